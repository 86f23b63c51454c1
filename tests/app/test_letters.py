"""Letters to units: who gets one, what it says of earlier ones, and that it holds no word of another unit."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import openxml_audit
import pytest

from xl_tools.app.letters import letters
from xl_tools.app.roll_up import roll_up
from xl_tools.core.errors import UserError
from xl_tools.sample import write_sample_city
from xl_tools.write.documents.fill import texts_of

AS_OF = date(2022, 12, 20)


@pytest.fixture(scope="module")
def periods(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample city's roll-ups of four months in a row, in which nothing moves: overdue once, twice … four times."""
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder / "县")
    made: list[Path] = []
    for month in (9, 10, 11, 12):
        out = folder / f"{month}.xlsx"
        day = date(2022, month, 20)
        roll_up([folder / "县"], level="city", name="丽水市", out=out, as_of=day, previous=made[-1] if made else None)
        made.append(out)
    return made


def shown(path: str) -> str:
    return texts_of(Path(path).read_bytes()).whole


def test_each_period_of_delay_calls_for_its_own_letter(periods: list[Path], tmp_path: Path) -> None:
    """policy.toml: overdue once 预警, twice 通报 (no letter), three times 督办, four times 约谈."""
    late = {"莲都区", "青田县", "遂昌县", "松阳县", "庆元县", "龙泉市"}
    called = {
        (place, kind): {one.unit for one in letters(book, kind=kind, out=tmp_path / f"{place}{kind}").letters}
        for place, book in enumerate(periods, 1)
        for kind in ("预警", "督办", "约谈")
    }
    assert {key for key, units in called.items() if units} == {(1, "预警"), (3, "督办"), (4, "约谈")}
    assert called[1, "预警"] == called[3, "督办"] == called[4, "约谈"] == late


def test_a_letter_tells_its_own_unit_alone(periods: list[Path], tmp_path: Path) -> None:
    made = letters(periods[0], kind="预警", out=tmp_path / "函")
    for one in made.letters:
        text = shown(one.path)
        assert f"{one.unit}：" in text
        # A task's own title may name places; nothing else may.
        others = [other.unit for other in made.letters if other.unit != one.unit]
        told = [line for line in text.splitlines() if "项（" not in line]
        assert [other for other in others if any(other in line for line in told)] == []
        assert openxml_audit.OpenXmlValidator().validate(Path(one.path)).errors == []
    songyang = next(one for one in made.letters if one.unit == "松阳县")
    assert songyang.tasks == ("第8项", "第41项")
    text = shown(songyang.path)
    # From the end of 2021 to 20 September 2022 there are 263 days.
    assert "时限2021年12月31日，最近一次填报的状态是“未达序时进度”，已逾期263天" in text
    assert "待核实（重复上报且不一致）" in text


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [("单位", "松阳", "单位是“松阳”"), ("状态", "完成", "状态是“完成”"), ("截止日期", "2021年底", "不是日期")],
)
def test_no_letter_is_written_where_one_may_be_missing(
    periods: list[Path], tmp_path: Path, heading: str, value: str, said: str
) -> None:
    """A unit that nobody knows, a status or a day that is none: its letter would not be there."""
    book = openpyxl.load_workbook(periods[0], data_only=True)
    sheet = book["明细"]
    head = [cell.value for cell in sheet[1]]
    late = next(row for row in sheet.iter_rows(min_row=2) if [row[2].value, row[9].value] == ["松阳县", "是"])
    late[head.index(heading)].value = value
    book.save(tmp_path / "改过.xlsx")
    with pytest.raises(UserError, match=f"“明细”{late[head.index(heading)].coordinate}的.*{said}"):
        letters(tmp_path / "改过.xlsx", kind="预警", out=tmp_path / "函")
    assert not (tmp_path / "函").exists()


def test_a_reply_is_due_in_working_days(periods: list[Path], tmp_path: Path) -> None:
    """20 September 2022 is a Tuesday: five working days later it is the Tuesday after."""
    made = letters(periods[0], kind="预警", out=tmp_path / "a")
    assert {one.reply_by for one in made.letters} == {date(2022, 9, 27)}
    (tmp_path / "信息.txt").write_text("成文日期：2022年9月23日\n", "utf-8")
    made = letters(periods[0], kind="预警", out=tmp_path / "b", info=tmp_path / "信息.txt")
    assert {one.reply_by for one in made.letters} == {date(2022, 9, 30)}
    assert "请于2022年9月30日前书面回复" in shown(made.letters[0].path)


def test_a_reminder_goes_to_who_has_thirty_days_left_at_most(periods: list[Path], tmp_path: Path) -> None:
    assert letters(periods[2], kind="提醒", out=tmp_path / "a").letters == ()
    made = letters(periods[3], kind="提醒", out=tmp_path / "b")
    by_unit = {one.unit: one.tasks for one in made.letters}
    assert by_unit["青田县"] == ("第12项", "第43项")
    assert "莲都区" not in by_unit
    assert "还剩11天" in shown(made.letters[0].path)


def test_the_register_is_kept_and_cited(periods: list[Path], tmp_path: Path) -> None:
    register = tmp_path / "函件登记.xlsx"
    first = letters(periods[0], kind="预警", out=tmp_path / "9月", register=register)
    again = letters(periods[0], kind="预警", out=tmp_path / "9月", register=register)
    assert len(first.letters) == len(again.letters) == 6
    book = openpyxl.load_workbook(register)
    sheet = book.active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(min_row=4) if row[0].value]
    assert len(rows) == 6
    for row in rows:
        if row[3].value == "松阳县":
            row[1].value, row[2].value, row[8].value = "丽督预〔2022〕3号", "2022年9月22日", "已约见"
    book.save(register)
    later = letters(periods[2], kind="督办", out=tmp_path / "11月", register=register)
    texts = {one.unit: shown(one.path) for one in later.letters}
    assert "此前2022年9月22日已发预警函（丽督预〔2022〕3号）" in texts["松阳县"]
    # Not sent, as far as the register tells: not cited.
    assert "此前" not in texts["青田县"]
    sheet = openpyxl.load_workbook(register).active
    assert sheet is not None
    kept = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4) if row[0].value]
    assert len(kept) == 12
    assert ["已约见" in row for row in kept].count(True) == 1


def test_what_was_given_for_another_paper_is_not_in_a_letter(periods: list[Path], tmp_path: Path) -> None:
    """Letters are numbered one by one: the number of the report would stand on all of them."""
    said = "发文字号：丽督报〔2022〕9号\n标题：一份报告\n下一步：本办内部安排。\n函件要求：请附照片。\n"
    (tmp_path / "信息.txt").write_text(said, "utf-8")
    for one in letters(periods[0], kind="预警", out=tmp_path / "a", info=tmp_path / "信息.txt").letters:
        text = shown(one.path)
        assert "【发文字号】" in text
        assert "请附照片。" in text
        assert [word for word in ("丽督报", "一份报告", "本办内部安排") if word in text] == []


def test_words_that_are_no_letter_are_said(periods: list[Path], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--kind 只能是 提醒、预警、督办、约谈"):
        letters(periods[0], kind="通报", out=tmp_path / "a")


@pytest.mark.parametrize("way", ["folder", "open", "locked", "no_workbook", "read_as_source"])
def test_a_register_that_cannot_be_written_is_said_before_a_letter_is(
    periods: list[Path], tmp_path: Path, way: str
) -> None:
    register = tmp_path / "登记" / "函件登记.xlsx"
    register.parent.mkdir()
    if way == "folder":
        register.mkdir()
    elif way == "no_workbook":
        register.write_bytes(b"no workbook")
    elif way == "read_as_source":
        register = periods[0]
    else:
        letters(periods[0], kind="预警", out=tmp_path / "先", register=register)
        lock = "~$函件登记.xlsx" if way == "open" else ".~lock.函件登记.xlsx#"
        (register.parent / lock).write_bytes(b"")
    with pytest.raises(UserError):
        letters(periods[0], kind="预警", out=tmp_path / "后", register=register)
    assert list((tmp_path / "后").glob("*")) == []


def test_own_columns_of_a_register_stay(periods: list[Path], tmp_path: Path) -> None:
    register = tmp_path / "函件登记.xlsx"
    letters(periods[0], kind="预警", out=tmp_path / "9月", register=register)
    book = openpyxl.load_workbook(register)
    page = book.worksheets[0]
    page.cell(3, 11).value, page.cell(4, 11).value = "承办人", "王某"
    book.create_sheet("备忘").append(["下周催办"])
    book.save(register)
    letters(periods[2], kind="督办", out=tmp_path / "11月", register=register)
    said = [
        [str(cell.value) for cell in row] for sheet in openpyxl.load_workbook(register) for row in sheet.iter_rows()
    ]
    assert (said[2][-1], said[3][-1], said[-1]) == ("承办人", "王某", ["下周催办"])


def test_days_that_became_dates_and_other_commas_are_read(periods: list[Path], tmp_path: Path) -> None:
    """Excel makes a date of a typed day: it is cited in words; a letter of that day is none before."""
    register = tmp_path / "函件登记.xlsx"
    letters(periods[0], kind="预警", out=tmp_path / "9月", register=register)
    book = openpyxl.load_workbook(register)
    page = book.worksheets[0]
    page.cell(3, 11).value = "承办人"
    for row in page.iter_rows(min_row=4):
        if row[0].value:
            row[2].value, row[5].value = datetime(2022, 9, 22), datetime(2022, 9, 20)
            row[4].value = str(row[4].value).replace("、", "，")
            page.cell(row[0].row, 11).value = "王某"
    book.save(register)
    again = letters(periods[0], kind="预警", out=tmp_path / "9月", register=register)
    assert all("此前" not in shown(one.path) for one in again.letters)
    later = letters(periods[2], kind="督办", out=tmp_path / "11月", register=register)
    assert "此前2022年9月22日已发预警函" in shown(next(one.path for one in later.letters if one.unit == "松阳县"))
    page = openpyxl.load_workbook(register).worksheets[0]
    kept = [[cell.value for cell in row] for row in page.iter_rows(min_row=4) if row[0].value]
    assert [row[0] for row in kept].count("预警函") == 6
    assert [row[10] for row in kept].count("王某") == 6


def test_a_row_without_a_unit_or_a_kind_stays(periods: list[Path], tmp_path: Path) -> None:
    """Somebody writes a letter of his own into the register and leaves a cell for later; a note below is no row."""
    register = tmp_path / "函件登记.xlsx"
    letters(periods[0], kind="预警", out=tmp_path / "9月", register=register)
    book = openpyxl.load_workbook(register)
    sheet = book.active
    head = [cell.value for cell in sheet[3]]
    own = ({"种类": "督办函", "文号": "丽督〔2022〕9号", "任务": "第16项"}, {"单位": "莲都区", "结果": "电话催过"})
    for row in own:
        sheet.append([row.get(name) for name in head])
    sheet.append(["以上由综合科登记"])
    book.save(register)
    for _ in range(2):
        letters(periods[2], kind="督办", out=tmp_path / "11月", register=register)
        rows = [
            {name: value for name, value in zip(head, row, strict=False) if value}
            for row in openpyxl.load_workbook(register).active.iter_rows(min_row=4, values_only=True)
        ]
        assert all(rows.count(row) == 1 for row in own)
        assert rows.count({head[0]: "以上由综合科登记"}) == 1
