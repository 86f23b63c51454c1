"""本月: each run does the one step whose turn it is, waits where there is something to wait for, and starts again from
where new material comes in."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill
from tests.round.round_kit import task_table
from xl_tools.app.month import month
from xl_tools.app.month_steps import STEPS
from xl_tools.app.next_period import open_next
from xl_tools.app.office import Office
from xl_tools.app.start import start
from xl_tools.app.workspace import read_workspace
from xl_tools.core.errors import UserError
from xl_tools.reports.month import MonthReport, Step

EARLY, NEAR, LATE = date(2022, 12, 10), date(2022, 12, 23), date(2022, 12, 26)
COUNTIES = ["莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市"]


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A workspace with three units that report, and everybody's address."""
    folder = tmp_path / "督察"
    tasks = task_table(tmp_path / "任务清单.xlsx", "丽水市", tasks=2)
    start(tasks, out=folder, period="2022-12", deadline="每月25日", signed="丽水市督察整改办")
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    people, units = book["通讯录"], book["单位清单"]
    for row in people.iter_rows(min_row=4):
        if row[0].value:
            row[2].value = f"u{row[0].row}@county.example"
    for number, name in enumerate(COUNTIES[3:], 4):
        units[f"A{number}"], units[f"E{number}"] = name, "否"
    book.save(folder / "工作台.xlsx")
    return folder


def run(folder: Path, day: date, **how: bool) -> MonthReport:
    return month(read_workspace(folder), today=day, **how)


def states(report: MonthReport) -> str:
    signs = {"done": "√", "not_needed": "-", "next": ">", "waiting": ".", "later": " "}
    return "".join(signs[step.state] for step in report.rounds[0].steps)


def send(folder: Path, *names: str) -> None:
    """Fill in and save what some units send."""
    inbox = folder / "2022-12" / "来件"
    for path in sorted(next((folder / "2022-12").rglob("下发")).glob("*整改进展情况表.xlsx")):
        if path.name.startswith(names):
            fill(path, inbox / path.name, {})


def drafts(folder: Path, kind: str) -> set[str]:
    return {path.stem.split()[1] for path in (folder / "2022-12").rglob(f"{kind} *.eml")}


def test_the_steps_are_listed_once_in_the_order_of_their_words() -> None:
    assert [one.step for one in STEPS] == list(Step)


def test_a_whole_round_a_step_a_run(bench: Path) -> None:
    assert states(run(bench, EARLY, look=True)) == ">      "
    first = run(bench, EARLY)
    assert (first.did, states(first)) == (Step.ISSUE, "√.     ")
    assert drafts(bench, "下发") == {"莲都区", "青田县", "缙云县"}
    assert run(bench, EARLY).did is None  # nothing has come: nothing is done
    send(bench, "莲都区")
    assert run(bench, EARLY).did is Step.COLLECT
    # It is too early to remind anybody; nothing is to be returned; two have still time.
    waiting = run(bench, EARLY)
    assert states(waiting) == "√√--.  "
    assert "青田县" in waiting.rounds[0].steps[4].note
    reminded = run(bench, NEAR)
    assert (reminded.did, drafts(bench, "催报")) == (Step.REMIND, {"青田县", "缙云县"})
    send(bench, "青田县", "缙云县")
    assert run(bench, NEAR).did is Step.COLLECT
    assert run(bench, NEAR).did is Step.ROLLUP  # all are there: nobody is waited for
    assert run(bench, NEAR).did is Step.REPORT
    last = run(bench, NEAR)
    assert (last.did, states(last)) == (Step.DISTRIBUTE, "√√--√√√")
    assert drafts(bench, "报送") == {"浙江省"}
    assert drafts(bench, "分发") == {"莲都区", "青田县", "缙云县"}
    assert run(bench, NEAR).did is None
    assert last.exit_code == 0


def test_what_comes_later_goes_through_again(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县")
    done = [run(bench, LATE).did for _ in range(5)]
    assert done == [Step.COLLECT, Step.REMIND, Step.ROLLUP, Step.REPORT, Step.DISTRIBUTE]
    send(bench, "缙云县")
    assert states(run(bench, LATE, look=True)) == "√>     "
    assert [run(bench, LATE).did for _ in range(4)] == [Step.COLLECT, Step.ROLLUP, Step.REPORT, Step.DISTRIBUTE]


def test_what_is_written_into_the_roll_up_goes_up(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    for _ in range(4):
        run(bench, LATE)
    (place,) = (bench / "2022-12").rglob("丽水市汇总2022-12.xlsx")
    book = openpyxl.load_workbook(place)
    sheet = book["任务统计"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "市级统稿" for cell in row))
    (cell,) = (cell for cell in head if cell.value == "市级统稿")
    sheet.cell(cell.row + 1, cell.column).value = "全市统一排查，已全部治理到位。"
    book.save(place)
    assert [run(bench, LATE).did for _ in range(3)] == [Step.ROLLUP, Step.REPORT, Step.DISTRIBUTE]
    rows = openpyxl.load_workbook(place)["整改进展"].iter_rows(min_row=4, values_only=True)
    assert any("全市统一排查" in str(row[5]) for row in rows)


def test_nobody_is_waited_for_who_need_not_be(bench: Path) -> None:
    run(bench, EARLY)
    send(bench, "莲都区")
    run(bench, EARLY)
    assert run(bench, EARLY).did is None
    assert run(bench, EARLY, go_on=True).did is Step.ROLLUP


def test_without_addresses_the_workbooks_are_written_and_the_drafts_when_they_are_there(bench: Path) -> None:
    book = openpyxl.load_workbook(bench / "工作台.xlsx")
    kept = [row[2].value for row in book["通讯录"].iter_rows(min_row=4)]
    for row in book["通讯录"].iter_rows(min_row=4):
        row[2].value = None
    book.save(bench / "工作台.xlsx")
    report = run(bench, EARLY)
    assert (report.did, report.exit_code) == (Step.ISSUE, 1)
    assert drafts(bench, "下发") == set()
    assert states(report) == "√.     "
    for row, address in zip(book["通讯录"].iter_rows(min_row=4), kept, strict=True):
        row[2].value = address
    book.save(bench / "工作台.xlsx")
    assert run(bench, EARLY).did is Step.ISSUE
    assert drafts(bench, "下发") == {"莲都区", "青田县", "缙云县"}


def test_the_next_period_is_opened_in_the_workbook_alone(bench: Path) -> None:
    before = openpyxl.load_workbook(bench / "工作台.xlsx")
    opened = open_next(read_workspace(bench), today=LATE)
    assert (opened.period, opened.deadline) == ("2023-01", datetime(2023, 1, 25, 23, 59))
    office = read_workspace(bench)
    assert (office.period, office.signed) == ("2023-01", "丽水市督察整改办")
    after = openpyxl.load_workbook(bench / "工作台.xlsx")
    changed = [
        (sheet.title, cell.coordinate)
        for sheet in before
        for row in sheet.iter_rows()
        for cell in row
        if after[sheet.title][cell.coordinate].value != cell.value
    ]
    assert changed == [("工作台", "B7")]
    assert run(bench, date(2023, 1, 10), look=True).rounds[0].folder.endswith("2023-01")


def test_a_deadline_of_one_month_becomes_the_same_day_of_the_next(bench: Path) -> None:
    book = openpyxl.load_workbook(bench / "工作台.xlsx")
    book["工作台"]["B7"], book["工作台"]["B8"], book["工作台"]["B9"] = "2023-01", "2023-01-31 18:00", "2023-01-20"
    book.save(bench / "工作台.xlsx")
    assert open_next(read_workspace(bench), today=LATE).deadline == datetime(2023, 2, 28, 18)
    assert read_workspace(bench).as_of is None


def test_without_a_month_nothing_is_guessed(bench: Path) -> None:
    with pytest.raises(UserError, match="不是工作台"):
        month(Office(), today=EARLY)
    book = openpyxl.load_workbook(bench / "工作台.xlsx")
    book["工作台"]["B7"] = None
    book["工作台"]["B8"] = None
    book.save(bench / "工作台.xlsx")
    with pytest.raises(UserError, match="期次"):
        run(bench, EARLY)


def test_a_second_month_knows_the_first(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    for _ in range(4):
        run(bench, LATE)
    open_next(read_workspace(bench), today=LATE)
    assert run(bench, date(2023, 1, 10)).did is Step.ISSUE
    (issued,) = (bench / "2023-01").rglob("莲都区*.xlsx")
    assert "上期进展情况" in str([cell.value for cell in openpyxl.load_workbook(issued).worksheets[0][3]])
    shutil.rmtree(bench / "2023-01")
