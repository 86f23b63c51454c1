"""A county's share of a ledger, and what comes back from it put into the whole.

What a county answers about its measures and the files that it sends are its own: there its words count. Everything
else in the ledger is the office's: new rows are added; where a known row says something else, that is told, not taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from xl_tools.closing.same_rows import KNOWN_BY, UNSURE, SameRows
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import CellValue
from xl_tools.parse.closing.cell_values import word_of
from xl_tools.parse.closing.headings import CASES, EVIDENCE, MEASURES, SETTINGS, sheets
from xl_tools.parse.closing.ledger import LedgerRow, LedgerRows

_OWN: Mapping[str, frozenset[str]] = {
    MEASURES: frozenset({"answer", "done"}),
    EVIDENCE: frozenset({"measure", "kind", "day", "item", "value", "limit", "measured_in"}),
}
"""Columns in which the county's words count."""


@dataclass
class Returned:
    """What became of a county's rows: how many were ``added`` and ``filled``, and how many ``blanks`` (cells)
    with that; ``refused`` are sentences about what was not taken."""

    added: int = 0
    filled: int = 0
    blanks: int = 0
    refused: list[str] = field(default_factory=list)


def share_of(rows: LedgerRows, unit: str) -> LedgerRows:
    """The rows of one unit's cases, with the settings of their inspections; calendar and day are everybody's. What else
    stands in the ledger is the office's: other words in 设置, columns and sheets of its own."""
    own = {
        what: tuple(row for row in there if row.key.unit == unit)
        for what, there in rows.rows.items()
        if what in KNOWN_BY
    }
    cases = tuple(row for row in rows.rows.get(CASES, ()) if row.key.unit == unit)
    inspections = {row.key.inspection for row in cases} - {""}
    steps = tuple(row for row in rows.rows.get(SETTINGS, ()) if row.key.inspection in inspections)
    shared = {**own, CASES: cases, SETTINGS: steps}
    plain = {what: tuple(replace(row, more={}) for row in there) for what, there in shared.items()}
    return replace(rows, rows=plain, others=())


def with_returned(rows: LedgerRows, county: LedgerRows, unit: str) -> tuple[LedgerRows, Returned]:
    """The ledger with what a unit sent back, and what became of it."""
    said = Returned()
    known = {row.key for row in rows.rows.get(CASES, ())}
    merged = {what: list(there) for what, there in rows.rows.items()}
    for what in KNOWN_BY:
        here, name = merged.setdefault(what, []), sheets()[what].name
        own = []
        for row in county.rows.get(what, ()):
            if row.key.unit != unit:
                said.refused.append(f"“{name}”第{row.row}行是{row.key.unit or '没有写单位'}的，没有收。")
            elif row.key not in known:
                said.refused.append(f"“{name}”第{row.row}行对不上台账里的任何一件，没有收。")
            else:
                own.append(row)
        same = SameRows(what, list(here))
        for row, at in zip(own, same.places(own), strict=True):
            if at is None:
                here.append(row)
                said.added += 1
            elif at == UNSURE:
                said.refused.append(f"“{name}”第{row.row}行对得上台账里的几行，分不出是哪一行，没有收。")
            else:
                here[at] = _filled(same, here[at], row, said)
    return replace(rows, rows={what: tuple(there) for what, there in merged.items()}), said


def left_out(rows: LedgerRows, older: LedgerRows, unit: str) -> tuple[str, ...]:
    """What only an older copy of a unit's share holds, when the newer one is in the ledger already: nobody can tell
    whether it was taken out or filled in by another hand, so it is told."""
    _, said = with_returned(rows, older, unit)
    told = [f"有 {said.added} 行新的一份没有"] if said.added else []
    told += [f"有 {said.blanks} 格新的一份空着"] if said.blanks else []
    return (f"这一份{'，'.join(told)}，没有收；要的请填进新的一份，再收一次。",) if told else ()


def _filled(same: SameRows, ours: LedgerRow, theirs: LedgerRow, said: Returned) -> LedgerRow:
    """A row with what the county filled in."""
    what = same.what
    cells: dict[str, CellValue] = dict(ours.cells)
    titles = {column.field: column.title for column in sheets()[what].columns}
    before = dict(cells)
    for name, value in theirs.cells.items():
        if name == "digest" or not word_of(value) or same.same(name, value, cells.get(name)):
            continue
        said.blanks += not word_of(cells.get(name))
        if not word_of(cells.get(name)) or name in _OWN.get(what, ()):
            cells[name] = value
        else:
            said.refused.append(
                f"“{sheets()[what].name}”第{theirs.row}行“{titles[name]}”报的是“{word_of(value)}”，"
                f"台账是“{word_of(cells.get(name))}”，没有改。"
            )
    said.filled += cells != before
    return replace(ours, cells=cells, more={**theirs.more, **ours.more})


def digest_of_rows(rows: LedgerRows) -> str:
    """Digest of what the sheets say that a county fills in, whatever the file around them."""
    said = [
        f"{what}|{row.key}|{sorted((name, word_of(value)) for name, value in row.cells.items() if word_of(value))}"
        for what in KNOWN_BY
        for row in rows.rows.get(what, ())
    ]
    return hashlib.sha256("\0".join(said).encode(errors="replace")).hexdigest()


def units_of(rows: LedgerRows) -> Sequence[str]:
    """The units that have cases, in the order of the rows."""
    return list(dict.fromkeys(row.key.unit for row in rows.rows.get(CASES, ()) if row.key.unit))
