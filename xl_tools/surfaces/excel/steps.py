"""A button's work in steps: what it asks is asked once Python has returned, and it goes on with the answer.

A message box or a dialog that stays open inside a call from Excel makes Excel wait for "another application to complete
an OLE action". So a button is a generator of actions (``marks/plan.py``): at an ``Ask`` it stops, the question is left
with the add-in, the call returns, the add-in asks and calls ``answered``, and the button goes on where it stopped. What
it says is left in the same way, as one message at its end.
"""

from __future__ import annotations

from collections.abc import Callable

from xl_tools.core import user_folder
from xl_tools.core.errors import UserError
from xl_tools.marks.plan import Action, Ask, Open, Say
from xl_tools.surfaces.excel.desk import Cancelled, Desk, Steps

Work = Callable[[Desk], Steps[None]]


class _ButtonAtWork:
    """A button between its click and its end."""

    def __init__(self, name: str, desk: Desk, steps: Steps[None]) -> None:
        self._name = name
        self._desk = desk
        self._steps = steps
        self._said: list[Say] = []

    def go_on(self, answer: str | None) -> None:
        """Work up to the next question, or to the end; what there is to ask or to say is left with the add-in."""
        _waiting.clear()
        try:
            if asked := self._up_to_a_question(answer):
                self._desk.leave(asked)
                _waiting.append(self)
            elif self._said:
                wrong = any(say.tone == "wrong" for say in self._said)
                self._desk.leave(Say("\n".join(say.text for say in self._said), "wrong" if wrong else "info"))
        except Cancelled:
            pass
        except UserError as error:
            complain(self._desk, str(error))
        except Exception as error:
            log = user_folder.log_fault(self._name, error)
            place = f"；详情已记入 {log}" if log else ""
            complain(self._desk, f"程序出错，这一步没有做完{place}。请把这个文件发给维护人员。")

    def _up_to_a_question(self, answer: str | None) -> Ask | None:
        try:
            action = self._steps.send(answer)
            while not isinstance(action, Ask):
                action = self._steps.send(self._done(action))
        except StopIteration:
            return None
        return action

    def _done(self, action: Action) -> str | None:
        if isinstance(action, Open):
            return self._desk.open(action.path)
        if isinstance(action, Say) and action.tone == "status":
            self._desk.app.status_bar = action.text
        elif isinstance(action, Say):
            self._said.append(action)
        return None


_waiting: list[_ButtonAtWork] = []
"""The button that waits for an answer, if one does: they live as long as the Python that serves Excel."""


def begin(name: str, desk: Desk, work: Work) -> None:
    """A click on a button. One that still waited for an answer is given up."""
    _ButtonAtWork(name, desk, work(desk)).go_on(None)


def go_on(desk: Desk) -> None:
    """The answer to the last question has come."""
    if not _waiting:
        complain(desk, "工具重新启动过，刚才的操作中断了，没有做完；请重新点按钮。")
        return
    try:
        answer = desk.answer()
    except UserError as error:
        complain(desk, str(error))
    else:
        _waiting[0].go_on(answer)


def complain(desk: Desk, text: str) -> None:
    """Say that something went wrong, if there is still anybody to tell."""
    try:
        desk.leave(Say(text, "wrong"))
    except Exception as error:  # Excel is gone or busy in a dialog
        user_folder.log_fault("alert", error)
