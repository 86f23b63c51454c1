"""What commands are made of, and how the words of a plain command line are read.

A command is a function whose parameters are annotated with an ``Argument`` or an ``Option``; its result is the exit
code (None: 0). Words that need more than reading (help, a slip, another way to write an option) are left to typer,
which takes longer to start than a check takes to run: ``help_pages.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from inspect import Parameter, signature
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from xl_tools.core.dataclass import dataclass

Command = Callable[..., int | None]
C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter that is told by its place; of the type list it takes all words that remain."""

    help: str
    metavar: str | None = None


class Option:
    """A parameter that is told by its name, "--out"; of the type bool it takes no value. ``min`` is the least value of
    a number."""

    def __init__(self, *names: str, help: str, metavar: str | None = None, min: int | None = None) -> None:
        self.names = names
        self.help = help
        self.metavar = metavar
        self.min = min


@dataclass(frozen=True, slots=True)
class Group:
    """Commands and groups of commands by name, in the order of the help page."""

    help: str
    commands: dict[str, Command | Group] = field(default_factory=dict)

    def command(self, name: str) -> Callable[[C], C]:
        """Enter a function under this name."""

        def enter(function: C) -> C:
            self.commands[name] = function
            return function

        return enter

    def find(self, words: Sequence[str]) -> tuple[Command, Sequence[str]] | None:
        """The command that the first words name, and the words after it; None where they name none."""
        found = self.commands.get(words[0]) if words else None
        if isinstance(found, Group):
            return found.find(words[1:])
        return (found, words[1:]) if found else None


@dataclass(frozen=True, slots=True)
class Declared:
    """One parameter of a command. ``kind`` is the type of a value, ``many`` whether it takes several."""

    name: str
    word: Argument | Option
    kind: type
    many: bool
    default: Any


def parameters(command: Command) -> Iterator[Declared]:
    """The parameters of a command in their order. One without a default must be given."""
    hints = get_type_hints(command, include_extras=True)
    for parameter in signature(command).parameters.values():
        kind, word = get_args(hints[parameter.name])
        if isinstance(kind, UnionType):
            (kind,) = (one for one in get_args(kind) if one is not type(None))
        many = get_origin(kind) is list
        yield Declared(parameter.name, word, get_args(kind)[0] if many else kind, many, parameter.default)


class NotPlain(Exception):
    """These words are not for this reader."""


def values(command: Command, words: Sequence[str]) -> Mapping[str, Any] | None:
    """The values of a command's parameters; None where the words are not plain."""
    declared = list(parameters(command))
    options = {name: one for one in declared if isinstance(one.word, Option) for name in one.word.names}
    found: dict[str, list[Any]] = {}
    told: list[str] = []
    rest = iter(words)
    try:
        for word in rest:
            if word in options:
                one = options[word]
                value = True if one.kind is bool else _value(one, next(rest, "-"))
                found.setdefault(one.name, []).append(value)
            else:
                told.append(_plain(word))
        places = [one for one in declared if isinstance(one.word, Argument)]
        for place in places:
            here = told if place.many else told[:1]
            told = told[len(here) :]
            if here:
                found[place.name] = [_value(place, word) for word in here]
        if told or any(one.default is Parameter.empty and one.name not in found for one in declared):
            return None
    except NotPlain:
        return None
    given = {one.name: found[one.name] if one.many else found[one.name][-1] for one in declared if one.name in found}
    return {one.name: one.default for one in declared if one.default is not Parameter.empty} | given


def _plain(word: str) -> str:
    if not word or word.startswith("-"):
        raise NotPlain
    return word


def _value(declared: Declared, word: str) -> Any:
    if declared.kind in (str, Path):
        return declared.kind(_plain(word))
    try:
        number = declared.kind(_plain(word))
    except ValueError:
        raise NotPlain from None
    least = declared.word.min if isinstance(declared.word, Option) else None
    if least is not None and number < least:
        raise NotPlain
    return number
