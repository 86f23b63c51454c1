"""A result that could not be written: everything stands as before, and the next run does not take it for written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.app.test_collect import Round, of
from tests.doubles.in_use import FilesInUse, as_windows
from xl_tools.books.file.output import INDEX, Output
from xl_tools.core.errors import UserError


def broken_disk(_: int) -> None:
    raise OSError(errno.EIO, "broken")


REMARK = b"old, and a remark"


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """A result of an earlier run that a person has worked in."""
    path = tmp_path / "汇总.txt"
    Output().write(path, b"old")
    path.write_bytes(REMARK)
    return path


def others(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.iterdir() if one.name != INDEX}


def held(path: Path) -> FilesInUse:
    files = FilesInUse()
    files.held.append(str(path))
    return files


def test_one_that_somebody_has_open_is_neither_kept_nor_noted(result: Path) -> None:
    index = (result.parent / INDEX).read_bytes()
    before = others(result)
    with as_windows(held(result)), pytest.raises(UserError, match="正在 Excel 中打开，请关闭后再试"):
        Output().write(result, b"new")
    assert others(result) == before
    assert (result.parent / INDEX).read_bytes() == index


def test_of_several_none_is_written_where_one_is_open(result: Path) -> None:
    other = result.with_name("另一个.txt")
    with as_windows(held(result)), pytest.raises(UserError, match="没有写出文件"):
        Output().admit([other, result])


def test_what_would_be_the_same_needs_not_be_closed(tmp_path: Path) -> None:
    path = tmp_path / "汇总.txt"
    Output().write(path, b"old")
    with as_windows(held(path)), pytest.raises(UserError):
        Output().write(path, b"new")
    Output().write(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("way", ["worked in", "of nobody", "untouched"])
def test_after_a_full_disk_the_next_run_writes_it(result: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Else it would take the file for one that was changed since, with nothing new to write."""
    if way == "of nobody":
        (result.parent / INDEX).unlink()
    elif way == "untouched":
        result.write_bytes(b"old")
    with monkeypatch.context() as broken:

        def full(*_: Path) -> None:
            raise OSError(errno.ENOSPC, "no space")

        broken.setattr(Path, "replace", full)
        for _ in range(3):
            with pytest.raises(UserError):
                Output().write(result, b"new")
    stands = result.read_bytes()
    Output().write(result, b"new")
    assert result.read_bytes() == b"new"
    copies = [path.read_bytes() for path in result.parent.glob("*备份*")]
    assert copies == ([] if way == "untouched" else [stands])


def test_an_original_at_the_place_of_a_result_that_failed_is_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "甲.txt"
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", broken_disk)
        with pytest.raises(UserError):
            Output().write(path, b"made")
    path.write_bytes(b"an original")
    with pytest.raises(UserError, match="可能是原件，没有覆盖"):
        Output().admit_own([path])


@contextmanager
def no_room_for(size: int) -> Iterator[None]:
    """The system writes no file larger than this."""
    resource = pytest.importorskip("resource", reason="Windows has no such bound")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("way", ["worked in", "in place"])
def test_where_the_new_one_has_no_room_no_copy_of_the_old_one_is_made(result: Path, way: str) -> None:
    before, noted = others(result), (result.parent / INDEX).read_bytes()
    new, output = b"n" * 100_000, Output()
    write = partial(output.replace, read=REMARK) if way == "in place" else output.write
    for _ in range(2):
        with no_room_for(50_000), pytest.raises(UserError, match="磁盘已满"):
            write(result, new)
        assert others(result) == before
    write(result, new)
    assert [path.read_bytes() for path in result.parent.glob("*备份*")] == [REMARK]
    assert noted in (result.parent / INDEX).read_bytes()


def test_what_cannot_be_compared_with_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    city = Round(tmp_path)
    city.answer("松阳县", "a.xlsx")
    before = tmp_path / "上期.xlsx"
    before.write_bytes(b"no workbook")
    with pytest.raises(UserError, match="上期的表"):
        city.collect(previous=before)
    assert not city.out.exists() or not list(city.out.rglob("*"))
    assert of(city.collect(), "松阳县").copied
