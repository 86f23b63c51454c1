"""Check, merge and score the rectification progress workbooks of environmental inspections.

The functions a script needs; each is explained where it is defined. They are imported when first used, so
that ``import xl_tools`` costs nothing.

>>> import xl_tools
>>> str(xl_tools.read_deadline("2021年12月底前").due)
'2021-12-31'
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xl_tools.app.check import check
    from xl_tools.app.import_ import import_files
    from xl_tools.app.issue import issue
    from xl_tools.app.mark import clear, mark
    from xl_tools.app.roll_up import roll_up
    from xl_tools.app.score import score
    from xl_tools.app.split import split
    from xl_tools.core.errors import UserError
    from xl_tools.core.records import Finding
    from xl_tools.parse.phrases import read_deadline, read_status
    from xl_tools.reports.check import CheckReport
    from xl_tools.reports.rollup import Rollup
    from xl_tools.reports.score import ScoreSheet

__all__ = [
    "CheckReport",
    "Finding",
    "Rollup",
    "ScoreSheet",
    "UserError",
    "check",
    "clear",
    "import_files",
    "issue",
    "mark",
    "read_deadline",
    "read_status",
    "roll_up",
    "score",
    "split",
]

_HOMES = {
    "CheckReport": "xl_tools.reports.check",
    "Finding": "xl_tools.core.records",
    "Rollup": "xl_tools.reports.rollup",
    "ScoreSheet": "xl_tools.reports.score",
    "UserError": "xl_tools.core.errors",
    "check": "xl_tools.app.check",
    "clear": "xl_tools.app.mark",
    "import_files": "xl_tools.app.import_",
    "issue": "xl_tools.app.issue",
    "mark": "xl_tools.app.mark",
    "read_deadline": "xl_tools.parse.phrases",
    "read_status": "xl_tools.parse.phrases",
    "roll_up": "xl_tools.app.roll_up",
    "score": "xl_tools.app.score",
    "split": "xl_tools.app.split",
}

sys.modules[f"{__name__}.light"] = sys.modules[__name__]
"""Add-ins of version 0.1 import this name before they call a button, which then says that the versions differ."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
