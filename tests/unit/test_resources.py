"""Grammar and schemas are found in a checkout and in a wheel."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ccgrules.resources import resource_path, resource_text, schema


def test_the_grammar_is_found_in_a_checkout(project: Path) -> None:
    assert resource_path("grammar", "ccgrules.lark") == project / "grammar" / "ccgrules.lark"


def test_what_is_not_there_is_said_plainly() -> None:
    with pytest.raises(FileNotFoundError, match=r"grammar/none\.lark is not part of this installation"):
        resource_path("grammar", "none.lark")


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "schemas").glob("*.schema.json")), ids=lambda p: p.name
)
def test_every_schema_is_a_schema(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(path.name.removesuffix(".schema.json")) == document


def test_the_list_of_schemas_is_whole(project: Path) -> None:
    listed = re.findall(
        r"^\| `([a-z-]+)` \|", (project / "schemas" / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(listed) == sorted(p.name.removesuffix(".schema.json") for p in (project / "schemas").glob("*.json"))


@pytest.mark.slow
def test_a_wheel_carries_grammar_and_schemas(project: Path, tmp_path: Path) -> None:
    """Builds the wheel, unpacks it and parses a ruleset with what is in it, away from the checkout."""
    pytest.importorskip("hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=project, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    program = (
        "import ccgrules.resources as r, ccgrules.syntax.parse as p, ccgrules.source as s\n"
        "print(r.resource_path('grammar', 'ccgrules.lark'))\n"
        "print(p.parse(s.SourceFile('a.rules', 'framework x \"X\"\\n  language 1\\n'))[0].declarations[0].names[0])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    grammar, name = run.stdout.splitlines()
    assert Path(grammar) == tmp_path / "site" / "ccgrules" / "_resources" / "grammar" / "ccgrules.lark"
    assert name == "x"
    assert resource_text("grammar", "ccgrules.lark") == Path(grammar).read_text(encoding="utf-8")
