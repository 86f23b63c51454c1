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
        AddReport,
        CheckReport,
        Claim,
        CollectReport,
        DaysReport,
        DeadlineReading,
        DocumentReport,
        Finding,
        ImportReport,
        IssuedLedgersReport,
        IssueReport,
        LedgerReport,
        LetterReport,
        MailReport,
        PapersReport,
        PetitionFileReport,
        PetitionRowReport,
        ReturnedLedgersReport,
        Rollup,
        ScoreSheet,
        SerialReading,
        SplitReport,
        StatusReading,
        add_petitions,
        check,
        check_ledger,
        clear,
        closing_days,
        closing_papers,
        collect,
        collect_ledgers,
        compare_petitions,
        draft_mails,
        import_files,
        issue,
        issue_ledgers,
        letters,
        mark,
        petition_statistics,
        publish_petitions,
        read_deadline,
        read_figures,
        read_petitions,
        read_serial,
        read_status,
        report,
        roll_up,
        roll_up_petitions,
        score,
        split,
        start_ledger,
    )

__all__ = [
    "AddReport",
    "CheckReport",
    "Claim",
    "CollectReport",
    "DaysReport",
    "DeadlineReading",
    "DocumentReport",
    "Finding",
    "ImportReport",
    "IssueReport",
    "IssuedLedgersReport",
    "LedgerReport",
    "LetterReport",
    "MailReport",
    "PapersReport",
    "PetitionFileReport",
    "PetitionRowReport",
    "ReturnedLedgersReport",
    "Rollup",
    "ScoreSheet",
    "SerialReading",
    "SplitReport",
    "StatusReading",
    "UserError",
    "add_petitions",
    "check",
    "check_ledger",
    "clear",
    "closing_days",
    "closing_papers",
    "collect",
    "collect_ledgers",
    "compare_petitions",
    "draft_mails",
    "import_files",
    "issue",
    "issue_ledgers",
    "letters",
    "mark",
    "petition_statistics",
    "publish_petitions",
    "read_deadline",
    "read_figures",
    "read_petitions",
    "read_serial",
    "read_status",
    "report",
    "roll_up",
    "roll_up_petitions",
    "score",
    "split",
    "start_ledger",
]

sys.modules[f"{__name__}.light"] = sys.modules[__name__]
"""Add-ins of version 0.1 import this name before they call a button, which then says that the versions differ."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("xl_tools.surfaces.python"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
