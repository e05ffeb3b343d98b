"""Which row each row looks back at: the period before, which a gap takes away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ccgrules

RULES = """framework t "T"
  language 1
  rates org "Organisation"
  scores better higher
  result verdict, before

scale verdicts best first
  good, poor

indicator a "A"
  data number
  better higher

measure before = previous(a.value)
  when missing exclude

rating verdict on verdicts
  poor  when a.value < 2 and previous(a.value) is not missing and previous(a.value) < 2
  good  otherwise
"""

RECURRENT = (
    RULES
    + """
rating worse_for_good on verdicts
  poor  when a.value < 2 or (previous(worse_for_good) is not missing and previous(worse_for_good) is poor)
  good  otherwise
"""
).replace("result verdict", "result worse_for_good, verdict")

ROWS = [
    {"organisation": organisation, "period": period, "a": value}
    for organisation in ("A", "B")
    for period, value in (("Q1 2025/26", 1), ("Q3 2025/26", 1), ("Q4 2025/26", 3))
]


def columns(folder: Path, engine: Any, rules: str = RULES, **more: Any) -> dict[str, list[object]]:
    path = folder / "t.rules"
    path.write_text(rules, encoding="utf-8")
    run = ccgrules.load(path).run(ROWS, engine=engine, **more)
    return {name: [row[name] for row in run.to_dicts()] for name in run.to_dicts()[0]}


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_a_missing_quarter_leaves_the_next_one_without_a_period_before(tmp_path: Path, engine: str) -> None:
    got = columns(tmp_path, engine)
    assert got["period"] == ["Q1 2025/26"] * 2 + ["Q3 2025/26"] * 2 + ["Q4 2025/26"] * 2
    assert got["before"] == [None, None, None, None, 1, 1]
    assert got["verdict"] == ["good"] * 6


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_a_rating_that_looks_at_its_own_earlier_value(tmp_path: Path, engine: str) -> None:
    got = columns(tmp_path, engine, RECURRENT)
    assert got["worse_for_good"] == ["poor", "poor", "poor", "poor", "poor", "poor"]
    assert got["before"] == [None, None, None, None, 1, 1]


@pytest.mark.parametrize("engine", ["exact", "columns"])
def test_periods_that_a_mapping_lists_follow_each_other(tmp_path: Path, engine: str) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("periods: [Q1 2025/26, Q3 2025/26, Q4 2025/26]\n", encoding="utf-8")
    got = columns(tmp_path, engine, mapping=mapping)
    assert got["before"] == [None, None, 1, 1, 1, 1]
    assert got["verdict"] == ["good", "good", "poor", "poor", "good", "good"]


def test_the_gap_is_part_of_what_the_digest_stands_for(tmp_path: Path) -> None:
    path = tmp_path / "t.rules"
    path.write_text(RULES, encoding="utf-8")
    mapping = tmp_path / "m.yaml"
    mapping.write_text("periods: [Q1 2025/26, Q3 2025/26, Q4 2025/26]\n", encoding="utf-8")
    framework = ccgrules.load(path)
    digests = {framework.run(ROWS, mapping=said).result.dataset.digest for said in (None, mapping)}
    assert len(digests) == 2
