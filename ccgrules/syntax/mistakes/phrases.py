"""Phrases of other languages, of spreadsheets and of plain English."""

from __future__ import annotations

from ccgrules.syntax import words
from ccgrules.syntax.expected import capitalised
from ccgrules.syntax.failure import Failure
from ccgrules.syntax.mistake import Mistake
from ccgrules.syntax.mistakes.kinds import REST

INSTEAD = {
    "if": "when",
    "unless": "when not",
    "else": "otherwise",
    "default": "otherwise",
    "elif": "when",
    "elseif": "when",
    "true": "yes",
    "false": "no",
    "null": "missing",
    "none": "missing",
    "nan": "missing",
    "equals": "=",
    "exceeds": ">",
    "per": "/",
    "than": "is better than",
    "fails": "misses",
    "miss": "misses",
    "meet": "meets",
    "reaches": "meets",
    "achieves": "meets",
}


IN_LINES = "put the outcome first, a line each: `2 when value >= 85%`, and last `0 otherwise`"


def if_then(failure: Failure) -> Mistake | None:
    """`if a then b else c`, and the formula of a spreadsheet: `=IF(a, b, c)`."""
    first = failure.line[0]
    if first.type == "EQUALS" and failure.line_number:
        sheet = len(failure.line) > 1 and str(failure.line[1]).lower() == "if"
        advice = IN_LINES if sheet else "leave out the `=`"
        return failure.mistake("CCG122", "a line does not start with `=`, as in a spreadsheet", advice, at=first)
    if first.type == "NAME" and str(first).lower() == "if" and failure.column:
        return failure.mistake("CCG122", "the language has no `if … then … else`", IN_LINES, at=first)
    return None


def other_language(failure: Failure) -> Mistake | None:
    """`if`, `else`, `true`, and words of the language in capitals."""
    word, before = str(failure.token), failure.before()
    if failure.type == "THEN" and "AND" in failure.expected:
        return failure.mistake("CCG122", "`then` stands only inside `rank(…)`", "write `OUTCOME when CONDITION`")
    if before is not None and before.type == "NAME" and str(before).lower() in ("else", "default"):
        return failure.mistake("CCG122", f"the language has no `{before}`", "write `OUTCOME otherwise`", at=before)
    if failure.type != "NAME":
        return None
    if word.lower() in (*words.RESERVED, *words.DECLARATIONS) and word != word.lower():
        fix = failure.edit(word.lower())
        return failure.mistake("CCG122", capitalised(word), f"write `{word.lower()}`", fix=fix)
    if word.lower() == "per" and before is not None and before.type == "NUMBER" and str(failure.after()) == "cent":
        return failure.mistake("CCG121", "a percentage is written with its sign", f"write `{before}%`")
    if word.lower() in INSTEAD:
        return failure.mistake("CCG122", f"the language has no `{word}`", f"write `{INSTEAD[word.lower()]}`")
    return None


LIMITS = {
    "greater": ">", "more": ">", "above": ">", "over": ">", "higher": ">", "at least": ">=", "at most": "<=",
    "less": "<", "below": "<", "under": "<", "lower": "<", "fewer": "<", "up to": "<=", "equal": "=",
    "no more": "<=", "no greater": "<=", "no higher": "<=", "no less": ">=", "no fewer": ">=", "no lower": ">=",
}  # fmt: skip

BARE_LIMITS = frozenset(LIMITS) - {"higher", "lower", "equal"}
"""Those that are also said without `is`."""

PLACES = frozenset({"top", "bottom", "best", "worst", "upper", "lower"})


def is_phrase(failure: Failure) -> Mistake | None:
    """`is greater than 5`, `at least 5`, `is better b`, `is in (a, b)`."""
    relation, word = failure.type_before(2), failure.before()
    if relation in ("IS", "IS_NOT") and word is not None and str(word) in ("better", "worse"):
        return failure.mistake("CCG114", f"`is {word}` lacks its `than`", f"write `is {word} than`", at=word)
    if failure.type != "WHEN" and relation == "IS" and (limit := _limit(failure, failure.column - 1)):
        said, sign = limit
        return failure.mistake("CCG114", f"`is {said}` is not how two values are compared", f"write `{sign}`", at=word)
    if failure.type in ("NAME", "NO") and "COMPARE" in failure.expected and (limit := _limit(failure, failure.column)):
        said, sign = limit
        if said.removesuffix(" than").removesuffix(" than or equal") in BARE_LIMITS:
            return failure.mistake("CCG114", f"`{said}` is not how two values are compared", f"write `{sign}`")
    return _among_others(failure)


def _limit(failure: Failure, place: int) -> tuple[str, str] | None:
    """The words of a limit at a place of the line, and the sign that says the same."""
    after = [str(token) for token in failure.line[place : place + 5]]
    for count in (2, 1):
        sign = LIMITS.get(" ".join(after[:count]))
        if sign is None:
            continue
        rest = after[count:]
        said = [*after[:count], *(rest[:1] if rest[:1] == ["than"] else [])]
        if rest[:3] == ["than", "or", "equal"] and sign in (">", "<"):
            return " ".join([*after[:count], "than or equal"]), f"{sign}="
        return " ".join(said), sign
    return None


def _among_others(failure: Failure) -> Mistake | None:
    """`in` and `between` as comparisons."""
    asks = failure.type_before() in ("IS", "IS_NOT")
    if failure.type == "IN" and "WHEN" in failure.expected and str(failure.after()) in REST:
        return failure.mistake("CCG122", "what is left of all cases is one word in the language", "write `otherwise`")
    if failure.type == "IN" and (asks or "IS" in failure.expected):
        places = [str(token) for token in failure.line[failure.column + 1 : failure.column + 3]]
        if PLACES & {*places}:
            advice = "ask for its place: `percent_rank(x, among: POPULATION) <= 0.25`, where 0 is best and 1 is worst"
            return failure.mistake("CCG114", "`in` does not compare with others", advice)
        return failure.mistake("CCG114", "`in` does not compare", "write `is one of (a, b)`")
    if failure.type == "BETWEEN" and (asks or "COMPARE" in failure.expected):
        advice = "write both ends, such as `x >= 1 and x <= 2`"
        return failure.mistake("CCG114", "`between` does not compare", advice)
    return None


def plain_english(failure: Failure) -> Mistake | None:
    """`does not meet`, `the`, and `where` for `when`."""
    word, before = str(failure.token), failure.before()
    if failure.type == "WHERE" and "WHEN" in failure.expected:
        return failure.mistake("CCG122", "`where` stands only behind a population", "write `when`")
    if before is not None and str(before) == "the" and failure.type in ("NAME", "CODE"):
        return failure.mistake("CCG122", "the language has no `the`", "leave it out", at=before)
    if word == "does" and failure.column and "COMPARE" in failure.expected:
        return failure.mistake("CCG122", "`does not meet` is one word in the language", "write `misses`")
    return None
