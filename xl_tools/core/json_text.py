"""Records as JSON knows them: the one place that says how a value is shown.

A record is an object with a member for each field, in their order; a trailing "_" of a field's name (``schema_``) is
not shown. Enumerations are their values, dates are ISO, a tuple is a list, a Decimal is a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from json import JSONEncoder


def plain(value: Any) -> Any:
    """The value made of what JSON has: dict, list, str, int, float, bool and None."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if members := _members(type(value)):
        return {key: plain(getattr(value, name)) for name, key in members}
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def json_pieces(value: Any, pad: str = "\n") -> Iterator[str]:
    """The text of a JSON document, indented, in pieces: the whole of a long report takes several times its size in
    memory. ``pad`` begins each line."""
    members = _members(type(value))
    if any(_several(getattr(value, name)) for name, _ in members):
        opening = "{"
        for name, key in members:
            yield f'{opening}{pad}  "{key}": '
            yield from json_pieces(getattr(value, name), pad + "  ")
            opening = ","
        yield pad + "}"
    elif _several(value):
        opening = "["
        for item in value:
            yield f"{opening}{pad}  "
            yield from json_pieces(item, pad + "  ")
            opening = ","
        yield pad + "]"
    else:
        yield _text(value, pad)


def _several(value: Any) -> bool:
    """Whether the value is a list of records."""
    return isinstance(value, (tuple, list)) and bool(value) and bool(_members(type(value[0])))


def _text(value: Any, pad: str) -> str:
    """The text of a value that is not long."""
    if value is None or isinstance(value, (str, int)):
        return _scalar(plain(value))
    inner = pad + "  "
    if members := _members(type(value)):
        shown = [f'{inner}"{key}": {_text(getattr(value, name), inner)}' for name, key in members]
        return "{" + ",".join(shown) + pad + "}"
    if isinstance(value, Mapping) and value:
        shown = [f"{inner}{_scalar(plain(key))}: {_text(item, inner)}" for key, item in value.items()]
        return "{" + ",".join(shown) + pad + "}"
    if isinstance(value, (tuple, list)) and value:
        return "[" + ",".join([inner + _text(item, inner) for item in value]) + pad + "]"
    return _scalar(plain(value))


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    return str(value) if type(value) is int else _encoder().encode(value)


@cache
def _encoder() -> JSONEncoder:
    from json import JSONEncoder  # most commands print no JSON

    return JSONEncoder(ensure_ascii=False)


_KNOWN: dict[type, tuple[tuple[str, str], ...]] = {}


def _members(kind: type) -> tuple[tuple[str, str], ...]:
    """The names of a record's fields, each with its name in JSON; none for what is no record."""
    if kind not in _KNOWN:
        named = fields(kind) if is_dataclass(kind) else ()
        _KNOWN[kind] = tuple((field.name, field.name.rstrip("_")) for field in named)
    return _KNOWN[kind]
