"""P503, P505, P507, P508: what a progress text refers to, shows, carries along, and whom it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from xl_tools.core import regions
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Level, ProgressRow, ProgressSheet, Region, Status
from xl_tools.core.text import chinese_number, unusual
from xl_tools.core.word_search import has_any
from xl_tools.forms.headings import title
from xl_tools.parse.table.blocks import names_in, split_blocks
from xl_tools.parse.table.inspections import settled
from xl_tools.parse.table.unit_names import read_units
from xl_tools.rules.points import points
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, rule
from xl_tools.rules.word_lists import bare, is_blank, pattern, plan_column, settings, words


@rule(
    "P503",
    ERROR,
    "进展里写着“{text!q}”，表里没有第{numbers}项。",
    when="“详见第…项”指的那一项，表里没有",
    advice="请改成表中有的序号，或者直接写明内容。",
    source="domain.md#text",
    columns=(Field.PROGRESS,),
)
def reference_points_nowhere(sheet: ProgressSheet) -> Iterator[Hit]:
    there: dict[str, set[int]] = {}
    for row in sheet.rows:
        for number, said in references(row.text(Field.PROGRESS)):
            there = there or _numbers(sheet)
            if number not in there[row.inspection] and number not in points(row.text(Field.PROGRESS)).lines:
                yield Hit(row.row, Field.PROGRESS, text=said, numbers=number)
                break


def references(text: str) -> Iterator[tuple[int, str]]:
    """The rows that a text refers to, each with the words that do."""
    if "项" not in text or "第" not in text or not has_any(text, words("reference", "marks")):
        return
    for match in pattern("reference", "pattern").finditer(text):
        for numeral in re.findall(r"[0-9０-９]+|[一二三四五六七八九十百]+", match["numbers"]):
            number = chinese_number(numeral)
            if number:
                yield number, match[0]


def _numbers(sheet: ProgressSheet) -> dict[str, set[int]]:
    """The numbers by which rows are known, by inspection: serials, the province's, and their places."""
    rows: dict[str, list[ProgressRow]] = {}
    for row in sheet.rows:
        rows.setdefault(row.inspection, []).append(row)
    apart = settled(rows) is not None
    rows = {inspection: own if apart and inspection else list(sheet.rows) for inspection, own in rows.items()}
    found = {}
    for inspection, own in rows.items():
        numbers = {number for row in own for number in (row.serial.number, row.province_serial) if number}
        found[inspection] = numbers | set(range(1, len(own) + 1))
    return found


@rule(
    "P505",
    WARNING,
    "勾的是“已完成”，进展只写了“{text!q}”，看不出做了什么。",
    when="勾了已完成，进展太短或者全是套话，看不出做了什么",
    advice="请写明做了哪些事、数量多少、什么时候完成、有没有验收。",
    source="domain.md#text",
    columns=(Field.STATUS, Field.PROGRESS),
)
def completed_in_a_few_words(sheet: ProgressSheet) -> Iterator[Hit]:
    least = int(settings("short")["least"])
    for row in sheet.rows:
        text = row.text(Field.PROGRESS)
        # So long a text cannot consist of set phrases alone.
        if row.status.status is Status.COMPLETED and 0 < len(text) < 20 * least and says_little(text):
            yield Hit(row.row, Field.PROGRESS, text=text)


def says_little(text: str) -> bool:
    """Whether a text shows nothing that was done: a few words, or set phrases alone. A placeholder is no text."""
    if is_blank(text):
        return False
    said = pattern("copied", "dates").sub("", _NUMBERING.sub("", bare(text)))
    if _COUNTED.search(said):
        return False
    said = re.sub(r"[\W_]+", "", pattern("short", "phrases").sub("", said))
    return len(said) < int(settings("short")["least"]) and not any(references(text))


_COUNTED = expression(r"(?<![\d.])\.*+\d[\d.]*+[一-鿿a-zA-Z]")
"""关停2家 is few words, and shows what was done; 完成100% shows nothing."""
_NUMBERING = expression(r"(?<![^。；;])\d{1,2}[.．、)）](?!\d)")


@rule(
    "P507",
    HINT,
    "“{heading}”里有转换文件时留下的杂字：{what}。",
    when="文字里有看不见的控制字符、域代码或乱码",
    advice="请删掉杂字；有乱码的，对照原文补上丢掉的字。",
    source="domain.md#text",
)
def debris_is_left(sheet: ProgressSheet) -> Iterator[Hit]:
    columns = [name for name in sheet.columns if name not in (Field.STATUS, Field.SERIAL, Field.REGION)]
    for row in sheet.rows:
        for name in columns:
            text = row.texts.get(name)
            what = text and debris(text)
            if what:
                yield Hit(row.row, name, heading=title(sheet.form, name), what=what)


# U+2060 is how the roll-up keeps a county's text from looking like another county's block.
_JOINER = "\u034f"
"""The one of these that Python calls printable."""
_CONTROL = expression(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2061-\u206f\ufeff\ufff0-\ufffb\ue000-\uf8ff\ud800-\udfff]"
)


@lru_cache(maxsize=2048)
def debris(text: str) -> str:
    """What conversion left in a text, in words; "" when nothing."""
    found: list[str] = []
    odd = unusual(text)
    if (odd and has_any(text, words("debris", "signs"))) or has_any(text, words("debris", "words")):
        match = pattern("debris", "shown").search(text)
        if match:
            found.append(f"“{match[0].strip()}”")
    seen = odd.isprintable() and _JOINER not in odd
    first = None if seen else _CONTROL.search(text)
    if first:
        place, count = first.start(), len(_CONTROL.findall(text))
        around = _CONTROL.sub("□", text[max(place - 6, 0) : place + 7])
        found.append(f"看不见或显示不出的字符{count}个，在“{' '.join(around.split())}”的□处")
    return "，".join(found)


@rule(
    "P508",
    WARNING,
    "进展里分单位写的“{unit}”{problem}。",
    when="分单位写的进展里，有单位不认识或没有分到这项任务",
    advice="请核对单位名称；不该由它报的，移到该写的地方。",
    source="domain.md#text",
    columns=(Field.PROGRESS,),
)
def block_is_of_a_stranger(sheet: ProgressSheet) -> Iterator[Hit]:
    region = sheet.region
    if region is None or region.level is Level.COUNTY:
        return
    for row in sheet.rows:
        heads = _heads(row.text(Field.PROGRESS))
        known = names_in(region)
        if not any(known(name) for name in heads):
            continue
        assigned = _assigned(sheet, row, region)
        for name in heads:
            problem = _problem(name, region, assigned)
            if problem:
                yield Hit(row.row, Field.PROGRESS, unit=name, problem=problem)
                break


def _heads(text: str) -> list[str]:
    """Names that stand where a unit's block begins."""
    matches = (pattern("blocks", "heading").match(line[:40]) for line in text.split("\n"))
    return [match["name"] for match in matches if match]


def _assigned(sheet: ProgressSheet, row: ProgressRow, region: Region) -> set[str]:
    """The units that a task is split among, by plan, deadline or list of units; empty when it is everybody's."""
    known = names_in(region)
    column = plan_column(sheet)
    planned = {unit for unit, _ in split_blocks(row.text(column), known)} if column else set()
    dated = {block.unit for block in row.deadline.blocks}
    listed = {unit for entry in read_units(row.text(Field.UNITS)) if (unit := known(entry.name))}
    found = planned | dated | listed
    # A name in the plan is enough, however it stands there.
    return (
        found | {place.name for place in regions.children(region) if place.name in row.text(column)}
        if found and column
        else found
    )


def _problem(name: str, region: Region, assigned: set[str]) -> str:
    unit = names_in(region)(name)
    if unit:
        return "没有分到这项任务（整改目标、措施和时限里没有写它）" if assigned and unit not in assigned else ""
    places = [place for place in regions.candidates(name) if place.name == name and place.level is Level.COUNTY]
    if places:
        inside = any(regions.is_within(place, region) for place in places)
        return "" if inside else f"不是{region.name}的单位"
    near = [one.name for one in regions.children(region) if _nearly(one.name, name)]
    return f"不是已知的单位，是否指“{near[0]}”" if near else ""


def _nearly(name: str, other: str) -> bool:
    """One character differs."""
    return len(name) == len(other) and sum(a != b for a, b in zip(name, other, strict=True)) == 1
