"""Clicks on Windows: the add-in's start line, xlwings' library and engine, pywin32 with and without Excel's types."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.doubles.desk import Desk, spoil, write_table
from tests.doubles.vba import interpreter, module_texts
from tests.windows.conftest import Windows
from tests.windows.test_commands import parts
from tests.windows.wine import windows_path
from xl_tools.surfaces.excel import ribbon
from xl_tools.surfaces.excel.addin.addin_package import SETTINGS

pytestmark = [pytest.mark.real("wine", "localedef"), pytest.mark.network]


def start_line() -> str:
    """What the add-in's own VBA tells xlwings' library to start."""
    text = module_texts()["xlwings"].replace("\r\n", "\n")
    begin = text.index("Function XLPyCommand()")
    function = text[begin : text.index("End Function", begin)].replace(
        '#If App = "Microsoft Excel" Then', "#If True Then"
    )
    cases = "".join(f'Case "{key}": GetConfig = {_literal(value)}\n' for key, value in SETTINGS.items())
    config = (
        'Function GetConfig(key As String, Optional default As Variant = "")\nGetConfig = default\nSelect Case key\n'
    )
    app = interpreter(None)
    app.add_module(f"{config}{cases}End Select\nEnd Function\n{function}End Function\n", name="StartLine")
    return str(app.run("XLPyCommand"))


def _literal(value: str | bool) -> str:
    return str(value) if isinstance(value, bool) else f'"{value}"'


def clicked(windows: Windows, workbook: Path, *, line: str = "", mode: str = "late") -> dict[str, Any]:
    """What came of the clicks of ``clicks.py``."""
    python = windows.app / "python" / "python.exe"
    types = windows.app / "python" / "Lib" / "site-packages" / "win32com" / "gen_py"
    for path in (path for path in types.iterdir() if path.name != "__init__.py"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    words = (windows_path(ROOT), workbook, line or start_line(), mode)
    done = windows.as_user(python, "-I", "-X", "utf8", ROOT / "tests" / "windows" / "stand_in" / "clicks.py", *words)
    assert done.code == 0, done
    return json.loads(done.out)  # type: ignore[no-any-return]


def laid(windows: Windows, change: Callable[[Any], None] = lambda _: None) -> Path:
    folder = windows.wine.drive / "用户 李四"
    folder.mkdir(exist_ok=True)
    return write_table(folder / "县 表 '1'.xlsx", change, 12)


@pytest.mark.parametrize("mode", ["late", "early"])
def test_buttons_do_on_windows_what_they_do_on_the_double(installed: Windows, desk: Desk, mode: str) -> None:
    path = laid(installed, spoil)
    found = clicked(installed, path, mode=mode)
    assert found["said"] == ""
    assert found["class"].startswith("win32com.client" if mode == "late" else "win32com.gen_py.")
    said = {click["button"]: click["said"] for click in found["clicks"]}
    assert said["check_all"].startswith("校验完成：错误 3，警告 0，提示 0。")
    assert said["next_finding"] is None
    assert said["show_results"] is None
    assert said["clear"] == "标记已全部清除。"
    assert found["cleared"] is True

    desk.open(path)
    desk.click(ribbon.check_all)
    here = desk.excel.front.saved_as(desk.folder / "marked.xlsx")
    there = parts(path.with_name("marked.xlsx"))
    ours = parts(here)
    for name in ("xl/workbook.xml", "docProps/core.xml"):  # where it was left, and when
        there.pop(name)
        ours.pop(name)
    assert there == ours


def test_a_warm_click_on_a_clean_sheet_takes_sixty_round_trips(installed: Windows) -> None:
    """The results sheet is taken out and put in anew; what pywin32 asks about types is among them."""
    found = clicked(installed, laid(installed))
    clicks = [click for click in found["clicks"] if click["button"] == "check_all"]
    first, warm = (click["asked"] for click in clicks[:2])
    assert sum(first.values()) <= 50
    assert sum(warm.values()) <= 60
    print(
        f"start {found['started']:.1f} s, clicks {[round(click['seconds'], 2) for click in found['clicks']]} s, {warm}"
    )
    assert found["started"] + found["clicks"][0]["seconds"] < 60  # on a busy machine under Wine
    assert found["clicks"][1]["seconds"] < 15


def test_a_python_that_does_not_start_is_said_within_five_seconds(installed: Windows) -> None:
    """Under ``cmd /K``, as xlwings has it, its library waits two minutes."""
    line = start_line()
    assert re.match(r'cmd\.exe +/C ""%LOCALAPPDATA%\\xl_tools\\app\\python\\python\.exe" -I -c "', line)
    broken = line.replace("import xl_tools.ribbon", "import xl_tools.no_such_room")
    assert broken != line
    found = clicked(installed, laid(installed), line=broken)
    assert found["said"]
    assert found["started"] < 5
