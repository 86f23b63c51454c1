"""A record whose methods are made at their first use is what the standard library would have made at once."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
import pydoc
from dataclasses import FrozenInstanceError, field
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from tests.conftest import ROOT
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Level


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


def test_what_a_record_takes_is_known_before_one_is_made() -> None:
    @dataclass(frozen=True, slots=True)
    class New:
        """One of which no record was made."""

        level: Level
        names: list[str] = field(default_factory=list)

    assert told(New) == "(level: 'Level', names: 'list[str]' = <factory>) -> None"
    assert get_type_hints(New.__init__) == {"level": Level, "names": list[str], "return": type(None)}
    assert (New.__init__.__module__, New.__eq__.__qualname__) == (__name__, f"{New.__qualname__}.__eq__")
    assert "names: 'list[str]' = <factory>" in pydoc.plain(pydoc.render_doc(New))


def test_the_standard_library_extends_a_record() -> None:
    more = dataclasses.make_dataclass("More", [("more", int, 4)], bases=(Own,), frozen=True)
    assert dataclasses.astuple(more(1)) == (1, 4)
    with pytest.raises(TypeError, match="non-frozen"):
        dataclasses.make_dataclass("Loose", [], bases=(Own,))
    with pytest.raises(TypeError, match="non-frozen"):
        dataclass(type("Loose", (Own,), {}))


def test_a_class_that_merely_extends_a_frozen_one_has_more_of_its_own() -> None:
    class Plain(Point):
        """No dataclass."""

    plain: Any = Plain(1)
    plain.more = 3
    assert plain.more == 3
    del plain.more
    assert not hasattr(plain, "more")
    for change in (lambda: setattr(plain, "x", 2), lambda: delattr(plain, "x")):
        with pytest.raises(FrozenInstanceError):
            change()


def test_a_frozen_record_that_compares_in_a_way_of_its_own_has_a_hash() -> None:
    @dataclass(frozen=True)
    class Alike:
        x: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Alike)

    assert hash(Alike(1)) == hash((1,))


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
                assert told(cls) == told(standard(cls)), cls
    assert looked_at > 400


def standard(cls: Any) -> Any:
    named = [(one.name, one.type, one) for one in dataclasses.fields(cls)]
    return dataclasses.make_dataclass(cls.__name__, named, namespace={"__doc__": cls.__doc__})


def told(cls: Any) -> str:
    """What a class takes, as people and tools are told before a record of it is made."""
    return str(inspect.signature(cls))
