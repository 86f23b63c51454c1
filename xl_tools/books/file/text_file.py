"""Text files that an office writes by hand: settings, rules of assessment, words of mails."""

from __future__ import annotations

from pathlib import Path

from xl_tools.books.file.guard import limit, read_input, refuse
from xl_tools.core.errors import UserError


def read_text(path: Path, what: str) -> str:
    """The text of a file, which ``what`` it is being said where it cannot be read: UTF-8, with or without a mark.

    Raises UserError when it is missing, no file, no UTF-8, or too large for what a person writes.
    """
    try:
        data = read_input(path)
    except UserError as error:
        raise UserError(f"{what}：{error}") from None
    if len(data) > limit("file", "text_mb"):
        raise refuse(path.name, f"{what}超过 {limit('file', 'text_mb') >> 20} MB，不像是手写的，没有读；请核对文件")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{what}“{path.name}”不是 UTF-8 编码的文本，请另存为 UTF-8 后再试。") from None
