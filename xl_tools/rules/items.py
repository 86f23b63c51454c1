"""The numbered points of a text: measures in the plan, answers in the progress."""

from __future__ import annotations

import re
from functools import lru_cache

from xl_tools.parse.text import chinese_number

_POINT = re.compile(
    r"\s*(?:(?P<arabic>\d{1,2})\s*[.．、)）](?!\d(?!\d{3}\s*年))"
    r"|[（(](?P<bracket>[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|(?P<chinese>[一二三四五六七八九十]{1,3})[、.．])"
)


def numbered(text: str) -> dict[int, str]:
    """The points of a text by number, in its order; {} when it has none.

    The kind of number that comes first is the one that counts: points of another kind below it are parts of
    theirs ("（一）" with "1." in it). Where numbering starts anew (a second unit's block, a second heading),
    a number's points stand together.
    """
    points: dict[int, list[str]] = {}
    kind, number = "", 0
    for line in text.split("\n"):
        match = _POINT.match(line)
        if match and (not kind or match.lastgroup == kind):
            kind = kind or str(match.lastgroup)
            number = _number(match[kind])
            line = line[match.end() :]
        if number:
            points.setdefault(number, []).append(line.strip())
    return {number: "\n".join(lines).strip() for number, lines in points.items()}


@lru_cache(maxsize=256)
def _number(numeral: str) -> int:
    return chinese_number(numeral) or 0
