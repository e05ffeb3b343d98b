"""No input brings the program down: damaged rulesets and data give findings, or a result, in every command.

`CCGRULES_CASES` sets how many rulesets are tried (60 where it is not set; a third as many of each kind of data), and
`CCGRULES_FIRST_CASE` the number of the first. A failure names the case's number.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from properties.cases import DAMAGE, data_case, rules_case
from properties.programs import RULES
from properties.whole_way import TooSlow, time_limit, whole_way

CASES = int(os.environ.get("CCGRULES_CASES", "60"))
FIRST = int(os.environ.get("CCGRULES_FIRST_CASE", "0"))


@pytest.mark.slow
def test_damaged_rulesets(tmp_path: Path) -> None:
    checked = {0: 0, 1: 0}
    for number in range(FIRST, FIRST + CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        checked[rules_case(number, folder)["check"]] += 1
    assert min(checked.values()) > 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_data(kind: str, tmp_path: Path) -> None:
    for number in range(FIRST, FIRST + CASES // 3):
        folder = tmp_path / str(number)
        folder.mkdir()
        data_case(kind, number, folder)


def test_what_does_not_end_is_noticed() -> None:
    with pytest.raises(TooSlow), time_limit(0.05):
        time.sleep(5)


# --- what once failed ----------------------------------------------------------------------------------------------

HEAD = """framework t "T"
  language 1
  rates org "Organisation"
  scores better higher
  result r

scale s "S" best first
  good, poor

field f "F" yes or no

group g "G"

indicator x "X" in g
  data number
  better higher
  score value

indicator y "Y" in g
  data number
  better higher
  score value

population everyone

rating r "R" on s
  good when m > 0
  poor otherwise

"""
DATA = """organisation,period,x,y,f
A,2024,3,2,yes
B,2024,2,1,no
A,2025,2,1,yes
B,2025,2,,yes
"""
DEEP, IN_BRACKETS = 145, 60


def squares(first: str, count: int, step: str = "{0} * {0}") -> str:
    """Measures of which each is made of the one before, twice."""
    lines = [f"measure q{n} = {step.format(f'q{n - 1}')}" for n in range(1, count)]
    return "\n".join([f"measure q0 = {first}", *lines, f"measure m = q{count - 1}"])


def nested(start: str, end: str = ")") -> str:
    return f"measure m = {start * IN_BRACKETS}x.value{end * IN_BRACKETS}"


ONCE_FAILED = {
    # Expressions as deep as may be: no stage may run out of stack, or do twice the work at each level.
    "sum": f"measure m = {' + '.join(['x.value'] * DEEP)}",
    "quotients": f"measure m = {' / '.join(['x.value'] * DEEP)}",
    "mean of quotients": f"measure m = mean({' / '.join(['g.indicators.score'] * DEEP)})",
    "minus": f"measure m = {'-' * DEEP}x.value",
    "not": f"measure m\n  =\n    1 when {'not ' * (DEEP - 3)}f\n    0 otherwise",
    "or": f"measure m\n  =\n    1 when {' or '.join(['f'] * DEEP)}\n    0 otherwise",
    "least": nested("min(1, "),
    "rounded": nested("round(", ", 2)"),
    "divided": nested("1 / ("),
    "in the period before": nested("previous("),
    "mean among": f"measure m = mean({' + '.join(['x.value'] * DEEP)}, among: everyone)",
    # Chains of declarations: nothing may follow them by recursion.
    "measures": squares("x.value", 400, "{0} + 1"),
    "measures that look back": squares("x.value", 300, "previous({0})"),
    # Numbers that grow: the run ends with a finding, or what is said of them stays short.
    "squares": squares("x.value", 90),
    "squares of sums": squares("x.value", 90, "{0} * {0} + {0} / 7"),
    "squares of a constant": squares("how_many(f) * 3", 90),
    "squares of what is missing": squares("previous(previous(x.value))", 90),
    "a fraction of thousands of digits": squares("x.value / 7", 13, "{0} * {0} - {0} / 11"),
    "a parameter's squares": "parameter p = 9\n" + squares("p", 90),
    "a longest number's squares": squares("9" * 100, 90),
}


@pytest.mark.parametrize("name", ONCE_FAILED)
def test_what_once_failed(name: str, tmp_path: Path) -> None:
    (tmp_path / RULES).write_text(HEAD + ONCE_FAILED[name] + "\n", encoding="utf-8")
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    codes = whole_way(tmp_path, RULES, [str(tmp_path / "data.csv")], ["A", "B"])
    assert codes["check"] == 0
