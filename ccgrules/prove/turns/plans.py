"""Two plans beside each other: what becomes of each column when the rules of the one give way to those of the other,
whatever the data, and the data stay the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ccgrules.model.expressions import Choose, Literal, Lookup, Ref, WeightedMean
from ccgrules.model.types import Kind
from ccgrules.plan.draft import referred, used_columns
from ccgrules.plan.steps import Adjust, Aggregate, Compute, Figure, Input, Lag, Plan, PlanExpr, PlannedAdjustment, Step
from ccgrules.prove.domains import Known
from ccgrules.prove.turns.adjustments import adjusted
from ccgrules.prove.turns.any_all import any_and_all
from ccgrules.prove.turns.cases import cases
from ccgrules.prove.turns.computed import Wrapped
from ccgrules.prove.turns.expressions import apart, apart_ways, is_strict, literals, operations
from ccgrules.prove.turns.figures import figures
from ccgrules.prove.turns.groups import numbers_and_labels
from ccgrules.prove.turns.means import weighted_means
from ccgrules.prove.turns.reader import Side, orders
from ccgrules.prove.turns.solved import Solved, always_defined, needs_alike
from ccgrules.prove.turns.spelt_out import alike_but_for_names, spelt_out
from ccgrules.prove.turns.tables import tables
from ccgrules.prove.turns.turn import (
    ANYTHING,
    BLOCKED,
    EVERY_STAND,
    FACT,
    FIXED,
    GIVEN,
    STAYS,
    THERE,
    Turn,
    Turns,
    independent,
    stays,
    strict,
    ways,
    with_ways,
)

Pair = tuple[str, str]


@dataclass(slots=True)
class Beside:
    """Two plans beside each other.

    Attributes:
        before: The older plan.
        after: The newer one.
        solved: Where values are looked for.
        reordered: Scales whose labels are not in one order before and after.
        turned: What becomes of the columns asked for so far, by their names in both.
        earlier: What became of columns in earlier periods, as far as is known.
    """

    before: Side
    after: Side
    solved: Solved
    reordered: frozenset[str] = frozenset()
    turned: dict[Pair, Turns] = field(default_factory=dict)
    earlier: dict[Pair, Turns] = field(default_factory=dict)

    @staticmethod
    def of_plans(old: Plan | Side, new: Plan | Side) -> Beside:
        """Two plans, with what becomes of every column that both have.

        Args:
            old: The older plan; as a side, where it is set beside several others.
            new: The newer one.

        Raises:
            RecursionError: Expressions are too deep.
        """
        before, after = (Side.of(one) if isinstance(one, Plan) else one for one in (old, new))
        two = Beside(before, after, Solved(after.plan), _reordered(before.plan, after.plan))
        two._work_out()
        return two

    def _work_out(self) -> None:
        """Column by column; again as long as earlier periods turn out to change more than was known of them."""
        while True:
            self.turned.clear()
            for step in self.after.plan.steps:
                if step.name in self.before.steps:
                    self.column(step.name, step.name)
            found = {pair: self.column(*pair) | known for pair, known in self.earlier.items()}
            if found == self.earlier:
                return
            self.earlier = found

    # --- columns -------------------------------------------------------------------------------------------------

    def column(self, old: str, new: str) -> Turns:
        """What becomes of a column that has another name in the newer plan, or the same."""
        pair = (old, new)
        if pair not in self.turned:
            before, after = self.before.steps.get(old), self.after.steps.get(new)
            lost = before is None or after is None or self._on_another_scale(before, after)
            self.turned[pair] = ANYTHING if before is None or after is None or lost else self._step(before, after)
        return self.turned[pair]

    def _on_another_scale(self, old: Step, new: Step) -> bool:
        """Whether labels that a step speaks of are not in one order before and after."""
        if not self.reordered:
            return False
        every = ((self.before, old), (self.after, new))
        columns = [side.steps[name] for side, step in every for name in used_columns(step) if name in side.steps]
        return any(step.type.scale in self.reordered for step in (old, new, *columns))

    def _step(self, old: Step, new: Step) -> Turns:
        match old, new:
            case _ if self._says_the_same(old, new):
                return _unchanged(new)
            case Compute(), Compute():
                return self._computed(old, new)
            case Figure(), Figure():
                return figures(self, old, new)
            case Lag(), Lag():
                return self._lag(old, new)
            case ((Adjust() | Compute()), (Adjust() | Compute())):
                return self._rating(old, new)
            case _:
                return self._written_out_once(old, new)

    def _written_out_once(self, old: Step, new: Step) -> Turns:
        """A column that is given, or looked up among others, on one side only; on the other it is worked out."""
        before, after = self.before.written_out(old.name), self.after.written_out(new.name)
        if (before is None) is (after is None):
            return ANYTHING
        names = [Ref(step.name, step.type, span=step.origin.span) for step in (old, new)]
        return self.of(before or names[0], after or names[1])

    def _says_the_same(self, old: Step, new: Step) -> bool:
        """Whether two steps are the same, and all that they read stays as it is."""
        if isinstance(new, Lag | Adjust) or (isinstance(new, Input) and old.name != new.name):
            return False
        if replace(old, name=new.name, origin=new.origin) != new:
            return False
        return all(stays(self.column(name, name)) for name in used_columns(new))

    def _lag(self, old: Lag, new: Lag) -> Turns:
        """An earlier value; in a plan in which it may be a later step's, what is known of that so far."""
        if (old.period, old.amount) != (new.period, new.amount) or not self._same_counts(old, new):
            return ANYTHING
        recurrent = self.before.plan.recurrent or self.after.plan.recurrent
        found = self.earlier.setdefault((old.of, new.of), STAYS) if recurrent else self.column(old.of, new.of)
        if stays(found):
            return STAYS
        # what several organisations that merged have in common before, they need not have in common after
        return found | STAYS | frozenset({Turn(THERE, BLOCKED), Turn(BLOCKED, THERE), Turn(BLOCKED, BLOCKED, 1)})

    def _same_counts(self, old: Lag, new: Lag) -> bool:
        if old.pooled is None or new.pooled is None:
            return old.pooled is new.pooled
        if old.pooled.base != new.pooled.base:
            return False
        counts = [(lag.pooled.numerator, lag.pooled.denominator) for lag in (old, new) if lag.pooled is not None]
        return all(stays(self.column(a, b)) for a, b in zip(*counts))

    def _computed(self, old: Compute, new: Compute) -> Turns:
        moderation = self._moderated(old), self._moderated(new)
        if moderation[0] is not moderation[1]:
            return self._moderation_changed(old, new)
        if old.type.kind is not new.type.kind:
            return ANYTHING
        if old.expr is not None and new.expr is not None:
            return Wrapped(self, old, new).turns(self.of(old.expr, new.expr))
        before, after = (EVERY_STAND if step.expr is not None else {THERE} for step in (old, new))
        return Wrapped(self, old, new).turns(independent(before, after, {0}))

    def _moderated(self, step: Step) -> bool:
        """Whether a step is a rating that a panel may change."""
        if not isinstance(step, Compute) or step.supplied is None:
            return False
        return any(
            isinstance(entered, Input) and entered.role == "moderated"
            for side in (self.before, self.after)
            for entered in [side.steps.get(step.supplied)]
        )

    def _moderation_changed(self, old: Compute, new: Compute) -> Turns:
        """A rating that a panel may change only before, or only after."""
        names = [
            step.expr.name if self._moderated(step) and isinstance(step.expr, Ref) else step.name for step in (old, new)
        ]
        plain = [
            step if self._moderated(step) else replace(step, used=None, supplied=None, value=None, when_missing=None)
            for step in (old, new)
        ]
        return Wrapped(self, *plain).turns(self.column(*names))

    def _rating(self, old: Adjust | Compute, new: Adjust | Compute) -> Turns:
        """A rating with adjustments before, or after, or both."""
        if self._moderated(old) or self._moderated(new) or old.type.kind is not Kind.LABEL:
            return ANYTHING
        start = self.column(*(step.start if isinstance(step, Adjust) else step.name for step in (old, new)))
        return adjusted(self, start, _adjustments(old), _adjustments(new), orders(self, old.type, new.type))

    # --- expressions ---------------------------------------------------------------------------------------------

    def alone(self, side: Side, expr: PlanExpr) -> Known:
        """What an expression of one of the two plans can be where it is missing in the other."""
        if isinstance(expr, Ref) and expr.name in self.before.steps and expr.name in self.after.steps:
            old, new = self.before.steps[expr.name], self.after.steps[expr.name]
            if isinstance(old, Compute) and isinstance(new, Compute):
                return Wrapped(self, old, new).alone(side)
        return side.known(expr)

    def same(self, old: PlanExpr, new: PlanExpr) -> bool:
        """Whether two expressions say the same of columns that stay as they are, though perhaps under other names."""
        if old == new:
            return all(stays(self.column(name, name)) for name in referred(new))
        return alike_but_for_names(old, new, self._same_column)

    def _same_column(self, old: Ref, new: Ref) -> bool:
        return stays(self.column(old.name, new.name))

    def of(self, old: PlanExpr, new: PlanExpr) -> Turns:
        """What becomes of an expression that is another one in the newer plan."""
        if isinstance(old, Literal) and isinstance(new, Literal):
            return literals(self, old, new)
        if self.same(old, new):
            return strict(map(self.column, referred(old), referred(new))) if is_strict(new) else STAYS
        found = self._of(old, new)
        if isinstance(old, Ref) and isinstance(new, Ref):
            return found
        if len(ways(found)) == 3:
            found = with_ways(found, apart_ways(self, old, new))
        if stays(found):
            return found
        if needs_alike(old, new):
            found &= self._missing_with_columns(old, new)
        pair = self.of_same_columns(old, new)
        return found if pair is None else self.solved.narrowed(*pair, found)

    def _missing_with_columns(self, old: PlanExpr, new: PlanExpr) -> Turns:
        """What can become of expressions that are missing where one of the same columns is, or where no case is met."""
        found = strict(self.column(name, name) for name in dict.fromkeys(referred(new)))
        kept = {turn[:2] for turn in found}
        if (THERE, THERE) in kept and not (always_defined(old) and always_defined(new)):
            kept |= {(THERE, BLOCKED), (BLOCKED, THERE), (BLOCKED, BLOCKED)}
        return frozenset(turn for turn in ANYTHING if turn[:2] in kept)

    def _of(self, old: PlanExpr, new: PlanExpr) -> Turns:
        match old, new:
            case Ref(), Ref():
                return self.column(old.name, new.name)
            case (Ref(), _) if (said := self.before.written_out(old.name)) is not None:
                return self.of(said, new)
            case (_, Ref()) if (said := self.after.written_out(new.name)) is not None:
                return self.of(old, said)
            case (Choose(), _) | (_, Choose()):
                return cases(self, old, new)
            case Lookup(), Lookup():
                found = tables(self, old, new)
            case WeightedMean(), WeightedMean():
                found = weighted_means(self, old, new)
            case Aggregate(), Aggregate() if {old.function, new.function} & {"any", "all"}:
                found = any_and_all(self, old, new)
            case Aggregate(), Aggregate():
                found = numbers_and_labels(self, old, new)
            case _:
                found = operations(self, old, new)
        return apart(self, old, new) if found is None else found

    def of_same_columns(self, old: PlanExpr, new: PlanExpr) -> tuple[PlanExpr, PlanExpr] | None:
        """Two expressions in terms of the same columns, as far as may be; None where some turn, or are not in both."""
        here = self.before.steps.keys() & self.after.steps.keys()
        new = spelt_out(new, self.after, here & set(referred(old)))
        old = spelt_out(old, self.before, here & set(referred(new)))
        names = {*referred(old), *referred(new)}
        return (old, new) if names <= here and all(stays(self.column(name, name)) for name in names) else None


def _reordered(old: Plan, new: Plan) -> frozenset[str]:
    """The scales of both plans that have the labels of both in another order, or each a label that the other has not.

    Of two such labels nothing says which is the better, nor whether they are the same.
    """
    both = {name: (old.scales[name], new.scales[name]) for name in old.scales.keys() & new.scales.keys()}
    return frozenset(
        name
        for name, (before, after) in both.items()
        if [one for one in before if one in after] != [one for one in after if one in before]
        or (set(before) - set(after) and set(after) - set(before))
    )


def _unchanged(step: Step) -> Turns:
    """What becomes of a step that is as before."""
    if isinstance(step, Input):
        return FACT if step.role == "field" else GIVEN
    return FIXED if isinstance(step, Compute) and isinstance(step.expr, Literal) and step.used is None else STAYS


def _adjustments(step: Adjust | Compute) -> tuple[PlannedAdjustment, ...]:
    return step.adjustments if isinstance(step, Adjust) else ()
