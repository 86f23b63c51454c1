"""One unit's part of a table that many units share: its block of each cell, and nothing of the others'.

A city's table holds, in one cell, a block for each county (domain.md 2). What is not surely one unit's own is
not given to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from xl_tools.models import Field, ProgressRow, Region
from xl_tools.parse import regions
from xl_tools.parse.blocks import split_blocks, split_dates, split_texts
from xl_tools.rollup.texts import part_text

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_GIVEN = (Field.TASK, Field.PLAN, Field.GOAL, Field.MEASURES, Field.DEADLINE)
_WRITTEN = (Field.PROGRESS, Field.PROBLEMS)
_Split = Callable[[str, Callable[[str], str | None]], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Takes cells apart among ``units``. Two units of one name are told apart by the name above them."""

    units: tuple[Region, ...]
    labels: Mapping[str, str]
    """Code by what a heading may say: name, and name with that of the region above."""
    canonical: Callable[[str], str | None]
    """The label that a name in a cell stands for; None for what names none of the units."""
    parts: Callable[[str], Mapping[str, str]]
    """The blocks of a cell by code of the unit; {} for a cell that is not split. Asked once for each unit, so kept."""
    dates: Callable[[str], Mapping[str, str]]
    """The same of a deadline's cell."""

    @classmethod
    def among(cls, units: Iterable[Region], listed: regions.UnitList = regions.NONE) -> Cutter:
        units = tuple(units)
        names = [unit.name for unit in units]
        labels: dict[str, str] = {}
        for unit in units:
            above = regions.parent(unit)
            if above:
                labels[above.name + unit.name] = unit.code
            if names.count(unit.name) == 1:
                labels[unit.name] = unit.code
        by_code = {code: label for label, code in labels.items()}
        parents = list(filter(None, {unit.code: regions.parent(unit) for unit in units}.values()))

        @cache
        def canonical(name: str) -> str | None:
            if name in labels:
                return name
            areas = dict.fromkeys(parents)
            places = [place for area in areas if (place := regions.find(name, within=area, units=listed))]
            codes = {place.code for place in places if place.code in by_code}
            return by_code[codes.pop()] if len(codes) == 1 else None

        @cache
        def parts(text: str, split: _Split = split_blocks) -> Mapping[str, str]:
            if not text.strip():
                return {}
            blocks = split_texts(text, labels) or dict(split(text, canonical))
            return {labels[name]: part for name, part in blocks.items()}

        return cls(units, labels, canonical, parts, partial(parts, split=split_dates))

    def named(self, row: ProgressRow) -> frozenset[str]:
        """Codes of the units that have a block of their own in what a row sets (task, plan, deadline)."""
        return frozenset(code for name in _GIVEN for code in self._given(row, name))

    def given(self, row: ProgressRow, unit: Region) -> dict[Field, str]:
        """What a row sets for a unit, ready for the standard form: its own block where a cell has blocks ("" when
        it has none there), else the whole cell. The task carries the province's number in front."""
        texts = {}
        for name in _GIVEN:
            text = row.text(name)
            parts = self._given(row, name)
            texts[name] = parts.get(unit.code, "") if parts else text
        own = replace(row, texts=texts)
        task = texts[Field.TASK].strip()
        if row.province_serial and not re.match("第.{1,6}[项条]", task):
            task = f"第{row.province_serial}项：{task}"
        deadline = _ISO.sub(lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", texts[Field.DEADLINE])
        return {Field.TASK: task, Field.PLAN: part_text(own, Field.PLAN), Field.DEADLINE: deadline}

    def _given(self, row: ProgressRow, name: Field) -> Mapping[str, str]:
        return (self.dates if name is Field.DEADLINE else self.parts)(row.text(name))

    def written(self, row: ProgressRow, unit: Region) -> str | None:
        """What a unit wrote in a row that many share; None where the cells are not split, or not for this unit."""
        parts = {name: self.parts(row.text(name)) for name in _WRITTEN}
        if not any(unit.code in found for found in parts.values()):
            return None
        own = replace(row, texts={name: found.get(unit.code, "") for name, found in parts.items()})
        return part_text(own, Field.PROGRESS)


def label(unit: Region, listed: regions.UnitList = regions.NONE) -> str:
    """The unit's name, with that of the region above where the name alone would not be known again."""
    known = regions.find(unit.name, level=unit.level, units=listed)
    above = regions.parent(unit)
    return unit.name if above is None or (known and known.code == unit.code) else above.name + unit.name


def labels(units: Sequence[Region], listed: regions.UnitList = regions.NONE) -> dict[str, str]:
    """``label`` of each unit by its code."""
    return {unit.code: label(unit, listed) for unit in units}
