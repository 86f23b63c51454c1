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

from xl_tools.core.errors import UserError

if TYPE_CHECKING:
    from xl_tools.surfaces.python import (
        CheckReport,
        Claim,
        CollectReport,
        DeadlineReading,
        DocumentReport,
        Finding,
        ImportReport,
        IssueReport,
        LetterReport,
        MailReport,
        Rollup,
        ScoreSheet,
        SerialReading,
        SplitReport,
        StatusReading,
        check,
        clear,
        collect,
        draft_mails,
        import_files,
        issue,
        letters,
        mark,
        read_deadline,
        read_figures,
        read_serial,
        read_status,
        report,
        roll_up,
        score,
        split,
    )

__all__ = [
    "CheckReport",
    "Claim",
    "CollectReport",
    "DeadlineReading",
    "DocumentReport",
    "Finding",
    "ImportReport",
    "IssueReport",
    "LetterReport",
    "MailReport",
    "Rollup",
    "ScoreSheet",
    "SerialReading",
    "SplitReport",
    "StatusReading",
    "UserError",
    "check",
    "clear",
    "collect",
    "draft_mails",
    "import_files",
    "issue",
    "letters",
    "mark",
    "read_deadline",
    "read_figures",
    "read_serial",
    "read_status",
    "report",
    "roll_up",
    "score",
    "split",
]

sys.modules[f"{__name__}.light"] = sys.modules[__name__]
"""Add-ins of version 0.1 import this name before they call a button, which then says that the versions differ."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("xl_tools.surfaces.python"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
