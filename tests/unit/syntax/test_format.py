"""The canonical form: layout, columns, brackets and comments. Texts here are what a person would want to see."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ccgrules.source import SourceFile
from ccgrules.syntax.format import format_file
from ccgrules.syntax.parse import parse


def formatted(text: str) -> str:
    file, diagnostics = parse(SourceFile("draft.rules", dedent(text)))
    assert [d.message for d in diagnostics] == []
    out = format_file(file)
    again, _ = parse(SourceFile("again.rules", out))
    assert again.declarations == file.declarations
    assert format_file(again) == out
    return out


def test_clauses_are_indented_and_their_values_stand_in_a_column() -> None:
    text = """
    indicator 122b   "Cancer"   in cancer ,waits
    data percent from numerator/denominator
          better higher
    lower_threshold 75%
    let z=value-standard
    when missing   score 4
    score banded( standard )
    """
    assert formatted(text) == dedent("""\
    indicator 122b "Cancer" in cancer, waits
      data             percent from numerator / denominator
      better           higher
      lower_threshold  75%
      let z = value - standard
      when missing score 4
      score            banded(standard)
    """)


def test_when_stands_in_one_column() -> None:
    text = """
    rating headline "Headline" on ratings
     inadequate when 165a.value is red
     because "Red"
     good when overall>=1
     requires_improvement otherwise
    """
    assert formatted(text) == dedent("""\
    rating headline "Headline" on ratings
      inadequate            when 165a.value is red
        because "Red"
      good                  when overall >= 1
      requires_improvement  otherwise
    """)


def test_a_long_outcome_does_not_push_the_others_away() -> None:
    text = """
    method m(peers)
      score
        4 when value misses floor
        1 + 2 * percent_rank(value, among: peers where value meets floor) otherwise
    """
    assert formatted(text) == dedent("""\
    method m(peers)
      score
        4  when value misses floor
        1 + 2 * percent_rank(value, among: peers where value meets floor)
           otherwise
    """)


def test_long_conditions_are_broken_before_and_and_or() -> None:
    text = """
    group g
      status on rag
        red when count(members.status is red) >= 2 or any(members.status is red and previous(members.status) is red)
        green otherwise
    population p
      where first_condition_with_a_long_name and (second_condition_with_a_long_name or third_condition_with_a_long_name)
    """
    assert formatted(text) == dedent("""\
    group g
      status on rag
        red    when count(members.status is red) >= 2
                 or any(members.status is red and previous(members.status) is red)
        green  otherwise

    population p
      where first_condition_with_a_long_name
        and (second_condition_with_a_long_name or third_condition_with_a_long_name)
    """)


def test_long_lists_are_broken_behind_commas() -> None:
    names = ", ".join(f"indicator_number_{n}" for n in range(8))
    assert formatted(f"field f one of {names}\nremove {names}\nmeasure m = max({names})\n") == dedent("""\
    field f one of indicator_number_0, indicator_number_1, indicator_number_2, indicator_number_3,
        indicator_number_4, indicator_number_5, indicator_number_6, indicator_number_7

    remove indicator_number_0, indicator_number_1, indicator_number_2, indicator_number_3, indicator_number_4,
        indicator_number_5, indicator_number_6, indicator_number_7

    measure m
      = max(indicator_number_0, indicator_number_1, indicator_number_2, indicator_number_3, indicator_number_4,
        indicator_number_5, indicator_number_6, indicator_number_7)
    """)


def test_tables_and_weights_stand_in_columns() -> None:
    text = """
    rating d on s
      table rows a, columns b
      |low|middle
      low|greatest|x
      middle|y|unknown
    measure m
      weighted mean
      25% mean(a.score) "A"
      finance_weight b "B"
    """
    assert formatted(text) == dedent("""\
    rating d on s
      table rows a, columns b
                |  low       |  middle
        low     |  greatest  |  x
        middle  |  y         |  unknown

    measure m
      weighted mean
        25%             mean(a.score)  "A"
        finance_weight  b              "B"
    """)


def test_scales_and_tests() -> None:
    text = """
    scale s best first
      a, b
      c
    scale t worst first
      a "A" colour "#fff"
      bb
    test "t"
      given a is b
      given c = 1
      expect d is e
      given
        organisation|a
        X|missing
    """
    assert formatted(text) == dedent("""\
    scale s best first
      a, b, c

    scale t worst first
      a  "A"  colour "#fff"
      bb

    test "t"
      given   a is b, c = 1
      expect  d is e
      given
        organisation | a
        X            | missing
    """)


def test_values_move_to_where_they_have_room() -> None:
    assert formatted("measure m\n  = a\n") == "measure m = a\n"
    assert formatted("measure m =\n  a\n") == "measure m = a\n"
    long = "a_name_that_is_long + another_name_that_is_long"
    text = f'measure m "A title that takes up most of the line, as titles of measures do" = {long}\n'
    assert formatted(text) == text.replace(" = ", "\n  = ")
    assert formatted("indicator i\n  score\n    f(1)\n  standard supplied\n") == (
        "indicator i\n  score     f(1)\n  standard  supplied\n"
    )


def test_one_line_declarations_of_a_kind_stay_together() -> None:
    text = "field a text\nfield b text\n\nfield c text\ncondition d = a\nmeasure e = 1\n  better lower\nmeasure f = 2\n"
    assert formatted(text) == (
        "field a text\nfield b text\n\nfield c text\n\ncondition d = a\n\n"
        "measure e = 1\n  better lower\n\nmeasure f = 2\n"
    )


# --- comments ----------------------------------------------------------------------------------------------------


def test_comments_stay_at_their_lines() -> None:
    text = """\
    # About this file.

    # --- Section ---

    # about a
    field a text # behind a
    field b text
    # about r
    rating r on s # behind r
    # about good
     good when x # behind good
         # about the reason
        because "y"
     poor otherwise
     # the last word
    # about c

    field c text
    # end
    """
    assert formatted(text) == dedent("""\
    # About this file.

    # --- Section ---

    # about a
    field a text  # behind a
    field b text
    # about r
    rating r on s  # behind r
      # about good
      good  when x  # behind good
        # about the reason
        because "y"
      poor  otherwise
      # the last word

    # about c

    field c text
    # end
    """)


def test_comments_of_lines_that_are_joined_are_kept() -> None:
    text = """
    measure m = f(  # one
      # two
      a,  # three
      b)  # four
    """
    assert formatted(text) == dedent("""\
    # one
    # two
    # three
    measure m = f(a, b)  # four
    """)


def test_a_file_of_comments() -> None:
    assert formatted("# a\n\n\n\n# b\n") == "# a\n\n# b\n"
    assert formatted("") == ""


# --- brackets that keep a line what it is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("indicator i\n  score\n    (standard - 1) when a\n    0 otherwise\n", "    (standard - 1)  when a"),
        ("indicator i\n  score\n    (used) when a\n    0 otherwise\n", "    (used)  when a"),
        ("measure m\n  weighted mean\n    (better) x\n    (1 - a) y\n", "    (better)  x"),
        ("measure m\n  weighted mean\n    (table) rows\n", "    (table)  rows"),
        ('scale s best first\n  code "note" "A note"\n', '  code "note"  "A note"'),
        ('scale s best first\n  code "code" "A code"\n', '  code "code"  "A code"'),
    ],
)
def test_what_would_be_read_as_a_clause_keeps_its_brackets(text: str, line: str) -> None:
    assert line in formatted(text).splitlines()
