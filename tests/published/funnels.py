"""z-scores of one indicator by every setting, run by the engine, for tests that hold them to other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.engine.result import Result
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.run import run_plan
from ccgrules.model.load import check_text
from ccgrules.model.types import Value
from ccgrules.plan.build import build_plan

HEAD = """framework f "F"
  language 1
  rates org "Organisation"
  scores better higher
  result z_1
population everyone "Everyone"
indicator a "A"
  data number from numerator / denominator
  better higher
"""


@dataclass(frozen=True)
class Setting:
    """One way to work out z-scores: the set point, and options by their words; `ends` is winsorise or trim."""

    error: str
    transform: str = "none"
    overdispersion: str = "none"
    ends: str = ""
    share: str = "10%"
    against: str = "pooled(a.numerator, a.denominator, among: everyone)"

    def rule(self, name: str) -> str:
        """A measure of that name."""
        ends = f", {self.ends}: {self.share}" if self.ends else ""
        return (
            f"measure {name} = z_score(a.value, against: {self.against}, error: {self.error}, "
            f"transform: {self.transform}, overdispersion: {self.overdispersion}{ends}, among: everyone)\n"
        )


def settings(error: str, transforms: Sequence[str]) -> list[Setting]:
    """Every kind of over-dispersion and of ends, for some transforms."""
    found = []
    for transform in transforms:
        found.append(Setting(error, transform))
        for kind in ("multiplicative", "additive"):
            found += [Setting(error, transform, kind, ends) for ends in ("", "winsorise", "trim")]
    return found


@dataclass(frozen=True)
class Scored:
    """What the engine gives for one setting; numbers as floats."""

    z: list[float]
    unadjusted: list[float]
    standard_error: list[float]
    phi: float
    tau_squared: float


def run_settings(counts: Sequence[tuple[Fraction, Fraction]], wanted: Sequence[Setting]) -> Mapping[Setting, Scored]:
    """Numerators and denominators, scored by each setting."""
    text = HEAD + "".join(setting.rule(f"z_{number}") for number, setting in enumerate(wanted, 1))
    ruleset, findings = check_text(text)
    assert ruleset is not None, [finding.message for finding in findings]
    plan = build_plan(ruleset)
    rows: list[dict[str, Given]] = [
        {"organisation": f"{number:03}", "a.numerator": over, "a.denominator": under}
        for number, (over, under) in enumerate(counts)
    ]
    result = run_plan(plan, rows_dataset(plan, rows), engine="exact")
    return {setting: _scored(result, f"z_{number}") for number, setting in enumerate(wanted, 1)}


def _scored(result: Result, name: str) -> Scored:
    kept = {part: _floats(result.values(f"{name}.z_score.{part}")) for part in ("unadjusted", "standard_error")}
    phi, tau_squared = (_floats(result.values(f"{name}.z_score.{part}")) for part in ("phi", "tau_squared"))
    assert len(set(phi)) == len(set(tau_squared)) == 1
    z = _floats(result.values(name))
    return Scored(z, kept["unadjusted"], kept["standard_error"], phi[0], tau_squared[0])


def _floats(values: Sequence[Value]) -> list[float]:
    assert all(isinstance(value, Fraction) for value in values)
    return [float(value) for value in values]  # type: ignore[arg-type]
