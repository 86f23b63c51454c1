"""A folder that may be read and not written, tried as an ordinary user would meet it: for the superuser, whom nothing
stops, the process gives up the right to pass over permissions before it starts."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.trust.outputs import WRITERS, files, lay_out, words

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")

_DROP_FROM_BOUNDING_SET = 24
_OVERRIDE, _READ_SEARCH = 1, 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (linux/capability.h)."""


def as_anybody() -> None:
    if os.geteuid() == 0:
        for right in (_OVERRIDE, _READ_SEARCH):
            assert ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, right, 0, 0, 0) == 0


def run(folder: Path, *said: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xl_tools", *said],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=as_anybody,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("material")
    lay_out(folder)
    for out in {writer.out for writer in WRITERS.values()}:
        (folder / out).mkdir(exist_ok=True)
        (folder / out).chmod(0o500)
    return folder


WHY = {"addin build": "可能没有权限", "demo": "没有权限，或正被别的程序占用"}
"""The one replaces a file, the other makes folders of its own; the others are refused before."""

ENDING = [name for name, writer in WRITERS.items() if writer.edited != "nothing" and name != "watch"]
"""The commands that write and come to an end."""


@pytest.mark.parametrize("name", ENDING)
def test_an_output_folder_that_may_not_be_written(name: str, laid_out: Path) -> None:
    before = files(laid_out)
    server = ("--host", "localhost", "--user", "a@city.example") if name.startswith("mail send") else ()
    done = run(laid_out, *words(WRITERS[name]), *server)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert WHY.get(name, "没有写入权限") in done.stderr
    assert files(laid_out) == before


@pytest.mark.parametrize("said", [["check", "--as-of", "2022-12-20"], ["clear"]])
def test_an_input_whose_folder_may_not_be_written_is_not_changed_in_place(
    said: list[str], laid_out: Path, tmp_path: Path
) -> None:
    marked = laid_out / "甲/遂昌县.xlsx"
    folder = tmp_path / "只读"
    shutil.copytree(marked.parent, folder)
    if said == ["clear"]:
        assert run(tmp_path, "check", "只读", "--in-place").returncode == 1
        for backup in folder.glob("*备份*"):
            backup.unlink()
    folder.chmod(0o500)
    before = files(folder)
    done = run(tmp_path, *said, "只读", "--in-place")
    assert done.returncode == (2 if said == ["clear"] else 1)
    assert "无法写入" in done.stdout + done.stderr
    assert files(folder) == before


def test_a_shut_folder_inside_an_inbox_is_named(laid_out: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "来件"
    shutil.copytree(laid_out / "来件", inbox)
    (inbox / "里面").mkdir()
    (inbox / "里面").chmod(0)
    done = run(tmp_path, "collect", "来件", "--out", "收", "--name", "丽水市", "--period", "2022-12", "--json")
    assert done.returncode == 1, done.stderr
    assert "文件夹打不开（没有权限" in done.stdout


def test_a_shut_inbox_is_an_error_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "来件").mkdir()
    (tmp_path / "来件").chmod(0)
    done = run(tmp_path, "collect", "来件", "--out", "收", "--name", "丽水市", "--period", "2022-12")
    assert done.returncode == 2
    assert "打不开文件夹“" in done.stdout + done.stderr
