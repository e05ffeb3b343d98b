"""Chance that gives the same bytes everywhere: only `Random.random()`, the four operations and square roots.

Each purpose has a stream of its own, seeded with its name, so that a new indicator leaves the figures of all others as
they are.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

SEED = "fictional england 1"
TRIALS = 300


def stream(purpose: str) -> random.Random:
    """The random numbers for one purpose."""
    return random.Random(f"{SEED}: {purpose}")  # noqa: S311 - invented figures, not secrets


def bell(chance: random.Random) -> float:
    """About a standard normal number: twelve uniform ones, less six."""
    return added(chance.random() for _ in range(12)) - 6.0


def added(numbers: Iterable[float]) -> float:
    """One after the other: `sum` mends the last digit from Python 3.12 on."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def binomial(chance: random.Random, trials: int, share: float) -> int:
    """How many of `trials` succeed: counted one by one where few do or few do not, else by the normal approximation."""
    rare = min(share, 1.0 - share)
    expected = trials * rare
    if trials <= TRIALS or expected < 25.0:
        each = rare if trials <= TRIALS else expected / TRIALS
        rares = sum(chance.random() < each for _ in range(min(trials, TRIALS)))
        return rares if share <= 0.5 else trials - rares
    drawn = trials * share + math.sqrt(trials * share * (1.0 - share)) * bell(chance)
    return min(max(round(drawn), 0), trials)


def poisson(chance: random.Random, expected: float) -> int:
    """How many of very many rare things happen."""
    if expected < 25.0:
        return sum(chance.random() < expected / TRIALS for _ in range(TRIALS))
    return max(round(expected + math.sqrt(expected) * bell(chance)), 0)


def exponential(x: float) -> float:
    """About e to the power x, by multiplication alone: libraries of mathematics differ in the last digit."""
    power = 1.0 + x / 1024.0
    for _ in range(10):
        power *= power
    return power
