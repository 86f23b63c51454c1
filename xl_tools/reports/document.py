"""What ``report`` says of the paper that it wrote."""

from __future__ import annotations

from datetime import date
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to one unit, drafted: the labels of its tasks, and the day by which a reply is wanted."""

    unit: str
    tasks: tuple[str, ...]
    reply_by: date
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReport:
    """The letters of one kind that the numbers call for; a person decides which of them go out. ``register_file`` is
    the workbook in which they are entered."""

    schema_: Literal["xl-tools/letter/1"] = "xl-tools/letter/1"
    source: str
    kind: str
    letters: tuple[Letter, ...]
    register_file: str | None
    kept: tuple[KeptCopy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """A paper made of a roll-up's workbook. ``kind`` is the word behind ``--kind``; ``draft`` is true while something
    in it is left to fill in or to settle; ``pdf`` the same as PDF, None where none was wanted or could be made;
    ``findings`` are its own checks (R01 to R13)."""

    schema_: Literal["xl-tools/report/1"] = "xl-tools/report/1"
    source: str
    kind: str
    out: str
    draft: bool
    pdf: str | None = None
    findings: tuple[Finding, ...] = ()
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 with a check of severity error that failed."""
        return int(any(found.severity is Severity.ERROR for found in self.findings))
