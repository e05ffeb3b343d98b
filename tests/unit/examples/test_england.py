"""The fictional England: made by its script, what its page says, and rated as an independent calculation rates it."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML
from unit.examples.independent_england import ORDER, YEARS, Answer, assess, dispersions
from unit.examples.independent_england_areas import AVERAGED, PAIRED, clinical_areas, scorecard, worst_of_five

import ccgrules
from ccgrules.cli.main import cli
from ccgrules.model.types import Missing

PROJECT = Path(__file__).parents[3]
ENGLAND = PROJECT / "examples/fictional-england"
RULESETS = PROJECT / "rulesets/ccg"
PUT_TOGETHER = "year-on-year.csv"
GENERATED = (
    *sorted({path.name for path in ENGLAND.glob("*.csv")} - {PUT_TOGETHER}),
    *("decisions-2013-14.yaml", "succession.yaml"),
)
PAGE = (ENGLAND / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^\$ ccgrules (run .+)$", re.MULTILINE)
COMMANDS = COMMAND.findall(PAGE)
MARKS = {"[c]": ("[c]",), "[x]": ("[x]",), "[z]": ("[z]", "n/a"), "blank": ("",)}

Row = dict[str, str]


def _read(name: str) -> list[Row]:
    with (ENGLAND / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _ruleset(command: str) -> str:
    return Path(command.split()[1]).stem


# --- how it is made ----------------------------------------------------------------------------------------------


def test_the_script_makes_the_same_bytes(tmp_path: Path) -> None:
    for script in ENGLAND.glob("*.py"):
        shutil.copy(script, tmp_path)

    subprocess.run([sys.executable, "generate.py"], cwd=tmp_path, check=True)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix in (".csv", ".yaml")}
    assert sorted(made) == sorted(GENERATED)
    assert {name: (ENGLAND / name).read_bytes() for name in GENERATED} == made


def test_three_years_are_put_together_of_the_others(tmp_path: Path) -> None:
    copy = shutil.copytree(ENGLAND, tmp_path / "england")
    (copy / PUT_TOGETHER).unlink()

    subprocess.run([sys.executable, "put_together.py"], cwd=copy, check=True)

    assert (copy / PUT_TOGETHER).read_bytes() == (ENGLAND / PUT_TOGETHER).read_bytes()


@pytest.mark.parametrize("script", sorted(ENGLAND.glob("*.py")), ids=lambda path: path.name)
def test_the_script_uses_only_what_is_alike_everywhere(script: Path) -> None:
    """Other draws and functions may differ between versions of Python and libraries of mathematics."""
    used = re.findall(r"\b(?:math|chance|gone)\.(\w+)", script.read_text(encoding="utf-8"))

    assert set(used) <= {"random", "sqrt", "chance"}


def test_all_of_it_is_small() -> None:
    assert sum(path.stat().st_size for path in ENGLAND.rglob("*") if path.is_file()) < 3_000_000


# --- who is in it -------------------------------------------------------------------------------------------------


def test_codes_and_names_are_unlike_each_other() -> None:
    rows = _read("organisations.csv")

    assert len({row["organisation"] for row in rows}) == len({row["name"] for row in rows}) == len(rows) == 218
    assert all(re.fullmatch(r"F\d{3}", row["organisation"]) for row in rows)
    for file in ("iaf-2016-17.csv", "iaf-2017-18.csv", "iaf-2018-19.csv", "assessment-2015-16.csv"):
        here = _read(file)
        assert len({row["organisation"] for row in here}) == len({row["name"] for row in here}) == len(here)


def test_names_are_of_no_real_organisation(shared_data: Path) -> None:
    with (shared_data / "ccg/ccgs.csv").open(encoding="utf-8", newline="") as file:
        real = {word for row in csv.DictReader(file) for word in re.findall(r"[A-Z][a-z]+", row["name"])}
    common = {"North", "South", "East", "West", "Greater", "City", "Vale", "Rural", "District", "Coast", "Coastal"}
    common |= {"Dales", "Fells", "Bay", "Sea"}

    words = {word for row in _read("organisations.csv") for word in re.findall(r"[A-Z][a-z]+", row["name"])}

    assert words & real <= common
    assert len(words) > 200


def test_mergers_turn_207_into_195() -> None:
    successions = _successions()
    before = [row["organisation"] for row in _read("iaf-2017-18.csv")]
    after = [row["organisation"] for row in _read("iaf-2018-19.csv")]
    gone = [code for each in successions for code in each["from"]]
    come = [code for each in successions for code in each["to"]]

    assert (len(before), len(gone), len(come), len(after)) == (207, 24, 12, 195)
    assert len(set(gone)) == 24
    assert sorted((set(before) - set(gone)) | set(come)) == sorted(after)
    assert [code for each in successions for code in each["from"] if code in each["to"]] == ["F175"]
    assert {each["period"] for each in successions} == {"2018/19"}


def test_people_stay_when_organisations_merge() -> None:
    rows = {row["organisation"]: row for row in _read("organisations.csv")}
    successions = _successions()

    for each in successions:
        (one,) = each["to"]
        if one not in each["from"]:
            people = sum(int(rows[code]["population"]) for code in each["from"])
            assert int(rows[one]["population"]) == people
            assert (rows[one]["first_year"], {rows[code]["last_year"] for code in each["from"]}) == (
                "2018/19",
                {"2017/18"},
            )


# --- what is missing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["interim-2013-14.csv", "assessment-2015-16.csv", "iaf-2016-17.csv", "iaf-2017-18.csv", "iaf-2018-19.csv"],
)
def test_missing_cells_are_as_the_page_says(name: str) -> None:
    rows = _read(name)
    cells = [cell for row in rows for key, cell in row.items() if key not in ("organisation", "name", "period")]
    shares = [f"{100 * sum(cell in marks for cell in cells) / len(cells):.2f} %" for marks in MARKS.values()]

    assert f"| `{name}` | {len(rows)} | {' | '.join(shares)} |" in PAGE


def test_suppressed_counts_are_small() -> None:
    """Where others show their counts of people, none is under five."""
    for name in ("iaf-2016-17.csv", "iaf-2017-18.csv", "iaf-2018-19.csv"):
        rows = _read(name)
        for code in ("124a", "125a"):
            counts = [row[f"{code}.numerator"] for row in rows]
            assert "[c]" in counts
            assert min(int(count) for count in counts if count.isdigit()) >= 5


# --- its ratings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=_ruleset)
def test_commands_rate_it_as_the_page_and_its_files_say(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_goldens: bool
) -> None:
    monkeypatch.chdir(PROJECT)
    outcome = CliRunner().invoke(cli, [*command.split(), "--out", str(tmp_path)])
    assert outcome.exit_code == 0, outcome.output

    lines = "\n".join(line.rstrip() for line in outcome.output.splitlines())
    printed = "\n\n".join(lines.split("\n\n")[:2]) + "\n"
    ratings = (tmp_path / "ratings.csv").read_bytes()
    page, file = ENGLAND / "README.md", ENGLAND / f"expected/{_ruleset(command)}.csv"
    if update_goldens:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(ratings)
        text = page.read_text(encoding="utf-8")
        head = f"$ ccgrules {command}\n"
        before, after = text.split(head)
        page.write_text(before + head + printed + after[after.index("…") :], encoding="utf-8")
    assert f"$ ccgrules {command}\n{printed}…\n" in page.read_text(encoding="utf-8")
    assert ratings == file.read_bytes()


@pytest.mark.parametrize("command", COMMANDS, ids=_ruleset)
def test_every_ruleset_explains_itself_and_cites_its_sources(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An explanation works every figure out again, and stops where it comes to another one."""
    monkeypatch.chdir(PROJECT)

    outcome = CliRunner().invoke(cli, ["explain", *command.split()[1:], "--for", "F190"])

    assert outcome.exit_code == 0, outcome.output
    assert "Enselmouth City (F190)" in outcome.output
    if "rulesets/ccg" in command:
        assert re.search(r"\n +\[1\] ", outcome.output)


def test_five_ratings_are_as_the_committee_decided() -> None:
    decisions = YAML(typ="safe").load((ENGLAND / "decisions-2018-19.yaml").read_text(encoding="utf-8"))["decisions"]
    rows = _read("expected/annual-assessment-2018-19.csv")

    moved = {row["organisation"]: row["headline"] for row in rows if row["headline"] != row["headline.calculated"]}

    assert len(decisions) == 5
    assert moved == {each["organisation"]: each["to"] for each in decisions}


def test_the_page_rates_it_by_every_ruleset_of_the_family() -> None:
    assert [_ruleset(command) for command in COMMANDS] == [
        "interim-assurance-2013-14",
        "assessment-2015-16",
        "iaf-2016-17-clinical-areas",
        "annual-assessment-2016-17",
        "annual-assessment-2017-18",
        "annual-assessment-2018-19",
        "year-on-year",
    ]
    assert {path.stem for path in RULESETS.glob("*.rules")} == {_ruleset(command) for command in COMMANDS[:-1]}


@pytest.fixture(scope="module", params=YEARS)
def year(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def answers(year: str) -> dict[str, Answer]:
    return assess(ENGLAND / f"iaf-{year}.csv", YEARS[year])


@pytest.fixture(scope="module", params=["exact", "columns"])
def rated(request: pytest.FixtureRequest, year: str) -> ccgrules.Run:
    mapping = ENGLAND / f"mapping-{year}.yaml"
    framework = ccgrules.load(RULESETS / f"annual-assessment-{year}.rules")
    return framework.run(
        ENGLAND / f"iaf-{year}.csv", mapping=mapping if mapping.exists() else None, engine=request.param
    )


def test_bands_agree_with_an_independent_calculation(
    rated: ccgrules.Run, answers: dict[str, Answer], year: str
) -> None:
    organisations = rated.result.keys.organisations
    codes = sorted({code for answer in answers.values() for code in answer.bands})

    assert len(codes) == YEARS[year].number() == {"2016-17": 57, "2017-18": 48, "2018-19": 58}[year]
    for code in codes:
        scores = rated.result.values(f"{code}.score")
        got = {who: score for who, score in zip(organisations, scores) if not isinstance(score, Missing)}
        assert got == {who: answer.bands[code] for who, answer in answers.items() if code in answer.bands}, code


def test_averages_agree_with_an_independent_calculation(rated: ccgrules.Run, answers: dict[str, Answer]) -> None:
    overall = zip(rated.result.keys.organisations, rated.result.values("overall"), strict=True)

    got = {who: float(value) for who, value in overall if isinstance(value, Fraction)}

    known = {who: answer.overall for who, answer in answers.items() if answer.overall is not None}
    assert got == pytest.approx(known, abs=1e-12)


def test_headlines_agree_with_an_independent_calculation(rated: ccgrules.Run, answers: dict[str, Answer]) -> None:
    labels = zip(rated.result.keys.organisations, rated.result.values("headline"), strict=True)

    got = {who: None if isinstance(label, Missing) else label for who, label in labels}

    assert got == {who: answer.headline for who, answer in answers.items()}


def _labels(run: ccgrules.Run, name: str) -> list[str | None]:
    return [None if isinstance(label, Missing) else str(label) for label in run.result.values(name)]


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_clinical_areas_agree_with_an_independent_calculation(engine: Literal["exact", "columns"]) -> None:
    expected = clinical_areas(ENGLAND / "iaf-2016-17.csv")
    run = ccgrules.load(RULESETS / "iaf-2016-17-clinical-areas.rules").run(
        ENGLAND / "iaf-2016-17.csv", mapping=ENGLAND / "mapping-clinical-areas.yaml", engine=engine
    )

    for area in (*AVERAGED, *PAIRED):
        got = dict(zip(run.result.keys.organisations, _labels(run, area), strict=True))
        assert got == {who: ratings[area] for who, ratings in expected.items()}, area


def test_the_draft_of_2015_16_agrees_with_an_independent_calculation() -> None:
    run = ccgrules.load(RULESETS / "assessment-2015-16.rules").run(ENGLAND / "assessment-2015-16.csv")

    got = dict(zip(run.result.keys.organisations, _labels(run, "draft"), strict=True))

    assert got == worst_of_five(ENGLAND / "assessment-2015-16.csv")


def test_the_scorecard_agrees_with_an_independent_calculation() -> None:
    expected = scorecard(ENGLAND / "interim-2013-14.csv")
    run = ccgrules.load(RULESETS / "interim-assurance-2013-14.rules").run(ENGLAND / "interim-2013-14.csv")
    keys = [*zip(run.result.keys.organisations, run.result.keys.periods, strict=True)]

    for grade in ("care_grade", "rights_grade", "outcomes_grade", "money_grade", "authorisation_grade"):
        got = dict(zip(keys, _labels(run, grade), strict=True))
        assert got == {key: grades[grade] for key, grades in expected.items()}, grade


def test_changes_agree_with_an_independent_calculation() -> None:
    """Who merged is compared with the sum of its parts, and with their rating where they had the same one."""
    rows = {(row["period"], row["organisation"]): row for row in _read(PUT_TOGETHER)}
    expected = _read("expected/year-on-year.csv")
    parts = {code: each["from"] for each in _successions() for code in each["to"]}

    assert len(expected) == 207 + 207 + 195
    for row in expected:
        own, period = row["organisation"], row["period"]
        were = parts.get(own, [own]) if period == "2018/19" else [own]
        before = [rows.get((_year_before(period), code)) for code in were]
        assert row["movement"] == _movement(rows[period, own], before)
        now, base = _percent([rows[period, own]]), _percent([rows["2016/17", code] for code in were])
        change = now - base if now is not None and base is not None else None
        assert row["waits_change"] == "" if change is None else float(row["waits_change"]) == pytest.approx(change)


def _successions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = YAML(typ="safe").load((ENGLAND / "succession.yaml").read_text("utf-8"))["successions"]
    return found


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}/{int(period[5:]) - 1}"


def _percent(rows: list[Row]) -> float | None:
    over, under = ([row[f"122b.{part}"] for row in rows] for part in ("numerator", "denominator"))
    known = all(count.isdigit() for count in (*over, *under))
    return 100 * sum(map(int, over)) / sum(map(int, under)) if known else None


def _movement(now: Row, before: list[Row | None]) -> str:
    labels = {row["headline"] for row in before if row}
    if len(labels) != 1:
        return ""
    step = ORDER.index(labels.pop()) - ORDER.index(now["headline"])
    return "risen" if step > 0 else "fallen" if step < 0 else "unchanged"


# --- as in life ---------------------------------------------------------------------------------------------------


def test_ratings_are_spread_as_in_life(year: str, answers: dict[str, Answer]) -> None:
    """About a tenth, a half, three tenths, a tenth."""
    found = Counter(answer.headline for answer in answers.values())
    shares = [found[label] / len(answers) for label in ORDER]

    assert shares == pytest.approx([0.10, 0.50, 0.30, 0.10], abs=0.06)
    assert found[None] == (1 if year == "2018-19" else 0)


@pytest.mark.parametrize(("one", "other"), [("2016-17", "2017-18"), ("2017-18", "2018-19")])
def test_most_ratings_stay_and_few_leap(one: str, other: str) -> None:
    before, after = (assess(ENGLAND / f"iaf-{year}.csv", YEARS[year]) for year in (one, other))
    pairs = [(before[who].headline, after[who].headline) for who in before if who in after]
    steps = [abs(ORDER.index(a) - ORDER.index(b)) for a, b in pairs if a and b]

    assert 0.2 < sum(step > 0 for step in steps) / len(steps) < 0.45
    assert sum(step > 1 for step in steps) / len(steps) < 0.06


def test_most_counts_are_over_dispersed(year: str) -> None:
    """The more there is to count, the less chance explains; rare events are not far from chance."""
    found = dispersions(ENGLAND / f"iaf-{year}.csv", YEARS[year])

    assert sum(phi > 1 for phi in found.values()) / len(found) > 0.8
    assert max(found.values()) > 50
    assert all(0.8 < found[code] < 3 for code in ("124a", "125a"))
