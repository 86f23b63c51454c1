"""The packaged tables of rules (``data/score_tables``): shapes of published schemes, to be filled and changed."""

from __future__ import annotations

from typing import Any

from xl_tools.data import load, names
from xl_tools.scoring.table.columns import COLUMNS, SETTINGS
from xl_tools.scoring.table.rows import record_of, scheme_of
from xl_tools.scoring.table.scheme import Scheme

_FOLDER = "score_tables"


def ids() -> list[str]:
    """How the packaged tables are called."""
    return [name.removeprefix(f"{_FOLDER}/") for name in names(_FOLDER)]


def template(name: str) -> Scheme:
    """A packaged table. Raises KeyError for a name that there is not, ValueError for a file that is wrong."""
    data: dict[str, Any] = load(f"{_FOLDER}/{name}")
    found: dict[str, list[Any]] = {}

    def wrong(heading: str, text: str) -> None:
        raise ValueError(f"{name}: {heading} {text!r}")

    for sheet in COLUMNS:
        found[sheet] = [record_of(sheet, row, wrong) for row in data.get(sheet, ())]
    return scheme_of(found, data.get(SETTINGS, {}))
