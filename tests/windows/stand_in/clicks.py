"""Clicks on buttons as Excel makes them: the add-in's start line through xlwings' own library, the server that it
starts, a stand-in Excel. Run by the Python for Windows: ``clicks.py ROOT WORKBOOK START_LINE MODE``; says JSON.

MODE ``late`` leaves pywin32 without types of Excel, ``early`` gives it those of the stand-in. There is no folder for
temporary files.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
import types
from pathlib import Path
from typing import Any

ROOT, WORKBOOK, LINE, MODE = sys.argv[1:]
os.environ["TEMP"] = os.environ["TMP"] = r"Q:\nowhere"
sys.path.append(ROOT)
pytest: Any = types.SimpleNamespace(fixture=lambda **_: lambda function: function, MonkeyPatch=object)
pytest.mark = types.SimpleNamespace(skip=lambda **_: None)
sys.modules["pytest"] = pytest  # the doubles name it, nothing of it runs here

import pythoncom  # noqa: E402
import win32com.client  # noqa: E402

from tests.doubles.addin import Addin  # noqa: E402
from tests.doubles.desk import parts_of  # noqa: E402
from tests.doubles.excel import Excel  # noqa: E402
from tests.windows.stand_in import com  # noqa: E402

VT_BSTR = 8
CLASS = (
    "__import__('win32com.client', fromlist=['x']).Dispatch("
    "__import__('xlwings._xlwindows', fromlist=['x']).BOOK_CALLER).__class__.__module__"
)
"""What the server makes of the workbook: an object of pywin32's own, or of a class generated from the types."""
ENDED = "exited before it was possible"
"""What the library says where Python ended. Under Wine that comes once in hundreds of starts for no reason that Python
knows of, and the next click of a user starts it again; a Python that cannot start does not start then either."""


class Variant(ctypes.Structure):
    _fields_ = (("kind", ctypes.c_ushort), ("rest", ctypes.c_ushort * 3), ("value", ctypes.c_void_p * 2))


def started() -> tuple[Any, str, float]:
    """The Python that the start line starts, or what the library says; and how many seconds it took."""
    line = os.path.expandvars(LINE)
    library = next((Path(sys.executable).parent).glob("xlwings64-*.dll"))
    answer = Variant()
    began = time.perf_counter()
    code = ctypes.CDLL(str(library)).XLPyDLLActivateAuto(ctypes.byref(answer), line.encode("mbcs"), 1)
    seconds = time.perf_counter() - began
    if code:
        return None, ctypes.wstring_at(answer.value[0]) if answer.kind == VT_BSTR else str(code), seconds
    return pythoncom.ObjectFromAddress(answer.value[0], pythoncom.IID_IDispatch), "", seconds


def with_types() -> None:
    """As where the types of Excel have been generated once."""
    from win32com.client import gencache

    gencache.is_readonly = False
    gencache.MakeModuleForTypelibInterface(com.TYPES)


excel = Excel()
addin = Addin(excel)
com.Thing.excel = excel
com.keep_missing()
com.make_window()
if MODE == "early":
    with_types()
excel.open_book(Path(WORKBOOK))
book = excel.front
server, said, seconds = started()
if ENDED in said:
    server, said, seconds = started()
out: dict[str, Any] = {"started": seconds, "said": said, "clicks": []}
if server is not None:
    python = win32com.client.Dispatch(server)
    before = parts_of(book.file)
    python.SetAttr(python.Module("xlwings._xlwindows"), "BOOK_CALLER", com.wrapped(com.Workbook(book)))
    out["class"] = python.Str(python.Eval(CLASS))
    for button in ("check_all", "check_all", "next_finding", "show_results", "clear", "check_all"):
        com.TRIPS.clear()
        addin.left = None
        began = time.perf_counter()
        python.SetAttr(python.Module("xlwings._xlwindows"), "BOOK_CALLER", com.wrapped(com.Workbook(book)))
        python.Exec(f"from xl_tools import ribbon; ribbon.{button}('{addin.version}')")
        click = {
            "button": button,
            "seconds": time.perf_counter() - began,
            "said": addin.left and addin.left[1],
        }
        out["clicks"].append(click | {"asked": dict(com.TRIPS.most_common())})
        if button == "clear":
            out["cleared"] = parts_of(book.file) == before
    book.saved_as(Path(WORKBOOK).with_name("marked.xlsx"))
sys.stdout.buffer.write(json.dumps(out, ensure_ascii=False).encode())
sys.stdout.flush()
os._exit(0)  # xlwings would look for Excel's own processes at its end
