"""Codes 70x: scenario files and other YAML beside a ruleset; 71x: what stops a run."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

RUN_CODES: tuple[Code, ...] = (
    Code(
        "CCG701",
        "a YAML file that cannot be read",
        Severity.ERROR,
        what="The file is not YAML: a bracket or a quote is not closed, a line is indented with a tab, "
        "or a text with a colon in it stands without quotes.",
        why="What cannot be read for certain is not guessed at.",
        example="title: deficit: no better than 3",
        instead='title: "deficit: no better than 3"',
    ),
    Code(
        "CCG702",
        "a YAML file that is too large",
        Severity.ERROR,
        what="The file is larger, or nested deeper, than anything a person would write by hand.",
        why="A bound keeps a damaged or hostile file from using up the machine.",
    ),
    Code(
        "CCG703",
        "a YAML anchor, alias or tag",
        Severity.ERROR,
        what="The file uses a YAML feature that makes one place of the file stand for another.",
        why="A scenario is read by people; each should say in full what it gives and what it expects.",
        example="given: &base {average_score: 2.1}",
        instead="given: {average_score: 2.1}",
    ),
    Code(
        "CCG704",
        "a scenario file of the wrong shape",
        Severity.ERROR,
        what="A key is unknown, missing or written twice, or something of another kind stands under it.",
        why="A misspelt `expect` that was passed over would leave a scenario that tests nothing.",
        example="scenarios:\n  - title: a deficit\n    expects: {segment: segment_3}",
        instead="scenarios:\n  - title: a deficit\n    expect: {segment: segment_3}",
    ),
    Code(
        "CCG705",
        "a name in a scenario that the ruleset does not have",
        Severity.ERROR,
        what="The scenario gives or expects a value under a name that nothing in the ruleset has.",
        why="A misspelt name would leave the scenario without the value that it is about.",
        example="given: {delivery_segmnt: segment_1}",
        instead="given: {delivery_segment: segment_1}",
    ),
    Code(
        "CCG706",
        "a value in a scenario of the wrong kind",
        Severity.ERROR,
        what="The value is not of the kind that the ruleset declares for this name: a share needs its `%`, "
        "a label must be one of its scale, a yes/no must be `yes` or `no`.",
        why="66.7 and 66.7% are a hundredfold apart; a scenario must leave no doubt which is meant.",
        example="given: {OF0057.value: 70}",
        instead="given: {OF0057.value: 70%}",
    ),
    Code(
        "CCG710",
        "a number that outgrows all bounds",
        Severity.ERROR,
        what="A value comes to a number of more than 300 digits, or to a fraction that takes more than 20,000 to "
        "write, because it is multiplied by itself again and again, or made of very many ratios.",
        why="Values are exact, and exact numbers grow with each product. Past such a length no figure of a framework "
        "means anything, and every further step takes longer.",
        example="measure a = x.value * x.value\nmeasure b = a * a\nmeasure c = b * b",
        instead="measure a = round(x.value * x.value, 6)\nmeasure b = round(a * a, 6)\nmeasure c = round(b * b, 6)",
    ),
    Code(
        "CCG720",
        "a change of the rules that no test notices",
        Severity.NOTE,
        what="`ccgrules mutate` changed the rules in this place, and all tests still passed. Either a test is missing, "
        "or nothing could show the difference.",
        why="A test that passes whatever the rules say does not hold them to anything. Most changes that stay "
        "unnoticed are at limits: no example stands exactly on the limit, or just beyond it.",
        example="given: {overall: 1.6}\nexpect: {headline: outstanding}",
        instead="given: {overall: 1.45}\nexpect: {headline: outstanding}",
    ),
    Code(
        "CCG721",
        "an explained survivor that is none",
        Severity.ERROR,
        what="The list of `survivors` explains why no test notices a change of the rules, and a test does notice it, "
        "or there is no such change.",
        why="The explanation is out of date: the rules or their tests have changed since it was written.",
        example='survivors:\n  - declaration: headline\n    changes: ["`overall >= 1.45` made `overall > 1.45`"]\n'
        "    because: no score can be 1.45",
        instead="survivors: []",
    ),
)
