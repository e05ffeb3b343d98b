"""Units of change: one change each, and those together that are no ruleset without each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from unit.differences.attribution.two_rules import HEAD, indicator, loaded, rating

from ccgrules.differences.attribution.forms import Unit
from ccgrules.differences.attribution.units import units_of
from ccgrules.differences.rules.apply import errors_with
from ccgrules.differences.rules.changes import RulesDiff
from ccgrules.differences.rules.compare import diff_rulesets

BASE = HEAD + indicator("a1") + rating()
PARAMETER = '\nparameter best_from "Lowest score for Good" = {} between 1 and 2\n'


def diff_of(old: str, new: str, moves: Mapping[str, bool] | None = None) -> RulesDiff:
    """The changes; `moves` says of some kinds whether they can move a rating."""
    diff = diff_rulesets(loaded(old), loaded(new))
    changes = [replace(change, moves=(moves or {}).get(change.kind)) for change in diff.changes]
    return replace(diff, changes=changes)


def units(old: str, new: str, moves: Mapping[str, bool] | None = None) -> tuple[Unit, ...]:
    """The units, each of which can be made, and left out, by itself."""
    diff = diff_of(old, new, moves)
    found = units_of(diff)
    every = {number for unit in found for number in unit.changes}
    for unit in found:
        assert not errors_with(diff, unit.changes)
        assert not errors_with(diff, every.difference(unit.changes))
        assert bool(unit.together) == (len(unit.changes) > 1)
    assert [unit.number for unit in found] == list(range(1, len(found) + 1))
    return found


def titles(old: str, new: str) -> list[str]:
    return [unit.title for unit in units(old, new)]


def test_a_parameter_and_an_indicator_that_is_added() -> None:
    old = HEAD + PARAMETER.format("1.45") + indicator("a1") + rating(good="best_from")
    new = HEAD + PARAMETER.format("1.40") + indicator("a1") + indicator("a2") + rating(good="best_from")
    assert titles(old, new) == ["Lowest score for Good 1.45 → 1.40", "a2 added to All of it"]
    assert titles(new, old) == ["Lowest score for Good 1.40 → 1.45", "a2 removed from All of it"]


def test_changes_of_parts() -> None:
    new = HEAD + indicator("a1", above="5", more="  counts 2\n") + rating(fair="0.5")
    assert titles(BASE, new) == [
        "a1: what it counts added: 2",
        "a1: score, 2: value >= 10 → value >= 5",
        "Grade: threshold, Fair: overall >= 1 → overall >= 0.5",
    ]


def test_what_only_others_use_is_no_unit() -> None:
    """The parameter comes with the case that uses it, and goes with it."""
    new = HEAD + PARAMETER.format("1.45") + indicator("a1") + rating(good="best_from")
    for one, other in ((BASE, new), (new, BASE)):
        (unit,) = units(one, other)
        assert len(unit.changes) == 1
        assert unit.title.startswith("Grade: ")


def test_an_indicator_and_the_case_that_speaks_of_it_by_name() -> None:
    new = HEAD + indicator("a1") + indicator("a2") + rating(good="1.5 and a2.score >= 1")
    (unit,) = units(BASE, new)
    assert unit.title.startswith("a2 added to All of it; Grade: ")
    assert unit.together.startswith("without each other they give no ruleset (")
    assert "`a2" in unit.together


def test_a_group_that_goes_and_what_leaves_it() -> None:
    group = '\ngroup apart "Apart" in all_of_it\n  counts 2\n'
    old = HEAD + group + indicator("a1", group="apart") + indicator("a2") + rating()
    new = HEAD + indicator("a1") + indicator("a2") + rating()
    for one, other in ((old, new), (new, old)):
        found = units(one, other)
        assert len(found) == 1


def test_data_of_another_kind_take_all_other_changes_of_the_indicator_along() -> None:
    share = indicator("a1", above="70%").replace("number", "percent").replace("better  higher", "better  lower")
    (unit,) = units(BASE, HEAD + share + rating())
    assert unit.together == "with data of another kind it is another indicator"
    assert unit.title == "a1: kind of data, which way is better and score, 2"


def test_what_cannot_move_a_rating_is_left_out_unless_it_is_needed() -> None:
    retitled = BASE.replace("Indicator a1", "Another title")
    assert units(BASE, retitled, {"retitled": False}) == ()
    assert len(units(BASE, retitled)) == 1
    old = HEAD + PARAMETER.format("1.45") + indicator("a1") + rating(good="best_from")
    new = old.replace("= 1.45 between 1 and 2", "= 0.9 between 0.5 and 1")
    (unit,) = units(old, new, {"range": False})
    assert unit.title == "Lowest score for Good 1.45 → 0.9"
    assert len(unit.changes) == 2
    assert unit.together.endswith("(the value of `best_from` is outside its range)")


def test_changes_known_to_go_together() -> None:
    old = HEAD + indicator("a1") + indicator("a2") + indicator("a3") + rating()
    new = HEAD + indicator("a1", above="5") + indicator("a2", above="5") + indicator("a3", above="5") + rating()
    diff = diff_of(old, new)
    assert [unit.changes for unit in units_of(diff)] == [(1,), (2,), (3,)]
    joined = units_of(diff, [(3, 1)])
    assert [unit.changes for unit in joined] == [(1, 3), (2,)]
    assert joined[0].together == "not every set of them gives a ruleset"


def test_many_changes_are_named_by_the_first_of_them() -> None:
    old = HEAD + indicator("a1") + rating()
    more = "".join(indicator(f"b{number}") for number in range(4))
    needs = "1.5" + "".join(f" and b{number}.score >= 1" for number in range(4))
    (unit,) = units(old, HEAD + indicator("a1") + more + rating(good=needs))
    assert unit.title.endswith(" and 2 more")
    assert len(unit.changes) == 5
