"""The head of a ruleset."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.amend import Merged
from ccgrules.model.clauses import clause_of, direction, title_of, words_of
from ccgrules.model.findings import Findings
from ccgrules.model.groups import article, report_unknown
from ccgrules.model.notes import declaration_notes
from ccgrules.model.ruleset import Direction, Framework, Source
from ccgrules.model.scope import Context
from ccgrules.model.symbols import Symbols
from ccgrules.syntax import tree

LANGUAGE = 1
RESULTS = ("rating", "measure", "judgement")


def find_head(merged: Merged, findings: Findings) -> tree.Declaration | None:
    """The one framework declaration; more than one, or none, is reported."""
    heads = [d for d in merged.declarations if d.keyword == "framework"]
    if not heads:
        hint = 'start it with `framework NAME "Title"`, `language 1` and `result …`'
        findings.report("CCG413", "the ruleset has no `framework` at its head", merged.start, help=hint)
        return None
    for second in heads[1:]:
        first = (Label(heads[0].head, "the first"),)
        findings.report("CCG413", "the ruleset has two frameworks", second.head, secondary=first, help="keep one")
    return heads[0]


def sources_of(head: tree.Declaration | None, findings: Findings) -> dict[str, Source]:
    """The documents that rules may cite."""
    sources: dict[str, Source] = {}
    for clause in head.clauses if head is not None else ():
        if clause.keyword != "source" or clause.name is None:
            continue
        name = str(clause.name)
        if name in sources:
            first = (Label(sources[name].span, "first here"),)
            message = f"source `{name}` stands twice"
            findings.report("CCG202", message, clause.name.span, secondary=first, help="rename one of them")
            continue
        address = next((item.value for item in words_of(clause) if isinstance(item, tree.Text)), None)
        title = clause.title or name.replace("_", " ")
        sources[name] = Source(name, title, address, span=clause.name.span)
    return sources


def scores_better(head: tree.Declaration | None, findings: Findings) -> Direction | None:
    """`scores better higher` or `lower`."""
    clause = clause_of(head, "scores better") if head is not None else None
    if clause is None:
        return None
    return direction(clause, ("higher", "lower"), findings)


def framework_of(
    ctx: Context, head: tree.Declaration | None, sources: Mapping[str, Source], amends: str | None
) -> Framework | None:
    """The checked head."""
    if head is None:
        return None
    _check_language(head, ctx.findings)
    version, rates = clause_of(head, "version"), clause_of(head, "rates")
    rated = str(rates.name) if rates is not None and rates.name is not None else "organisation"
    return Framework(
        name=head.names[0].parts[0],
        title=title_of(head),
        version=version.title if version is not None else None,
        rates=rated,
        rates_title=(rates.title if rates is not None else None) or rated.replace("_", " "),
        in_force=_in_force(head, ctx.findings),
        scores_better=ctx.scores_better or "neither",
        sources=tuple(sources.values()),
        amends=amends,
        results=tuple(_results(head, ctx.symbols, ctx.findings)),
        notes=declaration_notes(ctx, head),
        span=head.names[0].span,
    )


def _check_language(head: tree.Declaration, findings: Findings) -> None:
    clause = clause_of(head, "language")
    if clause is None:
        message = "the framework does not say in which version of the language it is written"
        findings.report("CCG412", message, head.head, help="write `language 1` below the head")
        return
    number = next(iter(words_of(clause)), None)
    if not isinstance(number, tree.Number) or number.value != LANGUAGE:
        message = f"this program reads version {LANGUAGE} of the language"
        findings.report("CCG412", message, clause.span, help=f"write `language {LANGUAGE}`")


def _in_force(head: tree.Declaration, findings: Findings) -> tuple[datetime.date, datetime.date] | None:
    clause = clause_of(head, "in force")
    dates = [item.value for item in words_of(clause) if isinstance(item, tree.Date)] if clause is not None else []
    if clause is None or len(dates) != 2:
        return None
    if dates[0] > dates[1]:
        findings.report("CCG408", "`in force` ends before it starts", clause.span, help="write the earlier date first")
    return dates[0], dates[1]


def _results(head: tree.Declaration, symbols: Symbols, findings: Findings) -> list[str]:
    clause = clause_of(head, "result")
    if clause is None:
        message = "the framework does not say what its result is"
        hint = "write `result NAME` with a rating or a measure, the headline first"
        findings.report("CCG415", message, head.head, help=hint)
        return []
    names = [item for item in words_of(clause) if isinstance(item, tree.Name)]
    return list(dict.fromkeys(found for name in names if (found := _result(name, symbols, findings))))


def _result(name: tree.Name, symbols: Symbols, findings: Findings) -> str | None:
    current = symbols.current(str(name), name.span)
    declaration = symbols.declared.get(current)
    if declaration is None:
        report_unknown(name, "rating", symbols, findings)
    elif declaration.keyword in RESULTS:
        return current
    else:
        message = f"`{name}` is {article(declaration.keyword)}, and a result is a rating or a measure"
        declared = (Label(declaration.names[0].span, "declared here"),)
        findings.report("CCG414", message, name.span, secondary=declared, help="name a rating or a measure")
    return None
