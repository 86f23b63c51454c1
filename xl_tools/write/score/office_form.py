"""The sheet that one office fills in: its own rows of the task book, 实际完成 and 说明 open, the rest locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO

from xlsxwriter.worksheet import Worksheet

from xl_tools.parse.assessment.entries import HAND_FULL, NOT_REVIEWED, Direction, Item, Review, Target
from xl_tools.write import form_books
from xl_tools.write.heights import row_height
from xl_tools.write.packing import pack
from xl_tools.write.score.score_formats import ScoreKit, begin, protect
from xl_tools.write.score.score_layout import FIRST, TASKS, columns, headings
from xl_tools.write.score.task_sheets import shown_note

_FIELDS = (
    "item", "office", "kind", "work", "text", "weight", "name", "quantity", "unit", "direction", "share", "actual",
    "note",
)  # fmt: skip
_REVIEW = ("own", "first", "again", "final", "why", "appeal")
"""Shown in this order: what the office gives itself; once somebody reviewed it, what came of it, and the objection."""
_WIDTHS = {
    "item": 6,
    "office": 15,
    "work": 20,
    "text": 44,
    "name": 30,
    "actual": 12,
    "note": 50,
    "why": 24,
    "appeal": 30,
}
_LONG = ("work", "text", "name", "note", "why", "appeal")
_FILLS = {"actual", "note", "own", "appeal"}
_NOTE = (
    "只填黄色的格：“实际完成”填数（百分数 23% 填 23；方向为“人工评定”的填完成程度 0—100），"
    "“说明”写完成情况、佐证材料的名称或文号、填报人。目标读得不对的，也写在“说明”里。"
    "“自评”填自评的分，没有实际数的按它计；对评的分有异议的，写“申诉”。"
)


def office_form_bytes(title: str, office: str, items: Sequence[Item], issued: str) -> bytes:
    """An office's workbook: the task book's rows, and hidden once more (in the sheet ``issued``) as they were handed
    out: so it is known what the office changed."""
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, f"{title}{TASKS}（{office}）")
    kit = ScoreKit(workbook)
    for name in (TASKS, issued):
        sheet = workbook.add_worksheet(name)
        _write(sheet, kit, f"{title}{TASKS}（{office}）", items)
        if name == issued:
            sheet.hide()
    pack(workbook)
    return buffer.getvalue()


class _Dressed:
    def __init__(self, kit: ScoreKit) -> None:
        self.kit = kit


def _write(sheet: Worksheet, kit: ScoreKit, title: str, items: Sequence[Item]) -> None:
    known = dict(zip(columns("items"), headings("items"), strict=True))
    reviewed = any(target.review is not NOT_REVIEWED for item in items for target in item.targets)
    fields = (*_FIELDS, *(_REVIEW if reviewed else _REVIEW[:1]))
    heads = [(known[name], float(_WIDTHS.get(name, 10)), name in _FILLS) for name in fields]
    begin(sheet, _Dressed(kit), title, _NOTE, heads, freeze=2)
    for row, values in enumerate(_rows(items, len(fields) - len(_FIELDS)), FIRST - 1):
        texts = (
            (str(value), float(_WIDTHS[name])) for name, value in zip(fields, values, strict=True) if name in _LONG
        )
        sheet.set_row(row, max(28.0, row_height(list(texts), size=10)))
        for column, (name, value) in enumerate(zip(fields, values, strict=True)):
            fills = name in _FILLS
            if name == "item":
                sheet.write_number(row, column, float(value or 0), kit.number)
            elif value is None or value == "":
                look = kit.in_number if name in ("actual", "own") else kit.in_text if fills else kit.wrapped
                sheet.write_blank(row, column, None, look)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, kit.in_text if fills else kit.wrapped)
            else:
                sheet.write_number(row, column, value, kit.in_number if fills else kit.centre)
    protect(sheet)


def _rows(items: Sequence[Item], reviews: int) -> Iterator[tuple[str | float | None, ...]]:
    for number, item in enumerate(items, 1):
        for at, target in enumerate(item.targets):
            task = (item.kind, item.work, item.text, None if item.weight is None else float(item.weight))
            head = (number, item.office, *(task if at == 0 else ("", "", "", None)))
            yield (*head, *_goal(target), *_review(target.review)[:reviews])


def _review(review: Review) -> tuple[str | float | None, ...]:
    said = (getattr(review, name) for name in _REVIEW)
    return tuple(float(value) if isinstance(value, Decimal) else value for value in said)


def _goal(target: Target) -> tuple[str | float | None, ...]:
    way = target.direction
    quantity, unit = (HAND_FULL, "%") if way is Direction.HAND else (target.quantity, target.unit)
    return (
        target.name,
        None if quantity is None else float(quantity),
        unit,
        way.label if way else "",
        float(target.share),
        None if target.actual is None else float(target.actual),
        shown_note(target),
    )
