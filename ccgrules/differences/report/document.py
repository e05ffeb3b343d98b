"""The difference of two versions as a document of blocks, in the order in which people ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ccgrules.differences.report.change_words import ELLIPSIS
from ccgrules.differences.report.rules_part import full_blocks, rules_blocks
from ccgrules.differences.report.view import ARROW, View
from ccgrules.explain.blocks import Block, Document
from ccgrules.model.rules_digest import rules_digest

if TYPE_CHECKING:
    from ccgrules.differences.difference import Difference

FIRST_DIGITS = 8
"""Digits of a digest on a screen."""


def document(told: Difference, view: View) -> Document:
    """A difference as a document.

    Raises:
        KeyError: There is no organisation of a code that is to be explained.
    """
    return Document(
        title=_title(told),
        aside=_files(told),
        blocks=tuple(_blocks(told, view)),
        notes=(),
        common=(),
        sources=(),
        foot=_foot(told, view),
    )


def _title(told: Difference) -> str:
    if told.supposed is not None:
        return f"What if: {told.supposed.title}"
    old, new = told.rules.old.framework, told.rules.new.framework
    if old.title != new.title:
        return f"What changed from {old.title} to {new.title}"
    if old.version != new.version and old.version and new.version:
        return f"What changed in {new.title} from version {old.version} to version {new.version}"
    return f"What changed in {new.title}"


def _files(told: Difference) -> str:
    """The files of the two rulesets; of what is tried, the one that it is tried on."""
    if told.supposed is not None:
        return told.rules.older.files[-1].name
    names = [rules.files[-1].name for rules in (told.rules.older, told.rules.new) if rules.files]
    return f" {ARROW} ".join(dict.fromkeys(names))


def _blocks(told: Difference, view: View) -> Iterator[Block]:
    explained = list(told.explained(view.explain, with_changes=False))
    if told.supposed is not None:
        from ccgrules.differences.report.supposed_part import supposed_blocks

        yield from supposed_blocks(told.supposed, told.rules)
    else:
        yield from rules_blocks(told.rules)
    if told.impact is not None:
        from ccgrules.differences.report.ratings_part import ratings_blocks

        yield from ratings_blocks(told, told.impact, explained, view)
    if view.everything:
        yield from full_blocks(told.rules)


def _foot(told: Difference, view: View) -> str:
    """How figures are printed, and digests of the rules and the data: the first digits of them on a screen."""
    digits = None if view.everything else FIRST_DIGITS

    def shown(digests: Sequence[str]) -> str:
        return f" {ARROW} ".join(
            f"{one[:digits]}{'' if digits is None else ELLIPSIS}" for one in dict.fromkeys(digests)
        )

    parts = [f"Digest of the rules {shown([rules_digest(rules) for rules in (told.rules.older, told.rules.new)])}"]
    if told.impact is not None:
        scale = ", ".join(label.title for label in told.impact.scale)
        data = [told.impact.before.dataset.digest, told.impact.after.dataset.digest]
        parts = [
            f"Best to worst: {scale}",
            "Figures are printed rounded; all was worked out with the unrounded ones",
            f"{parts[0]}, of the data {shown(data)}",
        ]
    return ". ".join(parts) + "."
