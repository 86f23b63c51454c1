"""What is to be added to a ledger that a bureau made itself, as a workbook of its own: it is copied over by hand."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from xl_tools.petitions.adding import Added
from xl_tools.write.form_books import new_workbook
from xl_tools.write.formats import Kit
from xl_tools.write.packing import pack
from xl_tools.write.petitions.ledger_book import write_changes, write_rows

NEW_SHEET, UPDATES_SHEET = "新增", "更新"


def additions_bytes(made: Added, known: int) -> bytes:
    """The rows behind the first ``known`` of the ledger, and each cell that is to be changed in those."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, "接批")
    kit = Kit(workbook)
    new = replace(made.state, rows=made.state.rows[known:], title="要加进台账的信访件")
    write_rows(workbook, kit, new, name=NEW_SHEET)
    write_changes(workbook, kit, replace(made.state, changes=tuple(made.changes)), name=UPDATES_SHEET)
    pack(workbook)
    return buffer.getvalue()
