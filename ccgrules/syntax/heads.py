"""What each declaration must say on its head line, beyond what the grammar asks."""

from __future__ import annotations

from ccgrules.diagnostics.diagnostic import Edit
from ccgrules.source import Span
from ccgrules.syntax import tree
from ccgrules.syntax.mistake import Mistake

# Declaration: the clauses of which its head needs one, what to call them, and an example.
NEEDED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "scale": (("best first", "worst first"), "`best first` or `worst first`", "scale NAME best first"),
    "field": (("type",), "a type", "field NAME yes or no"),
    "condition": (("=",), "a condition behind `=`", "condition NAME = value >= 85%"),
    "parameter": (("=",), "a number behind `=`", "parameter NAME = 85%"),
    "rating": (("on",), "its scale", "rating NAME on SCALE"),
    "judgement": (("on",), "its scale", 'judgement NAME on SCALE by "PANEL"'),
}
TITLED = ("test",)


def check_head(declaration: tree.Declaration) -> None:
    """Refuses a declaration whose head does not say what it must, or whose name has dots.

    A `change` says only what differs.

    Raises:
        Mistake: Something is missing or has dots.
    """
    for name in (*declaration.names, *declaration.params):
        if len(name.parts) > 1:
            raise dotted(name)
    if declaration.change == "change":
        return
    clauses, what, example = NEEDED.get(declaration.keyword, ((), "", ""))
    if clauses and not any(clause.keyword in clauses for clause in declaration.clauses):
        example = example.replace("NAME", str(declaration.names[0]))
        message = f"this {declaration.keyword} does not say {what}"
        raise Mistake("CCG120", message, declaration.head, f"write it on the first line, such as `{example}`")
    if declaration.keyword in TITLED and declaration.title is None:
        message = f"this {declaration.keyword} has no title"
        raise Mistake(
            "CCG120", message, declaration.head, 'say what it shows, such as `test "a deficit caps the rating"`'
        )


def check_bullets(declaration: tree.Declaration) -> None:
    """Refuses cases whose outcomes, labels, stand behind a dash: it is a bullet, as no label can be negative.

    Raises:
        Mistake: There is such a case.
    """
    for clause in declaration.clauses:
        how = clause.body.how if clause.body is not None and clause.keyword in ("cases", "status") else None
        for case in how.cases if isinstance(how, tree.Cases) else ():
            match case.outcome:
                case tree.Unary("-", tree.Name(parts=(_,))) as outcome:
                    dash = Span(outcome.span.source, outcome.span.start, outcome.span.start + 1)
                    message, fixes = "a bullet stands before this line", (Edit(dash, ""),)
                    raise Mistake("CCG104", message, dash, "leave the dash out", fixes=fixes)


def dotted(name: tree.Name) -> Mistake:
    """The mistake of declaring a name with dots."""
    advice = f"call it `{'_'.join(name.parts)}`, for example"
    return Mistake("CCG118", f"`{name}` has a dot, so nothing can be called that", name.span, advice)
