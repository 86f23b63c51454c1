"""How long a province's papers take: 60 tasks of 30, 60 and 90 counties, without PDF.

    python -m tests.bench.papers [--counties 30 60 90] [--tasks 60]

What grows in step with the counties shows the same milliseconds a county in each line.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

from xl_tools.app.report import report
from xl_tools.app.roll_up import roll_up
from xl_tools.data import load
from xl_tools.sample import generate_counties

AS_OF = date(2022, 12, 20)


def measure(folder: Path, counties: int, tasks: int) -> None:
    generate_counties(folder / "县", counties=counties, tasks=tasks, seed=1)
    book = folder / "省.xlsx"
    roll_up([folder / "县"], level="province", name="河北省", out=book, as_of=AS_OF)
    for kind in (one["name"] for one in load("documents")["kinds"]):
        out = folder / f"{kind}.docx"
        started = time.process_time()
        report(book, kind=kind, out=out)
        seconds = time.process_time() - started
        each = 1000 * seconds / counties
        size = out.stat().st_size / 1024
        print(
            f"  {kind}\t{counties} counties\t{seconds:5.2f} s CPU\t{each:5.0f} ms a county\t{size:5.0f} KB", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--counties", type=int, nargs="*", default=[30, 60, 90])
    parser.add_argument("--tasks", type=int, default=60)
    options = parser.parse_args()
    print(f"papers of a province, {options.tasks} tasks, the workbook read anew for each")
    for counties in options.counties:
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), counties, options.tasks)


if __name__ == "__main__":
    main()
