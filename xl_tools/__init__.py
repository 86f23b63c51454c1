"""Check, merge and score the rectification progress workbooks of environmental inspections.

The functions a script needs; each is explained where it is defined. They are imported when first used, so
that ``import xl_tools`` costs nothing.

>>> import xl_tools
>>> str(xl_tools.read_deadline("2021年12月底前").due)
'2021-12-31'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xl_tools.app import check, clear, import_files, issue, mark, roll_up, score, split
    from xl_tools.errors import UserError
    from xl_tools.models import Finding
    from xl_tools.readings import read_deadline, read_status
    from xl_tools.reports import CheckReport
    from xl_tools.rollup.models import Rollup
    from xl_tools.scoring.report import ScoreSheet

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
    "CheckReport": "xl_tools.reports",
    "Finding": "xl_tools.models",
    "Rollup": "xl_tools.rollup.models",
    "ScoreSheet": "xl_tools.scoring.report",
    "UserError": "xl_tools.errors",
    "check": "xl_tools.app",
    "clear": "xl_tools.app",
    "import_files": "xl_tools.app",
    "issue": "xl_tools.app",
    "mark": "xl_tools.app",
    "read_deadline": "xl_tools.readings",
    "read_status": "xl_tools.readings",
    "roll_up": "xl_tools.app",
    "score": "xl_tools.app",
    "split": "xl_tools.app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
