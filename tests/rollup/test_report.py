"""What a roll-up reports: its JSON by the contract, its frame."""

from __future__ import annotations

import json

from tests.rollup.counties import merged, row, sheet
from tests.rollup.test_merge import DONE, ON, all_three
from xl_tools.core.json_text import json_pieces
from xl_tools.reports.border import from_json
from xl_tools.reports.rollup import Rollup


def test_the_report_has_the_shape_of_the_contract() -> None:
    result = merged(*all_three(row(16, DONE), row(3, ON)))
    dumped = json.loads("".join(json_pieces(result.report())))
    names = {"schema", "level", "name", "as_of", "out", "units", "missing", "tasks", "totals", "findings"}
    assert names <= set(dumped)
    assert dumped["schema"] == "xl-tools/rollup/1"
    assert dumped["units"][1] == {"name": "松阳县", "path": "松阳县.xlsx", "reported": True, "rows": 2}
    assert {**dumped["tasks"][1], "progress": dumped["tasks"][1]["progress"][:5]} == {
        "province_serial": 16,
        "serial": 2,
        "by_hand": [], "progress": "莲都区：\n",
        "status": "completed",
        "by_unit": {"莲都区": "completed", "松阳县": "completed", "云和县": "completed"},
        "due": "2023-12-31",
        "light": "green",
        "inspection": "",
        "closing": None,
        "title": "乱堆点位整治不到位",
        "kind": "未分类",
        "lead": "",
        "modes": ["fixed"],
        "undecided": [],
    }  # fmt: skip
    assert dumped["due"]["later"] == {"total": 2, "done": 1}
    assert dumped["totals"] == {
        "tasks": 2, "completed": 1, "on_schedule": 1, "behind": 0, "not_started": 0, "undecided": 0, "ongoing": 0,
        "overdue": 0,
    }  # fmt: skip
    assert from_json(Rollup, json.dumps(dumped)) == result.report()


def test_the_frame_is_tasks_by_units() -> None:
    frame = merged(sheet("莲都区", row(16, DONE)), sheet("松阳县", row(16, "conflict"))).report().to_frame()
    assert list(frame.columns) == ["province_serial", "status", "due", "light", "莲都区", "松阳县", "云和县"]
    assert frame.loc[1, "莲都区"] == "completed"
    assert frame.loc[1, "松阳县"] is None
