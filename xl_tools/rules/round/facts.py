"""What a rule between units may ask: the roll-up's records have it (``rollup.records``, ``rollup.reporting``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from xl_tools.core.records import Field, Place, ProgressRow, ProgressSheet, Status


class Unit(Protocol):
    """A unit that ought to report, or did."""

    @property
    def name(self) -> str: ...
    @property
    def reported(self) -> bool: ...


class Standing(Protocol):
    """Where one unit stands on one task. ``status`` is None where it is undecided or the task does not concern the
    unit (then ``counts`` is false); ``label`` is the status in words, ``reason`` why there is none; ``absent`` is true
    of a unit that has reported, without this task."""

    @property
    def status(self) -> Status | None: ...
    @property
    def counts(self) -> bool: ...
    @property
    def label(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def absent(self) -> bool: ...


class Part(Protocol):
    """What one unit says about one task. ``row`` is None where it has none; ``due`` where no day is sure."""

    @property
    def unit(self) -> str: ...
    @property
    def standing(self) -> Standing: ...
    @property
    def row(self) -> ProgressRow | None: ...
    @property
    def due(self) -> date | None: ...


class Task(Protocol):
    """One task over all units, merged. ``label`` is how findings name it, ``number`` the province's."""

    @property
    def number(self) -> int | None: ...
    @property
    def label(self) -> str: ...
    @property
    def texts(self) -> Mapping[Field, str]: ...
    @property
    def parts(self) -> Sequence[Part]: ...
    @property
    def status(self) -> Status | None: ...
    @property
    def due(self) -> date | None: ...
    def counted(self) -> Iterator[Part]:
        """The parts that count: all but those of units that the task does not concern."""
        ...

    def place(self, field: Field) -> Place:
        """Its cell in the table that the roll-up writes."""
        ...


class Reported(Protocol):
    """A unit's row for a task, and the table it stands in."""

    @property
    def sheet(self) -> ProgressSheet: ...
    @property
    def row(self) -> ProgressRow: ...


class Overflow(Protocol):
    """A merged text that is too long for a cell; it goes on in row ``row`` of another sheet."""

    @property
    def field(self) -> Field: ...
    @property
    def row(self) -> int: ...
