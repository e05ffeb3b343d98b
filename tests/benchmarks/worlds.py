"""Times many variants of a ruleset in one run beside one run of it by itself; README.md says how to read it."""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from random import Random
from typing import Any

from benchmarks.job_j import CUTS, DOMAINS, HEAD, IN_DOMAIN, Cut, figures
from benchmarks.run import say, timed

from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.diagnostics.render import render_plain
from ccgrules.engine.rows import RowColumns
from ccgrules.engine.run import run_plan
from ccgrules.engine.table import Dataset, Keys
from ccgrules.engine.worlds import run_worlds
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan, Step
from ccgrules.plan.varied import Factor, VariedPlan, VariedStep, World, swept

KINDS = ("cases", "percent_rank", "z_score")
HEADLINE = "rating_j"

SCORING = {
    "cases": """
method scored(good, bad, stricter) "By cases"
  score
    2  when value meets good + stricter + {shift}
    0  when value misses bad + {shift}
    1  otherwise
""",
    "percent_rank": """
method scored(good, bad, stricter) "By place"
  score  2 - stricter - {lenient} * percent_rank(value, among: everyone)
""",
    "z_score": """
method scored(good, bad, stricter) "By z-score"
  let z = z_score(value, against: mean(value, among: everyone), error: normal, standard_error: 0.8,
                  overdispersion: additive, winsorise: 10%, among: everyone)
  score
    2  when z >= {shift} + stricter + 1
    0  when z <= -1
    1  otherwise
""",
}
"""How values are scored; the parameter is used in all 60."""

ONE = "one run"
RUNS = 5
"""One run takes so little time that a round takes the mean of several."""


METHOD, CUT, WEIGHTS, LEFT_OUT, NEEDING, GOOD = 1, 2, 4, 5, 6, 8
"""Changes by number: the method of all 60, the cut point of the best label, the weights of the overall score, `i9` left
out, a domain that needs three indicators, the cut point of the label below."""

STRICTER = {3: 20, 7: 31, 9: 35, 10: 44, 11: 50, 12: 58}
"""All others: the indicator that is scored more strictly."""


@dataclass(frozen=True)
class Rules:
    """Job J with another way to score, and with some of the changes made."""

    kind: str
    made: frozenset[int] = frozenset()

    def text(self) -> str:
        """The ruleset."""
        left_out = {9} if LEFT_OUT in self.made else set()
        parts = [HEAD, self._parameters(), self._method()]
        parts += [self._domain(domain) for domain in range(1, DOMAINS + 1)]
        parts += [self._indicator(number, cut) for number, cut in enumerate(CUTS, 1) if number not in left_out]
        return "".join([*parts, self._tail()])

    def _parameters(self) -> str:
        cut = "1.4" if CUT in self.made else "1.45"
        return (
            'parameter leniency "Leniency" = 0.5\n'
            f'parameter cut "Lowest score for Outstanding" = {cut}\n'
            'population everyone "Everyone"\n'
        )

    def _method(self) -> str:
        shift = "leniency * 1.5" if METHOD in self.made else "leniency"
        return SCORING[self.kind].format(shift=shift, lenient=f"({shift} + 1.5)")

    def _domain(self, domain: int) -> str:
        needing = ", needing: 3" if domain == DOMAINS and NEEDING in self.made else ""
        return f'\ngroup domain_{domain} "Domain {domain}" in performance\n  score mean(members.score{needing})\n'

    def _indicator(self, number: int, cut: Cut) -> str:
        stricter = 0.6 if number in [STRICTER.get(change) for change in self.made] else 0
        return (
            f'\nindicator {cut.name} "Indicator {number}" in domain_{1 + (number - 1) // IN_DOMAIN}\n'
            f"  data    number\n  better  {'higher' if cut.higher else 'lower'}\n"
            f"  score   scored({cut.good / 100}, {cut.bad / 100}, {stricter})\n"
        )

    def _tail(self) -> str:
        lead, finance, performance = ("20%", "20%", "60%") if WEIGHTS in self.made else ("25%", "25%", "50%")
        return f"""
measure overall "Overall score"
  weighted mean
    {lead}  i1.score                         "Leadership"
    {finance}  i2.score                         "Finance"
    {performance}  mean(performance.members.score)  "Performance"
  better higher

rating rating_j "Rating" on ratings
  inadequate            when i1.score = 0 and i2.score = 0
  outstanding           when overall >= cut
  good                  when overall >= {"1.05" if GOOD in self.made else "1"}
  requires_improvement  otherwise
"""


@cache
def planned(rules: Rules) -> Plan:
    """The plan of rules."""
    ruleset, findings = check_text(rules.text())
    if ruleset is None or has_errors(findings):
        raise SystemExit(render_plain(findings))
    return build_plan(ruleset)


def steps_of(rules: Rules) -> dict[str, Step]:
    """The steps of their plan by name."""
    return {step.name: step for step in planned(rules).steps}


def superposed(kind: str, changes: int) -> VariedPlan:
    """The rules with each of some changes made or not: a step hangs on those that alone make it another."""
    alone = [steps_of(Rules(kind, frozenset({change}))) for change in range(1, changes + 1)]
    plan = planned(Rules(kind))
    factors = tuple(Factor(f"change {number}", 2) for number in range(1, changes + 1))
    return VariedPlan(
        factors, tuple(varied_step(step, kind, alone) for step in plan.steps), plan.scales, plan.recurrent, plan
    )


def varied_step(step: Step, kind: str, alone: Sequence[Mapping[str, Step]]) -> VariedStep:
    """A step as it is with each of the changes made or not, from the steps with each alone."""
    factors = tuple(place for place, steps in enumerate(alone) if steps.get(step.name) != step)

    @cache
    def at(levels: tuple[int, ...]) -> Step | None:
        made = frozenset(place + 1 for place, level in zip(factors, levels) if level)
        return steps_of(Rules(kind, made)).get(step.name)

    return VariedStep(step.name, factors, at)


def dataset(organisations: int) -> Dataset:
    """The figures of job J as exact values, in rows."""
    none = MISSING[Reason.NONE_GIVEN]
    columns = {
        f"{cut.name}.value": [none if math.isnan(cell) else Fraction(repr(float(cell))) for cell in column]
        for cut, column in zip(CUTS, figures(organisations).T)
    }
    codes = [f"{number:05d}" for number in range(organisations)]
    return Dataset(Keys(codes, [""] * organisations, {}, ("",)), RowColumns(columns), {}, "")


@dataclass(frozen=True)
class Job:
    """Worlds to be run."""

    title: str
    varied: VariedPlan
    worlds: Sequence[World]


def sweep(kind: str, parameter: str, start: str, step: str, count: int) -> Job:
    """A parameter at many values."""
    values = [Fraction(start) + Fraction(step) * number for number in range(count)]
    varied = swept(planned(Rules(kind)), parameter, values)
    return Job(f"{count} values of {parameter}", varied, [(level,) for level in range(1, count + 1)])


def subsets(kind: str, changes: int, count: int) -> Job:
    """Subsets of changes: all, or as many as are asked for."""
    every = list(product((0, 1), repeat=changes))
    chosen = every if count >= len(every) else Random(5).sample(every, count)
    return Job(f"{len(chosen)} subsets of {changes} changes", superposed(kind, changes), chosen)


def run_job(job: Job, data: Dataset, engine: Any) -> int:
    """Works the headline out in every world, and reads it."""
    worlds = run_worlds(job.varied, data, job.worlds, [HEADLINE], engine=engine)
    return sum(len(worlds.values(HEADLINE, world)) for world in job.worlds)


def measure(kind: str, jobs: Sequence[Job], data: Dataset, repeats: int, engine: str) -> None:
    """Times one run and each of the jobs, in turn, and prints medians."""
    plan = planned(Rules(kind))
    rounds: dict[str, list[float]] = {}
    for _ in range(repeats + 1):
        timed(rounds, ONE, lambda: [run_plan(plan, data) for _ in range(RUNS)])
        for job in jobs:
            timed(rounds, job.title, lambda: run_job(job, data, engine))  # noqa: B023 (run now)
    for seconds in rounds.values():
        del seconds[0]  # the first round warms up
    rounds[ONE] = [seconds / RUNS for seconds in rounds[ONE]]
    say(f"\n{kind}, {len(data.keys)} organisations")
    for title, seconds in rounds.items():
        ratio = statistics.median(took / one for took, one in zip(seconds, rounds[ONE]))
        say(f"  {title:32} {statistics.median(seconds) * 1000:9.1f} ms {ratio:7.1f} x")


def main() -> None:
    """Times what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="rounds of each, after one that warms up (5)")
    parser.add_argument("--engine", default="auto", choices=("auto", "exact", "columns"), help="(auto)")
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    parser.add_argument("--many", action="store_true", help="4,096 worlds over 195 organisations as well")
    given = parser.parse_args()
    for kind in given.kinds:
        sweeps = [sweep(kind, "cut", "1", "0.005", 200), sweep(kind, "leniency", "-0.5", "0.01", 200)]
        measure(kind, [*sweeps, subsets(kind, 8, 200)], dataset(200), given.repeats, given.engine)
    if given.many:
        for kind in given.kinds:
            measure(kind, [subsets(kind, 12, 4096)], dataset(195), 1, given.engine)


if __name__ == "__main__":
    main()
