"""What handing out and collecting give back: what ``issue --json`` and ``collect --json`` print."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.core.period import Period
from xl_tools.core.records import Severity
from xl_tools.rules.settings import SettingsReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence about one unit or file of a round; ``error`` means that something was not done because of it."""

    severity: Severity
    message: str
    unit: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedBook:
    """One unit's workbook. ``tasks`` are the labels of its tasks, in order; ``stood`` tells one that an earlier issue
    wrote and this one left as it was."""

    unit: str
    code: str
    path: str
    tasks: tuple[str, ...]
    stood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReport:
    """The result of one ``issue``. ``told`` are those of the notices that are of what units were handed before."""

    schema_: Literal["xl-tools/issue/1"] = "xl-tools/issue/1"
    period: Period
    issue: str
    out: str
    list_path: str
    units: tuple[IssuedBook, ...]
    notices: tuple[Notice, ...] = ()
    told: tuple[str, ...] = ()
    kept: tuple[KeptCopy, ...] = ()

    @property
    def written(self) -> int:
        """How many units were handed a workbook by this issue."""
        return sum(not book.stood for book in self.units)

    @property
    def exit_code(self) -> int:
        return int(any(notice.severity is Severity.ERROR for notice in self.notices))


Outcome = Literal[
    "accepted",
    "duplicate",
    "older",
    "doubtful",
    "other_period",
    "other_inspection",
    "stranger",
    "unknown",
    "ignored",
    "unreadable",
]
"""accepted: this is what the unit reports; duplicate: the same again; older: replaced by a later copy; doubtful: a
person must decide; other_period: kept, but not for this receipt; other_inspection: of another
inspection's round; stranger: of a unit that is not expected;
unknown: a workbook that is nobody's, or holds no progress table; ignored: no workbook; unreadable: cannot be opened.
What counts is ``copied`` to a place of ours."""

OUTCOME_LABELS: dict[str, str] = {
    "accepted": "采用",
    "duplicate": "重复",
    "older": "旧版",
    "doubtful": "待核对",
    "other_period": "其他期次",
    "other_inspection": "其他督察",
    "stranger": "不在应报名单",
    "unknown": "认不出",
    "ignored": "不是工作簿",
    "unreadable": "读不了",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """One file that came in. ``source`` is its place in the folder ("来件.zip › 莲都区.xlsx"); ``by`` tells what named
    the unit; ``received`` is when the file (or the archive it is in) was saved."""

    source: str
    outcome: Outcome
    unit: str | None = None
    period: Period | None = None
    by: Literal["identity", "content", "name"] | None = None
    received: datetime | None = None
    copied: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReceipt:
    """Where one unit stands, with one inspection (its id) where several are collected together. ``on_time`` is None
    without a deadline or while nothing is received; the counts are None where nothing was checked."""

    unit: str
    code: str
    state: Literal["received", "doubtful", "missing"]
    received: datetime | None = None
    on_time: bool | None = None
    files: int = 0
    source: str | None = None
    copied: str | None = None
    errors: int | None = None
    warnings: int | None = None
    note: str = ""
    inspection: str = ""


STATE_LABELS: dict[str, str] = {"received": "已收", "doubtful": "待核对", "missing": "未收"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """The result of one ``collect``."""

    schema_: Literal["xl-tools/collect/1"] = "xl-tools/collect/1"
    period: Period
    deadline: datetime | None
    receipt: str
    folder: str
    units: tuple[UnitReceipt, ...]
    files: tuple[ReceivedFile, ...]
    notices: tuple[Notice, ...] = ()
    settings: SettingsReport | None = None
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 when a unit's table has errors, a file needs a person's decision, or something was not done."""
        odd = any(file.outcome in ("doubtful", "stranger", "unknown", "unreadable") for file in self.files)
        undone = any(notice.severity is Severity.ERROR for notice in self.notices)
        return int(odd or undone or any(unit.errors for unit in self.units))
