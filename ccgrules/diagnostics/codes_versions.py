"""Codes 745 to 749: data that are rated by two versions of a ruleset."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

VERSION_CODES = (
    Code(
        "CCG745",
        "a decision that only one of two rulesets takes",
        WARNING,
        what="A panel's decision is about a rating that only one of the two rulesets lets it change, or starts from a "
        "rating that only one of them gives, or breaks a rule of one of them.",
        why="A decision is made on what one set of rules gives. What the panel would have decided on another rating is "
        "not known, and so those ratings are compared as calculated.",
        example="from: good   # by the newer rules; the older ones give `requires_improvement`",
    ),
    Code(
        "CCG746",
        "a code that stands for two things",
        NOTE,
        what="A code of the older rules was given to another thing in the newer ones, and stands in the data. The data "
        "have the codes of one of the two rulesets and not those of the other, and are read by them throughout.",
        why="The same code would otherwise be one indicator to the older rules and another to the newer.",
        example="organisation,123b   # early intervention in 2016/17, psychological therapies in 2017/18",
    ),
    Code(
        "CCG747",
        "a code that stands for one of two things",
        WARNING,
        what="A code of the older rules was given to another thing in the newer ones, and the other codes in "
        "the data do not say for certain by whose codes they go.",
        why="Figures of one indicator may be taken for those of another.",
        example="organisation,123b   # early intervention in 2016/17, psychological therapies in 2017/18",
        instead="organisation,123c   # what the newer rules call early intervention",
    ),
    Code(
        "CCG748",
        "two data sets with no organisation in common",
        WARNING,
        what="No code of the older data stands in the newer data.",
        why="The files may write codes in two ways; then nobody is compared.",
        example="organisation,value\n1,5     # the older file\nF001,5  # the newer file",
    ),
    Code(
        "CCG749",
        "a rating that only one of two rulesets has",
        ERROR,
        what="The ratings that are to be compared are not in both rulesets under one name.",
        why="Nobody can be said to move from one rating to a rating of something else.",
        example='rating overall_grade "Overall grade" on grades',
        instead='rating overall_grade "Overall grade" on grades\n  formerly headline',
    ),
)
