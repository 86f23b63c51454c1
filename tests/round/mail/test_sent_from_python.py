"""``xl_tools.send_mails``, against a real server on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

import xl_tools
from tests.round.mail.server import PASSWORD, Post, Running
from tests.round.round_kit import addresses, task_table


def test_mails_are_sent_from_python(server: Running, post: Post, tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    issued = xl_tools.issue(tasks, out=tmp_path / "下发", period="2022-12", as_of="2022-12-01")
    people = addresses(tmp_path / "通讯录.xlsx", [["莲都区", "张三", "u1@county.example", ""]])
    account, asked = server.account, list[str]()

    def password() -> str:
        asked.append("once")
        return PASSWORD

    def go_on() -> list[str]:
        report = xl_tools.send_mails(
            "issue",
            issued.out,
            log=tmp_path / "发送记录.xlsx",
            host=account.host,
            port=account.port,
            user=account.user,
            sender=account.sender,
            security=account.security,
            ca_file=account.ca_file,
            password=password,
            addresses=people,
        )
        return [line.outcome for line in report.letters if line.outcome != "withheld"]

    assert (go_on(), go_on()) == (["sent"], ["already_sent"])
    assert asked == ["once"]
    assert [receivers for receivers, _ in post.mails] == [("u1@county.example",)]


def test_what_is_not_encrypted_is_not_sent_from_python(tmp_path: Path) -> None:
    with pytest.raises(xl_tools.UserError, match="security"):
        xl_tools.send_mails(
            "issue", "a", log=tmp_path / "a.xlsx", host="mail.example", user="a@b.example", security="none"
        )
    assert not list(tmp_path.iterdir())
