"""过程 and 附加分: what was given and deducted, with reasons; what earns a bonus, denies a grade or stands out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from xl_tools.core.dataclass import dataclass
from xl_tools.parse.assessment.entries import Entry, Sheet
from xl_tools.scoring.engine import ZERO, asked, not_given
from xl_tools.scoring.scheme import Indicator
from xl_tools.write.score.score_formats import Score, begin, choices, place, protect
from xl_tools.write.score.score_layout import (
    BONUS,
    FIRST,
    HEADER_ROW,
    LEAST_LOST,
    OFFICES,
    PROCESS,
    SPARE_ROWS,
    Block,
    chosen,
    columns,
    headings,
    quoted,
)

_PROCESS_NOTE = (
    "赋分的指标填得几分；扣分的指标选事由，填次数（事由没有规定每次扣几分的，直接填扣几分）。扣到该项满分为止。"
    "在下面的空行里接着登记，“情况说明”写清原因。"
)
_BONUS_NOTE = (
    "加分事项填数量（几个政策、几项肯定），合计不超过上限；{others}也在这里登记，不计分。“依据”写文件名和文号。"
)


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """A row of 过程: an entry, or an office and indicator that wait for one; with what it costs."""

    entry: Entry
    lost: Decimal = ZERO


def process_lines(score: Score) -> list[ProcessLine]:
    """The rows of 过程: for each office the points given, entered or not, then the deductions, then empty rows."""
    inputs, scored = score.case.inputs, score.case.scored
    names = {part.name for part in score.rules.process if part.mode == "given"}
    lines = [ProcessLine(entry, lost) for entry, lost in zip(inputs.process, scored.process_lost, strict=True)]
    lines += [
        ProcessLine(Entry(office, indicator, "", None, "", "", 0), points)
        for office, indicator, points in not_given(inputs)
    ]
    order = {office.name: at for at, office in enumerate(inputs.offices)}
    lines.sort(key=lambda line: (line.entry.subject not in names, order.get(line.entry.office, len(order))))
    empty = ProcessLine(Entry("", "", "", None, "", "", 0))
    return lines + [empty] * (SPARE_ROWS if score.rules.process else 1)


def block_of(sheet: str, rows: int) -> Block:
    return Block(sheet, FIRST, FIRST + max(rows, 1) - 1)


# --- 过程 -------------------------------------------------------------------------------------------


def write_process(sheet: Worksheet, score: Score, lines: Sequence[ProcessLine]) -> None:
    """The sheet, a row an entry."""
    fills = {"office", "subject", "reason", "amount", "note", "source"}
    widths = (18, 11, 13, 24, 11, 9, 9, 44, 34, 6)
    heads = [
        (text, width, name in fills)
        for text, width, name in zip(headings("process"), widths, columns("process"), strict=True)
    ]
    begin(sheet, score, f"{score.rules.process_name}（{PROCESS}）", _PROCESS_NOTE, heads)
    block, kit = score.blocks[PROCESS], score.kit
    count = 0
    for row, line in enumerate(lines, block.first):
        entry, kind = line.entry, score.kind_word(line.entry.office)
        count += float(line.lost) > float(LEAST_LOST) and kind != score.averaged and bool(kind)
        due = asked_of(score, entry) if entry.office and entry.subject else ZERO
        _write(
            sheet,
            row,
            (entry.office, None, entry.subject, entry.reason, None, None, None, entry.note, entry.source),
            score,
        )
        _kind(sheet, row, entry.office, kind, score)
        _amount(sheet, row, 4, entry, score, score.case.book.process_sheet)
        sheet.write_formula(row - 1, 5, f"={_asked_formula(row, score)}", kit.quiet, float(due))
        sheet.write_formula(row - 1, 6, f"={_lost_formula(row, score)}", kit.quiet, float(line.lost))
        sheet.write_formula(row - 1, 9, f"={_count_formula(row, score)}", kit.bare, count)
    sheet.set_column(9, 9, 6, None, {"hidden": True})
    reasons = [kind.name for part in score.rules.process for kind in part.deductions]
    _drop_downs(sheet, score, block, [part.name for part in score.rules.process])
    choices(sheet, block.first, block.last, place("process", "reason"), reasons, "事由")
    protect(sheet)


def asked_of(score: Score, entry: Entry) -> Decimal:
    """What an entry would cost without a floor; 0 for an indicator that is not in the rules."""
    indicator = next((part for part in score.rules.process if part.name == entry.subject), None)
    return asked(entry, indicator, score.rules) if indicator else ZERO


def _write(sheet: Worksheet, row: int, texts: Sequence[str | None], score: Score) -> None:
    """The texts of a row that a person fills, None where something else stands."""
    kit = score.kit
    for column, text in enumerate(texts):
        if text is not None:
            sheet.write_string(row - 1, column, text, kit.edit_centre if column == 2 else kit.edit_text)


def _kind(sheet: Worksheet, row: int, office: str, kind: str, score: Score) -> None:
    names, kinds = (score.blocks[OFFICES].column(letter) for letter in "BC")
    formula = f'=IF(A{row}="","—",IF(COUNTIF({names},A{row})=0,"不在名单",INDEX({kinds},MATCH(A{row},{names},0))))'
    sheet.write_formula(row - 1, 1, formula, score.kit.centre, (kind or "不在名单") if office else "—")


def _amount(sheet: Worksheet, row: int, column: int, entry: Entry, score: Score, source: Sheet | None) -> None:
    """The number entered, or the text that stood there instead of one."""
    kit = score.kit
    if entry.amount is not None:
        sheet.write_number(row - 1, column, float(entry.amount), kit.in_number)
        return
    cell = source.cell(entry.row, "amount") if source else None
    bad = (one.text for one in score.case.book.unreadable if source and (one.sheet, one.cell) == (source.name, cell))
    sheet.write_string(row - 1, column, next(bad, ""), kit.in_number)


def _asked_formula(row: int, score: Score) -> str:
    """``engine.asked``."""
    cells, rules = score.cells, score.rules
    times = {
        kind.name: cells[f"process.{at}.deductions.{number}.points"]
        for at, part in enumerate(rules.process)
        for number, kind in enumerate(part.deductions)
    }
    taken = f"MAX(0,N(E{row}))*{chosen(f'D{row}', times, '1')}"
    ways = {part.name: _asked_by(part, at, row, taken, score) for at, part in enumerate(rules.process)}
    return f'IF(A{row}="",0,{chosen(f"C{row}", ways, "0")})'


def _asked_by(part: Indicator, at: int, row: int, taken: str, score: Score) -> str:
    full = score.cells[f"process.{at}.points"]
    return f"{full}-MIN({full},MAX(0,N(E{row})))" if part.mode == "given" else taken


def _lost_formula(row: int, score: Score) -> str:
    """``engine.process_lost``: never more than what is left above the floor."""
    room = {}
    for at, part in enumerate(score.rules.process):
        floor = score.cells.get(f"process.{at}.floor", str(part.floor))
        room[part.name] = f"{score.cells[f'process.{at}.points']}-{floor}"
    above = f"SUMIFS(G${HEADER_ROW}:G{row - 1},A${HEADER_ROW}:A{row - 1},A{row},C${HEADER_ROW}:C{row - 1},C{row})"
    known = f"COUNTIF({score.blocks[OFFICES].column('B')},A{row})"
    return f'IF(A{row}="",0,IF({known}=0,0,MAX(0,MIN(F{row},{chosen(f"C{row}", room, "0")}-{above}))))'


def _count_formula(row: int, score: Score) -> str:
    """How many losses stand up to this row; the averaged offices' do not count."""
    counts = f"G{row}>{LEAST_LOST}"
    if score.averaged:
        counts = f"AND({counts},B{row}<>{quoted(score.averaged)})"
    return f"N(J{row - 1})+IF({counts},1,0)"


def _drop_downs(sheet: Worksheet, score: Score, block: Block, subjects: Sequence[str]) -> None:
    options = {
        "validate": "list",
        "source": "=" + score.blocks[OFFICES].column("B"),
        "error_title": "单位",
        "error_message": "请从下拉列表里选参加考核的单位。",
    }
    sheet.data_validation(block.first - 1, 0, block.last - 1, 0, options)
    choices(sheet, block.first, block.last, 2, subjects, "事项")


# --- 附加分 -----------------------------------------------------------------------------------------


def bonus_lines(score: Score) -> list[Entry]:
    """The rows of 附加分: what is registered, then empty rows."""
    return [*score.case.inputs.bonus, *([Entry("", "", "", None, "", "", 0)] * SPARE_ROWS)]


def write_bonus(sheet: Worksheet, score: Score, lines: Sequence[Entry]) -> None:
    """The sheet, a row an entry."""
    rules, kit, block = score.rules, score.kit, score.blocks[BONUS]
    registered = [part.name for part in (*rules.vetoes, rules.others.excellent) if part]
    fills = {"office", "subject", "amount", "note", "source"}
    widths = (18, 11, 20, 9, 9, 50, 40)
    heads = [
        (text, width, name in fills)
        for text, width, name in zip(headings("bonus"), widths, columns("bonus"), strict=True)
    ]
    begin(sheet, score, BONUS, _BONUS_NOTE.format(others="、".join(registered) or "其他事项"), heads)
    worth = {kind.name: kind.points for kind in rules.bonus.kinds}
    cells = {kind.name: score.cells[f"bonus.kinds.{at}.points"] for at, kind in enumerate(rules.bonus.kinds)}
    for row, entry in enumerate(lines, block.first):
        _write(sheet, row, (entry.office, None, entry.subject, None, None, entry.note, entry.source), score)
        _kind(sheet, row, entry.office, score.kind_word(entry.office), score)
        _amount(sheet, row, 3, entry, score, score.case.book.bonus_sheet)
        formula = f"=MAX(0,N(D{row}))*{chosen(f'C{row}', cells, '0')}"
        sheet.write_formula(row - 1, 4, formula, kit.quiet, float(entry.earns(worth)))
    _drop_downs(sheet, score, block, [*worth, *registered])
    protect(sheet)
