"""What is handed over, sent back or listed a second time: counted once more where it must be, and never passed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.petitions.ledgers import SETTINGS
from tests.petitions.test_adding import BACK, DAY, HEAD, ONE, THREE, TWO, answer, book, read
from tests.surfaces.cli.test_cli import run
from xl_tools.app.petition_publishing import publish_petitions
from xl_tools.app.petition_statistics import petition_statistics, roll_up_petitions
from xl_tools.app.petitions import add_petitions
from xl_tools.core.form import Field
from xl_tools.petitions.records import Settled

MARKED = (*HEAD, "是否重复")
REPEATED = (ONE[0], 2, "2024-05-09", *ONE[3:], "是")
"""ONE, handed over once more in the second batch."""
ALIKE = ("D3ZJ202405080009", 2, "2024-05-09", "来电", "青田县", "水", "洗砂的水还在流", "是")
"""A repeat under a code of its own."""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    first = book(tmp_path / "第一批.xlsx", HEAD, ONE, TWO, more=SETTINGS)
    add_petitions(path, first, write=True, as_of=DAY)
    return path


def published(ledger: Path, tmp_path: Path, batch: int) -> tuple[str, ...]:
    return publish_petitions(ledger, batch=batch, out=tmp_path / "公开", name="丽水市", as_of=DAY).notes


@pytest.mark.parametrize("order", [MARKED, (*MARKED[-1:], *MARKED[:-1])], ids=["mark last", "mark first"])
@pytest.mark.parametrize("repeats", ["计入", "不计"])
def test_the_public_text_counts_what_the_hand_over_list_counts(
    tmp_path: Path, order: Sequence[str], repeats: str
) -> None:
    """However repeats count in the totals, a batch is as large as it was handed over, and its parts add up."""
    settings = (*SETTINGS, ("重复件", repeats))
    path = tmp_path / "台账.xlsx"
    first = book(tmp_path / "一.xlsx", HEAD, ONE, TWO, more=settings)
    work = load_workbook(first)
    work["口径"].append(["重复件", repeats])
    work.save(first)
    add_petitions(path, first, write=True, as_of=DAY)
    rows = [dict(zip(MARKED, row, strict=True)) for row in ((*THREE, ""), REPEATED, ALIKE)]
    second = book(tmp_path / "二.xlsx", order, *([row[name] for name in order] for row in rows))
    for _ in range(2):
        made = add_petitions(path, second, write=True, as_of=DAY)
        assert (made.conflicts, made.exit_code) == ((), 0)
    assert made.written is None
    found = read(path)
    assert [(line.number, line.total) for line in found.batches] == [(1, 2), (2, 3)]
    first = found.petitions[0]
    assert (first.code, first.batch, first.again, first.repeat) == (ONE[0], 1, (2,), False)
    made = publish_petitions(path, batch=2, out=tmp_path / "公开", name="丽水市", as_of=DAY)
    assert made.findings == ()
    text = "".join(made.notes)
    assert "移交第二批群众信访举报件3件（来电3件），其中重复举报2件。涉及水2件、噪声1件。其中青田县3件。" in text
    assert "第二批3件未办结3件。" in text
    counted, again = (4, 1) if repeats == "计入" else (3, 2)
    assert f"累计2批{counted}件（" in text
    assert f"；另有重复举报{again}件。" in text
    assert "重复" not in "".join(publish_petitions(path, batch=1, out=tmp_path / "公开", as_of=DAY).notes)
    listing = load_workbook(made.written[0]).active
    assert [row[1] for row in listing.iter_rows(min_row=4, values_only=True)] == [ONE[0], THREE[0], ALIKE[0]]


@pytest.mark.parametrize("repeats", ["计入", "不计"])
def test_statistics_and_roll_up_know_what_was_handed_over_once_more(ledger: Path, tmp_path: Path, repeats: str) -> None:
    work = load_workbook(ledger)
    work["口径"].append(["重复件", repeats])
    work.save(ledger)
    second = book(tmp_path / "二.xlsx", MARKED, (*THREE, ""), REPEATED, ALIKE)
    add_petitions(ledger, second, write=True, as_of=DAY)
    petition_statistics(ledger, out=tmp_path / "统计.xlsx", as_of=DAY)
    lines = load_workbook(tmp_path / "统计.xlsx", data_only=True)["批次统计"].iter_rows(min_row=3, values_only=True)
    head = next(lines)
    counted = {name: [row[head.index(name)] for row in lines_] for lines_ in [list(lines)[:2]] for name in head if name}
    assert counted["件数"] == [2, 3]
    assert counted["重复交办"] == ([0, 1] if repeats == "计入" else [0, 2])
    assert counted["缺"] == [0, 0]
    county = tmp_path / "青田县.xlsx"
    county.write_bytes(ledger.read_bytes())
    roll_up_petitions([county], name="丽水市", out=tmp_path / "市.xlsx", as_of=DAY)
    assert [(line.number, line.total) for line in read(tmp_path / "市.xlsx").batches] == [(1, 2), (2, 3)]


def test_a_batch_of_which_one_is_missing_is_published_with_a_finding(ledger: Path, tmp_path: Path) -> None:
    """Without 是否重复 the second hand-over is a conflict: the text and the list differ by it, and that is told."""
    other = book(tmp_path / "二.xlsx", HEAD, THREE, REPEATED[:7])
    made = add_petitions(ledger, other, write=True, as_of=DAY)
    assert ("批次", "1", "2") in {(one.field, one.ledger, one.list) for one in made.conflicts}
    told = publish_petitions(ledger, batch=2, out=tmp_path / "公开", as_of=DAY)
    assert [(one.code, one.message) for one in told.findings] == [("C927", "第2批交办2件，台账里是1件。")]
    assert told.exit_code == 1


def test_a_second_row_of_a_list_is_told(ledger: Path, tmp_path: Path) -> None:
    back = book(
        tmp_path / "报回.xlsx",
        BACK,
        answer(ONE, "属实", "未办结"),
        answer(TWO, "属实", ""),
        answer(ONE, "属实", "已办结"),
    )
    made = add_petitions(ledger, back, write=True, as_of=DAY)
    assert [(one.code, one.row, one.first) for one in made.doubles] == [(ONE[0], 4, 2)]
    assert {(one.field, one.list, one.reason) for one in made.conflicts} == {
        ("办结情况", said, "这张表里同一件有两行，说法不一") for said in ("未办结", "已办结")
    }
    assert (made.exit_code, read(ledger).petitions[0].settled) == (1, None)
    assert read(ledger).petitions[0].text(Field("verdict")) == "属实"
    again = add_petitions(ledger, back, write=True, as_of=DAY)
    assert (again.doubles, again.conflicts, again.written) == (made.doubles, made.conflicts, None)
    done = run("petitions", "add", str(ledger), str(back))
    assert f"“报回.xlsx”的第4行和第2行是同一件（{ONE[0]}），请核对是不是编号抄错了。" in done.stdout


def test_a_second_row_that_says_the_same_is_told_and_counted_once(tmp_path: Path) -> None:
    made = add_petitions(tmp_path / "台账.xlsx", book(tmp_path / "一.xlsx", HEAD, ONE, TWO, ONE), write=True, as_of=DAY)
    assert (len(made.new), made.updated, made.conflicts, made.exit_code) == (2, (), (), 1)
    assert [(one.row, one.first) for one in made.doubles] == [(4, 2)]


OWN = (*BACK, "经办科室")


def own(*more: object) -> tuple[object, ...]:
    return (*answer(ONE, "属实", "未办结"), *more)


def test_a_column_that_nobody_claims_is_changed_on_record(ledger: Path, tmp_path: Path) -> None:
    first = book(tmp_path / "青田1.xlsx", OWN, own("执法队"))
    later = book(tmp_path / "青田2.xlsx", OWN, own("大气科"))
    for path, said in ((first, "执法队"), (later, "大气科")):
        made = add_petitions(ledger, path, write=True, as_of=DAY)
        assert (made.updated, made.conflicts, made.replaced) == ((ONE[0],), (), ())
        assert read(ledger).petitions[0].source.extras == {"经办科室": said}
    rows = [row[:4] for row in load_workbook(ledger)["变更记录"].iter_rows(values_only=True)]
    assert (ONE[0], "经办科室", "执法队", "大气科") in rows
    back = add_petitions(ledger, first, write=True, as_of=DAY)
    assert [(one.field, one.reason) for one in back.conflicts] == [("经办科室", "这张表以前并过，这个值后来改了")]
    assert add_petitions(ledger, [first, later], write=True, as_of=DAY).conflicts == ()


def test_lists_that_fill_a_column_nobody_claims_differently_are_told(ledger: Path, tmp_path: Path) -> None:
    lists = [book(tmp_path / f"青田{said}.xlsx", OWN, own(said)) for said in ("执法队", "大气科")]
    made = add_petitions(ledger, lists, write=True, as_of=DAY)
    assert {(one.field, one.list, one.reason) for one in made.conflicts} == {
        ("经办科室", said, "这次的几张表说法不一") for said in ("执法队", "大气科")
    }
    assert "经办科室" not in read(ledger).petitions[0].source.extras


def test_a_column_that_nobody_claims_of_another_countys_petition_is_told(ledger: Path, tmp_path: Path) -> None:
    row = (TWO[0], TWO[4], TWO[6], "", "", "", "", "执法队")
    made = add_petitions(ledger, book(tmp_path / "青田县.xlsx", OWN, row), write=True, as_of=DAY)
    assert [(one.field, one.reason) for one in made.conflicts] == [("经办科室", "这一件不是青田县的")]


OLD, NEW = ("属实", "未办结"), ("不属实", "已办结")


@pytest.mark.parametrize("dated", [True, False], ids=["by its day", "given later"])
@pytest.mark.parametrize("begun", [True, False], ids=["handed over before", "begun by the returns"])
def test_the_newer_of_two_returns_is_taken_when_somebody_says_so(tmp_path: Path, dated: bool, begun: bool) -> None:
    """By the day in the title where each has one, whatever the order; and what was taken stays so."""
    ledger = tmp_path / "台账.xlsx"
    if begun:
        add_petitions(ledger, book(tmp_path / "第一批.xlsx", HEAD, ONE, TWO), write=True, as_of=DAY)
    titles = ("办理情况（2024年5月12日）", "办理情况（2024年5月19日）") if dated else ("", "")
    old = book(tmp_path / "报回.xlsx", BACK, answer(ONE, *OLD), title=titles[0])
    new = book(tmp_path / "更正.xlsx", BACK, answer(ONE, *NEW), title=titles[1])
    lists = [new, old] if dated else [old, new]
    told = add_petitions(ledger, lists, as_of=DAY)
    assert told.order == ("报回.xlsx", "更正.xlsx")
    assert len(told.conflicts) == 4
    made = add_petitions(ledger, lists, write=True, newer=True, as_of=DAY)
    assert made.conflicts == ()
    for run_ in (lists, lists[::-1], [new]):
        again = add_petitions(ledger, run_, write=True, as_of=DAY)
        assert (again.conflicts, again.updated, again.written) == ((), (), None)
    once_more = add_petitions(ledger, lists, write=True, newer=True, as_of=DAY)
    assert (once_more.updated, once_more.written) == ((), None)
    first = read(ledger).petitions[0]
    assert (first.text(Field("verdict")), first.settled) == ("不属实", Settled.DONE)
    rows = [row[1:4] for row in load_workbook(ledger)["变更记录"].iter_rows(values_only=True)]
    assert rows.index(("办结情况", "未办结", "已办结")) > 0


def test_a_corrected_return_beside_the_old_one_is_taken_without_asking(ledger: Path, tmp_path: Path) -> None:
    """The old one was added before, so the other is the one that came later; and neither turns it back."""
    old = book(tmp_path / "报回.xlsx", BACK, answer(ONE, *OLD))
    assert add_petitions(ledger, old, write=True, as_of=DAY).updated
    new = book(tmp_path / "更正.xlsx", BACK, answer(ONE, *NEW))
    for order in ([new, old], [old, new], [new, old]):
        made = add_petitions(ledger, order, write=True, as_of=DAY)
        assert (made.conflicts, made.order, made.exit_code) == ((), (), 0)
        assert read(ledger).petitions[0].settled is Settled.DONE
    assert made.updated == ()


def test_a_first_value_that_no_list_is_on_record_for_is_not_taken_back_unasked(tmp_path: Path) -> None:
    """The petition was begun by a return: which list brought the first value is not on record."""
    ledger = tmp_path / "台账.xlsx"
    old = book(tmp_path / "报回.xlsx", BACK, answer(ONE, *OLD))
    new = book(tmp_path / "更正.xlsx", BACK, answer(ONE, *NEW))
    for path in (old, new):
        add_petitions(ledger, path, write=True, as_of=DAY)
    made = add_petitions(ledger, [old, new], write=True, as_of=DAY)
    assert {(one.field, one.list) for one in made.conflicts} == {("是否属实", "属实"), ("办结情况", "未办结")}
    assert read(ledger).petitions[0].settled is Settled.DONE
    add_petitions(ledger, [old, new], write=True, newer=True, as_of=DAY)
    assert add_petitions(ledger, [old, new], write=True, as_of=DAY).conflicts == ()
    assert read(ledger).petitions[0].settled is Settled.DONE


def test_the_screen_says_how_the_newer_one_is_taken(ledger: Path, tmp_path: Path) -> None:
    lists = [book(tmp_path / f"青田{at}.xlsx", BACK, answer(ONE, *said)) for at, said in enumerate((OLD, NEW))]
    done = run("petitions", "add", str(ledger), *map(str, lists))
    assert "核对后加 --newer，以后一张为准，先后是：青田0.xlsx、青田1.xlsx。" in done.stdout
    taken = run("petitions", "add", str(ledger), *map(str, lists), "--newer", "--write")
    assert (taken.returncode, "--newer" in taken.stdout) == (0, False)
    assert read(ledger).petitions[0].settled is Settled.DONE


def test_the_day_over_a_return_is_not_that_of_the_hand_over(ledger: Path, tmp_path: Path) -> None:
    """Nor where the batch stands in the title with it; over a hand-over list it is."""
    for title in ("青田县信访件办理情况（2024年5月19日）", "第一批信访件办理情况（2024年5月19日）"):
        back = book(tmp_path / "青田.xlsx", BACK, answer(ONE, "属实", "未办结"), title=title)
        assert add_petitions(ledger, back, write=True, as_of=DAY).conflicts == ()
    begun = tmp_path / "新台账.xlsx"
    back = book(tmp_path / "青田.xlsx", BACK, answer(ONE, "属实", "未办结"), title="信访件办理情况（2024年5月19日）")
    add_petitions(begun, back, write=True, as_of=DAY)
    assert [one.handed for one in read(begun).petitions] == [None]
    listed = (HEAD[0], *HEAD[3:])
    handed = book(tmp_path / "交办单.xlsx", listed, (THREE[0], *THREE[3:]), title="信访件清单（2024年5月9日）")
    add_petitions(begun, handed, write=True, as_of=DAY)
    assert [one.handed for one in read(begun).petitions] == [None, date(2024, 5, 9)]


def test_rows_copied_onto_a_sheet_of_ones_own_are_not_petitions(ledger: Path) -> None:
    work = load_workbook(ledger)
    work.copy_worksheet(work.worksheets[0]).title = "重点件"
    work.save(ledger)
    assert len(read(ledger).petitions) == 2
