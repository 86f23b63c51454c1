"""A click on 校验本表, as the add-in makes it: Python starts, the command runs, the sheet is checked and marked.

    python -m tests.bench.click FILE      one click, in this process

``make bench`` starts it several times. Excel is the double of the tests; what it costs to set that up (openpyxl, which
no click on Windows imports) is taken off. Seconds here, as everywhere, hold for one machine; ratios hold.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

MODULES = ("pandas", "polars", "matplotlib", "xlsxwriter", "rich", "typer", "pydantic")
"""What a click must not import. (openpyxl comes with the double and brings numpy and PIL.)"""


@dataclass(frozen=True)
class Click:
    """Seconds from the start of Python to the message, and of the work in a process that is already there; ``busy`` are
    those of the first that a processor worked, however long it was kept waiting."""

    cold: float
    warm: float
    busy: float
    imported: tuple[str, ...]


def click(file: Path) -> None:
    """One click; prints what it took, without the double's own time."""
    import xl_tools.books.excel.quick_xlwings  # noqa: F401  # first, as the add-in's command line does

    began, worked = time.perf_counter(), time.process_time()
    from tests.doubles.addin import Addin
    from tests.doubles.excel import Excel

    excel = Excel()
    addin = Addin(excel)
    excel.open_book(file)
    double, worked = time.perf_counter() - began, time.process_time() - worked
    command = "from xl_tools import ribbon; ribbon.check()"
    exec(command, {})
    busy = time.process_time() - worked
    began = time.perf_counter()
    exec(command, {})
    warm = time.perf_counter() - began
    assert addin.left is not None
    assert addin.left[1].startswith("校验完成"), addin.left
    imported = [name for name in MODULES if name in sys.modules]
    print(json.dumps({"double": double, "warm": warm, "busy": busy, "imported": imported}))


def measure(file: Path, runs: int = 3) -> Click:
    """The best of several clicks, each in a process of its own; the second click of that process is the warm one."""
    best = Click(float("inf"), float("inf"), float("inf"), ())
    for _ in range(runs):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.click", str(file)], capture_output=True, text=True, check=True
        )
        took = time.perf_counter() - began
        told = json.loads(done.stdout)
        cold = took - told["double"] - told["warm"]
        best = Click(
            cold=min(best.cold, cold),
            warm=min(best.warm, told["warm"]),
            busy=min(best.busy, told["busy"]),
            imported=(*told["imported"],),
        )
    return best


if __name__ == "__main__":
    click(Path(sys.argv[1]))
