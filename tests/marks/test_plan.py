"""The plan of marks: which cells, in which colour and words, what is listed, what is said."""

from __future__ import annotations

from typing import Any

from xl_tools.core.records import Finding, Severity
from xl_tools.marks.areas import Area
from xl_tools.marks.plan import (
    Action,
    ClearOurs,
    Fill,
    KnownBook,
    Link,
    Lock,
    Note,
    Results,
    Unlock,
    clear_all,
    marking,
)
from xl_tools.marks.results import STALE, UNCHECKED

SHEET = "整改进展"
KNOWN = KnownBook([SHEET, "附表"])


def found(cell: str | None, severity: str = "error", **more: Any) -> Finding:
    values = {"code": "T301", "message": "四项都没有勾。", "advice": "勾一项。", "sheet": SHEET} | more
    return Finding(cell=cell, severity=Severity(severity), **values)


def of(kind: type[Action], actions: tuple[Action, ...]) -> list[Any]:
    return [action for action in actions if isinstance(action, kind)]


def test_the_whole_plan_for_one_finding() -> None:
    one = found("G5")
    assert marking([one], KNOWN, title="莲都区") == (
        Unlock((SHEET, "附表")),
        ClearOurs(None),
        Fill(SHEET, Severity.ERROR, ("G5",), ("G5",), '=N("XLT:error")=0', "#FFC7CE"),
        Note(SHEET, "G5", (one,)),
        Results("莲都区", ((one, ""),)),
        Lock((SHEET, "附表")),
    )


def test_a_cell_has_the_colour_of_its_worst_finding_and_neighbours_are_one_range() -> None:
    actions = marking([found("G5", "hint"), found("G5"), found("G6"), found("G8", "warning"), found("E4")], KNOWN)
    assert [(fill.colour, fill.cells, fill.ranges) for fill in of(Fill, actions)] == [
        ("#FFC7CE", ("G5", "G6", "E4"), ("E4", "G5:G6")),
        ("#FFE699", ("G8",), ("G8",)),
    ]


def test_a_note_tells_the_worst_first_and_what_to_do() -> None:
    two = [found("G5", "hint", code="T313", advice=""), found("G5", message="两项矛盾。")]
    (note,) = of(Note, marking(two, KNOWN))
    assert note.append
    assert note.text == (
        "【校验意见】共 2 条\n错误 T301　两项矛盾。\n→ 勾一项。\n提示 T313　四项都没有勾。\n"
        "（校验标记，清除标记时自动删去）"
    )


def test_a_merged_range_is_coloured_whole_and_noted_at_its_first_cell() -> None:
    known = KnownBook([SHEET], {SHEET: [Area((4, 1, 7, 1)), Area((9, 1, 9, 3))]})
    actions = marking([found("A5"), found("A7", code="S105"), found("A8")], known)
    assert [(fill.cells, fill.ranges) for fill in of(Fill, actions)] == [(("A5", "A7", "A8"), ("A4:A8",))]
    assert [(note.cell, [one.code for one in note.findings]) for note in of(Note, actions)] == [
        ("A4", ["T301", "S105"]),
        ("A8", ["T301"]),
    ]


def test_a_merged_range_may_be_wider_than_it_stands_low() -> None:
    known = KnownBook([SHEET], {SHEET: [Area((1, 1, 2, 9))]})
    actions = marking([found("C1")], known)
    assert [fill.ranges for fill in of(Fill, actions)] == [("A1:I2",)]
    assert [note.cell for note in of(Note, actions)] == ["A1"]


def test_what_names_no_cell_is_listed_and_not_marked() -> None:
    whole, nowhere = found(None, sheet=None), found("XFE1")
    actions = marking([whole, nowhere], KNOWN)
    assert of(Fill, actions) == of(Note, actions) == []
    (results,) = of(Results, actions)
    assert [row[3:5] for row in results.rows][-2:] == [("整个文件", ""), (SHEET, "XFE1")]
    assert list(results.links) == []


def test_the_results_sheet_row_by_row() -> None:
    (results,) = of(Results, marking([found("G5", key="a1"), found("E6", "warning")], KNOWN, title="县表"))
    assert [row[:3] for row in results.rows] == [
        ("校验结果　县表",),
        ("错误", 1, "上报前必须改正，写说明不能代替"),
        ("警告", 1, "请改正，或在“说明”一列写明理由"),
        ("提示", 0, "供参考"),
        ("点“单元格”一列的蓝字可跳到该格。“说明”一列由填表人填写，再次校验时保留。清除标记时本表随之删除。",),
        ("序号", "级别", "代码"),
        (1, "错误", "T301"),
        (2, "警告", "T301"),
    ]
    assert list(results.links) == [Link(7, SHEET, "G5"), Link(8, SHEET, "E6")]
    assert results.keys == ("a1", None)


def test_no_finding_is_a_plan_too() -> None:
    (results,) = of(Results, marking([], KNOWN))
    assert list(results.rows)[-1] == ("没有发现问题。",)
    assert results.keys == ()


# --- reasons --------------------------------------------------------------------------------------


def listed(actions: tuple[Action, ...]) -> list[tuple[str | None, str]]:
    (results,) = of(Results, actions)
    return [(finding.cell, said) for finding, said in results.listed]


def test_a_reason_stays_beside_its_finding_and_is_stale_for_another_value() -> None:
    before = [(found("G5", "warning", key="a"), "已请示"), (found("E6", "warning", key="b"), "已核")]
    again = [found("G5", "warning", key="a"), found("E6", "warning", key="changed")]
    assert listed(marking(again, KnownBook([SHEET], listed=before))) == [("G5", "已请示"), ("E6", f"{STALE}已核")]


def test_a_reason_beside_a_rule_that_was_not_run_is_kept() -> None:
    known = KnownBook([SHEET], listed=[(found("G5", "warning", code="X701"), "已请示")])
    assert listed(marking([], known, ran={"T301"})) == [("G5", "已请示")]
    (results,) = of(Results, marking([], known, ran={"T301"}))
    assert results.listed[0][0].advice == UNCHECKED
    assert list(results.links) == []
    assert listed(marking([], known, ran={"T301", "X701"})) == []


def test_the_other_sheets_keep_their_marks_and_rows_in_the_order_of_the_sheets() -> None:
    before = [(found("B2", sheet="附表"), ""), (found("G5"), "改正中")]
    actions = marking([found("F7")], KnownBook(["附表", SHEET], listed=before), only=[SHEET], title=SHEET)
    assert of(Unlock, actions) == [Unlock((SHEET,))]
    assert of(ClearOurs, actions) == [ClearOurs((SHEET,))]
    assert [note.cell for note in of(Note, actions)] == ["F7"]
    assert listed(actions) == [("B2", ""), ("F7", "")]
    assert of(Results, actions)[0].title == ""


def test_clearing_is_a_plan() -> None:
    unlock, clear, lock = clear_all(KNOWN)
    assert (unlock, lock) == (Unlock((SHEET, "附表")), Lock((SHEET, "附表")))
    assert isinstance(clear, ClearOurs)
    assert (clear.sheets, clear.found, clear.none) == (None, "标记已全部清除。", "这个工作簿里没有校验标记。")
