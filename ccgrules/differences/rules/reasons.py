"""How it is known what a change of the rules does to ratings, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ccgrules.differences.rules.changes import Change
from ccgrules.differences.rules.verdict import Verdict
from ccgrules.differences.rules.witness import witness
from ccgrules.plan.steps import Compute, Figure, Input, Step

CHECK = "it is a check on what a panel decides"
COMPARES = "it changes how organisations compare with each other"
PEERS = f"{COMPARES}, so that one's gain is another's loss"
MEMBERS = "it changes who is compared with whom"
IDLE = "nothing is worked out in another way"
UNUSED = "nothing that leads to a rating uses it"
SAME = "what it says always comes to the same"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Finds the reason for what is said of a change.

    Attributes:
        change: The change.
        verdict: What it does.
    """

    change: Change
    verdict: Verdict

    # --- it cannot move a rating -----------------------------------------------------------------------------------

    def idle(self) -> str:
        """Why it moves no rating."""
        if self.change.kind == "panel":
            return CHECK if self.change.part == "must" else "it says who decides, not what"
        if self.change.kind == "result":
            return "it says what is shown as a result, not what any rating is"
        differing = self.verdict.differing()
        if not differing:
            return IDLE
        return SAME if differing & self.verdict.leading() else UNUSED

    # --- it goes one way -------------------------------------------------------------------------------------------

    def one_way(self) -> str:
        """What is to be said beside `easier` or `harder`: that numbers which ratings hang on may go missing."""
        if self.verdict.better and self.verdict.lost and self.verdict.through_values((True, False)):
            return "an organisation for which values are missing may lose its rating"
        if self.verdict.worse and self.verdict.found and self.verdict.through_values((False, True)):
            return "an organisation for which values are missing may come to have a rating"
        return ""

    # --- it goes both ways -----------------------------------------------------------------------------------------

    def mixed(self) -> str:
        """How it goes both ways."""
        if any(self._other_data()):
            return "its data are of another kind, at which some do better and others worse"
        roots = list(self.verdict.roots())
        if self.change.kind == "population" or any(isinstance(new, Figure) for _, new in roots):
            return MEMBERS if self.change.kind == "population" else PEERS
        for old, new in roots:
            if isinstance(old, Compute) and isinstance(new, Compute) and (said := witness(self.verdict, old, new)):
                return said
        if self._compares():
            return PEERS if any(isinstance(new, Figure) for _, new in self.verdict.on_the_way()) else COMPARES
        if self.change.kind == "membership":
            return "it counts beside other indicators than before"
        if self.change.kind == "use":
            return "where it is left out, who does better at it than at the rest loses, and who does worse gains"
        return "some invented organisations come out better, and others worse"

    # --- it cannot be told -----------------------------------------------------------------------------------------

    def undecided(self) -> str:
        """Why it cannot be told which way it goes."""
        verdict = self.verdict
        if verdict.two is None:
            return "the rules are nested too deeply to be followed"
        for name in verdict.turned:
            if name not in verdict.two.before.steps:
                return f"it gives a rating that there was not before: `{name}`"
            if name not in verdict.two.after.steps:
                return f"a rating is no longer given: `{name}`"
        if self.change.kind == "panel":
            return "it hangs on what the panel decides"
        if self.change.kind == "scale":
            return "its labels are others"
        if any(self._other_data()):
            return "its data are of another kind"
        if any(_supplied(old) is not _supplied(new) for old, new in verdict.roots()):
            return "it hangs on what comes with the data"
        if verdict.without_direction is not None:
            return f"nothing says which way is better for `{verdict.without_direction}`"
        if not verdict.better and not verdict.worse:
            return self._missing()
        if self.change.kind == "population":
            return MEMBERS
        return COMPARES if self._compares() else ""

    def _compares(self) -> bool:
        """Whether figures among a population are on the way to a rating, and turn, or are there on one side only."""
        turned = {new.name for _, new in self.verdict.on_the_way()} | self.verdict.differing()
        steps = [*self.verdict.before.steps, *self.verdict.after.steps]
        return any(isinstance(step, Figure) and step.name in turned & self.verdict.leading() for step in steps)

    def _other_data(self) -> Iterator[bool]:
        before = {step.name: step for step in self.verdict.before.steps}
        for step in self.verdict.after.steps:
            old = before.get(step.name)
            yield old is not None and isinstance(step, Input) is not isinstance(old, Input)
            yield isinstance(step, Input) and isinstance(old, Input) and not step.decided and old.type != step.type

    def _missing(self) -> str:
        """Where nobody's rating becomes better or worse."""
        lost, found = self.verdict.lost, self.verdict.found
        if lost and found:
            return "it decides who has a rating, and makes none better or worse"
        return "some may lose their rating" if lost else "some may come to have a rating" if found else ""


def _supplied(step: Step) -> bool:
    return isinstance(step, Compute) and step.supplied is not None
