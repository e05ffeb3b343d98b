"""Mistakes of cases and expressions, and what can be said of any other."""

from __future__ import annotations

import re

from ccgrules.syntax.expected import alternatives, describe, shown
from ccgrules.syntax.failure import Failure
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.mistakes.kinds import ENDS, MOST_NAMED, OPERATORS, RELATIONS, REST, VALUES


def chained(failure: Failure) -> Mistake | None:
    """`1 <= x < 2`."""
    if failure.type not in RELATIONS or "AND" not in failure.expected or "COMPARE" in failure.expected:
        return None
    first, second = failure.line[0], failure.line[1]
    if second.type == "EQUALS" and first.type == "NAME" and failure.line_number and failure.piece.kind == "rating":
        return failure.mistake("CCG114", "a case has `when` behind its outcome", f"write `{first} when …`", at=second)
    advice = "write each by itself, such as `1 <= x and x < 2`"
    return failure.mistake("CCG113", "comparisons cannot be chained", advice)


def half_condition(failure: Failure) -> Mistake | None:
    """`x >= 1 and < 2`."""
    if failure.type not in RELATIONS or failure.type_before() not in ("AND", "OR"):
        return None
    compared = next((place for place in range(failure.column - 1, 0, -1) if failure.line[place].type in RELATIONS), 0)
    name = str(failure.line[compared - 1]) if compared and failure.line[compared - 1].type == "NAME" else "x"
    advice = f"say it again: `{name} {failure.token} …`"
    return failure.mistake("CCG113", f"behind `{failure.before()}`, this does not say what is compared", advice)


def unfinished_case(failure: Failure) -> Mistake | None:
    """A case without `when`, without a condition, or the wrong way round."""
    if failure.type == "OTHERWISE":
        message = "`otherwise` stands behind its outcome"
        return failure.mistake("CCG114", message, "write `OUTCOME otherwise`, on a line of its own")
    if failure.type == "WHEN" and not {"WHEN"} & failure.expected and "AND" in failure.expected:
        return failure.mistake("CCG114", "this case has a second `when`", "join the conditions with `and`")
    if failure.type == "WHEN" and (failure.starts_a_line() or "NUMBER" in failure.expected):
        return failure.mistake("CCG114", "`when` stands behind its outcome", "write `OUTCOME when CONDITION`")
    if not {"WHEN", "OTHERWISE"} <= failure.expected:
        return None
    if failure.type == "TO" and failure.type_before() in ("NUMBER", "PERCENT"):
        advice = f"write `OUTCOME when x >= {failure.before()} and x < {failure.after()}`"
        return failure.mistake("CCG114", "a range is not a condition", advice)
    if failure.type in ENDS:
        message = "this case does not say when it applies"
        return failure.mistake("CCG114", message, "add `when` and a condition, or `otherwise`", at=failure.line[0])
    if str(failure.token) in REST:
        return failure.mistake("CCG122", "what is left of all cases is one word in the language", "write `otherwise`")
    if failure.type in VALUES | {"SUPPLIED", "MISSING"} and failure.line[0].type in VALUES | {"MINUS"}:
        message = "`when` is missing between the outcome and its condition"
        return failure.mistake("CCG114", message, f"write `when` before {shown(failure.token)}")
    return None


def line_ends(failure: Failure) -> Mistake | None:
    """A line that stops before it is complete."""
    if failure.type not in ENDS:
        return None
    before = next((token for token in reversed(failure.tokens[: failure.place]) if token.type != "_NL"), None)
    if before is None:
        return None
    message = f"the line ends too early, behind {shown(before)}"
    if before.type in OPERATORS:
        advice = "put an expression of several lines in brackets, or begin its next line with `and` or `or`"
        return failure.mistake("CCG111", message, advice, at=before)
    what = alternatives(describe(failure.expected)[:MOST_NAMED])
    return failure.mistake("CCG111", message, f"add {what} behind {shown(before)}", at=before)


SIDE_BY_SIDE = {
    "if": "leave out `if`",
    "among": "write `among:` with its colon",
    "of": "leave out `of`",
    "weighted": "write `weighted mean` on a line of its own, without `=`",
}
"""What to do where one of these words stands before another."""


def side_by_side(failure: Failure) -> Mistake | None:
    """Two values with nothing between them."""
    before = failure.before()
    if str(failure.token) == "columns" and any(token.type == "TABLE_ROWS" for token in failure.line):
        return failure.mistake("CCG110", "a comma is missing before `columns`", "write `table rows A, columns B`")
    if before is None or failure.type not in VALUES - {"LPAR", "NOT"} or not {"PLUS", "AND"} <= failure.expected:
        return None
    message = f"an operator or a comma is missing between {shown(before)} and {shown(failure.token)}"
    advice = "a name is one word: join its words with `_`"
    if str(failure.token) == "of" and before.type == "PERCENT":
        advice = "write `*`: so much of something is a product"
    elif str(failure.token) == "of":
        advice = f"write `{before}(…)`, with brackets"
    elif str(failure.token) == "within":
        advice = "write both ends, such as `x >= standard - 5%`"
    elif str(before) in ("x", "X") and failure.type_before(2) in ("PERCENT", "NUMBER"):
        advice = f"leave out the `{before}`: a weight stands before its value"
    elif str(failure.token) in ("x", "X"):
        advice = "write `*` to multiply"
    elif str(before) in SIDE_BY_SIDE:
        advice = SIDE_BY_SIDE[str(before)]
    elif failure.piece.kind == "test":
        advice = f"write `{before} is {failure.token}` for a label, `{before} = …` for a number"
    elif any(token.type == "WEIGHTED_MEAN" for token in failure.tokens[: failure.place]):
        advice = "put a weight that is worked out in brackets: `(100% - a) x`"
    return failure.mistake("CCG110", message, advice)


def list_of_names(failure: Failure) -> Mistake | None:
    """`a and b` where names stand in a list, quotation marks around them, `//` before a comment."""
    after = failure.after()
    if failure.type == "AND" and "COMMA" in failure.expected and "PLUS" not in failure.expected:
        return failure.mistake("CCG110", "the names of a list stand with commas between them", "write `,` for `and`")
    if failure.type == "TEXT" and "NAME" in failure.expected and failure.type_before() in ("ONE_OF", "COMMA"):
        word = re.sub(r"\W+", "_", str(failure.token)).strip("_").lower()
        return failure.mistake(
            "CCG110", "these words stand without quotation marks, each one a name", f"write `{word}`"
        )
    if failure.type in ("DIVIDE", "MINUS") and after is not None and after.type == failure.type:
        message = f"`{failure.token}{after}` does not start a comment"
        return failure.mistake("CCG108", message, "start a comment with `#`")
    if failure.type == "YES" and str(after) == "/":
        return failure.mistake("CCG110", "`yes/no` is not written with a stroke", "write `yes or no`")
    if failure.type == "VBAR" and after is not None and after.type == "VBAR":
        return failure.mistake("CCG103", "the language has no `||`", "write `or`")
    return None


def anything(failure: Failure) -> Mistake:
    """What can be said of any mistake: what could stand there."""
    described = describe(failure.expected)
    before = failure.before()
    behind = f" behind {shown(before)}" if before is not None else ""
    message = f"{shown(failure.token)} cannot stand here{behind}"
    advice = f"expected {alternatives(described[:MOST_NAMED])}" if described else "leave it out"
    return failure.mistake("CCG110", message, advice)
