"""One file that came back, as far as it can be read: a workbook, or a Word document turned into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import WORKBOOKS
from xl_tools.app.patience import filled_rows, patience
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.reader import read_book
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import ending_of
from xl_tools.core.records import ProgressSheet
from xl_tools.parse.table.sheets import hidden_tables
from xl_tools.reports.round import ReceivedFile
from xl_tools.round.collecting.choose import Choice, saved_at
from xl_tools.round.collecting.received import Source
from xl_tools.round.collecting.whose import Belonging, progress_tables
from xl_tools.round.issuing.identity import Identity

_WORD = frozenset({".docx", ".docm", ".doc", ".wps", ".rtf", ".odt"})
_NOT_A_TABLE = "不是工作簿，没有处理；如果是单位报来的表，请报送单位改发工作簿。"


@dataclass
class Arrival:
    """One file on its way: what was read of it, then what became of it."""

    source: Source
    sheets: list[ProgressSheet] = field(default_factory=list)
    identity: Identity | None = None
    belonging: Belonging = field(default_factory=lambda: Belonging(None, None, None))
    choice: Choice = field(default_factory=lambda: Choice("unknown"))
    data: bytes = b""
    saved: datetime | None = None
    remark: str = ""

    def report(self, copies: Mapping[str, Path]) -> ReceivedFile:
        copy = copies.get(self.source.shown)
        unit = self.belonging.unit
        whose = self.belonging.notes if self.choice.outcome not in ("unknown", "unreadable") else ()
        return ReceivedFile(
            source=self.source.shown,
            outcome=self.choice.outcome,
            unit=unit.name if unit else None,
            period=self.belonging.period,
            by=self.belonging.by,
            received=self.source.received,
            copied=str(copy) if copy else None,
            note="".join((self.choice.note, *whose, self.remark)),
        )

    @property
    def ending(self) -> str:
        """The ending of its copy: that of a workbook, where a document was turned into one."""
        return ".xlsx" if _is_document(self.source) else ending_of(self.source.shown)


def arrival(source: Source, occasion: Occasion) -> Arrival:
    """Read one file as far as it can be read."""
    entry = Arrival(source)
    if source.problem:
        entry.choice = Choice("unreadable", source.problem)
    elif _is_document(source):
        _read_document(entry, occasion)
    elif Path(source.shown).suffix.lower() not in WORKBOOKS:
        entry.choice = Choice("ignored", _NOT_A_TABLE)
    else:
        _read(entry, occasion)
    return entry


def _is_document(source: Source) -> bool:
    return Path(source.shown).suffix.lower() in _WORD


def _read(entry: Arrival, occasion: Occasion) -> None:
    try:
        data = read_input(entry.source.path)  # once: what is copied is what was read
        hidden = _take(entry, data, occasion)
    except UserError as error:
        entry.choice = Choice("unreadable", str(error))
        return
    if not entry.sheets:
        entry.choice = Choice("unknown", f"里面没有找到填了任务的进展情况表。{hidden}")


def _read_document(entry: Arrival, occasion: Occasion) -> None:
    """A document with tables comes in as the workbook made of them; one without is a letter."""
    from xl_tools.app.import_ import convert  # Word is paid for only here

    try:
        data, doubts = convert(entry.source.path)
        if not data:
            entry.choice = Choice("ignored", _NOT_A_TABLE)
            return
        _take(entry, data, occasion)
    except UserError as error:
        entry.choice = Choice("unreadable", str(error))
        return
    if not entry.sheets:
        entry.choice = Choice("unknown", "里面没有找到填了任务的进展情况表。")
    more = f"转换时有 {doubts} 处拿不准的（用 xl-tools import 逐条看），" if doubts else ""
    entry.remark = f"报来的是 Word 文档，已转成工作簿收下，{more}请和原文核对。"


def _take(entry: Arrival, data: bytes, occasion: Occasion) -> str:
    """Read the tables of a workbook; gives what is to be said of hidden ones."""
    path = entry.source.path
    with patience(path.name) as wait_for:
        book = read_book(path.with_suffix(entry.ending), data)
        wait_for(filled_rows(book))
        # Under another name: what the file is called has its own, later say.
        sheets = read_tables(replace(book, path="来件.xlsx"), occasion)
    entry.data = data
    entry.sheets = progress_tables(sheets, occasion.units)
    entry.identity = Identity.of(book.identity)
    entry.saved = saved_at(path)
    hidden = "、".join(f"“{table.sheet}”" for table in hidden_tables(book))
    return f"隐藏的工作表{hidden}里有表，没有算，请向报送单位核实。" if hidden else ""
