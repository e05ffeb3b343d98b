"""Codes 750 to 758: values that are tried out without an edit of the ruleset."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR = Severity.ERROR

WHATIF_CODES = (
    Code(
        "CCG750",
        "nothing of that name can be set",
        ERROR,
        what="What is to be tried is no parameter, and no standard, lower threshold, floor or weight of an indicator.",
        why="A misspelt name would otherwise leave the ratings as they are, as if the value made no difference.",
        example="--set outstandig_from=1.4",
        instead="--set outstanding_from=1.4",
    ),
    Code(
        "CCG751",
        "nothing of that name can be left out",
        ERROR,
        what="`--drop` and `--only` take indicators and groups, and there is none of that name.",
        why="A misspelt name would otherwise leave out nothing, or everything.",
        example="--drop 122",
        instead="--drop 122b",
    ),
    Code(
        "CCG752",
        "what is tried is not a value",
        ERROR,
        what="What stands behind the equals sign cannot be read as one value, or is not of the kind that the ruleset "
        "has there. A parameter takes a number that is written out; a standard or a weight, any expression.",
        why="Only a value may be tried. All else that the ruleset says stays as it is.",
        example="--set outstanding_from=1,4",
        instead="--set outstanding_from=1.4",
    ),
    Code(
        "CCG753",
        "a value outside the range of its parameter",
        ERROR,
        what="The ruleset says within which range the parameter may move, and the value lies outside.",
        why="The range is part of the framework. Ratings beyond it would be ratings by rules that nobody may make.",
        example="--set outstanding_from=2   # between 1.3 and 1.6",
        instead="--set outstanding_from=1.6",
    ),
    Code(
        "CCG754",
        "set twice",
        ERROR,
        what="The same name is given two values, or one value and a sweep.",
        why="Only one can be tried at a time, and which is meant is not for ccgrules to choose.",
        example="--set good_from=1.1 --set good_from=1.2",
        instead="--sweep good_from=1.1,1.2",
    ),
    Code(
        "CCG755",
        "nothing is left to count",
        ERROR,
        what="With what is left out, no indicator counts any more.",
        why="Nothing could be rated, and nothing learnt.",
        example="--only 122b --drop 122b",
        instead="--only 122b",
    ),
    Code(
        "CCG756",
        "values of a sweep that cannot be read",
        ERROR,
        what="A sweep takes a range, `1.2..1.6`, with a step if you like, `1.2..1.6/0.05`; or values with commas "
        "between them, `1.2,1.3,1.4`. Shares have their percent sign at each number. The name alone stands for the "
        "range that the ruleset gives the parameter.",
        why="Values are exact, so that what is printed can be had again by a ruleset with that value in it.",
        example="--sweep good_from=1.2-1.6",
        instead="--sweep good_from=1.2..1.6",
    ),
    Code(
        "CCG757",
        "a sweep of too many values",
        ERROR,
        what="A sweep may have a thousand values.",
        why="Each value rates all organisations once more, and a table of more rows than that is read by nobody.",
        example="--sweep good_from=0.8..1.2/0.0001",
        instead="--sweep good_from=0.8..1.2/0.01",
    ),
    Code(
        "CCG758",
        "a sweep of a period that the data have not",
        ERROR,
        what="A sweep counts the ratings of one period, the last one if none is named, and the data have none of the "
        "name that is given.",
        why="An empty table would look as if nobody had a rating.",
        example="--sweep good_from=1.2..1.6 --period 2018/2019",
        instead="--sweep good_from=1.2..1.6 --period 2018/19",
    ),
)
