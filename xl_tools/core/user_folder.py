"""What is kept for one user of this machine: the log of faults, the day that deadlines are held against, the rules that
are switched off, and what was answered last time."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

_DAY = "day.json"
_LOG = "xl_tools.log"
_RULES = "规则设置.xlsx"
_ANSWERS = "answers.json"
_MOST = 500_000


def folder() -> Path:
    """``%APPDATA%\\xl_tools`` on Windows, the state folder of the user elsewhere. Not made by this.

    The program lies in ``%LOCALAPPDATA%``: taking it off leaves this folder alone (``macros/install.py``).
    """
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "xl_tools"
    return Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state")) / "xl_tools"


def log_fault(what: str, error: BaseException) -> Path | None:
    """Write a fault with its traceback to the log; returns the log, None where it cannot be written."""
    path = folder() / _LOG
    import traceback

    lines = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _MOST:
            path.replace(path.with_suffix(".old.log"))
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {what}\n{lines}\n")
    except OSError:
        return None
    return path


def chosen_day(today: date) -> date | None:
    """The day the user chose to hold deadlines against; None when none was chosen today.

    A choice holds for the day on which it was made: one forgotten would make every later check wrong.
    """
    said = _kept(_DAY)
    with suppress(ValueError, KeyError, TypeError):
        if date.fromisoformat(said["chosen_on"]) == today:
            return date.fromisoformat(said["day"])
    return None


def choose_day(day: date | None, today: date) -> None:
    """Keep the choice of a day; None goes back to the day itself. Raises OSError when it cannot be kept."""
    if day is None:
        (folder() / _DAY).unlink(missing_ok=True)
    else:
        _keep(_DAY, {"day": day.isoformat(), "chosen_on": today.isoformat()})


def rules_file() -> Path:
    """The workbook in which this user switches rules off; there is none until it is asked for."""
    return folder() / _RULES


def answer(question: str) -> str:
    """What was answered to a question last time; "" when nothing is known."""
    return str(_kept(_ANSWERS).get(question, ""))


def keep_answer(question: str, said: str) -> None:
    """Keep an answer for the next time. Where it cannot be kept, it is asked for again."""
    with suppress(OSError):
        _keep(_ANSWERS, _kept(_ANSWERS) | {question: said})


def _kept(name: str) -> dict[str, Any]:
    """What a file of ours holds; {} where it is not there or is damaged."""
    path = folder() / name
    if not path.is_file():
        return {}
    import json  # paid for only where something is kept

    with suppress(OSError, ValueError, TypeError):
        return dict(json.loads(path.read_text("utf-8")))
    return {}


def _keep(name: str, said: dict[str, str]) -> None:
    import json

    folder().mkdir(parents=True, exist_ok=True)
    (folder() / name).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
