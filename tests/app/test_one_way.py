"""Check and roll-up judge a workbook in the same way: what counts in one counts in the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl

import xl_tools
from tests.app.test_roll_up import FAR, OPEN, found, rolled, table
from tests.conftest import ROOT
from xl_tools.core.records import Finding

AS_OF = date(2022, 12, 20)
REASON = "已请示市里，同意。"
LINES = (
    (3, OPEN, FAR, "1.已清运堆放点4处，还剩2处正在清运。"),
    (5, OPEN, FAR, "1.正在对场地逐处清理，下月完成。"),
)


def checked(path: Path, **options: object) -> Sequence[Finding]:
    (file,) = xl_tools.check([path], as_of=AS_OF, **options).files  # type: ignore[arg-type]
    return file.findings


def explained(path: Path, out: Path, code: str) -> Path:
    """The workbook marked, with a reason beside every finding of a code."""
    xl_tools.check([path], as_of=AS_OF, mark=True, out=out)
    book = openpyxl.load_workbook(out / path.name)
    lines = [row for row in book["校验结果"].iter_rows(min_row=7) if row[2].value == code]
    assert lines
    for row in lines:
        row[7].value = REASON
    book.save(out / path.name)
    return out / path.name


def reasons(findings: Sequence[Finding], code: str) -> list[str | None]:
    return [one.accepted for one in findings if one.code == code]


def test_a_reason_for_what_was_not_read_counts_in_both(tmp_path: Path) -> None:
    path = table(tmp_path / "in", "莲都区", *LINES)
    book = openpyxl.load_workbook(path)
    book.create_sheet("备查")["XFD1048576"] = 1
    book.save(path)
    assert reasons(checked(path), "S118") == [None]
    assert [one.accepted for one in found(rolled(path.parent), "S118")] == [None]
    explained(path, tmp_path / "out", "S118")
    assert reasons(checked(tmp_path / "out" / path.name), "S118") == [REASON]
    assert [one.accepted for one in found(rolled(tmp_path / "out"), "S118")] == [REASON]


def test_a_reason_of_last_period_counts_in_both(tmp_path: Path) -> None:
    lines = ((3, OPEN, FAR, "无"), LINES[1])
    before = explained(table(tmp_path / "11月", "莲都区", *lines), tmp_path / "上期", "M209")
    now = table(tmp_path / "12月", "莲都区", *lines)
    assert reasons(checked(now), "M209") == [None]
    assert reasons(checked(now, previous=before), "M209") == [REASON]
    assert [one.accepted for one in found(rolled(now.parent, previous=before), "M209")] == [REASON]


def test_one_module_reads_and_judges_workbooks() -> None:
    """Who reads tables or runs rules elsewhere begins a second way, and the two will disagree."""
    forbidden = re.compile(r"import .*\bread_sheets\b|rules\.engine import .*\brun\b|acceptance import .*\baccept\b")
    rooms = [ROOT / "xl_tools" / room for room in ("app", "surfaces", "round", "rollup", "scoring", "write", "sample")]
    names = {path.name for room in rooms for path in room.rglob("*.py") if forbidden.search(path.read_text("utf-8"))}
    assert names == {"examine.py"}
