"""The rule page in docs/ is the catalogue, word for word; what a rule or a docstring refers to is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from xl_tools.rules.catalogue import RuleInfo, catalogue, markdown

DOCS = ROOT / "docs"
ROOMS = ("docs", "macros", "tests", "workbooks")
PAGES = [*ROOT.glob("*.md"), *(page for room in ROOMS for page in (ROOT / room).rglob("*.md"))]
_NOT_IN_AN_ANCHOR = re.compile(r"[^\w\- ]")


@cache
def anchors(page: str) -> frozenset[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    headings = re.findall(r"^#+ (.+)$", (DOCS / page).read_text("utf-8"), re.MULTILINE)
    return frozenset(_NOT_IN_AN_ANCHOR.sub("", heading.lower()).strip().replace(" ", "-") for heading in headings)


def test_the_page_is_up_to_date() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    assert page == markdown(), "write it anew: xl-tools rules --markdown > docs/rules.md"


def test_codes_are_in_order() -> None:
    codes = [info.code for info in catalogue()]
    assert codes == sorted(codes)
    assert all(info.when and info.advice for info in catalogue())


@pytest.mark.parametrize("info", catalogue(), ids=lambda info: info.code)
def test_the_source_of_a_rule_can_be_followed(info: RuleInfo) -> None:
    page, _, anchor = info.source.partition("#")
    assert anchor in anchors(page)


def test_every_section_that_is_named_is_there() -> None:
    """In docstrings, comments and the pages themselves."""
    named = re.compile(r"\b([a-z-]+\.md)#([\w-]+)")
    files = [*sorted((ROOT / "xl_tools").rglob("*.py")), *sorted(DOCS.glob("*.md"))]
    lost = [
        f"{path.relative_to(ROOT)}: {page}#{anchor}"
        for path in files
        for page, anchor in named.findall(path.read_text("utf-8"))
        if anchor not in anchors(page)
    ]
    assert not lost


def test_links_between_pages_lead_somewhere() -> None:
    assert len(PAGES) > 20
    link = re.compile(r"\]\((?!https?:)([^)#\s]+)")
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in link.findall(page.read_text("utf-8"))
        if not Path(page.parent, target).exists()
    ]
    assert not lost
