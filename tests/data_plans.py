"""Plans with nothing but inputs, written by hand, for tests of reading and binding data."""

from __future__ import annotations

from collections.abc import Sequence

from ccgrules.model.expressions import Notes
from ccgrules.model.ruleset import Framework, Indicator, Label, Ruleset, Scale, WhenMissing
from ccgrules.model.types import Kind, Type
from ccgrules.model.units import unit_named
from ccgrules.plan.steps import Compute, Input, Lag, Origin, Plan, Step
from ccgrules.source import SourceFile, Span

SPAN = Span(SourceFile("a.rules", ""), 0, 0)
NOTES = Notes()

RAG = Scale(
    "rag",
    "red, amber, green",
    (Label("green", "Green"), Label("amber", "Amber"), Label("red", "Red: act now")),
    "best first",
    span=SPAN,
)
SEGMENTS = Scale(
    "segments", "Segments", tuple(Label(f"segment_{n}", f"Segment {n}") for n in (1, 2, 3, 4)), "best first", span=SPAN
)


def number(unit: str) -> Type:
    """The type of figures in a unit."""
    return Type(Kind.NUMBER, unit_named(unit))


def value(name: str, unit: str = "percent", role: str = "value") -> Input:
    """An input of an indicator, figures in a unit."""
    return Input(f"{name}.{role}", number(unit), role, name, _origin(name))  # type: ignore[arg-type]


def label(name: str, scale: Scale = RAG) -> Input:
    """An indicator's value that is a label."""
    return Input(f"{name}.value", Type(Kind.LABEL, scale=scale.name), "value", name, _origin(name))


def fact(name: str, type_: Type | None = None, choices: Sequence[str] = (), title: str = "") -> Input:
    """A field; text, or one of the choices, if no type is given."""
    kind = type_ or Type(Kind.TEXT, choices=tuple(choices))
    return Input(name, kind, "field", name, _origin(name, title))


def supplied(name: str, type_: Type | None = None) -> Input:
    """A supplied value; a score if no type is given."""
    return Input(f"{name}.supplied", type_ or number("score"), "supplied", name, _origin(name))


YES_NO = Type(Kind.YES_NO)
DATE = Type(Kind.DATE)


def plan(*inputs: Input, from_counts: Sequence[str] = (), computed: Sequence[str] = (), lag: bool = False) -> Plan:
    """A plan of inputs; the values of `from_counts` may come from their counts, `computed` are worked out."""
    steps: list[Step] = list(inputs)
    steps += [Compute(name, number("score"), None, _origin(name)) for name in computed]
    if lag:
        steps.append(Lag("was", inputs[0].type, inputs[0].name, _origin("was")))
    scales = {scale.name: scale for scale in (RAG, SEGMENTS)}
    names = dict.fromkeys(step.of.partition(".")[0] for step in inputs if step.role not in ("field", "supplied"))
    indicators = {name: _indicator(name, from_counts=name in from_counts) for name in names}
    ruleset = Ruleset(
        framework=_framework(),
        scales=scales,
        fields={},
        conditions={},
        populations={},
        parameters={},
        methods={},
        indicators=indicators,
        groups={},
        measures={},
        ratings={},
        tests=(),
        files=(),
    )
    order = {name: tuple(one.name for one in scale.labels) for name, scale in scales.items()}
    return Plan(tuple(steps), recurrent=False, scales=order, ruleset=ruleset)


def _origin(name: str, title: str = "") -> Origin:
    return Origin(name, "value", title or f"Title of {name}", NOTES, SPAN)


def _framework() -> Framework:
    return Framework(
        name="example",
        title="Example",
        version=None,
        rates="trust",
        rates_title="Trust",
        in_force=None,
        scores_better="higher",
        sources=(),
        amends=None,
        results=(),
        notes=NOTES,
        span=SPAN,
    )


def _indicator(name: str, *, from_counts: bool) -> Indicator:
    return Indicator(
        name=name,
        title=f"Title of {name}",
        groups=(),
        data=None,
        from_counts=from_counts,
        better="higher",
        levels={},
        used_when=None,
        lets=(),
        score=None,
        status=None,
        counts=None,
        counts_reason=None,
        when_missing=WhenMissing("exclude"),
        places=None,
        formerly="OLD1" if name == "NEW1" else None,
        notes=NOTES,
        span=SPAN,
    )
