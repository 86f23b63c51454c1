"""What a county's long table costs: 明细 has a row for each of the city's units and tasks, and none of them is held."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT
from xl_tools.core.records import Level
from xl_tools.write.form_books import FormRow, write_progress_form

_RUN = """
import json, sys
from datetime import date
from xl_tools.app.roll_up import roll_up
report = roll_up([sys.argv[1]], level="city", name="丽水市", out=sys.argv[2], as_of=date(2022, 12, 20))
status = open("/proc/self/status", encoding="ascii").read()  # a process's own peak: ru_maxrss begins with its parent's
megabytes = int(status.partition("VmHWM:")[2].split()[0]) // 1024
print(json.dumps({"tasks": report.totals.tasks, "undecided": report.totals.undecided, "megabytes": megabytes}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
@pytest.mark.parametrize(("tasks", "most"), [(2000, 200), (8000, 400)])
def test_one_county_s_long_table(tasks: int, most: int, tmp_path: Path) -> None:
    rows = [
        FormRow(
            "莲都区",
            str(n),
            f"第{n}项：管网渗漏{n}",
            f"整改目标：修复{n}号段。",
            "2025年底前",
            f"1.已排查{n}段。",
            "☑已完成",
        )
        for n in range(1, tasks + 1)
    ]
    source, out = tmp_path / "莲都区.xlsx", tmp_path / "汇总.xlsx"
    title = "莲都区督察反馈问题整改进展情况表"
    write_progress_form(source, title=title, level=Level.COUNTY, rows=rows, lock=False, instructions=False)
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(source), str(out)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert (told["tasks"], told["undecided"]) == (tasks, tasks)  # eight counties have not reported
    assert told["megabytes"] <= most
    with CalamineWorkbook.from_path(str(out)) as book:
        detail = book.get_sheet_by_name("明细").to_python()
    assert len(detail) == 1 + 9 * tasks
