"""What people do with results: put a file in the place of one, work in it; and what must then still be there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import keyring
import openpyxl
from keyring.backend import KeyringBackend

from tests.round.mail.server import PASSWORD, Post, running
from tests.trust.runner import run
from xl_tools.surfaces.folder import Watcher

DONE = (0, 1)
"""Exit codes of a command that did its job."""


def carry_out(said: list[str]) -> dict[str, Any]:
    """A command done as the command line does it; ``watch`` looks at its folder until all is done, what is sent goes to
    a server of its own."""
    if said[:2] == ["mail", "send"]:
        return _sent(said)
    if said[0] != "watch":
        return run(said)
    lines: list[str] = []
    watcher = Watcher(Path(said[1]), quiet=0.0, tell=lines.append)
    watcher.look()
    watcher.look()
    refused = [line for line in lines if line.endswith("会再试。")]
    return {"code": 2 if refused else 0, "out": "\n".join(lines), "err": "\n".join(refused)}


class _Keyring(KeyringBackend):
    """The system's keyring, which knows the password of the office."""

    priority = 1

    def get_password(self, service: str, username: str) -> str:
        del service, username
        return PASSWORD

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


def _sent(said: list[str]) -> dict[str, Any]:
    before = keyring.get_keyring()
    keyring.set_keyring(_Keyring())
    try:
        with tempfile.TemporaryDirectory() as folder, running(Post(), Path(folder)) as server:
            account = server.account
            way = ("--host", "localhost", "--port", str(account.port), "--ca-file", str(account.ca_file))
            return run([*said, *way, "--user", account.user])
    finally:
        keyring.set_keyring(before)


def place(how: str, read: Path, target: Path) -> str:
    """Put a file that is read where the result would stand; what to call it then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # a ledger that is carried stands there already
    if how == "symlink":
        target.symlink_to(read)
    elif how == "hard link":
        os.link(read, target)
    else:
        shutil.copy(read, target)
        return str(target)
    return str(read)


def edit(path: Path) -> None:
    """What a person does: words in a cell of a workbook, a line more in anything else."""
    if path.suffix != ".xlsx":
        path.write_bytes(path.read_bytes() + b"\n ")
        return
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(1, 30).value = "手工补记"
    book.save(path)


def assert_kept(edited: dict[str, bytes], now: dict[str, bytes], targets: list[str], said: str) -> None:
    """What stood there stands there still, or beside it, and that is said."""
    for target in targets:
        stem, _, ending = target.rpartition(".")
        beside = [now[one] for one in now if one.startswith(f"{stem}.备份") and one.endswith(ending)]
        assert edited[target] in (now[target], *beside), target
        assert now[target] == edited[target] or Path(target).name in said
