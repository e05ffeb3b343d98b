"""CCG504: groups without members."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.model.lint.subject import Subject


def groups(subject: Subject) -> Iterator[Diagnostic]:
    """Groups without members, unless what they have is supplied."""
    for name, group in subject.ruleset.groups.items():
        supplied = any(given is not None and given.supplied for given in (group.score, group.status))
        if not subject.ctx.groups.direct[name] and not supplied:
            hint = f"write `in {name}` on the heads of its members, or take the group out"
            yield finding("CCG504", f"nothing is in group `{name}`", primary=group.span, help=hint)
