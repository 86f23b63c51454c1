"""What a Python caller gives, held against what the signature of the function says, before anything else is done.

Without it a path that is None fails deep within, a month of 0 asks for no month, and a text for a flag counts as yes.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import wraps
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from xl_tools.core.dates import as_day, as_moment, is_a_date
from xl_tools.core.errors import UserError
from xl_tools.core.period import read_period

P = ParamSpec("P")
R = TypeVar("R")

Reader = Callable[[Any, str], Any]
"""Makes of what was given for the parameter of a name what the function takes. Raises UserError, or ValueError for what
is of another kind."""


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which refuses with one sentence what its annotations do not allow. The sentence names the
    parameter."""
    signature = inspect.signature(function)
    kinds = {name: _kinds(str(one.annotation)) for name, one in signature.parameters.items()}

    @wraps(function)
    def call(*args: P.args, **named: P.kwargs) -> R:
        given = signature.bind(*args, **named)
        for name, value in given.arguments.items():
            if value is not signature.parameters[name].default:
                given.arguments[name] = _read(name, value, kinds[name])
        return function(*given.args, **given.kwargs)

    return call


def _kinds(annotation: str) -> tuple[str, ...]:
    """The words of an annotation: ("StrPath", "None"). What stands in brackets or before a point is not asked for."""
    return tuple(word.partition("[")[0].rpartition(".")[2] for word in annotation.split(" | "))


def _read(name: str, value: Any, kinds: tuple[str, ...]) -> Any:
    if value is None and "None" in kinds:
        return None
    if {"str", "float", "None"} <= set(kinds) and _is_missing(value):
        return None  # a cell's value: what is missing in a column of pandas is an empty cell
    for kind in kinds:
        try:
            return _READERS[kind](value, name) if kind in _READERS else _instance(value, kind)
        except ValueError:
            continue
    allowed = "、".join(dict.fromkeys(_CALLED[kind] for kind in kinds if kind in _CALLED)) or kinds[0]
    raise UserError(f"{name} 要给{allowed}，不能是“{_shown(value)}”。")


def _is_missing(value: Any) -> bool:
    return type(value).__name__ in ("NaTType", "NAType") or (isinstance(value, float) and value != value)


def _shown(value: Any) -> str:
    """What was given, or what it is where it would not fit in a sentence."""
    plain = value is None or isinstance(value, str | bytes | Real | date)
    return " ".join(str(value).replace("\0", "␀").split())[:40] if plain else type(value).__name__


def _instance(value: Any, kind: str) -> Any:
    """A record of our own, told by the name of its class."""
    if kind not in {one.__name__ for one in type(value).__mro__}:
        raise ValueError(kind)
    return value


def _text(value: Any, _: str) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _path(value: Any, _: str) -> str | Path:
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(path, str) or not path.strip() or "\0" in path:
        raise ValueError(value)
    return value if isinstance(value, str | Path) else Path(path)


def _many(value: Any, one: Callable[[Any, str], R], name: str) -> list[R]:
    if isinstance(value, str | bytes | os.PathLike | Mapping) or not isinstance(value, Iterable):
        return [one(value, name)]
    return [one(each, name) for each in value]


def _paths(value: Any, name: str) -> list[str | Path]:
    paths = _many(value, _path, name)
    if not paths:
        raise UserError(f"{name} 里一个路径也没有，请写明要处理的工作簿或文件夹。")
    return paths


def _texts(value: Any, name: str) -> list[str]:
    return _many(value, _text, name)


def _codes(value: Any, name: str) -> list[str]:
    """Rules to run: with none of them a check would find nothing, and look like a faultless table."""
    codes = _texts(value, name)
    if not codes:
        raise UserError(f"{name} 里一条规则也没有，那样什么也不查；要查全部的，不写 {name}。")
    return codes


def _flag(value: Any, _: str) -> bool:
    """True and False, also as 1 and 0 and as numpy has them."""
    if type(value).__name__ not in ("bool", "bool_") and not (isinstance(value, Integral) and value in (0, 1)):
        raise ValueError(value)
    return bool(value)


def _whole(value: Any, _: str) -> int:
    """What every whole number here is: how many, or which one from 1."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
        raise ValueError(value)
    return int(value)


def _number(value: Any, _: str) -> Any:
    if not isinstance(value, Real) or value != value:
        raise ValueError(value)
    return value


def _date(value: Any, _: str) -> date:
    if not is_a_date(value):
        raise ValueError(value)
    return value


def _records(value: Any, _: str) -> Any:
    """Several records; which, the function asks."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise ValueError(value)
    return value


def _mapping(value: Any, _: str) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError(value)
    return value


def _called(value: Any, _: str) -> Any:
    if not callable(value):
        raise ValueError(value)
    return value


_READERS: dict[str, Reader] = {
    "StrPath": _path,
    "Paths": _paths,
    "Day": as_day,
    "Moment": as_moment,
    "Month": read_period,
    "str": _text,
    "bool": _flag,
    "int": _whole,
    "float": _number,
    "date": _date,
    "Collection": _codes,
    "Sequence": _texts,
    "Iterable": _records,
    "Mapping": _mapping,
    "Callable": _called,
    "Progress": _called,
}
_CALLED = {
    "StrPath": "一个路径",
    "Paths": "工作簿或文件夹的路径，一个或几个",
    "str": "文字",
    "bool": "True 或 False",
    "int": "大于 0 的整数",
    "float": "数",
    "date": "日期",
    "Collection": "文字，一个或几个",
    "Sequence": "文字，一个或几个",
    "Iterable": "几条记录",
    "None": "None",
}
