"""The score workbook's template: the offices of an assessment with made-up tasks (``assessment.toml``)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from tomllib import loads
from typing import Any

from xl_tools.books.port import Book, CellValue, Grid
from xl_tools.parse.assessment import read_assessment
from xl_tools.scoring.case import build
from xl_tools.scoring.model import Assessment, instances
from xl_tools.write.score_book import score_bytes
from xl_tools.write.score_county import county_form_bytes

_HEADINGS = ("序号", "单位", "类别", "重点工作", "目标任务", "分值")


def task_book(rules: Assessment) -> Book:
    """A task book as it is sent round: every office of the roster, without anything filled in."""
    words = loads((files(__package__) / "assessment.toml").read_text("utf-8"))
    rows: list[list[CellValue]] = [[words["title"]], list(_HEADINGS), *_rows(rules, words)]
    return Book(path="考核评分表.xlsx", grids=(Grid(name="任务书", rows=rows),))


def _rows(rules: Assessment, words: dict[str, Any]) -> Iterator[list[CellValue]]:
    dealt = {kind: cycle(tasks) for kind, tasks in words["tasks"].items()}
    for number, office in enumerate(rules.roster, 1):
        for weight in words["weights"][office.kind]:
            work, text = next(dealt[office.kind])
            yield [number, office.name, rules.kind_words[office.kind], work, text, weight]


def write_county_form(target: Path) -> None:
    """Write a county's blank evaluation sheet, for the newest assessment that units evaluate."""
    rules = instances()[-1]
    part = next(part for part in rules.evaluation if part.by)
    target.write_bytes(county_form_bytes(rules, part, part.by[0]))


def write_score_template(target: Path) -> None:
    """Write the template: the newest assessment that comes with the program."""
    rules = instances()[-1]
    book = read_assessment(task_book(rules))
    assert book is not None
    target.write_bytes(score_bytes(build(lambda _: book, rules)))
