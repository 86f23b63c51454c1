"""The records that flow through the toolkit, from the cell read to the report printed.

All are frozen dataclasses, whole when they are made: a check makes them by the ten thousand. What leaves the program
is turned into JSON (``core/json_text.py``) or pydantic models (``reports/border.py``) at its border.

Rows and columns count from 1, as people count them; a cell is named ``A1`` without ``$``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field as Field
from xl_tools.core.form import Form as Form
from xl_tools.core.how_read import NO_CELLS, PLAIN, CellAccount, Layout
from xl_tools.core.period import Period


class Status(StrEnum):
    """The four tick boxes of the form, in the form's order."""

    COMPLETED = "completed"
    ON_SCHEDULE = "on_schedule"
    BEHIND = "behind"
    NOT_STARTED = "not_started"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS: Mapping[Status, str] = {
    Status.COMPLETED: "已完成",
    Status.ON_SCHEDULE: "达到序时进度",
    Status.BEHIND: "未达序时进度",
    Status.NOT_STARTED: "尚未启动",
}


class Stage(StrEnum):
    """The steps by which a completed task is closed, in order (整改完成 comes before them)."""

    ACCEPTED = "验收"
    PUBLISHED = "公示"
    CLOSED = "销号"
    FILED = "报备"


class Severity(StrEnum):
    """error: put right before the table goes up; warning: explain or put right; hint: good to know."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def label(self) -> str:
        return {"error": "错误", "warning": "警告", "hint": "提示"}[self.value]


class Mode(StrEnum):
    """What kind of deadline a text sets; a text may set several (domain: 立行立改，长期坚持)."""

    FIXED = "fixed"
    IMMEDIATE = "immediate"
    ONGOING = "ongoing"
    PHASED = "phased"
    RELATIVE = "relative"


class Level(StrEnum):
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"

    @classmethod
    def called(cls, word: str) -> Level | None:
        """The level of a word for it, ours ("city") or people's (市); None for any other."""
        called = {"县": cls.COUNTY, "市": cls.CITY, "省": cls.PROVINCE}
        return called.get(word) or next((level for level in cls if level == word), None)


# --- readings: what one text means ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDeadline:
    """One unit's block of a deadline cell ("松阳县 2021年12月底前 龙泉市 …")."""

    unit: str
    text: str
    due: date | None = None
    start: date | None = None
    modes: tuple[Mode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReading:
    """How a deadline text is read. ``due`` is None where the text gives none (domain.md#deadlines).

    ``modes`` stand in the order of ``Mode``. ``alternatives`` are other readings that a person might
    mean ("2021年12月前" is read strictly as 2021-11-30; 2021-12-31 is the alternative). ``phases`` are the
    dates of the phases when there are several; ``due`` is then the last. ``blocks`` holds one entry for
    each unit when the cell is split by units; ``due`` is then the latest of theirs when all have one.

    ``fault`` says why there is no sure reading:
    ``unread`` no meaning found; ``impossible`` a date that does not exist (2月30日, 13月);
    ``no_year`` day or month without a year (``due`` is then the reading with the year of ``as_of`` if
    one was given, and ``assumed_year`` is true); ``other_content`` the text belongs to another column.
    """

    text: str
    due: date | None = None
    start: date | None = None
    modes: tuple[Mode, ...] = ()
    alternatives: tuple[date, ...] = ()
    phases: tuple[date, ...] = ()
    blocks: tuple[UnitDeadline, ...] = ()
    assumed_year: bool = False
    fault: Literal["unread", "impossible", "no_year", "other_content"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TickOption:
    """One option of a status cell as it stands there.

    ``status`` is None for wording that is not one of the four. ``lost`` marks an option that stands
    without any box while others of the cell have one: it counts as ticked (domain.md#status).
    """

    label: str
    status: Status | None
    ticked: bool
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReading:
    """How a status cell is read.

    ``ticks`` are the statuses ticked, in the form's order; ``status`` is what they mean together, None
    where they contradict each other or decide nothing. ``verdict`` names the case:

    =============  ==================================================================================
    ``one``        exactly one status ticked (or said in words): that status
    ``both_done``  已完成 and 达到序时进度 ticked: read as completed (T302)
    ``conflict``   ticks that contradict each other: no status (T303)
    ``none``       options stand there, none is ticked (T301)
    ``unknown``    wording that is not known or decides nothing, e.g. 基本完成 (T305)
    ``open``       said to be not completed, and no more (否 under 是否完成): the date alone tells (S147)
    ``empty``      nothing stands there (M205)
    =============  ==================================================================================

    ``stage`` is the furthest closing step said to be done; ``also`` holds ``Mode.ONGOING`` for
    "已完成，长期坚持". ``unknown`` lists wording that was not understood.
    """

    text: str
    ticks: tuple[Status, ...] = ()
    status: Status | None = None
    stage: Stage | None = None
    also: tuple[Mode, ...] = ()
    verdict: Literal["one", "both_done", "conflict", "none", "unknown", "open", "empty"] = "empty"
    options: tuple[TickOption, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialReading:
    """A serial and, where the text carries it, the province's number of the task."""

    text: str
    number: int | None = None
    province_serial: int | None = None


# --- a table, read ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Region:
    """A province, prefecture or county of the region data, or a development zone of a unit list."""

    code: str
    name: str
    short: str
    level: Level
    parent: str | None
    """Code of the region above it; None for a province."""


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One entry of a progress table or task list.

    ``texts`` holds each mapped column's text as it stands in the cell (numbers as Excel shows them,
    dates as ISO), empty where the cell is empty.
    ``blocks`` holds the progress text split by unit when the cell is, in the order of the cell.
    ``applies`` is False when the entry says in words that the task does not concern this unit.
    ``inspection`` is the id of the inspection that its task is of (``parse.table.inspections``), as far as column,
    section line, title, names of sheet and file tell it; "" where they do not. ``region_cell`` is where its unit is
    named, where that is not its own cell but a section line above it. ``also`` are further rows of the sheet that
    belong to the entry: its text goes on there, or each of its measures has a row. ``extras`` are the cells of the
    columns that no field claims, by heading. ``stages`` are the steps of closing that columns of their own say are
    done, each with its day where they tell it; ``accepted_by`` is whose acceptance ("县", "市", "省") the heading of
    its column names; ``done_on`` and ``percent`` (0 to 100) what such columns say of when and how much.
    """

    row: int
    texts: Mapping[Field, str]
    serial: SerialReading
    province_serial: int | None
    deadline: DeadlineReading
    status: StatusReading
    applies: bool = True
    blocks: Mapping[str, str] = field(default_factory=dict)
    region_cell: str = ""
    inspection: str = ""
    also: tuple[int, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[Stage, date | None] = field(default_factory=dict)
    accepted_by: str = ""
    done_on: date | None = None
    percent: float | None = None

    def text(self, name: Field) -> str:
        """The text of a column, "" where the sheet has no such column or the cell is empty."""
        return self.texts.get(name, "")


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A heading that names no known column, with the nearest known one if any is near. Its cells are carried along:
    ``ProgressRow.extras`` has them by heading."""

    column: str
    heading: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class ProgressSheet:
    """One table of a workbook with everything the rules may ask about it.

    ``columns`` maps a field to its column letters. ``duplicates`` lists columns that claim a field
    already taken. ``missing`` are required fields without a column, each with the nearest unknown
    heading. ``faults`` maps a cell in the table to the error value that stands there, or to
    "=" for a formula without a stored value. ``merged`` lists ranges inside the table that span
    several entries. ``notes`` maps a cell under the table to text that looks like a row and is none.
    ``unread_controls`` maps a cell to why the tick-box control on it is not read, in Chinese.
    ``not_asked`` names the facts of the sheet (``core.grid.Grid``) that its source did not look at: what rests on
    them is empty here, and a rule that needs them is not run.
    ``also_named`` are other units that a title (标题), 填报单位, the sheet's name (工作表名) or a column that may name
    those of the rows names; ``misnamed`` names there that look like a unit's and are not known; ``told_by`` says what
    tells whose the table is (rows, title, sheet, file; "" for nothing), ``area`` is the region whose units these are,
    as far as anything tells it. ``overruled`` maps the cell of a line that names a unit to that name and the one that
    the rows below it give instead. ``struck_rows``
    maps a row that is struck out as a whole to its task: it is not among ``rows``. ``struck_words`` maps a cell of a
    title, heading or entry to the words that are struck out of its text, "…" where it is not known which;
    ``struck_headings`` are those that are headings, ``struck_units`` maps a row whose unit is named in struck words
    alone to these and their cell. ``layout`` tells where the table was not simply read cell by cell, ``cells`` what
    became of each. ``above`` are the texts over the heading, ``hidden_names`` the cells there and of
    lines between the entries that name a unit in a hidden column.
    """

    path: str
    sheet: str
    form: Form
    level: Level | None
    region: Region | None
    region_text: str
    period: Period | None
    title: str
    header_row: int
    columns: Mapping[Field, str]
    rows: tuple[ProgressRow, ...]
    unknown_columns: tuple[UnknownColumn, ...] = ()
    duplicates: Mapping[str, Field] = field(default_factory=dict)
    missing: Mapping[Field, str | None] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    faults: Mapping[str, str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    unread_controls: Mapping[str, str] = field(default_factory=dict)
    not_asked: frozenset[str] = frozenset()
    also_named: Mapping[str, Region] = field(default_factory=dict)
    misnamed: Mapping[str, str] = field(default_factory=dict)
    told_by: str = ""
    area: Region | None = None
    overruled: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    struck_rows: Mapping[int, str] = field(default_factory=dict)
    struck_words: Mapping[str, str] = field(default_factory=dict)
    struck_units: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    struck_headings: frozenset[str] = frozenset()
    layout: Layout = PLAIN
    cells: CellAccount = NO_CELLS
    above: tuple[str, ...] = ()
    hidden_names: tuple[str, ...] = ()

    def cell(self, row: int, name: Field) -> str | None:
        """Address of a field in a row; None where the sheet has no column for it."""
        column = self.columns.get(name)
        return f"{column}{row}" if column else None


# --- findings -----------------------------------------------------------------------------------

CellName = Annotated[str, r"^[A-Z]{1,3}[1-9][0-9]{0,6}$"]
"""A cell as ``A1``; the pattern is what a name that comes from outside must match."""


class Place(NamedTuple):
    """Where something is found beyond one table: a file, a sheet in it, a cell. All None: about the whole."""

    path: str | None = None
    sheet: str | None = None
    row: int | None = None
    cell: str | None = None
    field: Field | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found in one place. ``sheet`` and ``cell`` are None where it is about the whole file
    or the whole sheet. ``path`` names the workbook where findings of several stand together.
    ``accepted`` is the clerk's reason when a warning was accepted. ``key`` stands for task and value: a reason given
    for this code and key holds as long as both come again."""

    code: str
    severity: Severity
    sheet: str | None = None
    row: int | None = None
    cell: CellName | None = None
    field: str | None = None
    message: str
    advice: str = ""
    accepted: str | None = None
    path: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """A rule that could not run, and what it lacked. Never to be read as passed."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule that broke down on a sheet: a fault of the tool, never of the clerk. ``row`` and ``cell`` say on which
    entry, None where it was not one alone."""

    path: str
    rule: str
    sheet: str | None = None
    row: int | None = None
    cell: CellName | None = None
