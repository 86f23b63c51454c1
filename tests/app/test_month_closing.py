"""销号 in 本月: a step of the workspaces that keep a ledger, after the roll-up."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.app.test_month import LATE, bench, run, send
from xl_tools.app.closing_ledger import start
from xl_tools.reports.month import Step

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
