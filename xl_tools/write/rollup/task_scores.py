"""任务得分: the score of each unit's task, all native formulas over 明细 with the numbers of 单位得分."""

from __future__ import annotations

from xl_tools.core.records import Status
from xl_tools.reports.league import TaskScore
from xl_tools.rollup.layout import (
    EVENT,
    FILLING,
    MONTH,
    SCORE,
    SERIAL,
    STATE,
    TASK_SCORES_SHEET,
    UNIT,
    UNIT_SCORES_SHEET,
    WORDING,
)
from xl_tools.rollup.policy import LACKING, Standing, kind_names
from xl_tools.rollup.records import Merged
from xl_tools.rollup.task_points import event_kinds, parameters, words
from xl_tools.write.formats import NONE, YES, Kit, set_up, write_title
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.formulas import BY_TASK, DETAIL, KIND, quoted, this_row
from xl_tools.write.rollup.own_columns import own_columns

EVENTS = "扣分事项"
"""Name of the Excel table of what takes points; it stands in 单位得分."""
ROW, CASE, WEIGHT, WEIGHTED = "行", "情况", "权重", "加权分"
PART_HEADINGS = {"progress": "进度分", "timeliness": "时限分", "completeness": "完整分", "quality": "质量分"}
"""Not 进度 and the like: those are headings of a progress table."""
NOW, FULL = "计分_本月", "计分_满分"
"""Names of the cells with the month (202212) and with the sum of the four parts."""
_TOP = 2
_WIDTHS = (7, 9, 20, 15, 12, 9, 9, 9, 9, 10, 8, 9)
_NOTE = (
    f"都是公式，数来自“{DETAIL}”；各项分值、各状态给几成在“{UNIT_SCORES_SHEET}”的黄色格里改。"
    "不涉及的不计入平均；未报、缺报计 0 分。"
)


def cell_name_of(label: str) -> str:
    """The name of the cell that holds a parameter, or the points of an event."""
    return f"计分_{label}"


def parameter(key: str) -> str:
    """The name of a parameter's cell."""
    return cell_name_of(next(entry.label for entry in parameters() if entry.key == key))


def write_task_scores(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 任务得分, a row for each of 明细, in its order: who sorts 明细 sorts this one."""
    set_up(sheet, _WIDTHS, _TOP)
    write_title(sheet, f"{merged.region.name}任务得分（每个单位的每项任务，满分 100）", kit)
    sheet.write_string(1, 0, _NOTE, kit.note)
    write_table(sheet, _TOP, TASK_SCORES_SHEET, _columns(merged, kit), kit)


def _columns(merged: Merged, kit: Kit) -> list[Column]:
    scored = merged.scores.tasks
    standings = [part.standing.label for task in merged.tasks for part in task.parts]
    columns = [
        Column(ROW, kit.number, list(range(1, len(scored) + 1))),
        Column(SERIAL, kit.number, [one.serial for one in scored], f"={_detail(SERIAL)}"),
        Column(UNIT, kit.text, [one.unit for one in scored], f"={_detail(UNIT)}"),
        Column(STATE, kit.centre, standings, f"={_detail(STATE)}", rules=kit.status_rules),
        Column(CASE, kit.centre, [_case(one) for one in scored], _case_formula(), rules=_case_rules(kit)),
    ]
    shares = {"progress": _progress(), "timeliness": _timeliness(), "completeness": _filling(), "quality": _wording()}
    for key, share in shares.items():
        values = [None if one.score is None else float(getattr(one, key)) for one in scored]
        columns.append(Column(PART_HEADINGS[key], kit.points, values, _part(f"{parameter(key)}*{share}")))
    parts = "+".join(_own(heading) for heading in PART_HEADINGS.values())
    score = f"=IF(ISNUMBER({_own('进度分')}),IF({FULL}>0,ROUND(100*({parts})/{FULL},2),0),{quoted(NONE)})"
    scores = [None if one.score is None else float(one.score) for one in scored]
    weights = [float(one.weight) for one in scored]
    weighted = f"=IF(ISNUMBER({_own(SCORE)}),{_own(SCORE)}*{_own(WEIGHT)},0)"
    return [
        *columns,
        Column(SCORE, kit.strong_points, scores, score),
        Column(WEIGHT, kit.points, weights, f"=IF(ISNUMBER({_own(SCORE)}),{_weight()},0)"),
        Column(WEIGHTED, kit.points, [weight * (score or 0) for weight, score in zip(weights, scores, strict=True)],
               weighted),
        *own_columns(merged, TASK_SCORES_SHEET, [(task.label, part.unit) for task in merged.tasks
                                                 for part in task.parts], kit),
    ]  # fmt: skip


def _case(score: TaskScore) -> str:
    return score.reason or words()["counted"]


def _own(heading: str) -> str:
    return this_row(TASK_SCORES_SHEET, heading)


def _detail(heading: str) -> str:
    """The cell of 明细 that belongs to this row."""
    return f"INDEX({DETAIL}[{heading}],{_own(ROW)})"


def _case_formula() -> str:
    """Whether the task counts: not its concern, not reported, nothing whatever is reported, or counted."""
    reason, state, none = _detail("未定原因"), _own(STATE), quoted(Standing.NOT_APPLICABLE.label)
    lacking = ",".join(f"{reason}={quoted(standing.reason)}" for standing in LACKING)
    void = "+".join(
        f"COUNTIFS({EVENTS}[{UNIT}],{_own(UNIT)},{EVENTS}[{SERIAL}],{_own(SERIAL)},"
        f"{EVENTS}[{MONTH}],{NOW},{EVENTS}[{EVENT}],{quoted(kind.label)})"
        for kind in event_kinds()
        if kind.void
    )
    return (
        f"=IF({state}={none},{none},IF(OR({lacking}),{reason},"
        f"IF({void}>0,{quoted(words()['void'])},{quoted(words()['counted'])})))"
    )


def _case_rules(kit: Kit) -> list[dict[str, object]]:
    red = kit.workbook.add_format({"bg_color": "#FAD4D4"})
    said = [*(standing.reason for standing in LACKING), words()["void"]]
    return [{"type": "cell", "criteria": "==", "value": quoted(word), "format": red} for word in said]


def _part(points: str) -> str:
    counted, none = quoted(words()["counted"]), quoted(Standing.NOT_APPLICABLE.label)
    return f"=IF({_own(CASE)}={counted},{points},IF({_own(CASE)}={none},{quoted(NONE)},0))"


def _progress() -> str:
    formula = parameter("undecided")
    for status in reversed(Status):
        formula = f"IF({_own(STATE)}={quoted(status.label)},{parameter(status.value)},{formula})"
    return formula


def _timeliness() -> str:
    return f"IF({_detail('逾期')}={quoted(YES)},0,1)"


def _filling() -> str:
    cells = parameter("cells")
    return f"IF({cells}>0,MAX(0,1-{_detail(FILLING)}/{cells}),1)"


def _wording() -> str:
    return f"IF({_detail(WORDING)}>0,0,1)"


def _weight() -> str:
    kind = f"INDEX({BY_TASK}[{KIND}],MATCH({_own(SERIAL)},{BY_TASK}[{SERIAL}],0))"
    formula = "1"
    for place, name in reversed(list(enumerate(kind_names()))):
        formula = f"IF({kind}={quoted(name)},{parameter(f'weight_{place}')},{formula})"
    return formula
