"""Finds the grammar and the schemas, in an installed wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path

# A wheel carries both folders inside the package; in a checkout (and so in an editable installation) they stand
# beside it.
_PLACES = (Path(__file__).parent / "_resources", Path(__file__).parent.parent)


def resource_path(folder: str, name: str) -> Path:
    """The path of a file of `grammar/` or `schemas/`.

    Args:
        folder: `grammar` or `schemas`.
        name: The file's name, such as `ccgrules.lark`.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    for place in _PLACES:
        if (path := place / folder / name).is_file():
            return path
    raise FileNotFoundError(f"{folder}/{name} is not part of this installation of ccgrules")


def resource_text(folder: str, name: str) -> str:
    """The text of a file of `grammar/` or `schemas/`."""
    return resource_path(folder, name).read_text(encoding="utf-8")


def schema(name: str) -> dict[str, object]:
    """The JSON Schema `schemas/NAME.schema.json`, such as `schema("diagnostics")`."""
    import json

    parsed: dict[str, object] = json.loads(resource_text("schemas", f"{name}.schema.json"))
    return parsed
