"""Hostile files through every command: bounded, no traceback, nothing run or fetched, nothing written as a formula."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.books.packages import unpack
from tests.trust.attacks import EVIL
from tests.trust.hostile import CASES, READ, REFUSED, WORD, Case
from tests.trust.process import MEMORY_MB, Runner
from xl_tools.books.file.marked_file import clear_bytes
from xl_tools.books.file.output import INDEX
from xl_tools.data import load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="bounds on a process are POSIX's")

AS_OF = ["--as-of", "2022-12-20"]


def written(folder: Path, source: Path) -> list[Path]:
    """What a run wrote, without the index of what was written."""
    return [path for path in folder.rglob("*") if path.is_file() and path != source and path.name != INDEX]


def assert_bounded(answer: dict[str, Any], runs: int, source: str) -> None:
    assert answer["status"] == 0, answer
    assert len(answer["runs"]) == runs
    assert answer["seen"] == []
    assert answer["peak_mb"] <= MEMORY_MB
    for told in answer["runs"]:
        assert told["code"] in (0, 1, 2), told
        assert "Traceback" not in told["out"] + told["err"]
        assert "程序出错" not in told["err"], told
        assert told["seconds"] <= load("limits")["time"]["seconds"] + 2, told
        if told["code"] == 2:
            assert source in told["out"] + told["err"]


def assert_harmless(path: Path, source: bytes) -> None:
    """What we wrote holds no formula, link or address that came from the file, save parts copied as they were."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    theirs: dict[str, bytes] = {}
    if path.name == source.decode() or path.parent.name in ("标记", "清除"):
        original = path.parent.parent / source.decode()
        if zipfile.is_zipfile(original):
            with zipfile.ZipFile(original) as archive:
                theirs = {info.filename: archive.read(info) for info in archive.infolist()}
    for name, content in parts.items():
        before = theirs.get(name, b"")
        assert content.count(b"<f>") == before.count(b"<f>") or path.name == "市.xlsx", name
        if name.endswith(".rels"):
            assert content.count(EVIL.encode()) == before.count(EVIL.encode()), name
        if path.name == "市.xlsx":
            for formula in content.split(b"<f>")[1:]:
                assert EVIL.encode() not in formula.partition(b"</f>")[0], name


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_workbook(name: str, runner: Runner, tmp_path: Path) -> None:
    case = CASES[name]
    source = tmp_path / f"遂昌县{case.ending}"
    source.write_bytes(case.build())
    before = hashlib.sha256(source.read_bytes()).digest()
    runs = [
        ["check", source.name, *AS_OF, "--json"],
        ["check", source.name, *AS_OF, "--mark", "--out", "标记"],
        ["clear", source.name, "--out", "清除"],
        ["rollup", source.name, "--level", "city", "--name", "丽水市", "--out", "汇总/市.xlsx", *AS_OF],
    ]
    answer = runner.run(tmp_path, runs)
    assert_bounded(answer, len(runs), source.name)
    assert hashlib.sha256(source.read_bytes()).digest() == before
    assert_outcome(case, answer["runs"], source)
    assert_nothing_lost(source)
    for path in written(tmp_path, source):
        assert path.suffix in (case.ending, ".xlsx"), path
        assert_harmless(path, source.name.encode())


def assert_nothing_lost(source: Path) -> None:
    """The marked copy clears to what clearing the file itself gives: the same parts, in the same order."""
    marked, cleared = (source.parent / folder / source.name for folder in ("标记", "清除"))
    if marked.exists():
        after = unpack(clear_bytes(marked.read_bytes())[0])
        assert after == unpack(cleared.read_bytes())
        assert list(after) == list(unpack(cleared.read_bytes()))


def assert_outcome(case: Case, runs: list[dict[str, Any]], source: Path) -> None:
    checked = json.loads(runs[0]["out"])["files"][0]
    if case.expected == REFUSED:
        assert runs[0]["code"] == 2
        assert checked["outcome"] == "unreadable"
        assert source.name in checked["reason"]
        assert not (source.parent / "汇总" / "市.xlsx").exists()
    elif case.expected == READ:
        assert checked["outcome"] == "checked"
        assert len(checked["sheets"][0]["rows"]) >= 2
    elif case.expected != "either":
        assert checked["outcome"] == "checked"
        assert case.expected in {finding["code"] for finding in checked["findings"]}


@pytest.mark.parametrize("name", WORD)
def test_a_hostile_document(name: str, runner: Runner, tmp_path: Path) -> None:
    source = tmp_path / "遂昌县.docx"
    source.write_bytes(WORD[name].build())
    answer = runner.run(tmp_path, [["import", source.name, "--out", "导入"]])
    assert_bounded(answer, 1, source.name)
    assert answer["runs"][0]["code"] == 2
    assert written(tmp_path, source) == []


def test_a_file_name_that_is_no_text(runner: Runner, tmp_path: Path) -> None:
    """As an old zip leaves it on Linux: bytes of another encoding."""
    (tmp_path / "来件").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "来件") + b"/\xcb\xec\xb2\xfd.xlsx")).write_bytes(
        CASES["64-bit sizes"].build()
    )
    folder = ["来件", "--out", "出"]
    runs = [
        ["check", "来件", "--json"],
        ["check", *folder],
        ["clear", *folder],
        ["rollup", "来件", "--level", "city", "--name", "丽水市", "--out", "市.xlsx"],
    ]
    for told in runner.run(tmp_path, runs)["runs"]:
        assert told["code"] == 2
        assert "请改名" in told["out"] + told["err"], told


def test_a_copy_that_could_not_be_marked_is_no_success(runner: Runner, tmp_path: Path) -> None:
    name = "遂昌县.xlsx"
    (tmp_path / name).write_bytes(CASES["a note of 30 MB"].build())
    words = ["check", name, *AS_OF, "--only", "S"]
    checked, marked = runner.run(tmp_path, [words, [*words, "--mark", "--out", "标记"]])["runs"]
    assert (checked["code"], marked["code"]) == (0, 1)
    assert name in marked["out"]
    assert written(tmp_path, tmp_path / name) == []


def test_there_are_a_hundred_and_more() -> None:
    assert len(CASES) + len(WORD) >= 100
