"""Regular expressions that compile when they are first used: a command needs few of those that its modules hold.

Most of those that are used find nothing in a usual table, and to compile one takes longer than to search a whole sheet
with it. So one that is known to match no text without certain words is compiled when the first text has one of them.
``data/needed_words.tsv`` says which words: a line is an expression and the words, one of which every match needs.
The table is made and proven by ``tests.core.needed_words``; what it does not list is compiled at its first use.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, AnyStr, Generic, cast

from xl_tools import data

_OF_A_PATTERN = ("findall", "finditer", "fullmatch", "match", "scanner", "search", "split", "sub", "subn")
_WITHOUT_A_MATCH: dict[str, tuple[int, Callable[[str], Any]]] = {
    "findall": (0, lambda _: []),
    "finditer": (0, lambda _: iter(())),
    "fullmatch": (0, lambda _: None),
    "match": (0, lambda _: None),
    "search": (0, lambda _: None),
    "split": (0, lambda text: [text]),
    "sub": (1, lambda text: text),
    "subn": (1, lambda text: (text, 0)),
}
"""Which argument of a method is the text, and what the method gives where nothing matches."""


@cache
def _needed_words() -> dict[str | bytes, tuple[str, ...]]:
    lines = (Path(data.__file__).parent / "needed_words.tsv").read_text("utf-8").splitlines()
    return {pattern: tuple(words) for pattern, *words in (line.split("\t") for line in lines)}


class _Expression(Generic[AnyStr]):
    """Stands for the compiled expression until a method is asked for, and has all its methods from then on."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        words = () if self._flags else _needed_words().get(self.pattern, ())
        if words and name in _WITHOUT_A_MATCH:
            return vars(self).setdefault(name, self._with_words(name, words))
        return getattr(self._compile(), name)

    def _compile(self) -> re.Pattern[AnyStr]:
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update({method: getattr(compiled, method) for method in _OF_A_PATTERN})
        return compiled

    def _with_words(self, name: str, words: tuple[str, ...]) -> Callable[..., Any]:
        """The method of that name, which compiles for a text with one of the words."""
        place, nothing = _WITHOUT_A_MATCH[name]

        def method(*said: Any, **named: Any) -> Any:
            text = said[place]
            for word in words:
                if word in text:
                    return getattr(self._compile(), name)(*said, **named)
            return nothing(text)

        return method


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, compiled at its first use. It is not for the functions of ``re``, which want a
    compiled one; its methods take the text by place."""
    return cast("re.Pattern[AnyStr]", _Expression(pattern, flags))
