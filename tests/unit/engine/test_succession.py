"""Mergers and splits: who comes from whom, and what is taken over. Both engines; values worked by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ccgrules import pipeline
from ccgrules.engine.result import Result
from ccgrules.engine.succession import Part, Succession
from ccgrules.engine.succession_file import read_changes
from ccgrules.model.types import Missing, Reason, Value
from ccgrules.resources import resource_text
from ccgrules.source import SourceFile
from ccgrules.yaml_source import parse_yaml

YEARS = ("2016/17", "2017/18", "2018/19")

RULES = """framework f "F"
  language 1
  rates    org "Organisation"
  scores better higher
  result   before

scale rag best first
  green, amber, red

indicator rate
  data   rate per 1,000 from numerator / denominator
  better higher

indicator staff
  data   count
  better higher

indicator days
  data   days
  better lower

indicator colour
  data   on rag

measure before      = previous(rate.value)
  data rate per 1,000
measure base        = baseline(rate.value, "2016/17")
  data rate per 1,000
measure of_counts   = previous(rate.numerator)
measure staff_then  = previous(staff.value)
measure twice       = previous(staff.value * 2)
measure per_head    = previous(rate.numerator / staff.value)
measure days_then   = previous(days.value)
measure last_total  = previous(total)
measure total       = days.value * 2
rating colour_then on rag = previous(colour.value)
"""

DATA = """organisation,period,rate.numerator,rate.denominator,rate,staff,days,colour
A,2016/17,10,100,,10,3,green
B,2016/17,30,200,,20,3,green
D,2016/17,50,100,,30,4,red
X,2016/17,50,80,,30,5,amber
C,2017/18,60,300,,40,3,amber
D,2017/18,50,100,,50,4,amber
X,2017/18,50,100,,60,6,amber
E,2018/19,100,400,,70,4,green
Y,2018/19,20,50,,10,5,green
Z,2018/19,20,50,,20,5,red
"""

FILE = """successions:
  - period: 2018/19
    from: [C, D]
    to: E
  - {period: 2017/18, from: [B, A], to: [C], because: Merger}
  - {period: 2018/19, from: X, to: [Y, Z]}
"""


def changes(text: str) -> Succession:
    content, findings = parse_yaml(SourceFile("succession.yaml", text))
    assert content is not None, findings
    found, wrong = read_changes(content)
    assert wrong == ()
    return Succession.of(found, YEARS, "digest")


def rated(folder: Path, engine: str, data: str = DATA, succession: str = FILE, rules: str = RULES) -> Result:
    for name, text in (("f.rules", rules), ("d.csv", data), ("s.yaml", succession)):
        (folder / name).write_text(text, encoding="utf-8")
    options = pipeline.DataOptions(folder / "d.csv", engine=engine, succession=folder / "s.yaml")  # type: ignore[arg-type]
    run = pipeline.run(folder / "f.rules", options)
    assert run.result is not None, [finding.message for finding in run.findings]
    return run.result


def cell(result: Result, name: str, organisation: str, period: str) -> Value:
    keys = zip(result.keys.organisations, result.keys.periods)
    return result.value(name, list(keys).index((organisation, period)))


# --- who comes from whom -------------------------------------------------------------------------------------------


def test_predecessors_are_followed_over_several_periods() -> None:
    succession = changes(FILE)
    assert succession.predecessors("E", "2018/19", "2017/18") == ("C", "D")
    assert succession.predecessors("E", "2018/19", "2016/17") == ("A", "B", "D")
    assert succession.predecessors("C", "2017/18", "2016/17") == ("A", "B")
    assert succession.predecessors("D", "2017/18", "2016/17") == ("D",)
    assert succession.predecessors("E", "2018/19", "2018/19") == ("E",)


def test_a_part_of_a_split_organisation_is_one() -> None:
    assert changes(FILE).parts("Y", "2018/19", "2016/17") == (Part("X", split=True),)


def test_an_organisation_may_keep_its_code() -> None:
    succession = changes("successions:\n  - {period: 2018/19, from: [A, B], to: [A]}\n")
    assert succession.predecessors("A", "2018/19", "2017/18") == ("A", "B")
    assert succession.predecessors("A", "2017/18", "2016/17") == ("A",)


def test_the_changes_on_the_way_are_told_earliest_first() -> None:
    told = changes(FILE).changes_between("E", "2018/19", "2016/17")
    assert [(change.period, change.after) for change in told] == [("2017/18", ("C",)), ("2018/19", ("E",))]


def test_many_mergers_of_all_with_all_end_quickly() -> None:
    years = [str(2000 + number) for number in range(60)]
    codes = [f"O{number}" for number in range(8)]
    listed = ", ".join(codes)
    entries = "".join(f"  - {{period: {year}, from: [{listed}], to: [{listed}, N{year}]}}\n" for year in years[1:])
    content, _ = parse_yaml(SourceFile("s.yaml", f"successions:\n{entries}"))
    assert content is not None
    succession = Succession.of(read_changes(content)[0], years, "digest")
    assert succession.predecessors("O0", years[-1], years[0]) == tuple(sorted(codes))


# --- what is taken over --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_values_from_counts_are_pooled(tmp_path: Path, engine: str) -> None:
    result = rated(tmp_path, engine)
    assert cell(result, "before", "C", "2017/18") == Fraction(40, 300) * 1000
    assert cell(result, "before", "E", "2018/19") == Fraction(110, 400) * 1000
    assert cell(result, "base", "E", "2018/19") == Fraction(90, 400) * 1000
    assert cell(result, "before", "D", "2017/18") == Fraction(1, 2) * 1000
    assert cell(result, "base", "A", "2016/17") == Fraction(1, 10) * 1000


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_a_part_takes_values_but_no_amounts(tmp_path: Path, engine: str) -> None:
    result = rated(tmp_path, engine)
    not_carried_over = Missing(Reason.NOT_CARRIED_OVER)
    assert cell(result, "before", "Y", "2018/19") == Fraction(1, 2) * 1000
    assert cell(result, "days_then", "Z", "2018/19") == 6
    assert cell(result, "per_head", "Z", "2018/19") == Fraction(50, 60)
    assert cell(result, "last_total", "Z", "2018/19") == 12
    assert cell(result, "colour_then", "Y", "2018/19") == "amber"
    for amount in ("of_counts", "staff_then", "twice"):
        assert result.value(amount, len(result.keys) - 1) == not_carried_over, amount


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_other_values_of_several_are_taken_where_they_are_the_same(tmp_path: Path, engine: str) -> None:
    result = rated(tmp_path, engine)
    not_carried_over = Missing(Reason.NOT_CARRIED_OVER)
    assert cell(result, "days_then", "C", "2017/18") == 3
    assert cell(result, "last_total", "C", "2017/18") == 6
    assert cell(result, "colour_then", "C", "2017/18") == "green"
    assert cell(result, "colour_then", "E", "2018/19") == "amber"
    assert cell(result, "days_then", "E", "2018/19") == not_carried_over
    assert cell(result, "staff_then", "C", "2017/18") == not_carried_over


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_without_all_counts_a_value_is_taken_only_where_it_is_the_same(tmp_path: Path, engine: str) -> None:
    rows = DATA.replace("A,2016/17,10,100,,", "A,2016/17,,,150,")
    assert cell(rated(tmp_path, engine, rows), "before", "C", "2017/18") == Fraction(150)
    unlike = DATA.replace("A,2016/17,10,100,,", "A,2016/17,,,100,")
    assert cell(rated(tmp_path, engine, unlike), "before", "C", "2017/18") == Missing(Reason.NOT_CARRIED_OVER)


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_a_predecessor_without_a_value_or_a_row_leaves_none(tmp_path: Path, engine: str) -> None:
    rows = DATA.replace("A,2016/17,10,100,,10,3,", "A,2016/17,10,100,,10,suppressed,")
    assert cell(rated(tmp_path, engine, rows), "days.value.previous", "C", "2017/18") == Missing(Reason.SUPPRESSED)
    rows = DATA.replace("D,2017/18,50,100,,50,4,amber\n", "")
    assert cell(rated(tmp_path, engine, rows), "before", "E", "2018/19") == Missing(Reason.NO_EARLIER_PERIOD)


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_a_streak_runs_on_through_a_merger(tmp_path: Path, engine: str) -> None:
    streak = """
measure streak =
    1                     when previous(streak) is missing
    1 + previous(streak)  otherwise
  data number

measure first = baseline(streak, "2016/17")
  data number
"""
    result = rated(tmp_path, engine, rules=RULES + streak)
    assert result.plan.recurrent
    assert cell(result, "streak", "E", "2018/19") == 3
    assert cell(result, "first", "E", "2018/19") == 1


def test_organisations_of_earlier_periods_stay_as_they_are(tmp_path: Path) -> None:
    """They are rows of their own periods, and members of the populations of these."""
    result = rated(tmp_path, "exact")
    earliest = [code for code, period in zip(result.keys.organisations, result.keys.periods) if period == "2016/17"]
    assert earliest == ["A", "B", "D", "X"]


# --- the file ------------------------------------------------------------------------------------------------------


def test_the_example_keeps_to_the_schema() -> None:
    schema = json.loads(resource_text("schemas", "succession.schema.json"))
    Draft202012Validator.check_schema(schema)
    entry = {"period": "2018/19", "from": ["C", "D"], "to": "E", "because": "Merger"}
    Draft202012Validator(schema).validate({"successions": [entry]})
    assert not Draft202012Validator(schema).is_valid({"successions": [{"period": "2018/19", "from": []}]})


def test_the_example_in_the_readme(project: Path) -> None:
    text = (project / "schemas" / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## Mergers and splits, by example\n")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    content, _ = parse_yaml(SourceFile("succession.yaml", "\n".join(lines)))
    assert content is not None
    found, findings = read_changes(content)
    assert findings == ()
    assert [change.after for change in found] == [("F208",), ("F020",), ("F301", "F302")]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "f.rules").write_text(RULES)
    (tmp_path / "d.csv").write_text(DATA)
    run = pipeline.run(tmp_path / "f.rules", pipeline.DataOptions(tmp_path / "d.csv", succession=tmp_path / "no.yaml"))
    assert run.result is None
    assert [finding.code for finding in run.findings] == ["CCG691"]


def test_a_code_used_again_for_another_organisation(tmp_path: Path) -> None:
    """A ends in 2017/18, and a new A starts in 2018/19: it comes from E's parts, not from the old A."""
    data = "organisation,period,days\nA,2016/17,1\nB,2016/17,2\nC,2017/18,3\nA,2018/19,4\n"
    told = "successions:\n  - {period: 2017/18, from: [A, B], to: C}\n  - {period: 2018/19, from: C, to: A}\n"
    rules = RULES.split("indicator rate", maxsplit=1)[0].replace("before", "earlier") + (
        "indicator days\n  data days\n  better lower\nmeasure earlier = previous(days.value)\n"
    )
    result = rated(tmp_path, "exact", data, told, rules)
    assert cell(result, "earlier", "A", "2018/19") == 3
    assert cell(result, "earlier", "C", "2017/18") == Missing(Reason.NOT_CARRIED_OVER)
