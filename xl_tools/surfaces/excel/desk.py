"""What a button works on: the workbook in front, its Excel, and the user who is asked and told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.books.excel import open_book
from xl_tools.core import user_folder
from xl_tools.marks.plan import Action, Say

if TYPE_CHECKING:
    from xlwings import App, Book

TITLE = "督察整改"
_PATTERN = "*.xlsx;*.xlsm;*.xls;*.xlsb;*.et;*.ods"
"""What the file dialog shows where a workbook is wanted."""


class Cancelled(Exception):
    """The user chose Cancel: the button ends, and nothing has been done."""


@dataclass(frozen=True)
class Desk:
    """What a button works on: the workbook in front and its Excel, and the day of today."""

    book: Book
    today: date

    @property
    def app(self) -> App:
        return self.book.app

    @property
    def day(self) -> date:
        """The day that deadlines are held against."""
        return user_folder.chosen_day(self.today) or self.today

    def say(self, text: str, *, bad: bool = False) -> None:
        self.app.alert(text, TITLE, "ok", "critical" if bad else "info")

    def tell(self, actions: Iterable[Action]) -> None:
        """What actions say, as one message."""
        says = [action for action in actions if isinstance(action, Say)]
        self.say("\n".join(say.text for say in says), bad=any(say.tone == "wrong" for say in says))

    def yes(self, question: str) -> bool:
        """What the user answered to a question: yes or no. Raises Cancelled, as all that ask do."""
        answer = self.app.alert(question, TITLE, "yes_no_cancel", "info")
        if answer not in ("yes", "no"):
            raise Cancelled
        return answer == "yes"

    def ask(self, prompt: str, proposal: str = "") -> str:
        """What the user typed. Excel shows at most 255 characters of the prompt."""
        return self._asked("XLT_Ask", prompt, TITLE, proposal).strip()

    def pick_folder(self, prompt: str) -> Path:
        """The folder that the user chose."""
        return Path(self._asked("XLT_PickFolder", prompt))

    def pick_file(self, prompt: str) -> Path:
        """The workbook that the user chose."""
        return Path(self._asked("XLT_PickFiles", prompt, _PATTERN, False))

    def pick_files(self, prompt: str) -> list[Path]:
        """The files that the user chose, whatever they are."""
        return [Path(name) for name in self._asked("XLT_PickFiles", prompt, "", True).split("\n")]

    def _asked(self, function: str, *arguments: str | bool) -> str:
        answer = open_book.call_addin(self.app, function, *arguments)
        if not answer:
            raise Cancelled
        return str(answer)

    def open(self, path: Path) -> str:
        """Open a workbook that was written. "" or, where Excel does not take it, what to tell of it."""
        try:
            self.app.books.open(str(path))
        except Exception:
            return "\n同名的工作簿已经打开，请自己打开这个文件。"
        return ""
