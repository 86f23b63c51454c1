"""Status cells in words, their meaning, four columns, and the text that is written."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.parse.pages import examples
from xl_tools.core.records import Mode, Stage, Status, StatusReading
from xl_tools.data import load
from xl_tools.parse.status.status_cell import read_status, read_status_columns, render_status

CORPUS = Path(__file__).parent.parent / "corpus" / "status.tsv"
ROWS = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines() if not line.startswith("#")]
FULL = str.maketrans(",;:()!?%", "，；：（）！？％")
HALF = str.maketrans("，；：（）！？％", ",;:()!?%")


def _read(text: str) -> list[str]:
    reading = read_status(text)
    return [reading.status or "-", reading.stage or "-", "ongoing" if Mode.ONGOING in reading.also else "-"]


def test_the_corpus_is_large_and_says_each_phrase_once() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 110
    assert {row[1] for row in ROWS} == {*Status, "-"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_corpus(row: list[str]) -> None:
    text, *expected = row
    assert _read(text) == expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_corpus_in_both_widths_and_with_spaces(row: list[str]) -> None:
    text, *expected = row
    digits = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
    for variant in (text.translate(FULL), text.translate(HALF), text.translate(FULL).translate(digits), " ".join(text)):
        assert _read(variant) == expected, variant


@pytest.mark.parametrize(
    ("text", "verdict", "ticks"),
    [
        ("已完成", "one", ["completed"]),
        ("已完成，达到序时进度", "both_done", ["completed", "on_schedule"]),
        ("已完成但未达到序时进度", "conflict", ["completed", "behind"]),
        ("达到序时进度，未达序时进度", "conflict", ["on_schedule", "behind"]),
        ("已完成 达到序时进度 未达序时进度 尚未启动", "unknown", []),
        ("已完成/达到序时进度", "unknown", []),
        ("基本完成", "unknown", []),
        ("序时进度达到80%", "unknown", []),
        ("已完成整改，已验收80%", "unknown", []),
        pytest.param("已完成。" * 1001, "unknown", [], id="a report"),
        ("", "empty", []),
        (" \u3000\n", "empty", []),
    ],
)
def test_verdicts_of_words(text: str, verdict: str, ticks: list[str]) -> None:
    reading = read_status(text)
    assert (reading.verdict, list(reading.ticks)) == (verdict, ticks)
    assert bool(reading.unknown) == (verdict == "unknown")
    assert (reading.text, reading.also) == (text, ())


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (3.5, "3.5"), (-0.5, "-0.5"), (None, "")])
def test_a_number_is_told_as_it_stands_in_the_cell(value: float | None, text: str) -> None:
    assert read_status(value).text == text


def test_two_places_in_one_cell_do_not_add_up() -> None:
    assert read_status("松阳县：已完成；龙泉市：达到序时进度").status is None
    assert read_status("松阳县：已完成；龙泉市：已完成").status is Status.COMPLETED
    assert read_status("1.已完成；2.达到序时进度").status is None


@pytest.mark.parametrize("value", [True, False, 1.0, 0.0, 3.5, math.nan, math.inf, "是", "否", "√", "1"])
def test_a_bare_yes_decides_nothing_in_the_one_status_cell(value: bool | float | str) -> None:
    reading = read_status(value)
    assert (reading.status, reading.verdict) == (None, "unknown")


def test_none_is_an_empty_cell() -> None:
    assert read_status(None) == StatusReading(text="")


@pytest.mark.parametrize("status", [None, *Status])
def test_what_is_written_reads_back(status: Status | None) -> None:
    reading = read_status(render_status(status))
    assert reading.status is status
    assert reading.verdict == ("one" if status else "none")
    assert [option.status for option in reading.options] == list(Status)


def test_the_written_text_is_the_form() -> None:
    assert render_status(Status.ON_SCHEDULE) == "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动"


@pytest.mark.parametrize(
    ("cells", "status", "verdict"),
    [
        ((True, False, False, False), "completed", "one"),
        ((False, True, False, False), "on_schedule", "one"),
        ((1.0, 0.0, 0.0, 0.0), "completed", "one"),
        (("", "", "√", None), "behind", "one"),
        (("否", "否", "否", "是"), "not_started", "one"),
        (("□", "☑", "□", "□"), "on_schedule", "one"),
        (("\uf0a8", "\uf0fe", "\uf0a8", "\uf0a8"), "on_schedule", "one"),
        (("[ ]", "[x]", "[ ]", "[ ]"), "on_schedule", "one"),
        (("完成", None, None, None), "completed", "one"),
        (("已完成，已销号", None, None, None), "completed", "one"),
        ((None, "达到序时进度", None, None), "on_schedule", "one"),
        (("√", "√", None, None), "completed", "both_done"),
        (("√", None, "√", None), None, "conflict"),
        (("√", "×", "×", "×"), "completed", "one"),
        (("×", None, None, None), None, "unknown"),
        (("2022年11月", None, None, None), None, "unknown"),
        ((None, "完成", None, None), None, "unknown"),
        (("□", "□", "□", "□"), None, "none"),
        ((False, False, False, False), None, "none"),
        ((None, "", " ", None), None, "empty"),
    ],
)
def test_four_columns(cells: tuple[bool | float | str | None, ...], status: str | None, verdict: str) -> None:
    reading = read_status_columns(list(zip(Status, cells, strict=True)))
    assert (reading.status, reading.verdict) == (status, verdict)


def test_four_columns_keep_the_stage_and_say_what_stands_there() -> None:
    reading = read_status_columns([(Status.COMPLETED, "已销号"), (Status.ON_SCHEDULE, None)])
    assert (reading.stage, reading.text) == (Stage.CLOSED, "已完成：已销号")


def test_the_real_table_is_completed_throughout(city_table: Path) -> None:
    rows = CalamineWorkbook.from_path(city_table).get_sheet_by_index(0).to_python()
    cells = [str(row[6]) for row in rows if "已完成" in str(row[6])]
    readings = [read_status(cell) for cell in cells]
    assert [reading.status for reading in readings] == [Status.COMPLETED] * 11
    assert [reading.verdict for reading in readings].count("both_done") == 8
    assert all(any(option.lost for option in reading.options) for reading in readings)


CASES = {"一项": "one", "两项": "both_done", "矛盾": "conflict", "没有勾": "none", "读不准": "unknown"}


@pytest.mark.parametrize("row", examples("readings/status.md", "单元格里写的"), ids=lambda row: row[0])
def test_the_page(row: list[str]) -> None:
    reading = read_status(row[0])
    assert (reading.status.label if reading.status else "—", reading.verdict) == (row[1], CASES[row[2]])
    if len(row) == 5:
        assert (reading.stage or "—") == row[3]


_WORDS = sorted({word for words in load("ticks")["words"].values() for word in words})
_PHRASES = st.lists(
    st.sampled_from([*_WORDS, "整改", "验收", "公示", "销号", "管网", "2022年12月", "80%", "，", "；"]), max_size=8
)


@given(
    st.text()
    | st.text(alphabet="已未完成达到序时进度尚启动验收销号☑□√×()[]:1是否 \n\uf0fe\uf0a8RoO口")
    | st.binary().map(lambda b: b.decode("utf-16", "surrogatepass") if len(b) % 2 == 0 else "")
)
def test_no_text_raises(text: str) -> None:
    reading = read_status(text)
    assert reading.text == text
    assert (reading.status is not None) == (reading.verdict in ("one", "both_done"))
    assert reading.status is None or reading.ticks


@given(_PHRASES)
def test_words_mean_the_same_in_any_width_and_spacing(words: list[str]) -> None:
    text = "".join(words)
    reading = read_status(text)
    for variant in (" ".join(text), text.translate(FULL), text.translate(HALF)):
        other = read_status(variant)
        assert (other.status, other.stage, other.also) == (reading.status, reading.stage, reading.also)


@given(_PHRASES, st.sampled_from(["基本", "力争", "预计", "部分"]))
def test_a_hedge_before_completion_is_never_completion(words: list[str], hedge: str) -> None:
    assert read_status(f"{hedge}完成").status is None
    assert read_status(f"{''.join(words)}，{hedge}完成").status is not Status.COMPLETED
