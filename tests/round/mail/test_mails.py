"""Mails and drafts: words, attachments byte for byte, names that arrive, nothing that can be injected."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill, ticked
from tests.round.mail.conftest import AS_OF, COUNTIES
from tests.round.round_kit import addresses, holds, sheet
from xl_tools.app.collect import collect
from xl_tools.app.mail import Prepared, draft, prepare
from xl_tools.core.errors import UserError
from xl_tools.core.records import Status
from xl_tools.reports.round import IssueReport
from xl_tools.round.mail.mail_templates import Templates
from xl_tools.round.mail.mails import Attachment, Mail, MailKind, MailReport
from xl_tools.round.mail.messages import encoded_words, message_bytes, message_of

LONG = "景宁畲族自治县2022年12月中央生态环境保护督察反馈问题整改进展情况表（第二次下发，请以此为准）.xlsx"


def mail(**changes: object) -> Mail:
    plain = Mail(MailKind.ISSUE, "莲都区", "2022-12", ("a@b.cn",), (), "主题", "正文\n")
    return replace(plain, **changes)  # type: ignore[arg-type]


def parsed(path: str | Path | None) -> EmailMessage:
    message = message_from_bytes(Path(path or "").read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def drafted(prepared: Prepared, tmp_path: Path) -> MailReport:
    return draft(prepared, tmp_path / "草稿")


# --- messages --------------------------------------------------------------------------------------


def test_a_draft_opens_for_editing_and_says_nothing_of_its_maker() -> None:
    message = message_from_bytes(message_bytes(mail(cc=("c@d.cn",))), policy=policy.default)
    assert message["X-Unsent"] == "1"
    assert (message["To"], message["Cc"]) == ("a@b.cn", "c@d.cn")
    assert {name.lower() for name in message} == {
        "x-unsent", "x-draft-of", "to", "cc", "subject", "content-type", "content-transfer-encoding", "mime-version",
    }  # fmt: skip


def test_long_chinese_names_arrive_in_new_and_in_old_mail_programs() -> None:
    data = message_bytes(mail(attachments=(Attachment(LONG, b"\x00\xff" * 999),), subject="督察" * 40))
    new = message_from_bytes(data, policy=policy.default)
    (attachment,) = new.iter_attachments()  # type: ignore[attr-defined]
    assert attachment.get_filename() == LONG
    assert attachment.get_content() == b"\x00\xff" * 999
    assert new["Subject"] == "督察" * 40
    old = message_from_bytes(data).get_payload()[1]  # type: ignore[index]
    name = str(old.get_param("name"))  # type: ignore[union-attr]
    assert str(make_header(decode_header(name))) == LONG
    assert all(len(word) <= 75 for word in name.split())
    assert all(len(line) <= 78 for line in data.split(b"\r\n") if not line.startswith(b"Content-Type: application"))


@pytest.mark.real("ripmime")
def test_an_old_mail_program_takes_the_attachment_out_byte_for_byte(tmp_path: Path) -> None:
    name, data = "景宁畲族自治县2022年12月整改进展情况表.xlsx", b"\x00\xff\r\n" * 999
    (tmp_path / "信.eml").write_bytes(message_bytes(mail(attachments=(Attachment(name, data),))))
    subprocess.run(["ripmime", "-i", tmp_path / "信.eml", "-d", tmp_path / "出"], check=True)
    assert (tmp_path / "出" / name).read_bytes() == data


def test_encoded_words_never_cut_a_character() -> None:
    text = "𠮷野家" * 30
    assert str(make_header(decode_header(encoded_words(text)))) == text


def test_the_same_mail_gives_the_same_bytes_and_key() -> None:
    one = mail(attachments=(Attachment("a.xlsx", b"1"), Attachment("b.png", b"2")))
    assert message_bytes(one) == message_bytes(replace(one))
    changed = [{"subject": "x"}, {"body": "x"}, {"to": ("x@b.cn",)}, {"cc": ("x@b.cn",)}, {"attachments": ()}]
    assert len({one.key, *(replace(one, **change).key for change in changed)}) == 6  # type: ignore[arg-type]


def test_a_message_to_be_sent_has_its_date_and_an_id_of_its_content() -> None:
    moment = datetime(2022, 12, 20, 9).astimezone()
    message = message_of(mail(), sender="office@city.cn", name="整改办，丽水", date=moment)
    assert message["Message-ID"] == f"<{mail().key[:32]}@city.cn>"
    assert "整改办，丽水" in str(message["From"])
    assert message["X-Unsent"] is None
    assert message["Date"].datetime == moment


@pytest.mark.parametrize("evil", ["a@b.cn\r\nBcc: x@y.cn", "a@b.cn, x@y.cn", "x"])
def test_no_header_comes_in_through_an_address(evil: str) -> None:
    for bad in (mail(to=(evil,)), mail(cc=(evil,))):
        with pytest.raises(UserError):
            message_bytes(bad)


def test_no_header_comes_in_through_a_subject() -> None:
    subject, body = Templates().render(
        MailKind.DISTRIBUTE,
        {"unit": "莲都区\r\nBcc: x@y.cn\n\n<script>", "month": "2022年12月", "tasks": 1, "completed": 1,
         "on_schedule": 0, "behind": 0, "not_started": 0, "undecided": 0, "not_applicable": 0, "sender": "{{ 7 * 7 }}"},
    )  # fmt: skip
    assert "\n" not in subject
    message = message_from_bytes(message_bytes(mail(subject=subject, body=body)), policy=policy.default)
    assert message["Bcc"] is None
    assert "{{ 7 * 7 }}" in body


# --- templates -------------------------------------------------------------------------------------


def test_an_office_may_have_words_of_its_own(tmp_path: Path, issued: IssueReport, people: Path) -> None:
    own = tmp_path / "模板"
    own.mkdir()
    (own / "下发.txt").write_text("主题：给{{ unit }}的表\n{{ unit }}：{{ tasks }}项。\n", "utf-8")
    made = prepare("下发", [issued.out], addresses=people, templates=own)
    assert (made.mails[0][0].subject, made.mails[0][0].body) == ("给莲都区的表", "莲都区：4项。\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("主题：{{ nothing }}\n", "用了没有的内容"),
        ("没有主题\n", "第一行要以“主题：”开头"),
        ("主题：{% if %}\n", "第 1 行写得不对"),
        ("主题：{{ unit.__class__.__mro__ }}\n", "模板“下发.txt”"),
        ("主题：{{ 1 / 0 }}\n", "第 1 行的写法不能用"),
    ],
)
def test_a_bad_template_is_told(tmp_path: Path, issued: IssueReport, people: Path, text: str, words: str) -> None:
    own = tmp_path / "模板"
    own.mkdir()
    (own / "下发.txt").write_text(text, "utf-8")
    with pytest.raises(UserError, match=words):
        prepare("下发", [issued.out], addresses=people, templates=own)


# --- the five mails ------------------------------------------------------------------------------


def test_issue_each_unit_gets_its_workbook_byte_for_byte(tmp_path: Path, issued: IssueReport, people: Path) -> None:
    due = datetime(2022, 12, 25, 23, 59)
    made = prepare("下发", [issued.out], addresses=people, deadline=due, signed="整改办", today=date(2022, 12, 5))
    report = drafted(made, tmp_path)
    assert [line.unit for line in report.letters] == [book.unit for book in issued.units]
    for book, line in zip(issued.units, report.letters, strict=True):
        message = parsed(line.file)
        (attachment,) = message.iter_attachments()
        assert attachment.get_content() == Path(book.path).read_bytes()
        assert attachment.get_filename() == Path(book.path).name
    text = parsed(report.letters[0].file).get_body().get_content()  # type: ignore[union-attr]
    assert "共 4 项任务" in text
    assert "请于2022年12月25日前" in text
    assert text.rstrip().endswith("整改办")


def test_the_preview_lists_every_mail(tmp_path: Path, issued: IssueReport, people: Path) -> None:
    report = drafted(prepare("下发", [issued.out], addresses=people), tmp_path)
    page = openpyxl.load_workbook(report.preview or "")["邮件预览"]
    first = [cell.value for cell in page[4]]
    assert first[1:5] == ["莲都区", "草稿", "u0@county.example", None]
    assert first[6] == "莲都区2022年12月整改进展情况表.xlsx"
    draft = Path(str(report.letters[0].file))
    assert first[8] == draft.name
    assert draft.is_file()
    assert page.max_row == 3 + 9


def test_remind_those_who_are_missing_or_in_doubt(tmp_path: Path, issued: IssueReport, people: Path) -> None:
    books = {book.unit: Path(book.path) for book in issued.units}
    for unit in COUNTIES[1:]:
        cells = {f"A{row}": "云和县" for row in range(4, 8)} if unit == "龙泉市" else {}
        fill(books[unit], tmp_path / "来" / f"{unit}.xlsx", {}, cells=cells)
    receipt = collect(
        tmp_path / "来", out=tmp_path / "收", issued=issued.out, as_of=AS_OF, deadline=datetime(2022, 12, 18)
    )
    made = prepare("催报", [receipt.receipt, issued.out], addresses=people, as_of=AS_OF)
    mails = {one.unit: one for one, _ in made.mails}
    assert set(mails) == {"莲都区", "龙泉市"}
    assert "截至2022年12月20日，还没有收到" in mails["莲都区"].body
    assert "报送截止时间是2022年12月18日00:00，已经过了。" in mails["莲都区"].body
    assert [file.data for file in mails["莲都区"].attachments] == [books["莲都区"].read_bytes()]
    assert "表里填的却是云和县" in mails["龙泉市"].body
    with pytest.raises(UserError, match="不是收报情况表"):
        prepare("催报", [tmp_path / "任务.xlsx"], addresses=people)


def test_remind_says_what_came_instead(tmp_path: Path, issued: IssueReport, people: Path) -> None:
    fill(Path(issued.units[0].path), tmp_path / "来" / "a.xlsx", {})
    receipt = collect(tmp_path / "来", out=tmp_path / "收", issued=issued.out, period="2023-01", as_of=AS_OF)
    made = prepare("催报", [receipt.receipt], addresses=people, as_of=AS_OF)
    bodies = {one.unit: one.body for one, _ in made.mails}
    assert "2023年1月督察整改进展情况表。“a.xlsx”是2022年12月的表，不是2023年1月的。" in bodies["莲都区"]
    assert "2023年1月督察整改进展情况表。\n" in bodies["青田县"]


def test_return_the_marked_workbook_with_its_findings_in_words(
    tmp_path: Path, issued: IssueReport, people: Path
) -> None:
    source = Path(issued.units[0].path)
    fill(source, tmp_path / "来" / "a.xlsx", {2: ("", ticked(Status.COMPLETED))})
    fill(Path(issued.units[1].path), tmp_path / "来" / "b.xlsx", {})
    original = (tmp_path / "来" / "a.xlsx").read_bytes()
    made = prepare("退回修改", [tmp_path / "来"], addresses=people, issued=issued.out, as_of=AS_OF)
    ((only, _),) = made.mails
    assert only.unit == "莲都区"
    assert "1 处错误" in only.body
    assert "1. 整改进展 F5【错误】" in only.body
    assert "校验结果" in openpyxl.load_workbook(_file(tmp_path, only)).sheetnames
    assert (tmp_path / "来" / "a.xlsx").read_bytes() == original
    again = prepare("退回修改", [tmp_path / "来"], addresses=people, issued=issued.out, as_of=AS_OF)
    assert again.mails[0][0].key == only.key


def _file(tmp_path: Path, made: Mail) -> Path:
    path = tmp_path / "附件.xlsx"
    path.write_bytes(made.attachments[0].data)
    return path


def test_report_the_merged_workbook_and_its_pictures_to_the_province(
    tmp_path: Path, merged: Path, people: Path
) -> None:
    picture = tmp_path / "进度图.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    ((made, _),) = prepare("报送", [merged, picture], addresses=people, period="2022-12", as_of=AS_OF).mails
    assert (made.unit, made.to) == ("浙江省", ("p@prov.example",))
    assert made.attachments[0].name == "丽水市2022年12月整改进展情况表.xlsx"
    assert [file.data for file in made.attachments[1:]] == [picture.read_bytes()]
    assert "全部 4 项任务中，已完成 3 项，达到序时进度 0 项，未达序时进度 1 项" in made.body
    assert not holds(made.attachments[0].data, str(tmp_path))


# --- bad input -------------------------------------------------------------------------------------


def test_bad_addresses_withhold_their_mails_and_no_other(tmp_path: Path, issued: IssueReport) -> None:
    rows = [
        ["莲都区", "", "same@county.example", ""],
        ["青田县", "", "same@county.example", ""],
        ["缙云县", "", "不是地址", ""],
        ["遂昌县", "", "ok@county.example", ""],
    ]
    made = prepare("下发", [issued.out], addresses=addresses(tmp_path / "录.xlsx", rows), as_of=AS_OF)
    assert [one.unit for one, _ in made.mails] == ["遂昌县"]
    notes = {line.unit: line.note for line in made.withheld}
    assert "莲都区、青田县的地址都是 same@county.example" in notes["莲都区"]
    assert "的“不是地址”不是邮箱地址。" in notes["缙云县"]
    assert notes["龙泉市"] == "通讯录里没有龙泉市可用的收件地址，没有生成。"
    report = drafted(made, tmp_path)
    assert report.exit_code == 1
    assert sorted(path.name for path in (tmp_path / "草稿").glob("*.eml")) == ["下发 遂昌县.eml"]


def test_an_attachment_over_the_limit_is_said_and_may_be_divided(tmp_path: Path, merged: Path, people: Path) -> None:
    pictures = []
    for name in ("一.png", "二.png"):
        (tmp_path / name).write_bytes(bytes(700_000))
        pictures.append(tmp_path / name)
    files = [merged, *pictures]
    made = prepare("报送", files, addresses=people, as_of=AS_OF, limit_mb=1.2)
    assert made.mails == []
    assert "MB，超过 1.2 MB 的上限，没有生成；可以加 --split 分成 2 封" in made.withheld[0].note
    divided = prepare("报送", files, addresses=people, as_of=AS_OF, limit_mb=1.2, split_large=True)
    assert [one.subject[-5:] for one, _ in divided.mails] == ["（1/2）", "（2/2）"]
    assert all(size <= 1.2 * 2**20 for _, size in divided.mails)
    sent = [file.data for one, _ in divided.mails for file in one.attachments]
    assert sent[1:] == [path.read_bytes() for path in pictures]
    alone = prepare("报送", files, addresses=people, as_of=AS_OF, limit_mb=0.5, split_large=True)
    assert "“一.png”一个就放不下，请压缩或另行传送" in alone.withheld[0].note


def test_old_drafts_in_the_folder_are_pointed_out(tmp_path: Path, issued: IssueReport, people: Path) -> None:
    (tmp_path / "草稿").mkdir()
    (tmp_path / "草稿" / "下发 外县.eml").write_bytes(b"old")
    report = drafted(prepare("下发", [issued.out], addresses=people), tmp_path)
    assert "下发 外县.eml" in report.notices[0].message


def test_wrong_words_are_told(tmp_path: Path, issued: IssueReport, people: Path) -> None:
    with pytest.raises(UserError, match="没有“群发”这种邮件"):
        prepare("群发", [issued.out], addresses=people)
    with pytest.raises(UserError, match="没有找到通讯录"):
        prepare("下发", [issued.out], addresses=sheet(tmp_path / "x.xlsx", [["a"]]))
    with pytest.raises(UserError, match="没有下发的工作簿"):
        prepare("下发", [tmp_path / "任务.xlsx"], addresses=people)
    with pytest.raises(UserError, match="不是 Windows"):
        draft(prepare("下发", [issued.out], addresses=people), tmp_path / "草稿", outlook=True)


@pytest.mark.usefixtures("issued")
def test_the_rows_of_the_preview_are_as_high_as_their_texts(tmp_path: Path, people: Path) -> None:
    """LibreOffice and phones show a row as high as the file says: wrapped subjects lay over each other."""
    report = drafted(prepare("下发", [tmp_path / "下发"], addresses=people, as_of=AS_OF), tmp_path)
    page = openpyxl.load_workbook(str(report.preview)).active
    assert page is not None
    heights = {page.cell(row, 2).value: page.row_dimensions[row].height for row in range(4, 13)}
    assert heights["景宁畲族自治县"] >= 2 * 13
