"""Digests: short names for exact content, so that a result can be tied to its rules and its data."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction

LONGEST_DECIMAL = 10_000
"""Bits of a number that is written in decimal digits, of which Python writes 4,300 at most."""


def digest(content: object) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of what the content says.

    Args:
        content: Plain data, or frozen dataclasses of it. Fields that take no part in comparison (places in a text)
            take no part here either, so that layout and comments do not matter.
    """
    return json_digest(canonical(content))


def json_digest(document: object) -> str:
    """SHA-256, in hexadecimal, of the canonical form (RFC 8785) of plain JSON data."""
    import rfc8785

    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()  # type: ignore[arg-type]


def canonical(content: object) -> object:
    """The content as plain JSON data: dataclasses as objects that name their class, exact numbers marked as such.

    Raises:
        TypeError: Something in it is neither plain data nor a dataclass.
    """
    if content is None or isinstance(content, bool | str):
        return str(content) if isinstance(content, str) else content
    if isinstance(content, int | Fraction):
        return {"number": _number_text(content)}
    if isinstance(content, datetime.date):
        return content.isoformat()
    if isinstance(content, Mapping):
        # Order is part of the meaning of a ruleset (first match wins), and JSON objects have none.
        return [[canonical(key), canonical(value)] for key, value in content.items()]
    if isinstance(content, tuple | list):
        return [canonical(item) for item in content]
    if is_dataclass(content):
        said = {f.name: canonical(getattr(content, f.name)) for f in fields(content) if f.compare}
        return {"is": type(content).__name__, **said}
    raise TypeError(f"a {type(content).__name__} has no canonical form")


def _number_text(number: int | Fraction) -> str:
    """A number as `3` or `1/3`; in hexadecimal where it is too long for Python to write it in decimal digits."""
    over, under = number.as_integer_ratio()
    if max(over.bit_length(), under.bit_length()) > LONGEST_DECIMAL:
        return f"{over:#x}/{under:#x}"
    return str(number)
