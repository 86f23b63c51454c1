"""The values that the ledger's formulas give, so that previews and phones show them: told by the same records that the
checks look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from xl_tools.closing.standing import Standing, category_of, leaves, procedure_of, valid_events
from xl_tools.core.working_days import MOST_DAYS, DayUnit
from xl_tools.parse.closing.entries import Event, Key, Notice, Procedure, Review
from xl_tools.parse.closing.headings import (
    CASES,
    EVENTS,
    EVIDENCE,
    MATTERS,
    NOTICES,
    REVIEWS,
    SETTINGS,
    STEPS,
    means,
    step_headings,
)
from xl_tools.parse.closing.ledger import default_procedure
from xl_tools.parse.table.tables import cell_text
from xl_tools.write.closing.ledger_layout import BASE, FIRST, NEVER_BACK, LedgerBook

Stored = Mapping[str, str | float]


def stored_values(book: LedgerBook, what: str) -> dict[int, Stored]:
    """By row, what its formulas give by field; an empty row has none."""
    if what == SETTINGS:
        blanks: dict[int, Stored] = {row: {"closed_at": 0} for row in range(FIRST, book.last(what) + 1)}
        return blanks | {one.row: _settings(one) for one in book.ledger.procedures}
    keys = _keys(book, what)
    found: dict[int, dict[str, str | float]] = {row: {"key": key} for row, key in keys.items()}
    blank = _BLANK.get(what, {})
    for row in range(FIRST, book.last(what) + 1):
        found[row] = {**blank, **found.get(row, {})}
    if what == EVENTS:
        for row, values in _events(book).items():
            found[row].update(values)
    elif what == CASES:
        for one in book.standings:
            found[one.case.row].update(_case(book, one))
    elif what == NOTICES:
        for notice in book.ledger.notices:
            found[notice.row].update(_notice(book, notice))
    elif what == REVIEWS:
        for review in book.ledger.reviews:
            found[review.row]["open"] = _open(review)
    return dict(found)


_BLANK: Mapping[str, Stored] = {
    CASES: {"set": 0, "number": 0, "day": 0, "back": 0},
    EVENTS: {"set": 0, "order": 0, "day_number": 0, "moment": 0, "leaves": NEVER_BACK, "valid": 0},
    NOTICES: {"set": 0, "from": 0, "to": 0},
    REVIEWS: {"open": 0},
}


def serial(day: date) -> int:
    """A day as Excel counts it."""
    return (day - date(1899, 12, 30)).days


def _keys(book: LedgerBook, what: str) -> dict[int, str]:
    if what not in (CASES, EVENTS, EVIDENCE, NOTICES, MATTERS, REVIEWS):
        return {}
    names = ("inspection", "province_serial" if what == CASES else "serial", "unit", "point")
    found = {}
    for at, row in enumerate(book.rows.rows.get(what, ()), FIRST):
        texts = [cell_text(row.cells.get(name)) for name in names]
        found[at] = "|".join(texts) if texts[1] and texts[2] else ""
    return found


def _place(book: LedgerBook, inspection: str) -> int:
    """The place of an inspection in 设置, from 1; 0 where it is not there."""
    places = [one.row for one in book.ledger.procedures if one.inspection == inspection]
    return places[0] - FIRST + 1 if places else 0


def _events(book: LedgerBook) -> dict[int, Stored]:
    by_case: dict[Key, list[Event]] = defaultdict(list)
    for event in book.ledger.events:
        by_case[event.key].append(event)
    found: dict[int, Stored] = {}
    for key, events in by_case.items():
        procedure = procedure_of(book.ledger, key.inspection)
        told = sorted(
            (event for event in events if event.day and event.day <= book.as_of),
            key=lambda event: (event.day or date.min, event.row),
        )
        valid = {event.row for event in valid_events(procedure, told)}
        there = {event.row for event in told}
        for event in events:
            day = serial(event.day) if event.day else 0
            order = procedure.steps.index(event.step) + 1 if event.step in procedure.steps else 0
            left = leaves(procedure, event) if event.row in there else None
            found[event.row] = {
                "set": _place(book, key.inspection),
                "order": order,
                "day_number": day,
                "moment": day * BASE + event.row if event.row in there else 0,
                "leaves": NEVER_BACK if left is None else left,
                "valid": order if event.row in valid else 0,
            }
    return found


def _case(book: LedgerBook, one: Standing) -> Stored:
    key = one.case.key
    steps = one.procedure.steps
    evidence = Counter(proof.key for proof in book.ledger.evidence)
    planned = [_open(review) for review in book.ledger.reviews if review.key == key and _open(review)]
    ends = [notice.end for notice in book.ledger.notices if notice.key == key and notice.end]
    stay = one.stay(book.as_of)
    values: dict[str, str | float] = {
        "set": _place(book, key.inspection),
        "number": steps.index(one.step) + 1 if one.step else 0,
        "day": serial(one.since) if one.since else 0,
        "back": int(one.returned),
        "state": one.state,
        "category": one.category,
        "stay": "" if stay is None else stay,
        "returns": one.returns,
        "evidence": evidence[key],
        "next_review": min(planned, default=""),
    }
    for step in book.steps:
        day = one.passed.get(step)
        for place, _ in enumerate(step_headings(step)):
            shown = (max(ends) if ends else None) if place else day
            values[f"{step}/{place}"] = serial(shown) if shown and steps else ""
    return values


def _notice(book: LedgerBook, notice: Notice) -> Stored:
    place = _place(book, notice.key.inspection)
    procedure = procedure_of(book.ledger, notice.key.inspection) if place else default_procedure("")
    unit = DayUnit(notice.says_unit) if notice.says_unit in list(DayUnit) else procedure.unit
    start, end = notice.start, notice.end
    values: dict[str, str | float] = {
        "set": place,
        "from": serial(start) if start else 0,
        "to": serial(end) if end else 0,
    }
    if start and end and 0 <= (end - start).days < MOST_DAYS:
        values["actual"] = book.calendar.count(start, end, unit).days
    if start:
        values["earliest"] = serial(book.calendar.end_of(start, procedure.days, procedure.unit).day)
    return values


def _open(review: Review) -> int:
    return serial(review.planned) if review.planned and review.done is None else 0


def _settings(procedure: Procedure) -> Stored:
    steps = procedure.steps
    closed = next((at for at, step in enumerate(steps, 1) if means(step, "closed")), 0)
    found: dict[str, str | float] = {"closed_at": closed}
    for at, name in enumerate(STEPS):
        step = steps[at] if at < len(steps) else ""
        found[f"label_{name}"] = category_of(procedure, step) if step else ""
        found[f"over_{name}"] = category_of(procedure, step, over=True) if step else ""
    return found
