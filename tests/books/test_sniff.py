from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sniff import FileKind, sniff_bytes
from xl_tools.core.errors import UserError


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_string(0, 0, "序号")
    return path


def test_a_workbook_is_told_by_its_content_not_its_ending(workbook: Path) -> None:
    other = workbook.rename(workbook.with_suffix(".dat"))
    assert sniff_bytes(other.read_bytes(), other.name) is FileKind.OOXML


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"name,value\r\n", "不是 Excel 工作簿"),
        (b"\x89PNG\r\n\x1a\n", "不是 Excel 工作簿"),
        (b"PK\x03\x04" + bytes(200), "损坏"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "WordDocument".encode("utf-16-le"), "Word"),
    ],
)
def test_each_kind_of_bad_file_gets_its_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "县表.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said) as caught:
        read_book(path)
    assert "县表.xlsx" in str(caught.value)


def test_every_cut_of_a_workbook_is_refused_with_a_sentence(workbook: Path) -> None:
    data = workbook.read_bytes()
    for length in range(1, len(data), max(1, len(data) // 40)):
        workbook.write_bytes(data[:length])
        with pytest.raises(UserError):
            read_book(workbook)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到"):
        read_book(tmp_path / "没有.xlsx")
    with pytest.raises(UserError, match="文件夹"):
        read_book(tmp_path)


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "包.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(UserError, match="其他压缩文件"):
        read_book(path)


def test_broken_xml_inside_is_refused(workbook: Path) -> None:
    broken = workbook.with_name("坏.xlsx")
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if name == "xl/workbook.xml" else data)
    with pytest.raises(UserError, match="损坏"):
        read_book(broken)
