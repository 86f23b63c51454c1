"""本期记录: what of a round was done, from what. A step whose material has changed since is done again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from xl_tools.app.inputs import standing_book
from xl_tools.app.round_folders import RoundFolders
from xl_tools.books.file.disk import is_backup
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.dataclass import dataclass
from xl_tools.core.period import month
from xl_tools.reports.month import Step

_SHEET = "本期记录"
_HEADINGS = ("时间", "步骤", "结果", "没有做成", "依据")


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done: ``basis`` is the digest of what it was made from, ``undone`` counts what was not made."""

    step: Step
    when: datetime
    note: str
    undone: int
    basis: str


def log_path(folders: RoundFolders) -> Path:
    return folders.base / f"本期记录{folders.period}.xlsx"


def read_log(folders: RoundFolders) -> dict[Step, Done]:
    """The last entry of each step; {} where nothing was done. Raises UserError when the record cannot be read."""
    path = log_path(folders)
    if not path.is_file():
        return {}
    found: dict[Step, Done] = {}
    grid = next((grid for grid in read_book(path).grids if grid.name == _SHEET), None)
    for row in grid.rows if grid else ():
        with suppress(ValueError):  # a line that a person wrote is no entry
            when, step, note, undone, basis = (str(value or "") for value in row[:5])
            found[Step(step)] = Done(Step(step), datetime.fromisoformat(when), note, int(float(undone or 0)), basis)
    return found


def without_rollup(folders: RoundFolders) -> list[str]:
    """Of the rounds since the last whose roll-up is there: those that were rolled up, and whose workbook was taken
    away or called something else, in sentences. Nothing of them is laid beside this round."""
    since = takewhile(lambda one: not one.rollup.is_file(), folders.earlier)
    last = folders.before
    instead = f"上期用的是{month(last.period)}的" if last else "没有和上期对照"
    return [
        f"{month(one.period)}的“{one.rollup.name}”不在原处了（改了名、移走了或删了），{instead}；改回原名，再做一次“本月”。"
        for one in since
        if Step.ROLLUP in read_log(one)
    ]


def write_log(folders: RoundFolders, done: Iterable[Done], output: Output) -> None:
    """The record anew, a line a step, in their order."""
    from xl_tools.write.round_lists import List, list_book  # XlsxWriter is paid for only here

    order = list(Step)
    rows = [
        (f"{one.when:%Y-%m-%d %H:%M:%S}", one.step.value, one.note, one.undone, one.basis)
        for one in sorted(done, key=lambda one: order.index(one.step))
    ]
    note = "每一步做过以后记一行，由“本月”自己写；依据变了（来了新件、改了汇总表），那一步会再做。"
    title = f"{month(folders.period)}{folders.inspection.name}记录"
    sheet = List(
        _SHEET, title, note, _HEADINGS, (20, 10, 80, 10, 20), rows, frozenset({2}), frozenset({4}), (_HEADINGS[1],)
    )
    folders.base.mkdir(parents=True, exist_ok=True)
    output.write(log_path(folders), list_book(title, [sheet], standing_book(log_path(folders))))


def digest_of(*parts: object) -> str:
    """A digest of files and folders (Path, by names and content) and of words."""
    digest = hashlib.sha256()
    for part in parts:
        for name, data in _contents(part) if isinstance(part, Path) else [(str(part), b"")]:
            digest.update(f"{name}\0{len(data)}\0".encode(errors="replace"))
            digest.update(data)
    return digest.hexdigest()[:16]


def files_in(folder: Path) -> list[Path]:
    """The files of a folder and of those in it, without lock files, hidden ones and our own backups."""
    inside = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [path for path in inside if path.is_file() and not path.name.startswith((".", "~$")) and not is_backup(path)]


def _contents(path: Path) -> list[tuple[str, bytes]]:
    files = [path] if path.is_file() else files_in(path)
    return [(path.name if one == path else one.relative_to(path).as_posix(), one.read_bytes()) for one in files]
