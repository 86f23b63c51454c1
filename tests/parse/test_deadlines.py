"""Deadline texts: a corpus of phrases as offices write them, in every width, and what never happens."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_tools.core.records import DeadlineReading, Mode
from xl_tools.parse.deadlines import read_deadline

ROOT = Path(__file__).resolve().parents[2]
CORPUS = [
    line.split("\t")
    for line in (ROOT / "tests/corpus/deadlines.tsv").read_text(encoding="utf-8").splitlines()[1:]
    if line
]
AS_OF = date(2022, 12, 20)

_HALF = str.maketrans("，。、；：（）“”—～／．－％", ',.,;:()""-~/.-%')
_FULL = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"})


def said(reading: DeadlineReading) -> dict[str, Any]:
    """All that a reading says, without the text it was made from."""
    return asdict(replace(reading, text="", blocks=())) | {"blocks": [b.due for b in reading.blocks]}


def expect(row: list[str]) -> tuple[Any, ...]:
    return tuple(row[2:])


def shown(reading: DeadlineReading) -> tuple[Any, ...]:
    return (
        str(reading.due or ""),
        str(reading.start or ""),
        "+".join(reading.modes),
        "+".join(map(str, reading.alternatives)),
        reading.fault or "",
    )


@pytest.mark.parametrize("row", CORPUS, ids=[f"{row[0]}@{row[1]}" if row[1] else row[0] for row in CORPUS])
def test_corpus(row: list[str]) -> None:
    as_of = date.fromisoformat(row[1]) if row[1] else None
    for text in (row[0], row[0].translate(_HALF), row[0].translate(_FULL)):
        assert shown(read_deadline(text, as_of)) == expect(row), text


def test_corpus_is_large_and_has_every_kind() -> None:
    assert len(CORPUS) >= 180
    assert {mode for row in CORPUS for mode in row[4].split("+") if mode} == set(Mode)
    assert {row[6] for row in CORPUS} == {"", "unread", "impossible", "no_year", "other_content"}


@pytest.mark.parametrize("value", [None, "", "  \n\u3000", "\ufeff"])
def test_an_empty_cell_is_no_fault(value: str | None) -> None:
    assert said(read_deadline(value, AS_OF)) == said(DeadlineReading(text=""))


@pytest.mark.parametrize(
    ("value", "due"),
    [
        (45001, date(2023, 3, 16)),
        (45001.75, date(2023, 3, 16)),
        ("45291", date(2023, 12, 31)),
        (2023, date(2023, 12, 31)),
        (2021.12, date(2021, 12, 31)),
        (20211231, date(2021, 12, 31)),
        (date(2021, 6, 30), date(2021, 6, 30)),
        (datetime(2021, 6, 30, 18, 0), date(2021, 6, 30)),
    ],
)
def test_dates_and_numbers_of_a_cell(value: Any, due: date) -> None:
    reading = read_deadline(value)
    assert (reading.due, reading.modes, reading.fault) == (due, (Mode.FIXED,), None)


def test_a_number_that_may_have_lost_its_zero_is_not_guessed() -> None:
    reading = read_deadline(2021.1)
    assert (reading.due, reading.fault) == (None, "unread")
    assert reading.alternatives == (date(2021, 1, 31), date(2021, 10, 31))


@pytest.mark.parametrize("value", [True, 0, -5, 300, 1e300, 10**30, float("nan"), float("inf"), 12.31, "300"])
def test_other_numbers_are_no_dates(value: Any) -> None:
    reading = read_deadline(value, AS_OF)
    assert (reading.due, reading.modes) == (None, ())
    assert reading.fault in ("unread", "other_content")


def test_the_year_comes_from_as_of_and_says_so() -> None:
    reading = read_deadline("6月底前", date(2024, 2, 1))
    assert (reading.due, reading.assumed_year, reading.fault) == (date(2024, 6, 30), True, "no_year")
    unknown = read_deadline("6月底前")
    assert (unknown.due, unknown.assumed_year, unknown.fault) == (None, False, "no_year")


def test_a_named_year_holds_for_the_dates_behind_it() -> None:
    reading = read_deadline("2021年6月底前完成5家，9月底前完成8家，年底前全部完成", AS_OF)
    assert reading.phases == (date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31))
    assert (reading.due, reading.assumed_year) == (date(2021, 12, 31), False)


def test_phases_are_listed_and_the_last_is_due() -> None:
    reading = read_deadline("一期2021年12月底前、二期2022年底前完成；全部2023年12月底前")
    assert reading.phases == (date(2021, 12, 31), date(2022, 12, 31), date(2023, 12, 31))
    assert (reading.due, reading.modes) == (date(2023, 12, 31), (Mode.FIXED, Mode.PHASED))


def test_the_same_day_twice_is_no_phase() -> None:
    reading = read_deadline("2021年底前（12月31日）")
    assert (reading.due, reading.phases, reading.modes) == (date(2021, 12, 31), (), (Mode.FIXED,))


def test_blocks_are_read_each_by_itself() -> None:
    both = read_deadline("…", AS_OF, blocks=[("松阳县", "2021年12月底前"), ("龙泉市", "2022年3月—6月")])
    assert [(block.unit, block.due, block.start) for block in both.blocks] == [
        ("松阳县", date(2021, 12, 31), None),
        ("龙泉市", date(2022, 6, 30), date(2022, 3, 1)),
    ]
    assert (both.due, both.start, both.fault) == (date(2022, 6, 30), date(2022, 3, 1), None)
    one = read_deadline("…", AS_OF, blocks=[("松阳县", "2021年12月底前"), ("龙泉市", "长期坚持")])
    assert (one.due, one.modes, one.fault) == (None, (Mode.FIXED, Mode.ONGOING), None)
    bad = read_deadline("…", AS_OF, blocks=[("松阳县", "2021年12月底前"), ("龙泉市", "2021年13月")])
    assert (bad.due, bad.fault) == (None, "impossible")


def test_a_text_of_any_length_is_read() -> None:
    for piece in ("年", "1", "一", "2021年", "((", "1、", "至-", "每年12月", "A1", "县局、", "3-5年"):
        text = piece * (40_000 // len(piece))
        assert read_deadline(text).text == text


def test_the_deadlines_of_the_published_plans(shared: Path) -> None:
    """Every 整改时限 of the county plan gives a reading without a fault."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt")))
    found = re.findall(r"(?m)^(?:整改|完成)时限：(.+)$", text)
    assert len(found) >= 13
    assert [phrase for phrase in found if read_deadline(phrase).fault or not read_deadline(phrase).modes] == []


# --- properties ---------------------------------------------------------------------------------

WORDS = """
2021年 2022年 今年 次年 12月 6月 13月 八月 31日 30日 底 末 年底 月底 前 之前 内 至 -
— 、 ， ； 。 （ ） 上半年 下半年 第三季度 中旬 下旬 1 3 2020 十四五 期间 长期坚持 立行立改
持续推进 分阶段 每年 起 后 反馈 3个月 完成 启动 延期至 原定 汛期 已 300吨 的 县政府
2021.12.31 2021-6 2021/6/30 45291 Q3 〔2022〕3号 GB1-2012 《 》
二〇二一年 XX年 、一 国庆节 本月 季度末 全年 延期 半年
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " "])
PHRASES = st.lists(PIECES, max_size=9).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(), st.text(alphabet=st.characters(exclude_categories=())), PHRASES))
def test_no_text_raises(text: str) -> None:
    for as_of in (None, date(2022, 12, 20), date.min, date.max):
        reading = read_deadline(text, as_of)
        assert reading.text == text
        assert (reading.due is None) or reading.modes[0] is Mode.FIXED
        assert reading.modes or reading.fault or not text.strip() or reading.due is None
        assert reading.fault != "impossible" or reading.due is None
        assert not reading.phases or reading.due == reading.phases[-1]


@pytest.mark.parametrize("text", ["፩፪፫፬፭", "٢٠٢١", "²³年", "½年底", "𝟚𝟘𝟚𝟙年", "\ud800年", "一" * 9 + "月"])
def test_digits_of_other_scripts_do_not_raise(text: str) -> None:
    assert read_deadline(text, AS_OF).text == text


@settings(max_examples=200, deadline=None)
@given(value=st.one_of(st.floats(), st.integers(), st.dates(), st.datetimes(), st.booleans()))
def test_no_value_raises(value: Any) -> None:
    assert read_deadline(value, AS_OF).text


@settings(max_examples=300, deadline=None)
@given(
    row=st.sampled_from([row for row in CORPUS if ":" not in row[0].translate(_HALF) and " " not in row[0]]),
    spaces=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(" \u3000\u00a0\u200b\t")), max_size=6),
    full=st.booleans(),
)
def test_spaces_and_width_change_nothing(row: list[str], spaces: list[tuple[int, str]], full: bool) -> None:
    text = row[0].translate(_FULL) if full else row[0]
    for at, space in spaces:
        text = text[: at % (len(text) + 1)] + space + text[at % (len(text) + 1) :]
    as_of = date.fromisoformat(row[1]) if row[1] else None
    assert shown(read_deadline(text, as_of)) == expect(row)


@settings(max_examples=200, deadline=None)
@given(phrase=PHRASES)
def test_width_changes_no_made_up_phrase(phrase: str) -> None:
    assert said(read_deadline(phrase.translate(_FULL), AS_OF)) == said(read_deadline(phrase, AS_OF))


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_every_day_is_read_in_every_writing(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    for text in (
        f"{y}年{m}月{d}日前",
        f"{y}年{m:02}月{d:02}日",
        f"{y}.{m}.{d}",
        f"{y}-{m:02}-{d:02}",
        f"{y}/{m}/{d}",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}号之前完成",
    ):
        assert read_deadline(text).due == day, text


# --- the page that explains the grammar -----------------------------------------------------------


def examples() -> list[list[str]]:
    page = (ROOT / "docs/readings/deadlines.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    return [row for row in rows if len(row) == 5 and row[0] not in ("写法", "---")]


@pytest.mark.parametrize("row", examples(), ids=lambda row: row[0])
def test_the_page_tells_the_truth(row: list[str]) -> None:
    reading = read_deadline(row[0], date.fromisoformat(row[1]) if row[1] else None)
    assert (str(reading.due or ""), "+".join(reading.modes)) == (row[2], row[3])


def test_the_page_has_examples() -> None:
    assert len(examples()) >= 30
