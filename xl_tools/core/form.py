"""A kind of table: what a form and its columns are called, and what may be asked of either.

The definitions themselves are data (``data/forms/``) and are loaded by ``xl_tools.forms``. Code asks a form what it is
("does it report?", "which texts are the unit's own?") and never which one it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self, cast


class Field(str):
    """What a column holds, by name ("task"): one object for each name, so that ``is`` and ``==`` agree.

    The names that rules know are constants here. Others come with the forms that have them (``data/forms/``); the
    headings of all are data too (``data/headings.toml``, and the forms' own).
    """

    __slots__ = ()
    _known: ClassVar[dict[str, Field]] = {}

    REGION: ClassVar[Field]
    SERIAL: ClassVar[Field]
    PROVINCE_SERIAL: ClassVar[Field]
    KIND: ClassVar[Field]
    INSPECTION: ClassVar[Field]
    TASK: ClassVar[Field]
    PLAN: ClassVar[Field]
    GOAL: ClassVar[Field]
    MEASURES: ClassVar[Field]
    STANDARD: ClassVar[Field]
    DEADLINE: ClassVar[Field]
    PREVIOUS: ClassVar[Field]
    PROGRESS: ClassVar[Field]
    PROBLEMS: ClassVar[Field]
    STATUS: ClassVar[Field]
    SUPERVISOR: ClassVar[Field]
    LEADER: ClassVar[Field]
    UNITS: ClassVar[Field]
    LEAD: ClassVar[Field]
    COOPERATING: ClassVar[Field]
    PERSON: ClassVar[Field]
    INCENTIVE: ClassVar[Field]
    REMARK: ClassVar[Field]

    def __new__(cls, name: str) -> Self:
        return cast("Self", cls._known.get(name) or cls._known.setdefault(name, super().__new__(cls, name)))


for _name in filter(str.isupper, Field.__annotations__):
    setattr(Field, _name, Field(_name.lower()))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: the heading that is printed, and the other headings that name it.

    ``city`` are its names in a city's table, ``weak`` those that mean it only where no column claims it otherwise.
    ``like`` is an expression for headings put together of the usual words, where none of these names is one; "" for
    none.
    ``types`` are the JSON types of its values and ``about`` says in Chinese how it is filled in.
    """

    field: Field
    title: str
    aliases: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    types: tuple[str, ...] = ("string",)
    about: str = ""
    like: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that names it, the printed one first."""
        return tuple(dict.fromkeys((self.title, *self.aliases, *self.city, *self.weak)))


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One kind of table. There is one object for each definition; it is told apart by identity.

    ``name`` stands in the JSON, ``title`` is what people call it, ``sheet`` names a sheet that is written in it.
    ``reader`` says what reads it: "table" the general reader of tables, else the reader of that name.

    ``columns`` are all columns that it reads, ``listed`` those that belong to it, in their order. A ``required`` one
    may stand as its ``parts`` in columns of their own, or have another ``instead`` of it. ``counted`` says what
    its entries are counted as. ``own`` are the texts that the unit writes itself, ``locked`` those that were handed out
    to it. ``subject`` says what a row is about, ``whose`` names the unit or units that a row concerns (None: no column
    does).

    A row of headings is of this form when it has one of each group of ``one_of`` and none of ``never``; its table
    may be ``empty`` where a heading without an entry still is one. In a ``flat`` table each row is an entry of its own:
    no text goes on in the next row, none is a part of the one above. With ``sums`` a row that adds up others is an
    entry, too.

    ``standard``: the one form in which the toolkit issues, merges and imports. ``reports``: a unit sends it in each
    period, and the roll-up merges it; a row is then a task. ``rules`` are the codes and classes that may run on it,
    less those of ``without``. ``written`` are headings of its own for what is written, ``order`` the columns' order
    there. ``schema`` is the name of its JSON Schema ("" for none).
    """

    name: str
    title: str
    sheet: str = ""
    reader: str = "table"
    counted: str = "项任务"
    columns: Mapping[Field, Column] = field(default_factory=dict)
    listed: tuple[Field, ...] = ()
    required: tuple[Field, ...] = ()
    parts: Mapping[Field, tuple[Field, ...]] = field(default_factory=dict)
    instead: Mapping[Field, tuple[Field, ...]] = field(default_factory=dict)
    own: tuple[Field, ...] = ()
    locked: tuple[Field, ...] = ()
    subject: Field = Field.TASK
    whose: Field | None = None
    one_of: tuple[frozenset[Field], ...] = ()
    never: frozenset[Field] = frozenset()
    empty: bool = False
    flat: bool = False
    sums: bool = False
    standard: bool = False
    reports: bool = False
    rules: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    written: Mapping[Field, str] = field(default_factory=dict)
    order: tuple[Field, ...] = ()
    schema: str = ""

    @property
    def of_tasks(self) -> bool:
        """Whether a row is a task, which may be handed out."""
        return self.subject is Field.TASK

    def has(self, name: Field) -> bool:
        """Whether the form has such a column at all."""
        return name in self.columns

    def runs(self, code: str) -> bool:
        """Whether a rule may run on tables of this form."""
        return code.startswith(self.rules) and code not in self.without

    def recognises(self, columns: Collection[Field]) -> bool:
        """Whether a heading with these columns is one of this form."""
        found = frozenset(columns)
        return self.never.isdisjoint(found) and all(group & found for group in self.one_of)

    def lacking(self, columns: Collection[Field]) -> list[Field]:
        """Required columns that are not among these, nor anything that may stand for them, in the form's order."""
        wanted = [name for name in self.columns if name in self.required]
        return [name for name in wanted if not self._standing_for(name) & set(columns)]

    def _standing_for(self, name: Field) -> set[Field]:
        return {name, *self.parts.get(name, ()), *self.instead.get(name, ())}
