"""What people do with results: put a file in the place of one, work in it; and what must then still be there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import openpyxl

from tests.trust.runner import run
from xl_tools.surfaces.folder import Watcher

DONE = (0, 1)
"""Exit codes of a command that did its job."""


def carry_out(said: list[str]) -> dict[str, Any]:
    """A command done as the command line does it; ``watch`` looks at its folder until all is done."""
    if said[0] != "watch":
        return run(said)
    lines: list[str] = []
    watcher = Watcher(Path(said[1]), quiet=0.0, tell=lines.append)
    watcher.look()
    watcher.look()
    refused = [line for line in lines if line.endswith("会再试。")]
    return {"code": 2 if refused else 0, "out": "\n".join(lines), "err": "\n".join(refused)}


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
