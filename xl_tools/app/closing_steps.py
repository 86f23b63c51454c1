"""A ledger of closing steps as a roll-up joins it to its tasks."""

from __future__ import annotations

from pathlib import Path

from xl_tools.app.examine import Occasion
from xl_tools.app.inputs import StrPath
from xl_tools.books.file.reader import read_book
from xl_tools.closing.joining import ClosingTable, closing_table
from xl_tools.core.errors import UserError
from xl_tools.parse.closing.ledger import read_ledger


def closing_steps(path: StrPath, asked: Occasion) -> ClosingTable:
    """How far each case of a ledger is on the occasion's day. Raises UserError for a workbook that is no ledger."""
    ledger = read_ledger(read_book(Path(path)))
    if ledger is None:
        raise UserError(f"“{Path(path).name}”不是销号台账，没有汇总；请核对文件。")
    return closing_table(ledger, asked.as_of, asked.units)
