"""Whole explanations of invented examples, as printed. `pytest --update-goldens` rewrites them; review the diff."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from ccgrules import pipeline
from ccgrules.diagnostics.render import render_plain
from ccgrules.explain.derivation import derive
from ccgrules.explain.forms import Derivation, to_json
from ccgrules.explain.page import to_html
from ccgrules.explain.wording import to_text
from ccgrules.resources import schema

GOLDENS = sorted((Path(__file__).parent / "goldens").glob("*.md"))
BLOCK = re.compile(r"^```(?:rules|csv|yaml) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEXT = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
ASKED = re.compile(r"^explain: (\S+)(?: in (.+?))?(?: of (\S+))?$", re.MULTILINE)


def derivation(golden: Path, folder: Path) -> Derivation:
    """Writes a golden's files into a folder, which is the current one, and explains what it asks for."""
    content = golden.read_text(encoding="utf-8")
    for name, text in BLOCK.findall(content):
        (folder / name).write_text(text, encoding="utf-8")
    decisions = tuple(Path(name) for name, _ in BLOCK.findall(content) if name == "decisions.yaml")
    succession = next((Path(name) for name, _ in BLOCK.findall(content) if name == "succession.yaml"), None)
    options = pipeline.DataOptions(Path("data.csv"), decisions=decisions, succession=succession)
    rated = pipeline.run(Path("example.rules"), options)
    assert rated.result is not None, render_plain(rated.findings)
    asked = ASKED.search(content)
    assert asked is not None
    return derive(rated.result, asked[1], asked[2], asked[3])


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.stem)
def test_an_explanation_reads_as_it_should(
    golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, update_goldens: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    text = DIGEST.sub("…", to_text(derivation(golden, tmp_path), workings=True))
    content = golden.read_text(encoding="utf-8")
    if update_goldens:
        golden.write_text(TEXT.sub(lambda _: f"```text\n{text}```", content), encoding="utf-8")
        return
    wanted = TEXT.search(content)
    assert wanted is not None
    assert text == wanted[1]


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.stem)
def test_a_derivation_keeps_to_its_schema_and_its_page_is_whole(
    golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = derivation(golden, tmp_path)
    jsonschema.validate(to_json(told), schema("derivation"))
    page = to_html(told)
    assert page.startswith("<!DOCTYPE html>")
    for tag in ("table", "ul", "ol", "section", "blockquote", "p", "h2"):
        assert page.count(f"<{tag}>") + page.count(f"<{tag} ") == page.count(f"</{tag}>")
