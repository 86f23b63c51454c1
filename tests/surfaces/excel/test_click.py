"""What a click on 校验本表 costs: no library that it does not use, and not much time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.click import measure
from tests.doubles.desk import spoil, write_table


def test_a_click_imports_no_library_of_tables_and_is_quick(tmp_path: Path) -> None:
    click = measure(write_table(tmp_path / "a.xlsx", spoil, rows=20), runs=2)
    assert click.imported == ()
    # Seconds of work, not of waiting: 0.4 here. The promise of 0.9 s by the clock is kept by `make bench`.
    assert click.busy < 2.5


def test_xlwings_comes_without_pandas_which_can_still_be_imported_later() -> None:
    code = (
        "import sys, xl_tools.books.excel.quick_xlwings; "
        "print([name for name in xl_tools.books.excel.quick_xlwings.UNUSED if name in sys.modules]); "
        "import pandas, numpy; print(pandas.DataFrame([1]).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "(1, 1)"]


def test_the_buttons_import_nothing_slow() -> None:
    slow = ["pandas", "numpy", "openpyxl", "xlsxwriter", "pydantic", "rich", "typer", "watchdog", "pyopenvba"]
    code = (
        "import sys, xl_tools.ribbon, xl_tools.surfaces.excel.functions; "
        f"print([name for name in {slow} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
