"""The indicators of 2016/17 to 2018/19, as the annual assessments in `rulesets/ccg/` ask for them.

Typical figures and spreads are of the order that one would expect of England; none is a real one.
"""

from __future__ import annotations

from figures import Counted, Graded, Plain, Rare, Surveyed

COUNTED = (
    Counted(code="101a", typical=0.107, spread=-0.032, among=0.0116, trend=-0.004, deprived=0.7, until=2017),
    Counted(code="102a", typical=0.336, spread=-0.030, among=0.0105, trend=0.003, deprived=0.7),
    Counted(code="103a", typical=0.398, spread=0.030, among=0.052, unsent=0.05),
    Counted(code="103b", typical=0.068, spread=0.5, skewed=True, trend=0.15, among=0.0034, unsent=0.03, small=True),
    Counted(code="104a", typical=2010, spread=-300, among=1.0, per=100_000, events=True, older=True, deprived=0.4),
    Counted(code="105a", typical=0.51, spread=0.16, among=0.014, trend=0.09),
    Counted(
        code="105b", typical=15, spread=0.55, skewed=True, trend=0.5, among=1.0, per=100_000, events=True, small=True
    ),
    Counted(code="105c", typical=0.467, spread=-0.035, among=0.0087, trend=-0.006),
    Counted(code="105d", typical=0.640, spread=0.030, among=0.0080, deprived=0.3, until=2016),
    Counted(code="107a", typical=1.085, spread=-0.105, among=0.57, trend=-0.03, events=True, deprived=0.4),
    Counted(code="107b", typical=0.089, spread=-0.012, among=0.61, trend=-0.002),
    Counted(code="122a", typical=0.524, spread=0.026, among=0.0042, trend=0.004, deprived=0.3, unsent=0.01),
    Counted(code="122b", typical=0.823, spread=0.045, among=0.0024, trend=-0.007),
    Counted(code="122c", typical=0.716, spread=0.012, among=0.0050, trend=0.005, deprived=0.4),
    Counted(code="123a", typical=0.490, spread=0.045, among=0.0026, trend=0.01, deprived=0.4),
    Counted(code="123b", like="psychosis", typical=0.74, spread=0.11, among=0.00024, least=25, until=2016),
    Counted(code="123b", like="therapies", typical=0.157, spread=0.022, among=0.105, trend=0.01, since=2017),
    Counted(code="123c", like="psychosis", typical=0.74, spread=0.11, among=0.00026, least=25, since=2017),
    Counted(
        code="123f", typical=260, spread=-0.9, skewed=True, among=0.79, per=100_000, events=True, local=0.6, since=2018
    ),
    Counted(code="123g", typical=0.22, spread=0.09, among=0.0088, trend=0.02, since=2018, unsent=0.03),
    Counted(code="123h", typical=0.78, spread=0.11, among=0.00011, least=10, since=2018, unsent=0.02),
    Counted(
        code="124a", typical=58, spread=-20, among=0.79, per=1_000_000, events=True, trend=-3, small=True, deprived=0.3
    ),
    Counted(code="124b", typical=0.480, spread=0.085, among=0.0044, trend=0.012, unsent=0.01),
    Counted(code="124c", typical=0.0049, spread=0.0009, among=1.0, since=2018),
    Counted(
        code="125a", typical=6.9, spread=-1.3, among=0.0116, per=1_000, events=True, trend=-0.2, deprived=0.5,
        small=True,
    ),
    Counted(
        code="125d", like="101a", typical=0.107, spread=-0.032, among=0.0116, trend=-0.004, deprived=0.7, since=2018
    ),
    Counted(code="126a", typical=0.679, spread=0.055, among=0.066, older=True, trend=0.003),
    Counted(code="126b", typical=0.778, spread=0.026, among=0.0078),
    Counted(code="127b", typical=2340, spread=-420, among=1.0, per=100_000, events=True, trend=40, deprived=0.6),
    Counted(code="127c", typical=0.890, spread=0.042, among=0.33, trend=-0.006, unsent=0.01),
    Counted(code="127d", typical=0.702, spread=0.060, among=0.0031, local=0.65, until=2016),
    Counted(code="127e", typical=14.6, spread=-5.0, among=0.79, per=100_000, events=True, trend=-1.5),
    Counted(code="127f", typical=500, spread=-70, among=1.0, per=1_000, events=True, deprived=0.4),
    Counted(code="128a", typical=930, spread=-200, among=1.0, per=100_000, events=True, deprived=0.7, until=2016),
    Counted(code="128b", typical=0.849, spread=0.032, among=0.0144, trend=-0.009, deprived=0.2),
    Counted(code="128c", typical=0.240, spread=0.200, among=0.000135, trend=0.3),
    Counted(code="129a", typical=0.907, spread=0.028, among=0.063, trend=-0.010, unsent=0.02),
    Counted(code="131a", typical=46, spread=9, among=0.79, per=50_000, events=True, until=2017),
    Counted(code="131a", typical=0.11, spread=-0.8, skewed=True, among=0.0009, since=2018, unsent=0.01),
    Counted(code="133a", typical=0.013, spread=-0.9, skewed=True, among=0.017, since=2018, unsent=0.01),
)  # fmt: skip

SURVEYED = (
    Surveyed(code="106a", typical=1950, spread=-520, answers=400, apart=4200, places=0, deprived=0.5),
    Surveyed(code="106b", typical=2170, spread=-600, answers=400, apart=5000, places=0, deprived=0.5, until=2016),
    Surveyed(code="108a", typical=0.80, spread=0.014, answers=420, apart=0.21, places=3, deprived=0.3),
    Surveyed(code="122d", typical=8.70, spread=0.09, answers=330, apart=1.5, places=2, trend=0.02, unsent=0.01),
    Surveyed(code="125b", typical=79.7, spread=1.9, answers=95, apart=14.0, places=1),
    Surveyed(code="125c", typical=65.4, spread=2.6, answers=95, apart=21.0, places=1),
    Surveyed(code="163a", typical=3.79, spread=0.05, answers=900, apart=0.65, places=2, local=0.6),
    Surveyed(code="163b", typical=0.12, spread=-0.05, answers=420, apart=0.55, places=3, local=0.6, unsent=0.015),
    Surveyed(code="164a", typical=68.5, spread=6.0, answers=48, apart=21.0, places=1, unsent=0.01),
)

PLAIN = (
    Plain(code="121a", typical=60.0, spread=3.5, step=1, trend=0.8),
    Plain(code="121b", typical=65.5, spread=1.7, step=1, trend=0.6),
    Plain(code="121c", typical=61.0, spread=2.3, step=1, trend=0.6),
    Plain(code="123c", like="young people", typical=62, spread=22, step=5, until=2016),
    Plain(code="123d", like="crisis care", typical=52, spread=24, step=5, until=2016),
    Plain(code="123e", like="placements", typical=58, spread=27, step=12.5, places=1, until=2016),
    Plain(code="123d", like="young people", typical=62, spread=22, step=5, trend=12, since=2017),
    Plain(code="123e", like="crisis care", typical=52, spread=24, step=5, trend=12, since=2017),
    Plain(code="123f", like="placements", typical=58, spread=27, step=12.5, places=1, trend=12, since=2017, until=2017),
    Plain(code="123j", typical=84, spread=9, step=0.1, places=1, local=0.6, since=2018),
    Plain(code="127a", typical=4.6, spread=1.9, step=1, high=8, until=2016),
    Plain(code="128d", typical=1.03, spread=0.11, step=0.01, places=2, deprived=0.4),
    Plain(code="129b", typical=2.1, spread=-5.0, step=0.1, places=1, low=-30, since=2018, unsent=0.02),
    Plain(code="130a", typical=1.9, spread=1.2, step=1, high=4, local=0.6, elsewhere=0.04),
    Plain(code="142a", typical=58.0, spread=17.0, step=0.1, places=1, unsent=0.01, until=2016),
    Plain(code="142b", typical=49.0, spread=19.0, step=0.1, places=1, unsent=0.01, until=2016),
    Plain(code="144b", typical=61.0, spread=9.0, step=0.1, places=1, until=2016),
    Rare(code="129c", typical=-1.0, spread=-8.0, since=2018, unsent=0.02),
)


def _yes(share: float) -> tuple[tuple[str, float], ...]:
    return (("yes", share), ("no", 1.0 - share))


GRADED = (
    Graded(code="141a", money=0.6, shares=(("green", 0.66), ("amber", 0.21), ("red", 0.13)), until=2016, unsent=0),
    Graded(
        code="141b", quality=0.2, money=0.7, shares=(("green", 0.44), ("amber", 0.31), ("red", 0.25)), until=2016,
        unsent=0,
    ),
    Graded(
        code="141b", quality=0.2, money=0.7, shares=(("green", 0.45), ("amber", 0.33), ("red", 0.22)), since=2017,
        unsent=0,
    ),
    Graded(code="143a", shares=_yes(0.55), until=2016),
    Graded(code="144a", shares=_yes(0.97)),
    Graded(code="145a", shares=_yes(0.96), until=2016),
    Graded(code="123i", money=0.3, shares=_yes(0.93), since=2018),
    Graded(code="132a", shares=(("green", 0.62), ("amber", 0.32), ("red", 0.06)), since=2018),
    Graded(code="161a", local=0.7, shares=(("green", 0.48), ("amber", 0.42), ("red", 0.10))),
    Graded(code="162a", shares=_yes(0.96)),
    Graded(
        code="165a", quality=0.8, money=0.3, unsent=0, until=2017,
        shares=(("green_star", 0.065), ("green", 0.555), ("amber", 0.300), ("red", 0.080)),
    ),
    Graded(
        code="165a", quality=0.8, money=0.3, unsent=0, since=2018,
        shares=(("green_star", 0.065), ("green", 0.595), ("amber", 0.270), ("red", 0.070)),
    ),
    Graded(code="166a", shares=(("green", 0.62), ("amber", 0.33), ("red", 0.05)), since=2017),
)  # fmt: skip

FIELDS = (
    Graded(code="legal_directions", quality=0.6, money=0.6, shares=(("no", 0.960), ("yes", 0.040)), unsent=0),
    Graded(code="special_measures", quality=0.3, money=0.9, shares=(("no", 0.965), ("yes", 0.035)), unsent=0),
    Plain(code="audit_participation", typical=87, spread=11, step=1, collapse=78, quality=0, deprived=0.3, until=2016),
)  # fmt: skip

SPECS = tuple(sorted((*COUNTED, *SURVEYED, *PLAIN, *GRADED), key=lambda spec: spec.code)) + FIELDS
