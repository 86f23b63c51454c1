"""Files that programs have open, as Windows keeps them: nobody else writes one, gives it another name or takes it away;
one that is shut nobody even reads. The system here would let all of that through.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TAKING = ("os.rename", "os.remove", "os.rmdir")


class FilesInUse:
    """``held`` may be read by others, ``shut`` may not; ``watched`` while the system refuses."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.shut: list[str] = []
        self.watched = False

    @contextmanager
    def to_its_owner(self, path: str) -> Iterator[None]:
        """The program that has a file open writes it."""
        self.held.remove(path)
        try:
            yield
        finally:
            self.held.append(path)

    def refuse(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Raise what Windows says (sharing violation) where the event touches a file in use."""
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int):
                return
            place = _place(path)
            if place in self.shut or (flags & _WRITING and place in self.held):
                raise _in_use(path)
            return
        for path in arguments[:2] if event == "os.rename" else arguments[:1]:
            place = _place(path)
            if any(place == one or one.startswith(f"{place}{os.sep}") for one in (*self.held, *self.shut)):
                raise _in_use(path)


def _place(path: Any) -> str:
    return str(Path(os.fsdecode(path)).absolute())


def _in_use(path: Any) -> PermissionError:
    return PermissionError(13, "used by another process", os.fsdecode(path))


_at_work: list[FilesInUse] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _at_work and (event == "open" or event in _TAKING):
        _at_work[-1].refuse(event, arguments)


sys.addaudithook(_watch)  # sees every way to a file, whoever calls it; it cannot be taken back, so it sleeps


@contextmanager
def as_windows(files: FilesInUse) -> Iterator[None]:
    """The system refuses as Windows does."""
    _at_work.append(files)
    files.watched = True
    try:
        yield
    finally:
        files.watched = False
        _at_work.remove(files)
