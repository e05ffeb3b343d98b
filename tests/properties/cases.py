"""Numbered cases of damaged rulesets and data: as long as the programs stay, a number gives the same case."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
from properties.damage import damaged, damaged_bytes, damaged_table
from properties.programs import RULES, SCENARIOS, Program, programs, table_for
from properties.whole_way import Commands, ratings, whole_way

from ccgrules import pipeline
from ccgrules.model.types import Kind
from ccgrules.plan.steps import Input, Plan, Step

LARGE = 8_000
"""Bytes of a ruleset that takes more than a moment."""

Codes = Mapping[str, int]


def written(program: Program, folder: Path) -> None:
    """Puts a program's files into a folder."""
    for name, content in program.files.items():
        place = folder / name
        assert place.resolve().is_relative_to(folder.resolve())
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def chosen(chance: random.Random) -> Program:
    """Any program; mostly such as are meant to be sound, and seldom a large one."""
    small = [p for p in programs() if len(p.files[RULES]) < LARGE]
    meant = [p for p in small if not p.name.startswith("CCG") or p.data]
    large = [p for p in programs() if len(p.files[RULES]) >= LARGE]
    share = chance.random()
    return chance.choice(large if share < 0.03 else meant if share < 0.8 else small)


def rules_case(number: int, folder: Path) -> Codes:
    """A damaged ruleset, taken all the way."""
    chance = random.Random(number)
    program, other = chosen(chance), chance.choice(programs())
    text = damaged(program.files[RULES].decode(), chance, other.files[RULES].decode())
    program = replace(program, files={**program.files, RULES: text.encode("utf-8", "replace")})
    written(program, folder)
    checked = pipeline.check(folder / RULES)
    data: Sequence[str] = ()
    if checked.ruleset is not None:
        if program.data is None or chance.random() < 0.3:
            odd = chance.choice([0, 0, 0.05, 0.3])
            program = with_table(program, table_for(pipeline.plan(checked.ruleset), chance, odd=odd), folder)
        data = arguments(program, folder)
    return whole_way(folder, RULES, data, organisations(program))


def with_table(program: Program, table: bytes, folder: Path) -> Program:
    """The program with other data, written beside it."""
    (folder / "made.csv").write_bytes(table)
    return Program(program.name, {**program.files, "made.csv": table}, "made.csv")


def arguments(program: Program, folder: Path) -> Sequence[str]:
    """The arguments that name a program's data."""
    options = (("--organisations", program.organisations), ("--mapping", program.mapping))
    named = [word for option, name in options if name is not None for word in (option, str(folder / name))]
    return [str(folder / (program.data or "")), *named]


def organisations(program: Program) -> Sequence[str]:
    """Codes of two organisations in a program's data."""
    lines = program.files[program.data].decode("utf-8", "replace").splitlines()[1:3] if program.data else []
    return [line.split(",")[0] for line in lines]


# --- data ----------------------------------------------------------------------------------------------------------


@cache
def sound() -> tuple[tuple[Program, Plan], ...]:
    """Small programs without errors, with their plans; each has data, its own or made up."""
    from tempfile import TemporaryDirectory

    found = []
    for number, program in enumerate(programs()):
        if len(program.files[RULES]) >= LARGE or program.name.startswith(("CCG6", "CCG7")):
            continue
        with TemporaryDirectory() as name:
            folder = Path(name)
            written(program, folder)
            checked = pipeline.check(folder / RULES)
            if checked.ruleset is None:
                continue
            plan = pipeline.plan(checked.ruleset)
            if program.data is not None:
                found.append((program, plan))
            elif any(isinstance(step, Input) and not step.decided for step in plan.steps):
                table = table_for(plan, random.Random(number), odd=0.05)
                found.append((with_table(program, table, folder), plan))
    return tuple(found)


def _changed(program: Program, name: str, content: bytes) -> Program:
    return replace(program, files={**program.files, name: content})


def _csv(program: Program, plan: Plan, chance: random.Random) -> Program:
    change = chance.choice([damaged_table] * 4 + [damaged_bytes])
    name = program.organisations if program.organisations and chance.random() < 0.3 else program.data
    assert name is not None
    return _changed(program, name, change(program.files[name], chance))


def _mapping(program: Program, plan: Plan, chance: random.Random) -> Program:
    inputs = [step for step in plan.steps if isinstance(step, Input) and not step.decided]
    text = program.files[program.mapping].decode() if program.mapping else mapping_for(inputs, chance)
    text = damaged(text, chance, mapping_for(inputs, chance)) if chance.random() < 0.7 else text
    content = damaged_bytes(text.encode("utf-8", "replace"), chance) if chance.random() < 0.4 else text.encode()
    return replace(_changed(program, "made.yaml", content), mapping="made.yaml")


def mapping_for(inputs: Sequence[Input], chance: random.Random) -> str:
    """A mapping that fits a wide table of these inputs."""
    step = chance.choice(inputs)
    name = step.name.removesuffix(".supplied")
    unit = step.type.unit.name if step.type.unit else "number"
    by_kind = {
        Kind.NUMBER: f"units:\n  {name}: {unit}\nmultiply:\n  {name}: 2\n",
        Kind.DATE: "dates: day/month/year\n",
    }
    other = f"values:\n  {name}:\n    North: {chance.choice(step.type.choices or ('North',))}\n"
    return chance.choice(
        [
            f"columns:\n  organisation: organisation\n  {name}: {name}\nmissing:\n  '*': suppressed\n",
            by_kind.get(step.type.kind, other),
            "delimiter: comma\nheader_row: 1\nignore: [others]\nwhere:\n  name: [Org 0, Org 1, Alder]\n",
            f"except:\n  organisation: [A01]\ncolumns:\n  {name}: [{name}]\nignore:\n  - name\n",
        ]
    )


def _scenarios(program: Program, plan: Plan, chance: random.Random) -> Program:
    text = scenarios_for(plan, chance)
    if SCENARIOS in program.files and chance.random() < 0.5:
        text = program.files[SCENARIOS].decode()
    text = damaged(text, chance, text) if chance.random() < 0.7 else text
    content = damaged_bytes(text.encode("utf-8", "replace"), chance) if chance.random() < 0.3 else text.encode()
    return _changed(program, SCENARIOS, content)


def scenarios_for(plan: Plan, chance: random.Random) -> str:
    """Scenarios in every form."""
    steps = [step for step in plan.steps if "." not in step.name or step.name.endswith((".value", ".score", ".status"))]

    def cells(count: int) -> str:
        picked = chance.sample(steps, min(count, len(steps)))
        words = [f"{step.name.removesuffix('.supplied')}: {_word(step, plan, chance)}" for step in picked]
        return f"{{{', '.join(words)}}}"

    return f"""scenarios:
  - title: "made up"
    given: {cells(4)}
    expect: {cells(2)}
  - title: "two organisations, two periods"
    organisations:
      - organisation: A
        period: 2024/25
        given: {cells(4)}
        expect: {cells(1)}
      - organisation: B
        period: 2025/26
        given: {cells(3)}
"""


def _word(step: Step, plan: Plan, chance: random.Random) -> str:
    if chance.random() < 0.1:
        return chance.choice(["missing", "missing", "missing", "1", "10%"])
    share = step.type.unit is not None and step.type.unit.dimension == "share"
    words = {
        Kind.NUMBER: ["1%", "66.7%", "100%"] if share else ["0", "1", "2.5", "90"],
        Kind.LABEL: list(plan.scales.get(step.type.scale or "", ("green",))),
        Kind.YES_NO: ["yes", "no"],
        Kind.DATE: ["2025-04-01"],
    }
    return chance.choice(words.get(step.type.kind, list(step.type.choices) or ["North"]))


def _workbook(program: Program, plan: Plan, chance: random.Random) -> Program:
    assert program.data is not None
    content = workbook(program.files[program.data])
    if chance.random() < 0.5:
        content = damaged_bytes(content, chance)
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([*parts, *["xl/worksheets/sheet1.xml"] * 20])
        parts[name] = damaged_bytes(parts[name], chance)
        content = packed(parts)
    return replace(_changed(program, "made.xlsx", content), data="made.xlsx")


def workbook(table: bytes) -> bytes:
    """A CSV table as a workbook."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("data")
        for row, line in enumerate(table.decode("utf-8", "replace").splitlines()):
            for column, cell in enumerate(line.split(",")):
                figure = column > 2 and re.fullmatch(r"-?\d{1,9}(\.\d{1,5})?", cell)
                sheet.write(row, column, float(cell) if figure else cell)
    return stream.getvalue()


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _parquet(program: Program, plan: Plan, chance: random.Random) -> Program:
    assert program.data is not None
    content = parquet(damaged_table(program.files[program.data], chance), chance)
    if chance.random() < 0.4:
        content = damaged_bytes(content, chance)
    return replace(_changed(program, "made.parquet", content), data="made.parquet")


def parquet(table: bytes, chance: random.Random) -> bytes:
    """A CSV table as Parquet, with columns of any type."""
    rows = [line.split(",") for line in table.decode("utf-8", "replace").splitlines()]
    header = [f"{name}{n}" if name in rows[0][:n] else name for n, name in enumerate(rows[0])]
    cells = list(zip(*([*row, *header][: len(header)] for row in rows[1:]), strict=True)) or [()] * len(header)
    columns = [pl.Series(name, cells[n], dtype=pl.String()) for n, name in enumerate(header)]
    for n, column in enumerate(columns):
        if n and chance.random() < 0.6:
            columns[n] = chance.choice(CASTS)(column).alias(column.name)
    stream = io.BytesIO()
    pl.DataFrame(columns).write_parquet(stream, compression=chance.choice(["uncompressed", "zstd"]))
    return stream.getvalue()


Cast = Callable[[pl.Series], pl.Series]

CASTS: Sequence[Cast] = (
    *[lambda column: column.str.strip_chars("%").cast(pl.Float64, strict=False)] * 4,
    *[lambda column: column.cast(pl.Int64, strict=False)] * 2,
    *(lambda column, to=to: column.cast(to, strict=False) for to in (pl.Float32, pl.Int128, pl.UInt8, pl.Binary)),
    lambda column: column.cast(pl.Float64, strict=False) / 0,
    lambda column: column.cast(pl.Float64, strict=False) > 1,
    lambda column: column.cast(pl.Decimal(38, 3), strict=False),
    lambda column: column.cast(pl.Categorical),
    lambda column: column.str.to_date("%Y-%m-%d", strict=False),
    lambda column: column.str.to_datetime("%Y-%m-%d", strict=False),
    lambda column: column.str.split("."),
    lambda column: column.to_frame("inside").to_struct("outside"),
    lambda column: pl.Series([None] * len(column), dtype=pl.Null),
)
"""A column of text as one of another type, null where it does not fit."""


DAMAGE: Mapping[str, Callable[[Program, Plan, random.Random], Program]] = {
    "csv": _csv,
    "mapping": _mapping,
    "scenarios": _scenarios,
    "workbook": _workbook,
    "parquet": _parquet,
}


def data_case(kind: str, number: int, folder: Path) -> Codes:
    """Damaged data, a damaged mapping or damaged scenarios beside a sound ruleset."""
    chance = random.Random(f"{kind} {number}")
    before, plan = chance.choice(sound())
    program = DAMAGE[kind](before, plan, chance)
    written(program, folder)
    command = Commands(folder)
    if kind == "scenarios":
        return {"test": command("test", str(folder / RULES))[0]}
    return ratings(command, str(folder / RULES), arguments(program, folder), organisations(before)[:1])
