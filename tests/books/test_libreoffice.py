"""A LibreOffice that hangs: it is ended with all that it started, and a sentence says so."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from xl_tools.books.file import libreoffice
from xl_tools.core.errors import UserError


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the program")
def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As soffice does: the script starts another program, which goes on writing into the profile."""
    program = tmp_path / "soffice"
    child = tmp_path / "child"
    program.write_text(f'#!/bin/sh\nsleep 60 &\necho $! > "{child}"\nwait\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(libreoffice, "TIMEOUT", 1)
    with pytest.raises(UserError, match="转换超过 1 秒，已停止"):
        libreoffice.as_pdf(b"", "文.docx")
    started = int(child.read_text())
    for _ in range(50):
        if not _runs(started):
            break
        time.sleep(0.1)
    assert not _runs(started)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_program_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UserError, match=r"“文\.docx”没有转换成功.*另存为 PDF"):
        libreoffice.as_pdf(b"", "文.docx")
