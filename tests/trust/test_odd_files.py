"""One bad thing stops nobody: pipes, sockets, names that are too long or no text, folders that are shut. Each is a
sentence about that file, nothing is waited for, and the good file beside it is done."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ROOT
from xl_tools.app.check import check
from xl_tools.app.collect import collect
from xl_tools.app.import_ import _targets, import_files
from xl_tools.app.issue import issue
from xl_tools.app.mail import prepare
from xl_tools.app.mark import clear_all
from xl_tools.app.old_formats import new_name
from xl_tools.app.plan import plan
from xl_tools.app.roll_up import roll_up
from xl_tools.app.score import score
from xl_tools.app.split import split
from xl_tools.books.file.disk import is_backup
from xl_tools.books.file.output import INDEX
from xl_tools.core.errors import UserError
from xl_tools.reports.border import as_model
from xl_tools.reports.check import CheckReport
from xl_tools.surfaces.folder import Watcher

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")

AS_OF = date(2022, 12, 20)
GOOD = "莲都区.xlsx"
LONG = "长" * 83 + ".xlsx"  # 254 bytes


def _pipe(folder: Path) -> str:
    os.mkfifo(folder / "管道.xlsx")
    return "不是普通文件"


def _socket(folder: Path) -> str:
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("s.xlsx")
    finally:
        os.chdir(here)
    return "不是普通文件"


def _device(folder: Path) -> str:
    (folder / "设备.xlsx").symlink_to("/dev/zero")
    return "不是普通文件"


def _dangling(folder: Path) -> str:
    (folder / "断.xlsx").symlink_to(folder / "没有.xlsx")
    return "找不到文件"


def _circle(folder: Path) -> str:
    (folder / "圈.xlsx").symlink_to(folder / "圈.xlsx")
    return "打不开"


def _no_text(folder: Path) -> str:
    shutil.copy(folder / GOOD, os.fsencode(folder) + b"/\xd0\xdc.xlsx")
    return "编码不对"


ODD: dict[str, Callable[[Path], str]] = {
    "pipe": _pipe,
    "socket": _socket,
    "device": _device,
    "dangling link": _dangling,
    "links in a circle": _circle,
    "a name that is no text": _no_text,
}


@pytest.fixture(params=ODD)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """The good file and an odd one; what is said of the odd one."""
    inbox = tmp_path / "来件"
    inbox.mkdir()
    shutil.copy(ROOT / "workbooks" / "样本市" / GOOD, inbox)
    return inbox, ODD[request.param](inbox)


def outcomes(report: CheckReport) -> tuple[list[str], str]:
    return sorted(file.outcome for file in report.files), "".join(file.reason or "" for file in report.files)


def test_check_marks_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    report = check([folder[0]], as_of=AS_OF, mark=True, out=tmp_path / "出")
    found, reasons = outcomes(report)
    assert found == ["checked", "unreadable"]
    assert folder[1] in reasons
    assert [path.name for path in (tmp_path / "出").iterdir() if path.name != INDEX] == [GOOD]
    as_model(report).model_dump_json().encode()


@pytest.mark.parametrize("what", ["previous", "issued"])
def test_check_compares_with_the_others(folder: tuple[Path, str], tmp_path: Path, what: str) -> None:
    own = shutil.copy(folder[0] / GOOD, tmp_path)
    report = check([own], as_of=AS_OF, **{what: folder[0]})
    assert [file.outcome for file in report.files] == ["checked", "unreadable"]
    assert folder[1] in (report.files[1].reason or "")
    assert "对照时没有算它" in (report.files[1].reason or "")
    assert report.exit_code == 1
    as_model(report).model_dump_json().encode()
    for path in folder[0].iterdir():
        if path.name == GOOD:
            path.unlink()
    with pytest.raises(UserError, match=folder[1]):  # nothing to compare with is left
        check([own], as_of=AS_OF, **{what: folder[0]})


def test_the_plan_of_marks_compares_with_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    own = Path(shutil.copy(folder[0] / GOOD, tmp_path))
    _, report = plan([own], as_of=AS_OF, previous=folder[0])
    assert [file.outcome for file in report.files] == ["checked", "unreadable"]


def test_rollup_compares_with_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    own = shutil.copy(folder[0] / GOOD, tmp_path)
    report = roll_up([own], level="city", name="丽水市", as_of=AS_OF, previous=folder[0])
    assert any(finding.code == "S117" and folder[1] in finding.message for finding in report.findings)


def test_collect_compares_with_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    shutil.copy(folder[0] / GOOD, inbox)
    report = collect(inbox, out=tmp_path / "收", name="丽水市", as_of=AS_OF, previous=folder[0])
    assert [folder[1] in notice.message for notice in report.notices] == [True]
    assert [unit.state for unit in report.units if unit.unit == "莲都区"] == ["received"]


@pytest.mark.parametrize("folder", sorted(ODD.keys() - {"a name that is no text"}), indirect=True)
def test_what_alone_is_given_is_a_sentence(folder: tuple[Path, str], tmp_path: Path) -> None:
    """A task list, a roll-up, settings, rules, a unit list, addresses, evaluations: the odd file itself (one that is
    odd by its name alone is a file like any other)."""
    (odd,) = [path for path in folder[0].iterdir() if path.name != GOOD]
    good = folder[0] / GOOD
    own = odd.rename(odd.with_suffix(".toml")) if odd.is_symlink() else odd
    for give in (
        lambda: issue(odd, out=tmp_path / "下发", name="丽水市", period="2022-12"),
        lambda: split(odd, tmp_path / "拆"),
        lambda: roll_up([good], level="city", name="丽水市", as_of=AS_OF, tasks=odd),
        lambda: check([good], as_of=AS_OF, units=odd),
        lambda: check([good], as_of=AS_OF, settings=odd),
        lambda: check([good], as_of=AS_OF, settings=own),
        lambda: score(good, rules=own),
        lambda: score(odd),
        lambda: prepare("退回修改", [good], addresses=odd, as_of=AS_OF),
    ):
        with pytest.raises(UserError):
            give()
        assert {path.name for path in tmp_path.iterdir()} == {"来件"}


def test_clear_does_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    results = clear_all([folder[0]], out=tmp_path / "出").files
    assert sorted(bool(result.written) for result in results) == [False, True]
    assert any(folder[1] in (result.reason or "") for result in results)


def test_rollup_merges_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    report = roll_up([folder[0]], level="city", name="丽水市", out=tmp_path / "汇总.xlsx", as_of=AS_OF)
    assert [unit.name for unit in report.units if unit.reported] == ["莲都区"]
    assert any(finding.code == "S117" and folder[1] in finding.message for finding in report.findings)
    as_model(report).model_dump_json().encode()


def test_collect_sorts_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    report = collect(folder[0], out=tmp_path / "收", name="丽水市", as_of=AS_OF)
    assert [file.source for file in report.files if file.unit] == [GOOD]
    told = "".join(file.note for file in report.files if not file.unit)
    assert folder[1] in told or all(path.is_symlink() for path in folder[0].iterdir() if path.name != GOOD)
    as_model(report).model_dump_json().encode()


def test_mail_returns_the_others(folder: tuple[Path, str], tmp_path: Path) -> None:
    from tests.round.round_kit import addresses

    people = addresses(tmp_path / "通讯录.xlsx", [["莲都区", "张三", "a@county.example", "联系人"]])
    made = prepare("退回修改", [folder[0]], addresses=people, as_of=AS_OF, warnings=True)
    assert [mail.unit for mail, _ in made.mails] == ["莲都区"]
    assert any(folder[1] in line.note for line in made.withheld)


def test_import_names_it(folder: tuple[Path, str], tmp_path: Path) -> None:
    for path in list(folder[0].iterdir()):
        if path.name != GOOD:
            path.rename(path.with_suffix(".docx"))
    report = import_files([folder[0]], out=tmp_path / "出")
    assert [file.outcome for file in report.files] == ["unreadable"]
    as_model(report).model_dump_json().encode()


def test_watch_goes_on(folder: tuple[Path, str]) -> None:
    told: list[str] = []
    watcher = Watcher(folder[0], told.append, as_of=AS_OF, quiet=0.0)
    for _ in range(3):
        watcher.look()
    assert sum(GOOD in line for line in told) == 1
    assert len(told) <= 2


def test_a_long_name_is_checked_and_marked(tmp_path: Path) -> None:
    inbox = tmp_path / "来件"
    inbox.mkdir()
    shutil.copy(ROOT / "workbooks" / "样本市" / GOOD, inbox / LONG)
    shutil.copy(ROOT / "workbooks" / "样本市" / GOOD, inbox / GOOD)
    report = check([inbox], as_of=AS_OF, mark=True, out=tmp_path / "出")
    assert [file.outcome for file in report.files] == ["checked", "checked"]
    assert {path.name for path in (tmp_path / "出").iterdir()} == {LONG, GOOD, INDEX}
    before = (inbox / LONG).read_bytes()
    here = check([inbox], as_of=AS_OF, mark=True, in_place=True)
    assert all(file.marked for file in here.files)
    (kept,) = [
        path for path in inbox.iterdir() if path.name.startswith("长") and is_backup(path)
    ]  # under a shorter name
    assert kept.read_bytes() == before


def test_names_as_long_as_a_disk_takes_leave_room_for_what_is_put_behind_them(tmp_path: Path) -> None:
    longest = "x" * 250
    inboxes = [tmp_path / "一", tmp_path / "二"]
    for inbox in inboxes:
        inbox.mkdir()
        shutil.copy(ROOT / "workbooks" / "样本市" / GOOD, inbox / f"{longest}.xlsx")
    report = check(inboxes, as_of=AS_OF, mark=True, out=tmp_path / "出")
    assert sorted(Path(file.marked or "").name for file in report.files) == [f"{'x' * 247}(2).xlsx", f"{longest}.xlsx"]
    assert new_name(f"{longest}x.xls", [f"{longest}x.xls"]) == f"{longest}.xlsx"
    assert new_name(f"{longest}x.xls", [f"{longest}x.xls", f"{longest}x.ods"]) == f"{'x' * 245}(xls).xlsx"


def test_documents_that_ask_for_one_workbook_get_names_that_windows_takes(tmp_path: Path) -> None:
    inbox = tmp_path / "来件"
    inbox.mkdir()
    for name in ("甲:乙.doc", "甲:乙.docx", f"{'x' * 250}x.doc"):
        (inbox / name).write_bytes(b"no document")
    report = import_files([inbox], out=tmp_path / "出")
    assert [file.outcome for file in report.files] == ["unreadable"] * 3
    names = [path.name for path in _targets(sorted(inbox.iterdir()), tmp_path).values()]
    assert names == [f"{'x' * 250}.xlsx", "甲 乙.xlsx", "甲 乙(docx).xlsx"]


def test_a_name_on_the_command_line_that_no_system_takes(tmp_path: Path) -> None:
    shutil.copy(ROOT / "workbooks" / "样本市" / GOOD, tmp_path)
    for odd in ("x" * 300 + ".xlsx", "a\0b.xlsx"):
        found, reasons = outcomes(check([tmp_path / odd, tmp_path / GOOD], as_of=AS_OF))
        assert found == ["checked", "unreadable"]
        assert "打不开" in reasons


def test_a_folder_that_is_shut_or_empty_stands_for_itself(tmp_path: Path) -> None:
    shutil.copy(ROOT / "workbooks" / "样本市" / GOOD, tmp_path)
    empty = tmp_path / "空"
    empty.mkdir()
    found, reasons = outcomes(check([empty, tmp_path / GOOD], as_of=AS_OF))
    assert found == ["checked", "unreadable"]
    assert "里面没有能读的工作簿" in reasons
    with pytest.raises(UserError, match="没有工作簿"):
        check([empty], as_of=AS_OF)
