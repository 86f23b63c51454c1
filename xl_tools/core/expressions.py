"""Regular expressions that compile when they are first used: a command needs few of those that its modules hold."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_OF_A_PATTERN = ("findall", "finditer", "fullmatch", "match", "scanner", "search", "split", "sub", "subn")


class _Expression(Generic[AnyStr]):
    """Stands for the compiled expression until a method is asked for, and has all its methods from then on."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update({method: getattr(compiled, method) for method in _OF_A_PATTERN})
        return getattr(compiled, name)


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, compiled at its first use. It is not for the functions of ``re``, which want a
    compiled one."""
    return cast("re.Pattern[AnyStr]", _Expression(pattern, flags))
