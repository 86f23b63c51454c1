"""Every expression of the program, of code and of data, against texts made to hurt it.

``python -m tests.fuzz.patterns`` tells those that do not stand. The expressions are found by listening while all
modules are imported and the sample is checked, so that none has to be listed; those that no run of the sample needs are
read from the source. For each, texts are made of its own
parts: what a repetition takes, many times over, behind what stands before it and without what should follow; what
nearly matches, many times over; each sign that it knows. A text of 32,000 characters may take at most three times as
long as one of 16,000.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

from tests.conftest import ROOT
from xl_tools.core.expressions import _Expression, quick_to_compile

SHORT, LONG = 16_000, 32_000
MOST_GROWTH = 3.0
SLOW = 0.05
"""Seconds for LONG characters below which growth is noise; what grows with the square takes ten times as long."""
HANG = 5
_WORST = 4
_MAKERS = {"expression": 1, "re.compile": 1, "re.search": 2, "re.match": 2, "re.fullmatch": 2, "re.findall": 2}
_MAKERS |= {"re.finditer": 2, "re.split": 3, "re.sub": 4, "re.subn": 4}
"""What makes an expression, and how many arguments come before its flags."""
_CACHED = type(cache(lambda: None))
_NAMED = re.compile(r'pattern\("(\w+)", "(\w+)"\)')
_KEPT = ("xl_tools", "xl_tools.core", "xl_tools.core.expressions")
_FAILS = "\x00"
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_CANDIDATES = "甲1 a，\n-.(元十A（:\t"
_BY_CATEGORY = {
    _constants.CATEGORY_DIGIT: "1",
    _constants.CATEGORY_NOT_DIGIT: "甲",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_NOT_SPACE: "甲",
    _constants.CATEGORY_WORD: "甲",
    _constants.CATEGORY_NOT_WORD: "，",
}


class Hang(BaseException):
    """One search took too long."""


@dataclass(frozen=True)
class Found:
    """An expression, the place where it is made, and how it is used: at one place of a text alone, by ``match`` and
    ``fullmatch`` (``anchored``), or anywhere in one."""

    pattern: re.Pattern[Any]
    place: str
    anchored: bool


def found() -> list[Found]:
    """Every expression that the program makes while its modules are imported and the sample is checked."""
    made: dict[tuple[Any, int], tuple[str, object]] = {}
    begin, compiled = _Expression.__init__, re._compile  # type: ignore[attr-defined]

    def told(pattern: Any, flags: int, owner: object) -> None:
        frame: FrameType | None = sys._getframe(2)
        while frame and Path(frame.f_code.co_filename).name in ("expressions.py", "__init__.py", "kinds.py"):
            frame = frame.f_back
        if frame and "xl_tools" in Path(frame.f_code.co_filename).parts:
            place = f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_lineno}"
            made.setdefault((pattern, int(flags)), (place, owner))

    def beginning(self: Any, pattern: Any, flags: int) -> None:
        begin(self, pattern, flags)
        told(pattern, flags, self)

    def compiling(pattern: Any, flags: int) -> Any:
        own = sys._getframe(2).f_locals.get("self")
        told(own.pattern if isinstance(own, _Expression) else pattern, flags, None)
        return compiled(pattern, flags)

    _Expression.__init__ = beginning  # type: ignore[method-assign]
    re._compile = compiling  # type: ignore[attr-defined]
    try:
        modules = _modules()
        for module in modules:
            _build(module)
        from xl_tools.app.check import check

        check([ROOT / "workbooks" / "样本市"], as_of=date(2022, 12, 20))
    finally:
        _Expression.__init__, re._compile = begin, compiled  # type: ignore[method-assign, attr-defined]
    names = _anchored_names(modules)
    heard = [
        Found(re.compile(pattern, flags), place, id(owner) in names)
        for (pattern, flags), (place, owner) in made.items()
        if not isinstance(pattern, re.Pattern)
    ]
    places = {one.place for one in heard}
    return heard + [one for module in modules for one in _written(module, places)]


def _modules() -> list[ModuleType]:
    for name in [name for name in sys.modules if name.split(".")[0] == "xl_tools" and name not in _KEPT]:
        del sys.modules[name]  # made anew, so that every expression is heard of
    import xl_tools

    return [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(xl_tools.__path__, "xl_tools.")
        if not module.name.endswith("__main__")
    ]


def _build(module: ModuleType) -> None:
    """Call what builds expressions from data when it is first needed: functions without arguments that are cached."""
    for value in list(vars(module).values()):
        if isinstance(value, _CACHED) and value.__module__ == module.__name__:
            with suppress(TypeError):  # it wants arguments
                value()
    for section, key in _NAMED.findall(Path(module.__file__ or "").read_text("utf-8")):
        importlib.import_module("xl_tools.rules.word_lists").pattern(section, key)


def _written(module: ModuleType, heard: set[str]) -> Iterator[Found]:
    """The expressions in a module's source that were not heard of. What a function puts into one stands as a sign."""
    path = Path(module.__file__ or "")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in _MAKERS or module.__name__ in _KEPT:
            continue
        lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        if heard.isdisjoint(f"{path.relative_to(ROOT)}:{line}" for line in lines):
            maker = ast.unparse(node.func)
            flags = [_value(word.value, module) for word in node.keywords if word.arg == "flags"]
            flags += [_value(one, module) for one in node.args[_MAKERS[maker] :]]
            pattern = re.compile(_value(node.args[0], module), *flags)
            yield Found(pattern, f"{path.relative_to(ROOT)}:{node.lineno}", maker in ("re.match", "re.fullmatch"))


def _value(node: ast.expr, module: ModuleType) -> Any:
    """What a piece of source amounts to, with "1" for each part of a text that is known in a run alone."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_value(part, module) for part in node.values)
    try:
        return eval(ast.unparse(node.value if isinstance(node, ast.FormattedValue) else node), vars(module))
    except NameError:
        return "1"


def _anchored_names(modules: Iterable[ModuleType]) -> set[int]:
    """The expressions that have a name and are used under it by ``match`` and ``fullmatch`` alone."""
    anchored: dict[int, bool] = {}
    for module in modules:
        source = Path(module.__file__ or "").read_text("utf-8")
        for name, value in vars(module).items():
            if isinstance(value, _Expression):
                uses = re.findall(rf"(?<![\w.]){name}(\.\w+)?", source)
                only = all(use in (".match", ".fullmatch", "") for use in uses) and ".match" in "".join(uses)
                only = only or (".fullmatch" in uses and all(use in (".match", ".fullmatch", "") for use in uses))
                anchored[id(value)] = anchored.get(id(value), True) and only
    return {key for key, only in anchored.items() if only}


# --- texts ------------------------------------------------------------------------------------------


def members(charset: list[tuple[Any, Any]]) -> list[str]:
    """A few characters of a set."""
    negated = charset[0][0] is _constants.NEGATE
    known: list[str] = []
    for kind, value in charset[negated:]:
        if kind is _constants.LITERAL:
            known.append(chr(value))
        elif kind is _constants.RANGE:
            known.append(chr(value[0]))
        elif kind is _constants.CATEGORY:
            known.append(_BY_CATEGORY[value])
    if not negated:
        return known
    one = re.compile(_set_source(charset))
    return [char for char in _CANDIDATES if one.match(char)][:4]


def _set_source(charset: list[tuple[Any, Any]]) -> re.Pattern[str]:
    state = _parser.State()
    state.str = ""
    tree = _parser.SubPattern(state, [(_constants.IN, charset)])
    return _compiler.compile(tree)  # type: ignore[no-any-return]


def samples(tree: Iterable[tuple[Any, Any]], depth: int = 0) -> list[str]:
    """A few short texts that the tree may match: one for each alternative, put together place by place."""
    texts = [""]
    for kind, value in tree:
        options = _of_node(kind, value, depth)
        most = max(len(texts), len(options))
        texts = [texts[place % len(texts)] + options[place % len(options)] for place in range(min(most, 6))]
    return texts


def _of_node(kind: Any, value: Any, depth: int) -> list[str]:
    if kind is _constants.LITERAL:
        return [chr(value)]
    if kind in (_constants.NOT_LITERAL, _constants.ANY):
        return ["甲", "1"]
    if kind is _constants.IN:
        return members(value) or [""]
    if kind is _constants.BRANCH:
        return [text for branch in value[1] for text in samples(branch, depth + 1)[:2]] or [""]
    if kind is _constants.SUBPATTERN:
        return samples(value[3], depth + 1)
    if kind is _constants.ATOMIC_GROUP:
        return samples(value, depth + 1)
    if kind in _REPEATS:
        return [text * max(value[0], 1) for text in samples(value[2], depth + 1)]
    return [""]


def attacks(pattern: re.Pattern[str]) -> list[str]:
    """Units and what stands before them, as "before\\udfffunit": many of the unit are an attack."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    made: dict[tuple[str, str], None] = {}
    for before, unit in _repeated(tree, ""):
        made[before, unit] = None
    for text in samples(tree):
        made["", text] = None
        made["", text[:-1]] = None
    for char in [*sorted(set("".join(samples(tree)))), "1", " ", "\n", "甲"]:
        made["", char] = None
    return [f"{before}\udfff{unit}" for before, unit in made if unit]


def _repeated(tree: Iterable[tuple[Any, Any]], before: str) -> Iterator[tuple[str, str]]:
    """What repeats, with the shortest text before it: a repetition's own units, and what stands behind it (which the
    repetition may take as well)."""
    nodes = list(tree)

    def behind(place: int) -> list[str]:
        return [text for kind, value in nodes[place + 1 : place + 3] for text in _of_node(kind, value, 0)[:3] if text]

    for place, (kind, value) in enumerate(nodes):
        if kind in _REPEATS:
            if value[1] > 3:
                units = samples(value[2])
                for unit in units:
                    yield before, unit
                yield before, "".join(units)
                if before:
                    yield "", before + units[0]
                for text in behind(place):
                    yield before, text
                    yield before, units[0] + text
            yield from _repeated(value[2], before)
        elif kind is _constants.SUBPATTERN:
            yield from _repeated(value[3], before)
        elif kind is _constants.ATOMIC_GROUP:
            yield from _repeated(value, before)
        elif kind is _constants.BRANCH:
            for branch in value[1]:
                yield from _repeated(branch, before)
        elif kind in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _repeated(value[1], before)
        before += _of_node(kind, value, 0)[0]


def text_of(attack: str, length: int) -> str:
    before, unit = attack.split("\udfff")
    return before + (unit * (length // len(unit) + 1))[:length] + _FAILS


# --- time -------------------------------------------------------------------------------------------


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(_: int, __: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(one: Found, text: str) -> float:
    """Processor time of finding all matches, and of holding the whole text against the expression."""
    pattern = one.pattern
    begun = time.process_time()
    try:
        with _alarm():
            if not one.anchored:
                for _ in pattern.finditer(text):
                    pass
            pattern.match(text)
            pattern.fullmatch(text)
    except Hang:
        return float(HANG)
    return time.process_time() - begun


def fault(one: Found) -> str:
    """The attack that an expression does not stand, with its times; "" when it stands all. Growth is measured for the
    attacks that hurt most."""
    took: dict[str, float] = {}
    for attack in attacks(one.pattern):
        for length in (40, 400, LONG // 8):
            took[attack] = seconds(one, text_of(attack, length))
            if took[attack] > 10 * SLOW:
                return f"{attack!r}: {took[attack]:.2f} s for {length} characters"
    for attack in sorted(took, key=lambda attack: -took[attack])[:_WORST]:
        if why := _grows(one, attack):
            return f"{attack!r}: {why}"
    return ""


def _grows(one: Found, attack: str) -> str:
    """How much longer twice the text takes, if that is too long; what the machine does besides is no reason."""
    short, long = grown(lambda length: seconds(one, text_of(attack, length)), SLOW)
    if long >= HANG:
        return f"{HANG} s and more"
    return "" if long <= max(SLOW, MOST_GROWTH * short) else f"{short:.3f} s, then {long:.3f} s"


def grown(took: Callable[[int], float], slow: float) -> tuple[float, float]:
    """Seconds for SHORT and LONG characters, the shortest of several runs each: a machine that is busy with other
    things makes a run longer, never shorter."""
    short = long = float(HANG)
    for _ in range(5):
        long = min(long, took(LONG))
        if long >= HANG or long <= slow:
            break
        short = min(short, took(SHORT))
    return short, long


def faults() -> Iterator[str]:
    """A line for each expression that does not stand."""
    for one in found():
        if not isinstance(one.pattern.pattern, str):
            continue
        quick = re.compile(quick_to_compile(one.pattern.pattern), one.pattern.flags)
        if why := fault(replace(one, pattern=quick)):
            yield f"{one.place} {one.pattern.pattern[:200]!r}\n    {why}"


if __name__ == "__main__":
    wrong = False
    for said in faults():
        wrong = True
        print(said, flush=True)
    sys.exit(wrong)
