"""Joins the steps: read, parse, check, then mark, roll up or write. Knows files, no surface.

Every function here is what a command or a button does; what they take and give back is the same for both.
Modules that write workbooks are imported where they are needed: a check must not pay for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xl_tools.app.checking import check, check_open
    from xl_tools.app.collecting import collect
    from xl_tools.app.importing import import_files
    from xl_tools.app.issuing import issue
    from xl_tools.app.mailing import draft, prepare, send
    from xl_tools.app.marking import Cleared, clear, clear_all, mark
    from xl_tools.app.rolling import roll_up
    from xl_tools.app.scoring import score
    from xl_tools.app.splitting import SplitReport, split

__all__ = [
    "Cleared",
    "SplitReport",
    "check",
    "check_open",
    "clear",
    "clear_all",
    "collect",
    "draft",
    "import_files",
    "issue",
    "mark",
    "prepare",
    "roll_up",
    "score",
    "send",
    "split",
]

_HOMES = {
    "Cleared": "marking",
    "check": "checking",
    "check_open": "checking",
    "clear": "marking",
    "clear_all": "marking",
    "collect": "collecting",
    "draft": "mailing",
    "issue": "issuing",
    "prepare": "mailing",
    "send": "mailing",
    "import_files": "importing",
    "mark": "marking",
    "roll_up": "rolling",
    "score": "scoring",
    "SplitReport": "splitting",
    "split": "splitting",
}


def __getattr__(name: str) -> Any:
    """Each is imported when it is first asked for: a roll-up does not pay for marking, nor a check for merging."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
