"""Reading and writing around the marks: the input is never harmed, the output is whole or absent."""

from __future__ import annotations

import os
import stat
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.books.packages import THREE, pack, workbook
from xl_tools.books.file.disk import back_up, is_backup, write_atomic
from xl_tools.books.file.marked_file import (
    clear_bytes,
    clear_file,
    mark_bytes,
    mark_file,
    read_explanations,
)
from xl_tools.core.errors import UserError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "青田县.xlsx"
    path.write_bytes(pack(workbook()))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_marked_copy_and_a_cleared_copy(source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    marked, cleared = tmp_path / "已校验.xlsx", tmp_path / "还原.xlsx"
    assert mark_file(source, THREE, marked, title="青田县").noted == 3
    assert marked.read_bytes() == mark_bytes(before, THREE, title="青田县")[0]
    assert clear_file(marked, cleared)
    assert cleared.read_bytes() == clear_bytes(marked.read_bytes())[0]
    assert not clear_file(source, tmp_path / "无标记.xlsx")
    assert (tmp_path / "无标记.xlsx").read_bytes() == before == source.read_bytes()
    assert read_explanations(marked) == []


def test_an_earlier_copy_that_somebody_worked_in_is_kept_and_named(source: Path, tmp_path: Path) -> None:
    marked = tmp_path / "已校验.xlsx"
    assert mark_file(source, THREE, marked).kept == ()
    assert mark_file(source, THREE, marked).kept == ()
    marked.write_bytes(b"by hand")
    (kept,) = mark_file(source, THREE, marked).kept
    assert (kept.path, Path(kept.backup).read_bytes()) == (str(marked), b"by hand")


def test_the_output_may_not_be_the_input(source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    link = tmp_path / "另名.xlsx"
    os.link(source, link)
    for out in (source, tmp_path / "." / source.name, link):
        for attempt in (lambda out=out: mark_file(source, THREE, out), lambda out=out: clear_file(source, out)):
            with pytest.raises(UserError, match="结果不能写在它上面"):
                attempt()
    assert source.read_bytes() == before


@pytest.mark.parametrize("out", ["没有这个文件夹/表.xlsx", "文件/表.xlsx"])
def test_a_place_that_cannot_be_written_gets_a_sentence(source: Path, tmp_path: Path, out: str) -> None:
    tmp_path.joinpath("文件").write_bytes(b"")
    before = names(tmp_path)
    with pytest.raises(UserError, match="没有写出文件"):
        mark_file(source, THREE, tmp_path / out)
    assert names(tmp_path) == before


@pytest.mark.parametrize(("name", "said"), [("无.xlsx", "找不到"), ("夹", "文件夹")])
def test_an_input_that_is_not_there(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "夹").mkdir()
    with pytest.raises(UserError, match=said):
        mark_file(tmp_path / name, THREE, tmp_path / "出.xlsx")


def test_a_write_that_fails_halfway_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="磁盘已满"):
        write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["表.xlsx"]


def test_an_interruption_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "表.xlsx", b"new")
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")
def test_rights_of_a_file_stay_and_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "表.xlsx", tmp_path / "链接.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_backups_never_replace_each_other(source: Path) -> None:
    before = source.read_bytes()
    first = back_up(source)
    source.write_bytes(b"changed")
    second = back_up(source)
    today = f"{date.today():%Y-%m-%d}"
    assert (first.name, second.name) == (f"青田县.备份1（{today}）.xlsx", f"青田县.备份2（{today}）.xlsx")
    assert (first.read_bytes(), second.read_bytes()) == (before, b"changed")
    assert is_backup(first)
    assert is_backup(second)
    assert not is_backup(source)


def test_a_backup_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="无法留备份"):
        back_up(tmp_path / "无.xlsx")
