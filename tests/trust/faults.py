"""Faults at the n-th step of writing: the process is killed there, the disk is full, the file is swapped.

A step is what reaches the disk: opening a file for writing, half of a write, a flush, an fsync, closing, giving a name,
taking a file away. Reading is none.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

_count = 0
_order: dict[str, Any] = {}
_real_open = io.open
_real_replace = os.replace
_names: list[str] = []


def install(order: dict[str, Any] | None) -> None:
    """``order``: ``at`` (0 only counts), ``how`` (kill, swap, vanish or the name of an errno), ``path``, ``other``."""
    if order is None:
        return
    _order.update(order)
    for name in ("fsync", "replace", "rename", "link", "unlink", "remove", "mkdir"):
        setattr(os, name, _stepping(name, getattr(os, name)))
    os.open = _low_open  # type: ignore[assignment]
    builtins.open = io.open = _high_open  # type: ignore[assignment]


def points() -> list[str]:
    """The steps so far, by name; no more are taken."""
    builtins.open = io.open = _real_open
    return list(_names)


def _step(name: str) -> None:
    global _count
    _count += 1
    _names.append(name)
    if _count != _order["at"]:
        return
    match _order["how"]:
        case "kill":
            os._exit(137)
        case "swap":
            _real_replace(_order["other"], _order["path"])
        case "vanish":
            shutil.rmtree(_order["path"], ignore_errors=True)
        case code:
            raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))


def _stepping(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def step(*values: Any, **named: Any) -> Any:
        _step(name)
        return real(*values, **named)

    return step


_real_low_open = os.open


def _low_open(path: Any, flags: int, *values: Any, **named: Any) -> int:
    if flags & (os.O_WRONLY | os.O_RDWR):
        _step("open")
    return _real_low_open(path, flags, *values, **named)


def _high_open(file: Any, mode: str = "r", *values: Any, **named: Any) -> Any:
    if set(mode).isdisjoint("wxa+"):
        return _real_open(file, mode, *values, **named)
    if not isinstance(file, int):
        _step("open")
    return _Stream(_real_open(file, mode, *values, **named))


class _Stream:
    """A file being written, each step of it a place to fail."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def write(self, data: Any) -> int:
        half = len(data) // 2
        self._real.write(data[:half])
        self._real.flush()
        _step("write")
        self._real.write(data[half:])
        return len(data)

    def flush(self) -> None:
        _step("flush")
        self._real.flush()

    def close(self) -> None:
        _step("close")
        self._real.close()

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __iter__(self) -> Any:
        return iter(self._real)


def swapped(path: Path, content: bytes) -> dict[str, str]:
    """What a swap needs: another file, ready to take the place of ``path``."""
    other = path.with_name(f".{path.name}.other")
    other.write_bytes(content)
    return {"path": str(path), "other": str(other)}
