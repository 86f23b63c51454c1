"""Counties' shares of the ledger: handed out, filled in, put together; nothing is lost, nothing taken from another."""

from __future__ import annotations

import os
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.closing.made import book, event
from tests.closing.rule_cases import EVIDENCE, MEASURES
from xl_tools.app.closing_round import collect_ledgers, issue_ledgers
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.parse.closing.ledger import LedgerRows, read_rows
from xl_tools.write.closing.ledger_book import ledger_bytes

AS_OF = date(2024, 12, 20)
ROWS = {
    "cases": [{"title": "河道采砂"}, {"unit": "青田县", "title": "管网破损"}],
    "measures": [MEASURES[0] | {"answer": ""}, MEASURES[1], MEASURES[0] | {"unit": "青田县"}],
    "events": [event("整改完成", "2024-11-04"), event("整改完成", "2024-11-04", unit="青田县")],
    "evidence": EVIDENCE[:1],
}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "销号台账.xlsx"
    path.write_bytes(ledger_bytes(read_rows(book(ROWS)), AS_OF))
    return path


@pytest.fixture
def share(whole: Path, tmp_path: Path) -> Path:
    issued = issue_ledgers(whole, out=tmp_path / "下发", as_of=AS_OF)
    assert [(one.unit, one.rows) for one in issued.units] == [("莲都区", 1), ("青田县", 1)]
    return Path(issued.units[0].path)


def rows(path: Path) -> LedgerRows:
    return read_rows(read_book(path))


def put(path: Path, sheet: str, **cells: object) -> None:
    workbook = openpyxl.load_workbook(path)
    for name, value in cells.items():
        workbook[sheet][name] = value
    workbook.save(path)


def test_a_share_holds_its_unit_s_rows_and_no_word_of_another(share: Path) -> None:
    own = rows(share)
    assert {row.key.unit for what in ("cases", "measures", "events", "evidence") for row in own.rows[what]} == {
        "莲都区"
    }
    assert "青田县" not in str([grid.rows for grid in read_book(share).grids])
    assert len(own.rows["settings"]) == 1


def test_a_share_holds_nothing_that_is_the_office_s_alone(whole: Path, tmp_path: Path) -> None:
    """Words under 设置, a column and a sheet of the office's own, another inspection's steps."""
    put(whole, "设置", A6="以下内部掌握：莲都区拟约谈", C6="不外传", P4="内部口径", P3="内部栏")
    put(whole, "设置", A5="省督一轮", B5="整改完成", C5="销号", J5=5)
    put(whole, "设置", B7="内部环节", C7="销号")
    put(whole, "销号台账", BZ3="内部意见", BZ4="拟重点盯")
    workbook = openpyxl.load_workbook(whole)
    workbook.create_sheet("内部记录")["A1"] = "只给市里看"
    workbook.save(whole)
    issued = issue_ledgers(whole, out=tmp_path / "下发", as_of=AS_OF)
    for one in issued.units:
        told = str([grid.rows for grid in read_book(Path(one.path)).grids])
        for word in ("内部", "不外传", "约谈", "重点盯", "只给市里看", "省督一轮"):
            assert word not in told
    collect_ledgers(whole, [one.path for one in issued.units], as_of=AS_OF)
    kept = str([grid.rows for grid in read_book(whole).grids])
    for word in ("以下内部掌握：莲都区拟约谈", "不外传", "内部口径", "拟重点盯", "只给市里看", "省督一轮"):
        assert word in kept


def test_what_a_county_fills_in_comes_back(whole: Path, share: Path) -> None:
    put(share, "整改措施与完成情况", H4="清退12艘。", I4=date(2024, 6, 20))
    put(share, "环节记录", A5=date(2024, 11, 6), B5="央督二轮", C5=7, D5="莲都区", F5="申请")
    put(share, "佐证材料", A5="央督二轮", B5=7, C5="莲都区", F5="整改后照片", H5="7/后.jpg")
    before = rows(whole)
    made = collect_ledgers(whole, [share], as_of=AS_OF)
    (one,) = made.units
    assert (one.unit, one.added, one.filled, one.refused, made.exit_code) == ("莲都区", 2, 1, (), 0)
    after = rows(whole)
    assert after.rows["measures"][0].cells["answer"] == "清退12艘。"
    assert [row.cells["step"] for row in after.rows["events"]] == ["整改完成", "整改完成", "申请"]
    assert after.rows["cases"] == before.rows["cases"]
    assert after.rows["measures"][1:] == before.rows["measures"][1:]
    again = collect_ledgers(whole, [share], as_of=AS_OF)
    assert (again.units[0].added, again.units[0].filled) == (0, 0)
    assert rows(whole).rows == after.rows


def test_what_is_not_the_county_s_is_told_and_not_taken(whole: Path, share: Path) -> None:
    put(share, "环节记录", A5=date(2024, 11, 6), B5="央督二轮", C5=7, D5="青田县", F5="销号")
    put(share, "佐证材料", A5="央督二轮", B5=99, C5="莲都区", H5="9.jpg")
    put(share, "环节记录", I4="通过了", G4="区政府")
    put(share, "整改措施与完成情况", F4="改短的措施")
    before = rows(whole)
    made = collect_ledgers(whole, [share], as_of=AS_OF)
    said = "".join(made.units[0].refused)
    assert "第5行是青田县的，没有收" in said
    assert "第5行对不上台账里的任何一件" in said
    assert "“措施”报的是“改短的措施”" in said
    assert made.exit_code == 1
    after = rows(whole)
    assert after.rows["measures"] == before.rows["measures"]
    assert len(after.rows["events"]) == len(before.rows["events"])
    assert len(after.rows["evidence"]) == 1


def test_other_workbooks_are_told(whole: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    (tmp_path / "坏.xlsx").write_bytes(b"PK")
    made = collect_ledgers(whole, [other, tmp_path / "坏.xlsx"], as_of=AS_OF)
    assert [bool(one.refused) for one in made.units] == [True, True]


def test_without_a_ledger_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有"):
        issue_ledgers(tmp_path / "没有.xlsx", out=tmp_path / "下发")


def sent_again(share: Path, name: str, minutes: int, **cells: object) -> Path:
    """Another copy of a share, saved by its county so many minutes later."""
    workbook = openpyxl.load_workbook(share)
    for name_of_sheet, values in cells.items():
        for cell, value in values.items():  # type: ignore[attr-defined]
            workbook[name_of_sheet][cell] = value
    other = share.with_name(name)
    workbook.save(other)
    moment = datetime(2024, 12, 10, 9, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    _saved_at(other, moment)
    return other


def _saved_at(path: Path, moment: datetime) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(), parts[_CORE])
    with zipfile.ZipFile(path, "w") as package:
        for name, data in (parts | {_CORE: core}).items():
            package.writestr(name, data)


_CORE = "docProps/core.xml"


@pytest.mark.parametrize("names", [("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")])
def test_of_two_files_of_a_county_the_newer_counts_whatever_its_name(
    whole: Path, share: Path, names: tuple[str, str]
) -> None:
    old, new = names
    answers = "整改措施与完成情况"
    older = sent_again(share, old, 0, **{answers: {"H4": "清退8艘。"}, "环节记录": {"H4": "通过"}})
    newer = sent_again(share, new, 30, **{answers: {"H4": "清退12艘。"}})
    made = collect_ledgers(whole, sorted([older, newer]), as_of=AS_OF)
    by_name = {Path(one.path).name: one for one in made.units}
    assert rows(whole).rows["measures"][0].cells["answer"] == "清退12艘。"
    assert by_name[new].filled == 1
    assert f"“{new}”更新" in by_name[old].note
    again = {Path(one.path).name: one for one in collect_ledgers(whole, [older, newer], as_of=AS_OF).units}
    assert [(one.added, one.filled) for one in again.values()] == [(0, 0), (0, 0)]


def test_what_only_the_older_file_holds_is_told(whole: Path, share: Path) -> None:
    more = {"A5": date(2024, 11, 6), "B5": "央督二轮", "C5": 7, "D5": "莲都区", "F5": "申请"}
    older = sent_again(share, "a.xlsx", 0, 环节记录=more)
    newer = sent_again(share, "b.xlsx", 30, 整改措施与完成情况={"H4": "清退12艘。"})
    made = collect_ledgers(whole, [older, newer], as_of=AS_OF)
    assert "有 1 行新的一份没有，没有收" in made.units[0].refused[0]
    assert made.exit_code == 1
    assert [row.cells["step"] for row in rows(whole).rows["events"]] == ["整改完成", "整改完成"]


def test_of_two_files_saved_at_once_none_is_taken(whole: Path, share: Path) -> None:
    files = [sent_again(share, f"{name}.xlsx", 0, 整改措施与完成情况={"H4": f"清退{name}艘。"}) for name in "12"]
    for file in files:
        os.utime(file, (1_733_800_000, 1_733_800_000))
    made = collect_ledgers(whole, files, as_of=AS_OF)
    assert all("分不出哪一份新" in one.refused[0] for one in made.units)
    assert not rows(whole).rows["measures"][0].cells["answer"]


@pytest.fixture
def undated(tmp_path: Path) -> Path:
    """A ledger with steps that nobody knows the day of yet."""
    steps = [event("整改完成", "2024-11-04"), event("县级验收", "2024-11-20") | {"day": None, "note": "待核对"}]
    path = tmp_path / "销号台账.xlsx"
    reviews = [{"planned": None, "note": "待定"}]
    path.write_bytes(ledger_bytes(read_rows(book({"events": steps, "reviews": reviews})), AS_OF))
    return path


def handed_out(whole: Path) -> Path:
    return Path(issue_ledgers(whole, out=whole.parent / "下发", as_of=AS_OF).units[0].path)


def test_a_day_that_a_county_fills_in_goes_into_the_step_that_lacks_it(undated: Path) -> None:
    share = handed_out(undated)
    put(share, "环节记录", A5=date(2024, 11, 20))
    (one,) = collect_ledgers(undated, [share], as_of=AS_OF).units
    assert (one.added, one.filled, one.refused) == (0, 1, ())
    assert [(row.cells["step"], str(row.cells["day"])[:10]) for row in rows(undated).rows["events"]] == [
        ("整改完成", "2024-11-04"),
        ("县级验收", "2024-11-20"),
    ]
    assert collect_ledgers(undated, [share], as_of=AS_OF).units[0].filled == 0


def test_a_day_that_the_office_filled_in_meanwhile_makes_no_second_step(undated: Path) -> None:
    share = handed_out(undated)
    put(undated, "环节记录", A5=date(2024, 11, 20))
    put(share, "环节记录", J5="市验〔2024〕3号")
    (one,) = collect_ledgers(undated, [share], as_of=AS_OF).units
    assert (one.added, one.filled) == (0, 1)
    (_, step) = rows(undated).rows["events"]
    assert (str(step.cells["day"])[:10], step.cells["paper"]) == ("2024-11-20", "市验〔2024〕3号")


def test_a_step_that_may_be_either_of_two_is_told(undated: Path) -> None:
    put(undated, "环节记录", A5=date(2024, 11, 20))
    share = handed_out(undated)
    again = {"A6": date(2024, 12, 2), "B6": "央督二轮", "C6": 7, "D6": "莲都区", "F6": "县级验收", "H6": "通过"}
    put(undated, "环节记录", **again)
    put(share, "环节记录", A5=None, J5="市验〔2024〕3号")
    (one,) = collect_ledgers(undated, [share], as_of=AS_OF).units
    assert "第5行对得上台账里的几行，分不出是哪一行，没有收" in one.refused[0]
    assert len(rows(undated).rows["events"]) == 3


def test_one_file_proves_two_measures_and_two_objections_come_on_a_day(whole: Path, share: Path) -> None:
    for row, measure in ((5, 1), (6, 2)):
        cells = dict(zip("ABCEFH", ("央督二轮", 7, "莲都区", measure, "整改后照片", "7/全景.jpg"), strict=True))
        put(share, "佐证材料", **{f"{column}{row}": value for column, value in cells.items()})
    for row, reason in ((4, "噪声"), (5, "扬尘")):
        cells = dict(zip("ABCDFG", (date(2024, 12, 8), "央督二轮", 7, "莲都区", "异议", reason), strict=True))
        put(share, "退回与异议", **{f"{column}{row}": value for column, value in cells.items()})
    for added in (4, 0):
        (one,) = collect_ledgers(whole, [share], as_of=AS_OF).units
        assert (one.added, one.refused) == (added, ())
    after = rows(whole)
    assert [row.cells["measure"] for row in after.rows["evidence"][-2:]] == [1, 2]
    assert [row.cells["reason"] for row in after.rows["matters"]] == ["噪声", "扬尘"]
