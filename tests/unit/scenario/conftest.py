"""A small framework with cases, a method, a table, adjustments and a look back; results are worked out by hand."""

from __future__ import annotations

import pytest

from ccgrules import pipeline
from ccgrules.model.load import check_text
from ccgrules.plan.steps import Plan

RULES = """framework wards "Wards"
  language 1
  version  "1"
  rates    ward "Ward"
  scores better higher
  result   ward_rating

scale ratings "Ratings" best first
  good "Good"
  fair "Fair"
  poor "Poor"

field new      "New this year"  yes or no
field setting  "Setting"        one of town, country
field opened   "Opened"         date
field adviser  "Adviser"        text

group care "Care"

method by_standard "1 at the standard"
  score
    1  when value meets standard
    0  otherwise

indicator seen "Seen in time" in care
  data     percent
  better   higher
  standard 90%
  score    by_standard

indicator falls "Falls" in care
  data     number
  better   lower
  standard 3
  score    by_standard

rating combined "Seen and falls" on ratings
  table rows seen.score, columns falls.score
       |  0        |  1
    0  |  poor     |  fair
    1  |  unknown  |  good

rating ward_rating "Rating" on ratings
  starts as combined
  no better than fair  when setting is town
    because "Town wards are fair at best"
  no better than fair  when previous(ward_rating) is poor
    because "A ward rises by one"
  not rated when new
    because "A new ward is not rated"
"""


@pytest.fixture(scope="session")
def plan() -> Plan:
    ruleset, findings = check_text(RULES)
    assert ruleset is not None, findings
    return pipeline.plan(ruleset)
