"""A list in which people type, made anew: what they typed stands in the new one.

Each row carries a code: digests of what the program wrote into the cells that people may change. A cell that is not
what was written was typed, and stays while the program would write the same as then; where that has changed, too, the
new word stands and the typed one goes to the column 备注, which is people's alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xl_tools.core.beside import NOTES, text_of
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Grid
from xl_tools.core.text import cell_digest

REMARK, CODE = NOTES, "校验码"

Row = Mapping[str, str]
"""The texts of a row by heading."""


@dataclass(frozen=True, slots=True)
class CarriedRows:
    """The rows of the list as it stands, by what is told apart by (``key``, a heading)."""

    rows: Mapping[str, Row]

    @classmethod
    def of(cls, grid: Grid | None, key: str, *more: str) -> CarriedRows:
        """Of a sheet; nothing where it holds no such list. ``more`` headings tell rows apart where they are there."""
        rows: dict[str, Row] = {}
        headings: list[str] = []
        for values in grid.rows if grid else ():
            texts = [text_of(value) for value in values]
            if headings:
                row = dict(zip(headings, texts, strict=False))
                if row.get(key):
                    rows[name_of(row[key], *(row.get(heading, "") for heading in more))] = row
            elif {key, CODE} <= set(texts):
                headings = texts
        return cls(rows)

    def shown(self, name: str, written: Row) -> dict[str, str]:
        """The cells of a row with what was typed, 备注 and code among them; ``written`` is what the program says now in
        the cells that people may change."""
        earlier = self.rows.get(name, {})
        codes = dict(zip(written, earlier.get(CODE, "").split(), strict=False))
        cells, remarks = dict(written), [earlier.get(REMARK, "")]
        for heading, now in written.items():
            typed, then = earlier.get(heading, ""), codes.get(heading)
            if then is None or not typed or cell_digest(typed) == then or typed == now:
                continue
            if cell_digest(now) == then:
                cells[heading] = typed
            else:
                remarks.append(f"{heading}原来手工写的是“{typed}”。")
        cells[REMARK] = remarks[0] + "".join(remark for remark in remarks[1:] if remark not in remarks[0])
        cells[CODE] = " ".join(map(cell_digest, written.values()))
        return cells


def tasks_code(tasks: Iterable[str]) -> str:
    """The code of the tasks that a unit was given, in any order."""
    return cell_digest("、".join(sorted(tasks)))


def name_of(*texts: str) -> str:
    """By what a row is told apart."""
    return " ".join(filter(None, texts))
