"""A progress table or roll-up as it goes on paper."""

from __future__ import annotations

from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import PRINTED, StrPath, output_folder
from xl_tools.books.file.libreoffice import as_pdf
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.dataclass import dataclass
from xl_tools.core.file_names import fitted
from xl_tools.core.grid import Book
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Field, Level
from xl_tools.rollup.texts import part_text
from xl_tools.round.mail.distribute import MergedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was written: the print version, and its PDF, None where there is no LibreOffice."""

    workbook: str
    pdf: str | None = None
    rows: int = 0
    kept: tuple[KeptCopy, ...] = ()

    exit_code = 0


def print_version(
    path: StrPath, occasion: Occasion, *, out: StrPath | None = None, pdf: bool = True, already: Book | None = None
) -> Printed:
    """Write ``…（打印稿）.xlsx``, and with ``pdf``, where LibreOffice is, the same as PDF, into ``out`` (beside the
    workbook). ``already`` is the workbook where it is open and was read as it stands on the screen.

    Every text is there in full, over as many rows and pages as it takes. Raises UserError when there is no progress
    table, or it cannot be written.
    """
    from xl_tools.write.form_books import FormRow  # XlsxWriter is paid for only here
    from xl_tools.write.print_book import print_book

    source = Path(path)
    book = already or read_book(source)
    table = MergedTable.of(book, read_tables(book, occasion), source.name).sheet
    area = table.region.name if table.region else table.region_text
    rows = [
        FormRow(
            region=area,
            serial=str(number),
            task=part_text(row, Field.TASK),
            plan=part_text(row, Field.PLAN),
            deadline=row.text(Field.DEADLINE),
            progress=part_text(row, Field.PROGRESS),
            status=row.text(Field.STATUS),
        )
        for number, row in enumerate(table.rows, 1)
    ]
    folder = source.parent if out is None else Path(out)
    target = folder / fitted(source.stem, f"{PRINTED}.xlsx")
    output = Output.beside(source, occasion.office.reads)
    output.admit([target, target.with_suffix(".pdf")])
    output_folder(folder)
    data = print_book(table.title.strip() or f"{area}整改进展情况表", table.level or Level.COUNTY, rows)
    output.write(target, data)
    paper = as_pdf(data, target.name) if pdf else None
    if paper is not None:
        output.write(target.with_suffix(".pdf"), paper)
    return Printed(
        workbook=str(target),
        pdf=str(target.with_suffix(".pdf")) if paper is not None else None,
        rows=len(rows),
        kept=tuple(output.kept),
    )
