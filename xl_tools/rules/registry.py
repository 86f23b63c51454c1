"""What a rule is: how its code, severity and words are declared, and the one list of all rules.

A rule is one function, one code, one message. The function only says where something is wrong and with
which words (``Hit``); severity, message and advice stand in its declaration, so the catalogue can be read,
printed and compared without running anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from xl_tools.core.records import Field, Finding, Form, ProgressSheet, Severity
from xl_tools.rules.context import Context
from xl_tools.rules.templates import check_values, fill

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT

Scope = Literal["book", "sheet", "round"]
"""book: a whole workbook; sheet: one table; round: many sheets together, fired by the roll-up."""

Need = Literal["previous", "baseline", "period", "own_period", "merged", "hidden_rows", "faults", "controls"]
"""What a rule cannot do without: last period's sheet, the sheet as issued, the period asked for, the period
that the sheet itself names; or a fact of the sheet that not every source looks at (``core.grid.Grid``)."""


class Hit:
    """One place where a rule fires. ``values`` fill the gaps of the rule's message and advice.

    ``cell`` is given only where it is not the field's column in the row.
    """

    __slots__ = ("cell", "field", "row", "values")

    def __init__(
        self, row: int | None = None, field: Field | None = None, cell: str | None = None, /, **values: Any
    ) -> None:
        self.row = row
        self.field = field
        self.cell = cell
        self.values: dict[str, Any] = values


Check = Callable[[ProgressSheet, Context], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue. ``message`` and ``advice`` are templates (``templates.py``).

    ``when`` says in a few Chinese words when it fires. ``forms`` and ``columns`` limit it to tables of that form
    that have these columns. ``check`` is None where something else fires the code: the engine (S101), who reads
    files (S117) or the roll-up (scope ``round``).
    """

    code: str
    severity: Severity
    message: str
    when: str
    advice: str
    source: str
    scope: Scope
    needs: tuple[Need, ...]
    forms: tuple[Form, ...]
    columns: tuple[Field, ...]
    check: Check | None

    def concerns(self, sheet: ProgressSheet) -> bool:
        if sheet.form not in self.forms:
            return False
        for name in self.columns:  # noqa: SIM110 - asked of every rule for every sheet: a generator costs more
            if name not in sheet.columns:
                return False
        return True


_RULES: dict[str, Rule] = {}


def declare(
    code: str,
    severity: Severity,
    message: str,
    *,
    when: str,
    advice: str,
    source: str,
    scope: Scope = "sheet",
    needs: tuple[Need, ...] = (),
    forms: tuple[Form, ...] = (Form.PROGRESS, Form.LIST),
    columns: tuple[Field, ...] = (),
    check: Check | None = None,
) -> None:
    """Enter a code in the catalogue. A code is given once and never again."""
    if code in _RULES:
        raise ValueError(f"rule {code} is declared twice")
    _RULES[code] = Rule(code, severity, message, when, advice, source, scope, needs, forms, columns, check)


def rule(
    code: str,
    severity: Severity,
    message: str,
    *,
    when: str,
    advice: str,
    source: str,
    needs: tuple[Need, ...] = (),
    forms: tuple[Form, ...] = (Form.PROGRESS, Form.LIST),
    columns: tuple[Field, ...] = (),
) -> Callable[[Callable[..., Iterator[Hit]]], Callable[..., Iterator[Hit]]]:
    """Make a function the check of a code. It takes the sheet, and the context if it asks for two arguments."""

    def enter(function: Callable[..., Iterator[Hit]]) -> Callable[..., Iterator[Hit]]:
        check = cast("Check", function if function.__code__.co_argcount == 2 else _without_context(function))
        declare(
            code,
            severity,
            message,
            when=when,
            advice=advice,
            source=source,
            needs=needs,
            forms=forms,
            columns=columns,
            check=check,
        )
        return function

    return enter


def _without_context(function: Callable[[ProgressSheet], Iterator[Hit]]) -> Check:
    def check(sheet: ProgressSheet, _: Context) -> Iterator[Hit]:
        return function(sheet)

    return check


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
    """The finding of a code, for what the roll-up or another reader finds itself.

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
        field=field.value if field else None,
        message=fill(entry.message, values),
        advice=fill(entry.advice, values),
        path=path,
    )
