"""填报: a row a unit and rule; what is filled in, and the points as native formulas with the rules' own cells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from xl_tools.core.grid import CellValue
from xl_tools.scoring.table.columns import (
    ACTUALS,
    COLUMNS,
    NO,
    PERIOD_HEADINGS,
    RULES,
    SETTINGS,
    STAGES,
    STEPS,
    UNITS,
    WORDS,
    YES,
)
from xl_tools.scoring.table.engine import RulePoints
from xl_tools.scoring.table.kinds import reached
from xl_tools.scoring.table.rows import row_of
from xl_tools.scoring.table.scheme import TOTAL, Absent, Actual, Kind, Result, Rule, Take, Unit, Way
from xl_tools.write.formats import NONE
from xl_tools.write.score.score_formats import begin, choices, protect
from xl_tools.write.score.score_layout import FIRST, quoted
from xl_tools.write.table.layout import FIELDS, HEADINGS, LETTERS, SCORES, VISIBLE, TableBook, rule_letter, sought
from xl_tools.write.table.points import FORMULAS, Cells
from xl_tools.write.table.result_columns import Columns

_WIDTHS = {
    "unit": 14, "key": 8, "name": 30, "kind": 10, "points": 7, "target": 7, "applies": 6, "other": 11, "note": 24,
    "evidence": 18, "filler": 8, "appeal": 18, "why": 18, "origin": 16, **dict.fromkeys(PERIOD_HEADINGS, 7),
    **dict.fromkeys(STAGES, 7),
}  # fmt: skip
_NUMBERS = {**{heading: heading for heading in PERIOD_HEADINGS}, "other": HEADINGS["other"], **STAGES}
"""Fields in which a number is filled in, with their headings."""
_FILLS = {"applies", *_NUMBERS, *WORDS} - {"origin"}
_NOTE = (
    "黄色的格填数（等次填词，百分数 98% 填 98）；没有分期的只填第1期。这项不适用的，“适用”选“否”。"
    "自评、初评、复核、终评填分，填了的按最后一道算，改了分的写理由。"
    "分值、目标从“计分规则”来，在那里改；改了规则、加了行的要重新计算。"
)
FIRST_WEIGHT = FIRST + 3
"""The row of 设置 with the weight of the first period."""


def write_entries(sheet: Worksheet, book: TableBook) -> None:
    """The sheet; the columns that only formulas need are hidden. Rows that are nobody's stand below."""
    heads = [(HEADINGS[name], float(_WIDTHS.get(name, 10)), name in _FILLS) for name in FIELDS]
    begin(sheet, book, book.scheme.title + ACTUALS, _NOTE, heads, freeze=3)
    sheet.set_row(1, 45)
    sheet.set_column(VISIBLE, len(FIELDS) - 1, 8, None, {"hidden": True})
    columns = Columns(book)
    for row, (unit, rule) in enumerate(book.rows, FIRST):
        _write_row(sheet, book, columns, row, unit, rule)
    last = max(FIRST, FIRST + len(book.rows) - 1)
    at = FIELDS.index("applies")
    sheet.data_validation(FIRST - 1, at, last - 1, at, {"validate": "list", "source": [YES, NO]})
    for row, cells in enumerate(book.filled.refused.get(ACTUALS, ()), FIRST + len(book.rows)):
        for at, name in enumerate(FIELDS[:VISIBLE]):
            write_as_it_stood(sheet, row - 1, at, cells.get(HEADINGS[name]), book)
    protect(sheet)


def write_as_it_stood(sheet: Worksheet, row: int, column: int, value: CellValue, book: TableBook) -> None:
    """A cell of a row that cannot be used: its number or its text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, book.kit.in_number)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, book.kit.in_text)
    else:
        sheet.write_string(row, column, str(value), book.kit.in_text)


def _write_row(sheet: Worksheet, book: TableBook, columns: Columns, row: int, unit: Unit, rule: Rule) -> None:
    kit = book.kit
    actual = book.filled.actuals.get((unit.name, rule.key)) or Actual(unit.name, rule.key)
    points = next(one.rules[rule.key] for one in book.scored if one.unit == unit)
    sheet.write_string(row - 1, 0, unit.name, kit.text)
    sheet.write_string(row - 1, 1, rule.key, kit.centre)
    sheet.write_string(row - 1, FIELDS.index("applies"), YES if actual.applies else NO, kit.in_centre)
    numbers = dict(zip(PERIOD_HEADINGS, actual.values, strict=True)) | {"other": actual.other}
    numbers |= {name: getattr(actual, name) for name in STAGES}
    for name, number in numbers.items():
        _fill(sheet, row - 1, FIELDS.index(name), actual.unusable.get(_NUMBERS[name], number), book)
    for name in WORDS:
        look = kit.in_text if name in _FILLS else kit.wrapped
        sheet.write_string(row - 1, FIELDS.index(name), getattr(actual, name), look)
    words = [str(step.start) for step in book.scheme.table(rule.table)] if rule.kind is Kind.GRADE else []
    periods = [FIELDS.index(heading) for heading in PERIOD_HEADINGS]
    choices(sheet, row, row, periods[0], words, HEADINGS["kind"], to=periods[-1])
    shown = _shown(book, rule, unit, actual, points)
    for name, formula in _formulas(book, columns, row, rule, unit).items():
        look = kit.strong if name == "score" else kit.points if name in ("points", "target") else kit.centre
        sheet.write_formula(row - 1, FIELDS.index(name), f"={formula}", look, shown.get(name, ""))


def _shown(book: TableBook, rule: Rule, unit: Unit, actual: Actual, points: RulePoints) -> dict[str, str | float]:
    """What a row's formulas show."""
    value = reached(rule, actual, book.scheme.weights)
    if isinstance(value, str):
        value = next((step.value for step in book.scheme.table(rule.table) if step.start == value), None)
    cells = dict(zip((column.attribute for column in COLUMNS[RULES][1]), row_of(RULES, rule), strict=True))
    found: dict[str, str | float] = {
        name: "" if one is None else one if isinstance(one, str) else float(one) for name, one in cells.items()
    }
    return found | {
        "group": rule.group or TOTAL,
        "category": unit.category,
        "value": "" if value is None else float(value),
        "score": float(points.points),
        "counts": int(points.counts),
        "place": points.place,
        "raw": float(points.raw or 0),
        "settled": "" if points.settled is None else float(points.settled),
        "kept": float(points.kept),
    }


def _fill(sheet: Worksheet, row: int, column: int, value: Decimal | str | None, book: TableBook) -> None:
    if value is None:
        sheet.write_blank(row, column, None, book.kit.in_number)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, book.kit.in_centre)
    else:
        sheet.write_number(row, column, float(value), book.kit.in_number)


def _formulas(book: TableBook, columns: Columns, row: int, rule: Rule, unit: Unit) -> dict[str, str]:
    """The formulas of a row by the field they fill."""

    def own(name: str) -> str:
        return f"{LETTERS[name]}{row}"

    keys = book.all_of(RULES, rule_letter(RULES, "key"))

    def looked_up(attribute: str) -> str:
        """A cell of the row's own rule, found by its key; an empty cell stays empty."""
        at = f"MATCH({sought(f'$B{row}', rule.key)},{keys},0)"
        cell = f"INDEX({book.all_of(RULES, rule_letter(RULES, attribute))},{at})"
        return f'IF({cell}="","",{cell})'

    found = {name: looked_up(name) for name in (
        "name", "kind", "points", "target", "way", "zero", "full", "each", "deduct", "add", "whole", "floor", "cap",
        "absent", "take", "limit",
    )}  # fmt: skip
    group = looked_up("group")
    found["group"] = f'IF({group}="",{quoted(TOTAL)},{group})'
    out = f"AND({own('applies')}={quoted(NO)},{own('absent')}={quoted(Absent.OUT.value)})"
    found["counts"] = f"IF({out},0,1)"
    names, kinds = (book.all_of(UNITS, letter) for letter in "AB")
    category = f"INDEX({kinds},MATCH({sought(f'$A{row}', unit.name)},{names},0))"
    found["category"] = f'IF({category}="","",{category})'
    found["value"] = _value(book, row, rule)
    found["place"] = _place(book, row) if rule.kind is Kind.RANK else "1"
    starts, values = _table(book, rule)
    cells = Cells(
        **{name: own(name) for name in Cells.__dataclass_fields__ if name not in ("starts", "values")},
        starts=starts,
        values=values,
    )
    found["raw"] = f"IF(ISNUMBER({own('value')}),{FORMULAS[rule.kind](cells)},0)"
    stages = f'IF(ISNUMBER({own("value")}),{own("raw")},IF(ISNUMBER({own("own")}),{own("own")},""))'
    for name in ("first", "again", "final"):
        stages = f"IF(ISNUMBER({own(name)}),{own(name)},{stages})"
    found["settled"] = stages
    found["kept"] = _kept(own)
    bitten = f"{own('kept')}"
    for gate in book.scheme.gates:
        if gate.result is Result.ZERO and gate.works and gate.goal == rule.key:
            cell = f"'{SCORES}'!${columns.gate[gate.name]}${book.row_of_unit[unit.name]}"
            bitten = f"IF({cell}<>{quoted(NONE)},0,{bitten})"
    found["score"] = f'IF({columns.stale}<>"",{columns.stale},{bitten})'
    return found


def _kept(own: Callable[[str], str]) -> str:
    """The points between floor and cap, or what is given where the rule does not apply."""
    settled, points, floor, cap = (own(name) for name in ("settled", "points", "floor", "cap"))
    applies, absent = own("applies"), own("absent")
    top = f'MIN(IF({cap}="",MAX({points},0),{cap}),{settled})'
    kept = f'IF({floor}<>"",MAX({floor},{top}),IF({points}=0,{top},MAX(0,{top})))'
    missing = f"IF({absent}={quoted(Absent.FULL.value)},{points},0)"
    return f"IF({applies}={quoted(NO)},{missing},IF(ISNUMBER({settled}),{kept},0))"


def _value(book: TableBook, row: int, rule: Rule) -> str:
    """What counts of the periods; "" where nothing is filled in."""
    first, last = LETTERS[PERIOD_HEADINGS[0]], LETTERS[PERIOD_HEADINGS[-1]]
    cells = f"{first}{row}:{last}{row}"
    if rule.kind is Kind.GRADE:
        word = '""'
        for heading in PERIOD_HEADINGS:
            word = f"IF(ISTEXT({LETTERS[heading]}{row}),{LETTERS[heading]}{row},{word})"
        starts, values = _table(book, rule)
        return f'IFERROR(INDEX({values},MATCH({word},{starts},0)),"")' if starts else '""'
    take = f"{LETTERS['take']}{row}"
    parts = [f"{LETTERS[heading]}{row}" for heading in PERIOD_HEADINGS]
    weight = [f"'{SETTINGS}'!$B${FIRST_WEIGHT + at}" for at in range(len(parts))]
    total = "+".join(f"N({part})*N({one})" for part, one in zip(parts, weight, strict=True))
    counted = "+".join(f"ISNUMBER({part})*N({one})" for part, one in zip(parts, weight, strict=True))
    latest = '""'
    for part in parts:
        latest = f"IF(ISNUMBER({part}),{part},{latest})"
    weighted = f"IF(({counted})=0,0,({total})/({counted}))"
    chosen = (
        f"IF({take}={quoted(Take.SUM.value)},SUM({cells}),IF({take}={quoted(Take.MEAN.value)},AVERAGE({cells}),"
        f"IF({take}={quoted(Take.WEIGHTED.value)},{weighted},{latest})))"
    )
    return f'IF(COUNT({cells})=0,"",{chosen})'


def _place(book: TableBook, row: int) -> str:
    """The place among the units of the category, by what counts. Keys are compared as texts: 1.1 is not 1.10."""
    last = FIRST + len(book.rows) - 1

    def every(name: str) -> str:
        return f"${LETTERS[name]}${FIRST}:${LETTERS[name]}${last}"

    value = f"{LETTERS['value']}{row}"
    own = (
        f"({every('key')}=$B{row})*({every('category')}={LETTERS['category']}{row})"
        f"*({every('applies')}<>{quoted(NO)})*ISNUMBER({every('value')})"
    )
    better = (f"SUMPRODUCT({own}*({every('value')}{sign}{value}))" for sign in "><")
    side = f"{LETTERS['way']}{row}={quoted(Way.LEAST.value)}"
    return f"IF(ISNUMBER({value}),IF({side},{next(better)},{next(better)})+1,1)"


def _table(book: TableBook, rule: Rule) -> tuple[str, str]:
    """The ranges of the rule's table in 对照表; "" without one."""
    steps = book.records[STEPS]
    at = [place for place, step in enumerate(steps, FIRST) if step.table == rule.table and rule.table]
    if not at:
        return "", ""
    return f"'{STEPS}'!$B${at[0]}:$B${at[-1]}", f"'{STEPS}'!$C${at[0]}:$C${at[-1]}"
