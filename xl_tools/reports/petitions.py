"""What the commands of petitions give back (``petitions add``, ``stats``, ``publish``)."""

from __future__ import annotations

from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding

_SHOWN = 30
"""Characters of a cell that a sentence holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictReport:
    """A cell that a list has otherwise than the ledger. ``row`` is that of the list; ``reason`` tells why it was not
    written, "" for a cell of what was handed over."""

    code: str
    field: str
    ledger: str
    list: str
    file: str
    row: int = 0
    reason: str = ""

    def told(self, done: str) -> str:
        """D01 的“污染类型”：台账是“水”，交办单.xlsx 第3行是“大气”，没有改。"""
        why = f"（{self.reason}）" if self.reason else ""
        where = f"{self.file} 第{self.row}行"
        said = f"台账是“{self.ledger[:_SHOWN]}”，{where}是“{self.list[:_SHOWN]}”"
        return f"{self.code} 的“{self.field}”：{said}，{done}{why}。"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleReport:
    """A petition that stands in a list twice, in the rows ``first`` and ``row``."""

    code: str
    file: str
    row: int
    first: int

    @property
    def sentence(self) -> str:
        return f"“{self.file}”的第{self.row}行和第{self.first}行是同一件（{self.code}），请核对是不是编号抄错了。"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayReport:
    """A petition that a list answers though the ledger has none of its code, and nothing tells its batch."""

    code: str
    file: str
    row: int

    @property
    def sentence(self) -> str:
        return (
            f"“{self.file}”第{self.row}行的{self.code}，台账里没有，也看不出是哪一批交办的，加在后面；"
            "请核对是不是编号抄错了，抄错的请从台账里删去这一行。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What adding lists to a ledger came to. ``written`` is the workbook that was written, None for a dry run or where
    nothing changed. ``made`` tells whether the ledger is one of our making: any other is left as it is, and what is to
    be added stands in a workbook of its own. ``nameless`` counts rows of lists that nothing tells apart,
    ``replaced`` are values that were replaced though no list is on record for them: somebody may have typed them.
    ``doubles`` are petitions that a list has twice, ``strays`` those that nobody handed over, ``order`` the files of
    the run, oldest first, where some of them answer differently: () where none do."""

    schema_: Literal["xl-tools/petitions/1"] = "xl-tools/petitions/1"
    ledger: str
    made: bool
    written: str | None = None
    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: int = 0
    nameless: int = 0
    doubles: tuple[DoubleReport, ...] = ()
    strays: tuple[StrayReport, ...] = ()
    order: tuple[str, ...] = ()
    conflicts: tuple[ConflictReport, ...] = ()
    replaced: tuple[ConflictReport, ...] = ()
    batches: tuple[int, ...] = ()
    total: int = 0
    unread: tuple[str, ...] = ()
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where something could not be taken over, or must be looked at."""
        return int(bool(self.conflicts or self.unread or self.nameless or self.doubles or self.strays))

    @property
    def sentence(self) -> str:
        """新增 12，更新 85，未变 1,060，有冲突 2."""
        keys = len({conflict.code for conflict in self.conflicts})
        return f"新增 {len(self.new):,}，更新 {len(self.updated):,}，未变 {self.unchanged:,}，有冲突 {keys:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionFileReport:
    """A workbook or paper made of ledgers: ``written`` are the files, ``findings`` what keeps them from being right,
    ``missing`` the units that have not reported."""

    schema_: Literal["xl-tools/petition-files/1"] = "xl-tools/petition-files/1"
    written: tuple[str, ...]
    total: int
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        return int(any(found.severity == "error" for found in self.findings))
