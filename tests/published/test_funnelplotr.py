"""Over-dispersion as FunnelPlotR finds it, on a synthetic table of 60 organisations.

FunnelPlotR (nhs-r-community/FunnelPlotR, MIT): the functions `transformed_zscore`, `winsorisation`, `truncation`,
`phi_func` and `tau_func` of R/od_adjustment.R at commit 225b14d, called as R/funnel_plot.R calls them, by its own
`trim_by = 0.1`, in R 4.2.2 with 17 digits printed. Adjusted z-scores are `(Y - target_transformed) / sqrt(s^2 + tau2)`,
as in the package's limits.

What corresponds, and what does not:
- "SR" by "SHMI" is a ratio to expected counts with `transform: log`, its ends left out (`trim`), set point 1. The
  package rounds expected counts to 2 places first, and cuts the ends off by rank, `floor(10 rank / 61)`, not by
  quantiles: with 60 organisations and no ties both leave out six at each end.
- "SR" by "CQC" is the same with `transform: square_root` and `winsorise`. "PR" is a share with `transform: arcsine`,
  set point the pooled share, and `winsorise`.
- "RC" adds a half to both counts and takes the error of both: it has no counterpart here.
- The package adjusts wherever I φ >= I - 1. Here a φ of at most 1 is no over-dispersion, so that the two differ where φ
  lies between 1 - 1/I and 1.
- Its limits for the plot by "CQC" are linear in z without squaring back; limits are not compared.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from published.funnels import Scored, Setting, run_settings

ORGANISATIONS = range(1, 61)
PRINTED = (1, 2, 30, 59, 60)
CLOSE = 1e-9


def standardised() -> list[tuple[Fraction, Fraction]]:
    """Counted and expected."""
    expected = [20 + 7 * i + i * i % 13 + Fraction(i % 4, 4) for i in ORGANISATIONS]
    return [(Fraction(math.floor(e * (70 + 37 * i % 61) / 100)), e) for i, e in zip(ORGANISATIONS, expected)]


def shares() -> list[tuple[Fraction, Fraction]]:
    """Seen, of all people."""
    people = [Fraction(40 + 11 * i + i * i % 17) for i in ORGANISATIONS]
    return [(Fraction(math.floor(p * (50 + 29 * i % 47) / 100)), p) for i, p in zip(ORGANISATIONS, people)]


def held(ours: Scored, plain: list[float], adjusted: list[float], sums: tuple[float, float]) -> None:
    """The printed rows, and the sums of all."""
    rows = [i - 1 for i in PRINTED]
    assert [ours.unadjusted[row] for row in rows] == pytest.approx(plain, rel=CLOSE)
    assert [ours.z[row] for row in rows] == pytest.approx(adjusted, rel=CLOSE)
    assert (sum(ours.unadjusted), sum(ours.z)) == pytest.approx(sums, rel=CLOSE)


def test_ratios_by_shmi() -> None:
    setting = Setting("poisson", "log", "additive", "trim", against="1")
    ours = run_settings(standardised(), [setting])[setting]
    assert ours.phi == pytest.approx(3.8624745854057392, rel=CLOSE)
    assert ours.tau_squared == pytest.approx(0.013915194014565955, rel=CLOSE)
    held(
        ours,
        [0.31945673838925071, -1.3444084276665509, -3.0700261578835208, 3.4614649236611439, -1.3595685340786354],
        [0.27065761319858328, -1.0848584835515216, -1.4893219893257699, 1.2922692111178704, -0.50355537860845445],
        (-9.0273697205058312, -5.4313010877466006),
    )


def test_ratios_by_cqc() -> None:
    setting = Setting("poisson", "square_root", "additive", "winsorise", against="1")
    ours = run_settings(standardised(), [setting])[setting]
    assert ours.phi == pytest.approx(5.3842678356854785, rel=CLOSE)
    assert ours.tau_squared == pytest.approx(0.0046805532977300798, rel=CLOSE)
    held(
        ours,
        [0.32430533736867262, -1.2741449203308119, -2.9208636577017462, 3.6076376382352904, -1.3380626869905967],
        [0.26227940977245529, -0.97129906637418739, -1.2602536551509003, 1.1824836361390165, -0.43498560246011186],
        (-2.0946068921185561, -1.944223903045829),
    )


def test_shares() -> None:
    setting = Setting("binomial", "arcsine", "additive", "winsorise")
    ours = run_settings(shares(), [setting])[setting]
    assert ours.phi == pytest.approx(31.611652024601646, rel=CLOSE)
    assert ours.tau_squared == pytest.approx(0.020382116762657148, rel=CLOSE)
    held(
        ours,
        [1.0958005955867236, -2.0249274934530312, 0.66567992943275223, -1.9704606136807739, -11.876076843316378],
        [0.47872645392583074, -0.80162126310051895, 0.11682193541566151, -0.25821605185339469, -1.5444356042777534],
        (37.796869168886538, 7.4738851647684488),
    )
