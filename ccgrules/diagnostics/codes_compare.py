"""Codes 73x: ratings of years that are compared."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

COMPARE_CODES = (
    Code(
        "CCG730",
        "a column of ratings or organisations that is not found",
        ERROR,
        what="It is not clear which column of the file holds the ratings, or which holds the organisations.",
        why="A comparison of the wrong columns would look like one of ratings.",
        example="ccgrules compare 2017-18.csv 2018-19.csv",
        instead="ccgrules compare 2017-18.csv 2018-19.csv --organisation Code --rating 'Overall rating'",
    ),
    Code(
        "CCG731",
        "a scale that is not known",
        ERROR,
        what="Nothing says how the labels of the rating stand, best first; or two runs say so differently; or a scale "
        "names a label twice.",
        why="Without their order it cannot be told who rose and who fell.",
        example="ccgrules compare 2017-18.csv 2018-19.csv",
        instead="ccgrules compare 2017-18.csv 2018-19.csv --scale outstanding,good,requires_improvement,inadequate",
    ),
    Code(
        "CCG732",
        "a rating that is not on the scale",
        ERROR,
        what="A cell holds something that is neither a label of the scale, nor says that there is no rating.",
        why="An organisation left out without a word would change every percentage.",
        example="organisation,headline\nF001,Goood",
        instead="organisation,headline\nF001,Good",
    ),
    Code(
        "CCG733",
        "a row of ratings that is not one organisation's",
        ERROR,
        what="A row names no organisation or no period, or an organisation has two rows in one period.",
        why="Each organisation counts once a year.",
        example="organisation,headline\nF001,Good\nF001,Inadequate",
        instead="organisation,headline\nF001,Good\nF002,Inadequate",
    ),
    Code(
        "CCG734",
        "years that cannot be told apart",
        ERROR,
        what="Two years have the same name, there is only one, there are very many, or as many names were not given as "
        "there are years.",
        why="Each column of the table is a year of its own.",
        example="ccgrules compare draft/ratings.csv final/ratings.csv  # both of 2018/19",
        instead="ccgrules compare draft/ratings.csv final/ratings.csv --years draft,final",
    ),
    Code(
        "CCG735",
        "a folder that is not a run's",
        ERROR,
        what="The folder has no `ratings.csv`, or its `run.json` is not the record of a run.",
        why="Nothing is guessed about how the labels of its ratings stand.",
        example="ccgrules compare 2017-18 2018-19  # folders without ratings.csv",
        instead="ccgrules run framework.rules indicators.csv --out 2018-19",
    ),
    Code(
        "CCG736",
        "a combined row of unknown labels",
        ERROR,
        what="A row for several ratings together names a label that the scale does not have, or one of them twice.",
        why="Its count would be too small, or too large.",
        example='--combine "Outstanding or good=outstandin,good"',
        instead='--combine "Outstanding or good=outstanding,good"',
    ),
    Code(
        "CCG737",
        "years that are not in the order of time",
        WARNING,
        what="A year is named before one that it does not come before.",
        why="What rose will be shown as fallen.",
        example="ccgrules compare 2018-19.csv 2017-18.csv",
        instead="ccgrules compare 2017-18.csv 2018-19.csv",
    ),
    Code(
        "CCG738",
        "years with no organisation in common",
        WARNING,
        what="No code of one year stands in the next.",
        why="The files may write codes in two ways; then everyone seems to be new, and nobody to have moved.",
        example="organisation,headline\n1,Good     # the earlier file\nF001,Good  # the later file",
    ),
)
