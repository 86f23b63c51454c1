"""What every object of the Excel double has: the Excel it belongs to, and calls that are counted."""

from __future__ import annotations

from collections import Counter
from typing import Any


class Refused(Exception):
    """What pywin32 raises when Excel refuses."""


class Calls(Counter[str]):
    """Calls from xlwings by name; a call that another call makes is not one."""

    depth = 0


def counted(cls: type) -> type:
    """Count each call of a public method or property of the class."""
    for name, member in list(vars(cls).items()):
        if name.startswith("_") and name not in ("__call__", "__len__", "__iter__"):
            continue
        if isinstance(member, property):
            setter = member.fset and counting(f"{cls.__name__}.{name}=", member.fset)
            setattr(cls, name, property(counting(f"{cls.__name__}.{name}", member.fget), setter))
        elif callable(member):
            setattr(cls, name, counting(f"{cls.__name__}.{name}", member))
    return cls


def counting(name: str, function: Any) -> Any:
    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        calls = self.excel.calls
        calls[name] += calls.depth == 0
        calls.depth += 1
        try:
            return function(self, *arguments, **named)
        finally:
            calls.depth -= 1

    call.__name__ = name
    return call


class Impl:
    """What every object of the double knows: the Excel it belongs to."""

    def __init__(self, excel: Any) -> None:
        self.excel = excel
        self.api = self  # xlwings looks whether there is a native object before it writes
