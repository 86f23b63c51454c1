"""Members of Excel's objects that the interpreter lacks: conditional formats as strict as Excel's, shared workbooks,
the protected view. Importing this puts them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import range_boundaries
from pyopenvba.apps.excel import _model
from pyopenvba.apps.excel._formats import Font
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import NOTHING, NULL, VBACollection, VBAObject, member, method
from pyopenvba.interpreter._objects import MemberSpec, setter

_EXPRESSION, _CELL_VALUE, _COLOUR_SCALE = 2, 1, 3


@dataclass(eq=False)
class Held:
    """One conditional format: its range, type, formula and colour, whether it stops those behind it."""

    address: str
    kind: int
    formula: str
    colour: int = 0
    stops: bool = True  # as Excel has it where nobody says


@dataclass
class Rules:
    """Those of one sheet, the first in order first; a sheet may refuse."""

    rules: list[Held] = field(default_factory=list)
    refuses: bool = False


def rules_of(sheet: Any) -> Rules:
    """The conditional formats of a sheet of the interpreter."""
    return sheet.__dict__.setdefault("rules_of_the_test", Rules())  # type: ignore[no-any-return]


class _Interior(VBAObject):
    def __init__(self, rule: Held) -> None:
        self._rule = rule

    @member
    def Color(self) -> object:
        return self._rule.colour

    @setter("Color")
    def _color(self, value: object) -> None:
        self._rule.colour = int(str(value))


class _Rule(VBAObject):
    def __init__(self, rules: Rules, rule: Held) -> None:
        self._rules, self._rule = rules, rule

    @member
    def Type(self) -> object:
        return self._rule.kind

    @member
    def Formula1(self) -> object:
        if self._rule.kind == _COLOUR_SCALE:
            raise VBARuntimeError(438, "Object doesn't support this property or method")
        return self._rule.formula

    @member
    def Interior(self) -> object:
        return _Interior(self._rule)

    @member
    def StopIfTrue(self) -> object:
        return self._rule.stops

    @setter("StopIfTrue")
    def _stops(self, value: object) -> None:
        self._rule.stops = bool(value)

    @method
    def SetFirstPriority(self) -> object:
        self._rules.rules.remove(self._rule)
        self._rules.rules.insert(0, self._rule)
        return None

    @method
    def Delete(self) -> object:
        self._rules.rules.remove(self._rule)
        return None


class _Formats(VBACollection):
    def __init__(self, area: Any) -> None:
        self._area, self._rules = area, rules_of(area.sheet)

    def vba_items(self) -> list[object]:
        return [_Rule(self._rules, rule) for rule in self._rules.rules]

    @method
    def Add(self, Type: object, Operator: object = None, Formula1: object = None) -> object:
        del Operator
        if self._rules.refuses:
            raise VBARuntimeError(1004, "共享工作簿里不能这样做。\r\n请先取消共享。")
        if Formula1 is None:
            raise VBARuntimeError(5, "Invalid procedure call or argument")
        rule = Held(str(self._area.Address(False, False)), int(str(Type)), str(Formula1))
        self._rules.rules.append(rule)
        return _Rule(self._rules, rule)


_model.Range.vba_add_member(MemberSpec("FormatConditions", "property", getter=_Formats))


def _shared(book: Any) -> object:
    return bool(book.__dict__.get("shared_in_the_test"))


def _read_only(book: Any) -> object:
    return bool(book.__dict__.get("read_only_in_the_test"))


def _protected_view(application: Any) -> object:
    return application if application.__dict__.get("view_only_in_the_test") else NOTHING


_model.Application.vba_add_member(MemberSpec("ActiveProtectedViewWindow", "property", getter=_protected_view))
_model.Workbook.vba_add_member(MemberSpec("MultiUserEditing", "property", getter=_shared))
_model.Workbook.vba_add_member(MemberSpec("ReadOnly", "property", getter=_read_only))


# --- words that are struck within a text -----------------------------------------------------------


class _Look(VBAObject):
    """The look of one sign."""

    def __init__(self, struck: bool) -> None:
        self._struck = struck

    @member
    def Font(self) -> object:
        return self

    @member
    def Strikethrough(self) -> object:
        return self._struck


def struck_words(sheet: Any) -> dict[tuple[int, int], set[int]]:
    """By cell of a sheet of the interpreter the places of its text that are struck, counted from 0."""
    return sheet.__dict__.setdefault("struck_in_the_test", {})  # type: ignore[no-any-return]


def _bounds(area: Any) -> tuple[int, int, int, int]:
    """First column and row, last column and row."""
    return range_boundaries(str(area.Address(False, False)))  # type: ignore[no-any-return]


def _characters(area: Any, start: object, length: object) -> object:
    assert int(str(length)) == 1
    column, row, *_ = _bounds(area)
    return _Look(int(str(start)) - 1 in struck_words(area.sheet).get((row, column), ()))


def _strikethrough(font: Any) -> object:
    cells = struck_words(font.target.sheet)
    if cells:
        left, top, right, bottom = _bounds(font.target)
        if any(top <= row <= bottom and left <= column <= right for row, column in cells):
            return NULL
    return _PLAIN(font)


_PLAIN = Font.Strikethrough
_SPEC = MemberSpec("Strikethrough", "property", getter=_strikethrough, setter=Font._set_strikethrough)
Font._vba_members["strikethrough"] = _SPEC
_SIGNS = MemberSpec("Characters", "method", getter=_characters, parameters=("Start", "Length"))
_model.Range.vba_add_member(_SIGNS)
