"""A difference made by hand: two small frameworks, their runs, and what moved whom, worked out beside them."""

from __future__ import annotations

from fractions import Fraction

from ccgrules.differences.attribution.forms import Attribution, Movement, Share, Unit
from ccgrules.differences.difference import Difference
from ccgrules.differences.impact.forms import Impact, Moved, Near
from ccgrules.differences.rules.changes import Change, RulesDiff, Side
from ccgrules.engine.result import Result
from ccgrules.engine.rows import rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.types import Value
from ccgrules.plan.build import build_plan
from ccgrules.source import SourceFile, Span

OLD = """framework clinics "Clinics 2030"
  language 1
  version  "2030"
  rates    clinic "Clinic"
  scores better higher
  result   clinic_rating, overall

scale ratings "Ratings" best first
  good "Good"
  fair "Fair"
  poor "Poor"

field overspent "Overspent" yes or no

parameter good_from "Lowest score for Good" = 1.5

group access "Access"

indicator seen "Seen in a month" in access
  data   percent
  better higher
  score
    2  when value >= 90%
    1  when value >= 80%
    0  otherwise

indicator kept "Appointments kept" in access
  data   percent
  better higher
  score
    2  when value >= 95%
    1  when value >= 90%
    0  otherwise

measure overall "Score" = mean(access.indicators.score)
  better higher
  shown to 2 places

rating clinic_rating "Rating" on ratings
  good  when overall >= good_from
  fair  when overall >= 0.5
  poor  otherwise
"""

OVERSPENT = """  no better than fair when overspent
    because "A clinic that overspends cannot be rated Good"
"""

NEW = (
    OLD.replace("2030", "2031")
    .replace("= 1.5", "= 1")
    .replace("2  when value >= 95%", "2  when value >= 92%")
    .replace("Seen in a month", "Seen within four weeks")
) + OVERSPENT

#       seen kept overspent      before      by (1) alone   by (2) alone   after
# A1    85   93   no             1   fair    good           1.5 good       good: (1) and (2), either does
# B2    92   91   no             1.5 good    good           good           good
# C3    70   93   no             0.5 fair    fair           1   fair       good: (1) and (2), only together
# D4    85   91   no             1   fair    good           1   fair       good: (1)
# E5    none                     none
# G7    92   96   yes            2   good    good           2   good       fair: (3)
# P9    50   50   no             0   poor                                  poor
ROWS = [
    ("A1", "Alder", "85", "93", False),
    ("B2", "Beech", "92", "91", False),
    ("C3", "=Cedar", "70", "93", False),
    ("D4", "Dogwood|<b>", "85", "91", False),
    ("E5", "Elm", None, None, False),
    ("G7", "G\x1b]0;owned\x07um", "92", "96", True),
    ("P9", "Pine", "50", "50", False),
]


def checked(text: str, name: str) -> Ruleset:
    ruleset, findings = check_text(text, name)
    assert ruleset is not None, findings
    return ruleset


def row(code: str, name: str, seen: str | None, kept: str | None, overspent: bool) -> dict[str, Value]:
    shares = {key: Fraction(value) / 100 for key, value in (("seen", seen), ("kept", kept)) if value is not None}
    return {"organisation": code, "name": name, "overspent": overspent, **shares}


def rated(ruleset: Ruleset) -> Result:
    plan = build_plan(ruleset)
    rows = [row(*one) for one in ROWS]
    return run_plan(plan, rows_dataset(plan, rows), "exact")


def side(source: SourceFile, text: str, shown: str | None = None) -> Side:
    start = source.text.index(text)
    return Side(shown if shown is not None else text, Span(source, start, start + len(text)))


def rules_diff() -> RulesDiff:
    old, new = checked(OLD, "2030.rules"), checked(NEW, "2031.rules")
    a, b = old.files[-1], new.files[-1]
    changes = [
        Change(
            1, "parameter", "parameter", "good_from", "Lowest score for Good", "",
            side(a, "1.5"), side(b, "1\n", "1"), (), moves=True, effect="easier", why="a lower score is enough",
        ),
        Change(
            2, "threshold", "indicator", "kept", "Appointments kept", "score",
            side(a, "95%"), side(b, "92%"), (), moves=True, effect="easier",
        ),
        Change(
            3, "adjustment", "rating", "clinic_rating", "Rating", "no better than fair",
            None, side(b, OVERSPENT.strip()), (), moves=True, effect="harder",
        ),
        Change(
            4, "retitled", "indicator", "seen", "Seen within four weeks", "",
            side(a, '"Seen in a month"'), side(b, '"Seen within four weeks"'), (), moves=False,
        ),
    ]  # fmt: skip
    return RulesDiff(old, new, changes)


def moved(code: str, before: str | None, after: str | None, grades: int | None) -> Moved:
    name = next(row[1] for row in ROWS if row[0] == code)
    return Moved(code, "", name, before, after, grades, "its score was 1.00", "its score is 1.50")


def impact() -> Impact:
    diff = rules_diff()
    return Impact(
        rating=("clinic_rating", "Rating"),
        noun=("clinic", "clinics"),
        scale=diff.new.scales["ratings"].labels,
        counts={
            ("good", "good"): 1, ("fair", "good"): 3, ("good", "fair"): 1, ("poor", "poor"): 1, (None, None): 1,
        },
        moved=(
            moved("A1", "fair", "good", 1), moved("C3", "fair", "good", 1), moved("D4", "fair", "good", 1),
            moved("G7", "good", "fair", -1),
        ),
        near=(
            Near("C3", "", "=Cedar", "good", "overall", "Score", Fraction(1), Fraction(1), "1.00", "1.00", "fair"),
        ),
        only_before={"X1": "Xylo"},
        only_after={},
        before=rated(diff.old),
        after=rated(diff.new),
    )  # fmt: skip


def share(unit: int, of: str, first: int, last: int) -> Share:
    return Share(unit, Fraction(of), Fraction(first), Fraction(last))


def alike(unit: int, of: str, error: float | None = None) -> Share:
    """A share that is the same whatever the order."""
    return Share(unit, Fraction(of), Fraction(of), Fraction(of), error)


def grades(before: int, after: int, *shares: Share) -> Movement:
    return Movement("clinic_rating", "grades", Fraction(before), Fraction(after), shares)


def score(before: str, after: str, *parts: str) -> Movement:
    shares = tuple(alike(number, part) for number, part in enumerate(parts, 1))
    return Movement("overall", "value", Fraction(before), Fraction(after), shares)


def attribution() -> Attribution:
    """Places on the scale from 0, the worst; (1) and (2) each do for A1, only both for C3."""
    return Attribution(
        units=(
            Unit(1, "Lowest score for Good 1.5 → 1", (1,)),
            Unit(2, "Appointments kept 95% → 92%", (2,)),
            Unit(3, "no better than Fair", (3,)),
        ),
        of={
            ("A1", ""): (
                grades(1, 2, share(1, "1/2", 1, 0), share(2, "1/2", 1, 0), share(3, "0", 0, 0)),
                score("1", "3/2", "0", "1/2", "0"),
            ),
            ("C3", ""): (
                grades(1, 2, share(1, "1/2", 0, 1), share(2, "1/2", 0, 1), share(3, "0", 0, 0)),
                score("1/2", "1", "0", "1/2", "0"),
            ),
            ("D4", ""): (
                grades(1, 2, share(1, "1", 1, 1), share(2, "0", 0, 0), share(3, "0", 0, 0)),
                score("1", "1", "0", "0", "0"),
            ),
            ("G7", ""): (
                grades(2, 1, share(1, "0", 0, 0), share(2, "0", 0, 0), share(3, "-1", -1, -1)),
                score("2", "2", "0", "0", "0"),
            ),
        },
        exact=True,
        orders=0,
        variants=8,
    )


def difference() -> Difference:
    return Difference(rules_diff(), impact(), attribution())
