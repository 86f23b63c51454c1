"""``make bench``: a check, a click and a month's roll-up, against what others would run for the same job.

    python -m tests.bench [--files 9 88] [--rows 200] [--runs 5] [--made] [--pools] [--large]

The files have texts as dense as real ones (``real_text``), or with ``--made`` those of the sample. In each round all
run in turn on the same files, each in a process of its own whose start counts; a ratio is the median of the rounds'
ratios. What is compared are CPU seconds: they hold on a busy machine, where seconds of the wall do not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import click as click_bench
from tests.bench.peers import LABELS
from tests.bench.real_text import write_counties
from xl_tools.sample import generate_counties

ROOT = Path(__file__).resolve().parents[2]
ONE_PROVINCE = 150
"""Up to so many counties stay in 河北省; more are rolled up province by province."""
SLOW_FROM = 500
"""From so many files or rows on there is one round, and the slow peers are left out."""
SLOW = ("openpyxl", "pandas-openpyxl")
ROWS = 20
LARGE_FILES, LARGE_ROWS = (9, 99, 990, 2846), (200, 2000, 10_000)
OURS, AGAIN = "xl-tools, one process", "xl-tools again, over what it wrote"


@dataclass(frozen=True)
class Run:
    """CPU seconds of one run of a command, and its peak of memory in MB."""

    cpu: float
    megabytes: float


def run(command: Sequence[str]) -> Run:
    """Run a command to its end; SystemExit when it fails (1 is a command's word for findings).

    Bytecode is kept, as it is where packages are installed: else our modules alone would be compiled at each start.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    pid = os.posix_spawn(command[0], [*command], kept | {"PYTHONPATH": path})
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"failed: {' '.join(command)}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(commands: dict[str, list[str]], rounds: int, out: Path | None = None) -> None:
    """Run all in turn, round by round, and print medians; the first is what the others are compared with.

    ``out`` is emptied before each round: where a roll-up stands already, it is read for what people wrote into it.
    """
    done: dict[str, list[Run]] = {label: [] for label in commands}
    for _ in range(rounds):
        if out is not None:
            shutil.rmtree(out)
            out.mkdir()
        for label, command in commands.items():
            done[label].append(run(command))
    first = next(iter(done.values()))
    for label, runs in done.items():
        line = (
            f"  {label:<36} {median(one.cpu for one in runs):7.2f} s CPU  {max(one.megabytes for one in runs):5.0f} MB"
        )
        if runs is not first:
            ratio = median(ours.cpu / other.cpu for ours, other in zip(first, runs, strict=True))
            line += f"   xl-tools takes {ratio:5.2f} x as long"
        print(line, flush=True)
    print(flush=True)


def module(name: str, *words: object) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.{name}", *map(str, words)]


def ours(inputs: Path, out: Path, files: int, *options: str) -> list[str]:
    out.mkdir(exist_ok=True)
    if files > ONE_PROVINCE:
        return module("country", inputs, out, *options[1:2])
    words = ["rollup", inputs, "--level", "province", "--name", "河北省", "--out", out / "省.xlsx"]
    return module("quiet", *words, "--as-of", "2022-12-20", *options)


def roll_up(folder: Path, files: int, rows: int, options: argparse.Namespace) -> None:
    """A roll-up of so many files of so many rows, and the peers on them."""
    inputs, out = folder / f"in {files} {rows}", folder / "out"
    by_province = files > ONE_PROVINCE
    if options.made:
        generate_counties(inputs, counties=files, tasks=rows, seed=1, by_province=by_province)
    else:
        write_counties(inputs, counties=files, rows=rows, by_province=by_province)
    slow = max(files, rows) >= SLOW_FROM
    commands = dict.fromkeys((OURS, AGAIN), ours(inputs, out, files, "--jobs", "1"))
    commands |= {
        label: module("peers", name, inputs, folder / f"{name}.xlsx")
        for name, label in LABELS.items()
        if not (slow and name in SLOW)
    }
    print(f"roll-up of {files} county files of {rows} tasks, checks, statistics and charts included")
    compare(commands, 1 if slow else options.runs, out)


def pools(folder: Path, files: int, options: argparse.Namespace) -> None:
    """The same roll-up by one process, by two, and by two workers of Dask."""
    inputs, out = folder / f"in {files} {ROWS}", folder / "out"
    with scheduler() as address:
        commands = {
            OURS: ours(inputs, out, files, "--jobs", "1"),
            "xl-tools, two processes": ours(inputs, out, files, "--jobs", "2"),
        }
        if files <= ONE_PROVINCE:
            commands["xl-tools, Dask"] = ours(inputs, out, files, "--cluster", address)
        compare(commands, options.runs, out)


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


def check(folder: Path, rounds: int) -> None:
    """One file, and Python that imports pandas to read it."""
    (file,) = write_counties(folder / "one", counties=1, rows=ROWS)
    reader = f"import pandas; pandas.read_excel({str(file)!r}, engine='calamine')"
    print(f"check of one file of {ROWS} tasks")
    compare(
        {
            "xl-tools": module("quiet", "check", file, "--as-of", "2022-12-20"),
            "pandas, calamine: read, no check": [sys.executable, "-c", reader],
        },
        rounds,
    )


def click(folder: Path, rounds: int) -> None:
    (file,) = write_counties(folder / "click", counties=1, rows=ROWS)
    taken = click_bench.measure(file, rounds)
    print(
        f"click on 校验本表, {ROWS} rows: {taken.cold:.2f} s with the start of Python (promised: under 0.9 s),", end=" "
    )
    print(f"{taken.busy:.2f} s of them CPU, {taken.warm:.2f} s in the server that is already there\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, nargs="*", default=[9, 88], help=f"numbers of files of {ROWS} rows")
    parser.add_argument("--rows", type=int, nargs="*", default=[200], help="numbers of rows of one file")
    parser.add_argument("--runs", type=int, default=5, help="rounds; large ones are run once")
    parser.add_argument("--made", action="store_true", help="texts of the sample in place of such as real ones")
    parser.add_argument("--pools", action="store_true", help="two processes and Dask as well")
    parser.add_argument("--large", action="store_true", help="up to all 2,846 counties and to 10,000 rows")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check(folder, options.runs)
        click(folder, options.runs)
        for files in LARGE_FILES if options.large else options.files:
            roll_up(folder, files, ROWS, options)
            if options.pools:
                pools(folder, files, options)
        # The sample's texts are those of 99 tasks at most.
        for rows in () if options.made else LARGE_ROWS if options.large else options.rows:
            roll_up(folder, 1, rows, options)


if __name__ == "__main__":
    main()
