"""A process that sends mails and is killed, or whose disk fails, at a given step of writing.

Reads one JSON object a line: ``{"folder", "port", "how", "at"}``; forks, sends in the child, and writes one a line:
how the child ended, what it says of each mail (null where it was stopped), and how many steps it took.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.round.mail.server import PASSWORD, SENDER, USER
from tests.trust import faults
from xl_tools.app.mail import Prepared, prepare, send
from xl_tools.core.errors import UserError
from xl_tools.round.mail.smtp import Account

LOG = "发送记录.xlsx"


def send_in_child(order: dict[str, Any], prepared: Prepared, writing: int) -> None:
    folder = Path(order["folder"])
    account = Account(
        host="127.0.0.1",
        user=USER,
        sender=SENDER,
        security="starttls",
        port=order["port"],
        name="丽水市督察整改办",
        ca_file=folder / "ca.pem",
        timeout=5,
    )
    outcomes: dict[str, str] = {}
    faults.install({"at": order["at"], "how": order["how"]})
    try:
        report = send(prepared, account, PASSWORD, log=folder / LOG)
        outcomes = {line.to[0]: line.outcome for line in report.letters if line.to}
    except UserError as error:
        outcomes = {"error": str(error)}
    steps = len(faults.points())
    os.write(writing, json.dumps({"outcomes": outcomes, "steps": steps}).encode())


def main() -> None:
    folder = Path(sys.argv[1])
    prepared = prepare("下发", [folder / "下发"], addresses=folder / "通讯录.xlsx")
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            code = 70
            try:
                send_in_child(json.loads(line), prepared, writing)
                code = 0
            finally:
                os._exit(code)
        os.close(writing)
        with os.fdopen(reading) as stream:
            told = json.loads(stream.read() or '{"outcomes": null, "steps": 0}')
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps(told | {"code": code}), flush=True)


if __name__ == "__main__":
    main()
