"""What ``check`` gives back. ``model_dump(mode="json")`` of a report is the JSON that others hold on to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.how_read import LeftOutKind, Meant
from xl_tools.core.json_text import plain
from xl_tools.core.kept import KeptCopy
from xl_tools.core.period import Period
from xl_tools.core.records import (
    Fault,
    Finding,
    Level,
    Mode,
    NotRun,
    ProgressRow,
    ProgressSheet,
    Severity,
    Stage,
    Status,
)
from xl_tools.parse.assessment.labels import task_book
from xl_tools.parse.closing.headings import ledger_form
from xl_tools.parse.table.inspections import inspection_in
from xl_tools.rules.settings import SettingsReport

if TYPE_CHECKING:
    import pandas as pd

    from xl_tools.parse.assessment.entries import AssessmentBook
    from xl_tools.parse.closing.entries import ClosingLedger
    from xl_tools.petitions.records import Ledger, Petition


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReport:
    """One unit's block in a row whose deadline or progress cell is split by units."""

    name: str
    due: date | None = None
    modes: tuple[Mode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReport:
    """How one entry was read."""

    row: int
    serial: int | None
    province_serial: int | None
    ticks: tuple[Status, ...]
    status: Status | None
    due: date | None
    modes: tuple[Mode, ...]
    applies: bool
    units: tuple[UnitReport, ...] = ()
    inspection: str = ""
    stages: dict[Stage, date | None] = field(default_factory=dict)
    done_on: date | None = None
    percent: float | None = None

    @classmethod
    def of(cls, row: ProgressRow) -> RowReport:
        deadlines = {block.unit: block for block in row.deadline.blocks}
        names = dict.fromkeys((*deadlines, *row.blocks))
        units = [
            UnitReport(name=name, due=block.due, modes=block.modes)
            if (block := deadlines.get(name))
            else UnitReport(name=name)
            for name in names
        ]
        return cls(
            row=row.row,
            serial=row.serial.number,
            province_serial=row.province_serial,
            ticks=row.status.ticks,
            status=row.status.status,
            due=row.deadline.due,
            modes=row.deadline.modes,
            applies=row.applies,
            units=tuple(units),
            inspection=row.inspection,
            stages=dict(row.stages),
            done_on=row.done_on,
            percent=row.percent,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionRowReport(RowReport):
    """How one petition was read: ``due`` is the day by which it must be reported back. ``verdict`` is one of true,
    mostly, partly, false, ``settled`` one of done, phase, open; None where the cell does not say it."""

    code: str
    batch: int | None
    region: str
    types: tuple[str, ...]
    verdict: str | None
    settled: str | None
    key: bool

    @classmethod
    def of_petition(cls, petition: Petition, due: date | None) -> PetitionRowReport:
        said: dict[str, Any] = {one.name: getattr(RowReport.of(petition.source), one.name) for one in fields(RowReport)}
        return cls(
            **said | {"due": due},
            code=petition.key_text,
            batch=petition.batch,
            region="、".join(petition.regions),
            types=petition.types + petition.unknown_types,
            verdict=petition.verdict.value if petition.verdict else None,
            settled=petition.settled.value if petition.settled else None,
            key=petition.key,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionCounts:
    """How many rows of a table of petitions say what; ``none`` stands for cells that do not say it."""

    settled: dict[str, int]
    verdict: dict[str, int]

    @classmethod
    def of(cls, petitions: Iterable[Petition]) -> PetitionCounts:
        petitions = tuple(petitions)
        settled = Counter(one.settled.value if one.settled else "none" for one in petitions)
        verdict = Counter(one.verdict.value if one.verdict else "none" for one in petitions)
        return cls(settled=dict(sorted(settled.items())), verdict=dict(sorted(verdict.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingReport:
    """A heading that was read for its neighbours or its cells, not for its own words alone."""

    heading: str
    field: str
    why: Meant


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredCells:
    """Cells of a table's sheet that belong to no entry; ``reason`` says in Chinese what they were taken for."""

    range: str
    kind: LeftOutKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellsReport:
    """What became of each cell of a table's part of its sheet that is not empty."""

    read: int
    ignored: tuple[IgnoredCells, ...]
    unaccounted: int

    @classmethod
    def of(cls, sheet: ProgressSheet) -> CellsReport:
        account = sheet.cells
        ignored = (IgnoredCells(range=left.area, kind=left.kind, reason=left.reason) for left in account.left_out)
        return cls(read=account.read, ignored=tuple(ignored), unaccounted=account.unaccounted)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReport:
    """How one table was read. ``columns`` maps a field to its column letters, ``columns_all`` to those of all columns
    that one heading spans. ``read_as`` tells, by column, the headings read for their neighbours or cells. These and
    ``cells`` are None for an assessment."""

    sheet: str
    form: str
    level: Level | None
    region: str | None
    period: Period | None
    header_row: int
    columns: dict[str, str]
    unknown_columns: tuple[str, ...]
    rows: tuple[RowReport | PetitionRowReport, ...]
    cells: CellsReport | None = None
    columns_all: dict[str, tuple[str, ...]] | None = None
    read_as: dict[str, HeadingReport] | None = None
    petitions: PetitionCounts | None = None

    @classmethod
    def of(cls, sheet: ProgressSheet, ledger: Ledger | None = None) -> SheetReport:
        """``ledger`` are the petitions of a table of them."""
        petitions = ledger.petitions if ledger else ()
        due = ledger.conventions.due if ledger else None
        return cls(
            sheet=sheet.sheet,
            form=sheet.form.name,
            level=sheet.level,
            region=sheet.region.name if sheet.region else sheet.region_text or None,
            period=sheet.period,
            header_row=sheet.header_row,
            columns={str(name): letters for name, letters in sheet.columns.items()},
            unknown_columns=tuple(
                column.heading for column in sheet.unknown_columns if column.column not in sheet.layout.read_as
            ),
            rows=tuple(PetitionRowReport.of_petition(one, due(one)) for one in petitions)
            if due
            else tuple(RowReport.of(row) for row in sheet.rows),
            cells=CellsReport.of(sheet),
            columns_all={
                str(name): sheet.layout.all_columns.get(name, (letters,)) for name, letters in sheet.columns.items()
            },
            read_as={
                column: HeadingReport(heading=how.heading, field=str(how.field), why=how.why)
                for column, how in sheet.layout.read_as.items()
            },
            petitions=PetitionCounts.of(petitions) if ledger else None,
        )

    @classmethod
    def of_assessment(cls, book: AssessmentBook) -> SheetReport:
        """A task book: an entry is an item, its serial its place in the table."""
        sheet = book.items_sheet
        rows = (
            RowReport(
                row=item.row,
                serial=number,
                province_serial=None,
                ticks=(),
                status=None,
                due=None,
                modes=(),
                applies=True,
            )
            for number, item in enumerate(book.items, 1)
        )
        return cls(
            sheet=sheet.name,
            form=task_book().name,
            level=None,
            region=None,
            period=None,
            header_row=sheet.header_row,
            columns=dict(sheet.columns),
            unknown_columns=sheet.unknown_columns,
            rows=tuple(rows),
        )

    @classmethod
    def of_ledger(cls, ledger: ClosingLedger) -> SheetReport:
        """A ledger of closing steps: an entry is a case."""
        place = ledger.places["cases"]
        rows = (
            RowReport(
                row=case.row,
                serial=None,
                province_serial=int(case.key.serial)
                if case.key.serial.isdecimal() and len(case.key.serial) < 10
                else None,
                ticks=(),
                status=None,
                due=None,
                modes=(),
                applies=True,
                inspection=inspection_in(case.key.inspection, alone=True),
            )
            for case in ledger.cases
        )
        return cls(
            sheet=place.name,
            form=ledger_form().name,
            level=None,
            region=None,
            period=None,
            header_row=place.header_row,
            columns=dict(place.columns),
            unknown_columns=(),
            rows=tuple(rows),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one workbook. ``reason`` says why where ``outcome`` is not ``checked``."""

    path: str
    outcome: Literal["checked", "no_table", "unreadable"]
    reason: str | None = None
    marked: str | None = None
    sheets: tuple[SheetReport, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether it could not be read, or not be marked although that was asked for."""
        return self.outcome == "unreadable" or (self.outcome == "checked" and bool(self.reason) and not self.marked)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """The result of one ``check``, over all its files."""

    schema_: Literal["xl-tools/check/1"] = "xl-tools/check/1"
    as_of: date
    files: tuple[FileReport, ...]
    counts: dict[Severity, int]
    not_run: tuple[NotRun, ...] = ()
    faults: tuple[Fault, ...] = ()
    settings: SettingsReport | None = None
    kept: tuple[KeptCopy, ...] = ()

    @property
    def nothing_read(self) -> bool:
        """Whether no file at all could be read."""
        return bool(self.files) and all(file.outcome == "unreadable" for file in self.files)

    @property
    def exit_code(self) -> int:
        """0 nothing of severity error; 1 such findings, or a file that could not be read or marked; 2 no file could be
        read, or a rule broke down."""
        if self.faults or self.nothing_read:
            return 2
        return int(self.counts[Severity.ERROR] > 0 or any(file.failed for file in self.files))

    def to_frame(self, what: Literal["findings", "rows"] = "findings") -> pd.DataFrame:
        """A pandas table with one line a finding, or one line an entry read.

        Columns of numbers (``row``, ``serial``, ``province_serial``) are whole ones, ``Int64``: missing is ``<NA>``.
        Raises UserError for another word.
        """
        import pandas as pd

        if what not in ("findings", "rows"):
            raise UserError(f"what 只能是 findings 或 rows，不能是“{what}”。")
        if what == "rows":
            lines = [
                {"path": file.path, "sheet": sheet.sheet, "region": sheet.region} | plain(row)
                for file in self.files
                for sheet in file.sheets
                for row in sheet.rows
            ]
            columns = ["path", "sheet", "region", *(field.name for field in fields(RowReport))]
        else:
            lines = [plain(finding) | {"path": file.path} for file in self.files for finding in file.findings]
            columns = ["path", *(field.name for field in fields(Finding) if field.name != "path")]
        whole = {name: "Int64" for name in ("row", "serial", "province_serial") if name in columns}
        return pd.DataFrame(lines, columns=columns).astype(whole)


def count(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Findings by severity, every severity named; accepted ones are not counted."""
    counted = Counter(finding.severity for finding in findings if finding.accepted is None)
    return {severity: counted[severity] for severity in Severity}
