"""What must hold between the parts of a checked ruleset: no rings, complete tables, weights of 100%."""

from __future__ import annotations

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.amend import Merged
from ccgrules.model.clauses import clause_of, words_of
from ccgrules.model.expressions import Lookup, WeightedMean
from ccgrules.model.graph import components
from ccgrules.model.possible import Possible
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.scope import Context
from ccgrules.model.structure_cycles import check_cycles, find_uses
from ccgrules.model.structure_tables import check_table, check_weights
from ccgrules.model.types import Kind
from ccgrules.model.walk import named_values, visits


def check_structure(ctx: Context, merged: Merged, ruleset: Ruleset) -> Possible:
    """Reports what does not hold. Gives the outcomes that each value can have, for the lint."""
    uses = find_uses(ruleset)
    if check_cycles(uses, ctx.findings):
        _check_units(ctx)
    possible = Possible(ruleset)
    values = {value.column: value for value in named_values(ruleset)}
    for component in components(uses.edges):
        for node in component:
            if node in values:
                possible.add(values[node])
    for value in values.values():
        for expr in value.expressions():
            for visit in visits(expr):
                match visit.expr:
                    case Lookup() as lookup:
                        check_table(possible, visit, lookup, ctx.findings)
                    case WeightedMean() as mean:
                        check_weights(visit, mean, ctx.findings)
    _check_groups(ctx, merged)
    _check_former_names(ctx)
    return possible


def _check_units(ctx: Context) -> None:
    """A measure that uses its own earlier value needs a unit: nothing else says which it has."""
    if ctx.findings.any_errors():
        return
    for name, definition in ctx.definitions.items():
        if definition.type.kind is Kind.ANY:
            column = ctx.columns[name]
            hint = "say its unit with a `data` line, such as `data number`"
            message = f"the unit of `{name}` cannot be found, because its own earlier value is part of it"
            ctx.findings.report("CCG313", message, column.span, help=hint)


def _check_groups(ctx: Context, merged: Merged) -> None:
    """Groups of which an amendment took the last member away."""
    for group, members in ctx.groups.direct.items():
        removed = merged.removed_from.get(group)
        if not members and removed is not None:
            declared = (Label(ctx.symbols.declared[group].names[0].span, "the group"),)
            message = f"this leaves group `{group}` without members"
            ctx.findings.report("CCG453", message, removed, secondary=declared, help="remove the group as well")


def _check_former_names(ctx: Context) -> None:
    renamed = {(rename.old, rename.new) for rename in ctx.symbols.renames}
    for name, declaration in ctx.symbols.declared.items():
        clause = clause_of(declaration, "formerly")
        for former in words_of(clause) if clause is not None else ():
            other = ctx.symbols.declared.get(str(former))
            if other is not None and (str(former), name) not in renamed:
                declared = (Label(other.names[0].span, "declared here"),)
                message = f"`{name}` cannot have been called `{former}`: something else is called that now"
                hint = "take the line out, or rename the other"
                ctx.findings.report("CCG455", message, former.span, secondary=declared, help=hint)
