"""What holds for the whole house: its tree, what it may import when, what may not stand in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOP_LEVEL = {
    "pyproject.toml",
    "xl_tools",
    "workbooks",
    "macros",
    "schemas",
    "tests",
    "docs",
    "README.md",
    "README.zh-CN.md",
    "Makefile",
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


def test_the_top_level_is_as_agreed() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_files_stay_readable() -> None:
    long = {
        path.name: count
        for path in tracked()
        if path.suffix == ".py" and path.exists() and (count := len(path.read_text("utf-8").splitlines())) > 420
    }
    assert not long


def test_no_path_of_a_machine_stands_in_the_project() -> None:
    pattern = re.compile(r"/(?:work|root|home|tmp)/[a-z]")
    texts = {".py", ".md", ".toml", ".json", ".txt", ".tsv", ".csv", ".yml", ""}
    hits = [
        path
        for path in tracked()
        if path.suffix in texts
        and path.is_file()
        and path != Path(__file__)
        and pattern.search(path.read_text("utf-8"))
    ]
    assert not hits


SLOW = ["pandas", "openpyxl", "xlsxwriter", "xlwings", "numpy"]


@pytest.mark.parametrize("module", ["xl_tools", "xl_tools.cli", "xl_tools.app"])
def test_a_check_does_not_pay_for_what_it_does_not_use(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


ALLOWED = {
    "data": {"data"},
    "parse": {"data", "parse", "models", "cells", "books.port"},
    "rules": {"data", "parse", "models", "cells", "rules", "errors"},
    "rollup": {"data", "parse", "models", "cells", "books.port", "rules", "rollup"},
    "scoring": {"data", "parse", "models", "errors", "books.port", "rules", "rollup", "reports", "scoring", "cells"},
    "books": {"books", "models", "cells", "errors", "data", "parse.text", "light"},
}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_data_flows_one_way(room: str) -> None:
    """A room imports only what stands before it in the flow; none of these touches a surface."""
    pattern = re.compile(r"^\s*(?:from|import) xl_tools(?:\.([\w.]+))?(?: import (\w+))?", re.MULTILINE)
    wrong = []
    for path in sorted((ROOT / "xl_tools" / room).rglob("*.py")):
        for match in pattern.finditer(path.read_text("utf-8")):
            name = match[1] or match[2] or ""
            if not any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED[room]):
                wrong.append(f"{path.name}: {name}")
    assert not wrong
