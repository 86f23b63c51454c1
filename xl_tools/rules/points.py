"""The numbered points of a text: measures in the plan, answers in the progress."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from xl_tools.core.expressions import expression
from xl_tools.core.text import chinese_number

_POINT = expression(
    r"\s*(?:(?P<arabic>\d{1,2})\s*[.．、)）](?=(\d(?!\d{3}\s*年))?)"
    r"|[（(](?P<bracket>[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|(?P<circled>[①-⑳])"
    r"|(?P<chinese>[一二三四五六七八九十]{1,3})[、.．])"
)
_KINDS = ("arabic", "bracket", "circled", "chinese")


class Points(NamedTuple):
    """The numbered points of a text. ``kind`` is how they are numbered: arabic, bracket, circled (①), chinese; ""
    without any.

    ``lines`` holds each point's text by number, in its order. ``restarts`` is true where numbering starts anew (a
    second unit's block, a second heading): a number's points then stand together.
    """

    kind: str
    lines: dict[int, str]
    restarts: bool

    @property
    def sure(self) -> bool:
        """Whether the points are one list 1, 2, 3 …"""
        return bool(self.lines) and not self.restarts and list(self.lines) == list(range(1, len(self.lines) + 1))


def points(text: str, kind: str = "") -> Points:
    """The points of a text that begin a line.

    The kind of number that comes first is the one that counts: points of another kind below it are parts of theirs
    ("（一）" with "1." in it). ``kind`` asks for another one.
    """
    found: dict[int, list[str]] = {}
    number, restarts = 0, False
    for line in text.split("\n"):
        match = _POINT.match(line)
        if match:
            own = next(name for name in _KINDS if match[name])
            new = _number(match[own])
            # "1.65公里" is one number, "2.10家" behind a point 1 is two.
            if (not kind or own == kind) and (match[2] is None or new == number + 1 > 1):
                kind = own
                restarts = restarts or new <= number
                number = new
                line = line[match.end() :]
        if number:
            found.setdefault(number, []).append(line.strip())
    return Points(
        kind if found else "", {number: "\n".join(lines).strip() for number, lines in found.items()}, restarts
    )


def numbered(text: str) -> dict[int, str]:
    """The points of a text by number, in its order; {} when it has none (see ``points``)."""
    return points(text).lines


@lru_cache(maxsize=256)
def _number(numeral: str) -> int:
    return chinese_number(numeral) or 0
