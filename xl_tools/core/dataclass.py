"""Dataclasses whose methods are made when they are first used: a command makes few of the records that are declared.

``dataclasses.dataclass`` writes and compiles up to seven methods of a class while its module loads, which was a fifth
of a check. Here a class begins with its fields, and a method is made when it is first asked for. What a class writes
itself stays. ``__init__`` sets slots of a frozen record by their descriptors: the standard library's finds each of
them by its name, which takes half as long again.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from dataclasses import MISSING
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False):
        """What ``dataclasses.dataclass`` gives, which may extend it and be extended by it. It takes no ``InitVar``."""
        if cls is None:
            return lambda body: dataclass(body, frozen=frozen, slots=slots, kw_only=kw_only)
        own = set(vars(cls))
        if "__eq__" in own and cls.__hash__ is None:  # Python writes it, not the class
            own.discard("__hash__")
        cls.__doc__ = cls.__doc__ or cls.__name__  # else its signature is made for it
        extends = frozen and any(map(dataclasses.is_dataclass, cls.__mro__[1:]))  # then it must fit what it extends
        made = dataclasses.dataclass(init=False, repr=False, eq=False, frozen=extends, slots=slots, kw_only=kw_only)(
            cls
        )
        said = made.__dataclass_params__
        said.init = said.repr = said.eq = True
        said.frozen = frozen
        later = {
            "__init__": _MadeAtFirstUse(made, "__init__", lambda: _init(made, frozen, slots)),
            "__repr__": _MadeAtFirstUse(made, "__repr__", lambda: _twin(made, repr=True).__repr__),
            "__eq__": _MadeAtFirstUse(made, "__eq__", lambda: _twin(made, eq=True).__eq__),
            "__hash__": None,
        }
        if frozen:
            later["__hash__"] = _MadeAtFirstUse(
                made, "__hash__", lambda: _twin(made, eq=True, unsafe_hash=True).__hash__
            )
            later |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        if frozen and slots:
            later |= {"__getstate__": _values, "__setstate__": _with_values}
        for name, method in later.items():
            if name not in own:
                setattr(made, name, method)
        return made


class _MadeAtFirstUse:
    """Stands in a class for a method, and puts the method into its own place when it is asked for: by a call, or by
    who wants to know what it takes."""

    def __init__(self, cls: type, name: str, make: Callable[[], Callable[..., Any]]) -> None:
        self._cls, self._name, self._make = cls, name, make

    def __get__(self, record: object, cls: type | None = None) -> Any:
        made = self._make()
        setattr(self._cls, self._name, made)
        return made.__get__(record, cls)


class _Factory:
    """Stands for what a default factory makes."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Factory()


def _init(cls: Any, frozen: bool, slots: bool) -> Callable[..., None]:
    """``__init__`` of a dataclass: what is given by place, what is given by name, then how each field is set."""
    names: dict[str, Any] = {"_made": _MADE, "_put": object.__setattr__}
    by_place, by_name, body = ["self"], ["*"], []
    for field in dataclasses.fields(cls):
        name = value = field.name
        optional = field.default is not MISSING or field.default_factory is not MISSING
        if field.init:
            (by_name if field.kw_only else by_place).append(f"{name}=_given_{name}" if optional else name)
        elif not optional:
            continue
        names[f"_given_{name}"] = field.default
        if field.default_factory is not MISSING:
            names[f"_given_{name}"] = _MADE
            names[f"_make_{name}"] = field.default_factory
            value = f"_make_{name}() if {name} is _made else {name}" if field.init else f"_make_{name}()"
        elif not field.init:
            value = f"_given_{name}"
        if not frozen:
            body.append(f"self.{name} = {value}")
        elif slots:
            names[f"_set_{name}"] = getattr(cls, name).__set__
            body.append(f"_set_{name}(self, {value})")
        else:
            body.append(f"_put(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    given = ", ".join(by_place + by_name * (len(by_name) > 1))
    lines = [f"def made({', '.join(names)}):", f" def __init__({given}):", *(f"  {line}" for line in body or ["pass"])]
    module = sys.modules.get(cls.__module__)
    outside: dict[str, Any] = {}
    exec("\n".join([*lines, " return __init__"]), vars(module) if module else {}, outside)
    init = outside["made"](**names)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    typed = {field.name: field.type for field in dataclasses.fields(cls) if field.init}
    init.__annotations__ = typed | {"return": None}
    return cast("Callable[..., None]", init)


def _twin(cls: type, *, repr: bool = False, eq: bool = False, unsafe_hash: bool = False) -> Any:
    """A dataclass with the same fields and the methods that are asked for, as the standard library makes them."""
    named = [(field.name, field.type, field) for field in dataclasses.fields(cls)]
    said = {"__doc__": cls.__doc__, "__module__": cls.__module__, "__qualname__": cls.__qualname__}
    return dataclasses.make_dataclass(
        cls.__name__, named, namespace=said, init=False, repr=repr, eq=eq, unsafe_hash=unsafe_hash
    )


def _refuse_to_set(self: Any, name: str, value: Any) -> None:
    if _is_frozen(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _refuse_to_delete(self: Any, name: str) -> None:
    if _is_frozen(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
    object.__delattr__(self, name)


def _is_frozen(record: Any, name: str) -> bool:
    """A class that merely extends a frozen one may have more of its own."""
    return "__dataclass_fields__" in vars(type(record)) or name in record.__dataclass_fields__


def _values(self: Any) -> list[Any]:
    """What a frozen record without a dict of its own is pickled as."""
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _with_values(self: Any, values: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), values, strict=True):
        object.__setattr__(self, field.name, value)
