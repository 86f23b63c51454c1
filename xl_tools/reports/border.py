"""Where records leave the program to Python callers, and come in: a pydantic model for each record.

A record is declared once, as a dataclass. Its model is made of it when it is first asked for: the same name, words,
fields, properties and methods, frozen, and a misspelt key is an error. Importing pydantic is paid for only here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from functools import cache, wraps
from types import FunctionType, UnionType
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, create_model
from pydantic import Field as Key

from xl_tools.scoring.scheme import Points

R = TypeVar("R")


class Model(BaseModel):
    """Base of everything that is pydantic: frozen, and a misspelt key is an error, not silence."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True, validate_by_alias=True,
        defer_build=True,
    )  # fmt: skip


class Outside(Model):
    """Base of the models made of records."""

    made_of: ClassVar[type]

    def __reduce__(self) -> tuple[Callable[..., Outside], tuple[Any, ...]]:
        """Made classes have no place of their own to be found in again; their records have."""
        return _remade, (self.made_of, self.model_dump(by_alias=False))


def _remade(record: type, values: dict[str, Any]) -> Outside:
    return model_of(record).model_validate(values)


_MADE: dict[type, type[Outside]] = {}


def model_of(record: type) -> type[Outside]:
    """The pydantic model of a record."""
    if record not in _MADE:
        _MADE[record] = _made(record)
    return _MADE[record]


def _made(record: type) -> type[Outside]:
    hints = get_type_hints(record, include_extras=True)
    declared: dict[str, Any] = {field.name: (_outside(hints[field.name]), _key(field)) for field in fields(record)}
    made = create_model(record.__name__, __base__=Outside, __doc__=record.__doc__, **declared)
    made.made_of = record
    for name, member in vars(record).items():
        if isinstance(member, property):
            setattr(made, name, member)
        elif isinstance(member, FunctionType) and not name.startswith("_"):
            setattr(made, name, _on_the_record(member))
    return made


def _on_the_record(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a record as one of its model; it works on the record, whose parts it may know well."""

    @wraps(method)
    def call(model: Outside, *args: Any, **named: Any) -> Any:
        return method(as_record(model), *args, **named)

    return call


def as_model(record: object) -> Outside:
    """A record, and those it holds, as models."""
    return model_of(type(record)).model_validate(record, from_attributes=True)


def as_record(value: Outside | R) -> Any:
    """The record that a model was made of; a record stays what it is."""
    if not isinstance(value, Outside):
        return value
    return _reader(value.made_of).validate_python(value.model_dump(by_alias=False))


def from_json(record: type[R], text: str) -> R:
    """A record from its JSON. Raises pydantic.ValidationError."""
    return as_record(model_of(record).model_validate_json(text))  # type: ignore[no-any-return]


@cache
def _reader(record: Any) -> TypeAdapter[Any]:
    return TypeAdapter(record)


def _outside(hint: Any) -> Any:
    """The type of a field as its model has it."""
    if isinstance(hint, type) and is_dataclass(hint):
        return model_of(hint)
    if hint is Decimal:
        return Points
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return Annotated[inner[0], StringConstraints(pattern=inner[1])]
    if origin in (Union, UnionType):
        return Union[tuple(_outside(one) for one in inner)]  # noqa: UP007 - made of a list
    if origin in (tuple, dict):
        return origin[tuple(_outside(one) for one in inner)]
    return hint


def _key(field: Field[Any]) -> Any:
    """The default of a field and its name in JSON (``core/json_text.py``)."""
    shown = field.name.rstrip("_")
    default = ... if field.default is MISSING else field.default
    return default if shown == field.name else Key(default, alias=shown)
