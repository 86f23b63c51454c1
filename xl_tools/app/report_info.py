"""What only the office knows of a paper (文稿信息): a small sheet with the columns 项目 and 内容, or a
text file with lines 项目：内容."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from xl_tools.books.file.reader import read_book
from xl_tools.books.file.text_file import read_text
from xl_tools.core.dates import days_that_are_none
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.struck_cells import struck_cells
from xl_tools.data import load
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.lines import lines

_WORD, _CONTENT = "项目", "内容"
_TASK = expression(r"\S{0,16}第\d+项")
"""A task by its label: what is said of why it is late and what is done about it."""


_FILES = ("文稿信息.xlsx", "文稿信息.txt")


def info_in(*folders: Path | None) -> Path | None:
    """The file that an office keeps under this name in the first of the folders that has it."""
    files = (folder / name for folder in folders if folder is not None for name in _FILES)
    return next((file for file in files if file.is_file()), None)


def read_info(path: Path | None) -> dict[str, tuple[str, ...]]:
    """What was given, by field; {} without a file.

    Raises UserError for a word that there is not, and for a number that is none.
    """
    if path is None:
        return {}
    entries = {word: entry for entry in load("documents")["info"] for word in (entry["word"], *entry.get("also", ()))}
    found: dict[str, tuple[str, ...]] = {}
    for word, said in _said(path):
        if _TASK.fullmatch(word):
            found[word] = (*found.get(word, ()), *said)
            continue
        entry = entries.get(word)
        if entry is None:
            known = "、".join(dict.fromkeys(one["word"] for one in entries.values()))
            raise UserError(f"文稿信息“{path.name}”里的“{word}”不认识；可以写的有：{known}，和“第8项”这样的任务号。")
        if not said:
            continue
        if entry.get("number") and not (len(said) == 1 and said[0].isdecimal()):
            raise UserError(f"文稿信息“{path.name}”里的“{word}”要写一个整数，不能是“{'；'.join(said)}”。")
        if wrong := next((day for line in said for day in days_that_are_none(line)), ""):
            raise UserError(f"文稿信息“{path.name}”里的“{word}”写着“{wrong}”，没有这一天；请改正。")
        found[entry["field"]] = (*found.get(entry["field"], ()), *said)
        if not entry.get("many") and len(found[entry["field"]]) > 1:
            raise UserError(f"文稿信息“{path.name}”里的“{word}”写了几行，只能写一行；请合成一行。")
    return found


def _said(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    if path.suffix.lower() == ".txt":
        yield from _of_text(path)
        return
    grids = read_book(path).grids
    if struck := next((clause for grid in grids for clause in struck_cells(grid)), ""):
        raise UserError(f"文稿信息“{path.name}”的{struck}。")
    rows = [row for grid in grids for row in lines(grid, (_WORD, _CONTENT))]
    if not rows:
        raise UserError(f"文稿信息“{path.name}”里没有“{_WORD}”“{_CONTENT}”两列；请照样子写，一项一行。")
    for row in rows:
        if word := cell_text(row[_WORD]).strip():
            yield word, _lines(cell_text(row[_CONTENT]).splitlines())


def _of_text(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lines of the form 项目：内容; a word of several lines stands in front of each."""
    for place, line in enumerate(read_text(path, "文稿信息").splitlines(), 1):
        word, colon, content = line.replace(":", "：", 1).partition("：")
        if line.strip() and not colon:
            raise UserError(f"文稿信息“{path.name}”第 {place} 行没有冒号；请写成“项目：内容”，一项一行。")
        if line.strip():
            yield word.strip(), _lines([content])


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(line.strip() for line in texts if line.strip())
