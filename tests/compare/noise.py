"""The differences that mean nothing, each named: what is taken out of a result before it is kept.

Nothing else is changed. What is not here and differs between two runs of the same code is a fault of the code.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.compare.outside import PACKAGE, ROOT, SHARED

FOLDER = "<folder>"
"""Stands for the temporary folder in which an input is worked on."""
PLACES = ((str(PACKAGE), "<package>"), (str(ROOT), "<project>"), (str(SHARED), "<shared>"))

_ZIP_TIME = datetime(2022, 12, 1, 9)
MOMENT = _ZIP_TIME.timestamp()
"""When every input was last changed, as far as the toolkit can see."""


def _days() -> list[date]:
    today = datetime.now().date()
    return [today - timedelta(1), today, today + timedelta(1)]


def _today_patterns() -> list[tuple[re.Pattern[str], str]]:
    """The moment of the run: ISO in JSON and texts, and the serial number that a cell has for it."""
    days = "|".join(f"{day:%Y-%m-%d}" for day in _days())
    serials = "|".join(str((day - date(1899, 12, 30)).days) for day in _days())
    return [
        (re.compile(rf"(?:{days})(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)?)?"), "<now>"),
        (re.compile(rf"<v>(?:{serials})(?:\.\d+)?</v>"), "<v><now></v>"),
    ]


class Noise:
    """Takes the named noise out of texts, parts and documents; ``folder`` is where the work was done."""

    def __init__(self, folder: Path) -> None:
        names = {str(folder), str(folder.resolve())}
        self._names = [*((name, FOLDER) for name in sorted(names, key=len, reverse=True)), *PLACES]
        self._now = _today_patterns()

    def text(self, text: str) -> str:
        for name, stands in self._names:
            text = text.replace(name, stands)
        for pattern, stands in self._now:
            text = pattern.sub(stands, text)
        return text

    def part(self, data: bytes) -> bytes:
        """A part of a package; one that is not text stays as it is."""
        try:
            return self.text(data.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            return data

    def document(self, value: Any) -> Any:
        match value:
            case str():
                return self.text(value)
            case dict():
                return {self.text(str(key)): self.document(entry) for key, entry in value.items()}
            case list() | tuple():
                return [self.document(entry) for entry in value]
            case _:
                return value


MAIL_HEADERS = frozenset({"date", "message-id"})
"""Headers of a mail that tell the moment or the machine; the boundary is left out with the mail's framing."""
