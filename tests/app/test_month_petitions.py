"""接批 in 本月: a step of the workspaces that keep a ledger of petitions, after the roll-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_month import LATE, bench, run, send
from tests.app.test_month_one_truth import settle
from tests.petitions.test_adding import HEAD, ONE, THREE, TWO, book
from xl_tools.app.next_period import open_next
from xl_tools.app.petitions import add_petitions
from xl_tools.app.workspace import read_workspace
from xl_tools.reports.month import Step
from xl_tools.reports.month_words import lines_of

__all__ = ["bench"]


def test_a_workspace_with_a_ledger_of_petitions_has_the_step(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    while run(bench, LATE).did is not Step.ROLLUP:
        assert Step.PETITIONS not in {step.step for step in run(bench, LATE, look=True).rounds[0].steps}
    ledger = bench / "信访件台账.xlsx"
    add_petitions(ledger, book(bench / "第一批.xlsx", HEAD, ONE, TWO), write=True, as_of=LATE)
    lists = bench / "2022-12" / "信访件"
    lists.mkdir()
    book(lists / "第二批.xlsx", HEAD, THREE)
    done = run(bench, LATE)
    assert done.did is Step.PETITIONS
    assert done.said[:2] == ("信访件台账：新增 1，更新 0，未变 0，有冲突 0。", "信访件共 3 件，已统计。")
    assert (bench / "2022-12" / "信访件统计2022-12.xlsx").is_file()
    assert run(bench, LATE).did is Step.REPORT


def test_what_a_list_has_otherwise_than_the_ledger_keeps_the_step_from_being_done(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    while run(bench, LATE).did is not Step.ROLLUP:
        pass
    ledger, lists = bench / "信访件台账.xlsx", bench / "2022-12" / "信访件"
    add_petitions(ledger, book(bench / "第一批.xlsx", HEAD, ONE, TWO), write=True, as_of=LATE)
    lists.mkdir()
    wrong = (*ONE[:4], "缙云县", *ONE[5:])
    book(lists / "又一份.xlsx", HEAD, wrong, THREE)
    done = run(bench, LATE)
    assert (done.did, done.undone) == (Step.PETITIONS, 1)
    assert any(f"{ONE[0]} 的“行政区域”：台账是“青田县”" in line for line in done.said)

    def stands() -> str:
        steps = run(bench, LATE, look=True).rounds[0].steps
        return next(one.state for one in steps if one.step is Step.PETITIONS)

    assert stands() == "unsettled"
    assert run(bench, LATE).did is Step.REPORT  # the rest of the round does not wait for it
    assert any(line.startswith("要定：接批") for line in lines_of(run(bench, LATE)))
    assert any("接批" in line for line in open_next(read_workspace(bench), today=LATE).said)
    settle(bench, 期次="2022-12")
    book(lists / "又一份.xlsx", HEAD, ONE, THREE)
    assert run(bench, LATE).did is Step.PETITIONS
    assert stands() == "done"


@pytest.mark.parametrize(("other", "undone"), [("", 0), ("夜间施工噪声扰民", 1)], ids=["the same", "another"])
def test_a_petition_that_a_list_has_twice_is_undone_only_where_its_rows_differ(
    bench: Path, other: str, undone: int
) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    while run(bench, LATE).did is not Step.ROLLUP:
        pass
    lists = bench / "2022-12" / "信访件"
    add_petitions(bench / "信访件台账.xlsx", book(bench / "第一批.xlsx", HEAD, ONE, TWO), write=True, as_of=LATE)
    lists.mkdir()
    book(lists / "第二批.xlsx", HEAD, THREE, (*THREE[:6], other or THREE[6]))
    done = run(bench, LATE)
    assert (done.did, done.undone) == (Step.PETITIONS, undone)
    assert any("第3行和第2行是同一件" in line for line in done.said)
