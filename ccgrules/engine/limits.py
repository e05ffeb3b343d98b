"""What a run cannot go on with: numbers that outgrow all bounds, told as a finding on the line of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.engine.numbers import Overgrown
from ccgrules.plan.steps import Step


class CannotRun(Exception):
    """A run has come to an end without a result; `diagnostic` says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@contextmanager
def working_out(step: Step) -> Iterator[None]:
    """Ends the run with a finding on the step if one of its numbers outgrows all bounds.

    Raises:
        CannotRun: One does.
    """
    try:
        yield
    except Overgrown as error:
        message = f"`{step.name}` comes to {error}"
        advice = "round it before it is used again, as in `round(x, 6)`, or look for a product that grows at each step"
        raise CannotRun(finding("CCG710", message, primary=Label(step.origin.span), help=advice)) from None
