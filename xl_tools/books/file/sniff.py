"""What a file really is, from its first bytes, and the sentence for what cannot be read.

python-calamine gives one and the same error for an empty, a truncated and an encrypted file, which
helps nobody; people need to know which it is.
"""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from enum import StrEnum

from xl_tools.books.file.guard import BROKEN, part_key
from xl_tools.core.errors import UserError

_TYPES_MAX = 1 << 20
OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_MAGIC = b"PK"
_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
"""What an .xls calls its records; their names are compared without regard to case."""


class FileKind(StrEnum):
    """Families of workbook that can be told apart from their content."""

    OOXML = "xlsx"
    BINARY = "xlsb"
    OPENDOCUMENT = "ods"
    LEGACY = "xls"


def sniff_bytes(data: bytes, name: str) -> FileKind:
    """The kind of workbook of a file's content; ``name`` is how sentences call the file.

    Raises UserError with the reason and the next step when it is empty, cut off, encrypted or no workbook at all.
    """
    if data.startswith(OLE_MAGIC):
        return _ole_kind(name, data)
    if not data:
        raise UserError(f"“{name}”是空文件（0 字节），请向报送单位重新索取。")
    if not data.startswith(ZIP_MAGIC):
        what = _what_it_is(data, name)
        raise UserError(f"“{name}”不是 Excel 工作簿（{what}），请用 Excel 或 WPS 打开后另存为 .xlsx。")
    return _zip_kind(data, name)


def _what_it_is(data: bytes, name: str) -> str:
    """What a file is that is no workbook of any kind, as far as its beginning tells it."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").replace(b"\0", b"").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<meta")) or b"<html" in start:
        return f"是网页，另存成了 {_ending(name)}"
    if start.startswith((b"<?xml", b"<workbook")) and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "是 XML 表格（2003 年的格式）"
    if name.lower().endswith((".csv", ".txt", ".tsv", ".prn")):
        return "是文本表格（CSV 一类）"
    if _is_text(data) and any(sign in start for sign in (b",", b"\t")):
        return f"是文本表格（CSV 一类），写成了 {_ending(name)}"
    return "内容是别的格式，只是改了扩展名"


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2]}" if "." in name else "工作簿"


def _is_text(data: bytes) -> bool:
    if b"\0" in data[:4096]:
        return False
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            data.decode(encoding)
            return True
    return False


def _ole_kind(name: str, data: bytes) -> FileKind:
    """Old .xls or an encrypted .xlsx: both come in the same container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UserError(f"“{name}”设有打开密码，无法读取；请在 Excel 中取消密码后重新保存。")
    if any(stream.encode("utf-16-le") in data for stream in _STREAMS):
        return FileKind.LEGACY
    if "WordDocument".encode("utf-16-le") in data:
        raise _word(name)
    raise UserError(f"“{name}”不是 Excel 工作簿（是别的程序的文件），请用 Excel 或 WPS 另存为 .xlsx。")


def _zip_kind(data: bytes, name: str) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            listed = package.NameToInfo.get("[Content_Types].xml")
            types = package.read(listed) if listed and listed.file_size <= _TYPES_MAX else b""
    except BROKEN:
        raise UserError(f"“{name}”已损坏或没有传完整，请向报送单位重新索取。") from None
    lowered = {part_key(name) for name in names}
    if "xl/workbook.bin" in lowered:
        return FileKind.BINARY
    if "content.xml" in lowered and "[content_types].xml" not in lowered:
        return FileKind.OPENDOCUMENT
    if "[content_types].xml" in lowered and any(name.startswith("xl/") for name in lowered):
        return FileKind.OOXML
    if "[content_types].xml" in lowered and any(part.startswith("word/") for part in lowered):
        raise _word(name)
    if b"spreadsheetml" in types:
        return FileKind.OOXML  # where the parts lie is free
    raise UserError(f"“{name}”不是 Excel 工作簿（是其他压缩文件），请用 Excel 或 WPS 另存为 .xlsx。")


def _word(name: str) -> UserError:
    return UserError(f"“{name}”是 Word 文档，请先用 xl-tools import 转成工作簿，再校验转出来的文件。")
