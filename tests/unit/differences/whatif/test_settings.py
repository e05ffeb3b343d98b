"""Settings: what comes of them, what they leave as it is, and what cannot be set."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.differences.whatif.clinics_tried import NOW, ROWS, RULES, graded, loaded, refused, saved, tried

import ccgrules
from ccgrules import comparing, pipeline
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.load import load
from ccgrules.differences.whatif.forms import WhatIf

BY_PERIOD = RULES.replace("= 80% between", '= 80%, from "2032/33" 85% between')


def test_a_parameter() -> None:
    # Cedar has 1.5.
    assert graded(tried(("good_from", "1.6"))) == NOW | {"C": "fair"}


def test_a_share_as_a_fraction_of_numbers() -> None:
    # 80 and a half per cent: nobody lies between
    assert graded(tried(("fair_from", "161% / 2"))) == NOW
    # 85 and a half: Cedar scores 0 and 2
    assert graded(tried(("fair_from", "171%/2"))) == NOW | {"C": "fair"}


def test_a_standard() -> None:
    # 94 scores 1: Alder has 1.5, Beech 0.5.
    assert graded(tried(("waits.standard", "95%"))) == NOW | {"B": "poor"}


def test_a_standard_that_is_worked_out() -> None:
    # The median of 75, 75, 85, 94, 94 is 85: Cedar scores 2 and 2.
    text = RULES.replace("group access", 'population everyone "Everyone"\n\ngroup access')
    assert graded(tried(("waits.standard", "median(value, among: everyone)"), text=text)) == NOW
    assert graded(
        tried(("waits.standard", "median(value, among: everyone) + 1%"), ("good_from", "1.6"), text=text)
    ) == (NOW | {"C": "fair"})


def test_a_weight() -> None:
    # calls counts 3 of 4: Beech has 0.5, Cedar 1.75, Dogwood 1.5
    assert graded(tried(("calls.counts", "3"))) == NOW | {"B": "poor", "D": "good"}


def test_several_settings() -> None:
    # Cedar has 1.5; Dogwood scores 1 and 2 at 75 %
    assert graded(tried(("good_from", "1.4"), ("fair_from", "75%"))) == NOW | {"D": "good"}


def test_what_is_tried_is_the_only_change() -> None:
    supposed = tried(("waits.standard", "95%"), ("good_from", "1.40"))
    changes = diff_rulesets(supposed.original, supposed.amended).changes
    assert [(one.name, one.part) for one in changes] == [("waits", "standard"), ("good_from", "")]
    assert [one.old.text for one in changes if one.old is not None] == ["90%", "1.5"]
    assert [one.new.text for one in changes if one.new is not None] == ["95%", "1.40"]
    assert supposed.supposed.title == "waits.standard 90% → 95%, good_from 1.5 → 1.40"
    assert supposed.supposed.remarks == ()
    assert len(supposed.amended.ruleset.tests) == 1


def test_a_ruleset_that_amends_another(tmp_path: Path) -> None:
    saved(tmp_path)
    newer = tmp_path / "newer.rules"
    newer.write_text(
        'framework clinics_2032 "Clinics"\n  version "2032"\n  amends "clinics.rules"\n\nrename waits to seen\n\n'
        "change indicator seen\n  standard 95%\n",
        encoding="utf-8",
    )
    found, _ = load(newer)
    assert found is not None
    one, findings = comparing.try_out(found, WhatIf((("seen.standard", "90%"), ("good_from", "1.6"))))
    assert one is not None, findings
    rows = [{("seen" if key == "waits" else key): value for key, value in row.items()} for row in ROWS]
    assert graded(one, rows) == NOW | {"C": "fair"}
    assert [change.kind for change in diff_rulesets(one.original, one.amended).changes] == ["standard", "parameter"]


def test_values_by_period_all_alike() -> None:
    one = tried(("fair_from", "75%"), text=BY_PERIOD)
    assert one.supposed.title == 'fair_from 80%, from "2032/33" 85% → 75%'
    assert one.supposed.remarks == (
        "`fair_from` has values by period in the rules; here 75% holds in all periods.",
    )  # fmt: skip
    assert graded(one, [{**row, "period": "2032/33"} for row in ROWS]) == NOW | {"D": "good"}


# --- what cannot be set -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "code", "help_"),
    [
        ("god_from", "1.5", "CCG750", "did you mean `good_from`?"),
        ("waits", "85%", "CCG750", "set one of `waits.standard`, `waits.counts`"),
        ("waits.floor", "85%", "CCG750", "it has `waits.standard`, `waits.counts`"),
        ("waits.score", "1", "CCG750", None),
        ("overall", "1", "CCG750", None),
        ("access.standard", "1", "CCG750", None),
        ("good_from", "1,4", "CCG752", "write `1.4`"),
        ("good_from", "overall", "CCG752", None),
        ("good_from", "1.4 1.5", "CCG752", None),
        ("good_from", "1/0", "CCG752", None),
        ("good_from", "yes", "CCG752", None),
        ("good_from", '"1.4"', "CCG752", None),
        ("good_from", "140%", "CCG752", "leave out the `%`"),
        ("fair_from", "80", "CCG752", "write `80%`"),
        ("good_from", "1.19999", "CCG753", None),
        ("good_from", "1.8001", "CCG753", None),
        ("waits.counts", "no", "CCG752", "to leave it out, use `--drop waits`"),
    ],
)
def test_what_cannot_be_set(name: str, value: str, code: str, help_: str | None) -> None:
    (one,) = refused((name, value))
    assert one.code == code
    assert name.split(".", maxsplit=1)[0] in one.message
    assert help_ in (None, one.help)


def test_the_range_is_named() -> None:
    (one,) = refused(("fair_from", "95%"))
    assert one.message == "`fair_from` cannot be set to `95%`: the ruleset has it between 70% and 89%"


@pytest.mark.parametrize(
    "value",
    [
        "1.4\nremove calls",
        "1.4\rremove calls",
        "1.4 # remove calls",
        "1.4\x0bremove calls",
        "1.4\u2028remove calls",
        '1.4, from "2032" 1.6',
        "1.4 between 0 and 9",
        "1.4 because",
        "1.4) + (2",
        "supplied",
        "2 when overall > 1",
    ],
)
@pytest.mark.parametrize("name", ["good_from", "waits.standard", "waits.counts"])
def test_nothing_but_a_value_comes_in(name: str, value: str) -> None:
    assert {one.code for one in refused((name, value))} == {"CCG752"}


def test_both_ends_of_the_range_are_in_it() -> None:
    assert graded(tried(("good_from", "1.2"))) == NOW
    assert graded(tried(("good_from", "1.8"))) == NOW | {"C": "fair"}


def test_twice() -> None:
    assert [one.code for one in refused(("good_from", "1.4"), ("good_from", "1.4"))] == ["CCG754"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    codes = [one.code for one in refused(("god_from", "1"), ("fair_from", "2%"), drop=["wait"], only=["acces"])]
    assert codes == ["CCG750", "CCG753", "CCG751", "CCG751"]


def test_what_the_checker_finds_is_said_of_what_is_tried() -> None:
    (one,) = refused(("waits.standard", "95"))
    assert (one.code, one.help) == ("CCG302", "write `95%`")
    assert one.primary is not None
    assert (one.primary.span.source.name, one.primary.span.text) == ("what if", "95")
    assert one.notes == ("so it would be with waits.standard 90% → 95",)


def test_a_gap_that_a_value_would_open() -> None:
    text = RULES.replace("  fair  when overall >= 1\n  poor  otherwise", "  poor  when overall < 1.5")
    assert pipeline.check_text(text).findings == ()
    (one,) = refused(("good_from", "1.6"), text=text)
    assert (one.code, one.notes[-1]) == ("CCG403", "so it would be with good_from 1.5 → 1.6")


# --- in Python --------------------------------------------------------------------------------------------------------


def test_a_framework_with_other_values(tmp_path: Path) -> None:
    framework = ccgrules.load(saved(tmp_path))
    other = framework.what_if(set={"good_from": "1.60", "waits.standard": "95%"})
    # Alder scores 1 and 2, Beech 1 and 0
    rated = {row["organisation"]: row["grade"] for row in other.run(list(ROWS)).to_dicts()}
    assert rated == NOW | {"A": "fair", "B": "poor", "C": "fair"}
    assert framework.ruleset.parameters["good_from"].value == loaded().ruleset.parameters["good_from"].value


def test_what_if_upon_what_if(tmp_path: Path) -> None:
    framework = ccgrules.load(saved(tmp_path))
    other = framework.what_if(set={"good_from": 1.6}).what_if(drop="calls")
    # by waits alone: 2, 2, 1, 0, 0
    rated = {row["organisation"]: row["grade"] for row in other.run(list(ROWS)).to_dicts()}
    assert rated == {"A": "good", "B": "good", "C": "fair", "D": "poor", "E": "poor", "F": None}
    kinds = [change.kind for change in ccgrules.diff(framework, other).changes]
    assert sorted(kinds) == ["parameter", "use"]


def test_a_difference_from_what_is_tried_says_so(tmp_path: Path) -> None:
    framework = ccgrules.load(saved(tmp_path))
    told = ccgrules.diff(framework, framework.what_if(set={"good_from": "1.6"}), list(ROWS))
    assert told.to_text().startswith("What if: good_from 1.5 → 1.6")
    assert [one.organisation for one in told.movers] == ["C"]


def test_errors_are_of_the_ruleset(tmp_path: Path) -> None:
    framework = ccgrules.load(saved(tmp_path))
    with pytest.raises(ccgrules.RulesetError, match="did you mean `good_from`"):
        framework.what_if(set={"god_from": "1.6"})


def test_names_that_are_numbers_in_python(tmp_path: Path) -> None:
    # codes of indicators may be whole numbers; where there is none such, that is said as for any other name
    framework = ccgrules.load(saved(tmp_path))
    with pytest.raises(ccgrules.RulesetError, match="no indicator or group `106` that could be left out"):
        framework.what_if(drop=[106])  # type: ignore[list-item]
    with pytest.raises(ccgrules.RulesetError, match="nothing called `106` that could be set"):
        framework.what_if(set={106: 1})  # type: ignore[dict-item]
