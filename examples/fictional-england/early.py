"""The figures of 2013/14 and 2015/16, as the older rulesets in `rulesets/ccg/` ask for them."""

from __future__ import annotations

from collections.abc import Sequence

from chance import bell, poisson, stream
from figures import Cells, Counted, Graded, Plain, Rare, Spec
from places import Organisation


def _yes(share: float) -> tuple[tuple[str, float], ...]:
    """Yes is the worse answer."""
    return (("no", 1.0 - share), ("yes", share))


# --- interim assurance, a figure a quarter ------------------------------------------------------------------------

INTERIM: tuple[Spec, ...] = (
    Counted(code="rtt_admitted", typical=0.909, spread=0.030, among=0.012),
    Counted(code="rtt_non_admitted", typical=0.971, spread=0.012, among=0.042),
    Counted(code="rtt_incomplete", typical=0.941, spread=0.022, among=0.052),
    Counted(code="diagnostics_6_weeks", typical=0.007, spread=-0.85, skewed=True, among=0.021),
    Counted(code="ae_4_hours", typical=0.953, spread=0.022, among=0.085),
    Counted(code="cancer_2_weeks", typical=0.956, spread=0.016, among=0.0055),
    Counted(code="cancer_31_days", typical=0.984, spread=0.007, among=0.0011),
    Counted(code="cancer_62_days", typical=0.863, spread=0.050, among=0.00045, least=35),
    Counted(code="cat_a_8_minutes", typical=0.753, spread=0.035, among=0.013, local=0.65),
    Counted(code="cat_a_19_minutes", typical=0.963, spread=0.012, among=0.013, local=0.65),
    Rare(code="mixed_sex_breaches", typical=-3.0, spread=-6.0),
    Counted(code="cpa_7_days", typical=0.973, spread=0.011, among=0.00045, least=35),
    Graded(code="cqc_enforcement", shares=_yes(0.08)),
    Graded(code="mortality_outlier", shares=_yes(0.07)),
    Graded(code="feedback_concern", shares=_yes(0.15)),
    Rare(code="mrsa", typical=0.43, spread=-0.25),
    Counted(code="c_difficile", typical=0.98, spread=-0.16, among=0.00009, events=True),
    Plain(
        code="years_of_life_lost", typical=2200, spread=-260, deprived=0.6, step=1, low=1400, high=3400,
        before=(1.02, 0.04),
    ),
    Plain(
        code="avoidable_admissions", typical=1900, spread=-380, deprived=0.6, step=1, low=900, high=3500,
        before=(1.0, 0.05),
    ),
    Plain(
        code="feeling_supported", typical=65.5, spread=4.0, deprived=0.3, step=0.1, places=1, low=52, high=78,
        before=(1.0, 0.02),
    ),
    Counted(code="savings_delivered", typical=0.94, spread=0.13, quality=0.2, money=0.5, among=0.021, events=True),
    Graded(code="running_costs_within_allowance", money=0.5, shares=(("yes", 0.95), ("no", 0.05))),
    Graded(code="concerns_about_rights", shares=_yes(0.15), unsent=0),
)  # fmt: skip

FORECAST = (0.20, 0.85, 0.93)
"""Shares of organisations, best first: that forecast a surplus over 1 %, at least 1 %, and none under nought."""


def finances(now: Sequence[Organisation], year: int, period: str) -> dict[str, Cells]:
    """Surpluses, which gather at the 1 % that was asked for."""
    chance = stream(f"surpluses in {period}")
    merit = {o.code: o.money[year] + 0.2 * bell(chance) for o in now}
    rows: dict[str, Cells] = {}
    for place, code in enumerate(sorted(merit, key=lambda code: -merit[code])):
        forecast = _forecast((place + 0.5) / len(now), chance.random())
        to_date = forecast + 0.1 * min(max(bell(chance), -2.0), 2.0)
        rows[code] = {"forecast_surplus": f"{forecast:.1f}", "surplus_to_date": f"{to_date:.1f}"}
    return rows


def _forecast(share: float, draw: float) -> float:
    over, asked, level = FORECAST
    if share < asked:
        return 1.0 + draw if share < over else 1.0
    return 0.9 * draw if share < level else -0.1 - 3.9 * draw * draw


def conditions(now: Sequence[Organisation], year: int) -> list[dict[str, Cells]]:
    """Conditions of authorisation in the first and second quarter, and directions where most were left."""
    chance = stream("conditions")
    merit = {o.code: 0.6 * o.quality[year] + 0.3 * o.money[year] + 0.6 * bell(chance) for o in now}
    quarters: list[dict[str, Cells]] = [{}, {}]
    for place, code in enumerate(sorted(merit, key=lambda code: merit[code])):
        share = place / len(now)
        left = min(4 + poisson(chance, 2.5), 12) if share < 0.08 else 1 + int(3 * chance.random())
        left = left if share < 0.28 else 0
        for quarter in quarters:
            behind = min(poisson(chance, 0.12 * left), left, 6)
            quarter[code] = {
                "conditions_outstanding": str(left),
                "conditions_behind_plan": str(behind),
                "under_directions": "yes" if share < 0.05 else "no",
            }
            left = max(left - poisson(chance, 0.5 * left), 1 if share < 0.05 else 0)
    return quarters


REASONS = {
    "assured": "No concern that the organisation does not already act on",
    "with_support": "The area team helps with recovery plans, and meets it monthly",
    "not_assured": "Under directions, and behind the plan to have its conditions removed",
}
DATES = {"Q1": "2013-08-20", "Q2": "2013-11-19"}


def outcomes(now: Sequence[Organisation], year: int, period: str, rows: dict[str, Cells]) -> list[str]:
    """What the area teams decided at the end of a quarter, a line of YAML each."""
    chance = stream(f"outcomes of {period}")
    lines = []
    for organisation in now:
        merit = 0.6 * organisation.quality[year] + 0.6 * organisation.money[year] + 0.5 * bell(chance)
        directed = rows[organisation.code]["under_directions"] == "yes"
        behind = rows[organisation.code]["conditions_behind_plan"] != "0"
        outcome = "not_assured" if directed and behind else "with_support" if directed or merit < -0.9 else "assured"
        lines.append(
            f"  - {{organisation: {organisation.code}, period: {period}, rating: outcome, to: {outcome}, "
            f'reason: "{REASONS[outcome]}", decided_by: NHS England area team, date: {DATES[period[:2]]}}}'
        )
    return lines


# --- assessment 2015/16 -------------------------------------------------------------------------------------------

LABELS = ("outstanding", "good", "requires_improvement", "inadequate")


def _component(code: str, *shares: float, quality: float = 0.25, money: float = 0.0) -> Graded:
    return Graded(code=code, quality=quality, money=money, unsent=0.002, shares=tuple(zip(LABELS, shares, strict=True)))


COMPONENTS = (
    _component("well_led", 0.12, 0.62, 0.20, 0.06, quality=0.4),
    _component("performance", 0.03, 0.17, 0.32, 0.48),
    _component("financial_management", 0.06, 0.34, 0.27, 0.33, quality=0.0, money=0.3),
    _component("planning", 0.05, 0.45, 0.32, 0.18),
    _component("delegated_functions", 0.05, 0.70, 0.20, 0.05),
)
DELEGATED = 0.30
"""The share of organisations that have functions delegated to them."""


def delegate(rows: dict[str, Cells]) -> None:
    """Leave the component of delegated functions to those that have them."""
    chance = stream("delegated functions")
    for cells in rows.values():
        has = chance.random() < DELEGATED
        cells["has_delegated_functions"] = "yes" if has else "no"
        if not has:
            cells["delegated_functions"] = "n/a"
