"""Small pieces of sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ccgrules.explain.quantities import Quantity

NUMBERED_LABEL = re.compile(r"[A-Z][a-z]+ \d+")
"""Labels such as `Segment 3`: an organisation is *in* them."""


TIE = "\u00a0"
"""A space at which no line ends."""


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def quoted(title: str) -> str:
    """A title in quotes; one that stands in quotes already as it is."""
    return title if title.startswith("“") else f"“{capital(title)}”"


def label_in(value: Quantity) -> str:
    """A label inside a sentence: `segment 3`; other labels keep their capitals, and a missing one says so."""
    if value.kind == "missing" and value.shown not in ("not rated", "cannot be determined"):
        return f"not determined ({value.shown})"
    if value.kind == "missing":
        return value.shown.replace("cannot be", "not")
    return value.shown[0].lower() + value.shown[1:] if NUMBERED_LABEL.fullmatch(value.shown) else value.shown


def own_words(text: str, own: str | None) -> str:
    """A text without the words that the table's row has already said."""
    if not own:
        return text
    for said in (f"“{own}” ", f" of {own}", f"{own} of ", f"{own} "):
        text = text.replace(said, "")
    return "" if text == own else text.strip()


def abbreviated(text: str, room: int) -> str:
    """Arithmetic longer than `room`, with the middle of its first bracket left out: the table below has it all."""
    opening, closing = text.find("("), text.find(") / ")
    if len(text) <= room or opening < 0 or closing < opening:
        return text
    terms = text[opening + 1 : closing].replace(" − ", " + −").split(" + ")
    if len(terms) <= 4:
        return text
    kept = " + ".join([*terms[:2], "…", terms[-1]]).replace(" + −", " − ")
    return text[: opening + 1] + kept + text[closing:]
