"""Golden files of messages, taken apart and run.

A file `CCG421-gap-between-cases.md` holds a line of prose, then fenced blocks: `rules` (the program; `draft.rules`
unless the block names another file), `csv NAME` or `yaml NAME` (data; `mapping.yaml`, `decisions.yaml`, scenarios), and
last `text`, what is printed, of which `text 9` shows the last nine lines.

A file in another encoding is a block `cp1252 NAME` or `utf16 NAME`; one that is no text, `bytes NAME`, with `\\x00` for
what cannot be seen; a workbook, `sheets NAME`, a line `# sheet` before the cells of each sheet, and `Z9: x` for a cell
far away; Parquet, `parquet NAME`, its columns as JSON. What is too long to be written out stands in guillemets:
`«60 × x№,»` is `x1,x2,` and so on to `x60,`.

What the command line was asked for stands in `yaml asked.yaml`: `data`, `mapping`, `leave out`; `as text` where the
program is no file; `without`, packages that are not installed; or `compare`, the years to be compared, with the `scale`
of their ratings and rows to `combine`; or `diff`, the older rules with which the program is compared on the data, and
`older data`, if these rate others; or `what if`, with what to `set` (names with values), `drop` and keep as the `only`
ones, and a `sweep` of a `period`.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ccgrules import comparing, pipeline
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.whatif.forms import WhatIf
from ccgrules.differences.years.load import CompareOptions

FENCE = re.compile(
    r"^(?P<ticks>````?)(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^(?P=ticks)$\n?", re.MULTILINE | re.DOTALL
)
REPEATED = re.compile(r"«([\d,]+) × (.*?)»", re.DOTALL)
FAR_CELL = re.compile(r"([A-Z]+\d+): (.*)")


@dataclass(frozen=True)
class Golden:
    """A golden file, taken apart."""

    prose: str
    files: dict[str, bytes]
    expected: str
    last: int | None

    @property
    def asked(self) -> dict[str, Any]:
        """What the command line was asked for."""
        found: dict[str, Any] = YAML(typ="safe").load(self.files.get("asked.yaml", b"{}").decode("utf-8"))
        return found

    def shown(self, printed: str) -> str:
        """The lines of what is printed that the golden shows."""
        return printed if self.last is None else "".join(printed.splitlines(keepends=True)[-self.last :])


def read_golden(path: Path) -> Golden:
    text = path.read_text(encoding="utf-8")
    blocks = list(FENCE.finditer(text))
    assert blocks, f"{path.name} has no fenced block"
    assert blocks[-1]["kind"] == "text", f"{path.name} must end with a `text` block"
    assert blocks[0]["kind"] == "rules", f"{path.name} must start with a `rules` block"
    files = {block["name"] or "draft.rules": content(block["kind"], block["body"]) for block in blocks[:-1]}
    assert len(files) == len(blocks) - 1, f"{path.name} names a file twice"
    last = int(blocks[-1]["name"]) if blocks[-1]["name"] else None
    return Golden(text[: blocks[0].start()].strip(), files, blocks[-1]["body"], last)


def content(kind: str, body: str) -> bytes:
    """What a block holds, as it stands in its file."""
    body = REPEATED.sub(repeated, body)
    match kind:
        case "cp1252":
            return body.encode("cp1252")
        case "utf16":
            return body.encode("utf-16")
        case "bytes":
            return body.encode("ascii").decode("unicode_escape").encode("latin-1")
        case "sheets":
            return workbook(body)
        case "parquet":
            return parquet(body)
        case _:
            return body.encode("utf-8")


def repeated(written: re.Match[str]) -> str:
    """What stands in guillemets, written out; `№` is its number."""
    times, text = int(written[1].replace(",", "")), written[2]
    return text * times if "№" not in text else "".join(text.replace("№", str(n + 1)) for n in range(times))


def workbook(body: str) -> bytes:
    """A workbook with the sheets of a block."""
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    for section in body.split("# ")[1:]:
        name, _, cells = section.partition("\n")
        sheet = book.add_worksheet(name)
        for row, line in enumerate(cells.splitlines()):
            if far := FAR_CELL.fullmatch(line):
                sheet.write(far[1], far[2])
            else:
                sheet.write_row(row, 0, line.split(","))
    book.close()
    return stream.getvalue()


def parquet(body: str) -> bytes:
    """A Parquet file with the columns of a block."""
    import polars as pl

    stream = BytesIO()
    pl.DataFrame(json.loads(body)).write_parquet(stream)
    return stream.getvalue()


def asked_for(golden: Golden) -> pipeline.DataOptions | None:
    """The data of a golden, and all that says how to read them; None where it has none."""
    asked = golden.asked
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
    for package in golden.asked.get("without", ()):
        monkeypatch.setitem(sys.modules, package, None)
    text = golden.files["draft.rules"].decode("utf-8")
    checked = pipeline.check_text(text) if golden.asked.get("as text") else pipeline.check(Path("draft.rules"))
    if checked.ruleset is None:
        return checked.findings
    scenarios = golden.files.get("draft.scenarios.yaml")
    if scenarios is not None:
        return mutation_findings(checked) if b"survivors:" in scenarios else pipeline.test(checked)[1]
    if (compared := comparison_findings(golden)) is not None:
        return compared
    if (differed := difference_findings(golden)) is not None:
        return differed
    if (supposed := what_if_findings(golden)) is not None:
        return supposed
    options = asked_for(golden)
    if options is None:
        return checked.findings
    return pipeline.rate(pipeline.plan(checked.ruleset), options).findings


def comparison_findings(golden: Golden) -> tuple[Diagnostic, ...] | None:
    """What `ccgrules compare` prints; None where it is not asked."""
    asked = golden.asked
    if "compare" not in asked:
        return None
    combine = tuple((title, tuple(labels)) for title, labels in asked.get("combine", {}).items())
    options = CompareOptions(scale=tuple(asked.get("scale", ())), combine=combine)
    compared = comparing.compare([Path(name) for name in asked["compare"]], options)
    return compared.findings if compared.comparison is None else compared.comparison.findings


def difference_findings(golden: Golden) -> tuple[Diagnostic, ...] | None:
    """What `ccgrules diff` prints; None where it is not asked."""
    asked = golden.asked
    if "diff" not in asked:
        return None
    older = pipeline.DataOptions(Path(asked["older data"])) if "older data" in asked else None
    differed = comparing.difference(
        Path(asked["diff"]), Path("draft.rules"), asked_for(golden), older_data=older, attribute=False
    )
    return differed.findings


def what_if_findings(golden: Golden) -> tuple[Diagnostic, ...] | None:
    """What `ccgrules whatif` prints; None where it is not asked."""
    asked = golden.asked.get("what if")
    if asked is None:
        return None
    loaded, _ = comparing.loaded(Path("draft.rules"))
    assert loaded is not None
    settings = tuple((name, value) for name, value in asked.get("set", ()))
    what = WhatIf(settings, tuple(asked.get("drop", ())), tuple(asked.get("only", ())))
    tried, findings = comparing.try_out(loaded, what) if what else (None, ())
    if "sweep" not in asked or findings:
        return findings
    name, _, values = asked["sweep"].partition("=")
    data = asked_for(golden)
    assert data is not None
    return comparing.sweep(tried or loaded, name, values or None, data, period=asked.get("period"))[1]


def mutation_findings(checked: pipeline.Checked) -> tuple[Diagnostic, ...]:
    """What `ccgrules mutate` prints."""
    mutated = pipeline.mutate(checked)
    unnoticed = mutated.report.unnoticed if mutated.report is not None else ()
    return (*(one.diagnostic for one in unnoticed if one.because is None), *mutated.findings)
