"""预警, 与上期对比, 状态矩阵, 历期, 图表, and the figures by kind and of reporting."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import pairwise

import pytest
from openpyxl.workbook import Workbook

from tests.rollup.counties import COUNTIES, merged, row, sheet
from tests.write.cities import all_reported, city, lines, opened, tracked
from xl_tools.write.rollup.charts import periods, spans
from xl_tools.write.rollup.rollup_book import rollup_bytes


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(tracked())


def under(book: Workbook, name: str, heading: str) -> list[list[object]]:
    """The lines of a table, from below the heading that begins so."""
    page = lines(book, name)
    top = next(place for place, line in enumerate(page) if line[0] == heading)
    return page[top + 1 :]


def test_warnings_stand_most_urgent_first_with_their_step(book: Workbook) -> None:
    found = under(book, "预警", "灯")
    assert len(found) == len(tracked().warned)
    days = [line[1] for line in found]
    assert days == sorted(days)  # type: ignore[type-var]
    assert {line[0] for line in found} == {"红", "橙", "黄"}
    assert {(line[8], line[9]) for line in found if line[0] == "红"} == {(3, "督办"), (1, "预警")}
    assert {(line[8], line[9]) for line in found if line[0] != "红"} == {(0, "预警")}
    assert {line[6] for line in found if line[3] == "第7项"} == {"市水利局"}
    counts = lines(book, "预警")[1]
    assert [counts[1], counts[3], counts[5]] == [sum(line[0] == light for line in found) for light in "红橙黄"]


def test_a_warning_links_to_the_merged_row(book: Workbook) -> None:
    cell = book["预警"]["D5"]
    serial = next(task.serial for task in tracked().tasks if task.label == cell.value)
    assert cell.hyperlink.location == f"'整改进展'!F{3 + serial}"


def test_changes_are_counted_on_top(book: Workbook) -> None:
    head, counts = lines(book, "与上期对比")[1:3]
    found = under(book, "与上期对比", "任务号")
    said = dict(zip(head, counts, strict=True))
    for kind in ("新增", "前进", "退步", "未变", "本期没有", "不可比"):
        assert said[kind] == sum(line[5] == kind for line in found)
    assert said["时限变动"] == sum(line[9] == "是" for line in found) > 0


def test_the_matrix_shows_each_unit_s_status(book: Workbook) -> None:
    signs = dict(
        zip(("已完成", "达到序时进度", "未达序时进度", "尚未启动", "未定", "不涉及"), "完序滞未？—", strict=True)
    )
    page = lines(book, "状态矩阵")
    result = tracked()
    for unit, line in zip(result.units, page[4:], strict=True):
        assert line[0] == unit.name
        for task in result.tasks:
            said = {part.unit: signs[part.standing.label] for part in task.parts}
            assert line[task.serial] == said.get(unit.name, "·")


def test_history_ends_with_this_period(book: Workbook) -> None:
    found = under(book, "历期", "统计截至")
    assert [str(line[0])[:10] for line in found] == ["2022-10-20", "2022-11-20", "2022-12-20"]
    totals = tracked().totals
    assert found[-1][1:9] == [
        totals.tasks, totals.completed, totals.on_schedule, totals.behind, totals.not_started, totals.undecided,
        totals.ongoing, totals.overdue,
    ]  # fmt: skip
    assert len(periods(tracked())) == 3


def test_kinds_add_up_to_all_tasks(book: Workbook) -> None:
    page = under(book, "汇总统计", "类别")[:4]
    assert [line[0] for line in page] == ["个性", "共性", "未分类", "合计"]
    assert sum(int(str(line[1])) for line in page[:3]) == page[3][1] == len(tracked().tasks)


def test_reporting_is_counted_by_units_and_by_entries(book: Workbook) -> None:
    said = {line[0]: line[1] for line in lines(book, "汇总统计")}
    result = tracked()
    parts = [part for task in result.tasks for part in task.counted()]
    lacking = [part for part in parts if part.row is None]
    assert (said["应报条目"], said["已报条目"]) == (len(parts), len(parts) - len(lacking))
    assert (said["应报单位"], said["已报单位"], said["按时单位"]) == (9, 7, 5)


def test_charts_draw_from_the_workbook_s_tables() -> None:
    with zipfile.ZipFile(BytesIO(rollup_bytes(tracked()))) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    assert len(charts) == 4
    assert all(any(f"'{name}'!" in chart for name in ("汇总统计", "历期", "图表", "单位得分")) for chart in charts)
    assert any(unit.name in charts[0] for unit in COUNTIES)  # values are stored for programs that do not calculate


def test_deadlines_are_counted_in_spans_that_cover_them_all() -> None:
    for result in (city(), tracked(), all_reported()):
        dues = [task.due for task in result.tasks if task.due]
        known = spans(result)
        assert sum(span.done + span.open for span in known) == len(dues)
        assert 1 <= len(known) <= 24
        assert all(before.last < after.first for before, after in pairwise(known))


def test_without_a_previous_period_nothing_is_compared() -> None:
    assert "与上期对比" not in opened(city()).sheetnames


def test_a_task_of_named_kind_is_counted_there() -> None:
    result = merged(*(sheet(unit.name, row(1, kind="面上问题"), row(2, kind="二、个性问题")) for unit in COUNTIES[:2]))
    assert [task.kind for task in result.tasks] == ["共性", "个性"]
