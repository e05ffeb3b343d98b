"""What becomes of operations: arithmetic, comparisons, labels, `and` and `or`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from ccgrules.model.expressions import Literal, Op, Ref
from ccgrules.model.types import Kind
from ccgrules.plan.steps import PlanExpr
from ccgrules.prove.turns.line_up import matched
from ccgrules.prove.turns.reader import Label, Reader, ends, order_of, order_of_domains, orders, value_of
from ccgrules.prove.turns.truths import NO, YES, Truth, Verdict, Verdicts, connected, neutral, turns_of, verdicts
from ccgrules.prove.turns.turn import (
    ANY_WAY,
    BLOCKED,
    EVERY_STAND,
    FIXED,
    STAYS,
    THERE,
    Stand,
    Turn,
    Turns,
    independent,
    signed,
    stays,
    strict,
    there,
    ways,
)

JOINED = ("and", "or")
MEMBERSHIPS = frozenset({"is", "one_of", "better", "worse"})

SIGNS: Mapping[str, frozenset[int]] = {
    "lt": frozenset({-1}), "le": frozenset({-1, 0}), "eq": frozenset({0}), "ge": frozenset({0, 1}),
    "gt": frozenset({1}), "ne": frozenset({-1, 1}),
}  # fmt: skip
"""For each comparison, the signs of the difference of its sides for which it holds."""

RISES: Mapping[str, tuple[int, ...]] = {
    "add": (1, 1), "sub": (1, -1), "neg": (-1,), "not": (-1,), "gt": (1, -1), "ge": (1, -1), "lt": (-1, 1),
    "le": (-1, 1), "better": (-1, 1), "worse": (1, -1),
}  # fmt: skip
"""Operations that rise (1) or fall (-1) with each of their arguments. The better of two labels is the lower place."""

RISE_WITH_ALL = frozenset({"min", "max", "best", "worst", "how_many", "round"})

STRICT = frozenset({*RISES, *RISE_WITH_ALL, "mul", "abs", "eq", "ne", "is", "against_limits"})
"""Operations that are missing where an argument is, for the highest reason."""

PARTIAL = frozenset({"div", "wilson_lower", "wilson_upper", "byar_lower", "byar_upper"})
"""Operations that are missing for some values of their arguments as well."""


def is_strict(expr: PlanExpr) -> bool:
    """Whether an expression is missing exactly where one of its columns is."""
    if isinstance(expr, Literal | Ref):
        return True
    if not isinstance(expr, Op) or not all(map(is_strict, expr.args)):
        return False
    written_out = all(isinstance(arg, Literal) for arg in expr.args[1:])
    return expr.op in STRICT or (written_out and (expr.op == "one_of" or (expr.op == "div" and _is_not_nought(expr))))


def _is_not_nought(division: Op) -> bool:
    return bool(value_of(division.args[1]))


def operations(two: Reader, old: PlanExpr, new: PlanExpr) -> Turns | None:
    """What becomes of an operation; None where the two have too little in common."""
    if _is_joined(old) or _is_joined(new):
        return _connected(two, old, new)
    if not (isinstance(old, Op) and isinstance(new, Op)):
        return None
    if old.op == new.op == "is_missing":
        return _is_missing(two.of(old.args[0], new.args[0]))
    if {old.op, new.op} <= MEMBERSHIPS and (found := _membership(two, old, new)) is not None:
        return found
    if {old.op, new.op} <= SIGNS.keys():
        return _compared(two, old, new)
    if old.op == new.op == "how_many":
        return _how_many(two, old, new)
    return _alike(two, old, new) if old.op == new.op and len(old.args) == len(new.args) else None


# --- operations with the same arguments ----------------------------------------------------------------------------


def _alike(two: Reader, old: Op, new: Op) -> Turns | None:
    parts = [two.of(a, b) for a, b in zip(old.args, new.args)]
    if old.op == "one_of":
        return STAYS if all(map(stays, parts)) else None
    turned = [signed(part, sign) for part, sign in zip(parts, _signs(two, old, new, parts))]
    found = strict(turned)
    if old.op in PARTIAL and not _defined(two, old, new, parts):
        stands = {turn.before for turn in found} | {turn.after for turn in found} | {BLOCKED}
        found |= independent(stands, stands, ())
    return found if old.op in STRICT | PARTIAL else None


def _defined(two: Reader, old: Op, new: Op, parts: Sequence[Turns]) -> bool:
    """Whether what is missing for the values of the arguments themselves is so before and after."""
    if all(map(stays, parts)):
        return True
    nought = Fraction(0)
    below = (two.before.constant(old.args[1]), two.after.constant(new.args[1]))
    return old.op == "div" and (stays(parts[1]) or (None not in below and nought not in below))


def _signs(two: Reader, old: Op, new: Op, parts: Sequence[Turns]) -> Iterator[int | None]:
    """For each argument, whether the operation rises or falls with it; None where it may do either."""
    if old.op in RISE_WITH_ALL and not (old.op == "round" and not stays(parts[1])):
        return iter([1] * len(parts))
    if old.op in RISES:
        return iter(RISES[old.op])
    if old.op == "abs":
        return iter([_sign(two, old.args[0], new.args[0])])
    if old.op == "mul":
        return iter([_sign(two, old.args[1], new.args[1]), _sign(two, old.args[0], new.args[0])])
    if old.op == "div":
        below = _sign(two, old.args[1], new.args[1])
        above = _sign(two, old.args[0], new.args[0])
        return iter([below, -above if above is not None and below is not None else None])
    return iter([None] * len(parts))


def _sign(two: Reader, old: PlanExpr, new: PlanExpr) -> int | None:
    """1 where a number is never negative, -1 where it is never positive, before and after."""
    every = [ends(two.before.known(old)), ends(two.after.known(new))]
    if all(low is not None and low >= 0 for low, _ in every):
        return 1
    return -1 if all(high is not None and high <= 0 for _, high in every) else None


def _is_missing(turns: Turns) -> Turns:
    found = {(turn.before is not THERE, turn.after is not THERE) for turn in turns}
    return there(int(after) - int(before) for before, after in found)


# --- comparisons -----------------------------------------------------------------------------------------------------


def _compared(two: Reader, old: Op, new: Op) -> Turns:
    """A comparison of numbers, perhaps by another sign after than before."""
    parts = [two.of(a, b) for a, b in zip(old.args, new.args)]
    before, after = SIGNS[old.op], SIGNS[new.op]
    op_ways = {0} if before == after else {0, 1} if before < after else {0, -1} if before > after else ANY_WAY
    rises = RISES.get(old.op, (None, None))
    if all(ways(part) <= {0} for part in parts):
        rises = (1, 1)
    return strict([*(signed(part, sign) for part, sign in zip(parts, rises)), there(op_ways)])


# --- labels ----------------------------------------------------------------------------------------------------------


def _membership(two: Reader, old: Op, new: Op) -> Turns | None:
    """Whether a label is one of some that are written out, perhaps of others after than before."""
    subject = old.args[0]
    words = orders(two, subject.type, new.args[0].type)
    chosen = [_chosen(op, order) for op, order in zip((old, new), words)]
    if chosen[0] is None or chosen[1] is None or subject.type.kind is not new.args[0].type.kind:
        return None
    turns = two.of(subject, new.args[0])
    if not words[0] or not words[1]:
        return _of_texts(turns, chosen[0], chosen[1])
    found: set[Turn] = set()
    for turn in turns:
        if turn.before is not THERE or turn.after is not THERE:
            found.add(turn)
            continue
        for one in words[0]:
            for other in words[1]:
                if turn.way in order_of(one, other, words):
                    found.add(Turn(THERE, THERE, (other in chosen[1]) - (one in chosen[0])))
    return frozenset(found)


def _of_texts(turns: Turns, before: frozenset[Label], after: frozenset[Label]) -> Turns:
    """A text that may be anything."""
    kept = {0} | ({1} if after - before else set()) | ({-1} if before - after else set())
    return strict([signed(turns, None), there(kept)])


def _chosen(op: Op, words: Sequence[Label]) -> frozenset[Label] | None:
    """The labels for which it holds; None where they are not all written out."""
    named = [value_of(arg) for arg in op.args[1:]]
    if any(value is None for value in named):
        return None
    known = frozenset(value for value in named if value is not None)
    if op.op in ("is", "one_of"):
        return known
    if not known <= frozenset(words):
        return None
    places = [words.index(value) for value in known]
    return frozenset(words[: min(places)] if op.op == "better" else words[max(places) + 1 :])


# --- and, or, how many -----------------------------------------------------------------------------------------------


def _is_joined(expr: PlanExpr) -> bool:
    return isinstance(expr, Op) and expr.op in JOINED and expr.type.kind is Kind.YES_NO


def _connected(two: Reader, old: PlanExpr, new: PlanExpr) -> Turns | None:
    """Conditions joined by `and` or `or`; one by itself is one of one."""
    if old.type.kind is not Kind.YES_NO or new.type.kind is not Kind.YES_NO:
        return None
    ops = [expr.op if isinstance(expr, Op) and expr.op in JOINED else "" for expr in (old, new)]
    before, after = ops[0] or ops[1], ops[1] or ops[0]
    pairs = matched(list(_flat(old, before)), list(_flat(new, after)), two.same)
    parts = [_part(two, a, b, before, after) for a, b in pairs]
    return turns_of(connected(before, after, parts))


def _flat(expr: PlanExpr, op: str) -> Iterator[PlanExpr]:
    if isinstance(expr, Op) and expr.op == op:
        for arg in expr.args:
            yield from _flat(arg, op)
    else:
        yield expr


def _part(two: Reader, old: PlanExpr | None, new: PlanExpr | None, before: str, after: str) -> Verdicts:
    if old is not None and new is not None:
        return verdicts(two.of(old, new))
    if old is None:
        return frozenset(Verdict(neutral(before), truth) for truth in _truths(new))
    return frozenset(Verdict(truth, neutral(after)) for truth in _truths(old))


def _truths(expr: PlanExpr | None) -> Iterable[Truth]:
    if isinstance(expr, Literal):
        return (YES if expr.value is True else NO,)
    return Truth


def _how_many(two: Reader, old: Op, new: Op) -> Turns:
    """How many of some conditions hold; one that is not asked counts for none."""
    parts = []
    for a, b in matched(list(old.args), list(new.args), two.same):
        if a is not None and b is not None:
            parts.append(two.of(a, b))
        elif a is None:
            parts.append(independent([THERE], EVERY_STAND, (0, 1)))
        else:
            parts.append(independent(EVERY_STAND, [THERE], (0, -1)))
    return strict(parts)


# --- expressions with little in common -------------------------------------------------------------------------------


def apart(two: Reader, old: PlanExpr, new: PlanExpr) -> Turns:
    """What becomes of an expression that is quite another one after: what their domains allow."""
    return independent(_stands(old), _stands(new), apart_ways(two, old, new))


def apart_ways(two: Reader, old: PlanExpr, new: PlanExpr) -> frozenset[int]:
    """Which way it can be from one expression to the other, by what each can be at all."""
    if old.type.kind is not new.type.kind or two.before.words(old.type) != two.after.words(new.type):
        return ANY_WAY
    return order_of_domains(two.before.known(old), two.after.known(new))


def _stands(expr: PlanExpr) -> Iterable[Stand]:
    return [THERE] if isinstance(expr, Literal) else Stand


def literals(two: Reader, old: Literal, new: Literal) -> Turns:
    """What becomes of something that is written out."""
    before, after = value_of(old), value_of(new)
    if before is None or after is None or old.type.kind is not new.type.kind:
        return there(ANY_WAY)
    found = order_of(before, after, orders(two, old.type, new.type))
    return FIXED if found == {0} else there(found)
