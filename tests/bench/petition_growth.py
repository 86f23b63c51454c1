"""How a check and the statistics of a ledger of petitions grow: 5,000 and 10,000 rows with complaints of 500
characters, half of them in one county.

    python -m tests.bench.petition_growth [--rows 5000 10000]

What grows in step with the rows takes twice as long for twice the rows; 2.5 times is promised, under 400 MB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.__main__ import Run, run
from xl_tools.core.form import Field
from xl_tools.petitions.state import Row, State
from xl_tools.sample.petition_lists import CONVENTIONS
from xl_tools.sample.petitions import AS_OF, COUNTIES, petitions
from xl_tools.write.petitions.ledger_book import ledger_bytes

MOST_GROWTH, MOST_MEGABYTES = 2.5, 400


def ledger(path: Path, rows: int) -> Path:
    """A ledger of so many petitions, half of them in the first county."""
    first, *others = COUNTIES
    spread = [county for other in others for county in (first, other)]
    made = petitions(rows, batch_size=-(-rows // 33), long=True, counties=spread)
    texts = [Row({name: str(value) for name, value in row.items()}, {}) for row in made]
    held = sum(row.texts[Field.REGION] == first for row in texts)
    assert held == rows // 2
    path.write_bytes(ledger_bytes(State("群众信访举报件台账", tuple(texts), (), (), CONVENTIONS)))
    return path


def measure(folder: Path, rows: int) -> dict[str, Run]:
    """CPU seconds and peak of memory of each command."""
    path = ledger(folder / f"{rows}.xlsx", rows)
    program = ["/bin/sh", "-c", 'exec "$0" "$@" >/dev/null', sys.executable, "-m", "xl_tools"]
    day = ["--as-of", AS_OF.isoformat(), "--json"]
    commands = {
        "check": ["check", str(path), *day],
        "statistics": ["petitions", "stats", str(path), "--out", str(folder / f"{rows}统计.xlsx"), *day],
    }
    return {name: run([*program, *command]) for name, command in commands.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs=2, default=[5000, 10_000])
    few, many = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        before, after = measure(Path(name), few), measure(Path(name), many)
    wrong = []
    for what in before:
        growth = after[what].cpu / before[what].cpu
        print(
            f"{what}\t{few:,} rows {before[what].cpu:.1f} s CPU, {before[what].megabytes:.0f} MB\t"
            f"{many:,} rows {after[what].cpu:.1f} s CPU, {after[what].megabytes:.0f} MB\t{growth:.2f} ×"
        )
        if growth > MOST_GROWTH * many / few / 2 or after[what].megabytes > MOST_MEGABYTES:
            wrong.append(what)
    if wrong:
        raise SystemExit(f"grows too fast, or is too large: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
