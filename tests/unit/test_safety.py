"""What hostile files try: to reach other files, fill the machine, steer a terminal, a browser or a spreadsheet."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from properties.whole_way import Commands

import ccgrules
from ccgrules import pipeline
from ccgrules.cli import files
from ccgrules.cli.files import write_whole
from ccgrules.cli.main import main
from ccgrules.diagnostics.render import render_plain
from ccgrules.digest import digest
from ccgrules.model.load import check_text

RULES = """framework t "T"
  language 1
  rates org "Organisation"
  scores better higher
  result r, m
scale s "S" best first
  good, poor
field place "Place" text
indicator x "X"
  data number
  better higher
measure m = x.value
rating r "R" on s
  good when m > 1
  poor otherwise
"""


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Commands in a folder with `t.rules`."""
    (tmp_path / "t.rules").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Commands(tmp_path, seconds=20)


# --- files outside the folder --------------------------------------------------------------------------------------


@pytest.mark.parametrize("clause", ["use", "amends"])
@pytest.mark.parametrize(
    "path",
    [
        "../secret.rules",
        "ABSOLUTE",
        "inner/../../secret.rules",
        "link.rules",
        "linked/secret.rules",
        "folder.rules",
        "queue.rules",
        "/dev/zero",
        "~/secret.rules",
        "..\\\\secret.rules",
        pytest.param("x" * 5000 + ".rules", id="long"),
        "",
        ".",
    ],
)
def test_no_path_leaves_the_folder(tmp_path: Path, clause: str, path: str) -> None:
    family = tmp_path / "family"
    (family / "inner").mkdir(parents=True)
    (family / "folder.rules").mkdir()
    os.mkfifo(family / "queue.rules")
    secret = tmp_path / "secret.rules"
    secret.write_text('scale hidden "SECRET" best first\n  a, b\n', encoding="utf-8")
    (family / "link.rules").symlink_to(secret)
    (family / "linked").symlink_to(tmp_path, target_is_directory=True)
    main = family / "main.rules"
    named = path.replace("ABSOLUTE", str(secret))
    main.write_text(f'framework t "T"\n  {clause} "{named}"\n  result m\nmeasure m = 1\n', encoding="utf-8")
    checked = pipeline.check(main)
    assert checked.ruleset is None
    assert checked.findings[0].code in {"CCG150", "CCG151"}
    assert "SECRET" not in render_plain(checked.findings)


# --- YAML that grows -----------------------------------------------------------------------------------------------

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


@pytest.mark.parametrize("content", [BOMB, "columns: &c\n  *c : x\n", "columns: !!python/name:os.system\n"])
def test_a_mapping_has_no_anchors_and_no_tags(commands: Commands, content: str) -> None:
    Path("d.csv").write_text("organisation,x\nA,1\n", encoding="utf-8")
    Path("m.yaml").write_text(content, encoding="utf-8")
    code, told = commands("run", "t.rules", "d.csv", "--mapping", "m.yaml")
    assert (code, "error[CCG703]" in told) == (1, True)


@pytest.mark.parametrize("content", [BOMB, "scenarios: &s\n  - *s\n", "scenarios: !!python/name:os.system\n"])
def test_scenarios_have_no_anchors_and_no_tags(commands: Commands, content: str) -> None:
    Path("t.scenarios.yaml").write_text(content, encoding="utf-8")
    code, told = commands("test", "t.rules")
    assert (code, "error[CCG703]" in told) == (1, True)


# --- numbers without bounds ----------------------------------------------------------------------------------------

LONG = "9" * 100_000


def test_a_long_number_in_a_ruleset() -> None:
    found = check_text(RULES.replace("m > 1", f"m > {LONG}"))[1][0]
    assert (found.code, found.message) == ("CCG121", "this number has more than 100 digits")


@pytest.mark.parametrize(
    "cell", ["9" * 30_000, f"0.{'9' * 30_000}", f"1e{'9' * 30_000}", "1e400", "1e-400"], ids=lambda cell: cell[:6]
)
def test_a_long_number_in_a_table(commands: Commands, cell: str) -> None:
    Path("d.csv").write_text(f"organisation,x\nA,{cell}\n", encoding="utf-8")
    code, told = commands("run", "t.rules", "d.csv")
    assert (code, "error[CCG630]" in told, len(told) < 1000) == (1, True, True)


LONG_CELLS = {
    "whole number": 10**5000,
    "large decimal": Decimal("1e999999"),
    "small decimal": Decimal("-1e-999999"),
    "fraction": Fraction(10**5000, 3),
    "float": 1e300,
}


@pytest.mark.parametrize("kind", LONG_CELLS)
def test_a_long_number_in_a_list_of_dictionaries(commands: Commands, kind: str) -> None:
    with pytest.raises(ccgrules.DataError) as raised:
        ccgrules.load("t.rules").run([{"organisation": "A", "x": LONG_CELLS[kind]}])
    assert raised.value.findings[0].code in {"CCG615", "CCG630"}


def test_half_of_a_character_in_a_list_of_dictionaries(commands: Commands) -> None:
    rated = ccgrules.load("t.rules").run([{"organisation": "A\ud800", "name": "\udc00", "x": 2}])
    assert rated.to_dicts()[0]["organisation"] == "A\ufffd"
    assert "\ufffd (A\ufffd) is rated good" in str(rated.explain("A\ufffd"))


def test_a_long_number_in_a_scenario(commands: Commands) -> None:
    Path("t.scenarios.yaml").write_text(f"scenarios:\n  - title: t\n    given: {{x: {LONG}}}\n    expect: {{m: 1}}\n")
    code, told = commands("test", "t.rules")
    assert (code, "error[CCG706]" in told, len(told) < 1000) == (1, True, True)


def test_a_long_number_on_the_command_line(commands: Commands) -> None:
    Path("d.csv").write_text("organisation,x\nA,1\n", encoding="utf-8")
    code, told = commands("run", "t.rules", "d.csv", "--leave-out", f"row {LONG}")
    assert (code, "CCG673" in told) == (1, True)


def test_digests_of_numbers_of_thousands_of_digits() -> None:
    long = [Fraction(10**5000, 3), Fraction(10**5000 + 1, 3), 10**5000, -(10**5000)]
    assert len({digest(number) for number in long}) == 4


# --- names that steer ----------------------------------------------------------------------------------------------

STEERING = "[red]Ash[/red]\x1b[31m\x1b]0;owned\x07\x9b2J\u202eknab\u2028."


def steering_data(name: str) -> None:
    with Path("d.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = [["organisation", "name", "place", "x"], ["A", name, name, "2"], ["B", name, "", ""]]
        csv.writer(stream).writerows(rows)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "t.rules", "d.csv"],
        ["run", "t.rules", "d.csv", "--format", "json"],
        ["run", "t.rules", "d.csv", "--period", STEERING],
        ["run", "t.rules", "d.csv", "--leave-out", STEERING],
        ["explain", "t.rules", "d.csv", "--for", "A"],
        ["explain", "t.rules", "d.csv", "--for", "A", "--format", "json"],
        ["explain", "t.rules", "d.csv", "--for", "A", "--format", "html"],
        ["explain", "t.rules", "d.csv", "--for", STEERING[:-1]],
        ["check", STEERING],
    ],
)
@pytest.mark.parametrize("terminal", [False, True])
def test_names_do_not_steer_the_terminal(
    commands: Commands, arguments: list[str], terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steering_data(STEERING)
    monkeypatch.setenv("TERM", "xterm-256color" if terminal else "dumb")
    monkeypatch.setattr("ccgrules.cli.console._coloured", lambda: terminal)
    _, told = commands(*arguments)
    for steering in ("\x1b]", "\x1b[31m", "\x07", "\x9b", "\u202e", "\u2028"):
        assert steering not in told
    if "json" in arguments:
        assert isinstance(json.loads(told), dict)
    if arguments[:2] == ["explain", "t.rules"] and "A" in arguments:
        assert "[red]Ash[/red]" in told


def test_files_keep_names_as_they_are(commands: Commands) -> None:
    steering_data(STEERING)
    commands("run", "t.rules", "d.csv", "--out", "out")
    with Path("out/ratings.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.DictReader(stream))["name"] == STEERING.replace("\u2028", " ")  # any space is a space


class Page(HTMLParser):
    """Gathers a page's elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


MARKUP = '</td></title></style><script>alert(1)</script><img src=x onerror=alert(2)>"\' onload="x'


def test_no_name_or_title_becomes_markup(commands: Commands) -> None:
    title = MARKUP.replace('"', "”")
    for words in ('"T"', '"S"', '"Place"', '"X"', '"R"', '"Organisation"'):
        hostile = f'"{title}"'
        rules = RULES.replace(words, hostile).replace("  poor otherwise", f'  poor otherwise\n    because "{title}"')
        Path("t.rules").write_text(rules, encoding="utf-8")
        steering_data(MARKUP)
        code, told = Commands(commands.folder)("explain", "t.rules", "d.csv", "--for", "A", "--format", "html")
        page = Page()
        page.feed(told)
        assert code == 0
        assert not page.tags & {"script", "img"}
        assert not any(name.startswith("on") for name in page.attributes)
        assert "default-src 'none'" in told


# --- formulas ------------------------------------------------------------------------------------------------------

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_in_csv(commands: Commands, name: str) -> None:
    with Path("d.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["organisation", "name", "x"], [f"{name} A", name, "-2"]])
    written = {}
    for option in ("--excel-safe", "--format=text"):
        commands("run", "t.rules", "d.csv", "--out", "out", option)
        with Path("out/ratings.csv").open(encoding="utf-8", newline="") as stream:
            (written[option],) = csv.DictReader(stream)
    assert written["--format=text"]["name"] == name.strip()
    safe = written["--excel-safe"]
    assert [safe[column][0] for column in ("organisation", "name")] == ["'", "'"]
    assert safe["m"] == "-2"


def test_workbooks_hold_no_formulas(commands: Commands) -> None:
    rules = RULES.replace('"X"', '"=1+1"').replace('"T"', '"=2+2"').replace('"Organisation"', '"@SUM(1)"')
    Path("t.rules").write_text(rules.replace('"Place"', '"=HYPERLINK(1)"'), encoding="utf-8")
    assert commands("template", "t.rules", "t.xlsx")[0] == 0
    cells = [cell for sheet in load_workbook("t.xlsx") for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


# --- files that are written whole or not at all --------------------------------------------------------------------


def no_space(*arguments: object) -> None:
    raise OSError(28, "No space left on device")


def interrupted(*arguments: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("failing", [no_space, interrupted])
@pytest.mark.parametrize("step", ["chmod", "replace", "write"])
def test_what_stood_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failing: Callable[..., None]
) -> None:
    target = tmp_path / "ratings.csv"
    target.write_text("old", encoding="utf-8")
    if step == "write":
        monkeypatch.setattr(files.os, "fdopen", failing)  # type: ignore[attr-defined]
    else:
        monkeypatch.setattr(Path, step, failing)
    with pytest.raises((OSError, KeyboardInterrupt)):
        write_whole(target, "new")
    monkeypatch.undo()
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["ratings.csv"]


def test_a_folder_that_is_not_there_is_told_by_the_name_that_was_given(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(tmp_path / "none" / "page.html", "page")
    assert caught.value.filename == str(tmp_path / "none" / "page.html")


def test_a_full_disk_is_told_and_is_no_bug(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("out").mkdir()
    Path("out/ratings.csv").write_text("old", encoding="utf-8")
    Path("d.csv").write_text("organisation,x\nA,1\n", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", no_space)
    with pytest.raises(SystemExit) as ended:
        main(["run", "t.rules", "d.csv", "--out", "out"])
    assert ended.value.code == 2
    assert Path("out/ratings.csv").read_text(encoding="utf-8") == "old"
