"""Sending is killed, or the disk fails, at every step of writing the record: no mail goes out twice, and none is
passed over in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.round.mail.killed import LOG
from tests.round.mail.server import Post, running
from tests.trust.inputs import issued
from xl_tools.books.file.output import INDEX

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the process that is killed is forked")

RECEIVERS = ("a@county.example", "b@county.example")
Sender = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    folder = tmp_path_factory.mktemp("round")
    for name, data in issued().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.round.mail.killed", str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )

    def run(**order: object) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    yield run
    process.communicate()


@pytest.mark.parametrize("how", ["kill", "ENOSPC"])
def test_stopped_at_every_step_of_the_record(how: str, sender: Sender, tmp_path: Path) -> None:
    post = Post()
    with running(post, tmp_path) as server:
        order = {"folder": str(tmp_path), "port": server.account.port}
        first = sender(**order, at=0, how="")
        assert first["outcomes"] == dict.fromkeys(RECEIVERS, "sent")
        assert first["steps"] >= 20
        uncertain = 0
        for at in range(1, first["steps"] + 1):
            post.mails.clear()
            (tmp_path / LOG).unlink(missing_ok=True)
            (tmp_path / INDEX).unlink(missing_ok=True)
            stopped = sender(**order, at=at, how=how)
            assert stopped["code"] == (137 if how == "kill" else 0), stopped
            again = sender(**order, at=0, how="")["outcomes"]
            came = Counter(receivers[0] for receivers, _ in post.mails)
            for receiver in RECEIVERS:
                assert came[receiver] <= 1, (at, again)
                if again[receiver] == "uncertain":
                    uncertain += 1
                else:
                    assert came[receiver] == 1, (at, again)
                    assert again[receiver] in ("sent", "already_sent")
        assert uncertain  # the record does say so where it cannot know
