"""Where things stand in the roll-up's workbook: known before it is written, so that findings can name cells."""

from __future__ import annotations

from xl_tools.core.addresses import cell_name
from xl_tools.core.carried_rows import CODE, REMARK
from xl_tools.core.records import Field, Level
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import title

FORM_SHEET = "整改进展"
TOTALS_SHEET = "汇总统计"
TASKS_SHEET = "任务统计"
DETAIL_SHEET = "明细"
MISSING_SHEET = "未报单位"
WARNED_SHEET = "预警"
CHANGES_SHEET = "与上期对比"
MATRIX_SHEET = "状态矩阵"
CHARTS_SHEET = "图表"
HISTORY_SHEET = "历期"
FINDINGS_SHEET = "校验结果"
SOURCES_SHEET = "来源"
OVERFLOW_SHEET = "超长续文"
UNITS_SHEET = "各单位进展"
WRITTEN = {"as_of": "xlt.as_of", "title": "xlt.title", "lights": "xlt.lights", "rows": "xlt.rows"}
"""The document properties that tell what the program wrote where people write, too: the day, a digest of the title, the
days of the lights, how many tasks, entries and units."""
ORANGE_LIGHT, YELLOW_LIGHT = "橙灯", "黄灯"
WITH_OWN_WORDS = "xlt.own_words"
"""The document property of a roll-up that was written with 各单位进展: without that sheet it was taken out since."""

FORM_COLUMNS = (
    Field.REGION,
    Field.SERIAL,
    Field.TASK,
    Field.PLAN,
    Field.DEADLINE,
    Field.PROGRESS,
    Field.STATUS,
)
"""The columns of the standard form, A to G (domain.md#standard-form)."""

FORM_WIDTHS = (11, 6, 32, 46, 15, 80, 18)
"""Widths of these columns: wider than the hand-out form, since the units' texts stand together; A3 landscape
without shrinking."""
FORM_SIZE = 10
"""Points of its font."""

SERIAL, NUMBER, UNIT, STATE, DUE = "汇总序号", "省里编号", "单位", "状态", "截止日期"
"""Headings of 明细 and of the tables made from it. They are not those of a progress table: none must be taken for one
when the workbook is read again (for the next level's roll-up)."""
TICKED = "勾选（与状态不同时）"
CLOSING_STEP, CLOSED, CLOSING_RATE = "销号环节", "已销号", "销号率"
"""Headings of what the ledger of closing steps says, where one is given."""
FORM_ROW, LISTED = "汇总行", "按单位并列的列"
"""Headings of 来源."""
TASK_LABEL, OVERDUE_PERIODS, STEP = "任务号", "连续逾期期数", "处置"
"""Headings of 预警."""
UNIT_CODE, PIECE, FILE, SOURCE_SHEET, SOURCE_CELL, DIGEST = "单位代码", "段", "文件", "工作表", "单元格", "校验码"
OWN_TEXTS = {
    Field.TASK: "任务原文",
    Field.PLAN: "目标措施原文",
    Field.DEADLINE: "时限原文",
    Field.PROGRESS: "进展原文",
    Field.STATUS: "勾选原文",
}
"""Headings of 各单位进展, beside those of 明细 and 预警; of its texts, by the column of the form."""
DRAFTS = {Level.CITY: "市级统稿", Level.PROVINCE: "省级统稿", Level.COUNTY: "县级统稿"}
"""Heading in 任务统计 of the text that who merges writes in place of the units' (a city's own table holds one text a
task), by whose roll-up it is."""
DRAFT_CODE = "统稿校验码"
"""Heading in 任务统计 of what tells hand work from what was written (``drafts.py``)."""
TOTALS_BY_UNIT, TOTALS_BY_KIND = "汇总统计（按单位）", "汇总统计（按类别）"
DETAIL_CODE = "明细校验码"
REASON = "未定原因"
LED_SHEET = "牵头"
LED_HEADINGS = ("任务号", "任务简述", "由谁牵头", REMARK, "任务标识", "轮次标识", CODE)
"""Of 下发清单: who leads each task, by its key."""
REPORT_BY = "报送截止"
"""In 汇总统计: the day by which the files were wanted, which the clerk may set."""
DUE_NOW, DUE_DONE, DUE_EARLY = "到期应完成", "到期已完成", "提前完成"
DUE_YEAR, DUE_LATER, DUE_NONE = "年内到期", "以后到期", "没有时限"
"""In 汇总统计: the tasks by their due date."""
OWN_COLUMN = "自加列："
"""How the headings of 各单位进展 begin that hold a unit's texts of columns that no field claims."""
GIVEN_BY_UNITS = "各单位所填："
"""How the headings of 整改进展 begin over the units' texts of columns that a form knows and the standard one has not:
the next level takes none for a column of its own."""
PERIOD_DAY = "统计截至"
PERIOD_COLUMNS = {
    "tasks": "任务数",
    "completed": "已完成",
    "on_schedule": "达到序时进度",
    "behind": "未达序时进度",
    "not_started": "尚未启动",
    "undecided": "未定",
    "ongoing": "长期坚持",
    "overdue": "逾期",
}
"""Headings of 历期, by the figure's name in ``Totals``."""
CONTINUED, CONTINUATION = "接续单元格", "续文"
"""Headings of 超长续文."""

TASK_SCORES_SHEET = "任务得分"
UNIT_SCORES_SHEET = "单位得分"
FILLING, WORDING = "填写问题", "文字问题"
"""Headings of 明细: how many cells of the row are filled or ticked wrongly, and how many faults its text has."""
GROUP, SCORE, RANK = "分组", "得分", "名次"
"""Headings of 单位得分."""
MONTH, EVENT, TIMES, LOST, EVENT_SOURCE, NOTE = "月份", "事项", "次数", "扣分", "出处", "说明"
"""Headings of 扣分事项 and 各月得分, beside those of 明细."""

FORM_HEADER_ROW = 3
MISSING_HEADER_ROW = 3
WARNED_HEADER_ROW = 4
OVERFLOW_HEADER_ROW = 1


def form_row(serial: int) -> int:
    """The row of 整改进展 on which the task with this serial stands; serials count from 1."""
    return FORM_HEADER_ROW + serial


def form_cell(serial: int, field: Field) -> str:
    """The cell of 整改进展 that holds a field of a task."""
    return cell_name(form_row(serial), FORM_COLUMNS.index(field) + 1)


def source_heading(field: Field) -> str:
    """The heading in 来源 of the cells behind a column of 整改进展: "D列 整改目标和措施"."""
    return f"{form_cell(1, field)[0]}列 {title(standard(), field)}"


def own_heading(field: Field) -> str:
    """The heading in 来源 of the units' own wordings of a column: "D列原文"."""
    return f"{form_cell(1, field)[0]}列原文"


def missing_cell(place: int) -> str:
    """Where a unit that has not reported stands; ``place`` counts them from 0."""
    return f"{MISSING_SHEET}!B{MISSING_HEADER_ROW + 1 + place}"


def warned_cell(place: int) -> str:
    """The number of periods in 预警 of its ``place``-th entry (from 0)."""
    return f"{WARNED_SHEET}!I{WARNED_HEADER_ROW + 1 + place}"
