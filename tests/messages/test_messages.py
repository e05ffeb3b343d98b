"""Golden messages: each file of this folder is a mistake, and the exact words that its author reads.

A file `CCG421-gap-between-cases.md` holds a line of prose, then fenced blocks: `rules` (the program; `draft.rules`
unless the block names another file), `csv NAME` or `yaml NAME` (data; `mapping.yaml`, `decisions.yaml`, scenarios), and
last `text`, what is printed. A file in another encoding is a block `cp1252 NAME` or `utf16 NAME`; one that is no text,
`bytes NAME`, with `\\x00` for what cannot be seen; a workbook, `sheets NAME`, a line `# sheet` before the cells of each
sheet. What the command line was asked for stands in `yaml asked.yaml`: `data`, `mapping`, `leave out`; or `compare`,
the years to be compared, with the `scale` of their ratings and rows to `combine`; or `diff`, the older rules with which
the program is compared on the data, and `older data`, if these rate others.
`pytest tests/messages --update-goldens` writes the last block; the review is `git diff`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ccgrules import pipeline
from ccgrules.diagnostics.codes import CODES
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.render import render_plain
from ccgrules.differences.years.load import CompareOptions

FOLDER = Path(__file__).parent
GOLDENS = sorted(FOLDER.glob("*.md"))
FENCE = re.compile(
    r"^(?P<ticks>````?)(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^(?P=ticks)$\n?", re.MULTILINE | re.DOTALL
)
FILE_NAME = re.compile(r"(CCG\d{3})-[a-z0-9]+(-[a-z0-9]+)*\.md")

# Codes that no file can show: they are about what only a running machine can bring about.
# For the limits of a file see tests/unit/syntax/test_limits.py and tests/unit/model/test_load.py.
WITHOUT_GOLDEN = frozenset({"CCG152", "CCG155", "CCG170", "CCG171", "CCG174", "CCG901"})

# Codes about what does not fit into a Markdown block: cells and files that are very large, hundreds of findings,
# packages that are not installed, and frames. `tests/unit/engine/test_read.py` and `test_bind.py` show them.
SHOWN_ELSEWHERE = frozenset(f"CCG{code}" for code in (610, 611, 614, 615, 690))


@dataclass(frozen=True)
class Golden:
    """A golden file, taken apart."""

    prose: str
    files: dict[str, bytes]
    expected: str


def read_golden(path: Path) -> Golden:
    text = path.read_text(encoding="utf-8")
    blocks = list(FENCE.finditer(text))
    assert blocks, f"{path.name} has no fenced block"
    assert blocks[-1]["kind"] == "text", f"{path.name} must end with a `text` block"
    assert blocks[0]["kind"] == "rules", f"{path.name} must start with a `rules` block"
    files = {block["name"] or "draft.rules": content(block["kind"], block["body"]) for block in blocks[:-1]}
    assert len(files) == len(blocks) - 1, f"{path.name} names a file twice"
    return Golden(text[: blocks[0].start()].strip(), files, blocks[-1]["body"])


def content(kind: str, body: str) -> bytes:
    """What a block holds, as it stands in its file."""
    match kind:
        case "cp1252":
            return body.encode("cp1252")
        case "utf16":
            return body.encode("utf-16")
        case "bytes":
            return body.encode("ascii").decode("unicode_escape").encode("latin-1")
        case "sheets":
            return workbook(body)
        case _:
            return body.encode("utf-8")


def workbook(body: str) -> bytes:
    """A workbook with the sheets of a block."""
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    for section in body.split("# ")[1:]:
        name, _, cells = section.partition("\n")
        sheet = book.add_worksheet(name)
        for row, line in enumerate(cells.splitlines()):
            sheet.write_row(row, 0, line.split(","))
    book.close()
    return stream.getvalue()


def asked_for(golden: Golden) -> pipeline.DataOptions | None:
    """The data of a golden, and all that says how to read them; None where it has none."""
    asked = YAML(typ="safe").load(golden.files.get("asked.yaml", b"{}").decode("utf-8"))
    tables = [name for name in golden.files if name.endswith((".csv", ".xlsx", ".parquet"))]
    if not tables and "data" not in asked:
        return None
    others = {name: Path(name) for name in golden.files}
    data = asked.get("data") or next(table for table in tables if table != "organisations.csv")
    mapping = Path(asked["mapping"]) if "mapping" in asked else others.get("mapping.yaml")
    return pipeline.DataOptions(
        Path(data),
        others.get("organisations.csv"),
        mapping,
        leave_out=tuple(asked.get("leave out", ())),
        decisions=tuple(path for name, path in others.items() if name == "decisions.yaml"),
        succession=others.get("succession.yaml"),
    )


def findings_of(golden: Golden, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    """What the program gives, or, where there are data, what these give; files go by the names in the golden."""
    for name, body in golden.files.items():
        place = folder / name
        assert place.resolve().is_relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    monkeypatch.chdir(folder)
    checked = pipeline.check(Path("draft.rules"))
    if checked.ruleset is None:
        return checked.findings
    scenarios = golden.files.get("draft.scenarios.yaml")
    if scenarios is not None:
        return mutation_findings(checked) if b"survivors:" in scenarios else pipeline.test(checked)[1]
    if (compared := comparison_findings(golden)) is not None:
        return compared
    if (differed := difference_findings(golden)) is not None:
        return differed
    options = asked_for(golden)
    if options is None:
        return checked.findings
    return pipeline.rate(pipeline.plan(checked.ruleset), options).findings


def comparison_findings(golden: Golden) -> tuple[Diagnostic, ...] | None:
    """What `ccgrules compare` prints; None where it is not asked."""
    asked = YAML(typ="safe").load(golden.files.get("asked.yaml", b"{}").decode("utf-8"))
    if "compare" not in asked:
        return None
    combine = tuple((title, tuple(labels)) for title, labels in asked.get("combine", {}).items())
    options = CompareOptions(scale=tuple(asked.get("scale", ())), combine=combine)
    compared = pipeline.compare([Path(name) for name in asked["compare"]], options)
    return compared.findings if compared.comparison is None else compared.comparison.findings


def difference_findings(golden: Golden) -> tuple[Diagnostic, ...] | None:
    """What `ccgrules diff` prints; None where it is not asked."""
    asked = YAML(typ="safe").load(golden.files.get("asked.yaml", b"{}").decode("utf-8"))
    if "diff" not in asked:
        return None
    older = pipeline.DataOptions(Path(asked["older data"])) if "older data" in asked else None
    differed = pipeline.difference(
        Path(asked["diff"]), Path("draft.rules"), asked_for(golden), older_data=older, attribute=False
    )
    return differed.findings


def mutation_findings(checked: pipeline.Checked) -> tuple[Diagnostic, ...]:
    """What `ccgrules mutate` prints."""
    mutated = pipeline.mutate(checked)
    unnoticed = mutated.report.unnoticed if mutated.report is not None else ()
    return (*(one.diagnostic for one in unnoticed if one.because is None), *mutated.findings)


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_golden(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_goldens: bool) -> None:
    golden = read_golden(path)
    findings = findings_of(golden, tmp_path, monkeypatch)
    rendered = render_plain(findings)
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
    assert sorted(set(CODES) - shown - WITHOUT_GOLDEN - SHOWN_ELSEWHERE) == []


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
