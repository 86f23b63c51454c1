"""What the standard form has no column for goes along in the merge: nothing that a unit wrote is left behind."""

from __future__ import annotations

from datetime import date

from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Level, ProgressSheet
from xl_tools.core.regions import find
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rollup.merge import merge

AS_OF = date(2022, 12, 20)
HEADINGS = ("县（市、区）", "序号", "整改任务", "整改目标和措施", "完成时限", "目前进展情况", "整改状态")
TASK = ("1", "第一项：河道采砂", "禁采。", "2023年12月底前")


def sheet(unit: str, more: dict[str, str], *again: dict[str, str], progress: str = "1.已巡查12次。") -> ProgressSheet:
    """A unit's table with columns of its own; a further row for the same task for each of ``again``."""
    lines = [(unit, *TASK, progress, "达到序时进度", *one.values()) for one in (more, *again)]
    rows = ((*HEADINGS, *more), *lines)
    (found,) = read_sheets(Book(f"{unit}.xlsx", (Grid("进展", rows),)), as_of=AS_OF)
    return found


def carried(*sheets: ProgressSheet) -> dict[str, str]:
    city = find("丽水市")
    assert city
    expected = [found for one in sheets if (found := one.region)]
    (task,) = merge(sheets, level=Level.CITY, region=city, expected=expected, as_of=AS_OF).tasks
    return dict(task.carried)


def test_known_columns_that_the_standard_form_has_not_are_carried_by_unit() -> None:
    own = {"责任单位": "水利局", "责任人": "张某", "备注": "资金缺口200万", "联系电话": "5781111"}
    other = {"责任单位": "建设局"}
    assert carried(sheet("莲都区", own), sheet("青田县", other)) == {
        "各单位所填：责任单位": "莲都区：\n水利局\n青田县：\n建设局",
        "各单位所填：责任人": "莲都区：\n张某",
        "各单位所填：说明": "莲都区：\n资金缺口200万",
        "联系电话": "莲都区：\n5781111",
    }


def test_what_the_merged_table_has_is_not_carried_once_more() -> None:
    own = {"存在问题": "资金不足", "问题类型": "个性"}
    assert carried(sheet("莲都区", own)) == {}


def test_last_period_s_words_are_not_carried() -> None:
    assert carried(sheet("莲都区", {"上月进展": "1.已巡查3次。"})) == {}


def test_a_text_too_long_for_a_cell_keeps_half_a_cell_and_says_that_it_goes_on() -> None:
    long = "清运" * 20_000
    text = carried(sheet("莲都区", {"联系电话": long}))["联系电话"]
    assert text.endswith("……（太长，其余见各单位的表）")
    assert len(text) == 32_767 // 2
    assert f"莲都区：\n{long}".startswith(text[:16_000])


def test_a_task_that_stands_twice_loses_neither_text() -> None:
    assert carried(sheet("莲都区", {"责任单位": "水利局"}, {"责任单位": "建设局"}, {"责任单位": "水利局"})) == {
        "各单位所填：责任单位": "莲都区：\n水利局\n建设局"
    }
