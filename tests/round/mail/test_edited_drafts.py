"""A draft that somebody edited and that is made again holds his words; a receipt holds his remarks."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from tests.round.mail.altered import through_libreoffice
from tests.round.round_kit import addresses, task_table
from tests.trust.bases import table
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.mail import draft, prepare
from xl_tools.round.mail.mails import MailReport

AS_OF_DAY = "2022-12"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    issue(task_table(tmp_path / "任务.xlsx", "丽水市"), out=tmp_path / "下发", period=AS_OF_DAY)
    addresses(tmp_path / "通讯录.xlsx", [["松阳县", "李四", "b@county.example", "联系人"]])
    return tmp_path


def drafted(folder: Path, period: str = AS_OF_DAY) -> MailReport:
    files = [folder / "下发"]
    prepared = prepare("下发", files, addresses=folder / "通讯录.xlsx", period=period, deadline=None)
    return draft(prepared, folder / "草稿")


def eml(folder: Path) -> Path:
    return folder / "草稿" / "下发 松阳县.eml"


def edit(path: Path) -> None:
    """As a mail program does: subject, text, a receiver and a file more."""
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.SMTP)
    message.replace_header("Subject", "请速办")
    message["Cc"] = "c@county.example"
    body = message.get_body(("plain",))
    assert body is not None
    body.set_content("老李：表在附件里。\n")
    message.add_attachment("另附说明".encode(), "text", "plain", filename="说明.txt")
    message.add_attachment(b"%PDF", "application", "pdf", filename="补充.pdf")
    path.write_bytes(message.as_bytes())


def read(path: Path) -> tuple[str, str, str, list[str]]:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    names = [part.get_filename() or "" for part in message.iter_attachments()]
    return str(message["Subject"]), str(message["Cc"]), body.get_content(), names


def change(folder: Path) -> None:
    path = next((folder / "下发").glob("松阳县*.xlsx"))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["F5"] = "上级改过的参考文字。"
    book.save(path)


def test_the_editor_s_words_with_the_new_attachment(folder: Path) -> None:
    drafted(folder)
    edit(eml(folder))
    change(folder)
    report = drafted(folder)
    subject, copy, body, files = read(eml(folder))
    assert (subject, copy, body.strip()) == ("请速办", "c@county.example", "老李：表在附件里。")
    assert files[1:] == ["补充.pdf"]
    assert report.kept[0].backup.endswith(".eml")
    assert "您改过的草稿" in next(line.note for line in report.letters if line.unit == "松阳县")
    kept = eml(folder).read_bytes()
    drafted(folder)
    assert read(eml(folder)) == (subject, copy, body, files)
    assert eml(folder).read_bytes() == kept


def test_with_nothing_new_it_is_left(folder: Path) -> None:
    drafted(folder)
    edit(eml(folder))
    before = eml(folder).read_bytes()
    drafted(folder)
    assert eml(folder).read_bytes() == before


def test_last_month_s_words_are_not_this_month_s(folder: Path) -> None:
    drafted(folder)
    edit(eml(folder))
    issue(folder / "任务.xlsx", out=folder / "下发", period="2023-01")
    report = drafted(folder, "2023-01")
    assert read(eml(folder))[0] != "请速办"
    assert report.kept


# --- the receipt --------------------------------------------------------------------------------------


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "来件").mkdir()
    (tmp_path / "来件/遂昌县.xlsx").write_bytes(table())
    return tmp_path


def collected(folder: Path) -> dict[str, dict[str, object]]:
    report = collect(folder / "来件", out=folder / "收", name="丽水市", period=AS_OF_DAY)
    return receipt(Path(report.receipt))


def receipt(path: Path) -> dict[str, dict[str, object]]:
    page = openpyxl.load_workbook(path)["收报情况"]
    headings = [cell.value for cell in page[4]]
    rows = (
        {str(name): cell.value for name, cell in zip(headings, row, strict=True)} for row in page.iter_rows(min_row=5)
    )
    return {str(row["单位"]): row for row in rows}


def typed(folder: Path, **cells: str) -> Path:
    path = folder / f"收/收报情况{AS_OF_DAY}.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["收报情况"]
    headings = [cell.value for cell in page[4]]
    row = next(row for row in page.iter_rows(min_row=5) if row[1].value == "松阳县")
    for heading, text in cells.items():
        row[headings.index(heading)].value = text
    book.save(path)
    return path


def test_remarks_and_a_state_told_by_telephone_stay(inbox: Path) -> None:
    collected(inbox)
    typed(inbox, 状态="已收", 说明="电话报的，纸质件在张三处。", 备注="下月催早些")
    (inbox / "来件/莲都区.xlsx").write_bytes(table({"A2": "莲都区", "A3": "莲都区"}))
    for _ in range(2):
        rows = collected(inbox)
        assert [rows["松阳县"][heading] for heading in ("状态", "说明", "备注")] == [
            "已收",
            "电话报的，纸质件在张三处。",
            "下月催早些",
        ]
        assert rows["莲都区"]["状态"] == "已收"
    page = openpyxl.load_workbook(inbox / f"收/收报情况{AS_OF_DAY}.xlsx", data_only=True)["收报情况"]
    assert [page["D3"].value, page["B3"].value] == [3, 9]


def test_where_the_program_says_something_else_now_the_typed_word_is_a_remark(inbox: Path) -> None:
    collected(inbox)
    typed(inbox, 状态="已收", 备注="问过")
    (inbox / "来件/松阳县.xlsx").write_bytes(table({"A2": "松阳县", "A3": "松阳县"}))
    (inbox / "来件/松阳县2.xlsx").write_bytes(table({"A2": "松阳县", "A3": "松阳县", "G2": "另一种说法。"}))
    for _ in range(2):
        row = collected(inbox)["松阳县"]
        assert "问过" in str(row["备注"])
        assert row["状态"] in ("待核对", "已收")


@pytest.mark.real("soffice")
def test_through_libreoffice(inbox: Path) -> None:
    collected(inbox)
    path = typed(inbox, 说明="电话报的。")
    (saved,) = through_libreoffice([path], inbox)
    path.write_bytes(saved.read_bytes())
    (inbox / "来件/莲都区.xlsx").write_bytes(table({"A2": "莲都区", "A3": "莲都区"}))
    rows = collected(inbox)
    assert (rows["松阳县"]["说明"], rows["松阳县"]["备注"]) == ("电话报的。", None)
    assert [row["备注"] for row in rows.values() if row["备注"]] == []
