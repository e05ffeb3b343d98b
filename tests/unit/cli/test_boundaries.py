"""`ccgrules test --boundaries`, and the tests that `--write` adds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ccgrules.cli.main import cli
from ccgrules.resources import schema

PROJECT = Path(__file__).parents[3]
SHIPPED = sorted([*PROJECT.glob("rulesets/**/*.rules"), *PROJECT.glob("examples/**/*.rules")])

RULES = """framework wards "Wards"
  language  1
  version   "1"
  rates     ward "Ward"
  scores better higher
  result    grade

scale grades "Grades" best first
  good  "Good"
  poor  "Poor"

group care "Care"

indicator seen "Seen in time" in care
  data      percent
  better    higher
  standard  85%
  score
    1  when value meets standard
    0  otherwise

rating grade "Grade" on grades
  good  when seen.score = 1
  poor  otherwise

test "at the standard"
  given  seen.value = 85%
  expect seen.score = 1
"""


def run(*arguments: str | Path) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["test", *map(str, arguments)])
    return answer.exit_code, answer.output


@pytest.fixture
def wards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "wards.rules"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_each_threshold_has_a_line(wards: Path) -> None:
    code, output = run("wards.rules", "--boundaries")
    assert code == 0
    assert output == (
        "Seen in time (seen.score)\n"
        "  wards.rules:19  1 when value meets standard  [>= 85%]\n"
        "    seen.value  84.9%: 0 · 85%: 1 · 85.1%: 1   no test at 84.9%, 85.1%\n"
        "\n"
        "Grade (grade)\n"
        "  wards.rules:23  good when seen.score = 1  [= 1]\n"
        "    seen.score  0: poor · 1: good   no test at 0, 1\n"
        "\n"
        "2 thresholds; 1 of 5 examples are held by tests\n"
        "`--write` adds those that are missing to the ruleset, as tests of what the rules give now\n"
    )
    assert wards.read_text(encoding="utf-8") == RULES


def test_what_is_missing_is_written_once(wards: Path) -> None:
    code, output = run("wards.rules", "--boundaries", "--write")
    assert code == 0
    assert "4 examples added to wards.rules as tests\nThese tests record what the rules give now: read each" in output
    written = wards.read_text(encoding="utf-8")
    note = '  note "recorded by ccgrules: what the rules gave when this was written; read it against the policy"\n'
    assert written == RULES + (
        '\ntest "Boundaries of the score of seen"\n' + note + "  given\n"
        "    organisation | seen.value\n"
        "    A            | 84.9%\n"
        "    B            | 85.1%\n"
        "  expect\n"
        "    organisation | seen.score\n"
        "    A            | 0\n"
        "    B            | 1\n"
        '\ntest "Boundaries of grade"\n' + note + "  given\n"
        "    organisation | seen.score\n"
        "    A            | 0\n"
        "    B            | 1\n"
        "  expect\n"
        "    organisation | grade\n"
        "    A            | poor\n"
        "    B            | good\n"
    )
    code, output = run("wards.rules", "--boundaries", "--write")
    assert (code, output.splitlines()[-1]) == (0, "nothing to add")
    assert wards.read_text(encoding="utf-8") == written
    assert run("wards.rules")[0] == 0


def test_the_answer_has_its_schema(wards: Path) -> None:
    validator = Draft202012Validator(schema("boundaries"))
    for arguments, written in (((), None), (("--write",), 4), (("--write",), 0)):
        _, output = run("wards.rules", "--boundaries", "--format", "json", *arguments)
        document = json.loads(output)
        validator.validate(document)
        assert document["written"] == written
    assert [example["tested"] for example in document["boundaries"][0]["examples"]] == [True, True, True]
    assert wards.read_text(encoding="utf-8") != RULES


def test_steps_are_chosen_by_kind(wards: Path) -> None:
    _, output = run(wards, "--boundaries", "--step", "percent=0.5")
    assert "84.5%: 0 · 85%: 1 · 85.5%: 1" in output
    code, output = run(wards, "--boundaries", "--step", "inches=1")
    assert code == 2
    assert "`inches` is none of percent, count" in output
    code, output = run(wards, "--boundaries", "--step", "percent=-1")
    assert code == 2
    assert "`-1` is no number above 0; write it as `percent=0.5`" in output


def test_options_go_with_boundaries(wards: Path) -> None:
    code, output = run(wards, "--write")
    assert code == 2
    assert "`--write` and `--step` go with `--boundaries`" in output


def test_where_a_test_fails_nothing_is_written(wards: Path) -> None:
    wrong = RULES.replace("expect seen.score = 1", "expect seen.score = 0")
    wards.write_text(wrong, encoding="utf-8")
    code, output = run(wards, "--boundaries", "--write")
    assert code == 1
    assert "nothing was written: 1 test of the ruleset would fail, the first of them “at the standard”" in output
    assert wards.read_text(encoding="utf-8") == wrong
    assert [path.name for path in wards.parent.iterdir()] == ["wards.rules"]


def test_a_broken_ruleset_is_not_looked_into(wards: Path) -> None:
    wards.write_text("rating x\n", encoding="utf-8")
    code, output = run(wards, "--boundaries", "--write")
    assert code == 1
    assert "error[" in output
    assert wards.read_text(encoding="utf-8") == "rating x\n"


def test_tests_of_an_amended_ruleset_go_into_the_newest_file(wards: Path) -> None:
    newer = wards.with_name("newer.rules")
    newer.write_text(
        'framework newer "Newer"\n  version "2"\n  amends  "wards.rules"\n\nchange indicator seen\n  standard 90%\n',
        encoding="utf-8",
    )
    code, output = run(newer, "--boundaries", "--write")
    assert code == 0
    assert "89.9%: 0 · 90%: 1 · 90.1%: 1" in output
    assert 'test "Boundaries of the score of seen"' in newer.read_text(encoding="utf-8")
    assert wards.read_text(encoding="utf-8") == RULES


def test_rules_without_limits_have_no_thresholds(wards: Path) -> None:
    plain = RULES.replace("good  when seen.score = 1", "good  when seen.value is missing")
    plain = plain.replace(
        "    1  when value meets standard\n    0  otherwise\n", "    1  when value is not missing\n    0  otherwise\n"
    )
    wards.write_text(plain.replace("  standard  85%\n", ""), encoding="utf-8")
    assert run(wards, "--boundaries", "--write") == (0, "no condition compares a number with a limit\n")


def test_scenarios_hold_examples_too(wards: Path) -> None:
    text = "scenarios:\n  - title: under\n    given: {seen: 84.9%}\n    expect: {seen.score: 0}\n"
    wards.with_name("wards.scenarios.yaml").write_text(text, encoding="utf-8")
    _, output = run(wards, "--boundaries")
    assert "85.1%: 1   no test at 85.1%\n" in output


LINES = RULES.splitlines()
REMARKS = st.lists(
    st.tuples(st.integers(0, len(LINES)), st.sampled_from(["# a remark", "  # further in", "", "#", "    # é"])),
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(remarks=REMARKS, end=st.sampled_from(["\n", "\r\n"]), closed=st.booleans())
def test_all_that_was_there_is_kept(wards: Path, remarks: list[tuple[int, str]], end: str, closed: bool) -> None:
    lines = list(LINES)
    for place, remark in sorted(remarks, reverse=True):
        lines.insert(place, remark)
    before = (end.join(lines) + (end if closed else "")).encode()
    wards.write_bytes(before)
    assert run(wards, "--boundaries", "--write")[0] == 0
    after = wards.read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].strip().startswith(b'test "Boundaries of the score of seen"')
    assert (b"\r\n" in after) == (end == "\r\n")
    assert b"\n" not in after.replace(b"\r\n", b"") or end == "\n"
    assert run(wards)[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_each_shipped_ruleset_can_be_written_and_passes(path: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(path.parent, tmp_path / "copy")
    copy, before = folder / path.name, path.read_bytes()
    code, output = run(copy, "--boundaries", "--write")
    assert code == 0, output
    assert copy.read_bytes().startswith(before)
    assert run(copy)[0] == 0
    assert CliRunner().invoke(cli, ["fmt", "--check", str(copy)]).exit_code == 0
    code, output = run(copy, "--boundaries", "--write")
    assert code == 0
    assert output.splitlines()[-1] in ("nothing to add", "no condition compares a number with a limit")
