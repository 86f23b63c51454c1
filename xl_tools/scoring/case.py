"""From a workbook that was read to its scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book
from xl_tools.core.records import Place
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import AssessmentBook, Entry, Evaluations, Item, Sheet, Target
from xl_tools.scoring.engine import Inputs, Scored, score
from xl_tools.scoring.given import (
    Grades,
    as_the_rules_spell,
    choose,
    evaluations_as_spelt,
    grade_column,
    grades,
    inputs,
    sender,
)
from xl_tools.scoring.scheme import Assessment


@dataclass(frozen=True, slots=True)
class Collected:
    """A unit's own evaluation sheet. ``known`` is false where nobody can tell whose it is."""

    path: str
    table: Evaluations
    known: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A workbook with everything known about it. ``assumed`` is true where nothing names its rules; ``refused`` are
    cells of 考核办法 without a value, each with its label and text."""

    book: AssessmentBook
    inputs: Inputs
    scored: Scored
    said: Grades
    assumed: bool = False
    refused: Sequence[tuple[Place, str, str]] = ()
    collected: Sequence[Collected] = ()

    @property
    def sheet(self) -> str:
        return self.book.items_sheet.name

    def place(self, row: int, field: str) -> Place:
        """A cell of the task book; that of the task's text where the field has no column."""
        sheet = self.book.items_sheet
        return Place(None, sheet.name, row, sheet.cell(row, field) or sheet.cell(row, "text"))

    @staticmethod
    def at(sheet: Sheet, row: int, field: str) -> Place:
        """A cell of a sheet beside the task book."""
        return Place(None, sheet.name, row, sheet.cell(row, field))

    def targets(self) -> Iterator[tuple[Item, Target]]:
        return ((item, target) for item in self.book.items for target in item.targets)


def build(
    read: Callable[[bool], AssessmentBook],
    given: Assessment | None = None,
    *,
    collected: Sequence[tuple[str, Evaluations]] = (),
    more: Callable[[Assessment], Sequence[Entry]] | None = None,
    fill: Callable[[AssessmentBook, Assessment], AssessmentBook] | None = None,
) -> Case:
    """Score a workbook. ``read`` reads it, with sentences without a number as targets by hand or not; ``collected`` are
    the units' own evaluation sheets; ``more`` gives process entries, and ``fill`` what was reached, from elsewhere,
    once the rules are known."""
    book = read(False)
    chosen = choose(book, given)
    rules = chosen.rules
    if rules.work.rest == "by_hand":
        book = read(True)
    book = as_the_rules_spell(book, rules)
    book = fill(book, rules) if fill else book
    collected = [(path, evaluations_as_spelt(table, rules)) for path, table in collected]
    said = grades(book.evaluations, rules, collected)
    wanted = inputs(book, rules, said, more(rules) if more else ())
    units = [
        Collected(path, table, sender(path, table, rules) is not None and grade_column(table) is not None)
        for path, table in collected
    ]
    return Case(book, wanted, score(wanted), said, chosen.assumed, chosen.refused, units)


def case_of(book: Book) -> Case:
    """Score the task book of a workbook as it stands. Raises ValueError when there is none."""

    def read(rest_by_hand: bool) -> AssessmentBook:
        found = read_assessment(book, rest_by_hand=rest_by_hand)
        if found is None:
            raise ValueError("no task book in this workbook")
        return found

    return build(read)
