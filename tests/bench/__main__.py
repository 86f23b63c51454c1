"""``make bench``: a month's roll-up and a check, against their peers; the ratios that are promised.

    python -m tests.bench [--sizes 9 99] [--runs 3] [--pools]

Everything is timed in the same run on the same files, start-up of the process included. Seconds are wall time; CPU
seconds stand beside them, because on a busy machine they alone can be compared.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import click as click_bench
from xl_tools.sample import generate_counties

ROOT = Path(__file__).resolve().parents[2]
ONE_PROVINCE = 150
"""Up to so many counties stay in 河北省; more are rolled up province by province."""
SLOW_FROM = 500
"""From so many files on, everything is run once."""


@dataclass(frozen=True)
class Run:
    """Best of several runs of one command: wall and CPU seconds, and the highest peak of memory in MB."""

    seconds: float
    cpu: float
    megabytes: float


def measure(command: Sequence[str], runs: int) -> Run:
    """Run a command several times, start-up included; the best times, the highest peak.

    Bytecode is kept, as it is where packages are installed: else our modules alone would be compiled at each start.
    """
    seconds, cpu, peak = [], [], 0.0
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(runs):
        started = time.perf_counter()
        pid = os.posix_spawn(command[0], [*command], kept | {"PYTHONPATH": str(ROOT)})
        _, status, usage = os.wait4(pid, 0)
        seconds.append(time.perf_counter() - started)
        cpu.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise SystemExit(f"failed: {' '.join(command)}")
    return Run(min(seconds), min(cpu), peak)


def module(name: str, *words: object) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.{name}", *map(str, words)]


def ours(inputs: Path, out: Path, counties: int, *options: str) -> list[str]:
    if counties > ONE_PROVINCE:
        out.mkdir(exist_ok=True)
        return module("country", inputs, out, *options[1:2])
    words = ["rollup", inputs, "--level", "province", "--name", "河北省", "--out", out / "省.xlsx"]
    return module("quiet", *words, "--as-of", "2022-12-20", *options)


def roll_up(folder: Path, counties: int, runs: int, pools: bool) -> None:
    inputs = folder / f"in{counties}"
    generate_counties(inputs, counties=counties, tasks=20, seed=1, by_province=counties > ONE_PROVINCE)
    runs = 1 if counties >= SLOW_FROM else runs
    out = folder / "out"
    out.mkdir(exist_ok=True)
    alone = measure(ours(inputs, out, counties, "--jobs", "1"), runs)
    print(f"roll-up of {counties} county files of 20 tasks, checks, statistics and charts included")
    _show("xl-tools, one process", alone)
    if pools:
        _show("xl-tools, two processes", measure(ours(inputs, out, counties, "--jobs", "2"), runs), alone)
        if counties <= ONE_PROVINCE:
            with scheduler() as address:
                _show("xl-tools, Dask", measure(ours(inputs, out, counties, "--cluster", address), runs), alone)
    for name, label in (("pandas", "pandas script"), ("openpyxl", "openpyxl copier"), ("floor", "floor")):
        peer = measure(module("peers", name, inputs, folder / f"{name}.xlsx"), runs)
        _show(label, peer, alone)
    print(flush=True)


def _show(label: str, run: Run, alone: Run | None = None) -> None:
    line = f"  {label:<24} {run.seconds:7.2f} s  {run.cpu:7.2f} s CPU  {run.megabytes:5.0f} MB"
    if alone:
        line += f"   {run.seconds / alone.seconds:5.2f} x the time, {run.cpu / alone.cpu:5.2f} x the CPU of one process"
    print(line, flush=True)


@contextmanager
def scheduler() -> Iterator[str]:
    """A Dask scheduler with two workers, started before the clock."""
    running = subprocess.Popen(module("cluster"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert running.stdout is not None
    assert running.stdin is not None
    try:
        yield running.stdout.readline().strip()
    finally:
        running.stdin.close()
        running.wait(30)


def check(folder: Path, runs: int) -> None:
    (file,) = generate_counties(folder / "one", counties=1, tasks=20, seed=1)
    run = measure(module("quiet", "check", file, "--as-of", "2022-12-20"), runs)
    print("check of one file of 20 tasks, process start included")
    _show("xl-tools", run)
    print(flush=True)


def click(folder: Path, runs: int) -> None:
    inputs = folder / "click"
    inputs.mkdir()
    (file,) = generate_counties(inputs, counties=1, tasks=20, seed=1)
    taken = click_bench.measure(file, runs)
    print(f"click on 校验本表, 20 rows: {taken.cold:.2f} s with the start of Python (promised: under 0.9 s),", end=" ")
    print(f"{taken.warm:.2f} s in the server that is already there")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[9, 99], help="numbers of county files; all is 2846")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pools", action="store_true", help="two processes and Dask beside it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), options.runs)
        click(Path(folder), options.runs)
        for counties in options.sizes:
            roll_up(Path(folder), counties, options.runs, options.pools)


if __name__ == "__main__":
    main()
