"""The sheets that the units of an assessment fill in: handed out, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from xl_tools.app.inputs import StrPath, output_folder, workbooks
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import distinct, safe_name
from xl_tools.core.grid import Book
from xl_tools.core.records import Finding
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import Item
from xl_tools.rules.assessment.rule_table import cell_of_the_rules_is_unusable, number_is_a_percentage
from xl_tools.rules.book.reading import file_cannot_be_read
from xl_tools.scoring.case import case_of
from xl_tools.scoring.returned_goals import ReturnedGoals
from xl_tools.scoring.table.columns import ACTUALS, ISSUED
from xl_tools.scoring.table.engine import score
from xl_tools.scoring.table.returned import Returned
from xl_tools.scoring.table.rows import is_table, read_form, read_table
from xl_tools.scoring.table.scheme import Scheme

_NOT_COUNTED = "这份填报表不算"


def issue_forms(path: StrPath, out: StrPath, *, already: Book | None = None) -> tuple[Path, ...]:
    """Write one workbook for each unit of an assessment into ``out``: its own rows, with what is filled in so far.
    ``already`` is the workbook when it is open and was read as it stands on the screen.

    Raises UserError, with nothing written, when the workbook is no assessment, or where a unit's workbook with other
    content stands in the folder: somebody may have filled it in."""
    source = Path(path)
    book = already or read_book(source)
    forms = _table_forms(book) if is_table(book) else _office_forms(book)
    folder = Path(out)
    stems = distinct(safe_name(f"{unit}{ACTUALS}") for unit in forms)
    files = {folder / f"{stem}.xlsx": data for stem, data in zip(stems, forms.values(), strict=True)}
    standing = [file.name for file, data in files.items() if file.exists() and file.read_bytes() != data]
    if standing:
        raise UserError(
            f"“{folder}”里已有同名而内容不同的填报表（{'、'.join(standing[:3])}），可能已经填写，没有覆盖；请换一个文件夹。"
        )
    output = Output.beside(source)
    output.admit(files)
    output_folder(folder)
    for file, data in files.items():
        output.write(file, data)
    return tuple(files)


def _table_forms(book: Book) -> Mapping[str, bytes]:
    from xl_tools.write.table.unit_form import unit_form_bytes  # XlsxWriter is paid for only here

    filled, _ = read_table(book)
    return {one.unit.name: unit_form_bytes(filled, one) for one in score(filled)}


def _office_forms(book: Book) -> Mapping[str, bytes]:
    from xl_tools.write.score.office_form import office_form_bytes

    try:
        case = case_of(book)
    except ValueError:
        name = Path(book.path).name
        raise UserError(f"“{name}”里没有计分规则，也没有任务书，不知道下发什么；请核对文件。") from None
    by_office: dict[str, list[Item]] = {}
    for item in case.book.items:
        by_office.setdefault(item.office, []).append(item)
    title = case.inputs.assessment.title
    return {office: office_form_bytes(title, office, items, ISSUED) for office, items in by_office.items()}


def returned_tables(path: StrPath, scheme: Scheme) -> tuple[list[Returned], list[Finding]]:
    """The units' own sheets of a table of rules in a folder, and what is wrong with them."""
    came: list[Returned] = []
    found: list[Finding] = []
    for file in workbooks([Path(path)]):
        try:
            form = read_form(read_book(file), scheme)
        except UserError as error:
            found += file_cannot_be_read(file, str(error), _NOT_COUNTED)
            continue
        if form is None:
            found += file_cannot_be_read(file, f"“{file.name}”里没有找到填报表（“填报”表）。", _NOT_COUNTED)
            continue
        came.append(Returned(file.name, form.unit, form.actuals, form.issued))
        found += cell_of_the_rules_is_unusable(form.faults, str(file))
        found += number_is_a_percentage(form.faults, str(file))
    return came, found


def returned_goals(path: StrPath) -> tuple[list[ReturnedGoals], list[Finding]]:
    """The offices' own sheets of a task book in a folder, and what is wrong with them."""
    came: list[ReturnedGoals] = []
    found: list[Finding] = []
    for file in workbooks([Path(path)]):
        try:
            book = read_book(file)
        except UserError as error:
            found += file_cannot_be_read(file, str(error), _NOT_COUNTED)
            continue
        own = read_assessment(book)
        if own is None or not own.items:
            found += file_cannot_be_read(file, f"“{file.name}”里没有找到任务书。", _NOT_COUNTED)
            continue
        hidden = tuple(grid for grid in book.grids if grid.name == ISSUED)
        issued = read_assessment(replace(book, grids=hidden)) if hidden else None
        came.append(ReturnedGoals(file.name, own, issued))
    return came, found
