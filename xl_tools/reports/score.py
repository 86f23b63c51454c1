"""What ``score`` gives back: the JSON of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding, Severity
from xl_tools.reports.lost import Lost, lost_by_office
from xl_tools.scoring.engine import parts_of
from xl_tools.scoring.scheme import Kind

if TYPE_CHECKING:
    from pandas import DataFrame

    from xl_tools.scoring.case import Case
    from xl_tools.scoring.engine import OfficePoints


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeScore:
    """One office. ``work`` and ``total`` are None where they cannot be told: the weights do not add up, or an average
    rests on an office of which they cannot. ``grade`` is None for an office that is not graded. ``rank`` counts within
    its kind. ``lost`` holds what took points from ``total``.
    ``parts`` are what ``total`` is the sum of, by name; empty where it is put together otherwise.
    Of a workbook with its own table of rules: ``category`` is the unit's, ``groups`` the points of each group (``work``
    is that at the top, ``bonus`` what was added and taken), ``inside`` the group that each is part of where that is not
    the top, ``gates`` the names of those that changed something."""

    name: str
    kind: Kind
    work: Decimal | None
    process: Decimal
    evaluation: Decimal
    bonus: Decimal
    total: Decimal | None
    grade: str | None
    promoted: bool
    rank: int | None
    lost: tuple[Lost, ...]
    category: str = ""
    groups: Mapping[str, Decimal | None] = field(default_factory=dict)
    gates: tuple[str, ...] = ()
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, standing: OfficePoints, lost: tuple[Lost, ...], parts: Mapping[str, Decimal]) -> OfficeScore:
        return cls(
            name=standing.office.name,
            kind=standing.office.kind,
            work=standing.work,
            process=standing.process,
            evaluation=standing.evaluation,
            bonus=standing.bonus,
            total=standing.total,
            grade=standing.grade,
            promoted=standing.promoted,
            rank=standing.rank,
            lost=lost,
            parts=parts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """The result of one ``score``. ``rules`` is the id of the assessment used, ``title`` what it is
    called; ``objection`` says how a unit may object
    to what it was given, "" where the workbook does not say."""

    schema_: Literal["xl-tools/score/1"] = "xl-tools/score/1"
    rules: str
    title: str = ""
    path: str
    out: str | None = None
    offices: tuple[OfficeScore, ...]
    findings: tuple[Finding, ...] = ()
    objection: str = ""
    kept: tuple[KeptCopy, ...] = ()

    @classmethod
    def of(cls, case: Case, findings: Sequence[Finding], out: str | None = None) -> ScoreSheet:
        """A workbook that was scored: every office with what it lost and where, and what was found."""
        lost = lost_by_office(case)
        return cls(
            rules=case.inputs.assessment.id,
            title=case.inputs.assessment.title,
            path=case.book.path,
            out=out,
            offices=tuple(
                OfficeScore.of(standing, tuple(lost.get(standing.office.name, ())), parts_of(standing, case.scored))
                for standing in case.scored.standings
            ),
            findings=tuple(findings),
        )

    @property
    def exit_code(self) -> int:
        """1 with a finding of severity error, else 0."""
        return int(any(found.severity is Severity.ERROR for found in self.findings))

    def to_frame(self, what: Literal["offices", "lost"] = "offices") -> DataFrame:
        """A pandas table with one line an office, or one line a loss. ``rank`` is a whole number, ``Int64``: missing is
        ``<NA>``. Raises UserError for another word."""
        from pandas import DataFrame  # a second of start-up that only analysts need

        if what == "lost":
            lines = [{"name": office.name} | asdict(lost) for office in self.offices for lost in office.lost]
            return DataFrame(lines, columns=["name", *(one.name for one in fields(Lost))])
        if what != "offices":
            raise UserError(f"what 只能是 offices 或 lost，不能是“{what}”。")
        columns = [one.name for one in fields(OfficeScore) if one.name != "lost"]
        rows = ({name: asdict(office)[name] for name in columns} for office in self.offices)
        return DataFrame(rows, columns=columns).astype({"rank": "Int64"})
