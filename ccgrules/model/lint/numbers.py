"""CCG516: the same unusual number as a limit in two places that are not of one family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.model.lint.limits import limits_in
from ccgrules.model.lint.subject import Subject
from ccgrules.syntax import tree

FAMILIES = frozenset({"indicator", "group"})
"""Of these, several have the same limits because they are scored alike."""

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class _Limit:
    """A number as a limit, and the declaration in which it stands."""

    number: tree.Number
    keyword: str
    name: str


def numbers(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers that a parameter would name."""
    found: dict[tuple[Fraction, bool], list[_Limit]] = {}
    for name, declaration in subject.own_declarations():
        for number in limits_in(declaration):
            if not _usual(number):
                limits = found.setdefault((number.value, number.percent), [])
                limits.append(_Limit(number, declaration.keyword, name))
    parameters = _parameters(subject)
    for key, limits in found.items():
        yield from _repeated(limits, parameters.get(key))


def _usual(number: tree.Number) -> bool:
    """Round numbers, which two rules may well have in common by chance."""
    shown = abs(number.value * HUNDRED if number.percent else number.value)
    if shown <= 1:
        return (shown * 20).denominator == 1
    return (shown / 5).denominator == 1 or (shown <= 20 and (shown * 2).denominator == 1)


def _parameters(subject: Subject) -> dict[tuple[Fraction, bool], tree.Declaration]:
    """The parameters by their values, those that share a value left out."""
    found: dict[tuple[Fraction, bool], list[tree.Declaration]] = {}
    for _, declaration in subject.ctx.symbols.of_kind("parameter"):
        for clause in declaration.clauses:
            value = clause.body.how if clause.keyword == "=" and clause.body is not None else None
            if isinstance(value, tree.Number):
                found.setdefault((value.value, value.percent), []).append(declaration)
    return {key: declared[0] for key, declared in found.items() if len(declared) == 1}


def _repeated(limits: Sequence[_Limit], parameter: tree.Declaration | None) -> Iterator[Diagnostic]:
    first = limits[0]
    if parameter is not None and first.keyword not in FAMILIES:
        name = parameter.names[0]
        message = f"`{first.number.text}` is the value of parameter `{name}`"
        declared = (Label(name.span, "declared here"),)
        hint = f"write `{name}`, unless the two are alike only by chance"
        yield finding("CCG516", message, primary=first.number.span, secondary=declared, help=hint)
        return
    other = next((limit for limit in limits if limit.name != first.name), None)
    if other is None or first.keyword == other.keyword in FAMILIES:
        return
    yield finding(
        "CCG516",
        f"`{first.number.text}` is a limit in `{first.name}` and in `{other.name}`",
        primary=first.number.span,
        secondary=[Label(other.number.span, "the same number")],
        help="if it is one and the same limit, give it a name with `parameter`",
    )
