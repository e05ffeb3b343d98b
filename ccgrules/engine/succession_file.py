"""Succession files: which organisations merged and split, in YAML (the shape is `schemas/succession.schema.json`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.diagnostics.suggest import did_you_mean, nearest
from ccgrules.digest import digest
from ccgrules.engine.read import shorten
from ccgrules.engine.succession import Change, Succession
from ccgrules.engine.succession_checks import fit
from ccgrules.engine.table import Dataset, Keys
from ccgrules.source import Span
from ccgrules.yaml_source import Mapping, Node, Scalar, read_yaml
from ccgrules.yaml_source import Sequence as Items

KEYS = ("period", "from", "to", "because")
NEEDED = ("period", "from", "to")


def load_succession(path: Path, keys: Keys) -> tuple[Succession | None, tuple[Diagnostic, ...]]:
    """Read a succession file and hold it to the rows of the data.

    Args:
        path: The file.
        keys: The organisations and periods of the data.

    Returns:
        The changes that lie within the periods of the data, and warnings; or None and what is wrong.
    """
    try:
        content, findings = read_yaml(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be that of a file"
        return None, (finding("CCG691", f"the succession file `{path}` cannot be read: {why.lower()}"),)
    if content is None:
        return None, findings
    changes, found = read_changes(content)
    if has_errors(found):
        return None, found
    fitting, more = fit(changes, keys)
    if has_errors(more):
        return None, more
    said = [[c.period, list(c.before), list(c.after), c.because] for c in changes]
    return Succession.of(fitting, keys.period_order, digest(said)), more


def follow(dataset: Dataset, path: Path) -> tuple[Dataset | None, tuple[Diagnostic, ...]]:
    """A data set whose organisations come after others as a file says; None where something is wrong with the file."""
    succession, findings = load_succession(path, dataset.keys)
    return (None if succession is None else replace(dataset, succession=succession)), findings


def read_changes(content: Node) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """The mergers and splits that a file tells of, in the order written, and what is wrong with it."""
    reader = _Reader()
    return tuple(reader.changes(content)), tuple(reader.findings)


@dataclass(slots=True)
class _Reader:
    """Reads one file; what is wrong is gathered, and the change that it stands in is left out."""

    findings: list[Diagnostic] = field(default_factory=list)

    def changes(self, content: Node) -> list[Change]:
        if not isinstance(content, Mapping):
            self._report("this should be `successions:` and a list under it", content)
            return []
        self._keys(content, ("successions",), ("successions",))
        listed = content.get("successions")
        if not isinstance(listed, Items):
            if listed is not None:
                self._report("this should be a list, each part with a `- ` before it", listed)
            return []
        changes = [self._change(node) for node in listed.items]
        return [change for change in changes if change is not None]

    def _change(self, node: Node) -> Change | None:
        if not isinstance(node, Mapping):
            self._report("this should be a merger or split: `period:`, `from:` and `to:`", node)
            return None
        found = len(self.findings)
        self._keys(node, KEYS, NEEDED)
        before, after = self._codes(node.get("from")), self._codes(node.get("to"))
        because = node.get("because")
        change = Change(
            period=self._text(node.get("period")),
            before=tuple(sorted(before)),
            after=tuple(sorted(after)),
            because=self._text(because) if because is not None else None,
            spans={**after, **before, "": getattr(node.get("period"), "span", node.span)},
        )
        if len(self.findings) == found and change.before == change.after:
            self._report("`from` and `to` are the same, so that nothing changes", node, "take this entry out")
        return change if len(self.findings) == found else None

    def _codes(self, node: Node | None) -> dict[str, Span]:
        """Organisations, each with its place; one by itself needs no list."""
        items: Sequence[Node] = node.items if isinstance(node, Items) else [node] if node is not None else []
        if isinstance(node, Items) and not items:
            self._report("this list is empty", node, "write the codes of the organisations, such as `[F003, F010]`")
        codes: dict[str, Span] = {}
        for item in items:
            code = self._text(item)
            if code and code in codes:
                self._report(f"`{shorten(code)}` stands here twice", item, "take one out")
            codes.setdefault(code, item.span)
        return codes

    def _text(self, node: Node | None) -> str:
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip()
        if node is not None:
            self._report("this should be a text", node)
        return ""

    def _keys(self, node: Mapping, known: tuple[str, ...], needed: tuple[str, ...]) -> None:
        unknown = [key for key, _ in node.entries if key.text not in known]
        for key in unknown:
            advice = did_you_mean(key.text, known) or f"the keys here are {', '.join(known)}"
            self._report(f"`{shorten(key.text)}` means nothing here", key, advice)
        misspelt = {nearest(key.text, known) for key in unknown}
        for word in needed:
            if node.get(word) is None and word not in misspelt:
                self._report(f"`{word}` is missing here", node, f"add a line `{word}: …`")

    def _report(self, message: str, node: Node, help: str | None = None) -> None:
        self.findings.append(finding("CCG691", message, primary=node.span, help=help))
