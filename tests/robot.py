"""A county's clerk as a program: fills in an issued workbook, with openpyxl as another office program would."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from xl_tools.core.records import Status
from xl_tools.parse.status.status_cell import render_status

FIRST_ROW = 4
PROGRESS, STATUS = 6, 7


def fill(
    source: Path,
    target: Path,
    answers: dict[int, tuple[str, str]],
    *,
    cells: dict[str, str] | None = None,
    saved: datetime | None = None,
) -> Path:
    """A copy of ``source`` in which task n (from 1) has the progress and status of ``answers[n]``; other tasks get an
    answer of the robot's own. ``cells`` are written last, locked or not."""
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    for place, row in enumerate(range(FIRST_ROW, sheet.max_row + 1), 1):
        unit, task = sheet.cell(row, 1).value, sheet.cell(row, 3).value
        own = (answer(unit, place, str(task)), ticked(Status.COMPLETED))
        progress, status = answers.get(place, own)
        sheet.cell(row, PROGRESS).value = progress or None
        sheet.cell(row, STATUS).value = status or None
    for cell, text in (cells or {}).items():
        sheet[cell] = text
    if saved:
        book.properties.modified = saved
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    if saved:
        stamp(target, saved)
    return target


def ticked(status: Status | None) -> str:
    return render_status(status)


def answer(unit: object, place: int, task: str) -> str:
    """A clean answer that names the unit and the task, so that it is found again wherever it goes."""
    topic = task.rpartition("：")[2][:10]
    return (
        f"1.{unit}组织专班逐一核查第{place}项（{topic}）涉及点位，建立清单{place + 3}条。\n"
        f"2.{unit}按清单完成第{place}项全部点位治理，2022年11月通过市级验收，公示期满后已销号。"
    )


def stamp(path: Path, saved: datetime) -> None:
    """openpyxl writes the clock's time whatever it is told; a clerk's machine writes its own."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = parts["docProps/core.xml"].decode()
    stamp = saved.strftime("%Y-%m-%dT%H:%M:%SZ")
    parts["docProps/core.xml"] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{stamp}", core).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
