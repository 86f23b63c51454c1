"""The province demo: 11 cities and 90 counties of 浙江省 with 60 tasks, two periods, rolled up; to be looked at.

    python -m tests.bench.province OUT

Four cities sent tables of their own, the counties of the others report themselves, two of them a month late.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import xlsxwriter

from xl_tools.app.roll_up import roll_up
from xl_tools.core import regions
from xl_tools.sample.many import generate_units, issued_tasks

MONTHS = (date(2022, 11, 20), date(2022, 12, 20))
TASKS, SEED = 60, 7
LEADS = ("省生态环境厅（牵头）", "省水利厅（牵头）、省住房城乡建设厅", "省自然资源厅（牵头）", "省农业农村厅（牵头）")
CITIES_OF_THEIR_OWN = 4
"""Of so many cities the roll-up is laid into the folder in place of its counties."""


def write_plan(path: Path) -> None:
    """The province's task list: each task's kind and who leads it."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("任务清单")
        sheet.write_row(0, 0, ["序号", "省序号", "整改任务名称", "问题类型", "责任单位"])
        for number, text in enumerate(issued_tasks(TASKS, SEED), 1):
            kind = "个性问题" if number % 5 == 0 else "共性问题"
            sheet.write_row(number, 0, [number, number, text, kind, LEADS[number % len(LEADS)]])


def make(folder: Path) -> list[Path]:
    """Write both months' files and roll-ups into ``folder``; gives the provinces' workbooks."""
    province = regions.find("浙江省")
    assert province is not None
    cities = regions.children(province)
    books: list[Path] = []
    plan = folder / "任务清单.xlsx"
    folder.mkdir(parents=True, exist_ok=True)
    write_plan(plan)
    for day in MONTHS:
        month = folder / f"{day:%Y-%m}"
        for place, city in enumerate(cities):
            inputs = month / "县里报来" / city.name
            counties = regions.children(city)
            # In the first month a county of every fifth city does not report.
            reporting = counties[: -1 if place % 5 == 4 and day is MONTHS[0] else None]
            generate_units(inputs, reporting, tasks=TASKS, seed=SEED, month=day.month)
            if place < CITIES_OF_THEIR_OWN:
                own = month / "市里报来" / f"{city.name}.xlsx"
                roll_up([inputs], level="city", name=city.name, out=own, as_of=day)
        sources = [month / "市里报来", *(month / "县里报来" / city.name for city in cities[CITIES_OF_THEIR_OWN:])]
        book = folder / f"浙江省汇总 {day:%Y-%m}.xlsx"
        roll_up(
            sources,
            level="province",
            name="浙江省",
            out=book,
            as_of=day,
            tasks=plan,
            previous=books[-1] if books else None,
            report_by=day,
            pictures=folder / f"图片 {day:%Y-%m}",
        )
        books.append(book)
    return books


if __name__ == "__main__":
    started = time.perf_counter()
    for made in make(Path(sys.argv[1])):
        print(made)
    print(f"{time.perf_counter() - started:.1f} s")
