"""County sheets to one table: rows, texts, deadlines, who has reported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.rollup.counties import (
    COUNTIES,
    DUE,
    LISHUI,
    THREE,
    blocks,
    codes,
    deadline,
    merged,
    messages,
    region,
    row,
    sheet,
    ticked,
)
from xl_tools.core.records import DeadlineReading, Field, Finding, Level, Mode, Severity, Status
from xl_tools.forms.definitions import get
from xl_tools.parse.table.blocks import split_texts
from xl_tools.reports.rollup import Light
from xl_tools.rollup.merge import merge
from xl_tools.rollup.sources import pieces
from xl_tools.rollup.task_keys import TaskKey
from xl_tools.rules.registry import rules

DONE, ON, BEHIND, NOT = Status


def all_three(*rows: object, **changes: object):  # type: ignore[no-untyped-def]
    return [sheet(unit.name, *rows, **changes) for unit in THREE]  # type: ignore[arg-type]


def test_one_row_a_task_ordered_by_the_province_s_number() -> None:
    result = merged(
        sheet("莲都区", row(44), row(3)), sheet("松阳县", row(3), row(16), row(44)), sheet("云和县", row(16))
    )
    assert [(task.serial, task.number) for task in result.tasks] == [(1, 3), (2, 16), (3, 44)]


def test_a_task_without_number_is_matched_by_name_and_said_so() -> None:
    result = merged(
        sheet("莲都区", row(16, task="第十六项：龙石溪截污不到位")),
        sheet("松阳县", row(None, task="龙石溪 截污不到位")),
        sheet("云和县", row(16, task="第十六项：龙石溪截污不到位")),
    )
    assert [task.number for task in result.tasks] == [16]
    assert [part.row is not None for part in result.tasks[0].parts] == [True] * 3
    assert messages(result, "X711") == ["第16项：松阳县的表里没有写省里的任务编号，按任务名称并入。"]


def test_a_name_without_its_number_is_no_other_name() -> None:
    result = merged(
        sheet("莲都区", row(16, task="龙石溪截污不到位。")),
        sheet("松阳县", row(16, task="第十六项：龙石溪截污不到位")),
    )
    (task,) = result.tasks
    assert "X712" not in codes(result)
    # The next level finds the number in the text.
    assert task.texts[Field.TASK] == "第16项：龙石溪截污不到位。"
    own = {part.unit: piece.own.get(Field.TASK) for _, part, piece in pieces(result)}
    assert own == {"莲都区": "龙石溪截污不到位。", "松阳县": "第十六项：龙石溪截污不到位"}


def test_names_that_differ_under_one_number_are_shown_by_unit() -> None:
    result = merged(
        sheet("莲都区", row(7, task="第七项：甲")),
        sheet("松阳县", row(7, task="第七项：乙")),
        sheet("云和县", row(7, task="第七项： 甲。")),
    )
    assert result.tasks[0].texts[Field.TASK].startswith("第7项：\n莲都区：\n第七项：甲\n松阳县：\n第七项：乙")
    assert messages(result, "X712") == ["第7项：松阳县写的任务名称与其他单位不同。"]


# --- who has reported ------------------------------------------------------------------------------


def test_a_unit_that_has_not_reported() -> None:
    result = merged(sheet("莲都区", row(1, DONE)), sheet("松阳县", row(1, DONE)))
    report = result.report()
    assert report.missing == ("云和县",)
    assert report.tasks[0].by_unit == {"莲都区": DONE, "松阳县": DONE, "云和县": None}
    assert messages(result, "X706") == ["云和县没有上报。"]
    assert messages(result, "X709") == ["第1项的状态未定：云和县（未报）。"]


def test_undecided_tasks_share_a_finding_when_the_reason_is_the_same() -> None:
    result = merged(sheet("莲都区", row(1), row(2), row(3, "conflict")), sheet("松阳县", row(1), row(2), row(3)))
    assert messages(result, "X709") == [
        "第1项、第2项的状态未定：云和县（未报）。",
        "第3项的状态未定：莲都区（勾选矛盾）；云和县（未报）。",
    ]


def test_a_row_that_others_have_is_missing_and_not_taken_for_done() -> None:
    result = merged(
        sheet("莲都区", row(1, DONE), row(2, DONE)), sheet("松阳县", row(1, DONE)), sheet("云和县", row(1, DONE))
    )
    assert [task.status for task in result.tasks] == [DONE, None]
    assert result.report().tasks[1].by_unit == {"莲都区": DONE, "松阳县": None, "云和县": None}
    assert messages(result, "X714") == ["松阳县、云和县已上报，但表里没有第2项。"]


def test_assignments_say_who_owes_what() -> None:
    tasks = {"莲都区": (1, 2), "松阳县": (1,), "云和县": (1, 9)}
    result = merged(
        sheet("莲都区", row(1, DONE), row(2, DONE)),
        sheet("松阳县", row(1, DONE)),
        sheet("云和县", row(1, DONE)),
        assignments={unit: frozenset(map(TaskKey, own)) for unit, own in tasks.items()},
    )
    report = result.report()
    assert [(task.province_serial, task.status) for task in report.tasks] == [(1, DONE), (2, DONE), (9, None)]
    assert report.tasks[1].by_unit == {"莲都区": DONE}
    assert report.tasks[2].by_unit == {"云和县": None}
    assert result.tasks[2].texts[Field.TASK] == "第9项"


def test_a_row_that_was_not_assigned_is_kept() -> None:
    result = merged(sheet("莲都区", row(5, DONE)), expected=THREE[:1], assignments={"莲都区": frozenset()})
    assert result.report().tasks[0].by_unit == {"莲都区": DONE}


def test_the_same_report_twice_counts_once() -> None:
    rows = row(1, DONE), row(2, ON)
    result = merged(*all_three(*rows), sheet("松阳县", *rows, path="松阳县（再报）.xlsx"))
    assert "X707" not in codes(result)
    assert [unit.rows for unit in result.report().units] == [2, 2, 2]


def test_two_different_reports_leave_the_status_open() -> None:
    result = merged(
        *all_three(row(1, DONE), row(2, DONE)), sheet("松阳县", row(1, ON), row(2, DONE), path="松阳县（改）.xlsx")
    )
    (message,) = messages(result, "X707")
    assert message == "松阳县报了不止一份，内容不一致：第1项（松阳县.xlsx“进展”第4行；松阳县（改）.xlsx“进展”第4行）。"
    assert [task.status for task in result.tasks] == [None, DONE]
    assert "X707" in {found.code for found in result.report().findings if found.severity is Severity.ERROR}


def test_the_same_task_twice_in_one_sheet_is_open_but_no_second_report() -> None:
    result = merged(sheet("莲都区", row(1, DONE), row(1, ON), row(2, DONE), row(2, DONE)), expected=THREE[:1])
    assert "X707" not in codes(result)
    assert messages(result, "X709") == ["第1项的状态未定：莲都区（重复上报且不一致）。"]
    assert [task.status for task in result.tasks] == [None, DONE]


def test_parts_of_a_report_in_two_files_belong_together() -> None:
    result = merged(
        sheet("莲都区", row(1, DONE), path="a.xlsx"), sheet("莲都区", row(2, DONE), path="b.xlsx"), expected=THREE[:1]
    )
    assert codes(result) == []
    assert [task.status for task in result.tasks] == [DONE, DONE]


@pytest.mark.parametrize(
    ("stranger", "why"),
    [
        (sheet("桐庐县", row(1)), "桐庐县，不在丽水市本次应报的单位之内"),
        (sheet("丽水市", row(1), level=Level.CITY), "它是丽水市自己的表"),
    ],
)
def test_a_sheet_that_does_not_belong_here_is_left_out_with_an_error(stranger: object, why: str) -> None:
    result = merged(stranger)  # type: ignore[arg-type]
    (found,) = [found for found in result.findings if found.code == "X710"]
    assert why in found.message
    assert found.path == stranger.path  # type: ignore[attr-defined]
    assert result.tasks == ()
    assert result.report().exit_code == 1


def test_a_task_list_is_no_report() -> None:
    result = merged(sheet("莲都区", row(1), form=get("list")), expected=THREE[:1])
    assert codes(result) == ["X706"]


def test_a_sheet_of_no_known_unit_is_kept_under_its_own_name() -> None:
    result = merged(
        sheet(None, row(1, DONE), region_text="=经开区*", path="x/开发区.xlsx"),
        sheet(None, row(1, DONE), path="x/景区（新）.xlsx"),
        expected=(),
    )
    assert [unit.name for unit in result.units] == ["景区（新）", "经开区"]
    assert codes(result) == ["X713", "X713"]


def test_a_zone_of_the_city_that_was_not_expected_owes_only_what_it_reports() -> None:
    zone = region("莲都区").__class__(
        code="331100Z01", name="丽水经开区", short="经开区", level=Level.COUNTY, parent=LISHUI.code
    )
    result = merged(*all_three(row(1, DONE), row(2, DONE)), sheet(None, row(2, DONE), region=zone, path="z.xlsx"))
    assert [len(task.parts) for task in result.tasks] == [3, 4]
    assert [task.status for task in result.tasks] == [DONE, DONE]


def test_the_order_of_units_is_that_of_the_region_data() -> None:
    result = merged(*reversed([sheet(unit.name, row(1)) for unit in COUNTIES]), expected=COUNTIES)
    assert [unit.name for unit in result.report().units] == [unit.name for unit in COUNTIES]


# --- texts ---------------------------------------------------------------------------------------


def test_locked_texts_are_taken_once_when_they_differ_only_in_looks() -> None:
    result = merged(
        sheet("莲都区", row(1, plan="1.摸底（全部）。\n2.清运")),
        sheet("松阳县", row(1, plan="1.摸底(全部)。 2.清运。")),
        sheet("云和县", row(1, plan="")),
    )
    assert result.tasks[0].texts[Field.PLAN] == "1.摸底（全部）。\n2.清运"


def test_locked_texts_that_differ_stand_by_unit() -> None:
    result = merged(sheet("莲都区", row(1, plan="清运3处")), sheet("松阳县", row(1, plan="清运5处")))
    plan = result.tasks[0].texts[Field.PLAN]
    assert split_texts(plan, ["莲都区", "松阳县"]) == {"莲都区": "清运3处", "松阳县": "清运5处"}


def test_a_unit_without_the_task_does_not_split_the_plan() -> None:
    result = merged(
        sheet("莲都区", row(1)),
        sheet("松阳县", row(1, "empty", None, applies=False, plan="无此项整改任务。", progress="")),
        sheet("云和县", row(1)),
    )
    assert "松阳县" not in result.tasks[0].texts[Field.PLAN]


def test_goal_and_measures_in_two_columns_make_the_plan() -> None:
    result = merged(sheet("莲都区", row(1, plan="", goal="清零", measures="1.摸底", problems="缺资金")))
    texts = result.tasks[0].texts
    assert texts[Field.PLAN] == "整改目标：\n清零\n整改措施：\n1.摸底"
    assert texts[Field.PROGRESS].endswith("清运3处。\n存在问题：\n缺资金")


def test_progress_stands_by_unit_and_comes_apart_again() -> None:
    words = {"莲都区": "1.清运3处。", "松阳县": "云和县：\n借用了车辆。", "云和县": "第1项\n\n=SUM(A1)"}
    result = merged(*(sheet(unit, row(1, progress=text)) for unit, text in words.items()))
    assert split_texts(result.tasks[0].texts[Field.PROGRESS], list(words)) == words


def test_a_text_longer_than_a_cell_is_cut_for_the_sheet_and_nothing_is_lost() -> None:
    long = "清运完成。" * 4000
    result = merged(*all_three(row(1, progress=long)))
    (cut,) = result.overflows
    assert (cut.serial, cut.field, cut.row) == (1, Field.PROGRESS, 2)
    (found,) = [found for found in result.findings if found.code == "X708"]
    assert (found.sheet, found.cell) == ("整改进展", "F4")
    assert split_texts(result.tasks[0].texts[Field.PROGRESS], [unit.name for unit in THREE]) == {
        unit.name: long for unit in THREE
    }


def test_a_row_that_no_page_shows_whole_is_a_hint() -> None:
    result = merged(*all_three(row(1, progress="1.完成。\n" * 60), row(2)))
    (found,) = [found for found in result.findings if found.code == "X715"]
    assert (found.code, found.severity, found.cell) == ("X715", Severity.HINT, "F4")
    assert found.message.startswith("第1项的进展")


# --- deadlines -------------------------------------------------------------------------------------


def test_a_common_deadline_is_written_once() -> None:
    result = merged(
        sheet("莲都区", row(1, due=deadline(DUE, "2023年12月底前"))),
        sheet("松阳县", row(1, due=deadline(DUE, "2023年12月底前。"))),
        sheet("云和县", row(1, due=deadline(DUE, "2023年底前"))),
    )
    task = result.tasks[0]
    assert task.due == DUE
    assert "X704" not in codes(result)
    assert split_texts(task.texts[Field.DEADLINE], [unit.name for unit in THREE])["云和县"] == "2023年底前"


def test_units_that_disagree_on_the_date() -> None:
    early = date(2022, 6, 30)
    result = merged(sheet("莲都区", row(1)), sheet("松阳县", row(1, due=early)), sheet("云和县", row(1)))
    (found,) = [found for found in result.findings if found.code == "X704"]
    assert (found.severity, found.cell, found.field) == (Severity.ERROR, "E4", "deadline")
    assert "松阳县2022年6月30日；莲都区、云和县2023年12月31日" in found.message
    assert result.tasks[0].due == DUE
    assert [part.due for part in result.tasks[0].parts] == [DUE, early, DUE]
    assert [part.overdue for part in result.tasks[0].parts] == [False, True, False]


def test_a_date_against_long_term_is_a_disagreement() -> None:
    result = merged(sheet("莲都区", row(1)), sheet("松阳县", row(1, due=None)), sheet("云和县", row(1)))
    assert "松阳县没有截止日期" in messages(result, "X704")[0]


@pytest.mark.parametrize(
    "unsure",
    [
        DeadlineReading(text=""),
        DeadlineReading(text="尽快", fault="unread"),
        DeadlineReading(text="6月底前", due=date(2022, 6, 30), assumed_year=True, fault="no_year"),
    ],
)
def test_a_deadline_that_cannot_be_read_for_sure_is_not_a_disagreement(unsure: DeadlineReading) -> None:
    result = merged(sheet("莲都区", row(1)), sheet("松阳县", row(1, due=unsure)), sheet("云和县", row(1)))
    assert "X704" not in codes(result)
    assert [part.due for part in result.tasks[0].parts] == [DUE, None, DUE]
    assert result.tasks[0].due == DUE


def test_a_cell_with_a_date_for_each_unit_gives_each_its_own() -> None:
    early = date(2022, 6, 30)
    reading = DeadlineReading(
        text="莲都区 2022年6月底前 松阳县 2023年底前", due=DUE, blocks=blocks(("莲都区", early), ("松阳县", DUE))
    )
    result = merged(*all_three(row(1, due=reading)))
    assert "X704" not in codes(result)
    assert [part.due for part in result.tasks[0].parts] == [early, DUE, DUE]


def test_a_task_without_any_date_has_no_light() -> None:
    result = merged(*all_three(row(1, due=DeadlineReading(text="", modes=())), row(2, due=None)))
    assert [(task.due, task.light) for task in result.tasks] == [(None, None), (None, Light.GREEN)]


# --- the report ------------------------------------------------------------------------------------


def test_findings_of_the_files_are_passed_on() -> None:
    given = Finding(code="T303", severity=Severity.ERROR, sheet="进展", cell="G4", message="勾选矛盾", path="a.xlsx")
    result = merge([], level=Level.CITY, region=LISHUI, expected=(), as_of=DUE, findings=[given])
    assert result.report().findings == (given,)
    assert result.report().exit_code == 1


def test_nothing_reported_at_all() -> None:
    result = merged()
    assert result.report().missing == tuple(unit.name for unit in THREE)
    assert result.totals.tasks == 0
    assert codes(result) == ["X706"] * 3


def test_every_code_between_units_is_tested_in_this_folder() -> None:
    texts = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    between = [code for code, entry in rules().items() if code[0] == "X" and entry.scope == "round"]
    assert between
    assert [code for code in between if f'"{code}"' not in texts] == []


def test_modes_of_a_status_make_a_task_ongoing() -> None:
    result = merged(*all_three(row(1, DONE, also=(Mode.ONGOING,))))
    assert result.tasks[0].ongoing
    assert ticked(DONE).also == ()
