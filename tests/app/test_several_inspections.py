"""Two inspections side by side: their own titles, folders and receipts, one inbox, one view of both."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill
from tests.round.round_kit import plan, sheet
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.month import month
from xl_tools.app.start import start
from xl_tools.app.workspace import read_workspace
from xl_tools.core.errors import UserError
from xl_tools.reports.month import Step

DAY = date(2022, 12, 26)
HEAD = ["序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位"]
CENTRAL = "丽水市第二轮中央生态环境保护督察反馈问题整改任务清单"
PROVINCE = "丽水市第一轮省级生态环境保护督察反馈问题整改任务清单"


def tasks(path: Path, title: str, topic: str) -> Path:
    rows = [[str(n), f"第{n}项：{topic}{n}没有整治。", plan(topic), "2023年12月底前", "莲都区、青田县"] for n in (1, 2)]
    return sheet(path, [[title], HEAD, *rows])


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "督察"
    start(tasks(tmp_path / "央督.xlsx", CENTRAL, "堆场"), out=folder, period="2022-12", deadline="每月25日")
    tasks(folder / "省督.xlsx", PROVINCE, "排口")
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    book["督察"]["A5"], book["督察"]["C5"] = "省督一轮", "省督.xlsx"
    book["督察"]["B5"] = "第一轮省级生态环境保护督察"
    for row in book["通讯录"].iter_rows(min_row=4):
        if row[0].value:
            row[2].value = f"u{row[0].row}@county.example"
    book.save(folder / "工作台.xlsx")
    return folder


def run(folder: Path) -> tuple[Step | None, str]:
    report = month(read_workspace(folder), today=DAY)
    return report.did, report.inspection


def test_both_go_through_the_month_with_one_inbox(bench: Path) -> None:
    assert [run(bench), run(bench)] == [(Step.ISSUE, "央督二轮"), (Step.ISSUE, "省督一轮")]
    inbox = bench / "2022-12" / "来件"
    for name in ("央督二轮", "省督一轮"):
        for path in (bench / "2022-12" / name / "下发").glob("*整改进展情况表.xlsx"):
            fill(path, inbox / f"{name}{path.name}", {})
    done = [run(bench) for _ in range(8)]
    assert done == [
        (step, name)
        for step in (Step.COLLECT, Step.ROLLUP, Step.REPORT, Step.DISTRIBUTE)
        for name in ("央督二轮", "省督一轮")
    ]
    assert run(bench) == (None, "")
    for name, topic in (("央督二轮", "堆场"), ("省督一轮", "排口")):
        base = bench / "2022-12" / name
        assert len(list((base / "收报" / "2022-12").glob("*.xlsx"))) == 2
        table = openpyxl.load_workbook(base / "丽水市汇总2022-12.xlsx")["整改进展"]
        said = [str(row[2].value) for row in table.iter_rows(min_row=4) if row[2].value]
        assert [topic in text for text in said] == [True, True]
    whole = openpyxl.load_workbook(bench / "2022-12" / "丽水市各轮督察汇总2022-12.xlsx")["整改进展"]
    assert sum("没有整治" in str(row[2].value) for row in whole.iter_rows(min_row=4)) == 4


def letters(folder: Path, kind: str) -> dict[str, EmailMessage]:
    """The drafts of a kind, by their inspection and whom they are for."""
    found = (folder / "2022-12").rglob(f"{kind} *.eml")
    return {
        f"{path.parts[-4]} {path.stem}": message_from_bytes(path.read_bytes(), policy=policy.default) for path in found
    }


def test_letters_tell_the_inspection_and_no_two_files_bear_one_name(bench: Path) -> None:
    run(bench), run(bench)
    inbox = bench / "2022-12" / "来件"
    for name, unit in (("央督二轮", "莲都区"), ("央督二轮", "青田县"), ("省督一轮", "莲都区")):
        faulty = {1: ("", "")} if unit == "莲都区" else {}
        for path in (bench / "2022-12" / name / "下发").glob(f"{unit}*整改进展情况表.xlsx"):
            fill(path, inbox / f"{name}{path.name}", faulty)
    while month(read_workspace(bench), today=DAY, go_on=True).did is not None:
        pass
    seen: dict[str, str] = {}
    for kind in ("下发", "催报", "退回修改", "报送", "分发"):
        for where, letter in letters(bench, kind).items():
            named = where.split()[0]
            body = letter.get_body()
            assert body is not None
            assert named in str(letter["Subject"]), where
            assert named in body.get_content(), where
            files = [str(file.get_filename()) for file in letter.iter_attachments()]
            assert all(named in file for file in files), where
            for file in files:
                assert seen.setdefault(file, named) == named
    assert set(letters(bench, "催报")) == {"省督一轮 催报 青田县"}
    assert {len(letters(bench, kind)) for kind in ("下发", "分发")} == {4}


def test_two_returns_for_two_inspections_are_two_returns(tmp_path: Path) -> None:
    inbox = tmp_path / "来件"
    for name, title in (("央督", CENTRAL), ("省督", PROVINCE)):
        source = tasks(tmp_path / f"{name}.xlsx", title, name)
        for book in issue(source, out=tmp_path / name, period="2022-12", as_of=DAY).units:
            fill(Path(book.path), inbox / f"{name}{Path(book.path).name}", {})
    report = collect(inbox, out=tmp_path / "收报", name="丽水市", period="2022-12", as_of=DAY)
    assert [file.outcome for file in report.files] == ["accepted"] * 4
    assert len({file.copied for file in report.files}) == 4
    received = {(unit.unit, unit.inspection) for unit in report.units if unit.state == "received"}
    assert received == {(unit, one) for unit in ("莲都区", "青田县") for one in ("central-2", "province-1")}
    rows = list(openpyxl.load_workbook(report.receipt)["收报情况"].iter_rows(min_row=5, values_only=True))
    assert {row[-1] for row in rows if row[2] == "已收"} == {"央督二轮", "省督一轮"}


def test_what_stood_last_month_in_a_table_of_both_is_told_of_the_one_that_is_issued(tmp_path: Path) -> None:
    head = ["县（市、区）名称", "督察轮次", *HEAD[:4], "目前进展情况及存在问题"]
    task = ["1", "第1项：堆场1没有整治。", plan("堆场"), "2023年12月底前"]
    rows = [["莲都区", "省督一轮", *task, "省里的做完。"], ["莲都区", "央督二轮", *task, "中央的做完。"]]
    last = sheet(tmp_path / "上期.xlsx", [["莲都区整改进展情况表（2022年11月）"], head, *rows])
    source = tasks(tmp_path / "央督.xlsx", CENTRAL, "堆场")
    book = issue(source, out=tmp_path / "下发", period="2022-12", previous=last, as_of=DAY).units[0]
    page = openpyxl.load_workbook(book.path)["整改进展"]
    assert (book.unit, page["H4"].value) == ("莲都区", "中央的做完。")


def test_of_one_inspection_asked_for_the_other_s_are_left(tmp_path: Path) -> None:
    inbox = tmp_path / "来件"
    for name, title in (("央督", CENTRAL), ("省督", PROVINCE)):
        source = tasks(tmp_path / f"{name}.xlsx", title, name)
        book = issue(source, out=tmp_path / name, period="2022-12", as_of=DAY).units[0]
        fill(Path(book.path), inbox / f"{name}{Path(book.path).name}", {})
    report = collect(inbox, out=tmp_path / "收报", issued=tmp_path / "央督", inspection="central-2", as_of=DAY)
    assert sorted(file.outcome for file in report.files) == ["accepted", "other_inspection"]
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("丽水市第一轮浙江省生态环境保护督察反馈问题整改任务清单", ""),
        ("丽水市省级生态环境保护督察反馈问题整改任务清单", ""),  # no round said: it may be that one
        ("丽水市第二轮省级生态环境保护督察反馈问题整改任务清单", "写的是省督二轮"),
        (CENTRAL, "写的是央督二轮"),
    ],
)
def test_a_list_of_another_inspection_is_not_handed_out_as_this_one(bench: Path, title: str, said: str) -> None:
    """What came back of it was nobody's, and nothing said so: each round left it to the other."""
    tasks(bench / "省督.xlsx", title, "排口")
    run(bench)
    if said:
        with pytest.raises(UserError, match=said):
            run(bench)
        return
    run(bench)
    for path in (bench / "2022-12" / "省督一轮" / "下发").glob("*整改进展情况表.xlsx"):
        fill(path, bench / "2022-12" / "来件" / path.name, {})
    reports = [month(read_workspace(bench), today=DAY) for _ in range(2)]
    assert "已收 2" in next(one.said[0] for one in reports if one.inspection == "省督一轮")
