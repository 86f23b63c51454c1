"""``make bench``: a month's roll-up and a check, against their peers; the ratios that are promised.

    python -m tests.bench [--counties 99] [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_tools.sample import generate_counties

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """Best of several runs of one command: wall time in seconds, peak memory in MB."""

    seconds: float
    megabytes: float


def measure(command: Sequence[str], runs: int) -> Run:
    """Run a command several times, start-up included; the best time, the highest peak."""
    seconds, peak = [], 0.0
    for _ in range(runs):
        started = time.perf_counter()
        pid = os.posix_spawn(command[0], [*command], {**os.environ, "PYTHONPATH": str(ROOT)})
        _, status, usage = os.wait4(pid, 0)
        seconds.append(time.perf_counter() - started)
        peak = max(peak, usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise SystemExit(f"failed: {' '.join(command)}")
    return Run(min(seconds), peak)


def roll_up(folder: Path, counties: int, runs: int) -> None:
    inputs = folder / "counties"
    inputs.mkdir()
    generate_counties(inputs, counties=counties, tasks=20, seed=1)
    python, out = sys.executable, folder / "out.xlsx"
    ours = measure(
        [python, "-m", "tests.bench.quiet", "rollup", str(inputs), "--level", "province", "--name", "河北省"]
        + ["--out", str(out), "--as-of", "2022-12-20"],
        runs,
    )
    peers = {
        name: measure([python, "-m", "tests.bench.peers", name, str(inputs), str(folder / f"{name}.xlsx")], runs)
        for name in ("pandas", "openpyxl", "floor")
    }
    print(f"roll-up of {counties} county files of 20 tasks, checks included, process start included")
    print(f"  xl-tools              {ours.seconds:7.2f} s  {ours.megabytes:6.0f} MB")
    for name, peer in peers.items():
        ratio = peer.seconds / ours.seconds
        print(f"  {name:<20}  {peer.seconds:7.2f} s  {peer.megabytes:6.0f} MB   {ratio:5.2f} x the time of xl-tools")
    print(f"  xl-tools takes {ours.seconds / peers['floor'].seconds:.2f} x the floor")


def check(folder: Path, runs: int) -> None:
    inputs = folder / "one"
    inputs.mkdir()
    (file,) = generate_counties(inputs, counties=1, tasks=20, seed=1)
    ours = measure([sys.executable, "-m", "tests.bench.quiet", "check", str(file), "--as-of", "2022-12-20"], runs)
    print(f"check of one file of 20 tasks, process start included: {ours.seconds:.2f} s, {ours.megabytes:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--counties", type=int, default=99)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), options.runs)
        roll_up(Path(folder), options.counties, options.runs)


if __name__ == "__main__":
    main()
