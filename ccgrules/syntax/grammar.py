"""The parser that Lark makes of `grammar/ccgrules.lark`.

Making it takes about 0.3 s, so its tables are kept beside the grammar as JSON, in `grammar/ccgrules.tables.json`, and
are used as long as they were made of this very grammar by this version of Lark. `python -m ccgrules.syntax.grammar`
writes them anew; a test holds them to the grammar.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ccgrules.resources import resource_path, resource_text

if TYPE_CHECKING:
    from lark import Lark

FOLDER, GRAMMAR, TABLES = "grammar", "ccgrules.lark", "ccgrules.tables.json"
STARTS = ("declaration", "expression", "outside")


@cache
def lark_parser() -> Lark:
    """The parser: from the kept tables if they fit, else from the grammar."""
    grammar = resource_text(FOLDER, GRAMMAR)
    return _from_tables(grammar) or make(grammar)


def make(grammar: str, *, strict: bool = False) -> Lark:
    """The parser of a grammar's text.

    Args:
        grammar: The text of `ccgrules.lark`.
        strict: Refuse a grammar with conflicts or with tokens that could be mistaken for one another.
    """
    from lark import Lark

    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        start=list(STARTS),
        strict=strict,
        propagate_positions=True,
        maybe_placeholders=False,
    )


def fingerprint(grammar: str) -> str:
    """What the kept tables must have been made of: this grammar, by this version of Lark."""
    import lark

    return sha256(f"lark {lark.__version__}\n{grammar}".encode()).hexdigest()


def tables(grammar: str) -> str:
    """The tables of the parser as JSON."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = make(grammar).memo_serialize([TerminalDef, Rule])
    kept = {"fingerprint": fingerprint(grammar), "data": data, "memo": memo}
    return json.dumps(kept, separators=(",", ":")) + "\n"


def _from_tables(grammar: str) -> Lark | None:
    """The parser of the kept tables, or None if they are absent or were made of another grammar."""
    from lark import Lark

    try:
        kept: dict[str, Any] = json.loads(resource_text(FOLDER, TABLES))
    except FileNotFoundError:
        return None
    if kept["fingerprint"] != fingerprint(grammar):
        return None
    table = kept["data"]["parser"]["parser"]
    table["tokens"] = _numbered(table["tokens"])
    table["states"] = {state: _numbered(actions) for state, actions in _numbered(table["states"]).items()}
    loaded: Lark = Lark.load({"data": kept["data"], "memo": _numbered(kept["memo"])})
    return loaded


def _numbered(table: dict[str, Any]) -> dict[int, Any]:
    """A table whose keys are numbers again, which JSON writes as texts."""
    return {int(key): value for key, value in table.items()}


if __name__ == "__main__":
    grammar_path = resource_path(FOLDER, GRAMMAR)
    made = tables(grammar_path.read_text(encoding="utf-8"))
    grammar_path.with_name(TABLES).write_text(made, encoding="utf-8")
