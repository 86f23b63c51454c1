"""销号 in 本月: a step of the workspaces that keep a ledger, after the roll-up."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.app.test_month import LATE, bench, run, send
from tests.closing.made import book as ledger_book
from tests.closing.made import event
from tests.petitions.test_adding import HEAD, ONE, book
from xl_tools.app.closing_check import check
from xl_tools.app.closing_ledger import start
from xl_tools.app.petitions import add_petitions
from xl_tools.core.records import Severity
from xl_tools.parse.closing.ledger import read_rows
from xl_tools.reports.month import Step
from xl_tools.write.closing.ledger_book import ledger_bytes

__all__ = ["bench"]


def test_a_workspace_with_a_ledger_has_the_step_and_one_without_has_not(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    done = [run(bench, LATE).did for _ in range(3)]
    assert Step.CLOSING not in {step.step for step in run(bench, LATE, look=True).rounds[0].steps}
    (rollup,) = (bench / "2022-12").rglob("丽水市汇总2022-12.xlsx")
    start(rollup, out=bench / "销号台账.xlsx", as_of=LATE)
    assert Step.ROLLUP in done
    closed = run(bench, LATE)
    assert closed.did is Step.CLOSING
    assert closed.said[0].startswith("销号台账 ")
    assert run(bench, LATE).did is Step.DISTRIBUTE


def test_the_roll_up_of_the_month_joins_the_ledger(bench: Path) -> None:
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    while run(bench, LATE).did is not Step.ROLLUP:
        pass
    (rollup,) = (bench / "2022-12").rglob("丽水市汇总2022-12.xlsx")
    start(rollup, out=bench / "销号台账.xlsx", as_of=LATE)
    rollup.unlink()
    while run(bench, LATE).did is not Step.ROLLUP:
        pass
    heads = [cell.value for cell in openpyxl.load_workbook(rollup)["明细"][1]]
    assert "销号环节" in heads


def test_the_ledger_of_petitions_is_held_against_that_of_closing(bench: Path) -> None:
    """A case that asked for closing, with a petition of its task that nobody has dealt with."""
    run(bench, LATE)
    send(bench, "莲都区", "青田县", "缙云县")
    while run(bench, LATE).did is not Step.ROLLUP:
        pass
    ledger, petitions = bench / "销号台账.xlsx", bench / "信访件台账.xlsx"
    steps = [event("整改完成", "2022-11-20", unit="青田县"), event("申请", "2022-12-12", unit="青田县")]
    ledger.write_bytes(ledger_bytes(read_rows(ledger_book({"cases": [{"unit": "青田县"}], "events": steps})), LATE))
    add_petitions(petitions, book(bench / "第一批.xlsx", (*HEAD, "对应整改任务"), (*ONE, 7)), write=True, as_of=LATE)
    done = run(bench, LATE)
    assert done.did is Step.CLOSING
    (rollup,) = (bench / "2022-12").rglob("丽水市汇总2022-12.xlsx")
    alone, beside = (check(ledger, progress=rollup, petitions=one, as_of=LATE) for one in (None, petitions))
    assert beside.counts[Severity.WARNING] == alone.counts[Severity.WARNING] + 1
    assert f"警告 {beside.counts[Severity.WARNING]}。" in done.said[0]
