"""Codes 100-149 and 170-189: the text of a ruleset, its grammar, and the limits of its size."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR = Severity.ERROR
UNREAD = "Until it is put right the declaration cannot be read, and nothing is worked out from it."

TEXT_CODES = (
    Code(
        "CCG100",
        "text that is not closed",
        ERROR,
        what="A title or another text opens with a quotation mark and does not close on its line, or closes too early "
        "because it has quotation marks inside.",
        why="The rest of the line would be taken for part of the text. " + UNREAD,
        example='indicator 122b "Cancer waits in cancer',
        instead='indicator 122b "Cancer waits" in cancer',
    ),
    Code(
        "CCG101",
        "curly quotation marks",
        ERROR,
        what="Text stands between curly quotation marks, which word processors put in by themselves.",
        why="Only straight quotation marks say for certain where a text starts and ends. Inside a text curly ones are "
        "welcome.",
        example="group cancer “Cancer services”",
        instead='group cancer "Cancer services"',
    ),
    Code(
        "CCG102",
        "a special space",
        ERROR,
        what="A tab, a non-breaking space or another special space stands where a plain space belongs; such spaces "
        "come in with text copied from a web page or a word processor.",
        why="They look like plain spaces, so that two people can read the same line differently.",
        example="score\tvalue",
        instead="score value",
    ),
    Code(
        "CCG103",
        "a look-alike sign",
        ERROR,
        what="A sign such as `≥`, `×` or a dash stands where the language writes `>=`, `*` or `-`.",
        why="There is one spelling for each sign, so that a rule can be searched for and compared.",
        example="green when value ≥ 85%",
        instead="green when value >= 85%",
    ),
    Code(
        "CCG104",
        "a character outside the language",
        ERROR,
        what="A character has no meaning in the language, or none in this place.",
        why=UNREAD,
        example="score value; better higher",
        instead="score value\nbetter higher",
    ),
    Code(
        "CCG105",
        "a bracket that is never closed",
        ERROR,
        what="An opening bracket has no closing one before the next declaration.",
        why="A line goes on while a bracket is open, so that the clauses below it would be taken for part of it.",
        example="measure average = mean(all.indicators.score",
        instead="measure average = mean(all.indicators.score)",
    ),
    Code(
        "CCG106",
        "a bracket that closes nothing",
        ERROR,
        what="A closing bracket has no opening one on its line.",
        why=UNREAD,
        example="measure average = mean(all.indicators.score))",
        instead="measure average = mean(all.indicators.score)",
    ),
)

LINE_CODES = (
    Code(
        "CCG107",
        "not a declaration",
        ERROR,
        what="A line stands where a declaration must start, and its first word starts none; it may be misspelt.",
        why="The lines below would be taken for part of the declaration before.",
        example='indicater 122b "Cancer waits" in cancer',
        instead='indicator 122b "Cancer waits" in cancer',
    ),
    Code(
        "CCG108",
        "not a clause of this declaration",
        ERROR,
        what="A line starts with a word that is no clause of this declaration; it may be misspelt, or belong to "
        "another kind of declaration.",
        why=UNREAD,
        example="measure overall = mean(cancer.indicators.score)\n  standard 85%",
        instead='indicator 122b "Cancer waits" in cancer\n  standard 85%',
    ),
    Code(
        "CCG109",
        "a word of the language as a name",
        ERROR,
        what="Something is called by a word that the language uses itself, such as `group`, `when` or `missing`.",
        why="A reader could not tell the name from the word of the language.",
        example='group group "All groups"',
        instead='group all_groups "All groups"',
    ),
    Code(
        "CCG110",
        "a word in the wrong place",
        ERROR,
        what="A word or sign cannot stand where it stands. The help says what could.",
        why=UNREAD,
        example="measure total = first second",
        instead="measure total = first + second",
    ),
    Code(
        "CCG111",
        "a line that ends too early",
        ERROR,
        what="Something more must stand on the line. A line goes on below only inside brackets, after a comma, and "
        "before `and`, `or`, `when` or `otherwise`.",
        why=UNREAD,
        example="measure total = first +\n  second",
        instead="measure total = (first +\n  second)",
    ),
    Code(
        "CCG112",
        "a name or title out of place",
        ERROR,
        what="A declaration has first a name, one word, and then a title between quotation marks.",
        why="Names are for the rules, titles for the explanations; both must be certain.",
        example="group Cancer services",
        instead='group cancer "Cancer services"',
    ),
    Code(
        "CCG113",
        "comparisons in a chain",
        ERROR,
        what="Two comparisons share a value, as in `1 <= x < 2`.",
        why="The language compares two values at a time, so that an explanation can name each comparison.",
        example="condition middling = 1 <= overall < 2",
        instead="condition middling = 1 <= overall and overall < 2",
    ),
    Code(
        "CCG114",
        "a case or comparison not written as one",
        ERROR,
        what="A case is an outcome, then `when`, then a condition; the last is an outcome and `otherwise`. Values are "
        "compared with signs, labels with `is`, `is one of (…)`, `is better than` or `is worse than`.",
        why=UNREAD,
        example="rating headline on ratings\n  good overall >= 1\n  otherwise poor",
        instead="rating headline on ratings\n  good when overall >= 1\n  poor otherwise",
    ),
    Code(
        "CCG115",
        "a row with too few or too many cells",
        ERROR,
        what="A row of a table does not have one cell for each column.",
        why="A combination would have no outcome, or two.",
        example="table rows a, columns b\n     |  1  |  2\n  1  |  x",
        instead="table rows a, columns b\n     |  1  |  2\n  1  |  x  |  y",
    ),
    Code(
        "CCG116",
        "a word that does not belong to the clause",
        ERROR,
        what="A clause has a word that it does not know, such as `shown to 2 digits` for `shown to 2 places`.",
        why=UNREAD,
        example="shown to 2 digits",
        instead="shown to 2 places",
    ),
    Code(
        "CCG117",
        "not a date",
        ERROR,
        what="A date has a month or a day that the calendar does not have.",
        why="The period in which the rules are in force would not be known.",
        example="in force 2025-04-01 to 2026-02-30",
        instead="in force 2025-04-01 to 2026-02-28",
    ),
    Code(
        "CCG118",
        "a name that cannot be given",
        ERROR,
        what="A declared name has a dot in it, or a code is empty. A dot stands only between a thing and one of its "
        "values, as in `cancer.score`.",
        why="A use of the name could mean two things.",
        example='indicator cancer.waits "Cancer waits"',
        instead='indicator cancer_waits "Cancer waits"',
    ),
    Code(
        "CCG119",
        "an argument out of place",
        ERROR,
        what="In the brackets of a function, an argument is given twice, or a plain one stands behind a named one.",
        why=UNREAD,
        example="rank(among: trusts, average)",
        instead="rank(average, among: trusts)",
    ),
    Code(
        "CCG120",
        "a first line that does not say enough",
        ERROR,
        what="A declaration lacks what its first line must say, such as the scale of a rating.",
        why=UNREAD,
        example='rating headline "Headline rating"',
        instead='rating headline "Headline rating" on ratings',
    ),
    Code(
        "CCG121",
        "a number not written as one",
        ERROR,
        what="Numbers are written with digits and a point, without commas, and percentages with `%` right behind.",
        why="`100,000` would be two numbers, 100 and 0.",
        example="condition large = population > 100,000",
        instead="condition large = population > 100000",
    ),
    Code(
        "CCG122",
        "a word of another language",
        ERROR,
        what="A word such as `if`, `else` or `AND` is used where this language writes `when`, `otherwise` or `and`.",
        why="There is one spelling for each thing.",
        example="good if overall >= 1\npoor else",
        instead="good when overall >= 1\npoor otherwise",
    ),
)

LIMIT_CODES = (
    Code(
        "CCG123",
        "a character that does not show",
        ERROR,
        what="A title, another text or a comment holds a control character, or one that turns the direction of writing "
        "round; such characters come in with text copied from elsewhere.",
        why="They can make a line look different from what it says, in an editor, on a terminal and in a published "
        "ruleset.",
    ),
    Code(
        "CCG170",
        "a file too large",
        ERROR,
        what="A ruleset's file has at most 1,000,000 characters.",
        why="A limit keeps a wrong file, such as one with data in it, from holding the machine up.",
    ),
    Code(
        "CCG171",
        "too many words in a file",
        ERROR,
        what="A ruleset's file has at most 200,000 words and signs.",
        why="A limit keeps a wrong file, such as one with data in it, from holding the machine up.",
    ),
    Code(
        "CCG172",
        "an expression too deep",
        ERROR,
        what="An expression is built of parts within parts, more than 150 deep; a sum of 151 terms is as well.",
        why="No reader could follow its explanation.",
        example="measure total = a1 + a2 + a3 + …",
        instead="measure total = first_half + second_half",
    ),
    Code(
        "CCG173",
        "brackets nested too deep",
        ERROR,
        what="Brackets stand within brackets, more than 64 deep.",
        why="No reader could follow the explanation.",
    ),
    Code(
        "CCG174",
        "too many mistakes",
        ERROR,
        what="A file has more than 100 mistakes in its text; what stands behind them has not been read.",
        why="A wrong file, such as one with data in it, would bury the mistakes that matter.",
    ),
)

SYNTAX_CODES: tuple[Code, ...] = (*TEXT_CODES, *LINE_CODES, *LIMIT_CODES)
