"""Codes 150 to 169, files that a ruleset uses or amends, and 2xx, names."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR = Severity.ERROR

FILE_CODES = (
    Code(
        "CCG150",
        "a file cannot be read",
        ERROR,
        what="The file is not there, may not be read, or is not UTF-8 text.",
        why="A framework is only complete with every file that it uses or amends; nothing is rated from a part of it.",
        example='use "scales.rule"',
        instead='use "scales.rules"',
    ),
    Code(
        "CCG151",
        "a file outside the ruleset's folder",
        ERROR,
        what="A ruleset may use and amend only files that end in `.rules`, in its own folder or in folders inside it.",
        why="A ruleset that somebody sends you must not be able to read the rest of your computer.",
        example='use "../../shared/scales.rules"',
        instead='use "shared/scales.rules"',
    ),
    Code(
        "CCG152",
        "a file too large",
        ERROR,
        what="A rules file may have one megabyte, some twenty thousand lines.",
        why="Larger files are nearly always data that were named by mistake.",
    ),
    Code(
        "CCG153",
        "files that lead back to each other",
        ERROR,
        what="A file uses or amends itself, by way of other files or directly.",
        why="There is then no oldest version to start from.",
        example='In a.rules: amends "b.rules"\nIn b.rules: amends "a.rules"',
        instead='In a.rules: amends "b.rules"\nIn b.rules: no amends',
    ),
    Code(
        "CCG154",
        "too many files",
        ERROR,
        what="Files may lead on to each other at most sixteen times in a row, and to a hundred in all.",
        why="A reader could no longer follow where a rule comes from.",
    ),
    Code(
        "CCG155",
        "a text by itself uses a file",
        ERROR,
        what="The text was not read from a file, so that there is no folder in which to look for other files.",
        why="Which file is meant would depend on where the program happens to run.",
        example='use "scales.rules"',
        instead="The declarations of scales.rules, in the text itself.",
    ),
    Code(
        "CCG156",
        "a framework in a shared file",
        ERROR,
        what="A file that another one uses holds declarations only; the framework's head stands in the main file.",
        why="With two heads it would not be clear which version is in force.",
        example='framework shared "Shared scales"\nscale rag best first\n  green, amber, red',
        instead="scale rag best first\n  green, amber, red",
    ),
)

NAME_CODES = (
    Code(
        "CCG201",
        "unknown name",
        ERROR,
        what="A rule uses a name that nothing in the ruleset declares.",
        why="It is a spelling mistake, or a declaration is missing; either way the rule says nothing.",
        example="rating headline on ratings\n  good when avrage_score >= 1\n  poor otherwise",
        instead="rating headline on ratings\n  good when average_score >= 1\n  poor otherwise",
    ),
    Code(
        "CCG202",
        "a name declared twice",
        ERROR,
        what="Two declarations, labels, arguments or `let` lines have the same name.",
        why="A reader could not tell which one a rule means.",
        example="measure overall = mean(all.indicators.score)\nmeasure overall = 1",
        instead="measure overall = mean(all.indicators.score)\nmeasure one = 1",
    ),
    Code(
        "CCG203",
        "a name with a meaning of its own",
        ERROR,
        what="The word has a meaning in the rules language (`value`, `score`, `members`, `missing` and so on) "
        "and cannot name "
        "something else.",
        why="`value` must mean the same in every rule.",
        example="measure score = 1",
        instead="measure overall_score = 1",
    ),
    Code(
        "CCG204",
        "a value that is not there",
        ERROR,
        what="The indicator, group or other declaration exists but does not have the value asked for, such as a "
        "`floor`.",
        why="The rule would be missing for every organisation.",
        example="indicator A1 in access\n  data percent\n  better higher\n  score 4 when value misses floor\n    "
        "1 otherwise",
        instead="indicator A1 in access\n  data percent\n  better higher\n  floor 70%\n  score\n    4 when value "
        "misses floor\n"
        "    1 otherwise",
    ),
    Code(
        "CCG205",
        "a name of the wrong kind",
        ERROR,
        what="The name is declared, but as something else than is needed here: a population where a value is needed, "
        "an indicator without saying which of its values.",
        why="`OF0057 > 2` could mean its value or its score.",
        example="condition low = OF0057 < 70%",
        instead="condition low = OF0057.value < 70%",
    ),
    Code(
        "CCG206",
        "unknown label",
        ERROR,
        what="The word is not a label of the scale, or not one of the words that a field may be.",
        why="The comparison could never be true, or the case never give a rating.",
        example="indicator A1\n  data on rag\n  score\n    1 when value is gren\n    0 otherwise",
        instead="indicator A1\n  data on rag\n  score\n    1 when value is green\n    0 otherwise",
    ),
    Code(
        "CCG207",
        "a source that is not declared",
        ERROR,
        what="`cite` names a document that the framework does not list with `source`.",
        why="Explanations print the document's title; a reader must be able to find it.",
        example='cite manual "Step 3"',
        instead='source manual "The manual"\n…\ncite manual "Step 3"',
    ),
    Code(
        "CCG208",
        "unknown function",
        ERROR,
        what="No built-in function and no method has this name.",
        why="It is a spelling mistake, or the method is not declared.",
        example="measure overall = average(all.indicators.score)",
        instead="measure overall = mean(all.indicators.score)",
    ),
    Code(
        "CCG209",
        "unknown word",
        ERROR,
        what="The word is not one that may stand here: a unit, a direction, a method of `quantile`, what to do "
        "with missing values.",
        why="What is not understood must not be guessed.",
        example="data precent",
        instead="data percent",
    ),
    Code(
        "CCG211",
        "unknown option",
        ERROR,
        what="The function has no option of this name, takes no `then`, or two of its options do not go together.",
        why="An option that is not understood would be left out in silence.",
        example="mean(all.indicators.score, at_least: 3)",
        instead="mean(all.indicators.score, needing: 3)",
    ),
    Code(
        "CCG212",
        "a word that means nothing here",
        ERROR,
        what="`value`, `standard` and the like belong to an indicator, and this rule is not inside one.",
        why="It would not be clear whose value is meant.",
        example="condition low = value < 70%",
        instead="condition low = OF0057.value < 70%",
    ),
)
