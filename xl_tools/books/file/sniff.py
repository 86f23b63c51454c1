"""What a file really is, from its first bytes, and the sentence for what cannot be read.

python-calamine gives one and the same error for an empty, a truncated and an encrypted file, which
helps nobody; people need to know which it is.
"""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from xl_tools.books.file.guard import BROKEN
from xl_tools.core.errors import UserError

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_MAGIC = b"PK"


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
        raise UserError(
            f"“{name}”不是 Excel 工作簿（内容是别的格式，只是改了扩展名），请用 Excel 或 WPS 另存为 .xlsx。"
        )
    return _zip_kind(data, name)


def _ole_kind(name: str, data: bytes) -> FileKind:
    """Old .xls or an encrypted .xlsx: both come in the same container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UserError(f"“{name}”设有打开密码，无法读取；请在 Excel 中取消密码后重新保存。")
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return FileKind.LEGACY
    if "WordDocument".encode("utf-16-le") in data:
        raise _word(name)
    raise UserError(f"“{name}”不是 Excel 工作簿（是别的程序的文件），请用 Excel 或 WPS 另存为 .xlsx。")


def _zip_kind(data: bytes, name: str) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except BROKEN:
        raise UserError(f"“{name}”已损坏或没有传完整，请向报送单位重新索取。") from None
    lowered = {name.lower().lstrip("/") for name in names}
    if "xl/workbook.bin" in lowered:
        return FileKind.BINARY
    if "content.xml" in lowered and "[content_types].xml" not in lowered:
        return FileKind.OPENDOCUMENT
    if "[content_types].xml" in lowered and any(name.startswith("xl/") for name in lowered):
        return FileKind.OOXML
    if "[content_types].xml" in lowered and any(part.startswith("word/") for part in lowered):
        raise _word(name)
    raise UserError(f"“{name}”不是 Excel 工作簿（是其他压缩文件），请用 Excel 或 WPS 另存为 .xlsx。")


def _word(name: str) -> UserError:
    return UserError(f"“{name}”是 Word 文档，请先用 xl-tools import 转成工作簿，再校验转出来的文件。")
