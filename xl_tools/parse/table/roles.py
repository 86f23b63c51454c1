"""Columns that no field of a form claims and that mean something all the same: the steps by which a task is closed,
how much of it is done, when it was. They are carried along like others; what their cells say is read beside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.form import Field
from xl_tools.core.records import Stage
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.heading_meaning import holds_percentages

PERCENT, DONE_ON = Field("percent"), Field("done_on")
_DAY = expression(r"(?<!\d)(20\d\d)(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})(?!\d)|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_MONTH = expression(r"(?<!\d)(20\d\d)(?:年|[-./])(\d{1,2})(?:月|$)")
_NUMBER = expression(r"(\d{1,3}(?:\.\d{1,4})?)([%％]?)")
_SHARE = 0.6
"""So many of the filled cells must say something of the role."""


@dataclass(frozen=True, slots=True)
class _Role:
    field: Field
    title: str
    stage: Stage | None
    heading: re.Pattern[str]


@cache
def _roles() -> tuple[_Role, ...]:
    return tuple(
        _Role(
            Field(name), role["title"], Stage(role["stage"]) if "stage" in role else None, expression(role["heading"])
        )
        for name, role in load("tables")["roles"].items()
    )


def role_title(field: Field) -> str | None:
    """What people call a role; None for a field that is none."""
    return next((role.title for role in _roles() if role.field is field), None)


def stage_of(field: Field) -> Stage | None:
    """The step of closing that a role tells."""
    return next((role.stage for role in _roles() if role.field is field), None)


def role_of(heading: str, cells: Sequence[str]) -> Field | None:
    """The role of a column by its heading, where its cells agree; None for any other."""
    text = squeeze(heading)
    role = next((role for role in _roles() if role.heading.search(text)), None)
    if role is None or not cells or _words("never").search(text):
        return None
    if role.field is PERCENT:
        return role.field if holds_percentages(cells) else None
    said = sum(_says(role, cell) for cell in cells)
    return role.field if said >= _SHARE * len(cells) else None


def _says(role: _Role, cell: str) -> bool:
    return day_in(cell) is not None or (role.stage is not None and stage_done(cell) is not None)


@dataclass(frozen=True, slots=True)
class Reached:
    """A step of closing that a row's cell says is done, and the day on which, where it tells it."""

    stage: Stage
    day: date | None


def reached(columns: Mapping[Field, str], as_of: date | None) -> tuple[Reached, ...]:
    """The steps that are done, by the texts of their columns. A day that has not come yet is planned; a month without a
    day tells that a step is done, and no day."""
    found = []
    for role in _roles():
        text = columns.get(role.field, "") if role.stage else ""
        day = day_in(text) if text else None
        done = (as_of is None or day <= as_of) if day else stage_done(text)
        if role.stage and done and not _words("open").search(squeeze(text)):
            found.append(Reached(role.stage, day if _DAY.search(squeeze(text)) else None))
    return tuple(found)


def stage_done(text: str) -> bool | None:
    """Whether words say that a step is done; None where they do not say."""
    said = squeeze(text)
    if _words("open").search(said):
        return False
    return True if _words("done").search(said) else None


def day_in(text: str) -> date | None:
    """The first day that a text names; the last of a month where it names no day."""
    said = squeeze(text)
    match = _DAY.search(said)
    if match:
        year, month, day = (int(match[place] or match[place + 3]) for place in (1, 2, 3))
        try:
            return date(year, month, day)
        except ValueError:
            return None
    match = _MONTH.search(said)
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    year, month = int(match[1]), int(match[2])
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def percent_in(text: str, scale: int) -> float | None:
    """The percentage of a cell, from 0 to 100; ``scale`` is what a whole is written as in its column (1 or 100)."""
    match = _NUMBER.fullmatch(squeeze(text))
    if match is None:
        return None
    value = float(match[1]) * (1 if match[2] else 100 / scale)
    return value if 0 <= value <= 100 else None


def scale_of(cells: Sequence[str]) -> int:
    """What a whole is written as in a column: 1 where no number is above it, as Excel keeps percentages."""
    numbers = [match for cell in cells if (match := _NUMBER.fullmatch(squeeze(cell)))]
    return 1 if numbers and all(not match[2] and float(match[1]) <= 1 for match in numbers) else 100


@cache
def _words(name: str) -> re.Pattern[str]:
    return expression(load("tables")["role_words"][name])
