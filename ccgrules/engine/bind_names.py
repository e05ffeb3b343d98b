"""What the columns and indicator codes of a table stand for: the inputs under every name that data may give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.cells import folded
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import DataMapping, Entry
from ccgrules.engine.read import shorten
from ccgrules.engine.rows import aliases
from ccgrules.plan.steps import Input, Plan
from ccgrules.source import Span

KEY_ROLES = {
    "organisation": ("organisation", "organisation_code", "org", "org_code", "code"),
    "name": ("name", "organisation_name", "org_name"),
    "period": ("period",),
    "indicator": ("indicator", "indicator_code"),
}
"""Columns that say whose values a row holds, and how they may be named."""

LONG_ROLES = ("value", "numerator", "denominator", "lower_limit", "upper_limit", "missing_reason")
"""Columns of a long table beside `indicator`."""

REASON_SUFFIX = ".missing_reason"


def given_name(step: Input) -> str:
    """The name under which data give an input: `OF0057`, `OF0057.numerator`, `OF0057.score` where it is supplied."""
    if step.role in ("numerator", "denominator", "lower_limit", "upper_limit"):
        return f"{step.of}.{step.role}"
    return step.of


@dataclass(frozen=True, slots=True)
class Beside:
    """That the same data are bound to another plan as well, which has other inputs, or calls them otherwise.

    Attributes:
        other: The other plan: what only it has a use for is passed over.
        called: What data may call indicators, fields and so on, and what the plans call them.
    """

    other: Plan
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a name stands for no input, and what to do."""

    message: str
    help: str


class Names:
    """Everything that data may be called.

    Attributes:
        inputs: The plan's inputs that data may give, in its order.
        roles: Names of key columns, by role; what is rated gives its own (`trust`, `trust_code`, `trust_name`).
        scales: Names of scales whose words a mapping may translate.
    """

    def __init__(self, plan: Plan, beside: Beside | None = None) -> None:
        called = beside.called if beside is not None else {}
        plans = [plan] if beside is None else [plan, beside.other]
        self._known = [_Known(one, called) for one in plans]
        self.inputs = self._known[0].inputs
        self.scales = tuple(dict.fromkeys(name for one in plans for name in one.ruleset.scales))
        self.roles = dict(KEY_ROLES)
        for rated in dict.fromkeys(one.ruleset.framework.rates for one in plans):
            self.roles["organisation"] += (rated, f"{rated}_code")
            self.roles["name"] += (f"{rated}_name",)
        self._plan = plan

    def role(self, name: str) -> str | None:
        """The role of a key column by its name."""
        word = folded(name)
        return next((role for role, names in self.roles.items() if any(folded(n) == word for n in names)), None)

    def input(self, name: str) -> Input | None:
        """The input that a name stands for; capitals, and spaces for underscores, do not count where it is clear."""
        return self._known[0].input(name)

    def elsewhere(self, name: str) -> bool:
        """Whether only the other plan, to which the same data are bound, has a use for a name."""
        return any(known.input(name.removesuffix(REASON_SUFFIX)) is not None for known in self._known[1:])

    def advise(self, name: str, what: str) -> Advice:
        """What to say of a name that stands for no input.

        Args:
            name: As it stands in the data.
            what: `column`, `indicator` or `name`.
        """
        if (current := self._renamed(name)) is not None:
            return Advice(f"`{name}` is now called `{current}`", f"rename it, or say `{name}: {current}` in a mapping")
        if (advice := self._worked_out(name, what)) is not None:
            return advice
        ignore = "ignore_indicators" if what == "indicator" else "ignore"
        near = did_you_mean(name, self.offered(what)) or self._titled(name)
        if what == "name":
            known = ", ".join(f"`{one}`" for one in self.offered(what)[:8]) + (" …" if len(self.inputs) > 8 else "")
            return Advice(f"the ruleset has no input `{name}`", near or f"its inputs are {known}")
        message = f"{what} `{name}` is not in the ruleset"
        return Advice(message, near or f"say in a mapping what it is, or list it there under `{ignore}`")

    def offered(self, what: str) -> Sequence[str]:
        """The names to suggest."""
        names = [given_name(step) for step in self.inputs]
        return [*KEY_ROLES, *LONG_ROLES, *names] if what == "column" else names

    def _renamed(self, name: str) -> str | None:
        """What is called now as a name, or the part of it before a dot, says that it was before."""
        ruleset = self._plan.ruleset
        head, dot, part = name.partition(".")
        for declared in (ruleset.indicators, ruleset.groups, ruleset.measures, ruleset.ratings, ruleset.judgements):
            for current, one in declared.items():
                if one.formerly == head:
                    return f"{current}{dot}{part}"
        return None

    def _worked_out(self, name: str, what: str) -> Advice | None:
        """Advice on a name that the rules know and do not take from data."""
        plain = name.removesuffix(".value")
        supplied = [given_name(step) for step in self.inputs if given_name(step).startswith(f"{plain}.")]
        if supplied and plain in self._plan.ruleset.indicators:
            return Advice(f"indicator `{plain}` has no value of its own in the data", f"did you mean `{supplied[0]}`?")
        ignore = "ignore_indicators" if what == "indicator" else "ignore"
        known = {step.name for step in self._plan.steps} | set(self._plan.ruleset.groups)
        if any(isinstance(step, Input) and step.decided and name == step.name for step in self._plan.steps):
            advice = f"enter it in a file of decisions (`--decisions`), and list it under `{ignore}` in a mapping"
            return Advice(f"`{name}` is what a panel decides, and not taken from data", advice)
        if plain in known or name in known:
            advice = f"remove it, or list it under `{ignore}` in a mapping; or write `supplied` in the rules"
            return Advice(f"`{name}` is worked out by the rules, and not taken from data", advice)
        head, _, part = name.rpartition(".")
        if head in self._plan.ruleset.indicators:
            return Advice(f"the rules make no use of the {part} of `{head}`", f"list it under `{ignore}` in a mapping")
        return None

    def _titled(self, name: str) -> str | None:
        for step in self.inputs:
            if folded(step.origin.title) == folded(name):
                return f"did you mean `{given_name(step)}`, whose title this is?"
        return None


class _Known:
    """The inputs of one plan under every name that data may give them."""

    def __init__(self, plan: Plan, called: Mapping[str, str]) -> None:
        self.inputs = tuple(step for step in plan.steps if isinstance(step, Input) and not step.decided)
        steps = {step.name: step for step in self.inputs}
        self._by_name = {name: steps[of] for name, of in aliases(plan).items() if of in steps}
        self._folded = _unambiguous(self._by_name)
        self._called = {folded(name): current for name, current in called.items()}

    def input(self, name: str) -> Input | None:
        """The input that a name stands for."""
        head, dot, part = name.partition(".")
        if (current := self._called.get(folded(head))) is not None:
            name = f"{current}{dot}{part}"
        return self._by_name.get(name) or self._folded.get(folded(name))


def _unambiguous(names: dict[str, Input]) -> dict[str, Input]:
    found: dict[str, Input | None] = {}
    for name, step in names.items():
        word = folded(name)
        found[word] = step if found.get(word, step) is step else None
    return {word: step for word, step in found.items() if step is not None}


def entries_by_word(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Entries of a mapping by the file's word, folded."""
    return {folded(entry.theirs): entry for entry in entries}


def check_mapping(mapping: DataMapping, names: Names, headers: Sequence[str], findings: Findings) -> None:
    """Find names in a mapping that ruleset or data do not have (targets of its columns and values: elsewhere)."""
    for name, span in _mapped_inputs(mapping):
        if names.input(name) is None and not names.elsewhere(name):
            advice = names.advise(name, "name")
            findings.add("CCG682", advice.message, primary=span, help=advice.help)
    known = {folded(header) for header in headers}
    for entry in (*mapping.columns, *mapping.where, *mapping.without):
        if folded(entry.theirs) not in known:
            message = f"there is no column `{shorten(entry.theirs)}` in the data"
            findings.add("CCG683", message, primary=entry.span, help=did_you_mean(entry.theirs, headers))


def _mapped_inputs(mapping: DataMapping) -> Iterator[tuple[str, Span | None]]:
    for entry in mapping.indicators:
        yield from ((name, entry.ours_span) for name in entry.ours)
    for part in (mapping.units, mapping.constants):
        yield from ((entry.theirs, entry.span) for entry in part)
    yield from ((entry.theirs, entry.span) for entry, _ in mapping.multiply)
