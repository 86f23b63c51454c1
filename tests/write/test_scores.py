"""单位得分 and 任务得分 of a roll-up: formulas and Python say the same; what a bureau sets goes on to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.rollup.counties import COUNTIES
from tests.scoring.recalculated import differences, formula_cells, recalculate, values
from tests.write.cities import tracked
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.reports.league import ScoreEvent, UnitMonth
from xl_tools.rollup.layout import (
    EVENT,
    EVENT_SOURCE,
    GROUP,
    MONTH,
    RANK,
    SCORE,
    SERIAL,
    TIMES,
    UNIT,
    UNIT_SCORES_SHEET,
)
from xl_tools.rollup.league import CarriedScores, OverdueTask, Reporting, Scored, league
from xl_tools.rollup.records import Merged
from xl_tools.rollup.reread_scores import scores_in
from xl_tools.rollup.task_points import Scheme
from xl_tools.sample.many import generate_units
from xl_tools.write.rollup.rollup_book import rollup_bytes

NAMES = [unit.name for unit in COUNTIES]


def event(unit: str, serial: int, kind: str, times: int, points: int, source: str) -> ScoreEvent:
    number, taken = Decimal(times), Decimal(points)
    return ScoreEvent(unit=unit, serial=serial, kind=kind, month="2022-12", times=number, points=taken, source=source)


SET = {"进度分": Decimal(50), "个性任务权重": Decimal(2), "黄牌": Decimal("1.5"), "连续逾期几期算红牌": Decimal(4)}
CARRIED = CarriedScores(
    scheme=Scheme(SET),
    groups={NAMES[0]: "山区", NAMES[1]: "山区"},
    months=[
        UnitMonth(month="2022-10", unit=NAMES[1], score=Decimal("81.25"), rank=2),
        UnitMonth(month="2022-11", unit=NAMES[1], score=Decimal("60.5"), rank=1),
        UnitMonth(month="2022-11", unit=NAMES[2], score=None, rank=None),
    ],
    entered=[
        event(NAMES[1], 2, "退办", 2, 4, "督办单"),
        event(NAMES[3], 1, "反弹", 1, 0, "信访件"),
    ],
)  # fmt: skip


def with_scores(merged: Merged, carried: CarriedScores) -> Merged:
    """The roll-up as it is when its predecessor handed this on."""
    tasks = [
        Scored(task.serial, part.unit, task.kind, part.standing, part.overdue, part.filling, part.wording)
        for task in merged.tasks
        for part in task.parts
    ]
    units = [
        Reporting(unit.name, unit.reported, merged.received.get(unit.name), unit.sheets[0].path if unit.sheets else "")
        for unit in merged.units
    ]
    warned = [OverdueTask(one.part.unit, one.task.serial, one.periods) for one in merged.warned]
    scores = league(tasks, units, warned, as_of=merged.as_of, report_by=merged.report_by, carried=carried)
    return replace(merged, scores=scores, carried=carried)


def sheets(data: bytes) -> dict[tuple[str, str], str | float]:
    return {key: value for key, value in values(data).items() if key[0] in ("单位得分", "任务得分")}


@pytest.mark.real("soffice")
def test_libreoffice_computes_what_python_computes(tmp_path: Path) -> None:
    books = {"plain": rollup_bytes(tracked()), "carried": rollup_bytes(with_scores(tracked(), CARRIED))}
    changed = openpyxl.load_workbook(BytesIO(books["plain"]))
    page = changed["单位得分"]
    cells = {str(row[0].value): row[1] for row in page.iter_rows(max_col=2) if row[0].value}
    cells["进度分"].value, cells["未报"].value, cells["全年得分"].value = 40, 3, "只看末月"
    buffer = BytesIO()
    changed.save(buffer)
    computed = recalculate(books | {"changed": buffer.getvalue()}, tmp_path)
    for name, data in books.items():
        assert differences(data, computed[name]) == []
        assert len([key for key in formula_cells(data) if key[0] in ("单位得分", "任务得分")]) > 400
    asked = CarriedScores(Scheme({"进度分": Decimal(40), "未报": Decimal(3), "全年得分": "只看末月"}))
    wanted, got = sheets(rollup_bytes(with_scores(tracked(), asked))), sheets(computed["changed"])
    rows = range(5, 5 + len(NAMES))
    score = {got["单位得分", f"A{row}"]: got["单位得分", f"D{row}"] for row in rows}
    assert score == {wanted["单位得分", f"A{row}"]: wanted["单位得分", f"D{row}"] for row in rows}


def test_every_event_names_the_cell_where_it_stands() -> None:
    made = tracked()
    book = openpyxl.load_workbook(BytesIO(rollup_bytes(made)))
    cards = [one for one in made.scores.events if one.kind in ("红牌", "黄牌")]
    missing = [one for one in made.scores.events if one.kind == "未报"]
    assert cards
    assert missing
    for one in cards:
        name, _, cell = one.source.partition("!")
        row = book[name][cell].row
        assert book[name][cell].value >= 2
        assert book[name][f"F{row}"].value == one.unit
    for one in missing:
        name, _, cell = one.source.partition("!")
        assert book[name][cell].value == one.unit


def test_what_a_bureau_set_and_entered_goes_on_to_the_next_roll_up(tmp_path: Path) -> None:
    made = with_scores(tracked(), CARRIED)
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(rollup_bytes(made))
    found = scores_in(read_book(path), date(2022, 12, 20))
    assert found
    assert {label: found.scheme.by_label[label] for label in SET} == SET
    assert found.groups == {one.name: one.group for one in made.scores.units}
    assert [replace(one, points=Decimal(0)) for one in found.entered] == [
        replace(one, points=Decimal(0)) for one in CARRIED.entered
    ]
    months = {(one.month, one.unit): (one.score, one.rank) for one in found.months}
    assert months["2022-10", NAMES[1]] == (Decimal("81.25"), 2)
    assert {name for month, name in months if month == "2022-12"} == set(NAMES)
    for unit in made.scores.units:
        assert months["2022-12", unit.name] == (unit.score, unit.rank)


def test_a_second_roll_up_of_the_same_month_does_not_count_it_twice(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(rollup_bytes(tracked()))
    found = scores_in(read_book(path), date(2022, 12, 20))
    again = with_scores(tracked(), found or CarriedScores())
    assert again.scores.units == tracked().scores.units


def test_what_stands_in_the_roll_up_that_is_made_anew_is_kept(tmp_path: Path) -> None:
    """Entered this month, in the workbook that the same command writes again."""
    folder, out = tmp_path / "县", tmp_path / "汇总.xlsx"
    generate_units(folder, COUNTIES[:3], tasks=3, seed=1, month=11)
    roll_up([folder], level="city", name="丽水市", out=out, as_of=date(2022, 12, 20))
    book = openpyxl.load_workbook(out)
    page = book["单位得分"]
    row = next(row for row in page.iter_rows() if row[1].value == "事项")[0].row
    free = next(at for at in range(row + 1, row + 60) if page.cell(at, 1).value is None)
    for column, value in enumerate((COUNTIES[0].name, "退办", 1, 202212, 2, None, "督办单"), 1):
        if value is not None:
            page.cell(free, column).value = value
    next(row for row in page.iter_rows() if row[0].value == "退办")[1].value = 3
    page.cell(free + 1, 1).value, page.cell(free + 1, 2).value = COUNTIES[0].name, "通报批评"
    book.save(out)
    again = roll_up([folder], level="city", name="丽水市", out=out, as_of=date(2022, 12, 20))
    assert again.scores
    (one,) = [one for one in again.scores.events if one.kind == "退办"]
    assert (one.unit, one.serial, one.points, one.source) == (COUNTIES[0].name, 1, 6, "督办单")
    (told,) = (one.message for one in again.findings if one.code == "X717")
    assert told == f"{COUNTIES[0].name} 通报批评：“单位得分”里这一行的事项“通报批评”不认识，没有接过来。"


def test_what_took_points_is_not_printed_over_the_line_below() -> None:
    carried = replace(CARRIED, entered=[event(NAMES[1], 2, "退办", 1, 2, "二〇二二年第四季度督办通报第十七号附件")])
    page = openpyxl.load_workbook(BytesIO(rollup_bytes(with_scores(tracked(), carried))))["单位得分"]
    there = {str(row[6].value): row[6].row for row in page.iter_rows() if row[6].value and row[1].value}
    (line,) = (row for source, row in there.items() if source.startswith("二〇二二年"))
    lines = page.row_dimensions
    assert (lines[line].height or 0) >= 3 * 12  # 19 characters in a column for seven
    bare = max(row for row in there.values()) + 1
    assert lines[bare].height is None  # an empty line keeps the height that every line has


def entered(typed: Mapping[str, CellValue], number: CellValue = 3) -> CarriedScores:
    """What is read of a sheet 单位得分 with one event, some of its cells typed otherwise, and what 退办 takes off."""
    event: dict[str, CellValue] = {
        UNIT: "莲都区",
        EVENT: "退办",
        SERIAL: 1,
        MONTH: 202212,
        TIMES: 2,
        EVENT_SOURCE: "函",
    }
    league = [[UNIT, GROUP, RANK, SCORE], ["莲都区", "山区", 1, 90], [None, None, None, 90]]
    rows = [*league, [], ["退办", number], [], [*event], [*(event | typed).values()]]
    found = scores_in(Book("汇总.xlsx", (Grid(UNIT_SCORES_SHEET, rows),)), date(2022, 12, 20))
    assert found
    return found


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({MONTH: 202213}, "月份看不懂"),
        ({MONTH: None}, "月份没有填"),
        ({UNIT: "莲都"}, "单位“莲都”不认识"),
        ({UNIT: None}, "单位没有填"),
        ({EVENT: "通报批评"}, "事项“通报批评”不认识"),
        ({TIMES: "两次"}, "次数看不懂"),
    ],
)
def test_an_event_that_is_not_understood_is_told_and_not_counted(typed: dict[str, CellValue], problem: str) -> None:
    found = entered(typed)
    assert not found.entered
    assert list(found.unread.values()) == [f"“单位得分”里这一行的{problem}，"]


@pytest.mark.parametrize("month", [202212, 202212.0, "202212", "2022-12", "2022年12月", datetime(2022, 12, 5)])
def test_the_month_of_an_event_is_read_as_people_write_it(month: CellValue) -> None:
    found = entered({MONTH: month})
    assert not found.unread
    assert [one.month for one in found.entered] == ["2022-12"]


def test_a_number_below_the_units_is_no_units_score() -> None:
    found = entered({})
    assert (found.groups, [one.unit for one in found.months]) == ({"莲都区": "山区"}, ["莲都区"])


def test_a_number_of_the_scheme_that_is_none_is_told() -> None:
    found = entered({}, "三分")
    assert found.unread == {"退办 三分": "“单位得分”里的这个数看不懂，"}
    assert entered({}).scheme.by_label["退办"] == 3
