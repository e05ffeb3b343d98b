"""A small framework, into which tests put what they are about."""

from __future__ import annotations

from ccgrules import pipeline
from ccgrules.model.amend import Layer
from ccgrules.model.load import check_text
from ccgrules.mutate.mutants import Mutant, Original
from ccgrules.mutate.report import Report
from ccgrules.mutate.run import run_mutants
from ccgrules.mutate.suite import Suite
from ccgrules.source import SourceFile
from ccgrules.syntax.parse import parse

HEAD = """framework wards "Wards"
  language 1
  version  "1"
  rates    ward "Ward"
  scores better higher
  result   ward_rating

scale ratings "Ratings" best first
  good, fair, poor

field new "New" yes or no
field setting "Setting" one of town, coast, country
field size "Size" count
field visit "Visit" on ratings

population wards "All wards"

group care "Care"

indicator seen "Seen in time" in care
  data    percent
  better  higher

group harm "Harm"

indicator falls "Falls" in harm
  data    number
  better  lower
"""

RATING = """
rating ward_rating "Rating" on ratings
  good  when seen.value >= 90%
  poor  otherwise
"""


def original(rules: str, *, rating: str = RATING) -> Original:
    """The framework with some rules of a test's own, ready to be mutated."""
    text = f"{HEAD}{rating}\n{rules}"
    ruleset, findings = check_text(text)
    assert ruleset is not None, findings
    tree, _ = parse(SourceFile("<text>", text))
    return Original.of([Layer((tree,))], ruleset, pipeline.plan(ruleset))


def mutants(rules: str, name: str, operator: str, *, rating: str = RATING) -> list[Mutant]:
    """The mutants that an operator makes of the declaration of a name."""
    every = original(rules, rating=rating).mutants()
    return [mutant for mutant in every if (mutant.name, mutant.edit.operator) == (name, operator)]


def words(rules: str, name: str, operator: str, *, rating: str = RATING) -> list[str]:
    """What these mutants are, in words."""
    return [mutant.edit.words() for mutant in mutants(rules, name, operator, rating=rating)]


def survivors(rules: str, *, rating: str = RATING) -> list[str]:
    """What the tests among the rules do not notice, in words."""
    return [one.mutant.edit.words() for one in report(rules, rating=rating).unnoticed]


def report(rules: str, *, rating: str = RATING) -> Report:
    """What becomes of all mutants."""
    made = original(rules, rating=rating)
    return run_mutants(made, Suite.of(made.plan, made.ruleset.tests), ())
