"""What the office has settled for work in Excel: by the workbook in front, or by the workspace that was used last."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from xl_tools.app.office import Office, of_user
from xl_tools.app.workspace import find_workspace, read_workspace
from xl_tools.core import user_folder
from xl_tools.core.errors import UserError
from xl_tools.data import load

WORKSPACE = "workspace"
"""Under what the last workspace is kept among the user's answers."""


def workspace_of(path: Path | None) -> Path | None:
    """The workspace in which a workbook lies, else the last one used; None where there is neither."""
    folder = find_workspace(path.parent) if path and path.is_absolute() else None
    last = user_folder.answer(WORKSPACE)
    return folder or (find_workspace(Path(last)) if last else None)


def office_of(folder: Path | None, today: date) -> Office:
    """What is settled in a workspace, over the user's own. Raises UserError for a mistake in one of them."""
    try:
        user = of_user(today)
    except UserError as error:
        raise UserError(f"{error}点“规则开关”可以打开改正，或恢复默认。") from error
    return _read(folder, (folder / load("workspace")["file"]).stat().st_mtime_ns).over(user) if folder else user


@lru_cache(maxsize=4)
def _read(folder: Path, changed: int) -> Office:
    """A sheet of formulas asks once for each cell: the workbook is read anew when it has changed."""
    del changed
    return read_workspace(folder)
