"""Scenario files: examples for a ruleset in YAML, `NAME.scenarios.yaml` beside `NAME.rules`.

The shape is that of `schemas/scenario.schema.json`; what the values may be follows from the ruleset.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean, nearest
from ccgrules.engine.read import shorten
from ccgrules.model.ruleset import Given, Test, TestRow
from ccgrules.plan.steps import Plan
from ccgrules.scenario.values import Known, known_names, read_given
from ccgrules.yaml_source import Mapping, Node, Scalar, Sequence

FILE_KEYS = ("scenarios", "survivors")
SCENARIO_KEYS = ("title", "given", "expect", "organisations")
ORGANISATION_KEYS = ("organisation", "period", "given", "expect")
ONLY_ORGANISATION = "A"


def read_scenarios(content: Node, plan: Plan) -> tuple[tuple[Test, ...], tuple[Diagnostic, ...]]:
    """The scenarios of a file, and what is wrong with the others."""
    reader = _Reader(known_names(plan))
    return tuple(reader.tests(content)), tuple(reader.findings)


@dataclass(slots=True)
class _Reader:
    """Reads one file; what is wrong is gathered in `findings`, and what it stands in is left out."""

    known: dict[str, Known]
    findings: list[Diagnostic] = field(default_factory=list)

    def tests(self, content: Node) -> list[Test]:
        if not (isinstance(content, Mapping) and self._keys(content, FILE_KEYS, needed=("scenarios",))):
            self._not_a(content, Mapping, "`scenarios:` and a list under it")
            return []
        scenarios = content.get("scenarios")
        if not isinstance(scenarios, Sequence):
            self._not_a(scenarios, Sequence, "a list of scenarios, each with a `- ` before it")
            return []
        tests = [self._test(node) for node in scenarios.items]
        return [test for test in tests if test is not None]

    def _test(self, node: Node) -> Test | None:
        before = len(self.findings)
        if not isinstance(node, Mapping):
            self._not_a(node, Mapping, "`title:`, `given:` and `expect:`")
            return None
        if "organisations" in {key.text for key, _ in node.entries}:
            self._keys(node, ("title", "organisations"), needed=("title",))
            rows = self._rows(node.get("organisations"))
        else:
            self._keys(node, SCENARIO_KEYS, needed=("title", "expect"))
            rows = [self._row(node)]
        title = self._text(node.get("title"))
        if len(self.findings) == before and not any(row.expect for row in rows):
            self.findings.append(finding("CCG704", "the scenario expects nothing", primary=node.span))
        return Test(title, tuple(rows), span=node.span) if len(self.findings) == before else None

    def _rows(self, node: Node | None) -> list[TestRow]:
        if not isinstance(node, Sequence):
            self._not_a(node, Sequence, "a list of organisations, each with a `- ` before it")
            return []
        rows: list[TestRow] = []
        for item in node.items:
            if not isinstance(item, Mapping):
                self._not_a(item, Mapping, "`organisation:`, `given:` and `expect:`")
                continue
            self._keys(item, ORGANISATION_KEYS, needed=("organisation",))
            row = self._row(item)
            if any((row.organisation, row.period) == (other.organisation, other.period) for other in rows):
                message = f"`{row.organisation}` stands in the scenario twice"
                advice = "give the second one another `organisation`, or a `period`"
                self.findings.append(finding("CCG704", message, primary=item.span, help=advice))
            rows.append(row)
        return rows

    def _row(self, node: Mapping) -> TestRow:
        return TestRow(
            organisation=self._text(node.get("organisation")) or ONLY_ORGANISATION,
            period=self._text(node.get("period")),
            given=self._values(node.get("given")),
            expect=self._values(node.get("expect")),
        )

    def _values(self, node: Node | None) -> tuple[Given, ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self._not_a(node, Mapping, "`name: value` lines")
            return ()
        return tuple(given for key, value in node.entries if (given := self._value(key, value)) is not None)

    def _value(self, key: Scalar, value: Node) -> Given | None:
        if not isinstance(value, Scalar):
            self._not_a(value, Scalar, "one value")
            return None
        read = read_given(key, value, self.known)
        if isinstance(read, Diagnostic):
            self.findings.append(read)
            return None
        return read

    def _text(self, node: Node | None) -> str:
        if node is not None and not isinstance(node, Scalar):
            self._not_a(node, Scalar, "a text")
        return node.text if isinstance(node, Scalar) else ""

    def _keys(self, node: Mapping, known: tuple[str, ...], needed: tuple[str, ...]) -> bool:
        """Whether a mapping has only keys that are known, and all that it needs."""
        unknown = [key for key, _ in node.entries if key.text not in known]
        for key in unknown:
            advice = did_you_mean(key.text, known) or f"the keys here are {', '.join(known)}"
            message = f"`{shorten(key.text)}` means nothing here"
            self.findings.append(finding("CCG704", message, primary=key.span, help=advice))
        misspelt = {nearest(key.text, known) for key in unknown}
        missing = [word for word in needed if node.get(word) is None and word not in misspelt]
        for word in missing:
            self.findings.append(finding("CCG704", f"`{word}` is missing here", primary=node.span))
        return not unknown and not missing

    def _not_a(self, node: Node | None, wanted: type[Node], words: str) -> None:
        if node is not None and not isinstance(node, wanted):
            self.findings.append(finding("CCG704", f"this should be {words}", primary=node.span))
