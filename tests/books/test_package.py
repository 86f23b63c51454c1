"""The archive around the parts: what is not ours is copied as it lies there."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from typing import Any

import pytest

from tests.books.packages import THREE, assert_same_parts, pack, relations, unpack, workbook
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes
from xl_tools.books.ooxml.package import Package
from xl_tools.core.errors import UserError


class Pipe(io.RawIOBase):
    """A stream that cannot be wound back, so that the archive's sizes come after the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += data
        return len(data)


def streamed(parts: dict[str, str | bytes]) -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return bytes(pipe.data)


def doubled(name: str) -> bytes:
    out = io.BytesIO(pack(workbook(**{"docProps/app.xml": "<Properties/>"})))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, "<again/>")
    return out.getvalue()


def with_flag(data: bytes, bit: int) -> bytes:
    """Set a flag bit on every entry."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(signature)
        while at >= 0:
            changed[at + offset] |= bit
            at = data.find(signature, at + 4)
    return bytes(changed)


def test_an_unchanged_package_is_the_same_bytes() -> None:
    data = pack(workbook())
    assert Package(data, "表.xlsx").to_bytes() is data


@pytest.mark.parametrize(
    "data",
    [
        streamed(workbook()),
        pack(workbook(), zipfile.ZIP_STORED),
        b"#!prefix\n" + pack(workbook()),
        pack({name.replace("/", "\\"): content for name, content in workbook().items()}),
        pack({name.upper(): content for name, content in workbook().items()}),
        pack({**workbook(), "xl/media/图 1.png": bytes(range(256)), "xl/media/": b""}),
        pack({**workbook(), "/abs.txt": b"y"}),
    ],
    ids=["descriptors", "stored", "prefix", "backslashes", "capitals", "names", "leading slash"],
)
def test_marked_and_cleared_whatever_the_archive(data: bytes) -> None:
    marked, result = mark_bytes(data, THREE)
    assert result.noted == 3
    assert list(unpack(marked))[: len(unpack(data))] == list(unpack(data))
    assert_same_parts(data, clear_bytes(marked)[0])


def test_sizes_stand_in_front_of_the_data() -> None:
    with zipfile.ZipFile(io.BytesIO(mark_bytes(streamed(workbook()), THREE)[0])) as archive:
        assert not any(info.flag_bits & 8 for info in archive.infolist())


def test_order_dates_method_and_comment_stay() -> None:
    out = io.BytesIO(pack(workbook(), zipfile.ZIP_STORED))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = "青田县".encode()
    with zipfile.ZipFile(io.BytesIO(mark_bytes(out.getvalue(), THREE)[0])) as archive:
        assert archive.comment == "青田县".encode()
        old = archive.infolist()[: len(workbook())]
        assert [info.filename for info in old] == list(workbook())
        assert {info.date_time for info in archive.infolist()} == {(2022, 11, 30, 8, 30, 0)}
        assert {info.compress_type for info in old} == {zipfile.ZIP_STORED}


def test_sizes_of_64_bits_are_written_anew() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in workbook().items():
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(content.encode() if isinstance(content, str) else content)
    assert_same_parts(out.getvalue(), clear_bytes(mark_bytes(out.getvalue(), THREE)[0])[0])


def test_a_doubled_part_that_marks_do_not_touch_stays_doubled() -> None:
    marked = mark_bytes(doubled("docProps/app.xml"), THREE)[0]
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        contents = [archive.read(info) for info in archive.infolist() if info.filename == "docProps/app.xml"]
    assert contents == [b"<Properties/>", b"<again/>"]


@pytest.mark.parametrize("name", ["xl/styles.xml", "XL/Workbook.xml", "[Content_Types].xml"])
def test_a_doubled_part_that_would_be_changed_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="出现两次"):
        mark_bytes(doubled(name), THREE)


def corrupt(data: bytes) -> bytes:
    """Break the packed bytes of the workbook part, whose name stands right before them."""
    at = data.index(b"xl/workbook.xml") + len("xl/workbook.xml") + 5
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        (b"name,value\r\n", "不是 Excel 工作簿"),
        (pack(workbook())[:-40], "不完整"),
        (pack(workbook())[200:], "文件"),
        (pack({"a.txt": "x"}), "不是 Excel 工作簿"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504), "xls"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (with_flag(pack(workbook()), 1), "密码"),
        (corrupt(pack(workbook())), "损坏"),
        (pack(workbook(), zipfile.ZIP_BZIP2), "压缩方式"),
        (pack({**workbook(), "../../outside.txt": b"x"}), "指向别处"),
    ],
    ids=["empty", "text", "cut", "headless", "zip", "xls", "encrypted", "zip password", "broken", "bzip2", "paths"],
)
def test_what_is_no_workbook_gets_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        mark_bytes(data, THREE, name="云和县.xlsx")
    assert "云和县.xlsx" in str(caught.value)


def test_a_sheet_whose_part_is_absent_has_nothing_to_mark_and_it_is_said() -> None:
    parts = workbook(book_rels=relations(("worksheet", "gone.xml"), ("styles", "styles.xml")))
    _, result = mark_bytes(pack(parts), THREE)
    assert (result.overlaid, len(result.skipped)) == (0, 3)


def test_a_size_that_lies_is_refused() -> None:
    data = bytearray(pack(workbook()))
    at = data.index(b"PK\1\2")
    for told in (0xFFFFFF0, 40):
        struct.pack_into("<L", data, at + 24, told)
        with pytest.raises(UserError, match=r"展开后超过|损坏|不符"):
            mark_bytes(bytes(data), THREE)


def test_relationships_are_found_however_the_target_is_written() -> None:
    for target in ("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./worksheets/../worksheets/sheet1.xml"):
        parts = workbook(book_rels=relations(("worksheet", target), ("styles", "styles.xml")))
        assert mark_bytes(pack(parts), THREE)[1].overlaid == 3
