"""Codes 5xx: what is allowed but probably not meant."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

WARNING, NOTE = Severity.WARNING, Severity.NOTE

LINT_CODES = (
    Code(
        "CCG501",
        "a label that is never given",
        WARNING,
        what="No case, table cell or adjustment of the rating can give this label of its scale.",
        why="A published scale with a grade that nobody can get is misleading, or a case is missing.",
        example="rating r on rag\n  green when x >= 2\n  red otherwise",
        instead="rating r on rag\n  green when x >= 2\n  amber when x >= 1\n  red otherwise",
    ),
    Code(
        "CCG502",
        "never used",
        WARNING,
        what="Nothing in the ruleset uses this declaration or this `let`. Measures, ratings and judgements may be "
        "results; a group is used where anything in it is.",
        why="It is a remainder, or the rule that should use it names something else.",
        example="parameter cut = 1.4\n…\ngood when x >= 1.4",
        instead="parameter cut = 1.4\n…\ngood when x >= cut",
    ),
    Code(
        "CCG503",
        "an indicator that counts nowhere",
        WARNING,
        what="No rating, measure or condition uses any value of this indicator, by itself or through a group.",
        why="It is collected and has no effect; perhaps it is not `in` its group, or has no score where the group's "
        "mean is taken of scores.",
        example="indicator A1\n  data percent\n  better higher",
        instead="indicator A1 in access\n  data percent\n  better higher",
    ),
    Code(
        "CCG504",
        "a group without members",
        WARNING,
        what="No indicator and no group is `in` this group.",
        why="Its members were perhaps left out, or name another group.",
        example="group access",
        instead="group access\nindicator A1 in access\n  data percent",
    ),
    Code(
        "CCG505",
        "a case that is never taken",
        WARNING,
        what="The cases above take everything that this case could take.",
        why="The first case that fits wins, so that this one has no effect; perhaps the order is wrong.",
        example="good when x >= 1\noutstanding when x >= 2\npoor otherwise",
        instead="outstanding when x >= 2\ngood when x >= 1\npoor otherwise",
    ),
    Code(
        "CCG506",
        "a result from nothing",
        WARNING,
        what="With nothing submitted for the whole group, the counts are zero and the cases still give a result.",
        why="An organisation that submits nothing would look as good as one where all is well.",
        example="status on rag\n  red when count(members.status is red) >= 1\n  green otherwise",
        instead="status on rag\n  red when count(members.status is red, needing: 3) >= 1\n  green otherwise",
    ),
    Code(
        "CCG507",
        "a key that never comes",
        WARNING,
        what="The table has a row or column for something that its key can never be.",
        why="The row has no effect; perhaps the key is misspelt or the table is looked up by something else.",
        example="table rows A1.score, columns A2.score\n     |  1  |  2\n  9  |  1  |  2",
        instead="table rows A1.score, columns A2.score\n     |  1  |  2\n  1  |  1  |  2",
    ),
    Code(
        "CCG509",
        "shares that do not total 100%",
        WARNING,
        what="The members of a group all count with a share, and the shares come to more or less than 100%; or some "
        "count with a share, and others with a plain number, which is 1 where nothing is said.",
        why="Means are taken over the shares as they are; readers expect them to be parts of a whole.",
        example="group a in overall\n  counts 60%\ngroup b in overall\n  counts 30%",
        instead="group a in overall\n  counts 60%\ngroup b in overall\n  counts 40%",
    ),
    Code(
        "CCG510",
        "cases that overlap",
        WARNING,
        what="Two cases fit some of the same values, and neither is a part of the other; the one above is taken.",
        why="The text of the second promises something that it does not give, mostly at a limit written into both.",
        example="good  when overall >= 1 and overall <= 2\nfair  when overall >= 0 and overall <= 1\npoor  otherwise",
        instead="good  when overall >= 1\nfair  when overall >= 0\npoor  otherwise",
    ),
    Code(
        "CCG511",
        "an adjustment without effect",
        WARNING,
        what="Whatever the data, this adjustment changes no rating: its condition cannot hold, or only where the "
        "rating is already such.",
        why="Readers take it for a safeguard that it is not.",
        example="starts as first_rating\nno better than good  when first_rating is poor",
        instead="starts as first_rating\nno better than good  when in_deficit",
    ),
    Code(
        "CCG512",
        "the wrong way",
        WARNING,
        what="Of two organisations that are alike but for one value, the one with the better value can come out worse. "
        "Other organisations, and figures among them such as places and cut points, are held as they are.",
        why="A framework that punishes improvement cannot be defended, and mostly has a limit or an order wrong.",
        example="better higher\nscore\n  2 when value >= 50% and value < 90%\n  1 otherwise",
        instead="better higher\nscore\n  2 when value >= 50%\n  1 otherwise",
    ),
    Code(
        "CCG513",
        "nothing to accept",
        WARNING,
        what="`accept` stands in a declaration of which no such thing is said, or names an error or a code that there "
        "is not.",
        why="What it accepted has been mended meanwhile, or is said of another line; readers would take it for a known "
        "weakness.",
        example='score\n  2 when value >= 50%\n  1 otherwise\n  accept CCG512 "as consulted on"',
        instead="score\n  2 when value >= 50%\n  1 otherwise",
    ),
    Code(
        "CCG514",
        "a source that nothing cites",
        NOTE,
        what="The framework declares this source, and no `cite` names it.",
        why="Readers cannot see which of the rules follow it.",
        example='source manual "Methodology manual"\n…\nparameter good_from = 1.45',
        instead='source manual "Methodology manual"\n…\nparameter good_from = 1.45\n  cite manual "Step 5"',
    ),
    Code(
        "CCG515",
        "a limit that comes from nowhere",
        NOTE,
        what="Most limits of this ruleset say where they come from, by `cite`, `because` or `note`; this one does not.",
        why="A limit decides who is rated how, and is the first thing that anybody will ask about.",
        example='parameter good_from "Lowest score for Good" = 1.45',
        instead='parameter good_from "Lowest score for Good" = 1.45\n  cite manual "Step 5"',
    ),
    Code(
        "CCG516",
        "a limit written twice",
        NOTE,
        what="The same unusual number is a limit in two places, or is that of a parameter that is not used here.",
        why="When it is changed in one place, it will be forgotten in the other. Round numbers, and limits that "
        "several indicators have in common, are not asked about.",
        example="good when overall >= 1.45\n…\nunder_review when overall < 1.45",
        instead="parameter good_from = 1.45\n…\ngood when overall >= good_from\n…\n"
        "under_review when overall < good_from",
    ),
    Code(
        "CCG517",
        "no title",
        NOTE,
        what="This has no title in quotation marks, while most others of the ruleset have one.",
        why="Explanations speak in titles. Without one they use the name, which readers outside do not know.",
        example="indicator 122b in cancer\n  data percent",
        instead='indicator 122b "Treated within 62 days" in cancer\n  data percent',
    ),
    Code(
        "CCG518",
        "denied twice",
        NOTE,
        what="`not` stands before a condition that says no by itself.",
        why="Few readers get such a sentence right at once.",
        example="good when not (headline is not green)",
        instead="good when headline is green",
    ),
    Code(
        "CCG519",
        "a weight that makes no difference",
        WARNING,
        what="An indicator or group says what it `counts`, and no mean is taken over it.",
        why="A mean over `indicators` passes by the weights of groups: each indicator counts by its own. The weight "
        "that was published would not be the one that is used.",
        example="group access in overall\n  counts 60%\n…\nmeasure score = mean(overall.indicators.score)",
        instead="group access in overall\n  counts 60%\n  score  mean(members.score)\n…\n"
        "measure score = mean(overall.members.score)",
    ),
    Code(
        "CCG520",
        "counted twice",
        WARNING,
        what="Two lines of a weighted mean use the same indicator.",
        why="It weighs more than either line says. Mostly one group is inside the other.",
        example="weighted mean\n  50%  mean(care.indicators.score)\n  50%  mean(cancer.indicators.score)\n"
        "…\ngroup cancer in care",
        instead="weighted mean\n  50%  mean(care.indicators.score)\n  50%  mean(cancer.indicators.score)\n"
        "…\ngroup cancer",
    ),
    Code(
        "CCG521",
        "the same title twice",
        WARNING,
        what="Two indicators of the same groups, or two groups, measures or ratings, have the same title.",
        why="Explanations could not tell them apart; mostly one was copied from the other.",
        example='indicator 122a "Cancer waits" in cancer\nindicator 122b "Cancer waits" in cancer',
        instead='indicator 122a "Cancer: seen within two weeks" in cancer\n'
        'indicator 122b "Cancer: treated within 62 days" in cancer',
    ),
    Code(
        "CCG522",
        "a condition that makes no difference",
        WARNING,
        what="A condition holds always or never, whatever the data, or a part of it is settled by its other parts. Of "
        "a method, in every call.",
        why="Readers take it for a rule that it is not; mostly a limit is wrong.",
        example="good when overall >= 1 and overall >= 2",
        instead="good when overall >= 2",
    ),
    Code(
        "CCG523",
        "a cell that never comes",
        NOTE,
        what="Rows and columns of the table hang on the same values, and no organisation can be in this row and in "
        "this column at once.",
        why="An outcome stands there that nobody can have; readers take it for a rule.",
        example="status\n  green when value >= 50%\n  red otherwise\nscore\n  1 when value >= 60%\n  0 otherwise\n…\n"
        "table rows A1.status, columns A1.score\n         |  1     |  0\n  green  |  good  |  fair\n"
        "  red    |  poor  |  poor",
        instead="table rows A1.status, columns A1.score\n         |  1        |  0\n  green  |  good     |  fair\n"
        "  red    |  unknown  |  poor",
    ),
)
