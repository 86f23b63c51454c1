"""Roll-ups over files: what is compared, what is late, and that nothing bad costs more than itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import xl_tools
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding, Level, Severity, Status
from xl_tools.reports.rollup import Rollup
from xl_tools.sample import generate_counties
from xl_tools.write.form_books import FormRow, write_progress_form

AS_OF = date(2022, 12, 20)
NOVEMBER = date(2022, 11, 20)
TICKS = {status: f"☑{status.label}" for status in Status}
Line = tuple[int, Status, str, str]
"""Task, status, deadline and progress of a row."""


def table(folder: Path, unit: str, *lines: Line, file: str = "", title: str = "", level: Level = Level.COUNTY) -> Path:
    folder.mkdir(exist_ok=True)
    rows = [
        FormRow(
            region=unit,
            serial=str(number),
            task=f"第{number}项：露天堆放",
            plan="整改目标：清零。\n整改措施：\n1.清运。",
            deadline=deadline,
            progress=progress,
            status=TICKS[status],
        )
        for number, status, deadline, progress in lines
    ]
    path = folder / f"{file or unit}.xlsx"
    write_progress_form(
        path, title=title or f"{unit}进展情况表", level=level, rows=rows, lock=False, instructions=False
    )
    return path


def rolled(folder: Path, name: str = "丽水市", level: str = "city", **options: object) -> Rollup:
    return xl_tools.roll_up([folder], level=level, name=name, as_of=AS_OF, **options)  # type: ignore[arg-type]


def sheet(path: Path, name: str) -> list[list[object]]:
    return [list(line) for line in openpyxl.load_workbook(path, data_only=True)[name].iter_rows(values_only=True)]


def found(report: Rollup, code: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.code == code]


PAST, FAR = "2022年6月底前", "2030年12月底前"
OPEN, DONE, BEHIND = Status.ON_SCHEDULE, Status.COMPLETED, Status.BEHIND


# --- periods -----------------------------------------------------------------------------------------


def city(folder: Path, *lines: Line) -> Path:
    for unit in ("莲都区", "松阳县"):
        table(folder, unit, *lines)
    return folder


def test_how_often_something_was_overdue_is_counted_from_workbook_to_workbook(tmp_path: Path) -> None:
    counties = city(tmp_path / "in", (3, OPEN, PAST, "1.清运一半。"), (5, OPEN, FAR, "1.清运。"))
    previous = None
    steps = []
    for month in (9, 10, 11, 12):
        out = tmp_path / f"{month}.xlsx"
        xl_tools.roll_up(
            [counties], level="city", name="丽水市", out=out, as_of=date(2022, month, 20), previous=previous
        )
        (line,) = (line for line in sheet(out, "预警") if line[5] == "莲都区")
        steps.append((line[8], line[9]))
        previous = out
    assert steps == [(1, "预警"), (2, "通报"), (3, "督办"), (4, "约谈")]
    assert [line[0].isoformat()[:7] for line in sheet(out, "历期")[3:]] == ["2022-09", "2022-10", "2022-11", "2022-12"]  # type: ignore[attr-defined]


def test_changes_against_last_period_s_workbook(tmp_path: Path) -> None:
    before = tmp_path / "上期"
    table(before, "莲都区", (3, OPEN, PAST, "1.清运一半。"), (5, DONE, FAR, "1.已清运。"), (8, OPEN, FAR, "1.摸底。"))
    table(before, "松阳县", (3, BEHIND, PAST, "1.摸底。"))
    last = tmp_path / "上期.xlsx"
    xl_tools.roll_up([before], level="city", name="丽水市", out=last, as_of=NOVEMBER)
    now = tmp_path / "本期"
    table(now, "莲都区", (3, DONE, PAST, "1.清运完毕。"), (5, BEHIND, "2031年6月底前", "1.已清运。"))
    table(now, "松阳县", (3, BEHIND, PAST, "1.摸底。 "), (9, OPEN, FAR, "1.清运。"))
    expected = [
        ["第3项", "莲都区", "达到序时进度", "已完成", "前进", "否", "否"],
        ["第3项", "松阳县", "未达序时进度", "未达序时进度", "未变", "是", "否"],
        ["第5项", "莲都区", "已完成", "未达序时进度", "退步", "是", "是"],
        ["第9项", "松阳县", "—", "达到序时进度", "新增", "—", "否"],
        ["第8项", "莲都区", "达到序时进度", "—", "本期没有", "—", "否"],
    ]
    for previous in (last, before):
        out = tmp_path / "本期.xlsx"
        rolled(now, out=out, previous=previous)
        lines = sheet(out, "与上期对比")[4:]
        assert [[line[0], *line[2:7], line[9]] for line in lines] == expected


def test_the_rules_against_last_period_take_its_roll_up(tmp_path: Path) -> None:
    before = city(tmp_path / "上期", (3, DONE, PAST, "1.清运完毕。"))
    last = tmp_path / "上期.xlsx"
    xl_tools.roll_up([before], level="city", name="丽水市", out=last, as_of=NOVEMBER)
    now = tmp_path / "本期"
    table(now, "松阳县", (3, BEHIND, PAST, "1.又堆上了。"))
    report = rolled(now, previous=last)
    assert [Path(finding.path or "").name for finding in found(report, "X701")] == ["松阳县.xlsx"]


def test_a_sheet_of_another_month_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    for unit in ("莲都区", "松阳县", "云和县"):
        table(tmp_path / "in", unit, (3, OPEN, FAR, "1.清运。"), title=f"{unit}进展情况表（2022年12月）")
    table(tmp_path / "in", "龙泉市", (3, OPEN, FAR, "1.清运。"), title="龙泉市进展情况表（2022年11月）")
    report = rolled(tmp_path / "in")
    (finding,) = found(report, "S116")
    assert Path(finding.path or "").name == "龙泉市.xlsx"
    assert "2022年11月" in finding.message
    assert "2022年12月" in finding.message
    assert len(found(rolled(tmp_path / "in", period="2022-11"), "S116")) == 3


def test_who_was_on_time(tmp_path: Path) -> None:
    counties = city(tmp_path / "in", (3, OPEN, FAR, "1.清运。"))
    for name, day in (("莲都区", "2022-12-14"), ("松阳县", "2022-12-16")):
        moment = time.mktime(time.strptime(f"{day} 12:00", "%Y-%m-%d %H:%M"))
        os.utime(counties / f"{name}.xlsx", (moment, moment))
    rolled(counties, out=tmp_path / "市.xlsx", report_by=date(2022, 12, 15))
    lines = sheet(tmp_path / "市.xlsx", "汇总统计")
    at = {line[0]: line[-1] for line in lines}
    assert (at["莲都区"], at["松阳县"], at["云和县"]) == ("是", "否", "—")
    assert {line[0]: line[1] for line in lines}["按时单位"] == 1


def test_a_bad_file_of_last_period_costs_itself_and_not_the_run(tmp_path: Path) -> None:
    city(tmp_path / "上期", (3, OPEN, FAR, "1.清运一半。"))
    bad = tmp_path / "上期" / "坏.xlsx"
    bad.write_bytes(b"PK")
    counties = city(tmp_path / "in", (3, DONE, FAR, "1.清运完毕。"))
    report = rolled(counties, previous=tmp_path / "上期", out=tmp_path / "市.xlsx")
    (told,) = found(report, "S117")
    assert (told.path, told.message.startswith("上期的表：“坏.xlsx”")) == (str(bad), True)
    assert told.advice == "把文件换成能打开的，再做一次；在此之前，这份表不参加和上期的对照。"
    changed = {line[2]: line[5] for line in sheet(tmp_path / "市.xlsx", "与上期对比")[4:]}
    assert changed == {"莲都区": "前进", "松阳县": "前进"}
    with pytest.raises(UserError, match=r"^上期的表：“坏"):
        rolled(counties, previous=bad)


# --- which table counts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["青田县材料.zip", "附件.RAR"])
def test_an_archive_among_the_tables_is_told(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "收"
    table(folder, "莲都区", (16, Status.BEHIND, "2022年12月底前", "1.清运12处。"))
    (folder / name).write_bytes(b"PK")
    (folder / "说明.pdf").write_bytes(b"%PDF")
    (told,) = found(xl_tools.roll_up(folder, level="city", name="丽水市", as_of=AS_OF), "S117")
    assert told.message == f"“{name}”是压缩包，汇总时不打开；请先收报（xl-tools collect），或者解开再汇总。"


def test_the_rows_of_many_counties_in_one_table_count_for_each_of_them(tmp_path: Path) -> None:
    """A city that pastes its counties' rows under each other: no row may be lost, none counted to another county."""
    rows = [
        FormRow(
            unit,
            str(number),
            f"第{number}项：露天堆放",
            "整改目标：清零。",
            FAR,
            f"{unit}清运{number}处。",
            TICKS[DONE],
        )
        for unit in ("莲都区", "松阳县", "云和县")
        for number in (3, 5)
    ]
    path = tmp_path / "in" / "全市.xlsx"
    path.parent.mkdir()
    write_progress_form(path, title="进展情况表", level=Level.COUNTY, rows=rows, lock=False, instructions=False)
    report = rolled(tmp_path / "in", out=tmp_path / "市.xlsx")
    assert {unit.name: unit.rows for unit in report.units if unit.reported} == {"莲都区": 2, "松阳县": 2, "云和县": 2}
    assert [task.by_unit["云和县"] for task in report.tasks] == [DONE, DONE]
    source = {(line[0], line[2]): line[8] for line in sheet(tmp_path / "市.xlsx", "来源")[1:]}
    assert source[5, "云和县"] == "F9"
    merged = sheet(tmp_path / "市.xlsx", "整改进展")
    assert all(f"{unit}清运{number}处。" in str(merged) for unit in ("莲都区", "松阳县", "云和县") for number in (3, 5))


def test_the_newest_of_one_day_is_the_one_changed_last_and_equals_are_a_question(tmp_path: Path) -> None:
    first = table(tmp_path / "in", "莲都区", (3, OPEN, FAR, "1.清运一半。"), file="终稿")
    second = table(tmp_path / "in", "莲都区", (3, DONE, FAR, "1.清运完毕。"), file="修改稿")
    noon = time.mktime((2022, 12, 15, 12, 0, 0, 0, 0, -1))
    for moment, status in ((noon + 3600, DONE), (noon - 3600, OPEN)):
        os.utime(first, (noon, noon))
        os.utime(second, (moment, moment))
        assert rolled(tmp_path / "in", newest=True).tasks[0].by_unit["莲都区"] is status
    os.utime(second, (noon, noon))
    assert found(rolled(tmp_path / "in", newest=True), "X707")


def test_two_tables_of_a_unit_are_a_question_unless_the_newest_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    table(folder, "莲都区", (3, OPEN, FAR, "1.清运一半。"), file="b旧", title="莲都区进展情况表（2022年11月）")
    table(folder, "莲都区", (3, DONE, FAR, "1.清运完毕。"), file="a新", title="莲都区进展情况表（2022年12月）")
    report = rolled(folder)
    assert found(report, "X707")
    assert report.tasks[0].by_unit["莲都区"] is None
    newest = rolled(folder, newest=True)
    assert not found(newest, "X707")
    assert newest.tasks[0].by_unit["莲都区"] is DONE
    (told,) = found(newest, "X710")
    assert told.severity is Severity.HINT
    assert "b旧.xlsx" in told.message


def test_a_city_s_own_table_counts_and_its_counties_are_held_against_it(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    table(folder, "丽水市", (3, DONE, FAR, "莲都区：\n1.清运完毕。"), level=Level.CITY)
    table(folder, "莲都区", (3, OPEN, FAR, "1.清运一半。"))
    table(folder, "松阳县", (3, OPEN, FAR, "1.清运。"))
    table(folder, "长兴县", (3, OPEN, FAR, "1.清运。"))
    report = rolled(folder, "浙江省", "province")
    assert {unit.name for unit in report.units if unit.reported} == {"丽水市", "湖州市长兴县"}
    assert not found(report, "X710")
    assert [Path(finding.path or "").name for finding in found(report, "X703")] == ["丽水市.xlsx"]


def test_a_task_of_a_county_that_its_city_s_own_table_lacks_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    table(folder, "丽水市", (3, DONE, FAR, "1.清运完毕。"), level=Level.CITY)
    table(folder, "莲都区", (3, DONE, FAR, "1.清运完毕。"), (4, OPEN, FAR, "1.清运一半。"))
    (told,) = found(rolled(folder, "浙江省", "province"), "X703")
    assert (told.severity, Path(told.path or "").name) == (Severity.WARNING, "丽水市.xlsx")
    assert "没有这一项" in told.message


def test_rows_of_counties_in_the_city_s_own_table_count_beside_the_city_s(tmp_path: Path) -> None:
    rows = [[3, "丽水市"], [4, "莲都区"], [5, "青田县"], [6, "青田县"]]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["县（市、区）", "序号", "整改任务名称", "整改目标和措施", "完成时限", "进展情况", "备注"])
    for number, unit in rows:
        page.append(
            [unit, number, f"第{number}项：某点{number}堆放", "目标：清运。", FAR, f"清运{number}吨。", "☑已完成"]
        )
    book.save(tmp_path / "丽水市.xlsx")
    report = rolled(tmp_path, "浙江省", "province")
    assert {unit.name: unit.rows for unit in report.units if unit.reported} == {
        "丽水市": 1,
        "丽水市莲都区": 1,
        "丽水市青田县": 2,
    }
    assert [task.province_serial for task in report.tasks] == [3, 4, 5, 6]


def test_a_county_of_another_city_is_left_out_with_a_finding(tmp_path: Path) -> None:
    city(tmp_path / "in", (3, OPEN, FAR, "1.清运。"))
    table(tmp_path / "in", "长兴县", (3, BEHIND, FAR, "1.清运。"))
    report = rolled(tmp_path / "in")
    (finding,) = found(report, "X710")
    assert "长兴县" in finding.message
    assert report.tasks[0].by_unit["莲都区"] is OPEN


def test_a_name_that_places_of_other_provinces_share_means_the_one_here(tmp_path: Path) -> None:
    table(tmp_path / "in", "普陀区", (3, DONE, FAR, "1.清运。"))
    report = rolled(tmp_path / "in", "舟山市")
    assert [unit.name for unit in report.units if unit.reported] == ["普陀区"]
    assert not found(report, "S105")


# --- many files, bad files, stopped work -------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    generate_counties(folder, counties=40, tasks=4, seed=2)
    (folder / "坏.xlsx").write_text("不是工作簿")
    return folder


def province(folder: Path, out: Path, **options: object) -> Rollup:
    return rolled(folder, "河北省", "province", out=out, **options)


def test_processes_give_the_same_bytes(many: Path, tmp_path: Path) -> None:
    reports = [province(many, tmp_path / "a" / "省.xlsx", jobs=1), province(many, tmp_path / "b" / "省.xlsx", jobs=2)]
    assert (tmp_path / "a" / "省.xlsx").read_bytes() == (tmp_path / "b" / "省.xlsx").read_bytes()
    assert reports[0].findings == reports[1].findings
    assert [Path(finding.path or "").name for finding in found(reports[1], "S117")] == ["坏.xlsx"]


def test_a_cluster_gives_the_same_bytes(many: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        province(many, tmp_path / "b.xlsx", cluster=running.scheduler_address)
    province(many, tmp_path / "a.xlsx", jobs=1)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_progress_is_told_file_by_file(many: Path) -> None:
    told: list[tuple[int, int]] = []
    rolled(many, "河北省", "province", progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 41) for done in range(1, 42)]


def test_no_file_readable_is_a_sentence_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_text("不是工作簿")
    with pytest.raises(UserError, match="都读不出来"):
        rolled(tmp_path, out=tmp_path / "out" / "市.xlsx")
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_stopped_work_leaves_nothing_half_written(tmp_path: Path, jobs: str) -> None:
    generate_counties(tmp_path / "in", counties=120, tasks=12, seed=2)
    out = tmp_path / "out" / "省.xlsx"
    words = f"rollup {tmp_path / 'in'} --level province --name 河北省 --out {out} --jobs {jobs}".split()
    running = subprocess.Popen(
        [sys.executable, "-m", "xl_tools", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Whoever runs the tests in the background has Ctrl-C turned off, and the command would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not out.parent.exists():  # made when the reading begins; stopped whenever after that, it is the same
        assert running.poll() is None
        time.sleep(0.001)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 2
    assert said.decode().splitlines() == ["已停止，没有写出不完整的文件。"]
    assert not _files(tmp_path / "out")


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_stopped_while_a_text_is_executed_it_ends_as_promised(tmp_path: Path) -> None:
    """Python makes classes and methods so, and of a module that is run would give the status of a kill."""
    program = """
from xl_tools.surfaces.cli import commands, entry
commands.run_command = lambda _: exec("import os, signal; os.kill(os.getpid(), signal.SIGINT)")
entry.main()
"""
    assert _stopped(program, tmp_path) == (2, "已停止，没有写出不完整的文件。")


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_stopped_while_the_commands_load_it_ends_as_promised(tmp_path: Path) -> None:
    program = """
import os, runpy, signal, sys
class Stop:
    def find_spec(name, *_):
        if name == "xl_tools.surfaces.cli.commands":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Stop)
runpy.run_module("xl_tools", run_name="__main__")
"""
    assert _stopped(program, tmp_path) == (2, "已停止，没有写出不完整的文件。")


def _stopped(program: str, folder: Path) -> tuple[int, str]:
    """How a module that is run and stops itself by Ctrl+C ends, and what it says."""
    (folder / "stopped.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "-m", "stopped"],
        capture_output=True,
        cwd=folder,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    return done.returncode, done.stderr.decode().strip()


def _files(folder: Path) -> Sequence[Path]:
    return list(folder.iterdir()) if folder.exists() else []
