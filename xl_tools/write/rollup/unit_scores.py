"""单位得分: the league of the units with its picture; the numbers of the rules, what took points, earlier months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format

from xl_tools.reports.league import UnitScore
from xl_tools.rollup.layout import (
    EVENT,
    EVENT_SOURCE,
    GROUP,
    LOST,
    MONTH,
    NOTE,
    RANK,
    SCORE,
    SERIAL,
    STATE,
    TASK_SCORES_SHEET,
    TIMES,
    UNIT,
    UNIT_SCORES_SHEET,
)
from xl_tools.rollup.policy import LACKING, Standing
from xl_tools.rollup.records import Merged
from xl_tools.rollup.row_heights import MAX_HEIGHT, height_of
from xl_tools.rollup.task_points import Scheme, event_kinds, parameters, words
from xl_tools.write.formats import FONT, NONE, YES, Kit, Value, set_up, write_title, write_value
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.formulas import AS_OF, DETAIL, count_where, quoted, this_row
from xl_tools.write.rollup.own_columns import own_columns
from xl_tools.write.rollup.task_scores import (
    EVENTS,
    FULL,
    NOW,
    PART_HEADINGS,
    WEIGHT,
    WEIGHTED,
    cell_name_of,
    parameter,
)

MONTHS = "各月得分"
MEAN, REPORTED = "任务平均", "报送"
_TOP = 3
_WIDTHS = (24, 20, 14, 11, 11, 10, 16, 14, 9, 9, 9, 9, 9, 10, 11)
_NOTES = (
    "得分＝各项任务得分的平均－扣分，最低 0；各组分别排名，同分同名次。"
    "得分只用来排先后，请和后面的应报、已报、逾期、未达序时一起看。",
    "分组可以改（如重点县、一般县）；分值、扣分都是建议值，在下面黄色的格里改，改了各表跟着算，下次汇总（--previous）沿用。",
)
_EMPTY_EVENTS = 30
_SOURCE_AT, _SIZE = 6, 10
"""Where the source of an event stands, the note behind it; and the size of their letters."""
_HIGHEST = 960
"""Pixels of the picture: what a page shows whole."""
_YES, _NO = "已报", "未报"


def write_unit_scores(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The league first, its picture under it, then what it is made from."""
    set_up(sheet, _WIDTHS, _TOP, freeze=False)  # several tables: no heading stands above all pages
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.set_paper(8)
    write_title(sheet, f"{merged.region.name}单位得分（{merged.scores.month}）", kit)
    for row, note in enumerate(_NOTES, 1):
        sheet.write_string(row, 0, note, kit.note)
    below = write_table(sheet, _TOP, UNIT_SCORES_SHEET, _league(merged, kit), kit) + 1
    below = _write_picture(sheet, below, merged, kit)
    below = _write_numbers(sheet, below, merged, kit)
    below = _write_events(sheet, below, merged, kit)
    sheet.write_string(below, 0, "三、以前各月的得分（接着上期汇总工作簿）", kit.section)
    write_table(sheet, below + 1, MONTHS, _months(merged, kit), kit)


# --- the league ----------------------------------------------------------------------------------


def _own(heading: str) -> str:
    return this_row(UNIT_SCORES_SHEET, heading)


def _all(heading: str) -> str:
    return f"{UNIT_SCORES_SHEET}[{heading}]"


def _league(merged: Merged, kit: Kit) -> list[Column]:
    units = merged.scores.units
    table = TASK_SCORES_SHEET
    sums = [f"SUMIFS({table}[{heading}],{table}[{UNIT}],{_own(UNIT)})" for heading in (WEIGHTED, WEIGHT)]
    mean = f"=IF({sums[1]}=0,{quoted(NONE)},ROUND({sums[0]}/{sums[1]},2))"
    score = f"=IF(ISNUMBER({_own(MEAN)}),MAX(0,ROUND({_own(MEAN)}-{_own(LOST)},2)),{quoted(NONE)})"
    none = quoted(Standing.NOT_APPLICABLE.label)
    own = {UNIT: _own(UNIT)}
    owed = f"={count_where(DETAIL, **own)}-{count_where(DETAIL, **own, **{STATE: none})}"
    lacking = "-".join(count_where(DETAIL, **own, 未定原因=quoted(standing.reason)) for standing in LACKING)
    behind = quoted(Standing.BEHIND.label)
    red = kit.workbook.add_format({"bg_color": "#FAD4D4"})
    missing = [{"type": "cell", "criteria": "==", "value": quoted(_NO), "format": red}]
    return [
        Column(UNIT, kit.text, [one.name for one in units]),
        Column(GROUP, kit.input_text, [one.group for one in units]),
        Column(RANK, kit.bold, [one.rank for one in units], _rank()),
        Column(SCORE, kit.strong_points, [_number(one.score) for one in units], score),
        Column(MEAN, kit.points, [_number(one.mean) for one in units], mean),
        Column(LOST, kit.points, [float(one.deducted) for one in units], _lost()),
        Column("评优", kit.centre, [None if one.eligible else words()["denied"] for one in units], _eligible()),
        Column(REPORTED, kit.centre, [_YES if one.reported else _NO for one in units], rules=missing),
        Column("应报", kit.number, [one.owed for one in units], owed),
        Column("已报", kit.number, [one.given for one in units], f"={_own('应报')}-{lacking}"),
        Column("逾期", kit.number, [one.overdue for one in units], "=" + count_where(DETAIL, **own, 逾期=quoted(YES))),
        Column("未达", kit.number, [one.behind for one in units], "=" + count_where(DETAIL, **own, **{STATE: behind})),
        Column("上期名次", kit.number, [one.previous_rank for one in units]),
        Column("升降", kit.centre, [_moved(one) for one in units], _moved_formula()),
        Column("全年得分", kit.points, [_number(one.year) for one in units], _year()),
        *own_columns(merged, UNIT_SCORES_SHEET, [("", one.name) for one in units], kit),
    ]  # fmt: skip


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _rank() -> str:
    """Places within the group: scores that are no number have none, and are better than nobody."""
    better = f"({_all(GROUP)}={_own(GROUP)})*ISNUMBER({_all(SCORE)})*({_all(SCORE)}>{_own(SCORE)})"
    return f"=IF(ISNUMBER({_own(SCORE)}),SUMPRODUCT({better})+1,{quoted(NONE)})"


def _lost() -> str:
    """What events take, and yellow cards by the full set."""
    yellow = next(kind.label for kind in event_kinds() if kind.key == "yellow")
    cards = (
        f"SUMIFS({EVENTS}[{TIMES}],{EVENTS}[{UNIT}],{_own(UNIT)},"
        f"{EVENTS}[{EVENT}],{quoted(yellow)},{EVENTS}[{MONTH}],{NOW})"
    )
    every = parameter("yellow_every")
    sets = f"IF({every}>0,{cell_name_of(yellow)}*INT({cards}/{every}),0)"
    return f"=SUMIFS({EVENTS}[{LOST}],{EVENTS}[{UNIT}],{_own(UNIT)})+{sets}"


def _eligible() -> str:
    first = f'">="&INT({NOW}/100)*100'
    void = "+".join(
        f"COUNTIFS({EVENTS}[{UNIT}],{_own(UNIT)},{EVENTS}[{EVENT}],{quoted(kind.label)},{EVENTS}[{MONTH}],{first})"
        for kind in event_kinds()
        if kind.void
    )
    return f"=IF({void}>0,{quoted(words()['denied'])},{quoted(NONE)})"


def _moved(unit: UnitScore) -> str | None:
    if unit.rank is None or unit.previous_rank is None:
        return None
    by = unit.previous_rank - unit.rank
    return f"↑{by}" if by > 0 else f"↓{-by}" if by < 0 else "→"


def _moved_formula() -> str:
    then, now = _own("上期名次"), _own(RANK)
    arrows = f'IF({then}>{now},"↑"&({then}-{now}),IF({then}<{now},"↓"&({now}-{then}),"→"))'
    return f"=IF(ISNUMBER({then}),IF(ISNUMBER({now}),{arrows},{quoted(NONE)}),{quoted(NONE)})"


def _year() -> str:
    """The mean of the months of the year so far, or the last alone."""
    where = f'{MONTHS}[{UNIT}],{_own(UNIT)},{MONTHS}[{MONTH}],">="&INT({NOW}/100)*100'
    total, count = f"SUMIFS({MONTHS}[{SCORE}],{where})", f'COUNTIFS({where},{MONTHS}[{SCORE}],">=0")'
    last = f"{parameter('year')}={quoted(words()['last'])}"
    score = _own(SCORE)
    return f"=IF(ISNUMBER({score}),IF({last},{score},ROUND(({total}+{score})/({count}+1),2)),{quoted(NONE)})"


def _write_picture(sheet: QuickSheet, row: int, merged: Merged, kit: Kit) -> int:
    """A bar for each unit, the best on top. Gives the next free row."""
    units = merged.scores.units
    placed = kit.tables[UNIT_SCORES_SHEET]
    chart = kit.workbook.add_chart({"type": "bar"})
    chart.set_title({"name": "单位得分", "name_font": {"name": "黑体", "size": 13, "bold": False}})
    chart.add_series(
        {
            "name": placed.heading(SCORE),
            "categories": placed.range(UNIT),
            "values": placed.range(SCORE),
            "categories_data": [unit.name for unit in units] or [""],
            "values_data": [float(unit.score or 0) for unit in units] or [0],
            "fill": {"color": "#5B9BD5"},
            "gap": 40,
            "data_labels": {"value": True, "font": {"name": FONT, "size": 9}},
        }
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 9}})
    chart.set_x_axis({"min": 0, "max": 100, "num_format": "0", "major_gridlines": {"visible": False}})
    height = min(100 + 18 * max(len(units), 1), _HIGHEST)
    chart.set_size({"width": 900, "height": height})
    sheet.insert_chart(row, 0, chart)
    return row + height // 20 + 2


# --- what it is made from ------------------------------------------------------------------------


def _write_numbers(sheet: QuickSheet, row: int, merged: Merged, kit: Kit) -> int:
    """Every number of the rules in a cell of its own, with a name that the formulas use. Gives the next free row."""
    scheme = merged.carried.scheme
    sheet.write_string(row, 0, "一、分值和扣分（黄色的格可以改）", kit.section)
    row += 1
    row = _named(sheet, row, "本月（由统计日期定）", NOW, f"=YEAR({AS_OF})*100+MONTH({AS_OF})",
                 int(merged.scores.month.replace("-", "")), kit.month, kit)  # fmt: skip
    full = "+".join(parameter(key) for key in PART_HEADINGS)
    total = float(sum((scheme.number(key) for key in PART_HEADINGS), scheme.number("progress") * 0))
    row = _named(sheet, row, "满分（折算成 100）", FULL, f"={full}", total, kit.points, kit)
    for label, value, note, choices in _lines(scheme):
        sheet.write_string(row, 0, label, kit.text)
        write_value(sheet, row, 1, value, kit.input_text if isinstance(value, str) else kit.input_points)
        sheet.write_string(row, 2, note, kit.note)
        kit.workbook.define_name(cell_name_of(label), f"='{UNIT_SCORES_SHEET}'!$B${row + 1}")
        if choices:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(choices)})
        row += 1
    return row + 1


def _lines(scheme: Scheme) -> list[tuple[str, Value, str, tuple[str, ...]]]:
    """Label, value, note and allowed words of every number, as they hold now."""
    lines: list[tuple[str, Value, str, tuple[str, ...]]] = []
    for entry in parameters():
        value: Value = scheme.word(entry.key) if isinstance(entry.value, str) else float(scheme.number(entry.key))
        lines.append((entry.label, value, entry.note, entry.choices))
    lines += [(kind.label, float(scheme.points(kind)), f"每次扣几分。{kind.note}", ()) for kind in event_kinds()]
    return lines


def _named(
    sheet: QuickSheet, row: int, label: str, name: str, formula: str, value: float, look: Format, kit: Kit
) -> int:
    sheet.write_string(row, 0, label, kit.text)
    sheet.write_formula(row, 1, formula, look, value)
    kit.workbook.define_name(name, f"='{UNIT_SCORES_SHEET}'!$B${row + 1}")
    return row + 1


def _write_events(sheet: QuickSheet, row: int, merged: Merged, kit: Kit) -> int:
    """What takes points, with month and source, and room for what is entered by hand. Gives the next free row."""
    by_hand = "、".join(kind.label for kind in event_kinds() if not kind.found)
    note = f"二、扣分事项（{by_hand}在下面的空行里登记，写明单位、汇总序号、月份、次数、出处；只扣本月的）"
    sheet.write_string(row, 0, note, kit.section)
    events = merged.scores.events
    empty: list[Value] = [None] * _EMPTY_EVENTS

    def column(heading: str, look: Format, values: Sequence[Value], formula: str = "") -> Column:
        return Column(heading, look, [*values, *([0] * _EMPTY_EVENTS if formula else empty)], formula)

    columns = [
        column(UNIT, kit.input_text, [one.unit for one in events]),
        column(EVENT, kit.input_text, [one.kind for one in events]),
        column(SERIAL, kit.input_number, [one.serial for one in events]),
        column(MONTH, kit.input_month, [int(one.month.replace("-", "")) for one in events]),
        column(TIMES, kit.input_points, [float(one.times) for one in events]),
        column(LOST, kit.points, [float(one.points) for one in events], _event_points()),
        column(EVENT_SOURCE, kit.input_wrapped, [one.source for one in events]),
        column(NOTE, kit.input_wrapped, [one.note for one in events]),
    ]
    for at, one in enumerate(events, row + 2):
        texts = zip((one.source, one.note), _WIDTHS[_SOURCE_AT:], strict=False)
        sheet.set_row(at, min(height_of(texts, _SIZE), MAX_HEIGHT))
    below = write_table(sheet, row + 1, EVENTS, columns, kit)
    units = kit.tables[UNIT_SCORES_SHEET]
    lists: list[tuple[int, Any]] = [(0, units.range(UNIT)), (1, [kind.label for kind in event_kinds()])]
    for at, source in lists:
        sheet.data_validation(row + 2, at, below - 1, at, {"validate": "list", "source": source})
    return below + 1


def _event_points() -> str:
    """What an event of this month takes by itself; yellow cards count together, in the league."""
    formula = "0"
    for kind in reversed(event_kinds()):
        if kind.key != "yellow":
            named = this_row(EVENTS, EVENT)
            formula = f"IF({named}={quoted(kind.label)},{cell_name_of(kind.label)},{formula})"
    return f"=IF({this_row(EVENTS, MONTH)}={NOW},N({this_row(EVENTS, TIMES)})*{formula},0)"


def _months(merged: Merged, kit: Kit) -> list[Column]:
    months = merged.scores.months
    return [
        Column(UNIT, kit.text, [one.unit for one in months]),
        Column(MONTH, kit.month, [int(one.month.replace("-", "")) for one in months]),
        Column(SCORE, kit.points, [_number(one.score) for one in months]),
        Column(RANK, kit.number, [one.rank for one in months]),
    ]
