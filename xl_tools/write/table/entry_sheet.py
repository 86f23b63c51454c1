"""填报: a row a unit and rule; what is filled in, and the points as native formulas with the rules' own cells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.table.engine import reached
from xl_tools.scoring.table.rows import ACTUALS, COLUMNS, NO, PERIOD_HEADINGS, RULES, SETTINGS, STEPS, YES, row_of
from xl_tools.scoring.table.scheme import TOTAL, Absent, Actual, Kind, Rule, Take, Unit, Way
from xl_tools.write.formats import as_text
from xl_tools.write.score.score_formats import begin, protect
from xl_tools.write.score.score_layout import FIRST, quoted
from xl_tools.write.table.layout import FIELDS, HEADINGS, LETTERS, VISIBLE, TableBook, rule_letter
from xl_tools.write.table.points import FORMULAS, Cells

_WIDTHS = (18, 10, 34, 12, 8, 10, 8, 10, 10, 10, 10, 11, 9, 36)
_FILLS = {"applies", *PERIOD_HEADINGS, "other", "note"}
_NOTE = (
    "黄色的格填数（等次填词）；没有分期的只填第1期。这项不适用的，“适用”选“否”。"
    "分值、目标从“计分规则”来，在那里改；改了“规则”一栏的要重新计算。"
)
_AGAIN = "请重新计算"
FIRST_WEIGHT = FIRST + 2
"""The row of 设置 with the weight of the first period."""


def write_entries(sheet: Worksheet, book: TableBook) -> None:
    """The sheet; the columns that only formulas need are hidden."""
    widths = (*_WIDTHS, *[8] * (len(FIELDS) - len(_WIDTHS)))
    heads = [(text, width, name in _FILLS) for text, width, name in zip(HEADINGS, widths, FIELDS, strict=True)]
    begin(sheet, book, book.scheme.title + ACTUALS, _NOTE, heads, freeze=3)
    sheet.set_column(VISIBLE, len(FIELDS) - 1, 8, None, {"hidden": True})
    for row, (unit, rule) in enumerate(book.rows, FIRST):
        _write_row(sheet, book, row, unit, rule)
    last = max(FIRST, FIRST + len(book.rows) - 1)
    at = FIELDS.index("applies")
    sheet.data_validation(FIRST - 1, at, last - 1, at, {"validate": "list", "source": [YES, NO]})
    protect(sheet)


def _write_row(sheet: Worksheet, book: TableBook, row: int, unit: Unit, rule: Rule) -> None:
    kit = book.kit
    actual = book.filled.actuals.get((unit.name, rule.key)) or Actual(unit.name, rule.key)
    points = next(one.rules[rule.key] for one in book.scored if one.unit == unit)
    sheet.write_string(row - 1, 0, as_text(unit.name), kit.text)
    sheet.write_string(row - 1, 1, as_text(rule.key), kit.centre)
    sheet.write_string(row - 1, FIELDS.index("applies"), YES if actual.applies else NO, kit.in_centre)
    for at, value in enumerate(actual.values, FIELDS.index(PERIOD_HEADINGS[0])):
        _fill(sheet, row - 1, at, value, book)
    _fill(sheet, row - 1, FIELDS.index("other"), actual.other, book)
    sheet.write_string(row - 1, FIELDS.index("note"), as_text(actual.note), kit.in_text)
    value = reached(rule, actual, book.scheme.weights)
    steps = book.scheme.table(rule.table)
    if isinstance(value, str):
        value = next((step.value for step in steps if step.start == value), None)
    formulas = _formulas(book, row, rule)
    stored = _stored(rule, unit, value)
    stored |= {"score": float(points.points), "counts": int(points.counts), "place": points.place}
    stored["raw"] = float(points.raw)
    for name, formula in formulas.items():
        look = kit.strong if name == "score" else kit.points if name in ("points", "target") else kit.centre
        sheet.write_formula(row - 1, FIELDS.index(name), f"={formula}", look, stored.get(name, ""))


def _fill(sheet: Worksheet, row: int, column: int, value: Decimal | str | None, book: TableBook) -> None:
    if value is None:
        sheet.write_blank(row, column, None, book.kit.in_number)
    elif isinstance(value, str):
        sheet.write_string(row, column, as_text(value), book.kit.in_centre)
    else:
        sheet.write_number(row, column, float(value), book.kit.in_number)


def _rule(book: TableBook, row: int, attribute: str) -> str:
    """A cell of the row's own rule, found by its key; an empty cell stays empty."""
    keys = book.all_of(RULES, rule_letter(RULES, "key"))
    cell = f"INDEX({book.all_of(RULES, rule_letter(RULES, attribute))},MATCH($B{row},{keys},0))"
    return f'IF({cell}="","",{cell})'


def _formulas(book: TableBook, row: int, rule: Rule) -> dict[str, str]:
    """The formulas of a row by the field they fill."""

    def own(name: str) -> str:
        return f"{LETTERS[name]}{row}"

    found = {name: _rule(book, row, name) for name in (
        "name", "kind", "points", "target", "way", "zero", "full", "each", "deduct", "add", "whole", "floor", "cap",
        "absent", "take",
    )}  # fmt: skip
    group = _rule(book, row, "group")
    found["group"] = f'IF({group}="",{quoted(TOTAL)},{group})'
    out = f"AND({own('applies')}={quoted(NO)},{own('absent')}={quoted(Absent.OUT.value)})"
    found["counts"] = f"IF({out},0,1)"
    units = "'参评单位'!$A:$A", "'参评单位'!$B:$B"
    category = f"INDEX({units[1]},MATCH($A{row},{units[0]},0))"
    found["category"] = f'IF({category}="","",{category})'
    found["value"] = _value(book, row, rule)
    found["place"] = _place(book, row) if rule.kind is Kind.RANK else "1"
    starts, values = _table(book, rule)
    cells = Cells(
        **{name: own(name) for name in Cells.__dataclass_fields__ if name not in ("starts", "values")},
        starts=starts,
        values=values,
    )
    same = f"{own('kind')}={quoted(rule.kind.value)}"
    raw = f"IF(ISNUMBER({own('value')}),{FORMULAS[rule.kind](cells)},0)"
    found["raw"] = f"IF({same},{raw},{quoted(_AGAIN)})"
    found["score"] = _score(own)
    return found


def _score(own: Callable[[str], str]) -> str:
    """The points between floor and cap, or what is given where the rule does not apply."""
    raw, points, floor, cap = (own(name) for name in ("raw", "points", "floor", "cap"))
    applies, absent, value = (own(name) for name in ("applies", "absent", "value"))
    top = f'MIN(IF({cap}="",MAX({points},0),{cap}),{raw})'
    kept = f'IF({floor}<>"",MAX({floor},{top}),IF({points}=0,{top},MAX(0,{top})))'
    missing = f"IF({absent}={quoted(Absent.FULL.value)},{points},0)"
    return f"IF({raw}={quoted(_AGAIN)},{raw},IF({applies}={quoted(NO)},{missing},IF(ISNUMBER({value}),{kept},0)))"


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
    """The place among the units of the category, by what counts."""
    last = FIRST + len(book.rows) - 1

    def every(name: str) -> str:
        return f"${LETTERS[name]}${FIRST}:${LETTERS[name]}${last}"

    value = f"{LETTERS['value']}{row}"
    side = f"IF({LETTERS['way']}{row}={quoted(Way.LEAST.value)},1,-1)"
    least, most = (
        f'COUNTIFS({every("key")},$B{row},{every("category")},{LETTERS["category"]}{row}&"",'
        f'{every("applies")},"<>{NO}",{every("value")},"{sign}"&{value})'
        for sign in "><"
    )
    return f"IF(ISNUMBER({value}),IF({side}=1,{least},{most})+1,1)"


def _table(book: TableBook, rule: Rule) -> tuple[str, str]:
    """The ranges of the rule's table in 对照表; "" without one."""
    steps = book.scheme.sorted_steps()
    at = [place for place, step in enumerate(steps, FIRST) if step.table == rule.table and rule.table]
    if not at:
        return "", ""
    return f"'{STEPS}'!$B${at[0]}:$B${at[-1]}", f"'{STEPS}'!$C${at[0]}:$C${at[-1]}"


def _stored(rule: Rule, unit: Unit, value: Decimal | None) -> dict[str, str | float]:
    """The values of a row's formulas, as the cells show them."""
    cells = dict(zip((column.attribute for column in COLUMNS[RULES][1]), row_of(RULES, rule), strict=True))
    found: dict[str, str | float] = {
        name: "" if one is None else one if isinstance(one, str) else float(one) for name, one in cells.items()
    }
    found["group"] = rule.group or TOTAL
    found["category"] = unit.category
    found["value"] = "" if value is None else float(value)
    return found
