"""What generated rulesets say: expressions and conditions, of the values that have been named so far.

Thresholds and data come from the same short lists, so that ties and values exactly at a boundary are common.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from ccgrules.model.functions import QUANTILE_METHODS

NUMBERS = ("0", "1", "2", "3", "0.5", "1.45", "10", "2.25")
SHARES = ("0%", "25%", "50%", "70%", "33.3%", "100%", "2.5%")
OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
SCALES = {"rag": ("green", "amber", "red"), "bands": ("top", "high", "middle", "low")}
KINDS = ("acute", "ambulance", "other")
ERRORS = (
    ("normal", "none"),
    ("binomial", "none"),
    ("binomial", "arcsine"),
    ("poisson", "none"),
    ("poisson", "square_root"),
    ("poisson", "log"),
)
"""Errors of z-scores, each with a transform that fits it."""
REGIONS = ("North", "South")


@dataclass(slots=True)
class Names:
    """What may be spoken of, by kind; `small` are scores that are 0, 1 or 2."""

    number: list[str] = field(default_factory=lambda: ["size"])
    share: list[str] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=lambda: {"rag": ["inspected"], "bands": []})
    truths: list[str] = field(default_factory=lambda: ["flag"])
    populations: list[str] = field(default_factory=list)
    scored: list[str] = field(default_factory=list)
    coloured: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)


class Words:
    """Draws expressions.

    Attributes:
        names: What may be spoken of so far.
        own: Inside an indicator, its own words (`value`, `standard`), by kind.
    """

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw
        self.names = Names()
        self.own: dict[str, list[str]] = {}

    def one(self, options: Sequence[Any]) -> Any:
        """One of several; shrinks towards the first."""
        return options[self.whole(0, len(options) - 1)]

    def whole(self, low: int, high: int) -> int:
        return int(self._draw(st.integers(low, high)))

    def sometimes(self, times: int) -> bool:
        """So many times out of ten; shrinks towards no."""
        return self.whole(1, 10) > 10 - times

    # --- numbers -----------------------------------------------------------------------------------------------

    def number(self, depth: int = 1) -> str:
        return self.expression("number", depth)

    def refs(self, kind: str) -> list[str]:
        return [*self.own.get(kind, ()), *getattr(self.names, kind)]

    def literal(self, kind: str) -> str:
        return str(self.one((*NUMBERS, "bar") if kind == "number" else SHARES))

    def named(self, kind: str, depth: int = 0) -> str:
        """A value that has a name, or a constant if none has yet."""
        refs = self.refs(kind)
        return str(self.one(refs)) if refs else self.literal(kind)

    def expression(self, kind: str, depth: int) -> str:
        """A number (or count), or a share."""
        if depth <= 0:
            return self.named(kind) if self.sometimes(7) else self.literal(kind)
        forms = [self.named, self._sum, self._call, self._among, self._product, self._previous, self._limits]
        if self.names.populations:
            forms += [self._among, self._quantile]
        if kind == "number":
            forms += (
                [self._place, self._z_score, self._class, self._across] if self.names.populations else [self._across]
            )
        return str(self.one(forms)(kind, depth))

    def _sum(self, kind: str, depth: int) -> str:
        return f"({self.expression(kind, depth - 1)} {self.one('+-')} {self.expression(kind, depth - 1)})"

    def _product(self, kind: str, depth: int) -> str:
        left = self.expression(kind, depth - 1)
        if kind == "number" and self.sometimes(3) and self.refs("share"):
            return f"({self.expression('share', 0)} / {self.named('share')})"
        if self.sometimes(4):
            return f"({left} / {self.named('number')})"
        return f"({left} * {self.named('number')})"

    def _call(self, kind: str, depth: int) -> str:
        a, b = self.expression(kind, depth - 1), self.named(kind)
        return str(
            self.one((f"abs({a})", f"min({a}, {b})", f"max({b}, {a})", f"round({a}, {self.whole(0, 2)})", f"-{b}"))
        )

    def _previous(self, kind: str, depth: int) -> str:
        refs = self.refs(kind)
        if refs and self.sometimes(3):
            return f'baseline({self.one(refs)}, "{self.one(("2023", "2024", "2025"))}")'
        return f"previous({self.one(refs)})" if refs else self.literal(kind)

    def _limits(self, kind: str, depth: int) -> str:
        """A confidence limit, or (as a number) what two of them say of a set point."""
        level = f", confidence: {self.one(('95%', '99.8%', '60%'))}" if self.sometimes(3) else ""
        side, exact = self.one(("lower", "upper")), ", exact_below: 4" if self.sometimes(3) else ""
        over, under = self.named("number"), self.named("number")
        if kind == "share":
            return f"wilson_{side}({over}, {under}{level})"
        if self.sometimes(5):
            return f"byar_{side}({over}, {self.literal('number')}{level}{exact})"
        compared = self.one(("number", "share"))
        limits = self.one(("wilson", f"byar{exact}"))
        options = f"numerator: {over}, denominator: {under}, best: {self.one(('higher', 'lower'))}, limits: {limits}"
        return f"significance({self.named(compared)}, against: {self.named(compared)}, {options}{level})"

    def _peers(self) -> str:
        where = f" where {self.condition(0)}" if self.sometimes(2) else ""
        return f"among: {self.one(self.names.populations)}{where}"

    def _among(self, kind: str, depth: int) -> str:
        if not self.names.populations:
            return self.named(kind)
        function = self.one(("mean", "median", "sum", "min", "max", "sd", "pooled"))
        if function == "pooled" and kind == "number":
            over, under = self.one(self.names.number), self.one(self.names.number)
            return f"pooled({over}, {under}, {self._peers()})"
        if function == "pooled":
            counts = "numerator" in self.own.get("number", ())
            return f"pooled({self._peers()})" if counts else self.named(kind)
        return f"{function}({self._argument(kind)}, {self._peers()})"

    def _argument(self, kind: str) -> str:
        """What a population is asked for: mostly a named value."""
        return self.named(kind) if self.sometimes(7) else f"({self.named(kind)} + {self.named(kind)})"

    def _quantile(self, kind: str, depth: int) -> str:
        share, method = self.one(("25%", "50%", "75%", "10%", "100%")), self.one(tuple(QUANTILE_METHODS))
        return f"quantile({self._argument(kind)}, {share}, method: {method}, {self._peers()})"

    def _place(self, kind: str, depth: int) -> str:
        """A figure of each member's own, or how many members there are."""
        function = self.one(("rank", "percent_rank", "standardise", "count", "rank then", "rank label"))
        best = f"best: {self.one(('higher', 'lower'))}"
        if function == "count":
            return f"count({self.one((self._argument(kind), self.condition(0)))}, {self._peers()})"
        argument = self._argument(self.one(("number", "share")))
        if function == "rank then":
            return f"rank({argument}, then {self._argument('number')}, {best}, {self._peers()})"
        if function == "rank label":
            return f"rank({self.label_ref('rag')}, then {argument}, {best}, {self._peers()})"
        return f"{function}({argument}, {best}, {self._peers()})"

    def _z_score(self, kind: str, depth: int) -> str:
        """How far a number or a share lies from a set point, in standard errors of its own or by what it counts."""
        what = self.one(("number", "share"))
        error, transform = self.one(ERRORS)
        size = "standard_error" if error == "normal" else "denominator"
        scale = self.named(what if error == "normal" else "number")
        spread = self.one(("none", "additive", "multiplicative"))
        ends = f", {self.one(('winsorise', 'trim'))}: {self.one(('10%', '25%', '2.5%'))}" if self.sometimes(5) else ""
        options = [f"error: {error}", f"transform: {transform}", f"overdispersion: {spread}{ends * (spread != 'none')}"]
        best = self.one(("higher", "lower"))
        options += [f"against: {self.expression(what, 0)}", f"{size}: {scale}", f"best: {best}"]
        return f"z_score({self.named(what)}, {', '.join(options)}, {self._peers()})"

    def _class(self, kind: str, depth: int) -> str:
        """A cluster or a class between natural breaks, of figures that are exact or have a square root in them."""
        what = self.one(("number", "share"))
        argument, unit = self._argument(what), what
        if self.sometimes(3):
            argument, unit = f"standardise({argument}, best: higher, {self._peers()})", "number"
        if self.sometimes(4):
            return f"natural_breaks({argument}, classes: {self.whole(2, 4)}, {self._peers()})"
        beyond = self.one(("5%", "50%") if unit == "share" else ("1", "0.5", "2.5"))
        far = f", outliers_beyond: {beyond}" if self.sometimes(5) else ""
        return f"kmeans({argument}, clusters: {self.whole(2, 4)}{far}, {self._peers()})"

    def _across(self, kind: str, depth: int) -> str:
        """A function across a group, of scores or of what is said of them."""
        if not self.names.scored:
            return self.named(kind)
        group = self.one(self.names.scored)
        members = f"{group}.{'indicators' if group == 'all' else self.one(('indicators', 'members'))}.score"
        needing = f", needing: {self.whole(1, 3)}" if self.sometimes(3) else ""
        function = self.one(("mean", "sum", "min", "max", "median", "available", "count"))
        if function == "available":
            return f"available({members})"
        what = f"{members} {self.one(OPERATORS)} {self.one(NUMBERS)}" if function == "count" else members
        return f"{function}({what}{needing})"

    # --- labels and conditions ---------------------------------------------------------------------------------

    def label_ref(self, scale: str) -> str:
        return str(self.one([*self.own.get(scale, ()), *(self.names.labels[scale] or ["inspected"])]))

    def condition(self, depth: int = 1) -> str:
        """A condition that is not the same for everybody."""
        if depth <= 0:
            return self._comparison()
        form = self.one(("plain", "plain", "not", "and", "or", "any", "how many", "missing", "previous"))
        if form in ("and", "or"):
            return f"({self.condition(depth - 1)} {form} {self.condition(depth - 1)})"
        if form == "not":
            return f"not ({self.condition(depth - 1)})"
        if form == "missing":
            subject = self.one(
                [*self.refs("number"), *self.refs("share"), *self.names.labels["rag"], *self.names.truths]
            )
            return f"{subject} is {self.one(('', 'not '))}missing"
        if form == "how many":
            return f"how_many({self._comparison()}, {self._comparison()}) >= {self.whole(1, 2)}"
        if form == "any" and self.names.coloured:
            members = f"{self.one(self.names.coloured)}.indicators.status"
            was = f" and previous({members}) is {self.one(SCALES['rag'])}" if self.sometimes(3) else ""
            return f"{self.one(('any', 'all'))}({members} is {self.one(SCALES['rag'])}{was})"
        if form == "previous":
            return f"previous({self.one(self.names.truths)})"
        left, right = self.one(("number", "share")), self.expression
        return f"{self.named(left)} {self.one(OPERATORS)} {right(left, depth)}"

    def _comparison(self) -> str:
        form = self.one(("number", "share", "label", "truth", "kind", "region"))
        if form in ("number", "share") and self.refs(form):
            other = self.literal(form) if self.sometimes(7) else self.named(form)
            return f"{self.named(form)} {self.one(OPERATORS)} {other}"
        if form == "label":
            return self._of_label(self.one([scale for scale in SCALES if self.names.labels[scale]]))
        if form == "kind":
            return str(
                self.one((f"kind is {self.one(KINDS)}", "kind is one of (acute, other)", "kind is not ambulance"))
            )
        if form == "region":
            return f'region {self.one(("=", "!="))} "{self.one(REGIONS)}"'
        return str(self.one(self.names.truths))

    def _of_label(self, scale: str) -> str:
        label, other = self.one(SCALES[scale]), self.label_ref(scale)
        subject = self.label_ref(scale)
        pair = f"({label}, {self.one([one for one in SCALES[scale] if one != label])})"
        says = self.one(("is", "is not", "is one of", "is not one of", "is better than", "is worse than"))
        if says.endswith("one of"):
            return f"{subject} {says} {pair}"
        return f"{subject} {says} {label if self.sometimes(7) else other}"

    def cases(self, outcome: Callable[[], str], depth: int = 1, pad: str = "    ") -> str:
        """One case to three, and `otherwise`, a line each."""
        lines = [f"{pad}{outcome()} when {self.condition(depth)}" for _ in range(self.whole(1, 3))]
        return "\n".join([*lines, f"{pad}{outcome()} otherwise"])
