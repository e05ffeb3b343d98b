"""Two versions of a ruleset, through the whole of `comparing.difference`."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccgrules import comparing, pipeline
from ccgrules.cli.main import cli
from ccgrules.differences.difference import Difference

RULES = """
framework clinics "Clinics {year}"
  language 1
  version  "{year}"
  rates    clinic "Clinic"
  in force {year}-01-01 to {year}-12-31
  result   grade

scale grades "Grades" best first
  good "Good", fair "Fair", poor "Poor"

parameter good_from "Lowest points for Good" = {good}

field points "Points" number
field closed "Closed" yes or no

rating grade "Grade" on grades
  good  when points >= good_from
  fair  when points >= 5
  poor  otherwise
"""
CAP = "  no better than fair  when closed\n"
DATA = "organisation,name,points,closed\nA,Ash,9,no\nB,Beech,7,no\nC,Cedar,8,yes\nD,Dogwood,4,yes\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write(tmp_path / "old.rules", RULES.format(year=2030, good=8))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write(tmp_path / "new.rules", RULES.format(year=2031, good=7) + CAP)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def data_of(folder: Path, text: str, name: str = "data.csv") -> pipeline.DataOptions:
    return pipeline.DataOptions(write(folder / name, text))


def found(differed: comparing.Differed) -> Difference:
    assert differed.difference is not None, differed.findings
    return differed.difference


def test_without_data_it_is_the_changes_of_the_rules(old: Path, new: Path) -> None:
    differed = comparing.difference(old, new)
    assert differed.findings == ()
    difference = found(differed)
    assert (difference.impact, difference.attribution, difference.periods) == (None, None, None)
    kinds = [change.kind for change in difference.changes]
    assert [kind for kind in kinds if kind != "head"] == ["parameter", "adjustment"]
    assert difference.movers == ()


def test_a_ruleset_has_no_difference_from_itself(old: Path, tmp_path: Path) -> None:
    difference = found(comparing.difference(old, old, data_of(tmp_path, DATA)))
    assert difference.changes == ()
    assert difference.movers == ()
    assert difference.attribution is not None
    assert not difference.attribution.of


def test_with_data_it_says_who_moves_and_because_of_what(old: Path, new: Path, tmp_path: Path) -> None:
    """Beech has 7 points: good from 7 on. Cedar is closed, and no better than fair."""
    differed = comparing.difference(old, new, data_of(tmp_path, DATA), near=2)
    assert differed.findings == ()
    difference = found(differed)
    assert [(one.name, one.before, one.after, one.grades) for one in difference.movers] == [
        ("Beech", "fair", "good", 1),
        ("Cedar", "good", "fair", -1),
    ]
    assert difference.impact is not None
    assert [one.name for one in difference.impact.near] == ["Beech", "Dogwood"]
    attribution = difference.attribution
    assert attribution is not None
    kinds = {change.number: change.kind for change in difference.changes}
    because = {
        organisation: {kinds[attribution.units[one.unit - 1].changes[0]]: one.share for one in movements[0].shares}
        for (organisation, _), movements in attribution.of.items()
    }
    moving = {
        organisation: {kind: share for kind, share in shares.items() if share}
        for organisation, shares in because.items()
    }
    assert moving == {"B": {"parameter": 1}, "C": {"adjustment": -1}}


def test_attribution_may_be_left_out(old: Path, new: Path, tmp_path: Path) -> None:
    assert found(comparing.difference(old, new, data_of(tmp_path, DATA), attribute=False)).attribution is None


def test_two_years_of_data(old: Path, new: Path, tmp_path: Path) -> None:
    older = data_of(tmp_path, "organisation,period,points,closed\nA,2030,9,no\nB,2030,7,no\nG,2030,7,no\n", "old.csv")
    newer = data_of(tmp_path, "organisation,period,points,closed\nA,2031,6,no\nB,2031,7,no\n", "new.csv")
    difference = found(comparing.difference(old, new, newer, older_data=older))
    assert difference.periods == ("2030", "2031")
    assert difference.impact is not None
    assert difference.impact.counts == {("good", "fair"): 1, ("fair", "good"): 1}
    assert difference.impact.only_before == {"G": "G"}
    assert difference.attribution is not None
    shares = {
        code: {unit.title: share.share for unit, share in zip(difference.attribution.units, movements[0].shares)}
        for (code, _), movements in difference.attribution.of.items()
    }
    assert shares["A"]["the clinic's own figures"] == -1
    assert shares["B"]["the rules"] == 1


SUCCESSION = """
successions:
  - period: 2031
    from: [A, G]
    to: [A]
    because: "One house"
"""


OTHER = """
rating other "Another grade" on grades
  good  when points >= 6
  poor  otherwise
"""


def test_another_rating_than_the_headline(old: Path, new: Path, tmp_path: Path) -> None:
    for path in (old, new):
        write(path, path.read_text(encoding="utf-8") + OTHER)
    older = data_of(tmp_path, "organisation,period,points,closed\nA,2030,9,no\nB,2030,9,no\n", "old.csv")
    newer = data_of(tmp_path, "organisation,period,points,closed\nA,2031,5,no\nB,2031,6,no\n", "new.csv")
    difference = found(comparing.difference(old, new, newer, older_data=older, rating="other"))
    assert difference.impact is not None
    assert difference.impact.rating == ("other", "Another grade")
    assert difference.impact.counts == {("good", "poor"): 1, ("good", "good"): 1}
    assert difference.attribution is not None
    assert {code: movements[0].name for (code, _), movements in difference.attribution.of.items()} == {"A": "other"}
    same = found(comparing.difference(old, new, newer, rating="other"))
    assert same.movers == ()
    assert same.attribution is not None
    assert not same.attribution.of


def test_who_comes_of_a_merger_between_two_years_is_compared_with_nobody(old: Path, new: Path, tmp_path: Path) -> None:
    older = data_of(tmp_path, "organisation,period,points,closed\nA,2030,9,no\nB,2030,7,no\nG,2030,7,no\n", "old.csv")
    table = write(tmp_path / "new.csv", "organisation,period,points,closed\nA,2031,6,no\nB,2031,7,no\n")
    newer = pipeline.DataOptions(table, succession=write(tmp_path / "succession.yaml", SUCCESSION))
    difference = found(comparing.difference(old, new, newer, older_data=older))
    assert difference.impact is not None
    assert difference.impact.counts == {("fair", "good"): 1}
    assert difference.impact.only_before == {"A": "A", "G": "G"}
    assert difference.impact.only_after == {"A": "A"}


# --- errors ----------------------------------------------------------------------------------------------------------


def test_a_broken_ruleset_stops_it_and_its_warnings_are_not_repeated(old: Path, new: Path, tmp_path: Path) -> None:
    broken = write(tmp_path / "broken.rules", new.read_text(encoding="utf-8").replace("points >= 5", "pionts >= 5"))
    for pair in ((old, broken), (broken, new), (broken, broken)):
        differed = comparing.difference(*pair, data_of(tmp_path, DATA))
        assert differed.difference is None
        assert [one.code for one in differed.findings] == ["CCG201"]
    warned = write(tmp_path / "warned.rules", new.read_text(encoding="utf-8") + '\nfield idle "Nobody asks" number\n')
    assert [one.code for one in pipeline.check(warned).findings] != []
    assert comparing.difference(old, warned).findings == ()


def test_a_ruleset_with_a_gap_between_its_cases_stops_it(old: Path, new: Path, tmp_path: Path) -> None:
    text = new.read_text(encoding="utf-8").replace("poor  otherwise", "poor  when points < 4")
    differed = comparing.difference(old, write(tmp_path / "gap.rules", text))
    assert [one.code for one in differed.findings] == ["CCG403"]


def test_a_file_that_is_not_there(old: Path, tmp_path: Path) -> None:
    differed = comparing.difference(old, tmp_path / "none.rules")
    assert differed.difference is None
    assert len(differed.findings) == 1


def test_broken_data_stop_it(old: Path, new: Path, tmp_path: Path) -> None:
    differed = comparing.difference(old, new, data_of(tmp_path, DATA.replace("9,no", "nine,no")))
    assert differed.difference is None
    assert [one.code for one in differed.findings] == ["CCG630"]


def test_a_rating_that_is_asked_for(old: Path, new: Path, tmp_path: Path) -> None:
    differed = comparing.difference(old, new, data_of(tmp_path, DATA), rating="grad")
    assert [(one.code, one.help) for one in differed.findings] == [("CCG749", "did you mean `grade`?")]


def test_rulesets_without_a_common_rating_are_not_looked_into(
    old: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(diff: object) -> object:
        raise AssertionError("changes are judged although nothing comes of it")

    monkeypatch.setattr("ccgrules.differences.rules.effects.judged", judged)
    differed = comparing.difference(old, new, data_of(tmp_path, DATA), rating="grad")
    assert [one.code for one in differed.findings] == ["CCG749"]


def test_a_rating_may_be_asked_for_by_its_former_name(old: Path, new: Path, tmp_path: Path) -> None:
    text = old.read_text(encoding="utf-8")
    write(old, text.replace("result   grade", "result   verdict").replace("rating grade", "rating verdict"))
    write(new, new.read_text(encoding="utf-8") + "  formerly verdict\n")
    difference = found(comparing.difference(old, new, data_of(tmp_path, DATA), rating="verdict", attribute=False))
    assert [one.name for one in difference.movers] == ["Beech", "Cedar"]


def test_periods_that_the_rules_cannot_place_are_said_of_the_rules_that_ask(new: Path, tmp_path: Path) -> None:
    dated = RULES.format(year=2030, good='8, from "2029" 9')
    older = write(tmp_path / "dated.rules", dated)
    differed = comparing.difference(older, new, data_of(tmp_path, DATA))
    assert differed.difference is None
    (error,) = differed.findings
    assert (error.code, error.notes[-1]) == ("CCG678", f"this is about the older rules, {older}")


# --- the fictional England -------------------------------------------------------------------------------------------


def ratings_by(ruleset: Path, data: Path, mapping: Path, folder: Path) -> dict[str, str]:
    """The headline of each organisation, as `ccgrules run` writes it."""
    arguments = ["run", str(ruleset), str(data), "--mapping", str(mapping), "--out", str(folder)]
    outcome = CliRunner().invoke(cli, arguments)
    assert outcome.exit_code == 0, outcome.output
    with (folder / "ratings.csv").open(encoding="utf-8", newline="") as file:
        return {row["organisation"]: row["headline"] for row in csv.DictReader(file)}


@pytest.mark.slow
def test_england_comes_to_what_two_runs_give(project: Path, tmp_path: Path) -> None:
    folder = project / "rulesets" / "ccg"
    rulesets = folder / "annual-assessment-2017-18.rules", folder / "annual-assessment-2018-19.rules"
    data = project / "examples" / "fictional-england" / "iaf-2018-19.csv"
    columns = "columns: {125d.numerator: 101a.numerator, 125d.denominator: 101a.denominator}\nignore: [others]\n"
    mappings = write(tmp_path / "old.yaml", columns), write(tmp_path / "new.yaml", "ignore: [others]\n")
    before, after = (
        ratings_by(ruleset, data, mapping, tmp_path / ruleset.stem) for ruleset, mapping in zip(rulesets, mappings)
    )
    difference = found(comparing.difference(*rulesets, pipeline.DataOptions(data), attribute=False))
    assert difference.impact is not None
    counts = difference.impact.counts
    assert {(old or "", new or ""): count for (old, new), count in counts.items()} == Counter(
        (before[code], after[code]) for code in after
    )
    assert sum(counts.values()) == 195
    moved = {one.organisation: (one.before or "", one.after or "") for one in difference.movers}
    assert moved == {code: (before[code], after[code]) for code in after if before[code] != after[code]}
    assert [(one.code, one.notes[-1]) for one in difference.findings] == [
        ("CCG670", f"this is about the older rules, {rulesets[0]}")
    ]
