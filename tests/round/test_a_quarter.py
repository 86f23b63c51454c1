"""Three months of the second city, with two inspections and returns in Word, by ``month`` alone."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.books.documents import docx, p, tbl
from tests.round import second_city as city
from tests.round.round_kit import plan, sheet
from xl_tools.app.month import month
from xl_tools.app.next_period import open_next
from xl_tools.app.start import start
from xl_tools.app.workspace import read_workspace
from xl_tools.books.file.reader import read_book
from xl_tools.reports.month import MonthReport, Step
from xl_tools.rollup.reread_period import history_in

CENTRAL, PROVINCE = "央督二轮", "省督一轮"
HEAD = ("序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位")
TASKS = (
    ("1", "第1项：园区雨水口直排问题没有解决。", plan("园区雨水口直排"), "2023年12月底前", "柯城区、江山市"),
    ("2", "第2项：固废堆场无防渗问题没有解决。", plan("固废堆场无防渗"), "2023年11月底前", "常山县"),
)
ORDER = (Step.ISSUE, Step.COLLECT, Step.ROLLUP, Step.REPORT, Step.DISTRIBUTE)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    source = city.lay(tmp_path)
    start(
        source,
        out=tmp_path / "督察",
        name=city.CITY,
        period="2022-12",
        deadline="每月25日",
        addresses=tmp_path / "通讯录.xlsx",
    )
    folder = tmp_path / "督察"
    title = f"{city.CITY}第一轮浙江省生态环境保护督察反馈问题整改任务清单"
    sheet(folder / "省督清单.xlsx", [(title,), HEAD, *TASKS])
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    for cell, text in zip(book["督察"][5], (PROVINCE, "第一轮浙江省生态环境保护督察", "省督清单.xlsx"), strict=False):
        cell.value = text
    book.save(folder / "工作台.xlsx")
    return folder


def run(place: Path, day: date) -> MonthReport:
    return month(read_workspace(place), today=day)


def send(place: Path, period: str, in_word: tuple[str, ...]) -> None:
    """What all units send back, some of them as documents."""
    inbox = place / period / "来件"
    for name in (CENTRAL, PROVINCE):
        for path in sorted((place / period / name / "下发").glob("*整改进展情况表.xlsx")):
            unit = next(one for one in city.COUNTIES if path.name.startswith(one))
            table = inbox / f"{name}{path.name}"
            city.answer(path, table, unit)
            if unit in in_word:
                as_document(table)


def as_document(table: Path) -> None:
    rows = [[str(value or "") for value in row[:7]] for row in read_book(table).grids[0].rows]
    title = next(text for row in rows[:3] for text in row if "整改" in text)
    body = tbl(*(row for row in rows[2:] if any(row)), widths=[1200] * 7)
    docx(table.with_suffix(".docx"), p(title), body, p())
    table.unlink()


def as_old_documents(inbox: Path) -> None:
    for path in inbox.glob("*.docx"):
        profile = f"-env:UserInstallation={(inbox.parent / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(inbox), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        path.unlink()
    shutil.rmtree(inbox.parent / "profile")


@pytest.mark.real("soffice")
def test_three_months_of_two_inspections_with_documents_among_the_returns(place: Path) -> None:
    months = (("2022-12", ()), ("2023-01", ("开化县", "江山市")), ("2023-02", ("常山县",)))
    for number, (period, in_word) in enumerate(months, 1):
        day = date.fromisoformat(f"{period}-26")
        done = [run(place, day) for _ in range(2)]
        send(place, period, in_word)
        if number == 3:
            as_old_documents(place / period / "来件")
        while (report := run(place, day)).did:
            done.append(report)
        # What is faulty or another inspection's holds nobody up, and is no fault of the month's.
        assert [one.undone for one in done] == [0] * len(done), [one.said for one in done if one.undone]
        for name, units in ((CENTRAL, 6), (PROVINCE, 3)):
            assert [one.did for one in done if one.inspection == name and one.did is not Step.RETURN] == list(ORDER)
            base = place / period / name
            (collected,) = [one.said[0] for one in done if (one.did, one.inspection) == (Step.COLLECT, name)]
            assert collected.startswith(f"应收 {units} 个单位，已收 {units}，未收 0"), collected
            book = read_book(base / f"{city.CITY}汇总{period}.xlsx")
            assert len(history_in(book)) == number
            assert history_in(book)[-1].totals.undecided == 0
        whole = history_in(read_book(place / period / f"{city.CITY}各轮督察汇总{period}.xlsx"))[-1]
        assert (whole.totals.tasks, whole.totals.completed) == (7, city.TOTALS["completed"] + 2)
        assert open_next(read_workspace(place), today=day).said == (f"现在是2023年{number}月。",)


def test_who_goes_on_too_early_is_told_what_was_left_undone(place: Path) -> None:
    day = date(2022, 12, 26)
    run(place, day)
    said = open_next(read_workspace(place), today=day).said
    assert said[0] == "现在是2023年1月。"
    assert "央督二轮2022年12月还没有做：收报、" in said[1]
    assert "省督一轮2022年12月还没有做：下发、收报、" in said[2]
    assert all("期次改回 2022-12" in line for line in said[1:])
