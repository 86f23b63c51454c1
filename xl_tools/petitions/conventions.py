"""The settings of an inspection, as they stand in the sheet 口径 of its ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.roles import day_in
from xl_tools.parse.table.tables import cell_text
from xl_tools.petitions.records import Conventions

_SEVERAL = expression(r"[、,，;；\s]+")
_DAYS = ("report_days", "publish_days", "notice_days")
CHOICES = ("count_by", "types_by", "share_of", "repeats", "done_rate", "batches_by")
"""The six conventions of counting, in the order in which they are printed."""


def conventions_of(book: Book) -> Conventions:
    """Those of a workbook; what is usual, and not ``described``, where it has no sheet for them."""
    settings = load("petitions")["settings"]
    grid = next((grid for grid in book.grids if grid.name.strip() == settings["sheet"]), None)
    said = dict(_said(grid)) if grid else {}
    return _made(said) if said else Conventions()


def _said(grid: Grid) -> Iterator[tuple[str, str]]:
    """(setting, text) of the lines of the sheet."""
    for row in grid.rows:
        name = setting_in(row)
        if name and len(row) > 1 and (text := cell_text(row[1]).strip()):
            yield name, text


def setting_in(row: Sequence[CellValue]) -> str:
    """The name of the setting that a line of the sheet is about; "" for any other line."""
    return _items().get(squeeze(cell_text(row[0]).strip()), "") if row else ""


def _items() -> Mapping[str, str]:
    items = load("petitions")["settings"]["items"]
    return {squeeze(word): name for name, words in items.items() for word in words}


def _made(said: Mapping[str, str]) -> Conventions:
    given: dict[str, Any] = {name: said[name] for name in ("inspection", "example", "fine_unit") if name in said}
    given |= {name: said[name].upper() for name in ("letters", "calls") if name in said}
    given |= {name: int(said[name]) for name in _DAYS if said.get(name, "").isdecimal()}
    given |= {name: choice for name in CHOICES if (choice := _choice(name, said.get(name, "")))}
    if "pattern" in said and _compiles(said["pattern"]):
        given["pattern"] = said["pattern"]
    if "first_day" in said:
        given["first_day"] = day_in(said["first_day"])
    if "types" in said:
        given["types"] = tuple(part for part in _SEVERAL.split(said["types"]) if part)
    return Conventions(described=True, **given)


def _compiles(pattern: str) -> bool:
    try:
        expression(pattern).fullmatch("")
    except Exception:  # what a person wrote as the shape of a code may be anything
        return False
    return True


def _choice(name: str, text: str) -> str | None:
    choices: Mapping[str, Sequence[str]] = load("petitions")["settings"]["choices"][name]
    said = squeeze(text)
    return next((choice for choice, words in choices.items() if said in map(squeeze, words)), None)


def choice_words(conventions: Conventions) -> Iterator[tuple[str, str]]:
    """The six conventions of counting in words: (what, how)."""
    settings = load("petitions")["settings"]
    for name in CHOICES:
        yield settings["titles"][name], settings["choices"][name][getattr(conventions, name)][0]


def lines(conventions: Conventions) -> Iterator[tuple[str, str | int]]:
    """The lines of the sheet 口径: (项目, 数值), in the order of the settings."""
    settings = load("petitions")["settings"]
    titles = {name: words[0] for name, words in settings["items"].items()}
    yield titles["inspection"], conventions.inspection
    yield titles["pattern"], conventions.pattern
    yield titles["example"], conventions.example
    yield titles["first_day"], conventions.first_day.isoformat() if conventions.first_day else ""
    for name in _DAYS:
        yield titles[name], getattr(conventions, name)
    for name in CHOICES:
        yield titles[name], settings["choices"][name][getattr(conventions, name)][0]
    yield titles["fine_unit"], conventions.fine_unit
    yield titles["calls"], conventions.calls
    yield titles["letters"], conventions.letters
    yield titles["types"], "、".join(conventions.types)
