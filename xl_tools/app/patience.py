"""How much work one file may be. A file that takes more is refused with a sentence, and the next one is read.

What counts is the time that the processor worked on it: on a busy or slow machine a good table takes long to read, and
is no worse for it. A table of many rows may take more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xl_tools.books.file.guard import limit, refuse, said_of
from xl_tools.core.grid import Book

_AT_LEAST = 0.02
"""Seconds between two looks at the clock."""


class _TimeUp(BaseException):
    """Raised in the thread that works on the file. No ``except Exception`` on the way may take it for its own."""


@contextmanager
def patience(name: str, seconds: float | None = None) -> Iterator[Callable[[int], None]]:
    """Work on the file ``name`` for so many seconds of the processor (``limits.toml``). Gives a function to be called
    with the number of rows once it is known: they allow more. Raises UserError when the seconds are over, or the disk
    fails.

    The work is stopped between two steps of Python code. One search of a text is never cut; the limits on text
    bound it.
    """
    bell = _Bell(limit("time", "seconds") if seconds is None else seconds)
    try:
        try:
            bell.start()
            with said_of(name):
                yield bell.wait_for
        finally:  # inside: the bell may still ring here, and that is time up like any other
            bell.silence()
    except _TimeUp:
        raise refuse(name, f"处理了 {bell.allowed:g} 秒还没有完，已停止；请删去多余的行列或拆成几个文件再试") from None


def filled_rows(book: Book) -> int:
    """Rows of a workbook in which something stands."""
    return sum(any(value not in (None, "") for value in row) for grid in book.grids for row in grid.rows)


def _time_worked() -> Callable[[], float]:
    """Tells how long the processor has worked for this thread; where that is not told (Windows), for this process."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    clock = time.pthread_getcpuclockid(threading.get_ident())
    return lambda: time.clock_gettime(clock)


class _Bell:
    """Rings once at most, and never after it was silenced."""

    def __init__(self, allowed: float) -> None:
        self.allowed = allowed
        self._thread = threading.get_ident()
        self._clock = _time_worked()
        self._begun = self._clock()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._rung = False

    def start(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def wait_for(self, rows: int) -> None:
        """Allow as much more as so many rows may take."""
        self.allowed += min(rows * limit("time", "row_ms") / 1000, limit("time", "rows_most"))

    def _listen(self) -> None:
        left = self.allowed
        while not self._over.wait(max(left, _AT_LEAST)):
            with self._lock:
                if self._over.is_set():
                    return
                left = self.allowed - (self._clock() - self._begun)
                if left <= 0:
                    self._ring()
                    return

    def _ring(self) -> None:
        import ctypes  # a file that is read in time does not pay for it

        self._rung = True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(_TimeUp))

    def silence(self) -> None:
        """Called by the thread that works; swallows a ring that is on its way."""
        try:
            with self._lock:
                self._over.set()
            if self._rung:
                time.sleep(0.01)
        except _TimeUp:
            self._over.set()
