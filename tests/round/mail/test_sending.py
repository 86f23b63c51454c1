"""Sending, against a real server on loopback: encrypted, logged in, each mail once, whatever goes wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest

from tests.round.mail.server import PASSWORD, SENDER, Post, Running, running
from tests.round.round_kit import addresses, task_table
from xl_tools.app.issue import issue
from xl_tools.app.mail import Prepared, prepare, send, waiting
from xl_tools.books.file.output import INDEX
from xl_tools.core.errors import UserError
from xl_tools.round.mail import smtp
from xl_tools.round.mail.mails import MailReport
from xl_tools.round.mail.send_log import HEADINGS

COUNTIES = ("莲都区", "青田县", "缙云县", "遂昌县", "松阳县")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Five mails with a workbook each; the first has a copy."""
    folder = tmp_path_factory.mktemp("round")
    issued = issue(
        task_table(folder / "任务.xlsx", "丽水市"), out=folder / "下发", period="2022-12", as_of=date(2022, 12, 1)
    )
    rows = [[unit, "张三", f"u{place}@county.example", ""] for place, unit in enumerate(COUNTIES, 1)]
    people = addresses(folder / "通讯录.xlsx", [*rows, ["莲都区", "李四", "boss@county.example", "抄送"]])
    made = prepare("下发", [issued.out], addresses=people)
    assert len(made.mails) == 5
    made.withheld.clear()  # the other four have no address
    return made


def go(prepared: Prepared, server: Running, tmp_path: Path, **options: bool) -> MailReport:
    return send(prepared, server.account, PASSWORD, log=tmp_path / "发送记录.xlsx", **options)


def outcomes(report: MailReport) -> list[str]:
    return [line.outcome for line in report.letters if line.outcome != "withheld"]


def logged(tmp_path: Path) -> dict[str, str]:
    """Unit and result, from the log as staff see it."""
    page = openpyxl.load_workbook(tmp_path / "发送记录.xlsx")["发送记录"]
    unit, result = HEADINGS.index("单位") + 1, HEADINGS.index("结果") + 1
    return {page.cell(row, unit).value: page.cell(row, result).value for row in range(4, page.max_row + 1)}


def test_all_are_delivered_once_and_a_second_run_sends_nothing(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    assert outcomes(go(prepared, server, tmp_path)) == ["sent"] * 5
    assert logged(tmp_path) == dict.fromkeys(COUNTIES, "已发送")
    assert [receivers for receivers, _ in post.mails] == [
        ("u1@county.example", "boss@county.example"),
        *((f"u{place}@county.example",) for place in range(2, 6)),
    ]
    logins = post.logins
    again = go(prepared, server, tmp_path)
    assert outcomes(again) == ["already_sent"] * 5
    assert (len(post.mails), post.logins) == (5, logins)
    assert again.exit_code == 0


def test_what_arrives_is_what_was_attached(prepared: Prepared, server: Running, post: Post, tmp_path: Path) -> None:
    go(prepared, server, tmp_path)
    for (mail, _), (_, data) in zip(prepared.mails, post.mails, strict=True):
        message = message_from_bytes(data, policy=policy.default)
        assert not message.defects
        assert message["From"].addresses[0].addr_spec == SENDER
        assert message["Subject"] == mail.subject
        assert message["X-Unsent"] is None
        (attachment,) = message.iter_attachments()  # type: ignore[attr-defined]
        assert attachment.get_content() == mail.attachments[0].data
        assert attachment.get_filename() == mail.attachments[0].name
    assert set(post.greetings) == {"[127.0.0.1]"}


def test_implicit_tls_works_as_well(prepared: Prepared, post: Post, tmp_path: Path) -> None:
    with running(post, tmp_path, security="ssl") as server:
        assert outcomes(go(prepared, server, tmp_path)) == ["sent"] * 5


def test_a_mail_that_fails_does_not_stop_the_others_and_goes_out_next_time(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    post.fail_at = 3
    report = go(prepared, server, tmp_path)
    assert outcomes(report) == ["sent", "sent", "failed", "sent", "sent"]
    assert "554 5.7.1 refused by policy" in report.letters[2].note
    assert logged(tmp_path)["缙云县"] == "没有发出"
    assert report.exit_code == 1
    assert outcomes(go(prepared, server, tmp_path)) == ["already_sent"] * 2 + ["sent"] + ["already_sent"] * 2
    assert len({data for _, data in post.mails}) == len(post.mails) == 5


def test_a_refused_receiver_means_nobody_gets_the_mail(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    post.refuse = {"boss@county.example"}
    report = go(prepared, server, tmp_path)
    assert outcomes(report) == ["failed", "sent", "sent", "sent", "sent"]
    assert "不收收件人 boss@county.example（550" in report.letters[0].note
    assert all("u1@county.example" not in receivers for receivers, _ in post.mails)


def test_a_connection_that_breaks_before_the_text_is_opened_again(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    post.break_at = 3
    assert outcomes(go(prepared, server, tmp_path)) == ["sent"] * 5
    assert len(post.mails) == 5
    assert post.logins == 2


@pytest.mark.parametrize("arrived", [True, False])
def test_a_connection_that_breaks_after_the_text_leaves_a_mail_for_a_person(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path, arrived: bool
) -> None:
    """Whether it arrived cannot be known here; it is not sent again until somebody says so."""
    post.hang_up_after, post.keeps_it = 3, arrived
    report = go(prepared, server, tmp_path)
    assert outcomes(report) == ["sent", "sent", "uncertain", "sent", "sent"]
    assert logged(tmp_path)["缙云县"] == "不确定"
    count = len(post.mails)
    again = go(prepared, server, tmp_path)
    assert outcomes(again) == ["already_sent", "already_sent", "uncertain", "already_sent", "already_sent"]
    assert len(post.mails) == count
    assert "--resend-uncertain" in again.letters[2].note
    assert outcomes(go(prepared, server, tmp_path, resend_uncertain=True))[2] == "sent"
    assert len(post.mails) == count + 1


def test_a_slow_server_is_waited_for_and_a_dead_one_is_not(prepared: Prepared, post: Post, tmp_path: Path) -> None:
    post.slow_at, post.seconds = 2, 0.5
    with running(post, tmp_path, timeout=3) as server:
        assert outcomes(go(prepared, server, tmp_path)) == ["sent"] * 5
    (tmp_path / "发送记录.xlsx").unlink()
    (tmp_path / INDEX).unlink()  # begun anew on purpose
    late = Post(slow_at=2, seconds=3)
    with running(late, tmp_path, timeout=0.7) as server:
        report = go(prepared, server, tmp_path)
        assert outcomes(report) == ["sent", "uncertain", "sent", "sent", "sent"]
        assert "超时" in report.letters[1].note


def test_an_interrupted_run_goes_on_where_it_stopped(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    def stop(_line: object) -> None:
        if len(post.mails) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(prepared, server.account, PASSWORD, log=tmp_path / "发送记录.xlsx", told=stop)
    assert outcomes(go(prepared, server, tmp_path)) == ["already_sent"] * 2 + ["sent"] * 3
    assert len(post.mails) == 5


def test_a_run_killed_while_a_mail_was_on_its_way_does_not_send_it_again(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    from xl_tools.round.mail.smtp import Mailer

    sending = Mailer.send

    def kill(self: Mailer, data: bytes, sender: str, receivers: tuple[str, ...]) -> None:
        sending(self, data, sender, receivers)
        if len(post.mails) == 3:
            raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Mailer, "send", kill)
        with pytest.raises(Killed):
            go(prepared, server, tmp_path)
    assert logged(tmp_path)["缙云县"] == "正在发送"
    assert outcomes(go(prepared, server, tmp_path)) == ["already_sent", "already_sent", "uncertain", "sent", "sent"]
    assert len(post.mails) == 5


def test_nothing_goes_out_when_the_server_cannot_be_trusted(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    log = tmp_path / "发送记录.xlsx"
    cases = [
        (server.account, "wrong", "不接受用户名或密码"),
        (server.account, "密码", "中文或全角字符"),
        (replace(server.account, ca_file=None), PASSWORD, "证书不可信"),
        (replace(server.account, port=1), PASSWORD, "连不上邮件服务器"),
        (replace(server.account, ca_file=tmp_path / "没有.pem"), PASSWORD, "证书文件"),
    ]
    for account, password, words in cases:
        with pytest.raises(UserError, match=words):
            send(prepared, account, password, log=log)
    assert post.mails == []
    assert not log.exists()


def test_nothing_goes_out_unencrypted(prepared: Prepared, post: Post, tmp_path: Path) -> None:
    with running(post, tmp_path, security="none") as server, pytest.raises(UserError, match="不支持加密"):
        go(prepared, server, tmp_path)
    assert post.mails == []
    assert post.logins == 0


def test_the_long_digest_of_the_record_covers_no_other_column(
    prepared: Prepared, server: Running, tmp_path: Path
) -> None:
    go(prepared, server, tmp_path)
    page = openpyxl.load_workbook(tmp_path / "发送记录.xlsx")["发送记录"]
    assert page.cell(3, len(HEADINGS)).value == "指纹"
    assert page.cell(4, len(HEADINGS)).alignment.horizontal == "fill"


def test_what_was_sent_is_not_asked_about_again(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    log = tmp_path / "发送记录.xlsx"
    assert waiting(prepared, log) == prepared.mails
    post.refuse = {"u3@county.example"}
    go(prepared, server, tmp_path)
    assert [mail.unit for mail, _ in waiting(prepared, log)] == ["缙云县"]


def test_a_log_that_is_none_stops_everything(prepared: Prepared, server: Running, post: Post, tmp_path: Path) -> None:
    task_table(tmp_path / "发送记录.xlsx", "丽水市")
    with pytest.raises(UserError, match="不是发送记录"):
        go(prepared, server, tmp_path)
    assert post.mails == []


def test_a_changed_mail_is_another_mail(prepared: Prepared, server: Running, tmp_path: Path) -> None:
    go(prepared, server, tmp_path)
    changed = Prepared(prepared.kind, [(replace(mail, body="新"), size) for mail, size in prepared.mails[:1]])
    assert outcomes(go(changed, server, tmp_path)) == ["sent"]


def test_the_command_asks_first_and_takes_no_password_from_an_argument(tmp_path: Path) -> None:
    issued = issue(task_table(tmp_path / "任务.xlsx", "丽水市"), out=tmp_path / "下发", period="2022-12")
    people = addresses(tmp_path / "通讯录.xlsx", [["莲都区", "", "u1@county.example", ""]])
    words = [
        "mail", "send", "下发", "--files", issued.out, "--addresses", str(people), "--log", str(tmp_path / "记录.xlsx"),
        "--host", "127.0.0.1", "--port", "1", "--user", SENDER,
    ]  # fmt: skip
    call = [sys.executable, "-m", "xl_tools", *words]
    asked = subprocess.run(call, input="n\n", capture_output=True, text=True, encoding="utf-8", check=False)
    assert asked.returncode == 2
    assert "现在发送吗？" in asked.stdout
    assert "u1@county.example" in asked.stdout
    silent = subprocess.run([*call, "--yes"], input="", capture_output=True, text=True, encoding="utf-8", check=False)
    assert silent.returncode == 2
    assert "请先运行 xl-tools mail password" in silent.stderr
    shown = subprocess.run([*call, "--password", "x"], capture_output=True, text=True, encoding="utf-8", check=False)
    assert "没有“--password”这个选项" in shown.stderr


def test_a_record_that_is_gone_is_asked_for(prepared: Prepared, server: Running, post: Post, tmp_path: Path) -> None:
    go(prepared, server, tmp_path)
    path = tmp_path / "发送记录.xlsx"
    path.rename(tmp_path / "旧记录.xlsx")
    for ask in (lambda: go(prepared, server, tmp_path), lambda: waiting(prepared, path)):
        with pytest.raises(UserError, match="不见了"):
            ask()
    assert len(post.mails) == 5
    (tmp_path / "旧记录.xlsx").rename(path)
    assert outcomes(go(prepared, server, tmp_path)) == ["already_sent"] * 5


@pytest.mark.parametrize("lock", ["~$发送记录.xlsx", ".~lock.发送记录.xlsx#"])
def test_while_somebody_has_the_record_open_nothing_is_sent(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path, lock: str
) -> None:
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(UserError, match="正在 Excel 或 WPS 中打开"):
        go(prepared, server, tmp_path)
    assert post.mails == []
    (tmp_path / lock).unlink()
    assert outcomes(go(prepared, server, tmp_path)) == ["sent"] * 5


def test_a_changed_mail_is_sent_again_and_that_is_said(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    go(prepared, server, tmp_path)
    first, *others = prepared.mails
    changed = replace(prepared, mails=[(replace(first[0], body="请改期报送。"), first[1]), *others], notes={})
    assert len(waiting(changed, tmp_path / "发送记录.xlsx")) == 1
    assert set(changed.notes) == {"莲都区"}
    report = go(changed, server, tmp_path)
    assert outcomes(report) == ["sent", *["already_sent"] * 4]
    assert [line.unit for line in report.letters if "这封是再发" in line.note] == ["莲都区"]
    assert len(post.mails) == 6


def test_the_first_mail_to_a_unit_is_not_sent_again(prepared: Prepared, server: Running, tmp_path: Path) -> None:
    """What went to others says nothing of it."""
    one = replace(prepared, mails=prepared.mails[:1], notes={})
    go(one, server, tmp_path)
    others = replace(prepared, mails=prepared.mails[1:], notes={})
    report = go(others, server, tmp_path)
    assert outcomes(report) == ["sent"] * 4
    assert others.notes == {}


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("ssl", 465)])
def test_without_a_port_the_one_of_the_encryption_is_asked(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str, port: int
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("smtplib.SMTP", refused)
    monkeypatch.setattr("smtplib.SMTP_SSL", refused)
    with pytest.raises(UserError, match=rf"连不上邮件服务器 mail\.example:{port}（"):
        send(
            prepared, smtp.account("mail.example", SENDER, security=security), PASSWORD, log=tmp_path / "发送记录.xlsx"
        )


def test_a_line_whose_digest_is_gone_still_tells_what_went_out(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path
) -> None:
    go(prepared, server, tmp_path)
    record = tmp_path / "发送记录.xlsx"
    book = openpyxl.load_workbook(record)
    book["发送记录"].cell(4, 12).value = None
    del book["以前的记录"]  # a record from before there was such a sheet
    book.save(record)
    report = go(replace(prepared, notes={}), server, tmp_path)
    assert [line.unit for line in report.letters if "这封是再发" in line.note] == ["莲都区"]
    assert len(post.mails) == 6
    listed = [[cell.value for cell in row] for row in openpyxl.load_workbook(record)["发送记录"].iter_rows(min_row=4)]
    assert [row[3] for row in listed].count("莲都区") == 2


@pytest.mark.parametrize("what", ["line", "digest"])
def test_what_was_deleted_from_the_record_does_not_go_out_again_in_silence(
    prepared: Prepared, server: Running, post: Post, tmp_path: Path, what: str
) -> None:
    go(prepared, server, tmp_path)
    record = tmp_path / "发送记录.xlsx"
    book = openpyxl.load_workbook(record)
    assert book["以前的记录"].sheet_state == "hidden"
    if what == "line":
        book["发送记录"].delete_rows(4)
    else:
        book["发送记录"].cell(4, 12).value = None
    book.save(record)
    for _ in range(2):
        report = go(replace(prepared, notes={}), server, tmp_path)
        assert outcomes(report) == ["uncertain", *["already_sent"] * 4]
        assert "被删掉了" in report.letters[0].note
    assert len(post.mails) == 5
    assert outcomes(go(prepared, server, tmp_path, resend_uncertain=True)) == ["sent", *["already_sent"] * 4]
    assert outcomes(go(prepared, server, tmp_path)) == ["already_sent"] * 5
    assert len(post.mails) == 6


def test_a_changed_mail_to_a_unit_whose_line_was_deleted_is_said(
    prepared: Prepared, server: Running, tmp_path: Path
) -> None:
    go(prepared, server, tmp_path)
    record = tmp_path / "发送记录.xlsx"
    book = openpyxl.load_workbook(record)
    book["发送记录"].delete_rows(4)
    book.save(record)
    first, *others = prepared.mails
    changed = replace(prepared, mails=[(replace(first[0], body="请改期报送。"), first[1]), *others], notes={})
    waiting(changed, record)
    assert "这封是再发" in changed.notes["莲都区"]
