"""Eleven prescribing measures of 191 CCGs, July 2018 to June 2019: heavily over-dispersed counts.

Figures: NHS Business Services Authority (Open Government Licence v3.0), read where they lie beside the project. φ, τ²
and every z-score are held to a computation in NumPy that is written here from the papers, and τ² to the estimate of
DerSimonian and Laird in statsmodels, which takes its mean for the set point: with every member in the estimate and the
pooled rate for a set point the two are the same.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from published.funnels import Scored, Setting, run_settings, settings

Counts = list[tuple[Fraction, Fraction]]
Floats = NDArray[np.float64]

CLOSE = 1e-9
MEASURES = (
    "desogestrel",
    "fungal",
    "glaucoma",
    "keppra",
    "ktt13_nsaids_ibuprofen",
    "lyrica",
    "methotrexate",
    "other_lipid_modifying_drugs",
    "silver",
    "statinintensity",
    "tramadol",
)
OF_PATIENTS = "other_lipid_modifying_drugs"
"""Items for every thousand patients: no share, and so only of counts."""
WITH_NOTHING = "methotrexate"
"""Eight CCGs have no item of it."""


@dataclass(frozen=True)
class Measure:
    """A measure, its counts, and what the engine gives for each setting."""

    name: str
    counts: Counts
    scored: Mapping[Setting, Scored]


@pytest.fixture(scope="module")
def counts(shared_data: Path) -> Mapping[str, Counts]:
    """Numerators and denominators by measure."""
    found: dict[str, Counts] = defaultdict(list)
    with (shared_data / "ccg" / "prescribing-measures-2018-19.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["measure_id"]].append((Fraction(row["numerator"]), Fraction(row["denominator"])))
    return found


@pytest.fixture(scope="module", params=MEASURES)
def measure(request: pytest.FixtureRequest, counts: Mapping[str, Counts]) -> Measure:
    """One measure, scored by every setting."""
    name = str(request.param)
    return Measure(name, counts[name], run_settings(counts[name], every_setting(name)))


def every_setting(measure: str) -> list[Setting]:
    """All but logarithms where a CCG has nothing of it, and shares where it is none."""
    transforms = ("none", "square_root") if measure == WITH_NOTHING else ("none", "square_root", "log")
    poisson = settings("poisson", transforms)
    return poisson if measure == OF_PATIENTS else poisson + settings("binomial", ("none", "arcsine"))


def independently(setting: Setting, over: Floats, under: Floats) -> Scored:
    """The same by NumPy, from Spiegelhalter (2005) and (2012)."""
    t = over.sum() / under.sum()
    transform = TRANSFORMS[setting.transform]
    apart = transform(over / under) - transform(t)
    s = _standard_error(setting, under, t)
    z = apart / s
    kept, weights = z, 1 / s**2
    if setting.ends:
        low, high = np.quantile(z, [0.1, 0.9])
        inside = (z >= low) & (z <= high)
        kept = np.clip(z, low, high) if setting.ends == "winsorise" else z[inside]
        weights = weights if setting.ends == "winsorise" else weights[inside]
    phi, tau_squared = float(np.mean(kept**2)), 0.0
    adjusted = z / np.sqrt(phi) if setting.overdispersion == "multiplicative" else z
    if setting.overdispersion == "additive":
        surplus = len(kept) * phi - (len(kept) - 1)
        tau_squared = float(surplus / (weights.sum() - (weights**2).sum() / weights.sum()))
        adjusted = apart / np.sqrt(s**2 + tau_squared)
    return Scored(list(adjusted), list(z), list(s), phi, tau_squared)


def _arcsine(share: Floats) -> Floats:
    return np.asarray(np.arcsin(np.sqrt(share)))


TRANSFORMS: Mapping[str, Any] = {"none": np.positive, "square_root": np.sqrt, "log": np.log, "arcsine": _arcsine}


def _standard_error(setting: Setting, under: Floats, t: Any) -> Floats:
    """That of the value, times the slope of the transform at the set point."""
    own = np.sqrt((t * (1 - t) if setting.error == "binomial" else t) / under)
    match setting.transform:
        case "square_root":
            return np.asarray(own / (2 * np.sqrt(t)))
        case "log":
            return np.asarray(own / t)
        case "arcsine":
            return np.asarray(own / (2 * np.sqrt(t * (1 - t))))
        case _:
            return np.asarray(own)


def test_phi_tau_squared_and_z(measure: Measure) -> None:
    """Each within 1e-9 of itself; z-scores near 0 within 1e-9, as floats lose digits in the difference."""
    over, under = (np.array([float(pair[i]) for pair in measure.counts]) for i in (0, 1))
    assert len(over) == 191
    for setting, ours in measure.scored.items():
        theirs = independently(setting, over, under)
        assert ours.phi == pytest.approx(theirs.phi, rel=CLOSE), setting
        assert ours.tau_squared == pytest.approx(theirs.tau_squared, rel=CLOSE), setting
        assert ours.standard_error == pytest.approx(theirs.standard_error, rel=CLOSE), setting
        assert ours.unadjusted == pytest.approx(theirs.unadjusted, rel=CLOSE, abs=CLOSE), setting
        assert ours.z == pytest.approx(theirs.z, rel=CLOSE, abs=CLOSE), setting


def test_every_measure_is_over_dispersed(measure: Measure) -> None:
    """So that each of the settings does something."""
    for setting, ours in measure.scored.items():
        assert ours.phi > 1, setting
        if setting.overdispersion == "none":
            assert ours.z == ours.unadjusted
        else:
            assert all(abs(z) < abs(plain) for z, plain in zip(ours.z, ours.unadjusted) if plain)


def test_tau_squared_is_that_of_dersimonian_and_laird_in_statsmodels(measure: Measure) -> None:
    meta = pytest.importorskip("statsmodels.stats.meta_analysis", reason="statsmodels is not installed")
    errors = ("poisson",) if measure.name == OF_PATIENTS else ("poisson", "binomial")
    values = np.array([float(over / under) for over, under in measure.counts])
    for setting in (Setting(error, overdispersion="additive") for error in errors):
        ours = measure.scored[setting]
        theirs = meta.combine_effects(values, np.array(ours.standard_error) ** 2, method_re="dl")
        assert ours.tau_squared == pytest.approx(theirs.tau2, rel=CLOSE), setting
        assert 191 * ours.phi == pytest.approx(theirs.q, rel=CLOSE), setting
