"""What came back from the units, or stands in an earlier workbook, put into a table of rules (docs/scoring.md#填报表).

Three values meet in a cell: what it was handed out with, what stands here, what came back. What came back is taken
where here is nothing new; where both are new and differ, what stands here stays, and the two are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.table.columns import ACTUALS, OTHER, PERIOD_HEADINGS, REGISTERED, STAGES, WORDS
from xl_tools.scoring.table.scheme import Actual, Filled, Source
from xl_tools.scoring.taking import GONE, Conflict, already, is_nothing, taken, words

Actuals = Mapping[tuple[str, str], Actual]
_UNITS_OWN = ("other", "note", "evidence", "filler", "own", "appeal")
_BUREAUS = ("first", "again", "final", "why")
_HEADINGS = {"other": OTHER, **WORDS, **STAGES}


@dataclass(frozen=True, slots=True)
class Returned:
    """A sheet that came back: its file, the unit whose it is, what it holds, and what it was handed out with."""

    file: str
    unit: str
    actuals: Actuals
    issued: Actuals


def with_returned(filled: Filled, came: Sequence[Returned]) -> tuple[Filled, list[Conflict]]:
    """The table with what units filled in. Only a unit's own rows are taken, and of them what a unit may fill in."""
    actuals, conflicts = dict(filled.actuals), list[Conflict]()
    asked = filled.scheme.asked()
    for one in came:
        sent = {key for _, key in one.actuals}
        gone = (row for place, row in one.issued.items() if place in asked and row.key not in sent)
        conflicts += (_conflict(one.file, row, "编号", row.key, GONE) for row in gone)
        for place, theirs in one.actuals.items():
            if place not in asked:
                conflicts.append(
                    _conflict(one.file, theirs, "编号", theirs.key, "计分规则里这个单位没有这一条，没有采用")
                )
            elif theirs.unit != one.unit:
                conflicts.append(_conflict(one.file, theirs, "单位", theirs.unit, f"这是{one.unit}的表，没有采用"))
            else:
                own = actuals.get(place) or Actual(*place)
                row = _Row(one.file, own, theirs, one.issued.get(place) or Actual(*place))
                changed = row.values(_UNITS_OWN)
                conflicts += [*row.conflicts, *row.not_theirs()]
                actuals[place] = replace(changed, origin=_origin(one.file, theirs)) if changed != own else own
    return replace(filled, actuals=actuals), conflicts


def with_task_scores(
    filled: Filled, scores: Mapping[str, Sequence[Decimal | None]], source: str
) -> tuple[Filled, list[Conflict]]:
    """The table with the task scores of each unit (by period) in the rules that take them. What came from a roll-up
    before is made anew; a number that somebody typed stays."""
    actuals, conflicts = dict(filled.actuals), list[Conflict]()
    for place, (unit, rule) in filled.scheme.asked().items():
        if rule.source is Source.TASKS and any(score is not None for score in scores[unit.name]):
            own = actuals.get(place) or Actual(*place)
            theirs = replace(own, values=tuple(scores[unit.name]))
            row = _Row(source, own, theirs, own if own.origin.startswith(source) else Actual(*place))
            changed = row.values(())
            conflicts += row.conflicts
            actuals[place] = replace(changed, origin=source) if changed.values != own.values else own
    return replace(filled, actuals=actuals), conflicts


def with_earlier(filled: Filled, earlier: Filled, file: str) -> tuple[Filled, list[Conflict]]:
    """The table with what people filled into the workbook ``earlier`` that was made of it and is made anew."""
    actuals, conflicts = dict(filled.actuals), list[Conflict]()
    for place in filled.scheme.asked():
        if place in earlier.actuals:
            theirs = earlier.actuals[place]
            row = _Row(file, actuals.get(place) or Actual(*place), theirs, Actual(*place))
            actuals[place] = row.values((*_UNITS_OWN, *_BUREAUS, "origin"))
            if not theirs.applies and place not in filled.actuals:
                actuals[place] = replace(actuals[place], applies=False)
            conflicts += row.conflicts
    registered = filled.registered or earlier.registered
    conflicts += (
        Conflict(file, REGISTERED, None, one.unit, one.matter, "次数", words(one.times), "这一件这里没有登记，没有采用")
        for one in earlier.registered
        if one not in registered
    )
    return replace(filled, actuals=actuals, registered=registered), conflicts


class _Row:
    """One row: what stands here, what came back, what it was handed out with."""

    def __init__(self, file: str, here: Actual, theirs: Actual, issued: Actual) -> None:
        self._file, self._here, self._theirs, self._issued = file, here, theirs, issued
        self.conflicts: list[Conflict] = []

    def values(self, names: Sequence[str]) -> Actual:
        """The row with what is taken."""
        periods = tuple(
            self._one(heading, *values)
            for heading, *values in zip(
                PERIOD_HEADINGS, self._here.values, self._theirs.values, self._issued.values, strict=True
            )
        )
        rows = self._here, self._theirs, self._issued
        more: dict[str, Any] = {
            name: self._one(_HEADINGS[name], *(getattr(row, name) for row in rows)) for name in names
        }
        return replace(self._here, values=periods, **more)

    def _one(self, heading: str, here: Any, theirs: Any, issued: Any) -> Any:
        stands = self._here.unusable.get(heading, here)  # words that are no number are somebody's all the same
        value, disagrees = taken(stands, theirs, issued)
        if disagrees:
            self.conflicts.append(_conflict(self._file, self._theirs, heading, words(theirs), already(stands)))
        return here if heading in self._here.unusable else value

    def not_theirs(self) -> Iterator[Conflict]:
        """Cells that are not the unit's to fill in, and were."""
        for name in _BUREAUS:
            value = getattr(self._theirs, name)
            if not is_nothing(value) and value not in (getattr(self._here, name), getattr(self._issued, name)):
                why = "这一栏由考核单位填，没有采用"
                yield _conflict(self._file, self._theirs, _HEADINGS[name], words(value), why)
        if self._issued.applies and self._here.applies and not self._theirs.applies:
            why = "不适用要由考核单位核定，没有采用；同意的，在填报表的“适用”栏选“否”"
            yield _conflict(self._file, self._theirs, "适用", "否", why)


def _conflict(file: str, theirs: Actual, heading: str, text: str, why: str) -> Conflict:
    return Conflict(file, ACTUALS, theirs.cell, theirs.unit, theirs.key, heading, text, why)


def _origin(file: str, theirs: Actual) -> str:
    return f"{file} {theirs.cell}" if theirs.cell else file
