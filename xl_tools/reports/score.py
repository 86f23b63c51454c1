"""What ``score`` gives back: the JSON of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, PlainSerializer, WithJsonSchema
from pydantic import Field as Key

from xl_tools.core.records import Finding, Record, Severity

if TYPE_CHECKING:
    from pandas import DataFrame


Points = Annotated[
    Decimal,
    PlainSerializer(float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""A number of points: exact in Python, a plain number in JSON."""


class Kind(StrEnum):
    """Key offices are graded; the others may be treated otherwise."""

    KEY = "key"
    OTHER = "other"


class Lost(Record):
    """Points lost in one place: the item in words, and the cell of the workbook scored where it is decided (None
    where the workbook has no such cell yet)."""

    item: str
    points: Points
    sheet: str | None = None
    cell: str | None = None
    reason: str = ""


class OfficeScore(Record):
    """One office. ``work`` and ``total`` are None where they cannot be told: the weights do not add up, or an average
    rests on an office of which they cannot. ``grade`` is None for an office that is not graded. ``rank`` counts within
    its kind. ``lost`` holds what took points from ``total``."""

    name: str
    kind: Kind
    work: Points | None
    process: Points
    evaluation: Points
    bonus: Points
    total: Points | None
    grade: str | None
    promoted: bool
    rank: int | None
    lost: tuple[Lost, ...]


class ScoreSheet(Record):
    """The result of one ``score``. ``rules`` is the id of the assessment used."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    schema_: Literal["xl-tools/score/1"] = Key(default="xl-tools/score/1", alias="schema")
    rules: str
    path: str
    out: str | None = None
    offices: tuple[OfficeScore, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 with a finding of severity error, else 0."""
        return int(any(found.severity is Severity.ERROR for found in self.findings))

    def to_frame(self, what: Literal["offices", "lost"] = "offices") -> DataFrame:
        """A pandas table with one line an office, or one line a loss."""
        from pandas import DataFrame  # a second of start-up that only analysts need

        if what == "lost":
            return DataFrame(
                {"name": office.name} | lost.model_dump() for office in self.offices for lost in office.lost
            )
        rows: Sequence[dict[str, object]] = [office.model_dump(exclude={"lost"}) for office in self.offices]
        return DataFrame(rows)
