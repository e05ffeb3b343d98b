"""What a change of the rules does to ratings, whatever the data: of two plans beside each other, which differ in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ccgrules.differences.rules.changes import Effect
from ccgrules.engine.again import Changed
from ccgrules.model.types import Kind
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Plan, Step
from ccgrules.prove.direction import better_sign
from ccgrules.prove.turns.plans import Beside
from ccgrules.prove.turns.reader import Side
from ccgrules.prove.turns.turn import ANYTHING, THERE, Turns, stays, ways

BOTH_WAYS = frozenset({-1, 1})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of ratings, and of the results that are none.

    Attributes:
        before: The plan without the change.
        after: The plan with it.
        two: The two beside each other; None where they are too deep to be compared.
        turned: What becomes of each rating and result that may come out differently.
        signs: For those that the change is judged by and that have a better side, whether higher (1) or lower (-1) is
            better; labels are the lower the better.
    """

    before: Plan
    after: Plan
    two: Beside | None = field(repr=False)
    turned: Mapping[str, Turns]
    signs: Mapping[str, int]

    @property
    def moves(self) -> bool:
        """Whether any of them may come out differently."""
        return bool(self.turned)

    @property
    def better(self) -> bool:
        """Whether one of them may become better."""
        return any(sign in ways(self.turned[name]) for name, sign in self.signs.items())

    @property
    def worse(self) -> bool:
        """Whether one of them may become worse."""
        return any(-sign in ways(self.turned[name]) for name, sign in self.signs.items())

    @property
    def effect(self) -> Effect | None:
        """Easier where none can become worse, harder where none can become better; None where both or neither can."""
        if self.better is self.worse or self.without_direction is not None:
            return None
        return "easier" if self.better else "harder"

    @property
    def without_direction(self) -> str | None:
        """The headline, if it may come out differently and nothing says which way is better for it."""
        headline = self.after.ruleset.framework.results[:1]
        return next((name for name in headline if name in self.turned and name not in self.signs), None)

    @property
    def lost(self) -> bool:
        """Whether one that is there before may be missing after."""
        return any(turn.before is THERE and turn.after is not THERE for turns in self._rated() for turn in turns)

    @property
    def found(self) -> bool:
        """Whether one that is missing before may be there after."""
        return any(turn.before is not THERE and turn.after is THERE for turns in self._rated() for turn in turns)

    def _rated(self) -> Iterator[Turns]:
        return (self.turned[name] for name in self.signs)

    def through_values(self, turn: tuple[bool, bool]) -> bool:
        """Whether a number on the way to what counts is lost, or found: (there before, there after)."""
        leading = _cone(self.after, self.signs)
        return any(
            turn == (one.before is THERE, one.after is THERE)
            for _, new in self.on_the_way()
            if new.type.kind is Kind.NUMBER and new.name in leading and self.two is not None
            for one in self.two.column(new.name, new.name)
        )

    # --- on the way to them ----------------------------------------------------------------------------------------

    def differing(self) -> frozenset[str]:
        """The steps that are not the same in both plans."""
        changed = Changed.between({step.name: step for step in self.before.steps}, self.after)
        return changed.steps | changed.gone

    def leading(self) -> frozenset[str]:
        """The steps that lead to a rating or a result, in either plan."""
        names = rated(self.before, self.after)
        return _cone(self.before, names) | _cone(self.after, names)

    def on_the_way(self) -> Iterator[tuple[Step, Step]]:
        """The steps of both plans that lead to a rating and may come out differently."""
        leading = self.leading()
        for step in self.after.steps if self.two is not None else ():
            if self.two is None or step.name not in leading or step.name not in self.two.before.steps:
                continue
            if not stays(self.two.column(step.name, step.name)) and not self._only_renamed(step):
                yield self.two.before.steps[step.name], step

    def _only_renamed(self, step: Step) -> bool:
        """Whether a figure among a population is what another one was: they are numbered as they come in the rules."""
        figures = [one.name for one in self.before.steps if isinstance(one, Figure)] if isinstance(step, Figure) else []
        return self.two is not None and any(stays(self.two.column(name, step.name)) for name in figures)

    def roots(self) -> Iterator[tuple[Step, Step]]:
        """Those of them that read nothing that may: where the change is made."""
        for old, new in self.on_the_way():
            names = {*used_columns(old), *used_columns(new)}
            if self.two is not None and all(not self._has(one) or stays(self.two.column(one, one)) for one in names):
                yield old, new

    def ratings_changed(self) -> Iterator[tuple[Compute, Compute]]:
        """Those of them that are a rating, before its adjustments."""
        for old, new in self.roots():
            if isinstance(old, Compute) and isinstance(new, Compute) and new.origin.declaration in self.signs:
                yield old, new

    def _has(self, name: str) -> bool:
        """Whether both plans have a column."""
        return self.two is not None and name in self.two.before.steps and name in self.two.after.steps

    def stand_ins(self) -> list[str]:
        """Numbers that ratings are decided by, and figures that compare organisations, which may go both ways.

        Where they are seen to, so can a rating, though not every sample has somebody at its boundaries.
        """
        deciding = _deciding(self.after, [name for name in self.turned if self.signs.get(name)])
        steps = [new for _, new in self.on_the_way()]
        return [
            step.name
            for step in steps
            if (step.name in deciding or isinstance(step, Figure))
            and self.two is not None
            and ways(self.two.column(step.name, step.name)) >= BOTH_WAYS
        ]


def between(before: Side, after: Side) -> Verdict:
    """What becomes of the ratings of one plan under another."""
    plans = before.plan, after.plan
    try:
        two = Beside.of_plans(before, after)
    except RecursionError:
        two = None
    turned = {}
    for name in rated(*plans):
        both = name in before.steps and name in after.steps
        found = two.column(name, name) if two is not None and both else ANYTHING
        if any(THERE in turn[:2] for turn in found if not turn.stays):
            turned[name] = found
    return Verdict(*plans, two, turned, _signs(*plans, decisive(after.plan, turned)))


def rated(before: Plan, after: Plan) -> list[str]:
    """The ratings and results of either plan, the newer one's first."""
    rulesets = after.ruleset, before.ruleset
    return list(dict.fromkeys(name for one in rulesets for name in (*one.framework.results, *one.ratings)))


def decisive(plan: Plan, turned: Collection[str]) -> Collection[str]:
    """Of ratings and results that turn, those that a change is judged by: ratings and the headline, if among them.

    Places in a league table and the like are further results, in which somebody always gains what another loses.
    """
    judged = [name for name in turned if name in plan.ruleset.ratings or name in plan.ruleset.framework.results[:1]]
    return judged or turned


def _signs(before: Plan, after: Plan, names: Iterable[str]) -> dict[str, int]:
    found = {}
    plans = [(plan, {step.name: step for step in plan.steps}) for plan in (before, after)]
    for name in names:
        signs = {better_sign(plan, name, steps) for plan, steps in plans}
        sign = signs.pop()
        if not signs and sign is not None:
            found[name] = sign
    return found


def _cone(plan: Plan, names: Iterable[str]) -> frozenset[str]:
    """The steps that some columns are made of, with them."""
    steps = {step.name: step for step in plan.steps}
    waiting = [name for name in names if name in steps]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(used for used in used_columns(steps[name]) if used in steps)
    return frozenset(found)


def _deciding(plan: Plan, ratings: Collection[str]) -> frozenset[str]:
    """The numbers that ratings look at, themselves or through labels and conditions, where one way is better."""
    steps = {step.name: step for step in plan.steps}
    waiting = [name for name in ratings if name in steps and steps[name].type.kind is Kind.LABEL]
    seen: set[str] = set()
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        step = steps.get(name)
        if name in seen or step is None:
            continue
        seen.add(name)
        if step.type.kind is Kind.NUMBER:
            found.update({name} if better_sign(plan, name, steps) is not None else ())
        elif isinstance(step, Compute | Adjust):
            waiting.extend(used_columns(step))
    return frozenset(found)
