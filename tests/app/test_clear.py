"""Marks are taken out where there are some; a workbook without any is not written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.doubles.desk import spoil, write_table
from xl_tools.app.check import check
from xl_tools.app.mark import clear_all


def test_a_workbook_without_marks_is_not_written_in_place(tmp_path: Path) -> None:
    plain, marked = write_table(tmp_path / "甲.xlsx"), write_table(tmp_path / "乙.xlsx", spoil)
    original = marked.read_bytes()
    check([marked], as_of=date(2022, 12, 20), mark=True, in_place=True)
    before = plain.stat()
    cleared = {one.path.name: one for one in clear_all([tmp_path], in_place=True).files}
    assert (cleared["甲.xlsx"].found, cleared["甲.xlsx"].written) == (False, None)
    assert (plain.stat().st_mtime_ns, plain.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert cleared["乙.xlsx"].written == marked
    assert marked.read_bytes() == original
