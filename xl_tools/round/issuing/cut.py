"""One unit's part of a table that many units share: its block of each cell, and nothing of the others'.

A city's table holds, in one cell, a block for each county (domain.md#standard-form). What is not surely one unit's own
is not given to it. A table that a roll-up wrote is taken apart by the names of all units that stand in it, receivers or
not: a name that is left out would give its unit's text to the unit before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cache, partial

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, Region
from xl_tools.parse.table.blocks import split_blocks, split_dates, split_texts
from xl_tools.rollup.texts import part_text

_IN_FRONT = expression(r"^[\s\d()（）\[\]【】〔〕、.．:：;；,，·●■◆*—-]+")
_ISO = expression(r"(\d{4})-(\d\d)-(\d\d)")
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
    parts: Callable[[str], Mapping[str, str] | None]
    """The blocks of a cell by code of the unit; None for a cell that is not split. Asked once for each unit, so
    kept."""
    dates: Callable[[str], Mapping[str, str] | None]
    """The same of a deadline's cell."""
    merged: bool = False
    """A roll-up wrote the table: its blocks are exact, and a line in one is its unit's whatever it begins with."""
    set_above: Mapping[str, str] = field(default_factory=dict)
    """Units whose block is that of the unit above them, by code: in a province's table a county's plan is its
    city's. What the city reports is not the county's."""

    @classmethod
    def among(
        cls, units: Iterable[Region], listed: regions.UnitList = regions.NONE, merged: Collection[str] = ()
    ) -> Cutter:
        """``merged`` are the names of the units in a table that a roll-up wrote; with them only they are headings."""
        units, merged = tuple(units), frozenset(merged)
        names = [unit.name for unit in units]
        labels: dict[str, str] = {}
        for unit in units:
            above = regions.parent(unit)
            if above:
                labels[above.name + unit.name] = unit.code
            if names.count(unit.name) == 1:
                labels[unit.name] = unit.code
        if merged:
            labels = {name: code for name, code in labels.items() if name in merged}
        by_code = {code: label for label, code in labels.items()}
        set_above = {
            unit.code: above.name
            for unit in units
            if unit.code not in by_code and (above := regions.parent(unit)) and above.name in merged
        }
        parents = list(filter(None, {unit.code: regions.parent(unit) for unit in units}.values()))

        @cache
        def canonical(name: str) -> str | None:
            if name in labels or name in merged:
                return name
            if merged:
                return None
            areas = dict.fromkeys(parents)
            places = [place for area in areas if (place := regions.find(name, within=area, units=listed))]
            codes = {place.code for place in places if place.code in by_code}
            return by_code[codes.pop()] if len(codes) == 1 else None

        @cache
        def parts(text: str, split: _Split = split_blocks) -> Mapping[str, str] | None:
            if not text.strip():
                return None
            blocks = (split_texts(text, merged) if merged else {}) or dict(split(text, canonical))
            own = {labels[name]: part for name, part in blocks.items() if name in labels}
            own |= {code: blocks[name] for code, name in set_above.items() if name in blocks}
            return own if blocks else None

        return cls(units, labels, canonical, parts, partial(parts, split=split_dates), bool(merged), set_above)

    def named(self, row: ProgressRow) -> frozenset[str]:
        """Codes of the units that have a block of their own in what a row sets (task, plan, deadline)."""
        return frozenset(code for name in _GIVEN for code in self._given(row, name) or ())

    def given(self, row: ProgressRow, unit: Region) -> dict[Field, str]:
        """What a row sets for a unit, ready for the standard form: its own block where a cell has blocks ("" when
        it has none there, or none that is surely its own), else the whole cell. The task carries the province's number
        in front."""
        texts = {}
        for name in _GIVEN:
            text = row.text(name)
            parts = self._given(row, name)
            texts[name] = text if parts is None else self._own(parts, unit)
        own = replace(row, texts=texts)
        task = texts[Field.TASK].strip()
        if row.province_serial and not re.match("第.{1,6}[项条]", task):
            task = f"第{row.province_serial}项：{task}"
        deadline = _ISO.sub(lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", texts[Field.DEADLINE])
        return {Field.TASK: task, Field.PLAN: part_text(own, Field.PLAN), Field.DEADLINE: deadline}

    def _own(self, parts: Mapping[str, str], unit: Region) -> str:
        text = parts.get(unit.code, "")
        return "" if self._begun(text, unit) else text

    def _begun(self, text: str, unit: Region) -> frozenset[str]:
        """Codes of the other units whose name begins a line of a unit's block: it may be that one's heading, written
        otherwise than headings are ("青田县委、县政府：…"), and what follows its words."""
        if self.merged:
            return frozenset()
        begins = [_IN_FRONT.sub("", line) for line in text.splitlines()]
        others = ((name, code) for name, code in self.labels.items() if code != unit.code)
        return frozenset(code for name, code in others if any(line.startswith(name) for line in begins))

    def _given(self, row: ProgressRow, name: Field) -> Mapping[str, str] | None:
        return (self.dates if name is Field.DEADLINE else self.parts)(row.text(name))

    def written(self, row: ProgressRow, unit: Region) -> str | None:
        """What a unit wrote in a row that many share; None where the cells are not split, or not for this unit."""
        parts = {name: self.parts(row.text(name)) or {} for name in _WRITTEN}
        if unit.code in self.set_above or not any(unit.code in found for found in parts.values()):
            return None
        own = replace(row, texts={name: self._own(found, unit) for name, found in parts.items()})
        return part_text(own, Field.PROGRESS)

    def may_hold_others(self, row: ProgressRow, unit: Region) -> bool:
        """Whether a line of the unit's blocks begins with another unit's name."""
        return bool(self.doubted(row, unit, _GIVEN) or self.doubted(row, unit, _WRITTEN))

    def doubted(self, row: ProgressRow, unit: Region, names: Sequence[Field] = _GIVEN) -> dict[Field, frozenset[str]]:
        """The cells in which a line of the unit's block begins with other units' names, with the codes of these."""
        found = {}
        for name in names:
            parts = (self._given(row, name) if name in _GIVEN else self.parts(row.text(name))) or {}
            if begun := self._begun(parts.get(unit.code, ""), unit):
                found[name] = begun
        return found


def label(unit: Region, listed: regions.UnitList = regions.NONE) -> str:
    """The unit's name, with that of the region above where the name alone would not be known again."""
    known = regions.find(unit.name, level=unit.level, units=listed)
    above = regions.parent(unit)
    return unit.name if above is None or (known and known.code == unit.code) else name_under(above, unit)


def name_under(above: Region, unit: Region) -> str:
    """A unit's name behind that of the region above it; a zone that bears the region's name (湖州南太湖新区) has it
    there already."""
    is_named = regions.by_code(unit.code) is None and unit.name.startswith((above.name, above.short))
    return unit.name if is_named else above.name + unit.name


def labels(units: Sequence[Region], listed: regions.UnitList = regions.NONE) -> dict[str, str]:
    """``label`` of each unit by its code."""
    return {unit.code: label(unit, listed) for unit in units}
