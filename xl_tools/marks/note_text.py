"""What stands in the note on a flagged cell, and how it is found again.

Our text stands between a first and a last line that no message contains, so that it is found again after any program
saved the workbook, and so that what a clerk wrote in front of it or behind it stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Finding, Severity
from xl_tools.core.text import carried
from xl_tools.marks.looks import LINES

HEAD = "【校验意见】"
TAIL = "（校验标记，清除标记时自动删去）"
RULE = "────────────"
"""Sets our text off from a note that stood there before."""

GREY, BLACK = "#7F7F7F", "#262626"
_BREAK = r"(?:\r\n|\r|\n|_x000D_\n?)"
_RULED = expression(rf"{_BREAK}{RULE}{_BREAK}$")
_MOST_MESSAGE, _MOST_TOTAL = 400, 3000


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a note's text; ``colour`` as ``#RRGGBB``."""

    text: str
    bold: bool
    colour: str


def ranked(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of a cell, the most severe first."""
    order = list(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


def compose(findings: Sequence[Finding]) -> tuple[Run, ...]:
    """The note for a cell's findings, given the most severe first; long messages are cut (the results sheet has
    all)."""
    runs = [Run(f"{HEAD}共 {len(findings)} 条\n", True, BLACK)]
    room = _MOST_TOTAL
    for index, finding in enumerate(findings):
        if room <= 0:
            runs.append(Run(f"……另有 {len(findings) - index} 条，见“校验结果”表。\n", False, BLACK))
            break
        runs.append(Run(f"{finding.severity.label} {_short(finding.code)}　", True, LINES[finding.severity]))
        said = f"{_short(finding.message)}\n"
        if finding.advice.strip():
            said += f"→ {_short(finding.advice)}\n"
        runs.append(Run(said, False, BLACK))
        room -= len(said)
    runs.append(Run(TAIL, False, GREY))
    return tuple(runs)


def _short(text: str) -> str:
    text = carried(text).replace(HEAD, "").replace(TAIL, "").strip()
    return text if len(text) <= _MOST_MESSAGE else text[:_MOST_MESSAGE] + "……（全文见“校验结果”表）"


def our_block(text: str) -> tuple[int, int]:
    """Where our text stands in a note, with the line that sets it off; two equal numbers where there is none."""
    start, end = text.find(HEAD), text.rfind(TAIL)
    if start < 0 or end < start:
        return 0, 0
    ruled = _RULED.search(text, max(0, start - 40), start)
    return ruled.start() if ruled else start, end + len(TAIL)


def without_ours(text: str) -> str:
    """The text of a note without what we wrote into it; "" when nothing else stands there."""
    start, end = our_block(text)
    left = text[:start] + text[end:]
    return left if left == text or left.strip() else ""
