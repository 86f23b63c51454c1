"""What an office has settled for its work: loaded once at the surface, handed down from there, to the processes of a
roll-up, too.

Each place where something may be settled is an ``Office`` of its own; ``over`` lays one over another. A surface does
that once: what is given with a command goes over the workspace, that over the user's folder, that over our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xl_tools.app.inputs import StrPath
from xl_tools.app.rule_settings import rule_settings
from xl_tools.core import regions, user_folder
from xl_tools.core.dataclass import dataclass
from xl_tools.core.period import Period
from xl_tools.core.records import Level
from xl_tools.data import load
from xl_tools.parse.table.inspections import inspection_in
from xl_tools.rules.settings import RuleSettings, SettingsReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One thing that an office has settled otherwise than we do: ``what``, to which ``value`` in words, and ``where``
    that stands."""

    what: str
    value: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """An inspection (督察轮次) that an office works on. ``name`` is what people call it and its folder (央督二轮), ""
    where there is one and it is not named; ``title`` its full name, for tables; ``tasks`` the workbook of its task
    list; ``assigned`` the workbook that tells who gets what, None where the list itself does."""

    name: str = ""
    title: str = ""
    tasks: Path | None = None
    assigned: Path | None = None

    @property
    def id(self) -> str:
        """By what its workbooks are told from those of others; "" where nothing tells it."""
        return inspection_in(self.title or self.name, alone=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What is settled; "" , None and () are "not here".

    ``folder`` is the workspace. ``name`` is the city, province or county, ``level`` its own; ``to`` the level to
    which it hands out. ``inbox`` is the folder into which what comes is saved. ``period``, ``deadline`` (local
    time) and ``as_of`` are the round's. ``signed`` stands under mails, ``receiver`` is the unit to which the office
    reports, ``enclosed`` what goes up beside the table (打印稿, files by their place). ``orange`` and ``yellow`` are
    the days left from which the lights are that, ``remind_days`` those before the deadline from which who has not
    reported is reminded. ``contacts`` are workbooks of addresses. ``unit_rows`` are rows of unit lists, ``units``
    the list that they make. ``rules`` are its choice of rules, ``rules_file`` where that stands. ``material`` is what
    a step of the month is made from, beside what its commands are given.
    """

    folder: Path | None = None
    name: str = ""
    level: Level | None = None
    to: Level | None = None
    period: Period | None = None
    deadline: datetime | None = None
    as_of: date | None = None
    signed: str = ""
    receiver: str = ""
    enclosed: tuple[str, ...] = ()
    inbox: Path | None = None
    orange: int | None = None
    yellow: int | None = None
    remind_days: int | None = None
    rules_file: Path | None = None
    rules: RuleSettings = field(default_factory=RuleSettings)
    inspections: tuple[Inspection, ...] = ()
    contacts: tuple[Path, ...] = ()
    material: tuple[Path, ...] = ()
    unit_rows: tuple[tuple[object, ...], ...] = ()
    units: regions.UnitList = regions.NONE
    settled: tuple[Settled, ...] = ()

    @classmethod
    def listing(cls, rows: Sequence[Sequence[object]]) -> Office:
        """A unit list alone, by its rows."""
        units = regions.UnitList.from_rows(rows) if rows else regions.NONE
        return cls(unit_rows=tuple(map(tuple, rows)), units=units)

    def over(self, lower: Office) -> Office:
        """This laid over another: lists add, what is single replaces. The codes of rules are not up for choice:
        settings that name another are refused when they are read."""
        rows = (*lower.unit_rows, *self.unit_rows)
        rules = RuleSettings(
            off=lower.rules.off | self.rules.off,
            severity={**lower.rules.severity, **self.rules.severity},
            inspection=self.rules.inspection or lower.rules.inspection,
            hidden=self.rules.hidden or lower.rules.hidden,
        )
        single: dict[str, Any] = {name: getattr(self, name) or getattr(lower, name) for name in _SINGLE}
        added: dict[str, Any] = {name: (*getattr(lower, name), *getattr(self, name)) for name in _LISTS}
        own = {one.what for one in self.settled if one.what not in _ADDING}
        below = tuple(one for one in lower.settled if one.what not in own)
        listing = Office.listing(rows)
        return replace(listing, **single, **added, rules=rules, settled=(*self.settled, *below))

    @property
    def inspection(self) -> str:
        """What tasks are of where nothing tells it, in the office's words: what its settings say, else the only one
        that it works on; "" where there are several."""
        named = [one.title or one.name for one in self.inspections]
        return self.rules.inspection or (named[0] if len(named) == 1 else "")

    @property
    def reads(self) -> tuple[Path, ...]:
        """The files that hold what is settled, or a step's material: no result may take the place of one."""
        book = [self.folder / load("workspace")["file"]] if self.folder else []
        rules = [self.rules_file] if self.rules_file else []
        lists = [file for one in self.inspections for file in (one.tasks, one.assigned) if file]
        return (*book, *rules, *lists, *self.contacts, *self.material)

    @property
    def rules_report(self) -> SettingsReport | None:
        """The choice of rules for who reads a report; None where there is none."""
        return SettingsReport.of(self.rules_file, self.rules) if self.rules_file else None


_LISTS = ("inspections", "contacts", "material")
_MADE = ("rules", "unit_rows", "units", "settled", *_LISTS)
_SINGLE = tuple(one.name for one in fields(Office) if one.name not in _MADE)
UNITS, RULES, CONTACTS, DAY = "单位清单", "规则", "通讯录", "统计日期"
_ADDING = (UNITS, RULES, CONTACTS)
"""What is settled in several places at once, each adding to the others."""
OURS = Office()
"""Nothing is settled: everything is as we have it."""


def given(*, units: StrPath | None = None, settings: StrPath | None = None) -> Office:
    """What is settled by the files named with a command. Raises UserError, one sentence, for a slip in one."""
    if units is None and settings is None:
        return OURS
    from xl_tools.app.unit_files import unit_rows  # a check without a list does not pay for it

    file = Path(settings) if settings is not None else None
    return Office(rules=rule_settings(settings), rules_file=file).over(Office.listing(unit_rows(units)))


def of_user(today: date) -> Office:
    """What this user of this machine has settled: the choice of rules, and the day, which holds for today only.

    Raises UserError for a slip in the rules."""
    file = user_folder.rules_file()
    rules = rule_settings(file) if file.exists() else RuleSettings()
    day = user_folder.chosen_day(today)
    settled = []
    if rules.summary:
        settled.append(Settled(what=RULES, value=rules.summary, where=str(file)))
    if day:
        settled.append(Settled(what=DAY, value=day.isoformat(), where="“当前日期口径”按钮"))
    return Office(rules=rules, rules_file=file if file.exists() else None, as_of=day, settled=tuple(settled))
