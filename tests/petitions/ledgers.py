"""Ledgers of petitions as workbooks, for tests: clean ones of the sample city, in which faults are planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from xl_tools.core.form import Field
from xl_tools.core.grid import Book, Grid
from xl_tools.forms.definitions import get
from xl_tools.sample.petitions import FIRST_DAY, PATTERN, TYPES

Rows = list[dict[Field, object]]

SETTINGS: tuple[tuple[object, ...], ...] = (
    ("项目", "数值"),
    ("督察", "央督三轮"),
    ("编号样式", PATTERN),
    ("进驻首日", FIRST_DAY.isoformat()),
    ("反馈天数", 7),
    ("公开天数", 10),
    ("跨区计法", "份额"),
    ("类型计法", "多类各计"),
    ("办结率", "含阶段性"),
    ("罚款单位", "万元"),
    ("公示天数", 7),
    ("污染类型", "、".join(TYPES)),
)


def grid(name: str, rows: Sequence[Sequence[object]]) -> Grid:
    """A sheet of which everything was looked at, and nothing but values found."""
    return Grid(
        name=name,
        rows=[list(row) for row in rows],  # type: ignore[arg-type]
        merged=(),
        hidden_rows=frozenset(),
        hidden_columns=frozenset(),
        faults={},
        formats={},
        struck=frozenset(),
        struck_parts={},
        controls=(),
        pictures=frozenset(),
    )


def table(rows: Rows, title: str = "群众信访举报件台账") -> Grid:
    form = get("petition")
    names = list(rows[0])
    headings = [form.columns[name].title for name in names]
    return grid("信访件台账", [[title], headings, *([row.get(name, "") for name in names] for row in rows)])


def batches(counts: Mapping[int, int]) -> Grid:
    """The lines of batches: number, day, how many."""
    lines = [
        [number, (FIRST_DAY + timedelta(days=number)).isoformat(), count] for number, count in sorted(counts.items())
    ]
    return grid("批次", [["批次台账"], ["批次", "交办日期", "件数"], *lines])


def ledger(rows: Rows, *more: Grid, counted: Mapping[int, int] | None = None) -> Book:
    """A workbook of rows, their batches and settings."""
    counts = counted or Counter(int(str(row[Field("batch")])) for row in rows)
    return Book("台账.xlsx", (table(rows), batches(counts), grid("口径", SETTINGS), *more), {})


def day(text: str) -> date:
    return date.fromisoformat(text)
