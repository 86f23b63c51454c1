"""Scores at the size of a country: how long, and whether LibreOffice agrees on two hundred workbooks of each sort.

python -m tests.bench.score [--offices 1000] [--items 200] [--workbooks 200]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from tests.scoring.made import case, item, lishui, random_case, report, roster, second, target
from tests.scoring.recalculated import differences, formula_cells, recalculate
from tests.scoring.table.drawn import drawn
from xl_tools.app.score import score, without_collection
from xl_tools.parse.assessment.entries import Item
from xl_tools.scoring.table.engine import score as score_of_table
from xl_tools.write.score.score_book import score_bytes
from xl_tools.write.table.table_book import table_bytes


def big_items(offices: int, items: int) -> list[Item]:
    """Items whose weights add up to 80; one target in four stays behind."""
    dice = random.Random(1)
    weight = Decimal(80) / items
    rows = iter(range(4, 4 + offices * items))
    return [
        item(
            f"第{office}局",
            weight,
            target(100, dice.choice((100, 120, 100, 57)), name=f"任务{office}-{number}新建设施100个"),
            row=next(rows),
            text=f"任务{office}-{number}：新建设施100个，年底前投入使用。",
        )
        for office in range(offices)
        for number in range(items)
    ]


def speed(offices: int, items: int) -> None:
    made = big_items(offices, items)
    rules = lishui().model_copy(update={"roster": roster(*(f"第{office}局" for office in range(offices)))})
    with without_collection():
        started = time.perf_counter()
        scored = case(rules, made)
        computed = time.perf_counter()
        sheet = report(scored)
        reported = time.perf_counter()
        data = score_bytes(scored)
        written = time.perf_counter()
    lost = sum(len(office.lost) for office in sheet.offices)
    print(f"{offices} offices x {items} items: {written - started:.2f} s, workbook {len(data) / 1e6:.1f} MB")
    print(f"  scores {computed - started:.2f} s, report with {lost} losses {reported - computed:.2f} s, ", end="")
    print(f"workbook {written - reported:.2f} s")


def agreement(sort: str, books: dict[str, bytes], computed: dict[str, bytes]) -> None:
    wrong = [f"{name} {line}" for name in books for line in differences(books[name], computed[name])]
    cells = sum(len(formula_cells(data)) for data in books.values())
    print(f"{len(books)} {sort}, {cells} formula cells: {len(wrong)} differ from LibreOffice")
    for line in wrong[:20]:
        print(f"  {line}")


def _recalculated(books: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The books as LibreOffice computes them, a few at a call: one for all may take longer than it may."""
    found: dict[str, bytes] = {}
    names = list(books)
    for at in range(0, len(names), _AT_ONCE):
        part = folder / str(at)
        part.mkdir(parents=True)
        found |= recalculate({name: books[name] for name in names[at : at + _AT_ONCE]}, part)
    return found


_AT_ONCE = 25


def task_books(workbooks: int) -> None:
    books = {
        f"n{seed}": score_bytes(random_case(seed, lishui() if seed % 2 else second())) for seed in range(workbooks)
    }
    with tempfile.TemporaryDirectory() as folder:
        agreement("task books", books, _recalculated(books, Path(folder)))


def rule_tables(workbooks: int) -> None:
    """Tables of rules made at random: formulas, and what ``score`` reads out of the books that LibreOffice computed."""
    filled = {f"n{seed}": drawn(seed) for seed in range(workbooks)}
    books = {name: table_bytes(one, score_of_table(one)) for name, one in filled.items()}
    with tempfile.TemporaryDirectory() as folder:
        computed = _recalculated(books, Path(folder))
        agreement("tables of rules", books, computed)
        wrong = 0
        for name, one in filled.items():
            path = Path(folder) / f"{name}.xlsx"
            path.write_bytes(computed[name])
            for unit, office in zip(score_of_table(one), score(path).offices, strict=True):
                told = office.total, office.grade or "", office.rank, office.gates
                wrong += told != (unit.total, unit.grade, unit.rank, unit.bit)
    print(f"  {wrong} units whose JSON differs")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--offices", type=int, default=1000)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--workbooks", type=int, default=200)
    options = parser.parse_args()
    speed(options.offices, options.items)
    if options.workbooks:
        task_books(options.workbooks)
        rule_tables(options.workbooks)


if __name__ == "__main__":
    main()
