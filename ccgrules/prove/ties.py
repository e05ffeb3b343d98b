"""How unknowns hang together: what a column or an expression is made of, as formulas.

A search that treats a score and its value as two unknowns finds pairs that no organisation can have. These formulas tie
them, and are written in one of two ways. To show that something cannot be, they say only what holds whatever is missing
or comes with the data. To show something by an example, they say how things are where everything is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ccgrules.model.expressions import Literal, Op, Ref
from ccgrules.model.types import Kind
from ccgrules.plan.draft import referred, used_columns
from ccgrules.plan.steps import Adjust, Compute, Figure, Input, Lag, PlanExpr, Since
from ccgrules.prove.formula import FALSE, TRUE, Among, Compare, Form, Formula, Unknown, both, either, negated, unknowns
from ccgrules.prove.known import words_of
from ccgrules.prove.labels import final_labels
from ccgrules.prove.linear import TooHard
from ccgrules.prove.made import Part, Unsayable, equal_to, made_as, undefined
from ccgrules.prove.read import Reading

MOST_TIES = 32
"""More values than this that hang together are not looked into."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Ties between the unknowns of one reading.

    Attributes:
        reading: The reading.
        made: For each column, the columns that it is worked out from, near and far; earlier values are none of them.
    """

    reading: Reading
    made: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _known: dict[tuple[Unknown, bool], Formula] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(reading: Reading) -> Ties:
        """The ties of a plan."""
        made: dict[str, frozenset[str]] = {}
        for step in reading.plan.steps:
            near = frozenset() if isinstance(step, Lag) else frozenset(used_columns(step))
            made[step.name] = near.union(*(made.get(name, frozenset()) for name in near))
            if isinstance(step, Adjust):
                made.update((adjustment.column, made[step.name]) for adjustment in step.adjustments)
        return Ties(reading, made)

    def hangs_on(self, unknown: Unknown, other: Unknown) -> bool:
        """Whether an unknown is worked out from another."""
        own = unknown.of if isinstance(unknown, Part) else unknown
        return other not in (own, unknown) and other in self.columns(own)

    def columns(self, unknown: Unknown) -> frozenset[str]:
        """What an unknown is worked out from, near and far."""
        if isinstance(unknown, str):
            return self.made.get(unknown, frozenset())
        shown = self.reading.shown.get(unknown)
        near = frozenset(referred(shown)) if shown is not None else frozenset[str]()
        return near.union(*(self.made.get(name, frozenset()) for name in near))

    def among(self, formula: Formula) -> Formula:
        """What holds of a formula's unknowns and what ties them, whatever is missing or comes with the data."""
        return both(self.tied(unknowns(formula), full=False).values())

    def in_full(self, formula: Formula) -> Formula:
        """How a formula's unknowns hang together where everything is there and nothing is supplied ready-made.

        Raises:
            Unsayable: One of them is made in a way that formulas cannot say.
            TooHard: There are too many.
        """
        return both(self.tied(unknowns(formula), full=True).values())

    def tied(
        self, unknowns_: Iterable[Unknown], *, full: bool, through_figures: bool = False
    ) -> Mapping[Unknown, Formula]:
        """For each of some unknowns that has to do with another of them, and for what comes between, how it is made.

        Args:
            unknowns_: The unknowns.
            full: Whether everything is there, or else only what holds in any case is said.
            through_figures: Whether a figure among a population is followed to what it is a figure of.

        Raises:
            Unsayable, TooHard: As `in_full`, and only if `full`.
        """
        open_ = dict.fromkeys(unknowns_)
        found: dict[Unknown, Formula] = {}
        while together := self._together(open_):
            for unknown in together:
                if len(found) >= MOST_TIES:
                    if full:
                        raise TooHard
                    return found
                found[unknown] = self.made_of(unknown, full=full)
                del open_[unknown]
                open_.update((other, None) for other in unknowns(found[unknown]) if other not in found)
                step = self.reading.steps.get(unknown) if isinstance(unknown, str) else None
                if through_figures and isinstance(step, Figure):
                    open_.update((name, None) for name in step.args if name not in found)
                    self.reading.meet(step.args)
        texts = _exclusive(self.reading, [*open_, *found])
        return found if texts == TRUE else {**found, Part("texts", 0): texts}

    def _together(self, open_: Iterable[Unknown]) -> list[Unknown]:
        """Those that have to do with another one, and that no other one is worked out from."""
        every = {unknown: self.columns(unknown) for unknown in open_}
        count = Counter(name for unknown, columns in every.items() for name in {*columns, unknown})
        inner = {name for columns in every.values() for name in columns}
        return [
            unknown
            for unknown, columns in every.items()
            if unknown not in inner and any(count[name] > 1 for name in columns)
        ]

    def made_of(self, unknown: Unknown, *, full: bool) -> Formula:
        """What an unknown is, in terms of those that it is worked out from. Raises as `tied`."""
        key = (unknown, full)
        if key not in self._known:
            self._known[key] = self._made_of(unknown, full=full)
        return self._known[key]

    def _made_of(self, unknown: Unknown, *, full: bool) -> Formula:
        if not isinstance(unknown, str):
            shown = self.reading.shown.get(unknown)
            return TRUE if shown is None else self._said(unknown, shown, full=full)
        step = self.reading.steps.get(unknown)
        match step:
            case Adjust():
                return self._rating(step, full=full)
            case Compute() if step.expr is not None:
                return self._computed(step, full=full)
            case Input() | Since() | Lag() | Figure() | Compute():
                return TRUE
            case _:
                return self._unsaid(full=full)

    def _unsaid(self, *, full: bool) -> Formula:
        if full:
            raise Unsayable
        return TRUE

    def _said(self, unknown: Unknown, expr: PlanExpr, *, full: bool) -> Formula:
        try:
            made = made_as(self.reading, unknown, expr, full=full)
        except TooHard:
            if full:
                raise
            return TRUE
        return self._unsaid(full=full) if made is None else made

    def _computed(self, step: Compute, *, full: bool) -> Formula:
        assert step.expr is not None
        if full:
            used = self.reading.truth(_column(self.reading, step.used)) if step.used is not None else TRUE
            return both([self._said(step.name, step.expr, full=True), used])
        if step.supplied is not None:
            return TRUE
        made = self._said(step.name, step.expr, full=False)
        score = step.when_missing.score if step.when_missing is not None else None
        others = [undefined(self.reading, step.expr)]
        if score is not None:
            others.append(equal_to(step.name, Form((), score)))
        return either([made, *others])

    def _rating(self, step: Adjust, *, full: bool) -> Formula:
        labels = final_labels(self.reading, step)
        size = len(words_of(self.reading.plan, step.type))
        places = [frozenset([place]) for place in range(size)]
        made = [both([Among(step.name, place, size), labels(place)]) for place in places]
        rated = all(adjustment.label is not None for adjustment in step.adjustments)
        not_rated = FALSE if full or rated else negated(either(labels(place) for place in places))
        return either([*made, not_rated])


def _column(reading: Reading, name: str) -> Ref:
    step = reading.steps[name]
    return Ref(name, step.type, span=step.origin.span)


def _exclusive(reading: Reading, met: Iterable[Unknown]) -> Formula:
    """A text is not two texts at once."""
    asked: dict[Unknown, list[Unknown]] = {}
    for unknown in met:
        match reading.shown.get(unknown):
            case Op("eq", (Ref(name) as subject, Literal())) if subject.type.kind is Kind.TEXT:
                asked.setdefault(name, []).append(unknown)
    pairs = [(one, other) for every in asked.values() for place, one in enumerate(every) for other in every[:place]]
    no = frozenset([0])
    return both(either([Among(one, no, 2), Among(other, no, 2)]) for one, other in pairs)


def renamed(formula: Formula, names: Mapping[Unknown, Unknown]) -> Formula:
    """The formula with other unknowns in the place of some."""
    match formula:
        case Compare(form, op):
            return Compare(renamed_form(form, names), op)
        case Among(of, places, size):
            return Among(names.get(of, of), places, size)
        case _:
            return type(formula)(tuple(renamed(part, names) for part in formula.parts))


def renamed_form(form: Form, names: Mapping[Unknown, Unknown]) -> Form:
    """The linear form with other unknowns in the place of some."""
    return Form.of({names.get(of, of): factor for of, factor in form.terms}, form.constant)
