"""Every input by name, and what is done to it. Without the folder of shared cases beside the project, fewer."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.compare import commands, produced, random_books, steps
from tests.compare.outside import ROOT, SHARED, WORKBOOKS
from tests.compare.running import desk, lay

BOOKS, ROUNDS = 500, 24
QUICK_BOOKS, QUICK_ROUNDS = 60, 4
WORKBOOK_KINDS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv"}
_NARROW = ("packages/", "lossless/", "样本市/")
"""Odd packages and workbooks that are scored and handed out elsewhere: neither is done to each of them."""
_OTHER_DAYS = {"petitions": date(2024, 6, 10)}
"""Cases that are right on another day than all others."""


@dataclass(frozen=True)
class Input:
    """One input: its name, what kind of work is done to it, and from what (a path below the project or the shared
    folder, or a seed). ``cost`` is roughly how long it takes: the long ones begin first."""

    name: str
    work: str
    source: str = ""
    seed: int = 0
    cost: int = 1

    @property
    def path(self) -> Path:
        return (SHARED if self.name.startswith("shared/") else ROOT) / self.source


def inputs(*, quick: bool = False) -> list[Input]:
    """All of them. ``quick`` leaves out most of the random books, nothing else."""
    found = [Input(f"run/{name}", name, cost=50) for name in ("demo", "city", "scores", "documents", "made", "told")]
    found += [Input(f"corpus/{path.name}", "readings", path.name, cost=9) for path in commands.CORPUS.glob("*.tsv")]
    found += [_book(path, ROOT, "") for path in sorted(WORKBOOKS.rglob("*.xlsx"))]
    found += _shared()
    books, rounds = (QUICK_BOOKS, QUICK_ROUNDS) if quick else (BOOKS, ROUNDS)
    found += [Input(f"random/{seed:03}.xlsx", "random", seed=seed) for seed in range(books)]
    found += [Input(f"round/{seed:02}", "round", seed=seed, cost=5) for seed in range(rounds)]
    return sorted(found, key=lambda one: one.name)


def skipped() -> list[str]:
    """What is not there, in words."""
    return [] if SHARED.is_dir() else ["no folder of shared cases beside the project: its inputs are left out"]


def _shared() -> list[Input]:
    found = []
    for place in ("cases", "fixtures/lossless"):
        files = sorted(path for path in (SHARED / place).rglob("*") if path.suffix.lower() in WORKBOOK_KINDS)
        found += [_book(path, SHARED, "shared/") for path in files]
    reports = sorted(path.parent for path in (SHARED / "cases" / "reports").glob("*/README"))
    found += [
        Input(f"shared/{path.relative_to(SHARED).as_posix()}", "case", path.relative_to(SHARED).as_posix(), cost=4)
        for path in reports
    ]
    return found


def _book(path: Path, root: Path, before: str) -> Input:
    name = path.relative_to(root).as_posix()
    return Input(f"{before}{name}", "book", name, cost=max(2, path.stat().st_size // 40_000))


def work(one: Input) -> dict[str, Any]:
    """The record of an input: what it was made of, and all results by kind."""
    with desk() as (folder, noise):
        match one.work:
            case "book" | "random":
                data = one.path.read_bytes() if one.work == "book" else random_books.book(one.seed)
                path = lay(data, Path("in") / Path(one.name).name)
                day = next((day for word, day in _OTHER_DAYS.items() if word in one.name), steps.AS_OF)
                wide = one.seed % 20 == 7 if one.work == "random" else not any(word in one.name for word in _NARROW)
                return _record(one, produced.digest(data), steps.book(path, noise, as_of=day, wide=wide))
            case "round":
                kinds = steps.round_of(folder, noise, one.seed)
                made = sorted([*Path("in").glob("*"), *Path("before").glob("*"), Path("任务清单.xlsx")])
                return _record(one, produced.digest(b"".join(path.read_bytes() for path in made)), kinds)
            case "case":
                return _record(one, _digest_of(one.path), commands.case(folder, noise, one.path))
            case "readings":
                data = (commands.CORPUS / one.source).read_bytes()
                return _record(one, produced.digest(data), commands.readings(folder, noise, one.source))
            case name:
                return _record(one, _digest_of(WORKBOOKS), getattr(commands, name)(folder, noise))


def _digest_of(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return produced.digest(b"".join(zlib.crc32(path.read_bytes()).to_bytes(4, "big") for path in files))


def _record(one: Input, made_of: str, kinds: dict[str, Any]) -> dict[str, Any]:
    return {"input": one.name, "made_of": made_of, "kinds": kinds}
