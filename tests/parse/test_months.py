"""Columns headed with months alone: 9月, 10月, 11月."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from tests.parse.small_tables import AS_OF, codes, entry, read
from xl_tools.core.grid import CellValue, Range
from xl_tools.core.records import Field, Status
from xl_tools.core.text import squeeze
from xl_tools.parse.table.months import in_time
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

BASE = ("县区", "序号", "整改任务", "整改目标和措施", "整改时限")
Rows = list[list[CellValue]]


def said(place: int, number: int) -> str:
    return f"1.第{place}列：已摸排{number + place}处，正在逐处整改。"


def table(
    months: Sequence[CellValue], *, above: Sequence[Sequence[CellValue]] = (), more: Sequence[CellValue] = ()
) -> Rows:
    """A table with a column for each month, and ``more`` headings before them that hold 备查."""
    rows = [
        [
            *entry(n)[: len(BASE)],
            *("备查" for _ in more),
            *(said(place, n) for place in range(len(months))),
            "达到序时进度",
        ]
        for n in range(1, 4)
    ]
    return [*map(list, above), [*BASE, *more, *months, "备注"], *rows]


def day(month: int, last: int = 1) -> datetime:
    return datetime(2022, month, last)


@pytest.mark.parametrize(
    ("months", "newest", "before"),
    [
        (("9月", "10月", "11月"), 2, 1),
        (("11月份", "10月份", "9月份"), 0, 1),
        (("2022年9月", "2022年11月", "2022年10月"), 1, 2),
        (("2022.8", "2022.9"), 1, 0),
        (("2022-10", "2022-11"), 1, 0),
        ((202210, 202211), 1, 0),
        ((day(9), day(10), day(11)), 2, 1),
        ((date(2022, 9, 30), date(2022, 10, 31)), 1, 0),
        (("11月10日", "11月20日", "11月30日"), 2, 1),
        (("截至10月底", "截至11月底"), 1, 0),
        (("11月", "12月", "1月", "2月"), 3, 2),
        (("2022年11月", "12月", "2023年1月", "2月"), 3, 2),
        (("11月", "12月", "2023年1月"), 2, 1),
        (("一季度", "二季度", "三季度"), 2, 1),
        (("上月", "本月"), 1, 0),
        (tuple(f"{month}月" for month in range(1, 13)), 11, 10),
        (tuple(f"{month}月" for month in range(12, 0, -1)), 0, 1),
    ],
)
def test_the_newest_of_months_in_a_row_is_the_progress(months: Sequence[CellValue], newest: int, before: int) -> None:
    sheet = read(table(months))
    columns = "FGHIJKLMNOPQ"
    assert sheet.columns[Field.PROGRESS] == columns[newest]
    assert sheet.columns[Field.PREVIOUS] == columns[before]
    assert [row.text(Field.PROGRESS) for row in sheet.rows] == [said(newest, n) for n in range(1, 4)]
    assert {one.cell for one in found(sheet, "S121")} == {f"{columns[newest]}1"}
    assert len(found(sheet, "S138")) == len(months) - 1
    assert not codes(sheet) & {"S102", "S103", "M204"}


def found(sheet: object, code: str) -> list[object]:
    result = run([sheet], Context(as_of=AS_OF))  # type: ignore[list-item]
    return [one for one in result.findings if one.code == code]


@pytest.mark.parametrize(
    "headings",
    [
        ("第三季度进展情况", "第四季度进展情况"),
        ("3季度整改进展", "4季度整改进展"),
        ("2022年上半年进展", "2022年下半年进展"),
        ("上半年进展情况", "下半年进展情况"),
    ],
)
def test_quarters_and_half_years_are_times_too(headings: Sequence[CellValue]) -> None:
    sheet = read(table(headings))
    assert (sheet.columns[Field.PREVIOUS], sheet.columns[Field.PROGRESS]) == ("F", "G")
    assert not codes(sheet) & {"S102", "S103"}


def test_a_month_without_any_text_yet_is_not_the_newest() -> None:
    rows = table(("10月", "11月", "12月"))
    for row in rows[1:]:
        row[7] = None
    sheet = read(rows)
    assert sheet.columns[Field.PROGRESS] == "G"


def test_a_month_left_empty_in_one_row_is_not_filled_with_an_older_one() -> None:
    rows = table(("10月", "11月"))
    rows[2][6] = None
    sheet = read(rows)
    assert [bool(row.text(Field.PROGRESS)) for row in sheet.rows] == [True, False, True]
    assert "M204" in codes(sheet)


def test_a_date_that_shows_its_month_alone_is_a_month() -> None:
    sheet = read(table((day(9), day(10))), formats={(1, 6): 'm"月"', (1, 7): 'm"月"'})
    assert sheet.columns[Field.PROGRESS] == "G"


@pytest.mark.parametrize(
    "above",
    [
        [["莲都区整改进展情况表"]],
        [["莲都区整改进展情况表"], [None] * 6 + ["填报日期：2022年12月"]],
    ],
)
def test_titles_and_notes_above_say_nothing_of_the_months(above: Sequence[Sequence[CellValue]]) -> None:
    assert read(table(("10月", "11月"), above=above)).columns[Field.PROGRESS] == "G"


# --- where it is not sure, the columns are carried and told -------------------------------------------


def carried(rows: Rows, **facts: object) -> set[str]:
    sheet = read(rows, **facts)  # type: ignore[arg-type]
    assert Field.PREVIOUS not in sheet.columns
    return {one.column for one in sheet.unknown_columns}


def test_what_stands_over_months_says_what_they_are() -> None:
    group: Rows = [["标题"], [*[None] * 5, "工作计划", None]]
    assert carried(table(("10月", "11月"), above=group)) == {"F", "G"}
    assert carried(table(("10月", "11月"), above=group), merged=[Range(2, 6, 2, 7)]) == {"F", "G"}


def test_numbers_are_no_progress() -> None:
    rows = table(("10月", "11月"))
    for row in rows[1:]:
        row[5:7] = [3, 4]
    assert carried(rows) == {"F", "G"}


def test_a_number_that_may_be_two_months_is_none() -> None:
    assert carried(table((2022.9, 2022.1, 2022.11))) == {"F", "G", "H"}


def test_beside_a_column_of_progress_they_are_something_else() -> None:
    assert carried(table(("10月", "11月"), more=("目前进展情况及存在问题",))) == {"G", "H"}


def test_months_of_statuses_are_the_status_where_no_other_column_is() -> None:
    rows = [[*BASE, "进展情况", "9月", "10月"]]
    words = ("未达序时进度", "达到序时进度", "已完成")
    rows += [[*entry(n)[:6], words[n - 2], words[n - 1]] for n in range(2, 4)]
    sheet = read(rows)
    assert sheet.columns[Field.STATUS] == "H"
    assert [row.status.status for row in sheet.rows] == [Status.ON_SCHEDULE, Status.COMPLETED]
    assert "F" not in {one.column for one in sheet.unknown_columns}


@pytest.mark.parametrize(
    ("months", "order"),
    [
        ({1: 11, 2: 12, 3: 1}, [1, 2, 3]),
        ({1: 1, 2: 2, 3: 10}, [1, 2, 3]),
        ({1: 2, 2: 1, 3: 12}, [3, 2, 1]),
        ({1: 12, 2: 10, 3: 1, 4: 11}, [2, 4, 1, 3]),
        ({1: 2022 * 12 + 12, 2: 1, 3: 2}, [1, 2, 3]),
        ({1: 11, 2: 12, 3: 2023 * 12 + 1}, [1, 2, 3]),
        ({1: 10, 2: 2022 * 12 + 11}, [1, 2]),
        ({1: -1, 2: 0}, [1, 2]),
    ],
)
def test_months_are_put_on_one_scale(months: dict[int, float], order: list[int]) -> None:
    scaled = in_time(months)
    assert sorted(scaled, key=lambda column: scaled[column]) == order


def test_what_was_read_before_is_still_read() -> None:
    """A heading with words beside the month is no month alone."""
    sheet = read(table(("10月进展情况", "11月进展情况")))
    assert sheet.columns[Field.PROGRESS] == "G"
    assert found(sheet, "S121") == []
    assert squeeze(sheet.rows[0].text(Field.PROGRESS)) == squeeze(said(1, 1))
