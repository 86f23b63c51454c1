"""What each mail of a round says and carries: from the files of the round to values for its template."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xl_tools.app.check import check_files
from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import StrPath, workbooks
from xl_tools.app.mark import Target
from xl_tools.app.occasions import compared
from xl_tools.app.receipt_at import receipt_at
from xl_tools.app.report_checks import first_of
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import cn_date
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import safe_file_name, safe_name, shown
from xl_tools.core.period import Period, month, period_of
from xl_tools.core.records import Finding, Level, ProgressSheet, Region, Severity, Status
from xl_tools.data import load
from xl_tools.parse.table.by_unit import owners_of
from xl_tools.reports.check import FileReport
from xl_tools.round.collecting.whose import contradictions, is_changed, issued_to_another, progress_tables, unit_in
from xl_tools.round.issuing.cut import Cutter, label, labels
from xl_tools.round.issuing.identity import Identity
from xl_tools.round.mail.distribute import MergedTable, clean_book, own_book
from xl_tools.round.mail.mails import Attachment, MailKind
from xl_tools.round.titles import inspection_of


@dataclass(frozen=True)
class Content:
    """A mail before it has words and a receiver. ``unit`` is a region, or a name where it is none. With ``problem``
    there is no mail, and this is why. ``office`` is the office of the unit that is written to, where it has a name;
    ``listed`` are the units of the office's list, which are known by their names."""

    unit: Region | str
    period: Period | None
    values: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    problem: str = ""
    note: str = ""
    office: str = ""
    listed: regions.UnitList = regions.NONE

    @property
    def name(self) -> str:
        return self.unit if isinstance(self.unit, str) else label(self.unit, self.listed)


@dataclass(frozen=True)
class Material:
    """What the mails are made from. ``files`` are workbooks, folders or pictures, as the kind of mail needs them;
    ``previous`` and ``issued`` the files that returned tables are compared with; ``deadline`` is local time;
    ``warnings`` returns tables that have warnings only, too; ``today`` is the day of the work;
    ``inspection`` is what the office calls the one that the mails are about, where it works on several."""

    files: Sequence[StrPath]
    occasion: Occasion
    deadline: datetime | None = None
    previous: StrPath | None = None
    issued: StrPath | None = None
    warnings: bool = False
    today: date = field(default_factory=date.today)
    inspection: str = ""

    @property
    def units(self) -> regions.UnitList:
        return self.occasion.units

    @property
    def period(self) -> Period | None:
        return self.occasion.period

    def is_late(self, deadline: datetime | None = None) -> bool:
        """Whether the deadline is over."""
        moment = self.deadline or deadline
        return moment is not None and moment.date() < self.today

    def until(self) -> dict[str, str | bool]:
        """By when something is asked for: nobody is asked for anything by a day that is over."""
        return {"deadline": "" if self.is_late() else self.due(), "late": self.is_late()}

    def due(self, deadline: datetime | None = None) -> str:
        moment = self.deadline or deadline
        if moment is None:
            return ""
        day = cn_date(moment)
        return day if (moment.hour, moment.minute) == (23, 59) else f"{day}{moment:%H:%M}"


def contents(kind: MailKind, material: Material) -> list[Content]:
    """The mails of a kind, in the order of the units' codes. Raises UserError when the files are not what the kind
    needs."""
    if not material.files:
        raise UserError(f"没有给出“{kind.label}”要用的文件，请用 --files 指定。")
    makers = {
        MailKind.ISSUE: _issued,
        MailKind.REMIND: _reminders,
        MailKind.RETURN: _returns,
        MailKind.REPORT: _report,
        MailKind.DISTRIBUTE: _parts,
    }
    return sorted(
        (_told(content, material) for content in makers[kind](material)),
        key=lambda content: ("~", content.name) if isinstance(content.unit, str) else (content.unit.code, ""),
    )


def _told(content: Content, material: Material) -> Content:
    """With what every kind tells. Files of two inspections that are saved side by side must not bear one name."""
    named = material.inspection
    if not named:
        return replace(content, listed=material.units)
    files = (replace(file, name=safe_file_name(file.name, more=f"（{named}）")) for file in content.attachments)
    return replace(
        content,
        listed=material.units,
        values={**content.values, "inspection": named},
        attachments=tuple(files),
    )


def _issued(material: Material) -> Iterator[Content]:
    """The workbooks that were handed out for one period: the material's, else the newest that is there."""
    books: list[_HandedOut] = []
    for path in workbooks(map(Path, material.files)):
        try:
            book = read_book(path)
            attachment = _attachment(path)
        except UserError as error:
            yield Content(shown(path.name), None, problem=str(error))
            continue
        if identity := Identity.of(book.identity):
            sheets = read_tables(replace(book, path="下发.xlsx"), material.occasion)
            books.append(_HandedOut(identity, attachment, sheets))
    period = material.period or max((book.identity.period for book in books), default=None)
    asked = [book for book in books if book.identity.period == period]
    if period is None or not asked:
        said = month(period) if period else ""
        raise UserError(f"指定的文件里没有{said}下发的工作簿；请指定下发时写出的文件夹。")
    others = sorted({book.identity.period for book in books} - {period})
    if others and material.period is None:
        problem = f"是以前下发的，这次只发{month(period)}的，没有生成；要发别的期次，请用 --period 写明。"
        yield Content("、".join(map(month, others)), None, problem=problem)
    of_unit: dict[tuple[str, str], list[_HandedOut]] = {}
    for one in asked:
        of_unit.setdefault((one.identity.code, one.identity.issue), []).append(one)
    for same in of_unit.values():
        yield _handed_out(same, material)


@dataclass(frozen=True, slots=True)
class _HandedOut:
    """A workbook that was written for one unit, and its tables."""

    identity: Identity
    attachment: Attachment
    sheets: Sequence[ProgressSheet]


def _handed_out(books: Sequence[_HandedOut], material: Material) -> Content:
    """The mail with a unit's workbook; ``books`` are all that were written for it. One of several that differ is not
    chosen, and one that names another unit goes to nobody: somebody saved it over this unit's."""
    one = min(books, key=lambda book: (len(book.attachment.name), book.attachment.name))
    identity = one.identity
    unit = identity.region or identity.name
    if any(book.attachment.data != one.attachment.data for book in books):
        names = "、".join(f"“{book.attachment.name}”" for book in books)
        problem = f"给它下发的同一期工作簿有几个，内容不同（{names}），不知道发哪一个，没有生成；请留下一个。"
        return Content(unit, identity.period, problem=problem)
    inside = [region for sheet in one.sheets if sheet.form.reports for region in _named(sheet, material.units)]
    if doubt := issued_to_another(identity, inside):
        return Content(unit, identity.period, problem=f"“{one.attachment.name}”：{doubt}没有生成。")
    values = {
        "month": month(identity.period),
        "tasks": sum(len(sheet.rows) for sheet in one.sheets),
        **material.until(),
    }
    changed = "下发以后改动过任务或锁定的文字，请核对是不是这个单位的。" if is_changed(one.sheets, identity) else ""
    return Content(unit, identity.period, values, (one.attachment,), note=changed)


def _named(sheet: ProgressSheet, units: regions.UnitList) -> Iterator[Region]:
    """Every unit that a table, or a row of it, says it is of."""
    if sheet.region:
        yield sheet.region
    yield from owners_of(sheet, units).values()


def _reminders(material: Material) -> Iterator[Content]:
    """From 收报情况; further files are the issued workbooks, sent along once more."""
    first, *rest = map(Path, material.files)
    receipt = receipt_at(first, material.occasion)
    same_period = replace(material.occasion, period=receipt.period)
    again = _issued(replace(material, files=rest, occasion=same_period)) if rest else ()
    blank = {one.name: one for one in (replace(content, listed=material.units) for content in again)}
    day = material.today
    for owing in receipt.owing:
        unit = regions.find(owing.unit, units=material.units) or owing.unit
        values = {
            "month": month(receipt.period),
            "as_of": cn_date(day),
            "deadline": material.due(receipt.deadline),
            "late": material.is_late(receipt.deadline),
            "doubtful": owing.doubtful,
            "note": owing.note,
        }
        own = blank.get(owing.unit)
        note = f"没有附上空表：{own.problem}" if own and own.problem else ""
        yield Content(unit, receipt.period, values, own.attachments if own else (), note=note)


def _returns(material: Material) -> Iterator[Content]:
    """Each unit's table with its findings marked; faultless tables are not returned."""
    with tempfile.TemporaryDirectory() as folder:
        files = workbooks(map(Path, material.files))
        known = compared(material.occasion, previous=material.previous, issued=material.issued)
        report = check_files(files, known, Target(Path(folder)))
        for file in report.files:
            content = _returned(file, material)
            if content:
                yield content


def _returned(file: FileReport, material: Material) -> Content | None:
    path = Path(file.path)
    if file.outcome == "unreadable":
        return Content(path.name, material.period, problem=f"{file.reason}")
    errors = [found for found in file.findings if found.severity is Severity.ERROR and found.accepted is None]
    warnings = [found for found in file.findings if found.severity is Severity.WARNING and found.accepted is None]
    if not errors and not (warnings and material.warnings):
        return None
    book = read_book(path)
    identity = Identity.of(book.identity)
    sheets = read_tables(book, material.occasion)
    inside = {sheet.region.code: sheet.region for sheet in progress_tables(sheets, material.units) if sheet.region}
    if len(inside) > 1:
        names = "、".join(unit.name for unit in inside.values())
        return Content(path.name, material.period, problem=f"里面有几个单位的表（{names}），没有退回。")
    if identity and (doubt := issued_to_another(identity, inside.values())):
        return Content(path.name, material.period, problem=f"{doubt}没有退回；请先弄清是谁的。")
    unit = (identity.region if identity else None) or next(iter(inside.values()), None)
    if unit and not identity and (doubt := "".join(_doubts(path, sheets, unit, material))):
        return Content(path.name, material.period, problem=f"{doubt}没有退回；请先弄清是谁的。")
    if unit is None:
        return Content(path.name, material.period, problem="看不出是哪个单位的表，没有退回。")
    period = material.period or (identity.period if identity else None) or next(
        (sheet.period for sheet in sheets if sheet.period), period_of(material.occasion.as_of)
    )  # fmt: skip
    if file.marked is None:
        return Content(unit, period, problem=f"没有标记成功，没有退回：{file.reason}")
    shown = load("round")["mail"]["findings"]
    listed = [*errors, *warnings]
    values = {
        "month": month(period),
        "errors": len(errors),
        "warnings": len(warnings),
        "findings": [_finding(found) for found in listed[:shown]],
        "more": max(0, len(listed) - shown),
        **material.until(),
    }
    name = safe_file_name(path.name, more="（请修改）")
    return Content(unit, period, values, (Attachment(name, Path(file.marked).read_bytes()),))


def _doubts(path: Path, sheets: Sequence[ProgressSheet], unit: Region, material: Material) -> list[str]:
    """What speaks against a table's being the unit's: it would get another's words."""
    doubts = contradictions(sheets)
    above = regions.parent(unit)
    beside = Cutter.among(regions.expected_units(above, units=material.units), material.units) if above else None
    named = unit_in([path.stem], beside) if beside else None
    if named and named.code != unit.code:
        doubts.append(f"表里填的是{unit.name}，文件名写的却是{named.name}。")
    return doubts


def _finding(found: Finding) -> dict[str, str]:
    place = " ".join(part for part in (found.sheet, found.cell) if part) or "全表"
    return {
        "place": place,
        "severity": found.severity.label,
        "message": found.message,
        "advice": found.advice,
    }


def _report(material: Material) -> Iterator[Content]:
    """The merged table in the standard form, and what the office sends along, to the office above. The working book,
    with each county's own words and all findings, stays here."""
    paths = [Path(path) for path in material.files]
    book_path = next((path for path in paths if path.suffix.lower() in (".xlsx", ".xlsm")), None)
    if book_path is None:
        raise UserError("“报送”要有汇总工作簿（.xlsx）；图片等跟在后面（命令行用 --files 指定）。")
    table = _merged(book_path, material)
    area = table.sheet.region
    above = regions.parent(area) if area else None
    if area is None or above is None:
        raise UserError(f"看不出“{book_path.name}”是哪个市的汇总表，不知道报送给谁；请核对表的标题。")
    period = table.period(material.period, book_path.name)
    name = safe_name(load("round")["file_name"].format(unit=area.name, month=month(period)))
    clean = Attachment(f"{name}.xlsx", clean_book(table.sheet, area, period, inspection_of(table.sheet)))
    along = (_attachment(path) for path in paths if path != book_path)
    values = {
        "area": area.name,
        "month": month(period),
        "tasks": table.counts.total(),
        **{status.value: table.counts[status] for status in Status},
        "undecided": table.counts[None],
    }
    office = material.occasion.office.receiver or load("round")["receiver"].format(area=above.name)
    if table.stands and (wrong := (*table.stands.unreadable, *table.stands.stale)):
        why = f"汇总工作簿有读不懂的、前后对不上的：{first_of(wrong)}。请改正、重算、保存后再写。"
        yield Content(above, period, problem=why)
        return
    yield Content(above, period, values, (clean, *along), note="".join(table.uncounted), office=office)


def _parts(material: Material) -> Iterator[Content]:
    """Each unit's own part of the merged table."""
    path = Path(material.files[0])
    table = _merged(path, material)
    area = table.sheet.region
    if area is None or not regions.expected_units(area, units=material.units):
        raise UserError(f"看不出“{path.name}”是哪个市（省）的汇总表，不能分发；请核对表的标题。")
    below = regions.expected_units(area, units=material.units)
    units = [
        *below,
        *(county for unit in below for county in regions.expected_units(unit, units=material.units)),
    ]
    cutter = Cutter.among(units, material.units, table.names)
    if table.names:
        # A roll-up's units, and they alone: what stands in a city's part is for the city to hand on.
        strangers = [Region(name, name, name, Level.COUNTY, None) for name in table.names if name not in cutter.labels]
        units = [unit for unit in units if unit.code in cutter.labels.values()] + strangers
        cutter = Cutter.among(units, material.units, table.names)
    names = labels(units, material.units)
    period = table.period(material.period, path.name)
    parted, whole = False, dict[str, None]()
    for unit in units:
        if names[unit.code] in table.owing:
            yield Content(unit, period, {"month": month(period), "tasks": 0})
            continue
        rows, unclear = table.own_rows(unit, cutter)
        note = _left_out(unclear, table) if unclear else ""
        own = bool(table.names) or table.has_block_of(unit, cutter)
        parted = parted or own
        if not rows:
            if note and own:
                yield Content(unit, period, problem=f"{note}没有别的可以分发。")
            whole |= dict.fromkeys(unclear)
            continue
        counts = Counter(row.status for row in rows if row.applies)
        values = {
            "month": month(period),
            "tasks": len(rows),
            **{status.value: counts[status] for status in Status},
            "undecided": counts[None],
            "not_applicable": len(rows) - counts.total(),
        }
        name = safe_name(load("round")["file_name"].format(unit=names[unit.code], month=month(period)))
        attachment = Attachment(
            f"{name}.xlsx", own_book(rows, unit, names[unit.code], period, inspection_of(table.sheet))
        )
        yield Content(unit, period, values, (attachment,), note=note)
    if whole and not parted:
        yield Content(path.name, period, problem=_left_out(list(whole), table))


def _left_out(tasks: Sequence[str], table: MergedTable) -> str:
    if table.names:
        return f"{'、'.join(tasks)}在汇总工作簿里改动过，不能确定是本单位自己写的，没有放进去。"
    return f"{'、'.join(tasks)}的进展没有按单位分开写，分不出来，没有放进去。"


def _merged(path: Path, material: Material) -> MergedTable:
    book = read_book(path)
    return MergedTable.of(book, read_tables(book, material.occasion), path.name)


def _attachment(path: Path) -> Attachment:
    return Attachment(safe_file_name(path.name), read_input(path))
