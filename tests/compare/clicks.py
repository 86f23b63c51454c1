"""The Excel side: clicks on 校验本表, 校验全部 and 清除标记; the marks, notes and results cells that are there after.

Excel is the double of the tests: it loads a workbook by openpyxl, so that no reader of ours tells what Excel shows.
"""

from __future__ import annotations

import warnings
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tests.compare.noise import Noise
from tests.compare.outside import ribbon
from tests.compare.running import outcome


def clicks(path: Path, as_of: date, noise: Noise) -> dict[str, Any]:
    """What three clicks do to a workbook. A workbook that openpyxl does not take is told as such."""
    from tests.doubles.addin import Addin
    from tests.doubles.excel import Excel

    excel = Excel()
    addin = Addin(excel)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            excel.open_book(path)
            before = _state(excel)
    except Exception as error:
        return {"not opened by the double": type(error).__name__}
    buttons = ribbon()
    addin.typed.append(as_of.isoformat())
    steps = {}
    for name in ("set_day", "check", "check_all", "clear"):
        excel.alerts.clear()
        excel.status_shown.clear()
        done = outcome(noise, partial(addin.click, getattr(buttons, name)))
        after = _state(excel)
        steps[name] = {
            **({} if "value" in done else done),
            "said": [noise.text(line) for alert in excel.alerts for line in alert.splitlines()],
            "status": list(excel.status_shown),
            "sheets": noise.document(_changed(before, after)),
        }
    return steps


def _state(excel: Any) -> dict[str, Any]:
    """Notes, conditional formats and, of the sheet of results, cells; by sheet."""
    file = excel.front.file
    found: dict[str, Any] = {}
    for sheet in file.worksheets:
        cells = [cell for _, cell in sorted(sheet._cells.items())]
        rules = [
            (rule.priority, f"{block.sqref} {rule.type} {rule.operator or ''} {' '.join(rule.formula)} {_fill(rule)}")
            for block, held in sheet.conditional_formatting._cf_rules.items()
            for rule in held
        ]
        found[sheet.title] = {
            "notes": {cell.coordinate: cell.comment.text.splitlines() for cell in cells if cell.comment},
            "formats": [text for _, text in sorted(rules)],
            "rows": _rows(cells),
            "locked": bool(sheet.protection.sheet),
        }
    found["(names)"] = sorted(f"{name} {held.attr_text}" for name, held in file.defined_names.items())
    found["(front)"] = file.active.title
    return found


def _rows(cells: list[Any]) -> list[str]:
    """The rows that hold something, each a line: one that is added leaves the others as they were."""
    rows: dict[int, list[str]] = {}
    for cell in cells:
        if cell.value is not None:
            rows.setdefault(cell.row, []).append(f"{cell.column_letter}={cell.value}")
    return [" | ".join(row) for row in rows.values()]


def _fill(rule: Any) -> str:
    return str(rule.dxf.fill.bgColor.rgb) if rule.dxf and rule.dxf.fill else ""


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What of the state is not as it was when the workbook was opened."""
    return {
        **{name: state for name, state in after.items() if state != before.get(name)},
        **{name: "gone" for name in before if name not in after},
    }
