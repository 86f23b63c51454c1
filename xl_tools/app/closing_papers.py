"""Papers from a ledger: public notices, application and acceptance forms, the list for filing (Word)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.report_info import read_info
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.closing.inspected import Inspected, called
from xl_tools.closing.standing import Standing, following
from xl_tools.core.dates import Day, as_day, cn_date
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import safe_name
from xl_tools.core.records import Finding
from xl_tools.data import load
from xl_tools.parse.closing.headings import means
from xl_tools.parse.closing.ledger import read_ledger
from xl_tools.reports.closing import ClosingPaper, PapersReport
from xl_tools.rules.closing.texts import notice_names_somebody
from xl_tools.write.documents.fill import fill
from xl_tools.write.documents.template import template_bytes
from xl_tools.write.documents.values import office_words

_BLANK = "【待填】"
_NONE = "—"


def papers(
    path: StrPath,
    *,
    kind: str,
    out: StrPath,
    cases: Sequence[str] = (),
    start: Day | None = None,
    template: StrPath | None = None,
    info: StrPath | None = None,
    as_of: Day | None = None,
    office: Office = OURS,
) -> PapersReport:
    """Write papers of a kind (公示, 申请表, 验收意见表, 报备清单) into a folder, one a case; the list is one for all.

    ``cases`` names cases by serial (7) or serial and unit (7莲都区); without any, those whose turn it is are taken.
    ``start`` is the first day of publicity (else ``as_of``): its end is computed. ``template`` is the office's own
    Word template, ``info`` what only the office knows. What the ledger does not tell stands as 【待填】.

    Raises UserError for a workbook that is no ledger, and where no case is meant.
    """
    asked = _kind(kind)
    source, folder = Path(path), Path(out)
    given = read_info(Path(info) if info is not None else None)
    output = Output.beside(source, info, template, office.reads)
    ledger = read_ledger(read_book(source))
    if ledger is None:
        raise UserError(f"“{source.name}”不是销号台账；请选 closing start 建的台账。")
    day = occasion(as_of, office=office).as_of
    begins = day if start is None else as_day(start, "start")
    inspected = Inspected(ledger, day, units=office.units)
    chosen = _chosen(inspected, cases, asked)
    groups = [chosen] if asked.get("one") else [[one] for one in chosen]
    targets = [folder / f"{safe_name(_called(kind, group, asked))}.docx" for group in groups]
    output.admit(targets)
    output_folder(folder)
    text = template_bytes(asked["template"]) if template is None else read_input(Path(template))
    name = f"自带的{kind}" if template is None else Path(template).name
    public = asked["before"] == "publicity"
    written: list[ClosingPaper] = []
    findings: list[Finding] = []
    for group, target in zip(groups, targets, strict=True):
        told = [_case(inspected, one) for one in group]
        period = _period(inspected, group[0], begins)
        title = str(asked.get("title", kind)).format(**told[0])
        fields: dict[str, Any] = {"case": told[0], "cases": told, "period": period, "as_of": cn_date(day)}
        fields["doc"] = office_words({**given, "title": given.get("title", ())}, title)
        output.write(target, fill(text, fields, name))
        ends = period["last"] if public else None
        findings += notice_names_somebody(_texts(told), str(target)) if public else ()
        written.append(
            ClosingPaper(cases=tuple(called(one.case.key) for one in group), path=str(target), publicity_ends=ends)
        )
    return PapersReport(
        source=str(source), kind=kind, papers=tuple(written), findings=tuple(findings), kept=tuple(output.kept)
    )


def _texts(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What the ledger says of cases."""
    for case in told:
        yield from (text for text in case.values() if isinstance(text, str))
        yield from (text for measure in case["measures"] for text in measure.values())


def _called(kind: str, group: Sequence[Standing], asked: Mapping[str, Any]) -> str:
    """What a paper is called: the kind, and the case that it is about where it is about one."""
    return kind if asked.get("one") else f"{kind}（{called(group[0].case.key)}）"


def _kind(word: str) -> Mapping[str, Any]:
    named: dict[str, Mapping[str, Any]] = {one["kind"]: one for one in load("closing")["papers"]}
    if word not in named:
        raise UserError(f"--kind 只能是 {'、'.join(named)}，不能是“{word}”。")
    return named[word]


def _chosen(inspected: Inspected, cases: Sequence[str], asked: Mapping[str, Any]) -> list[Standing]:
    """The cases that are named, or those whose next step is the paper's."""
    if not cases:
        found = [one for one in inspected.standings if one.step and means(following(one), asked["before"])]
        if not found:
            raise UserError(f"台账里没有轮到要写{asked['kind']}的；要写哪几件，请用 --cases 写明，如 7莲都区。")
        return found
    meant: list[Standing] = []
    for word in cases:
        text = "".join(word.split()).removeprefix("第").replace("项", "")
        same = [
            one for one in inspected.standings if text in (one.case.key.serial, one.case.key.serial + one.case.key.unit)
        ]
        if not same:
            raise UserError(f"台账里没有“{word}”；请写省序号，或者省序号加单位，如 7莲都区。")
        meant += (one for one in same if one not in meant)
    return meant


def _case(inspected: Inspected, one: Standing) -> dict[str, Any]:
    """A case as papers tell it."""
    case, key = one.case, one.case.key
    measures = [
        {
            "number": measure.number,
            "text": _sentence(measure.text) or _BLANK,
            "answer": _sentence(measure.answer) or _BLANK,
            "done": cn_date(measure.done) if measure.done else "",
        }
        for measure in inspected.measures(key)
    ]
    accepted = [day for step, day in one.passed.items() if means(step, "acceptance")]
    closed = [day for step, day in one.passed.items() if means(step, "closed")]
    notices = [notice for notice in inspected.notices(key) if notice.start and notice.end]
    last = notices[-1] if notices else None
    proofs = [proof.file for proof in inspected.evidence(key)]
    return {
        "called": called(key),
        "inspection": key.inspection,
        "serial": key.serial,
        "unit": key.unit,
        "before": one.step or "整改",
        "title": case.title or _BLANK,
        "problem": case.problem or _BLANK,
        "goal": case.goal or _BLANK,
        "deadline": case.deadline or _BLANK,
        "lead": case.lead,
        "acceptor": case.acceptor or _BLANK,
        "level": case.acceptor_level or _BLANK,
        "done": cn_date(done) if (done := _completed(one)) else _BLANK,
        "measures": measures or [{"number": "1", "text": _BLANK, "answer": _BLANK, "done": ""}],
        "evidence": f"共{len(proofs)}份：{'；'.join(proofs)}" if proofs else _BLANK,
        "accepted": f"{max(accepted)}" if accepted else _NONE,
        "published": f"{last.start}至{last.end}" if last else _NONE,
        "closed": f"{max(closed)}" if closed else _NONE,
    }


def _completed(one: Standing) -> date | None:
    """The day on which the work was completed."""
    return one.passed.get(one.procedure.steps[0]) if one.procedure.steps else None


def _period(inspected: Inspected, one: Standing, start: date) -> dict[str, Any]:
    rule = one.procedure
    end = inspected.calendar.end_of(start, rule.days, rule.unit)
    return {
        "start": cn_date(start),
        "end": cn_date(end.day),
        "last": end.day,
        "days": rule.days,
        "unit": rule.unit.value,
        "estimated": bool(end.estimated),
    }


def _sentence(text: str) -> str:
    """A text of a cell, ended."""
    line = text.strip()
    return line if not line or line[-1] in "。！；" else f"{line}。"
