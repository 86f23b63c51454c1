"""Random tables through the whole of a round: ``python -m tests.fuzz.rounds [--rounds 2500] [--seed 0]``.

A round: some counties' random workbooks are checked, marked, cleared, rolled up and taken apart again. A traceback is
a finding, and so is a cleared file that is not as it was before the marks, a total that is not the sum of what stands
under it, and a task whose status is not what its units' give. Cells that are not read, and texts that do not come
back, are counted, and told where no finding names them.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.books.packages import unpack
from tests.compare import random_books
from tests.compare.random_words import CITY, COUNTIES
from tests.fuzz.accounted import untold
from xl_tools.app.check import check
from xl_tools.app.mark import clear
from xl_tools.app.roll_up import roll_up
from xl_tools.app.split import split
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, Finding, ProgressSheet, Status
from xl_tools.core.text import squeeze
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.reports.check import CheckReport
from xl_tools.reports.rollup import Rollup
from xl_tools.rollup.texts import part_text

AS_OF = date(2022, 12, 20)


def round_of(seed: int, folder: Path, seen: Counter[str]) -> None:
    """One round. Raises AssertionError for what is wrong, and whatever breaks."""
    dice = random.Random(f"round {seed}")
    files = _written(seed, dice, folder / "来")
    before = {path: path.read_bytes() for path in files}
    report = check(files, as_of=AS_OF, mark=True, out=folder / "标")
    assert not report.faults, report.faults
    for file in report.files:
        if file.marked:
            cleared = folder / "清.xlsx"
            clear(file.marked, cleared)
            assert unpack(cleared.read_bytes()) == unpack(before[Path(file.path)]), f"not cleared: {file.path}"
    assert {path: path.read_bytes() for path in before} == before
    files = [path for path in files if _outcome(report, path) != "unreadable"]
    seen["files refused, and named"] += len(before) - len(files)
    seen["rows read"] += sum(len(sheet.rows) for file in report.files for sheet in file.sheets)
    passed_over = [f"{path.name} {cell}" for path in files for cell in _passed_over(report, path)]
    seen["cells that are neither read nor named"] += len(passed_over)
    if passed_over:
        print(f"seed {seed}: neither read nor named: {', '.join(passed_over)}", file=sys.stderr)
    if not files:
        return
    merged = folder / "市.xlsx"
    try:
        rolled = roll_up(files, level="city", name=CITY, out=merged, as_of=AS_OF, jobs=1)
    except UserError:
        seen["not rolled up"] += 1
        return
    assert not rolled.faults, rolled.faults
    _sums(rolled)
    try:
        parts = split(merged, folder / "拆")
    except UserError:
        assert not any(unit.rows for unit in rolled.units)
        seen["nothing to take apart"] += 1
        return
    assert (parts.broken, parts.left_out) == ((), ())
    _came_back(seed, files, rolled, [Path(unit.path) for unit in parts.units], seen)


def _written(seed: int, dice: random.Random, folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    files = {f"{unit}.xlsx": random_books.county(seed, unit) for unit in dice.sample(COUNTIES, dice.randint(1, 3))}
    if dice.random() < 0.5:
        files["又一份.xlsx"] = random_books.book(seed)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def _outcome(report: CheckReport, path: Path) -> str:
    (file,) = [file for file in report.files if Path(file.path) == path]
    return file.outcome


def _passed_over(report: CheckReport, path: Path) -> list[str]:
    """Cells that are carried by no entry and named by no finding."""
    (file,) = [file for file in report.files if Path(file.path) == path]
    if not file.sheets:
        return []
    book = read_book(path)
    grids = {grid.name: grid for grid in book.grids}
    sheets = read_sheets(book, as_of=AS_OF)
    assert all(sheet.cells.unaccounted == 0 for sheet in sheets)
    return [f"{sheet.sheet} {cell}" for sheet in sheets for cell in untold(sheet, grids[sheet.sheet], file.findings)]


def _sums(rolled: Rollup) -> None:
    totals = rolled.totals
    counts = Counter(task.status for task in rolled.tasks)
    assert totals.tasks == len(rolled.tasks)
    said = (totals.completed, totals.on_schedule, totals.behind, totals.not_started, totals.undecided)
    assert said == (*(counts[status] for status in Status), counts[None])
    for task in rolled.tasks:
        assert task.status == _merged(list(task.by_unit.values())), task


def _merged(said: Sequence[Status | None]) -> Status | None:
    """docs/domain.md, County to city."""
    if Status.BEHIND in said:
        return Status.BEHIND
    if None in said or not said:
        return None
    return said[0] if set(said) in ({Status.COMPLETED}, {Status.NOT_STARTED}) else Status.ON_SCHEDULE


def _came_back(seed: int, files: Sequence[Path], rolled: Rollup, parts: Sequence[Path], seen: Counter[str]) -> None:
    """What the units wrote stands in their parts, or a finding says that it was not merged, or it is counted."""
    back = Counter(text for path in parts for sheet in _tables(path) for text in _texts(sheet))
    named = _not_merged(rolled.findings)
    wrote: list[tuple[bool, str, str]] = []
    for path in files:
        for sheet in _tables(path):
            for row, text in zip(sheet.rows, _texts(sheet), strict=True):
                if text:
                    told = not named.isdisjoint({(path.name, sheet.sheet, None), (path.name, sheet.sheet, row.row)})
                    wrote.append((told, text, f"{path.name}, {sheet.sheet}, row {row.row}"))
    seen["texts rolled up"] += len(wrote)
    for told, text, place in sorted(wrote):  # of equal texts, what came back is first of those that are not named
        if back[text]:
            back[text] -= 1
        elif told:
            seen["texts not merged, and named"] += 1
        else:
            seen["texts lost in silence"] += 1
            print(f"seed {seed}: lost in silence: {place}", file=sys.stderr)


def _not_merged(findings: Sequence[Finding]) -> set[tuple[str, str | None, int | None]]:
    """The tables (X710) and the rows (X707) of which findings say that they are not merged."""
    named: set[tuple[str, str | None, int | None]] = set()
    for found in findings:
        if found.code == "X710":
            named.add((Path(found.path or "").name, found.sheet, None))
        for file, sheet, rows in _PLACE.findall(found.message) if found.code == "X707" else ():
            named |= {(file, sheet, int(row)) for row in rows.split("、")}
    return named


_PLACE = re.compile("[（；]([^（；]+)“([^”]+)”第([0-9、]+)行")
"""How X707 names rows."""


def _tables(path: Path) -> list[ProgressSheet]:
    return [sheet for sheet in read_sheets(read_book(path), as_of=AS_OF) if sheet.form.reports]


def _texts(sheet: ProgressSheet) -> list[str]:
    return [squeeze(part_text(row, Field.PROGRESS)) for row in sheet.rows]


def run(rounds: int, seed: int) -> tuple[Counter[str], list[int]]:
    """What was seen, and the seeds of the rounds that found something, whose tracebacks are printed."""
    seen: Counter[str] = Counter()
    wrong = []
    for number in range(seed, seed + rounds):
        with tempfile.TemporaryDirectory() as folder:
            try:
                round_of(number, Path(folder), seen)
            except Exception:
                print(f"seed {number}", file=sys.stderr)
                traceback.print_exc()
                wrong.append(number)
            except KeyboardInterrupt:  # what was seen until now is worth telling
                break
        seen["rounds"] += 1
    return seen, wrong


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.fuzz.rounds")
    words.add_argument("--rounds", type=int, default=2500)
    words.add_argument("--seed", type=int, default=0)
    given = words.parse_args()
    begun = time.monotonic()
    seen, wrong = run(given.rounds, given.seed)
    for what, count in sorted(seen.items()):
        print(f"{what}: {count}")
    print(f"{len(wrong)} findings{f' at seeds {wrong}' if wrong else ''} in {time.monotonic() - begun:.0f} s")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
