"""The one way in which a ruleset is written: `ccgrules fmt`.

Two spaces of indentation, a line for each clause, `when` in one column as far as outcomes are short, tables and
weights in columns, only the brackets that are needed, every comment kept at its line. What is read again has the same
tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.syntax import tree, words
from ccgrules.syntax.format_blocks import body_units, grid_units, note_units
from ccgrules.syntax.format_expr import WIDTH, format_expr, format_name, quoted, wrapped, wrapped_list
from ccgrules.syntax.layout import INDENT, Unit, lay_out

__all__ = ["format_expr", "format_file"]

# The clauses that stand on the first line of each declaration, in this order.
HEADS: dict[str, tuple[str, ...]] = {
    "scale": ("best first", "worst first"),
    "field": ("type",),
    "condition": ("=",),
    "parameter": ("=", "between"),
    "indicator": ("in",),
    "group": ("in",),
    "measure": ("=",),
    "rating": ("on", "="),
    "judgement": ("on", "by"),
}
# Declarations whose clauses have their values in one column, and the clauses that stay out of it.
ALIGNED = frozenset({"framework", "indicator", "group", "test"})
UNALIGNED = frozenset({"let", "status", "when missing", "scores better"})
COUNTED = {"at least": "member", "shown to": "place"}
PLAIN_WORDS = frozenset({"yes or no", "one of", "on", "per", "change", "from numerator / denominator"})
BLOCKS = (tree.Cases, tree.Table, tree.WeightedMean)


def format_file(file: tree.RulesFile) -> str:
    """The whole file in its canonical form. Formatting it again changes nothing.

    Args:
        file: A file of which every declaration could be read; others would be lost.
    """
    units = [unit for declaration in file.declarations for unit in _declaration(declaration)]
    return lay_out(units, file.comments, file.source)


def format_clause(clause: tree.Clause) -> tuple[str, str]:
    """The words before a clause's value, and the value without notes, on one line; of a small table, line by line.

    Args:
        clause: A clause without cases, table or weighted mean, or an example of a test.
    """
    label = _label_of(clause, 0).rstrip()
    if clause.grid is not None:
        return label.removesuffix(" table"), "\n".join(
            line for unit in grid_units(clause.grid, INDENT) for line in unit.lines
        )
    if clause.keyword in ("given", "expect") and clause.when is not None:
        return label, format_expr(clause.when)
    return label, " ".join(line.strip() for line in _line(clause, ""))


def format_table(table: tree.Table, kind: str) -> str:
    """A table, line by line."""
    return "\n".join(line for unit in body_units(table, 0, kind) for line in unit.lines)


# --- declarations ------------------------------------------------------------------------------------------------


def _declaration(declaration: tree.Declaration) -> Iterator[Unit]:
    """The head, the value behind or below it, the notes on the declaration, and the clauses."""
    kind = declaration.keyword
    lines, clauses = _head(declaration)
    value = clauses.pop(0) if clauses and clauses[0].keyword == "=" else None
    block = value.body.how if value is not None and value.body is not None else None
    if isinstance(block, BLOCKS) and value is not None and value.body is not None:
        lines[-1] += " = supplied, otherwise" if value.body.supplied else " ="
        value = None
    start, end = declaration.span.start, declaration.head.end
    yield Unit(tuple(lines), start, end, kind)
    if value is not None:
        yield from _clause(value, kind, 0)
    yield from note_units(declaration.annotations, INDENT)
    if value is None and isinstance(block, BLOCKS):
        yield from body_units(block, INDENT, kind)
    width = _keyword_width(kind, clauses)
    for run in _runs(clauses):
        yield from _run(run, kind, width)


def _head(declaration: tree.Declaration) -> tuple[list[str], list[tree.Clause]]:
    """The first line of a declaration, broken where it is long, and the clauses that it does not hold."""
    lines = _named(declaration)
    clauses = list(declaration.clauses)
    order = HEADS.get(declaration.keyword, ())
    while clauses and clauses[0].keyword in order and not clauses[0].annotations:
        order = order[order.index(clauses[0].keyword) + 1 :]
        if clauses[0].keyword == "=" and not _fits(lines[-1], clauses[0]):
            break
        first, *more = _head_clause(clauses.pop(0), len(lines[-1]) + 1)
        lines[-1] = f"{lines[-1]} {first}"
        lines.extend(more)
    return lines, clauses


def _named(declaration: tree.Declaration) -> list[str]:
    """`change indicator 122b "Title"`."""
    start = f"{declaration.change} {declaration.keyword}" if declaration.change else declaration.keyword
    names = [format_name(name) for name in declaration.names]
    if declaration.keyword == "rename":
        return [f"{start} {names[0]} to {names[1]}"]
    first, *more = wrapped_list(names, len(start) + 1, 2 * INDENT)
    lines = [f"{start} {first}".rstrip(), *more]
    if declaration.params:
        lines[-1] += f"({', '.join(format_name(name) for name in declaration.params)})"
    if declaration.title is not None:
        lines[-1] += f" {quoted(declaration.title)}"
    return lines


def _fits(line: str, value: tree.Clause) -> bool:
    """Whether `= value` has room on a line."""
    how = value.body.how if value.body is not None else None
    if isinstance(how, BLOCKS):
        return False
    return len(line) + len(_value_text(value)) <= WIDTH


def _head_clause(clause: tree.Clause, column: int) -> list[str]:
    if clause.keyword == "=":
        return [_value_text(clause).strip()]
    items = list(clause.words.items) if clause.words is not None else []
    if clause.keyword == "type":
        return _type(items, column)
    if clause.title is not None:
        return [f"{clause.keyword} {quoted(clause.title)}"]
    if clause.keyword == "between":
        return [f"between {' and '.join(format_expr(item) for item in items)}"]
    first, *more = wrapped_list([format_expr(item) for item in items], column + len(clause.keyword) + 1, 2 * INDENT)
    return [f"{clause.keyword} {first}".rstrip(), *more]


def _value_text(value: tree.Clause) -> str:
    """` = supplied, otherwise x` on one line."""
    body = value.body
    if body is None or isinstance(body.how, BLOCKS):
        return " ="
    if body.how is None:
        return " = supplied"
    return f" = {'supplied, otherwise ' if body.supplied else ''}{format_expr(body.how)}"


def _type(items: Sequence[tree.Expr], column: int) -> list[str]:
    """A field's type or an indicator's unit: `one of a, b`, `on rag`, `rate per 100,000`."""
    if items and isinstance(items[0], tree.Name) and items[0].parts == ("one of",):
        first, *more = wrapped_list([format_expr(item) for item in items[1:]], column + len("one of "), 2 * INDENT)
        return [f"one of {first}", *more]
    return [" ".join(_unit_word(item) for item in items)]


def _unit_word(item: tree.Expr) -> str:
    if isinstance(item, tree.Name) and str(item) in PLAIN_WORDS:
        return str(item)
    return format_expr(item)


# --- clauses -----------------------------------------------------------------------------------------------------


def _runs(clauses: Sequence[tree.Clause]) -> Iterator[list[tree.Clause]]:
    """The clauses, with those together that are written together: examples, labels."""
    run: list[tree.Clause] = []
    for clause in clauses:
        if run and not _together(run[-1], clause):
            yield run
            run = []
        run.append(clause)
    if run:
        yield run


def _together(before: tree.Clause, after: tree.Clause) -> bool:
    if before.keyword != after.keyword or before.keyword not in ("given", "expect", "label"):
        return False
    if before.keyword == "label":
        return _bare(before) == _bare(after) and not (_bare(before) and before.annotations)
    return not before.annotations


def _bare(label: tree.Clause) -> bool:
    return label.title is None and label.words is None


def _run(run: list[tree.Clause], kind: str, width: int) -> Iterator[Unit]:
    if run[0].keyword in ("given", "expect"):
        yield from _examples(run, width)
    elif run[0].keyword == "label":
        yield from _labels(run)
    else:
        yield from _clause(run[0], kind, width)


def _keyword_width(kind: str, clauses: Sequence[tree.Clause]) -> int:
    """The width to which the clause words of a declaration are padded; 0 for none."""
    return max((len(clause.keyword) for clause in clauses if kind in ALIGNED and _aligned(clause)), default=0)


def _aligned(clause: tree.Clause) -> bool:
    body = clause.body
    alone = body is not None and isinstance(body.how, BLOCKS) and not body.supplied
    return clause.keyword not in UNALIGNED and clause.grid is None and not alone


def _label_of(clause: tree.Clause, width: int) -> str:
    """The words before a clause's value, with the space behind them."""
    if clause.keyword == "cases":
        return ""
    if clause.name is not None and clause.keyword == "let":
        return f"let {format_name(clause.name)} = "
    if clause.name is not None and clause.keyword == "status":
        return f"status on {format_name(clause.name)} "
    if width and _aligned(clause):
        return clause.keyword.ljust(width) + "  "
    return f"{clause.keyword} "


def _clause(clause: tree.Clause, kind: str, width: int) -> Iterator[Unit]:
    label = _label_of(clause, width)
    if clause.grid is not None:
        keyword = clause.keyword.removesuffix(" table")
        yield _unit([keyword], clause, clause.span.start + len(keyword))
        yield from grid_units(clause.grid, 2 * INDENT)
    elif clause.body is not None and isinstance(clause.body.how, BLOCKS):
        yield from _block_clause(clause, clause.body.how, label, kind)
    else:
        yield _unit(_line(clause, label), clause, _end(clause))
        yield from note_units(clause.annotations, 2 * INDENT)


def _unit(lines: Sequence[str], clause: tree.Clause, end: int) -> Unit:
    return Unit((" " * INDENT + lines[0], *lines[1:]), clause.span.start, end)


def _end(clause: tree.Clause) -> int:
    """Where the clause's own line ended, before its notes."""
    if not clause.annotations:
        return clause.span.end
    return max(clause.span.start, min(note.span.start for note in clause.annotations) - 1)


def _block_clause(
    clause: tree.Clause, how: tree.Cases | tree.Table | tree.WeightedMean, label: str, kind: str
) -> Iterator[Unit]:
    """A clause with its value on the lines below it."""
    head = f"{label}supplied, otherwise" if clause.body is not None and clause.body.supplied else label.rstrip()
    if head:
        yield _unit([head], clause, clause.span.start + 1)
    indent = 2 * INDENT if head else INDENT
    notes = note_units(clause.annotations, 2 * INDENT)
    if not isinstance(how, tree.Table):
        yield from notes
    yield from body_units(how, indent, kind)
    if isinstance(how, tree.Table):
        yield from notes


def _line(clause: tree.Clause, label: str) -> list[str]:
    """A clause of one line, broken where it is long."""
    column = INDENT + len(label)
    if clause.body is not None:
        return _value_line(clause, clause.body, label)
    if clause.words is not None and clause.keyword in LISTS:
        first, *more = wrapped_list([format_expr(item) for item in clause.words.items], column, 2 * INDENT)
        return [label + first, *more]
    text = label + " ".join(_words_of(clause))
    if clause.when is None:
        return [text.rstrip()]
    if clause.words is not None:
        text += "  "
    text += "" if clause.keyword in CONDITIONED else "when "
    condition, *more = wrapped(clause.when, INDENT + len(text), 2 * INDENT)
    return [text + condition, *more]


LISTS = frozenset({"result", "formerly", "in"})
CONDITIONED = frozenset({"where", "used when", "must"})
BETWEEN_WORDS = {"in force": " to ", "between": " and "}


def _words_of(clause: tree.Clause) -> Iterator[str]:
    """The name, the words and the title of a clause, in the order in which they are written."""
    if clause.name is not None:
        yield format_name(clause.name)
    title = [quoted(clause.title)] if clause.title is not None else []
    if clause.keyword != "counts":
        yield from title
    items = clause.words.items if clause.words is not None else ()
    if clause.keyword in COUNTED and isinstance(items[0], tree.Number):
        yield f"{items[0].text} {COUNTED[clause.keyword]}{'' if items[0].value == 1 else 's'}"
    elif clause.keyword in ("data", "type"):
        yield from _type(items, 0)
    else:
        yield from filter(None, [BETWEEN_WORDS.get(clause.keyword, " ").join(format_expr(item) for item in items)])
    if clause.keyword == "counts":
        yield from title


def _value_line(clause: tree.Clause, body: tree.Body, label: str) -> list[str]:
    if body.how is None or isinstance(body.how, BLOCKS):
        return [f"{label}supplied"]
    start = f"{label}supplied, otherwise " if body.supplied else label
    first, *more = wrapped(body.how, INDENT + len(start), 2 * INDENT)
    lines = [start + first, *more]
    if clause.title is not None:
        lines[-1] += f" {quoted(clause.title)}"
    return lines


# --- examples and labels -----------------------------------------------------------------------------------------


def _examples(run: Sequence[tree.Clause], width: int) -> Iterator[Unit]:
    """`given a is b, c = 3` on as few lines as it needs."""
    label = _label_of(run[0], width)
    items = [format_expr(clause.when) for clause in run if clause.when is not None]
    first, *more = wrapped_list(items, INDENT + len(label), INDENT + len(label))
    lines = [" " * INDENT + label + first, *more]
    yield Unit(tuple(lines), run[0].span.start, _end(run[-1]))
    yield from note_units(run[-1].annotations, 2 * INDENT)


def _labels(run: Sequence[tree.Clause]) -> Iterator[Unit]:
    """The labels of a scale: one a line with titles and colours in columns, or all in a row."""
    names = [_label_name(clause) for clause in run]
    if _bare(run[0]):
        first, *more = wrapped_list(names, INDENT, INDENT)
        yield Unit((" " * INDENT + first, *more), run[0].span.start, _end(run[-1]))
        yield from note_units(run[-1].annotations, 2 * INDENT)
        return
    titles = [quoted(clause.title) if clause.title is not None else "" for clause in run]
    widths = [max(len(text) for text in column) for column in (names, titles)]
    for clause, name, title in zip(run, names, titles, strict=True):
        colour = f"colour {format_expr(clause.words.items[0])}" if clause.words is not None else ""
        line = f"{' ' * INDENT}{name.ljust(widths[0])}  {title.ljust(widths[1])}  {colour}".rstrip()
        yield Unit((line,), clause.span.start, _end(clause))
        yield from note_units(clause.annotations, 2 * INDENT)


def _label_name(label: tree.Clause) -> str:
    """A label's name; one that would be read as a note is written as a code."""
    name = format_name(label.name) if label.name is not None else ""
    return f'code "{name}"' if name in words.ANNOTATIONS else name
