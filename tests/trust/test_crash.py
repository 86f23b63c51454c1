"""Faults at every step of writing: the input is never harmed, the output is whole or absent, the next run works."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from tests.books.packages import pack, sheet, workbook
from tests.conftest import ROOT
from tests.trust import inputs
from tests.trust.bases import rows, table
from tests.trust.faults import swapped
from tests.trust.process import Runner
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes
from xl_tools.books.file.output import INDEX

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the process that is killed is forked")

AS_OF = ["--as-of", "2022-12-20"]
NAME = "遂昌县.xlsx"
TEMPORARY = re.compile(r"^\..*\.tmp$")


@dataclass(frozen=True)
class Job:
    """A command that writes: its words, whether it replaces its input, and the exit codes it ends with."""

    words: tuple[str, ...]
    in_place: bool = False
    marked: bool = False
    codes: tuple[int, ...] = (0, 1)
    source: str = ""
    """A workbook of the project that is the input; "" for the drawn table."""
    more: Callable[[], dict[str, bytes]] = dict
    """Further files in the folder, which no run may change."""


JOBS = {
    "check --mark": Job(("check", NAME, *AS_OF, "--mark", "--out", "出")),
    "check --in-place": Job(("check", NAME, *AS_OF, "--in-place"), in_place=True),
    "clear": Job(("clear", NAME, "--out", "出"), marked=True),
    "clear --in-place": Job(("clear", NAME, "--in-place"), in_place=True, marked=True),
    "rollup": Job(("rollup", NAME, "--level", "city", "--name", "丽水市", "--out", "出/市.xlsx", *AS_OF)),
    "issue": Job(("issue", NAME, "--out", "出", "--name", "丽水市", "--period", "2022-12", *AS_OF)),
    "score": Job(("score", NAME, "--out", "出/得分.xlsx"), source="考核评分表.xlsx"),
    "collect": Job(
        ("collect", "来件", "--out", "出", "--period", "2022-12", "--name", "丽水市", *AS_OF), more=inputs.inbox
    ),
    "split": Job(("split", "汇总.xlsx", "--out", "出"), more=inputs.merged),
    "import": Job(("import", "进展.docx", "--out", "出"), more=inputs.document),
    "mail draft": Job(
        ("mail", "draft", "下发", "--files", "下发", "--addresses", "通讯录.xlsx", "--out", "出", *AS_OF),
        more=inputs.issued,
    ),
}
ONCE = ("issue",)
"""These do not write over what they wrote."""
DISK = ("ENOSPC", "EROFS", "EACCES", "EIO")


def content(job: Job) -> bytes:
    if job.source:
        return (ROOT / "workbooks" / job.source).read_bytes()
    return mark_bytes(table(), [])[0] if job.marked else table()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def prepare(folder: Path, job: Job) -> bytes:
    """An empty folder with the input; returns the input."""
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    data = content(job)
    (folder / NAME).write_bytes(data)
    for name, other in job.more().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(other)
    return data


def final(folder: Path) -> dict[str, bytes]:
    """Every file under its final name, but the input and the indexes of what was written."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != INDEX)
    files = (path for path in found if not TEMPORARY.match(path.name))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path != folder / NAME}


def whole(name: str, data: bytes) -> None:
    if name.endswith(".eml"):
        mail = message_from_bytes(data)
        assert not [part.defects for part in mail.walk() if part.defects]
        assert mail.is_multipart()
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None


def assert_unharmed(folder: Path, job: Job, before: bytes) -> None:
    """The input is what it was, or was replaced as a whole with a whole backup beside it."""
    now, others = (folder / NAME).read_bytes(), final(folder)
    for name, data in {NAME: now, **others}.items():
        whole(name, data)
    assert {name: others[name] for name in job.more()} == job.more()
    if now != before:
        assert job.in_place
        assert before in [data for name, data in others.items() if "备份" in name]


def run(runner: Runner, folder: Path, job: Job, fault: dict[str, Any] | None = None) -> dict[str, Any]:
    return runner.run(folder, [list(job.words)], fault)


def steps(runner: Runner, folder: Path, job: Job) -> list[str]:
    """The steps of writing that the command takes, when nothing fails."""
    prepare(folder, job)
    answer = run(runner, folder, job, {"at": 0, "how": ""})
    assert answer["runs"][0]["code"] in job.codes, answer
    points: list[str] = answer["points"]
    return points


@pytest.mark.parametrize("name", JOBS)
def test_killed_at_every_step(name: str, runner: Runner, folder: Path) -> None:
    job = JOBS[name]
    for at in range(1, len(steps(runner, folder, job)) + 1):
        before = prepare(folder, job)
        assert run(runner, folder, job, {"at": at, "how": "kill"})["status"] == 137
        assert_unharmed(folder, job, before)
        done = run(runner, folder, job)["runs"][0]
        again = (*job.codes, 2) if name in ONCE else job.codes
        assert done["code"] in again, done
        assert_unharmed(folder, job, before)


def test_thirty_points_and_more(runner: Runner, folder: Path) -> None:
    points = [step for job in JOBS.values() for step in steps(runner, folder, job)]
    assert len(points) >= 30
    assert {"open", "write", "flush", "fsync", "close", "replace", "link"} <= set(points)


@pytest.mark.parametrize("name", JOBS)
def test_the_disk_fails_at_every_step(name: str, runner: Runner, folder: Path) -> None:
    """Full, read-only, forbidden or broken: a sentence, and nothing half-written is left."""
    job = JOBS[name]
    for at, step in enumerate(steps(runner, folder, job), 1):
        before = prepare(folder, job)
        answer = run(runner, folder, job, {"at": at, "how": DISK[at % len(DISK)]})
        assert answer["status"] == 0, (step, answer)
        told = answer["runs"][0]
        assert "程序出错" not in told["err"], (step, told)
        assert "Traceback" not in told["out"] + told["err"]
        assert told["code"] in (0, 1, 2)
        assert_unharmed(folder, job, before)
        if step != "unlink":
            assert not [path for path in folder.rglob("*") if TEMPORARY.match(path.name)], step


@pytest.mark.parametrize("name", [name for name, job in JOBS.items() if not job.in_place])
def test_the_output_folder_vanishes(name: str, runner: Runner, folder: Path) -> None:
    job = JOBS[name]
    for at in range(1, len(steps(runner, folder, job)) + 1):
        before = prepare(folder, job)
        answer = run(runner, folder, job, {"at": at, "how": "vanish", "path": str(folder / "出")})
        told = answer["runs"][0]
        assert "程序出错" not in told["err"], told
        assert (folder / NAME).read_bytes() == before


def test_a_workbook_that_was_replaced_meanwhile_is_not_marked_with_anothers_findings(
    runner: Runner, folder: Path
) -> None:
    other = table({"C2": "第三项：另一份文件。"})
    job = JOBS["check --mark"]
    points = steps(runner, folder, job)
    for at in range(points.index("open") + 1, len(points) + 1):  # before, it is not read yet
        before = prepare(folder, job)
        run(runner, folder, job, {"at": at, "how": "swap", **swapped(folder / NAME, other)})
        assert (folder / NAME).read_bytes() == other
        assert clear_bytes((folder / "出" / NAME).read_bytes())[0] == clear_bytes(before)[0]


def test_a_workbook_that_was_replaced_meanwhile_is_not_overwritten(runner: Runner, folder: Path) -> None:
    other = table({"C2": "第三项：另一份文件。"})
    job = JOBS["check --in-place"]
    points = steps(runner, folder, job)
    last = len(points) - points[::-1].index("replace")
    for at in range(1, last):
        prepare(folder, job)
        answer = run(runner, folder, job, {"at": at, "how": "swap", **swapped(folder / NAME, other)})
        assert (folder / NAME).read_bytes() == other, points[at - 1]
        assert "改过" in answer["runs"][0]["out"]


@pytest.mark.parametrize("lock", [f"~${NAME}", f".~{NAME}", f".~lock.{NAME}#"])
def test_a_workbook_open_in_excel_is_read_but_not_changed(lock: str, runner: Runner, folder: Path) -> None:
    job = JOBS["check --in-place"]
    before = prepare(folder, job)
    (folder / lock).write_bytes(b"lock")
    in_place, apart, clear = runner.run(
        folder, [list(job.words), list(JOBS["check --mark"].words), ["clear", "出", "--in-place"]]
    )["runs"]
    assert "S119" in in_place["out"]
    assert "正在 Excel 或 WPS 中打开" in in_place["out"]
    assert (folder / NAME).read_bytes() == before
    assert apart["code"] == 0
    assert clear["code"] == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted([NAME, lock, "出"])


@pytest.mark.parametrize("name", ["check --mark", "check --in-place", "rollup"])
def test_two_runs_at_once(name: str, folder: Path) -> None:
    """On the same output: both end with a sentence or done, and every file is whole."""
    job = JOBS[name]
    before = prepare(folder, job)
    command = [sys.executable, "-m", "xl_tools", *job.words]
    both = [
        subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1].decode() for process in both]
    codes = [process.returncode for process in both]
    assert set(codes) <= {0, 1}, said
    # In place the one that comes later may find that the file is another than it read, and leaves it alone.
    assert codes.count(0) >= (1 if job.in_place else 2), said
    if not job.in_place:
        assert (folder / NAME).read_bytes() == before
    for written, data in final(folder).items():
        whole(written, data)
    assert clear_bytes((folder / NAME).read_bytes())[0] == clear_bytes(before)[0]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def stale(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if TEMPORARY.match(path.name))


def test_what_a_killed_run_left_is_swept_by_a_later_one(runner: Runner, folder: Path) -> None:
    job = JOBS["check --mark"]
    at = steps(runner, folder, job).index("fsync") + 1
    prepare(folder, job)
    run(runner, folder, job, {"at": at, "how": "kill"})
    (left,) = stale(folder)
    run(runner, folder, job)
    assert left.exists()  # it may be another run's that still writes
    os.utime(left, (1, 1))
    run(runner, folder, job)
    assert not list(stale(folder))


def test_a_signed_workbook_is_warned_about_and_not_changed_in_place(runner: Runner, folder: Path) -> None:
    signed = pack(workbook(sheet=sheet(rows()), **{"_xmlsignatures/sig1.xml": "<Signature/>"}))
    (folder / NAME).write_bytes(signed)
    in_place, apart = runner.run(folder, [list(JOBS[name].words) for name in ("check --in-place", "check --mark")])[
        "runs"
    ]
    assert "数字签名" in in_place["out"]
    assert (folder / NAME).read_bytes() == signed
    assert not [path for path in folder.iterdir() if "备份" in path.name]
    assert "数字签名" in apart["out"]
    assert clear_bytes((folder / "出" / NAME).read_bytes())[1]
