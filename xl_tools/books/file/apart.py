"""Old formats (.xls, .xlsb, .ods) are read in a process of their own, with bounds on memory and time.

Their insides cannot be looked through beforehand as those of .xlsx can, and calamine sets up the whole rectangle of a
sheet: a few bytes of .xls can cost a gigabyte. Windows has no bound on a process's memory or work that Python can set;
there only the time by the clock is bounded.
"""

from __future__ import annotations

import io
import pickle
import signal
import subprocess
import sys
from typing import Any

import python_calamine

from xl_tools.books.file.guard import PANIC, limit, refuse
from xl_tools.core.errors import UserError

Sheets = list[tuple[str, str, list[list[Any]], list[Any] | None, int, int]]
"""Name, how it is shown (in calamine's words), rows, merged ranges as calamine gives them (None where it does not look
at them), and how many rows and columns there are."""

_PASSWORD, _BROKEN = 3, 4


def read_apart(data: bytes, name: str) -> Sheets:
    """The sheets of a workbook in an old format. Raises UserError when it cannot be read within the bounds."""
    seconds = limit("time", "seconds")
    words = [
        limit("old", "memory_mb"),
        seconds,
        *(limit("sheet", name) for name in ("rows", "columns", "cells", "text_all")),
    ]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD.format(path=[path for path in sys.path if path]), *map(str, words)],
            input=data,
            capture_output=True,
            timeout=seconds * limit("time", "by_the_clock"),
            check=False,
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or (hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU):
        raise refuse(name, f"读了 {seconds} 秒还没有读完，已停止；请删去多余的行列，另存为 .xlsx 再试")
    if done.returncode == _PASSWORD:
        raise UserError(f"“{name}”设有打开密码，无法读取；请在 Excel 中取消密码后重新保存。")
    if done.returncode == _BROKEN:
        raise UserError(f"“{name}”的内容已损坏，读不出表格；请用 Excel 打开并另存后再试。")
    if done.returncode:
        raise refuse(name, "表格范围过大，无法读取；请删去远处的零散内容，另存为 .xlsx 再试")
    sheets: Sheets = pickle.loads(done.stdout)
    return sheets


def main(memory: int, seconds: int, rows: int, columns: int, cells: int, text: int) -> int:
    """The child: the file on standard input, its sheets on standard output. Returns the exit code."""
    _bound(memory, seconds)
    found: Sheets = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as workbook:
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
                    return 1
                found.append((meta.name, str(meta.visible), values, sheet.merged_cell_ranges, high, wide))
    except python_calamine.PasswordError:
        return _PASSWORD
    except (python_calamine.CalamineError, OSError, ValueError):
        return _BROKEN
    except BaseException as error:
        if type(error).__name__ == PANIC:
            return _BROKEN
        raise
    sys.stdout.buffer.write(pickle.dumps(found))
    sys.stdout.buffer.flush()
    return 0


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
