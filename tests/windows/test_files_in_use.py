"""What Windows itself refuses while another program has a file open: said, with everything left as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.windows.conftest import Windows
from tests.windows.wine import Done, windows_path

pytestmark = [pytest.mark.real("wine", "localedef"), pytest.mark.network]
AS_OF = ("--as-of", "2022-12-20")
CITY = ("--level", "city", "--name", "丽水市", *AS_OF)


@pytest.fixture(scope="module")
def city(installed: Windows) -> Path:
    folder = installed.wine.drive / "占用" / "市"
    folder.mkdir(parents=True)
    for name in ("莲都区", "青田县"):
        shutil.copy(ROOT / "workbooks" / "样本市" / f"{name}.xlsx", folder)
    return folder


def run(windows: Windows, folder: Path, *words: str | Path) -> Done:
    python = windows.app / "python" / "python.exe"
    return windows.wine.run(python, "-I", "-X", "utf8", *words, cwd=folder)


def while_held(windows: Windows, folder: Path, held: Path, shared: str, *words: str) -> Done:
    program = ROOT / "tests" / "windows" / "holding.py"
    return run(windows, folder, program, windows_path(held), shared, "-m", "xl_tools", *words)


def test_an_open_roll_up_is_not_written_and_nothing_stays_behind(installed: Windows, city: Path) -> None:
    words = ("rollup", ".", *CITY, "--out", "../丽水市.xlsx")
    out = city.parent / "丽水市.xlsx"
    assert run(installed, city, "-m", "xl_tools", *words).code in (0, 1)
    book = openpyxl.load_workbook(out)
    book.worksheets[0]["AC300"] = "张三记"
    book.save(out)
    before = {path: path.read_bytes() for path in city.parent.rglob("*") if path.is_file()}
    done = while_held(installed, city, out, "read", *words)
    assert done.code == 2, done
    assert "正在 Excel 中打开，请关闭后再试" in done.err + done.out
    assert {path: path.read_bytes() for path in city.parent.rglob("*") if path.is_file()} == before


def test_one_workbook_that_nobody_may_read_stops_no_other(installed: Windows, city: Path) -> None:
    done = while_held(installed, city, city / "青田县.xlsx", "no", "check", ".", *AS_OF, "--json")
    files = {Path(file["path"]).stem: file for file in json.loads(done.out)["files"]}
    assert files["青田县"]["outcome"] == "unreadable"
    assert "占用" in files["青田县"]["reason"]
    assert files["莲都区"]["outcome"] == "checked"


def test_one_that_others_may_read_is_read(installed: Windows, city: Path) -> None:
    done = while_held(installed, city, city / "青田县.xlsx", "read", "check", ".", *AS_OF, "--json")
    assert [file["outcome"] for file in json.loads(done.out)["files"]] == ["checked", "checked"]
