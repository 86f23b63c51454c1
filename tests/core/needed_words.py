"""Which words every match of an expression needs: proven from its tree, and written to ``data/needed_words.json``.

``python -m tests.core.needed_words`` writes the table. The program compiles a listed expression only for a text with
one of its words, so a wrong line would lose matches; ``lacks`` therefore proves each, and the test proves all anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import product
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import openpyxl

from tests.conftest import ROOT
from xl_tools.core.expressions import needed_words

TABLE = ROOT / "xl_tools" / "data" / "needed_words.json"
MOST_WORDS = 30
"""More words take as long to look for as the expression itself."""
MOST_LISTS = 3
COMMON = 0.7
"""Words that more than this share of the samples' cells have spare nothing."""
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_IN_BETWEEN = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What no file holds."""

Tree = Iterable[tuple[Any, Any]]


def lacks(pattern: str, words: Iterable[str]) -> bool:
    """Whether some match may have none of the words, as far as the tree tells: False is a proof that none may."""
    tree = _parser.parse(pattern)
    if tree.state.flags & re.IGNORECASE:
        return True
    return bool(_Walk(tuple(words)).behind(tree, {""}))


class _Walk:
    """Walks the tree with what of a word was just read: a state is the longest beginning of a word that the text read
    so far ends with. A state in which a word is complete is dropped; so no state is left where every way has one."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._letters = set("".join(words))
        self._states = {word[:length] for word in words for length in range(len(word))}

    def behind(self, tree: Tree, states: set[str]) -> set[str]:
        for kind, value in tree:
            states = self._behind_node(kind, value, states) if states else states
        return states

    def _behind_node(self, kind: Any, value: Any, states: set[str]) -> set[str]:
        if kind in (_constants.AT, _constants.ASSERT_NOT):
            return states
        if kind is _constants.ASSERT:
            direction, seen = value
            return states if self.behind(seen, states if direction > 0 else {""}) else set()
        if kind is _constants.LITERAL:
            return self._read(states, {chr(value)})
        if kind is _constants.IN:
            return self._read(states, self._of_set(value))
        if kind is _constants.BRANCH:
            return set().union(*(self.behind(one, states) for one in value[1]))
        if kind is _constants.SUBPATTERN:
            return set(self._states) if value[1] else self.behind(value[3], states)
        if kind is _constants.ATOMIC_GROUP:
            return self.behind(value, states)
        if kind in _REPEATS:
            return self._repeated(value, states)
        if kind is _constants.GROUPREF_EXISTS:
            return self.behind(value[1], states) | (self.behind(value[2], states) if value[2] else states)
        if kind in (_constants.ANY, _constants.NOT_LITERAL):
            return self._read(states, self._letters | {""})
        return set(self._states)  # a group once more, or what is not known here: anything may be read

    def _repeated(self, value: tuple[Any, Any, Tree], states: set[str]) -> set[str]:
        least, most, tree = value
        for _ in range(least):
            states = self.behind(tree, states)
        while most > least and (more := self.behind(tree, states)) - states:
            states = states | more
        return states

    def _of_set(self, charset: list[tuple[Any, Any]]) -> set[str]:
        """The letters of the words that a set has, and "" if it has any other."""
        if (known := _members(charset)) is not None:
            return {char if char in self._letters else "" for char in known}
        excluded = _members(charset[1:]) if charset[0][0] is _constants.NEGATE else None
        return (self._letters - (excluded or set())) | {""}

    def _read(self, states: set[str], chars: set[str]) -> set[str]:
        return {found for state in states for char in chars if (found := self._next(state, char)) is not None}

    def _next(self, state: str, char: str) -> str | None:
        if char not in self._letters:
            return ""
        read = state + char
        if read.endswith(self._words):
            return None
        return next(read[start:] for start in range(len(read) + 1) if read[start:] in self._states)


def _members(charset: list[tuple[Any, Any]]) -> set[str] | None:
    """The characters of a set that lists few; None for all others."""
    chars: set[str] = set()
    for kind, value in charset:
        if kind is _constants.LITERAL:
            chars.add(chr(value))
        elif kind is _constants.RANGE and value[1] - value[0] < 40:
            chars |= set(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return chars


# --- words to try -----------------------------------------------------------------------------------


def choices(tree: Tree) -> Iterator[frozenset[str]]:
    """Sets of words, one of which a match of the tree may need."""
    nodes = list(tree)
    said = [_texts(kind, value) for kind, value in nodes]
    for start in range(len(nodes)):
        texts = {""}
        for more in said[start:]:
            if more is None or len(texts) * len(more) > MOST_WORDS:
                break
            texts = {before + behind for before, behind in product(texts, more)}
            if "" not in texts:
                yield frozenset(texts)
    for kind, value in nodes:
        yield from _inner(kind, value)


def _inner(kind: Any, value: Any) -> Iterator[frozenset[str]]:
    if kind is _constants.SUBPATTERN:
        yield from choices(value[3])
    elif kind is _constants.ATOMIC_GROUP:
        yield from choices(value)
    elif kind is _constants.ASSERT:
        yield from choices(value[1])
    elif kind in _REPEATS and value[0]:
        yield from choices(value[2])
    elif kind is _constants.BRANCH:
        for key in (_unlikely, len):
            best = [min(choices(one), key=key, default=None) for one in value[1]]
            if all(best) and len(words := frozenset().union(*(one for one in best if one))) <= MOST_WORDS:
                yield words


def _unlikely(words: frozenset[str]) -> tuple[int, int]:
    return -min(map(len, words)), len(words)


def _texts(kind: Any, value: Any) -> set[str] | None:
    """All texts that a node matches, if they are few."""
    if kind in _IN_BETWEEN:
        return {""}
    if kind is _constants.LITERAL:
        return {chr(value)}
    if kind is _constants.IN:
        members = _members(value)
        return members if members and len(members) <= MOST_WORDS else None
    if kind is _constants.BRANCH:
        return _all([_of_tree(one) for one in value[1]])
    if kind is _constants.SUBPATTERN:
        return _of_tree(value[3])
    if kind is _constants.ATOMIC_GROUP:
        return _of_tree(value)
    if kind in _REPEATS and value[1] == 1:
        return _all([_of_tree(value[2]), {""} if value[0] == 0 else set()])
    return None


def _of_tree(tree: Tree) -> set[str] | None:
    texts = {""}
    for kind, value in tree:
        more = _texts(kind, value)
        if more is None or len(texts) * len(more) > MOST_WORDS:
            return None
        texts = {before + behind for before, behind in product(texts, more)}
    return texts


def _all(parts: list[set[str] | None]) -> set[str] | None:
    known = [part for part in parts if part is not None]
    return set().union(*known) if len(known) == len(parts) else None


# --- the table --------------------------------------------------------------------------------------


def table() -> dict[str, list[list[str]]]:
    """The lists of words of each expression in the table."""
    return {pattern: needed_words(pattern) for pattern in json.loads(TABLE.read_text("utf-8"))}


def made() -> dict[str, list[list[str]]]:
    """The table for all expressions of the program: of the words that are proven, those that the samples have least."""
    from tests.fuzz.patterns import found

    cells = list(_cells())
    lines: dict[str, list[list[str]]] = {}
    for one in found():
        pattern = one.pattern.pattern
        if isinstance(pattern, str) and not _SURROGATE.search(pattern) and not one.pattern.flags & ~re.UNICODE:
            lists = _rarest(pattern, cells)
            if lists:
                lines[pattern] = lists
    return dict(sorted(lines.items()))


def _rarest(pattern: str, cells: list[str]) -> list[list[str]]:
    """Up to MOST_LISTS lists of proven words, each sparing the most of the cells that the ones before it left."""
    tried = {frozenset(_shortest(words)) for words in choices(_parser.parse(pattern))}
    proven = [words for words in tried if not _SURROGATE.search("".join(words)) and not lacks(pattern, words)]
    lists: list[list[str]] = []
    left = cells
    while proven and len(lists) < MOST_LISTS:
        having = {words: [cell for cell in left if any(word in cell for word in words)] for words in proven}
        best = min(proven, key=lambda words: (len(having[words]), len(words), sorted(words)))
        if len(having[best]) > COMMON * len(left) or (lists and not left):
            break
        lists.append(sorted(best))
        left = having[best]
    return lists


def _shortest(words: frozenset[str]) -> list[str]:
    return [word for word in words if not any(other != word and other in word for other in words)]


def _cells() -> Iterator[str]:
    for path in sorted((ROOT / "workbooks" / "样本市").glob("*.xlsx")):
        for row in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True):
            yield from (value for value in row if isinstance(value, str))


def _line(pattern: str, lists: list[list[str]]) -> str:
    return f"{json.dumps(pattern, ensure_ascii=False)}: {json.dumps(lists, ensure_ascii=False)}"


if __name__ == "__main__":
    TABLE.write_text("{\n" + ",\n".join(_line(*one) for one in made().items()) + "\n}\n", "utf-8")
