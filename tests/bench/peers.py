"""What others would run for the same job. Each peer is a process of its own, start-up included.

python -m tests.bench.peers floor|polars|pandas|pandas-openpyxl|openpyxl FOLDER OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

HEADER_ROW = 3
"""The row of the heading in the generated county files."""


def pandas_script(files: list[Path], out: Path) -> None:
    """The script of a colleague who knows the quick libraries."""
    import pandas as pd

    frames = [pd.read_excel(file, header=HEADER_ROW - 1, engine="calamine") for file in files]
    pd.concat(frames).to_excel(out, index=False, engine="xlsxwriter")


def pandas_with_openpyxl(files: list[Path], out: Path) -> None:
    """The script that most write: nobody says which library reads, and pandas takes openpyxl."""
    import pandas as pd

    frames = [pd.read_excel(file, header=HEADER_ROW - 1, engine="openpyxl") for file in files]
    pd.concat(frames).to_excel(out, index=False, engine="openpyxl")


def polars_script(files: list[Path], out: Path) -> None:
    """The same with polars. Every column is text: one with numbers in a file and text in another cannot join."""
    import polars as pl

    options = {"header_row": HEADER_ROW - 1, "dtypes": "string"}
    frames = [pl.read_excel(file, engine="calamine", read_options=options) for file in files]
    pl.concat(frames).write_excel(out)


def openpyxl_copier(files: list[Path], out: Path) -> None:
    """Cells copied with their styles, so that the result looks like the counties' sheets."""
    from copy import copy

    import openpyxl

    book = openpyxl.Workbook()
    target = book.active
    next_row = 1
    for index, file in enumerate(files):
        source = openpyxl.load_workbook(file).worksheets[0]
        for row in source.iter_rows(min_row=1 if index == 0 else HEADER_ROW + 1):
            for cell in row:
                made = target.cell(next_row, cell.column, cell.value)
                if cell.has_style:
                    made.font = copy(cell.font)
                    made.border = copy(cell.border)
                    made.fill = copy(cell.fill)
                    made.number_format = cell.number_format
                    made.protection = copy(cell.protection)
                    made.alignment = copy(cell.alignment)
            next_row += 1
    book.save(out)


def floor(files: list[Path], out: Path) -> None:
    """Reading and writing the same cells and nothing else: what no roll-up can beat."""
    import python_calamine
    import xlsxwriter

    book = xlsxwriter.Workbook(str(out))
    sheet = book.add_worksheet()
    next_row = 0
    for index, file in enumerate(files):
        rows = (
            python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
        for row in rows[0 if index == 0 else HEADER_ROW :]:
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(next_row, column, value)
            next_row += 1
    book.close()


PEERS = {
    "floor": floor,
    "polars": polars_script,
    "pandas": pandas_script,
    "pandas-openpyxl": pandas_with_openpyxl,
    "openpyxl": openpyxl_copier,
}
LABELS = {
    "floor": "floor: calamine in, XlsxWriter out",
    "polars": "polars, calamine",
    "pandas": "pandas, calamine, XlsxWriter",
    "pandas-openpyxl": "pandas, openpyxl",
    "openpyxl": "openpyxl, cells with styles",
}

if __name__ == "__main__":
    PEERS[sys.argv[1]](sorted(Path(sys.argv[2]).rglob("*.xlsx")), Path(sys.argv[3]))
