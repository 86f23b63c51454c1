"""Responsible units with their roles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.parse.pages import examples
from xl_tools.parse.table.unit_names import UnitName, read_units

CORPUS = Path(__file__).parent.parent / "corpus" / "units.tsv"
ROWS = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines() if not line.startswith("#")]
FULL = str.maketrans(",;:()", "，；：（）")
HALF = str.maketrans("，；：（）", ",;:()")
ROLES = {"lead": "l", "cooperating": "c", "collective": "g"}


def _read(text: str) -> str:
    return " ".join(f"{ROLES[unit.role]}:{unit.name}" for unit in read_units(text)) or "-"


def test_the_corpus_is_large() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 70


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_corpus_in_both_widths_and_with_spaces(row: list[str]) -> None:
    text, expected = row[0].replace("\\n", "\n"), row[1]
    wider = f" {text} ".replace("、", " 、 ").replace("，", "， ").replace("（牵头", " （牵头")
    for variant in (text, text.translate(FULL), text.translate(HALF), wider):
        assert _read(variant) == expected, variant


def test_a_unit_keeps_what_stands_there() -> None:
    assert read_units("县发改局 (牵头)") == (UnitName("县发改局", "lead", "县发改局(牵头)"),)


def test_a_unit_named_twice_stands_once_as_lead() -> None:
    units = read_units("牵头单位：县发改局；责任单位：县发改局、县住建局")
    assert [(unit.name, unit.role) for unit in units] == [("县发改局", "lead"), ("县住建局", "cooperating")]


@pytest.mark.parametrize("row", examples("readings/status.md", "责任单位"), ids=lambda row: row[0])
def test_the_page(row: list[str]) -> None:
    units = read_units(row[0])
    assert ["、".join(unit.name for unit in units if unit.role == role) or "—" for role in ROLES] == row[1:4]


def test_the_real_list(shared: Path) -> None:
    rows = CalamineWorkbook.from_path(shared / "cases" / "suixian-tasklist-2022.xlsx").get_sheet_by_index(0).to_python()
    texts = [str(row[4]) for row in rows[2:]]
    read = [read_units(text) for text in texts]
    for text, units in zip(texts, read, strict=True):
        assert [unit.role for unit in units].count("lead") == text.count("（牵头）")
        assert all("牵头" not in unit.name and "、" not in unit.name for unit in units)
        assert all((unit.role == "collective") == unit.name.startswith("各") for unit in units)
    assert sum(map(len, read)) == sum(text.rstrip("。").count("、") + text.count("，") + 1 for text in texts)


@given(st.text() | st.text(alphabet="县市发改局住建委各镇（场）()党和与及、，；：牵头配合单位责任 \n1."))
def test_no_text_raises(text: str) -> None:
    for unit in read_units(text):
        assert unit.name
        assert unit.name == unit.name.strip()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("缙云县 遂昌县", ["缙云县", "遂昌县"]),
        ("莲都区　龙泉市 景宁畲族自治县", ["莲都区", "龙泉市", "景宁畲族自治县"]),
        ("松阳县 水利局", ["松阳县水利局"]),
        ("县 发改局", ["县发改局"]),
    ],
)
def test_a_space_parts_regions_and_no_name(text: str, names: list[str]) -> None:
    assert [unit.name for unit in read_units(text)] == names
