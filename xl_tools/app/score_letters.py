"""考核结果告知: drafts, one unit each, of what an assessment gave it, where it lost points, and how it may object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from xl_tools.app.inputs import StrPath
from xl_tools.app.letter_files import LetterFiles, ToUnit
from xl_tools.app.report_info import read_info
from xl_tools.app.score import score
from xl_tools.core.dates import cn_date, read_day
from xl_tools.core.grid import Book
from xl_tools.core.text import number_text
from xl_tools.data import load
from xl_tools.reports.document import LetterReport
from xl_tools.reports.lost import Lost
from xl_tools.reports.score import OfficeScore, ScoreSheet
from xl_tools.scoring.table.scheme import TOTAL
from xl_tools.write.documents.values import office_words

_CENT = Decimal("0.01")


def is_score_letter(kind: str) -> bool:
    """Whether ``letter --kind`` asks for these."""
    asked = load("documents")["score_letter"]
    return kind in (asked["name"], asked["letter"])


def score_letters(
    path: StrPath,
    *,
    out: StrPath,
    today: date,
    register: StrPath | None = None,
    info: StrPath | None = None,
    already: Book | None = None,
) -> LetterReport:
    """Draft a letter to every unit of a scored workbook, into a folder: total, grade and place, each loss with its
    reason, evidence and stage, and how to object.

    ``register`` is the workbook in which letters are entered, each once a day of the letter; ``info`` is what only the
    office knows. ``today`` is the day of the letter where ``info`` has none. No letter holds a word of another unit.
    Raises UserError where the workbook is no assessment.
    """
    asked = load("documents")["score_letter"]
    source = Path(path)
    given = read_info(Path(info) if info is not None else None)
    files = LetterFiles.at(asked, source, out, register, info)
    sheet = score(source, already=already)
    said = next(iter(given.get("date", ())), "")
    sent = read_day(said, today) if said else today
    reply = files.reply_by(sent)
    # Each letter has a number and a title of its own: those that are given are another paper's.
    doc = office_words({**given, "number": (), "title": ()}, f"{sheet.title}结果告知书")
    letters = {
        office.name: ToUnit(
            tuple(lost.item for lost in office.lost), {**_fields(sheet, office), "reply": cn_date(reply), "doc": doc}
        )
        for office in sheet.offices
    }
    return files.write(letters, reply_by=reply, day=sent)


def _fields(sheet: ScoreSheet, office: OfficeScore) -> dict[str, Any]:
    alike = [one for one in sheet.offices if one.rank and (one.kind, one.category) == (office.kind, office.category)]
    return {
        "unit": office.name,
        "assessment": sheet.title,
        "total": f"{_points(office.total)}分" if office.total is not None else "没有定",
        "grade": office.grade or "",
        "rank": office.rank,
        "count": len(alike),
        "groups": [
            {"name": _named(name, office), "points": _points(points)} for name, points in _parts(office).items()
        ],
        "rest": _rest(office),
        "gates": office.gates,
        "lost": [_told(lost) for lost in office.lost],
        "objection": _sentence(sheet.objection) or "对结果有异议的，附佐证材料，",
    }


def _parts(office: OfficeScore) -> Mapping[str, Decimal]:
    """The parts of the total, as the workbook names them; of groups those at the top."""
    if not office.groups:
        return office.parts
    outer = office.groups.keys() - office.inside.keys() - {TOTAL}
    groups = {name: points for name, points in office.groups.items() if name in outer and points is not None}
    return groups | ({"加扣分": office.bonus} if office.bonus else {})


def _named(name: str, office: OfficeScore) -> str:
    """A part, with the groups that it is made of."""
    of = [(one, office.groups.get(one)) for one, outer in office.inside.items() if outer == name]
    told = [f"{_named(one, office)}{_points(points)}分" for one, points in of if points is not None]
    return f"{name}（其中{'、'.join(told)}）" if told else name


def _rest(office: OfficeScore) -> str:
    """Why the parts as they are written do not add up to the total as it is written; "" where they do."""
    parts = _parts(office)
    if not parts or office.total is None:
        return ""
    rest = office.total.quantize(_CENT) - sum(points.quantize(_CENT) for points in parts.values())
    if not rest:
        return ""
    if not office.groups and abs(rest) <= _CENT * len(parts):
        return f"各项保留两位小数，相加与总分差{_points(abs(rest))}分。"
    how = "办法里的权重、取小取大、折算、上下限和否决" if office.groups else "办法，最低0分"
    return f"总分按{how}算，与上面各项相加差{_points(abs(rest))}分。"


def _told(lost: Lost) -> dict[str, str]:
    return {
        "item": lost.item,
        "points": _points(lost.points) if lost.points.quantize(_CENT) else f"不到{_CENT}",
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
