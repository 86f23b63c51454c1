"""A roll-up's table before it is handed out: no cell in which one unit's block could pass for another's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.forms.headings import title
from xl_tools.parse.table.blocks import merge_texts
from xl_tools.rollup.reread import Reread
from xl_tools.rollup.sources import split_merged
from xl_tools.rollup.take_apart import SplitRow
from xl_tools.rollup.texts import LOCKED, wording
from xl_tools.round.issuing.tasks import label_of


def with_sure_blocks(
    table: ProgressSheet, serials: Sequence[int | None], apart: Reread, names: Collection[str]
) -> tuple[ProgressSheet, list[str]]:
    """The table 整改进展, and a sentence for each cell that is not handed out as it stands.

    What people changed inside a unit's block is the round's issue and stays. A cell whose labels are no longer those of
    the units that wrote something there is written anew from the units' own rows, or is empty where a roll-up without
    各单位进展 keeps none. ``serials`` are those that the tasks of the rows were written with, ``names`` the units that
    the roll-up was made with.
    """
    by_serial: dict[int, dict[str, SplitRow]] = {}
    for unit, rows in apart.units.items():
        for row in rows:
            by_serial.setdefault(row.serial, {}).setdefault(unit, row)
    notes: list[str] = []
    made = []
    for entry, serial in zip(table.rows, serials, strict=True):
        texts = dict(entry.texts)
        for name in LOCKED:
            own = by_serial.get(serial or 0, {})
            sure = _sure(entry, name, own, names, {left.unit for left in apart.left_out})
            if sure is None:
                sure = merge_texts(_written(own, name), also=names)
                done = "按各单位原来的文字下发" if sure else "没有下发这一格"
                notes.append(
                    f"{label_of(entry)}的“{title(table.form, name)}”在汇总表里改动过，分不清哪段是哪个单位的，{done}。"
                )
            texts[name] = sure
        made.append(replace(entry, texts=texts))
    return replace(table, rows=tuple(made)), notes


def _sure(
    entry: ProgressRow, name: Field, own: Mapping[str, SplitRow], names: Collection[str], left_out: Collection[str]
) -> str | None:
    """The cell as it stands, without the task's number over the blocks; None where it is not sure whose they are."""
    text, written = entry.text(name), _written(own, name)
    if any(name in row.broken for row in own.values()):
        return None
    if len({wording(name, said) for said in written.values()}) < 2:
        return text
    found = split_merged(text, name, names)
    if not written.keys() <= found.keys() <= written.keys() | set(left_out):
        return None
    return merge_texts(found, also=names)


def _written(own: Mapping[str, SplitRow], name: Field) -> dict[str, str]:
    """The texts of the units that the task concerns, or of all where it concerns none."""
    rows = {unit: row for unit, row in own.items() if row.applies} or own
    return {unit: row.texts[name] for unit, row in rows.items() if row.texts[name].strip()}
