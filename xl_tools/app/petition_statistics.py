"""Petitions counted, and counties' ledgers put together to a city's, cities' to a province's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from xl_tools.app.areas import area_called
from xl_tools.app.inputs import Paths, StrPath, output_folder, workbooks
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office, given
from xl_tools.app.petitions import ledgers_in
from xl_tools.books.file.output import Output
from xl_tools.core import regions
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.core.grid import Grid
from xl_tools.core.records import Finding, ProgressSheet, Region
from xl_tools.petitions.counting import lines_of
from xl_tools.petitions.merging import Sent, merge
from xl_tools.petitions.records import Ledger, Petition
from xl_tools.petitions.state import State
from xl_tools.reports.petitions import PetitionFileReport
from xl_tools.rules.petition.answers import counted_as_open, counted_without_a_verdict
from xl_tools.rules.petition.numbers import number_is_not_counted


def petition_statistics(
    ledger: StrPath,
    *,
    out: StrPath,
    name: str | None = None,
    units: StrPath | None = None,
    as_of: Day | None = None,
    office: Office = OURS,
) -> PetitionFileReport:
    """Write the statistics of a ledger: by place, by type, by state, by batch, and lists of what must be looked after.
    ``name`` is whose it is ("丽水市"): each of its units has a line then, also one without a petition.

    Raises UserError when the ledger cannot be read, or holds no petitions.
    """
    from xl_tools.write.petitions.statistics_book import Statistics, statistics_bytes

    chosen = given(units=units).over(office)
    day = occasion(as_of, office=chosen).as_of
    file, target = Path(ledger), Path(out)
    output = Output.beside(file, units, office.reads)
    output.admit([target])
    output_folder(target.parent)
    own = whole_ledger(file, day, chosen)
    area = area_called(name, chosen.units) if name else own.sheet.region
    expected = [unit.name for unit in regions.expected_units(area, units=chosen.units)] if name and area else []
    units_of_places = CountedUnder(area, chosen.units) if name and area else str
    lines = lines_of(own.petitions, own.conventions, units_of_places)
    made = Statistics(own, lines, day, area.name if area else "", tuple(expected))
    output.write(target, statistics_bytes(made))
    findings = tuple(not_understood(own.petitions, own.sheet))
    return PetitionFileReport(
        written=(str(target),), total=len(own.petitions), findings=findings, kept=tuple(output.kept)
    )


def not_understood(petitions: Sequence[Petition], sheet: ProgressSheet) -> Iterator[Finding]:
    """What petitions say that is counted as if they said nothing."""
    yield from counted_without_a_verdict(petitions, sheet.sheet)
    yield from counted_as_open(petitions, sheet.sheet)
    yield from number_is_not_counted(petitions, sheet)


def whole_ledger(file: Path, day: date, office: Office) -> Ledger:
    """The petitions of a workbook as one. Raises UserError where it has none."""
    found, conventions = ledgers_in(file, day, office)
    if not found:
        raise UserError(f"“{shown(file.name)}”里没有信访件台账，没有写出文件；请核对是不是拿错了文件。")
    first = replace(found[0], conventions=conventions)
    return replace(first, petitions=tuple(one for ledger in found for one in ledger.petitions))


def roll_up_petitions(
    paths: Paths,
    *,
    name: str,
    out: StrPath,
    units: StrPath | None = None,
    as_of: Day | None = None,
    office: Office = OURS,
) -> PetitionFileReport:
    """Put the ledgers of the units of a region together: one ledger, in which a petition that several units sent is one
    row, and beside it ``<out>统计.xlsx``. A unit that has sent none is 未报, never zero.

    Raises UserError when nothing could be read, or the region is not known.
    """
    from xl_tools.write.petitions.ledger_book import ledger_bytes
    from xl_tools.write.petitions.statistics_book import Statistics, statistics_bytes

    chosen = given(units=units).over(office)
    day = occasion(as_of, office=chosen).as_of
    area = area_called(name, chosen.units)
    files, target = workbooks(paths), Path(out)
    counted = target.with_name(f"{target.stem}统计.xlsx")
    output = Output.beside(files, units, office.reads)
    output.admit([target, counted])
    output_folder(target.parent)
    sent, notes = _sent(files, area, day, chosen)
    if not sent:
        raise UserError(notes[0] if notes else "没有读到信访件台账，没有写出文件。")
    together = merge(sent)
    expected = [unit.name for unit in regions.expected_units(area, units=chosen.units)]
    missing = [unit for unit in expected if unit not in together.counted]
    settings = next((one.ledger.conventions for one in sent if one.ledger.conventions.described), None)
    conventions = settings or sent[0].ledger.conventions
    state = State(
        title=f"{area.name}群众信访举报件台账",
        rows=together.rows,
        batches=together.batches,
        changes=(),
        conventions=conventions,
        others=(Grid("报送情况", [("单位", "情况", "件数"), *_lines(expected, together.counted)]),),
    )
    data = ledger_bytes(state)
    output.write(target, data)
    whole = whole_ledger(target, day, chosen)
    lines = lines_of(whole.petitions, whole.conventions, CountedUnder(area, chosen.units))
    made = Statistics(whole, lines, day, area.name, tuple(expected), tuple(missing))
    output.write(counted, statistics_bytes(made))
    if together.joint:
        notes.append(f"{len(together.joint)} 件有几个单位报来，已并成一件：{'、'.join(together.joint[:6])}。")
    return PetitionFileReport(
        written=(str(target), str(counted)),
        total=len(together.rows),
        findings=tuple(not_understood(whole.petitions, whole.sheet)),
        missing=tuple(missing),
        notes=tuple(notes),
        kept=tuple(output.kept),
    )


class CountedUnder:
    """The unit of a region under which a place is counted: itself, or that in which it lies (莲都区碧湖镇: 莲都区);
    another place as it is written."""

    def __init__(self, area: Region, units: regions.UnitList) -> None:
        self.area, self.units = area, units
        self.expected = regions.expected_units(area, units=units)
        self.known: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        if place not in self.known:
            found = regions.find(place, within=self.area, units=self.units)
            own = [unit for unit in self.expected if (_is_in(found, unit) if found else _is_town_of(place, unit))]
            self.known[place] = own[0].name if own else place
        return self.known[place]


def _is_in(place: Region, unit: Region) -> bool:
    return place.code == unit.code or regions.is_within(place, unit)


def _is_town_of(place: str, unit: Region) -> bool:
    return place.startswith(unit.name) and place.endswith(("镇", "乡", "街道", "村", "社区"))


def _lines(expected: Sequence[str], counted: Mapping[str, int]) -> list[tuple[str, str, int | str]]:
    names = dict.fromkeys((*expected, *counted))
    return [(name, "已报" if name in counted else "未报", counted.get(name, "")) for name in names]


def _sent(files: Sequence[Path], area: Region, day: date, office: Office) -> tuple[list[Sent], list[str]]:
    """The units' ledgers, and sentences about files that are none."""
    sent: list[Sent] = []
    notes: list[str] = []
    for file in files:
        try:
            own = whole_ledger(file, day, office)
        except UserError as error:
            notes.append(str(error))
            continue
        unit = _unit_of(own, file, area, office)
        if unit is None:
            notes.append(f"“{shown(file.name)}”看不出是哪个单位的，没有算它；请在标题或文件名里写上单位。")
            continue
        sent.append(Sent(unit.name, own, file.name))
    return sent, notes


def _unit_of(own: Ledger, file: Path, area: Region, office: Office) -> Region | None:
    """Whose ledger it is: the unit that its title or its file's name names, else the one that most of its petitions
    are in."""
    units = regions.expected_units(area, units=office.units)
    for text in (own.sheet.title, file.stem):
        named = [unit for unit in units if unit.name in text or (unit.short in text and len(unit.short) > 1)]
        if len(named) == 1:
            return named[0]
    places = Counter(
        found.code
        for one in own.petitions
        for name in one.regions
        if (found := regions.find(name, within=area, units=office.units) or regions.find(name, units=office.units))
    )
    codes = [code for code, _ in places.most_common(1)]
    return next((unit for unit in units if unit.code in codes or _lies_in(codes, unit)), None)


def _lies_in(codes: Sequence[str], unit: Region) -> bool:
    found = (regions.by_code(code) for code in codes)
    return any(place is not None and regions.is_within(place, unit) for place in found)
