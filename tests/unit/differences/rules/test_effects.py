"""Whether a change can move a rating, and which way: worked out by hand for a small framework."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from ccgrules.differences.rules.changes import Change
from ccgrules.differences.rules.compare import diff_rulesets
from ccgrules.differences.rules.effects import judged
from ccgrules.differences.rules.load import load, load_text

BASE = """\
framework wards "Wards"
  language 1
  version  "1"
  rates    ward "Ward"
  scores better higher
  result   grade

scale ratings "Ratings" best first
  good, fair, poor

field new "New" yes or no
field closed "Closed" yes or no
field town "Town" yes or no

population everyone "All wards"

parameter good_from "Lowest average for good" = 1.45 between 1 and 2
parameter spare "Spare" = 3 between 1 and 9

group care "Care"

indicator seen "Seen in time" in care
  data      percent
  better    higher
  standard  90%
  score
    2  when value meets standard
    1  when value >= 80%
    0  otherwise

indicator falls "Falls" in care
  data      number
  better    lower
  standard  3
  score
    2  when value >= 0 and value meets standard
    0  otherwise

indicator meals "Meals" in care
  data    percent
  better  higher
  score
    2  when value >= 75%
    1  when value >= 50%
    0  otherwise

condition troubled "Troubled" = new and closed

measure overall "Average"
  weighted mean
    25%  seen.score                     "Seen"
    25%  falls.score                    "Falls"
    50%  mean(care.indicators.score)    "All indicators"
  better higher

rating grade "Grade" on ratings
  poor  when closed and new
  good  when overall >= good_from
  fair  when overall >= 1
  poor  otherwise
  no better than fair  when town and new
"""


def changes(before: str, after: str) -> list[Change]:
    """What is found of the changes that lead from one text to another."""
    loaded = []
    for text in (before, after):
        ruleset, found = load_text(text)
        assert ruleset is not None, found
        loaded.append(ruleset)
    return list(judged(diff_rulesets(*loaded)).changes)


def change(before: str, after: str) -> Change:
    """As `changes`, where there is one."""
    (found,) = changes(before, after)
    return found


def edited(*edits: tuple[str, str], base: str = BASE) -> str:
    """A text with some words in the place of others."""
    for old, new in edits:
        assert base.count(old) == 1, f"`{old}` stands there {base.count(old)} times"
        base = base.replace(old, new)
    return base


def swapped(first: str, second: str, base: str = BASE) -> str:
    """A text with two lines in each other's place."""
    assert base.count(first) == base.count(second) == 1
    return base.replace(first, "\0").replace(second, first).replace("\0", second)


def there_and_back(before: str, after: str) -> tuple[str | None, str | None]:
    """The effect of a change, and that of taking it back."""
    found = change(before, after), change(after, before)
    assert all(one.moves for one in found), found
    return found[0].effect, found[1].effect


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("= 1.45 between", "= 1.40 between"),  # the boundary of a case, a parameter
        ("fair  when overall >= 1\n", "fair  when overall >= 0.9\n"),  # a number in a case
        ("standard  90%", "standard  85%"),  # a standard that must be reached
        ("standard  3", "standard  4"),  # one that may not be passed
        ("value >= 80%", "value > 79%"),  # a score's case, the sign as well
        ("1  when value >= 50%", "1  when value >= 40%"),
        ("    1  when value >= 80%\n", "    1.5  when value >= 80%\n"),  # what a case gives
        ("  no better than fair  when town and new\n", ""),  # an adjustment goes
        ("when town and new", "when town and new and closed"),  # its condition becomes narrower
        ("fair  when town", "good  when town"),  # its label
        ("  poor  when closed and new\n", ""),
        ("poor  when closed and new", "poor  when closed and new and town"),
        ("  fair  when overall >= 1\n", "  good  when town\n  fair  when overall >= 1\n"),  # a case above others
        ("    0  otherwise\n\nindicator falls", "    1  when value >= 60%\n    0  otherwise\n\nindicator falls"),
    ],
)  # fmt: skip
def test_easier_and_back_harder(old: str, new: str) -> None:
    assert there_and_back(BASE, edited((old, new))) == ("easier", "harder")


@pytest.mark.parametrize(
    ("first", "second", "effect"),
    [
        # whoever is good would be fair too, and is so if that stands first
        ("  good  when overall >= good_from\n", "  fair  when overall >= 1\n", "harder"),
        ("  poor  when closed and new\n", "  good  when overall >= good_from\n", "easier"),
        # whoever was good is fair, but whoever was closed and new is no longer poor for that
        ("  poor  when closed and new\n", "  fair  when overall >= 1\n", "mixed"),
        ("    2  when value >= 75%\n", "    1  when value >= 50%\n", "harder"),
    ],
)
def test_cases_in_another_order(first: str, second: str, effect: str) -> None:
    assert change(BASE, swapped(first, second)).effect == effect


NOISE = """
indicator noise "Noise" in care
  data  yes or no
  score
    2  when value is no
    0  otherwise
"""
SEEN = '    25%  seen.score                     "Seen"\n    25%  falls'
MEALS = "  better  higher\n  score\n    2  when value >= 75%"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            SEEN,
            SEEN.replace("25%  seen", "20%  seen").replace("25%  falls", "30%  falls"),
            "higher where `Falls` is 2 and `Seen` 0, lower the other way round",
        ),
        (
            MEALS,
            f"  counts 2\n{MEALS}",
            "who does better at what weighs more gains, and who does worse loses",
        ),
        (
            MEALS,
            f'  counts no "under review"\n{MEALS}',
            "who did better at it than at the rest loses, and who did worse gains",
        ),
        (
            "\ncondition troubled",
            f"{NOISE}\ncondition troubled",
            "who does better at it than at the rest gains, and who does worse loses",
        ),
        (
            MEALS,
            f"  used when town\n{MEALS}",
            "where it is left out, who does better at it than at the rest loses, and who does worse gains",
        ),
        (
            "50%  mean(",
            "50%  median(",
            "for some the median is higher than the mean, for others lower",
        ),
        (
            "fair  when overall >= 1\n",
            "fair  when overall <= 1\n",
            "better where closed is no, overall = 0; worse where closed is no, overall = 1.2",
        ),
        (
            "  no better than fair",
            "  becomes fair  when closed\n  no better than fair",
            "some invented organisations come out better, and others worse",
        ),
    ],
)
def test_mixed(old: str, new: str, why: str) -> None:
    found = change(BASE, edited((old, new)))

    assert (found.moves, found.effect, found.why) == (True, "mixed", why)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("= 3 between", "= 4 between", "nothing is worked out in another way"),  # nothing uses it
        ("between 1 and 9", "between 1 and 8", "it says how far a debate may move the value, not what it is"),
        ('"Meals"', '"Meals eaten"', ""),
        ("= new and closed", "= new or closed", "nothing that leads to a rating uses it"),
        # at 1.45 and above it is good already
        ("overall >= 1\n", "overall >= 1 and overall < good_from\n", "what it says always comes to the same"),
        (
            "  fair  when overall >= 1\n",
            "  poor  when overall >= 2 and overall < 1\n  fair  when overall >= 1\n",
            "what it says always comes to the same",
        ),
        # scores lie between 0 and 2
        ("overall >= 1\n", "overall >= 1 and overall <= 2\n", "what it says always comes to the same"),
        ("  result   grade", "  result   grade, overall", "it says what is shown as a result, not what any rating is"),
        ("  good, fair, poor", "  great, good, fair, poor", "nothing is worked out in another way"),
    ],
)
def test_moves_nothing(old: str, new: str, why: str) -> None:
    found = change(BASE, edited((old, new)))

    assert (found.moves, found.effect, found.why) == (False, None, why)


def test_what_only_other_rules_speak_of_moves_nothing() -> None:
    after = edited(
        ("group care", 'parameter enough "Enough" = 80% between 70% and 90%\n\ngroup care'),
        ("1  when value >= 80%", "1  when value >= enough"),
    )
    added, used = changes(BASE, after)

    assert (added.kind, added.moves) == ("added", False)
    assert used.moves is False  # 80 % as before


def test_changes_that_need_each_other_are_judged_together() -> None:
    after = edited(
        ("data      number\n  better    lower\n  standard  3", "data      percent\n  better    lower\n  standard  5%"),
        ("value >= 0 and", "value >= 0% and"),
    )

    found = changes(BASE, after)

    assert {one.kind for one in found} == {"unit", "standard", "condition"}
    assert all(one.moves and one.why.startswith("together with changes") for one in found)


# --- what is missing ---------------------------------------------------------------------------------------------

SCORE_0 = edited(("    0  otherwise\n\ncondition", "    0  otherwise\n  when missing score 0\n\ncondition"))
LOSES = "an organisation for which values are missing may lose its rating"


@pytest.mark.parametrize(
    ("rule", "effect", "why"),
    [
        # nought is the least that a score can be; but where nothing else is there, no mean is left
        ("", "easier", LOSES),
        ("  when missing score 1\n", "easier", ""),
        ("  when missing undetermined\n", None, "some may lose their rating"),
    ],
)
def test_what_a_missing_value_does(rule: str, effect: str | None, why: str) -> None:
    found = change(SCORE_0, edited(("  when missing score 0\n", rule), base=SCORE_0))

    assert (found.moves, found.effect, found.why) == (True, effect, why)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("  no better than fair", "  not rated  when closed\n  no better than fair", "some may lose their rating"),
        ("score)    ", "score, needing: 2)    ", "some may lose their rating"),
        ("when town and new\n", 'when town and new\n  moderated by "Panel"\n', "it hangs on what the panel decides"),
        (
            "2  when value >= 75%\n    1  when value >= 50%",
            "2  when rank(value, among: everyone) <= 10\n    1  when value >= 50%",
            "it changes how organisations compare with each other",
        ),
        ("data      number", "data      count", "its data are of another kind"),
        (
            "  score\n    2  when value >= 75%",
            "  score supplied, otherwise\n    2  when value >= 75%",
            "it hangs on what comes with the data",
        ),
    ],
)
def test_not_decided(old: str, new: str, why: str) -> None:
    found = change(BASE, edited((old, new)))

    assert (found.moves, found.effect, found.why) == (True, None, why)


def test_a_rating_that_was_not_given_before() -> None:
    after = BASE + '\nrating other "Other" on ratings\n  good  when overall >= 1\n  poor  otherwise\n'

    assert change(BASE, after).why == "it gives a rating that there was not before: `other`"
    assert change(after, BASE).why == "a rating is no longer given: `other`"


def test_a_rating_on_a_scale_that_is_new() -> None:
    scale = 'scale levels "Levels" best first\n  a, b, c\n\nfield new'
    rating = BASE[BASE.index("rating grade") :]
    levels = rating.replace("on ratings", "on levels")
    for old, new in (("poor", "c"), ("fair", "b"), ("good ", "a ")):
        levels = levels.replace(old, new)
    found = changes(BASE, edited(("field new", scale), (rating, levels)))

    assert [one.moves for one in found if one.keyword == "scale"] == [False]
    assert {(one.moves, one.effect) for one in found if one.keyword == "rating"} == {(True, None)}


# --- peers -------------------------------------------------------------------------------------------------------

RANKS = """\
    2  when rank(value, among: everyone) <= 10
    1  when value > quantile(value, 25%, method: linear, among: everyone)
"""
RANKED = edited(("    2  when value >= 75%\n    1  when value >= 50%\n", RANKS))
PLACE = '\nmeasure place "Place" = rank(overall, among: everyone)\n  better lower\n'


@pytest.mark.parametrize(("old", "new"), [("<= 10", "<= 12"), ("value, 25%", "value, 20%")])
def test_a_limit_among_peers(old: str, new: str) -> None:
    assert there_and_back(RANKED, edited((old, new), base=RANKED)) == ("easier", "harder")


def test_other_peers() -> None:
    found = change(RANKED, edited(('"All wards"', '"All wards"\n  by town'), base=RANKED))

    assert (found.moves, found.effect, found.why) == (True, "mixed", "it changes who is compared with whom")


def test_what_is_ranked_in_another_way() -> None:
    ranked = edited(
        ("\nrating grade", f"{PLACE}\nrating grade"), ("fair  when overall >= 1\n", "fair  when place <= 10\n")
    )
    found = change(ranked, edited(("1  when value >= 80%", "1  when value >= 70%"), base=ranked))

    assert found.effect == "mixed"
    assert found.why.endswith("so that one's gain is another's loss")


def test_a_league_table_does_not_make_mixed_what_makes_ratings_easier() -> None:
    league = edited(("result   grade", "result   grade, place"), ("\nrating grade", f"{PLACE}\nrating grade"))

    assert there_and_back(league, edited(("= 1.45 between", "= 1.40 between"), base=league)) == ("easier", "harder")
    assert there_and_back(league, edited(("standard  90%", "standard  85%"), base=league)) == ("easier", "harder")


# --- shipped rulesets --------------------------------------------------------------------------------------------


def test_the_changes_of_a_shipped_ruleset_are_judged_soon() -> None:
    folder = Path(__file__).parents[4] / "rulesets" / "ccg"
    loaded = []
    for year in ("2017-18", "2018-19"):
        one, _ = load(folder / f"annual-assessment-{year}.rules")
        assert one is not None
        loaded.append(one)
    diff = diff_rulesets(*loaded)

    start = process_time()
    found = {(one.name, one.kind): one for one in judged(diff).changes}
    took = process_time() - start

    assert found["123c", "standard"].effect == "harder"
    assert {found[name, "added"].effect for name in ("123g", "123h", "123i", "123j", "124c", "133a")} == {"mixed"}
    assert all(one.effect for one in found.values() if one.moves)
    assert took < 6  # 2 seconds where nothing else runs


def test_too_many_changes_are_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in steps of plans, and not in seconds, so that the answer is the same on any machine."""
    newer = BASE.replace("value >= 75%", "value >= 70%").replace("value >= 50%", "value >= 45%")
    (older, _), (newer_one, _) = load_text(BASE), load_text(newer)
    assert older is not None
    assert newer_one is not None
    diff = diff_rulesets(older, newer_one)
    assert [change.moves for change in judged(diff).changes] == [True, True]

    monkeypatch.setattr("ccgrules.differences.rules.effects.MOST_STEPS", 1)
    first, second = judged(diff).changes
    assert first.moves is True
    assert (second.moves, second.effect, second.why) == (None, None, "there are too many changes to look into each")
