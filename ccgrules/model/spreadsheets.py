"""What people write who come from spreadsheets and documents, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable

from ccgrules.source import Span

CASES = "write cases, a line each: `2 when value >= 85%`, and last `0 otherwise`"
TABLE = "write a table: `table rows A, columns B`, or cases"
ASKED = "write `… is missing`"
JOINED = "write it between the conditions: `a and b`, `a or b`"

FUNCTIONS = {
    **dict.fromkeys(("average", "avg"), "did you mean `mean`?"),
    **dict.fromkeys(("percentile", "quartile"), "did you mean `quantile`?"),
    **dict.fromkeys(("stdev", "stddev"), "did you mean `sd`?"),
    "total": "did you mean `sum`?",
    "zscore": "did you mean `z_score`?",
    **dict.fromkeys(("countif", "countifs"), "write `count(CONDITION)`, such as `count(members.status is red)`"),
    **dict.fromkeys(("sumif", "sumifs", "averageif", "averageifs"), "put what belongs together into a group"),
    "sumproduct": "write a `weighted mean`, a weight and a value on each line",
    **dict.fromkeys(("if", "ifs", "iif", "iferror", "ifna", "switch", "choose"), CASES),
    **dict.fromkeys(("vlookup", "hlookup", "xlookup", "lookup", "index", "match"), TABLE),
    **dict.fromkeys(("isblank", "isna", "isempty", "iserror", "isnull"), ASKED),
    **dict.fromkeys(("roundup", "rounddown", "ceiling", "floor", "int", "trunc"), "did you mean `round`?"),
    **dict.fromkeys(("and", "or"), JOINED),
    "not": "write it before the condition: `not a`",
    **dict.fromkeys(("lowest", "smallest"), "write `min(…)` of numbers, `worst(…)` of labels"),
    **dict.fromkeys(("highest", "largest"), "write `max(…)` of numbers, `best(…)` of labels"),
    "percentrank": "did you mean `percent_rank`?",
}
"""By the names of functions, in small letters."""

NOT_THERE = "leave the case out: `when missing` and `used when` say what a value that is missing or does not apply does"
BOUNDS = {
    **dict.fromkeys(("more", "above", "over", "higher", "greater"), "`5 or more` is written `>= 5`"),
    **dict.fromkeys(("less", "fewer", "below", "under", "lower"), "`5 or less` is written `<= 5`"),
}
WORDS = {
    "true": "write `yes`",
    "false": "write `no`",
    **dict.fromkeys(("applicable", "blank", "empty", "null", "none", "na", "nan"), NOT_THERE),
    **BOUNDS,
}
"""By words that stand where a value belongs, in small letters."""


def function_help(name: str) -> str | None:
    """What to write for a function of a spreadsheet."""
    return FUNCTIONS.get(name.lower())


def word_help(word: str) -> str | None:
    """What to write for a word that names nothing."""
    return WORDS.get(word.lower())


def not_available(span: Span) -> Span | None:
    """The whole of `N/A`, where a name is one of its letters."""
    around = (Span(span.source, span.start, span.start + 3), Span(span.source, max(0, span.end - 3), span.end))
    return next((letters for letters in around if letters.text.lower() == "n/a"), None)


def text_help(text: str, titles: Iterable[tuple[str, str]]) -> str | None:
    """What to write for a text that is compared: an empty one, or the title of a thing, among titles and names."""
    if not text.strip():
        return ASKED
    name = next((name for title, name in titles if title.casefold() == text.casefold()), None)
    return f"write the name, without quotation marks: `{name}`" if name is not None else None
