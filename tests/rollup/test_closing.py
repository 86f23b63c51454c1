"""A roll-up that knows the ledger: how far each task is, beside what the progress tables say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.closing.made import PROCEDURE, book, event, ledger
from tests.conftest import ROOT
from tests.scoring.recalculated import formula_cells, recalculate, values
from xl_tools.app.roll_up import roll_up
from xl_tools.closing.joining import Joined, closing_table
from xl_tools.core.errors import UserError
from xl_tools.core.json_text import plain
from xl_tools.parse.closing.ledger import read_rows
from xl_tools.write.closing.ledger_book import ledger_bytes

AS_OF = date(2022, 12, 20)
DONE = {"day": date(2022, 10, 1), "step": "整改完成"}
CLOSED = {"day": date(2022, 12, 1), "step": "销号", "result": "—"}


def cases(*units: str, serial: int = 1, **more: Any) -> list[dict[str, Any]]:
    return [{"serial": serial, "unit": unit, **more} for unit in units]


def written(path: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    path.write_bytes(ledger_bytes(read_rows(book(rows)), AS_OF))
    return path


@pytest.fixture
def rolled_up(tmp_path: Path) -> Path:
    """The sample city with a ledger: task 1 is closed in 莲都区, completed in 青田县."""
    rows = {
        "cases": cases("莲都区", "青田县"),
        "events": [
            *({**DONE, "serial": 1, "unit": unit} for unit in ("莲都区", "青田县")),
            {**CLOSED, "serial": 1, "unit": "莲都区"},
        ],
    }
    out = tmp_path / "汇总.xlsx"
    report = roll_up(
        [ROOT / "workbooks" / "样本市"],
        level="city",
        name="丽水市",
        out=out,
        as_of=AS_OF,
        closing=written(tmp_path / "台账.xlsx", rows),
    )
    said = json.loads(json.dumps(plain(report), default=str))
    task = next(one for one in said["tasks"] if one["province_serial"] == 1)
    assert task["closing"] == {"莲都区": "销号", "青田县": "整改完成"}
    return out


def lines(path: Path, sheet: str) -> list[dict[str, Any]]:
    rows = [list(row) for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)]
    head = next(at for at, row in enumerate(rows) if row.count(None) < 3 and len(set(row)) > 5)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :]]


def test_detail_tasks_and_totals_show_the_ledger(rolled_up: Path) -> None:
    own = {line["单位"]: line for line in lines(rolled_up, "明细") if line["省里编号"] == 1}
    assert (own["莲都区"]["销号环节"], own["莲都区"]["已销号"]) == ("销号", "是")
    assert (own["青田县"]["销号环节"], own["青田县"]["已销号"]) == ("整改完成", "否")
    assert own["莲都区"]["状态"] == "已完成"
    sheet = openpyxl.load_workbook(rolled_up, data_only=True)["汇总统计"]
    beside = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert (beside["已销号"], beside["销号率"]) == (0, 0)
    heads = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "单位")
    district = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "莲都区")
    line = dict(zip(heads, district, strict=True))
    assert line["已销号"] == 1
    assert line["销号率"] == pytest.approx(1 / line["已完成"])


def test_without_a_ledger_nothing_is_added(tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    report = roll_up([ROOT / "workbooks" / "样本市"], level="city", name="丽水市", out=out, as_of=AS_OF)
    assert all(task.closing is None for task in report.tasks)
    assert "销号环节" not in lines(out, "明细")[0]


def test_another_workbook_is_no_ledger(tmp_path: Path) -> None:
    folder = ROOT / "workbooks" / "样本市"
    with pytest.raises(UserError, match="不是销号台账"):
        roll_up([folder], level="city", name="丽水市", out=tmp_path / "a.xlsx", closing=folder / "莲都区.xlsx")


@pytest.mark.real("soffice")
def test_the_figures_come_of_the_formulas(rolled_up: Path, tmp_path: Path) -> None:
    made = rolled_up.read_bytes()
    computed = values(recalculate({"汇总": made}, tmp_path)["汇总"])
    stored = values(made)
    cells = {cell for cell in formula_cells(made) if cell[0] in ("汇总统计", "任务统计")}
    wrong = {cell for cell in cells if stored.get(cell, "") != pytest.approx(computed.get(cell, ""))}
    assert len(cells) > 200
    assert wrong == set()


# --- what is joined to what ------------------------------------------------------------------------


def table(rows: dict[str, list[dict[str, Any]]]) -> Any:
    return closing_table(ledger(rows), date(2024, 12, 20))


def test_places_of_a_task_are_as_far_as_the_slowest() -> None:
    events = [event("整改完成", "2024-09-01", point=point) for point in ("甲", "乙")]
    events.append(event("申请", "2024-09-02", point="甲"))
    found = table({"cases": [{"point": "甲"}, {"point": "乙"}], "events": events})
    assert found.of("central-2", 7, "莲都区", "丽水市") == Joined("整改完成", False)


def test_a_case_of_the_city_stands_for_all_its_units() -> None:
    found = table({"cases": [{"unit": "丽水市"}], "events": [event("销号", "2024-09-01", unit="丽水市")]})
    assert found.of("central-2", 7, "莲都区", "丽水市") == Joined("销号", True)
    assert found.of("central-2", 8, "莲都区", "丽水市") is None


def test_equal_numbers_of_two_inspections_are_told_apart() -> None:
    rows = {
        "cases": [{}, {"inspection": "省督一轮"}],
        "settings": [PROCEDURE, PROCEDURE | {"inspection": "省督一轮"}],
        "events": [event("销号", "2024-09-01")],
    }
    found = table(rows)
    assert found.of("central-2", 7, "莲都区", "丽水市") == Joined("销号", True)
    assert found.of("province-1", 7, "莲都区", "丽水市") == Joined("整改中", False)
    assert found.of("", 7, "莲都区", "丽水市") is None
