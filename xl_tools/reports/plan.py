"""A plan of marks as it leaves the program: one JSON document, for whoever paints it.

Most actions are what they are in ``marks/plan.py``; a note and the results sheet are spelt out here.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal, Self

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import CellName, NotRun, Severity
from xl_tools.marks.note_text import Run
from xl_tools.marks.plan import (
    Action,
    Ask,
    ClearOurs,
    Fill,
    Link,
    Lock,
    MarkPlan,
    Note,
    Open,
    Results,
    Say,
    Select,
    Unlock,
)


@dataclass(frozen=True, slots=True)
class NoteAction:
    """Put a text on a cell as a note; behind the text of a note that stands there where ``append``. ``text`` is that
    of the ``runs`` together."""

    do: Literal["note"] = field(default="note", init=False)
    sheet: str
    cell: CellName
    severity: Severity
    text: str
    runs: tuple[Run, ...]
    append: bool

    @classmethod
    def of(cls, note: Note) -> Self:
        return cls(note.sheet, note.cell, note.severity, note.text, note.runs, note.append)


@dataclass(frozen=True, slots=True)
class ResultsAction:
    """Add the results sheet as the last one. ``rows`` is the sheet from its first row on; ``keys`` belong beside the
    rows of findings, one each, in a hidden column; ``codes`` in a hidden column behind it, from the first row on."""

    do: Literal["results"] = field(default="results", init=False)
    title: str
    rows: tuple[tuple[int | str, ...], ...]
    links: tuple[Link, ...]
    keys: tuple[str | None, ...]
    codes: tuple[str, ...]

    @classmethod
    def of(cls, results: Results) -> Self:
        return cls(
            results.title,
            tuple(results.rows),
            tuple(results.links),
            results.keys,
            tuple(code for _, code in results.behind),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReport:
    """What is to be done to one workbook, in order. ``not_run`` are the rules that lacked something: of what they look
    for the marks say nothing."""

    schema_: Literal["xl-tools/plan/1"] = "xl-tools/plan/1"
    path: str
    actions: tuple[
        Unlock | Lock | ClearOurs | Fill | NoteAction | ResultsAction | Select | Open | Ask | Say,
        ...,
    ]
    not_run: tuple[NotRun, ...] = ()

    @classmethod
    def of(cls, path: str, plan: MarkPlan, not_run: tuple[NotRun, ...] = ()) -> Self:
        return cls(path=path, actions=tuple(_spelt_out(action) for action in plan.actions), not_run=not_run)


def _spelt_out(
    action: Action,
) -> Unlock | Lock | ClearOurs | Fill | NoteAction | ResultsAction | Select | Open | Ask | Say:
    if isinstance(action, Note):
        return NoteAction.of(action)
    return ResultsAction.of(action) if isinstance(action, Results) else action
