"""What a rule is: how its code, severity and words are declared, and the one list of all rules.

A rule is one function, one code, one message. The function only says where something is wrong and with
which words; severity, message and advice stand above it, so the catalogue can be read, printed and compared
without running anything. Two decorators enter a function:

``rule`` one that looks at one table and yields ``Hit``; ``engine.run`` calls it.
``finds`` one that looks at anything else (a file, what several units sent in, an assessment) and yields ``Found``;
whoever knows the facts calls it and is given findings. ``also_finds`` is for a second such look of the same rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, Literal, ParamSpec, cast

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Field, Finding, Place, ProgressSheet, Severity
from xl_tools.rules.context import Context
from xl_tools.rules.templates import check_values, fill

CLASSES: Mapping[str, str] = {
    "S": "表的结构",
    "M": "漏填",
    "T": "勾选",
    "D": "完成时限",
    "P": "进展文字",
    "N": "数字",
    "X": "与上期、各单位、各级之间",
    "C": "信访件",
    "A": "考核评分",
    "V": "销号",
}
"""What people call a class of rules, by the letter that its codes begin with."""

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT

P = ParamSpec("P")

Scope = Literal["book", "sheet", "round"]
"""book: a whole workbook; sheet: one table; round: many sheets together, looked at by the roll-up."""

Need = Literal[
    "previous",
    "issued",
    "period",
    "own_period",
    "merged",
    "hidden_rows",
    "faults",
    "controls",
    "struck",
    "described",
    "batches",
    "earlier",
    "hand_over",
]
"""What a rule cannot do without: last period's sheet, the sheet as issued, the period asked for, the period
that the sheet itself names; or a fact of the sheet that not every source looks at (``core.grid.Grid``). Of petitions:
the settings of the inspection, the sheet of its batches beside the ledger (or the ledger beside that), an earlier state
of the ledger, the list that was handed over."""


class Hit:
    """One place where a rule fires. ``values`` fill the gaps of the rule's message and advice.

    ``cell`` is given only where it is not the field's column in the row. ``severity`` is set where it is not that of
    the catalogue (``of``).
    """

    __slots__ = ("cell", "field", "row", "severity", "values")

    def __init__(
        self, row: int | None = None, field: Field | None = None, cell: str | None = None, /, **values: Any
    ) -> None:
        self.row = row
        self.field = field
        self.cell = cell
        self.severity: Severity | None = None
        self.values: dict[str, Any] = values

    def of(self, severity: Severity) -> Hit:
        """The same, taken more or less seriously than the catalogue says."""
        self.severity = severity
        return self


class Found:
    """One thing that a function entered by ``finds`` has found. ``values`` fill the gaps of the rule's message and
    advice; ``severity`` is given where it is not that of the catalogue."""

    __slots__ = ("place", "severity", "values")

    def __init__(self, place: Place | None = None, severity: Severity | None = None, /, **values: Any) -> None:
        self.place = place or Place()
        self.severity = severity
        self.values: dict[str, Any] = values


Check = Callable[[ProgressSheet, Context], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue. ``message`` and ``advice`` are templates (``templates.py``).

    ``when`` says in a few Chinese words when it fires. ``columns`` limits it to tables that have these columns; which
    rules run on which form, the forms say. ``check`` is what ``engine.run`` calls; None for a rule that looks beyond
    one table.
    ``partly`` is what only a part of it needs: without that the rest is looked at, and the rule counts as not run, too.
    ``lacks`` says, given what such a rule looks at, in Chinese why it cannot run; None where it can.
    """

    code: str
    severity: Severity
    message: str
    when: str
    advice: str
    source: str
    scope: Scope
    needs: tuple[Need, ...]
    columns: tuple[Field, ...]
    check: Check | None
    lacks: Callable[[Any], str | None] | None = None
    partly: tuple[Need, ...] = ()

    def concerns(self, sheet: ProgressSheet) -> bool:
        """Whether the table has the columns that the rule looks at."""
        for name in self.columns:  # noqa: SIM110 - asked of every rule for every sheet: a generator costs more
            if name not in sheet.columns:
                return False
        return True


_RULES: dict[str, Rule] = {}


def _enter(entry: Rule) -> None:
    """A code is given once and never again."""
    if entry.code in _RULES:
        raise ValueError(f"rule {entry.code} is declared twice")
    _RULES[entry.code] = entry


def rule(
    code: str,
    severity: Severity,
    message: str,
    *,
    when: str,
    advice: str,
    source: str,
    needs: tuple[Need, ...] = (),
    partly: tuple[Need, ...] = (),
    columns: tuple[Field, ...] = (),
) -> Callable[[Callable[..., Iterator[Hit]]], Callable[..., Iterator[Hit]]]:
    """Make a function the check of a code. It takes the sheet, and the context if it asks for two arguments."""

    def enter(function: Callable[..., Iterator[Hit]]) -> Callable[..., Iterator[Hit]]:
        check = cast("Check", function if function.__code__.co_argcount == 2 else _without_context(function))
        entry = Rule(code, severity, message, when, advice, source, "sheet", needs, columns, check, partly=partly)
        _enter(entry)
        return function

    return enter


def _without_context(function: Callable[[ProgressSheet], Iterator[Hit]]) -> Check:
    def check(sheet: ProgressSheet, _: Context) -> Iterator[Hit]:
        return function(sheet)

    return check


def finds(
    code: str,
    severity: Severity,
    message: str,
    *,
    when: str,
    advice: str,
    source: str,
    scope: Scope,
    lacks: Callable[[Any], str | None] | None = None,
) -> Callable[[Callable[P, Iterator[Found]]], Callable[P, Iterator[Finding]]]:
    """Make a function the one that finds a code beyond one table. Called, it gives findings."""
    _enter(Rule(code, severity, message, when, advice, source, scope, (), (), None, lacks))
    return also_finds(code)


def also_finds(code: str) -> Callable[[Callable[P, Iterator[Found]]], Callable[P, Iterator[Finding]]]:
    """Another function that finds a code, in the module in which the code is declared: the same fault, seen from
    elsewhere."""

    def enter(function: Callable[P, Iterator[Found]]) -> Callable[P, Iterator[Finding]]:
        @wraps(function)
        def found(*args: P.args, **kwargs: P.kwargs) -> Iterator[Finding]:
            for one in function(*args, **kwargs):
                yield _finding_of(code, one)

        return found

    return enter


def _finding_of(code: str, one: Found) -> Finding:
    path, sheet, row, cell, field = one.place
    return finding(code, path=path, sheet=sheet, row=row, cell=cell, field=field, severity=one.severity, **one.values)


def rules() -> Mapping[str, Rule]:
    """All rules by code, in the order of their codes."""
    return dict(sorted(_RULES.items()))


def get(code: str) -> Rule:
    """The rule of a code. Raises KeyError for a code that does not exist."""
    return _RULES[code]


def finding(
    code: str,
    *,
    sheet: str | None = None,
    row: int | None = None,
    cell: str | None = None,
    field: Field | None = None,
    path: str | None = None,
    severity: Severity | None = None,
    **values: Any,
) -> Finding:
    """The finding of a code.

    ``values`` are exactly the gaps of the code's message and advice; KeyError otherwise. ``severity`` is the
    bureau's own where it has set one.
    """
    entry = _RULES[code]
    check_values(code, (entry.message, entry.advice), values)
    return Finding(
        code=code,
        severity=severity or entry.severity,
        sheet=sheet,
        row=row,
        cell=cell,
        field=str(field) if field else None,
        message=fill(entry.message, values),
        advice=fill(entry.advice, values),
        path=path,
    )
