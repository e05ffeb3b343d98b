"""Job J in hand-written Polars, as a good analyst writes it: one lazy query, floats, every score kept."""

from __future__ import annotations

import polars as pl
from benchmarks.job_j import CUTS, DOMAINS, IN_DOMAIN, Cut


def rate(frame: pl.DataFrame) -> pl.DataFrame:
    """All scores and ratings (places in `LABELS`)."""
    domains = [CUTS[place : place + IN_DOMAIN] for place in range(0, DOMAINS * IN_DOMAIN, IN_DOMAIN)]
    first, second = pl.col("i1.score"), pl.col("i2.score")
    mean = pl.mean_horizontal(f"domain_{number}.score" for number in range(1, DOMAINS + 1))
    overall = pl.col("overall")
    rating = (
        pl.when((first == 0) & (second == 0))
        .then(3)
        .when(overall >= 1.45)
        .then(0)
        .when(overall >= 1)
        .then(1)
        .otherwise(2)
    )
    return (
        frame.lazy()
        .with_columns(_score(cut) for cut in CUTS)
        .with_columns(
            pl.mean_horizontal(f"{cut.name}.score" for cut in cuts).alias(f"domain_{number}.score")
            for number, cuts in enumerate(domains, 1)
        )
        .with_columns(overall=0.25 * first + 0.25 * second + 0.5 * mean)
        .with_columns(rating_j=rating.cast(pl.Int8))
        .collect()
    )


def _score(cut: Cut) -> pl.Expr:
    """Two comparisons added up, which is quicker than cases; null in, null out."""
    value, good, bad = pl.col(cut.name), cut.good / 100, cut.bad / 100
    at_least = (value >= good, value >= bad) if cut.higher else (value <= good, value <= bad)
    score: pl.Expr = at_least[0].cast(pl.Int8) + at_least[1].cast(pl.Int8)
    return score.alias(f"{cut.name}.score")
