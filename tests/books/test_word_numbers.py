"""Automatic numbers of Word lists become text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books.documents import (
    W,
    lvl,
    numbered,
    numbering,
    p,
    tbl,
    tc,
)
from tests.books.test_word import lines, read, table
from xl_tools.books.word.numbering import FORMATS, chinese
from xl_tools.core.text import chinese_number

# --- automatic numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_", "text", "shown"),
    [
        ("decimal", "%1.", ["1.甲", "2.乙"]),
        ("decimal", "%1、", ["1、甲", "2、乙"]),
        ("decimal", "第%1项：", ["第1项：甲", "第2项：乙"]),
        ("chineseCounting", "（%1）", ["（一）甲", "（二）乙"]),
        ("chineseCountingThousand", "%1、", ["一、甲", "二、乙"]),
        ("japaneseCounting", "%1、", ["一、甲", "二、乙"]),
        ("decimalEnclosedCircle", "%1", ["①甲", "②乙"]),
        ("decimalEnclosedCircleChinese", "%1", ["①甲", "②乙"]),
        ("decimalEnclosedParen", "%1", ["⑴甲", "⑵乙"]),
        ("upperLetter", "%1.", ["A.甲", "B.乙"]),
        ("lowerRoman", "%1.", ["i.甲", "ii.乙"]),
        ("chineseLegalSimplified", "%1、", ["壹、甲", "贰、乙"]),
        ("none", "△", ["△甲", "△乙"]),
    ],
)
def test_automatic_numbers_become_text(tmp_path: Path, format_: str, text: str, shown: list[str]) -> None:
    part = numbering(lvl(format_, text))
    assert lines(read(tmp_path, numbered("甲"), numbered("乙"), parts={"numbering": part})) == shown


def test_levels_restart_under_each_higher_number(tmp_path: Path) -> None:
    part = numbering(
        lvl("chineseCounting", "（%1）") + lvl("decimal", "%2.", 1) + lvl("decimal", "%1.%2.%3", 2, more="<w:isLgl/>")
    )
    body = [
        numbered("甲"),
        numbered("子", level=1),
        numbered("丑", level=1),
        numbered("细", level=2),
        numbered("乙"),
        numbered("寅", level=1),
    ]
    assert lines(read(tmp_path, *body, parts={"numbering": part})) == [
        "（一）甲", "1.子", "2.丑", "1.2.1细", "（二）乙", "1.寅",
    ]  # fmt: skip


def test_a_list_goes_on_in_the_next_cell_and_begins_anew_where_it_says(tmp_path: Path) -> None:
    part = numbering(lvl("decimal", "%1.")).replace(
        "</w:numbering>",
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
    )
    cells = [
        tc(numbered("甲") + numbered("乙")),
        tc(numbered("丙")),
        tc(numbered("丁", number=7)),
        tc(numbered("戊", number=8)),
    ]
    (row,) = table(read(tmp_path, tbl(cells), parts={"numbering": part})).rows
    assert list(row) == ["1.甲\n2.乙", "3.丙", "1.丁", "2.戊"]


def test_a_serial_that_is_nothing_but_an_automatic_number(tmp_path: Path) -> None:
    part = numbering(lvl("chineseCounting", "%1"))
    document = read(tmp_path, tbl([tc(numbered())], [tc(numbered())]), parts={"numbering": part})
    assert [row[0] for row in table(document).rows] == ["一", "二"]


def test_a_number_and_a_year_do_not_run_together(tmp_path: Path) -> None:
    part = numbering(lvl("decimal", "%1."))
    assert lines(read(tmp_path, numbered("2021年12月底前"), parts={"numbering": part})) == ["1. 2021年12月底前"]


def test_numbers_that_a_style_brings(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="a">'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = [
        p("甲", properties='<w:pStyle w:val="b"/>'),
        p("乙", properties='<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
    ]
    parts = {"numbering": numbering(lvl("decimal", "%1.")), "styles": styles}
    assert lines(read(tmp_path, *body, parts=parts)) == ["1.甲", "乙"]


def test_bullets_that_are_boxes_stay_boxes_and_others_are_none(tmp_path: Path) -> None:
    font = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    part = numbering(*(lvl("bullet", sign, more=font) for sign in ("\uf0fe", "\uf0a8", "\uf06c")))
    body = [numbered("已完成", number=1), numbered("尚未启动", number=2), numbered("正文", number=3)]
    assert lines(read(tmp_path, *body, parts={"numbering": part})) == ["☑已完成", "□尚未启动", "·正文"]


def test_a_format_that_is_not_known_is_said(tmp_path: Path) -> None:
    document = read(tmp_path, numbered("甲"), parts={"numbering": numbering(lvl("hebrew1", "%1."))})
    assert lines(document) == ["1.甲"]
    assert "hebrew1" in document.remarks[0]


def test_chinese_numbers_read_back_as_themselves() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 101, 110, 1005)] == [
        "一",
        "十",
        "十一",
        "二十",
        "一百零一",
        "一百一十",
        "一千零五",
    ]
    for number in range(1, 2000):
        for name in ("chineseCounting", "chineseLegalSimplified", "decimalFullWidth"):
            assert chinese_number(FORMATS[name](number)) == number
