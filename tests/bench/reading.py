"""How long reading takes: 10,000 different phrases of each kind, region look-ups, long report texts.

python -m tests.bench.reading
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from tests.conftest import ROOT
from xl_tools.core import regions
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.figures.claims import read_figures
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status

COUNT = 10_000


def phrases(corpus: str) -> list[str]:
    """Different phrases: those of a corpus, each with a number behind it, so that nothing is read twice."""
    lines = (ROOT / "tests" / "corpus" / f"{corpus}.tsv").read_text("utf-8").splitlines()[1:]
    texts = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    return [f"{texts[n % len(texts)]}，{n}" for n in range(COUNT)]


def spent(read: Callable[[str], object], texts: Iterable[str]) -> float:
    """CPU seconds of reading every text once."""
    read("热身")
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


def main() -> None:
    kinds: dict[str, Callable[[str], object]] = {
        "deadlines": read_deadline,
        "status": read_status,
        "serials": read_serial,
        "figures": read_figures,
    }
    for kind, read in kinds.items():
        print(f"{COUNT} different phrases, {kind:<10} {spent(read, phrases(kind)):6.2f} s CPU (promised: under 2 s)")
    regions._atlas.cache_clear()
    started = time.process_time()
    regions.find("丽水市")
    print(f"region data loaded in {(time.process_time() - started) * 1000:.1f} ms CPU")


if __name__ == "__main__":
    main()
