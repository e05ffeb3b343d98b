"""How a step of the rules goes both ways, by values that show it."""

from __future__ import annotations

from ccgrules.differences.rules.verdict import Verdict
from ccgrules.model.expressions import WeightedMean
from ccgrules.model.wording import number_text
from ccgrules.plan.draft import parts
from ccgrules.plan.steps import Aggregate, Compute, PlanExpr
from ccgrules.prove.direction import better_sign
from ccgrules.prove.report import example
from ccgrules.prove.turns.means import Line, lines_of
from ccgrules.prove.turns.plans import Beside

AVERAGES = frozenset({"mean", "median"})


def witness(verdict: Verdict, old: Compute, new: Compute) -> str:
    """Values with which a step comes out higher, and others with which it comes out lower; empty where none are found.

    Args:
        verdict: What a change does.
        old: The step without it.
        new: The step with it.
    """
    if verdict.two is None or old.expr is None or new.expr is None:
        return ""
    match _where_they_differ(old.expr, new.expr):
        case WeightedMean() as before, WeightedMean() as after:
            return _by_weights(verdict.two, before, after)
        case Aggregate() as before, Aggregate() as after:
            return _by_members(before, after)
        case _:
            return _by_values(verdict, old, new)


def _where_they_differ(old: PlanExpr, new: PlanExpr) -> tuple[PlanExpr, PlanExpr]:
    """The one place inside two expressions where they differ; they themselves if there are several."""
    pairs = list(zip(parts(old), parts(new)))
    if type(old) is not type(new) or len(parts(old)) != len(parts(new)) or isinstance(old, Aggregate):
        return old, new
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return _where_they_differ(*differing[0]) if len(differing) == 1 else (old, new)


def _by_weights(two: Beside, old: WeightedMean, new: WeightedMean) -> str:
    """Two lines, one that weighs more and one that weighs less."""
    lines = lines_of(two, old, new)
    if not lines:
        return ""
    more, less = max(lines, key=lambda line: line.moved), min(lines, key=lambda line: line.moved)
    if more.moved <= 0 or less.moved >= 0:
        return ""
    names = _line_name(more), _line_name(less)
    low, high = more.range(two)
    if (low, high) != less.range(two) or low is None or high is None:
        return f"who is better at {names[0]} than at {names[1]} gains, and the other way round"
    best, worst = (number_text(value, new.type) for value in (high, low))
    return f"higher where {names[0]} is {best} and {names[1]} {worst}, lower the other way round"


def _line_name(line: Line) -> str:
    own = line.new or line.old
    assert own is not None
    return f"`{own.title or ' '.join(own.value.span.text.split())}`"


def _by_members(old: Aggregate, new: Aggregate) -> str:
    """Members that join an average, or leave it."""
    if old.function != new.function:
        return f"for some the {new.function} is higher than the {old.function}, for others lower"
    before, after = ({item.member for item in one.items} for one in (old, new))
    if old.function not in AVERAGES:
        return ""
    if after > before:
        return "who does better at it than at the rest gains, and who does worse loses"
    if after < before:
        return "who did better at it than at the rest loses, and who did worse gains"
    return "who does better at what weighs more gains, and who does worse loses" if before == after else ""


def _by_values(verdict: Verdict, old: Compute, new: Compute) -> str:
    """Values for which a step comes out better, and others for which it comes out worse."""
    shown = examples(verdict, old, new)
    if len(shown) < 2:
        return ""
    sign = _sign(verdict, new)
    words = ("higher", "lower") if sign is None else ("better", "worse")
    return f"{words[0]} where {shown[0]}; {words[1]} where {shown[1]}"


def examples(verdict: Verdict, old: Compute, new: Compute) -> list[str]:
    """Values with which a step comes out better (or higher, where nothing says which way is better), and then worse."""
    two = verdict.two
    pair = None if two is None or old.expr is None or new.expr is None else two.of_same_columns(old.expr, new.expr)
    if two is None or pair is None:
        return []
    shown = []
    better = _sign(verdict, new) or 1
    for way in (better, -better):
        values = two.solved.example(*pair, way)
        text = None if values is None else example(two.solved.reading, new, values)
        shown.extend([] if text is None else [text])
    return shown


def _sign(verdict: Verdict, step: Compute) -> int | None:
    return None if verdict.two is None else better_sign(verdict.after, step.name, verdict.two.after.steps)
