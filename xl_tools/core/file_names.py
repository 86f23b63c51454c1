"""File names that hold on Windows, made of names that came from sheets.

What a sheet, an archive or a mail says becomes part of a path or of a mail header only through ``safe_name``; a file
keeps its own name where Windows takes it (``kept_name``).
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

from xl_tools.core.expressions import expression

LONGEST = 100
"""Characters of a name without its ending: Windows takes 260 for the whole path."""
_MOST_BYTES_OF_A_DISK = 255
_MOST_BYTES = 200
"""Other systems count bytes of a name, three for a Chinese character; room is left for what is put behind it."""

_FORBIDDEN = expression(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
_UNSEEN = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that nobody sees, or no system shows."""
_ENDING = expression(r"\.\w{1,5}\Z")
_RESERVED = expression(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE | re.DOTALL
)


def safe_name(text: str, *, fallback: str = "未命名") -> str:
    """The text as a file name without ending: one line, no path, nothing that Windows refuses or hides.

    Characters that Windows forbids, controls, marks that turn the writing direction (they can make "exe.xlsx" of
    "xslx.exe") and broken surrogates go; dots and spaces at the ends and a leading "~$" go (lock files, hidden files);
    a reserved name (CON, LPT1) gets "_" in front; too long is cut. ``fallback`` when nothing is left.
    """
    text = unicodedata.normalize("NFC", _FORBIDDEN.sub(" ", text))
    text = "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)
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


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, with its dot; "" where it is none that a program would know."""
    found = _ENDING.search(name)
    return found[0].lower() if found else ""


def safe_file_name(name: str, *, more: str = "") -> str:
    """A file's name made safe, with its ending; ``more`` stands before the ending."""
    return f"{safe_name(_ENDING.sub('', name))}{more}{ending_of(name)}"


def kept_name(name: str) -> str:
    """A file's own name, where Windows takes it and people see it whole; else what ``safe_file_name`` makes of it."""
    odd = (
        _FORBIDDEN.search(name)
        or _RESERVED.fullmatch(name)
        or name.endswith((".", " "))
        or any(unicodedata.category(char) in _UNSEEN for char in name)
    )
    return safe_file_name(name) if odd else name


def fitted(stem: str, end: str) -> str:
    """A name of a stem and what must stand behind it, the stem cut where the name is longer than a disk takes."""
    while len(os.fsencode(stem + end)) > _MOST_BYTES_OF_A_DISK and stem:
        stem = stem[:-1]
    return stem + end


def shown(path: PurePath | str) -> str:
    """A path as text for people and reports: on Linux a name is bytes, and an old zip leaves any there."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in str(path))


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
