"""What each column of a plan can be at all: a range of numbers, or some of finitely many places.

One pass over the steps, each from what is known of those before it. Labels, words and yes/no count by their places:
labels best first, words in the order declared, no 0 and yes 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from ccgrules.model.expressions import Choose, Literal, Lookup, Op, Ref, WeightedMean
from ccgrules.model.types import Kind, Type
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Input, Lag, Plan, PlanExpr, Since, Step
from ccgrules.prove.regions import BEFORE, BEGINNING, BEHIND, END, EVERYTHING, Cut, Region, region

MOST_POINTS = 200
"""More numbers than this are only known by the stretch that they lie in."""

MOST_BITS = 256
"""Nothing is known of a number whose range has ends of more binary digits than this, above or below the line."""

NO_YES = ("no", "yes")


@dataclass(frozen=True, slots=True)
class Domain:
    """What a number may be: a region, and whether only the whole numbers in it count."""

    region: Region = EVERYTHING
    whole: bool = False


Known = Domain | frozenset[int]
"""What is known of a value: for numbers (and dates, by their day) a domain, for all else places."""

ANYTHING = Domain()
COUNTED = Domain(Region((((Fraction(0), BEFORE), END),)), whole=True)


def words_of(plan: Plan, type_: Type) -> tuple[str, ...]:
    """What the places of a label, word or yes/no stand for; empty where that is not known."""
    if type_.kind is Kind.LABEL and type_.scale is not None:
        return plan.scales[type_.scale]
    return NO_YES if type_.kind is Kind.YES_NO else type_.choices


def known_columns(plan: Plan) -> Mapping[str, Known]:
    """What is known of each column of a plan."""
    reader = Knowing(plan, {})
    for step in plan.steps:
        reader.note(step)
    return reader.columns


@dataclass(frozen=True, slots=True)
class Knowing:
    """Works out what columns can be, step by step."""

    plan: Plan
    columns: dict[str, Known] = field(default_factory=dict)

    def note(self, step: Step) -> None:
        """Notes what is known of a step's columns."""
        match step:
            case Input() | Lag():
                self.columns[step.name] = self._of_input(step)
            case Compute():
                self.columns[step.name] = self._computed(step)
            case Figure():
                self.columns[step.name] = self._figure(step)
            case Adjust():
                self._adjusted(step)
            case Since():
                self.columns[step.name] = frozenset([0, 1])

    def whole_type(self, type_: Type) -> Known:
        """All that a value of a type can be."""
        if type_.kind in (Kind.NUMBER, Kind.DATE):
            return _unit_range(type_)
        return frozenset(range(len(words_of(self.plan, type_))))

    def _of_input(self, step: Input | Lag) -> Known:
        if isinstance(step, Lag) and step.of in self.columns:
            return self.columns[step.of]
        return self.whole_type(step.type)

    def _computed(self, step: Compute) -> Known:
        found = [self.of(step.expr)] if step.expr is not None else []
        if step.supplied is not None or not found:
            found.append(self.whole_type(step.type))
        if step.when_missing is not None and step.when_missing.score is not None:
            found.append(_point(step.when_missing.score))
        return _any(found)

    # --- among a population ------------------------------------------------------------------------------------

    def _figure(self, step: Figure) -> Known:
        options = dict(step.options)
        highest = options.get("clusters", options.get("classes"))
        match step.function:
            case "count":
                return COUNTED
            case "rank":
                return Domain(Region((((Fraction(1), BEFORE), END),)), whole=True)
            case "percent_rank":
                return Domain(_closed(Fraction(0), Fraction(1)))
            case "mean" | "median" | "min" | "max" | "quantile":
                return _hull(self.columns[step.args[0]])
            case "sd":
                return Domain(COUNTED.region)
            case _ if isinstance(highest, Fraction):
                return Domain(_closed(Fraction(1), highest), whole=True)
            case "pooled":
                return _unit_range(step.type)
            case _:
                return ANYTHING

    # --- ratings -----------------------------------------------------------------------------------------------

    def _adjusted(self, step: Adjust) -> None:
        """A rating's labels after each of its adjustments, each of which may apply or not."""
        known = self.columns[step.start]
        order = words_of(self.plan, step.type)
        for adjustment in step.adjustments:
            if adjustment.label is not None and isinstance(known, frozenset):
                known = moved(known, adjustment.kind, order.index(adjustment.label)) | known
            self.columns[adjustment.column] = known
        self.columns[step.name] = known

    # --- expressions -------------------------------------------------------------------------------------------

    def of(self, expr: PlanExpr) -> Known:
        """What an expression can be."""
        match expr:
            case Literal():
                return self._literal(expr)
            case Ref(name):
                return self.columns.get(name, self.whole_type(expr.type))
            case Choose(cases):
                return _any([self.of(case.outcome) for case in cases])
            case Lookup(cells=cells):
                return _any([self.of(cell) for row in cells for cell in row if cell is not None])
            case WeightedMean(lines):
                return _hull(_any([self.of(line.value) for line in lines])) if _positive(expr) else ANYTHING
            case Aggregate():
                return self._aggregate(expr)
            case Op() if expr.type.kind is Kind.NUMBER:
                return self._number(expr)
            case Op("best" | "worst", args):
                return _any([self.of(arg) for arg in args])
            case _:
                return self.whole_type(expr.type)

    def _literal(self, literal: Literal) -> Known:
        if isinstance(literal.value, Fraction):
            return _point(literal.value)
        words = words_of(self.plan, literal.type)
        word = NO_YES[literal.value] if isinstance(literal.value, bool) else literal.value
        return frozenset([words.index(word)]) if word in words else self.whole_type(literal.type)

    def _aggregate(self, expr: Aggregate) -> Known:
        values = [self.of(item.value) for item in expr.items]
        match expr.function:
            case "count" | "available":
                return Domain(_closed(Fraction(0), Fraction(len(expr.items))), whole=True)
            case "mean" | "median":
                return _hull(_any(values)) if values and _positive(expr) else ANYTHING
            case "min" | "max" | "best" | "worst" if values:
                return _any(values)
            case "sum" if values:
                return _partial_sums(values)
            case _:
                return self.whole_type(expr.type)

    def _number(self, op: Op) -> Known:
        known = self._worked_out(op)
        return known if _is_short(known) else ANYTHING

    def _worked_out(self, op: Op) -> Known:
        if op.op == "how_many":
            return Domain(_closed(Fraction(0), Fraction(len(op.args))), whole=True)
        domains = [known for known in map(self.of, op.args) if isinstance(known, Domain)]
        combine = _ARITHMETIC.get(op.op)
        if combine is None or len(domains) < len(op.args):
            return ANYTHING
        return combine(domains)


def moved(labels: frozenset[int], kind: str, label: int) -> frozenset[int]:
    """The labels that an adjustment makes of some labels."""
    if kind == "no better than":
        return frozenset(max(place, label) for place in labels)
    if kind == "no worse than":
        return frozenset(min(place, label) for place in labels)
    return frozenset([label])


# --- ranges of numbers -------------------------------------------------------------------------------------------


def _point(value: Fraction) -> Domain:
    return Domain(_closed(value, value))


def _closed(low: Fraction, high: Fraction) -> Region:
    return Region((((low, BEFORE), (high, BEHIND)),))


def _unit_range(type_: Type) -> Domain:
    unit = type_.unit
    if unit is None:
        return ANYTHING
    low: Cut = (unit.low * unit.factor, BEFORE) if unit.low is not None else BEGINNING
    high: Cut = (unit.high * unit.factor, BEHIND) if unit.high is not None else END
    return Domain(Region(((low, high),)))


def _any(found: Sequence[Known]) -> Known:
    """What is in any of them."""
    domains = [known for known in found if isinstance(known, Domain)]
    if len(domains) < len(found):
        return frozenset[int]().union(*(known for known in found if isinstance(known, frozenset)))
    joined = region(stretch for domain in domains for stretch in domain.region.stretches)
    whole = bool(domains) and all(domain.whole for domain in domains)
    return Domain(joined, whole) if len(joined.stretches) <= MOST_POINTS else _hull(Domain(joined, whole))


def _is_short(known: Known) -> bool:
    """Whether the ends of a domain are numbers that can be worked with: products of products grow without bound."""
    if isinstance(known, frozenset):
        return True
    ends = [value for stretch in known.region.stretches for value, _ in stretch if isinstance(value, Fraction)]
    return all(number.bit_length() <= MOST_BITS for value in ends for number in value.as_integer_ratio())


def _hull(known: Known) -> Known:
    """The one stretch from the least to the greatest."""
    if isinstance(known, frozenset) or not known.region.stretches:
        return known
    return Domain(Region(((known.region.stretches[0][0], known.region.stretches[-1][1]),)))


def points(known: Known) -> tuple[Fraction, ...] | None:
    """The numbers that a value can be, where it can only be some."""
    if isinstance(known, frozenset):
        return None
    found = []
    for (low, low_side), (high, high_side) in known.region.stretches:
        if low != high or not isinstance(low, Fraction) or (low_side, high_side) != (BEFORE, BEHIND):
            return None
        found.append(low)
    return tuple(found)


def _from_points(combine: Callable[..., Fraction], domains: Sequence[Domain]) -> Domain | None:
    """What comes of every combination of a few numbers."""
    every = [points(domain) for domain in domains]
    known = [numbers for numbers in every if numbers is not None]
    size = 1
    for numbers in known:
        size *= len(numbers)
    if len(known) < len(every) or size > MOST_POINTS:
        return None
    values = {combine(*numbers) for numbers in product(*known)}
    return Domain(region(stretch for value in values for stretch in _closed(value, value).stretches))


def _ends(domain: Domain) -> tuple[Cut, Cut]:
    return domain.region.stretches[0][0], domain.region.stretches[-1][1]


def _added(domains: Sequence[Domain]) -> Domain:
    exact = _from_points(lambda *values: sum(values, Fraction(0)), domains)
    if exact is not None:
        return exact
    if any(not domain.region.stretches for domain in domains):
        return ANYTHING
    ends = [_ends(domain) for domain in domains]
    low, high = _summed([low for low, _ in ends], BEGINNING), _summed([high for _, high in ends], END)
    return Domain(Region(((low, high),)), whole=all(domain.whole for domain in domains))


def _summed(cuts: Sequence[Cut], endless: Cut) -> Cut:
    """The sum of ends on one side, which is in the stretch if all of them are."""
    if endless in cuts:
        return endless
    total = sum((value for value, _ in cuts if isinstance(value, Fraction)), Fraction(0))
    inner = BEFORE if endless == BEGINNING else BEHIND
    return total, inner if all(side == inner for _, side in cuts) else (BEHIND if inner == BEFORE else BEFORE)


def _scaled(domain: Domain, factor: Fraction) -> Domain:
    """So many times a number; the factor is not 0."""
    stretches = []
    for low, high in domain.region.stretches:
        ends = [_times(low, factor), _times(high, factor)]
        stretches.append((ends[0], ends[1]) if factor > 0 else (ends[1], ends[0]))
    return Domain(region(stretches), whole=domain.whole and factor.denominator == 1)


def _times(cut: Cut, factor: Fraction) -> Cut:
    value, side = cut
    if isinstance(value, Fraction):
        return value * factor, side if factor > 0 else BEHIND + BEFORE - side
    return cut if factor > 0 else (END if cut == BEGINNING else BEGINNING)


def _multiplied(domains: Sequence[Domain]) -> Domain:
    exact = _from_points(lambda a, b: a * b, domains)
    if exact is not None:
        return exact
    for factor, other in (domains, domains[::-1]):
        values = points(factor)
        if values is not None and len(values) == 1 and values[0]:
            return _scaled(other, values[0])
    return ANYTHING


def _divided(domains: Sequence[Domain]) -> Domain:
    values = points(domains[1])
    if values is not None and len(values) == 1 and values[0]:
        return _scaled(domains[0], 1 / values[0])
    return ANYTHING


def _least_or_greatest(domains: Sequence[Domain]) -> Domain:
    joined = _any(domains)
    return joined if isinstance(joined, Domain) else ANYTHING


_ARITHMETIC: Mapping[str, Callable[[Sequence[Domain]], Domain]] = {
    "add": _added,
    "sub": lambda domains: _added([domains[0], _scaled(domains[1], Fraction(-1))]),
    "neg": lambda domains: _scaled(domains[0], Fraction(-1)),
    "mul": _multiplied,
    "div": _divided,
    "min": _least_or_greatest,
    "max": _least_or_greatest,
}


def _partial_sums(values: Sequence[Known]) -> Domain:
    """The sum of some of the values: each may be left out."""
    domains = [known for known in values if isinstance(known, Domain)]
    if len(domains) < len(values):
        return ANYTHING
    with_zero = [_any([domain, _point(Fraction(0))]) for domain in domains]
    return _added([domain for domain in with_zero if isinstance(domain, Domain)])


def _positive(expr: Aggregate | WeightedMean) -> bool:
    """Whether all weights are numbers that are not negative, so that the mean lies among what it is the mean of."""
    parts = expr.items if isinstance(expr, Aggregate) else expr.lines
    return all(
        isinstance(p.weight, Literal) and isinstance(p.weight.value, Fraction) and p.weight.value >= 0 for p in parts
    )
