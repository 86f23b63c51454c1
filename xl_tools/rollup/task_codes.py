"""The code that each task of 任务统计 carries: digests of its texts as they were written, and of the units' texts that
they stand for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Grid
from xl_tools.core.records import Field
from xl_tools.rollup.layout import DRAFT_CODE, SERIAL, TASKS_SHEET, form_cell
from xl_tools.rollup.lines import sheet_of
from xl_tools.rollup.texts import LOCKED

EDITABLE = (*LOCKED, Field.PROGRESS, Field.STATUS)
"""The columns of 整改进展 whose edits are carried."""
_DIGITS = 12
CARRIED = "各单位的列"
"""In the code of a task: digests of the units' own columns, by heading."""
_ESCAPED = expression(r"_x[0-9A-Fa-f]{4}_")
_NOT_TYPED = expression(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
"""What programs write in ways of their own when they save a workbook; each searched by itself, as that is many times as
fast as both at once."""


def letter(name: Field) -> str:
    return form_cell(1, name)[0]


def digest_of(*texts: str) -> str:
    """Of texts that stand one behind the other."""
    typed = "".join(map(_as_typed, texts)).strip()
    plain = "\n".join([line.rstrip() for line in typed.split("\n")])
    return sha256(plain.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


@lru_cache(maxsize=512)
def _as_typed(text: str) -> str:
    """The text without what programs write in ways of their own; task and plan are the same for all units."""
    typed = text.replace("\r\n", "\n").replace("\r", "\n")
    if "_x" in typed or not typed.replace("\n", "").isprintable():
        return _NOT_TYPED.sub("", _ESCAPED.sub("", typed))
    return typed


def coded_tasks(grids: Mapping[str, Grid]) -> Grid | None:
    """任务统计, whatever it is called by now."""
    return sheet_of(grids, TASKS_SHEET, {SERIAL, DRAFT_CODE})


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it was written, the units' texts at that time, and those that a draft was written from: None where the
    text was theirs."""

    digest: str
    basis: Mapping[str, str]
    based_on: Mapping[str, str] | None


def written_texts(text: str) -> Iterator[tuple[Field, Written]]:
    try:
        said = json.loads(text)
        for name in EDITABLE:
            digest, *bases = said[letter(name)]
            basis, *based_on = ({str(unit): str(it) for unit, it in base.items()} for base in bases)
            yield name, Written(str(digest), basis, based_on[0] if based_on else None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return


def carried_digests(text: str) -> dict[str, str]:
    """The digests of the units' own columns in a code that ``written_texts`` could read; none in an older one."""
    try:
        (found,) = json.loads(text).get(CARRIED, [{}])
        return {str(heading): str(digest) for heading, digest in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
