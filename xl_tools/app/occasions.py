"""From the files and words that a person gives to the occasion on which workbooks are examined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import StrPath, nothing_to_compare, unit_list, workbooks
from xl_tools.app.reasons import explanations
from xl_tools.app.rule_settings import rule_settings
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Book
from xl_tools.core.period import read_period
from xl_tools.core.records import ProgressSheet


def occasion(
    as_of: date | None,
    *,
    units: StrPath | None = None,
    period: str | None = None,
    settings: StrPath | None = None,
    only: Collection[str] | None = None,
    hidden: bool = False,
) -> Occasion:
    """The occasion of a day (None: today), with the office's unit list and choice of rules out of their files.

    Raises UserError, one sentence, for a slip in what is given.
    """
    return Occasion(
        as_of=as_of or date.today(),
        units=unit_list(units),
        period=read_period(period) if period else None,
        settings=rule_settings(settings),
        only=None if only is None else frozenset(only),
        hidden=hidden,
    )


def compared(occasion: Occasion, *, previous: StrPath | None = None, issued: StrPath | None = None) -> Occasion:
    """The occasion with tables to compare with, each path a workbook or a folder: last period's, with the reasons that
    clerks gave then, and those that were handed out.

    Raises UserError when there is a path and no table is found there.
    """
    before = _books(previous)
    return replace(
        occasion,
        previous=_tables(before, previous, occasion),
        reasons=tuple(explanations(before)),
        issued=() if issued is None else _issued(issued, occasion),
    )


def _books(path: StrPath | None) -> list[Book]:
    return [] if path is None else [read_book(file) for file in workbooks([Path(path)])]


def _issued(path: StrPath, occasion: Occasion) -> tuple[ProgressSheet, ...]:
    """The tables that were handed out. In a roll-up the units' words stand in one cell, which people edit: each unit is
    compared with its own rows alone."""
    from xl_tools.rollup.reread import issued_sheets, reread  # a check without issued tables does not pay for it

    found: list[ProgressSheet] = []
    for book in _books(path):
        sheets = read_tables(book, occasion)
        apart = reread(book, sheets)
        if apart:
            found += issued_sheets(apart, book.path, occasion.as_of, occasion.units)
        found += sheets
    if not found:
        raise nothing_to_compare(path)
    return tuple(found)


def _tables(books: list[Book], path: StrPath | None, occasion: Occasion) -> tuple[ProgressSheet, ...]:
    sheets = tuple(sheet for book in books for sheet in read_tables(book, occasion))
    if path is not None and not sheets:
        raise nothing_to_compare(path)
    return sheets
