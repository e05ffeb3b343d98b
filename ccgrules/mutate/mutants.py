"""Mutants: rulesets with one small change, and what the change does to the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ccgrules.engine.again import Changed
from ccgrules.model.amend import Layer, merge
from ccgrules.model.check import check_merged
from ccgrules.model.findings import Findings
from ccgrules.model.ruleset import Ruleset
from ccgrules.mutate.edit import Edit
from ccgrules.mutate.operators import edits
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan, Step
from ccgrules.source import SourceFile
from ccgrules.syntax import tree
from ccgrules.syntax.parse import parse


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of a ruleset.

    Attributes:
        edit: The change.
        declaration: The declaration that is changed.
        file: Which file of the ruleset's own holds it.
        place: Which declaration of the file it is.
    """

    edit: Edit
    declaration: tree.Declaration
    file: int
    place: int

    @property
    def name(self) -> str:
        """The name of the declaration that is changed."""
        return str(self.declaration.names[0])


@dataclass(frozen=True, slots=True)
class Original:
    """A ruleset whose mutants are made.

    Attributes:
        layers: Its files, as they were read: those that it amends, and itself with those that it uses last.
        ruleset: The checked ruleset.
        plan: Its plan.
        steps: The plan's steps by name.
    """

    layers: Sequence[Layer]
    ruleset: Ruleset
    plan: Plan
    steps: dict[str, Step] = field(repr=False)

    @staticmethod
    def of(layers: Sequence[Layer], ruleset: Ruleset, plan: Plan) -> Original:
        """A ruleset and its plan."""
        return Original(layers, ruleset, plan, {step.name: step for step in plan.steps})

    def mutants(self) -> Iterator[Mutant]:
        """Every mutant, in the order of the text: changes of what the ruleset itself says.

        What it takes over from a ruleset that it amends is that one's to test.
        """
        for number, file in enumerate(self.layers[-1].files):
            for place, declaration in enumerate(file.declarations):
                for edit in edits(declaration, self.ruleset):
                    yield Mutant(edit, declaration, number, place)

    def changed(self, mutant: Mutant) -> Changed | None:
        """What a mutant changes of the plan; None where it is no ruleset, as `check` finds errors in it."""
        whole = mutant.declaration.span
        text = SourceFile(whole.source.name, mutant.edit.applied(whole) + "\n")
        parsed, findings = parse(text)
        if findings or len(parsed.declarations) != 1:
            return None
        ruleset = self._checked(mutant, parsed.declarations[0])
        return None if ruleset is None else Changed.between(self.steps, build_plan(ruleset))

    def _checked(self, mutant: Mutant, declaration: tree.Declaration) -> Ruleset | None:
        *older, own = self.layers
        file = own.files[mutant.file]
        declarations = (*file.declarations[: mutant.place], declaration, *file.declarations[mutant.place + 1 :])
        changed = replace(file, declarations=declarations)
        files = (*own.files[: mutant.file], changed, *own.files[mutant.file + 1 :])
        findings = Findings()
        merged = merge([*older, Layer(files)], findings)
        # tests take as long to check as rules, and are not part of the plan
        without_tests = tuple(one for one in merged.declarations if one.keyword != "test")
        return check_merged(replace(merged, declarations=without_tests), findings.all(), only_errors=True)[0]
