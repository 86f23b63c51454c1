"""What stands in 收报情况: each expected unit, with what came in from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from xl_tools.core.period import Period
from xl_tools.core.records import Region, Severity
from xl_tools.parse.table.inspections import short_name
from xl_tools.reports.round import Notice, Outcome, ReceivedFile, UnitReceipt

_OF_THE_UNIT: tuple[Outcome, ...] = ("accepted", "duplicate", "older", "doubtful")


class Return(NamedTuple):
    """A file that came in: the code of its unit (None where nothing tells it), and the inspections of its tasks where
    files for several came in."""

    code: str | None
    inspections: frozenset[str]
    file: ReceivedFile


@dataclass(frozen=True, slots=True)
class Receipts:
    """``marks`` are the errors and warnings by copy; ``deadline`` is None where there is none."""

    marks: Mapping[str, tuple[int, int]]
    deadline: datetime | None
    period: Period

    def of(self, expected: Iterable[tuple[Region, str]], returns: Sequence[Return]) -> Iterator[UnitReceipt]:
        """A line for each unit, under its name, and for each return where it sent tables for several inspections."""
        everywhere = {one for came in returns for one in came.inspections}
        for unit, name in expected:
            own: dict[frozenset[str], list[ReceivedFile]] = {}
            for came in returns:
                if came.code == unit.code:
                    own.setdefault(came.inspections, []).append(came.file)
            lacking = everywhere.difference(*own) - {""} if own else set()
            said = f"没有收到{words_of(lacking)}的；这一轮也要报的，请催报。" if lacking else ""
            for inspections, files in own.items() or [(frozenset(), [])]:
                told = tuple(sorted(inspections - {""}))
                receipt = self._line(unit, name, files)
                of = f"{words_of(told)}的。" if told else ""
                yield replace(receipt, inspections=told, note=f"{of}{receipt.note}{said}")

    def _line(self, unit: Region, name: str, own: Sequence[ReceivedFile]) -> UnitReceipt:
        taken = next((file for file in own if file.outcome == "accepted"), None)
        doubtful = [file for file in own if file.outcome == "doubtful"]
        instead = [f"“{file.source}”{file.note}" for file in own if file.outcome == "other_period"]
        notes = [file.note for file in ([taken] if taken else []) + doubtful] or instead
        errors, warnings = self.marks.get(taken.copied or "", (None, None)) if taken else (None, None)
        return UnitReceipt(
            unit=name,
            code=unit.code,
            state="received" if taken else "doubtful" if doubtful else "missing",
            received=taken.received if taken else None,
            on_time=taken.received <= self.deadline if taken and taken.received and self.deadline else None,
            files=sum(file.outcome in _OF_THE_UNIT and file.period == self.period for file in own),
            source=taken.source if taken else None,
            copied=taken.copied if taken else None,
            errors=errors,
            warnings=warnings,
            note="".join(dict.fromkeys(notes)),
        )


def copy_of(unit: str, inspections: frozenset[str]) -> str:
    """Whose a copy is, in its file name: with the inspections where there are several, 莲都区（央督二轮）."""
    told = words_of(inspections)
    return f"{unit}（{told}）" if told else unit


def words_of(inspections: Iterable[str]) -> str:
    """Inspections as people call them."""
    return "、".join(short_name(one) for one in sorted(inspections) if one)


def notices(files: Sequence[ReceivedFile]) -> Iterable[Notice]:
    """What a person must look at."""
    for file in files:
        if file.outcome in ("doubtful", "stranger", "unknown", "unreadable"):
            severity = Severity.WARNING if file.outcome == "unknown" else Severity.ERROR
            yield Notice(severity=severity, message=f"“{file.source}”：{file.note}", unit=file.unit, file=file.source)
