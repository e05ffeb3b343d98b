"""How it is known what a change of the rules does to ratings, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ccgrules.differences.rules.changes import Change
from ccgrules.differences.rules.verdict import Verdict
from ccgrules.model.expressions import WeightedLine, WeightedMean
from ccgrules.model.types import Kind
from ccgrules.model.wording import number_text
from ccgrules.plan.draft import parts
from ccgrules.plan.steps import Aggregate, Compute, Figure, Input, PlanExpr, Step
from ccgrules.prove.direction import better_sign
from ccgrules.prove.report import example
from ccgrules.prove.turns.means import Line, lines_of

PEERS = "it changes how organisations compare with each other, so that one's gain is another's loss"
MEMBERS = "it changes who is compared with whom"
UNUSED = "nothing that leads to a rating uses it"
SAME = "what it says always comes to the same"
AVERAGES = frozenset({"mean", "median"})


@dataclass(frozen=True, slots=True)
class Reasons:
    """Finds the reason for what is said of a change.

    Attributes:
        change: The change.
        verdict: What it does.
    """

    change: Change
    verdict: Verdict

    # --- it cannot move a rating -----------------------------------------------------------------------------------

    def idle(self) -> str:
        """Why it moves no rating."""
        if self.change.kind == "panel":
            return "it is a check on what a panel decides"
        if self.change.kind == "result":
            return "it says what is shown as a result, not what any rating is"
        differing = self.verdict.differing()
        if not differing:
            return ""
        return SAME if differing & self.verdict.leading() else UNUSED

    # --- it goes one way -------------------------------------------------------------------------------------------

    def one_way(self) -> str:
        """What is to be said beside `easier` or `harder`."""
        if self.verdict.better and self.verdict.lost:
            return "an organisation for which values are missing may lose its rating"
        if self.verdict.worse and self.verdict.found:
            return "an organisation for which values are missing may come to have a rating"
        return ""

    # --- it goes both ways -----------------------------------------------------------------------------------------

    def mixed(self) -> str:
        """How it goes both ways."""
        if any(self._other_data()):
            return "its data are of another kind, at which some do better and others worse"
        roots = list(self.verdict.roots())
        if self.change.kind == "population" or any(isinstance(new, Figure) for _, new in roots):
            return MEMBERS if self.change.kind == "population" else PEERS
        for old, new in roots:
            if isinstance(old, Compute) and isinstance(new, Compute) and (said := self._said(old, new)):
                return said
        if any(isinstance(new, Figure) for _, new in self.verdict.on_the_way()):
            return PEERS
        return "some invented organisations come out better, and others worse"

    def _said(self, old: Compute, new: Compute) -> str:
        if old.expr is None or new.expr is None:
            return ""
        match _where_they_differ(old.expr, new.expr):
            case WeightedMean() as before, WeightedMean() as after:
                return self._by_weights(before, after)
            case Aggregate() as before, Aggregate() as after:
                return self._by_members(before, after)
            case _:
                return self._by_values(old, new)

    def _by_weights(self, old: WeightedMean, new: WeightedMean) -> str:
        """Two lines, one that weighs more and one that weighs less."""
        assert self.verdict.two is not None
        lines = lines_of(self.verdict.two, old, new)
        if not lines:
            return ""
        more, less = max(lines, key=lambda line: line.moved), min(lines, key=lambda line: line.moved)
        if more.moved <= 0 or less.moved >= 0:
            return ""
        ranges = more.range(self.verdict.two), less.range(self.verdict.two)
        (low, high), names = ranges[0], (_line_name(more), _line_name(less))
        if ranges[0] != ranges[1] or low is None or high is None:
            return f"who is better at {names[0]} than at {names[1]} gains, and the other way round"
        best, worst = (number_text(value, new.type) for value in (high, low))
        return f"higher where {names[0]} is {best} and {names[1]} {worst}, lower the other way round"

    def _by_members(self, old: Aggregate, new: Aggregate) -> str:
        """Members that join an average, or leave it."""
        before, after = ({item.member for item in one.items} for one in (old, new))
        if not {old.function, new.function} <= AVERAGES:
            return ""
        if after > before:
            return "who does better at it than at the rest gains, and who does worse loses"
        if after < before:
            return "who did better at it than at the rest loses, and who did worse gains"
        return "who does better at what weighs more gains, and who does worse loses" if before == after else ""

    def _by_values(self, old: Compute, new: Compute) -> str:
        """Values for which a step comes out higher, and others for which it comes out lower."""
        two = self.verdict.two
        if two is None or old.expr is None or new.expr is None:
            return ""
        shown = []
        for way in (1, -1):
            values = two.solved.example(old.expr, new.expr, way)
            text = None if values is None else example(two.solved.reading, new, values)
            if text is None:
                return ""
            shown.append(text)
        up, down = self._words(new)
        return f"{up} where {shown[0]}, {down} where {shown[1]}"

    def _words(self, step: Step) -> tuple[str, str]:
        assert self.verdict.two is not None
        if step.type.kind is Kind.LABEL:
            return "worse", "better"
        sign = better_sign(self.verdict.after, step.name, self.verdict.two.after.steps)
        return ("higher", "lower") if sign is None else ("better", "worse") if sign > 0 else ("worse", "better")

    # --- it cannot be told -----------------------------------------------------------------------------------------

    def undecided(self) -> str:
        """Why it cannot be told which way it goes."""
        verdict = self.verdict
        if verdict.two is None:
            return "the rules are nested too deeply to be followed"
        for name in verdict.turned:
            if name not in verdict.two.before.steps:
                return f"it gives a rating that there was not before: `{name}`"
            if name not in verdict.two.after.steps:
                return f"a rating is no longer given: `{name}`"
        if self.change.kind == "panel":
            return "it hangs on what the panel decides"
        if any(self._other_data()):
            return "its data are of another kind"
        if verdict.without_direction is not None:
            return f"nothing says which way is better for `{verdict.without_direction}`"
        if not verdict.better and not verdict.worse:
            return self._missing()
        if self.change.kind == "population":
            return MEMBERS
        compared = any(isinstance(new, Figure) for _, new in verdict.on_the_way())
        return "it changes how organisations compare with each other" if compared else ""

    def _other_data(self) -> Iterator[bool]:
        assert self.verdict.two is not None
        for step in self.verdict.after.steps:
            old = self.verdict.two.before.steps.get(step.name)
            yield old is not None and isinstance(step, Input) is not isinstance(old, Input)
            yield isinstance(step, Input) and isinstance(old, Input) and old.type != step.type

    def _missing(self) -> str:
        """Where nobody's rating becomes better or worse."""
        lost, found = self.verdict.lost, self.verdict.found
        if lost and found:
            return "it decides who has a rating, and makes none better or worse"
        return "some may lose their rating" if lost else "some may come to have a rating" if found else ""


def _where_they_differ(old: PlanExpr, new: PlanExpr) -> tuple[PlanExpr, PlanExpr]:
    """The one place inside two expressions where they differ; they themselves if there are several."""
    pairs = list(zip(parts(old), parts(new)))
    if type(old) is not type(new) or len(parts(old)) != len(parts(new)) or isinstance(old, Aggregate):
        return old, new
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return _where_they_differ(*differing[0]) if len(differing) == 1 else (old, new)


def _line_name(line: Line) -> str:
    own: WeightedLine | None = line.new or line.old
    assert own is not None
    return f"`{own.title or ' '.join(own.value.span.text.split())}`"
