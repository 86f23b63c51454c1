"""报送 sends the standard form up, not the working book; 分发 reminds those who did not report."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.round.mail.altered import AS_OF, UNITS, Base, base
from tests.round.round_kit import addresses, holds, task_table
from xl_tools.app.mail import prepare
from xl_tools.app.roll_up import roll_up
from xl_tools.core.errors import UserError

OWN = "市里的统稿：第一项已清零。"
OFFICE = "浙江省生态环境保护督察整改工作领导小组办公室"


@pytest.fixture
def made(tmp_path: Path) -> Base:
    return base(tmp_path, 7)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    rows = [["浙江省", "王五", "p@province.example", "联系人"]]
    return addresses(
        tmp_path / "收件.xlsx", rows + [[unit, "某", f"u{n}@c.example", ""] for n, unit in enumerate(UNITS)]
    )


def test_what_goes_up_is_the_standard_form_with_the_city_s_own_text(made: Base, people: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made.merged)
    book["任务统计"]["P4"] = OWN
    book.save(made.merged)
    roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=AS_OF, jobs=1)
    picture = tmp_path / "图.png"
    picture.write_bytes(b"png")
    (mail,) = (
        mail for mail, _ in prepare("报送", [made.merged, picture], addresses=people, as_of=date(2023, 5, 1)).mails
    )
    assert [file.name for file in mail.attachments] == ["丽水市2022年12月整改进展情况表.xlsx", "图.png"]
    assert (mail.unit, mail.to) == ("浙江省", ("p@province.example",))
    assert mail.body.startswith(f"{OFFICE}：\n")
    assert "丽水市2022年12月" in mail.subject  # of the table, whatever month it is now
    sent = openpyxl.load_workbook(BytesIO(mail.attachments[0].data))
    assert [(page.title, page.sheet_state) for page in sent] == [("整改进展", "visible")]
    page = sent["整改进展"]
    assert page["A3"].value == "地市名称"
    assert page["A2"].value == "丽水市督察反馈问题整改进展情况表（截至2022年12月20日）"
    assert [page["B4"].value, page["F4"].value] == ["1", OWN]
    assert page.max_row == 3 + 5
    for word in ("校验码", "来源", str(made.counties), ".xlsx"):
        assert not [
            part for part in holds(mail.attachments[0].data, word) if "rels" not in part and "Types" not in part
        ]


def test_a_text_longer_than_a_cell_goes_up_whole(made: Base, people: Path) -> None:
    for unit in UNITS[:4]:
        path = made.counties / f"{unit}.xlsx"
        book = openpyxl.load_workbook(path)
        for row in book.worksheets[0].iter_rows(min_row=4):
            row[5].value = "各点都写了一遍。\n" * 3000
        book.save(path)
    report = roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=AS_OF, jobs=1)
    (mail,) = (mail for mail, _ in prepare("报送", [made.merged], addresses=people, as_of=AS_OF).mails)
    page = openpyxl.load_workbook(BytesIO(mail.attachments[0].data)).worksheets[0]
    texts = [str(row[5].value or "") for row in page.iter_rows(min_row=4)]
    assert "".join(texts) == "".join(task.progress for task in report.tasks)
    assert [row[1].value for row in page.iter_rows(min_row=4) if row[1].value] == ["1", "2", "3", "4", "5"]


def test_who_did_not_report_gets_a_reminder_and_nobody_s_words(made: Base, people: Path) -> None:
    for unit in ("青田县", "云和县"):
        (made.counties / f"{unit}.xlsx").unlink()
    made.merged.unlink()
    roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=AS_OF, jobs=1)
    mails = {mail.unit: mail for mail, _ in prepare("分发", [made.merged], addresses=people, as_of=AS_OF).mails}
    assert set(mails) == set(UNITS)
    for unit in ("青田县", "云和县"):
        assert mails[unit].attachments == ()
        assert "没有收到你单位的进展情况表" in mails[unit].body
        assert "2022年12月" in mails[unit].subject
    assert len(mails["莲都区"].attachments) == 1


def test_the_month_is_not_guessed(tmp_path: Path, people: Path) -> None:
    table = task_table(tmp_path / "市表.xlsx", "丽水市", progress={1: "莲都区：\n做完。"})
    for kind in ("报送", "分发"):
        with pytest.raises(UserError, match="--period"):
            prepare(kind, [table], addresses=people, as_of=AS_OF)
        assert prepare(kind, [table], addresses=people, period="2022-11", as_of=AS_OF).mails


def test_what_people_added_to_the_table_is_told_and_not_counted(made: Base, people: Path) -> None:
    """The letter says what the lists say, and names the row and the status that people typed."""
    roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=AS_OF, jobs=1)
    book = openpyxl.load_workbook(made.merged)
    page = book["整改进展"]
    page["B9"], page["C9"], page["F9"], page["G9"] = "6", "第6项：市里加的。", "市里自己做完了。", page["G4"].value
    book.save(made.merged)
    assert "没有算出数" in prepare("报送", [made.merged], addresses=people, as_of=AS_OF).notes["浙江省"]
    roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=AS_OF, jobs=1)
    prepared = prepare("报送", [made.merged], addresses=people, as_of=AS_OF)
    ((mail, _),) = prepared.mails
    assert "全部 5 项任务中" in mail.body
    assert "第 9 行是手工加的" in prepared.notes["浙江省"]
    sent = openpyxl.load_workbook(BytesIO(mail.attachments[0].data)).worksheets[0]
    assert sent["F9"].value == "市里自己做完了。"
