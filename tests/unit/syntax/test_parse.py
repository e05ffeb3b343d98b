"""Declarations and clauses: what each becomes in the tree, and how lines go on."""

from __future__ import annotations

import datetime

import pytest

from ccgrules.source import SourceFile
from ccgrules.syntax import tree
from ccgrules.syntax.format import format_expr
from ccgrules.syntax.parse import parse


def read(text: str) -> tuple[tree.Declaration, ...]:
    file, diagnostics = parse(SourceFile("read.rules", text))
    assert [(d.code, d.message) for d in diagnostics] == []
    return file.declarations


def one(text: str) -> tree.Declaration:
    (declaration,) = read(text)
    return declaration


def clause(text: str, keyword: str) -> tree.Clause:
    (found,) = [c for c in one(text).clauses if c.keyword == keyword]
    return found


def words(found: tree.Clause) -> list[str]:
    assert found.words is not None
    return [str(item) if isinstance(item, tree.Name) else format_expr(item) for item in found.words.items]


def how(found: tree.Clause) -> object:
    assert found.body is not None
    return found.body.how


# --- clauses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "keyword", "wanted"),
    [
        ("framework f\n  language 1", "language", ["1"]),
        ("framework f\n  in force 2025-04-01 to 2026-03-31", "in force", ["2025-04-01", "2026-03-31"]),
        ("framework f\n  scores better lower", "scores better", ["lower"]),
        ("framework f\n  result a, b", "result", ["a", "b"]),
        ("field f yes or no", "type", ["yes or no"]),
        ("field f one of a, b", "type", ["one of", "a", "b"]),
        ("field f on rag", "type", ["on", "rag"]),
        ("field f rate per 100,000", "type", ["rate", "per", "100,000"]),
        ("population p\n  by region", "by", ["region"]),
        ("population p\n  at least 20 members", "at least", ["20"]),
        ("parameter p = 1 between -2 and 3%", "between", ["-2", "3%"]),
        ("indicator i in a, b", "in", ["a", "b"]),
        ("indicator i\n  data percent change", "data", ["percent", "change"]),
        ("indicator i\n  data number out of 10", "data", ["number", "out", "of", "10"]),
        ("indicator i\n  data none", "data", ["none"]),
        ("indicator i\n  data on rag", "data", ["on", "rag"]),
        ("indicator i\n  data yes or no", "data", ["yes or no"]),
        ("indicator i\n  data percent from numerator/denominator", "data", ["percent", "from numerator / denominator"]),
        ("indicator i\n  better neither", "better", ["neither"]),
        ("indicator i\n  counts no", "counts", ["no"]),
        ("indicator i\n  when missing exclude", "when missing", ["exclude"]),
        ("indicator i\n  when missing score 4", "when missing", ["score", "4"]),
        ("indicator i\n  formerly 101a", "formerly", ["101a"]),
        ("indicator i\n  shown to 1 place", "shown to", ["1"]),
        ("rating r on s\n  becomes low when c", "becomes", ["low"]),
        ("rating r on s", "on", ["s"]),
    ],
)
def test_clauses_of_words(text: str, keyword: str, wanted: list[str]) -> None:
    assert words(clause(text, keyword)) == wanted


def test_the_clauses_of_a_framework() -> None:
    text = (
        'framework f "F"\n  version "1"\n  rates trust "Trust"\n'
        '  source m "Manual" "https://example.org"\n  use "x.rules"'
    )
    version, rates, source, use = one(text).clauses
    assert (version.title, use.title) == ("1", "x.rules")
    assert (str(rates.name), rates.title) == ("trust", "Trust")
    assert (str(source.name), source.title, words(source)) == ("m", "Manual", ['"https://example.org"'])


def test_dates_are_dates() -> None:
    found = clause("framework f\n  in force 2025-04-01 to 2026-03-31", "in force")
    assert found.words is not None
    assert [d.value for d in found.words.items if isinstance(d, tree.Date)] == [
        datetime.date(2025, 4, 1),
        datetime.date(2026, 3, 31),
    ]


def test_labels_stand_one_a_line_or_in_a_row() -> None:
    first, *labels = one('scale s "S" worst first\n  red "Red" colour "#f00"\n  amber, green "Green"').clauses
    assert first.keyword == "worst first"
    assert [(str(label.name), label.title) for label in labels] == [("red", "Red"), ("amber", None), ("green", "Green")]
    assert words(labels[0]) == ['"#f00"']


@pytest.mark.parametrize("word", ["used when", "where"])
def test_conditions(word: str) -> None:
    kind = "population" if word == "where" else "indicator"
    found = clause(f"{kind} x\n  {word} a > 1\n    and b", word)
    assert found.when is not None
    assert format_expr(found.when) == "a > 1 and b"


def test_adjustments_have_a_label_and_a_condition() -> None:
    text = (
        "rating r on s\n  a otherwise\n  no better than b  when c\n"
        "  no worse than a when d\n  not rated when e is missing"
    )
    *_, better, worse, unrated = one(text).clauses
    assert (better.keyword, words(better)) == ("no better than", ["b"])
    assert (worse.keyword, words(worse)) == ("no worse than", ["a"])
    assert unrated.when is not None
    assert format_expr(unrated.when) == "e is missing"


def test_a_weight_may_be_a_number_a_name_or_none() -> None:
    assert how(clause("indicator i\n  counts 1/3", "counts")) == how(clause("group g\n  counts 1 / 3", "counts"))
    none = clause('indicator i\n  counts no "through another"', "counts")
    assert (none.title, none.body) == ("through another", None)


def test_a_judgement() -> None:
    on, by, must = one('judgement j "J" on s by "Panel"\n  must a because "so"').clauses
    assert (on.keyword, by.keyword, by.title) == ("on", "by", "Panel")
    assert [(note.keyword, note.text) for note in must.annotations] == [("because", "so")]


# --- values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "indicator i\n  score\n    4 when a\n    1 otherwise",
        "indicator i\n  score 4 when a\n    1 otherwise",
        "indicator i\n  score\n    4\n      when a\n    1\n      otherwise",
    ],
)
def test_cases(text: str) -> None:
    cases = how(clause(text, "score"))
    assert isinstance(cases, tree.Cases)
    assert [(format_expr(c.outcome), c.when is None) for c in cases.cases] == [("4", False), ("1", True)]


def test_a_status_names_its_scale() -> None:
    found = clause("indicator i\n  status on rag\n    green when a\n    red otherwise", "status")
    assert str(found.name) == "rag"
    assert isinstance(how(found), tree.Cases)
    assert str(clause("indicator i\n  status on rag banded(3)", "status").name) == "rag"


def test_a_table() -> None:
    text = (
        "indicator i\n  score\n    table rows a.score, columns b\n"
        "         | 1 | 2\n      low | x | unknown\n      high | 3 | -1"
    )
    table = how(clause(text, "score"))
    assert isinstance(table, tree.Table)
    assert (format_expr(table.rows), format_expr(table.columns)) == ("a.score", "b")
    assert [format_expr(key) for key in table.column_keys] == ["1", "2"]
    assert [format_expr(key) for key in table.row_keys] == ["low", "high"]
    assert [[format_expr(cell) for cell in row] for row in table.cells] == [["x", "unknown"], ["3", "-1"]]


def test_a_weighted_mean() -> None:
    text = 'measure m\n  weighted mean\n    25% mean(a.score) "A"\n    rest b\n    1/3 (c + d) "C"\n    (1 - x) e'
    mean = how(clause(text, "weighted mean"))
    assert isinstance(mean, tree.WeightedMean)
    assert [(format_expr(line.weight), format_expr(line.value), line.title) for line in mean.lines] == [
        ("25%", "mean(a.score)", "A"),
        ("rest", "b", None),
        ("1/3", "c + d", "C"),
        ("1 - x", "e", None),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("indicator i\n  score supplied", type(None)),
        ("indicator i\n  score supplied, otherwise f(1)", tree.Call),
        ("indicator i\n  score supplied, otherwise\n    1 when a\n    0 otherwise", tree.Cases),
        ("indicator i\n  score supplied,\n    otherwise\n      f(1)", tree.Call),
        ("indicator i\n  score supplied, otherwise\n    table rows a, columns b\n      | 1\n    1 | 2", tree.Table),
    ],
)
def test_supplied(text: str, kind: type) -> None:
    found = clause(text, "score")
    assert found.body is not None
    assert found.body.supplied
    assert isinstance(found.body.how, kind)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("rating r on s\n  good when a\n  poor otherwise", "cases"),
        ("rating r on s\n  let x = 1\n  good when x\n  poor otherwise", "cases"),
        ("rating r on s\n  table rows a, columns b\n    | 1\n  1 | good", "cases"),
        ("rating r on s\n  supplied", "cases"),
        ("rating r on s supplied", "cases"),
        ("rating r on s\n  supplied, otherwise\n  good when a\n  poor otherwise", "cases"),
        ("rating r on s = worst(a, b)", "="),
        ("rating r on s\n  = worst(a, b)", "="),
        ("rating r on s\n  starts as a", "starts as"),
    ],
)
def test_where_a_rating_comes_from(text: str, keyword: str) -> None:
    assert clause(text, keyword).body is not None


def test_the_value_of_a_measure_may_take_several_lines() -> None:
    assert isinstance(how(clause("measure m =\n  1 when a\n  0 otherwise", "=")), tree.Cases)
    assert isinstance(how(clause("measure m\n  = a\n  better lower", "=")), tree.Name)
    assert isinstance(how(clause("measure m\n  let x = 1\n  = x", "=")), tree.Name)


# --- notes -------------------------------------------------------------------------------------------------------


def test_notes_belong_to_the_line_above() -> None:
    text = (
        'rating r on s\n  note "head"\n  good when a\n    because "case"\n    cite m "3"\n  poor otherwise\n'
        "  becomes good when b\n    cite m\n"
    )
    rating = one(text)
    assert [note.text for note in rating.annotations] == ["head"]
    cases = how(rating.clauses[1])
    assert isinstance(cases, tree.Cases)
    assert [[(n.keyword, n.source, n.text) for n in case.annotations] for case in cases.cases] == [
        [("because", None, "case"), ("cite", "m", "3")],
        [],
    ]
    assert [(n.keyword, n.source, n.text) for n in rating.clauses[2].annotations] == [("cite", "m", None)]


def test_notes_below_a_value_speak_of_the_declaration() -> None:
    for text in ('measure m = a\n  note "x"', 'measure m\n  = a\n  note "x"', 'measure m\n  note "x"\n  = a'):
        measure = one(text)
        assert [note.text for note in measure.annotations] == ["x"]
        assert measure.clauses[0].annotations == ()


# --- tests and amendments ----------------------------------------------------------------------------------------


def test_each_example_is_a_clause() -> None:
    test = one('test "t"\n  given a is b, c = 3,\n    d is missing\n  expect e is not rated')
    assert test.names == ()
    assert [(c.keyword, format_expr(c.when)) for c in test.clauses if c.when] == [
        ("given", "a is b"),
        ("given", "c = 3"),
        ("given", "d is missing"),
        ("expect", "e is not rated"),
    ]


def test_a_small_table_of_organisations() -> None:
    text = (
        'test "t"\n  given\n    organisation | a.value\n    A | 70%\n    "B c" | missing\n'
        "  expect\n    organisation | r\n    A | low"
    )
    given, expect = one(text).clauses
    assert (given.keyword, expect.keyword) == ("given table", "expect table")
    assert given.grid is not None
    assert [str(name) for name in given.grid.header] == ["organisation", "a.value"]
    assert given.grid.rows[1][1] == tree.Name(("missing",), span=given.grid.rows[1][1].span)


def test_amendments() -> None:
    change, replace, remove, rename = read(
        'change parameter p = 1.40\n  because "x"\nreplace rating r on s\n  a otherwise\n'
        'remove a, b\n  because "y"\nrename c to d'
    )
    assert (change.keyword, change.change, change.annotations[0].text) == ("parameter", "change", "x")
    assert (replace.keyword, replace.change) == ("rating", "replace")
    assert (remove.keyword, [str(n) for n in remove.names], remove.annotations[0].text) == ("remove", ["a", "b"], "y")
    assert (rename.keyword, [str(n) for n in rename.names]) == ("rename", ["c", "d"])


def test_a_change_says_only_what_differs() -> None:
    assert one("change rating r\n  becomes low when c").clauses[0].keyword == "becomes"
    assert one("change parameter p between 1 and 2").clauses[0].keyword == "between"


# --- lines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "measure m = f(\n  a,\n\n  # why\n  b\n)",
        "measure m = f(a, b)",
        "measure m = f(a,\nb)",
        "\n\n   measure m = f(a, b)   # end",
        "measure m\r\n  = f(a, b)\r\n",
        "\ufeffmeasure m = f(a, b)",
        "measure m = (f(a, b))\r",
    ],
)
def test_layout_does_not_change_the_meaning(text: str) -> None:
    assert read(text) == read("measure m = f(a, b)\n")


def test_lines_go_on_before_and_or_when_otherwise() -> None:
    joined = read("rating r on s\n  a when b and c or d\n  e otherwise")
    assert read("rating r on s\n  a\n  when b\n  and c\n  or d\n  e\n  otherwise") == joined


def test_when_missing_starts_a_line_of_its_own() -> None:
    indicator = one("indicator i\n  score 4\n  when missing exclude")
    assert [c.keyword for c in indicator.clauses] == ["score", "when missing"]


def test_clause_words_are_names_elsewhere() -> None:
    rating = one(
        "rating r on s\n  let score = data + floor\n  standard when better\n"
        "  source otherwise\n  becomes note when used"
    )
    assert [c.keyword for c in rating.clauses] == ["on", "let", "cases", "becomes"]
    scale = one("scale s best first\n  standard, floor, data")
    assert [str(c.name) for c in scale.clauses[1:]] == ["standard", "floor", "data"]


def test_a_clause_word_before_an_operator_is_a_name() -> None:
    cases = how(clause("indicator i\n  score\n    standard + 1 when a\n    floor otherwise", "score"))
    assert isinstance(cases, tree.Cases)
    assert [format_expr(c.outcome) for c in cases.cases] == ["standard + 1", "floor"]


def test_comments_are_kept_with_their_places() -> None:
    file, _ = parse(SourceFile("c.rules", "# top\nfield a text  # behind\n  # own line\n"))
    assert [(c.text, c.own_line, c.span.line) for c in file.comments] == [
        ("# top", True, 1),
        ("# behind", False, 2),
        ("# own line", True, 3),
    ]


def test_spans_of_declarations() -> None:
    text = 'field a text\nrating r "R" on s\n  good when x\n    because "y"\n  poor otherwise\n'
    _, rating = read(text)
    assert rating.head.text == 'rating r "R" on s'
    assert rating.span.text == text[13:-1]
    assert rating.clauses[1].span.line == 3


def test_a_source_with_other_line_ends_is_replaced() -> None:
    file, _ = parse(SourceFile("c.rules", "\ufefffield a text\r\nfield b text\r\n"))
    assert file.source.name == "c.rules"
    assert file.source.text == "field a text\nfield b text\n"
    assert [d.span.text for d in file.declarations] == ["field a text", "field b text"]
