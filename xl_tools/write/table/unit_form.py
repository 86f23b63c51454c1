"""The sheet that one unit fills in: its own rows of 填报, everything that is not its to fill in locked."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.table.columns import ACTUALS, ISSUED, NO, PERIOD_HEADINGS, STAGES, WORDS, YES
from xl_tools.scoring.table.engine import UnitPoints
from xl_tools.scoring.table.scheme import Actual, Filled, Kind, Rule
from xl_tools.scoring.wording import general
from xl_tools.write import form_books
from xl_tools.write.packing import pack
from xl_tools.write.score.score_formats import ScoreKit, begin, choices, protect
from xl_tools.write.score.score_layout import FIRST
from xl_tools.write.table.layout import FIELDS, HEADINGS, VISIBLE

_RESULT = ("first", "appeal", "again", "final", "why", "score")
"""What a unit is shown, and may answer, once something was scored."""
_FILLS = {*PERIOD_HEADINGS, "other", "note", "evidence", "filler", "own", "appeal"}
_APPEAL = "对得分有异议的，写在“申诉”栏。"
_WIDTHS = {"unit": 16, "name": 34, "kind": 12, "note": 34, "evidence": 30, "appeal": 30, "why": 24}
_NOTE = (
    "只填黄色的格：各期填数（等次填词，百分数 98% 填 98），没有分期的只填第1期；"
    "“说明”写完成情况，“佐证”写材料名称或文号。这一项对本单位不适用的，在“说明”里写明，由考核单位核定。"
)


class Dressed:
    """A workbook being written, with its formats."""

    def __init__(self, kit: ScoreKit) -> None:
        self.kit = kit


def unit_form_bytes(filled: Filled, scored: UnitPoints) -> bytes:
    """A unit's workbook: 填报, and hidden once more as it was handed out: so it is known what the unit changed."""
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, f"{filled.scheme.title}{ACTUALS}（{scored.unit.name}）")
    dressed = Dressed(ScoreKit(workbook))
    for name in (ACTUALS, ISSUED):
        sheet = workbook.add_worksheet(name)
        _write(sheet, dressed, filled, scored)
        if name == ISSUED:
            sheet.hide()
    pack(workbook)
    return buffer.getvalue()


def _write(sheet: Worksheet, dressed: Dressed, filled: Filled, scored: UnitPoints) -> None:
    scheme, unit = filled.scheme, scored.unit
    rules = [rule for rule in scheme.rules if rule.key in scored.rules]
    scores = any(points.filled for points in scored.rules.values())
    shown = [name for name in FIELDS[:VISIBLE] if name != "origin" and (scores or name not in _RESULT)]
    heads = [(HEADINGS[name], float(_WIDTHS.get(name, 9)), name in _FILLS) for name in shown]
    note = f"{_NOTE}{_APPEAL}{scheme.objection}" if scores else _NOTE
    begin(sheet, dressed, f"{scheme.title}{ACTUALS}（{unit.name}）", note, heads, freeze=3)
    sheet.set_row(1, 45)
    for row, rule in enumerate(rules, FIRST):
        actual = filled.actuals.get((unit.name, rule.key)) or Actual(unit.name, rule.key)
        cells = _cells(rule, actual, scored)
        for column, name in enumerate(shown):
            _write_cell(sheet, dressed.kit, row - 1, column, cells.get(name), name)
        words = [str(step.start) for step in scheme.table(rule.table)] if rule.kind is Kind.GRADE else []
        first = shown.index(PERIOD_HEADINGS[0])
        choices(sheet, row, row, first, words, HEADINGS["kind"], to=first + len(PERIOD_HEADINGS) - 1)
    protect(sheet)


def _cells(rule: Rule, actual: Actual, scored: UnitPoints) -> dict[str, Decimal | str | None]:
    points = scored.rules[rule.key]
    target = None if rule.target is None else f"{rule.way.value}{general(rule.target)}"
    return {
        "unit": scored.unit.name, "key": rule.key, "name": rule.name, "kind": rule.kind.value, "points": rule.points,
        "target": target, "applies": YES if actual.applies else NO, "other": actual.other,
        "score": points.points if points.filled and points.counts else None,
        **dict(zip(PERIOD_HEADINGS, actual.values, strict=True)),
        **{name: getattr(actual, name) for name in (*WORDS, *STAGES)},
    }  # fmt: skip


def _write_cell(sheet: Worksheet, kit: ScoreKit, row: int, column: int, value: Decimal | str | None, name: str) -> None:
    fills = name in _FILLS
    if isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), kit.in_number if fills else kit.points)
    elif not value:
        number = name in STAGES or name in PERIOD_HEADINGS or name == "other"
        look = (kit.in_number if number else kit.in_text) if fills else kit.centre
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_string(row, column, value, kit.in_text if fills else kit.wrapped)
