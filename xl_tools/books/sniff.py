"""What a file really is, from its first bytes, and the sentence for what cannot be read.

python-calamine gives one and the same error for an empty, a truncated and an encrypted file, which
helps nobody; people need to know which it is.
"""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from xl_tools.errors import UserError

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_MAGIC = b"PK"


class Kind(StrEnum):
    """Families of workbook that can be told apart from their content."""

    OOXML = "xlsx"
    BINARY = "xlsb"
    OPENDOCUMENT = "ods"
    LEGACY = "xls"


def sniff(path: Path) -> Kind:
    """The kind of workbook at ``path``.

    Raises UserError with the reason and the next step when it is missing, empty, cut off, encrypted or
    no workbook at all.
    """
    name = path.name
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
            if head.startswith(OLE_MAGIC):
                return _ole_kind(name, head + stream.read())
    except FileNotFoundError:
        raise UserError(f"找不到文件“{name}”，请核对文件名和所在文件夹。") from None
    except IsADirectoryError:
        raise UserError(f"“{name}”是文件夹，不是工作簿。") from None
    except OSError as error:
        raise UserError(
            f"打不开“{name}”（{error.strerror or '读取失败'}），请确认文件没有被占用、有权限读取。"
        ) from None
    if not head:
        raise UserError(f"“{name}”是空文件（0 字节），请向报送单位重新索取。")
    if not head.startswith(ZIP_MAGIC):
        raise UserError(
            f"“{name}”不是 Excel 工作簿（内容是别的格式，只是改了扩展名），请用 Excel 或 WPS 另存为 .xlsx。"
        )
    return _zip_kind(path)


def _ole_kind(name: str, data: bytes) -> Kind:
    """Old .xls or an encrypted .xlsx: both come in the same container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UserError(f"“{name}”设有打开密码，无法读取；请在 Excel 中取消密码后重新保存。")
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return Kind.LEGACY
    raise UserError(f"“{name}”不是 Excel 工作簿（可能是 Word 等其他文件），请用 Excel 或 WPS 另存为 .xlsx。")


def _zip_kind(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UserError(f"“{path.name}”已损坏或没有传完整，请向报送单位重新索取。") from None
    lowered = {name.lower().lstrip("/") for name in names}
    if "xl/workbook.bin" in lowered:
        return Kind.BINARY
    if "content.xml" in lowered and "[content_types].xml" not in lowered:
        return Kind.OPENDOCUMENT
    if "[content_types].xml" in lowered and any(name.startswith("xl/") for name in lowered):
        return Kind.OOXML
    raise UserError(f"“{path.name}”不是 Excel 工作簿（是其他压缩文件），请用 Excel 或 WPS 另存为 .xlsx。")
