"""Times job J: our engines beside hand-written Polars, in one process and in turn. README.md says how to read it."""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
from benchmarks import by_hand, job_j

from ccgrules import load
from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.engine.columns import run_columns
from ccgrules.engine.columns_encode import number_columns
from ccgrules.engine.exact import run_exact
from ccgrules.engine.frames import FrameColumns
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.table import Columns, Dataset, Keys
from ccgrules.model.load import check_text
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan

SIZES = (200, 20_000, 1_000_000)
MOST_EXACT = 20_000
"""The exact engine is timed up to so many organisations."""

CROSSING = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
"""Where the two engines are compared, to see from how many rows the columns engine is the quicker."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each round, by what was timed."""

    rounds: dict[str, list[float]]

    def median(self, name: str) -> float:
        """The median of a thing's rounds."""
        return statistics.median(self.rounds[name])

    def ratio(self, name: str) -> float:
        """The median of its ratios to hand-written Polars in the same round."""
        return statistics.median(a / b for a, b in zip(self.rounds[name], self.rounds["Polars by hand"]))


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def planned() -> Plan:
    """Job J, from its text."""
    ruleset, findings = check_text(job_j.ruleset())
    if ruleset is None or has_errors(findings):
        raise SystemExit("the ruleset of job J is refused")
    return build_plan(ruleset)


def bound(frame: pl.DataFrame) -> FrameColumns:
    """The figures as exact integers, each cell proved."""
    read = number_columns(frame, dict.fromkeys(job_j.NAMES))
    return FrameColumns.of({f"{name}.value": read[name].stored for name in job_j.NAMES})


def dataset(columns: Columns, organisations: int) -> Dataset:
    """The inputs with made-up codes."""
    codes = [f"{number:07d}" for number in range(organisations)]
    return Dataset(Keys(codes, [""] * organisations, {}, ("",)), columns, {}, "")


def wrong(ratings: Any, reference: Any) -> int:
    """How many ratings differ from exact integer arithmetic."""
    return int((np.asarray(ratings) != reference).sum())


def places(columns: Columns) -> list[int]:
    """Each rating's place in the scale."""
    return [job_j.LABELS.index(str(value)) for value in columns.values("rating_j")]


def timed(rounds: dict[str, list[float]], name: str, work: Callable[[], Any]) -> Any:
    """What some work gives; its time is added to the rounds."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    rounds.setdefault(name, []).append(time.perf_counter() - start)
    return result


def measure(plan: Plan, organisations: int, repeats: int) -> None:
    """Times one size, and prints it."""
    values = job_j.figures(organisations)
    frame, reference = job_j.frame(values), job_j.reference(values)
    keys = dataset(FrameColumns.of({}), organisations).keys
    rounds: dict[str, list[float]] = {}
    for _ in range(repeats + 1):
        by_polars = timed(rounds, "Polars by hand", lambda: by_hand.rate(frame))
        inputs = timed(rounds, "binding", lambda: bound(frame))
        ours = timed(rounds, "compute", lambda: run_columns(plan, Dataset(keys, inputs, {}, "")))  # noqa: B023 (run now)
    for seconds in rounds.values():
        del seconds[0]  # the first round warms up
    rounds["binding and compute"] = [a + b for a, b in zip(rounds["binding"], rounds["compute"])]
    report(f"{organisations:,} organisations", Times(rounds))
    mistakes = wrong(places(ours), reference), wrong(by_polars["rating_j"], reference)
    say(f"  wrong decisions: columns engine {mistakes[0]}, hand-written Polars {mistakes[1]}")
    say(f"  through the Python interface, with digests of the data: {whole_call(frame):.3f} s (one round)")
    if organisations <= MOST_EXACT:
        rows = RowColumns({name: inputs.values(name) for name in inputs.names()})
        exact = timed(rounds, "exact engine", lambda: run_exact(plan, Dataset(keys, rows, {}, "")))
        say(f"  exact engine: {rounds['exact engine'][0]:.3f} s, wrong decisions {wrong(places(exact), reference)}")


def whole_call(frame: pl.DataFrame) -> float:
    """Seconds of one run through the Python interface: with codes, periods, ranges and digests of the data checked."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "job-j.rules"
        path.write_text(job_j.ruleset(), encoding="utf-8")
        framework = load(path)
    codes = pl.int_range(frame.height, eager=True).cast(pl.String).str.zfill(7).alias("organisation")
    data = frame.with_columns(codes)
    rounds: dict[str, list[float]] = {}
    timed(rounds, "whole call", lambda: framework.run(data))
    return rounds["whole call"][0]


def report(title: str, times: Times) -> None:
    """Prints medians, and ratios to hand-written Polars."""
    say(f"\n{title}")
    for name in times.rounds:
        say(f"  {name:22} {times.median(name) * 1000:9.1f} ms {times.ratio(name):6.2f} x")


def crossover(plan: Plan) -> None:
    """Prints from how many rows the columns engine is quicker, both starting from exact values in lists."""
    say("\nExact engine and columns engine, from lists of exact values (median of 3)")
    for organisations in CROSSING:
        inputs = bound(job_j.frame(job_j.figures(organisations)))
        data = dataset(RowColumns({name: inputs.values(name) for name in inputs.names()}), organisations)
        rounds: dict[str, list[float]] = {}
        for _ in range(3):
            timed(rounds, "exact", lambda: run_exact(plan, data))  # noqa: B023 (run now)
            timed(rounds, "columns", lambda: run_columns(plan, data))  # noqa: B023 (run now)
        exact, columns = (statistics.median(rounds[name]) * 1000 for name in ("exact", "columns"))
        say(f"  {organisations:6,} rows: exact {exact:8.1f} ms, columns {columns:8.1f} ms")


def main() -> None:
    """Times what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="organisations (200, 20000 and 1000000)")
    parser.add_argument("--repeats", type=int, default=7, help="rounds of each, after one that warms up (7)")
    parser.add_argument("--crossover", action="store_true", help="compare the two engines at small sizes as well")
    given = parser.parse_args()
    plan = planned()
    say(f"Polars {pl.__version__}, {pl.thread_pool_size()} threads; job J: {len(plan.steps)} steps, trace kept")
    for organisations in given.sizes:
        measure(plan, organisations, given.repeats)
    if given.crossover:
        crossover(plan)


if __name__ == "__main__":
    main()
