"""What a document really is, from its first bytes, and the sentence for what cannot be imported."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from pathlib import Path

from xl_tools.books.file.guard import BROKEN, read_input
from xl_tools.books.file.sniff import OLE_MAGIC, ZIP_MAGIC
from xl_tools.core.errors import UserError

UTF16 = (b"\xff\xfe", b"\xfe\xff")


class DocumentKind(StrEnum):
    """Families of documents; the value is the ending that their content calls for."""

    DOCX = ".docx"
    DOC = ".doc"
    """Word 97 to 2003, which is also what WPS writes as .wps."""
    WORKS = ".wps"
    RTF = ".rtf"
    ODT = ".odt"
    TEXT = ".txt"
    """Plain text in UTF-8 or GB18030; only the ending says so."""


def document_kind(path: Path) -> DocumentKind:
    """The kind of document at ``path``, whatever its ending says.

    Raises UserError with the reason and the next step when it is missing, empty, damaged or none.
    """
    name = path.name
    data = read_input(path)
    if not data:
        raise UserError(f"“{name}”是空文件（0 字节），请向报送单位重新索取。")
    if data.startswith(OLE_MAGIC):
        return _ole_kind(name, data)
    if data.startswith(b"{\\rtf"):
        return DocumentKind.RTF
    if data.startswith(b"%PDF"):
        raise UserError(f"“{name}”是 PDF，导入不了；请向报送单位索取 Word 或 Excel 文件。")
    if data.startswith(ZIP_MAGIC):
        return _zip_kind(data, name)
    if path.suffix.lower() == DocumentKind.TEXT and (b"\0" not in data or data.startswith(UTF16)):
        return DocumentKind.TEXT
    raise UserError(f"“{name}”不是 Word 文档，请用 Word 或 WPS 另存为 .docx 后再导入。")


def _ole_kind(name: str, data: bytes) -> DocumentKind:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise UserError(f"“{name}”设有打开密码，无法读取；请在 Word 中取消密码后重新保存。")
    if has("WordDocument"):
        return DocumentKind.DOC
    if has("Workbook") or has("Book"):
        raise _workbook(name)
    return DocumentKind.WORKS


def _zip_kind(data: bytes, name: str) -> DocumentKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {entry.lower().lstrip("/") for entry in package.namelist()}
            text = "mimetype" in package.namelist() and b"opendocument.text" in package.open("mimetype").read(100)
    except BROKEN:
        raise UserError(f"“{name}”已损坏或没有传完整，请向报送单位重新索取。") from None
    if text:
        return DocumentKind.ODT
    if any(entry.startswith("xl/") for entry in names):
        raise _workbook(name)
    if "[content_types].xml" in names:
        return DocumentKind.DOCX
    raise UserError(f"“{name}”不是 Word 文档（是其他压缩文件），请用 Word 或 WPS 另存为 .docx 后再导入。")


def _workbook(name: str) -> UserError:
    return UserError(f"“{name}”本来就是 Excel 工作簿，不用导入，直接校验即可（xl-tools check）。")
