"""Which column of 得分 is whose."""

from __future__ import annotations

from xl_tools.core.addresses import column_letters
from xl_tools.write.table.layout import SCORES, TableBook


class Columns:
    """Which column of 得分 is whose."""

    def __init__(self, book: TableBook) -> None:
        names = [
            "单位",
            "类别",
            *(f"组：{group.name}" for group in book.groups),
            "加扣分",
            "总分",
            "名次",
            "等次",
            "按分评定",
        ]
        names += [gate.name for gate in book.scheme.gates]
        names += ["起作用的"]
        names += ["等次序号", *(f"{gate.name}之后" for gate in book.scheme.gates)]
        names += [*(f"{gate.name}作用" for gate in book.scheme.gates), "核对"]
        self.names = names
        first = 3
        self.group = {group.name: column_letters(first + at) for at, group in enumerate(book.groups)}
        after = first + len(book.groups)
        self.adjusted, self.total, self.place, self.grade, self.by_score = (
            column_letters(after + at) for at in range(5)
        )
        self.gate = {gate.name: column_letters(after + 5 + at) for at, gate in enumerate(book.scheme.gates)}
        at = after + 5 + len(self.gate) + 1
        self.hidden = at
        self.index = column_letters(at)
        self.check = column_letters(len(names))
        self.after = {gate.name: column_letters(at + 1 + place) for place, gate in enumerate(book.scheme.gates)}
        at += len(self.after)
        self.changes = {gate.name: column_letters(at + 1 + place) for place, gate in enumerate(book.scheme.gates)}

    @property
    def stale(self) -> str:
        """The cell that says 请重新计算 where the rules are others than those that the formulas were made for, else
        "", as a formula in another sheet names it."""
        return f"'{SCORES}'!${self.check}$1"
