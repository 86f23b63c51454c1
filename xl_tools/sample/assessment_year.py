"""The score workbook's template: the offices of an assessment with made-up tasks (``assessment.toml``); and the same as
it looks at year end, with made-up results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from random import Random
from tomllib import loads
from typing import Any

from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import AssessmentBook, Direction, Entry, Evaluations, Sheet, Target
from xl_tools.scoring.case import build
from xl_tools.scoring.scheme import Assessment, instances
from xl_tools.write.score.county_form import county_form_bytes
from xl_tools.write.score.score_book import score_bytes

_BY_HAND = (100, 100, 100, 90, 80)
_BELOW, _ABOVE = ("0.8", "0.95", "1", "1", "1"), ("1", "1", "1", "1.06", "0.9")
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
    target.write_bytes(score_template(instances()[-1]))


def score_template(rules: Assessment) -> bytes:
    """The template of an assessment: its offices with made-up tasks, to be written over."""
    book = _read(rules)
    return score_bytes(build(lambda _: book, rules))


def write_filled_scores(target: Path, write: Callable[[Path, bytes], object] = Path.write_bytes) -> None:
    """Write the template as offices and counties fill it in: made-up results, marks and grades, the same each time."""
    rules = instances()[-1]
    dice = Random(rules.id)
    book = _read(rules)
    names = [office.name for office in rules.roster]
    filled = replace(
        book,
        items=tuple(
            replace(item, targets=tuple(replace(one, actual=_actual(one, dice)) for one in item.targets))
            for item in book.items
        ),
        process=tuple(
            Entry(name, part.name, "", part.points - dice.choice((0, 0, Decimal("0.5"))), "", "", row)
            for part in rules.process
            if part.mode == "given"
            for row, name in enumerate(names, 4)
        ),
        evaluations=(_grades(rules, names, dice),),
    )
    write(target, score_bytes(build(lambda _: filled, rules)))


def _read(rules: Assessment) -> AssessmentBook:
    book = read_assessment(task_book(rules))
    assert book is not None
    return book


def _actual(target: Target, dice: Random) -> Decimal:
    if target.direction is Direction.HAND or target.quantity is None:
        return Decimal(dice.choice(_BY_HAND))
    factor = Decimal(dice.choice(_ABOVE if target.direction is Direction.AT_MOST else _BELOW))
    whole = target.quantity == target.quantity.to_integral_value()
    return (target.quantity * factor).quantize(Decimal(1) if whole else Decimal("0.01"))


def _grades(rules: Assessment, names: list[str], dice: Random) -> Evaluations:
    units = [unit for part in rules.evaluation for unit in part.by or (part.name,)]
    best, good = rules.grade_points[0].name, rules.grade_points[1].name
    words = {name: {unit: (dice.choice((best, best, best, good)), "") for unit in units} for name in names}
    rows = {name: row for row, name in enumerate(names, 4)}
    return Evaluations(Sheet("评价", 3, {"office": "A"}), words, rows)
