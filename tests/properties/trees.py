"""Syntax trees at random: every one could have been written, and every construct of the language occurs."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree, words

SOURCE = SourceFile("random.rules", "")
NOWHERE = Span(SOURCE, 0, 0)

# Among them every word that is a clause somewhere, and words that start a phrase of the language.
PLAIN = sorted(
    {"x", "overall", "average_score", "101a", "OF0023", "MORT_30_AMI", "code", "best", "worst", "per", "table", "one"}
    | {"rows", "columns", "first", "used", "rated", "among", "value", "_a"}
    | {phrase for phrases in words.CLAUSES.values() for phrase in phrases if " " not in phrase}
    | {*words.ANNOTATIONS} - {*words.RESERVED}
)


def short(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The same strategy, which does not print all its parts: printing them takes longer than drawing."""

    @st.composite
    def part(draw: st.DrawFn) -> Any:
        return draw(strategy)

    return part()


NAMES = [name for name in PLAIN if name not in words.RESERVED]
CODES = ["PSI-90", "101", "two words", "when", "group", "é"]

visible = st.characters(exclude_characters='"', exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"])
texts = st.text(visible, max_size=12)
single_names = st.sampled_from([*NAMES, *CODES]).map(lambda word: tree.Name((word,), span=NOWHERE))
plain_names = st.sampled_from(NAMES).map(lambda word: tree.Name((word,), span=NOWHERE))
suffixes = st.lists(st.sampled_from(["score", "value", "indicators", "90"]), max_size=2)
names = short(st.builds(lambda name, more: tree.Name((*name.parts, *more), span=NOWHERE), single_names, suffixes))
counted = st.sampled_from(["0", "1", "3", "1.45", "007"])


def number(text: str) -> tree.Number:
    percent = text.endswith("%")
    value = Fraction(text.rstrip("%"))
    return tree.Number(value / 100 if percent else value, percent=percent, text=text, span=NOWHERE)


plain_numbers = counted.map(number)
numbers = st.sampled_from(["0", "2", "1.45", "100", "70%", "66.7%", "0.50"]).map(number)
signed = st.one_of(numbers, st.sampled_from(["-1", "-2.5", "-3%"]).map(number))
quoted = texts.map(lambda value: tree.Text(value, span=NOWHERE))
dates = st.dates(datetime.date(1000, 1, 1)).map(lambda value: tree.Date(value, span=NOWHERE))
yes_no = st.booleans().map(lambda value: tree.YesNo(value, span=NOWHERE))
leaves = short(st.one_of(numbers, names, names, quoted, dates, yes_no))

RELATIONS = {"is": 1, "is not": 1, "better than": 1, "worse than": 1, "missing": 0, "not missing": 0}
OPERATORS = ["+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "and", "or", "meets", "misses"]


def _grown(smaller: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    inner = short(smaller)
    among = st.builds(tree.Among, names, st.none() | inner, span=st.just(NOWHERE))
    options = st.lists(
        st.tuples(st.sampled_from(["method", "best", "needing"]), inner), max_size=2, unique_by=lambda o: o[0]
    )
    one_of = st.sampled_from(["one of", "not one of"])
    return st.one_of(
        st.builds(tree.Unary, st.sampled_from(["-", "not"]), inner, span=st.just(NOWHERE)),
        st.builds(tree.Binary, st.sampled_from(OPERATORS), inner, inner, span=st.just(NOWHERE)),
        st.builds(tree.Is, inner, one_of, st.lists(inner, min_size=1, max_size=3).map(tuple), span=st.just(NOWHERE)),
        st.sampled_from(sorted(RELATIONS)).flatmap(
            lambda relation: st.builds(
                tree.Is,
                inner,
                st.just(relation),
                st.tuples(*[inner] * RELATIONS[relation]),
                span=st.just(NOWHERE),
            )
        ),
        st.builds(
            tree.Call,
            names,
            st.lists(inner, max_size=3).map(tuple),
            st.none() | inner,
            options.map(tuple),
            st.none() | among,
            span=st.just(NOWHERE),
        ),
    )


exprs = short(st.recursive(leaves, _grown, max_leaves=8))

# --- values ------------------------------------------------------------------------------------------------------

notes = st.one_of(
    st.builds(tree.Annotation, st.sampled_from(["because", "note"]), texts, span=st.just(NOWHERE)),
    st.builds(
        lambda source, text: tree.Annotation("cite", text, str(source), span=NOWHERE), plain_names, st.none() | texts
    ),
)
noted = short(st.lists(notes, max_size=2).map(tuple))
case_lines = st.builds(tree.Case, exprs, st.none() | exprs, noted, span=st.just(NOWHERE))
cases = short(st.builds(tree.Cases, st.lists(case_lines, min_size=1, max_size=3).map(tuple), span=st.just(NOWHERE)))


@st.composite
def tables(draw: st.DrawFn) -> tree.Table:
    columns = draw(st.lists(exprs, min_size=1, max_size=3))
    keys = draw(st.lists(exprs, min_size=1, max_size=3))
    cells = tuple(tuple(draw(exprs) for _ in columns) for _ in keys)
    return tree.Table(draw(exprs), draw(exprs), tuple(columns), tuple(keys), cells, span=NOWHERE)


fractions = st.builds(lambda top, bottom: tree.Binary("/", top, bottom, span=NOWHERE), plain_numbers, plain_numbers)
weights = st.one_of(signed, fractions, names, exprs)
weighted_means = st.builds(
    tree.WeightedMean,
    st.lists(
        st.builds(
            tree.WeightedLine,
            weights,
            exprs.filter(lambda e: not isinstance(e, tree.Text)),
            st.none() | texts,
            noted,
            span=st.just(NOWHERE),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    span=st.just(NOWHERE),
)


def bodies(*hows: st.SearchStrategy[Any]) -> st.SearchStrategy[tree.Body]:
    how = st.one_of(*hows)
    return st.one_of(
        st.builds(tree.Body, how, st.booleans(), span=st.just(NOWHERE)),
        st.just(tree.Body(None, supplied=True, span=NOWHERE)),
    )


since = st.builds(tree.Since, quoted, exprs, span=st.just(NOWHERE))
dated = short(st.builds(tree.Dated, exprs, st.lists(since, min_size=1, max_size=3).map(tuple), span=st.just(NOWHERE)))
values = short(bodies(exprs, cases, tables()))
level_values = short(bodies(exprs, dated, cases, tables()))
shown_values = short(bodies(exprs))


def _words(*items: Any) -> tree.Words:
    return tree.Words(items, span=NOWHERE)


def _plain(text: str) -> tree.Name:
    return tree.Name((text,), span=NOWHERE)


def clause(keyword: str, notes: bool = True, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tree.Clause]:
    own = noted if notes else st.just(())
    return short(st.builds(tree.Clause, st.just(keyword), annotations=own, span=st.just(NOWHERE), **fields))


def worded(keyword: str, *items: st.SearchStrategy[Any], notes: bool = True) -> st.SearchStrategy[tree.Clause]:
    return clause(keyword, notes, words=st.tuples(*items).map(lambda drawn: _words(*drawn)))


def listed(keyword: str, notes: bool = True) -> st.SearchStrategy[tree.Clause]:
    found = st.lists(names, min_size=1, max_size=3)
    return clause(keyword, notes, words=found.map(lambda drawn: _words(*drawn)))


def _any_of(*options: st.SearchStrategy[tree.Clause]) -> st.SearchStrategy[list[tree.Clause]]:
    return short(st.lists(st.one_of(*options), max_size=4))


# --- types -------------------------------------------------------------------------------------------------------

unit_words = st.sampled_from(
    [
        ("percent",),
        ("percent", "change"),
        ("number",),
        ("number", "out", "of", "10"),
        ("rate", "per", "100,000"),
        ("none",),
    ]
)


def _unit(parts: tuple[str, ...]) -> list[Any]:
    return [
        tree.Number(Fraction(part.replace(",", "")), percent=False, text=part, span=NOWHERE)
        if part[0].isdigit()
        else _plain(part)
        for part in parts
    ]


units = unit_words.map(_unit)
ratios = st.sampled_from([[], [_plain("from numerator / denominator")]])
types = st.one_of(
    units,
    st.just([_plain("yes or no")]),
    names.map(lambda name: [_plain("on"), name]),
)
data_types = st.one_of(types, st.builds(lambda unit, ratio: [*unit, *ratio], units, ratios))
field_types = st.one_of(types, st.lists(names, min_size=1, max_size=3).map(lambda found: [_plain("one of"), *found]))

# --- clauses -----------------------------------------------------------------------------------------------------

formerly = listed("formerly")
shown = worded("shown to", plain_numbers)
better = worded("better", names)
let = clause("let", name=single_names, body=values)
short_let = clause("let", name=single_names, body=exprs.map(lambda how: tree.Body(how, span=NOWHERE)))
score = clause("score", body=values)
status = clause("status", name=st.none() | single_names, body=values)
missing_words = st.one_of(names.map(_words), signed.map(lambda amount: _words(_plain("score"), amount)))
when_missing = clause("when missing", words=missing_words)
data = clause("data", words=data_types.map(lambda items: _words(*items)))
counts = st.one_of(
    clause("counts", title=st.none() | texts, words=yes_no.map(_words)),
    clause(
        "counts",
        title=st.none() | texts,
        body=exprs.filter(lambda e: not isinstance(e, tree.YesNo)).map(lambda how: tree.Body(how, span=NOWHERE)),
    ),
)
adjustment = st.sampled_from(["no better than", "no worse than", "becomes"]).flatmap(
    lambda keyword: clause(keyword, words=names.map(_words), when=exprs)
)
equals = clause("=", notes=False, body=values)
member_clauses = _any_of(
    listed("in"), data, better, clause("standard", body=level_values), clause("lower_threshold", body=shown_values),
    clause("floor", body=values), clause("used when", when=exprs), let, score, status, counts, when_missing, shown,
    formerly,
)  # fmt: skip
labels = st.lists(
    st.one_of(
        clause("label", name=single_names),
        clause("label", name=single_names, title=texts),
        clause("label", name=single_names, title=st.none() | texts, words=quoted.map(_words)),
    ),
    max_size=4,
)
examples = st.lists(clause("given", when=exprs) | clause("expect", when=exprs), max_size=4)


@st.composite
def grids(draw: st.DrawFn) -> tree.Grid:
    header = draw(st.lists(names, min_size=2, max_size=3))
    cell = st.one_of(exprs, st.just(_plain("missing")))
    rows = [tuple(draw(cell) for _ in header) for _ in range(draw(st.integers(1, 3)))]
    return tree.Grid(tuple(header), tuple(rows), span=NOWHERE)


grid_clauses = st.sampled_from(["given table", "expect table"]).flatmap(
    lambda keyword: clause(keyword, notes=False, grid=grids())
)

# --- declarations ------------------------------------------------------------------------------------------------


def declaration(keyword: str, clauses: st.SearchStrategy[list[tree.Clause]], **more: Any) -> st.SearchStrategy[Any]:
    fields: dict[str, Any] = {
        "names": single_names.map(lambda name: (name,)),
        "change": st.sampled_from([None, "replace"]),
        "title": st.none() | texts,
        "annotations": noted,
        **more,
    }
    return short(
        st.builds(
            tree.Declaration,
            st.just(keyword),
            clauses=clauses.map(tuple),
            head=st.just(NOWHERE),
            span=st.just(NOWHERE),
            **fields,
        )
    )


def _joined(*parts: st.SearchStrategy[list[tree.Clause]]) -> st.SearchStrategy[list[tree.Clause]]:
    return st.tuples(*parts).map(lambda drawn: [item for part in drawn for item in part])


def _one(*options: st.SearchStrategy[tree.Clause]) -> st.SearchStrategy[list[tree.Clause]]:
    return st.one_of(*options).map(lambda found: [found])


def _maybe(option: st.SearchStrategy[tree.Clause]) -> st.SearchStrategy[list[tree.Clause]]:
    return st.lists(option, max_size=1)


several_names = st.lists(single_names, min_size=1, max_size=3).map(tuple)
field_type = clause("type", notes=False, words=field_types.map(lambda items: _words(*items)))
order = clause("best first", notes=False) | clause("worst first", notes=False)
on_scale = worded("on", names, notes=False)
constant = clause("=", notes=False, body=st.one_of(exprs, dated).map(lambda how: tree.Body(how, span=NOWHERE)))
between = worded("between", signed, signed)
short_clauses = _any_of(
    short_let, clause("starts as", body=exprs.map(lambda how: tree.Body(how, span=NOWHERE))), adjustment,
    clause("not rated", when=exprs), clause("moderated by", title=texts), clause("must", when=exprs), formerly,
)  # fmt: skip
block_let = clause("let", name=single_names, body=st.builds(tree.Body, cases | tables(), span=st.just(NOWHERE)))
own_cases = st.one_of(
    clause("cases", notes=False, body=cases.map(lambda how: tree.Body(how, span=NOWHERE))),
    clause("cases", body=tables().map(lambda how: tree.Body(how, span=NOWHERE))),
    clause("cases", body=values.map(lambda body: tree.Body(body.how, supplied=True, span=NOWHERE))),
)
address = st.one_of(st.none(), quoted.map(_words))

declarations = st.one_of(
    declaration(
        "framework",
        _any_of(
            worded("language", plain_numbers),
            clause("version", title=texts),
            clause("rates", name=single_names, title=st.none() | texts),
            worded("in force", dates, dates),
            worded("scores better", names),
            clause("source", name=single_names, title=texts, words=address),
            clause("amends", title=texts),
            clause("use", title=texts),
            listed("result"),
        ),
    ),
    declaration("scale", _joined(_one(order), labels)),
    declaration("field", _joined(_one(field_type), _any_of(formerly))),
    declaration("condition", _joined(_one(equals), _any_of(formerly))),
    declaration(
        "population",
        _any_of(worded("by", names), clause("where", when=exprs), worded("at least", plain_numbers), formerly),
    ),
    declaration("parameter", _joined(_one(constant), _maybe(between), _any_of(formerly))),
    declaration("method", _any_of(let, score, status, formerly), params=st.lists(single_names, max_size=3).map(tuple)),
    declaration("indicator", _joined(_maybe(listed("in", notes=False)), member_clauses)),
    declaration("group", _joined(_maybe(listed("in", notes=False)), member_clauses)),
    declaration(
        "measure",
        _joined(
            _maybe(equals),
            _any_of(
                clause("weighted mean", body=weighted_means.map(lambda how: tree.Body(how, span=NOWHERE))),
                let, better, shown, data, when_missing, formerly,
            ),
        ),
    ),
    declaration("rating", _joined(_one(on_scale), _maybe(equals), short_clauses)),
    declaration("rating", _joined(_one(on_scale), short_clauses, _one(own_cases, block_let), short_clauses)),
    declaration(
        "judgement",
        _joined(
            _one(on_scale),
            _maybe(clause("by", notes=False, title=texts)),
            _any_of(clause("must", when=exprs), formerly),
        ),
    ),
    declaration(
        "test",
        _joined(examples, st.lists(grid_clauses, max_size=2)),
        names=st.just(()), change=st.none(), title=texts,
    ),
    declaration("remove", st.just([]), names=several_names, change=st.none(), title=st.none()),
    declaration("rename", st.just([]), names=st.tuples(single_names, single_names), change=st.none(), title=st.none()),
    declaration("indicator", member_clauses, change=st.just("change")),
    declaration("rating", short_clauses, change=st.just("change")),
    declaration("parameter", _maybe(between), change=st.just("change")),
)  # fmt: skip

files = st.lists(declarations, max_size=2).map(lambda found: tree.RulesFile(tuple(found), source=SOURCE))
