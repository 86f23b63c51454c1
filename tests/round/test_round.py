"""The month's round from end to end, as a province would run it with its ninety counties."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from zipfile import ZipFile

from tests.robot import answer, fill, ticked
from tests.round.mail.server import PASSWORD, Post, running
from tests.round.round_kit import addresses, holds, task_table
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.mail import prepare, send
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.reader import read_book
from xl_tools.core.records import Status
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.reports.round import CollectReport, IssuedBook

AS_OF = date(2022, 12, 20)
FIRST, SECOND = datetime(2022, 12, 18, 9), datetime(2022, 12, 19, 9)
MISSING, LOCKED, TICKED, EMPTY, TWICE = range(5)
"""Each tenth county: does not answer; changes a locked text; ticks two boxes that fight; leaves a cell empty; sends
an old copy besides."""


def fault_of(place: int) -> int | None:
    return place // 10 if place % 10 == 0 and place < 50 else None


def test_the_round_of_ninety_counties(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "浙江省")
    issued = issue(tasks, out=tmp_path / "下发", to="county", period="2022-12", as_of=AS_OF)
    assert len(issued.units) == 90
    inbox = tmp_path / "来件"
    for place, book in enumerate(issued.units):
        answer_first(place, book, inbox)
    pack(inbox)

    first = gather(tmp_path, inbox)
    states = Counter(unit.state for unit in first.units)
    assert states == {"received": 89, "missing": 1}
    faulty = [unit.unit for unit in first.units if unit.errors]
    assert faulty == [issued.units[place].unit for place in (10, 20, 30)]
    assert sum(file.outcome == "older" for file in first.files) == 1

    people = addresses(
        tmp_path / "通讯录.xlsx",
        [[book.unit, "张三", f"unit{book.code}@county.example", "联系人"] for book in issued.units],
    )
    files = [Path(first.folder)]
    returns = prepare("退回修改", files, addresses=people, issued=tmp_path / "下发", period="2022-12", as_of=AS_OF)
    assert [mail.unit for mail, _ in returns.mails] == faulty
    for mail, _ in returns.mails:
        correct(mail.unit, mail.attachments[0].data, tmp_path)
    late = issued.units[0]
    fill(Path(late.path), inbox / "补报.xlsx", {}, saved=SECOND)

    second = gather(tmp_path, inbox)
    assert {unit.state for unit in second.units} == {"received"}
    assert {unit.errors for unit in second.units} == {0}

    merged = tmp_path / "浙江省汇总.xlsx"
    rolled = roll_up([second.folder], level="province", name="浙江省", out=merged, as_of=AS_OF)
    assert rolled.missing == ()
    assert rolled.totals.completed == 4
    parts = prepare("分发", [merged], addresses=people, period="2022-12", as_of=AS_OF)
    assert len(parts.mails) == 90
    assert all("共 4 项任务" in mail.body and "已完成 4 项" in mail.body for mail, _ in parts.mails)
    post = Post()
    with running(post, tmp_path) as server:
        report = send(parts, server.account, PASSWORD, log=tmp_path / "发送记录.xlsx")
        assert {line.outcome for line in report.letters} == {"sent"}
        again = send(parts, server.account, PASSWORD, log=tmp_path / "发送记录.xlsx")
    assert {line.outcome for line in again.letters} == {"already_sent"}
    assert len(post.mails) == 90
    check_delivered(post, issued.units)


def answer_first(place: int, book: IssuedBook, inbox: Path) -> None:
    """The county's first answer, with its fault if it has one."""
    source, target = Path(book.path), inbox / f"{place}号来件.xlsx"
    match fault_of(place):
        case None:
            fill(source, target, {}, saved=FIRST)
        case 1:
            fill(source, target, {}, cells={"E4": "2024年12月底前"}, saved=FIRST)
        case 2:
            both = "☑已完成\n□达到序时进度\n☑未达序时进度\n□尚未启动"
            fill(source, target, {2: (answer(book.unit, 2, "任务"), both)}, saved=FIRST)
        case 3:
            fill(source, target, {3: ("", ticked(Status.COMPLETED))}, saved=FIRST)
        case 4:
            fill(source, inbox / "旧" / "旧稿.xlsx", {1: ("1.初稿。\n2.初稿。", "")}, saved=FIRST)
            fill(source, target, {}, saved=SECOND)


def pack(inbox: Path) -> None:
    """Ten of the answers come in one archive."""
    with ZipFile(inbox / "十个县.zip", "w") as archive:
        for place in range(81, 90):
            path = inbox / f"{place}号来件.xlsx"
            archive.write(path, f"附件/{path.name}")
            path.unlink()


def gather(tmp_path: Path, inbox: Path) -> CollectReport:
    return collect(inbox, out=tmp_path / "收报", issued=tmp_path / "下发", deadline=datetime(2099, 1, 1), as_of=AS_OF)


def correct(unit: str, marked: bytes, tmp_path: Path) -> None:
    """A county corrects the marked copy that came back, and sends it in."""
    copy = tmp_path / "退回" / f"{unit}.xlsx"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(marked)
    fill(copy, tmp_path / "来件" / "改好" / f"{unit}.xlsx", {}, cells={"E4": "2023年12月底前"}, saved=SECOND)


def check_delivered(post: Post, units: tuple[IssuedBook, ...]) -> None:
    """Each county got its own four tasks, once, and no word of another county's."""
    by_address = {receivers[0]: message_from_bytes(data, policy=policy.default) for receivers, data in post.mails}
    assert len(by_address) == 90
    names = [book.unit for book in units]
    for place, book in enumerate(units):
        message = by_address[f"unit{book.code}@county.example"]
        (attachment,) = message.iter_attachments()
        data = attachment.get_content()
        other = names[(place + 1) % len(names)]
        assert not holds(data, f"{other}组织专班")
        if place in (0, 45, 89):
            path = Path(attachment.get_filename())
            assert path.name == f"{book.unit}2022年12月整改进展情况表.xlsx"
            assert all(not holds(data, f"{name}组织专班") for name in names if name != book.unit)
            assert holds(data, f"{book.unit}组织专班")


def test_the_identity_of_an_issued_workbook_survives_another_program(tmp_path: Path) -> None:
    issued = issue(task_table(tmp_path / "任务.xlsx", "丽水市"), out=tmp_path / "下发", period="2022-12", as_of=AS_OF)
    filled = fill(Path(issued.units[0].path), tmp_path / "随便什么名字.xlsx", {})
    book = read_book(filled)
    assert book.identity["xlt.unit"] == issued.units[0].code
    assert read_sheets(book)[0].period == "2022-12"
