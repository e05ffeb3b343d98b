"""The explanation as a page: nothing fetched, everything escaped, marks that lead to their notes."""

from __future__ import annotations

import base64
import hashlib
import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import pytest
from unit.explain.explained import planned, rated

from ccgrules.explain.derivation import derive
from ccgrules.explain.page import STYLE, to_html

RULES = """
group care "Care"

indicator X "Reached <b>in time</b> & well" in care
  data    percent
  better  higher
  score   1 + 3 * percent_rank(value, among: trusts)
    cite manual "<script>alert(1)</script>"

measure overall "Overall score" = mean(all.indicators.score)
  better  higher

rating verdict "Verdict" on ratings
  good  when overall >= 1
  poor  otherwise
  no better than fair  when X.value < 50%
    because "quoted & <i>meant</i>"
"""

VOID = {"meta", "br"}


class Outline(HTMLParser):
    """Collects tags, attributes and text, and checks that tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page() -> str:
    rows: list[dict[str, Any]] = [
        {"organisation": 'A"><img src=x>', "name": "Name <script>\x07", "X": Fraction("0.4")},
        {"X": Fraction("0.9")},
    ]
    result = rated(planned(RULES), rows)
    return to_html(derive(result, 'A"><img src=x>'))


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    outline.close()
    return outline


def test_tags_are_closed(outline: Outline) -> None:
    assert outline.open == []


def test_nothing_from_rules_or_data_becomes_markup(outline: Outline) -> None:
    tags = {tag for tag, _ in outline.tags}
    assert not tags & {"script", "img", "b", "i"}
    assert "Name <script>\\x07" in outline.text
    assert "Reached <b>in time</b> & well" in outline.text
    assert "“quoted & <i>meant</i>”" in outline.text


def test_nothing_is_fetched_and_nothing_runs(outline: Outline) -> None:
    attributes = [name for _, attrs in outline.tags for name in attrs]
    assert not {"src", "srcset", "onclick", "style", "action"} & set(attributes)
    links = [attrs["href"] or "" for tag, attrs in outline.tags if tag == "a"]
    assert links
    assert all(link.startswith("#note-") for link in links)


def test_the_policy_lets_only_this_style_through(page: str, outline: Outline) -> None:
    (policy,) = [
        attrs["content"] or "" for tag, attrs in outline.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    hashed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{hashed}'" in policy
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_every_mark_leads_to_a_note(outline: Outline) -> None:
    targets = {f"#{attrs['id']}" for tag, attrs in outline.tags if tag == "li" and "id" in attrs}
    links = {attrs["href"] for tag, attrs in outline.tags if tag == "a"}
    assert links == targets


def test_workings_are_folded(page: str) -> None:
    folded = page[page.index("<details>") : page.index("</details>")]
    assert "Score of " in folded
    assert "<details>" not in folded[1:]
    assert "Score of " not in page[page.index("<h2>Notes</h2>") : page.index("<details>")]


def test_tables_have_headers(outline: Outline) -> None:
    scopes = [attrs.get("scope") for tag, attrs in outline.tags if tag == "th"]
    assert "col" in scopes
    assert "row" in scopes
    assert None not in scopes


def test_wide_tables_are_not_cut_in_print() -> None:
    # on a screen they scroll; paper does not
    on_screen, _, printed = STYLE.partition("@media print")
    assert ".wide { overflow-x: auto; }" in on_screen
    assert ".wide { overflow: visible; }" in printed
