"""The button 接批: counted, asked, written; nothing without a yes."""

from __future__ import annotations

from pathlib import Path

from tests.doubles.desk import Desk
from tests.petitions.test_adding import BACK, HEAD, ONE, THREE, TWO, answer, book, read
from xl_tools.app.petitions import add_petitions
from xl_tools.surfaces.excel import ribbon


def said(desk: Desk) -> str:
    return desk.excel.alerts[-1]


def lists(desk: Desk) -> tuple[Path, Path]:
    desk.lay()
    return book(desk.folder / "第一批.xlsx", HEAD, ONE, TWO), book(desk.folder / "第二批.xlsx", HEAD, THREE)


def test_the_first_batch_begins_a_ledger_and_the_next_is_added(desk: Desk) -> None:
    first, second = lists(desk)
    ledger = desk.folder / "信访件台账.xlsx"
    desk.excel.answers.append("yes")
    desk.addin.picked += [str(first), str(first)]
    desk.click(ribbon.add_petitions)
    assert said(desk).startswith("新增 2，更新 0，未变 0，有冲突 0。台账共 2 件。")
    assert Path(desk.excel.front.fullname) == ledger
    desk.close_front()
    desk.excel.answers.append("yes")
    desk.addin.picked += [str(ledger), str(second)]
    desk.click(ribbon.add_petitions)
    assert said(desk).startswith("新增 1，更新 0，未变 0，有冲突 0。台账共 3 件。")
    desk.close_front()
    desk.addin.picked += [str(ledger), str(second)]
    desk.click(ribbon.add_petitions)
    assert said(desk).startswith("新增 0，更新 0，未变 1，有冲突 0。没有要改的，文件未动。")


def test_without_a_yes_nothing_is_written(desk: Desk) -> None:
    first, second = lists(desk)
    ledger = desk.folder / "台账.xlsx"
    add_petitions(ledger, first, write=True)
    before = ledger.read_bytes()
    for refusal in ("no", "cancel"):
        desk.excel.answers.append(refusal)
        desk.addin.picked += [str(ledger), str(second)]
        desk.click(ribbon.add_petitions)
        assert ledger.read_bytes() == before


def test_the_later_of_returns_that_differ_is_taken_after_a_yes(desk: Desk) -> None:
    first, _ = lists(desk)
    ledger = desk.folder / "台账.xlsx"
    add_petitions(ledger, first, write=True)
    returns = [
        book(desk.folder / f"报回{at}.xlsx", BACK, answer(ONE, said_, "未办结"))
        for at, said_ in enumerate(("属实", "不属实"))
    ]
    for answers, verdict in ((("no", "yes"), ""), (("yes", "yes"), "不属实")):
        desk.excel.answers += answers
        desk.addin.picked += [str(ledger), "\n".join(map(str, returns))]
        desk.click(ribbon.add_petitions)
        assert read(ledger).petitions[0].source.texts.get("verdict", "") == verdict
        desk.close_front()  # the ledger, which opened
    assert "先后是：报回0.xlsx、报回1.xlsx。" in "".join(desk.excel.alerts)
