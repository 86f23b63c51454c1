"""The same commands here and on Windows give the same: exit code, JSON, workbooks part by part."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import ROOT
from tests.windows.conftest import Windows

pytestmark = [pytest.mark.real("wine", "localedef"), pytest.mark.network]
DESK = "用户 张三/报表 '12月'（一）"
AS_OF = ("--as-of", "2022-12-20")


@dataclass(frozen=True)
class Pair:
    """The sample city in two folders of the same name, one on each system."""

    windows: Windows
    there: Path
    here: Path
    state: Path

    def run(self, *words: str) -> tuple[str, str]:
        """What a command says on either system; its exit code is the same."""
        program = self.windows.app / "python" / "python.exe"
        there = self.windows.wine.run(program, "-I", "-X", "utf8", "-m", "xl_tools", *words, cwd=self.there)
        here = subprocess.run(
            [sys.executable, "-m", "xl_tools", *words],
            cwd=self.here,
            env=os.environ | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(self.state)},
            input="",
            capture_output=True,
            text=True,
            check=False,
        )
        assert there.code == here.returncode, there
        return plain(there.out), plain(here.stdout)

    def same_files(self) -> int:
        """Both folders hold the same files; returns how many."""
        found = [files(folder.parent) for folder in (self.there, self.here)]
        assert found[0].keys() == found[1].keys()
        for name in found[0]:
            one, two = found[0][name], found[1][name]
            if one.read_bytes() != two.read_bytes():
                assert name.endswith((".xlsx", ".xlsm")), name
                assert parts(one) == parts(two), name
        return len(found[0])


def plain(text: str) -> str:
    """Without what must differ: separators of paths, and where the folder lies."""
    return re.sub(r"(C:)?/[^\"\n]*用户 张三", "~", text.replace("\\\\", "/").replace("\\", "/"))


def files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def pair(installed: Windows, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("here")
    made = Pair(installed, installed.wine.drive / DESK, folder / DESK, folder / "state")
    for desk in (made.there, made.here):
        desk.mkdir(parents=True)
    for path in sorted((ROOT / "workbooks" / "样本市").glob("*.xlsx")):
        for desk in (made.there, made.here):
            (desk / path.name).write_bytes(path.read_bytes())
            os.utime(desk / path.name, (1_671_500_000, 1_671_500_000))
    return made


def test_check_says_the_same(pair: Pair) -> None:
    there, here = pair.run("check", ".", *AS_OF, "--json")
    assert there == here
    assert '"findings"' in here


def test_marked_copies_are_the_same(pair: Pair) -> None:
    pair.run("check", ".", *AS_OF, "--mark", "--out", "../标记")
    assert pair.same_files() >= 2 * len(list(pair.here.iterdir()))


def test_marks_in_place_and_their_clearing_are_the_same(pair: Pair) -> None:
    before = {path.name: path.read_bytes() for path in pair.there.iterdir()}
    pair.run("check", ".", *AS_OF, "--in-place")
    pair.same_files()
    assert before != {path.name: path.read_bytes() for path in pair.there.iterdir()}
    pair.run("clear", ".", "--in-place")
    pair.same_files()


def test_a_roll_up_is_the_same(pair: Pair) -> None:
    there, here = pair.run(
        "rollup", ".", "--level", "city", "--name", "丽水市", *AS_OF, "--out", "../丽水市.xlsx", "--json"
    )
    assert there == here
    pair.same_files()
    one, two = (parts(folder.parent / "丽水市.xlsx") for folder in (pair.there, pair.here))
    assert one == two
