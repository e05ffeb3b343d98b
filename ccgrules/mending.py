"""`ccgrules check --fix`: makes the edits that findings carry, until there is nothing left to mend."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ccgrules import pipeline
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.fixes import apply, edits_of

MOST_ROUNDS = 50
"""What is mended may show something else to mend; so often it is looked at again."""

LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Mended:
    """A file before and after.

    Attributes:
        checked: What is to be said of it afterwards.
        before, after: Its text.
        made: The findings that were mended; edits change no line's number, so that their places hold for both texts.
    """

    checked: pipeline.Checked
    before: str
    after: str
    made: tuple[Diagnostic, ...]


def mend(path: Path) -> Mended:
    """Mends what can be mended for certain in one file, and writes nothing. Line ends stay as they are."""
    checked = pipeline.check(path)
    try:
        before = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return Mended(checked, "", "", ())
    mark = before[: before.startswith("\ufeff")]
    ends = LINE_END.findall(before)
    text = LINE_END.sub("\n", before.removeprefix(mark))
    made: list[Diagnostic] = []
    for _ in range(MOST_ROUNDS):
        mendable = [one for one in checked.findings if edits_of(one, str(path))]
        mended = apply(text, (edit for one in mendable for edit in edits_of(one, str(path))))
        if mended == text:
            break
        made.extend(mendable)
        text = mended
        checked = pipeline.check(path, text)
    return Mended(checked, before, mark + _with_ends(text, ends), tuple(made))


def _with_ends(text: str, ends: list[str]) -> str:
    """The text with the line ends that it had."""
    lines = text.split("\n")
    return "".join(part for line, end in zip(lines, [*ends, ""], strict=True) for part in (line, end))
