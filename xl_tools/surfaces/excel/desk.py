"""What a button works on: the workbook in front, its Excel, and the user who is asked and told."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from xl_tools.app.office import Office
from xl_tools.books.excel.opened import Opened, call_addin
from xl_tools.core import user_folder
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.marks.plan import Action, Ask, AskKind, Say
from xl_tools.marks.sentences import by_settings
from xl_tools.surfaces.excel.settled import WORKSPACE, office_of, workspace_of

if TYPE_CHECKING:
    from xlwings import App

TITLE = "督察整改"
_PATTERN = "*.xlsx;*.xlsm;*.xls;*.xlsb;*.et;*.ods"
"""What the file dialog shows where a workbook is wanted."""


NEXT = "answered"
"""The function of the ribbon that goes on with an answer."""

T = TypeVar("T")
Steps = Generator[Action, Any, T]
"""A button's work, or a part of it (``steps.py``). What is sent back: to an ``Ask`` the answer, to an ``Open`` what to
tell of a workbook that Excel did not take, to others nothing."""


class Cancelled(Exception):
    """The user chose Cancel: the button ends, and nothing has been done."""


@dataclass
class Desk:
    """What a button works on: the workbook in front and its Excel, and the day of today."""

    book: Opened
    today: date

    @property
    def app(self) -> App:
        return self.book.app

    @cached_property
    def office(self) -> Office:
        """What the office has settled: the workspace in which the workbook in front lies, else the last one used, over
        the user's own. Raises UserError for a mistake in one of them."""
        folder = workspace_of(Path(self.book.path))
        if folder and str(folder) != user_folder.answer(WORKSPACE):
            user_folder.keep_answer(WORKSPACE, str(folder))
        return office_of(folder, self.today)

    @property
    def by_office(self) -> list[str]:
        """By what was worked, in sentences: whose workspace, which rules were changed."""
        folder = self.office.folder
        return [*([f"按工作台“{folder}”。"] if folder else []), *by_settings(self.office.rules.summary)]

    @property
    def day(self) -> date:
        """The day that deadlines are held against."""
        return self.office.as_of or self.today

    def yes(self, question: str) -> Steps[bool]:
        """What the user answered to a question: yes or no. Raises Cancelled, as all that ask do."""
        return (yield from self._asked("yes_no", question)) == "yes"

    def ask(self, prompt: str, proposal: str = "") -> Steps[str]:
        """What the user typed. Excel shows at most 255 characters of the prompt."""
        return (yield from self._asked("text", prompt, proposal)).strip()

    def pick_folder(self, prompt: str) -> Steps[Path]:
        """The folder that the user chose."""
        return Path((yield from self._asked("folder", prompt)))

    def pick_file(self, prompt: str) -> Steps[Path]:
        """The workbook that the user chose."""
        return Path((yield from self._asked("file", prompt, _PATTERN)))

    def pick_files(self, prompt: str) -> Steps[list[Path]]:
        """The files that the user chose, whatever they are."""
        return [Path(name) for name in (yield from self._asked("files", prompt)).split("\n")]

    def _asked(self, kind: AskKind, prompt: str, proposal: str = "") -> Steps[str]:
        answer: str = yield Ask(kind, prompt, NEXT, proposal)
        if not answer:
            raise Cancelled
        return answer

    def leave(self, action: Ask | Say) -> None:
        """Leave with the add-in what it is to ask or to say when Python has returned.

        An add-in that is too old to be left anything, or that is not there, is spoken to at once.
        """
        if isinstance(action, Ask):
            call_addin(self.app, "XLT_Leave", action.kind, action.prompt, action.proposal, action.next)
            return
        try:
            call_addin(self.app, "XLT_Leave", action.tone, action.text, "", "")
        except UserError:
            self.app.alert(action.text, TITLE, "ok", "critical" if action.tone == "wrong" else "info")

    def answer(self) -> str:
        """What the user answered to what was asked last; "" for Cancel."""
        return call_addin(self.app, "XLT_Answer")

    def open(self, path: str) -> str:
        """Open a workbook that was written. "" or, where Excel does not take it, what to tell of it."""
        try:
            self.app.books.open(path, update_links=False)  # a question about links would wait inside this call
        except Exception:
            return "\n同名的工作簿已经打开，请自己打开这个文件。"
        return ""
