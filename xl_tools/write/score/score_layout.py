"""Where things stand in the score workbook. Headings are those that are read: the workbook goes through the same reader
as any other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.parse.assessment import labels

TASKS, PROCESS, EVALUATION, BONUS = "任务书", "过程", "评价", "附加分"
TOTALS, LOST, OFFICES, RULES, FINDINGS = "得分汇总", "扣分明细", "单位得分", "考核办法", "问题清单"

HEADER_ROW = 3
"""Row of the headings in every sheet, from 1; a title and a note stand above."""
FIRST = HEADER_ROW + 1

LEAST_LOST = "0.00005"
"""What counts as lost: anything that shows at four decimals."""

SPARE_ROWS = 30
"""Empty rows with formulas under the records of 过程 and 附加分."""

LIVE_LINES = 3000
"""Up to so many possible losses 扣分明细 is made of formulas that find them; a longer one lists those there are."""

_TASKS = (
    "item",
    "office",
    "kind",
    "work",
    "text",
    "weight",
    "name",
    "quantity",
    "unit",
    "direction",
    "share",
    "actual",
    "completion",
    "due",
    "given",
    "lost",
    "note",
    "count",
    "own",
    "appeal",
    "first",
    "again",
    "final",
    "why",
)
_PROCESS = ("office", "kind", "subject", "reason", "amount", "due", "lost", "note", "source", "count")
_BONUS = ("office", "kind", "subject", "amount", "due", "note", "source")
_RULES = ("label", "value", "note", "key")


@cache
def columns(what: str) -> Mapping[str, str]:
    """Column letters of a sheet's fields, in order: ``items``, ``process``, ``bonus`` or ``rules``."""
    fields = {"items": _TASKS, "process": _PROCESS, "bonus": _BONUS, "rules": _RULES}[what]
    return {name: column_letters(place) for place, name in enumerate(fields, 1)}


def headings(what: str) -> list[str]:
    """The headings of a sheet, in order."""
    known = labels.headings(what)
    return [known[name][0] for name in columns(what)]


@dataclass(frozen=True, slots=True)
class Block:
    """The entry rows of a sheet, from 1, both included."""

    sheet: str
    first: int
    last: int

    def column(self, letters: str) -> str:
        """A column of the rows, as a formula in another sheet names it."""
        return f"'{self.sheet}'!${letters}${self.first}:${letters}${self.last}"

    def end(self, letters: str) -> str:
        """The last cell of a column."""
        return f"'{self.sheet}'!${letters}${self.last}"


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def chosen(cell: str, values: Mapping[str, str], otherwise: str) -> str:
    """The value that belongs to the word in a cell: nested IFs, known to every Excel. Full-width and half-width
    brackets are the same, as they are when the workbook is read."""
    formula = otherwise
    for word, value in reversed(list(values.items())):
        spellings = dict.fromkeys((word, word.translate(_NARROW), word.translate(_WIDE)))
        tests = [f"{cell}={quoted(spelling)}" for spelling in spellings]
        test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
        formula = f"IF({test},{value},{formula})"
    return formula


_NARROW, _WIDE = str.maketrans("（）", "()"), str.maketrans("()", "（）")
