"""Random workbooks, each the same for its seed: written by openpyxl or XlsxWriter, never by our own writers."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from tests.compare import random_words as words
from tests.compare.random_sheets import PROGRESS, TASKS, Plan, contacts, continuation, table

NAMES = ("整改进展", "Sheet1", "表一", "12月", "进展情况表", "台账", "任务清单", "附件2")
_ERRORS = re.compile(r"#(?:N/A|REF!)")
_ILLEGAL = re.compile(r"[\[\]:*?/\\]")
_FIXED = datetime(2022, 12, 1)


def book(seed: int) -> bytes:
    """The workbook of a seed."""
    rng = Random(f"book {seed}")
    return _written(rng, _plans(rng))


def county(seed: int, unit: str) -> bytes:
    """A county's workbook of a round, with one table of its own rows."""
    rng = Random(f"county {seed} {unit}")
    return _written(rng, [table(rng, "整改进展", PROGRESS, units=(unit,), rows=rng.randint(3, 9))])


def task_list(seed: int) -> bytes:
    rng = Random(f"tasks {seed}")
    return _written(rng, [table(rng, "任务清单", TASKS, rows=rng.randint(5, 12))])


def _plans(rng: Random) -> list[Plan]:
    chance = rng.random()
    name = rng.choice(NAMES)
    if chance < 0.5:
        plans = [table(rng, name, PROGRESS, units=(words.unit(rng),))]
    elif chance < 0.7:
        chosen = tuple(rng.sample(words.COUNTIES, rng.randint(2, 6)))
        plans = [table(rng, name, PROGRESS, units=chosen, rows=rng.randint(4, 18))]
    elif chance < 0.85:
        plans = [table(rng, name, TASKS)]
    elif chance < 0.93:
        plans = [table(rng, unit, PROGRESS, units=(unit,)) for unit in rng.sample(words.COUNTIES, rng.randint(2, 4))]
    else:
        plans = [table(rng, name, PROGRESS), table(rng, "第二张", rng.choice((PROGRESS, TASKS)))]
    if rng.random() < 0.15:
        plans.insert(rng.randrange(len(plans) + 1), contacts(rng, "通讯录"))
    if rng.random() < 0.1:
        plans.append(continuation(rng, "表二（续）"))
    if rng.random() < 0.05:
        plans.append(Plan("空表"))
    if len(plans) > 1 and rng.random() < 0.3:
        plans[-1].state = rng.choice(("hidden", "veryHidden"))
    for plan in plans:
        plan.protected = rng.random() < 0.06
    return plans


def _written(rng: Random, plans: list[Plan]) -> bytes:
    return settled(_by_openpyxl(plans) if rng.random() < 0.6 else _by_xlsxwriter(plans))


def _by_openpyxl(plans: list[Plan]) -> bytes:
    file = openpyxl.Workbook()
    file.remove(file.active)
    for plan in plans:
        sheet = file.create_sheet(_ILLEGAL.sub("_", plan.name))
        for (row, column), value in plan.cells.items():
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.alignment = Alignment(wrap_text=True)
            if row in plan.struck:
                cell.font = Font(strike=True)
            if (row, column) in plan.formats:
                cell.number_format = plan.formats[row, column]
        for top, left, bottom, right in plan.merged:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in plan.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in plan.hidden_columns:
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        for (row, column), text in plan.notes.items():
            cell = sheet.cell(row, column)
            if hasattr(cell, "comment") and type(cell).__name__ == "Cell":
                cell.comment = Comment(text, "某某")
        sheet.sheet_state = plan.state
        sheet.protection.sheet = plan.protected
        if plan.filtered:
            top, left, bottom, right = plan.filtered
            sheet.auto_filter.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _by_xlsxwriter(plans: list[Plan]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_urls": False, "strings_to_formulas": False}) as file:
        file.set_properties({"created": _FIXED})
        for place, plan in enumerate(plans):
            sheet = file.add_worksheet(_ILLEGAL.sub("_", plan.name))
            covered = {
                (row, column): (top, left)
                for top, left, bottom, right in plan.merged
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
            }
            for top, left, bottom, right in plan.merged:
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
            for (row, column), value in plan.cells.items():
                if covered.get((row, column), (row, column)) == (row, column):
                    _enter(sheet, row - 1, column - 1, value, file.add_format(_look(plan, row, column, value)))
            for row in plan.hidden_rows:
                sheet.set_row(row - 1, None, None, {"hidden": True})
            for column in plan.hidden_columns:
                sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
            for (row, column), text in plan.notes.items():
                sheet.write_comment(row - 1, column - 1, text)
            if plan.state == "hidden" and place:
                sheet.hide()
            elif plan.state == "veryHidden" and place:
                sheet.very_hidden()
            if plan.protected:
                sheet.protect()
            if plan.filtered:
                top, left, bottom, right = plan.filtered
                sheet.autofilter(top - 1, left - 1, bottom - 1, right - 1)
    return out.getvalue()


def _look(plan: Plan, row: int, column: int, value: Any) -> dict[str, Any]:
    look: dict[str, Any] = {"text_wrap": isinstance(value, str)}
    if row in plan.struck:
        look["font_strikeout"] = True
    if (row, column) in plan.formats:
        look["num_format"] = plan.formats[row, column]
    elif hasattr(value, "year"):
        look["num_format"] = "yyyy-mm-dd"
    return look


def _enter(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if isinstance(value, str) and _ERRORS.fullmatch(value):
        sheet.write_formula(row, column, "=NA()" if "N" in value else "=INDEX(A1,9)", look, value)
    elif isinstance(value, str) and value.startswith("="):
        sheet.write_formula(row, column, value, look, "#DIV/0!" if value == "=1/0" else 7)
    elif value is not None:
        sheet.write(row, column, value, look)


def settled(data: bytes) -> bytes:
    """A package without the moment of its making: the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>2022-12-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, (2022, 12, 1, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def word_document(path: Path, tables: list[list[list[str]]]) -> None:
    """A Word document of plain tables."""
    from docx import Document  # type: ignore[import-not-found, unused-ignore]

    document = Document()
    for rows in tables:
        document.add_paragraph("整改进展情况表")
        page = document.add_table(rows=len(rows), cols=len(rows[0]))
        for line, row in zip(page.rows, rows, strict=True):
            for cell, text in zip(line.cells, row, strict=True):
                cell.text = text
    document.save(str(path))
