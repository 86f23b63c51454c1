"""Two and three senders at once on one record, killed at random: ``python -m tests.round.mail.several --rounds 1000``.

A round: senders of two kinds of mail start within a moment of each other, try again while another has the record, and
are killed at random or not. Then, undisturbed, each kind is sent once more. No mail may have come twice; one that did
not come must be named as uncertain; and the record must know every mail of both kinds.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.round.mail.server import PASSWORD, SENDER, USER, Post, running
from xl_tools.app.mail import Prepared, send
from xl_tools.books.file.output import INDEX
from xl_tools.core.errors import UserError
from xl_tools.round.mail.mails import Attachment, Mail, MailKind
from xl_tools.round.mail.messages import message_bytes
from xl_tools.round.mail.send_log import SENT, UNCERTAIN, SendLog
from xl_tools.round.mail.smtp import Account

KINDS = (MailKind.ISSUE, MailKind.DISTRIBUTE)
UNITS = ("莲都区", "青田县", "缙云县")
PATIENCE = 10
"""Seconds for which a sender tries to get the record."""
LONGEST = 0.4
"""Seconds within which senders start and are killed; a sending takes about half of it."""


def mails(kind: MailKind) -> list[Mail]:
    return [
        Mail(kind, unit, "2022-12", (f"u{place}@county.example",), (), f"{unit}{kind.label}", "见附件。", (file,))
        for place, unit in enumerate(UNITS)
        for file in [Attachment(f"{unit}.txt", f"{kind.label}{unit}".encode())]
    ]


def prepared(kind: MailKind) -> Prepared:
    return Prepared(kind, [(mail, len(message_bytes(mail))) for mail in mails(kind)])


def send_patiently(kind: MailKind, account: Account, log: Path) -> dict[str, str]:
    """What became of each mail, by its key; {} when the record never was free."""
    made = prepared(kind)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            report = send(made, account, PASSWORD, log=log)
        except UserError as error:
            if "另一次发送" not in str(error):
                raise
            time.sleep(0.005)
            continue
        return {mail.key: line.outcome for (mail, _), line in zip(made.mails, report.letters, strict=True)}
    return {}


def worker() -> None:
    """Reads an order a line (``port``, ``ca_file``, ``log``, ``senders``: each a kind, when it starts and when it is
    killed, in seconds, null for never), and writes what each sender told (null where it was killed)."""
    import xl_tools.write.round_lists  # noqa: F401  (so that no child pays for it)

    for line in sys.stdin:
        order = json.loads(line)
        account = Account(
            "127.0.0.1", USER, SENDER, "starttls", order["port"], ca_file=Path(order["ca_file"]), timeout=5
        )
        children = []
        for kind, start, _ in order["senders"]:
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    time.sleep(start)
                    os.write(writing, json.dumps(send_patiently(MailKind(kind), account, Path(order["log"]))).encode())
                finally:
                    os._exit(0)
            os.close(writing)
            children.append((child, reading))
        began = time.monotonic()
        kills = [(at, child) for (_, _, at), (child, _) in zip(order["senders"], children, strict=True) if at]
        for at, child in sorted(kills):
            time.sleep(max(0.0, began + at - time.monotonic()))
            os.kill(child, 9)
        told = []
        for child, reading in children:
            with os.fdopen(reading) as stream:
                told.append(json.loads(stream.read() or "null"))
            os.waitpid(child, 0)
        print(json.dumps(told), flush=True)


class Rounds:
    """The server, and the process that forks senders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.round.mail.several", "--worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.seen: Counter[str] = Counter()

    def _order(self, account: Account, senders: list[Any]) -> list[dict[str, str] | None]:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        log = str(self._folder / "发送记录.xlsx")
        order = {"port": account.port, "ca_file": str(account.ca_file), "log": log, "senders": senders}
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        told: list[dict[str, str] | None] = json.loads(process.stdout.readline())
        return told

    def one(self, dice: random.Random, account: Account, post: Post) -> None:
        """Raises AssertionError when a mail came twice, or is lost."""
        log = self._folder / "发送记录.xlsx"
        log.unlink(missing_ok=True)
        log.with_name(INDEX).unlink(missing_ok=True)
        post.mails.clear()
        senders = []
        for _ in range(dice.choice((2, 3))):
            killed_at = dice.uniform(0.01, LONGEST) if dice.random() < 0.6 else None
            senders.append([dice.choice(KINDS), dice.uniform(0, LONGEST / 4), killed_at])
        at_once = self._order(account, senders)
        last: dict[str, str] = {}
        for kind in KINDS:
            (told,) = self._order(account, [[kind, 0, None]])
            assert told, "the record is still held by a dead process"
            last |= told
        came = Counter(message_from_bytes(data)["Message-ID"][1:33] for _, data in post.mails)
        record = SendLog.open(log)
        for mail in (mail for kind in KINDS for mail in mails(kind)):
            times, outcome = came.pop(mail.key[:32], 0), last[mail.key]
            assert times <= 1, f"{mail.subject} came {times} times"
            assert times == 1 or outcome == "uncertain", f"{mail.subject} never came: {outcome}"
            assert record.result(mail) == (UNCERTAIN if outcome == "uncertain" else SENT), mail.subject
            self.seen[outcome] += 1
        assert not came
        self.seen["killed"] += sum(told is None for told in at_once)
        self.seen["rounds"] += 1

    def close(self) -> None:
        self._process.communicate()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--rounds", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=1800, help="stop after this time")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    if chosen.worker:
        worker()
        return
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the server is told of each connection that dies
    until = time.monotonic() + chosen.seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        post = Post()
        rounds = Rounds(folder)
        with running(post, folder) as server:
            for seed in range(chosen.seed, chosen.seed + chosen.rounds):
                if time.monotonic() > until:
                    break
                try:
                    rounds.one(random.Random(seed), server.account, post)
                except AssertionError as error:
                    raise SystemExit(f"seed {seed}: {error}") from None
        rounds.close()
    print(dict(rounds.seen))


if __name__ == "__main__":
    main()
