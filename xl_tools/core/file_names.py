"""File names that hold on Windows, made of names that came from sheets.

What a sheet says becomes part of a path or of a mail header only through ``safe_name``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 100
"""Characters of a name without its ending: Windows takes 260 for the whole path."""
_MOST_BYTES = 200
"""Other systems count 255 bytes for a name, three for a Chinese character."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL)


def safe_name(text: str, *, fallback: str = "未命名") -> str:
    """The text as a file name without ending: one line, no path, nothing that Windows refuses or hides.

    Characters that Windows forbids, controls, marks that turn the writing direction (they can make "exe.xlsx" of
    "xslx.exe") and broken surrogates go; dots and spaces at the ends and a leading "~$" go (lock files, hidden files);
    a reserved name (CON, LPT1) gets "_" in front; too long is cut. ``fallback`` when nothing is left.
    """
    text = unicodedata.normalize("NFC", _FORBIDDEN.sub(" ", text))
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    name = " ".join(text.split()).lstrip("~$.- ").rstrip(". ")[:LONGEST]
    while len(name.encode()) > _MOST_BYTES:
        name = name[:-1]
    name = name.rstrip(". ")
    if not name:
        return fallback
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def last_part(path: str) -> str:
    """The last part of a path, of Windows or not."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def distinct(names: Iterable[str]) -> list[str]:
    """The names in order, with a number behind those that Windows would take for one already given."""
    taken: set[str] = set()
    given = []
    for name in names:
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{name}({number})"
        taken.add(free.casefold())
        given.append(free)
    return given
