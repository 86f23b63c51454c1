"""The real task book of 2024: 26 offices, 164 items, each office's adding up to 80."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.scoring.made import lishui, report
from xl_tools.books.file.reader import read_book
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import HAND_FULL, AssessmentBook, Direction, Target
from xl_tools.scoring.case import build
from xl_tools.scoring.given import Chosen, choose


@pytest.fixture
def book(shared: Path) -> AssessmentBook:
    found = read_assessment(read_book(shared / "cases" / "lishui-assessment-2024.xlsx"))
    assert found is not None
    return found


def met(target: Target) -> Target:
    return replace(target, actual=HAND_FULL if target.direction is Direction.HAND else target.quantity)


def fulfilled(book: AssessmentBook) -> AssessmentBook:
    """Every target met exactly."""
    return replace(book, items=tuple(replace(one, targets=tuple(map(met, one.targets))) for one in book.items))


def test_26_offices_and_26_sums_of_80(book: AssessmentBook) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in book.items:
        assert item.weight is not None
        sums[item.office] += item.weight
    assert len(book.items) == 164
    assert list(sums) == [office.name for office in lishui().roster]
    assert set(sums.values()) == {80}


def test_its_words_say_under_which_rules_it_falls(book: AssessmentBook) -> None:
    assert choose(book) == Chosen(lishui(), assumed=False, refused=())
    assert {item.kind for item in book.items} == set(lishui().kind_words.values())


def test_all_targets_met_gives_80_to_each(book: AssessmentBook) -> None:
    result = report(build(lambda _: fulfilled(book)))
    assert {office.work for office in result.offices} == {80}
    assert not [lost for office in result.offices for lost in office.lost if lost.sheet == book.items_sheet.name]


def test_every_single_target_at_half_costs_exactly_half_its_share(book: AssessmentBook) -> None:
    done = fulfilled(book)
    for place, item in enumerate(done.items):
        for number, target in enumerate(item.targets):
            if target.direction is Direction.AT_MOST or target.actual is None or item.weight is None:
                continue
            halved = replace(target, actual=target.actual / 2)
            targets = (*item.targets[:number], halved, *item.targets[number + 1 :])
            items = (*done.items[:place], replace(item, targets=targets), *done.items[place + 1 :])
            scored = build(lambda _, items=items: replace(done, items=items)).scored  # type: ignore[misc]
            (office,) = [one for one in scored.standings if one.office.name == item.office]
            assert office.work is not None
            lost = item.weight / 2 / len(item.targets)
            assert abs(80 - office.work - lost) <= Decimal("0.00005")


def test_the_boilers_of_two_offices_agree_and_a_change_is_found(book: AssessmentBook) -> None:
    result = report(build(lambda _: book))
    assert not [one for one in result.findings if one.code == "A809"]
    (place,) = [at for at, one in enumerate(book.items) if one.office == "市发改委" and one.targets[0].quantity == 47]
    item = book.items[place]
    changed = replace(item, targets=(replace(item.targets[0], quantity=Decimal(45)),))
    items = (*book.items[:place], changed, *book.items[place + 1 :])
    (found,) = [one for one in report(build(lambda _: replace(book, items=items))).findings if one.code == "A809"]
    assert found.severity == "warning"
    assert ("47台" in found.message, "45台" in found.message) == (True, True)
