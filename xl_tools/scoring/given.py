"""From a workbook that was read to what the arithmetic wants: which rules hold, who is assessed, who said what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from xl_tools.core.records import Place
from xl_tools.parse.assessment.assessment_book import is_grade_heading
from xl_tools.parse.assessment.entries import AssessmentBook, Entry, Evaluations
from xl_tools.scoring.engine import Inputs
from xl_tools.scoring.parameters import RULES_KEY, parameters, with_overrides
from xl_tools.scoring.scheme import Assessment, Kind, Office, instances


@dataclass(frozen=True, slots=True)
class GradeWord:
    """A grade word with where it stands. ``path`` is set where it came in a unit's own workbook."""

    word: str
    sheet: str
    cell: str
    path: str | None = None


Grades = Mapping[str, Mapping[str, Mapping[str, GradeWord]]]
"""Grade words by evaluation, office and unit."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rules under which a workbook falls. ``assumed`` is true where nothing names them; ``refused`` holds the cells
    of 考核办法 that hold no value, each with its label and text."""

    rules: Assessment
    assumed: bool
    refused: tuple[tuple[Place, str, str], ...]


def choose(book: AssessmentBook, given: Assessment | None = None) -> Chosen:
    """The rules under which a workbook falls, with the values that its sheet 考核办法 holds.

    ``given`` are rules that the person named; else those the workbook names, else those whose words stand over the
    table or in the file's name; else the newest that there are, without their roster.
    """
    rules, assumed = (given, False) if given else _known(book)
    texts = {key: text for key, (text, _) in book.overrides.items()}
    rules, bad = with_overrides(rules, texts)
    labels = {entry.key: entry.label for entry in parameters(rules)}
    name = book.rules_sheet.name if book.rules_sheet else None
    cells = {key: (Place(sheet=name, cell=cell), text) for key, (text, cell) in book.overrides.items()}
    return Chosen(rules, assumed, tuple((cells[key][0], labels[key], cells[key][1]) for key in bad))


def _known(book: AssessmentBook) -> tuple[Assessment, bool]:
    """The rules, and whether they are only assumed."""
    named = book.overrides.get(RULES_KEY, ("", ""))[0]
    texts = "\n".join((*book.above, PurePath(book.path).stem))
    for rules in instances():
        if rules.id == named or (not named and rules.match and all(word in texts for word in rules.match)):
            return rules, False
    newest = instances()[-1]
    return newest.model_copy(update={"roster": ()}), True


def offices(book: AssessmentBook, rules: Assessment) -> tuple[Office, ...]:
    """Who is assessed: the roster, else whoever stands in the table, of the kind it says there."""
    if rules.roster:
        return rules.roster
    kinds: dict[str, Kind] = {}
    for item in book.items:
        kinds.setdefault(item.office, rules.kind_of(item.kind) or Kind.KEY)
    return tuple(Office(name=name, kind=kind) for name, kind in kinds.items() if name)


def grades(
    tables: Sequence[Evaluations], rules: Assessment, collected: Sequence[tuple[str, Evaluations]] = ()
) -> Grades:
    """Who graded whom and how. ``tables`` are the workbook's own; ``collected`` those of the units, each with its
    path. What stands in the workbook itself is not overwritten: a person may have corrected it there."""
    said: dict[str, dict[str, dict[str, GradeWord]]] = {part.name: {} for part in rules.evaluation}
    for table in tables:
        for part in rules.evaluation:
            for office, words in table.words.items():
                for heading, (word, cell) in words.items():
                    unit = part.name if heading == part.name and not part.by else part.unit_named(heading)
                    if unit and word:
                        said[part.name].setdefault(office, {})[unit] = GradeWord(word, table.sheet.name, cell)
    for path, table in collected:
        _collect(said, path, table, rules)
    return said


def sender(path: str, table: Evaluations, rules: Assessment) -> tuple[str, str] | None:
    """(evaluation, unit) of a unit's own workbook, by the name in its title or file name; None when unknown."""
    texts = (table.title, table.sheet.name, PurePath(path).stem)
    for part in rules.evaluation:
        for text in texts:
            for unit in sorted(part.by, key=len, reverse=True):
                if unit in text:
                    return part.name, unit
    return None


def grade_column(table: Evaluations) -> str | None:
    """The heading of the one column that holds grades in a unit's own sheet."""
    return next((heading for heading in table.sheet.columns if is_grade_heading(heading)), None)


def _collect(
    said: dict[str, dict[str, dict[str, GradeWord]]], path: str, table: Evaluations, rules: Assessment
) -> None:
    who, column = sender(path, table, rules), grade_column(table)
    if not who or not column:
        return
    name, unit = who
    for office, words in table.words.items():
        word, cell = words.get(column, ("", ""))
        if word:
            said[name].setdefault(office, {}).setdefault(unit, GradeWord(word, table.sheet.name, cell, path))


def inputs(book: AssessmentBook, rules: Assessment, said: Grades, more: Sequence[Entry] = ()) -> Inputs:
    """What the arithmetic wants. ``more`` are process entries that come from elsewhere (a roll-up)."""
    who = offices(book, rules)
    words = {
        name: {office: {unit: entry.word for unit, entry in units.items()} for office, units in by.items()}
        for name, by in said.items()
    }
    return Inputs(rules, who, book.items, (*book.process, *more), book.bonus, words)


def without_source(book: AssessmentBook, prefix: str) -> AssessmentBook:
    """The book without the process entries that an earlier run took from a source."""
    return replace(book, process=tuple(entry for entry in book.process if not entry.source.startswith(prefix)))
