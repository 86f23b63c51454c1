"""What is done to one workbook, and to several together; each result under its kind."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tests.compare import produced
from tests.compare.clicks import clicks
from tests.compare.noise import Noise
from tests.compare.outside import xl_tools
from tests.compare.random_words import CITY
from tests.compare.running import dumped, lay, outcome, settle

AS_OF = date(2022, 12, 20)
EXCEL = {".xlsx", ".xlsm"}
Kinds = dict[str, Any]


def book(path: Path, noise: Noise, *, as_of: date = AS_OF, wide: bool = True) -> Kinds:
    """Check, mark, clear, roll up, split and click; with ``wide`` also score, issue and collect."""
    kinds = checked(path, noise, as_of)
    kinds |= rolled([path], noise, as_of)
    if path.suffix.lower() in EXCEL:
        kinds["excel"] = clicks(path, as_of, noise)
    if wide:
        kinds |= scored(path, noise)
        kinds |= issued(path, noise, as_of)
    return kinds


def checked(path: Path, noise: Noise, as_of: date) -> Kinds:
    """The check, the marked copy, and that copy cleared."""
    out = Path("marked")
    kinds: Kinds = {"check": outcome(noise, lambda: dumped(xl_tools.check([path], as_of=as_of, mark=True, out=out)))}
    for copy in sorted(out.glob("*")):
        kinds["marked"] = produced.content_of(copy.name, copy.read_bytes(), noise)
        cleared = Path("cleared") / copy.name
        kinds["cleared"] = outcome(noise, partial(xl_tools.clear, copy, cleared))
        if cleared.exists():
            kinds["cleared_book"] = produced.content_of(cleared.name, cleared.read_bytes(), noise)
    return kinds


def rolled(paths: list[Path], noise: Noise, as_of: date, **more: Any) -> Kinds:
    """The roll-up, its workbook, and that workbook split."""
    options: dict[str, Any] = {"level": "city", "name": CITY, "jobs": 1} | more
    target = Path("rollup") / "汇总.xlsx"
    kinds: Kinds = {
        "rollup": outcome(noise, lambda: dumped(xl_tools.roll_up(paths, out=target, as_of=as_of, **options)))
    }
    if target.exists():
        kinds["rollup_book"] = produced.content_of(target.name, target.read_bytes(), noise)
        kinds["split"] = outcome(noise, lambda: dumped(xl_tools.split(target, "split")))
        kinds["split_books"] = produced.folder(Path("split"), noise)
    return kinds


def scored(path: Path, noise: Noise) -> Kinds:
    """The score and its workbook."""
    target = Path("score") / "得分.xlsx"
    kinds: Kinds = {"score": outcome(noise, lambda: dumped(xl_tools.score(path, out=target)))}
    if target.exists():
        kinds["score_book"] = produced.content_of(target.name, target.read_bytes(), noise)
    return kinds


def issued(path: Path, noise: Noise, as_of: date) -> Kinds:
    """The workbooks that are handed out from a table or a list."""
    out = Path("issued")
    report = outcome(noise, lambda: dumped(xl_tools.issue(path, out=out, name=CITY, period="2022-12", as_of=as_of)))
    return {"issue": report, "issue_books": produced.folder(out, noise)} if out.exists() else {"issue": report}


def round_of(folder: Path, noise: Noise, seed: int) -> Kinds:
    """Several random county workbooks together: with a task list, with last month's, at both levels."""
    from tests.compare import random_books
    from tests.compare.random_words import COUNTIES

    counties = [COUNTIES[(seed + place) % len(COUNTIES)] for place in range(2 + seed % 4)]
    now = [lay(random_books.county(seed, unit), folder / "in" / f"{unit}.xlsx") for unit in counties]
    if seed % 3 == 0:
        now.append(lay(random_books.county(seed + 700, counties[0]), folder / "in" / f"{counties[0]}（新）.xlsx"))
    for unit in counties[:3]:
        lay(random_books.county(seed + 300, unit), folder / "before" / f"{unit}.xlsx")
    tasks = lay(random_books.task_list(seed), folder / "任务清单.xlsx")
    inputs = [Path("in")]
    kinds = rolled(inputs, noise, AS_OF, tasks=Path(tasks.name), previous=Path("before"), report_by=date(2022, 12, 10))
    plain = outcome(
        noise,
        lambda: dumped(xl_tools.roll_up(inputs, level="province", name="浙江省", as_of=AS_OF, newest=True, jobs=1)),
    )
    settle(folder / "rollup")
    above = outcome(
        noise,
        lambda: dumped(
            xl_tools.roll_up(
                [Path("rollup")], level="province", name="浙江省", out="省.xlsx", as_of=AS_OF, previous="before", jobs=1
            )
        ),
    )
    against = outcome(
        noise,
        lambda: dumped(xl_tools.check(inputs, as_of=AS_OF, previous="before", baseline=tasks.name, period="2022-12")),
    )
    kinds |= {"rollup_newest": plain, "rollup_province": above, "check_against": against}
    if Path("省.xlsx").exists():
        kinds["rollup_province_book"] = produced.content_of("省.xlsx", Path("省.xlsx").read_bytes(), noise)
    return kinds
