"""Old document formats turned into .docx, and what is printed into PDF, by LibreOffice, when it is on the machine."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from xl_tools.books.file.guard import MB
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression

TIMEOUT, FOR_A_MEGABYTE = 300, 60
"""Seconds by the clock that one conversion may take, and so many more for each megabyte: on a busy machine the start
alone takes a minute."""

_THEN = b"20000101000000"
_MOMENT = expression(rb"/CreationDate\(D:([^()]{1,30})\)")
_DIGESTS = expression(rb"<([0-9A-F]{32})>|/DocChecksum /([0-9A-F]{32})")


def office() -> str | None:
    """The program's path; None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@contextmanager
def as_docx(path: Path, suffix: str) -> Iterator[Path]:
    """A .docx with the content of a document in another format; it is gone afterwards, the original is not touched.

    ``suffix`` names the format that the content has, whatever the file is called. Raises UserError when LibreOffice
    is not installed or cannot read the file.
    """
    program = office()
    if program is None:
        raise UserError(
            f"“{path.name}”是旧格式文档，要用 LibreOffice 转换，这台机器上没有安装；"
            "请用 Word 或 WPS 另存为 .docx 后再导入，或安装 LibreOffice。"
        )
    again = "请用 Word 或 WPS 另存为 .docx 后再导入。"
    with tempfile.TemporaryDirectory(prefix="xl-tools-", ignore_cleanup_errors=True) as name:
        source = Path(name) / f"文档{suffix}"
        shutil.copyfile(path, source)
        yield _converted(program, source, "docx", path.name, again)


def as_pdf(data: bytes, name: str) -> bytes | None:
    """A workbook or document as it prints, the same bytes each time; None where LibreOffice is not installed. ``name``
    is what people call it, with the ending of its format. Raises UserError when it does not get done."""
    program = office()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="xl-tools-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"打印稿{Path(name).suffix}"
        source.write_bytes(data)
        return without_moment(_converted(program, source, "pdf", name, f"请打开“{name}”另存为 PDF。").read_bytes())


def without_moment(paper: bytes) -> bytes:
    """A PDF without the moment at which LibreOffice wrote it, and with digests that do not hang on it. Only the
    trailing part is looked at, where these stand; no byte moves, so that the addresses in it hold."""
    last = paper.rfind(b"/CreationDate(D:")
    if last < 0:
        return paper
    head, tail = paper[:last], _MOMENT.sub(lambda found: _put(found, _THEN + found[1][len(_THEN) :]), paper[last:])
    digest = hashlib.sha256(head + _DIGESTS.sub(b"", tail)).hexdigest()[:32].upper().encode()
    return head + _DIGESTS.sub(lambda found: _put(found, digest), tail)


def _put(found: re.Match[bytes], new: bytes) -> bytes:
    """What was found, with something else of the same length as its group."""
    return found[0].replace(found[found.lastindex or 0], new)


def _converted(program: str, source: Path, ending: str, name: str, otherwise: str) -> Path:
    """A file in another format, beside the source. Raises UserError; ``otherwise`` says what to do then."""
    # A profile of its own: an open LibreOffice window neither blocks the run nor is touched by it.
    profile, out = (source.parent / "profile").as_uri(), source.parent / "out"
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", ending]
    seconds = TIMEOUT + FOR_A_MEGABYTE * source.stat().st_size // MB
    try:
        code = _run([*command, "--outdir", str(out), str(source)], seconds)
    except subprocess.TimeoutExpired:
        raise UserError(f"“{name}”转换超过 {seconds} 秒，已停止；{otherwise}") from None
    except OSError:
        raise UserError(f"“{name}”没有转换成功，LibreOffice 无法启动；请检查安装。") from None
    result = out / f"{source.stem}.{ending}"
    if code or not result.is_file():
        raise UserError(f"“{name}”没有转换成功，文件可能已损坏或设有密码；{otherwise}")
    return result


def _run(command: Sequence[str], seconds: float) -> int:
    """Run a program to its end, for so many seconds at most; gives its exit code. What it has started ends with it:
    ``soffice`` starts another one, which would go on working."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as program:
        try:
            return program.wait(seconds)
        except BaseException:
            if sys.platform == "win32":
                program.kill()
            else:
                os.killpg(program.pid, signal.SIGKILL)
            raise
