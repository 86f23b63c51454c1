"""Old formats (.xls, .xlsb, .ods) are read in a process of their own, with bounds on memory and time.

Their insides cannot be looked through beforehand as those of .xlsx can, and calamine sets up the whole rectangle of a
sheet: a few bytes of .xls can cost a gigabyte. Windows has no bound on a process's memory or work that Python can set;
there only the time by the clock is bounded.

The process first hands out the values, then what else the cells of an .xls tell (``biff_facts``). Where it ends in
between, or does not understand the file so closely, the values stand, and the rest is "not asked".
"""

from __future__ import annotations

import io
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

import python_calamine

from xl_tools.books.file.guard import PANIC, limit, refuse
from xl_tools.books.file.sniff import FileKind
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression

if TYPE_CHECKING:
    from xl_tools.books.file.biff_facts import OldFacts

Sheets = list[tuple[str, str, list[list[Any]], list[Any] | None, int, int]]
"""Name, how it is shown (in calamine's words), rows, merged ranges as calamine gives them (None where it does not look
at them), and how many rows and columns there are."""

_PASSWORD, _BROKEN = 3, 4


@dataclass(frozen=True, slots=True)
class ReadApart:
    """A workbook in an old format. ``facts`` is None where nothing but values could be read."""

    sheets: Sheets
    facts: OldFacts | None


def read_apart(data: bytes, name: str, kind: FileKind) -> ReadApart:
    """A workbook in an old format. Raises UserError when its values cannot be read within the bounds."""
    seconds = limit("time", "seconds")
    words = [
        limit("old", "memory_mb"),
        seconds,
        *(limit("sheet", name) for name in ("rows", "columns", "cells", "text_all")),
        limit("sheet", "struck") if kind is FileKind.LEGACY else 0,
    ]
    handed_out = b""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD.format(path=[path for path in sys.path if path]), *map(str, words)],
            input=data,
            capture_output=True,
            timeout=seconds * limit("time", "by_the_clock"),
            check=False,
        )
        handed_out = done.stdout
    except subprocess.TimeoutExpired as late:
        done, handed_out = None, late.stdout or b""
    if values := _whole(handed_out):
        sheets, end = values
        facts = _whole(handed_out[end:])
        return ReadApart(sheets, facts[0] if facts else None)
    if done is None or (hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU):
        raise refuse(name, f"读了 {seconds} 秒还没有读完，已停止；请删去多余的行列，另存为 .xlsx 再试")
    if done.returncode == _PASSWORD:
        raise UserError(f"“{name}”设有打开密码，无法读取；请在 Excel 中取消密码后重新保存。")
    if done.returncode == _BROKEN:
        raise UserError(f"“{name}”的内容已损坏，读不出表格；请用 Excel 打开并另存后再试。")
    raise refuse(name, "表格范围过大，无法读取；请删去远处的零散内容，另存为 .xlsx 再试")


def _whole(handed_out: bytes) -> tuple[Any, int] | None:
    """The first thing that the process handed out, and where the next one begins; None where it is not whole."""
    length = int.from_bytes(handed_out[:8], "little")
    end = 8 + length
    return (pickle.loads(handed_out[8:end]), end) if length and end <= len(handed_out) else None


def main(memory: int, seconds: int, rows: int, columns: int, cells: int, text: int, struck: int) -> int:
    """The child: the file on standard input, its sheets on standard output, and behind them what else its cells tell
    where ``struck`` is more than 0. Returns the exit code."""
    _bound(memory, seconds)
    data = sys.stdin.buffer.read()
    data = with_texts_in_utf16(data) if struck else data
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    try:
        values = _values(data, rows, columns, cells, text)
    except python_calamine.PasswordError:
        return _PASSWORD
    except (python_calamine.CalamineError, OSError, ValueError):
        return _BROKEN
    except BaseException as error:
        if type(error).__name__ == PANIC:
            return _BROKEN
        raise
    if values is None:
        return 1
    _hand_out(out, values)
    del values  # the memory is needed again
    if struck:
        with suppress(Exception):  # whatever a library raises on a file that it does not understand
            from xl_tools.books.file.biff_facts import old_facts

            _hand_out(out, old_facts(data, struck))
    return 0


def _values(data: bytes, rows: int, columns: int, cells: int, text: int) -> Sheets | None:
    """The sheets within the bounds; None where they hold more text."""
    found: Sheets = []
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for meta in workbook.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            end = sheet.end  # total_height and total_width are one short
            high, wide = (end[0] + 1, end[1] + 1) if end else (0, 0)
            kept = min(rows, high)
            across = min(columns, wide, max(cells // max(kept, 1), 1))
            values = [row[:across] for row in sheet.to_python(skip_empty_area=False, nrows=kept)]
            text -= sum(len(value) for row in values for value in row if isinstance(value, str))
            if text < 0:
                return None
            found.append((meta.name, str(meta.visible), values, sheet.merged_cell_ranges, high, wide))
    return found


_BOOK = expression(rb"\x09\x08[\x08\x10]\x00\x00\x06\x05\x00")
"""How the records of a workbook begin in BIFF8."""
_CODE_PAGE, _UTF_16 = 0x42, (1200).to_bytes(2, "little")
_BEFORE = 50
"""Records that may stand before the code page; it is among the first ten."""


def with_texts_in_utf16(data: bytes) -> bytes:
    """An .xls whose code page is the one that its texts have: in BIFF8 UTF-16 always ([MS-XLS] 2.4.52). Programs of
    other makers write 1252 or 936, which Excel does not mind; calamine takes it at its word and reads each half of a
    character by itself."""
    begun = _BOOK.search(data)
    at = begun.start() if begun else len(data)
    for _ in range(_BEFORE):
        head = data[at : at + 4]
        number, length = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
        if number == _CODE_PAGE and length == len(_UTF_16):
            return data[: at + 4] + _UTF_16 + data[at + 6 :]
        at += 4 + length
    return data


def _hand_out(out: BinaryIO, what: object) -> None:
    packed = pickle.dumps(what)
    out.write(len(packed).to_bytes(8, "little"))
    out.write(packed)
    out.flush()


def _bound(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# Isolated mode leaves out the environment and the current folder; the package's own place is added back.
_CHILD = """import sys
sys.path[:0] = {path!r}
from xl_tools.books.file.apart import main
sys.exit(main(*map(int, sys.argv[1:])))
"""
