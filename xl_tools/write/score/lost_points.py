"""扣分明细: every lost point with its item, its reason and a link to the cell where it is decided.

The list is made of formulas that find the losses, so that it follows the scores. Where a table could lose points in
thousands of places that would be slow: then the losses there are stand as rows, their points still formulas.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from xlsxwriter.worksheet import Worksheet

from xl_tools.core.dataclass import dataclass
from xl_tools.parse.assessment.entries import Direction
from xl_tools.scoring.wording import general, reason
from xl_tools.write.cell_xml import text_cell
from xl_tools.write.heights import row_height
from xl_tools.write.row_stream import PlainSheet
from xl_tools.write.score.evaluation import Columns, evaluation_columns
from xl_tools.write.score.record_sheets import ProcessLine
from xl_tools.write.score.score_formats import Score, begin, protect
from xl_tools.write.score.score_layout import (
    EVALUATION,
    FIRST,
    HEADER_ROW,
    LEAST_LOST,
    LOST,
    PROCESS,
    TASKS,
    Block,
    columns,
    quoted,
)

_HEADS = (
    ("序号", 7),
    ("单位", 18),
    ("出处", 9),
    ("项目", 52),
    ("扣分", 9),
    ("原因", 52),
    ("查看", 8),
    ("表", 5),
    ("行", 6),
)
_NOTE = "点“查看”到扣分的那一格。改了实际完成、赋分或评价，本表跟着变。"
_LISTED = "扣分的地方较多，本表列出计算时的各项；扣分的数跟着变，之后新出现的扣分见各表“失分”栏，重新计算后列入。"
_T = columns("items")


@dataclass(frozen=True, slots=True)
class Line:
    """A loss: where it stands (source, row in the sheet), what and why."""

    source: int
    row: int
    office: str
    item: str
    points: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class _Source:
    """A sheet that can lose points: which formulas give a line's item and reason, and which column its points."""

    block: Block
    sheet: str
    count: str
    office: str
    item: str
    points: str
    reason: str
    link: str


def _sources(score: Score) -> list[_Source]:
    tasks, process, evaluation = (score.blocks[name] for name in (TASKS, PROCESS, EVALUATION))

    def at(block: Block, letters: str) -> str:
        return f"INDEX({block.column(letters)},$I{{row}})"

    hand = quoted(Direction.HAND.label)
    way, amount, unit, actual = (at(tasks, _T[name]) for name in ("direction", "quantity", "unit", "actual"))
    done = f'IF(ISNUMBER({actual}),{actual},"未填")'
    goal = f'IF({way}={hand},"完成程度",{way}&{amount}&{unit})'
    subject, cause, amount_, note = (at(process, letter) for letter in "CDEH")
    entered = f'IF({note}="",IF(ISNUMBER({amount_}),"填写"&{amount_},"未填"),{note})'
    found = [
        _Source(tasks, TASKS, "R", "B", at(tasks, "G"), "P", f'{goal}&"，实际"&{done}', "L"),
        _Source(process, PROCESS, "J", "A", f'{subject}&IF({cause}="","","："&{cause})', "G", entered, "E"),
    ]
    for part in evaluation_columns(score):
        item, said = quoted(part.part.name), f"{quoted('评价得分')}&ROUND({at(evaluation, part.points)},4)"
        found.append(_Source(evaluation, EVALUATION, part.count, "A", item, part.lost, said, part.points))
    return found


def lines(score: Score, process: list[ProcessLine]) -> Iterator[Line]:
    """Every loss that counts, in the order of the sheets."""
    least = Decimal(LEAST_LOST)
    case = score.case
    known = {standing.office.name for standing in case.scored.standings}
    row = FIRST
    for item, parts in zip(case.book.items, case.scored.parts, strict=True):
        for target, part in zip(item.targets, parts, strict=True):
            if part.due - part.points > least and item.office in known:
                yield Line(0, row, item.office, target.name, part.due - part.points, reason(target))
            row += 1
    counted = {name for name in known if score.kind_word(name) != score.averaged}
    for row, line in enumerate(process, FIRST):
        entry = line.entry
        if line.lost > least and entry.office in counted:
            what = f"{entry.subject}：{entry.reason}" if entry.reason else entry.subject
            entered = "未填" if entry.amount is None else f"填写{general(entry.amount)}"
            yield Line(1, row, entry.office, what, line.lost, entry.note or entered)
    for source, evaluation in enumerate(evaluation_columns(score), 2):
        yield from _evaluation_lines(score, evaluation, source, counted, least)


def _evaluation_lines(score: Score, part: Columns, source: int, counted: set[str], least: Decimal) -> Iterator[Line]:
    for row, standing in enumerate(score.case.scored.standings, FIRST):
        name = standing.office.name
        points, _ = score.case.scored.evaluated[part.part.name][name]
        if part.part.points - points > least and name in counted:
            said = f"评价得分{general(points.quantize(Decimal('0.0001'), ROUND_HALF_UP))}"
            yield Line(source, row, name, part.part.name, part.part.points - points, said)


def possible(score: Score) -> int:
    """In how many places points can be lost."""
    tasks, process = score.blocks[TASKS], score.blocks[PROCESS]
    evaluated = len(score.case.scored.standings) * len(score.rules.evaluation)
    return tasks.last - tasks.first + 1 + process.last - process.first + 1 + evaluated


def write_live(sheet: Worksheet, score: Score, found: list[Line]) -> None:
    """The list as formulas, with room for every loss that can be."""
    kit, sources = score.kit, _sources(score)
    begin(sheet, score, LOST, _NOTE, [(text, width, False) for text, width in _HEADS], freeze=2)
    sheet.set_column(7, 8, 6, None, {"hidden": True})
    ends = _ends(sources)
    for place in range(possible(score)):
        row, line = FIRST + place, found[place] if place < len(found) else None
        _live_row(sheet, score, row, line, sources, ends, place + 1)
    last = FIRST + possible(score) - 1
    sheet.print_area(0, 0, FIRST + max(len(found), 20) - 2, 6)
    filled = {"type": "formula", "criteria": f'=$A{FIRST}<>""', "format": kit.lined}
    sheet.conditional_format(FIRST - 1, 0, last - 1, 6, filled)
    protect(sheet)


def _height(line: Line) -> float:
    """A row as high as its longest text: item and reason wrap."""
    return row_height([(line.item, _HEADS[3][1]), (line.reason, _HEADS[5][1])])


def _ends(sources: list[_Source]) -> list[str]:
    """How many losses there are up to and with each source, as formulas."""
    ends: list[str] = []
    for source in sources:
        own = source.block.end(source.count)
        ends.append(f"{ends[-1]}+{own}" if ends else own)
    return ends


def _live_row(
    sheet: Worksheet, score: Score, row: int, line: Line | None, sources: list[_Source], ends: list[str], number: int
) -> None:
    kit = score.kit
    blank = f'IF($A{row}="","",'

    def pick(values: list[str]) -> str:
        return f"={blank}CHOOSE($H{row},{','.join(value.format(row=row) for value in values)}))"

    which = str(len(sources))
    for at in range(len(sources) - 1, 0, -1):
        which = f"IF($A{row}<={ends[at - 1]},{at},{which})"
    starts = ["0", *ends[:-1]]
    matches = [
        f"MATCH($A{row}-({start}),{one.block.column(one.count)},0)" for one, start in zip(sources, starts, strict=True)
    ]
    links = [f"\"#'{one.sheet}'!{one.link}\"&($I{{row}}+{HEADER_ROW})" for one in sources]
    columns_ = [f"INDEX({one.block.column(one.office)},$I{{row}})" for one in sources]
    points = [f"INDEX({one.block.column(one.points)},$I{{row}})" for one in sources]
    formulas = [
        (0, f'=IF(ROW()-{HEADER_ROW}<={ends[-1]},ROW()-{HEADER_ROW},"")', kit.number_bare, number),
        (1, pick(columns_), kit.bare, line.office if line else ""),
        (2, pick([quoted(one.sheet) for one in sources]), kit.bare_centre, sources[line.source].sheet if line else ""),
        (3, pick([one.item for one in sources]), kit.bare_wrapped, line.item if line else ""),
        (4, pick(points), kit.bare_points, float(line.points) if line else ""),
        (5, pick([one.reason for one in sources]), kit.bare_wrapped, line.reason if line else ""),
        (6, f'={blank}HYPERLINK(CHOOSE($H{row},{",".join(links).format(row=row)}),"查看"))', kit.bare_link, "查看"),
        (7, f"={blank}{which})", kit.bare, line.source + 1 if line else ""),
        (8, f"={blank}CHOOSE($H{row},{','.join(matches)}))", kit.bare, line.row - HEADER_ROW if line else ""),
    ]
    if line:
        sheet.set_row(row - 1, _height(line))
    for column, formula, look, value in formulas:
        sheet.write_formula(row - 1, column, formula, look, value if line else "")


def write_listed(sheet: PlainSheet, score: Score, found: list[Line]) -> None:
    """The losses there are as rows, points and link as formulas."""
    begin(sheet, score, LOST, _LISTED, [(text, width, False) for text, width in _HEADS[:7]], freeze=2)
    sources, kit = _sources(score), score.kit
    number, text, points, link = (one._get_xf_index() for one in (kit.number, kit.text, kit.points, kit.link))

    def rows() -> Iterator[bytes]:
        for row, line in enumerate(found, FIRST):
            source = sources[line.source]
            there = f"'{source.sheet}'!"
            yield (
                f'<row r="{row}" ht="{_height(line):g}" customHeight="1">'
                f'<c r="A{row}" s="{number}"><v>{row - HEADER_ROW}</v></c>'
                f"{text_cell(f'B{row}', text, line.office)}{text_cell(f'C{row}', text, source.sheet)}"
                f"{text_cell(f'D{row}', text, line.item)}"
                f'<c r="E{row}" s="{points}"><f>{there}{source.points}{line.row}</f><v>{float(line.points)!r}</v></c>'
                f"{text_cell(f'F{row}', text, line.reason)}"
                f'<c r="G{row}" s="{link}" t="str"><f>HYPERLINK("#{there}{source.link}{line.row}","查看")</f>'
                f"<v>查看</v></c></row>"
            ).encode()

    sheet.set_body(rows, FIRST - 1, FIRST + len(found) - 2, 6)
    protect(sheet)
