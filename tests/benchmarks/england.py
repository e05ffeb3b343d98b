"""Times the annual assessments of the fictional England by both engines and by plain NumPy; README.md says how."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.run import say
from unit.examples.independent_england import YEARS, Answer, assess

import ccgrules
from ccgrules.model.types import Missing

PROJECT = Path(__file__).parents[2]
ENGLAND = PROJECT / "examples/fictional-england"


def seconds(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """The median of some rounds after a first that warms up, and what the work gives."""
    result, rounds = work(), []
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        rounds.append(time.perf_counter() - start)
    return statistics.median(rounds), result


def differences(run: ccgrules.Run, answers: dict[str, Answer]) -> int:
    """How many headlines differ from those of plain NumPy."""
    labels = [None if isinstance(label, Missing) else label for label in run.result.values("headline")]
    return sum(answers[who].headline != label for who, label in zip(run.result.keys.organisations, labels))


def measure(year: str, repeats: int) -> None:
    """Times one year, and prints it."""
    data, mapping = ENGLAND / f"iaf-{year}.csv", ENGLAND / f"mapping-{year}.yaml"
    rules = PROJECT / f"rulesets/ccg/annual-assessment-{year}.rules"
    checking, framework = seconds(lambda: ccgrules.load(rules), repeats)
    by_numpy, answers = seconds(lambda: assess(data, YEARS[year]), repeats)
    say(f"\n{year}: {len(answers)} organisations, {YEARS[year].number()} banded indicators")
    say(f"  {'checking the ruleset':22} {checking * 1000:9.1f} ms")
    say(f"  {'NumPy by hand':22} {by_numpy * 1000:9.1f} ms")
    used = mapping if mapping.exists() else None
    for engine in ("exact", "columns"):
        took, run = seconds(lambda: framework.run(data, mapping=used, engine=engine), repeats)  # noqa: B023 (run now)
        say(f"  {f'{engine} engine':22} {took * 1000:9.1f} ms, headlines that differ: {differences(run, answers)}")


def main() -> None:
    """Reads the command line and times every year."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3, help="rounds that are kept (default 3)")
    for year in YEARS:
        measure(year, parser.parse_args().repeats)


if __name__ == "__main__":
    main()
