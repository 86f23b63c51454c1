"""What holds for the whole house: its tree, what it may import when, what may not stand in it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
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
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
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
        if path.suffix == ".py" and path.exists() and (count := len(path.read_text("utf-8").splitlines())) > 400
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


SLOW = [
    "click",
    "logging",
    "numpy",
    "openpyxl",
    "pandas",
    "pydantic",
    "pydantic_core",
    "rich",
    "subprocess",
    "tomllib",
    "typer",
    "xl_tools.parse.assessment.entries",
    "xl_tools.petitions",
    "xl_tools.rollup",
    "xl_tools.scoring.scheme",
    "xl_tools.surfaces.python",
    "xl_tools.write",
    "xlsxwriter",
    "xlwings",
]
"""What is paid for only where it is used: a check of a progress table needs none of it."""

CHECK = """
import sys
sys.argv = ["xl-tools", "check", {file!r}]
from xl_tools.surfaces.cli.entry import main
try:
    main()
finally:
    print([name for name in {slow} if name in sys.modules], file=sys.stderr)
"""


def test_a_check_does_not_pay_for_what_it_does_not_use() -> None:
    file = ROOT / "workbooks" / "样本市" / "云和县.xlsx"
    code = CHECK.format(file=str(file), slow=SLOW)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert "云和县" in done.stdout
    assert done.stderr.strip() == "[]"


LAYERS = (
    "data",
    "core",
    "forms",
    "marks",
    "books",
    "parse",
    "closing",
    "scoring",
    "petitions",
    "rules",
    "reports",
    "rollup",
    "write",
    "round",
    "sample",
    "app",
    "surfaces",
)
"""The rooms, each importing only itself and those before it; the modules at the top stand above all of them."""

_IMPORTED = re.compile(r"^\s*(?:from|import) xl_tools(?:\.(\w+))?(?: import (\w+))?", re.MULTILINE)


def test_every_package_is_a_room_of_the_house() -> None:
    packages = {path.parent.name for path in (ROOT / "xl_tools").glob("*/__init__.py")}
    modules = {path.name for path in (ROOT / "xl_tools").glob("*.py")}
    assert packages == set(LAYERS)
    assert modules == {"__init__.py", "__main__.py", "functions.py", "ribbon.py"}


@pytest.mark.parametrize("room", LAYERS)
def test_data_flows_one_way(room: str) -> None:
    """A room imports only itself and what stands before it in the flow."""
    allowed = set(LAYERS[: LAYERS.index(room) + 1])
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "xl_tools" / room).rglob("*.py"))
        for match in _IMPORTED.finditer(path.read_text("utf-8"))
        if (name := match[1] or match[2] or "xl_tools") not in allowed
    ]
    assert not wrong


def imported(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of the house that a file imports anywhere in it, for types only or when a function runs, too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = [f"{node.module}.{one.name}" for one in node.names]
            names |= {name if name in modules else node.module for name in within}
    return {name for name in names if name in modules and modules[name] != path}


def test_no_modules_import_each_other() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (ROOT / "xl_tools").rglob("*.py")
    }
    arrows = {name: imported(path, modules) for name, path in modules.items()}
    assert sum(map(len, arrows.values())) > len(modules)
    # The public names stand at the top: what is beneath may ask for them, and they are looked up when first used.
    arrows["xl_tools"] = set()
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' → '.join(error.args[1])}")


VAGUE = {"light", "cells", "readings", "declaration", "merged"}
"""Module names that stood beside others of nearly that name, and told nobody which of them he wants."""


def test_no_module_has_a_name_that_tells_nothing() -> None:
    assert not [path for path in (ROOT / "xl_tools").rglob("*.py") if path.stem in VAGUE]


def test_expressions_compile_when_they_are_used() -> None:
    own = ROOT / "xl_tools/core/expressions.py"
    texts = {path: path.read_text("utf-8") for path in (ROOT / "xl_tools").rglob("*.py")}
    assert [path for path, text in texts.items() if "re.compile(" in text] == [own]


def test_what_the_system_says_in_english_reaches_nobody() -> None:
    """A refusal of the disk is told by ``core.errors.disk_reason``."""
    said = [path for folder in ("xl_tools", "macros") for path in (ROOT / folder).rglob("*.py")]
    assert [path for path in said if "strerror" in path.read_text("utf-8")] == []


WRITES = {"write_atomic", "back_up", "write_bytes", "write_text", "copyfile", "copytree", "copy2", "copy", "move"}
REMOVES = {"unlink", "rename", "replace", "rmtree"}
OWN_WAYS_OUT = {
    "books/file/disk.py": "how a file is written whole",
    "books/file/output.py": "the way out itself",
    "books/file/sole_run.py": "the lock of a record",
    "books/file/libreoffice.py": "a private folder, taken away at once",
    "round/mail/outlook.py": "a private folder, taken away at once",
    "round/collecting/received.py": "a private folder, taken away at once",
    "surfaces/excel/addin/xlam.py": "a private folder, taken away at once",
    "surfaces/excel/addin/bundle.py": "a private folder, which then goes out by the one way",
    "core/user_folder.py": "what the program keeps for itself",
    "sample/assessment_year.py": "samples for tests and for the project; the demo gives its own way out",
}


def writing(node: ast.AST) -> bool:
    """Whether a call puts something on the disk, as far as its name tells."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    on = getattr(getattr(node.func, "value", None), "id", "")
    if name == "open":
        said = (*node.args, *(one.value for one in node.keywords))
        modes = [str(part.value) for part in said if isinstance(part, ast.Constant) and part.value]
        return on not in ("package", "archive", "self") and any(mode[0] in "wax" for mode in modes)
    if name in ("copy", "copy2", "move", "rmtree"):
        return on == "shutil"
    if name in REMOVES:
        return name in ("unlink", "rename") or on == "os"
    return name in WRITES


def test_what_is_written_goes_out_by_the_one_way() -> None:
    package = ROOT / "xl_tools"
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "ooxml" not in path.parts  # parts of a package in memory
        and any(map(writing, ast.walk(ast.parse(path.read_text("utf-8")))))
    }
    assert found == set(OWN_WAYS_OUT)
