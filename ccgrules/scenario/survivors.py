"""`survivors` of a scenario file: changes of the rules that no test needs to notice, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean, nearest
from ccgrules.engine.read import shorten
from ccgrules.source import Span
from ccgrules.yaml_source import Mapping, Node, Scalar, Sequence

KEYS = ("declaration", "changes", "because")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that is explained: in which declaration, its words as `ccgrules mutate` prints them, and the reason."""

    declaration: str
    change: str
    because: str
    span: Span = field(compare=False, repr=False)


def read_survivors(content: Node) -> tuple[tuple[Survivor, ...], tuple[Diagnostic, ...]]:
    """The explained survivors of a scenario file, and what is wrong with the others."""
    node = content.get("survivors") if isinstance(content, Mapping) else None
    if node is None:
        return (), ()
    if not isinstance(node, Sequence):
        return (), (_wrong(node, "this should be a list, each entry with a `- ` before it"),)
    found: list[Survivor] = []
    findings: list[Diagnostic] = []
    for item in node.items:
        wrong = list(_mistakes(item))
        findings += wrong
        if not wrong and isinstance(item, Mapping):
            found += _survivors(item)
    return tuple(found), tuple(findings)


def _survivors(item: Mapping) -> Iterator[Survivor]:
    changes = item.get("changes")
    for change in changes.items if isinstance(changes, Sequence) else ():
        yield Survivor(_text(item.get("declaration")), _text(change), _text(item.get("because")), change.span)


def _mistakes(item: Node) -> Iterator[Diagnostic]:
    if not isinstance(item, Mapping):
        yield _wrong(item, "this should be `declaration:`, `changes:` and `because:`")
        return
    for key, value in item.entries:
        if key.text not in KEYS:
            advice = did_you_mean(key.text, KEYS) or f"the keys here are {', '.join(KEYS)}"
            yield finding("CCG704", f"`{shorten(key.text)}` means nothing here", primary=key.span, help=advice)
        elif key.text == "changes":
            if not isinstance(value, Sequence) or not all(isinstance(change, Scalar) for change in value.items):
                yield _wrong(value, "this should be a list of changes, in the words that `ccgrules mutate` prints")
        elif not isinstance(value, Scalar):
            yield _wrong(value, "this should be a text")
    misspelt = {nearest(key.text, KEYS) for key, _ in item.entries if key.text not in KEYS}
    for needed in KEYS:
        if item.get(needed) is None and needed not in misspelt:
            yield _wrong(item, f"`{needed}` is missing here")


def _wrong(node: Node, message: str) -> Diagnostic:
    return finding("CCG704", message, primary=node.span)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
