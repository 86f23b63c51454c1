"""Random tables of rules: formula (LibreOffice), JSON and Python must say the same.

python -m tests.fuzz.schemes [--schemes 200] [--from 1000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.scoring.recalculated import differences, formula_cells, recalculate
from tests.scoring.table.drawn import drawn
from xl_tools.app.score import score as score_file
from xl_tools.scoring.table.engine import score
from xl_tools.write.table.table_book import table_bytes

_AT_ONCE = 40
"""Workbooks that LibreOffice computes in one call."""


def differing(seeds: range, folder: Path) -> list[str]:
    """What differs, one line each."""
    books = {}
    for seed in seeds:
        filled = drawn(seed)
        books[f"n{seed}"] = table_bytes(filled, score(filled))
    computed = recalculate(books, folder)
    found = [f"{name} {line}" for name in books for line in differences(books[name], computed[name])]
    for name, data in computed.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(data)
        told = {one.name: one.total for one in score_file(path).offices}
        wanted = {one.unit.name: one.total for one in score(drawn(int(name[1:])))}
        if told != wanted:
            found.append(f"{name}: JSON of LibreOffice's workbook says {told}, Python {wanted}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--schemes", type=int, default=200)
    parser.add_argument("--from", dest="first", type=int, default=1000)
    options = parser.parse_args()
    last, found, cells = options.first + options.schemes, [], 0
    for start in range(options.first, last, _AT_ONCE):
        seeds = range(start, min(start + _AT_ONCE, last))
        with tempfile.TemporaryDirectory() as folder:
            found += differing(seeds, Path(folder))
        cells += sum(len(formula_cells(table_bytes(drawn(seed), score(drawn(seed))))) for seed in seeds)
    print(f"{options.schemes} schemes, {cells} formula cells: {len(found)} differ")
    print("\n".join(found[:20]))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
