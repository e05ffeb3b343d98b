"""Decisions files: what panels decided, in YAML.

The shape is that of `schemas/decisions.schema.json`; which ratings, labels and panels there are follows from the rules.
"""

from __future__ import annotations

import datetime
from collections import abc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.diagnostics.suggest import date_advice, did_you_mean, nearest
from ccgrules.engine.cells import folded
from ccgrules.engine.decisions import Decision
from ccgrules.engine.read import shorten
from ccgrules.model.ruleset import NOT_RATED, Judgement, Rating, Ruleset
from ccgrules.plan.steps import Plan
from ccgrules.yaml_source import Mapping, Node, Scalar, read_yaml
from ccgrules.yaml_source import Sequence as Items

NEEDED = ("organisation", "rating", "to", "reason", "decided_by", "date")
KEYS = ("organisation", "period", "rating", "from", "to", "reason", "decided_by", "date", "evidence")
MISSING = "missing"

Names = abc.Mapping[str, str]
"""Names, and what they stand for."""


@dataclass(slots=True)
class DecisionsRead:
    """What decisions files say.

    Attributes:
        decisions: The decisions that can be made out, in the order written.
        rejected: Organisation and input of those that cannot, as far as these can be told.
        findings: What is wrong with the files.
    """

    decisions: list[Decision] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)


def read_decisions(plan: Plan, paths: Iterable[Path], called: Names | None = None) -> DecisionsRead:
    """Read decisions files, and hold them to the rules as far as no data are needed for that.

    Args:
        plan: The plan whose ratings and judgements they are about.
        paths: The files.
        called: What the files may call ratings and judgements, and what the plan calls them.
    """
    reader = _Reader(plan.ruleset, called or {})
    for path in paths:
        try:
            content, findings = read_yaml(path)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "its name cannot be that of a file"
            findings = (finding("CCG650", f"the decisions file `{path}` cannot be read: {why.lower()}"),)
            content = None
        reader.read.findings.extend(findings)
        if content is not None:
            reader.file(content)
    return reader.read


@dataclass(slots=True)
class _Reader:
    """Reads files; what is wrong is gathered, and the decision that it stands in is left out."""

    ruleset: Ruleset
    called: Names
    read: DecisionsRead = field(default_factory=DecisionsRead)

    def file(self, content: Node) -> None:
        """Read one file."""
        if not (isinstance(content, Mapping) and self._keys(content, ("decisions",), ("decisions",))):
            self._not_a(content, Mapping, "`decisions:` and a list under it")
            return
        decisions = content.get("decisions")
        if not isinstance(decisions, Items):
            self._not_a(decisions, Items, "a list of decisions, each with a `- ` before it")
            return
        if not self.ruleset.judgements and all(one.moderated_by is None for one in self.ruleset.ratings.values()):
            advice = 'leave the file out, or write `moderated by "PANEL"` under the rating that a panel may change'
            self._report("CCG652", "panels decide on nothing in this ruleset", decisions, advice)
            return
        for node in decisions.items:
            self._decision(node)

    def _decision(self, node: Node) -> None:
        if not isinstance(node, Mapping):
            self._not_a(node, Mapping, "a decision: `organisation:`, `rating:`, `to:` and so on")
            return
        before = len(self.read.findings)
        self._keys(node, KEYS, NEEDED)
        texts = {key: self._text(node.get(key)) for key in KEYS if key != "evidence"}
        evidence = self._evidence(node.get("evidence"))
        declared = self._declared(node.get("rating"))
        date = self._date(node.get("date"))
        was = self._was(node, declared)
        to = self._label(node.get("to"), declared)
        self._panel(node.get("decided_by"), declared)
        if len(self.read.findings) == before and declared is not None and date is not None and to is not None:
            decision = Decision(
                organisation=texts["organisation"],
                period=texts["period"],
                rating=declared.name,
                column=_column(declared),
                was=was,
                to=to,
                reason=texts["reason"],
                decided_by=_panel(declared),
                date=date,
                evidence=evidence,
                spans={key.text: value.span for key, value in node.entries},
            )
            self.read.decisions.append(decision)
        elif declared is not None:
            self.read.rejected.append((texts["organisation"], _column(declared)))

    # --- what a decision says -------------------------------------------------------------------------------------

    def _declared(self, node: Node | None) -> Rating | Judgement | None:
        """The rating or judgement that is decided on."""
        if not isinstance(node, Scalar):
            return None
        rules = self.ruleset
        known: dict[str, Rating | Judgement] = {
            **{name: rating for name, rating in rules.ratings.items() if rating.moderated_by is not None},
            **rules.judgements,
        }
        name = self.called.get(node.text, node.text)
        if name in known:
            return known[name]
        if node.text in rules.ratings:
            message = f"no panel may change `{node.text}`"
            self._report("CCG652", message, node, 'write `moderated by "PANEL"` under that rating, or leave this out')
            return None
        by_title = {folded(one.title): name for name, one in known.items()}
        former = {one.formerly: name for name, one in known.items() if one.formerly is not None}
        near = former.get(node.text) or by_title.get(folded(node.text)) or nearest(node.text, known)
        offered = ", ".join(f"`{name}`" for name in known)
        advice = f"panels decide on {offered}" if known else "the ruleset has no `judgement` and no `moderated by`"
        self._report("CCG652", self._none_of_these(node.text), node, f"did you mean `{near}`?" if near else advice)
        return None

    def _none_of_these(self, name: str) -> str:
        """That a name is no rating or judgement, and what it is."""
        rules = self.ruleset
        others: Sequence[tuple[str, abc.Collection[str]]] = (
            *(("a measure", rules.measures), ("an indicator", rules.indicators), ("a group", rules.groups)),
            *(("a condition", rules.conditions), ("a field", rules.fields), ("a scale", rules.scales)),
        )
        for what, names in others:
            if name in names:
                return f"`{name}` is {what}, and panels decide on ratings and judgements"
        return f"the ruleset has no rating or judgement `{shorten(name)}`"

    def _was(self, node: Mapping, declared: Rating | Judgement | None) -> str | None:
        """The label that was calculated, by its name; None for judgements."""
        written = node.get("from")
        if isinstance(declared, Judgement) and written is not None:
            message = f"`{declared.name}` is a judgement: nothing is calculated that it could start from"
            self._report("CCG650", message, written, "leave `from` out")
            return None
        if isinstance(declared, Rating) and written is None:
            message = "`from` is missing here: what was calculated before the panel decided"
            self._report("CCG650", message, node, "write `from:` with a label, or `from: missing`")
            return None
        if isinstance(written, Scalar) and declared is not None and folded(written.text) in (MISSING, NOT_RATED):
            # A label may have such a title, and goes first then.
            return self._words(declared).get(folded(written.text)) or folded(written.text)
        return self._label(written, declared, (MISSING, NOT_RATED))

    def _label(self, node: Node | None, declared: Rating | Judgement | None, also: Sequence[str] = ()) -> str | None:
        """The name of a label that is written by its name or title."""
        if not isinstance(node, Scalar) or declared is None:
            return None
        scale, by_word = self.ruleset.scales[declared.scale], self._words(declared)
        if node.text.strip() and folded(node.text) in by_word:
            return by_word[folded(node.text)]
        names = [*(label.name for label in scale.labels), *also]
        advice = did_you_mean(node.text, names) or f"write one of {', '.join(names)}"
        label = Label(scale.span, "the scale")
        message = f"`{shorten(node.text)}` is not a label of `{scale.name}`"
        self.read.findings.append(finding("CCG653", message, primary=node.span, secondary=(label,), help=advice))
        return None

    def _words(self, declared: Rating | Judgement) -> dict[str, str]:
        """The labels' names by their names and titles, folded; names go first."""
        labels = self.ruleset.scales[declared.scale].labels
        return {folded(label.title): label.name for label in labels} | {folded(one.name): one.name for one in labels}

    def _panel(self, node: Node | None, declared: Rating | Judgement | None) -> None:
        if not isinstance(node, Scalar) or declared is None:
            return
        panel = _panel(declared)
        if _without_article(node.text) != _without_article(panel):
            message = f"the ruleset lets `{panel}` decide on `{declared.name}`, not `{shorten(node.text)}`"
            self._report("CCG656", message, node, f"write `decided_by: {panel}` if it was that panel")

    def _date(self, node: Node | None) -> datetime.date | None:
        if not isinstance(node, Scalar):
            return None
        try:
            # Python reads other forms of ISO 8601 as well, which the schema does not allow.
            if len(node.text) == len("2019-07-02"):
                return datetime.date.fromisoformat(node.text)
        except ValueError:
            pass
        self._report("CCG657", f"`{shorten(node.text)}` is not a date", node, date_advice(node.text))
        return None

    def _evidence(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if not isinstance(node, Items):
            self._not_a(node, Items, "a list of texts, such as `[Minutes of 2 July, item 4]`")
            return ()
        return tuple(self._text(item) for item in node.items)

    # --- shape ----------------------------------------------------------------------------------------------------

    def _text(self, node: Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self._not_a(node, Scalar, "a text")
            return ""
        if not node.text.strip():
            self._report("CCG650", "a text should stand here", node, "write it, or leave the line out if it may be")
        return node.text.strip()

    def _keys(self, node: Mapping, known: tuple[str, ...], needed: tuple[str, ...]) -> bool:
        """Whether a mapping has only keys that are known, and all that it needs."""
        unknown = [key for key, _ in node.entries if key.text not in known]
        for key in unknown:
            advice = did_you_mean(key.text, known) or f"the keys here are {', '.join(known)}"
            self._report("CCG650", f"`{shorten(key.text)}` means nothing here", key, advice)
        misspelt = {nearest(key.text, known) for key in unknown}
        missing = [word for word in needed if node.get(word) is None and word not in misspelt]
        for word in missing:
            self._report("CCG650", f"`{word}` is missing here", node, f"add a line `{word}: …`")
        return not unknown and not missing

    def _not_a(self, node: Node | None, wanted: type[Node], words: str) -> None:
        if node is not None and not isinstance(node, wanted):
            self.read.findings.append(finding("CCG650", f"this should be {words}", primary=node.span))

    def _report(self, code: str, message: str, node: Node, advice: str) -> None:
        self.read.findings.append(finding(code, message, primary=node.span, help=advice))


def _column(declared: Rating | Judgement) -> str:
    return f"{declared.name}.moderated" if isinstance(declared, Rating) else declared.name


def _panel(declared: Rating | Judgement) -> str:
    return (declared.moderated_by or "") if isinstance(declared, Rating) else declared.panel


def _without_article(panel: str) -> str:
    """A panel's name as it is compared: without capitals and `the`."""
    return " ".join(panel.split()).casefold().removeprefix("the ")
