"""Tick boxes of every make, each with the option that it belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.core.records import Status
from xl_tools.core.text import fold
from xl_tools.data import load
from xl_tools.parse.status import ticks
from xl_tools.parse.status.status_cell import read_status
from xl_tools.parse.status.ticks import Box, read_boxes, read_mark

CORPUS = Path(__file__).parent.parent / "corpus" / "ticks.tsv"
FULL = str.maketrans(",;:()[]", "，；：（）［］")
HALF = str.maketrans("，；：（）［］", ",;:()[]")


def _rows() -> list[list[str]]:
    lines = CORPUS.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [[_raw(row[0]), *row[1:]] for row in rows]


def _raw(text: str) -> str:
    """The corpus writes line ends and symbol-font characters as escapes, so that they can be seen."""
    text = text.replace("\\n", "\n")
    while "\\u" in text:
        before, _, after = text.partition("\\u")
        text = before + chr(int(after[:4], 16)) + after[4:]
    return text


ROWS = _rows()


def _read(text: str) -> list[str]:
    reading = read_status(text)
    lost = sum(option.lost for option in reading.options)
    return [",".join(reading.ticks) or "-", reading.status or "-", reading.verdict, str(lost)]


def test_the_corpus_is_large() -> None:
    assert len(ROWS) >= 70
    assert {row[3] for row in ROWS} == {"one", "both_done", "conflict", "none", "unknown"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_corpus(row: list[str]) -> None:
    text, *expected = row
    assert _read(text) == expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_corpus_in_both_widths_and_with_spaces(row: list[str]) -> None:
    text, *expected = row
    wider = "\n".join(f" {line.replace(' ', '　 ')}  " for line in text.split("\n"))
    for variant in (text.translate(FULL), text.translate(HALF), wider, text.replace("已完成", "已 完 成")):
        assert _read(variant) == expected, variant


@pytest.mark.parametrize("glyph", load("ticks")["glyphs"]["ticked"])
@pytest.mark.parametrize("empty", "□☐○\uf0a8\uf0a3£¨")
def test_every_tick_beside_empty_boxes(glyph: str, empty: str) -> None:
    for cell in (
        f"{empty}已完成\n{glyph}达到序时进度\n{empty}未达序时进度\n{empty}尚未启动",
        f"{empty}已完成 {glyph}达到序时进度 {empty}未达序时进度 {empty}尚未启动",
        f"已完成{empty} 达到序时进度{glyph} 未达序时进度{empty} 尚未启动{empty}",
        f"已完成（{empty}）、达到序时进度（{glyph}）、未达序时进度（{empty}）、尚未启动（{empty}）",
    ):
        assert _read(cell) == ["on_schedule", "on_schedule", "one", "0"], cell


@pytest.mark.parametrize("glyph", load("ticks")["glyphs"]["empty"])
def test_every_empty_box(glyph: str) -> None:
    assert _read(f"{glyph}已完成\n{glyph}达到序时进度")[2] == "none"
    assert _read(f"☑已完成 {glyph}达到序时进度")[1] == "completed"


@pytest.mark.parametrize("status", Status)
def test_a_lost_glyph_is_a_tick(status: Status) -> None:
    cell = "\n".join(option.label if option is status else f"□{option.label}" for option in Status)
    reading = read_status(cell)
    assert reading.status is status
    assert [option.lost for option in reading.options] == [option is status for option in Status]


def test_beside_a_tick_that_is_there_an_option_without_box_is_not_sure() -> None:
    same = read_status("☑已完成\n达到序时进度\n□未达序时进度\n□尚未启动")
    assert (same.status, same.verdict, same.unknown) == (Status.COMPLETED, "one", ("达到序时进度",))
    other = read_status("☑已完成\n□达到序时进度\n未达序时进度\n□尚未启动")
    assert (other.status, other.verdict, other.unknown) == (None, "unknown", ("未达序时进度",))


def test_a_symbol_that_is_not_known_is_no_lost_glyph() -> None:
    reading = read_status("\uf0e8已完成\n\uf0a8达到序时进度")
    assert (reading.status, reading.verdict) == (None, "unknown")


def test_a_tick_between_two_options_could_be_either() -> None:
    assert read_status("□已完成√□达到序时进度□未达序时进度□尚未启动").status is None
    assert read_status("□已完成√ □达到序时进度 □未达序时进度 □尚未启动").status is Status.COMPLETED
    assert read_status("□已完成 √□达到序时进度 □未达序时进度 □尚未启动").status is Status.ON_SCHEDULE


def test_notes_beside_the_boxes() -> None:
    boxes = "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动\n"
    assert read_status(boxes + "11月已通过市级验收").stage == "验收"
    assert read_status(boxes + "预计12月公示").status is Status.COMPLETED
    assert read_status(boxes + "整改尚未完成").status is None


def test_words_are_no_boxes() -> None:
    for text in ("排污口已完成整改", "二○二二年已完成", "V类水体已完成", "已完成3km", "R"):
        assert read_boxes(text) is None


@pytest.mark.parametrize(
    ("text", "box"),
    [
        *((mark, Box.TICKED) for mark in ("√", "(√)", "是", "1", "TRUE", "R", "☑️")),
        *((mark, Box.EMPTY) for mark in ("□", "()", "否", "0", "FALSE")),
        *((mark, Box.LETTER_X) for mark in ("[x]", "x")),
        ("×", Box.CROSS),
        ("\uf0b0", Box.UNSURE),
        *((text, None) for text in ("完成", "", "√ 11月", "\uf01f", "\uf100")),  # the last two: of no symbol font
    ],
)
def test_lone_marks(text: str, box: Box | None) -> None:
    assert read_mark(text) is box


_PIECES = st.sampled_from(
    [*"☑□√×√Ro口[]()（）xv1是否 \n、:；1.", "已完成", "达到序时进度", "未达序时进度", "尚未启动", "其他", "验收"]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_no_arrangement_raises_and_width_does_not_matter(text: str) -> None:
    assert _read(text) == _read(text.translate(FULL)) == _read(text.translate(HALF))


@given(st.text() | st.characters().map(lambda char: f"{char}已完成{char}"))
def test_no_box_is_overlooked_by_the_first_look(text: str) -> None:
    marked = ticks._mark(text)
    assert bool(ticks._may_be_box().search(text)) or not any(box.value in marked for box in Box if box.value)


def test_no_character_that_may_be_a_box_is_overlooked() -> None:
    characters = [chr(code) for code in range(0x20, 0x1FBFF) if not 0xD800 <= code < 0xE000]
    unseen = [char for char in characters if not ticks._may_be_box().search(char)]
    assert len(unseen) > 100_000
    assert not set("".join(map(fold, unseen))) & set("☑□✗☒⍰[({【〔「《<:=_")


@given(st.text())
def test_no_text_raises(text: str) -> None:
    for boxed in read_boxes(text) or ():
        assert boxed.label
    read_mark(text)
