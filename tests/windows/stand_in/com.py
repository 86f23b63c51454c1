"""A stand-in Excel that answers over COM: the project's double (openpyxl) behind IDispatch, with a type library.

Run by the Python for Windows, which has pywin32. ``model.py`` says which members there are; round trips are counted.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pythoncom
import pywintypes
import win32com.server.policy as policy
import win32com.server.util as util
from win32com.server.exception import COMException

from tests.windows.stand_in.model import iid, members

LIBRARY = Path(__file__).with_name("excel.tlb")
TYPES = pythoncom.LoadTypeLib(str(LIBRARY))
TRIPS: Counter[str] = Counter()
"""Round trips by what was asked: members, and names looked up before."""
_UNKNOWN_NAME, _BAD_COUNT, _FAILED = -2147352570, -2147352562, -2147352567
_PUT = 12


class Policy(policy.BasicWrapPolicy):  # type: ignore[misc]
    """Members by the table, type information from the library."""

    def _wrap_(self, target: Thing) -> None:
        self._obj_ = target
        self._name_to_dispid_ = {name.lower(): number for name, _, _, number in members(target.kind)}
        self._by_id = {number: (name, how) for name, how, _, number in members(target.kind)}
        self._public_methods_: list[str] = []
        self._com_interfaces_ = [pythoncom.IID_IDispatch]

    def _query_interface_(self, _: Any) -> int:
        return 0

    def _GetTypeInfoCount_(self) -> int:
        return 1

    def _GetTypeInfo_(self, _index: int, _lcid: int) -> Any:
        TRIPS["(type)"] += 1
        return 0, TYPES.GetTypeInfoOfGuid(pywintypes.IID("{" + iid(self._obj_.kind) + "}"))

    def _getdispid_(self, name: str, _flags: int) -> int:
        TRIPS[f"{self._obj_.kind}.{name}?"] += 1
        try:
            return self._name_to_dispid_[name.lower()]
        except KeyError:
            raise COMException(scode=_UNKNOWN_NAME, desc=f"no {name}") from None

    def _invoke_(self, dispid: int, lcid: int, flags: int, args: Any) -> Any:
        _, how = self._by_id[dispid]
        if how == "p" and not args:  # as Excel says of Range without a cell: pywin32 then knows that it takes some
            return _BAD_COUNT, -1, None
        return 0, -1, self._invokeex_(dispid, lcid, flags, args, None, None)

    def _invokeex_(self, dispid: int, _lcid: int, flags: int, args: Any, _named: Any, _provider: Any) -> Any:
        name, _ = self._by_id[dispid]
        TRIPS[f"{self._obj_.kind}.{name}"] += 1
        args = [None if arg is pythoncom.Missing or arg is pythoncom.ArgNotFound else arg for arg in args]
        while args and args[-1] is None and not flags & _PUT:
            args.pop()
        try:
            if flags & _PUT:
                return self._obj_.put(name, args[0])
            return _out(self._obj_.get(name, [_thing(arg) for arg in args]))
        except COMException:
            raise
        except Exception as error:
            raise COMException(scode=_FAILED, desc=f"{type(error).__name__}: {error}") from error


def wrapped(thing: Thing) -> Any:
    """An object as COM hands it over."""
    return util.wrap(thing, usePolicy=Policy)


def _out(value: Any) -> Any:
    if isinstance(value, Thing):
        return wrapped(value)
    if isinstance(value, list):  # a tuple would be taken for a result and its out-arguments
        return [tuple(_dated(entry) for entry in row) for row in value]
    return _dated(value)


def _dated(value: Any) -> Any:
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value


def _entered(value: Any) -> Any:
    if isinstance(value, pywintypes.TimeType):
        return dt.datetime(*value.timetuple()[:6], value.microsecond)
    return value


def _thing(value: Any) -> Any:
    """An object of ours that comes back; it went through another process."""
    if type(value).__name__ != "PyIDispatch":
        return value
    try:
        return pythoncom.UnwrapObject(value)._obj_
    except pythoncom.com_error:
        from win32com.client.dynamic import Dispatch

        other = Dispatch(value)
        sheet = Thing.excel.front.sheets(other.Worksheet.Name)
        end = (other.Row + other.Rows.Count - 1, other.Column + other.Columns.Count - 1)
        return Range(sheet.range((other.Row, other.Column), end))


class Thing:
    """One object of the model; ``it`` is the double's. Members are methods ``do_X`` (read, call) and ``put_X``."""

    kind = ""
    excel: Any = None
    """The double, of which there is one in a process."""

    def __init__(self, it: Any) -> None:
        self.it = it

    def get(self, name: str, args: list[Any]) -> Any:
        return getattr(self, f"do_{name}")(*args)

    def put(self, name: str, value: Any) -> None:
        getattr(self, f"put_{name}")(value)

    def do_Application(self) -> Any:
        return Application(self.excel)

    def do_Item(self, index: Any) -> Any:
        return self.do__Default(index)

    def do__Default(self, *_: Any) -> Any:
        raise NotImplementedError


class Several(Thing):
    """A collection."""

    def all(self) -> list[Any]:
        raise NotImplementedError

    def do_Count(self) -> int:
        return len(self.all())

    def do__Default(self, *index: Any) -> Any:
        everything = self.all()
        if isinstance(index[0], int | float):
            return everything[int(index[0]) - 1]
        return {thing.do_Name().lower(): thing for thing in everything}[str(index[0]).lower()]

    def do__NewEnum(self) -> Any:
        return util.NewEnum([wrapped(thing) for thing in self.all()])


_STATES = {"ScreenUpdating": "screen_updating", "EnableEvents": "enable_events", "DisplayAlerts": "display_alerts"}


class Application(Thing):
    kind = "_Application"
    window = 0
    """The handle of Excel's window."""

    def get(self, name: str, args: list[Any]) -> Any:
        return getattr(self.it, _STATES[name]) if name in _STATES else super().get(name, args)

    def put(self, name: str, value: Any) -> None:
        if name == "StatusBar":
            self.it.app.status_bar = value
        else:
            setattr(self.it, _STATES[name], bool(value))

    def do_StatusBar(self) -> Any:
        return self.it.status_bar

    def do_Version(self) -> str:
        return "16.0"

    def do_Name(self) -> str:
        return "Microsoft Excel"

    def do_Hwnd(self) -> int:
        return self.window

    def do_Workbooks(self) -> Any:
        return Workbooks(self.it)

    def do_ActiveWorkbook(self) -> Any:
        return Workbook(self.it.front)

    def do_ActiveSheet(self) -> Any:
        return Sheet(self.it.front.active)

    def do_Selection(self) -> Any:
        return Range(self.it.app.selection)

    def do_Run(self, macro: str, *args: Any) -> Any:
        return self.it.app.run(macro, list(args))


class Workbooks(Several):
    kind = "Workbooks"

    def all(self) -> list[Any]:
        return [Workbook(book) for book in self.it.open]

    def do_Open(self, name: str, *_: Any) -> Any:
        return Workbook(self.it.app.books.open(name))


class Workbook(Thing):
    kind = "_Workbook"

    def do_Name(self) -> str:
        return str(self.it.name)

    def do_FullName(self) -> str:
        return str(self.it.fullname)

    def do_Path(self) -> str:
        return str(Path(self.it.fullname).parent)

    def do_Worksheets(self) -> Any:
        return Sheets(self.it)

    do_Sheets = do_Worksheets

    def do_ActiveSheet(self) -> Any:
        return Sheet(self.it.active)


class Sheets(Several):
    kind = "Sheets"

    def all(self) -> list[Any]:
        return [Sheet(sheet) for sheet in self.it.sheets]


class Sheet(Thing):
    kind = "_Worksheet"

    def do_Parent(self) -> Any:
        return Workbook(self.it.book)

    def do_Name(self) -> str:
        return str(self.it.name)

    def do_Index(self) -> int:
        return int(self.it.index)

    def do_Cells(self) -> Any:
        return Range(self.it.range((1, 1), (1_048_576, 16_384)))

    def do_Comments(self) -> Any:
        return Comments(self.it)

    def do_Range(self, first: Any, last: Any = None) -> Any:
        if isinstance(first, str):
            return Range(self.it.range(first))
        return Range(self.it.range(first.it, last.it if last else None))


class Range(Thing):
    kind = "Range"

    def do_Worksheet(self) -> Any:
        return Sheet(self.it.sheet)

    do_Parent = do_Worksheet

    def do_Row(self) -> int:
        return int(self.it.row)

    def do_Column(self) -> int:
        return int(self.it.column)

    def do_Rows(self) -> Any:
        return Lines(self.it, 0)

    def do_Columns(self) -> Any:
        return Lines(self.it, 1)

    def do_Count(self) -> int:
        return len(self.it)

    def do__Default(self, *place: Any) -> Any:
        return Range(self.it(int(place[0]), int(place[1])))

    def do_Value(self) -> Any:
        values = self.it.raw_value
        return values[0][0] if self.it.shape == (1, 1) else values

    do_Value2 = do_Value

    def put_Value(self, value: Any) -> None:
        lines = value if isinstance(value, tuple) else ((value,),)
        self.it.raw_value = [[_entered(entry) for entry in line] for line in lines]

    def do_Formula(self) -> Any:
        return self.it.formula

    def do_Address(self, rows: Any = True, columns: Any = True, _style: Any = None, external: Any = False) -> str:
        return str(self.it.get_address(bool(rows), bool(columns), bool(external)))

    def do_AddComment(self, text: str) -> Any:
        return Comment(self.it.add_note(text))

    def do_Comment(self) -> Any:
        return Comment(self.it.note) if self.it.note else None


class Lines(Range):
    """Rows or columns of a range, of which only the number is asked."""

    def __init__(self, it: Any, axis: int) -> None:
        super().__init__(it)
        self._axis = axis

    def do_Count(self) -> int:
        return int(self.it.shape[self._axis])


class Comments(Several):
    kind = "Comments"

    def all(self) -> list[Any]:
        return [Comment(note) for note in self.it.notes]


class Comment(Thing):
    kind = "Comment"

    def do_Parent(self) -> Any:
        return Range(self.it.location)

    def do_Text(self, text: Any = None, *_: Any) -> str:
        if text is not None:
            self.it.text = text
        return str(self.it.text)

    def do_Delete(self) -> None:
        self.it.delete()


def keep_missing() -> None:
    """pywin32's gateway ends the arguments at the first that was left out; here it arrives as None in its place."""
    probe = wrapped(Workbooks(None))
    match = re.search(r"obj at (0x[0-9A-Fa-f]+)", repr(probe))
    assert match
    table = ctypes.cast(int(match[1], 16), ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    pointer = ctypes.c_void_p
    numbers = (pointer, ctypes.c_long, pointer, ctypes.c_ulong, ctypes.c_ushort, pointer, pointer, pointer, pointer)
    kind = ctypes.WINFUNCTYPE(ctypes.c_long, *numbers)  # type: ignore[attr-defined]
    before = kind(table[6])

    def invoke(this: Any, dispid: Any, riid: Any, lcid: Any, flags: Any, params: Any, *rest: Any) -> Any:
        if params:
            variants = ctypes.cast(params, ctypes.POINTER(pointer))[0] or 0
            for number in range(ctypes.cast(params + 16, ctypes.POINTER(ctypes.c_uint))[0]):
                held = ctypes.cast(variants + 24 * number, ctypes.POINTER(ctypes.c_ushort))
                if held[0] == 10:  # VT_ERROR: left out
                    held[0] = 1  # VT_NULL
        return before(this, dispid, riid, lcid, flags, params, *rest)

    _kept.extend((kind(invoke), before, probe))
    slot, old = ctypes.addressof(table.contents) + 6 * 8, ctypes.c_ulong()
    protect = ctypes.windll.kernel32.VirtualProtect  # type: ignore[attr-defined]
    protect(pointer(slot), ctypes.c_size_t(8), 4, ctypes.byref(old))
    ctypes.cast(slot, ctypes.POINTER(pointer))[0] = ctypes.cast(_kept[0], pointer).value


_kept: list[Any] = []


def make_window() -> None:
    """A window that can come to the front, as Excel's does."""
    import win32gui

    kind = win32gui.WNDCLASS()
    kind.lpszClassName, kind.lpfnWndProc = "XLMAIN", win32gui.DefWindowProc
    kind.hInstance = win32gui.GetModuleHandle(None)
    win32gui.RegisterClass(kind)
    Application.window = win32gui.CreateWindow(
        "XLMAIN", "Excel", 0x10CF0000, 0, 0, 400, 300, 0, 0, kind.hInstance, None
    )
