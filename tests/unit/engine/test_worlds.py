"""Many worlds in one run: what is worked out how often, and what comes out; expected values are worked out by hand."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import pytest

from ccgrules.engine import exact, worlds_exact
from ccgrules.engine import worlds as running
from ccgrules.engine.decisions import Decision
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.run import Engine
from ccgrules.engine.table import Dataset
from ccgrules.engine.worlds import Worlds, run_worlds
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason, Value
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Input, Plan, Step
from ccgrules.plan.varied import Factor, VariedPlan, VariedStep, World, swept, varied_of

HEAD = """framework t "T"
  language 1
  scores better higher
  result m
scale grades best first
  good "Good", fair "Fair", poor "Poor"
parameter bar "Bar" = 2 between 0 and 10
field kind "Kind" one of x, y
population everyone
indicator a "A"
  data number
  better higher
indicator b "B"
  data number
  better higher
"""
ENGINES: tuple[Engine, ...] = ("exact", "columns", "auto")


def plan_of(text: str) -> Plan:
    ruleset, findings = check_text(HEAD + text)
    assert ruleset is not None, findings
    return build_plan(ruleset)


def measures(**bodies: str) -> str:
    return "".join(f"measure {name} = {body}\n  better higher\n" for name, body in bodies.items())


def two_factors(text: Callable[[int, int], str]) -> VariedPlan:
    """A ruleset that hangs on two factors of two levels."""
    plans: dict[World, Plan] = {(x, y): plan_of(text(x, y)) for x, y in product((0, 1), repeat=2)}
    return varied_of([Factor("x", 2), Factor("y", 2)], plans)


EVERY: list[World] = list(product((0, 1), repeat=2))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "columns":
        pytest.importorskip("polars", reason="stacks need Polars")
    engine: Engine = request.param
    return engine


# --- how often -----------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each step is run."""
    found: Counter[str] = Counter()
    made = exact.runner

    def counting(step: Any, *others: Any) -> Any:
        run = made(step, *others)

        def counted_run(window: Any) -> Any:
            found[step.name] += 1
            return run(window)

        return counted_run

    monkeypatch.setattr(worlds_exact, "runner", counting)
    return found


def chain(x: int, y: int) -> str:
    """`k` hangs on nothing, `l` on the first factor, `m` on both, `n` on nothing wanted."""
    return measures(k="a.value + 1", l=f"k + {x}", m=f"l * b.value + 10 * {y}", n=f"l + {y}")


def test_each_step_is_run_once_for_each_distinct_projection(counted: Counter[str]) -> None:
    varied = two_factors(chain)
    run_worlds(varied, rows_dataset(varied.plan, [{"a.value": 1, "b.value": 2}]), EVERY, ["m"])
    assert counted == {"k": 1, "l": 2, "m": 4}


def test_projections_are_those_of_the_worlds_that_are_run(counted: Counter[str]) -> None:
    varied = two_factors(chain)
    run_worlds(varied, rows_dataset(varied.plan, [{"a.value": 1, "b.value": 2}]), [(0, 0), (1, 1), (1, 1)], ["m"])
    assert counted == {"k": 1, "l": 2, "m": 2}


def test_equal_inputs_give_the_column_that_is_there(counted: Counter[str]) -> None:
    """Level 1 lowers what is compared from 9 to 8, which no row notices, so that all behind it is the same."""
    varied = two_factors(
        lambda x, y: measures(k=f"a.value + {y}", l=f"\n  1 when k > {9 - x}\n  0 otherwise", m="l + k")
    )
    worlds = run_worlds(varied, rows_dataset(varied.plan, [{"a.value": 1}, {"a.value": 5}]), EVERY, ["m"])
    assert counted == {"k": 2, "l": 4, "m": 2}
    assert worlds.values("m", (0, 0)) is worlds.values("m", (1, 0))


def test_definitions_of_what_nothing_wanted_hangs_on_are_not_asked_for() -> None:
    varied = two_factors(chain)
    asked: list[str] = []

    def asking(step: VariedStep) -> VariedStep:
        def at(levels: tuple[int, ...]) -> Any:
            asked.append(step.name)
            return step.at(levels)

        return replace(step, at=at)

    varied = replace(varied, steps=tuple(asking(step) for step in varied.steps))
    run_worlds(varied, rows_dataset(varied.plan, [{}]), EVERY, ["l"])
    assert set(asked) == {"a.value", "k", "l"}
    assert Counter(asked)["l"] == 2


def test_stacks_are_taken_where_there_is_much_to_do(monkeypatch: pytest.MonkeyPatch, counted: Counter[str]) -> None:
    pytest.importorskip("polars", reason="stacks need Polars")
    """Five rows in eight different worlds are forty: one of the values tried is that before."""
    varied = swept(plan_of(measures(k="a.value * bar", m="k + 1")), "bar", [Fraction(number) for number in range(8)])
    dataset = rows_dataset(varied.plan, [{"a.value": number} for number in range(5)])
    worlds: list[World] = [(level,) for level in range(9)]
    monkeypatch.setattr(running, "LEAST_CELLS", 90)
    monkeypatch.setattr(running, "LEAST_ROWS", 40)
    found = run_worlds(varied, dataset, worlds, ["m"])
    assert counted == {"bar": 9}
    monkeypatch.setattr(running, "LEAST_ROWS", 41)
    by_itself = run_worlds(varied, dataset, worlds, ["m"])
    assert all(list(found.values("m", world)) == list(by_itself.values("m", world)) for world in worlds)
    assert counted["m"] == 8


# --- what comes out ------------------------------------------------------------------------------------------------


def test_columns_of_each_world(engine: Engine) -> None:
    varied = two_factors(chain)
    dataset = rows_dataset(varied.plan, [{"a.value": 1, "b.value": 2}, {"a.value": None, "b.value": 2}])
    worlds = run_worlds(varied, dataset, EVERY, ["m"], engine=engine)
    none = MISSING[Reason.UNDETERMINED]
    assert {world: list(worlds.values("m", world)) for world in EVERY} == {
        (0, 0): [4, none],
        (0, 1): [14, none],
        (1, 0): [6, none],
        (1, 1): [16, none],
    }


def test_what_a_world_has_not(engine: Engine) -> None:
    """`k` is there only where the first factor is at 1."""
    extra = {0: {}, 1: {"k": "a.value"}}
    varied = two_factors(lambda x, y: measures(**extra[x], m="k + 1" if x else f"a.value + {y}"))
    dataset = rows_dataset(varied.plan, [{"a.value": 1}])
    worlds = run_worlds(varied, dataset, [(0, 1), (1, 0)], ["m", "k"], engine=engine)
    assert list(worlds.values("k", (1, 0))) == [1]
    assert list(worlds.values("m", (0, 1))) == [2]
    for name, world in (("k", (0, 1)), ("m", (1, 1)), ("nobody", (1, 0)), ("b.value", (1, 0))):
        with pytest.raises(KeyError):
            worlds.values(name, world)


def test_columns_kept_beside_others_may_be_wanted(engine: Engine) -> None:
    def text(x: int, y: int) -> str:
        adjusted = "rating r on grades\n  starts as good\n  no better than fair when m > 1\n"
        return measures(m=f"\n  {x} when a.value > 3\n  2 otherwise", n="mean(m, among: everyone)") + adjusted

    varied = two_factors(text)
    dataset = rows_dataset(varied.plan, [{"a.value": 4}, {"a.value": 1}])
    wanted = ["m.case", "n.mean.members", "r.after_1"]
    worlds = run_worlds(varied, dataset, EVERY, wanted, engine=engine)
    for world in EVERY:
        assert list(worlds.values("m.case", world)) == [0, 1]
        assert list(worlds.values("n.mean.members", world)) == [2, 2]
        assert list(worlds.values("r.after_1", world)) == ["good", "fair"]


def by_shift(step: Input, levels: tuple[int, ...]) -> Sequence[Value]:
    """Data that the first factor turns round."""
    figures: list[Value] = [Fraction(1), Fraction(5), Fraction(9), MISSING[Reason.SUPPRESSED]]
    return figures[::-1] if levels == (1,) else figures


def always(step: Step, levels: tuple[int, ...]) -> Step:
    """A step that is the same at all levels."""
    return step


def with_own_data(plan: Plan, name: str) -> VariedPlan:
    """A plan of which an input hangs on the one factor."""
    steps = [VariedStep(step.name, (0,) if step.name == name else (), partial(always, step)) for step in plan.steps]
    return VariedPlan((Factor("x", 2),), tuple(steps), plan.scales, plan.recurrent, plan)


def test_data_that_hang_on_the_world(engine: Engine) -> None:
    varied = with_own_data(plan_of(measures(m="a.value + 1")), "a.value")
    dataset = rows_dataset(varied.plan, [{}, {}, {}, {}])
    worlds = run_worlds(varied, dataset, [(0,), (1,)], ["m"], inputs=by_shift, engine=engine)
    withheld = MISSING[Reason.UNDETERMINED]
    assert list(worlds.values("m", (0,))) == [2, 6, 10, withheld]
    assert list(worlds.values("m", (1,))) == [withheld, 10, 6, 2]


def test_populations_do_not_reach_into_other_worlds(engine: Engine) -> None:
    """The highest of 1, 5, 9 is 9 in each world; a row that is missing has none of its own."""
    varied = with_own_data(plan_of(measures(m="percent_rank(a.value, among: everyone)")), "a.value")
    dataset = rows_dataset(varied.plan, [{}, {}, {}, {}])
    worlds = run_worlds(varied, dataset, [(1,), (0,)], ["m"], inputs=by_shift, engine=engine)
    withheld, half = MISSING[Reason.UNDETERMINED], Fraction(1, 2)
    assert list(worlds.values("m", (0,))) == [1, half, 0, withheld]
    assert list(worlds.values("m", (1,))) == [withheld, 0, half, 1]


def test_periods_do_not_reach_into_other_worlds(engine: Engine) -> None:
    """In each world the first period has none before it, and a mean is that of the period."""
    text = measures(k="a.value * bar", m="k - previous(k)", n="mean(k, among: everyone)")
    varied = swept(plan_of(text), "bar", [Fraction(3)])
    rows: list[dict[str, Given]] = [{"organisation": who, "period": when, "a.value": n} for who, when, n in
            (("A", "2024", 1), ("B", "2024", 3), ("A", "2025", 10), ("B", "2025", 30))]  # fmt: skip
    worlds = run_worlds(varied, rows_dataset(varied.plan, rows), [(0,), (1,)], ["m", "n"], engine=engine)
    first = MISSING[Reason.NO_EARLIER_PERIOD]
    assert list(worlds.values("m", (0,))) == [first, first, 18, 54]
    assert list(worlds.values("m", (1,))) == [first, first, 27, 81]
    assert list(worlds.values("n", (0,))) == [4, 4, 40, 40]
    assert list(worlds.values("n", (1,))) == [6, 6, 60, 60]


def test_values_that_hang_on_their_own_earlier_ones(engine: Engine) -> None:
    """Each adds the figure, times the parameter, to what there was."""
    body = "\n  a.value * bar when previous(m) is missing\n  previous(m) + a.value * bar otherwise\n  data number"
    text = measures(m=body)
    varied = swept(plan_of(text), "bar", [Fraction(3)])
    assert varied.recurrent
    rows: list[dict[str, Given]] = [
        {"period": when, "organisation": "A", "a.value": n} for when, n in (("2024", 1), ("2025", 2), ("2026", 4))
    ]
    worlds = run_worlds(varied, rows_dataset(varied.plan, rows), [(0,), (1,)], ["m"], engine=engine)
    assert list(worlds.values("m", (0,))) == [2, 6, 14]
    assert list(worlds.values("m", (1,))) == [3, 9, 21]


def test_worlds_without_one_order(engine: Engine) -> None:
    """In one world `m` uses `n`, in the other `n` uses `m`."""
    texts = (measures(m="a.value", n="m + 1"), measures(n="a.value", m="n + 1"))
    varied = varied_of([Factor("x", 2)], {(level,): plan_of(text) for level, text in enumerate(texts)})
    dataset = rows_dataset(varied.plan, [{"a.value": 5}])
    worlds = run_worlds(varied, dataset, [(0,), (1,)], ["m", "n"], engine=engine)
    found = {world: (*worlds.values("m", world), *worlds.values("n", world)) for world in ((0,), (1,))}
    assert found == {(0,): (5, 6), (1,): (6, 5)}


# --- data ----------------------------------------------------------------------------------------------------------


def test_inputs_that_the_data_have_not_are_missing(engine: Engine) -> None:
    """Data bound to another plan have no `b.value` and no `kind`."""
    other, plan = (
        plan_of(measures(m="a.value")),
        plan_of(measures(m="b.value", n="\n  1 when kind is x\n  0 otherwise")),
    )
    whole = rows_dataset(other, [{"a.value": 5}])
    columns = type(whole.columns)({"a.value": whole.columns.values("a.value")})  # type: ignore[call-arg]
    varied = varied_of([], {(): plan})
    worlds = run_worlds(varied, replace(whole, columns=columns), [()], ["b.value", "kind"], engine=engine)
    assert list(worlds.values("b.value", ())) == [MISSING[Reason.NONE_GIVEN]]
    assert list(worlds.values("kind", ())) == [MISSING[Reason.FIELD_MISSING]]


def decision(column: str, to: str) -> Decision:
    day = datetime.date(2026, 1, 1)
    return Decision("A", "", "r", column, None, to, "because", "Panel", day, (), spans={})


def test_decisions_are_entered(engine: Engine) -> None:
    panel = 'rating r on grades\n  good when a.value > bar\n  poor otherwise\n  moderated by "Panel"\n'
    varied = swept(plan_of(measures(m="a.value") + panel), "bar", [Fraction(9)])
    whole = rows_dataset(varied.plan, [{"a.value": 5}, {"a.value": 5}])
    lists = {name: whole.columns.values(name) for name in whole.columns.names() if name != "r.moderated"}
    decided = {("r.moderated", 0): decision("r.moderated", "fair")}
    dataset = replace(whole, columns=type(whole.columns)(lists), decisions=decided)  # type: ignore[call-arg]
    worlds = run_worlds(varied, dataset, [(0,), (1,)], ["r"], engine=engine)
    assert list(worlds.values("r", (0,))) == ["fair", "good"]
    assert list(worlds.values("r", (1,))) == ["fair", "poor"]


def test_data_in_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("polars", reason="frames need Polars")
    from ccgrules.engine.columns_encode import from_rows

    varied = swept(plan_of(measures(m="\n  a.value when kind is x\n  bar otherwise")), "bar", [Fraction(9)])
    dataset = rows_dataset(varied.plan, [{"a.value": 5, "kind": "x"}, {"a.value": 5, "kind": "y"}, {"a.value": 5}])
    types = {step.name: step.type for step in varied.plan.steps if isinstance(step, Input)}
    frames = replace(dataset, columns=from_rows(dataset.columns, types, varied.scales))
    for engine in ENGINES:
        worlds = run_worlds(varied, frames, [(0,), (1,)], ["m"], engine=engine)
        unknown = MISSING[Reason.FIELD_MISSING]
        assert list(worlds.values("m", (0,))) == [5, 2, unknown]
        assert list(worlds.values("m", (1,))) == [5, 9, unknown]


def test_no_rows_at_all(engine: Engine) -> None:
    varied = two_factors(chain)
    worlds = run_worlds(varied, rows_dataset(varied.plan, []), EVERY, ["m"], engine=engine)
    assert [list(worlds.values("m", world)) for world in EVERY] == [[], [], [], []]


def test_a_number_that_outgrows_all_bounds_in_one_world(engine: Engine) -> None:
    squares = {f"k{n}": f"k{n - 1} * k{n - 1}" for n in range(1, 14)}
    varied = swept(plan_of(measures(k0="a.value * bar", **squares, m="k13")), "bar", [Fraction(1)])
    dataset: Dataset = rows_dataset(varied.plan, [{"a.value": 1}])
    with pytest.raises(CannotRun) as stopped:
        run_worlds(varied, dataset, [(0,), (1,)], ["m"], engine=engine)
    assert stopped.value.diagnostic.code == "CCG710"
    worlds: Worlds = run_worlds(varied, dataset, [(1,)], ["m"], engine=engine)
    assert list(worlds.values("m", (1,))) == [1]
