"""Codes 3xx: kinds of value, units, and the three axes (indicators, organisations, time)."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR = Severity.ERROR

TYPE_CODES = (
    Code(
        "CCG301",
        "the wrong kind of value",
        ERROR,
        what="A number stands where a label is needed, a label where a condition is needed, or the like.",
        why="A sum of labels or a rating that is a number has no meaning.",
        example="good when headline_band",
        instead="good when headline_band is green",
    ),
    Code(
        "CCG302",
        "unlike units",
        ERROR,
        what="Two numbers of unlike units are added, compared or put side by side: a share and a plain number, "
        "days and pounds.",
        why="A share of 66.7% is 0.667: compared with 66.7 it would always be smaller, and every rating wrong.",
        example="condition low = OF0057.value < 70",
        instead="condition low = OF0057.value < 70%",
    ),
    Code(
        "CCG303",
        "over what?",
        ERROR,
        what="The function works on many values, and the rule does not say which: all organisations of a "
        "population, or all "
        "indicators of a group.",
        why="The mean over indicators and the mean over organisations are different figures.",
        example="measure m = mean(OF0057.value)",
        instead="measure m = mean(OF0057.value, among: trusts)",
    ),
    Code(
        "CCG304",
        "many values where one is needed",
        ERROR,
        what="`GROUP.indicators.score` is a value for each indicator, and stands outside a function that puts "
        "them together.",
        why="It is not clear whether all, one or the mean of them must meet the condition.",
        example="condition fine = cancer.indicators.score >= 1",
        instead="condition fine = all(cancer.indicators.score >= 1)",
    ),
    Code(
        "CCG305",
        "two axes at once",
        ERROR,
        what="A function would run over two things at once: two groups, or the members of a group and the "
        "organisations.",
        why="The language keeps indicators, organisations and time apart, so that each figure has one meaning.",
        example="mean(cancer.indicators.score, among: trusts)",
        instead="mean(mean(cancer.indicators.score), among: trusts)",
    ),
    Code(
        "CCG306",
        "which way is better?",
        ERROR,
        what="The rule needs to know whether higher or lower is better, and nothing says so.",
        why="The best would be taken for the worst.",
        example="measure gap = A1.value - A2.value\nmeasure place = rank(gap, among: trusts)",
        instead="measure gap = A1.value - A2.value\n  better lower\nmeasure place = rank(gap, among: trusts)",
    ),
    Code(
        "CCG307",
        "labels of another scale",
        ERROR,
        what="A label of one scale stands where a label of another is needed.",
        why="`good` on one scale and `good` on another are different things.",
        example="rating overall on stars\n  starts as domain_rag",
        instead="rating overall on rag\n  starts as domain_rag",
    ),
    Code(
        "CCG308",
        "the wrong number of arguments",
        ERROR,
        what="A function or method is called with too few or too many arguments, or without an option that it needs.",
        why="Which one is missing cannot be guessed.",
        example="score ranked(1, 4)",
        instead="score ranked(1, 4, trusts)",
    ),
    Code(
        "CCG309",
        "not a constant",
        ERROR,
        what="A weight, a parameter, a key of a table or a value in a test is worked out, and must be written out.",
        why="These must be the same for every organisation, and readable on the page.",
        example="parameter cut = OF0057.value",
        instead="parameter cut = 70%",
    ),
    Code(
        "CCG310",
        "an option out of range",
        ERROR,
        what="The number is not one that the option can take, such as a share above 100% for `quantile`.",
        why="There would be no such figure.",
        example="quantile(value, 125%, among: trusts)",
        instead="quantile(value, 25%, among: trusts)",
    ),
    Code(
        "CCG311",
        "members of unlike kinds",
        ERROR,
        what="The members of a group have values of unlike units or labels of different scales, so that they "
        "cannot be put together.",
        why="The mean of days and pounds is no figure.",
        example="measure m = mean(access.indicators.value)",
        instead="measure m = mean(access.indicators.score)",
    ),
    Code(
        "CCG312",
        "not among a population",
        ERROR,
        what="The function does not work among a population.",
        why="`round` or `any` among organisations has no meaning in the language.",
        example="round(value, 1, among: trusts)",
        instead="round(value, 1)",
    ),
    Code(
        "CCG313",
        "a unit that cannot be found",
        ERROR,
        what="A measure uses its own earlier value, so that its unit does not follow from anything.",
        why="Without a unit it can neither be shown nor compared.",
        example="measure streak = previous(streak) + 1",
        instead="measure streak = previous(streak) + 1\n  data count",
    ),
)
