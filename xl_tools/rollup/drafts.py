"""What people wrote into a roll-up: the city's own text of a task (市级统稿), and edits of 整改进展.

Each task of 任务统计 carries a code: digests of its texts as they were written, so that what was typed since is told
from what the program wrote, and digests of the units' texts that they stand for, so that it can be said later which
of them have changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime

from xl_tools.core.carried_rows import REMARK
from xl_tools.core.dataclass import dataclass
from xl_tools.core.file_names import last_part
from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Field, Finding, ProgressSheet, Severity
from xl_tools.forms.headings import title
from xl_tools.marks.results import STALE, Explanation, explanations_in, fit
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.additions import Additions, RowName
from xl_tools.rollup.layout import (
    CHANGES_SHEET,
    DETAIL_SHEET,
    DRAFT_CODE,
    DRAFTS,
    FINDINGS_SHEET,
    FORM_SHEET,
    MISSING_SHEET,
    REPORT_BY,
    SERIAL,
    TASK_LABEL,
    TASK_SCORES_SHEET,
    TASKS_SHEET,
    TOTALS_BY_KIND,
    TOTALS_BY_UNIT,
    TOTALS_SHEET,
    UNIT_SCORES_SHEET,
    WARNED_SHEET,
    WITH_OWN_WORDS,
)
from xl_tools.rollup.league import CarriedScores
from xl_tools.rollup.lines import lines, number
from xl_tools.rollup.overflow import is_too_long
from xl_tools.rollup.own_notes import own_notes
from xl_tools.rollup.policy import LACKING, kind_names
from xl_tools.rollup.records import Changed, Draft, Part, Task, Warned
from xl_tools.rollup.renumbered import with_own_serials
from xl_tools.rollup.reporting import Unit
from xl_tools.rollup.reread import whole_texts
from xl_tools.rollup.reread_additions import additions_in
from xl_tools.rollup.reread_scores import scores_in
from xl_tools.rollup.task_codes import (
    CARRIED,
    EDITABLE,
    Written,
    carried_digests,
    coded_tasks,
    digest_of,
    letter,
    written_texts,
)
from xl_tools.rollup.texts import part_text
from xl_tools.rollup.typed_formulas import typed_over_formulas
from xl_tools.rollup.typed_scores import typed_beside_scores

ELSEWHERE = f"（太长，见“{FORM_SHEET}”）"
"""Stands for a text of the city's own that passes what a cell can hold."""


@dataclass(frozen=True, slots=True)
class HandWork:
    """What was found in an earlier roll-up. ``drafts`` by the task's label; ``lost`` says of a task why its edit cannot
    be carried; ``reasons`` are those that clerks wrote beside findings, ``report_by`` the day by which files are
    wanted, where one stands there, ``scores`` what was set and entered in 单位得分, ``added`` what people added."""

    drafts: Mapping[str, Mapping[Field, Draft]] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
    reasons: Sequence[Explanation] = ()
    report_by: date | None = None
    scores: CarriedScores | None = None
    added: Additions = field(default_factory=Additions)

    def said(self, findings: Iterable[Finding]) -> list[str]:
        """What stands beside each finding in 校验结果: the reason that was written for it, one for other words at the
        same place marked as such, "" where there is none."""
        same, there = {}, {}
        for reason in self.reasons:
            place = reason.code, reason.sheet or "", reason.cell or ""
            same[*place, fit(reason.message)] = there[place] = reason.text
        found = []
        for one in findings:
            place = one.code, where(one), one.cell or ""
            old = there.get(place, "").removeprefix(STALE)
            found.append(one.accepted or same.get((*place, fit(one.message))) or (old and STALE + old))
        return found


def where(finding: Finding) -> str:
    """How 校验结果 names the sheet that a finding is about, and its file where it is not the roll-up's own."""
    names = (last_part(finding.path) if finding.path else "", finding.sheet or "")
    return " ".join(name for name in names if name)


def accepted(findings: Sequence[Finding], said: Sequence[str]) -> tuple[Finding, ...]:
    """The findings, those with a reason accepted; errors are not."""
    return tuple(
        replace(one, accepted=text)
        if text and one.accepted is None and one.severity is not Severity.ERROR and not text.startswith(STALE)
        else one
        for one, text in zip(findings, said, strict=True)
    )


def basis(parts: tuple[Part, ...], name: Field) -> dict[str, str]:
    """The units' texts that a text of the merged table stands for, as digests: by unit for the progress, of all
    together for the others."""
    said = {part.unit: _said(part, name) for part in parts if part.row}
    if name is Field.PROGRESS:
        return {unit: digest_of(text) for unit, text in said.items() if text.strip()}
    return {"": digest_of(*(one for unit, text in sorted(said.items()) if text.strip() for one in (unit, text)))}


def _said(part: Part, name: Field) -> str:
    if part.row is None:
        return ""
    return part.standing.label if name is Field.STATUS else part_text(part.row, name)


def code(task: Task, status: str) -> str:
    """The code of a task; ``status`` is its status cell as it is written."""
    shown = {**task.shown, Field.STATUS: task.shown.get(Field.STATUS, status)}
    said = {}
    for name in EDITABLE:
        draft = task.drafts.get(name)
        said[letter(name)] = [digest_of(shown[name]), basis(task.parts, name), *([draft.based_on] if draft else [])]
    if task.carried:
        said[CARRIED] = [{heading: digest_of(text) for heading, text in task.carried.items()}]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def draft_cell(task: Task) -> str:
    """What stands in the column of the city's own text: nothing where it has none."""
    draft = task.drafts.get(Field.PROGRESS)
    if draft is None:
        return ""
    return ELSEWHERE if is_too_long(draft.text) else draft.text


def lost_work(
    by_hand: HandWork,
    tasks: Sequence[Task],
    units: Sequence[Unit],
    late: Sequence[Warned],
    changed: Sequence[Changed] | None,
) -> dict[str, str]:
    """What people wrote that the new workbook does not hold, and why, by what its row is called. ``late`` and
    ``changed`` are the rows of 预警 and 与上期对比, None where that sheet is not written."""
    labels = [task.label for task in tasks]
    parts = [(task.label, part.unit) for task in tasks for part in task.parts]
    listed = [(one.task.label, one.part.unit) for one in late]
    lacking = {part.unit for task in tasks for part in task.parts if part.standing in LACKING}
    rows: Mapping[str, Sequence[RowName]] = {
        FORM_SHEET: [*((label, "") for label in labels), *by_hand.added.own_rows()],
        TASKS_SHEET: [(label, "") for label in labels],
        DETAIL_SHEET: parts,
        WARNED_SHEET: listed,
        CHANGES_SHEET: [(one.task.label, one.unit) for one in changed or ()],
        TASK_SCORES_SHEET: parts,
        MISSING_SHEET: [("", unit.name) for unit in units if not unit.reported or unit.name in lacking],
        **{sheet: [("", unit.name) for unit in units] for sheet in (TOTALS_BY_UNIT, UNIT_SCORES_SHEET)},
        TOTALS_BY_KIND: [("", kind) for kind in kind_names()],
    }
    added = by_hand.added
    names = {" ".join(row) for row in listed}
    remarks = {name: row[REMARK] for name, row in added.warned.rows.items() if row.get(REMARK) and name not in names}
    gone = [
        *((name, "这次没有这项任务了，上次手工写的字") for name in by_hand.drafts if name not in labels),
        *(one for sheet, there in rows.items() for one in added.gone(sheet, there)),
        *((name, f"“{WARNED_SHEET}”里这一行这次没有了，备注“{text}”") for name, text in remarks.items()),
        *(added.without(CHANGES_SHEET) if changed is None else ()),
    ]
    return together(by_hand.lost, *({name: why} for name, why in gone))


def together(*lost: Mapping[str, str]) -> dict[str, str]:
    """Why things are lost, all that is said of each in one sentence."""
    found: dict[str, list[str]] = {}
    for name, why in (one for said in lost for one in said.items()):
        found.setdefault(name, []).append(why)
    return {name: "；".join(why) for name, why in found.items()}


# --- reading ------------------------------------------------------------------------------------------


def hand_work(book: Book, form: ProgressSheet) -> HandWork:
    """What people wrote into a roll-up's workbook; ``form`` is its merged table. Nothing where it was written before
    there were codes."""
    grids = {grid.name: grid for grid in book.grids}
    form = with_own_serials(form, book)
    shown = whole_texts(form, grids)
    drafts: dict[str, Mapping[Field, Draft]] = {}
    lost: dict[str, str] = {}
    coded: dict[int, str] = {}
    for line in lines(coded_tasks(grids), (SERIAL, TASK_LABEL, DRAFT_CODE)):
        serial, label = number(line[SERIAL]), cell_text(line[TASK_LABEL]).strip()
        written = dict(written_texts(cell_text(line[DRAFT_CODE])))
        if serial is None or not label:
            continue
        coded[serial] = label
        if not written:
            lost[label] = f"“{TASKS_SHEET}”里的“{DRAFT_CODE}”改动过，不知道哪些字是手工写的"
            continue
        own = next((cell_text(line[heading]).strip() for heading in DRAFTS.values() if heading in line), "")
        found, why = _drafts(own, shown.get(serial, {}), written)
        if found:
            drafts[label] = found
        if serial not in shown:
            lost[label] = f"从“{FORM_SHEET}”里删掉（单位报来的任务照样写在表里）"
            continue
        typed = _typed_over_units(form, serial, carried_digests(cell_text(line[DRAFT_CODE])))
        emptied = _emptied(form, shown.get(serial, {}), written, elsewhere=own not in ("", ELSEWHERE))
        if why := "；".join(filter(None, (why, *emptied, *typed))):
            lost[label] = why
    if coded_tasks(grids) is None and WITH_OWN_WORDS in (book.identity or {}):
        lost[f"“{TASKS_SHEET}”"] = "这张表不见了，分不出哪些字是手工写的，手工写的字"
    lost |= typed_over_formulas(grids) | typed_beside_scores(grids.get(UNIT_SCORES_SHEET))
    reasons = [found for grid in book.grids if grid.name == FINDINGS_SHEET for found in explanations_in(_rows(grid))]
    report_by, scores = _report_by(grids.get(TOTALS_SHEET)), scores_in(book, None)
    notes, nowhere = own_notes(book, form, coded)
    if book.notes is None:
        nowhere["批注"] = "读不出来，一条也"
    added = replace(additions_in(book, form, coded), notes=notes)
    return HandWork(drafts, lost | nowhere, reasons, report_by, scores, added)


def _rows(grid: Grid) -> Iterator[Mapping[int, str]]:
    return ({column: str(value) for column, value in enumerate(row, 1) if value} for row in grid.rows)


def _report_by(grid: Grid | None) -> date | None:
    for label, value, *_ in (row for row in grid.rows if len(row) > 1) if grid else ():
        if label == REPORT_BY and isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
    return None


def _typed_over_units(form: ProgressSheet, serial: int, written: Mapping[str, str]) -> Iterator[str]:
    """What was typed into a task's cells of the units' own columns, in words: they hold what the units report."""
    letters = {" ".join(column.heading.split()): column.column for column in form.unknown_columns}
    for row in form.rows:
        said = {" ".join(heading.split()): text for heading, text in row.extras.items()}
        for heading, was in written.items() if row.serial.number == serial else ():
            text = said.get(heading, "")
            place = f"{letters.get(heading, '')}{row.row if heading in letters else ''}"
            if text.strip() and digest_of(text) != was:
                yield f"“{FORM_SHEET}”{place}里“{heading}”一列手工改的“{text}”（这一列只放各单位报的）"
            elif not text.strip() and heading in letters:
                yield f"“{FORM_SHEET}”{place}里“{heading}”一列手工清空（这一列只放各单位报的，仍写各单位报的）"


def _emptied(
    form: ProgressSheet, shown: Mapping[Field, str], written: Mapping[Field, Written], *, elsewhere: bool
) -> Iterator[str]:
    """The cells of a task's row in which a text stood and nothing stands, in words: it comes again. ``elsewhere``: the
    progress is written in the column of the city's own text."""
    for name, was in written.items():
        if elsewhere and name is Field.PROGRESS:
            continue
        if name in shown and not shown[name].strip() and was.digest != digest_of(""):
            yield f"“{FORM_SHEET}”里“{title(form.form, name)}”手工清空（要删的，请写明怎么改；空着仍写各单位报的）"


def _drafts(own: str, shown: Mapping[Field, str], written: Mapping[Field, Written]) -> tuple[dict[Field, Draft], str]:
    """The texts of a task that people wrote, and what of it cannot be carried. ``own`` stands in the column of the
    city's own text, ``shown`` in 整改进展."""
    found: dict[Field, Draft] = {}
    why = ""
    for name, was in written.items():
        text = shown.get(name, "")
        edited = bool(text.strip()) and digest_of(text) != was.digest
        if name is Field.PROGRESS:
            typed = own != ELSEWHERE and (bool(own) if was.based_on is None else digest_of(own) != was.digest)
            if typed and edited and digest_of(own) != digest_of(text):
                why = f"“{TASKS_SHEET}”的统稿和“{FORM_SHEET}”的进展都改过，又不一样，用的是统稿，{FORM_SHEET}里改的字"
            if typed:
                text, edited = own, bool(own)
                if not own:
                    continue
        if edited:
            found[name] = Draft(text, was.basis)
        elif was.based_on is not None and text.strip():
            found[name] = Draft(text, was.based_on)
    return found, why
