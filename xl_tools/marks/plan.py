"""Marks as a plan: what is to be done to a workbook, decided here, painted by a surface.

A plan is a list of actions. It is made from findings and from what a surface knows of the workbook (``KnownBook``), and
knows neither files nor Excel. Which cells are coloured and noted, in which words, what the results sheet lists and what
is said is the plan's; a painter only carries it out, and tells what it could not do: notes that stand there already,
protection, sheets that have no cells. ``reports/plan.py`` gives a plan as JSON.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Literal

from xl_tools.core.addresses import Cell, cell_at, cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding, Severity
from xl_tools.marks import results
from xl_tools.marks.areas import Area, areas_of, join_ranges
from xl_tools.marks.looks import FILLS, formula
from xl_tools.marks.note_text import Run, compose, ranked

Tone = Literal["info", "wrong", "status"]
"""How something is said: as a result, as a failure, or in the status bar without a box."""

AskKind = Literal["yes_no", "text", "folder", "file", "files"]


# --- the actions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unlock:
    """Open the sheets that are protected without a password, until ``Lock``."""

    do: Literal["unlock"] = field(default="unlock", init=False)
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """Protect the sheets again as ``Unlock`` found them."""

    do: Literal["lock"] = field(default="lock", init=False)
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClearOurs:
    """Take our marks out of these sheets (None: of every sheet), and the results sheet. ``found`` is said where there
    were any, ``none`` where there were not; "" says nothing."""

    do: Literal["clear_ours"] = field(default="clear_ours", init=False)
    sheets: tuple[str, ...] | None = None
    found: str = ""
    none: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """Lay a colour over ranges of a sheet, by a conditional format with this formula, over the formats that are there.

    ``cells`` are those with findings; ``ranges`` cover them, merged ranges whole, neighbours joined. ``colour`` is
    ``#RRGGBB``.
    """

    do: Literal["fill"] = field(default="fill", init=False)
    sheet: str
    severity: Severity
    cells: tuple[str, ...]
    ranges: tuple[str, ...]
    formula: str
    colour: str


@dataclass(frozen=True, slots=True)
class Note:
    """Put our text on a cell as a note; behind the text of a note that stands there where ``append``.

    ``findings`` are the cell's, the most severe first. The text is composed when it is asked for: the texts of a
    workbook are together many times as large as its findings.
    """

    sheet: str
    cell: str
    findings: tuple[Finding, ...]
    append: bool = True

    @property
    def severity(self) -> Severity:
        """The worst."""
        return self.findings[0].severity

    @property
    def runs(self) -> tuple[Run, ...]:
        return compose(self.findings)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Link:
    """From a row of the results sheet to the cell that it is about."""

    row: int
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Results:
    """Add the results sheet as the last one; the sheet in front stays in front.

    ``listed`` are the findings, each with the text of 说明; rows, links and keys follow from them. ``beside`` is what
    people wrote into the sheet that it takes the place of, beside 说明; the sheet of a workbook without marks
    (``cleared``) holds nothing else.
    """

    title: str
    listed: tuple[tuple[Finding, str], ...]
    beside: tuple[str, ...] = ()
    cleared: bool = False

    @property
    def rows(self) -> Iterator[results.Row]:
        """The sheet from its first row on, without the keys."""
        return results.rows(self.listed, self.title, self.beside, cleared=self.cleared)

    @property
    def links(self) -> Iterator[Link]:
        for row, (finding, _) in enumerate(self.listed, results.HEADER_ROW + 1):
            if results.linked(finding) and finding.sheet is not None and finding.cell is not None:
                yield Link(row, finding.sheet, finding.cell)

    @property
    def behind(self) -> Iterator[tuple[str, str]]:
        """Key and code for the two hidden columns behind the others, from the sheet's first row on."""
        return results.behind(self.listed, self.title)

    @property
    def keys(self) -> tuple[str | None, ...]:
        """The keys, a row a finding; () where no finding has one."""
        return results.keys(self.listed)


@dataclass(frozen=True, slots=True)
class Select:
    """Bring a sheet to the front and select a cell on it (None: as it was)."""

    do: Literal["select"] = field(default="select", init=False)
    sheet: str
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Open a workbook that was written."""

    do: Literal["open"] = field(default="open", init=False)
    path: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the user, once Python has returned, and call ``next`` with the answer ("" for Cancel).

    ``yes_no`` is answered by "yes" or "no", ``files`` by a path a line. ``proposal`` is what stands in the field of
    ``text``, the patterns shown ("*.xlsx;*.xls") of ``file``.
    """

    do: Literal["ask"] = field(default="ask", init=False)
    kind: AskKind
    prompt: str
    next: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the user, once Python has returned. What several actions say is told together, in their order."""

    do: Literal["say"] = field(default="say", init=False)
    text: str
    tone: Tone = "info"


Action = Unlock | Lock | ClearOurs | Fill | Note | Results | Select | Open | Ask | Say


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """What a surface is to do, in order."""

    actions: tuple[Action, ...]

    @property
    def marks(self) -> bool:
        """Whether it touches the marks of the workbook at all."""
        return any(isinstance(action, ClearOurs) for action in self.actions)


@dataclass(frozen=True, slots=True)
class MarkResult:
    """What became of a plan. ``noted`` and ``overlaid`` count cells; ``skipped`` lists findings' cells (``表!A1``)
    without a note or without any mark, each with the reason in Chinese (they stand in the results sheet all the same).
    ``signed`` tells that the file carried a digital signature, which any change makes invalid. ``kept`` is the copy
    made of an earlier file in its place that somebody had worked in."""

    noted: int
    overlaid: int
    skipped: tuple[tuple[str, str], ...] = ()
    signed: bool = False
    kept: tuple[KeptCopy, ...] = ()


WORDS_STAY = "“校验结果”表里写在“说明”一列以外的话还留在那张表上；抄走后可以删去它。"

# --- making one -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownBook:
    """What a surface knows of a workbook before it is marked.

    ``sheets`` are the names in their order; ``merged`` the merged ranges by sheet, at least of those with findings;
    ``listed`` the findings that its results sheet lists, each with what the clerk wrote beside it; ``beside`` what
    stands in that sheet outside the column 说明; ``fills`` the colours that people gave cells beside findings there, by
    the finding (its code, and its key or else its sheet and cell) and column.
    """

    sheets: Sequence[str]
    merged: Mapping[str, Sequence[Area]] = field(default_factory=dict)
    listed: Sequence[tuple[Finding, str]] = ()
    beside: Sequence[str] = ()
    fills: Mapping[tuple[str, str, str], Mapping[int, int]] = field(default_factory=dict)


def marking(
    findings: Sequence[Finding],
    known: KnownBook,
    *,
    title: str = "",
    only: Collection[str] | None = None,
    ran: Collection[str] | None = None,
) -> tuple[Action, ...]:
    """The actions that mark the findings; marks that are there are replaced, the clerk's reasons kept.

    ``title`` (a unit's name, a sheet's) stands on top of the results sheet. ``only`` are the sheets that were checked,
    where not all were: marks and listed findings of the others stay. ``ran`` are the codes that were looked for, where
    not all were: reasons beside others stay listed.
    """
    ours = tuple(name for name in known.sheets if only is None or name in only)
    others = set(known.sheets).difference(ours)
    kept = [entry for entry in known.listed if entry[0].sheet in others]
    told = results.explanations_of(entry for entry in known.listed if entry[0].sheet not in others)
    listed = results.carried_over(findings, told, ran)
    if kept:
        listed = sorted([*kept, *listed], key=lambda entry: _position(entry[0], known.sheets))
    return (
        Unlock(ours),
        ClearOurs(None if only is None else ours),
        *(action for sheet, cells in by_sheet(findings).items() for action in _on_sheet(sheet, cells, known)),
        Results("" if kept else title, tuple(listed), tuple(known.beside)),
        *([Say("“校验结果”表里写在“说明”一列以外的话，移到了那张表的下面。")] if known.beside else []),
        Lock(ours),
    )


def clear_all(known: KnownBook) -> tuple[Action, ...]:
    """The actions that take every mark out of the workbook. What people wrote into the results sheet beside 说明 stays
    there: deleting it is theirs."""
    sheets = tuple(known.sheets)
    clear = ClearOurs(None, "标记已全部清除。", "这个工作簿里没有校验标记。")
    words: list[Action] = [Results("", (), tuple(known.beside), cleared=True), Say(WORDS_STAY)] if known.beside else []
    return Unlock(sheets), clear, *words, Lock(sheets)


def by_sheet(findings: Sequence[Finding]) -> dict[str, dict[Cell, list[Finding]]]:
    """The findings that name a cell, by sheet and cell, as they come."""
    grouped: dict[str, dict[Cell, list[Finding]]] = {}
    for finding in findings:
        cell = cell_at(finding.cell) if finding.cell else None
        if finding.sheet is not None and cell:
            grouped.setdefault(finding.sheet, {}).setdefault(cell, []).append(finding)
    return grouped


def _on_sheet(sheet: str, cells: Mapping[Cell, list[Finding]], known: KnownBook) -> Iterator[Fill | Note]:
    areas = areas_of(cells, known.merged.get(sheet, ()))
    flagged: dict[Severity, list[Cell]] = {}
    for cell, found in cells.items():
        flagged.setdefault(ranked(found)[0].severity, []).append(cell)
    for severity, worst in flagged.items():
        yield Fill(
            sheet=sheet,
            severity=severity,
            cells=tuple(cell_name(*cell) for cell in worst),
            ranges=tuple(join_ranges(areas[cell] for cell in worst)),
            formula=f"={formula(severity)}",
            colour=FILLS[severity],
        )
    together: dict[Cell, list[Finding]] = {}
    for cell, found in cells.items():
        # Only the first cell of a merged range shows a note.
        together.setdefault(areas[cell][:2], []).extend(found)
    for cell in sorted(together):
        yield Note(sheet, cell_name(*cell), ranked(together[cell]))


def _position(finding: Finding, sheets: Sequence[str]) -> int:
    """Where a finding's sheet stands; what is about the whole file comes first."""
    return sheets.index(finding.sheet) if finding.sheet in sheets else -1
