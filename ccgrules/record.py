"""The record of a run: what was rated by what, with digests, so that anyone can tell whether two runs are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.render import render_json
from ccgrules.digest import digest
from ccgrules.explain.row import REASONS
from ccgrules.model.rules_digest import rules_digest
from ccgrules.model.types import Missing
from ccgrules.summary import result_title
from ccgrules.version import VERSION

if TYPE_CHECKING:
    from ccgrules.engine.result import Result
    from ccgrules.summary import Moderation, Summary


def digests(result: Result) -> dict[str, str]:
    """Digests of the rules, the data, of decisions and successions if any were given, and of all with the results.

    The engine does not matter.
    """
    rules, data = rules_digest(result.plan.ruleset), result.dataset.digest
    names = result.plan.ruleset.framework.results
    values = [[[REASONS[v.reason]] if isinstance(v, Missing) else v for v in result.values(name)] for name in names]
    keys = [list(result.keys.organisations), list(result.keys.periods)]
    succession = result.dataset.succession
    given = {"decisions": result.dataset.decisions_digest, "succession": succession.digest if succession else None}
    also = {what: known for what, known in given.items() if known is not None}
    run = digest([rules, data, *also.values(), keys, list(names), values])
    return {"rules": rules, "data": data, **also, "run": run}


def run_record(
    result: Result, summary: Summary, names: Mapping[str, str], findings: Sequence[Diagnostic]
) -> dict[str, object]:
    """The record in the shape of `schemas/run.schema.json`.

    Args:
        result: A run.
        summary: Its counts.
        names: What `digests` gives.
        findings: What there was to say about the data.
    """
    head = result.plan.ruleset.framework
    return {
        "ccgrules": VERSION,
        "engine": result.engine,
        "framework": {"name": head.name, "title": head.title, "version": head.version, "rates": summary.noun},
        "results": [_result_json(result, name) for name in head.results],
        "files": [file.name for file in result.plan.ruleset.files],
        "digests": dict(names),
        "organisations": len(result.keys.names),
        "periods": list(result.keys.period_order),
        "left_out": list(result.dataset.left_out),
        "diagnostics": render_json(findings),
        "summary": _summary_json(summary),
    }


def _result_json(result: Result, name: str) -> dict[str, object]:
    """A result by its name and title, with its labels, best first, if it has any."""
    rules = result.plan.ruleset
    labelled = rules.ratings.get(name) or rules.judgements.get(name)
    labels = rules.scales[labelled.scale].labels if labelled is not None else ()
    told = [{"name": label.name, "title": label.title} for label in labels]
    return {"name": name, "title": result_title(result, name), "labels": told}


def _summary_json(summary: Summary) -> dict[str, object]:
    return {
        "period": summary.period,
        "organisations": summary.organisations,
        "headline": summary.headline,
        "labels": [{"name": one.name, "title": one.title, "count": one.count} for one in summary.labels],
        "unrated": [
            {"organisation": one.organisation, "name": one.name, "reason": REASONS[one.reason]}
            for one in summary.unrated
        ],
        "adjustments": [
            {
                "kind": effect.kind,
                "label": effect.label,
                "because": effect.because,
                "moved": effect.moved,
                "moved_from": [{"title": title, "count": count} for title, count in effect.moved_from],
            }
            for effect in summary.effects
        ],
        **_moderation_json(summary.moderation),
    }


def _moderation_json(moderation: Moderation | None) -> dict[str, object]:
    """What panels did, where decisions were given."""
    if moderation is None:
        return {}
    counts = {way: getattr(moderation, way) for way in ("changed", "better", "worse", "given", "confirmed")}
    return {"moderation": counts}
