"""The bureau's rule settings, from a TOML file or from the sheet 规则设置 of a workbook; that workbook made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xl_tools.app.inputs import WORKBOOKS, StrPath, output_folder
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.text_file import read_text
from xl_tools.core.errors import UserError
from xl_tools.core.struck_cells import struck_cells
from xl_tools.core.text import squeeze
from xl_tools.rules.registry import rules
from xl_tools.rules.settings import ROUND_SHEET, SHEET, RuleSettings


def rule_settings(path: StrPath | None) -> RuleSettings:
    """The settings of a file; the catalogue's own without one. Raises UserError, one sentence, for a slip in it."""
    if path is None:
        return RuleSettings()
    path = Path(path)
    if path.suffix.lower() in WORKBOOKS:
        return _of_workbook(path)
    return RuleSettings.of_toml(read_text(path, "规则设置"), path.name)


def lay_out_settings(path: Path) -> None:
    """See to it that the workbook 规则设置 is there and lists every rule of the catalogue.

    One that lacks rules (it is older than they are) is written anew with what was set in it; a copy is kept of one
    that somebody worked in.
    Raises UserError for a slip in it, or when it cannot be written; it is then as it was.
    """
    settings = RuleSettings()
    if path.exists():
        rows = _table(path)
        settings = _of_workbook(path)
        listed = {squeeze(str(value)).upper() for row in rows for value in row if value is not None}
        if rules().keys() <= listed:
            return
    from xl_tools.books.file.output import Output
    from xl_tools.write.settings_book import settings_book  # XlsxWriter is paid for only here

    output_folder(path.parent)
    Output().write(path, settings_book(settings))


def _of_workbook(path: Path) -> RuleSettings:
    settings = RuleSettings.of_table(_table(path), path.name)
    said = next((grid.rows for grid in read_book(path).grids if grid.name.strip() == ROUND_SHEET), None)
    return settings if said is None else settings.of_round(said, path.name)


def _table(path: Path) -> Sequence[Sequence[object]]:
    grid = next((grid for grid in read_book(path).grids if grid.name.strip() == SHEET), None)
    if grid is None:
        raise UserError(f"规则设置“{path.name}”里没有名为“{SHEET}”的表，请核对文件。改正之前什么也不做。")
    if struck := next(struck_cells(grid), ""):
        raise UserError(f"规则设置“{path.name}”的{struck}。改正之前什么也不做。")
    return grid.rows
