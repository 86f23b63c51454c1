"""A record whose methods are made at their first use is what the standard library would have made at once."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
from dataclasses import FrozenInstanceError, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from xl_tools.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A record as most are."""

    x: int
    y: int = 2
    names: list[str] = field(default_factory=list)
    kind: str = field(default="point", init=False)
    said: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Deep(Point):
    """One that extends another."""

    depth: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One whose fields are given by name."""

    left: int
    right: int = 1


@dataclass
class Open:
    """One that changes, and settles something when it is made."""

    x: int
    twice: int = field(init=False)

    def __post_init__(self) -> None:
        self.twice = 2 * self.x


@dataclass(frozen=True)
class Own:
    """One that writes methods itself."""

    x: int

    def __repr__(self) -> str:
        return "own"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)

    def __hash__(self) -> int:
        return 1


def test_fields_are_set_in_their_order_with_what_was_given_or_stands_for_it() -> None:
    point = Point(1, names=["a"])
    assert (point.x, point.y, point.names, point.kind, point.said) == (1, 2, ["a"], "point", "")
    assert Point(1).names is not Point(1).names
    assert Deep(1, 5).depth == 3
    assert Open(4).twice == 8
    assert Named(left=4) == Named(right=1, left=4)


@pytest.mark.parametrize("wrong", [lambda: Point(), lambda: Point(1, kind="x"), lambda: Named(1)])
def test_what_cannot_be_given_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError):
        wrong()


def test_records_are_told_apart_by_what_they_hold() -> None:
    assert Point(1) == Point(1, said="other")
    assert Point(1) != Point(2)
    assert Point(1) != Deep(1)
    assert len({Named(left=1), Named(left=1), Named(left=2)}) == 2
    assert hash(Named(left=1)) == hash((1, 1))
    with pytest.raises(TypeError):
        hash(Open(1))


def test_a_record_shows_its_fields() -> None:
    assert repr(Point(1)) == "Point(x=1, y=2, names=[], kind='point')"
    assert repr(Deep(1)) == "Deep(x=1, y=2, names=[], kind='point', depth=3)"


def test_a_frozen_record_stays_as_it_is() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.x
    assert not hasattr(point, "__dict__")


def test_what_a_class_writes_itself_stays() -> None:
    assert repr(Own(1)) == "own"
    assert Own(1) == Own(2)
    assert hash(Own(3)) == 1


@pytest.mark.parametrize("one", [Point(1, names=["a"]), Deep(1, depth=7), Named(left=2), Open(3), Own(1)])
def test_records_travel_to_other_processes_and_can_be_changed_in_copies(one: Any) -> None:
    assert pickle.loads(pickle.dumps(one)) == one
    assert copy.deepcopy(one) == one
    assert type(one)(**{"x": 9} if hasattr(one, "x") else {"left": 9}) is not one
    changed = dataclasses.replace(one, **({"x": 9} if hasattr(one, "x") else {"left": 9}))
    assert dataclasses.astuple(changed)[0] == 9


def modules() -> list[Path]:
    """The modules that declare records."""
    here = (ROOT / "xl_tools").rglob("*.py")
    return [path for path in here if "import dataclass" in path.read_text("utf-8") and path.stem != "dataclass"]


def test_all_records_of_the_house_are_made_as_the_standard_library_makes_them() -> None:
    looked_at = 0
    for path in modules():
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for cls in vars(module).values():
            if isinstance(cls, type) and dataclasses.is_dataclass(cls) and cls.__module__ == module.__name__:
                looked_at += 1
                assert given(init_of(cls)) == given(standard(cls).__init__), cls
    assert looked_at > 400


def init_of(cls: type) -> Any:
    """``__init__`` of a class as it is from the first use on."""
    with pytest.raises(TypeError):
        cls.__init__(object(), no_such_field=None)
    return vars(cls)["__init__"]


def standard(cls: Any) -> Any:
    named = [(one.name, one.type, one) for one in dataclasses.fields(cls)]
    return dataclasses.make_dataclass(cls.__name__, named, namespace={"__doc__": cls.__doc__})


def given(init: Any) -> list[tuple[Any, ...]]:
    """What ``__init__`` takes: name, kind, and whether something stands for what is not given."""
    made = inspect.signature(init).parameters.values()
    return [(one.name, one.kind, one.default is not inspect.Parameter.empty) for one in made]
