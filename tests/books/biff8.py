"""Changes to the records of an .xls: what Excel and other programs write and LibreOffice does not, and what nobody
writes who means well ([MS-XLS])."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import olefile

SMALL = Path(__file__).parent / "old.xls"
"""遂昌县's table of three tasks as LibreOffice saved it: the second is due by a month, the third is struck out, and so
are some words of the first one's deadline."""

_CODE_PAGE, _FONT, _FORMAT, _STYLE, _TEXTS, _TEXT_CELL, _ROW = 0x42, 0x31, 0x41E, 0xE0, 0xFC, 0xFD, 0x208

Change = Callable[[int, bytes], bytes]
"""From a record's number and body to its new body, of the same length."""


def rewritten(data: bytes, change: Change) -> bytes:
    """A workbook with its records changed where they stand."""
    whole = io.BytesIO(data)
    with olefile.OleFileIO(whole, write_mode=True) as file:
        stream = bytearray(file.openstream("Workbook").read())
        at = 0
        while at + 4 <= len(stream):
            number, length = struct.unpack_from("<HH", stream, at)
            body = bytes(stream[at + 4 : at + 4 + length])
            changed = change(number, body)
            assert len(changed) == len(body)
            stream[at + 4 : at + 4 + length] = changed
            at += 4 + length
        file.write_stream("Workbook", bytes(stream))
        return whole.getvalue()


def named_by_number(code: str, number: int) -> Change:
    """Cells whose number format is ``code`` get the built-in format ``number``."""
    custom: set[int] = set()

    def change(record: int, body: bytes) -> bytes:
        if record == _FORMAT and code in (body[5:].decode("latin-1"), body[5:].decode("utf-16-le", "replace")):
            custom.add(int.from_bytes(body[:2], "little"))
        if record == _STYLE and int.from_bytes(body[2:4], "little") in custom:
            return body[:2] + number.to_bytes(2, "little") + body[4:]
        return body

    return change


def code_page(number: int) -> Change:
    """The code page that a program of another maker writes; the texts are in UTF-16 all the same."""
    return lambda record, body: number.to_bytes(2, "little") if record == _CODE_PAGE else body


def count_of_texts(record: int, body: bytes) -> bytes:
    """A wrong count of texts, as some programs write it: calamine reads the texts all the same."""
    return body[:4] + b"\xff\xff\0\0" + body[8:] if record == _TEXTS else body


def no_such_font(record: int, body: bytes) -> bytes:
    return b"\xff\xff" + body[2:] if record == _STYLE else body


def no_such_style(record: int, body: bytes) -> bytes:
    return body[:4] + b"\xff\x7f" + body[6:] if record == _TEXT_CELL else body


def all_in_the_last_cell(record: int, body: bytes) -> bytes:
    """Every text stands in the last cell that a sheet has."""
    return b"\xff\xff\xff\0" + body[4:] if record == _TEXT_CELL else body


def beyond_the_last_cell(record: int, body: bytes) -> bytes:
    return b"\xff\xff\xff\xff" + body[4:] if record == _TEXT_CELL else body


def all_rows_hidden(record: int, body: bytes) -> bytes:
    return body[:12] + bytes([body[12] | 0x20]) + body[13:] if record == _ROW else body


def endless_font_name(record: int, body: bytes) -> bytes:
    return body[:14] + b"\xff" + body[15:] if record == _FONT else body
