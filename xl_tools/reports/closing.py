"""What the commands of ``closing`` give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from xl_tools.core.kept import KeptCopy


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
    """A ledger that was written: how many ``cases`` it has, and which of them were ``added`` now."""

    schema_: Literal["xl-tools/closing-ledger/1"] = "xl-tools/closing-ledger/1"
    out: str
    as_of: date
    cases: int
    added: tuple[str, ...] = ()
    kept: tuple[KeptCopy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPaper:
    """A paper that was written, and for which cases. ``publicity_ends`` is the last day of a notice's period."""

    cases: tuple[str, ...]
    path: str
    publicity_ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersReport:
    """The papers of one kind that were written from a ledger."""

    schema_: Literal["xl-tools/closing-papers/1"] = "xl-tools/closing-papers/1"
    source: str
    kind: str
    papers: tuple[ClosingPaper, ...]
    kept: tuple[KeptCopy, ...] = ()
