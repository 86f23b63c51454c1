"""The button 生成邮件: drafts of each kind, from what is asked for; nothing is sent."""

from __future__ import annotations

import smtplib
import socket
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest

from tests.doubles.desk import TODAY, Desk
from tests.robot import fill, ticked
from tests.round.round_kit import addresses, sheet, task_table
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.core import user_folder
from xl_tools.surfaces.excel import ribbon

AS_OF = date(2022, 12, 20)
COUNTIES = ("莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries to send fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(smtplib.SMTP, "__init__", refuse)


@pytest.fixture
def out(desk: Desk) -> Path:
    """Issued workbooks, an address book, an empty folder for drafts; a table is in front."""
    desk.lay()
    tasks = task_table(desk.folder / "任务" / "任务.xlsx", "丽水市")
    issue(tasks, out=desk.folder / "下发", period="2022-12", as_of=AS_OF)
    people = [[unit, "张三", f"u{place}@county.example", "联系人"] for place, unit in enumerate(COUNTIES)]
    addresses(desk.folder / "通讯录.xlsx", [*people, ["浙江省", "李四", "p@prov.example", "联系人"]])
    folder = desk.folder / "草稿"
    folder.mkdir()
    return folder


def collected(desk: Desk) -> Path:
    """Two counties reported, one of them with a fault; the folder of the accepted copies."""
    inbox = desk.folder / "来件"
    inbox.mkdir()
    for unit, answers in (("松阳县", {1: ("", ticked(None))}), ("莲都区", {})):
        source = desk.folder / "下发" / f"{unit}2022年12月整改进展情况表.xlsx"
        fill(source, inbox / source.name, answers)
    return inbox


def said(desk: Desk) -> str:
    return desk.excel.alerts[-1]


def drafts(folder: Path) -> dict[str, list[str]]:
    """Attachments by subject line's file."""
    found = {}
    for path in sorted(folder.glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message["X-Unsent"] == "1"
        found[path.stem] = [str(part.get_filename()) for part in message.iter_attachments()]  # type: ignore[attr-defined]
    return found


def body(path: Path) -> str:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return str(message.get_body().get_content())  # type: ignore[attr-defined,union-attr]


def click(desk: Desk, *, typed: list[str], picked: list[Path | str], answers: list[str] | None = None) -> None:
    desk.addin.typed += typed
    desk.addin.picked += [str(path) for path in picked]
    desk.excel.answers += answers or []
    desk.click(ribbon.draft_mail)
    assert (desk.addin.typed, desk.addin.picked, desk.excel.answers) == ([], [], []), said(desk)


def test_issued_workbooks_are_drafted_and_the_preview_opened(desk: Desk, out: Path) -> None:
    book = desk.folder / "通讯录.xlsx"
    click(desk, typed=["1", f"{TODAY.year + 1}-12-25", "丽水市督察整改办"], picked=[desk.folder / "下发", book, out])
    found = drafts(out)
    assert len(found) == 9
    assert found["下发 松阳县"] == ["松阳县2022年12月整改进展情况表.xlsx"]
    text = body(out / "下发 松阳县.eml")
    assert f"{TODAY.year + 1}年12月25日" in text
    assert "丽水市督察整改办" in text
    assert said(desk).startswith(f"9 封下发邮件的草稿在{out} 里，用 Outlook 打开，看过再发。没有发送任何邮件。")
    assert desk.excel.front.fullname == str(out / "邮件预览 下发.xlsx")


def test_address_book_and_signature_are_remembered(desk: Desk, out: Path) -> None:
    book = desk.folder / "通讯录.xlsx"
    click(desk, typed=["下发", "无", "督察办"], picked=[desk.folder / "下发", book, out])
    assert (user_folder.answer("addresses"), user_folder.answer("signed")) == (str(book), "督察办")
    desk.close_front()
    click(desk, typed=["1", "<ENTER>", "<ENTER>"], picked=[desk.folder / "下发", out], answers=["yes"])
    assert desk.addin.asked[-2:] == ["无", "督察办"]
    assert "通讯录用上次的“通讯录.xlsx”吗？" in desk.excel.alerts[-2]
    desk.close_front()
    other = addresses(desk.folder / "新通讯录.xlsx", [["松阳县", "王五", "w@county.example", ""]])
    click(desk, typed=["1", "无", "无"], picked=[desk.folder / "下发", other, out], answers=["no"])
    assert user_folder.answer("addresses") == str(other)
    assert said(desk).startswith("1 封下发邮件")
    assert "没有生成 8 封：" in said(desk)
    assert "另有 " in said(desk)


def test_reminders_from_the_receipt_with_the_blank_table(desk: Desk, out: Path) -> None:
    collect(collected(desk), out=desk.folder / "收报", issued=desk.folder / "下发", as_of=AS_OF)
    receipt = desk.folder / "收报" / "收报情况2022-12.xlsx"
    book = desk.folder / "通讯录.xlsx"
    picked: list[Path | str] = [receipt, desk.folder / "下发", book, out]
    click(desk, typed=["2", "无", "无"], picked=picked, answers=["yes"])
    found = drafts(out)
    assert len(found) == 7
    assert found["催报 龙泉市"] == ["龙泉市2022年12月整改进展情况表.xlsx"]


def test_tables_with_errors_are_returned_marked_by_the_rules_that_are_on(desk: Desk, out: Path) -> None:
    collect(collected(desk), out=desk.folder / "收报", issued=desk.folder / "下发", as_of=AS_OF)
    copies, book = desk.folder / "收报" / "2022-12", desk.folder / "通讯录.xlsx"
    picked: list[Path | str] = [copies, desk.folder / "下发", book, out]
    click(desk, typed=["3", "无", "无"], picked=picked, answers=["yes"])
    assert drafts(out) == {"退回修改 松阳县": ["松阳县2022年12月整改进展情况表（请修改）.xlsx"]}
    from tests.surfaces.excel.test_ribbon_rules import choose, settings_rows

    off = dict.fromkeys(settings_rows(), ("否", ""))
    choose(**off)
    desk.close_front()
    for path in out.iterdir():
        path.unlink()
    click(desk, typed=["3", "无", "无"], picked=[copies, out], answers=["no", "yes"])
    assert drafts(out) == {}
    assert said(desk).startswith("没有生成退回修改邮件。")
    assert f"按规则设置：关闭 {len(off)} 条。" in said(desk)


def rolled_up(desk: Desk) -> Path:
    path = desk.folder / "丽水市汇总.xlsx"
    roll_up([collected(desk)], level="city", name="丽水市", out=path, as_of=AS_OF)
    return path


def test_the_roll_up_goes_to_the_province_with_its_pictures(desk: Desk, out: Path) -> None:
    picture = desk.folder / "进度图.png"
    picture.write_bytes(b"\x89PNG")
    book = desk.folder / "通讯录.xlsx"
    click(desk, typed=["4", "无"], picked=[f"{rolled_up(desk)}\n{picture}", book, out])
    assert drafts(out) == {"报送 浙江省": ["丽水市2022年12月整改进展情况表.xlsx", "进度图.png"]}


def test_each_unit_gets_its_own_part(desk: Desk, out: Path) -> None:
    click(desk, typed=["5", "无"], picked=[rolled_up(desk), desk.folder / "通讯录.xlsx", out])
    assert "分发 松阳县" in drafts(out)


@pytest.mark.parametrize(
    ("kind", "files", "words"),
    [
        ("6", [], "没有“6”这种邮件；可用的是：下发、催报、退回修改、报送、分发。"),
        ("1", ["空"], "没有工作簿"),
        ("1", ["任务"], "没有下发的工作簿；请指定下发时写出的文件夹。"),
        ("5", ["通讯录.xlsx"], "通讯录.xlsx"),
    ],
)
def test_what_is_not_right_is_one_sentence(desk: Desk, out: Path, kind: str, files: list[str], words: str) -> None:
    (desk.folder / "空").mkdir()
    desk.addin.typed += [kind, *(["无"] if kind == "1" else []), "无"]
    desk.addin.picked += [str(desk.folder / name) for name in (*files, "通讯录.xlsx")] + [str(out)]
    desk.click(ribbon.draft_mail)
    assert words in said(desk)
    assert "\n" not in said(desk)
    assert "程序出错" not in said(desk)
    assert list(out.iterdir()) == []


def test_no_address_book_is_one_sentence(desk: Desk, out: Path) -> None:
    other = sheet(desk.folder / "签到.xlsx", [["签到表"]])
    click(desk, typed=["1", "无", "无"], picked=[desk.folder / "下发", other, out])
    assert said(desk).startswith("“签到.xlsx”里没有找到通讯录")
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("step", range(6))
def test_cancel_at_any_step_writes_nothing(desk: Desk, out: Path, step: int) -> None:
    steps = ["kind", "files", "addresses", "deadline", "signed", "out"]
    typed = {"kind": "1", "deadline": "无", "signed": "无"}
    picked = {"files": desk.folder / "下发", "addresses": desk.folder / "通讯录.xlsx", "out": out}
    desk.addin.typed += ["" if name == steps[step] else text for name, text in typed.items()]
    desk.addin.picked += ["" if name == steps[step] else str(path) for name, path in picked.items()]
    desk.click(ribbon.draft_mail)
    assert desk.excel.alerts == []
    assert list(out.iterdir()) == []


def test_a_preview_of_that_name_already_open_is_said(desk: Desk, out: Path) -> None:
    desk.open(sheet(desk.folder / "邮件预览 下发.xlsx", [["别的"]]))
    click(desk, typed=["1", "无", "无"], picked=[desk.folder / "下发", desk.folder / "通讯录.xlsx", out])
    assert said(desk).endswith("同名的工作簿已经打开，请自己打开这个文件。")


def test_the_preview_holds_a_line_for_each_mail(desk: Desk, out: Path) -> None:
    click(desk, typed=["1", "无", "无"], picked=[desk.folder / "下发", desk.folder / "通讯录.xlsx", out])
    texts = [
        str(cell.value) for row in openpyxl.load_workbook(out / "邮件预览 下发.xlsx").worksheets[0] for cell in row
    ]
    assert set(COUNTIES) <= set(texts)


# --- units that are in no region data --------------------------------------------------------------

ZONE = "瓯江经济技术开发区"


def test_the_unit_list_of_the_issue_is_offered_where_the_address_book_names_a_zone(desk: Desk, out: Path) -> None:
    units = sheet(desk.folder / "单位清单.xlsx", [["单位", "所属市"], [ZONE, "丽水市"]])
    folder = desk.folder / "开发区"
    folder.mkdir()
    desk.open(desk.folder / "任务" / "任务.xlsx")
    desk.excel.answers += ["yes", "yes"]
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked += [str(units), str(folder)]
    desk.click(ribbon.issue)
    assert f"已给 {len(COUNTIES) + 1} 个单位" in said(desk)

    book = addresses(desk.folder / "开发区通讯录.xlsx", [[ZONE, "张三", "k@zone.example", "联系人"]])
    click(desk, typed=["1", "无", "无"], picked=[folder, book, out], answers=["no"])
    assert drafts(out) == {}
    desk.close_front()  # the preview of the first run: what is open is not written over
    click(desk, typed=["1", "无", "无"], picked=[folder, out], answers=["yes", "yes", "yes"])
    first, second = desk.excel.alerts[-3:-1]
    assert first.startswith(f"通讯录里的{ZONE}不在行政区划里。有单位清单吗？")
    assert second.startswith("单位清单用上次的“单位清单.xlsx”吗？")
    assert list(drafts(out)) == [f"下发 {ZONE}"]


def test_without_a_zone_nobody_is_asked_for_a_unit_list(desk: Desk, out: Path) -> None:
    click(desk, typed=["1", "无", "无"], picked=[desk.folder / "下发", desk.folder / "通讯录.xlsx", out])
    assert not any("单位清单" in text for text in desk.excel.alerts)
