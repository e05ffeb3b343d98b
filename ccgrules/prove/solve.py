"""Whether a formula can be true, and values that make it so.

A search over the alternatives: what must hold is noted down one comparison at a time, each unknown's values narrowed;
at every "or" the alternatives that have become impossible are dropped, and the rest are tried in turn. Comparisons of
several unknowns are decided together at the end of each branch (`together`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.prove.formula import Among as OneOf
from ccgrules.prove.formula import And, Compare, Form, Formula, Number, Or, Unknown, holds, negated
from ccgrules.prove.known import ANYTHING, Domain, Known
from ccgrules.prove.linear import TooHard
from ccgrules.prove.nice import Bounds, nicest
from ccgrules.prove.regions import BEFORE, Region, compared
from ccgrules.prove.together import Together


@dataclass(frozen=True, slots=True)
class Effort:
    """When a search is given up: behind so many alternatives, and so many tries of several unknowns together."""

    branches: int
    tries: int


THOROUGH = Effort(branches=20_000, tries=200)
MODERATE = Effort(branches=2_000, tries=60)
BRIEF = Effort(branches=1_000, tries=8)
"""For one of many hundred questions, most of which have an answer that is found at once."""

Answer = Mapping[Unknown, Number]


def solve(formula: Formula, domains: Mapping[Unknown, Known], effort: Effort = THOROUGH) -> Answer | None:
    """Values for which a formula is true: a number for each unknown, or its place where it has finitely many values.

    Args:
        formula: The formula.
        domains: What unknowns may be: a range of numbers, or places; those without an entry may be anything.
        effort: When the search is given up.

    Returns:
        The values of the unknowns that matter; None if there are none, so that the formula is never true.

    Raises:
        TooHard: The search was given up, and nothing is known.
    """
    return _Search(domains, effort.branches, Together(effort.tries)).run(_State({}, {}, ()), [formula])


def always(formula: Formula, domains: Mapping[Unknown, Known]) -> bool:
    """Whether a formula is true whatever the values. Raises as `solve`."""
    return solve(negated(formula), domains) is None


@dataclass(frozen=True, slots=True)
class _State:
    """What has been noted: for unknowns their regions or places, and comparisons of several unknowns."""

    regions: Mapping[Unknown, Region]
    places: Mapping[Unknown, frozenset[int]]
    linear: tuple[Compare, ...]


@dataclass(slots=True)
class _Search:
    domains: Mapping[Unknown, Known]
    branches: int
    together: Together

    def run(self, state: _State, pending: list[Formula]) -> Answer | None:
        """Values for all that is noted and all that is pending."""
        noted = self._note_all(state, pending)
        if noted is None:
            return None
        state, choices = noted
        if not choices:
            return self._values(state)
        choice = min(choices, key=lambda alternatives: len(alternatives.parts))
        rest: list[Formula] = [other for other in choices if other is not choice]
        for part in choice.parts:
            self.branches -= 1
            if self.branches < 0:
                raise TooHard
            found = self.run(state, [part, *rest])
            if found is not None:
                return found
        return None

    def _note_all(self, state: _State, pending: list[Formula]) -> tuple[_State, list[Or]] | None:
        """Notes all that must hold; the alternatives that remain open, without those that cannot be."""
        choices: list[Or] = []
        todo = list(pending)
        while todo:
            for formula in _conjuncts(todo):
                if isinstance(formula, Or):
                    choices.append(formula)
                    continue
                narrowed = self._note(state, formula)
                if narrowed is None:
                    return None
                state = narrowed
            todo, open_choices = [], []
            for choice in dict.fromkeys(choices):
                left = [part for part in choice.parts if self._possible(state, part)]
                if not left:
                    return None
                if len(left) == 1:
                    todo.append(left[0])
                else:
                    open_choices.append(Or(tuple(left)))
            choices = open_choices
        return state, choices

    def _possible(self, state: _State, formula: Formula) -> bool:
        """Whether a formula is not plainly ruled out by what is noted."""
        if isinstance(formula, And):
            for part in formula.parts:
                if isinstance(part, (And, Or)):
                    continue
                narrowed = self._note(state, part)
                if narrowed is None:
                    return False
                state = narrowed
            return True
        return isinstance(formula, Or) or self._note(state, formula) is not None

    # --- noting one comparison ---------------------------------------------------------------------------------

    def _note(self, state: _State, formula: Compare | OneOf) -> _State | None:
        """What is noted with one comparison more; None if it cannot be."""
        if isinstance(formula, OneOf):
            known = state.places.get(formula.unknown, self._places(formula))
            left = known & formula.places
            return _State(state.regions, {**state.places, formula.unknown: left}, state.linear) if left else None
        terms = formula.form.terms
        if not terms:
            return state if _constant_holds(formula) else None
        if len(terms) > 1:
            regions = {unknown: self._region(state, unknown) for unknown, _ in terms}
            if _is_ruled_out(formula, regions):
                return None
            met = _State({**state.regions, **regions}, state.places, state.linear)
            plain = _without_fixed(formula, regions)
            if len(plain.form.terms) < 2:
                return self._note(met, plain)
            return _State(met.regions, met.places, (*met.linear, plain))
        unknown, factor = terms[0]
        left_region = self._region(state, unknown).intersection(_single(formula, factor, self._whole(unknown)))
        if not left_region.stretches:
            return None
        return _State({**state.regions, unknown: left_region}, state.places, state.linear)

    def _places(self, formula: OneOf) -> frozenset[int]:
        domain = self.domains.get(formula.unknown)
        return domain if isinstance(domain, frozenset) else frozenset(range(formula.of))

    def _domain(self, unknown: Unknown) -> Domain:
        domain = self.domains.get(unknown)
        return domain if isinstance(domain, Domain) else ANYTHING

    def _whole(self, unknown: Unknown) -> bool:
        return self._domain(unknown).whole

    def _region(self, state: _State, unknown: Unknown) -> Region:
        known = state.regions.get(unknown)
        if known is not None:
            return known
        domain = self._domain(unknown)
        return domain.region.whole() if domain.whole else domain.region

    # --- values ------------------------------------------------------------------------------------------------

    def _values(self, state: _State) -> Answer | None:
        """A value for each unknown."""
        places = {unknown: min(left) for unknown, left in state.places.items()}
        together = {unknown for compare in state.linear for unknown, _ in compare.form.terms}
        alone = {
            unknown: self._plain(unknown, region)
            for unknown, region in state.regions.items()
            if unknown not in together
        }
        if not together:
            return {**places, **alone}
        whole = frozenset(unknown for unknown in together if self._whole(unknown))
        regions = {unknown: state.regions[unknown] for unknown in sorted(together, key=repr)}
        numbers = self.together.values(state.linear, regions, whole)
        return None if numbers is None else {**places, **alone, **numbers}

    def _plain(self, unknown: Unknown, region: Region) -> Fraction:
        for stretch in region.stretches:
            chosen = nicest(_stretch_bounds(stretch), whole=self._whole(unknown))
            if chosen is not None:
                return chosen
        raise TooHard


def _conjuncts(formulas: list[Formula]) -> Iterator[Compare | OneOf | Or]:
    for formula in formulas:
        if isinstance(formula, And):
            yield from _conjuncts(list(formula.parts))
        else:
            yield formula


def _constant_holds(compare: Compare) -> bool:
    return holds(compare, {})


def _without_fixed(compare: Compare, regions: Mapping[Unknown, Region]) -> Compare:
    """The comparison with the values of those unknowns that can only have one."""
    fixed = {unknown: value for unknown, region in regions.items() if (value := _only(region)) is not None}
    if not fixed:
        return compare
    form = compare.form
    constant = sum((factor * fixed[unknown] for unknown, factor in form.terms if unknown in fixed), form.constant)
    return Compare(Form(tuple(term for term in form.terms if term[0] not in fixed), constant), compare.op)


def _only(region: Region) -> Fraction | None:
    if len(region.stretches) != 1:
        return None
    (low, _), (high, _) = region.stretches[0]
    return low if isinstance(low, Fraction) and low == high else None


def _is_ruled_out(compare: Compare, regions: Mapping[Unknown, Region]) -> bool:
    """Whether a comparison cannot hold whatever its unknowns are in their regions."""
    if any(not region.stretches for region in regions.values()):
        return True
    low = high = compare.form.constant
    low_known = high_known = True
    for unknown, factor in compare.form.terms:
        ends = (regions[unknown].stretches[0][0][0], regions[unknown].stretches[-1][1][0])
        first, last = ends if factor > 0 else ends[::-1]
        if isinstance(first, Fraction):
            low += factor * first
        else:
            low_known = False
        if isinstance(last, Fraction):
            high += factor * last
        else:
            high_known = False
    above = low_known and (low >= 0 if compare.op == "lt" else low > 0)
    below = high_known and high < 0
    return (above and compare.op != "ne") or (below and compare.op == "eq")


_FLIPPED = {"lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}


def _single(compare: Compare, factor: Fraction, whole: bool) -> Region:
    """For which values of its one unknown a comparison holds."""
    op = compare.op if factor > 0 else _FLIPPED[compare.op]
    region = compared(op, -compare.form.constant / factor)
    return region.whole() if whole else region


def _stretch_bounds(stretch: tuple[tuple[Fraction | float, int], tuple[Fraction | float, int]]) -> Bounds:
    (low, low_side), (high, high_side) = stretch
    bounds = Bounds()
    if isinstance(low, Fraction):
        bounds = bounds.above(low, low_side != BEFORE)
    if isinstance(high, Fraction):
        bounds = bounds.below(high, high_side == BEFORE)
    return bounds
