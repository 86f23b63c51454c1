"""Marks put into and taken out of a workbook of the double, as the buttons do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xl_tools.books.excel import sheet_painter
from xl_tools.books.excel.opened import Opened
from xl_tools.core.records import Finding
from xl_tools.marks.plan import MarkPlan, MarkResult, marking


def mark_open(book: Any, findings: Sequence[Finding], **how: Any) -> MarkResult:
    """Mark findings; ``how`` as for ``marking``."""
    opened = Opened(book)
    known = sheet_painter.known(opened, findings)
    result, _ = sheet_painter.paint(opened, MarkPlan(marking(findings, known, **how)), known)
    return result


def clear_open(book: Any) -> bool:
    """Clear; whether there was a mark."""
    opened = Opened(book)
    _, (said,) = sheet_painter.paint(opened, *sheet_painter.clearing(opened))
    return "已全部清除" in str(said)
