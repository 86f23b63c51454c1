"""C: the sums of statistics of petitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.core.text import number_text
from xl_tools.forms.headings import title
from xl_tools.parse.table.content import is_sum
from xl_tools.rules.registry import ERROR, HINT, Hit, rule

TOTAL, CUMULATIVE = Field("total"), Field("cumulative")
_GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("calls", "letters"), ("others",)),
    (("done", "phase", "open"), ()),
    (("true", "mostly", "partly", "false"), ("unknown",)),
)
"""Columns whose numbers add up to the total; all of the first must be there, those of the second may."""
_LEAST_VERDICTS = 2


@rule(
    "C923",
    ERROR,
    "{problem}。",
    when="统计表的合计和各行相加不一样，或者来电来信、办结情况、是否属实、累计和总数对不上",
    advice="请重新计算；人工改过数的，改回公式。",
    source="domain.md#petition-statistics",
)
def sum_is_not_that_of_its_rows(sheet: ProgressSheet) -> Iterator[Hit]:
    from xl_tools.petitions.words import pattern

    rows = [
        (row, _numbers(sheet, row)) for row in sheet.rows if not pattern("share_row").search(row.text(Field.REGION))
    ]
    above: list[Mapping[Field, Decimal]] = []
    for row, numbers in rows:
        found = list(_across(sheet, numbers))
        if _is_total(row):
            found += _down(sheet, numbers, above) if above else []
        else:
            above.append(numbers)
        if found:
            yield Hit(row.row, found[0][0], problem="；".join(words for _, words in found))


def _is_total(row: ProgressRow) -> bool:
    return any(is_sum(row.text(name)) for name in (Field.SERIAL, Field.REGION))


def _numbers(sheet: ProgressSheet, row: ProgressRow) -> dict[Field, Decimal]:
    from xl_tools.petitions.words import amount_of

    names = [name for name in sheet.columns if name not in (Field.SERIAL, Field.REGION)]
    return {name: amount for name in names if (amount := amount_of(row.text(name))) is not None}


def _down(
    sheet: ProgressSheet, total: Mapping[Field, Decimal], rows: Sequence[Mapping[Field, Decimal]]
) -> Iterator[tuple[Field, str]]:
    for name, printed in total.items():
        if all(name in row for row in rows):
            added = sum((row[name] for row in rows), Decimal(0))
            if added != printed:
                what = title(sheet.form, name)
                yield name, f"{what}合计写{number_text(printed)}，各行相加是{number_text(added)}"


def _across(sheet: ProgressSheet, row: Mapping[Field, Decimal]) -> Iterator[tuple[Field, str]]:
    total = row.get(TOTAL)
    for needed, further in _GROUPS:
        there = [Field(name) for name in (*needed, *further) if Field(name) in row]
        verdicts = "true" in needed
        whole = len(there) >= _LEAST_VERDICTS if verdicts else all(Field(name) in row for name in needed)
        added = sum((row[name] for name in there), Decimal(0))
        if total is None or not whole:
            continue
        # A column more that is not known may hold the rest; a sum above the total is wrong in any case.
        if added > total if sheet.unknown_columns or verdicts else added != total:
            what = "、".join(title(sheet.form, name) for name in there)
            yield TOTAL, f"{what}相加是{number_text(added)}，总数写{number_text(total)}"
    before, batch, cumulative = (row.get(Field(name)) for name in ("before", "this_batch", "cumulative"))
    if before is not None and batch is not None and cumulative is not None and before + batch != cumulative:
        said = f"前期{number_text(before)}加本批{number_text(batch)}是{number_text(before + batch)}"
        yield CUMULATIVE, f"累计写{number_text(cumulative)}，{said}"
    printed, types = row.get(Field("types_total")), _types(row)
    if printed is not None and types and sum(types) != printed and not sheet.unknown_columns:
        said = f"类型合计写{number_text(printed)}，各类型相加是{number_text(sum(types, Decimal(0)))}"
        yield Field("types_total"), said


def _types(row: Mapping[Field, Decimal]) -> list[Decimal]:
    return [number for name, number in row.items() if name.startswith("type_")]


@rule(
    "C925",
    HINT,
    "类型合计{types}，件数{total}；请注明“部分件涉及多个类型”。",
    when="各污染类型相加不等于件数，表下没有说明",
    advice="一件涉及几个类型的，在表下注明；只计主要类型的，请核对件数。",
    source="domain.md#petition-statistics",
    needs=("described",),
)
def sum_of_types_is_not_explained(sheet: ProgressSheet) -> Iterator[Hit]:
    from xl_tools.petitions.words import pattern

    notes = (sheet.title, *(left.text for left in sheet.cells.left_out), *sheet.notes.values())
    if any(pattern("several_types").search(note) for note in notes):
        return
    rows = [row for row in sheet.rows if _is_total(row)] or list(sheet.rows)
    for row in rows:
        numbers = _numbers(sheet, row)
        total, types = numbers.get(TOTAL), _types(numbers)
        if total is not None and types and sum(types) != total:
            yield Hit(row.row, TOTAL, types=number_text(sum(types, Decimal(0))), total=number_text(total))
