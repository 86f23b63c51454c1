"""What the commands of ``closing`` give back."""

from __future__ import annotations

from datetime import date
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysReport:
    """A period, its first and last day counted. ``unit`` is what ``asked`` was counted in, None where the end was
    given. ``estimated`` are the years in it whose holidays are not known: Monday to Friday were counted there.
    ``off`` and ``on`` are its days off from Monday to Friday and its worked weekends, in words."""

    schema_: Literal["xl-tools/closing-days/1"] = "xl-tools/closing-days/1"
    start: date
    end: date
    asked: int | None
    unit: Literal["工作日", "日历日"] | None
    calendar_days: int
    working_days: int
    estimated: tuple[int, ...] = ()
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReport:
    """A ledger that was written: how many ``cases`` it has, and which of them were ``added`` now. ``left`` tells what
    it does not hold: what was completed without a number, and words of people (on 统计, over formulas) that are only in
    the copy that was kept."""

    schema_: Literal["xl-tools/closing-ledger/1"] = "xl-tools/closing-ledger/1"
    out: str
    as_of: date
    cases: int
    added: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    kept: tuple[KeptCopy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPaper:
    """A paper that was written, and for which cases. ``publicity_ends`` is the last day of a notice's period."""

    cases: tuple[str, ...]
    path: str
    publicity_ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersReport:
    """The papers of one kind that were written from a ledger; ``findings`` tell what of a public one names people."""

    schema_: Literal["xl-tools/closing-papers/1"] = "xl-tools/closing-papers/1"
    source: str
    kind: str
    papers: tuple[ClosingPaper, ...]
    findings: tuple[Finding, ...] = ()
    kept: tuple[KeptCopy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyLedger:
    """A unit's share of a ledger, handed out or come back: its cases, how many rows of it were ``added`` and ``filled``
    in, and what was ``refused``, in Chinese. ``unit`` is "" where it cannot be told. ``note`` tells which of several
    files of a unit this is: the newest that was taken, or an older one that was not."""

    unit: str
    path: str
    rows: int = 0
    added: int = 0
    filled: int = 0
    refused: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLedgersReport:
    """The shares of a ledger that were handed out."""

    schema_: Literal["xl-tools/closing-issued/1"] = "xl-tools/closing-issued/1"
    source: str
    units: tuple[CountyLedger, ...]
    kept: tuple[KeptCopy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLedgersReport:
    """The shares that came back, put into the ledger ``out``. ``left`` as in ``LedgerReport``."""

    schema_: Literal["xl-tools/closing-returned/1"] = "xl-tools/closing-returned/1"
    out: str
    units: tuple[CountyLedger, ...]
    left: tuple[str, ...] = ()
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where something was not taken."""
        return int(any(unit.refused for unit in self.units))
