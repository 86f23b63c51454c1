"""Random workbooks, saved as .xls and as .xlsx by the same program: both are read and judged the same."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.compare.random_books import book
from xl_tools.app.examine import Examined, Occasion, examine
from xl_tools.books.file.reader import read_book

COUNT = 25


def saved(folder: Path, ending: str) -> Path:
    """The workbooks of a folder as LibreOffice saves them, all in one run."""
    out = folder / f"als {ending}"
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    books = map(str, sorted(folder.glob("*.xlsx")))
    command += ["--convert-to", ending, "--outdir", str(out), *books]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out


def judged(path: Path) -> Examined:
    return examine(read_book(path), Occasion(as_of=date(2022, 12, 20)))


@pytest.mark.real("soffice")
def test_random_workbooks_are_read_the_same_as_xls(tmp_path: Path) -> None:
    for seed in range(COUNT):
        (tmp_path / f"{seed}.xlsx").write_bytes(book(seed))
    old, new = saved(tmp_path, "xls"), saved(tmp_path, "xlsx")
    struck = 0
    for seed in range(COUNT):
        one, other = judged(old / f"{seed}.xls"), judged(new / f"{seed}.xlsx")
        assert one.findings == other.findings, seed
        assert [replace(sheet, path="", not_asked=frozenset()) for sheet in one.sheets] == [
            replace(sheet, path="", not_asked=frozenset()) for sheet in other.sheets
        ], seed
        struck += sum(len(sheet.struck_rows) for sheet in one.sheets)
    assert struck, "nothing struck was among them"
