"""The bureau's rule settings, from a TOML file or from the sheet 规则设置 of a workbook."""

from __future__ import annotations

from pathlib import Path

from xl_tools.app.inputs import WORKBOOKS, StrPath
from xl_tools.books.reader import read_book
from xl_tools.errors import UserError
from xl_tools.rules.settings import SHEET, RuleSettings


def rule_settings(path: StrPath | None) -> RuleSettings:
    """The settings of a file; the catalogue's own without one. Raises UserError, one sentence, for a slip in it."""
    if path is None:
        return RuleSettings()
    path = Path(path)
    if path.suffix.lower() in WORKBOOKS:
        rows = next((grid.rows for grid in read_book(path).grids if grid.name.strip() == SHEET), None)
        if rows is None:
            raise UserError(f"规则设置“{path.name}”里没有名为“{SHEET}”的表，请核对文件。没有检查任何文件。")
        return RuleSettings.of_table(rows, path.name)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"找不到规则设置“{path}”，请核对文件名和所在文件夹。") from None
    except UnicodeDecodeError:
        raise UserError(f"规则设置“{path.name}”不是 UTF-8 编码的文本，请另存为 UTF-8 后再试。") from None
    except OSError as error:
        raise UserError(f"打不开规则设置“{path.name}”（{error.strerror}），请检查权限。") from None
    return RuleSettings.of_toml(text, path.name)
