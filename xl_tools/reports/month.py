"""Where a month's round stands: what ``month --json`` prints."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.core.period import Period


class Step(StrEnum):
    """The steps of a round, in their order. The values are what people call them."""

    ISSUE = "下发"
    COLLECT = "收报"
    REMIND = "催报"
    RETURN = "退回"
    ROLLUP = "汇总"
    CLOSING = "销号"
    PETITIONS = "接批"
    PAPERS = "报告"
    REPORT = "报送"
    DISTRIBUTE = "分发"


StepState = Literal["done", "unsettled", "not_needed", "next", "waiting", "later"]
"""done; unsettled: done as far as it goes, and something of it wants a decision; not_needed: there was nothing to do;
next: the next run does it; waiting: it is this one's turn, and something has to come first (``note`` says what);
later: others come before it."""

STATE_LABELS: dict[StepState, str] = {
    "done": "做完",
    "unsettled": "要定",
    "not_needed": "不用做",
    "next": "下一步",
    "waiting": "等着",
    "later": "以后",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """One step of a round; ``when`` it was done, ``note`` what came of it or what it waits for."""

    step: Step
    state: StepState
    when: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """How the round of one inspection stands."""

    inspection: str
    folder: str
    steps: tuple[StepReport, ...]

    @property
    def turn(self) -> StepReport | None:
        """The step whose turn it is; None where all are done."""
        return next((one for one in self.steps if one.state in ("next", "waiting")), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """The result of one ``month``. ``did`` is the step that this run did, None for none; ``said`` are sentences about
    it, ``written`` the files a person may want to open."""

    schema_: Literal["xl-tools/month/1"] = "xl-tools/month/1"
    workspace: str
    name: str
    period: Period
    deadline: datetime | None
    as_of: date
    rounds: tuple[RoundReport, ...]
    did: Step | None = None
    inspection: str = ""
    said: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    undone: int = 0
    """How many mails could not be made, or files want a person's decision."""
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        return int(self.undone > 0)
