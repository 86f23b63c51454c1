"""The list of a batch for the public: ten columns and no more, A4 landscape, the heading on every page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from xl_tools.core.form import Field
from xl_tools.data import load
from xl_tools.forms.definitions import about
from xl_tools.petitions.records import Petition
from xl_tools.write.form_books import new_workbook
from xl_tools.write.formats import Kit, set_up, write_title, write_value
from xl_tools.write.heights import GrowingSheet, row_height
from xl_tools.write.packing import pack

SHEET = "公开一览表"
_WIDTHS = (6, 20, 34, 11, 10, 34, 9, 34, 16, 10)
_HEADER = 2


def public_columns() -> tuple[Field, ...]:
    """The columns of the list: what is not here is never published."""
    return tuple(map(Field, load("petitions")["private"]["public"]))


def public_rows(petitions: Sequence[Petition]) -> list[dict[str, str]]:
    """What is published of each petition, numbered anew."""
    return [
        {str(name): petition.text(name).strip() for name in public_columns()} | {"serial": str(number)}
        for number, petition in enumerate(petitions, 1)
    ]


def public_list_bytes(petitions: Sequence[Petition], title: str, issuer: str) -> bytes:
    """The workbook. The same gives the same bytes."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, SHEET)
    kit = Kit(workbook)
    sheet = workbook.add_worksheet(SHEET, GrowingSheet)
    set_up(sheet, _WIDTHS, _HEADER)
    write_title(sheet, title, kit)
    write_value(sheet, 1, 0, f"填报单位：{issuer}" if issuer else "", kit.label)
    form = about(Field("complaint"))
    for at, name in enumerate(public_columns()):
        sheet.write_string(_HEADER, at, form.columns[name].title, kit.head)
    for row, texts in enumerate(public_rows(petitions), _HEADER + 1):
        cells = list(texts.values())
        for at, text in enumerate(cells):
            write_value(
                sheet, row, at, int(text) if at == 0 else text, kit.centre if at in (0, 3, 4, 6, 9) else kit.long
            )
        sheet.set_row(row, row_height(zip(cells, map(float, _WIDTHS), strict=True), size=10))
    pack(workbook)
    return buffer.getvalue()
