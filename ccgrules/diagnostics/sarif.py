"""Findings as SARIF 2.1.0 (OASIS standard, 2020), which code-review sites and editors read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from ccgrules.diagnostics.codes import CODES, Code
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, Label, Severity
from ccgrules.diagnostics.render import escape
from ccgrules.source import Span

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

Json = dict[str, object]


def render_sarif(diagnostics: Sequence[Diagnostic], version: str) -> Json:
    """Every finding as the log of one run, with the pages of the codes that it uses.

    Args:
        diagnostics: The findings.
        version: The version of ccgrules.
    """
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    driver = {"name": "ccgrules", "version": version, "rules": [_rule(CODES[code]) for code in codes]}
    return {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in diagnostics],
            }
        ],
    }


def _rule(code: Code) -> Json:
    return {
        "id": code.code,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": f"{code.what} {code.why}".strip()},
        "defaultConfiguration": {"level": LEVELS[code.severity]},
    }


def _result(diagnostic: Diagnostic, rule: int) -> Json:
    words = [diagnostic.message, *diagnostic.notes, *([f"help: {diagnostic.help}"] if diagnostic.help else [])]
    result: Json = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": "\n".join(escape(line) for line in words)},
    }
    if diagnostic.primary is not None:
        result["locations"] = [_location(diagnostic.primary)]
    elif diagnostic.place is not None:
        result["locations"] = [_data_location(diagnostic.place)]
    if diagnostic.fixes:
        result["fixes"] = [_fix(diagnostic)]
    if diagnostic.secondary:
        result["relatedLocations"] = [_location(label) for label in diagnostic.secondary]
    return result


def _fix(diagnostic: Diagnostic) -> Json:
    """All the edits of a finding as one fix, file by file."""
    files = {edit.span.source.name: _artifact(edit.span.source.name) for edit in diagnostic.fixes}
    changes = [
        {
            "artifactLocation": artifact,
            "replacements": [
                {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
                for edit in diagnostic.fixes
                if edit.span.source.name == name
            ],
        }
        for name, artifact in files.items()
    ]
    return {"description": {"text": escape(diagnostic.help or diagnostic.message)}, "artifactChanges": changes}


def _region(span: Span) -> Json:
    end_line, end_column = span.source.position(span.end)
    return {"startLine": span.line, "startColumn": span.column, "endLine": end_line, "endColumn": end_column}


def _location(label: Label) -> Json:
    span = label.span
    physical = {"artifactLocation": _artifact(span.source.name), "region": _region(span)}
    location: Json = {"physicalLocation": physical}
    if label.text:
        location["message"] = {"text": escape(label.text)}
    return location


def _data_location(place: DataPlace) -> Json:
    physical: Json = {"artifactLocation": _artifact(place.file)}
    if place.row is not None:
        physical["region"] = {"startLine": place.row}
    return {"physicalLocation": physical, "message": {"text": escape(str(place))}}


def _artifact(name: str) -> Json:
    """The file as a reference: relative names stay relative."""
    path = PurePath(name)
    return {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix())}
