"""One run at a time: a lock that the system holds for a process and takes back when the process ends, however it ends.

A file that merely lies there would outlive a killed run and shut everybody out, so the lock is the system's own
(``flock``; on Windows a locked byte). Both hold between the computers that share a folder as well.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from xl_tools.core.errors import UserError, disk_reason

_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""How the systems say that another process has the lock."""


@contextlib.contextmanager
def sole_run(path: Path, *, taken: str) -> Iterator[None]:
    """Hold the file at ``path`` (which need not be there yet) for this run.

    The lock is on a hidden file beside it, by the file's resolved place, so that two links to it are one. Raises
    UserError with ``taken`` when another run holds it, and one of its own where the folder cannot be written or its
    file system keeps no locks.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name[:70]}.lock")
    with contextlib.ExitStack() as held:
        try:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
            held.callback(_let_go, descriptor, beside)
            _lock(descriptor)
        except OSError as error:
            if error.errno in _TAKEN and beside.exists() and os.access(beside, os.W_OK):
                raise UserError(taken) from None
            raise UserError(
                f"“{path.parent}”里不能建立锁定文件（{disk_reason(error)}），无法保证同时只有一个程序在用“{path.name}”；"
                "请换一个位置再试。"
            ) from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _let_go(descriptor: int, beside: Path) -> None:
        os.close(descriptor)
        with contextlib.suppress(OSError):  # refused while another run has it open, which is as it should be
            beside.unlink()

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(descriptor: int, beside: Path) -> None:  # noqa: ARG001
        """The file stays: were it taken away, a run that has it open and one that makes it anew would both go on."""
        os.close(descriptor)
