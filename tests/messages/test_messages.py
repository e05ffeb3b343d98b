"""Golden messages: each file of this folder is a mistake, and the exact words that its author reads.

`goldens.py` says how such a file is written. `pytest tests/messages --update-goldens` writes the last block of each;
the review is `git diff`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from messages.goldens import FENCE, findings_of, read_golden

from ccgrules.diagnostics.codes import CODES
from ccgrules.diagnostics.render import render_plain

GOLDENS = sorted(Path(__file__).parent.glob("*.md"))
FILE_NAME = re.compile(r"(CCG\d{3})-[a-z0-9]+(-[a-z0-9]+)*\.md")

# For bugs of ours: no file brings one about that is known. `tests/unit/cli/test_main.py` makes a command fail.
WITHOUT_GOLDEN = frozenset({"CCG901"})


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_golden(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_goldens: bool) -> None:
    golden = read_golden(path)
    findings = findings_of(golden, tmp_path, monkeypatch)
    rendered = golden.shown(render_plain(findings))
    if update_goldens:
        text = path.read_text(encoding="utf-8")
        place = list(FENCE.finditer(text))[-1].span("body")
        path.write_text(text[: place[0]] + rendered + text[place[1] :], encoding="utf-8")
    else:
        assert rendered == golden.expected
    assert path.name[:6] in {finding.code for finding in findings}
    assert golden.prose


def test_every_code_has_a_golden() -> None:
    shown = {path.name[:6] for path in GOLDENS}
    assert sorted(set(CODES) - shown - WITHOUT_GOLDEN) == []


def test_every_golden_has_a_code_and_a_name_that_says_what() -> None:
    for path in GOLDENS:
        match = FILE_NAME.fullmatch(path.name)
        assert match is not None, path.name
        assert match[1] in CODES, path.name


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_messages_keep_to_the_rules(path: Path) -> None:
    """Lower case first letter, no full stop at the end, help that does not shout."""
    for line in read_golden(path).expected.splitlines():
        if match := re.match(r"(?:error|warning|note)\[CCG\d{3}\]: (.*)", line):
            message = match[1]
            assert not message.endswith("."), message
            assert message[0] in "`\"'" or not message[0].isupper() or message.split()[0].isupper(), message
