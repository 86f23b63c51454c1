"""Names that hold on Windows, whatever they are made of: by a rule written down anew here, over everything written."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.round.round_kit import addresses, task_table
from tests.write.cities import city
from xl_tools.app.check import check
from xl_tools.app.collect import collect
from xl_tools.app.import_ import import_files
from xl_tools.app.issue import issue
from xl_tools.app.mail import draft, prepare
from xl_tools.app.mark import clear_all
from xl_tools.app.split import split
from xl_tools.books.file.output import INDEX
from xl_tools.core.file_names import distinct, kept_name, safe_file_name, safe_name
from xl_tools.rollup.records import Merged
from xl_tools.write.rollup.rollup_book import write_rollup

AS_OF = date(2022, 12, 20)
SAMPLE = ROOT / "workbooks" / "样本市" / "莲都区.xlsx"
ODD = ("CON", "nul.报表", "com1", "甲:乙?", "尾点.", "尾空 ", "LPT¹", "AUX .x", "换\n行", "x.\u202excod", '引"号|<管>')


def holds_on_windows(name: str) -> bool:
    """Microsoft's rules for names of files, as published."""
    base = name.split(".")[0].rstrip(" ").upper()
    reserved = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    reserved |= {f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"}
    return (
        0 < len(name) <= 255
        and not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        and name[-1] not in ". "
        and base not in reserved
        and not any(unicodedata.category(char) in ("Cf", "Cs") for char in name)
    )


def written(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name != INDEX]


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    assert holds_on_windows(safe_name(text))
    assert holds_on_windows(safe_name(text) + ".xlsx")
    assert holds_on_windows(safe_file_name(text))
    assert safe_name(safe_name(text)) == safe_name(text)


@pytest.mark.parametrize("odd", ODD)
def test_odd_names(odd: str) -> None:
    assert holds_on_windows(safe_name(odd))
    assert holds_on_windows(kept_name(f"{odd}.xlsx"))
    assert holds_on_windows(kept_name(odd))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("C:\\县\\表", "C 县 表"),
        ("CON", "_CON"),
        ("con.表", "_con.表"),
        ("LPT¹", "_LPT¹"),
        ("松阳县. .", "松阳县"),
        ("~$松阳县", "松阳县"),
        ("松\u202e阳\x00县\r\nBcc: a@b.cn", "松 阳 县 Bcc a@b.cn".replace(" 阳", "阳")),
        ("...", "未命名"),
        ("", "未命名"),
    ],
)
def test_names_hold_on_windows(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_long_names_are_cut_where_every_system_takes_them() -> None:
    assert len(safe_name("县" * 500).encode()) <= 200
    assert len(safe_name("a" * 500)) == 100


def test_names_that_windows_takes_for_the_same_get_numbers() -> None:
    assert distinct(["a", "A", "b", "a"]) == ["a", "A(2)", "b", "a(3)"]


@pytest.mark.parametrize("name", ["莲都区.xlsx", "a  b.XLSX", "莲都区2022.11（改）.xlsx", "长" * 80 + ".xlsx", "a.b"])
def test_a_name_that_windows_takes_is_kept(name: str) -> None:
    assert kept_name(name) == name


@pytest.fixture
def odd_files(tmp_path: Path) -> Path:
    if sys.platform == "win32":
        pytest.skip("Windows has no such names")
    folder = tmp_path / "来件"
    folder.mkdir()
    for odd in ODD:
        shutil.copy(SAMPLE, folder / f"{odd}.xlsx")
    return folder


def test_copies_of_files_of_odd_names(odd_files: Path, tmp_path: Path) -> None:
    check([odd_files], as_of=AS_OF, mark=True, out=tmp_path / "标")
    clear_all([odd_files], out=tmp_path / "清")
    for out in ("标", "清"):
        assert len(written(tmp_path / out)) == len(ODD)
        assert [name for name in written(tmp_path / out) if not holds_on_windows(name)] == []


def test_what_is_collected_from_odd_names_and_archives(odd_files: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(odd_files / "包.zip", "w") as archive:
        for place, odd in enumerate(ODD):
            archive.writestr(f"{place}/{odd}.xlsx ", SAMPLE.read_bytes() + bytes([place]))
    report = collect(odd_files, out=tmp_path / "收", name="丽水市", as_of=AS_OF)
    assert report.files
    assert [name for name in written(tmp_path / "收") if not holds_on_windows(name)] == []


def test_documents_of_odd_names(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no such names")
    import docx

    folder = tmp_path / "文档"
    folder.mkdir()
    for odd in ODD:
        document = docx.Document()
        table = document.add_table(rows=2, cols=5)
        for column, text in enumerate(("序号", "整改任务", "整改目标和措施", "完成时限", "整改进展")):
            table.cell(0, column).text = text
            table.cell(1, column).text = "1" if column == 0 else "2025年底" if column == 3 else f"{text}内容"
        document.save(folder / f"{odd}.docx")
    import_files([folder], out=tmp_path / "入")
    assert len(written(tmp_path / "入")) == len(ODD)
    assert [name for name in written(tmp_path / "入") if not holds_on_windows(name)] == []


def test_units_of_odd_names(tmp_path: Path) -> None:
    """Taken apart, issued and written to."""
    merged = tmp_path / "汇总.xlsx"
    write_rollup(_renamed(city()), merged)
    split(merged, tmp_path / "拆")
    assert len(written(tmp_path / "拆")) >= len(ODD[:2])
    units = tmp_path / "单位.xlsx"
    _unit_list(units)
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    issue(tasks, out=tmp_path / "发", units=units, period="2022-12", as_of=AS_OF)
    people = addresses(
        tmp_path / "通讯录.xlsx", [[name, "张三", "a@county.example", "联系人"] for name in ("CON", "NUL.")]
    )
    draft(prepare("下发", [tmp_path / "发"], addresses=people, units=units), tmp_path / "稿")
    for out in ("拆", "发", "稿"):
        assert written(tmp_path / out)
        assert [name for name in written(tmp_path / out) if not holds_on_windows(name)] == []
    assert any("CON" in name for name in written(tmp_path / "发"))


def _unit_list(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["单位", "所属市"], ["CON", "丽水市"], ["NUL.", "丽水市"]):
        book.active.append(row)
    book.save(path)


def _renamed(merged: Merged) -> Merged:
    """The roll-up as if two units had names that are devices on Windows."""
    from dataclasses import replace

    other = dict(zip([unit.name for unit in merged.units], ("CON", "PRN.x"), strict=False))
    return replace(
        merged,
        units=tuple(replace(unit, name=other.get(unit.name, unit.name)) for unit in merged.units),
        tasks=tuple(
            replace(task, parts=tuple(replace(part, unit=other.get(part.unit, part.unit)) for part in task.parts))
            for task in merged.tasks
        ),
    )
