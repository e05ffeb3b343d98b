"""The JSON form: every ruleset that checks keeps to its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ccgrules.model.load import check_text, load_ruleset
from ccgrules.model.to_json import to_json
from ccgrules.resources import resource_text

PROJECT = Path(__file__).parents[3]
RULESETS = sorted([*PROJECT.glob("rulesets/*/*.rules"), *PROJECT.glob("examples/**/*.rules")])


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(resource_text("schemas", "ruleset.schema.json"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", RULESETS, ids=lambda path: path.stem)
def test_our_rulesets_keep_to_the_schema(path: Path, validator: Draft202012Validator) -> None:
    ruleset, findings = load_ruleset(path)
    assert ruleset is not None, [finding.message for finding in findings]
    form = json.loads(json.dumps(to_json(ruleset)))
    validator.validate(form)
    assert form["framework"]["results"]


def test_what_is_said_of_one_indicator(validator: Draft202012Validator) -> None:
    text = """
framework t "T"
  language 1
  scores better higher
  source s "S"
  result m
group g
indicator a "A" in g
  data percent from numerator / denominator
  better higher
  standard 90%
  score
    2  when value meets standard
      because "enough"
      cite s "3.1"
    0  otherwise
  counts 1/3
  when missing score 1
  shown to 1 place
measure m = mean(g.indicators.score)
"""
    ruleset, _ = check_text(text)
    assert ruleset is not None
    form = to_json(ruleset)
    validator.validate(form)
    (indicator,) = form["indicators"]
    score: dict[str, Any] = indicator.pop("score")
    assert indicator == {
        "name": "a",
        "title": "A",
        "groups": ["g"],
        "data": {"kind": "number", "unit": "percent"},
        "from_counts": True,
        "better": "higher",
        "levels": {"standard": {"supplied": False, "type": {"kind": "number", "unit": "percent"}, "how": "90%"}},
        "used_when": None,
        "lets": [],
        "status": None,
        "counts": "1/3",
        "counts_reason": None,
        "when_missing": {"kind": "score", "score": "1"},
        "places": 1,
        "formerly": None,
    }
    assert score == {
        "supplied": False,
        "type": {"kind": "number", "unit": "score"},
        "how": {
            "cases": [
                {
                    "outcome": "2",
                    "when": "a.value >= a.standard",
                    "notes": {"because": ["enough"], "cites": [{"source": "s", "clause": "3.1"}]},
                },
                {"outcome": "0", "when": None},
            ]
        },
    }


def test_layout_and_comments_do_not_matter() -> None:
    plain = 'framework t "T"\n  language 1\n  result m\nmeasure m = 1 + 2 * previous(m)\n  data number\n'
    spaced = plain.replace("measure m", "# remark\n\nmeasure  m").replace("1 + 2", "1+2")
    first, second = check_text(plain)[0], check_text(spaced)[0]
    assert first is not None
    assert second is not None
    assert to_json(first) == to_json(second)


def test_values_by_period(validator: Draft202012Validator) -> None:
    text = """
framework t "T"
  language 1
  scores better higher
  result m
parameter bar = 50%, from "2018/19" 53% between 40% and 60%
group g
indicator a "A" in g
  data percent
  better higher
  standard 40%, from "2017/18" bar
  score
    1  when value meets standard
    0  otherwise
measure m = mean(g.indicators.score)
"""
    ruleset, findings = check_text(text)
    assert ruleset is not None, findings
    form = to_json(ruleset)
    validator.validate(form)
    later = [{"from": "2018/19", "value": "53%"}]
    bar = form["parameters"][0]
    assert (bar["value"], bar["later"], bar["between"]) == ("50%", later, ["40%", "60%"])
    how = form["indicators"][0]["levels"]["standard"]["how"]
    assert how == {"by_period": {"first": "40%", "later": [{"from": "2017/18", "value": "bar"}]}}
