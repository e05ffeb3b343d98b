"""One cell: from text to an exact value of the declared type, to why it is missing, or to what is wrong with it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ccgrules.diagnostics.suggest import date_advice, dates_meant, did_you_mean
from ccgrules.engine.marks import NO_RESULT, QUALIFIERS, reason_of, reason_of_text_cell
from ccgrules.engine.read import shorten
from ccgrules.model.ruleset import Scale
from ccgrules.model.types import MISSING, Kind, Reason, Type, Unit, Value

YES = frozenset({"yes", "y", "true", "t", "1", "1.0"})
NO = frozenset({"no", "n", "false", "f", "0", "0.0"})
SPACE = " \t\r\n\u00a0\ufeff\u200b"
"""What does not count around a cell's text."""
LONGEST_NUMBER = 60
LARGEST_EXPONENT = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: a code, a sentence and advice."""

    code: str
    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class CellRules:
    """How the cells of one input are read.

    Attributes:
        type: The declared type.
        name: The input's name, for advice.
        scale: For labels, their scale.
        unit: The unit in which the figures are given, where it is not the declared one.
        times: What figures are multiplied by before anything else.
        translations: Words of the publisher for words of the ruleset, by `folded` form.
        missing: Marks for missing values beside the usual ones, by `folded` form.
        decimal_comma: Whether a comma may be a decimal comma, so that thousands cannot be set off by commas.
        dates: How dates are written: `year-month-day`, `day/month/year` or `month/day/year`.
    """

    type: Type
    name: str = ""
    scale: Scale | None = None
    unit: Unit | None = None
    times: Fraction = Fraction(1)
    translations: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, Reason] = field(default_factory=dict)
    decimal_comma: bool = False
    dates: str = "year-month-day"


def clean(text: str) -> str:
    """The text without the space around it, no-break spaces included."""
    return text.strip(SPACE)


def folded(text: str) -> str:
    """A word without what makes no difference: capitals, spaces or hyphens, the `.0` of a whole number."""
    word = " ".join(clean(text).casefold().split())
    if re.fullmatch(r"[+-]?\d+\.0+", word):
        return word.partition(".")[0]
    return re.sub(r"(?<=\w)[-_](?=\w)", " ", word)


class CellReader:
    """Reads the cells of one input, each different text once.

    Attributes:
        rules: How.
        qualified: Texts that carried a remark such as `[p]`, and what it says.
    """

    def __init__(self, rules: CellRules) -> None:
        self.rules = rules
        self.qualified: dict[str, str] = {}
        self._known: dict[str, Value | Problem] = {}
        self._labels = _spellings(rules)
        figures_only = rules.type.kind is Kind.NUMBER and not rules.translations and not rules.missing
        self._plain = figures_only and rules.times == 1

    def read(self, text: str) -> Value | Problem:
        """The value of a cell, missing with its reason, or what is wrong."""
        if (known := self._known.get(text)) is None:
            known = self._known[text] = self._read(text)
        return known

    def _read(self, text: str) -> Value | Problem:
        # Most cells of most files: a plain figure, which can be nothing else.
        if self._plain and _PLAIN.fullmatch(text):
            return _in_unit(_plain_decimal(text), text, self.rules)
        word = clean(text)
        if (translated := self.rules.translations.get(folded(word))) is not None:
            word = translated
        elif (reason := self._reason(word)) is not None:
            return MISSING[reason]
        if word.startswith("#") and (problem := _spreadsheet_error(word)) is not None:
            return problem
        match self.rules.type.kind:
            case Kind.NUMBER:
                return self._number(text, word)
            case Kind.YES_NO:
                return _yes_no(word)
            case Kind.DATE:
                return read_date(word, self.rules.dates)
            case Kind.LABEL:
                return self._label(word)
            case _:
                return self._choice(word) if self.rules.type.choices else word

    def _reason(self, word: str) -> Reason | None:
        """Why the cell is missing, or None if it is not. A label or choice spelt like a mark is itself."""
        if (reason := self.rules.missing.get(folded(word))) is not None:
            return reason
        if self.rules.type.kind is Kind.TEXT and not self.rules.type.choices:
            return reason_of_text_cell(word)
        return None if folded(word) in self._labels else reason_of(word)

    def _number(self, text: str, word: str) -> Value | Problem:
        if word.endswith("]") and (match := re.fullmatch(r"(.*\S)\s*\[(\w+)\]", word)):
            if (meaning := QUALIFIERS.get(match[2].lower())) is None:
                return Problem("CCG630", f"`{shorten(word)}` is not a number", f"remove `[{match[2]}]`")
            self.qualified[text] = f"[{match[2].lower()}] ({meaning})"
            word = match[1]
        return read_number(word, self.rules)

    def _label(self, word: str) -> Value | Problem:
        if (label := self._labels.get(folded(word))) is not None:
            return label
        scale = self.rules.scale
        known = [label.name for label in scale.labels] if scale is not None else []
        title, name = (scale.title, scale.name) if scale is not None else ("its scale", self.rules.name)
        return Problem("CCG634", f"`{shorten(word)}` is not a label of {title}", _choose_from(word, known, name))

    def _choice(self, word: str) -> Value | Problem:
        if (choice := self._labels.get(folded(word))) is not None:
            return choice
        message = f"`{shorten(word)}` is not one of the choices"
        return Problem("CCG635", message, _choose_from(word, self.rules.type.choices, self.rules.name))


def _choose_from(word: str, known: Sequence[str], where: str) -> str:
    if suggestion := did_you_mean(word, known):
        return suggestion
    listed = ", ".join(f"`{name}`" for name in known[:12]) + (" …" if len(known) > 12 else "")
    if re.fullmatch(r"[\d.]+|\w", word):
        return f"say in a mapping what `{word}` stands for, under `values: {where}:` (one of {listed})"
    return f"write one of {listed}, or say in a mapping which of them it stands for"


def _spellings(rules: CellRules) -> dict[str, str]:
    """Every accepted spelling of a label or choice; names go before titles."""
    found: dict[str, str] = {}
    if rules.scale is not None:
        found = {folded(label.title): label.name for label in reversed(rules.scale.labels)}
        found |= {folded(label.name): label.name for label in rules.scale.labels}
    return found | {folded(choice): choice for choice in rules.type.choices}


def _spreadsheet_error(word: str) -> Problem | None:
    if word == NO_RESULT:
        advice = "open the workbook in Excel and save it, so that results are stored"
        return Problem("CCG637", "the cell holds a formula whose result is not stored in the file", advice)
    if re.fullmatch(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!|GETTING_DATA)", word):
        advice = "mend the formula; or if it stands for a missing value, list it under `missing` in a mapping"
        return Problem("CCG637", f"the cell holds a spreadsheet error, `{word}`", advice)
    return None


def _yes_no(word: str) -> Value | Problem:
    known = word.casefold()
    if known in YES:
        return True
    if known in NO:
        return False
    return Problem("CCG633", f"`{shorten(word)}` is neither yes nor no", "write `yes` or `no`")


# --- numbers -----------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_ACCOUNTING = re.compile(r"\(([\d.,]+)\)")


def read_number(word: str, rules: CellRules) -> Fraction | Problem:
    """An exact number in the declared unit: `66.7` percent is 667/1000."""
    given = rules.unit or rules.type.unit
    text = word.replace("\u2212", "-").replace("\u00a0", " ")
    percent = text.endswith("%")
    if percent:
        text = text[:-1].rstrip()
        if given is None or given.dimension != "share":
            declared = f", and figures here are declared as `{given.name}`" if given is not None else ""
            return Problem("CCG631", f"`{shorten(word)}` is a percentage{declared}", "remove the `%`")
    if given is not None and given.dimension == "pounds":
        text = re.sub(r"^([+-]?)£\s*", r"\1", text)
    figure = _decimal(text, word, comma=not rules.decimal_comma)
    if isinstance(figure, Problem):
        return figure
    if percent and given is not None:
        figure /= 100 * given.factor
    return _in_unit(figure * rules.times, word, rules)


def _in_unit(figure: Fraction, word: str, rules: CellRules) -> Fraction | Problem:
    """The value for a figure in the unit in which it is given, or what is wrong if that cannot be."""
    given = rules.unit or rules.type.unit
    if given is None:
        return figure
    return outside(figure, shorten(word), given) or (figure if given.factor == 1 else figure * given.factor)


def _plain_decimal(text: str) -> Fraction:
    whole, _, decimals = text.partition(".")
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def _decimal(text: str, word: str, *, comma: bool) -> Fraction | Problem:
    if comma and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return Problem("CCG630", f"`{shorten(word)}` is not a number", _number_help(text))
    if len(text) > LONGEST_NUMBER:
        return Problem("CCG630", f"`{shorten(word)}` has more than {LONGEST_NUMBER} digits", "round it")
    mantissa, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > LARGEST_EXPONENT:
        return Problem("CCG630", f"`{shorten(word)}` is too large or too small a number", None)
    return Fraction(mantissa.rstrip(".")) * Fraction(10) ** int(exponent or 0)


def _number_help(text: str) -> str:
    if _DECIMAL_COMMA.fullmatch(text):
        return f"write a decimal point: `{text.replace(',', '.')}`"
    if match := _ACCOUNTING.fullmatch(text):
        return f"write a minus sign: `-{match[1]}`"
    if re.fullmatch(r"[+-]?\d{1,3}( \d{3})+(\.\d+)?", text):
        return f"write it without spaces: `{text.replace(' ', '')}`"
    if re.fullmatch(r"[<>≤≥~].*", text) or re.fullmatch(r"\d+\s*(-|to|–)\s*\d+", text):
        return "a range is not a value: enter the figure, or list the mark under `missing` in a mapping"
    return "enter a figure, or leave the cell blank; list a publisher's own mark under `missing` in a mapping"


def outside(figure: Fraction, shown: str, unit: Unit) -> Problem | None:
    """What is wrong with a figure that is outside its unit's range, if it is."""
    low, high = unit.low, unit.high
    if (low is None or figure >= low) and (high is None or figure <= high):
        return None
    what = "share" if unit.dimension == "share" else unit.name
    if low is not None and high is not None:
        bounds = f"{unit.name} values run from {plain(low)} to {plain(high)}"
    else:
        bounds = f"{unit.name} values are {plain(low or Fraction(0))} or more"
    return Problem("CCG632", f"{shown} is not a {what}", f"{bounds}{_other_unit(figure, unit)}")


def _other_unit(figure: Fraction, unit: Unit) -> str:
    if unit.dimension != "share":
        return ""
    if unit.name == "proportion" and 1 < figure <= 100:
        return "; if these are percentages, declare the unit as `percent`, or say `units: percent` in a mapping"
    beyond = f"pass {plain(unit.high)}" if unit.high is not None and figure > unit.high else "be negative"
    return f"; if the figure can {beyond}, declare the unit as `percent change`"


def plain(number: Fraction) -> str:
    """An exact number as a decimal where it has one of at most 30 digits, else as a fraction."""
    if number.denominator == 1:
        return str(number.numerator)
    for places in range(1, 31):
        if 10**places % number.denominator == 0:
            digits = str(abs(number.numerator) * (10**places // number.denominator)).rjust(places + 1, "0")
            return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return f"{number.numerator}/{number.denominator}"


# --- dates -------------------------------------------------------------------------------------------------------

_DATE_ORDERS = {"day/month/year": (2, 1, 0), "month/day/year": (2, 0, 1)}


def read_date(word: str, order: str) -> datetime.date | Problem:
    """A date: 2025-06-30 always, 30/06/2025 where the order of its parts is known."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.]+Z?)?", word)
    slashed = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", word)
    if iso:
        parts = iso.groups()
    elif slashed and order in _DATE_ORDERS:
        parts = tuple(slashed.groups()[index] for index in _DATE_ORDERS[order])
    elif slashed:
        either = len(dates_meant(word)) > 1
        what = "can be read as a day and month in either order" if either else "does not begin with the year"
        return Problem(
            "CCG636", f"`{word}` {what}", f"{date_advice(word)}; or say `dates: day/month/year` in a mapping"
        )
    else:
        return Problem("CCG636", f"`{shorten(word)}` is not a date", date_advice(word))
    try:
        return datetime.date(*(int(part) for part in parts))
    except ValueError:
        return Problem("CCG636", f"`{word}` is not a day of the calendar", date_advice(word))
