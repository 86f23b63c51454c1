"""本月 where its material changes behind its back: no step stays √ that rests on what is no longer so."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.app.test_month import EARLY, LATE, NEAR, bench, drafts, run, send, states
from tests.robot import fill, stamp, ticked
from tests.round.round_kit import task_table
from xl_tools.app.issue import issue
from xl_tools.app.month import month
from xl_tools.app.next_period import open_next
from xl_tools.app.workspace import read_workspace
from xl_tools.core.records import Status
from xl_tools.reports.month import Step
from xl_tools.surfaces.cli.entry import main

__all__ = ["bench"]

MONTH = Path("2022-12")


def edit(path: Path, name: str, change: Callable[[Worksheet], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book[name])
    book.save(path)


def reports(folder: Path, unit: str, said: str) -> None:
    """Write 是 or 否 beside a unit of the workspace's list, or add it there."""

    def change(page: Worksheet) -> None:
        rows = [row for row in page.iter_rows(min_row=4) if row[0].value in (unit, None)]
        rows[0][0].value, rows[0][4].value = unit, said

    edit(folder / "工作台.xlsx", "单位清单", change)


def settle(folder: Path, **values: object) -> None:
    def change(page: Worksheet) -> None:
        labels = {row[0].value: row[1] for row in page.iter_rows(min_row=4)}
        for label, value in values.items():
            labels[label].value = value

    edit(folder / "工作台.xlsx", "工作台", change)


def issued(folder: Path) -> dict[str, bytes]:
    found = (folder / MONTH).rglob("下发/*整改进展情况表.xlsx")
    return {path.name.partition("2022")[0]: path.read_bytes() for path in found}


def owing(folder: Path) -> set[object]:
    (receipt,) = (folder / MONTH).rglob("收报情况2022-12.xlsx")
    rows = openpyxl.load_workbook(receipt)["收报情况"].iter_rows(min_row=5, values_only=True)
    return {row[1] for row in rows if row[1]}


def test_a_unit_that_is_added_later_is_handed_its_workbook_and_nobody_else_anything(bench: Path) -> None:
    run(bench, NEAR)
    send(bench, "莲都区")
    run(bench, NEAR)
    before = issued(bench)
    reports(bench, "遂昌县", "是")
    assert states(run(bench, NEAR, look=True)) == ">      "
    done = run(bench, NEAR)
    assert done.did is Step.ISSUE
    assert done.said[0] == "补发给 1 个单位：遂昌县；别的单位的没有动。"
    after = issued(bench)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"遂昌县"}
    assert drafts(bench, "下发") == set(after)
    listed = openpyxl.load_workbook(next((bench / MONTH).rglob("下发清单2022-12.xlsx")))["下发清单"]
    assert {row[2] for row in listed.iter_rows(min_row=4, values_only=True)} >= set(after)
    assert run(bench, NEAR).did is Step.COLLECT
    assert owing(bench) == set(after)


def test_a_unit_that_is_taken_out_later_is_told_of(bench: Path) -> None:
    run(bench, NEAR)
    reports(bench, "缙云县", "否")
    done = run(bench, NEAR)
    assert done.did is Step.ISSUE
    assert "缙云县" in done.said[0]
    assert "仍算应报" in done.said[0]
    (workbook,) = (bench / MONTH).rglob("下发/缙云县*.xlsx")
    workbook.unlink()
    run(bench, NEAR)
    assert drafts(bench, "下发") == {"莲都区", "青田县"}
    send(bench, "莲都区")
    assert run(bench, NEAR).did is Step.COLLECT
    assert owing(bench) == {"莲都区", "青田县"}


def test_a_unit_that_is_taken_out_and_still_has_its_workbook_owes_in_the_roll_up_too(bench: Path) -> None:
    run(bench, NEAR)
    reports(bench, "缙云县", "否")
    run(bench, NEAR)
    send(bench, "莲都区")
    while run(bench, LATE).did is not None:
        pass
    (rollup,) = (bench / MONTH).rglob("丽水市汇总2022-12.xlsx")
    missing = openpyxl.load_workbook(rollup)["未报单位"].iter_rows(min_row=4, values_only=True)
    assert {row[1] for row in missing if row[1]} == owing(bench) - {"莲都区"}
    assert "缙云县" in owing(bench)


def test_a_list_that_is_changed_later_is_told_and_no_workbook_is_touched(bench: Path) -> None:
    run(bench, EARLY)
    before = issued(bench)
    task_table(bench / "任务清单.xlsx", "丽水市", tasks=3)
    done = run(bench, EARLY)
    assert done.did is Step.ISSUE
    assert "没有动" in done.said[0]
    assert issued(bench) == before
    assert run(bench, EARLY).did is None


def test_a_list_of_which_nothing_comes_any_more_holds_up_no_round(bench: Path) -> None:
    run(bench, NEAR)
    openpyxl.Workbook().save(bench / "任务清单.xlsx")
    done = run(bench, NEAR)
    assert (done.did, done.undone) == (Step.ISSUE, 1)
    assert done.said[0].endswith("以前下发的照旧。")
    send(bench, "莲都区")
    assert run(bench, NEAR).did is Step.COLLECT


def test_units_that_are_replaced_leave_no_draft_and_no_line_of_the_old_ones(bench: Path) -> None:
    run(bench, NEAR)
    send(bench, "莲都区")
    run(bench, NEAR)
    reports(bench, "缙云县", "否")
    reports(bench, "遂昌县", "是")
    folder = next((bench / MONTH).rglob("下发"))
    report = issue(bench / "任务清单.xlsx", out=folder, office=read_workspace(bench), as_of=NEAR, replace=True)
    assert any("缙云县不再下发" in one.message for one in report.notices)
    assert any("缙云县" in copy.path for copy in report.kept)
    assert run(bench, NEAR).did is Step.ISSUE
    assert drafts(bench, "下发") == {"莲都区", "青田县", "遂昌县"}
    assert run(bench, NEAR).did is Step.COLLECT
    assert owing(bench) == {"莲都区", "青田县", "遂昌县"}


def test_another_deadline_stands_in_drafts_and_receipt(bench: Path) -> None:
    run(bench, NEAR)
    send(bench, "莲都区")
    run(bench, NEAR)
    assert run(bench, NEAR).did is Step.REMIND
    settle(bench, 报送截止="2022-12-24")
    assert [run(bench, NEAR).did for _ in range(3)] == [Step.ISSUE, Step.COLLECT, Step.REMIND]
    assert run(bench, NEAR).did is None


def through(folder: Path, day: date) -> list[Step | None]:
    done = []
    while (report := run(folder, day)).did:
        done.append(report.did)
    return done


def command(folder: Path, patch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of a command in the workspace."""
    patch.chdir(folder)
    patch.setattr("sys.argv", ["xl-tools", *words, "--json"])
    with pytest.raises(SystemExit) as done:
        main()
    return int(str(done.value.code))


def test_the_command_alone_hands_out_what_the_month_does(bench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    through(bench, LATE)
    day = date(2023, 1, 26)
    open_next(read_workspace(bench), today=day)
    run(bench, day)
    by_month = {path.name: path.read_bytes() for path in (bench / "2023-01").rglob("下发/*整改进展情况表.xlsx")}
    for path in (bench / "2023-01").rglob("下发/*.xlsx"):
        path.unlink()
    assert command(bench, monkeypatch, "issue") == 0
    by_hand = {path.name: path.read_bytes() for path in (bench / "2023-01").rglob("下发/*整改进展情况表.xlsx")}
    assert by_hand == by_month


def test_the_roll_up_by_its_command_has_its_print_version_too(bench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(bench, 报送另附="打印稿")
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    run(bench, LATE)
    assert command(bench, monkeypatch, "rollup") == 0
    assert command(bench, monkeypatch, "mail", "draft", "报送") == 0


def test_an_earlier_period_that_is_redone_goes_on_in_the_next(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县")
    through(bench, LATE)
    day = date(2023, 1, 26)
    open_next(read_workspace(bench), today=day)
    run(bench, day)
    inbox = bench / "2023-01" / "来件"
    for path in (bench / "2023-01").rglob("下发/*整改进展情况表.xlsx"):
        (inbox / path.name).write_bytes(path.read_bytes())
    through(bench, day)
    assert run(bench, day).did is None
    settle(bench, 期次="2022-12")
    send(bench, "缙云县")
    through(bench, day)
    settle(bench, 期次="2023-01")
    done = through(bench, day)
    assert Step.ISSUE in done
    assert Step.ROLLUP in done
    assert month(read_workspace(bench), today=day).did is None


def test_the_step_that_is_told_is_the_one_that_comes(bench: Path) -> None:
    """Nobody is to be reminded and nothing to be returned: neither is called the next step."""
    run(bench, NEAR)
    send(bench, "莲都区", "青田县", "缙云县")
    told = run(bench, NEAR)
    assert told.did is Step.COLLECT
    while turn := told.rounds[0].turn:
        look = run(bench, NEAR, look=True).rounds[0].turn
        assert look == turn
        told = run(bench, NEAR)
        assert told.did is turn.step


def judged(folder: Path, unit: str, state: str) -> None:
    """Another state typed into the receipt."""

    def change(page: Worksheet) -> None:
        (row,) = (row for row in page.iter_rows(min_row=5) if row[1].value == unit)
        row[2].value = state

    edit(next((folder / MONTH).rglob("收报情况2022-12.xlsx")), "收报情况", change)


def two_versions(folder: Path, unit: str) -> None:
    """Two tables of a unit of which nothing tells the later."""
    send(folder, unit)
    inbox = folder / MONTH / "来件"
    (one,) = inbox.glob(f"{unit}*.xlsx")
    book = openpyxl.load_workbook(one)
    book.worksheets[0]["F4"].value = "另一种说法，已经全部治理到位。"
    book.save(inbox / "另一份.xlsx")
    for path in (one, inbox / "另一份.xlsx"):
        stamp(path, datetime(2022, 12, 20, 9))
        os.utime(path, (1671500000, 1671500000))


def test_who_is_down_as_received_without_a_table_is_pursued_and_told_of(bench: Path) -> None:
    run(bench, NEAR)
    send(bench, "莲都区", "青田县")
    two_versions(bench, "缙云县")
    assert "待核对 1" in run(bench, NEAR).said[0]
    judged(bench, "缙云县", "已收")
    done = run(bench, NEAR)
    assert done.did is Step.REMIND
    assert drafts(bench, "催报") == {"缙云县"}
    assert any("缙云县在收报情况里写的是“已收”，可是没有收下它的表" in line for line in done.said)
    waiting = run(bench, NEAR)
    assert waiting.did is None
    assert "缙云县" in waiting.rounds[0].steps[4].note
    rolled = run(bench, LATE)
    assert rolled.did is Step.ROLLUP
    assert any("写的是“已收”" in line for line in rolled.said)
    # The one that is to be used is left alone in the inbox: it counts, and nobody is pursued any more.
    (bench / MONTH / "来件" / "另一份.xlsx").unlink()
    assert "已收 3" in run(bench, NEAR).said[0]
    run(bench, NEAR)
    assert drafts(bench, "催报") == set()


def test_a_table_that_people_laid_among_the_copies_backs_what_they_wrote(bench: Path) -> None:
    run(bench, NEAR)
    send(bench, "莲都区", "青田县")
    run(bench, NEAR)
    (issued_book,) = (bench / MONTH).rglob("下发/缙云县*.xlsx")
    (folder,) = (bench / MONTH).rglob("收报/2022-12")
    fill(issued_book, folder / "从光盘拷的.xlsx", {})
    judged(bench, "缙云县", "已收")
    assert run(bench, NEAR).did is Step.ROLLUP
    assert drafts(bench, "催报") == set()


def test_who_is_down_as_missing_though_a_table_is_used_is_told_of(bench: Path) -> None:
    run(bench, NEAR)
    send(bench, "莲都区", "青田县", "缙云县")
    run(bench, NEAR)
    judged(bench, "缙云县", "未收")
    done = run(bench, NEAR)
    assert done.did is Step.REMIND
    assert any("缙云县在收报情况里写的不是“已收”，可是它的表已经收下" in line for line in done.said)


def test_a_day_of_the_count_that_is_settled_later_is_counted_by_and_another_day_of_work_is_not(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    office = replace(read_workspace(bench), as_of=LATE)  # as a command that names the day
    while month(office, today=LATE).did:
        pass
    assert run(bench, date(2022, 12, 30)).did is None
    assert not any("还没有做" in line for line in open_next(read_workspace(bench), today=LATE).said)
    settle(bench, 期次="2022-12", 统计日期="2022-12-20")
    assert run(bench, LATE).did is Step.COLLECT  # the errors that it counts are those of that day, too
    assert run(bench, LATE).did is Step.ROLLUP


def test_a_month_that_is_done_later_says_by_which_day_it_is_counted_and_is_done_again_for_another(bench: Path) -> None:
    late = date(2024, 1, 10)  # the tasks' deadlines, the end of 2023, are over; the month to be done is 2022-12
    run(bench, late)
    for path in sorted((bench / "2022-12").rglob("下发/*整改进展情况表.xlsx")):
        fill(path, bench / "2022-12" / "来件" / path.name, {1: ("1.正在治理，台账3条。", ticked(Status.ON_SCHEDULE))})
    done = run(bench, late)
    assert done.did is Step.COLLECT
    assert any("按今天（2024年1月10日）算，不是按2022年12月" in line for line in done.said)
    assert run(bench, late).did is Step.RETURN
    settle(bench, 统计日期="2022-12-20")
    done = run(bench, late)
    assert done.did is Step.COLLECT
    assert not any("统计日期" in line for line in done.said)
    assert "有错误" not in "".join(done.said)
    assert run(bench, late).did is Step.ROLLUP
    assert drafts(bench, "退回修改") == set()  # they asked for what is no fault
