"""Which of several copies counts: the same again, an older one, the latest, or none that can be told."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.core.text import squeeze
from xl_tools.reports.round import Outcome

_CORE = "docProps/core.xml"
_CORE_MAX = 100_000
_MODIFIED = expression(rb"<dcterms:modified[^>]*>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?</")
_CONTENT = (Field.TASK, Field.PLAN, Field.GOAL, Field.MEASURES, Field.DEADLINE, Field.PROGRESS, Field.PROBLEMS)


@dataclass(frozen=True, slots=True)
class Copy:
    """A received workbook of one unit and period. ``saved`` is when its maker last saved it, where the file says
    so; ``content`` is the digest of what its tables say."""

    place: int
    shown: str
    digest: str
    content: str
    received: datetime
    saved: datetime | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of a copy, and why."""

    outcome: Outcome
    note: str = ""


def choose(copies: Sequence[Copy]) -> dict[int, Choice]:
    """The outcome of each copy by its place.

    Copies that say the same count once (the one that came first). Of those that differ the last saved is taken; where
    not all say when they were saved, the last that came. When the latest two cannot be told apart, none is taken.
    """
    chosen: dict[int, Choice] = {}
    unlike: dict[str, Copy] = {}
    for copy in sorted(copies, key=lambda copy: (copy.received, copy.place)):
        twin = unlike.setdefault(copy.content, copy)
        if twin is not copy:
            same = "同一个文件" if twin.digest == copy.digest else "内容相同"
            chosen[copy.place] = Choice("duplicate", f"和“{twin.shown}”是{same}。")
    rest = list(unlike.values())
    by_saved = all(copy.saved for copy in rest)
    times = {copy.place: copy.saved if by_saved and copy.saved else copy.received for copy in rest}
    last = max((times[copy.place], copy.received) for copy in rest)
    latest = [copy for copy in rest if (times[copy.place], copy.received) == last]
    if len(latest) > 1:
        words = "、".join(f"“{copy.shown}”" for copy in latest)
        for copy in rest:
            chosen[copy.place] = Choice("doubtful", f"{words}内容不同，分不出哪一份新，请核对后只留一份。")
        return chosen
    taken = latest[0]
    others = len(rest) - 1
    said = f"报了 {others + 1} 份内容不同的，按最后{'保存' if by_saved else '收到'}的一份收。" if others else ""
    for copy in rest:
        older = Choice("older", f"“{taken.shown}”更新（{times[taken.place]:%Y-%m-%d %H:%M}）。")
        chosen[copy.place] = Choice("accepted", said) if copy is taken else older
    return chosen


def digest_of_tables(sheets: Sequence[ProgressSheet]) -> str:
    """Digest of what tables say, whatever the file around them: texts without spaces, ticks by their meaning."""
    parts: list[str] = []
    for sheet in sheets:
        for row in sheet.rows:
            parts += [squeeze(row.text(name)) for name in _CONTENT]
            parts += [row.status.verdict, str(row.status.status), *map(str, row.status.ticks)]
            if row.status.verdict in ("unknown", "none"):
                parts.append(squeeze(row.status.text))
        parts += [f"{cell}{what}" for cell, what in sorted(sheet.faults.items())]
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()


def saved_at(path: Path) -> datetime | None:
    """When the workbook's maker last saved it, as its properties say, in local time; None where they do not."""
    try:
        with zipfile.ZipFile(path) as package:
            part = package.NameToInfo.get(_CORE)
            data = package.read(part) if part and part.file_size <= _CORE_MAX else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    match = _MODIFIED.search(data)
    try:
        moment = datetime.fromisoformat(match[1].decode()).replace(tzinfo=UTC) if match else None
        return moment.astimezone().replace(tzinfo=None) if moment else None
    except (ValueError, OverflowError, OSError):
        return None
