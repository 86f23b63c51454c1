"""How much of a sheet is read where it reaches beyond the limits."""

from __future__ import annotations

from xl_tools.books.file.guard import limit
from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a sheet is read: so many rows and columns from A1."""

    rows: int
    columns: int

    @classmethod
    def of(cls, rows: int, columns: int) -> Bounds:
        """The bounds for a sheet that reaches so far: its own, where they are within the limits."""
        kept = min(rows, limit("sheet", "rows"))
        return cls(kept, min(columns, limit("sheet", "columns"), max(limit("sheet", "cells") // max(kept, 1), 1)))

    def hold(self, rows: int, columns: int) -> bool:
        return rows <= self.rows and columns <= self.columns

    def said(self, rows: int, columns: int) -> str:
        """What of a sheet that reaches so far is left out, for the clerk."""
        what = []
        if rows > self.rows:
            what.append(f"第 {self.rows} 行以下（直到第 {rows} 行）")
        if columns > self.columns:
            what.append(f"{column_letters(self.columns)} 列以右")
        return "、".join(what)
