"""The rule page in docs/ is the catalogue, word for word."""

from __future__ import annotations

from tests.conftest import ROOT
from xl_tools.rules.catalogue import catalogue, markdown


def test_the_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert page == markdown(), "write it anew: xl-tools rules --markdown > docs/rules.md"


def test_codes_are_in_order_and_sources_are_named() -> None:
    codes = [info.code for info in catalogue()]
    assert codes == sorted(codes)
    assert all(info.source and info.when and info.advice for info in catalogue())
