"""The Python interface that scripts hold on to (contract, section Python)."""

from __future__ import annotations

import doctest
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

import xl_tools
from tests.conftest import ROOT
from xl_tools.sample import write_sample_city
from xl_tools.sample.assessment_year import write_filled_scores
from xl_tools.sample.city import write_task_list
from xl_tools.sample.petition_lists import write_petition_lists

AS_OF = date(2022, 12, 20)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder)
    return folder


def test_everything_promised_is_there() -> None:
    for name in xl_tools.__all__:
        assert getattr(xl_tools, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = xl_tools.nonsense


def test_the_report_dumps_to_the_json_of_the_command(city: Path) -> None:
    file = city / "遂昌县.xlsx"
    report = xl_tools.check([file], as_of=AS_OF)
    done = subprocess.run(
        [sys.executable, "-m", "xl_tools", "check", str(file), "--as-of", str(AS_OF), "--json"],
        capture_output=True,
        check=False,
    )
    assert report.model_dump(mode="json") == json.loads(done.stdout)
    assert xl_tools.CheckReport.model_validate(report.model_dump(mode="json")) == report


def test_findings_as_a_table(city: Path) -> None:
    report = xl_tools.check([city], as_of=AS_OF)
    frame = report.to_frame()
    assert len(frame) == sum(len(file.findings) for file in report.files)
    assert {"path", "code", "severity", "cell", "message"} <= set(frame.columns)
    rows = report.to_frame("rows")
    assert len(rows) == sum(len(sheet.rows) for file in report.files for sheet in file.sheets)
    assert xl_tools.check([city / "云和县.xlsx"], as_of=AS_OF, only=["S104"]).to_frame().empty


def test_a_finding_made_elsewhere_is_marked_on_any_workbook(tmp_path: Path) -> None:
    import xlsxwriter

    plain, marked, clean = (tmp_path / name for name in ("通知.xlsx", "标记.xlsx", "清除.xlsx"))
    with xlsxwriter.Workbook(str(plain)) as book:
        book.add_worksheet("会议").write_string("B2", "周五下午")
    finding = xl_tools.Finding.model_validate(
        {"code": "K001", "severity": "warning", "sheet": "会议", "row": 2, "cell": "B2", "message": "没有写时间"}
    )
    result = xl_tools.mark(plain, [finding], marked)
    assert (result.noted, result.overlaid) == (1, 1)
    assert xl_tools.clear(marked, clean)
    assert not xl_tools.clear(plain, tmp_path / "又.xlsx")


def test_marking_over_the_input_is_refused(city: Path) -> None:
    with pytest.raises(xl_tools.UserError, match="未改动"):
        xl_tools.mark(city / "云和县.xlsx", [], city / "云和县.xlsx")


def test_roll_up_without_a_file_gives_the_report_alone(city: Path) -> None:
    report = xl_tools.roll_up([city], level="city", name="丽水市", as_of=AS_OF)
    assert report.out is None
    frame = report.to_frame()
    assert len(frame) == report.totals.tasks
    assert "莲都区" in frame.columns


def test_readings() -> None:
    assert xl_tools.read_deadline("8月底前", date(2022, 5, 1)).due == date(2022, 8, 31)
    assert xl_tools.read_deadline("8月底前").due is None
    assert xl_tools.read_status("☑已完成\n□达到序时进度").status == "completed"


def test_tasks_of_an_assignment_list_decide_who_ought_to_report(city: Path, tmp_path: Path) -> None:
    """松阳县 is asked for task 8 alone; every other unit for nothing: then nothing else is missed."""
    import xlsxwriter

    tasks = tmp_path / "任务.xlsx"
    headings = ["序号", "省序号", "反馈问题", "责任单位", "整改目标", "整改时限", "整改措施"]
    with xlsxwriter.Workbook(str(tasks)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        sheet.write_row(1, 0, ["一", 8, "不锈钢行业总氮", "松阳县", "达标", "2021年12月底前", "1.改造"])
    only = tmp_path / "来"
    only.mkdir()
    (only / "松阳县.xlsx").write_bytes((city / "松阳县.xlsx").read_bytes())
    report = xl_tools.roll_up([only], level="city", name="丽水市", tasks=tasks, as_of=AS_OF)
    eighth = next(task for task in report.tasks if task.province_serial == 8)
    assert list(eighth.by_unit) == ["松阳县"]


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def test_the_page_is_true(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of docs/python.md, run as they stand; and it names every function that there is."""
    page = ROOT / "docs" / "python.md"
    shutil.copytree(city, tmp_path / "counties")
    write_petition_lists(tmp_path, write)
    write_task_list(tmp_path / "任务清单.xlsx")
    write_filled_scores(tmp_path / "考核评分表.xlsx")
    write_addresses(tmp_path / "通讯录.xlsx")
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert result.attempted > 10
    assert not result.failed
    functions = [name for name in xl_tools.__all__ if name.islower()]
    assert not [name for name in functions if f"`{name}" not in page.read_text("utf-8")]


def test_the_examples_hold_before_a_strict_type_checker(tmp_path: Path) -> None:
    script = tmp_path / "examples.py"
    script.write_text(doctest.script_from_examples((ROOT / "docs" / "python.md").read_text("utf-8")), "utf-8")
    words = ["--strict", "--config-file=", "--follow-imports=silent", f"--cache-dir={tmp_path / 'cache'}"]
    told = subprocess.run(
        [sys.executable, "-m", "mypy", *words, script],
        env=os.environ | {"MYPYPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert told.stdout.startswith("Success: no issues found"), told.stdout + told.stderr


@pytest.mark.parametrize(
    "day",
    [date(2022, 12, 20), datetime(2022, 12, 20, 8, 30), "2022-12-20", "20221220"],
    ids=["date", "datetime", "ISO", "ISO without dashes"],
)
def test_a_day_is_a_date_or_iso_text(city: Path, day: date | str) -> None:
    assert xl_tools.check(city / "云和县.xlsx", as_of=day).as_of == AS_OF


@pytest.mark.parametrize("month", ["2022-11", "2022年11月", date(2022, 11, 3)])
def test_a_month_is_text_or_a_day_of_it(city: Path, month: date | str) -> None:
    """The sample is for November: asked for it nothing is said of the month, asked for another one S116 is."""
    file = city / "云和县.xlsx"
    assert "S116" not in {found.code for found in xl_tools.check(file, as_of=AS_OF, period=month).files[0].findings}
    other = xl_tools.check(file, as_of=AS_OF, period="2022-10")
    assert "S116" in {found.code for found in other.files[0].findings}


def test_one_path_is_as_good_as_many(city: Path) -> None:
    file = city / "云和县.xlsx"
    alone = [xl_tools.check(given, as_of=AS_OF) for given in (file, str(file), [file], (str(file),), iter([file]))]
    assert all(report == alone[0] for report in alone)
    assert xl_tools.roll_up(file, level="city", name="丽水市", as_of=AS_OF).units


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("start", lambda: xl_tools.closing_days("29 September", count=10)),
        ("as_of", lambda: xl_tools.read_petitions("台账.xlsx", as_of="June")),
        ("paths", lambda: xl_tools.check(5)),  # type: ignore[arg-type]
        ("paths", lambda: xl_tools.check([None])),  # type: ignore[list-item]
        ("paths", lambda: xl_tools.check("")),
        ("as_of", lambda: xl_tools.check("a.xlsx", as_of="2022/12/20")),
        ("as_of", lambda: xl_tools.check("a.xlsx", as_of=44915)),  # type: ignore[arg-type]
        ("as_of", lambda: xl_tools.issue("a.xlsx", out="b", as_of="today")),
        ("as_of", lambda: xl_tools.read_deadline("8月底前", as_of="soon")),
        ("period", lambda: xl_tools.check("a.xlsx", period="2022-13")),
        ("period", lambda: xl_tools.issue("a.xlsx", out="b", period="December")),
        ("deadline", lambda: xl_tools.collect(".", out="b", deadline="Friday")),
        ("deadline", lambda: xl_tools.draft_mails("remind", "a.xlsx", out="b", deadline="Friday")),
        ("kind", lambda: xl_tools.report("a.xlsx", kind="poem", out="b.docx")),
        ("kind", lambda: xl_tools.letters("a.xlsx", kind="poem", out="b")),
        ("level", lambda: xl_tools.roll_up("a.xlsx", level="village", name="丽水市")),
        ("jobs", lambda: xl_tools.roll_up("a.xlsx", level="city", name="丽水市", jobs=0)),
        ("batch", lambda: xl_tools.publish_petitions("台账.xlsx", batch=-1, out="公开")),
        ("kind", lambda: xl_tools.draft_mails("poem", "a.xlsx", out="b")),
        ("kind", lambda: xl_tools.send_mails("poem", "a.xlsx", log="b.xlsx", host="localhost", user="a@b.cn")),
        ("kind", lambda: xl_tools.check_paper("a.xlsx", "b.docx", kind="poem")),
        ("kind", lambda: xl_tools.closing_papers("a.xlsx", kind="poem", out="b")),
        ("limit_mb", lambda: xl_tools.draft_mails("remind", "a.xlsx", out="b", limit_mb=-1)),
        ("security", lambda: xl_tools.send_mails("催报", "a", log="b", host="c", user="a@b.cn", security="none")),
        ("scheme", lambda: xl_tools.new_score_book("poem", "b.xlsx")),
    ],
)
def test_what_is_wrong_with_a_parameter_is_said_with_its_name(name: str, call: Callable[[], object]) -> None:
    with pytest.raises(xl_tools.UserError, match=name):
        call()


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("only", lambda city, _: xl_tools.check(city, only=["T303", "T999"])),
        ("only", lambda city, _: xl_tools.plan(city / "云和县.xlsx", only="poem")),
        ("name", lambda city, _: xl_tools.roll_up(city, level="city", name="无此市")),
        ("name", lambda city, out: xl_tools.collect(city, name="无此市", out=out / "收报")),
        ("name", lambda _, out: xl_tools.issue(out / "任务清单.xlsx", name="无此市", out=out / "下发")),
        ("name", lambda _, out: xl_tools.init(out / "任务清单.xlsx", name="无此市", out=out / "工作台")),
        ("deadline", lambda _, out: xl_tools.init(out / "任务清单.xlsx", deadline="soon", out=out / "工作台")),
        (
            "deadline",
            lambda _, out: xl_tools.init(
                out / "任务清单.xlsx", period="2022-11", deadline="每月31日", out=out / "工作台"
            ),
        ),
    ],
)
def test_what_is_wrong_with_it_beside_its_files_is_said_with_its_name(
    city: Path, tmp_path: Path, name: str, call: Callable[[Path, Path], object]
) -> None:
    write_task_list(tmp_path / "任务清单.xlsx")
    with pytest.raises(xl_tools.UserError, match=name):
        call(city, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["任务清单.xlsx"]


def test_findings_are_chosen_by_severity(city: Path) -> None:
    report = xl_tools.check(city, as_of=AS_OF)
    found = [one.severity for file in report.files for one in file.findings if one.accepted is None]
    assert {one: found.count(one) for one in xl_tools.Severity} == report.counts


def test_one_code_is_no_list_of_letters(city: Path) -> None:
    report = xl_tools.check(city, as_of=AS_OF, only="T303")
    assert {found.code for file in report.files for found in file.findings} == {"T303"}


def test_numbers_of_rows_are_whole(city: Path) -> None:
    report = xl_tools.check(city, as_of=AS_OF)
    assert str(report.to_frame()["row"].dtype) == "Int64"
    assert str(report.to_frame("rows")["serial"].dtype) == "Int64"
    empty = xl_tools.check(city / "云和县.xlsx", as_of=AS_OF, only="S104").to_frame()
    assert empty.empty
    assert str(empty["row"].dtype) == "Int64"
    frame = xl_tools.roll_up(city, level="city", name="丽水市", as_of=AS_OF).to_frame()
    assert str(frame.index.dtype) == str(frame["province_serial"].dtype) == "Int64"


def test_a_table_of_scores(tmp_path: Path) -> None:
    write_filled_scores(tmp_path / "考核评分表.xlsx")
    sheet = xl_tools.score(tmp_path / "考核评分表.xlsx")
    offices, lost = sheet.to_frame(), sheet.to_frame("lost")
    assert str(offices["rank"].dtype) == "Int64"
    assert (len(offices), len(lost)) == (len(sheet.offices), sum(len(office.lost) for office in sheet.offices))
    unranked = sheet.model_copy(
        update={"offices": tuple(one.model_copy(update={"rank": None}) for one in sheet.offices)}
    )
    assert unranked.to_frame()["rank"].isna().all()
    nothing = sheet.model_copy(update={"offices": ()})
    assert list(nothing.to_frame("lost").columns) == list(lost.columns)
    assert list(nothing.to_frame().columns) == list(offices.columns)


def test_a_table_of_what_there_is_not_is_refused(city: Path, tmp_path: Path) -> None:
    write_filled_scores(tmp_path / "考核评分表.xlsx")
    for report in (xl_tools.check(city / "云和县.xlsx", as_of=AS_OF), xl_tools.score(tmp_path / "考核评分表.xlsx")):
        with pytest.raises(xl_tools.UserError, match="what 只能是"):
            report.to_frame("everything")  # type: ignore[arg-type]


def write_addresses(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("通讯录")
        sheet.write_row(0, 0, ["单位", "姓名", "邮箱", "角色"])
        sheet.write_row(1, 0, ["莲都区", "张三", "zhang@liandu.example", "收件"])


def test_mails_are_drafted_in_one_call(city: Path, tmp_path: Path) -> None:
    merged, people = tmp_path / "丽水市.xlsx", tmp_path / "通讯录.xlsx"
    write_addresses(people)
    xl_tools.roll_up(city, level="city", name="丽水市", as_of=AS_OF, out=merged)
    report = xl_tools.draft_mails("distribute", merged, out=tmp_path / "草稿", addresses=people, as_of="2022-12-20")
    assert [line.unit for line in report.letters if line.outcome == "draft"] == ["莲都区"]


def test_collecting_and_reading_from_python(city: Path, tmp_path: Path) -> None:
    collected = xl_tools.collect(city, out=tmp_path / "收", name="丽水市", deadline="2022-12-25", as_of="2022-12-20")
    assert len(collected.units) == 9
    assert collected.deadline == datetime(2022, 12, 25, 23, 59)
    assert xl_tools.read_serial(16.0).number == 16
    (claim,) = xl_tools.read_figures("共10项任务，其中已完成4项，未完成6项。")
    assert claim.holds
    assert claim.model_dump(mode="json")["expression"] == "4+6=10"
