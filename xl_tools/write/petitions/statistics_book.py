"""The statistics of petitions as a workbook: every number a native formula over 明细, with its value stored beside it.

Under each table stands how was counted, as the inspection's settings say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.petitions.conventions import choice_words
from xl_tools.petitions.counting import (
    COMBINED,
    NOT_LOOKED_INTO,
    Line,
    PlaceCount,
    count,
    number_of,
    petition_count,
    places_in,
    types_in_use,
)
from xl_tools.petitions.lists import listed
from xl_tools.petitions.records import COUNTS, Batch, Channel, Ledger, Settled, Verdict
from xl_tools.petitions.words import count_titles
from xl_tools.write.form_books import new_workbook
from xl_tools.write.formats import Kit, Value, serial_day, set_up, stored, write_title, write_value
from xl_tools.write.heights import GrowingSheet
from xl_tools.write.packing import pack

DETAIL, BY_PLACE, BY_TYPE, BY_STATE, BY_BATCH, LISTS = "明细", "各地统计", "类型统计", "办理统计", "批次统计", "清单"
TOTAL = "合计"
_HEADER = 2
"""Row of the headings, from 0; the day stands above it."""
_DAY_CELL = f"'{BY_PLACE}'!$B$2"
_MORE = "部分信访件涉及多个类型，各类型计一次，类型合计大于件数。"
_LINE = (
    *("编号", "批次", "交办日期", "举报渠道", "计入地区", "计件", "首行", "是重点", "状态", "结论"),
    *("反馈限期", "已反馈", "公开限期", "已公开"),
)
_BATCH = (
    *("批次", "交办日期", "件数", "台账件数", "来电", "来信", "重点件"),
    *("反馈期限", "已反馈", "应公开日期", "已公开", "缺", "重复交办"),
)

Numbers = Callable[[PlaceCount], Value | Decimal]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the workbook is made of. ``expected`` are the places that must report, ``missing`` those that have not."""

    ledger: Ledger
    lines: tuple[Line, ...]
    as_of: date
    title: str
    expected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table by place: its heading, the formula of a row ({place}: its condition, {row}), how it looks,
    and its value."""

    heading: str
    formula: str
    look: Format
    value: Numbers


def statistics_bytes(made: Statistics) -> bytes:
    """The workbook. The same gives the same bytes."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, "信访件统计")
    return _Book(workbook, Kit(workbook), made).written(buffer)


class _Book:
    def __init__(self, workbook: Workbook, kit: Kit, made: Statistics) -> None:
        self.workbook = workbook
        self.kit = kit
        self.made = made
        self.conventions = made.ledger.conventions
        self.types = types_in_use(made.lines, self.conventions)
        self.places = places_in(made.lines, made.expected)
        self.headings = [
            *_LINE,
            *(f"计{title}" for _, title, _ in count_titles()),
            "计罚款（元）",
            *(f"类型：{name}" for name in self.types),
        ]
        self.last = max(len(made.lines), 1) + 1
        """The last row of 明细, counted from 1."""
        self.weight = workbook.add_format({"border": 1, "align": "center", "num_format": "0.##", "font_name": "宋体"})

    def written(self, buffer: BytesIO) -> bytes:
        names = (BY_PLACE, BY_TYPE, BY_STATE, BY_BATCH, LISTS, DETAIL)
        sheets = {name: self.workbook.add_worksheet(name, GrowingSheet) for name in names}
        self._by_place(sheets[BY_PLACE])
        self._by_type(sheets[BY_TYPE])
        self._by_state(sheets[BY_STATE])
        self._by_batch(sheets[BY_BATCH])
        self._lists(sheets[LISTS])
        self._detail(sheets[DETAIL])
        pack(self.workbook)
        return buffer.getvalue()

    # --- what formulas are made of --------------------------------------------------------------

    def range(self, heading: str) -> str:
        letters = xl_col_to_name(self.headings.index(heading))
        return f"'{DETAIL}'!${letters}$2:${letters}${self.last}"

    def sum(self, what: str, **where: str) -> str:
        """A sum of a column of 明细 over the lines of a place ({place}) that say something else, too."""
        conditions = "".join(f",{self.range(heading)},{wanted}" for heading, wanted in where.items())
        return f"SUMIFS({self.range(what)},{self.range('计入地区')},{{place}}{conditions})"

    # --- tables by place ------------------------------------------------------------------------

    def _by_place(self, sheet: GrowingSheet) -> None:
        channels = [
            _Column(one.label, self.sum("计件", 举报渠道=f'"{one.label}"'), self.weight, _of("channels", one.label))
            for one in Channel
        ]
        columns = [
            _Column("总计", self.sum("计件"), self.weight, lambda found: found.total),
            *channels,
            _Column("重点件", self.sum("计件", 是重点="1"), self.weight, lambda found: found.key),
        ]
        below = self._table(sheet, f"{self.made.title}各地转办统计", columns)
        self._notes(sheet, below, [self._how_many()])

    def _by_type(self, sheet: GrowingSheet) -> None:
        columns = [_Column("件数", self.sum("计件"), self.weight, lambda found: found.total)]
        columns += [_Column(name, self.sum(f"类型：{name}"), self.weight, _of("types", name)) for name in self.types]
        first, last = xl_col_to_name(2), xl_col_to_name(1 + len(self.types))
        whole = f"SUM({first}{{row}}:{last}{{row}})" if self.types else "0"
        columns.append(_Column("类型合计", whole, self.weight, lambda found: sum(found.types.values(), Decimal(0))))
        below = self._table(sheet, f"{self.made.title}污染类型统计", columns)
        below = self._shares(sheet, below)
        overall = count(self.made.lines, "", self.conventions)
        more = [_MORE] if sum(overall.types.values(), Decimal(0)) != overall.total else []
        combined = [f"“{COMBINED}”单列一类。"] if COMBINED in self.types else []
        self._notes(sheet, below, [*more, *combined])

    def _shares(self, sheet: GrowingSheet, row: int) -> int:
        """The percentages of the types: of all mentions, or of the petitions."""
        overall = count(self.made.lines, "", self.conventions)
        base_column = len(self.types) + 2 if self.conventions.share_of == "mentions" else 1
        mentions = sum(overall.types.values(), Decimal(0))
        base = mentions if self.conventions.share_of == "mentions" else overall.total
        total = _HEADER + len(self.places) + 2
        write_value(sheet, row, 0, "百分比", self.kit.text)
        write_value(sheet, row, 1, "", self.kit.text)
        for at, name in enumerate(self.types, 2):
            cell, whole = (f"${xl_col_to_name(column)}${total}" for column in (at, base_column))
            value = overall.types.get(name, Decimal(0)) / base if base else None
            formula = f'=IF({whole}=0,"—",{cell}/{whole})'
            sheet.write_formula(row, at, formula, self.kit.percent, _plain(value))
        return row + 1

    def _by_state(self, sheet: GrowingSheet) -> None:
        states = [
            _Column(one.label, self.sum("计件", 状态=f'"{one.label}"'), self.weight, _of("settled", one.label))
            for one in Settled
        ]
        verdicts = [
            _Column(name, self.sum("计件", 结论=f'"{name}"'), self.weight, _of("verdicts", name))
            for name in (*(one.label for one in Verdict), NOT_LOOKED_INTO)
        ]
        done = "C{row}+D{row}" if self.conventions.done_rate == "done_or_phase" else "C{row}"
        kit = self.kit
        numbers = [
            _Column(f"{title}（{unit}）", self.sum(f"计{title}"), kit.number, _count_of(name))
            for name, title, unit in count_titles()
        ]
        fine = _Column(
            "罚款（万元）", self.sum("计罚款（元）") + "/10000", self.weight, lambda found: found.fine / 10_000
        )
        columns = [
            _Column("件数", self.sum("计件"), self.weight, lambda found: found.total),
            *states,
            _Column("办结率", f'IF(B{{row}}=0,"—",({done})/B{{row}})', kit.percent, lambda found: found.done_rate),
            *verdicts,
            _Column("不属实率", 'IF(B{row}=0,"—",J{row}/B{row})', kit.percent, lambda found: found.false_rate),
            *numbers[:2],
            fine,
            *numbers[2:],
        ]
        below = self._table(sheet, f"{self.made.title}办理情况统计", columns)
        self._notes(sheet, below, ["责令、处罚、问责等数和罚款每件只计一次，计在第一个地方。"])

    def _table(self, sheet: GrowingSheet, title: str, columns: Sequence[_Column]) -> int:
        """A line a place and one of sums; gives the first row below."""
        self._head(sheet, title, ["地区", *(column.heading for column in columns)])
        row = _HEADER + 1
        for place in self.places:
            write_value(sheet, row, 0, place, self.kit.text)
            found = count(self.made.lines, place, self.conventions)
            gone = place in self.made.missing
            for at, column in enumerate(columns, 1):
                if gone:
                    write_value(sheet, row, at, "未报", self.kit.centre)
                    continue
                formula = column.formula.replace("{place}", f"$A{row + 1}").replace("{row}", str(row + 1))
                sheet.write_formula(row, at, f"={formula}", column.look, _plain(column.value(found)))
            row += 1
        write_value(sheet, row, 0, TOTAL, self.kit.bold)
        overall = count(self.made.lines, "", self.conventions)
        for at, column in enumerate(columns, 1):
            letters = xl_col_to_name(at)
            own = "{place}" not in column.formula
            added = f"SUM({letters}{_HEADER + 2}:{letters}{row})"
            formula = column.formula.replace("{row}", str(row + 1)) if own else added
            sheet.write_formula(row, at, f"={formula}", column.look, _plain(column.value(overall)))
        return row + 1

    def _head(self, sheet: GrowingSheet, title: str, headings: Sequence[str]) -> None:
        set_up(sheet, [16, *(max(9, 1.6 * len(heading)) for heading in headings[1:])], _HEADER)
        write_title(sheet, title, self.kit)
        write_value(sheet, 1, 0, "统计日期", self.kit.label)
        sheet.write_number(1, 1, serial_day(self.made.as_of), self.kit.date)
        sheet.set_row(_HEADER, 32)
        for at, heading in enumerate(headings):
            sheet.write_string(_HEADER, at, heading, self.kit.head)

    def _how_many(self) -> str:
        number = petition_count(self.made.lines)
        total = count(self.made.lines, "", self.conventions).total
        more = f"，一件涉及几个地方的各计一件，合计{total.normalize():f}件" if total > number else ""
        return f"信访件共{number}件{more}。"

    def _notes(self, sheet: GrowingSheet, row: int, more: Sequence[str]) -> None:
        how = "；".join(f"{what}：{words}" for what, words in choice_words(self.conventions))
        missing = [f"未报：{'、'.join(self.made.missing)}，合计不含这些单位。"] if self.made.missing else []
        for text in (f"注：{how}。", *(f"注：{text}" for text in (*more, *missing))):
            write_value(sheet, row, 0, text, self.kit.note)
            row += 1

    # --- batches, lists, lines ------------------------------------------------------------------

    def _by_batch(self, sheet: GrowingSheet) -> None:
        self._head(sheet, f"{self.made.title}批次统计", _BATCH)
        row = _HEADER + 1
        for batch in _batches(self.made.ledger):
            self._batch(sheet, row, batch)
            row += 1
        self._notes(sheet, row, ["“件数”是交办单上的，“台账件数”是台账里首次交办的；缺＝件数－台账件数－重复交办。"])

    def _batch(self, sheet: GrowingSheet, row: int, batch: Batch) -> None:
        kit = self.kit
        own = [line for line in self.made.lines if line.petition.batch == batch.number]
        here = f"{self.range('批次')},$A{row + 1}"

        def some(what: str, *where: str) -> str:
            return f"=SUMIFS({self.range(what)},{','.join((here, *where))})"

        held = petition_count(own)
        channels = [sum(line.first for line in own if line.channel == one) for one in ("来电", "来信")]
        dates = [next((day for line in own if (day := getattr(line, name))), None) for name in ("due", "publish_due")]
        replied = sum(line.first for line in own if line.is_reported)
        public = sum(line.first for line in own if line.petition.is_published)
        write_value(sheet, row, 0, batch.number, kit.centre)
        write_value(sheet, row, 1, batch.handed, kit.date)
        write_value(sheet, row, 2, batch.total, kit.number)
        sheet.write_formula(row, 3, some("首行"), kit.number, held)
        for at, (name, value) in enumerate(zip(("来电", "来信"), channels, strict=True), 4):
            sheet.write_formula(row, at, some("首行", self.range("举报渠道"), f'"{name}"'), kit.number, value)
        key = sum(line.first for line in own if line.petition.key)
        sheet.write_formula(row, 6, some("首行", self.range("是重点"), "1"), kit.number, key)
        write_value(sheet, row, 7, dates[0], kit.date)
        sheet.write_formula(row, 8, some("首行", self.range("已反馈"), "1"), kit.number, replied)
        write_value(sheet, row, 9, dates[1], kit.date)
        sheet.write_formula(row, 10, some("首行", self.range("已公开"), "1"), kit.number, public)
        repeated = number_of(self.made.ledger.by_batch.get(batch.number or 0, ())) - held
        missing = "—" if batch.total is None else batch.total - held - repeated
        lacking = f'=IF(C{row + 1}="","—",C{row + 1}-D{row + 1}-M{row + 1})'
        sheet.write_formula(row, 11, lacking, kit.number, missing)
        write_value(sheet, row, 12, repeated, kit.number)

    def _lists(self, sheet: GrowingSheet) -> None:
        headings = ("清单", "编号", "批次", "地方", "牵头单位", "状态", "限期", "超期天数")
        self._head(sheet, f"{self.made.title}要盯的信访件", headings)
        row = _HEADER + 1
        for name, petitions in listed(self.made.ledger, self.made.as_of).items():
            for petition in petitions:
                due = petition.next_due if petition.is_phase else self.conventions.due(petition)
                state = petition.settled.label if petition.settled else ""
                values: list[Value] = [name, petition.key_text or f"第{petition.row}行", petition.batch]
                values += ["、".join(petition.regions), petition.text(Field.LEAD), state, due]
                for at, value in enumerate(values):
                    write_value(sheet, row, at, value, self.kit.date if isinstance(value, date) else self.kit.text)
                late = max((self.made.as_of - due).days, 0) if due else "—"
                formula = f'=IF(G{row + 1}="","—",MAX({_DAY_CELL}-G{row + 1},0))'
                sheet.write_formula(row, 7, formula, self.kit.number, late)
                row += 1
        self._notes(sheet, row, [])

    def _detail(self, sheet: GrowingSheet) -> None:
        set_up(sheet, [21, 7, 11, 9, 14, *[8] * (len(self.headings) - 5)], 0)
        for at, heading in enumerate(self.headings):
            sheet.write_string(0, at, heading, self.kit.head)
        for row, line in enumerate(self.made.lines, 1):
            for at, value in enumerate(self._values(line)):
                look = self.kit.date if isinstance(value, date) else self.weight
                write_value(sheet, row, at, value, look)

    def _values(self, line: Line) -> Iterator[Value]:
        one = line.petition
        yield from (one.key_text or f"第{one.row}行", one.batch, one.handed, line.channel, line.place)
        yield from (float(line.weight), line.first, int(one.key), line.settled, line.verdict)
        yield from (line.due, int(line.is_reported), line.publish_due, int(one.is_published))
        yield from (line.counts.get(name, 0) for name in COUNTS)
        yield float(line.fine)
        yield from (float(line.types[name]) if name in line.types else 0 for name in self.types)


def _of(what: str, name: str) -> Numbers:
    def value(found: PlaceCount) -> Decimal:
        own: Mapping[str, Decimal] = getattr(found, what)
        return own.get(name, Decimal(0))

    return value


def _count_of(name: Field) -> Numbers:
    return lambda found: found.counts[name]


def _plain(value: Value | Decimal) -> str | int | float:
    """A number as a formula's result."""
    return float(value) if isinstance(value, Decimal) else stored(value)


def _batches(ledger: Ledger) -> list[Batch]:
    """The batches of a ledger, those that have no line, too."""
    known = {batch.number for batch in ledger.batches}
    more = [
        Batch(number=number, row=0, sheet="", handed=ledger.handed_on(number))
        for number in ledger.by_batch
        if number not in known
    ]
    return sorted((batch for batch in (*ledger.batches, *more) if batch.number), key=lambda batch: batch.number or 0)
