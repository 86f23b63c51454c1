"""分发: each unit gets its own rows, whole, and nothing of anybody else's."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill, ticked
from tests.round.mail.conftest import AS_OF, COUNTIES, PEOPLE
from tests.round.round_kit import addresses, holds, parts, task_table
from xl_tools.app.issue import issue
from xl_tools.app.mail import prepare
from xl_tools.app.roll_up import roll_up
from xl_tools.core.records import Level, Status
from xl_tools.reports.round import IssueReport
from xl_tools.round.mail.mails import Attachment
from xl_tools.write.form_books import FormRow, write_progress_form


def test_distribute_nothing_of_any_other_unit_is_anywhere_in_the_attachment(merged: Path, people: Path) -> None:
    made = prepare("分发", [merged], addresses=people, period="2022-12", as_of=AS_OF)
    assert {one.unit for one, _ in made.mails} == set(COUNTIES)
    for one, _ in made.mails:
        (file,) = one.attachments
        for other in COUNTIES:
            found = holds(file.data, other)
            assert bool(found) == (other == one.unit), (one.unit, other, found)
        assert not holds(file.data, str(merged.parent))
        assert not holds(file.data, "丽水市汇总")
        assert not any(word in name for name in parts(file.data) for word in ("comment", "custom", "external", "media"))
        book = openpyxl.load_workbook(_write(merged.parent, file))
        assert [(page.title, page.sheet_state) for page in book] == [("整改进展", "visible")]
        assert not any(dimension.hidden for dimension in book["整改进展"].row_dimensions.values())
        assert not book.defined_names
        assert (book.properties.creator, book.properties.lastModifiedBy) in ((None, None), ("", ""), ("", None))
        assert holds(file.data, "http://schemas.openxmlformats.org/spreadsheetml/2006/main")


def _write(folder: Path, file: Attachment) -> Path:
    path = folder / "一份.xlsx"
    path.write_bytes(file.data)
    return path


def test_distribute_the_units_own_status_and_not_the_citys(merged: Path, people: Path) -> None:
    made = {one.unit: one for one, _ in prepare("分发", [merged], addresses=people, as_of=AS_OF).mails}
    assert "共 4 项任务" in made["莲都区"].body
    assert "已完成 3 项，达到序时进度 0 项，未达序时进度 1 项" in made["莲都区"].body
    assert "已完成 4 项，达到序时进度 0 项，未达序时进度 0 项" in made["云和县"].body
    assert "已完成 3 项" in made["青田县"].body
    assert "不涉及 1 项" in made["青田县"].body
    page = openpyxl.load_workbook(_write(merged.parent, made["莲都区"].attachments[0]))["整改进展"]
    assert page["F4"].value == "1.莲都区招标受阻。\n2.下一步加快。"
    assert page["G4"].value == ticked(Status.BEHIND)
    assert [str(page.cell(row, 2).value) for row in range(4, page.max_row + 1)] == ["1", "2", "3", "4"]


def test_distribute_leaves_out_what_cannot_be_told_apart(tmp_path: Path, people: Path) -> None:
    progress = {1: "莲都区完成甲事，青田县完成乙事。", 2: "莲都区：\n做完。\n青田县：\n也做完。"}
    table = task_table(tmp_path / "手工表.xlsx", "丽水市", progress=progress)
    made = prepare("分发", [table], addresses=people, period="2022-12", as_of=AS_OF)
    assert [one.unit for one, _ in made.mails] == ["莲都区", "青田县"]
    assert not holds(made.mails[0][0].attachments[0].data, "甲事")
    assert made.notes["莲都区"] == "第1项的进展没有按单位分开写，分不出来，没有放进去。"


@pytest.mark.parametrize("line", ["青田县委、县政府：乙事做完。", "（青田县）乙事做完。", "青田县；乙事做完。"])
def test_distribute_leaves_out_a_block_in_which_another_unit_is_named(line: str, tmp_path: Path, people: Path) -> None:
    progress = {1: f"莲都区：\n甲事做完。\n{line}\n云和县：\n丙事做完。", 2: "莲都区：\n做完。\n云和县：\n也做完。"}
    table = task_table(tmp_path / "手工表.xlsx", "丽水市", progress=progress)
    made = prepare("分发", [table], addresses=people, period="2022-12", as_of=AS_OF)
    assert {one.unit for one, _ in made.mails} == {"莲都区", "云和县"}
    for one, _ in made.mails:
        assert not holds(one.attachments[0].data, "乙事")
    assert made.notes == {"莲都区": "第1项的进展没有按单位分开写，分不出来，没有放进去。"}


def test_distribute_says_so_where_no_unit_can_be_told_from_another(tmp_path: Path, people: Path) -> None:
    progress = {1: "莲都区完成甲事，青田县完成乙事。", 2: "各县都已完成。"}
    table = task_table(tmp_path / "手工表.xlsx", "丽水市", progress=progress)
    made = prepare("分发", [table], addresses=people, period="2022-12", as_of=AS_OF)
    assert made.mails == []
    assert [line.note for line in made.withheld] == ["第1项、第2项的进展没有按单位分开写，分不出来，没有放进去。"]


ZONE, SECRET = "丽水经开区", "天桥路口的事只有开发区知道。"


@pytest.fixture
def with_a_zone(tmp_path: Path, issued: IssueReport) -> Path:
    """A city's roll-up in which a unit stands last that is not in the region data."""
    for book in issued.units:
        fill(Path(book.path), tmp_path / "来" / f"{book.unit}.xlsx", {})
    rows = [
        FormRow(ZONE, "1", "第1项：排水管网渗漏长期没有解决，群众反映较多。", SECRET, "2025年底前", SECRET, "☑已完成")
    ]
    path = tmp_path / "来" / "经开区.xlsx"
    write_progress_form(path, title="进展情况表", level=Level.COUNTY, rows=rows, lock=False, instructions=False)
    merged = tmp_path / "丽水市汇总.xlsx"
    report = roll_up([tmp_path / "来"], level="city", name="丽水市", out=merged, as_of=AS_OF)
    assert ZONE in {unit.name for unit in report.units}
    return merged


def test_a_unit_of_no_known_name_is_not_handed_to_the_one_before_it(with_a_zone: Path, tmp_path: Path) -> None:
    people = addresses(tmp_path / "通讯录.xlsx", [*PEOPLE, [ZONE, "王五", "zone@county.example", "联系人"]])
    made = prepare("分发", [with_a_zone], addresses=people, period="2022-12", as_of=AS_OF)
    assert {one.unit for one, _ in made.mails} == {*COUNTIES, ZONE}
    for one, _ in made.mails:
        told = holds(one.attachments[0].data, "天桥路口")
        assert bool(told) == (one.unit == ZONE), one.unit
    again = issue(with_a_zone, out=tmp_path / "再下发", previous=with_a_zone, period="2023-01", as_of=AS_OF)
    assert [book.unit for book in again.units if holds(Path(book.path).read_bytes(), "天桥路口")] == []


def test_the_province_hands_a_city_its_whole_part_and_its_counties_nothing(merged: Path, tmp_path: Path) -> None:
    table = tmp_path / "浙江省汇总.xlsx"
    roll_up([merged], level="province", name="浙江省", out=table, as_of=AS_OF)
    people = addresses(tmp_path / "通讯录.xlsx", [*PEOPLE, ["丽水市", "赵六", "city@county.example", "联系人"]])
    made = prepare("分发", [table], addresses=people, period="2022-12", as_of=AS_OF)
    assert [one.unit for one, _ in made.mails] == ["丽水市"]
    page = openpyxl.load_workbook(_write(tmp_path, made.mails[0][0].attachments[0]))["整改进展"]
    assert str(page["F4"].value).startswith("莲都区：\n1.莲都区招标受阻。\n2.下一步加快。\n青田县：\n")
    assert all(unit in str(page["F4"].value) for unit in COUNTIES)


def test_a_file_with_the_tables_of_two_units_is_not_returned_to_one_of_them(tmp_path: Path, people: Path) -> None:
    rows = [FormRow(unit, "1", "第1项：排水管网渗漏", "整改目标：清。", "", "", "") for unit in ("莲都区", "青田县")]
    path = tmp_path / "退" / "两个县.xlsx"
    path.parent.mkdir()
    write_progress_form(path, title="进展情况表", level=Level.COUNTY, rows=rows, lock=False, instructions=False)
    made = prepare("退回修改", [path], addresses=people, as_of=AS_OF)
    assert made.mails == []
    assert [line.note for line in made.withheld] == ["里面有几个单位的表（莲都区、青田县），没有退回。"]


def test_a_county_gets_its_own_words_back_from_its_city_s_part(merged: Path, tmp_path: Path) -> None:
    """The province hands out to the counties from its own roll-up, where a county stands inside its city's part."""
    table = tmp_path / "浙江省汇总.xlsx"
    roll_up([merged], level="province", name="浙江省", out=table, as_of=AS_OF)
    made = issue(table, out=tmp_path / "再下发", to="county", previous=table, period="2023-01", as_of=AS_OF)
    pages = {book.unit: openpyxl.load_workbook(book.path)["整改进展"] for book in made.units}
    assert pages["莲都区"]["H4"].value == "1.莲都区招标受阻。\n2.下一步加快。"
    assert pages["上城区"]["H4"].value == ""
    assert all(page["D4"].value for page in pages.values())
