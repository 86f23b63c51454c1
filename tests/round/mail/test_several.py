"""Two runs and one record: the second is told so, a dead run holds nothing, and neither loses the other's lines."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.round.mail.server import PASSWORD, Post, running
from tests.round.mail.several import KINDS, Rounds, mails, prepared
from xl_tools.app.mail import send
from xl_tools.books.file.output import Output
from xl_tools.books.file.sole_run import sole_run
from xl_tools.core.errors import UserError
from xl_tools.round.mail.send_log import FAILED, HEADINGS, SENT, UNCERTAIN, SendLog

NOW = datetime(2022, 12, 20, 9)


def test_the_second_run_sends_nothing_and_says_why(tmp_path: Path) -> None:
    log = tmp_path / "发送记录.xlsx"
    post = Post()
    with running(post, tmp_path) as server:
        with SendLog.held(log, Output()), pytest.raises(UserError, match="另一次发送正在用发送记录“发送记录"):
            send(prepared(KINDS[0]), server.account, PASSWORD, log=log)
        assert (post.mails, post.logins) == ([], 0)
        assert send(prepared(KINDS[0]), server.account, PASSWORD, log=log).exit_code == 0


def test_a_link_to_the_record_is_the_record(tmp_path: Path) -> None:
    log, link = tmp_path / "发送记录.xlsx", tmp_path / "近路.xlsx"
    try:
        link.symlink_to(log)
    except OSError:
        pytest.skip("no links here")
    with SendLog.held(log, Output()), pytest.raises(UserError, match="另一次发送"), SendLog.held(link, Output()):
        pass


def test_what_a_dead_process_held_is_free(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from xl_tools.books.file.sole_run import sole_run\n"
        "with sole_run(Path(sys.argv[1]), taken=''): print('held', flush=True); time.sleep(60)"
    )
    log = tmp_path / "发送记录.xlsx"
    holder = subprocess.Popen([sys.executable, "-c", code, str(log)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(UserError, match="占用"), sole_run(log, taken="占用"):
        pass
    holder.kill()
    holder.communicate()
    with sole_run(log, taken="占用"):
        pass


def test_lines_that_came_in_meanwhile_stay(tmp_path: Path) -> None:
    """The other kind's lines, and the word of a person who asked the receiver."""
    log = tmp_path / "发送记录.xlsx"
    (first, second, third), (other, *_) = map(mails, KINDS)
    record = SendLog.open(log)
    record.write(first, UNCERTAIN, 1, "", NOW)
    record.write(second, SENT, 1, "", NOW)
    SendLog.open(log).write(other, SENT, 1, "", NOW)
    _say(log, first.key, SENT)
    _say(log, second.key, FAILED)  # as an older copy of the file would
    record.write(third, SENT, 1, "", NOW)
    now = SendLog.open(log)
    assert [now.result(mail) for mail in (first, second, third, other)] == [SENT] * 4


def test_words_of_a_person_s_own_are_not_a_reason_to_send_again(tmp_path: Path) -> None:
    log = tmp_path / "发送记录.xlsx"
    first, *_ = mails(KINDS[0])
    SendLog.open(log).write(first, UNCERTAIN, 1, "", NOW)
    _say(log, first.key, "电话问过，收到了")
    assert SendLog.open(log).result(first) == UNCERTAIN


def _say(log: Path, key: str, result: str) -> None:
    book = openpyxl.load_workbook(log)
    page = book["发送记录"]
    for row in range(4, page.max_row + 1):
        if page.cell(row, len(HEADINGS)).value == key:
            page.cell(row, HEADINGS.index("结果") + 1).value = result
    book.save(log)


@pytest.mark.skipif(sys.platform == "win32", reason="the senders are forked")
def test_senders_at_once_killed_at_random(tmp_path: Path) -> None:
    post = Post()
    rounds = Rounds(tmp_path)
    with running(post, tmp_path) as server:
        for seed in range(5):
            rounds.one(random.Random(seed), server.account, post)
    rounds.close()
    assert rounds.seen["rounds"] == 5
    assert rounds.seen["killed"]
