"""The ledger's round with the counties: each gets its own rows, and what it fills in comes back into the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from xl_tools.app.closing_ledger import ledger_rows, ledger_target, with_digests, write_ledger
from xl_tools.app.inputs import Paths, StrPath, each, output_folder, workbooks
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.books.file.disk import is_folder
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.closing.county_rows import digest_of_rows, left_out, share_of, units_of, with_returned
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import safe_name
from xl_tools.parse.closing.headings import CASES, is_ledger
from xl_tools.parse.closing.ledger import LedgerRows, read_rows
from xl_tools.reports.closing import CountyLedger, IssuedLedgersReport, ReturnedLedgersReport
from xl_tools.round.collecting.choose import Choice, Copy, choose, saved_at

UNIT = "xlt.closing_unit"
"""The document property that tells whose share of a ledger a workbook is."""


def issue_ledgers(
    path: StrPath, *, out: StrPath, as_of: Day | None = None, office: Office = OURS
) -> IssuedLedgersReport:
    """Write each unit's own share of the ledger into a folder. Raises UserError for a workbook that is no ledger."""
    from xl_tools.write.closing.ledger_book import ledger_bytes

    source, folder = Path(path), Path(out)
    rows = _ledger(source)
    day = occasion(as_of, office=office).as_of
    targets = {unit: folder / f"{safe_name(f'销号台账（{unit}）')}.xlsx" for unit in units_of(rows)}
    output = Output.beside(source, office.reads)
    output.admit(targets.values())
    output_folder(folder)
    written = []
    for unit, target in targets.items():
        share = share_of(rows, unit)
        output.write(target, ledger_bytes(share, day, {UNIT: unit}))
        written.append(CountyLedger(unit=unit, path=str(target), rows=len(share.rows[CASES])))
    return IssuedLedgersReport(source=str(source), units=tuple(written), kept=tuple(output.kept))


def collect_ledgers(
    path: StrPath, returned: Paths, *, as_of: Day | None = None, office: Office = OURS
) -> ReturnedLedgersReport:
    """Put what counties filled into their shares into the ledger at ``path``, which is kept beside it when people
    worked in it. Of a county only its own cases count, of several files of one the newest; nothing in the ledger is
    taken away.

    Raises UserError for a workbook that is no ledger.
    """
    target, returned = ledger_target(path), each(returned)
    Output.beside(one for one in returned if not is_folder(one)).admit([target])
    files = [file for file in workbooks(returned) if file.resolve() != target.resolve()]
    output = Output.beside(files, office.reads)
    output.admit([target])
    rows = _ledger(target)
    output_folder(target.parent)
    told: dict[int, CountyLedger] = {}
    shares = list(_shares(files, told))
    for unit in dict.fromkeys(share.unit for share in shares):
        own = [share for share in shares if share.unit == unit]
        chosen = choose([share.copy for share in own])
        for share in sorted(own, key=lambda one: chosen[one.copy.place].outcome != "accepted"):
            choice = chosen[share.copy.place]
            if choice.outcome == "accepted":
                rows, said = with_returned(rows, share.rows, unit)
                told[share.copy.place] = share.became(choice, said.refused, added=said.added, filled=said.filled)
            elif choice.outcome == "older":
                told[share.copy.place] = share.became(choice, left_out(rows, share.rows, unit))
            else:
                told[share.copy.place] = share.became(choice, [choice.note] if choice.outcome == "doubtful" else [])
    left = write_ledger(with_digests(rows), occasion(as_of, office=office), output, target)
    return ReturnedLedgersReport(
        out=str(target), units=tuple(told[at] for at in range(len(files))), left=left, kept=tuple(output.kept)
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """A unit's share of the ledger that came back."""

    unit: str
    rows: LedgerRows
    copy: Copy

    def became(self, choice: Choice, refused: Sequence[str], *, added: int = 0, filled: int = 0) -> CountyLedger:
        return CountyLedger(
            unit=self.unit,
            path=self.rows.path,
            rows=len(self.rows.rows.get(CASES, ())),
            added=added,
            filled=filled,
            refused=tuple(refused),
            note="" if choice.note in refused else choice.note,
        )


def _shares(files: Sequence[Path], told: dict[int, CountyLedger]) -> Iterator[_Share]:
    """The files that are a unit's share; what is none is ``told`` at its place."""
    for place, file in enumerate(files):
        try:
            data = read_input(file)
            book = read_book(file, data)
            rows = read_rows(book) if is_ledger(book) else None
        except UserError as error:
            told[place] = CountyLedger(unit="", path=str(file), refused=(str(error),))
            continue
        if rows is None:
            told[place] = CountyLedger(unit="", path=str(file), refused=("不是销号台账，没有收。",))
            continue
        names = units_of(rows)
        unit = (book.identity or {}).get(UNIT) or (names[0] if len(names) == 1 else "")
        if unit:
            content = digest_of_rows(rows)
            received = datetime.fromtimestamp(file.stat().st_mtime)
            digest = hashlib.sha256(data).hexdigest()
            yield _Share(unit, rows, Copy(place, file.name, digest, content, received, saved_at(file)))
        else:
            told[place] = CountyLedger(unit="", path=str(file), refused=("看不出是哪个单位的，没有收。",))


def _ledger(path: Path) -> LedgerRows:
    if not path.is_file():
        raise UserError(f"没有“{path}”这个台账；请先用 closing start 建。")
    return ledger_rows(path)
