"""From a workbook that was read to what the arithmetic wants: which rules hold, who is assessed, who said what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from pydantic import ValidationError

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Place
from xl_tools.core.text import squeeze
from xl_tools.parse.assessment.assessment_book import is_grade_heading
from xl_tools.parse.assessment.entries import AssessmentBook, Entry, Evaluations
from xl_tools.scoring.engine import Inputs
from xl_tools.scoring.parameters import RULES_KEY, WHOLE_KEY, parameters, with_overrides
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

    ``given`` are rules that the person named; else those the workbook carries or names, else those whose words stand
    over the table or in the file's name; else the newest that there are, without their roster.
    """
    rules, assumed = (given, False) if given else _known(book)
    texts = {key: text for key, (text, _) in book.overrides.items()}
    if texts.get(RULES_KEY, rules.id) != rules.id:  # a place in a list means something else under other rules
        texts = {key: text for key, text in texts.items() if not any(part.isdigit() for part in key.split("."))}
    rules, bad = with_overrides(rules, texts)
    labels = {name: entry.label for entry in parameters(rules) for name in (entry.path, entry.key)}
    name = book.rules_sheet.name if book.rules_sheet else None
    cells = {key: (Place(sheet=name, cell=cell), text) for key, (text, cell) in book.overrides.items()}
    return Chosen(rules, assumed, tuple((cells[key][0], labels[key], cells[key][1]) for key in bad))


def _known(book: AssessmentBook) -> tuple[Assessment, bool]:
    """The rules, and whether they are only assumed."""
    named = book.overrides.get(RULES_KEY, ("", ""))[0]
    if whole := _carried(book):
        return whole, not named
    texts = squeeze("\n".join((*book.above, PurePath(book.path).stem)))
    for rules in instances():
        if rules.id == named or (not named and rules.match and all(squeeze(word) in texts for word in rules.match)):
            return rules, False
    newest = instances()[-1]
    return newest.model_copy(update={"roster": ()}), True


def _carried(book: AssessmentBook) -> Assessment | None:
    """The rules that the workbook itself carries; None where it carries none that can be read."""
    pieces = [text for key, (text, _) in book.overrides.items() if key.partition("+")[0] == WHOLE_KEY]
    try:
        return Assessment.model_validate_json("".join(pieces))
    except ValidationError:
        return None


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
                if squeeze(unit) in squeeze(text):
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


def as_the_rules_spell(book: AssessmentBook, rules: Assessment) -> AssessmentBook:
    """The book with every name as the rules write it: a sheet's names are read without spaces and with half-width
    brackets, those of the rules stand as their author typed them."""
    spelt = {squeeze(name): name for name in _names(rules)}

    def named(text: str) -> str:
        return spelt.get(text, text)

    def renamed(entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(
            replace(one, office=named(one.office), subject=named(one.subject), reason=named(one.reason))
            for one in entries
        )

    return replace(
        book,
        items=tuple(replace(item, office=named(item.office), kind=named(item.kind)) for item in book.items),
        process=renamed(book.process),
        bonus=renamed(book.bonus),
        evaluations=tuple(_renamed(table, named) for table in book.evaluations),
    )


def evaluations_as_spelt(table: Evaluations, rules: Assessment) -> Evaluations:
    """A unit's own evaluation sheet with names as the rules write them."""
    spelt = {squeeze(name): name for name in _names(rules)}
    return _renamed(table, lambda text: spelt.get(text, text))


def _renamed(table: Evaluations, named: Callable[[str], str]) -> Evaluations:
    columns = {field if field == "office" else named(field): letters for field, letters in table.sheet.columns.items()}
    words = {
        named(office): {named(heading): (named(word), cell) for heading, (word, cell) in by.items()}
        for office, by in table.words.items()
    }
    rows = {named(office): row for office, row in table.rows.items()}
    return replace(table, sheet=replace(table.sheet, columns=columns), words=words, rows=rows)


def _names(rules: Assessment) -> Iterator[str]:
    """Every name of the rules that a cell may hold."""
    yield from (office.name for office in rules.roster)
    yield from rules.kind_words.values()
    for part in rules.process:
        yield part.name
        yield from (kind.name for kind in part.deductions)
    for evaluation in rules.evaluation:
        yield from (evaluation.name, *evaluation.by)
    yield from (worth.name for worth in rules.grade_points)
    yield from (kind.name for kind in rules.bonus.kinds)
    yield from rules.registered


def without_source(book: AssessmentBook, prefix: str) -> AssessmentBook:
    """The book without the process entries that an earlier run took from a source."""
    return replace(book, process=tuple(entry for entry in book.process if not entry.source.startswith(prefix)))
