"""Taking a snapshot: every input worked on, two at a time, and the records written in the order of their names."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.compare.inputs import Input, inputs, skipped, work
from tests.compare.outside import PACKAGE, ROOT

RECORDS, ABOUT = "records.jsonl.gz", "about.json"
WORKERS = 2
Record = dict[str, Any]


def take(out: Path, *, quick: bool = False, only: str = "", workers: int = WORKERS) -> dict[str, Any]:
    """Write a snapshot into a folder; what is said about it."""
    chosen = [one for one in inputs(quick=quick) if only in one.name]
    began = time.monotonic()
    lines = records(chosen, workers)
    out.mkdir(parents=True, exist_ok=True)
    with (out / RECORDS).open("wb") as raw, gzip.GzipFile("", "wb", 3, raw, mtime=0) as file:
        for name in sorted(lines):
            file.write(lines[name].encode() + b"\n")
    about = {
        "commit": _commit(),
        "inputs": _counted(chosen),
        "skipped": skipped(),
        "quick": quick,
        "only": only,
        "seconds": round(time.monotonic() - began),
    }
    (out / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return about


def records(chosen: Iterable[Input], workers: int = WORKERS) -> dict[str, str]:
    """The record of each input as a line of JSON, by name."""
    ordered = sorted(chosen, key=lambda one: (-one.cost, one.name))
    if workers == 1:
        return {one.name: _line(one) for one in ordered}
    lines: dict[str, str] = {}
    with ProcessPoolExecutor(min(workers, WORKERS), mp_context=get_context("spawn")) as pool:
        for number, (one, line) in enumerate(zip(ordered, pool.map(_line, ordered), strict=True), 1):
            lines[one.name] = line
            if number % 50 == 0:
                print(f"{number} of {len(ordered)} inputs", file=sys.stderr)
    return lines


def _line(one: Input) -> str:
    """A failure of the comparator itself must not end the run, nor pass for a result of the toolkit."""
    assert PACKAGE.is_relative_to(ROOT), f"the package under comparison is not this project's: {PACKAGE}"
    try:
        record = work(one)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        record = {
            "input": one.name,
            "made_of": "",
            "kinds": {"comparator failed": f"{type(error).__name__}: {error} in {where.name}"},
        }
    return json.dumps(record, ensure_ascii=False, sort_keys=True, default=str)


def read(folder: Path) -> Iterator[Record]:
    """The records of a snapshot, by name."""
    with gzip.open(folder / RECORDS, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def about(folder: Path) -> dict[str, Any]:
    return json.loads((folder / ABOUT).read_text("utf-8"))  # type: ignore[no-any-return]


def _counted(chosen: Iterable[Input]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in chosen:
        top = one.name.split("/")
        name = "/".join(top[:3]) if top[:2] == ["shared", "cases"] and len(top) > 3 else "/".join(top[:-1]) or top[0]
        counts[name] = counts.get(name, 0) + 1
    return counts


def _commit() -> str:
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    return said.stdout.strip()
