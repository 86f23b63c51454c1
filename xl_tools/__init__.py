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
    from xl_tools.books.file.marked_file import MarkResult
    from xl_tools.core.records import Severity
    from xl_tools.surfaces.models import (
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
        MonthReport,
        Opened,
        PapersReport,
        PetitionFileReport,
        PetitionRowReport,
        PlanReport,
        Printed,
        ReturnedLedgersReport,
        Rollup,
        ScoreSheet,
        SerialReading,
        SplitReport,
        Started,
        StatusReading,
    )
    from xl_tools.surfaces.python import (
        add_petitions,
        check,
        check_ledger,
        check_paper,
        clear,
        closing_days,
        closing_papers,
        collect,
        collect_ledgers,
        compare_petitions,
        draft_mails,
        import_files,
        init,
        issue,
        issue_forms,
        issue_ledgers,
        letters,
        mark,
        month,
        new_score_book,
        next_month,
        petition_statistics,
        plan,
        print_version,
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
        send_mails,
        split,
        start_ledger,
        workspace,
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
    "MarkResult",
    "MonthReport",
    "Opened",
    "PapersReport",
    "PetitionFileReport",
    "PetitionRowReport",
    "PlanReport",
    "Printed",
    "ReturnedLedgersReport",
    "Rollup",
    "ScoreSheet",
    "SerialReading",
    "Severity",
    "SplitReport",
    "Started",
    "StatusReading",
    "UserError",
    "add_petitions",
    "check",
    "check_ledger",
    "check_paper",
    "clear",
    "closing_days",
    "closing_papers",
    "collect",
    "collect_ledgers",
    "compare_petitions",
    "draft_mails",
    "import_files",
    "init",
    "issue",
    "issue_forms",
    "issue_ledgers",
    "letters",
    "mark",
    "month",
    "new_score_book",
    "next_month",
    "petition_statistics",
    "plan",
    "print_version",
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
    "send_mails",
    "split",
    "start_ledger",
    "workspace",
]

sys.modules[f"{__name__}.light"] = sys.modules[__name__]
"""Add-ins of version 0.1 import this name before they call a button, which then says that the versions differ."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    functions, models = (import_module(f"xl_tools.surfaces.{room}") for room in ("python", "models"))
    return getattr(functions if hasattr(functions, name) else models, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
