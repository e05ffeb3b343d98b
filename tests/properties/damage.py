"""Ways to damage a ruleset, a data file or a mapping; all by one source of chance, so that a number gives the case."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

TOKEN = re.compile(r'"[^"\n]*"|#[^\n]*|[A-Za-z_][\w.]*|\d[\d,.]*%?|\s+|[<>=!]=|.')
NUMBER = re.compile(r"(?<![\w.\"-])\d[\d,]*(?:\.\d+)?%?(?![\w\"-])")
NAME = re.compile(r"(?<![\w.\"])[A-Za-z_]\w*(?:\.\w+)*")
VALUE = re.compile(rf"(?:(?<=[=(,+*/<>-] )|(?<=when |core ))(?:{NUMBER.pattern}|{NAME.pattern})")
PLAUSIBLE = ("0", "1", "2", "3", "10", "50", "85", "100", "0.5", "1.5", "33.3", "0.1")
EDGES = (
    *("0", "-1", "1", "2", "3", "0%", "100%", "150%", "0.5", "1.0000000000000000001", "0.00000000000000000001"),
    *("9" * 15, "1" + "0" * 99, "1" + "0" * 400, "9" * 4000, "7" * 10_000, "0." + "0" * 90 + "1", "1/3", "1e400"),
    *("2025-02-30", "0000-00-00", "9999-12-31", "1,000", "1,00", "00", "1.", ".5", "-0"),
)
NOISE = (
    *('"', "'", "“", "”", "#", "(", ")", "|", ":", ";", ",", ".", "=", "==", ">=", "<", "%", "*", "/", "\\", "`"),
    *("\t", "\n", "\r", "\x00", "\x07", "\x1b[31m", "\x85", "\u00a0", "\u200b", "\u2028", "\u202e", "é", "😀"),
    *("[bold]", "[/]", "<script>", "&amp;", "{}", "{0}", "%s", "${x}", "\\N{BELL}", " ", "  ", "\n\n"),
)
UNITS = (
    *("percent", "proportion", "percent change", "number", "score", "count", "pounds", "days", "minutes"),
    *("rate per 100,000", "rate per 1", "number out of 10", "number out of 999,999,999", "yes or no", "on rag", "text"),
)
SWAPS = (
    ("higher", "lower"),
    ("and", "or"),
    ("all", "any", "mean", "sum", "median", "min", "max", "worst", "best", "count", "available"),
    ("rank", "percent_rank", "standardise", "quantile", "sd", "pooled", "mean", "median", "count", "natural_breaks"),
    ("clusters", "classes", "outliers_beyond", "method", "best"),
    ("linear", "weibull", "inverted_cdf", "hazen", "nearest", "lower", "higher", "midpoint", "median_unbiased"),
    ("exclude", "undetermined", "reweight", "score 0"),
    (">=", ">", "<", "<=", "=", "+", "-", "*", "/"),
    ("best first", "worst first"),
    ("meets standard", "misses standard", "is missing", "is not missing"),
    ("no better than", "no worse than", "becomes", "not rated when", "starts as"),
    ("value", "score", "status", "numerator", "denominator", "standard", "floor", "lower_limit"),
    ("round", "abs", "min", "max", "previous", "how_many"),
)
WRAPS = ("({})", "-{}", "abs({})", "round({}, 2)", "previous({})", "min({}, {})", "({} + {})", "({} * {})", "not {}")

Change = Callable[[str, random.Random, str], str]


def damaged(text: str, chance: random.Random, other: str) -> str:
    """A ruleset after one to four changes, half the time such as mostly leave it readable; `other` gives pieces."""
    changes = chance.choice([CHANGES, MILD])
    for _ in range(chance.choice([1, 1, 1, 2, 2, 4])):
        text = chance.choice(changes)(text, chance, other)
    return text


def _sub(text: str, found: re.Match[str] | None, new: str) -> str:
    return text if found is None else text[: found.start()] + new + text[found.end() :]


def _pick(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


# --- characters, words and lines ---------------------------------------------------------------------------------


def _noise(text: str, chance: random.Random, other: str) -> str:
    for _ in range(chance.choice([1, 1, 3, 30])):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(NOISE) + text[place + chance.choice([0, 0, 1, 5]) :]
    return text


def _words(text: str, chance: random.Random, other: str) -> str:
    words = TOKEN.findall(text)
    if not words:
        return text
    at, beside = chance.randrange(len(words)), chance.randrange(len(words))
    match chance.randrange(5):
        case 0:
            del words[at]
        case 1:
            words.insert(at, words[beside])
        case 2:
            words[at], words[beside] = words[beside], words[at]
        case 3:
            words[at] = chance.choice(TOKEN.findall(other) or ["x"])
        case _:
            words[at:at] = words[beside : beside + 20]
    return "".join(words)


def _lines(text: str, chance: random.Random, other: str) -> str:
    lines, others = text.splitlines(), other.splitlines() or [""]
    if not lines:
        return text
    at, beside = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(8):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[beside])
        case 2:
            lines[at], lines[beside] = lines[beside], lines[at]
        case 3:
            start = chance.randrange(len(others))
            lines[at:at] = others[start : start + chance.choice([1, 3, 15])]
        case 4:
            chance.shuffle(lines)
        case 5:
            lines[at] = lines[at].strip() + " " + lines[beside].strip()
        case 6:
            del lines[at:]
        case _:
            lines[at] = " " * chance.randrange(6) + lines[at].lstrip()
    return "\n".join(lines) + "\n"


def _clause(text: str, chance: random.Random, other: str) -> str:
    """Take a clause out, with what stands below it."""
    return _sub(text, _pick(re.compile(r"^  \w.*\n(?:    .*\n)*", re.MULTILINE), text, chance), "")


def _declaration(text: str, chance: random.Random, other: str) -> str:
    """Take a declaration out, or put one of another program in."""
    pattern = re.compile(r"^\w.*\n(?:[ \n].*\n?)*", re.MULTILINE)
    if chance.random() < 0.5:
        return _sub(text, _pick(pattern, text, chance), "")
    found = _pick(pattern, other, chance)
    return text if found is None else f"{text}\n{found[0]}"


# --- meaning -----------------------------------------------------------------------------------------------------


def _number(text: str, chance: random.Random, other: str) -> str:
    found = _pick(NUMBER, text, chance)
    if found is not None and chance.random() < 0.6:
        sign = "%" if found[0].endswith("%") else ""
        return _sub(text, found, f"{chance.choice(PLAUSIBLE)}{sign}")
    return _sub(text, found, chance.choice(EDGES))


def _name(text: str, chance: random.Random, other: str) -> str:
    """Put one name for another, once or everywhere."""
    names = NAME.findall(text)
    if chance.random() < 0.7:  # words of the language are names as well; these are not
        names = [*re.findall(r"^[a-z]+ (\w+)", text, re.MULTILINE), *(name for name in names if "." in name)]
    if not names:
        return text
    old, new = chance.choice(names), chance.choice(names)
    if chance.random() < 0.3:
        return re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", new, text)
    return _sub(text, _pick(re.compile(rf"(?<![\w.]){re.escape(old)}(?!\w)"), text, chance), new)


def _swap(text: str, chance: random.Random, other: str) -> str:
    """Put a word for another of its kind."""
    for _ in range(40):
        kinds = chance.choice(SWAPS)
        old = chance.choice(kinds)
        edges = (r"(?<!\w)", r"(?!\w)") if old[0].isalpha() else ("(?<= )", "(?= )")
        found = _pick(re.compile(edges[0] + re.escape(old) + edges[1]), text, chance)
        if found is not None:
            return _sub(text, found, chance.choice(kinds))
    return text


def _unit(text: str, chance: random.Random, other: str) -> str:
    found = _pick(re.compile(r"(?<=data )( *)[a-z][a-z ]*"), text, chance)
    return _sub(text, found, chance.choice(UNITS))


def _wrap(text: str, chance: random.Random, other: str) -> str:
    """Nest a value, once or deep."""
    found = _pick(VALUE, text, chance)
    if found is None:
        return text
    inner, form = found[0], chance.choice(WRAPS)
    for _ in range(chance.choice([1, 1, 1, 2, 2, 8, 60, 70, 200])):
        inner = form.replace("{}", inner, form.count("{}") if len(inner) < 2000 else 1).replace("{}", "1")
    return _sub(text, found, inner)


def _chain(text: str, chance: random.Random, other: str) -> str:
    found = _pick(VALUE, text, chance)
    if found is None:
        return text
    sign = chance.choice([" + ", " * ", " - ", " / ", " and ", " or ", ", "])
    return _sub(text, found, sign.join([found[0]] * chance.choice([2, 2, 3, 20, 140, 160, 2000])))


def _growth(text: str, chance: random.Random, other: str) -> str:
    """Measures that multiply themselves, one upon another."""
    numbers = re.findall(r"^(?:indicator|measure|field|parameter) (\w+)", text, re.MULTILINE) or ["x"]
    start = chance.choice(numbers)
    first = start if re.search(rf"^(?:measure|field|parameter) {start}\b", text, re.MULTILINE) else f"{start}.value"
    step = chance.choice(["{0} * {0}", "{0} * {0} * {0}", "{0} / (1 + {0} * {0})", "{0} * {0} + {0} / 7"])
    lines = [f'measure grown_0 "Grown" = {first}']
    count = chance.choice([3, 10, 40, 90])
    lines += [f"measure grown_{n} = {step.format(f'grown_{n - 1}')}" for n in range(1, count)]
    text = re.sub(r"^( *result +).*$", rf"\g<1>grown_{count - 1}", text, count=1, flags=re.MULTILINE)
    return text + "\n" + "\n".join(lines) + "\n"


def _ring(text: str, chance: random.Random, other: str) -> str:
    """Methods, measures or groups that lead back to themselves."""
    name = chance.choice(re.findall(r"^\w+ (\w+)", text, re.MULTILINE) or ["x"])
    return text + chance.choice(
        [
            f"\nmethod ring(a)\n  score ring(a) + {name}\nindicator r1\n  data number\n  score ring(1)\n",
            "\nmethod one(a)\n  score two(a)\nmethod two(a)\n  score one(a)\nmeasure m1 = one(1)\n",
            f"\nmeasure ring_1 = ring_2 + {name}\nmeasure ring_2 = ring_1\n",
            "\ngroup ring_a in ring_b\ngroup ring_b in ring_a\n",
            f"\nmeasure again = previous(again) + {name}\n",
            f"\nmeasure again\n  =\n    {name} when previous(again) is missing\n    previous(again) * 2 otherwise\n",
            f"\nmeasure same = {name}\nchange measure same = same + 1\n",
            f"\nrename {name} to {name}_new\nrename {name}_new to {name}\n",
            f"\nremove {name}\n",
            f'\nfield {name} "Again" number\n',
            f"\npopulation ring_p\n  where rank({name}, among: ring_p) > 1\n",
        ]
    )


CHANGES: Sequence[Change] = (
    *(_noise, _words, _lines, _clause, _declaration),
    *(_number, _number, _name, _name, _swap, _swap, _swap, _unit, _wrap, _chain, _growth, _ring),
)
MILD: Sequence[Change] = (_number, _number, _name, _swap, _swap, _clause, _declaration, _unit, _wrap, _growth, _ring)

# --- bytes and tables --------------------------------------------------------------------------------------------

PIECES = (
    *(b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\x81", b"\xe2\x80", b"|"),
    *(b"=1+1", b"%", b"-", b"1e999", b"1e50", b"9" * 70, b"9" * 5000, b"[c]", b"NaN", b"inf", b"0/0", b"\xc2\xa0"),
    *(b"organisation", b"period", b"<c", b"&a;", b"[" * 40, b"[" * 5000, b"&x ", b"*x", b"!!python/name:os ", b"<<: "),
    *(b"\x1b]0;x\x07", b"<script>", b"[bold]", b'"\\ud800"', b"{", b"}", b": ", b"- ", b"#", b"'''", b"yes", b"no"),
)


def damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    """A file with stretches of it replaced, moved or cut off."""
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        start = chance.randrange(len(content) + 1)
        length = chance.choice([0, 0, 1, 2, 8, 100])
        match chance.randrange(5):
            case 0 | 1:
                new = chance.choice(PIECES)
            case 2:
                new = chance.randbytes(chance.choice([1, 1, 4]))
            case 3:
                other = chance.randrange(len(content) + 1)
                new = content[other : other + chance.choice([1, 10, 200])]
            case _:
                new, length = b"", chance.choice([1, 20, len(content)])
        content = content[:start] + new + content[start + length :]
    return content


CELLS = (
    *(b"", b"", b"*", b"[c]", b"..", b"missing", b"not applicable", b"0", b"1", b"100", b"-0", b"-1", b"0.1", b"1e50"),
    *(b"1e-50", b"9" * 60, b"0.333333333333333333333333", b"yes", b"no", b"green", b"2025-04-01", b"50%", b"North"),
    *(
        b"<script>alert(1)</script>",
        b"[red]x[/red]",
        b"=1+1",
        b"\x1b[31mred",
        "\u202eflow".encode(),
        b"{0}%s",
        b"Q1 2025/26",
    ),
)


def damaged_table(content: bytes, chance: random.Random) -> bytes:
    """A CSV table with cells, rows or columns changed, so that it mostly still is one."""
    rows = [line.split(b",") for line in content.splitlines()] or [[b""]]
    for _ in range(chance.choice([1, 1, 2, 3, 6])):
        row, other = (rows[0] if chance.random() < 0.05 else chance.choice(rows[1:] or rows) for _ in range(2))
        at = chance.randrange(1 if chance.random() < 0.1 else min(len(row) - 1, 1), len(row)) if row else 0
        seldom = ["piece", "drop cell", "twice", "column"]
        match chance.choice(["same column"] * 6 + ["cell"] * 6 + ["drop row"] * 2 + seldom):
            case "same column" if at < len(row) and at < len(other):
                row[at] = other[at]
            case "cell" if row:
                row[at] = chance.choice(CELLS)
            case "piece" if row:
                row[at] = chance.choice(PIECES)
            case "drop cell" if row:
                del row[at]
            case "drop row" if len(rows) > 1:
                rows.remove(row)
            case "twice":
                rows.insert(chance.randrange(len(rows) + 1), list(row))
            case _:
                for line in rows:
                    line[at : at + 1] = [chance.choice(row or [b""])]
    return b"\n".join(b",".join(row) for row in rows) + b"\n"
