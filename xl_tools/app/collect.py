"""Collecting: what came back sorted by unit and period, copies that count, and who has sent what."""

from __future__ import annotations

import glob
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from itertools import product
from pathlib import Path

from xl_tools.app.arrivals import Arrival, arrival
from xl_tools.app.check import check_files
from xl_tools.app.examine import Occasion
from xl_tools.app.inputs import WORKBOOKS, StrPath, output_folder, standing_book
from xl_tools.app.occasions import compared, occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.who_reports import who_reports
from xl_tools.books.file.disk import is_backup
from xl_tools.books.file.output import Output
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import Day, Moment, as_moment
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import distinct, safe_name
from xl_tools.core.period import Month, Period, month, period_of
from xl_tools.core.records import Region, Severity
from xl_tools.data import load
from xl_tools.parse.table.inspections import asked_for, settled, short_name
from xl_tools.reports.round import CollectReport, Notice, Outcome, ReceivedFile, UnitReceipt
from xl_tools.round.collecting.choose import Choice, Copy, choose, digest_of_tables
from xl_tools.round.collecting.received import Source, gather
from xl_tools.round.collecting.whose import Belonging, whose
from xl_tools.round.issuing.cut import Cutter, labels


def collect(
    folder: StrPath,
    *,
    out: StrPath,
    period: Month | None = None,
    issued: StrPath | None = None,
    name: str | None = None,
    units: StrPath | None = None,
    deadline: Moment | None = None,
    previous: StrPath | None = None,
    settings: StrPath | None = None,
    as_of: Day | None = None,
    hidden: bool = False,
    inspection: str = "",
    office: Office = OURS,
) -> CollectReport:
    """Sort a folder of received files, copy what counts into ``out/<period>``, check it, and write 收报情况.

    Who is expected: the units of the workbooks in ``issued`` (what ``issue`` wrote; the check then compares with them),
    else the units of the city or province ``name``, else those of the city that most files come from. ``period`` is
    the month asked for; without it that of ``issued``, else the one most files are for. ``deadline`` is local time.
    ``inspection`` is the inspection whose round this is ("央督二轮"): workbooks of another one are left to that. With
    ``hidden``, tables on hidden sheets count like others.
    ``settings`` is the bureau's file that switches rules off or changes their severity; ``office`` what it has settled.
    The originals are only read; a copy in ``out`` that somebody changed is backed up before it is replaced. Raises
    UserError when the folder cannot be read or it is not clear who is expected.
    """
    given = occasion(as_of, units=units, period=period, settings=settings, hidden=hidden, office=office)
    due = given.office.deadline if deadline is None else as_moment(deadline, "deadline")
    target = Path(out)
    if target.resolve() == Path(folder).resolve():
        raise UserError("结果不能放进来件的文件夹本身，请用 --out 换一个文件夹；可以是它下面的文件夹。")
    sorter = _Sorter(given)
    with tempfile.TemporaryDirectory() as unpack:
        for source in gather(Path(folder), Path(unpack), leave=(target, *([Path(issued)] if issued else ()))):
            sorter.take(source)
        expected, issue_period, unread = who_reports(issued, name or given.office.name, given.units, sorter.places())
        cutter = Cutter.among(expected, given.units)
        names = labels(expected, given.units)
        asked = given.period or issue_period or sorter.usual_period() or period_of(given.as_of)
        sorter.sort(cutter, asked, asked_for(inspection))
        sources = [entry.source.path for entry in sorter.entries if not entry.source.problem]
        output = Output.beside(sources, issued, previous, units, settings, office.reads)
        receipt = target / f"收报情况{asked}.xlsx"
        output.admit([receipt])
        # What cannot be compared with is refused before anything is written.
        against = replace(given, period=asked)
        if any(entry.choice.outcome == "accepted" for entry in sorter.entries):
            against = compared(against, previous=previous, issued=issued)
        copies = _place(sorter, names, target, output)
    files = tuple(entry.report(copies) for entry in sorter.entries)
    accepted = [Path(file.copied) for file in files if file.copied and file.outcome == "accepted"]
    marks, missing = _checked(accepted, against)
    named = {notice.file for notice in unread}
    unread += [notice for notice in missing if notice.file not in named]
    report = CollectReport(
        period=asked,
        deadline=due,
        receipt=str(receipt),
        folder=str(target / asked),
        units=tuple(_receipts(expected, names, sorter, files, marks, due, asked)),
        files=files,
        notices=(*unread, *_notices(files)),
        settings=given.office.rules_report,
    )
    from xl_tools.write.round_lists import receipt_bytes  # XlsxWriter is paid for only here

    output.write(receipt, receipt_bytes(report, standing_book(receipt)))
    return replace(report, kept=tuple(output.kept))


@dataclass
class _Sorter:
    occasion: Occasion
    entries: list[Arrival] = field(default_factory=list)

    def take(self, source: Source) -> None:
        """Read one file as far as it can be read."""
        self.entries.append(arrival(source, self.occasion))

    def usual_period(self) -> Period | None:
        """The period that most files are for."""
        said = [entry.identity.period if entry.identity else entry.sheets[0].period for entry in self.read()]
        counts = Counter(period for period in said if period)
        return counts.most_common(1)[0][0] if counts else None

    def read(self) -> list[Arrival]:
        return [entry for entry in self.entries if entry.sheets]

    def places(self) -> Iterator[Region | None]:
        """The unit that each file is of, as far as it says so itself."""
        for entry in self.read():
            yield (entry.identity.region if entry.identity else None) or entry.sheets[0].region

    @property
    def inspections(self) -> list[str]:
        """The inspections of what counts, where there are several."""
        found = {entry.belonging.inspection for entry in self.entries if entry.choice.outcome == "accepted"} - {""}
        return sorted(found) if len(found) > 1 else []

    def sort(self, cutter: Cutter, asked: Period, inspection: str) -> None:
        """Decide what becomes of each file that was read. Returns of a unit to several inspections are several."""
        codes = {unit.code for unit in cutter.units}
        groups: dict[tuple[str, Period, str], list[tuple[int, Arrival]]] = {}
        for entry in self.read():
            entry.belonging = self._belonging(entry, cutter, asked)
        meant = settled({inspection, *(entry.belonging.inspection for entry in self.read())}) or {}
        for place, entry in enumerate(self.entries):
            if not entry.sheets:
                continue
            entry.belonging = replace(entry.belonging, inspection=meant.get(entry.belonging.inspection, ""))
            unit, period = entry.belonging.unit, entry.belonging.period
            if unit is None or period is None:
                entry.choice = Choice("unknown", "表里、文件名里都没有写是哪个单位的，不知道是谁报的。")
            elif inspection and entry.belonging.inspection not in ("", meant.get(inspection, "")):
                entry.choice = Choice("other_inspection", f"是{short_name(entry.belonging.inspection)}的表，另外收。")
            elif unit.code not in codes:
                entry.choice = Choice("stranger", f"是{unit.name}的表，不在这次应报的单位之内。")
            elif entry.belonging.doubts:
                entry.choice = Choice("doubtful", "".join(entry.belonging.doubts))
            else:
                groups.setdefault((unit.code, period, entry.belonging.inspection), []).append((place, entry))
        for (_, period, _), members in groups.items():
            chosen = choose([_copy(place, entry) for place, entry in members])
            for place, entry in members:
                entry.choice = _for_period(chosen[place], period, asked)

    def _belonging(self, entry: Arrival, cutter: Cutter, asked: Period) -> Belonging:
        found = whose(entry.sheets, entry.identity, entry.source.names, cutter, asked, self.occasion.as_of)
        if found.period is None:
            return replace(found, period=asked, notes=(*found.notes, f"没有写是哪一期的，按{month(asked)}收。"))
        return found


def _copy(place: int, entry: Arrival) -> Copy:
    digest = hashlib.sha256(entry.data).hexdigest()
    content = digest_of_tables(entry.sheets)
    return Copy(place, entry.source.shown, digest, content, entry.source.received, entry.saved)


def _for_period(choice: Choice, period: Period, asked: Period) -> Choice:
    """A copy that counts, but for another period than the one asked for."""
    if choice.outcome == "accepted" and period != asked:
        return Choice("other_period", f"是{month(period)}的表，不是{month(asked)}的。{choice.note}")
    return choice


# --- copies ------------------------------------------------------------------------------------------


def _place(sorter: _Sorter, names: Mapping[str, str], out: Path, output: Output) -> dict[str, Path]:
    """Copies of what counts, by source: ``out/<period>/<unit><month>….xlsx``, the bytes as they came."""
    places = {place: entry for place, entry in _places(sorter, names, out) if not _is_compared(place, entry, output)}
    new = [place for place, entry in places.items() if not _is_there(place, entry)]
    output.admit_own(path for place in new for path in (place, *_beside(place)))
    output_folder(out)
    for place, entry in places.items():
        output_folder(place.parent)
        if not _is_there(place, entry):
            _write(place, entry.data, output)
    return {entry.source.shown: place for place, entry in places.items()}


def _places(sorter: _Sorter, names: Mapping[str, str], out: Path) -> Iterator[tuple[Path, Arrival]]:
    pattern = load("round")["file_name"]
    by_period: dict[Period, list[Arrival]] = {}
    several = sorter.inspections

    def said(entry: Arrival) -> str:
        return short_name(entry.belonging.inspection) if several else ""

    for entry in sorter.entries:
        if entry.choice.outcome in ("accepted", "other_period") and (period := entry.belonging.period):
            by_period.setdefault(period, []).append(entry)
    for period, entries in by_period.items():
        stems = distinct(
            safe_name(pattern.format(unit=names[entry.belonging.unit.code] + said(entry), month=month(period)))
            for entry in entries
            if entry.belonging.unit
        )
        for stem, entry in zip(stems, entries, strict=True):
            yield out / period / f"{stem}{entry.ending}", entry


def _is_there(place: Path, entry: Arrival) -> bool:
    return place.is_file() and place.read_bytes() == entry.data


def _is_compared(place: Path, entry: Arrival, output: Output) -> bool:
    """Whether a table of another period would take the place of one that this run compares with: it stays out."""
    if entry.choice.outcome != "other_period" or _is_there(place, entry) or not output.does_read(place):
        return False
    said = f"{entry.choice.note}这次正和“{place.name}”对照，没有换掉它；要换请另行收一次那一期。"
    entry.choice = replace(entry.choice, note=said)
    return True


def _beside(path: Path) -> list[Path]:
    """Other workbooks of a unit beside its copy, of other endings."""
    found = path.parent.glob(f"{glob.escape(path.stem)}.*")
    return [one for one in found if one != path and one.stem == path.stem and _is_workbook(one)]


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in WORKBOOKS and not is_backup(path)


def _write(path: Path, data: bytes, output: Output) -> None:
    """The copy, and no other workbook of this unit beside it, of any ending; a scan or a letter beside it stays."""
    for other in _beside(path):
        output.retire(other)
    output.write(path, data)


# --- the receipt -------------------------------------------------------------------------------------


def _checked(paths: Sequence[Path], occasion: Occasion) -> tuple[dict[str, tuple[int, int]], list[Notice]]:
    """Errors and warnings by copy, and a notice for each file that could not be read to compare with."""
    if not paths:
        return {}, []
    report = check_files(paths, occasion)
    counts = {}
    for file in report.files:
        found = Counter(finding.severity for finding in file.findings if finding.accepted is None)
        counts[file.path] = found[Severity.ERROR], found[Severity.WARNING]
    unread = [file for file in report.files if file.outcome == "unreadable"]
    return counts, [Notice(severity=Severity.ERROR, message=file.reason or "", file=file.path) for file in unread]


def _receipts(
    expected: Sequence[Region],
    names: Mapping[str, str],
    sorter: _Sorter,
    files: Sequence[ReceivedFile],
    marks: Mapping[str, tuple[int, int]],
    deadline: datetime | None,
    period: Period,
) -> Iterable[UnitReceipt]:
    for inspection, unit in product(sorter.inspections or [""], expected):
        own = [
            file
            for entry, file in zip(sorter.entries, files, strict=True)
            if entry.belonging.concerns(unit, inspection)
        ]
        taken = next((file for file in own if file.outcome == "accepted"), None)
        doubtful = [file for file in own if file.outcome == "doubtful"]
        instead = [f"“{file.source}”{file.note}" for file in own if file.outcome == "other_period"]
        notes = [file.note for file in ([taken] if taken else []) + doubtful] or instead
        in_time = [file.received for file in own if file.outcome == "older" and _is_in_time(file, period, deadline)]
        if taken and in_time and not _is_in_time(taken, period, deadline):
            first = min(moment for moment in in_time if moment)
            notes.append(
                f"先报的一份 {first:%Y-%m-%d %H:%M} 收到，在截止以前；退回后重报的算不算按时，请在“是否按时”里改。"
            )
        outcomes: tuple[Outcome, ...] = ("accepted", "duplicate", "older", "doubtful")
        errors, warnings = marks.get(taken.copied or "", (None, None)) if taken else (None, None)
        yield UnitReceipt(
            unit=names[unit.code],
            code=unit.code,
            state="received" if taken else "doubtful" if doubtful else "missing",
            received=taken.received if taken else None,
            on_time=taken.received <= deadline if taken and taken.received and deadline else None,
            files=sum(file.outcome in outcomes and file.period == period for file in own),
            source=taken.source if taken else None,
            copied=taken.copied if taken else None,
            errors=errors,
            warnings=warnings,
            note="".join(dict.fromkeys(notes)),
            inspection=inspection,
        )


def _is_in_time(file: ReceivedFile, period: Period, deadline: datetime | None) -> bool:
    return file.period == period and bool(deadline and file.received and file.received <= deadline)


def _notices(files: Sequence[ReceivedFile]) -> Iterable[Notice]:
    """What a person must look at."""
    for file in files:
        if file.outcome in ("doubtful", "stranger", "unknown", "unreadable"):
            severity = Severity.WARNING if file.outcome == "unknown" else Severity.ERROR
            yield Notice(severity=severity, message=f"“{file.source}”：{file.note}", unit=file.unit, file=file.source)
