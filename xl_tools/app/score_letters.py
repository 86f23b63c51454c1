"""考核结果告知: drafts, one unit each, of what an assessment gave it, where it lost points, and how it may object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.app.report_info import read_info
from xl_tools.app.score import score
from xl_tools.books.file.disk import is_there
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.dates import read_day
from xl_tools.core.file_names import safe_name
from xl_tools.core.text import number_text
from xl_tools.core.working_days import national
from xl_tools.data import load
from xl_tools.reports.document import Letter, LetterReport
from xl_tools.reports.lost import Lost
from xl_tools.reports.score import OfficeScore, ScoreSheet
from xl_tools.scoring.table.scheme import TOTAL
from xl_tools.write.documents.fill import fill
from xl_tools.write.documents.register import Entered, entered_in, register_bytes
from xl_tools.write.documents.template import template_bytes
from xl_tools.write.documents.values import cn_date, office_words

_CENT = Decimal("0.01")


def is_score_letter(kind: str) -> bool:
    """Whether ``letter --kind`` asks for these."""
    asked = load("documents")["score_letter"]
    return kind in (asked["name"], asked["letter"])


def score_letters(
    path: StrPath, *, out: StrPath, today: date, register: StrPath | None = None, info: StrPath | None = None
) -> LetterReport:
    """Draft a letter to every unit of a scored workbook, into a folder: total, grade and place, each loss with its
    reason, evidence and stage, and how to object.

    ``register`` is the workbook in which letters are entered, each once a day of the letter; ``info`` is what only the
    office knows. ``today`` is the day of the letter where ``info`` has none. No letter holds a word of another unit.
    Raises UserError where the workbook is no assessment.
    """
    asked = load("documents")["score_letter"]
    source, folder = Path(path), Path(out)
    given = read_info(Path(info) if info is not None else None)
    output = Output.beside(source, info)
    sheet = score(source)
    entered = list(entered_in(read_book(Path(register)))) if register is not None and is_there(Path(register)) else []
    output_folder(folder)
    said = next(iter(given.get("date", ())), "")
    sent = read_day(said, today) if said else today
    reply = national().end_of(sent + timedelta(days=1), int(asked["days"])).day
    # Each letter has a number and a title of its own: those that are given are another paper's.
    doc = office_words({**given, "number": (), "title": ()}, f"{sheet.title}结果告知书")
    written = []
    for office in sheet.offices:
        target = folder / f"{safe_name(asked['letter'] + f'（{office.name}）')}.docx"
        fields = {**_fields(sheet, office), "reply": cn_date(reply), "doc": doc}
        output.write(target, fill(template_bytes(asked["template"]), fields, f"自带的{asked['letter']}"))
        items = tuple(lost.item for lost in office.lost)
        written.append(Letter(unit=office.name, tasks=items, reply_by=reply, path=str(target)))
    if register is not None:
        there = {one.same for one in entered}
        new = [one for letter in written if (one := _entered(asked, letter, sent)).same not in there]
        output.write(Path(register), register_bytes([*entered, *new]))
    return LetterReport(
        source=str(source),
        kind=str(asked["letter"]),
        letters=tuple(written),
        register_file=str(register) if register is not None else None,
        kept=tuple(output.kept),
    )


def _fields(sheet: ScoreSheet, office: OfficeScore) -> dict[str, Any]:
    alike = [one for one in sheet.offices if one.rank and (one.kind, one.category) == (office.kind, office.category)]
    return {
        "unit": office.name,
        "assessment": sheet.title,
        "total": f"{_points(office.total)}分" if office.total is not None else "没有定",
        "grade": office.grade or "",
        "rank": office.rank,
        "count": len(alike),
        "groups": _parts(office),
        "gates": office.gates,
        "lost": [_told(lost) for lost in office.lost],
        "objection": _sentence(sheet.objection) or "对结果有异议的，附佐证材料，",
    }


def _parts(office: OfficeScore) -> list[Mapping[str, str]]:
    """The parts of the total, as the workbook names them."""
    parts: Mapping[str, Decimal | None] = {name: points for name, points in office.groups.items() if name != TOTAL}
    if not office.groups:
        parts = {"工作目标": office.work, "过程": office.process, "评价": office.evaluation}
    parts = {**parts, "加扣分": office.bonus} if office.bonus else parts
    return [{"name": name, "points": _points(points)} for name, points in parts.items() if points is not None]


def _told(lost: Lost) -> dict[str, str]:
    return {
        "item": lost.item,
        "points": _points(lost.points),
        "reason": lost.reason.rstrip("。"),
        "evidence": lost.evidence.rstrip("。"),
        "stage": lost.stage,
        "why": lost.why.rstrip("。"),
    }


def _points(points: Decimal) -> str:
    return number_text(points.quantize(_CENT))


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith("。") else f"{text}。"


def _entered(asked: Mapping[str, Any], letter: Letter, sent: date) -> Entered:
    return Entered(
        kind=str(asked["letter"]),
        number="",
        sent="",
        unit=letter.unit,
        tasks=_first(letter.tasks),
        day=cn_date(sent),
        reply_by=cn_date(letter.reply_by),
        file=Path(letter.path).name,
    )


def _first(items: Sequence[str]) -> tuple[str, ...]:
    """So much of what cost points as a cell of the register shows."""
    return tuple(items[:3])
