"""A roll-up of each province of a country: the folder has a subfolder for each, named like it.

    python -m tests.bench.country FOLDER OUT [JOBS]

There is no level above the province in the reporting: the country's 2,900 counties are 31 roll-ups. One process does
them one after the other, so that its peak memory is that of the largest province.
"""

from __future__ import annotations

import gc
import sys
from datetime import date
from pathlib import Path

from xl_tools.app.roll_up import roll_up

if __name__ == "__main__":
    gc.set_threshold(100_000, 20, 100)  # as the command line does
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    jobs = int(sys.argv[3]) if len(sys.argv) > 3 else None
    for folder in sorted(source.iterdir()):
        book = out / f"{folder.name}.xlsx"
        roll_up([folder], level="province", name=folder.name, out=book, as_of=date(2022, 12, 20), jobs=jobs)
