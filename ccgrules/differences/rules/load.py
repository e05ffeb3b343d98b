"""A ruleset as it is compared: one tree without amendments, and the checked form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.model.amend import Layer, merge
from ccgrules.model.check import check_merged
from ccgrules.model.consolidate import consolidate
from ccgrules.model.findings import Findings
from ccgrules.model.load import load_layers, read_text
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.symbols import NAMELESS, Rename, declared_name
from ccgrules.source import SourceFile
from ccgrules.syntax import tree
from ccgrules.syntax.parse import parse

Found = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A ruleset without errors.

    Attributes:
        path: Its main file; a name such as `<text>` for a text by itself.
        file: All its declarations, amendments applied.
        ruleset: The checked ruleset.
        files: Every file that was read, the main file last.
        renames: What its amendments renamed, oldest first.
    """

    path: Path
    file: tree.RulesFile
    ruleset: Ruleset
    files: tuple[SourceFile, ...]
    renames: tuple[Rename, ...] = ()


def load(path: Path, text: str | None = None) -> tuple[Loaded | None, Found]:
    """Read a ruleset with all that it uses and amends.

    Args:
        path: Its main file.
        text: What to take for the text of that file, where it is not what the file holds.

    Returns:
        The ruleset, None where it has errors; and the errors.
    """
    return _loaded(path, *load_layers(path, text))


def load_text(text: str, name: str = "<text>") -> tuple[Loaded | None, Found]:
    """Read a ruleset that stands alone: it may not use or amend files."""
    file, findings = read_text(text, name)
    return _loaded(Path(name), [Layer((file,))], findings)


def amended(original: Loaded, text: str, name: str) -> tuple[Loaded | None, Found]:
    """A ruleset with `change` declarations put on top of it, as one more ruleset that amends it would do.

    Clauses that are changed keep their reasons and sources, and tests stay.

    Args:
        original: The ruleset.
        text: The declarations.
        name: What stands for the name of their file.

    Returns:
        The ruleset, None where it has errors; and the errors.
    """
    file, diagnostics = parse(SourceFile(name, text))
    known = {declared_name(one): one for one in original.file.declarations if one.keyword not in NAMELESS}
    changes = tuple(_annotated(one, known.get(declared_name(one))) for one in file.declarations)
    tests = tuple(one for one in original.file.declarations if one.keyword == "test")
    findings = Findings()
    layers = [Layer((original.file,)), Layer((replace(file, declarations=(*changes, *tests)),))]
    merged = merge(layers, findings, incomplete=bool(diagnostics))
    merged = replace(merged, files=(*original.files, file.source), renames=original.renames)
    ruleset, found = check_merged(merged, (*diagnostics, *findings.all()), only_errors=True)
    if ruleset is None or has_errors(found):
        return None, found
    whole = tree.RulesFile(merged.declarations, source=file.source)
    return Loaded(original.path, whole, ruleset, merged.files, merged.renames), found


def _annotated(change: tree.Declaration, old: tree.Declaration | None) -> tree.Declaration:
    """A change in which each clause has what hangs on the older one."""
    if old is None:
        return change
    return replace(change, clauses=tuple(_with_annotations(clause, old) for clause in change.clauses))


def _with_annotations(clause: tree.Clause, old: tree.Declaration) -> tree.Clause:
    return replace(clause, annotations=tuple(_annotations(clause, old)))


def _annotations(clause: tree.Clause, old: tree.Declaration) -> Iterator[tree.Annotation]:
    for other in old.clauses:
        if other.keyword == clause.keyword:
            yield from other.annotations


def _loaded(path: Path, layers: Sequence[Layer], diagnostics: Found) -> tuple[Loaded | None, Found]:
    if not layers:
        return None, diagnostics
    findings = Findings()
    merged = merge(layers, findings, incomplete=bool(diagnostics))
    ruleset, found = check_merged(merged, (*diagnostics, *findings.all()), only_errors=True)
    if ruleset is None or has_errors(found):
        return None, found
    return Loaded(path, consolidate(layers), ruleset, merged.files, merged.renames), found
