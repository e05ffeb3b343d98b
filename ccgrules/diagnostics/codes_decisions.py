"""Codes 65x: decisions of panels that do not fit the rules, the data or the result."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR = Severity.ERROR

DECISION_CODES: tuple[Code, ...] = (
    Code(
        "CCG650",
        "a decisions file that cannot be understood",
        ERROR,
        what="The file of decisions cannot be read, or a part of it is missing, unknown or of the wrong kind.",
        why="A decision that is read in part would change a rating without its reason, its date or its panel.",
        example="decisions:\n  - organisation: F012\n    rating: headline\n    to: good",
        instead="decisions:\n  - organisation: F012\n    rating: headline\n    from: outstanding\n    to: good\n"
        '    reason: "The plan was agreed before year end"\n    decided_by: Commissioning Committee\n'
        "    date: 2019-07-02",
    ),
    Code(
        "CCG651",
        "a decision on an organisation or period that the data do not have",
        ERROR,
        what="A decision names an organisation or a period of which the data have no row, or no period at all "
        "where the data have several.",
        why="The decision would be lost in silence, and the organisation keep a rating that the panel changed.",
        example="organisation: F12",
        instead="organisation: F012",
    ),
    Code(
        "CCG652",
        "a decision on what no panel decides",
        ERROR,
        what="A decision names a rating that the rules let nobody change, or nothing that the rules know.",
        why="Only the rules say what a panel may decide: a rating with `moderated by`, or a `judgement`.",
        example="rating: overall_rating",
        instead="rating: headline",
    ),
    Code(
        "CCG653",
        "a decision that is no label of the scale",
        ERROR,
        what="What a decision starts from, or decides on, is no label of the rating's scale. "
        "Labels may be written by their names or their titles.",
        why="A rating outside its scale could not be published, counted or compared.",
        example="to: adequate",
        instead="to: requires_improvement",
    ),
    Code(
        "CCG654",
        "a decision that starts from another rating",
        ERROR,
        what="The decision says which rating the panel had before it, and another one was calculated.",
        why="The panel decided on something else than what these data and rules give: the figures were corrected "
        "since, or the wrong file is in use.",
        example="from: good",
        instead="from: outstanding",
    ),
    Code(
        "CCG655",
        "two decisions on one rating",
        ERROR,
        what="The same rating of the same organisation and period is decided on twice.",
        why="Which of them holds is not for the program to guess.",
        example="- organisation: F012\n  rating: headline\n  to: good\n- organisation: F012\n  rating: headline\n"
        "  to: outstanding",
        instead="- organisation: F012\n  rating: headline\n  to: outstanding",
    ),
    Code(
        "CCG656",
        "a decision of another panel",
        ERROR,
        what="The decision was made by somebody else than the panel that the rules name.",
        why="The rules say who may change a rating; a decision of anybody else has no force.",
        example="decided_by: Regional office",
        instead="decided_by: Commissioning Committee",
    ),
    Code(
        "CCG657",
        "a decision without a proper date",
        ERROR,
        what="The date of a decision is not a day of the calendar, written year first.",
        why="The explanation of a rating says when it was changed.",
        example="date: 2 July 2019",
        instead="date: 2019-07-02",
    ),
    Code(
        "CCG658",
        "a decision that breaks a rule",
        ERROR,
        what="The rules refuse some decisions with `must`, and this one is among them; "
        "the reason that the rules give is quoted.",
        why="A panel is bound by the published method as well.",
        example="to: good",
        instead="to: requires_improvement",
    ),
    Code(
        "CCG659",
        "a decision that cannot be held to a rule",
        ERROR,
        what="Whether the decision keeps to a `must` of the rules hangs on something that is missing.",
        why="A decision that may break the published method is not let through in silence.",
        example="must not (headline is good and leadership is red)",
        instead="must leadership is missing or not (headline is good and leadership is red)",
    ),
)
