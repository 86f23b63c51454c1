"""Twins of the published tables: the same kinds of thing in the same cells, every sentence our own.

They stand for the published ones where these are not at hand; a test that takes ``city_table`` runs over both.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import xlsxwriter

HEADINGS = ("地市名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况\n及存在问题", "备注")


def city_table(path: Path) -> Path:
    """A city's progress table of eleven tasks, in the standard form."""
    said = _said("city_table")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("整改进展")
        sheet.write_string("A1", "附件")
        sheet.merge_range("A2:G2", said["title"])
        sheet.write_row("A3", HEADINGS)
        for place, row in enumerate(said["rows"], 3):
            texts = [said["area"], *(row[key] for key in ("serial", "task", "plan", "deadline", "progress"))]
            sheet.write_row(place, 0, [*texts, said[row["status"]]])
    return path


def _said(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
