"""What a code of a finding stands for."""

from __future__ import annotations

from dataclasses import dataclass

from ccgrules.diagnostics.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding, and the page that `ccgrules codes CODE` shows. Written for a policy officer.

    Attributes:
        code: The stable name, such as `CCG201`. Never reused for anything else.
        title: What went wrong, in a few words: `unknown name`.
        severity: An error stops the work; a warning or a note does not.
        what: What the finding says, in one or two sentences.
        why: Why it matters: what would go wrong in a published rating if it were let through.
        example: A few lines that cause it.
        instead: The same lines put right.
    """

    code: str
    title: str
    severity: Severity
    what: str
    why: str
    example: str = ""
    instead: str = ""
