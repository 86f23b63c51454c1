"""Reading a ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.closing.made import PROCEDURE, book, event, ledger
from xl_tools.core.grid import Book, Grid
from xl_tools.core.working_days import DayUnit
from xl_tools.parse.closing.entries import Key, LongTerm
from xl_tools.parse.closing.headings import is_ledger
from xl_tools.parse.closing.ledger import read_ledger

CASE = Key("央督二轮", "7", "莲都区")


def test_records_of_every_sheet() -> None:
    found = ledger(
        {
            "cases": [{"serial": "第七项", "title": "河道采砂", "ongoing": "是"}],
            "measures": [{"number": 1, "text": "拆除", "due": "2024年6月30日", "answer": "已拆除"}],
            "events": [event("申请", "2024-09-01", signed="是")],
            "evidence": [{"measure": 1, "file": "监测.pdf", "value": 0.8, "limit": "1.0"}],
            "notices": [{"number": "G1", "start": date(2024, 9, 29), "end": date(2024, 10, 16), "says": 10}],
            "matters": [{"sort": "异议", "day": date(2024, 10, 8), "conclusion": "不成立"}],
            "reviews": [{"planned": date(2025, 9, 1), "result": "巩固"}],
        }
    )
    assert (found.cases[0].key, found.cases[0].row, found.cases[0].ongoing) == (CASE, 3, True)
    assert (found.measures[0].number, found.measures[0].due) == ("1", date(2024, 6, 30))
    assert (found.events[0].step, found.events[0].signed) == ("申请", "是")
    assert (found.evidence[0].value, found.evidence[0].limit) == (Decimal("0.8"), Decimal("1.0"))
    assert found.notices[0].says == 10
    assert (found.matters[0].conclusion, found.reviews[0].result) == ("不成立", "巩固")
    assert {one.key for one in (*found.events, *found.evidence, *found.notices)} == {CASE}
    assert found.unusable == ()
    (procedure,) = found.procedures
    assert procedure.steps == ("整改完成", "申请", "县级验收", "公示", "销号", "报备")
    assert (procedure.days, procedure.unit, procedure.long_term) == (10, DayUnit.WORKING, LongTerm.STAGE)


def test_cells_that_cannot_be_used_are_told_with_their_place() -> None:
    found = ledger(
        {
            "events": [event("申请", "2024-09-01") | {"day": "9月1日"}],
            "notices": [{"start": "20257928", "end": date(2024, 1, 1), "says": "十天"}],
            "evidence": [{"unit": "", "file": "a.pdf"}],
        }
    )
    assert [(one.sheet, one.cell, one.text) for one in found.unusable] == [
        ("环节记录", "A3", "9月1日"),
        ("佐证材料", "B3", ""),
        ("公示", "J3", "20257928"),
        ("公示", "L3", "十天"),
    ]


def test_settings_that_cannot_be_used_are_told_and_the_usual_holds() -> None:
    found = ledger({"settings": [{"inspection": "央督二轮", "step1": "整改完成", "days": "十", "long_term": "随便"}]})
    assert [(one.heading, one.text) for one in found.unusable] == [("公示天数", "十"), ("长期坚持任务", "随便")]
    assert (found.procedures[0].days, found.procedures[0].long_term) == (10, LongTerm.STAGE)


def test_a_note_on_the_settings_and_a_second_row_of_an_inspection_are_no_procedures() -> None:
    """说明 | 改为5天: 统计 counted an inspection 说明 with a step 改为5天."""
    found = ledger({"settings": [PROCEDURE, {"inspection": "说明", "step1": "改为5天"}, PROCEDURE | {"days": 5}]})
    assert [(one.inspection, one.days) for one in found.procedures] == [("央督二轮", PROCEDURE["days"])]
    assert [why for why in (one.why for one in found.unusable) if "没有采用" in why] == [
        "只有两格，不是一批督察的设置，没有采用",
        "这一批上面已经写了，这一行没有采用",
    ]


def test_other_headings_and_another_order_of_columns() -> None:
    grid = Grid("台账", [["县（市、区）", "省里编号", "当前环节", "轮次"], ["青田县", 3.0, "", "央督二轮"]])
    found = read_ledger(Book("县.xlsx", (grid,)))
    assert found is not None
    assert found.cases[0].key == Key("央督二轮", "3", "青田县")


def test_a_progress_table_is_no_ledger() -> None:
    assert is_ledger(book({}))
    assert not is_ledger(Book("表.xlsx", (Grid("整改进展", [["县（市、区）名称", "序号", "整改任务名称", "备注"]]),)))


def test_the_day_of_the_statistics_is_read() -> None:
    assert ledger({}, Grid("统计", [["统计"], ["统计日期", date(2024, 11, 5)]])).as_of == date(2024, 11, 5)
    assert ledger({}).as_of is None
