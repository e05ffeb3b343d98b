"""One row run again with some of its figures changed, other organisations' results held as they are.

Elementwise columns are worked out exactly by the engine. Places are counted anew among the same other members,
standardised values with the same mean and standard deviation, z-scores with the same over-dispersion, and clusters keep
their centres; all other figures among populations, and earlier periods, stay as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ccgrules.engine.adjust import adjusted
from ccgrules.engine.evaluate import compile_expression
from ccgrules.engine.exact import computed
from ccgrules.engine.figures import FOR_EACH_MEMBER
from ccgrules.engine.vectors import Window, highest
from ccgrules.explain.clusters import held_clusters
from ccgrules.explain.funnels import held_score
from ccgrules.explain.peers import mean_and_sd, peers_of, rising, values_of
from ccgrules.explain.row import Peers, Row
from ccgrules.model.ruleset import Indicator
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Value
from ccgrules.model.units import per
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, PlanExpr, Step

RUN_AGAIN = frozenset({"rank", "percent_rank", "standardise", "z_score", "kmeans"})
NOT_RUN_AGAIN = FOR_EACH_MEMBER - RUN_AGAIN
Columns = dict[str, Sequence[Value]]


class OtherPeers(Exception):
    """A change would bring the organisation into another peer group: nothing is held then."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Runs a row again, many variants at once.

    Attributes:
        row: The row.
        steps: The steps that the value in question depends on, in the order of the plan.
        ruled: Published values that the rule gives as well: they follow the rule. Others stay as they are.
    """

    row: Row
    steps: tuple[Step, ...]
    ruled: frozenset[str]
    _prepared: dict[str, Callable[[Window], Sequence[Value]]] = field(default_factory=dict, repr=False)
    _uses: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _downstream: dict[str, tuple[Step, ...]] = field(default_factory=dict, repr=False)
    _deciding: set[str | None] = field(default_factory=set, repr=False)
    _turning_points: dict[str, Sequence[Fraction]] = field(default_factory=dict, repr=False)

    def downstream(self, column: str) -> tuple[Step, ...]:
        """The steps that follow a change of a column, in order."""
        if column not in self._downstream:
            changed = {column, numerator_of(self.row, column) or column}
            following = []
            for step in self.steps:
                if step.name not in changed and self._follows(step) and not changed.isdisjoint(self._used(step)):
                    changed.add(step.name)
                    following.append(step)
            self._downstream[column] = tuple(following)
        return self._downstream[column]

    def lost_after(self, column: str) -> tuple[Figure, ...]:
        """Own figures among populations that a change of a column reaches, and that are not run again."""
        changed = {column, *(step.name for step in self.downstream(column))}
        own = [step for step in self.steps if isinstance(step, Figure) and step.function in NOT_RUN_AGAIN]
        return tuple(step for step in own if not changed.isdisjoint(self._used(step)))

    def run(self, column: str, values: Sequence[Value]) -> Columns:
        """The columns that follow, for each value that a column is set to, beside that column itself.

        Raises:
            OtherPeers: One of the values changes what makes a peer group.
        """
        known: Columns = {column: values, **_counted(self.row, column, values)}
        self._stay(column, values)
        for step in self.downstream(column):
            known[step.name] = self._run_step(step, known, len(values))
            self._stay(step.name, known[step.name])
        return known

    def _stay(self, column: str, values: Sequence[Value]) -> None:
        """Holds the organisation to its peer groups."""
        if not self._deciding:
            self._deciding.update(step.by for step in self.steps if isinstance(step, Figure))
        if column in self._deciding:
            kept = self.row.value(column)
            if any(value != kept for value in values):
                raise OtherPeers(column)

    def turning_points(self, step: Figure) -> Sequence[Fraction]:
        """Figures of the first argument at which a figure of the organisation's own may change, in order."""
        if step.name not in self._turning_points:
            self._turning_points[step.name] = _turning_points(self.row, step)
        return self._turning_points[step.name]

    def _run_step(self, step: Step, known: Columns, size: int) -> Sequence[Value]:
        """One step, worked out once for each different combination of what varies."""
        varying = [name for name in self._used(step) if name in known]
        combinations = list(zip(*(known[name] for name in varying)))
        different = list(dict.fromkeys(combinations))
        columns = dict(zip(varying, zip(*different)))
        held = _Held(self.row, len(different), dict(columns))
        values = self._runner(step)(Window(held, 0, len(different)))
        if len(different) == size:
            return values
        by_combination = dict(zip(different, values))
        return [by_combination[combination] for combination in combinations]

    def _used(self, step: Step) -> frozenset[str]:
        if step.name not in self._uses:
            self._uses[step.name] = frozenset(used_columns(step))
        return self._uses[step.name]

    def evaluate(self, expr: PlanExpr, columns: Columns, size: int) -> Sequence[Value]:
        """An expression over variants that were run."""
        window = Window(_Held(self.row, size, dict(columns)), 0, size)
        return compile_expression(expr, self.row.result.plan.scales)(window)

    def _follows(self, step: Step) -> bool:
        """Whether a step follows its parts: a published value does only where the rule gives it as well."""
        if isinstance(step, Compute) and step.supplied is not None and step.name not in self.ruled:
            return isinstance(self.row.value(step.supplied), Missing)
        return isinstance(step, Compute | Adjust) or (isinstance(step, Figure) and step.function in RUN_AGAIN)

    def _runner(self, step: Step) -> Callable[[Window], Sequence[Value]]:
        if step.name not in self._prepared:
            rule = replace(step, supplied=None) if isinstance(step, Compute) and step.name in self.ruled else step
            self._prepared[step.name] = _prepare(self.row, rule)
        return self._prepared[step.name]


class _Held(Mapping[str, Sequence[Value]]):
    """Columns that were run again, and for all others the kept value in every variant."""

    __slots__ = ("known", "row", "size")

    def __init__(self, row: Row, size: int, known: Columns) -> None:
        self.row, self.size, self.known = row, size, known

    def __getitem__(self, name: str) -> Sequence[Value]:
        if name not in self.known:
            self.known[name] = [self.row.value(name)] * self.size
        return self.known[name]

    def __iter__(self) -> Any:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def _prepare(row: Row, step: Step) -> Callable[[Window], Sequence[Value]]:
    scales = row.result.plan.scales
    match step:
        case Compute():
            run = computed(step, scales)
            return lambda window: dict(run(window))[step.name]
        case Adjust():
            return lambda window: dict(adjusted(step, scales, window))[step.name]
        case Figure(function="standardise"):
            return _standardise(row, step)
        case Figure(function="kmeans"):
            return _cluster(row, step)
        case Figure(function="z_score"):
            return _score(row, step)
        case Figure():
            return _place(row, step)
        case _:
            raise TypeError(step.name)


# --- counts --------------------------------------------------------------------------------------------------------


def numerator_of(row: Row, column: str) -> str | None:
    """The numerator that follows a value worked out from counts, the denominator held; None where there is none."""
    declared = row.declared(column)
    if not isinstance(declared, Indicator) or not declared.from_counts or row.part(column) != "value":
        return None
    return f"{declared.name}.numerator" if isinstance(row.value(f"{declared.name}.denominator"), Fraction) else None


def _counted(row: Row, column: str, values: Sequence[Value]) -> Columns:
    """The numerators that give an indicator these values."""
    numerator = numerator_of(row, column)
    if numerator is None:
        return {}
    denominator = row.value(f"{numerator.removesuffix('numerator')}denominator")
    assert isinstance(denominator, Fraction)
    times = denominator / per(row.type_of(column))
    return {numerator: [value * times if isinstance(value, Fraction) else value for value in values]}


# --- figures for each member ---------------------------------------------------------------------------------------


def _for_member(step: Figure, window: Window, figure: Callable[[tuple[Value, ...]], Value]) -> Sequence[Value]:
    """A figure for each variant that is a member, and the reason for each that is not."""
    conditions = [window.column(name) for name in (step.member, step.where) if name is not None]
    cells: list[Value] = []
    for number, own in enumerate(zip(*(window.column(arg) for arg in step.args))):
        outside = any(condition[number] is not True for condition in conditions)
        if outside or any(isinstance(value, Missing) for value in own):
            reasons: list[Value] = [*own, MISSING[Reason.NOT_IN_PEER_GROUP]] if outside else [*own]
            cells.append(highest(*reasons))
        else:
            cells.append(figure(own))
    return cells


def _too_few(step: Figure, others: int) -> bool:
    least = 2 if step.function == "standardise" else 1
    return others + 1 < max(least, step.at_least or 0)


def _others(row: Row, peers: Peers) -> list[int]:
    return [other for other in peers.members if other != row.index]


def _place(row: Row, step: Figure) -> Callable[[Window], Sequence[Value]]:
    others = _others(row, peers_of(row, step))
    key = order_key(row, step)
    ordered = sorted(key(values_of(row, step, other)) for other in others)

    def figure(own: tuple[Value, ...]) -> Value:
        if _too_few(step, len(others)):
            return MISSING[Reason.PEER_GROUP_TOO_SMALL]
        ahead = bisect_left(ordered, key(own))
        if step.function == "rank":
            return Fraction(ahead + 1)
        return Fraction(ahead, len(others)) if others else Fraction(0)

    return lambda window: _for_member(step, window, figure)


def _cluster(row: Row, step: Figure) -> Callable[[Window], Sequence[Value]]:
    """The cluster whose centre is nearest, the centres held as they are."""
    peers = peers_of(row, step)
    found, too_few = held_clusters(row, step, peers.members), _too_few(step, len(_others(row, peers)))

    def figure(own: tuple[Value, ...]) -> Value:
        if found is None or too_few:
            return MISSING[Reason.PEER_GROUP_TOO_SMALL]
        assert isinstance(own[0], Fraction)
        return Fraction(found.number(own[0]))

    return lambda window: _for_member(step, window, figure)


def _score(row: Row, step: Figure) -> Callable[[Window], Sequence[Value]]:
    """The z-score, over-dispersion held as it was estimated."""
    peers = peers_of(row, step)
    score, too_few = held_score(row, step, peers.members), _too_few(step, len(_others(row, peers)))

    def figure(own: tuple[Value, ...]) -> Value:
        return MISSING[Reason.PEER_GROUP_TOO_SMALL] if too_few else score(own)

    return lambda window: _for_member(step, window, figure)


def _turning_points(row: Row, step: Figure) -> Sequence[Fraction]:
    peers = peers_of(row, step)
    if step.function == "kmeans":
        found = held_clusters(row, step, peers.members)
        return found.ends if found else ()
    column = row.column(step.args[0])
    others = {column[other] for other in _others(row, peers)}
    return sorted((value for value in others if isinstance(value, Fraction)), key=rising)


def order_key(row: Row, step: Figure) -> Callable[[tuple[Value, ...]], Any]:
    """A key by which better values come first."""
    types = [row.type_of(arg) for arg in step.args]
    scales = row.result.plan.scales

    def key(values: tuple[Value, ...]) -> tuple[Any, ...]:
        keys: list[Any] = []
        for type_, way, value in zip(types, step.best, values):
            if type_.kind is Kind.LABEL and type_.scale is not None:
                place = scales[type_.scale].index(str(value))
                keys.append(place if way == "higher" else -place)
            elif isinstance(value, Fraction | bool):
                keys.append(-value if way == "higher" else value)
            else:
                keys.append(-value.toordinal() if way == "higher" else value.toordinal())  # type: ignore[union-attr]
        return tuple(keys)

    return key


def _standardise(row: Row, step: Figure) -> Callable[[Window], Sequence[Value]]:
    enough = len(peers_of(row, step).members) >= max(2, step.at_least or 0)
    middle, spread = mean_and_sd(row, step) if enough else (Fraction(0), Fraction(0))
    sign = 1 if step.best[0] == "higher" else -1

    def figure(own: tuple[Value, ...]) -> Value:
        if not enough:
            return MISSING[Reason.PEER_GROUP_TOO_SMALL]
        if not spread:
            return MISSING[Reason.DIVISION_BY_ZERO]
        assert isinstance(own[0], Fraction)
        return sign * (own[0] - middle) / spread

    return lambda window: _for_member(step, window, figure)
