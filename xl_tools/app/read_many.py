"""Many files examined for a roll-up: one after the other, in processes, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from xl_tools.app.examine import Occasion, examine, own_rows
from xl_tools.app.patience import filled_rows, patience
from xl_tools.books.file.reader import read_book
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.core.grid import Book
from xl_tools.core.records import Fault, Field, Finding, ProgressSheet
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.rollup.reread import with_own_words
from xl_tools.round.issuing.identity import Identity, is_as_issued
from xl_tools.rules.book.reading import file_cannot_be_read

POOL_FROM, POOL_FROM_WITHOUT_FORK = 64, 300
"""From so many files on, processes are worth their start: where a process can be split in two, and where each must
begin anew (Windows)."""
_SHARED = (Field.TASK, Field.PLAN, Field.GOAL, Field.MEASURES, Field.DEADLINE, Field.STATUS, Field.REGION)
"""What every unit was handed out: the same long texts in every file."""

Progress = Callable[[int, int], None]
"""Told after each file: how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file held: its tables, each one unit's, the rules' findings on them (with its path), and what failed.
    ``changed`` is when the file was last changed; ``issue`` the issue whose tasks it still holds, all and unchanged, so
    that they are what its unit owes (None: it remembers none, or they were changed)."""

    path: Path
    sheets: tuple[ProgressSheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    readable: bool = True
    changed: datetime | None = None
    issue: str | None = None


def read_files(
    files: Sequence[Path],
    occasion: Occasion,
    *,
    already: Mapping[Path, Book] | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Iterator[ReadFile]:
    """The files in their order, each examined; texts that many have in common are kept once.

    ``already`` are workbooks that were read before. ``jobs`` is the number of processes (None: as many as there are
    processors, for many files); ``cluster`` the address of a Dask scheduler instead. The result is the
    same in every case.
    """
    known: dict[str, str] = {}
    for done, file in enumerate(_read(files, occasion, already or {}, jobs, cluster), 1):
        for sheet in file.sheets:
            for row in sheet.rows:
                _share(row.texts, known)
        if progress:
            progress(done, len(files))
        yield file


def _read(
    files: Sequence[Path], occasion: Occasion, already: Mapping[Path, Book], jobs: int | None, cluster: str | None
) -> Iterable[ReadFile]:
    few = jobs == 1 or (jobs is None and len(files) < POOL_FROM)
    if already or (cluster is None and few):
        return (read_file(path, occasion, already.get(path)) for path in files)
    from xl_tools.app import executors  # starting processes is paid for only here

    if cluster is None and jobs is None:
        jobs = executors.cores() if executors.forks() or len(files) >= POOL_FROM_WITHOUT_FORK else 1
    crew = executors.cluster(cluster) if cluster else executors.processes(jobs or 1)
    results = executors.in_chunks(partial(_read_chunk, occasion), list(files), crew)
    return (_lost(found.item) if isinstance(found, executors.LostItem) else found for found in results)


def _read_chunk(occasion: Occasion, paths: Sequence[Path]) -> list[ReadFile]:
    return [read_file(path, occasion) for path in paths]


def read_file(path: Path, occasion: Occasion, book: Book | None = None) -> ReadFile:
    """Read and examine one file."""
    try:
        with patience(path.name) as wait_for:
            changed = None if book else _changed_at(path)
            book = book or read_book(path)
            wait_for(filled_rows(book))
            examined = examine(book, occasion)
            own = own_rows(book, examined.sheets, occasion)
            sheets = with_own_words(book, own)
    except UserError as error:
        return _unreadable(path, str(error))
    return ReadFile(
        path=path,
        sheets=tuple(by_unit(sheets, units=occasion.units, within=occasion.within, issued_to=examined.issued_to)),
        findings=tuple(_of(path, finding) for finding in examined.findings),
        faults=examined.faults,
        changed=changed,
        issue=issue_of(book, own),
    )


def issue_of(book: Book, sheets: Sequence[ProgressSheet]) -> str | None:
    """The issue that a workbook belongs to, while it holds its tasks as they were handed out."""
    identity = Identity.of(book.identity)
    tables = [sheet for sheet in sheets if sheet.form.reports]
    return identity.issue if identity and is_as_issued(identity, tables) else None


def _changed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return None


def _lost(path: Path) -> ReadFile:
    return _unreadable(path, f"读“{path.name}”时程序异常中断，这个文件没有读成；请用 Excel 打开并另存后再试。")


def _unreadable(path: Path, reason: str) -> ReadFile:
    return ReadFile(path, findings=tuple(file_cannot_be_read(path, reason, "该单位算未报")), readable=False)


def _of(path: Path, finding: Finding) -> Finding:
    return replace(finding, path=shown(path))


def _share(texts: Mapping[Field, str], known: dict[str, str]) -> None:
    """Keep one copy of the texts that many rows have: a province's counties carry the same plan. The rows are just
    read, nobody else has seen them yet."""
    for name in _SHARED:
        text = texts.get(name)
        if text:
            texts[name] = known.setdefault(text, text)  # type: ignore[index]
