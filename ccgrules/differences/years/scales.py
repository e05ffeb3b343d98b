"""The order of the labels of a rating: said by the user, declared in a ruleset, or told by the records of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.years.comparison import Combined
from ccgrules.differences.years.sources import Known, KnownRating
from ccgrules.engine.cells import folded
from ccgrules.engine.read import shorten
from ccgrules.explain.words import capital
from ccgrules.model.ruleset import Label

Scale = tuple[Label, ...]
MOST_LABELS = 50


def spellings(scale: Sequence[Label]) -> Mapping[str, str]:
    """Every accepted spelling of the labels, with their names; names go before titles."""
    return {folded(one.title): one.name for one in reversed(scale)} | {folded(one.name): one.name for one in scale}


def scale_said(words: Sequence[str], known: Sequence[KnownRating]) -> Scale | Diagnostic:
    """The scale that the user says, best first; a label that is known keeps its name and title."""
    labels = {folded(text): label for one in known for label in one.labels for text in (label.title, label.name)}
    scale = tuple(labels.get(folded(word), Label(word, capital(word.replace("_", " ")))) for word in words)
    twice = next((one.name for place, one in enumerate(scale) if one.name in {o.name for o in scale[:place]}), None)
    twice = twice or _alike(scale)
    if twice is not None:
        return finding("CCG731", f"`{shorten(twice)}` stands on the scale twice", help="take one out of `--scale`")
    if not 2 <= len(scale) <= MOST_LABELS:
        message = f"a scale has from 2 to {MOST_LABELS} labels, and this one {len(scale):,}"
        return finding("CCG731", message, help="write them best first, with a comma between: `--scale good,fair,poor`")
    return scale


def _alike(scale: Scale) -> str | None:
    """A label that differs from another only in capitals, spaces or hyphens."""
    seen: set[str] = set()
    for label in scale:
        if folded(label.name) in seen:
            return label.name
        seen.add(folded(label.name))
    return None


@dataclass(frozen=True, slots=True)
class Told:
    """What one file's record tells, and the column of its ratings."""

    file: str
    column: str
    known: Known


def scale_known(ruleset: Known | None, told: Sequence[Told]) -> KnownRating | Diagnostic | None:
    """The rating as a ruleset or the records know it; None where they do not.

    Args:
        ruleset: What the ruleset tells that the user names.
        told: What each file's record tells.
    """
    if ruleset is not None and ruleset.ratings:
        columns = [one.column for one in told]
        return next((one for one in ruleset.ratings if one.name in columns), ruleset.ratings[0])
    found = [(one.file, rating) for one in told for rating in one.known.ratings if rating.name == one.column]
    for file, rating in found[:-1]:
        last, final = found[-1]
        if [label.name for label in rating.labels] != [label.name for label in final.labels]:
            message = f"`{rating.name}` has other labels, or another order of them, in {file} than in {last}"
            return finding("CCG731", message, help="say with `--scale` how all of them stand, best first")
    return found[-1][1] if found else None


def scale_unknown(column: str, labels: Sequence[str]) -> Diagnostic:
    """What to say where nothing tells the order."""
    shown = ", ".join(f"`{shorten(label)}`" for label in labels[:8])
    message = f"the order of the labels of `{shorten(column)}` is not known"
    advice = "say it with `--scale`, best first, or name the ruleset with `--ruleset`"
    return finding("CCG731", message, notes=(f"labels: {shown}",) if shown else (), help=advice)


def combined_rows(
    said: Sequence[tuple[str, Sequence[str]]], scale: Sequence[Label]
) -> tuple[tuple[Combined, ...], tuple[Diagnostic, ...]]:
    """The rows for several labels together, and what is wrong with them."""
    known = spellings(scale)
    rows: list[Combined] = []
    findings: list[Diagnostic] = []
    for title, words in said:
        labels = [known.get(folded(word)) for word in words]
        unknown = [word for word, label in zip(words, labels) if label is None]
        names = tuple(dict.fromkeys(label for label in labels if label is not None))
        if unknown:
            names_known = [one.name for one in scale]
            advice = did_you_mean(unknown[0], names_known) or f"its labels are {', '.join(names_known)}"
            message = f"`{shorten(unknown[0])}`, in the row `{shorten(title)}`, is no label of the scale"
            findings.append(finding("CCG736", message, help=advice))
        elif len(names) < len(labels):
            message = f"a label stands twice in the row `{shorten(title)}`"
            findings.append(finding("CCG736", message, help="take one out"))
        rows.append(Combined(title, names))
    return tuple(rows), tuple(findings)
