"""``xl-tools watch``: what is saved into the folder is checked once, whole, and the program stops cleanly."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from tests.doubles.desk import spoil, write_table
from xl_tools.core.errors import UserError
from xl_tools.surfaces.folder import OUT, SUMMARY, Watcher


@contextmanager
def watching(folder: Path) -> Iterator[list[str]]:
    lines: list[str] = []
    watcher = Watcher(folder, lines.append, quiet=0.2)
    thread = threading.Thread(target=watcher.run)
    thread.start()
    try:
        yield lines
    finally:
        watcher.stop()
        thread.join(10)
        assert not thread.is_alive()


def until(done: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.02)
    return done()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "收件"
    made.mkdir()
    return made


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "县表.xlsx", spoil)


def test_a_saved_workbook_is_checked_and_its_marked_copy_appears(folder: Path, table: Path) -> None:
    with watching(folder) as lines:
        shutil.copyfile(table, folder / "县表.xlsx")
        assert until(lambda: bool(lines))
    assert "县表.xlsx：错误 3" in lines[0]
    assert "校验结果" in openpyxl.load_workbook(folder / OUT / "县表.xlsx").sheetnames
    assert (folder / "县表.xlsx").read_bytes() == table.read_bytes()
    assert lines[0] in (folder / OUT / SUMMARY).read_text("utf-8-sig")


def test_a_copy_that_could_not_be_written_is_tried_again_and_said_once(folder: Path, table: Path) -> None:
    (folder / OUT).write_bytes(b"")  # a file where the folder should be
    shutil.copyfile(table, folder / "县表.xlsx")
    lines: list[str] = []
    watcher = Watcher(folder, lines.append, quiet=0.0)
    for _ in range(4):  # seen, tried, and tried again
        watcher.look()
    assert sum("会再试" in line for line in lines) == 1
    (folder / OUT).unlink()
    watcher.look()
    assert (folder / OUT / "县表.xlsx").exists()
    assert "县表.xlsx：错误 3" in lines[-1]
    assert sum("会再试" in line for line in lines) == 1


def test_what_lies_there_at_the_start_is_checked_once(folder: Path, table: Path) -> None:
    shutil.copyfile(table, folder / "县表.xlsx")
    with watching(folder) as lines:
        assert until(lambda: bool(lines))
    with watching(folder) as again:
        assert not until(lambda: bool(again), 0.8)
    assert len(lines) == 1


def test_a_file_still_being_copied_is_waited_for(folder: Path, table: Path) -> None:
    data = table.read_bytes()
    with watching(folder) as lines, (folder / "县表.xlsx").open("wb") as target:
        for start in range(0, len(data), len(data) // 8):
            target.write(data[start : start + len(data) // 8])
            target.flush()
            time.sleep(0.1)
        assert not lines
    with watching(folder) as lines:
        assert until(lambda: bool(lines))
    assert "错误 3" in lines[0]
    assert len(lines) == 1


def test_a_copy_that_pauses_half_way_is_not_called_damaged(folder: Path, table: Path) -> None:
    data = table.read_bytes()
    with watching(folder) as lines, (folder / "县表.xlsx").open("wb") as target:
        target.write(data[: len(data) // 2])
        target.flush()
        assert not until(lambda: bool(lines), 1.5)  # far more than the 0.2 s that a whole file must stand still
        target.write(data[len(data) // 2 :])
        target.flush()
        assert until(lambda: bool(lines))
    assert "错误 3" in lines[0]


def test_a_workbook_saved_again_is_checked_again(folder: Path, table: Path) -> None:
    with watching(folder) as lines:
        shutil.copyfile(table, folder / "县表.xlsx")
        assert until(lambda: len(lines) == 1)
        write_table(folder / "县表.xlsx")
        assert until(lambda: len(lines) == 2)
    assert "没有发现问题" in lines[1]


def test_locks_hidden_files_backups_other_files_and_our_own_output_are_left_alone(folder: Path, table: Path) -> None:
    (folder / OUT).mkdir()
    for name in ("~$县表.xlsx", ".县表.xlsx", "县表.备份1.xlsx", "说明.txt", f"{OUT}/旧.xlsx"):
        shutil.copyfile(table, folder / name)
    (folder / "空.xlsx").write_bytes(b"")
    with watching(folder) as lines:
        assert not until(lambda: bool(lines), 0.8)
        shutil.copyfile(table, folder / "县表.xlsx")
        assert until(lambda: bool(lines))
        assert not until(lambda: len(lines) > 1, 0.8)


def test_a_file_that_is_no_workbook_is_said_once_and_the_next_is_checked(folder: Path, table: Path) -> None:
    with watching(folder) as lines:
        (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
        assert until(lambda: len(lines) == 1)
        shutil.copyfile(table, folder / "县表.xlsx")
        assert until(lambda: len(lines) == 2)
    assert "坏.xlsx" in lines[0]
    assert "错误 3" in lines[1]


def test_rules_that_are_off_stay_off(folder: Path, table: Path, tmp_path: Path) -> None:
    given = tmp_path / "口径.toml"
    given.write_text('off = ["T301"]\n', "utf-8")
    shutil.copyfile(table, folder / "县表.xlsx")
    lines: list[str] = []
    watcher = Watcher(folder, lines.append, settings=given, quiet=0)
    assert watcher.look()
    assert not watcher.look()
    assert "县表.xlsx：错误 2" in lines[0]
    given.write_text('off = ["T999"]\n', "utf-8")
    with pytest.raises(UserError, match="“T999”不是规则的代码"):
        Watcher(folder, print, settings=given)


def test_no_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有文件夹"):
        Watcher(tmp_path / "没有", print).run()


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_when_asked(folder: Path, table: Path, stop: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "xl_tools", "watch", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A shell starts what runs in the background deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout
    assert "正在监看" in process.stdout.readline()
    shutil.copyfile(table, folder / "县表.xlsx")
    assert until(lambda: (folder / OUT / SUMMARY).exists(), 20)
    process.send_signal(stop)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "已停止监看。" in out
    assert err == ""
    assert not list(folder.rglob("*.tmp"))


_ASKED_WHILE_LOADING = """
import os, signal, sys

class Asked:
    def find_spec(self, name, *_):
        if name == "xl_tools.surfaces.folder":
            exec("os.kill(os.getpid(), signal.SIGTERM)\\nwhile True: pass")  # a text, as data classes are made

sys.meta_path.insert(0, Asked())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
def test_it_stops_cleanly_when_asked_before_it_has_begun(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_ASKED_WHILE_LOADING, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "xl_tools", "watch", str(folder)],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "已停止监看。\n", "")
