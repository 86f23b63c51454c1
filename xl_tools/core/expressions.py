"""Regular expressions that compile when they are first used: a command needs few of those that its modules hold.

Most of those that are used find nothing in a usual table, and to compile one takes longer than to search a whole sheet
with it. So one that is known to match no text without certain words is compiled when the first text has one of them.
``data/needed_words.json`` says which words: an expression, and lists of words, of each of which every match needs one.
The table is made and proven by ``tests.core.needed_words``; what it does not list is compiled at its first use.
"""

from __future__ import annotations

import json
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


_Words = list[list[str]]

_SET = re.compile(r"\\.|\[(\^?\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_FEWEST, _MOST = 3, 16
"""Of so many characters a set is written as alternatives."""


@cache
def _listed() -> dict[str | bytes, _Words]:
    found: dict[str | bytes, _Words] = json.loads((Path(data.__file__).parent / "needed_words.json").read_bytes())
    return found


def needed_words(pattern: str | bytes) -> _Words:
    """The words of which every match needs one: of each list one, and no list where nothing is known."""
    return _listed().get(pattern, [])


def quick_to_compile(pattern: str) -> str:
    """The same expression with small sets of Chinese characters as alternatives. As these lie scattered, CPython makes
    a map of all characters for each set, in 1.2 M instructions; alternatives take a sixth of them. One that may be no
    character at all keeps them from being made a set again. What an expression begins with, or is repeated without
    end, stays a set: it is found faster."""

    def alternatives(found: re.Match[str]) -> str:
        signs = found[1]
        if (
            signs is None
            or not _FEWEST <= len(signs) <= _MOST
            or min(signs) <= "\xff"
            or pattern.startswith(("*", "+"), found.end())
            or not pattern[: found.start()].strip("(?:")
        ):
            return found[0]
        return f"(?:{'|'.join(signs)}|[^\\s\\S])"

    return _SET.sub(alternatives, pattern)


class _Expression(Generic[AnyStr]):
    """Stands for the compiled expression until a method is asked for, and has all its methods from then on."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if not self._flags and name in _WITHOUT_A_MATCH and (needed := needed_words(self.pattern)):
            return vars(self).setdefault(name, self._with_words(name, needed))
        return getattr(self._compile(), name)

    def _compile(self) -> re.Pattern[AnyStr]:
        pattern = self.pattern
        compiled = re.compile(quick_to_compile(pattern) if isinstance(pattern, str) else pattern, self._flags)
        vars(self).update({method: getattr(compiled, method) for method in _OF_A_PATTERN})
        return compiled

    def _with_words(self, name: str, needed: _Words) -> Callable[..., Any]:
        """The method of that name, which compiles for a text with words of every list. Who asks from a later place on
        has looked for words himself, and a whole text gone through for each place would be slow."""
        place, nothing = _WITHOUT_A_MATCH[name]

        def method(*said: Any, **named: Any) -> Any:
            text = said[place]
            for words in () if any(said[place + 1 :]) else needed:
                for word in words:
                    if word in text:
                        break
                else:
                    return nothing(text)
            return getattr(self._compile(), name)(*said, **named)

        return method


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, compiled at its first use. It is not for the functions of ``re``, which want a
    compiled one; its methods take the text by place."""
    return cast("re.Pattern[AnyStr]", _Expression(pattern, flags))
