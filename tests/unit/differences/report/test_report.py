"""The difference of two versions as text, Markdown, page and data, from a difference made by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from unit.differences.report import made

from ccgrules.differences.attribution.forms import Attribution, Movement, Unit
from ccgrules.differences.difference import Difference
from ccgrules.differences.report.attribution_part import leaders
from ccgrules.resources import schema


@pytest.fixture(scope="module")
def told() -> Difference:
    return made.difference()


def squeezed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def joined(text: str) -> str:
    return " ".join(text.split())


# --- text -----------------------------------------------------------------------------------------------------------


def test_it_begins_with_the_rules(told: Difference) -> None:
    lines = squeezed(told.to_text())

    assert lines[0] == "What changed from Clinics 2030 to Clinics 2031 2030.rules → 2031.rules"
    assert lines[2:7] == [
        "Rules: 3 changes that can move a rating, 1 that cannot",
        "change from → to effect",
        "1 parameter “Lowest score for Good” 1.5 → 1 easier",
        "2 indicator “Appointments kept”: score 95% → 92% easier",
        '3 rating “Rating”: no better than fair added: no better than fair when overspent because "A … harder',
    ]
    assert "(title of 1 indicator)" in lines
    assert "Seen within four weeks" not in told.to_text()


def test_then_the_matrix(told: Difference) -> None:
    lines = squeezed(told.to_text())
    start = lines.index("On the same data 4 of 7 clinics change rating")

    assert lines[start + 1 : start + 7] == [
        "Rating Good Fair Poor No rating was",
        "Good 1 1 · · 2",
        "Fair 3 · · · 3",
        "Poor · · 1 · 1",
        "No rating · · · 1 1",
        "now 4 1 1 1 7",
    ]
    assert lines[start + 7].startswith("3 up, 1 down.")


def test_then_because_of_what(told: Difference) -> None:
    text = told.to_text()

    assert "(1) 1 up · (3) 1 down · (1) and (2) alike 2 up" in text
    assert "The order of the changes matters for 2 of the 4 that move" in joined(text)
    assert "sampled" not in text


def test_then_who_moves(told: Difference) -> None:
    lines = squeezed(told.to_text())
    start = lines.index("Who moves (4)")

    assert lines[start + 1 : start + 6] == [
        "from → to because of Score",
        "Alder (A1) Fair → Good (1) +0.50 (2) +0.50 1.00 → 1.50: (2) +0.50",
        "=Cedar (C3) Fair → Good (1) +0.50 (2) +0.50 0.50 → 1.00: (2) +0.50",
        "Dogwood|<b> (D4) Fair → Good (1) +1.00 1.00 → 1.00",
        r"G\x1b]0;owned\x07um (G7) Good → Fair (3) −1.00 2.00 → 2.00",
    ]


def test_then_who_is_near_and_who_stands_alone(told: Difference) -> None:
    lines = squeezed(told.to_text())

    assert "Near a boundary of Score under the newer rules" in lines
    assert "=Cedar (C3) Good 1.00 1.00 Fair" in lines
    assert "Only before (1): Xylo (X1)" in lines
    assert not any(line.startswith("Only after") for line in lines)


def test_the_order_of_the_parts(told: Difference) -> None:
    text = told.to_text(explain=["C3"])
    heads = [
        "Rules: ",
        "On the same data",
        "Because of",
        "Who moves",
        "=Cedar (C3): Fair → Good",
        "Near a ",
        "On one side",
    ]
    places = [text.index(f"\n  {head}") for head in heads]
    assert places == sorted(places)


def test_everything_says_where_and_in_full(told: Difference) -> None:
    text = told.to_text(everything=True)
    lines = squeezed(text)

    first = "(1) parameter “Lowest score for Good”: 1.5 → 1. Easier. A lower score is enough. 2030.rules:15 →"
    assert "The changes that can move a rating, in full" in lines
    assert first in joined(text)
    assert "2031.rules:43" in text
    assert '"A clinic that overspends cannot be rated Good"' in joined(text)
    assert "The change that cannot move a rating, in full" in lines
    assert "(4) indicator “Seen within four weeks”: title: " in joined(text)
    assert "(1) Parameter “Lowest score for Good”: 1.5 → 1 1 up 3 2 2 +2.00" in lines
    assert "(2) Indicator “Appointments kept”: score: 95% → 92% – 2 1 1 +1.00" in lines
    assert "Alder (A1) (1) +1.00, 0.00; (2) +1.00, 0.00" in lines


def test_everything_and_pages_say_why_before_and_after(told: Difference) -> None:
    lines = squeezed(told.to_text(everything=True))
    at = lines.index("Why, before and after")
    assert lines[at + 1 : at + 3] == ["before after", "Alder (A1) its score was 1.00 its score is 1.50"]
    assert "| Alder (A1) | its score was 1.00 | its score is 1.50 |" in told.to_markdown()
    assert "its score was 1.00" in told.to_html()
    assert "its score was 1.00" not in told.to_text()


LONG = "2 when value >= 95% and staffed >= 40% and late <= 10% and closed <= 5\n1 otherwise and in no other case"


def long_change(told: Difference) -> Difference:
    change = told.rules.changes[1]
    assert change.old is not None
    assert change.new is not None
    sides = replace(change.old, text=LONG), replace(change.new, text=LONG.replace("closed <= 5", "closed <= `5`"))
    return Difference(replace(told.rules, changes=[replace(change, old=sides[0], new=sides[1])]))


def test_long_texts_are_cut_to_what_differs(told: Difference) -> None:
    text = long_change(told).to_text(160)
    assert (
        "… closed <= 5 1 otherwise and in no other case → … closed <= `5` 1 otherwise and in no other case"
        in joined(text)
    )
    assert "1 otherwise      " not in text
    whole = squeezed(long_change(told).to_text(160, everything=True))
    assert "was now" in whole
    assert "2 when value >= 95% and staffed >= 40% and late <= 10% and closed <= 5 2 when value" in " ".join(whole)


def test_only_the_largest_movements_without_everything(told: Difference) -> None:
    assert told.impact is not None
    many = tuple(replace(told.impact.moved[0], organisation=f"M{number}") for number in range(21))
    difference = Difference(told.rules, replace(told.impact, moved=many))

    text = difference.to_text()
    assert "Who moves: the 20 largest movements of 21; `--all` and the page show all" in text
    assert ("(M19)" in text, "(M20)" in text) == (True, False)
    assert "(M20)" in difference.to_text(everything=True)
    assert "(M20)" in difference.to_markdown()


def test_explanations_stand_side_by_side_where_there_is_room(told: Difference) -> None:
    wide, narrow = told.to_text(120, explain=["C3"]), told.to_text(80, explain=["C3"])

    assert "=Cedar (C3) is rated Fair. =Cedar (C3) is rated Good." in squeezed(wide)
    assert "=Cedar (C3) is rated Fair." in squeezed(narrow)
    assert "Appointments kept 93.00 % 1.00 → 2.00 1" in squeezed(wide)
    assert "Seen" not in wide[wide.index("Mean score in access 0.50 → 1.00") : wide.index("Lines that are the same")]
    assert max(map(len, wide.splitlines())) <= 120


def test_an_explanation_of_someone_who_did_not_move(told: Difference) -> None:
    assert "What counts is the same before and after, line by line." in told.to_text(explain=["P9"])


def test_an_explanation_of_nobody(told: Difference) -> None:
    with pytest.raises(KeyError):
        told.to_text(explain=["nobody"])
    with pytest.raises(KeyError):
        Difference(told.rules).to_text(explain=["C3"])


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_lines_are_no_longer_than_the_terminal(told: Difference, width: int) -> None:
    lines = told.to_text(width, everything=True, explain=["C3"]).splitlines()
    assert [line for line in lines if len(line) > width and len(line.split()) > 1] == []


# --- no difference, and differences of the rules alone ---------------------------------------------------------------


def test_no_difference_is_said_plainly(told: Difference) -> None:
    same = Difference(replace(told.rules, new=told.rules.old, changes=()))

    assert squeezed(str(same))[:3] == ["What changed in Clinics 2030 2030.rules", "", "Rules: no difference"]
    assert same.can_move is False
    assert same.movers == ()


def test_changes_that_cannot_move_a_rating(told: Difference) -> None:
    idle = [replace(told.rules.changes[3], number=number) for number in (1, 2)]
    wording = replace(told.rules.changes[3], number=3, kind="wording", keyword="rating", part="because")
    added = replace(told.rules.changes[3], number=4, kind="added", keyword="parameter", old=None)
    difference = Difference(replace(told.rules, changes=[*idle, wording, added]))

    lines = squeezed(str(difference))
    assert lines[2:4] == [
        "Rules: no change that can move a rating, 4 that cannot",
        "titles of 2 indicators, 1 note, 1 parameter added.",
    ]
    assert difference.can_move is False


def test_nobody_moves(told: Difference) -> None:
    assert told.impact is not None
    still = replace(told.impact, moved=(), counts={("good", "good"): 7})
    text = str(Difference(told.rules, still, replace(made.attribution(), of={})))

    assert "On the same data no rating changes" in text
    assert "Because of" not in text
    assert "Who moves" not in text


# --- attribution ------------------------------------------------------------------------------------------------------


def movement(before: int, after: int, *shares: str) -> Movement:
    told = tuple(made.alike(number, share) for number, share in enumerate(shares, 1))
    return Movement("r", "grades", Fraction(before), Fraction(after), told)


def test_who_is_counted_with_what() -> None:
    assert leaders(movement(0, 1, "2/3", "1/3")) == (1,)
    assert leaders(movement(0, 1, "3/2", "-1/2")) == (1,)
    assert leaders(movement(1, 0, "1/2", "-3/2")) == (2,)
    assert leaders(movement(0, 1, "1/2", "0", "1/2")) == (1, 3)


def test_shares_in_the_direction_of_a_movement_come_first(told: Difference) -> None:
    one = movement(1, 2, "-1", "1/2", "3/4", "1/2", "1/4")
    units = tuple(Unit(number, "x", (number,)) for number in range(1, 6))
    attribution = Attribution(units, {("A1", ""): [one]}, exact=True, orders=0, variants=32)
    assert told.impact is not None
    text = joined(str(Difference(told.rules, replace(told.impact, moved=told.impact.moved[:1]), attribution)))

    assert "(3) +0.75 (2) +0.50 (4) +0.50 2 others −0.75" in text


def test_units_of_several_changes_and_sampled_orders(told: Difference) -> None:
    units = (
        Unit(1, "both", (1, 2), "neither is a ruleset by itself"),
        Unit(2, "rest", (3, 4, 5, 6)),
        Unit(3, "x", (7,)),
    )
    shares = (made.alike(1, "1", 0.03), made.alike(2, "0", 0.01), made.alike(3, "0", 0.0))
    one = Movement("clinic_rating", "grades", Fraction(1), Fraction(2), shares)
    sampled = Attribution(units, {("A1", ""): [one]}, exact=False, orders=2000, variants=900)
    assert told.impact is not None
    text = joined(str(Difference(told.rules, replace(told.impact, moved=told.impact.moved[:1]), sampled)))

    assert "(1–2) 1 up · (3–6) and (7) move no one" in text
    assert "(1–2) are several changes that are taken together: neither is a ruleset by itself." in text
    assert "2,000 orders were drawn at random. Shares of the rating are known to within 0.03 grades" in text


def test_a_unit_that_is_never_the_largest(told: Difference) -> None:
    one = movement(1, 2, "2/3", "1/3", "0")
    attribution = replace(made.attribution(), of={("A1", ""): [one]})
    assert told.impact is not None
    text = joined(str(Difference(told.rules, replace(told.impact, moved=told.impact.moved[:1]), attribution)))

    assert "(1) 1 up · (2) has a share, never the largest · (3) moves no one" in text
    assert "(1) +0.67 (2) +0.33" in text


def test_movements_without_shares_and_many_alike(told: Difference) -> None:
    units = tuple(Unit(number, f"unit {number}", (number,)) for number in (1, 2, 3, 4))
    attribution = replace(made.attribution(), units=units, of={("A1", ""): [movement(1, 2, *["1/4"] * 4)]})
    assert told.impact is not None
    text = joined(str(Difference(told.rules, replace(told.impact, moved=told.impact.moved[:2]), attribution)))

    assert "1 up put down to more than 3 changes alike · 1 up put down to none of these" in text
    assert "(1) +0.25 (2) +0.25 (3) +0.25 (4) +0.25" in text


def test_causes_go_by_letters(told: Difference) -> None:
    units = (Unit(1, "own figures", ()), Unit(2, "the rules", (1, 2, 3)), Unit(3, "decisions", ()))
    attribution = replace(made.attribution(), units=units)
    difference = replace(told, attribution=attribution, periods=("2030", "2031"))
    text = joined(str(difference))

    assert "From 2030 to 2031, 4 of 7 clinics change rating" in text
    assert "(a) 1 up · (c) 1 down · (a) and (b) alike 2 up" in text
    assert "(a) Own figures 1 up 3 +2.00" in text
    assert "(a) +0.50 (b) +0.50" in text
    assert "the cause that has the largest share" in text


def test_gained_and_lost_ratings(told: Difference) -> None:
    assert told.impact is not None
    moved = (made.moved("A1", None, "good", None), made.moved("D4", "fair", None, None))
    attribution = replace(
        made.attribution(),
        of={
            ("A1", ""): [replace(movement(0, 1, "1", "0", "0"), measured="rated")],
            ("D4", ""): [replace(movement(1, 0, "0", "0", "-1"), measured="rated")],
        },
    )
    text = str(Difference(told.rules, replace(told.impact, moved=moved), attribution))

    assert "1 gains a rating, 1 loses its rating." in text
    assert "(1) 1 gains a rating · (3) 1 loses its rating · (2) moves no one" in text
    assert "No rating → Good" in text
    assert "1 gains a rating 1 –" in joined(text)


# --- data -------------------------------------------------------------------------------------------------------------


def valid(document: dict[str, Any]) -> dict[str, Any]:
    assert list(Draft202012Validator(schema("diff")).iter_errors(document)) == []
    return document


def test_json_fits_its_schema(told: Difference) -> None:
    document = valid(told.to_json(explain=["C3", "P9"]))

    assert (document["can_move"], document["cannot_move"]) == (3, 1)
    assert document["changes"][0]["old"] == {
        "text": "1.5", "file": "2030.rules", "line": 15, "column": 47, "end_line": 15, "end_column": 50,
    }  # fmt: skip
    alder = document["impact"]["movers"][0]
    assert alder["because_of"] == [1, 2]
    assert alder["movements"][0]["shares"][0]["share"] == {"exact": "0.5", "shown": "0.50"}
    assert alder["movements"][1]["after"] == {"exact": "1.5", "shown": "1.50"}
    assert document["attribution"]["counted"] == [
        {"units": [1], "up": 1, "down": 0, "gained": 0, "lost": 0, "organisations": ["D4"]},
        {"units": [3], "up": 0, "down": 1, "gained": 0, "lost": 0, "organisations": ["G7"]},
        {"units": [1, 2], "up": 2, "down": 0, "gained": 0, "lost": 0, "organisations": ["A1", "C3"]},
    ]
    derivation = Draft202012Validator(schema("derivation"))
    for one in document["explained"]:
        assert list(derivation.iter_errors(one["before"])) == list(derivation.iter_errors(one["after"])) == []


def test_json_without_data_and_between_periods(told: Difference) -> None:
    alone = valid(Difference(told.rules).to_json())
    assert (alone["impact"], alone["attribution"], alone["explained"]) == (None, None, [])
    between = valid(replace(told, periods=("2030", "2031")).to_json())
    assert (between["periods"], between["attribution"]["of"]) == (["2030", "2031"], "causes")


def test_a_dictionary_for_each_change(told: Difference) -> None:
    rows = told.to_dicts()
    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    assert (rows[0]["was"], rows[0]["now"], rows[2]["was"]) == ("1.5", "1", None)


# --- pages ------------------------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Checks that tags are closed in order, and collects them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page(told: Difference) -> None:
    page, whole = told.to_html(explain=["C3"]), long_change(told).to_html()
    outline = Outline()
    outline.feed(page + whole)
    outline.close()

    assert outline.open == []
    assert not {"script", "img", "b"} & set(outline.tags)
    assert "Dogwood|&lt;b&gt; (D4)" in page
    assert '<div class="beside">' in page
    assert "late &lt;= 10% and closed &lt;= 5\n1 otherwise and in no other case</pre>" in whole
    assert "\x1b" not in page
    assert told._repr_html_() == told.to_html()


def test_markdown(told: Difference) -> None:
    text = told.to_markdown(explain=["C3"])

    assert r"Dogwood\|\<b\> (D4)" in text
    assert "| Good | 1 | 1 | · | · | 2 |" in text
    assert "**was**\n\n```\n2 when value >= 95% and" in long_change(told).to_markdown()
    assert "closed <= `5`\n1 otherwise and in no other case\n```" in long_change(told).to_markdown()
    assert "\x1b" not in text
