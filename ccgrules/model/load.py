"""From a file to a checked ruleset: reads it, the files that it uses and those that it amends, and checks them
together.

Only files inside the folder of the main file (and folders in it) are read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.amend import Layer, merge
from ccgrules.model.check import check_merged
from ccgrules.model.findings import Findings
from ccgrules.model.ruleset import Ruleset
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree
from ccgrules.syntax.parse import parse

MOST_BYTES = 1_000_000
DEEPEST = 16
MOST_FILES = 100
SUFFIX = ".rules"

Checked = tuple[Ruleset | None, tuple[Diagnostic, ...]]


def load_ruleset(path: Path, text: str | None = None) -> Checked:
    """Reads and checks a ruleset with the files that it uses and amends.

    Args:
        path: Its main file.
        text: What to take for the text of that file, where it is not what the file holds.

    Returns:
        The checked ruleset, None where there is an error, and all findings in reading order.
    """
    loader = _Loader(path.parent, {} if text is None else {path: text})
    layers, diagnostics = loader.layers(path), tuple(loader.diagnostics)
    return _check(layers, diagnostics) if layers else (None, diagnostics)


def load_layers(path: Path, text: str | None = None) -> tuple[list[Layer], tuple[Diagnostic, ...]]:
    """The trees of a ruleset and of the files that it uses and amends, the oldest ruleset first, unchecked.

    Args:
        path: Its main file.
        text: What to take for the text of that file, where it is not what the file holds.
    """
    loader = _Loader(path.parent, {} if text is None else {path: text})
    return loader.layers(path), tuple(loader.diagnostics)


def load_tree(path: Path) -> tuple[tree.RulesFile | None, tuple[Diagnostic, ...]]:
    """The syntax tree of one file by itself, and what is wrong with its text."""
    loader = _Loader(path.parent)
    return loader.file(path, None, []), tuple(loader.diagnostics)


def check_text(text: str, name: str = "<text>") -> Checked:
    """Checks a ruleset that stands alone: it may not use or amend files."""
    return check_tree(*read_text(text, name))


def read_text(text: str, name: str = "<text>") -> tuple[tree.RulesFile, tuple[Diagnostic, ...]]:
    """The tree of a ruleset that stands alone, and what is wrong with its text: it may not use or amend files."""
    file, diagnostics = parse(SourceFile(name, _plain_lines(text)))
    return file, (*diagnostics, *_refused(file))


def check_tree(file: tree.RulesFile, diagnostics: Sequence[Diagnostic] = ()) -> Checked:
    """Checks a syntax tree that stands alone, `diagnostics` being what was found when it was parsed."""
    return _check([Layer((file,))], diagnostics)


def _refused(file: tree.RulesFile) -> Iterator[Diagnostic]:
    for clause in _references(file):
        message = f"a text by itself cannot {'use' if clause.keyword == 'use' else 'amend'} a file"
        yield finding("CCG155", message, primary=clause.span, help="save it as a file and check that")


def _check(layers: Sequence[Layer], diagnostics: Sequence[Diagnostic]) -> Checked:
    findings = Findings()
    merged = merge(layers, findings, incomplete=bool(diagnostics))
    return check_merged(merged, (*diagnostics, *findings.all()))


def _plain_lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _references(file: tree.RulesFile) -> list[tree.Clause]:
    heads = [d for d in file.declarations if d.keyword == "framework"]
    return [clause for head in heads for clause in head.clauses if clause.keyword in ("use", "amends")]


@dataclass(slots=True)
class _Loader:
    """Reads files inside one folder, each once; `texts` go before what the files of these names hold."""

    root: Path
    texts: Mapping[Path, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def layers(self, path: Path) -> list[Layer]:
        """The chain of rulesets from the oldest to the one at `path`, each with the files that it uses."""
        layers: list[Layer] = []
        chain: list[Path] = []
        clause: tree.Clause | None = None
        while True:
            file = self.file(path, clause, chain)
            if file is None:
                return layers
            chain.append(path.resolve())
            layers.insert(0, Layer((*self._used(file, path, chain), file)))
            clause = next((c for c in _references(file) if c.keyword == "amends"), None)
            if clause is None or clause.title is None:
                return layers
            path = path.parent / clause.title

    def _used(self, file: tree.RulesFile, path: Path, chain: list[Path]) -> list[tree.RulesFile]:
        """The files that a ruleset uses, each once in the whole chain. These use none themselves: they have no head."""
        found: list[tree.RulesFile] = []
        for clause in _references(file):
            other = path.parent / (clause.title or "")
            place = os.path.normpath(other)
            if clause.keyword == "use" and place not in self.used:
                self.used.add(place)
                inner = self.file(other, clause, chain)
                found.extend([inner] if inner is not None else [])
        return found

    # --- one file ------------------------------------------------------------------------------------------------

    def file(self, path: Path, clause: tree.Clause | None, chain: list[Path]) -> tree.RulesFile | None:
        """The tree of a file; None with a finding if it may not or cannot be read."""
        problem = self._refusal(path, clause, chain)
        if problem is None:
            text = self.texts[path] if path in self.texts else _text_of(path)
            if isinstance(text, str):
                file, diagnostics = parse(SourceFile(str(path), _plain_lines(text)))
                self.diagnostics.extend(diagnostics)
                return file
            problem = text
        code, message, hint = problem
        span = clause.span if clause is not None else Span(SourceFile(str(path), ""), 0, 0)
        self.diagnostics.append(finding(code, message, primary=Label(span), help=hint))
        return None

    def _refusal(self, path: Path, clause: tree.Clause | None, chain: list[Path]) -> tuple[str, str, str] | None:
        """Why a file is not read: it is outside the folder, no ruleset, read already further up, or too deep."""
        if clause is None:
            return None
        written = clause.title
        try:
            real = path.resolve()
        except (OSError, RuntimeError, ValueError):
            return "CCG150", f"`{written}` cannot be read", "look at the name of the file"
        if not real.is_relative_to(self.root.resolve()):
            hint = "put the file into the folder of the ruleset, or into a folder inside it"
            return "CCG151", f"`{written}` is outside the folder of the ruleset", hint
        if real.suffix != SUFFIX or path.suffix != SUFFIX:
            return "CCG151", f"`{written}` is not a ruleset", f"name a file that ends in `{SUFFIX}`"
        if real in chain:
            ring = [*chain[chain.index(real) :], real]
            names = " to ".join(f"`{p.relative_to(self.root.resolve())}`" for p in ring)
            return "CCG153", f"the files lead back to each other: {names}", f"take out one `{clause.keyword}`"
        if len(chain) >= DEEPEST:
            return "CCG154", f"more than {DEEPEST} rulesets amend each other in a row", "put some of them together"
        if len(self.used) > MOST_FILES:
            return "CCG154", f"the ruleset uses more than {MOST_FILES} files", "put some of them together"
        return None


def _text_of(path: Path) -> str | tuple[str, str, str]:
    """The text of a file, or the code, message and help of why it cannot be read."""
    try:
        if not path.is_file():
            return "CCG150", f"there is no file `{path}`", "look at the name of the file and the folder"
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name is not valid"
        return "CCG150", f"`{path}` cannot be read: {reason}", "look at the name and the rights of the file"
    if len(content) > MOST_BYTES:
        message = f"`{path}` is larger than {MOST_BYTES // 1_000_000} MB"
        return "CCG152", message, "split it into files, and `use` them"
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"`{path}` is not UTF-8 text: line {line} has a byte that is no character"
        return "CCG150", message, "save the file as UTF-8 text"
