"""Which unit and which period a received workbook is: by what was put into it when it was issued, by what stands in
it, by its name, in this order. What contradicts each other is left to a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.period import Period, first_period, inspected_in, month
from xl_tools.core.records import ProgressSheet, Region
from xl_tools.core.text import squeeze
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.parse.table.named import region_at_the_head
from xl_tools.round.issuing.cut import Cutter
from xl_tools.round.issuing.identity import Identity, is_as_issued
from xl_tools.round.titles import inspection_id

By = Literal["identity", "content", "name"]


@dataclass(frozen=True, slots=True)
class Belonging:
    """``unit`` and ``period`` are None where nothing names them. ``doubts`` are sentences that keep the file from being
    taken; ``notes`` do not. ``others`` are the codes of further units whose tables it holds."""

    unit: Region | None
    period: Period | None
    by: By | None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    inspection: str = ""
    """The id of the inspection; "" where nothing tells it, or nothing is to be told apart."""
    others: frozenset[str] = frozenset()

    def concerns(self, unit: Region, inspection: str) -> bool:
        """Whether it is, or may be, a unit's return to an inspection ("": to any)."""
        mine = self.unit is not None and unit.code in (self.unit.code, *self.others)
        return mine and (not inspection or self.inspection in ("", inspection))


def whose(
    sheets: Sequence[ProgressSheet],
    identity: Identity | None,
    names: Iterable[str],
    cutter: Cutter,
    asked: Period,
    as_of: date | None = None,
) -> Belonging:
    """``sheets`` are the progress tables of one workbook (at least one), read without its file name; ``names`` its
    file's and folders' names, the nearest first; ``cutter`` knows the units that are expected. ``asked`` is the month
    wanted: of a workbook with a sheet for each month that one counts. ``as_of`` gives a month without a year its
    year."""
    names = tuple(names)
    found = {sheet.region.code: sheet.region for sheet in sheets if sheet.region}
    by_text = {code: unit for sheet in sheets for code, unit in _by_text(sheet, cutter)}
    found = found or by_text
    issued = identity.region if identity else None
    doubts: list[str] = []
    notes: list[str] = []
    if not issued:
        doubts += contradictions(sheets)
    others = frozenset(found) if len(found) > 1 else frozenset[str]()
    if others:
        doubts.append(f"一个文件里有几个单位的表：{'、'.join(unit.name for unit in found.values())}。")
    inside = next(iter(found.values()), None)
    named = unit_in(names, cutter)
    unit, by = _first((issued, "identity"), (inside, "content"), (named, "name"))
    if identity and (doubt := issued_to_another(identity, [inside] if inside else [])):
        doubts.append(doubt)
    elif by == "name" and unit and (strange := _strange(sheets, unit)):
        doubts.append(f"表里写的是“{strange}”，不是已知的单位，文件名（或文件夹名）写的却是{unit.name}。")
    elif by != "name" and named and unit and named.code != unit.code:
        notes.append(f"文件名（或文件夹名）写的是{named.name}，表是{unit.name}的，按表收。")
    periods = {sheet.period for sheet in sheets if sheet.period}
    if len(periods) > 1 and asked in periods and identity is None:
        notes.append(f"一个文件里有几个期次的表：{'、'.join(map(month, sorted(periods)))}，按{month(asked)}收。")
        periods = {asked}
    elif len(periods) > 1:
        doubts.append(f"一个文件里有几个期次的表：{'、'.join(map(month, sorted(periods)))}。")
    written = next(iter(sorted(periods)), None)
    period = identity.period if identity else written
    if identity and written and written != identity.period:
        doubts.append(f"这份表是{month(identity.period)}下发的，标题写的是{month(written)}。")
    if period is None:
        period = first_period(names, as_of)
    if period is None:
        inspected = next((said for sheet in sheets if (said := inspected_in(sheet.title))), None)
        if inspected and inspected != asked:
            doubts.append(f"没有写是哪一期的；标题里的{month(inspected)}像是督察的时间，请核对。")
    if identity and is_changed(sheets, identity):
        notes.append("下发的任务或锁定的文字有改动。")
    told = {inspection_id(sheet) for sheet in sheets} - {""}
    inspection = (identity.inspection if identity else "") or (told.pop() if len(told) == 1 else "")
    return Belonging(unit, period, by, tuple(doubts), tuple(notes), inspection, others)


def _strange(sheets: Iterable[ProgressSheet], unit: Region) -> str:
    """A name that stands in the tables as that of their unit and is not known; over the rows a slip of the unit's own
    name is none."""
    unknown = (sheet for sheet in sheets if sheet.region is None and sheet.region_text)
    within = regions.parent(unit)
    return next(
        (
            one.region_text
            for one in unknown
            if one.told_by == "rows" or regions.nearest(one.region_text, within=within) != unit
        ),
        "",
    )


def contradictions(sheets: Iterable[ProgressSheet]) -> list[str]:
    """A sentence for each place of a table that names another unit than its rows do. A sheet's name, which is the first
    thing that stays behind when a table is copied, says nothing against rows and title that agree."""
    told: dict[str, None] = {}
    for sheet in sheets:
        own = sheet.region
        agreed = own and (titled := region_at_the_head(sheet.title)) and titled.code == own.code
        for place, other in sheet.also_named.items():
            if own and not (place == "工作表名" and agreed):
                told[f"表里填的是{own.name}，{place}写的却是{other.name}。"] = None
    return list(told)


def issued_to_another(identity: Identity, inside: Iterable[Region]) -> str:
    """The doubt about a workbook that was issued to one unit and names another, which is not below it; "" for none."""
    issued = identity.region
    others = (unit.name for unit in inside if issued and not _is_of(unit, issued))
    return next((f"这份表是下发给{identity.name}的，表里填的却是{name}。" for name in others), "")


def _is_of(unit: Region, issued: Region) -> bool:
    zone = regions.by_code(issued.code) is None  # its code depends on the unit list
    return unit.code == issued.code or regions.is_within(unit, issued) or (zone and unit.name == issued.name)


def is_changed(sheets: Sequence[ProgressSheet], identity: Identity) -> bool:
    """Whether the task, plan or deadline of an issued workbook is no longer as it was handed out."""
    return len(sheets) == 1 and not is_as_issued(identity, sheets)


def progress_tables(sheets: Iterable[ProgressSheet], units: regions.UnitList = regions.NONE) -> list[ProgressSheet]:
    """The tables of a workbook that report progress and hold entries, each one unit's."""
    return by_unit((sheet for sheet in sheets if sheet.form.reports and sheet.rows), units=units)


def unit_in(names: Iterable[str], cutter: Cutter) -> Region | None:
    """The one expected unit that a name speaks of: its full name, else its short one. A name that speaks of several
    says nothing; the next one further out is asked."""
    for name in names:
        text = squeeze(name)
        for full in (True, False):
            hits = {
                word: unit
                for unit in cutter.units
                for word in ([unit.name] if full else [unit.short])
                if len(word) > 1 and word in text and (full or not _is_longer_name(text, word, unit))
            }
            kept = {unit.code: unit for word, unit in hits.items() if not _inside_another(word, hits)}
            if len(kept) == 1:
                return next(iter(kept.values()))
            if kept:
                break
    return None


def _is_longer_name(text: str, word: str, unit: Region) -> bool:
    """Whether a short name is only the beginning of another place's name: 龙泉 in 龙泉驿区."""
    start = text.find(word)
    longer = (text[start : start + len(word) + more] for more in range(1, 7))
    return any(place.code != unit.code for name in longer for place in regions.candidates(name))


def _inside_another(word: str, words: Iterable[str]) -> bool:
    return any(word != other and word in other for other in words)


def _by_text(sheet: ProgressSheet, cutter: Cutter) -> Iterable[tuple[str, Region]]:
    """The expected unit that the table's region column means, where the whole country has several of that name."""
    place = cutter.canonical(squeeze(sheet.region_text)) if sheet.region is None and sheet.region_text else None
    code = cutter.labels[place] if place else None
    return [(unit.code, unit) for unit in cutter.units if unit.code == code]


def _first(*offers: tuple[Region | None, By]) -> tuple[Region | None, By | None]:
    return next(((unit, by) for unit, by in offers if unit), (None, None))
