"""X701 and X702: status and deadline against last period's."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.core.records import Field, ProgressRow, ProgressSheet, Status
from xl_tools.core.text import squeeze
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.registry import ERROR, WARNING, Hit, rule
from xl_tools.rules.word_lists import is_blank


@rule(
    "X701",
    WARNING,
    "状态比上期退步了：上期“{before}”，本期“{now}”。",
    when="状态比上期退步",
    advice="请核对是不是勾错；确有反弹的，请在进展里写明原因。",
    source="domain.md#between-periods",
    needs=("previous",),
    columns=(Field.STATUS,),
)
def status_fell_back(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row, then in _since(sheet, context):
        now, before = row.status.status, then.status.status
        if now and before and _ORDER.index(now) > _ORDER.index(before):
            yield Hit(row.row, Field.STATUS, before=before.label, now=now.label)


@rule(
    "X702",
    ERROR,
    "完成时限和上期不一样：上期“{before!q}”，本期“{now!q}”。",
    when="完成时限和上期不一样",
    advice="请改回原来的时限；经批准调整的，请上级按新时限重新下发，用下发的表对照。",
    source="domain.md#between-periods",
    needs=("previous",),
    columns=(Field.DEADLINE,),
)
def deadline_changed(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    issued = context.issued_for(sheet)
    given = partners(sheet, issued) if issued else {}
    for row, then in _since(sheet, context):
        if not _changed(row, then):
            continue
        original = given.get(row.row)
        if original is None or _changed(row, original):  # back to what was issued: put right
            yield Hit(row.row, Field.DEADLINE, before=then.text(Field.DEADLINE), now=row.text(Field.DEADLINE))


_ORDER = tuple(Status)
"""The form's order is from best to worst."""


def _since(sheet: ProgressSheet, context: Context) -> Iterator[tuple[ProgressRow, ProgressRow]]:
    """Each entry with the same task's of last period."""
    before = context.previous_for(sheet)
    if before is None:
        return
    earlier = partners(sheet, before)
    yield from ((row, earlier[row.row]) for row in sheet.rows if row.row in earlier and row.applies)


def _changed(row: ProgressRow, other: ProgressRow) -> bool:
    """Whether two deadlines differ, and not only in the way they are written."""
    here, there = row.text(Field.DEADLINE), other.text(Field.DEADLINE)
    if here == there or is_blank(here) or is_blank(there) or squeeze(here) == squeeze(there):
        return False
    one, two = row.deadline, other.deadline
    if (one.due is None and not one.modes) or (two.due is None and not two.modes):
        return one.fault is None or two.fault is None  # texts that both cannot be read are said to be so
    return (one.due, one.modes) != (two.due, two.modes)
