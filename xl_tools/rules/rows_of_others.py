"""Rows of a unit's table that bear another's name and were not handed out to the unit: they are nobody's until a person
has said whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from xl_tools.core import regions
from xl_tools.core.records import Field, ProgressRow, ProgressSheet, Region
from xl_tools.parse.table.by_unit import holds_many, names_units, owners_of
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.word_lists import bare, comparable_task

_TRIED = 8
"""So many rows are tried in every choice for those that were added; of more, all together only."""


def rows_of_others(sheet: ProgressSheet, context: Context) -> dict[int, str]:
    """The rows that name another unit than the one whose table it is, and that were not handed out to it, each with the
    name: neither the sender's nor that of who is named.

    Whose table it is, tells what the workbook remembers of whom it was issued to, else the table. A row is the sender's
    under any name where the texts that were handed out are all there with it, or where it is among what is compared
    with; not where its task stands in another row under the sender's own name, nor in a table that names others alone
    and has tasks that the sender was not handed. Where nothing tells, a row under the name of a known unit is none of a
    workbook that was issued to another; in other tables it is taken for a slip.
    """
    sender = context.issued_to or sheet.region
    if sender is None or not sheet.form.reports or not names_units(sheet) or not (context.issued_to or context.issued):
        return {}
    named = _named_otherwise(sheet, sender, context)
    if not named:
        return {}
    again = {row.row for row in _that_stand_again(sheet, named)}
    added = _added(sheet, named, context)
    if added is not None:
        return {number: name for number, (name, _) in named.items() if number in again or number in added}
    mine = _compared(sheet, sender, named, again, context)
    if len(named) == len(sheet.rows) and not all(mine.values()):
        mine = {}  # all of it is another's: that a task of it is the sender's, too, is chance
    return {
        number: name
        for number, (name, owner) in named.items()
        if number in again or not mine.get(number, owner is None or context.issued_to is None)
    }


def _named_otherwise(sheet: ProgressSheet, sender: Region, context: Context) -> dict[int, tuple[str, Region | None]]:
    """The rows that bear another's name, with the unit (None where the name is not known)."""
    owners = owners_of(sheet, context.units, context.within)
    if not context.issued_to and (all(one.code == sender.code for one in owners.values()) or holds_many(sheet, owners)):
        return {}
    found: dict[int, tuple[str, Region | None]] = {}
    here: tuple[str, Region | None] | None = None
    for row in sheet.rows:
        text = bare(row.text(Field.REGION))
        if text:  # a name stands once over the rows below it as often as on each of them
            owner = owners.get(row.row)
            here = None if _is_the_senders(text, owner, sender) else (text, owner)
        if here and (here[1] or context.issued_to):
            found[row.row] = here
    return found


def _is_the_senders(text: str, owner: Region | None, sender: Region) -> bool:
    """Whether a name is the sender's, that of a place within or above it, or one of several that it shares a row
    with."""
    if owner is None:
        return sender.name in text or sender.short in text
    return owner.name == sender.name or regions.are_related(owner, sender)


def _that_stand_again(sheet: ProgressSheet, named: Mapping[int, object]) -> Iterable[ProgressRow]:
    """Rows under another's name whose task stands under the sender's own, too."""
    own = {_task(row) for row in sheet.rows if row.row not in named}
    return (row for row in sheet.rows if row.row in named and _task(row) in own and _task(row)[1])


def _task(row: ProgressRow) -> tuple[str, int | str]:
    return row.inspection, row.province_serial or comparable_task(row.text(Field.TASK))


def _added(sheet: ProgressSheet, named: Mapping[int, object], context: Context) -> frozenset[int] | None:
    """The rows that were put in after the workbook was handed out: without them it holds what was. None where that is
    not certain."""
    holds = context.holds_as_issued
    if holds is None:
        return None
    counts: Sequence[int] = range(len(named) + 1) if len(named) <= _TRIED else (0, len(named))
    for count in counts:
        for chosen in combinations(named, count):
            rows = tuple(row for row in sheet.rows if row.row not in chosen)
            if holds(replace(sheet, rows=rows)):
                return frozenset(chosen)
    return None


def _compared(
    sheet: ProgressSheet,
    sender: Region,
    named: Mapping[int, tuple[str, Region | None]],
    again: set[int],
    context: Context,
) -> dict[int, bool]:
    """Whether each row is of a task that was handed out to the sender, as far as what is compared with tells."""
    once = tuple(row for row in sheet.rows if row.row not in again)
    own = replace(sheet, region=sender, region_text=sender.name, level=sender.level, rows=once)
    issued = context.issued_for(own)
    if issued is None or not named:
        return {}
    found = partners(own, issued)
    of_all = issued.region is not None and issued.region.code != sender.code
    told: dict[int, bool] = {}
    for number, (_, owner) in named.items():
        row = found.get(number)
        whose = row.text(issued.form.whose) if row and of_all and issued.form.whose else ""
        told[number] = row is not None and (_names(whose, sender) or not _names(whose, owner))
    return told


def _names(text: str, unit: Region | None) -> bool:
    return unit is not None and (unit.name in text or unit.short in text)
