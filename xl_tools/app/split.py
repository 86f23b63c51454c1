"""A merged workbook back to a workbook for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xl_tools.app.examine import read_tables
from xl_tools.app.inputs import StrPath, distinct_names, output_folder
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import safe_name
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Field, Level, Region
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import title
from xl_tools.parse.table.inspections import REMEMBERED, short_name
from xl_tools.rollup.reread import LeftOut, reread
from xl_tools.rollup.take_apart import SplitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitUnit:
    """One unit's workbook: where it was written, and how many entries it has."""

    name: str
    path: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitReport:
    """What ``split`` wrote.

    ``broken`` are cells of 整改进展 that were edited so that it is no longer sure which line is whose; the texts of
    its units are left empty there. ``left_out`` are rows of 各单位进展 that were edited, or are gone.
    """

    source: str
    units: tuple[SplitUnit, ...]
    broken: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        return int(bool(self.broken or self.left_out))


def split(path: StrPath, out: StrPath) -> SplitReport:
    """Take a workbook that a roll-up wrote apart again: one workbook in the standard form for each unit.

    Texts, ticks, deadlines and columns of their own are as the units wrote them, whatever was edited in the merged
    table since. Where tasks of several inspections are merged, a column tells which each is of. Raises UserError for a
    workbook that no roll-up wrote, and when ``out`` cannot be written.
    """
    source = Path(path)
    book = read_book(source)
    found = reread(book, read_tables(book))
    if found is None or not (found.units or found.left_out):
        raise UserError(
            f"“{source.name}”拆不开：它不是 xl-tools rollup 写出的汇总工作簿"
            "（那里有“整改进展”“各单位进展”“明细”“来源”四张表），或者这些表被删掉了；请选没有删过的汇总工作簿。"
        )
    names = distinct_names(Path(f"{safe_name(unit)}.xlsx") for unit in found.units)
    targets = {unit: Path(out) / file for unit, file in zip(found.units, names.values(), strict=True)}
    output = Output.beside(source)
    output.admit_own(targets.values())
    output.admit(targets.values())
    output_folder(Path(out))
    written = []
    for unit, target in targets.items():
        rows = found.units[unit]
        output.write(target, _workbook(unit, rows, found.region))
        written.append(SplitUnit(name=unit, path=str(target), rows=len(rows)))
    return SplitReport(
        source=str(source),
        units=tuple(written),
        broken=found.broken,
        left_out=found.left_out,
        kept=tuple(output.kept),
    )


def _workbook(unit: str, rows: Sequence[SplitRow], above: Region | None) -> bytes:
    from io import BytesIO

    from xl_tools.write.form_books import FormRow, write_progress_form  # XlsxWriter is paid for only here

    buffer = BytesIO()
    inspections = {row.inspection for row in rows}
    write_progress_form(
        buffer,
        title=f"{unit}督察反馈问题整改进展情况表",
        level=Level.CITY if above and above.level is Level.PROVINCE else Level.COUNTY,
        rows=[
            FormRow(
                region=unit,
                serial=str(number),
                task=row.texts[Field.TASK],
                plan=row.texts[Field.PLAN],
                deadline=row.texts[Field.DEADLINE],
                progress=row.texts[Field.PROGRESS],
                status=row.texts[Field.STATUS],
            )
            for number, row in enumerate(rows, 1)
        ],
        lock=False,
        instructions=False,
        further=_further(rows),
        identity={REMEMBERED: rows[0].inspection} if len(inspections) == 1 and rows[0].inspection else None,
    )
    return buffer.getvalue()


def _further(rows: Sequence[SplitRow]) -> dict[str, list[str]]:
    """The columns behind those of the form, each with its text in every row: which inspection a task is of, where
    there are several, and the unit's own."""

    headings = dict.fromkeys(heading for row in rows for heading in row.carried)
    found = {heading: [row.carried.get(heading, "") for row in rows] for heading in headings}
    if len({row.inspection for row in rows}) > 1:
        told = title(standard(), Field.INSPECTION)
        return {told: [short_name(row.inspection) for row in rows], **found}
    return found
