"""Lists added to a ledger: appended, taken over, refused; never lost, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.petitions.drawn_tables import TABLES
from tests.petitions.ledgers import SETTINGS
from tests.surfaces.cli.test_cli import run
from xl_tools.app.check import check
from xl_tools.app.office import OURS
from xl_tools.app.petition_statistics import petition_statistics
from xl_tools.app.petitions import add_petitions, ledgers_in
from xl_tools.core.errors import UserError
from xl_tools.core.form import Field
from xl_tools.core.grid import Grid
from xl_tools.petitions.records import Ledger, Settled
from xl_tools.write.plain_copy import write_plain

DAY = date(2024, 5, 20)
HEAD = ("受理编号", "批次", "交办日期", "举报方式", "行政区域", "污染类型", "交办问题基本情况")
ONE = ("D3ZJ202405070001", 1, "2024-05-08", "来电", "青田县", "水", "沙场洗砂水流进小溪")
TWO = ("X3ZJ202405070002", 1, "2024-05-08", "来信", "缙云县", "大气", "料场灰尘大")
THREE = ("D3ZJ202405080001", 2, "2024-05-09", "来电", "青田县", "噪声", "夜里放音响")
BACK = ("受理编号", "行政区域", "交办问题基本情况", "调查核实情况", "是否属实", "处理和整改情况", "办结情况")


def book(
    path: Path, *rows: Sequence[object], sheet: str = "交办单", title: str = "", more: Sequence[object] = ()
) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet(sheet)
        if title:
            page.write(0, 0, title)
        for at, row in enumerate(rows, bool(title)):
            page.write_row(at, 0, row)
        if more:
            settings = workbook.add_worksheet("口径")
            for at, line in enumerate(SETTINGS):
                settings.write_row(at, 0, line)
    return path


def read(path: Path) -> Ledger:
    (found,), _ = ledgers_in(path, DAY, OURS)
    return found


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of our making, begun with the first batch."""
    path = tmp_path / "台账.xlsx"
    first = book(tmp_path / "第一批.xlsx", HEAD, ONE, TWO, more=SETTINGS)
    made = add_petitions(path, first, write=True, as_of=DAY)
    assert made.sentence == "新增 2，更新 0，未变 0，有冲突 0"
    return path


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    made = add_petitions(path, book(tmp_path / "一.xlsx", HEAD, ONE), as_of=DAY)
    assert (len(made.new), made.written, path.exists()) == (1, None, False)


def test_it_is_begun_with_settings_and_a_line_a_batch(ledger: Path) -> None:
    found = read(ledger)
    assert [one.code for one in found.petitions] == [ONE[0], TWO[0]]
    assert found.conventions.described
    assert found.conventions.pattern
    (batch,) = found.batches
    assert (batch.number, batch.handed, batch.total) == (1, date(2024, 5, 8), 2)
    assert check([ledger], as_of=date(2024, 5, 10)).files[0].findings == ()


def test_adding_twice_changes_nothing(ledger: Path, tmp_path: Path) -> None:
    second = book(tmp_path / "第二批.xlsx", HEAD, THREE)
    assert add_petitions(ledger, second, write=True, as_of=DAY).new == (THREE[0],)
    before = ledger.read_bytes()
    again = add_petitions(ledger, [tmp_path / "第一批.xlsx", second], write=True, as_of=date(2024, 6, 1))
    assert (again.new, again.updated, again.unchanged, again.written) == ((), (), 3, None)
    assert ledger.read_bytes() == before


def test_what_a_county_sends_back_is_taken_over_and_the_old_value_kept(ledger: Path, tmp_path: Path) -> None:
    back = book(tmp_path / "青田.xlsx", BACK, (ONE[0], ONE[4], ONE[6], "经查，存在", "属实", "正在清理", "未办结"))
    assert add_petitions(ledger, back, write=True, as_of=DAY).updated == (ONE[0],)
    later = book(tmp_path / "青田2.xlsx", BACK, (ONE[0], ONE[4], ONE[6], "经查，存在", "属实", "已清理", "已办结"))
    made = add_petitions(ledger, later, write=True, as_of=date(2024, 5, 21))
    assert made.sentence == "新增 0，更新 1，未变 0，有冲突 0"
    first = read(ledger).petitions[0]
    assert (first.settled, first.text(Field("handling"))) == (Settled.DONE, "已清理")
    from openpyxl import load_workbook

    changes = [row[:6] for row in load_workbook(ledger)["变更记录"].iter_rows(values_only=True)]
    assert (ONE[0], "办结情况", "未办结", "已办结", "2024-05-21", "青田2.xlsx") in changes
    assert (ONE[0], "处理和整改情况", "正在清理", "已清理", "2024-05-21", "青田2.xlsx") in changes


def test_an_answer_to_what_nobody_handed_over_is_told(ledger: Path, tmp_path: Path) -> None:
    """A slip in the code makes a petition of its own, which is counted with the others."""
    rows = [(ONE[0], "青田县", ONE[6], "经查存在。", "属实", "已整改。", "已办结")]
    rows += [("D3ZJ202405070011", "青田县", ONE[6], "经查存在。", "属实", "已整改。", "已办结")]
    returned = book(tmp_path / "青田县报回.xlsx", BACK, *rows)
    assert "台账里没有" in run("petitions", "add", ledger, returned).stdout
    made = add_petitions(ledger, returned, write=True, as_of=DAY)
    assert [(one.code, one.row) for one in made.strays] == [("D3ZJ202405070011", 3)]
    assert "第3行的D3ZJ202405070011，台账里没有，也看不出是哪一批交办的" in made.strays[0].sentence
    assert made.exit_code == 1
    assert add_petitions(ledger, returned, write=True, as_of=DAY).strays == ()  # it is there now


def test_an_empty_cell_of_a_list_takes_nothing_away(ledger: Path, tmp_path: Path) -> None:
    full = book(tmp_path / "全.xlsx", BACK, (ONE[0], ONE[4], ONE[6], "经查，存在", "属实", "已清理", "已办结"))
    add_petitions(ledger, full, write=True, as_of=DAY)
    bare = book(tmp_path / "空.xlsx", BACK, (ONE[0], ONE[4], ONE[6], "", "", "", ""))
    assert add_petitions(ledger, bare, write=True, as_of=DAY).unchanged == 1
    assert read(ledger).petitions[0].settled is Settled.DONE


def test_what_was_handed_over_is_told_and_not_written(ledger: Path, tmp_path: Path) -> None:
    other = book(tmp_path / "错.xlsx", HEAD, (*ONE[:4], "莲都区", ONE[5], "沙场洗砂水已经不流进小溪"))
    made = add_petitions(ledger, other, write=True, as_of=DAY)
    assert {(one.field, one.ledger, one.list) for one in made.conflicts} == {
        ("行政区域", "青田县", "莲都区"),
        ("交办问题基本情况", ONE[6], "沙场洗砂水已经不流进小溪"),
    }
    assert made.exit_code == 1
    assert read(ledger).petitions[0].regions == ("青田县",)


def test_a_supplement_of_a_batch_makes_it_longer(ledger: Path, tmp_path: Path) -> None:
    more = ("D3ZJ202405070009", 1, "2024-05-08", "来电", "龙泉市", "水", "水沟发黑")
    made = add_petitions(ledger, book(tmp_path / "补.xlsx", HEAD, ONE, more), write=True, as_of=DAY)
    assert (made.new, made.unchanged) == ((more[0],), 1)
    assert [(batch.number, batch.total) for batch in read(ledger).batches] == [(1, 3)]


def test_a_line_of_a_batch_stays_and_one_that_names_none_is_no_batch(ledger: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", HEAD, ONE)
    workbook = openpyxl.load_workbook(path)
    lines = workbook.create_sheet("批次")
    for line in (("批次", "交办日期", "件数"), (1, "2024-05-08", 7), ("待定", "2024-05-09", 5), (2, "2024-05-09", 3)):
        lines.append(line)
    workbook.save(path)
    made = add_petitions(ledger, path, write=True, as_of=DAY)
    assert made.batches == (2,)
    assert [(batch.number, batch.total) for batch in read(ledger).batches] == [(1, 2), (2, 3)]


def test_a_code_in_small_letters_is_the_same(ledger: Path, tmp_path: Path) -> None:
    made = add_petitions(ledger, book(tmp_path / "小写.xlsx", HEAD, (ONE[0].lower(), *ONE[1:])), write=True, as_of=DAY)
    assert made.sentence == "新增 0，更新 0，未变 1，有冲突 0"


def test_two_batches_of_one_day_and_one_without_petitions(ledger: Path, tmp_path: Path) -> None:
    same_day = ("D3ZJ202405070020", 3, "2024-05-08", "来电", "龙泉市", "水", "鱼塘换水")
    none = book(tmp_path / "四.xlsx", HEAD, title="第四批交办单（2024年5月11日）")
    made = add_petitions(ledger, [book(tmp_path / "三.xlsx", HEAD, same_day), none], write=True, as_of=DAY)
    assert made.batches == (3, 4)
    assert [(batch.number, batch.handed, batch.total) for batch in read(ledger).batches] == [
        (1, date(2024, 5, 8), 2),
        (3, date(2024, 5, 8), 1),
        (4, date(2024, 5, 11), 0),
    ]


def test_a_petition_of_an_earlier_inspection_is_another_one(ledger: Path, tmp_path: Path) -> None:
    earlier = book(tmp_path / "旧.xlsx", ("督察轮次", *HEAD), ("央督二轮", *ONE))
    made = add_petitions(ledger, earlier, write=True, as_of=DAY)
    assert (made.new, made.conflicts) == ((ONE[0],), ())
    assert len(read(ledger).petitions) == 3


def test_what_people_write_into_the_ledger_stays(ledger: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    work = load_workbook(ledger)
    sheet = work["信访件台账"]
    sheet.cell(2, sheet.max_column + 1, "督办人")
    sheet.cell(3, sheet.max_column, "老王")
    work.create_sheet("我的记事").append(["五月底前看一遍", 3])
    work.save(ledger)
    made = add_petitions(ledger, book(tmp_path / "二.xlsx", HEAD, THREE), write=True, as_of=DAY)
    assert made.kept
    again = load_workbook(ledger)
    assert [cell.value for cell in again["我的记事"][1]] == ["五月底前看一遍", 3]
    assert read(ledger).petitions[0].source.extras == {"督办人": "老王"}
    assert len(read(ledger).petitions) == 3


def test_rows_that_people_copy_to_a_sheet_of_their_own_are_not_counted_again(ledger: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    work = load_workbook(ledger)
    copied, hidden = work.create_sheet("重点件"), work.create_sheet("底稿")
    for row in work["信访件台账"].iter_rows(min_row=2, max_row=3, values_only=True):
        copied.append(row)
    hidden["A1"], hidden.sheet_state = "不外传", "hidden"
    work.create_sheet("校验结果")["A1"] = "已经核过"
    work.save(ledger)
    made = add_petitions(ledger, book(tmp_path / "二.xlsx", HEAD, THREE), write=True, as_of=DAY)
    assert made.total == 3
    again = load_workbook(ledger)
    assert again["重点件"].max_row == 2
    assert (again["底稿"]["A1"].value, again["底稿"].sheet_state) == ("不外传", "hidden")
    assert again["校验结果"]["A1"].value == "已经核过"
    assert petition_statistics(ledger, out=tmp_path / "统计.xlsx", as_of=DAY).total == 3


def test_a_ledger_of_a_bureau_is_never_written_anew(tmp_path: Path) -> None:
    own = book(tmp_path / "本局.xlsx", HEAD, ONE, sheet="台账")
    before = own.read_bytes()
    made = add_petitions(own, book(tmp_path / "二.xlsx", HEAD, ONE, THREE), write=True, as_of=DAY)
    assert own.read_bytes() == before
    assert (made.made, made.new) == (False, (THREE[0],))
    assert made.written == str(tmp_path / "本局（接批）.xlsx")
    from openpyxl import load_workbook

    new = [row[1] for row in load_workbook(made.written)["新增"].iter_rows(values_only=True)]
    assert THREE[0] in new
    assert ONE[0] not in new


def test_a_file_without_petitions_is_told(ledger: Path, tmp_path: Path) -> None:
    made = add_petitions(ledger, book(tmp_path / "别的.xlsx", ("姓名", "电话"), ("张", "1")), write=True, as_of=DAY)
    assert made.unread == ("“别的.xlsx”里没有信访件，没有算它。",)
    with pytest.raises(UserError, match="没有信访件台账"):
        add_petitions(tmp_path / "别的.xlsx", tmp_path / "第一批.xlsx", as_of=DAY)


def test_lines_over_the_rows_of_a_list_are_no_columns(tmp_path: Path) -> None:
    """Lists drawn as offices draw them are added, and adding them twice changes nothing."""
    folder = tmp_path / "来件"
    folder.mkdir()
    kinds = (("水污染类", *[""] * (len(HEAD) - 1)), ONE, ("一、大气类", *[""] * (len(HEAD) - 1)), THREE)
    book(folder / "分类.xlsx", HEAD, *kinds)
    batches = (("第三批（2024年5月10日）", *[""] * (len(HEAD) - 1)), TWO)
    book(folder / "分批.xlsx", HEAD, *batches)
    ledger = tmp_path / "台账.xlsx"
    assert add_petitions(ledger, folder, write=True, as_of=DAY).total == 3
    again = add_petitions(ledger, folder, write=True, as_of=DAY)
    assert (again.new, again.updated, again.conflicts, again.unchanged) == ((), (), (), 3)
    assert "一、大气类" in str([one.source.extras for one in read(ledger).petitions])


def test_lists_of_which_some_name_the_inspection_are_of_one(tmp_path: Path) -> None:
    """A list that names its round, one that does not, and an earlier round's petition of the same code."""
    first = book(tmp_path / "一.xlsx", HEAD, ONE)
    named = book(tmp_path / "二.xlsx", ("督察轮次", *HEAD), ("第三轮中央生态环境保护督察", *ONE))
    earlier = book(tmp_path / "旧.xlsx", ("督察轮次", *HEAD), ("第二轮中央生态环境保护督察", *ONE))
    for order in ([first, named], [named, first]):
        ledger = tmp_path / f"{order[0].stem}台账.xlsx"
        for path in (*order, *order):
            made = add_petitions(ledger, path, write=True, as_of=DAY)
        assert (made.total, made.new) == (1, ())
    made = add_petitions(ledger, earlier, write=True, as_of=DAY)
    assert (made.total, len(made.new)) == (2, 1)
    again = add_petitions(ledger, [named, earlier], write=True, as_of=DAY)
    assert (again.new, again.updated, again.total) == ((), (), 2)


def test_lists_drawn_as_offices_draw_them_are_added_once(tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for at, table in enumerate(TABLES.values()):
        rows = [["" if cell in ("^", "<") else cell for cell in row] for row in table.rows]
        (folder / f"{at:02}.xlsx").write_bytes(write_plain([Grid("Sheet1", rows)]))
    ledger = tmp_path / "台账.xlsx"
    assert add_petitions(ledger, folder, write=True, as_of=DAY).new
    again = add_petitions(ledger, folder, write=True, as_of=DAY)
    assert (again.new, again.updated, again.conflicts, again.written) == ((), (), (), None)


def answer(petition: Sequence[object], verdict: str, settled: str) -> tuple[object, ...]:
    return (petition[0], petition[4], petition[6], "经查", verdict, "正在清理", settled)


@pytest.mark.parametrize("named", ["title", "file", "rows"])
def test_a_countys_return_changes_petitions_of_that_county_alone(ledger: Path, tmp_path: Path, named: str) -> None:
    """ONE is of 青田县, TWO of 缙云县; whose return it is stands in the title, the file's name, or its rows."""
    region = "青田县" if named == "rows" else TWO[4]
    rows = (answer(ONE, "属实", "已办结"), (TWO[0], region, *answer(TWO, "不属实", "已办结")[2:]))
    name, title = "青田县报回" if named == "file" else "报回", "青田县信访件办理情况" if named == "title" else ""
    made = add_petitions(ledger, book(tmp_path / f"{name}.xlsx", BACK, *rows, title=title), write=True, as_of=DAY)
    assert made.updated == (ONE[0],)
    verdict = next(one for one in made.conflicts if one.field == "是否属实")
    assert (verdict.code, verdict.row, verdict.reason) == (TWO[0], 3 + bool(title), "这一件不是青田县的")
    assert made.exit_code == 1
    assert [one.settled for one in read(ledger).petitions] == [Settled.DONE, None]


def test_a_county_answers_a_joint_petition_and_a_city_any(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.xlsx"
    joint = (*ONE[:4], "青田县、缙云县", *ONE[5:])
    add_petitions(ledger, book(tmp_path / "一.xlsx", HEAD, joint, TWO), write=True, as_of=DAY)
    own = book(tmp_path / "青田县.xlsx", BACK, answer(joint, "属实", "已办结"), title="青田县信访件办理情况")
    city = book(tmp_path / "市.xlsx", BACK, answer(TWO, "属实", "已办结"), title="丽水市信访件办理情况")
    made = add_petitions(ledger, [own, city], write=True, as_of=DAY)
    assert (made.updated, made.conflicts) == ((ONE[0], TWO[0]), ())


def test_lists_that_answer_differently_are_told_and_neither_is_written(ledger: Path, tmp_path: Path) -> None:
    lists = [
        book(tmp_path / "青田1.xlsx", BACK, answer(ONE, "属实", "未办结")),
        book(tmp_path / "青田2.xlsx", BACK, answer(ONE, "不属实", "未办结")),
    ]
    made = add_petitions(ledger, lists, write=True, as_of=DAY)
    assert {(one.field, one.list, one.reason) for one in made.conflicts} == {
        ("是否属实", "属实", "这次的几张表说法不一"),
        ("是否属实", "不属实", "这次的几张表说法不一"),
    }
    first = read(ledger).petitions[0]
    assert (first.verdict, first.settled) == (None, Settled.OPEN)
    before = ledger.read_bytes()
    again = add_petitions(ledger, lists[::-1], write=True, as_of=DAY)
    assert (again.updated, again.written, len(again.conflicts)) == ((), None, 2)
    assert ledger.read_bytes() == before


def test_lists_that_begin_a_petition_and_answer_differently_leave_the_answer_open(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.xlsx"
    lists = [
        book(tmp_path / f"{at}.xlsx", BACK, answer(ONE, said, "未办结")) for at, said in enumerate(("属实", "不属实"))
    ]
    for _ in range(2):
        made = add_petitions(ledger, lists, write=True, as_of=DAY)
        assert {one.list for one in made.conflicts} == {"属实", "不属实"}
    assert (made.updated, read(ledger).petitions[0].verdict) == ((), None)


def test_a_list_that_was_followed_by_another_does_not_turn_it_back(ledger: Path, tmp_path: Path) -> None:
    first = book(tmp_path / "青田1.xlsx", BACK, answer(ONE, "属实", "未办结"))
    later = book(tmp_path / "青田2.xlsx", BACK, answer(ONE, "属实", "已办结"))
    for path in (first, later):
        assert add_petitions(ledger, path, write=True, as_of=DAY).updated == (ONE[0],)
    again = add_petitions(ledger, first, write=True, as_of=DAY)
    assert (again.updated, [one.field for one in again.conflicts]) == ((), ["办结情况"])
    assert read(ledger).petitions[0].settled is Settled.DONE


def type_in(ledger: Path, heading: str, value: str) -> None:
    from openpyxl import load_workbook

    work = load_workbook(ledger)
    cells = next(row for row in work["信访件台账"].iter_rows() if any(cell.value == heading for cell in row))
    place = next(cell for cell in cells if cell.value == heading)
    work["信访件台账"].cell(place.row + 1, place.column, value)
    work.save(ledger)


def test_a_value_typed_over_a_lists_is_not_replaced(ledger: Path, tmp_path: Path) -> None:
    back = book(tmp_path / "青田1.xlsx", BACK, answer(ONE, "属实", "未办结"))
    add_petitions(ledger, back, write=True, as_of=DAY)
    type_in(ledger, "是否属实", "部分属实")
    later = book(tmp_path / "青田2.xlsx", BACK, answer(ONE, "不属实", "已办结"))
    for path in (back, later):
        (conflict,) = add_petitions(ledger, path, write=True, as_of=DAY).conflicts
        assert (conflict.field, conflict.ledger) == ("是否属实", "部分属实")
        assert conflict.reason == "台账里的值有人改过，上一张表写的是“属实”"
    first = read(ledger).petitions[0]
    assert (first.text(Field("verdict")), first.settled) == ("部分属实", Settled.DONE)


def test_a_value_that_no_list_is_on_record_for_is_replaced_by_name(ledger: Path, tmp_path: Path) -> None:
    type_in(ledger, "是否属实", "部分属实")
    back = book(tmp_path / "青田.xlsx", BACK, answer(ONE, "不属实", "未办结"))
    made = add_petitions(ledger, back, write=True, as_of=DAY)
    assert [(one.code, one.field, one.ledger, one.list) for one in made.replaced] == [
        (ONE[0], "是否属实", "部分属实", "不属实")
    ]
    assert made.conflicts == ()


def test_the_screen_lists_twenty_conflicts(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.xlsx"
    codes = [f"D3ZJ2024050700{at:02}" for at in range(23)]
    first = book(tmp_path / "一.xlsx", HEAD, *((code, *ONE[1:]) for code in codes))
    add_petitions(ledger, first, write=True, as_of=DAY)
    other = book(tmp_path / "改.xlsx", HEAD, *((code, *ONE[1:6], "改了字") for code in codes))
    done = run("petitions", "add", str(ledger), str(other))
    assert (done.returncode, done.stdout.count("没有改"), "另有 3 处。" in done.stdout) == (1, 20, True)
