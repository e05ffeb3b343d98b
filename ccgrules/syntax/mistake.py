"""How the steps of the parser give a declaration up: an exception inside `syntax`, a finding outside it."""

from __future__ import annotations

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Edit
from ccgrules.source import Span


class Mistake(Exception):
    """A declaration that cannot be read: the code, the sentence, the place and the help of the finding.

    `stopped` is where reading stopped, which may lie behind the mistake (an open bracket) or before it. `fixes` mend it
    where there is only one way to do so.
    """

    def __init__(
        self,
        code: str,
        message: str,
        span: Span,
        help: str | None = None,
        stopped: int | None = None,
        fixes: tuple[Edit, ...] = (),
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.help, self.fixes = code, message, span, help, fixes
        self.stopped = span.start if stopped is None else stopped

    def finding(self) -> Diagnostic:
        """The finding."""
        return finding(self.code, self.message, primary=self.span, help=self.help, fixes=self.fixes)
