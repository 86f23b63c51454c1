"""The same functions on xlwings' own engine for other hosts, as far as it reaches: reading, results sheet.

It runs real xlwings objects without Excel: reads come from a snapshot, writes become a list of actions. It knows no
macros, so the facts are given, and colours, which the add-in lays, are left out. It runs in a process of its
own, since xlwings looks for its licence (free for bodies of government) when it is imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.conftest import ROOT
from tests.doubles.desk import HEADINGS, SHEET

SCRIPT = """
import json, sys
from datetime import date
from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.app.examine import Occasion, examine
from xl_tools.books.excel import open_book, results_sheet
from xl_tools.books.excel.opened import BookFacts, Facts, Opened
from xl_tools.core.grid import Range
from xl_tools.marks.plan import KnownBook, Results, marking

rows = json.loads(sys.stdin.read())
sheet = {"name": "整改进展", "values": rows, "pictures": [], "tables": []}
held = {"name": "县表.xlsx", "active_sheet_index": 0, "selection": "A1"}
sent = {"client": "Microsoft Office Scripts", "version": xw.__version__}
book = xw.Book(json=sent | {"book": held, "names": [], "sheets": [sheet]})
class WithoutAddin(Opened):
    facts = BookFacts(("整改进展",), "整改进展")
    def facts_of(self, sheet):
        return Facts(Range(1, 1, len(rows), 7))

read = open_book.read_book(WithoutAddin(book))
examined = examine(read, Occasion(as_of=date(2022, 12, 20)))
errors = [found for found in examined.findings if found.severity == "error"]
for action in marking(errors, KnownBook(["整改进展"])):
    if isinstance(action, Results):
        results_sheet._fill(book.sheets.add("校验结果", after=book.sheets[0]), action)
print(json.dumps({"cells": [found.cell for found in errors], "actions": book.json()["actions"]}))
"""


def run(rows: list[list[Any]]) -> dict[str, Any]:
    environment = os.environ | {"XLWINGS_LICENSE_KEY": "noncommercial", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(rows),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_read_checked_and_marked_on_the_remote_engine() -> None:
    progress = "1.摸排点位3个，清单已建立。\n2.点位逐个处置，1个通过验收。"
    plan = "整改目标：\n问题得到根治。\n整改措施：\n1.摸清底数。\n2.逐个处置。"
    none_ticked = "□已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"
    row = ["莲都区", 1, "第21项：河道采砂点越界，群众多次反映。", plan, "2035年12月底前", progress, none_ticked]
    answer = run([["县表", *[None] * 6], [None] * 7, list(HEADINGS), row])
    assert answer["cells"] == ["G4"]
    actions = {action["func"]: action for action in answer["actions"]}
    row = actions["setValues"]["values"][6]
    assert row[2] == "'T301"
    assert row[4] == f'=HYPERLINK("#\'{SHEET}\'!G4","G4")'
