"""What stands below a line, in columns: cases, tables, weights, the small tables of tests, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.syntax import tree, words
from ccgrules.syntax.format_expr import format_expr, format_name, quoted, wrapped
from ccgrules.syntax.layout import INDENT, Unit

WIDEST_OUTCOME = 40
WIDEST_VALUE = 60
# What stands behind a name that is not taken for a clause word (see `lines.NAME_BEFORE`).
SAFE_BEHIND = ("when", "otherwise", "|", "and", "or", "+", "*", "/", "<", ">", "!=", "meets", "misses", "is")
ALWAYS_CLAUSES = ("not rated", "used when")
# A name that, with the word behind it, would be read as a phrase of the language: `table rows`.
PHRASE_STARTS = frozenset({"table", "best", "worst", "one", "per"})


def note_units(annotations: Sequence[tree.Annotation], indent: int) -> Iterator[Unit]:
    """`because`, `cite`, `note` and `accept` lines."""
    for note in annotations:
        source = [] if note.source is None else [format_name(tree.Name((note.source,), span=note.span))]
        text = [] if note.text is None else [quoted(note.text)]
        yield Unit((" " * indent + " ".join([note.keyword, *source, *text]),), note.span.start, note.span.end)


def body_units(how: tree.Cases | tree.Table | tree.WeightedMean, indent: int, kind: str) -> Iterator[Unit]:
    """A value that takes several lines.

    Args:
        how: The cases, table or weighted mean.
        indent: The indentation of its lines.
        kind: The declaration in which it stands, whose clause words no line may seem to start with.
    """
    if isinstance(how, tree.Cases):
        yield from _case_units(how, indent, kind)
    elif isinstance(how, tree.Table):
        yield from _table_units(how, indent, kind)
    else:
        yield from _weight_units(how, indent, kind)


def _at_line_start(text: str, behind: str, kind: str) -> str:
    """An expression at the start of a line; in brackets if with what is behind it, it would be read as a clause."""
    line = f"{text} {behind}"
    for phrase in (*words.CLAUSES[kind], *words.ANNOTATIONS):
        rest = line.removeprefix(phrase)
        if rest == line or rest[:1].isalnum() or rest[:1] in ("_", "."):
            continue
        if phrase in ALWAYS_CLAUSES or not rest.lstrip().startswith(SAFE_BEHIND):
            return f"({text})"
    return text


# --- cases -------------------------------------------------------------------------------------------------------


def _case_units(cases: tree.Cases, indent: int, kind: str) -> Iterator[Unit]:
    outcomes = [_outcome(case, kind) for case in cases.cases]
    width = max((len(outcome) for outcome in outcomes if len(outcome) <= WIDEST_OUTCOME), default=0)
    for case, outcome in zip(cases.cases, outcomes, strict=True):
        end = (case.when or case.outcome).span.end
        yield Unit(tuple(_case_lines(case, outcome, width, indent)), case.span.start, end)
        yield from note_units(case.annotations, indent + INDENT)


def _outcome(case: tree.Case, kind: str) -> str:
    return _at_line_start(format_expr(case.outcome), "when" if case.when is not None else "otherwise", kind)


def _case_lines(case: tree.Case, outcome: str, width: int, indent: int) -> list[str]:
    column = indent + width + INDENT
    first = " " * indent + outcome.ljust(width + INDENT)
    lines: list[str] = []
    if len(outcome) > width:
        # A long outcome stands by itself, so that it does not push the others away.
        lines, first = [first.rstrip()], " " * column
    if case.when is None:
        return [*lines, f"{first}otherwise"]
    condition, *more = wrapped(case.when, column + len("when "), column + INDENT)
    return [*lines, f"{first}when {condition}", *more]


# --- tables ------------------------------------------------------------------------------------------------------


def _table_units(table: tree.Table, indent: int, kind: str) -> Iterator[Unit]:
    top = f"table rows {format_expr(table.rows)}, columns {format_expr(table.columns)}"
    yield Unit((" " * indent + top,), table.span.start, table.columns.span.end)
    header = ["", *(format_expr(key) for key in table.column_keys)]
    keys = [_at_line_start(format_expr(key), "|", kind) for key in table.row_keys]
    rows = [[key, *(format_expr(cell) for cell in cells)] for key, cells in zip(keys, table.cells, strict=True)]
    lines = _columns([header, *rows], "  |  ", indent + INDENT)
    ends = [(table.column_keys[0], table.column_keys[-1])]
    ends += [(key, cells[-1]) for key, cells in zip(table.row_keys, table.cells, strict=True)]
    for line, (first, last) in zip(lines, ends, strict=True):
        yield Unit((line,), first.span.start, last.span.end)


def grid_units(grid: tree.Grid, indent: int) -> Iterator[Unit]:
    """The small table of organisations of a test."""
    header = [format_name(name) for name in grid.header]
    rows = [[_cell(cell) for cell in row] for row in grid.rows]
    lines = _columns([header, *rows], " | ", indent)
    ends: list[Sequence[tree.Expr]] = [grid.header, *grid.rows]
    for line, items in zip(lines, ends, strict=True):
        yield Unit((line,), items[0].span.start, items[-1].span.end)


def _cell(cell: tree.Expr) -> str:
    is_missing = isinstance(cell, tree.Name) and cell.parts == ("missing",)
    return "missing" if is_missing else format_expr(cell)


def _columns(rows: Sequence[Sequence[str]], separator: str, indent: int) -> list[str]:
    """The rows with their cells padded to columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    padded = [separator.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return [" " * indent + line.rstrip() for line in padded]


# --- weights -----------------------------------------------------------------------------------------------------


def _weight_units(mean: tree.WeightedMean, indent: int, kind: str) -> Iterator[Unit]:
    lines = [_weight_cells(line, kind) for line in mean.lines]
    widths = [max((len(line[i]) for line in lines if len(line[i]) <= WIDEST_VALUE), default=0) for i in (0, 1)]
    for line, (weight, value, title) in zip(mean.lines, lines, strict=True):
        text = f"{' ' * indent}{weight.ljust(widths[0])}  {value.ljust(widths[1])}  {title}".rstrip()
        yield Unit((text,), line.span.start, line.value.span.end)
        yield from note_units(line.annotations, indent + INDENT)


def _weight_cells(line: tree.WeightedLine, kind: str) -> tuple[str, str, str]:
    weight, value = format_expr(line.weight), format_expr(line.value)
    title = "" if line.title is None else quoted(line.title)
    if not _plain_weight(line.weight) or weight in PHRASE_STARTS:
        return f"({weight})", value, title
    return _at_line_start(weight, value, kind), value, title


def _plain_weight(weight: tree.Expr) -> bool:
    """Whether a weight stands without brackets: a number, a fraction or a name."""
    if isinstance(weight, tree.Binary):
        sides = (weight.left, weight.right)
        return weight.op == "/" and all(
            isinstance(side, tree.Number) and not side.percent and side.value >= 0 for side in sides
        )
    return isinstance(weight, (tree.Number, tree.Name))
