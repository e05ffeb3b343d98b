"""Binding tables to a plan: whose values, which inputs, exact values; and what is said of bad data."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from data_plans import YES_NO, fact, label, plan, supplied, value

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.engine.bind import bind, load_data
from ccgrules.engine.findings import MOST
from ccgrules.engine.mapping import NO_MAPPING, DataMapping, parse_mapping
from ccgrules.engine.read import RawTable, ReadOptions
from ccgrules.engine.read_csv import read_csv
from ccgrules.engine.table import Dataset
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Type
from ccgrules.plan.steps import Plan
from ccgrules.source import SourceFile

MARKED = Type(Kind.LABEL, scale="segments")
PLAN = plan(
    value("M1"),
    value("M2", "count"),
    label("R1"),
    fact("setting", choices=("town", "country")),
    fact("new_building", YES_NO),
    supplied("M1.score"),
    supplied("segment", MARKED),
    computed=("average",),
)
COUNTED = plan(
    value("C1"), value("C1", "number", "numerator"), value("C1", "number", "denominator"), from_counts=("C1",)
)


def tables(*texts: str) -> list[RawTable]:
    names = ("data.csv", "facts.csv", "more.csv")
    return [read_csv(text.encode(), name, ReadOptions(), []) for name, text in zip(names, texts)]


def said(text: str) -> DataMapping:
    mapping, findings = parse_mapping(SourceFile("mapping.yaml", text))
    assert findings == ()
    return mapping or NO_MAPPING


def bound(*texts: str, of: Plan = PLAN, mapping: str = "", leave_out: Sequence[str] = ()) -> Dataset:
    dataset, findings = bind(of, tables(*texts), said(mapping), leave_out)
    assert [one for one in findings if one.severity == "error"] == []
    assert dataset is not None
    return dataset


def found(*texts: str, of: Plan = PLAN, mapping: str = "", leave_out: Sequence[str] = ()) -> list[Diagnostic]:
    return list(bind(of, tables(*texts), said(mapping), leave_out)[1])


def codes(findings: Sequence[Diagnostic]) -> list[str]:
    return [one.code for one in findings if one.code != "CCG670"]


def column(dataset: Dataset, name: str) -> dict[tuple[str, str], object]:
    keys = zip(dataset.keys.organisations, dataset.keys.periods, strict=True)
    return dict(zip(keys, dataset.columns.values(name), strict=True))


# --- wide --------------------------------------------------------------------------------------------------------

WIDE = """organisation,name,M1,M2,R1,setting,new_building,M1.score,segment
B2,Birch,[c],12,amber,Country,n,,
A1,Ash Lane,66.7,3,Green,town,yes,2.25,Segment 1
"""


def test_wide() -> None:
    dataset = bound(WIDE)
    assert dataset.keys.organisations == ["A1", "B2"]
    assert dataset.keys.periods == ["", ""]
    assert dataset.keys.period_order == ("",)
    assert dataset.keys.names == {"A1": "Ash Lane", "B2": "Birch"}
    assert dataset.columns.values("M1.value") == [Fraction(667, 1000), MISSING[Reason.SUPPRESSED]]
    assert dataset.columns.values("M2.value") == [3, 12]
    assert dataset.columns.values("R1.value") == ["green", "amber"]
    assert dataset.columns.values("setting") == ["town", "country"]
    assert dataset.columns.values("new_building") == [True, False]
    assert dataset.columns.values("M1.score.supplied") == [Fraction(9, 4), MISSING[Reason.NONE_GIVEN]]
    assert dataset.columns.values("segment.supplied") == ["segment_1", MISSING[Reason.NONE_GIVEN]]


def test_every_input_has_a_column_in_plan_order() -> None:
    dataset = bound("organisation,M1\nA1,5\n")
    inputs = ["M1.value", "M2.value", "R1.value", "setting", "new_building", "M1.score.supplied", "segment.supplied"]
    assert list(dataset.columns.names()) == inputs
    assert dataset.columns.values("M2.value") == [MISSING[Reason.NONE_GIVEN]]
    assert dataset.columns.values("setting") == [MISSING[Reason.FIELD_MISSING]]


@pytest.mark.parametrize(
    "header",
    ["organisation,M1", "Organisation Code,m1", "org,M1.value", "CODE,M1", "trust,M1", "Trust code,M1.VALUE"],
)
def test_columns_by_other_names(header: str) -> None:
    assert column(bound(f"{header}\nA1,50\n"), "M1.value") == {("A1", ""): Fraction(1, 2)}


def test_several_periods_are_in_the_order_of_time() -> None:
    dataset = bound("organisation,period,M1\nA1,Q1 2025/26,1\nA1,Q4 2024/25,2\nB2,Q1 2025/26,3\n")
    assert dataset.keys.period_order == ("Q4 2024/25", "Q1 2025/26")
    assert list(column(dataset, "M1.value")) == [("A1", "Q4 2024/25"), ("A1", "Q1 2025/26"), ("B2", "Q1 2025/26")]


def test_a_column_for_periods_that_nobody_filled_in() -> None:
    assert bound("organisation,period,M1\nA1,,1\nB2,,2\n").keys.period_order == ("",)
    assert bound("organisation,period,M1\nA1,,1\n", mapping="period: 2024").keys.period_order == ("2024",)


def test_a_missing_field_is_missing_as_such() -> None:
    dataset = bound("organisation,M1,setting\nA1,5,[c]\nB2,5,\n")
    assert set(dataset.columns.values("setting")) == {MISSING[Reason.FIELD_MISSING]}


def test_a_reason_in_a_column_of_its_own() -> None:
    dataset = bound("organisation,M1,M1.missing_reason\nA1,,Not submitted\nB2,,[z]\nC3,4,\nD4,*,\n")
    reasons = [one.reason for one in dataset.columns.values("M1.value") if isinstance(one, Missing)]
    assert reasons == [Reason.NOT_SUBMITTED, Reason.NOT_APPLICABLE, Reason.SUPPRESSED]


def test_the_latest_name_of_an_organisation_is_shown() -> None:
    dataset = bound("organisation,name,period,M1\nA1,Old name,2023,1\nA1,New name,2024,1\nA1,,2025,1\n")
    assert dataset.keys.names == {"A1": "New name"}


def test_where_each_cell_came_from() -> None:
    places = bound(WIDE).places
    assert places["M1.value", 0] == "data.csv, row 3, column M1"
    assert places["segment.supplied", 1] == "data.csv, row 2, column segment"
    assert ("M1.value", 2) not in places
    assert ("nothing", 0) not in places
    assert len(list(places)) == len(places) == 14


# --- long --------------------------------------------------------------------------------------------------------

LONG = """organisation,indicator,period,value,missing_reason,setting
A1,M1,2024,66.7,,town
A1,M2,2024,3,,town
A1,R1,2024,Green,,
A1,M1.score,2024,2.25,,town
A1,segment,2024,segment_1,,town
A1,new_building,2024,yes,,town
B2,M1,2024,,suppressed,country
"""


def test_long() -> None:
    dataset = bound(LONG)
    a1, b2 = ("A1", "2024"), ("B2", "2024")
    assert column(dataset, "M1.value") == {a1: Fraction(667, 1000), b2: MISSING[Reason.SUPPRESSED]}
    assert column(dataset, "M2.value") == {a1: 3, b2: MISSING[Reason.NONE_GIVEN]}
    assert column(dataset, "R1.value")[a1] == "green"
    assert column(dataset, "M1.score.supplied")[a1] == Fraction(9, 4)
    assert column(dataset, "segment.supplied")[a1] == "segment_1"
    assert column(dataset, "new_building") == {a1: True, b2: MISSING[Reason.FIELD_MISSING]}
    assert column(dataset, "setting") == {a1: "town", b2: "country"}
    assert dataset.places["M1.value", 1] == "data.csv, row 8, column value"


def test_long_with_counts() -> None:
    dataset = bound("organisation,indicator,value,numerator,denominator\nA1,C1,,2,3\nB2,C1,[c],,\n", of=COUNTED)
    assert dataset.columns.values("C1.numerator") == [2, MISSING[Reason.SUPPRESSED]]
    assert dataset.columns.values("C1.denominator") == [3, MISSING[Reason.SUPPRESSED]]
    assert dataset.columns.values("C1.value") == [MISSING[Reason.NONE_GIVEN], MISSING[Reason.SUPPRESSED]]


def test_rounded_values_agree_with_their_counts() -> None:
    header = "organisation,C1,C1.numerator,C1.denominator\n"
    assert found(header + "A1,66.7,2,3\nB2,66.6,2,3\nC3,67,2,3\nD4,0,0,0\n", of=COUNTED) == []
    assert codes(found(header + "A1,66.5,2,3\n", of=COUNTED)) == ["CCG640"]
    assert codes(found(header + "A1,,4,3\n", of=COUNTED)) == ["CCG632"]
    rate = plan(value("C1", "rate per 1,000"), *COUNTED.steps[1:], from_counts=("C1",))  # type: ignore[arg-type]
    assert found(header + "A1,250,1,4\n", of=rate) == []


# --- facts in a table of their own -------------------------------------------------------------------------------


def test_facts_hold_for_every_period() -> None:
    data = "organisation,period,M1\nA1,2023,1\nA1,2024,2\nB2,2024,3\n"
    facts = "org,name,setting,new_building\nB2,Birch,country,no\nA1,Ash,town,yes\nC3,Cedar,town,yes\n"
    dataset = bound(data, facts)
    assert column(dataset, "setting") == {("A1", "2023"): "town", ("A1", "2024"): "town", ("B2", "2024"): "country"}
    assert dataset.keys.names == {"A1": "Ash", "B2": "Birch"}
    assert dataset.places["setting", 0] == "facts.csv, row 3, column setting"
    assert codes(found(data, facts)) == ["CCG671"]


def test_the_order_of_tables_does_not_matter() -> None:
    data, facts = "organisation,M1\nA1,1\n", "organisation,setting\nA1,town\n"
    assert bound(data, facts).digest == bound(facts, data).digest


def test_facts_by_period() -> None:
    data = "organisation,period,M1\nA1,2023,1\nA1,2024,2\n"
    facts = "organisation,period,setting\nA1,2023,town\nA1,2024,country\nA1,2022,town\n"
    assert list(column(bound(data, facts), "setting").values()) == ["town", "country"]


def test_two_tables_of_data_are_put_together() -> None:
    dataset = bound("organisation,M1,setting\nA1,1,town\nB2,2,town\n", "organisation,M2\nB2,7\nC3,8\n")
    assert column(dataset, "M2.value") == {("A1", ""): MISSING[Reason.NONE_GIVEN], ("B2", ""): 7, ("C3", ""): 8}
    assert column(dataset, "M1.value")["C3", ""] == MISSING[Reason.NONE_GIVEN]


def test_a_table_without_periods_beside_one_with_periods() -> None:
    assert codes(found("organisation,period,M1\nA1,2023,1\n", "organisation,M2\nA1,7\n")) == ["CCG664"]


def test_the_same_fact_in_two_tables_must_agree() -> None:
    data = "organisation,M1,setting\nA1,1,town\nB2,1,\n"
    assert column(bound(data, "organisation,setting\nA1,town\nB2,country\n"), "setting")["B2", ""] == "country"


# --- mappings ----------------------------------------------------------------------------------------------------


def test_a_publishers_wide_file() -> None:
    text = "Prov;Provider name;Rate;Band;Type;Notes\n001;Ash;0,667;1;T;x\n002;Elm;..;2.0;C;\n"
    mapping = """
columns: {Prov: organisation, Provider name: name, Rate: M1, Band: segment, Type: setting}
values:
  segments: {1: segment_1, 2: segment_2}
  setting: {T: town, C: country}
units: {M1: proportion}
period: 2024/25
constants: {new_building: yes}
ignore: Notes
"""
    dataset = bound(text.replace("0,667", "0.667"), mapping=mapping)
    assert column(dataset, "M1.value") == {
        ("001", "2024/25"): Fraction(667, 1000),
        ("002", "2024/25"): MISSING[Reason.NOT_SUBMITTED],
    }
    assert dataset.columns.values("segment.supplied") == ["segment_1", "segment_2"]
    assert dataset.columns.values("setting") == ["town", "country"]
    assert dataset.columns.values("new_building") == [True, True]
    assert dataset.columns.values("M2.value") == [MISSING[Reason.NONE_GIVEN]] * 2


def test_one_column_and_one_code_may_feed_several_inputs() -> None:
    dataset = bound("organisation,x\nA1,5\n", mapping="columns: {x: [M1, M2]}")
    assert (dataset.columns.value("M1.value", 0), dataset.columns.value("M2.value", 0)) == (Fraction(1, 20), 5)
    dataset = bound("organisation,indicator,value\nA1,x,5\n", mapping="indicators: {x: [M1, M2]}")
    assert (dataset.columns.value("M1.value", 0), dataset.columns.value("M2.value", 0)) == (Fraction(1, 20), 5)


def test_several_codes_may_stand_for_one_input() -> None:
    text = "organisation,period,indicator,value\nA1,2023,old,5\nA1,2024,new,6\n"
    dataset = bound(text, mapping="indicators: {old: M1, new: M1}")
    assert dataset.columns.values("M1.value") == [Fraction(1, 20), Fraction(3, 50)]


def test_rows_are_chosen() -> None:
    text = "organisation,M1,kind,setting\nA1,1,Acute,town\nENG,2,Acute,town\nB2,3,Other,town\nC3,4,ambulance,town\n"
    mapping = "where: {kind: [Acute, Ambulance]}\nexcept: {organisation: ENG}"
    assert bound(text, mapping=mapping).keys.organisations == ["A1", "C3"]


def test_periods_and_organisations_are_renamed() -> None:
    text = "organisation,period,M1\nold,P1,1\nold,P2,2\n"
    mapping = "values:\n  organisation: {old: new}\n  period: {P1: 2024, P2: 2023}"
    assert column(bound(text, mapping=mapping), "M1.value") == {
        ("new", "2023"): Fraction(1, 50),
        ("new", "2024"): Fraction(1, 100),
    }


def test_periods_in_the_order_listed() -> None:
    text = "organisation,period,M1\nA1,final,1\nA1,baseline,2\n"
    dataset = bound(text, mapping="periods: [baseline, midyear, final]")
    assert dataset.keys.period_order == ("baseline", "final")


def test_what_is_ignored_is_ignored_even_if_its_name_is_known() -> None:
    dataset = bound("organisation,M1,M2,other\nA1,1,2,3\n", mapping="ignore: [M2, others]")
    assert dataset.columns.value("M2.value", 0) == MISSING[Reason.NONE_GIVEN]


def test_a_role_given_by_the_mapping_is_not_taken_by_a_column_that_is_called_so() -> None:
    text = "code,name,site,M1\n7,x,A1,1\n8,y,B2,2\n"
    assert codes(found(text, mapping="columns: {site: organisation}")) == ["CCG661"]
    assert bound(text, mapping="columns: {site: organisation}\nignore: code").keys.organisations == ["A1", "B2"]


def test_figures_in_thousands() -> None:
    dataset = bound("organisation,M2\nA1,1.5\n", mapping="multiply: {M2: 1000}")
    assert dataset.columns.value("M2.value", 0) == 1500


def test_ignored_indicators() -> None:
    text = "organisation,indicator,value\nA1,M1,5\nA1,zz,x\nA1,yy,x\n"
    assert codes(found(text, mapping="ignore_indicators: [zz]")) == ["CCG662"]
    assert codes(found(text, mapping="ignore_indicators: [zz, YY]")) == []
    assert codes(found(text, mapping="ignore_indicators: others")) == []


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ("columns: {x: M1}", "CCG683"),
        ("columns: {M1: M9}", "CCG682"),
        ("indicators: {x: M9}", "CCG682"),
        ("units: {M9: percent}", "CCG682"),
        ("units: {M1: furlongs}", "CCG684"),
        ("units: {R1: percent}", "CCG684"),
        ("units: {M2: percent}", "CCG684"),
        ("multiply: {M9: 2}", "CCG682"),
        ("constants: {setting: village}", "CCG684"),
        ("constants: {average: 2}", "CCG682"),
        ("values: {ragg: {1: green}}", "CCG682"),
        ("where: {x: y}", "CCG683"),
        ("where: {M1: 9}", "CCG674"),
        ("columns: {M1: [M2, organisation], organisation: organisation}", "CCG676"),
    ],
)
def test_what_a_mapping_may_not_say(mapping: str, code: str) -> None:
    dataset, findings = bind(PLAN, tables("organisation,M1\nA1,5\n"), said(mapping))
    assert dataset is None
    assert code in codes(findings)


# --- leaving out -------------------------------------------------------------------------------------------------

BAD = "organisation,M1\nA1,5\nB2,104\nC3,oops\nD4,7\n"


def test_bad_rows_are_left_out_when_the_user_says_so() -> None:
    assert bind(PLAN, tables(BAD))[0] is None
    dataset = bound(BAD, leave_out=["row 4", "B2"])
    assert dataset.keys.organisations == ["A1", "D4"]
    assert dataset.left_out == ("B2", "row 4")
    assert bound(BAD, leave_out=["data.csv row 3", "C3"]).left_out == ("C3", "data.csv row 3")


def test_what_is_left_out_must_be_there() -> None:
    findings = found(BAD, leave_out=["B2", "C3", "D44"])
    assert codes(findings) == ["CCG673"]
    assert findings[0].help == "did you mean `D4`?"
    assert "CCG673" in codes(found(BAD, leave_out=["facts.csv row 3"]))


def test_everyone_may_not_be_left_out() -> None:
    assert codes(found("organisation,M1\nA1,5\n", leave_out=["A1"])) == ["CCG674"]


# --- findings ----------------------------------------------------------------------------------------------------


def test_the_same_mistake_is_one_finding() -> None:
    rows = "".join(f"A{n},pending\n" for n in range(20))
    findings = found(f"organisation,M1\n{rows}")
    assert codes(findings) == ["CCG630"]
    assert findings[0].notes == ("also in rows 3, 4, 5, 6, 7, 8, 9, 10 and 11 more",)


def test_there_is_a_bound_to_findings_and_errors_go_first() -> None:
    rows = "".join(f"A{n},x{n},{n} [p]\n" for n in range(60))
    findings = found(f"organisation,M1,M2\n{rows}")
    assert len(findings) == MOST + 1
    assert {one.code for one in findings[:-1]} == {"CCG630"}
    assert findings[-1].code == "CCG690"
    assert findings[-1].message == "11 more findings in these data are not shown"


def test_findings_are_in_the_order_of_the_rows() -> None:
    findings = found("organisation,M1,M2\nA1,x,1\nB2,1,y\nC3,z,1\nD4,1,w\n")
    assert [one.place.row for one in findings if one.place and one.code == "CCG630"] == [2, 3, 4, 5]


def test_a_former_name_is_known() -> None:
    findings = found("organisation,OLD1\nA1,5\n", of=plan(value("NEW1")))
    assert findings[0].message == "`OLD1` is now called `NEW1`"


def test_a_title_for_a_name() -> None:
    assert (found("organisation,Title of M1\nA1,5\n")[0].help or "").startswith("did you mean `M1`")


def test_a_value_for_an_indicator_that_only_has_a_supplied_score() -> None:
    findings = found("organisation,indicator,value\nA1,F1,2\n", of=plan(supplied("F1.score"), value("F2")))
    assert codes(findings) == ["CCG662"]


def test_codes_of_one_length_lost_nothing() -> None:
    assert codes(found("organisation,M1\n001,5\n002,5\n5E1,5\n")) == []
    assert codes(found("organisation,M1\n1,5\n12,5\n")) == []
    assert codes(found("organisation,M1\n0123,5\n124,5\n0125,5\n")) == ["CCG667"]


def test_two_columns_for_one_column() -> None:
    assert codes(found("organisation,M1,M1.value\nA1,1,2\n")) == ["CCG676"]


# --- digests -----------------------------------------------------------------------------------------------------


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def test_the_digest_is_that_of_the_data_and_not_of_the_file(tmp_path: Path) -> None:
    wide = [
        {"organisation": f"{n:03}", "name": f"Trust {n}", "M1": f"{n / 7:.2f}", "M2": "*" if n % 5 else "3"}
        for n in range(30)
    ]
    long = [
        {"organisation": row["organisation"], "name": row["name"], "indicator": code, "value": row[code]}
        for row in wide
        for code in ("M1", "M2")
    ]
    digest = bound(as_csv(wide)).digest
    random.Random(1).shuffle(wide)
    random.Random(2).shuffle(long)
    assert bound(as_csv(wide)).digest == digest
    assert bound(as_csv(long)).digest == digest
    assert bound(as_csv([dict(reversed(row.items())) for row in wide])).digest == digest
    pl.DataFrame(wide).write_parquet(tmp_path / "a.parquet")
    for source in (wide, pl.DataFrame(wide), tmp_path / "a.parquet"):
        dataset, _ = load_data(PLAN, [source])
        assert dataset is not None
        assert dataset.digest == digest


@pytest.mark.parametrize(
    "text",
    [
        "organisation,name,M1,M2\nA1,Ash,5.0,\n",
        "organisation,name,M1,M2\nA1,Ash,5.01,3\n",
        "organisation,name,M1,M2\nA1,Ash,5.0,*\n",
        "organisation,name,M1,M2\nA2,Ash,5.0,3\n",
        "organisation,name,M1,M2\nA1,Elm,5.0,3\n",
        "organisation,name,period,M1,M2\nA1,Ash,2024,5.0,3\n",
    ],
)
def test_the_digest_shows_every_difference(text: str) -> None:
    assert bound(text).digest != bound("organisation,name,M1,M2\nA1,Ash,5,3\n").digest


def test_equal_figures_have_equal_digests() -> None:
    assert bound("organisation,M1\nA1,5.0\n").digest == bound("organisation,M1\nA1, 5%\n").digest


# --- load_data ---------------------------------------------------------------------------------------------------


def test_findings_of_reading_come_with_those_of_binding(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("organisation,name,M1\nA1,St Ann’s,104\n".encode("cp1252"))
    dataset, findings = load_data(PLAN, [tmp_path / "a.csv"])
    assert dataset is None
    assert codes(findings) == ["CCG603", "CCG632"]


def test_nothing_is_bound_if_a_table_or_the_mapping_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("organisation,M1\nA1,5\n", encoding="utf-8")
    assert codes(load_data(PLAN, [tmp_path / "a.csv", tmp_path / "b.csv"])[1]) == ["CCG600"]
    assert codes(load_data(PLAN, [tmp_path / "a.csv"], tmp_path / "m.yaml")[1]) == ["CCG680"]
    dataset, _ = load_data(PLAN, [tmp_path / "a.csv"], said("period: 2024"))
    assert dataset is not None
    assert dataset.keys.period_order == ("2024",)


# --- published files, as they are --------------------------------------------------------------------------------


def test_hospital_data_of_the_star_rating(shared_data: Path) -> None:
    """A wide file of 4,489 hospitals; the codes keep their zeros, and every figure is the one in the file."""
    folder = shared_data / "cms-star-2022-07"
    with (folder / "measures.csv").open(encoding="utf-8") as file:
        measures = [row["measure_id"] for row in csv.DictReader(file)]
    mapping = said("columns: {PROVIDER_ID: organisation}\nignore: others")
    dataset, findings = load_data(plan(*(value(one, "number") for one in measures)), [folder / "input.csv"], mapping)
    assert findings == ()
    assert dataset is not None
    assert len(dataset.keys) == 4489
    assert dataset.keys.organisations[0] == "010001"
    with (folder / "input.csv").open(encoding="utf-8") as file:
        rows = {row["PROVIDER_ID"]: row for row in csv.DictReader(file)}
    for measure in measures:
        for (organisation, _), cell in column(dataset, measure + ".value").items():
            text = rows[organisation][measure]
            assert cell == (Fraction(text) if text else MISSING[Reason.NONE_GIVEN])


def test_counts_of_commissioning_groups(shared_data: Path) -> None:
    """A long file with counts; the published ratio is theirs, to the digits published."""
    source = shared_data / "ccg" / "prescribing-measures-2018-19.csv"
    with source.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    measures = sorted({row["measure_id"] for row in rows})
    inputs = [
        step
        for one in measures
        for step in (value(one, "number"), value(one, "number", "numerator"), value(one, "number", "denominator"))
    ]
    mapping = said("columns: {ccg_code: organisation, measure_id: indicator}")
    dataset, findings = load_data(plan(*inputs, from_counts=measures), [source], mapping)
    assert findings == ()
    assert dataset is not None
    assert len(dataset.keys) == 191
    assert column(dataset, f"{rows[0]['measure_id']}.numerator")[rows[0]["ccg_code"], ""] == int(rows[0]["numerator"])
