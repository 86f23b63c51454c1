"""Which of several copies of a unit counts: times of saving are compared with times of saving, or none are."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from xl_tools.round.collecting.choose import Copy, choose, saved_at


def at(hour: int) -> datetime:
    return datetime(2022, 12, 5, hour)


def copy(place: int, content: str, received: int, saved: int | None) -> Copy:
    return Copy(place, f"{place}.xlsx", f"{place}", content, at(received), None if saved is None else at(saved))


def outcomes(*copies: Copy) -> list[str]:
    chosen = choose(copies)
    return [chosen[one.place].outcome for one in copies]


def test_the_last_saved_counts_though_it_came_first() -> None:
    assert outcomes(copy(0, "新", 9, 8), copy(1, "旧", 10, 7)) == ["accepted", "older"]


def test_where_one_does_not_say_when_it_was_saved_the_last_that_came_counts() -> None:
    """The first was saved (11) after the other came (10): that says nothing about which of the two is newer."""
    assert outcomes(copy(0, "甲", 9, 11), copy(1, "乙", 10, None)) == ["older", "accepted"]
    assert outcomes(copy(0, "甲", 10, 8), copy(1, "乙", 9, None)) == ["accepted", "older"]


def test_saved_at_the_same_moment_the_later_that_came_counts() -> None:
    assert outcomes(copy(0, "甲", 9, 8), copy(1, "乙", 10, 8)) == ["older", "accepted"]


def test_the_same_moments_cannot_be_told_apart() -> None:
    assert outcomes(copy(0, "甲", 9, 8), copy(1, "乙", 9, 8)) == ["doubtful", "doubtful"]


def test_the_same_again_is_no_second_report() -> None:
    assert outcomes(copy(0, "甲", 9, None), copy(1, "甲", 10, 8), copy(2, "乙", 8, 7)) == [
        "accepted",
        "duplicate",
        "older",
    ]


@pytest.fixture
def _in_china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as there:
        there.setenv("TZ", "CST-8")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_in_china")
@pytest.mark.parametrize(
    ("moment", "more", "wanted"),
    [
        ("2022-12-05T02:30:00Z", 0, datetime(2022, 12, 5, 10, 30)),
        ("9999-12-31T23:59:59Z", 0, None),  # beyond the last day there is, in China
        ("2022-02-30T02:30:00Z", 0, None),
        ("2022-12-05T02:30:00Z", 200_000, None),  # no properties are as long as that
    ],
)
def test_when_a_workbook_was_saved_is_told_in_local_time(
    tmp_path: Path, moment: str, more: int, wanted: datetime | None
) -> None:
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("docProps/core.xml", f"<dcterms:modified>{moment}</dcterms:modified>{' ' * more}")
    assert saved_at(path) == wanted
