"""The petitions of the sample city as they come: a list for each batch, and what each county sends back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xl_tools.core.form import Field
from xl_tools.forms.definitions import about
from xl_tools.petitions.records import Conventions
from xl_tools.petitions.state import Row, State
from xl_tools.sample.petitions import COUNTIES, FIRST_DAY, PATTERN, TYPES, petitions
from xl_tools.write.petitions.ledger_book import ledger_bytes

NUMBER, BATCH_SIZE = 45, 9
CONVENTIONS = Conventions(
    described=True, inspection="央督三轮", pattern=PATTERN, first_day=FIRST_DAY, types=TYPES, count_by="share"
)


def write_petition_lists(folder: Path, write: Callable[[Path, bytes], None]) -> tuple[list[Path], list[Path]]:
    """Write 交办单 and 各县报回 into ``folder``; the files of each, in their order."""
    rows = [{name: str(value) for name, value in row.items()} for row in petitions(NUMBER, batch_size=BATCH_SIZE)]
    given = {*about(Field("complaint")).locked, Field("serial"), Field("types"), Field("key")}
    handed, returned = folder / "交办单", folder / "各县报回"
    lists, returns = [], []
    for path in (handed, returned):
        path.mkdir(parents=True, exist_ok=True)
    for batch in sorted({int(row[Field("batch")]) for row in rows}):
        own = [row for row in rows if row[Field("batch")] == str(batch)]
        path = handed / f"第{batch}批交办单.xlsx"
        write(path, _book(f"第{batch}批群众信访举报件交办单", [_only(row, given) for row in own]))
        lists.append(path)
    for county in COUNTIES:
        own = [row for row in rows if row[Field.REGION] == county]
        path = returned / f"{county}.xlsx"
        write(path, _book(f"{county}信访件办理情况", own))
        returns.append(path)
    return lists, returns


def _only(row: dict[Field, str], names: set[Field]) -> dict[Field, str]:
    return {name: text for name, text in row.items() if name in names}


def _book(title: str, rows: list[dict[Field, str]]) -> bytes:
    return ledger_bytes(State(title, tuple(Row(row, {}) for row in rows), (), (), CONVENTIONS))
