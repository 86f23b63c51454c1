"""What was handed out already: its workbooks stand where others are still to be handed theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import readable_books
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book
from xl_tools.core.period import Period
from xl_tools.core.records import Region
from xl_tools.core.text import squeeze
from xl_tools.reports.round import IssuedBook
from xl_tools.round.issuing.identity import Identity
from xl_tools.round.issuing.tasks import label_of


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A workbook that a unit was issued."""

    path: Path
    identity: Identity
    book: Book

    def report(self, name: str, occasion: Occasion) -> IssuedBook:
        """The unit's entry in the list of what was handed out, with the tasks that its workbook holds."""
        rows = (row for sheet in read_tables(self.book, occasion) if sheet.form.of_tasks for row in sheet.rows)
        tasks = tuple(dict.fromkeys(map(label_of, rows)))
        return IssuedBook(unit=name, code=self.identity.code, path=str(self.path), tasks=tasks, stood=True)

    def lacks(self, data: bytes) -> bool:
        """Whether a workbook made now (``data``) holds other tasks, or says anything that this one does not."""
        now = read_book(self.path, data)
        made = Identity.of(now.identity)
        digest = made.locked if made else ""
        return digest != self.identity.locked or not _texts(now) <= _texts(self.book)

    def is_of(self, issue: str, area: Region | None) -> bool:
        """Whether an issue in this area handed it out."""
        unit = self.identity.region
        return self.identity.issue == issue and bool(area and unit and regions.is_within(unit, area))


def _texts(book: Book) -> set[str]:
    """What stands in the table of an issued workbook."""
    return {squeeze(str(value)) for grid in book.grids[:1] for row in grid.rows for value in row if value is not None}


def handed_out(folder: Path, period: Period, inspection: str) -> dict[str, HandedOut]:
    """What lies in a folder that was handed out for a period, by the unit's code; ``inspection`` is the id of the one
    that it is of, "" where nothing tells it."""
    found: dict[str, HandedOut] = {}
    for path, book in readable_books(folder):  # another of a name that is wanted is refused before it is written over
        identity = Identity.of(book.identity)
        if identity and identity.period == period and identity.inspection in ("", inspection):
            found.setdefault(identity.code, HandedOut(path, identity, book))
    return found


@dataclass(frozen=True, slots=True)
class Earlier:
    """What units were handed before an issue: ``stands`` what is left as it is, by code; ``beyond`` that of units that
    get none now. ``gone`` are the names of those from whom it was taken away."""

    stands: Mapping[str, HandedOut]
    beyond: Sequence[HandedOut]
    gone: Sequence[str] = ()

    @classmethod
    def of(cls, found: Mapping[str, HandedOut], receivers: Collection[str], stay: bool) -> Earlier:
        stands = {code: one for code, one in found.items() if stay and code in receivers}
        return cls(stands, [one for code, one in found.items() if code not in receivers])

    def without(self, issue: str, area: Region | None, output: Output) -> Earlier:
        """Take away, kept as backups, what the issue itself handed to units of its area that get nothing any more."""
        gone = [one for one in self.beyond if one.is_of(issue, area)]
        for one in gone:
            output.retire(one.path, keep=True)
        return replace(self, beyond=[one for one in self.beyond if one not in gone], gone=_names(gone))

    @property
    def units(self) -> list[Region]:
        return [unit for one in self.beyond if (unit := one.identity.region)]

    def told(self, now: Mapping[str, tuple[str, bytes]]) -> list[str]:
        """What is not as an issue of the day would have it, a sentence each; ``now`` are name and workbook by code."""
        said = []
        if changed := [now[code][0] for code, one in self.stands.items() if one.lacks(now[code][1])]:
            said.append(
                f"{'、'.join(changed)}已经下发的和现在的任务清单、上期汇总、设置不一样，没有动；"
                "要换成新的，再下发一次，选替换（命令加 --replace）。"
            )
        if self.beyond:
            said.append(
                f"{'、'.join(_names(self.beyond))}这次没有任务要下发，以前下发过的还在，仍算应报；"
                "不要它报的，把它的工作簿从下发的文件夹拿走。"
            )
        if self.gone:
            said.append(f"{'、'.join(self.gone)}不再下发，原来的工作簿拿走了，留有备份。")
        return said


def _names(books: Iterable[HandedOut]) -> list[str]:
    return [one.identity.name for one in books]
