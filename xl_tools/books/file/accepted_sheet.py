"""A sheet's part in the form that calamine takes, where it is legal and unlike what Excel writes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xl_tools.core.addresses import LAST_COLUMN, LAST_ROW, column_letters
from xl_tools.core.expressions import expression

_COLUMNS_OR_ROWS = rb"""(?:\$?([A-Z]{1,3}):\$?([A-Z]{1,3})|\$?(\d{1,7}):\$?(\d{1,7}))(?=["'])"""
_ANYWHERE = expression(rb"""ref=["']""" + _COLUMNS_OR_ROWS)
_WHOLE = expression(rb"""(<(?:\w+:)?(?:dimension|mergeCell)\s[^>]*?\bref=["'])""" + _COLUMNS_OR_ROWS)


def names_whole_columns(data: bytes) -> bool:
    """Whether whole columns (K:L) or rows (3:5) stand as a sheet's reach or as merged cells."""
    return _ANYWHERE.search(data) is not None and _WHOLE.search(data) is not None


def as_calamine_takes_it(data: bytes, low: Iterable[str]) -> bytes:
    """The part with whole columns and rows named by their cells, and without the style of the cells ``low``: a number
    that lies too low for any date is one, whatever its format says. The very same bytes where there is nothing."""
    taken = _WHOLE.sub(_in_cells, data) if names_whole_columns(data) else data
    for name in low:
        cell = rb"<(?:\w+:)?c\s[^<>]*\br=[\"']" + name.encode() + rb"[\"'][^<>]*>"
        taken = re.sub(cell, _unstyled, taken, count=1)
    return taken


def _unstyled(match: re.Match[bytes]) -> bytes:
    return re.sub(rb"\ss=[\"']\d+[\"']", b"", match[0])


def _in_cells(match: re.Match[bytes]) -> bytes:
    """K:L as K1:L1048576, 3:5 as A3:XFD5."""
    if match[2]:
        return b"%s%s1:%s%d" % (match[1], match[2], match[3], LAST_ROW)
    return b"%sA%s:%s%s" % (match[1], match[4], column_letters(LAST_COLUMN).encode(), match[5])
