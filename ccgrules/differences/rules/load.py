"""A ruleset as it is compared: one tree without amendments, and the checked form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.model.amend import Layer, merge
from ccgrules.model.check import check_merged
from ccgrules.model.consolidate import consolidate
from ccgrules.model.findings import Findings
from ccgrules.model.load import load_layers, read_text
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.symbols import Rename
from ccgrules.source import SourceFile
from ccgrules.syntax import tree

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


def _loaded(path: Path, layers: Sequence[Layer], diagnostics: Found) -> tuple[Loaded | None, Found]:
    if not layers:
        return None, diagnostics
    findings = Findings()
    merged = merge(layers, findings, incomplete=bool(diagnostics))
    ruleset, found = check_merged(merged, (*diagnostics, *findings.all()), only_errors=True)
    if ruleset is None or has_errors(found):
        return None, found
    return Loaded(path, consolidate(layers), ruleset, merged.files, merged.renames), found
