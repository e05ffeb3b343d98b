"""No text and no tree makes the checker fail, run for long or recurse without end."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ccgrules.diagnostics.render import render_plain
from ccgrules.model.load import check_text, check_tree
from ccgrules.model.to_json import to_json
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree

TESTS = Path(__file__).parents[2]
WORDS = re.compile(r'\s+|"[^"\n]*"|[\w.]+|.')
HEAD = 'framework t "T"\n  language 1\n  scores better higher\n  result m\n'


def samples() -> list[str]:
    texts: list[str] = []
    for path in sorted((TESTS / "conformance").glob("*/*.yaml")):
        texts.extend(case.get("newer", case.get("ruleset")) for case in YAML(typ="base", pure=True).load(path))
    goldens = sorted((TESTS / "messages").glob("CCG[2345]*.md"))
    return texts + [path.read_text(encoding="utf-8").split("```rules\n")[1].split("```")[0] for path in goldens]


def spoilt(text: str, others: list[str], chance: random.Random) -> str:
    words = WORDS.findall(text)
    for _ in range(chance.choice([1, 1, 2, 4])):
        place = chance.randrange(len(words))
        other = chance.choice(WORDS.findall(chance.choice(others)))
        match chance.randrange(4):
            case 0:
                words[place] = other
            case 1:
                words.insert(place, f"{other} ")
            case 2:
                words[place] = chance.choice(words)
            case _:
                words[place] = ""
    return "".join(words)


@pytest.mark.parametrize("seed", range(8))
def test_spoilt_rulesets_give_findings_only(seed: int) -> None:
    chance = random.Random(seed)
    texts = samples()
    for _ in range(25):
        text = spoilt(chance.choice(texts), texts, chance)
        ruleset, findings = check_text(text)
        assert "CCG901" not in {finding.code for finding in findings}, text
        assert render_plain(findings).count("[CCG") >= len(findings)
        if ruleset is not None:
            to_json(ruleset)
        else:
            assert findings


def deep_tree(levels: int) -> tree.RulesFile:
    """A measure that no parser would pass on: a sum of so many terms."""
    source = SourceFile("deep", "x" * 10)
    span = Span(source, 0, 1)
    one = tree.Number(1, percent=False, text="1", span=span)  # type: ignore[arg-type]
    expr: tree.Expr = one
    for _ in range(levels):
        expr = tree.Binary("+", expr, one, span=span)
    equals = tree.Clause("=", body=tree.Body(expr, span=span), span=span)
    name = tree.Name(("m",), span=span)
    measure = tree.Declaration("measure", (name,), clauses=(equals,), head=span, span=span)
    return tree.RulesFile((measure,), source=source)


@pytest.mark.parametrize("levels", [151, 5_000])
def test_deep_trees_are_refused(levels: int) -> None:
    _, findings = check_tree(deep_tree(levels))
    assert "CCG490" in {finding.code for finding in findings}


def test_the_deepest_sum_that_is_taken() -> None:
    text = HEAD + "measure m = n" + " + n" * 148 + "\nfield n number\n"
    ruleset, findings = check_text(text)
    assert ruleset is not None, [finding.message for finding in findings]
    assert str(to_json(ruleset)).count(" + n") == 148


def test_a_long_chain_of_measures() -> None:
    chain = "".join(f"measure m{n} = m{n + 1} + 1\n" for n in range(2_000))
    ruleset, findings = check_text(f"{HEAD}measure m = m0\n{chain}measure m2000 = p\nfield p percent\n")
    assert ruleset is None
    assert [finding.code for finding in findings] == ["CCG302"]


def test_every_use_of_a_large_group_costs_little() -> None:
    indicators = "".join(f"indicator i{n} in g\n  data number\n  better higher\n  score value\n" for n in range(400))
    measures = "".join(f"measure m{n} = mean(g.indicators.score)\n" for n in range(400))
    ruleset, _ = check_text(f"{HEAD}measure m = 1\ngroup g\n{indicators}{measures}")
    assert ruleset is not None
    first, last = (ruleset.measures[name].definition.how for name in ("m0", "m399"))
    assert first is not None
    assert getattr(first, "members", None) is getattr(last, "members", ())
