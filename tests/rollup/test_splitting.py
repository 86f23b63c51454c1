"""A merged table gives each unit's texts, ticks and deadlines back, for any texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rollup.counties import COUNTIES, THREE, deadline, merged, row, sheet, ticked
from xl_tools.core.records import Field, Mode, ProgressRow, ProgressSheet, Status, StatusReading
from xl_tools.parse.status.status_cell import read_status
from xl_tools.rollup.policy import Standing
from xl_tools.rollup.records import Merged
from xl_tools.rollup.sources import pieces, ticked_words, ticks_of
from xl_tools.rollup.take_apart import Said, SplitRow, split
from xl_tools.rollup.texts import LOCKED

TEXTS_COMPARED = (*LOCKED, Field.PROGRESS)
NAMES = [unit.name for unit in COUNTIES]
LINES = st.sampled_from(
    ["1.清运完成。", "松阳县：", "云和县", "一、莲都区：覆土", "第1项：", "\u2060松阳县：", "", " ", "无此项整改任务"]
)
TEXTS = st.lists(LINES, max_size=4).map("\n".join)
BOTH = StatusReading(
    text="", ticks=(Status.COMPLETED, Status.ON_SCHEDULE), status=Status.COMPLETED, verdict="both_done"
)
CONFLICT = StatusReading(text="", ticks=(Status.COMPLETED, Status.BEHIND), verdict="conflict")
READINGS = st.sampled_from([*map(ticked, Status), ticked("none"), BOTH, CONFLICT])


def parted(result: Merged) -> dict[str, list[SplitRow]]:
    """The units' entries, out of what the workbook holds of a merged table and nothing else."""
    tasks: Mapping[int, Mapping[Field, str]] = {task.serial: task.texts for task in result.tasks}
    said = {
        (task.serial, part.unit): Said(
            ticks_of(part.standing.label, ticked_words(part)),
            part.ongoing,
            part.standing is not Standing.NOT_APPLICABLE,
            part.standing.label,
        )
        for task in result.tasks
        for part in task.parts
    }
    units, broken = split(tasks, said, [piece for *_, piece in pieces(result)])
    assert broken == []
    return units


def said_by(row: ProgressRow) -> dict[str, object]:
    return {name: row.text(name) for name in TEXTS_COMPARED} | {"ticks": row.status.ticks}


@st.composite
def cities(draw: st.DrawFn) -> list[ProgressSheet]:
    sheets = []
    for unit in draw(st.lists(st.sampled_from(COUNTIES), unique=True, min_size=1, max_size=4)):
        numbers = draw(st.lists(st.integers(1, 4), unique=True, max_size=4))
        rows = []
        for number in numbers:
            made = row(
                number,
                due=deadline(date(2023, 12, 31), draw(st.sampled_from(["2023年12月底前", "2023年12月底前。", ""]))),
                applies=draw(st.integers(0, 4)) > 0,
                task=draw(
                    st.sampled_from([f"第{number}项：乱堆", f"第{number}项：乱堆。", f"第{number}项：露天堆放", ""])
                ),
                plan=draw(TEXTS),
                progress=draw(TEXTS),
            )
            reading = draw(READINGS)
            rows.append(ProgressRow(**{name: getattr(made, name) for name in made.__slots__} | {"status": reading}))
        sheets.append(sheet(unit.name, *rows))
    return sheets


@settings(max_examples=150, deadline=None)
@given(cities())
def test_split_of_merge_is_what_the_units_wrote(sheets: list[ProgressSheet]) -> None:
    units = parted(merged(*sheets, expected=COUNTIES))
    for one in sheets:
        assert one.region is not None
        found = [
            {name: line.texts[name] for name in TEXTS_COMPARED} | {"ticks": read_status(line.texts[Field.STATUS]).ticks}
            for line in units.get(one.region.name, [])
        ]
        assert found == [said_by(entry) for entry in one.rows]


def test_a_block_for_each_county_in_every_sheet_is_each_sheet_s_whole_text() -> None:
    plan = "松阳县：\n覆土。\n云和县：\n清运。"
    units = parted(merged(*(sheet(unit.name, row(3, plan=plan)) for unit in THREE)))
    assert {unit: lines[0].texts[Field.PLAN] for unit, lines in units.items()} == dict.fromkeys(units, plan)


def test_rows_come_in_the_order_of_the_unit_s_sheet() -> None:
    units = parted(merged(sheet("莲都区", row(9), row(2), row(16))))
    assert [line.serial for line in units["莲都区"]] == [2, 1, 3]


def test_a_merged_cell_that_was_edited_is_named_not_guessed() -> None:
    result = merged(*(sheet(unit.name, row(1)) for unit in THREE))
    said = {(1, part.unit): Said((), False) for part in result.tasks[0].parts}
    tasks = {1: {**result.tasks[0].texts, Field.PROGRESS: "三个县都已清运完毕。"}}
    units, broken = split(tasks, said, [piece for *_, piece in pieces(result)])
    assert broken == [(1, Field.PROGRESS)]
    assert {lines[0].texts[Field.PROGRESS] for lines in units.values()} == {""}


def test_what_is_ongoing_comes_back() -> None:
    units = parted(merged(sheet("莲都区", row(1, also=(Mode.ONGOING,)))))
    assert "☑达到序时进度，长期坚持" in units["莲都区"][0].texts[Field.STATUS]
    units = parted(merged(sheet("莲都区", row(1))))
    assert "长期坚持" not in units["莲都区"][0].texts[Field.STATUS]


@pytest.mark.parametrize(
    "line",
    ["市水利局：", "市水利局：已督办。", "水利局:", "市治水办：", "丽水市：", "省水利厅：", "市级：", "【市水利局】："],
)
def test_what_an_office_of_the_city_may_have_written_is_nobody_s(line: str) -> None:
    """Typed into the merged cell, it stands under the last unit above it and is told by nothing but its label."""
    result = merged(*(sheet(unit.name, row(1, progress="1.清运完成。")) for unit in THREE))
    said = {(1, part.unit): Said((), False) for part in result.tasks[0].parts}
    text = result.tasks[0].texts[Field.PROGRESS]
    for place in (len(text), text.index("\n云和县")):
        tasks = {1: {**result.tasks[0].texts, Field.PROGRESS: f"{text[:place]}\n{line}\n暗号。{text[place:]}"}}
        units, broken = split(tasks, said, [piece for *_, piece in pieces(result)])
        assert broken == [(1, Field.PROGRESS)]
        assert {lines[0].texts[Field.PROGRESS] for lines in units.values()} == {""}


@pytest.mark.parametrize("line", ["县水利局：已验收。", "整改目标：", "下一步打算：继续。", "1.河道：已清淤。"])
def test_what_a_unit_writes_of_its_own_stays_its_own(line: str) -> None:
    units = parted(merged(*(sheet(unit.name, row(1, progress=f"清运。\n{line}")) for unit in THREE)))
    assert {lines[0].texts[Field.PROGRESS] for lines in units.values()} == {f"清运。\n{line}"}


def test_a_block_whose_label_was_deleted_is_nobody_s() -> None:
    result = merged(*(sheet(unit.name, row(1, progress=f"{unit.name}暗号。")) for unit in THREE))
    said = {(1, part.unit): Said((), False) for part in result.tasks[0].parts}
    text = result.tasks[0].texts[Field.PROGRESS]
    for unit in THREE:
        for left in (text.replace(f"{unit.name}：\n", ""), text.replace(f"{unit.name}：", "")):
            tasks = {1: {**result.tasks[0].texts, Field.PROGRESS: left}}
            units, broken = split(tasks, said, [piece for *_, piece in pieces(result)])
            assert broken == [(1, Field.PROGRESS)]
            assert {lines[0].texts[Field.PROGRESS] for lines in units.values()} == {""}
