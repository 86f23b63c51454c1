"""What a person or a program may write without end: each is a sentence, or is counted as what it is."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.books.test_facts import rewritten
from tests.rollup.counties import merged
from tests.write.cities import city
from tests.write.test_pictures import NAMES, chinese_font
from xl_tools.app.check import check
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.app.rule_settings import rule_settings
from xl_tools.app.score import score
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.scan import Stored
from xl_tools.core.errors import UserError
from xl_tools.round.mail.mail_templates import Templates
from xl_tools.round.mail.mails import MailKind
from xl_tools.write.pictures import write_pictures

AS_OF = date(2022, 12, 20)
DEEP = 20_000

# --- settings and rules -------------------------------------------------------------------------------

TOML = {
    "lists in lists": "off = " + "[" * DEEP + "]" * DEEP,
    "lists without end": "off = " + "[" * DEEP,
    "tables in tables": "off = " + "{a=" * DEEP + "1" + "}" * DEEP,
    "a long path": "[" + ".".join("a" * DEEP) + "]",
    "many digits": "off = " + "1" * DEEP,
    "no text": "\ud800",
    "too much": "# " + "长" * 400_000,
}


@pytest.mark.parametrize("kind", TOML)
@pytest.mark.parametrize("name", ["口径.toml", "口径.xlsx"])
def test_what_is_written_by_hand_may_be_anything(tmp_path: Path, kind: str, name: str) -> None:
    from tests.conftest import ROOT

    path = tmp_path / name
    path.write_bytes(TOML[kind].encode("utf-8", "surrogatepass"))
    table = ROOT / "workbooks" / "样本市" / "莲都区.xlsx"
    begun = time.process_time()
    for give in (
        lambda: rule_settings(path),
        lambda: score(table, rules=path),
        lambda: check([table], as_of=AS_OF, units=path),
        lambda: roll_up([table], level="city", name="丽水市", as_of=AS_OF, tasks=path),
        lambda: issue(path, out=tmp_path / "下发", name="丽水市", period="2022-12"),
    ):
        with pytest.raises(UserError, match="口径") as refused:
            give()
        assert len(str(refused.value)) < 300
    assert time.process_time() - begun < 10
    assert [path.name for path in tmp_path.iterdir()] == [name]


# --- words of mails -----------------------------------------------------------------------------------

ENDLESS = {
    "a long count": "{% for i in range(100000) %}{{ i }}{% endfor %}",
    "counts in counts": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "three in each other": "{% for a in list %}" * 3 + "{% endfor %}" * 3,
    "a text many times": "{{ '长' * 1000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a width": "{{ '%9999999999d' % 1 }}",
    "a method": "{{ unit.center(9999999999) }}",
    "a filter": "{{ unit | center(9999999999) }}",
    "twice as long each time": "{% set x = '长' %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
    "itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "itself as a list": "{% for a in list recursive %}{{ loop(list) }}{% endfor %}",
    "brackets": "{{ " + "(" * DEEP + "1" + ")" * DEEP + " }}",
    "choices": "{% if unit %}" * 500 + "{% endif %}" * 500,
    "long words twice": "{% for a in list %}{% for b in list %}" + "长" * 300 + "{% endfor %}{% endfor %}",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_template_ends(tmp_path: Path, kind: str) -> None:
    (tmp_path / "催报.txt").write_text(f"主题：甲\n{ENDLESS[kind]}", "utf-8")
    begun = time.process_time()
    with pytest.raises(UserError, match=r"邮件模板“催报\.txt”"):
        Templates(tmp_path).render(MailKind.REMIND, {"unit": "莲都区", "list": ["甲"] * 30})
    assert time.process_time() - begun < 2


def test_a_template_may_choose_go_through_and_join(tmp_path: Path) -> None:
    words = "主题：{{ unit }}\n{% for a in list if a != '乙' %}{{ loop.index }}{{ a }}{% endfor %}"
    words += "{{ list | join('、') }}{% if unit in ('甲', '莲都区') and list | length > 2 %}多{% else %}少{% endif %}"
    (tmp_path / "催报.txt").write_text(words, "utf-8")
    said = Templates(tmp_path).render(MailKind.REMIND, {"unit": "莲都区", "list": ["甲", "乙", "丙"]})
    assert said == ("莲都区", "1甲2丙甲、乙、丙多\n")


# --- pictures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["长" * 5000, "$x^{$", "甲" * 40 + "乙", "多\n行" * 50, "\u202e倒"])
def test_a_long_or_odd_name_stands_beside_a_chart(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    if not chinese_font():
        pytest.skip("no Chinese font on this machine")
    from PIL import Image

    made = city()
    unit = replace(made.units[0], name=name)
    own = made.units[0].name
    tasks = [
        replace(task, parts=tuple(replace(part, unit=name if part.unit == own else part.unit) for part in task.parts))
        for task in made.tasks
    ]
    paths = write_pictures(replace(made, units=(unit, *made.units[1:]), tasks=tuple(tasks)), tmp_path, Output())
    assert sorted(path.name for path in paths) == sorted(NAMES)
    for path in paths:
        with Image.open(path) as picture:
            assert max(picture.size) < 3000
    assert "layout" not in capfd.readouterr().err


def test_too_much_to_draw_is_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    made = merged()
    many = replace(city(), tasks=city().tasks * 1500)
    assert len(made.units) * len(made.tasks) < 100_000
    with pytest.raises(UserError, match="画不成图"):
        write_pictures(many, tmp_path, Output())
    assert not list(tmp_path.iterdir())


# --- escapes of Excel ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("甲_x000D_乙", "甲\r乙"),
        ("甲_x000D_\n乙", "甲\r\n乙"),
        ("甲_x005F_x000D_乙", "甲_x000D_乙"),
        ("甲_x00_x000d_x", "甲_x00\rx"),
        ("_x000D__x000D_", "\r\r"),
        ("__x000D_", "_\r"),
        ("甲_x000G_", "甲_x000G_"),
        ("", ""),
    ],
)
def test_a_text_is_counted_as_it_is_shown_in_whatever_pieces(tmp_path: Path, stored: str, shown: str) -> None:
    for size in range(1, len(stored) + 1):
        counted = Stored()
        assert sum(counted.more(stored[at : at + size]) for at in range(0, len(stored), size)) == len(shown)
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string("A1", "这里")
    path.write_bytes(rewritten(path, "xl/sharedStrings.xml", "这里".encode(), f"始{stored}终".encode()))
    assert read_book(path).grids[0].rows == [[f"始{shown}终"]]


@pytest.mark.parametrize("inline", [False, True])
def test_line_breaks_that_excel_escapes_do_not_make_a_cell_too_long(tmp_path: Path, inline: bool) -> None:
    path = tmp_path / "表.xlsx"
    line = "整改" * 4
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.add_worksheet().write_string("A1", "这里")
    if inline:
        sheet = b"<is><t>%s</t></is>"
        data = rewritten(path, "xl/worksheets/sheet1.xml", b't="s"><v>0</v>', b't="inlineStr">' + sheet % _stored(line))
    else:
        data = rewritten(path, "xl/sharedStrings.xml", "这里".encode(), _stored(line))
    path.write_bytes(data)
    ((text,),) = read_book(path).grids[0].rows
    assert text == f"{line}\r\n" * 3200 + "终"
    assert len(text) < 32_767 < 40_000 < len(_stored(line).decode())


def _stored(line: str) -> bytes:
    return f"{line}_x000D_\n".encode() * 3200 + "终".encode()


def test_as_many_signs_of_text_are_still_too_long(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string("A1", "这里")
    path.write_bytes(rewritten(path, "xl/sharedStrings.xml", "这里".encode(), b"_x005F_x000D_" * 6000))
    with pytest.raises(UserError, match="40000 字"):
        read_book(path)
