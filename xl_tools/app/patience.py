"""How long one file may take. A file that takes longer is refused with a sentence, and the next one is read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from xl_tools.books.file.guard import limit, refuse, said_of


class _TimeUp(BaseException):
    """Raised in the thread that works on the file. No ``except Exception`` on the way may take it for its own."""


@contextmanager
def patience(name: str, seconds: float | None = None) -> Iterator[None]:
    """Work on the file ``name`` for so many seconds (``limits.toml``). Raises UserError when they are over, or the disk
    fails.

    The work is stopped between two steps of Python code. One search of a text is never cut; the limits on text
    bound it.
    """
    allowed = limit("time", "seconds") if seconds is None else seconds
    bell = _Bell(threading.get_ident())
    timer = threading.Timer(allowed, bell.ring)
    timer.daemon = True
    try:
        try:
            timer.start()
            with said_of(name):
                yield
        finally:  # inside: the bell may still ring here, and that is time up like any other
            timer.cancel()
            bell.silence()
    except _TimeUp:
        raise refuse(name, f"处理了 {allowed:g} 秒还没有完，已停止；请删去多余的行列或拆成几个文件再试") from None


class _Bell:
    """Rings once at most, and never after it was silenced."""

    def __init__(self, thread: int) -> None:
        self._thread = thread
        self._lock = threading.Lock()
        self._over = False
        self._rung = False

    def ring(self) -> None:
        with self._lock:
            if not self._over:
                import ctypes  # a file that is read in time does not pay for it

                self._rung = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(_TimeUp))

    def silence(self) -> None:
        """Called by the thread that works; swallows a ring that is on its way."""
        try:
            with self._lock:
                self._over = True
            if self._rung:
                time.sleep(0.01)
        except _TimeUp:
            self._over = True
