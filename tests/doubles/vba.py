"""The add-in's own VBA, run by pyopenvba's interpreter: its functions over a copy of the workbook in the double, and
its ribbon callbacks with RunPython leading to Python."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._shapes import ShapeObject
from pyopenvba.interpreter import VBACollection, VBAObject, member, method
from pyopenvba.interpreter._objects import MemberSpec, setter

from tests.conftest import ROOT
from tests.doubles import vba_members as vba_members  # members that the interpreter lacks

ADDIN = ROOT / "macros" / "xl_tools.xlam"
OURS = ("XltRibbon", "XltSheet", "XltValue")


def module_texts() -> dict[str, str]:
    """The modules of the built add-in by name."""
    with ExcelFile(ADDIN) as file:
        return {module.name: module.source for module in file.vba_project().modules}


_WINDOWS = """
Public Kept As Object
Public Function XltBox(text As String, caption As String, style As Long) As Long
    XltBox = MsgBox(text, style, caption)
End Function
Public Function XltPlace(it As Object) As String
    Set Kept = it
    XltPlace = "4711"
End Function
Public Function XltAtPlace(place As String) As Object
    If place = "4711" Then Set XltAtPlace = Kept
End Function
"""
"""``XltWindows`` without the calls of Windows: an object's place in memory is a number that stands for it."""


def interpreter(workbook: Path | None, run_python: Callable[[str], Any] | None = None) -> ExcelApplication:
    """Excel's interpreter with the add-in's modules in it and a workbook in front (None: no workbook is open)."""
    app = ExcelApplication()
    app.open_workbook(ADDIN)
    if workbook:
        app.open_workbook(workbook)
    else:
        app.application.active_book = None
    texts = module_texts()
    for name in OURS:
        app.add_module(texts[name], name=name)
    hook = (
        "Public Function RunPython(command As String)\n    RunPython = Application.PythonHook(command)\nEnd Function\n"
    )
    app.add_module(hook, name="xlwings")
    app.add_module(_WINDOWS, name="XltWindows")
    _hook(app, run_python or (lambda _: None))
    if workbook:
        _give_properties(app, workbook)
    return app


def _hook(app: ExcelApplication, run_python: Callable[[str], Any]) -> None:
    """Give this one Excel a method that hands a command to Python."""
    real = type(app.application)

    class Hooked(real):  # type: ignore[misc, valid-type]
        @method
        def InputBox(self, Prompt: object, Title: object, Default: object, Type: object) -> object:
            assert Type == 2, "a text is asked for"
            app.interpreter.dialogs.append(("InputBox", str(Prompt), str(Title), 0))
            answer = app.interpreter.answers.pop(0)
            return Default if answer is None else answer

        @method
        def PythonHook(self, command: object) -> object:
            answer = run_python(str(command))
            return 0 if answer is None else answer  # as an empty Variant counts

    app.application.__class__ = Hooked


class Property(VBAObject):
    """One document property, which the interpreter's Excel does not have."""

    def __init__(self, name: str, value: str) -> None:
        self._name, self._value = name, value

    @member
    def Name(self) -> object:
        return self._name

    @member
    def Value(self) -> object:
        return self._value


class Properties(VBACollection):
    def __init__(self, entries: list[Property]) -> None:
        self._entries = entries

    def vba_items(self) -> list[object]:
        return list(self._entries)


def _give_properties(app: ExcelApplication, workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as package:
        part = "docProps/custom.xml"
        root = etree.fromstring(package.read(part)) if part in package.namelist() else etree.Element("none")
    properties = Properties([Property(entry.get("name", ""), "".join(entry.itertext())) for entry in root])
    real = type(app.workbook)

    class WithProperties(real):  # type: ignore[misc, valid-type]
        @member
        def CustomDocumentProperties(self) -> object:
            return properties

    app.workbook.__class__ = WithProperties


class Items(VBACollection):
    """A collection of values."""

    def __init__(self, items: list[object]) -> None:
        self._items = items

    def vba_items(self) -> list[object]:
        return list(self._items)


class Filters(VBAObject):
    """The filters of a file dialog; what was added."""

    def __init__(self) -> None:
        self.added: list[tuple[str, str]] = [("All Files", "*.*")]

    @method
    def Clear(self) -> object:
        self.added.clear()
        return None

    @method
    def Add(self, description: object, extensions: object) -> object:
        self.added.append((str(description), str(extensions)))
        return None


class FileDialog(VBAObject):
    """Excel's dialog for files and folders, which the interpreter does not have; ``chosen`` is what the user picks."""

    def __init__(self, chosen: list[str], one_each_time: bool) -> None:
        self.waiting = chosen if one_each_time else None
        self.chosen = chosen
        self.title, self.many, self.filters = "", True, Filters()

    @member
    def Title(self) -> object:
        return self.title

    @setter("Title")
    def _title(self, value: object) -> None:
        self.title = str(value)

    @member
    def AllowMultiSelect(self) -> object:
        return self.many

    @setter("AllowMultiSelect")
    def _many(self, value: object) -> None:
        self.many = bool(value)

    @member(name="Filters")
    def _filters(self) -> object:
        return self.filters

    @method
    def Show(self) -> object:
        if self.waiting is not None:
            self.chosen = [self.waiting.pop(0)]
        return -1 if self.chosen else 0

    @member
    def SelectedItems(self) -> object:
        return Items(list(self.chosen))


def give_dialog(app: ExcelApplication, chosen: list[str], *, one_each_time: bool = False) -> dict[int, FileDialog]:
    """Let the user of this one Excel pick files or folders: all of ``chosen``, or the next of them each time; the
    dialogs shown, by kind."""
    real = type(app.application)
    shown: dict[int, FileDialog] = {}

    class WithDialog(real):  # type: ignore[misc, valid-type]
        @member(name="FileDialog")
        def _file_dialog(self, kind: object) -> object:
            return shown.setdefault(int(str(kind)), FileDialog(chosen, one_each_time))

    app.application.__class__ = WithDialog
    return shown


class Functions:
    """``XLT_Facts`` of the add-in for workbooks of the double, by running its VBA over a copy of the workbook."""

    def __init__(self, excel: Any) -> None:
        self._excel = excel

    def facts(self, book: str, sheet: str) -> str:
        (held,) = (entry for entry in self._excel.open if entry.name == book)
        with tempfile.TemporaryDirectory() as folder:
            copy = held.saved_as(Path(folder) / book)
            app = interpreter(copy)
            return str(app.run("XLT_Facts", book, sheet))


def _form_control_type(shape: Any) -> object:
    return {"CheckBox": 1}.get(shape.shape.control.kind, 0)


# The interpreter's shapes know what kind of control they are, but not the member that says it.
ShapeObject.vba_add_member(MemberSpec("FormControlType", "property", getter=_form_control_type))


def callbacks(text: str) -> dict[str, str]:
    """The public procedures of a VBA text: name and parameters."""
    found = re.findall(r"^Public (?:Sub|Function) (\w+)\((.*?)\)", text, flags=re.MULTILINE)
    return dict(found)
