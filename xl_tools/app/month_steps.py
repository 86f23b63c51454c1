"""The steps of the month's round, in their order: ``STEPS`` is the one list of them. Each is done by the functions of
the single commands; mails are drafted and never sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from xl_tools.app.closing_check import check
from xl_tools.app.closing_ledger import start
from xl_tools.app.collect import collect
from xl_tools.app.month_issue import handed_out_in, issue_missing, lists_of
from xl_tools.app.month_log import files_in, read_log, without_rollup
from xl_tools.app.month_step import Effect, MonthStep, Turn, draft_mails, drafts_of, prepared_mails
from xl_tools.app.occasions import occasion
from xl_tools.app.office import DAY, Office
from xl_tools.app.petition_compare import compare_petitions, petition_numbers
from xl_tools.app.petition_statistics import petition_statistics
from xl_tools.app.petitions import add_petitions
from xl_tools.app.print_version import print_version
from xl_tools.app.receipt_at import contradictions, receipt_at
from xl_tools.app.report import report as write_paper
from xl_tools.app.report_info import info_in
from xl_tools.app.roll_up import roll_up
from xl_tools.app.round_folders import RoundFolders, rounds_of
from xl_tools.core.dates import cn_date
from xl_tools.core.errors import UserError
from xl_tools.core.period import month, period_of
from xl_tools.core.records import Level, Severity
from xl_tools.data import load
from xl_tools.reports.month import Step
from xl_tools.round.mail.mails import MailKind
from xl_tools.round.mail.receipts import Receipt


def _settled(turn: Turn, *names: str) -> list[str]:
    """What the office has settled, as material of a step."""
    return [f"{name}={getattr(turn.folders.office, name)}" for name in names]


def _day_settled(turn: Turn) -> list[str]:
    """The day to count by where the workspace's workbook has one: not one that is given for a run."""
    settled = turn.folders.office.settled
    return [one.value for one in settled if one.what == DAY and Path(one.where).parent == turn.folders.root]


def _no_longer_there(turn: Turn, step: Step, path: Path) -> list[str]:
    """Where what a step wrote before, and people may have written into, was taken away or called something else."""
    if path.is_file() or step not in read_log(turn.folders):
        return []
    return [
        f"上次写的“{path.name}”不在原处了（改了名、移走了或删了），另写了一份；在那一份里写的没有接过来。"
        "要接过来的，用那一份换下这一份（改回原名），再做一次“本月”。"
    ]


# --- 收报 ---------------------------------------------------------------------------------------------


def _collect(turn: Turn) -> Effect:
    folders = turn.folders
    folders.inbox.mkdir(parents=True, exist_ok=True)
    gone = _no_longer_there(turn, Step.COLLECT, folders.receipt)
    report = collect(
        folders.inbox,
        out=folders.collected,
        issued=folders.issued,
        as_of=turn.as_of,
        inspection=folders.inspection.id if len(folders.office.inspections) > 1 else "",
        office=folders.office,
    )
    states = [unit.state for unit in report.units]
    wrong = sum(bool(unit.errors) for unit in report.units)
    odd = sum(file.outcome in ("doubtful", "unknown", "unreadable", "stranger") for file in report.files)
    said = f"应收 {len(states)} 个单位，已收 {states.count('received')}，未收 {states.count('missing')}"
    said += f"，待核对 {states.count('doubtful')}" if "doubtful" in states else ""
    said += f"；{wrong} 个单位的表有错误。" if wrong else "。"
    notices = gone + [one.message for one in report.notices if one.severity is not Severity.HINT]
    if wrong and turn.folders.office.as_of is None and folders.period < period_of(turn.today):
        notices.append(
            f"统计日期没有填，是否过了时限按今天（{cn_date(turn.today)}）算，不是按{month(folders.period)}；"
            "要按那时算，在工作台里填统计日期，再做一次。"
        )
    for file in report.files:
        if file.outcome == "other_period":
            how = f"要补进那一期，存进那一期的来件，工作台的期次改成 {file.period} 再做。"
            notices.append(f"“{file.source}”{file.note}没有算进这一期；{how}")
    return Effect([said, *notices], [folders.receipt], odd, list(report.kept))


def _nothing_came(turn: Turn) -> str:
    if files_in(turn.folders.inbox) or _is_near(turn) or turn.go_on:
        return ""
    return f"来件还没有。收到的附件（包括压缩包）存进“{turn.folders.inbox}”，再做一次“本月”。"


# --- 催报, 退回 ---------------------------------------------------------------------------------------


def _remind(turn: Turn) -> Effect:
    if _all_are_there(turn):
        return Effect()
    effect = draft_mails(turn, MailKind.REMIND)
    effect.said += contradictions(_receipt(turn)) if effect.said else []
    return effect


def _all_are_there(turn: Turn) -> str:
    """Where nobody owes anything, and no draft is left from when somebody did."""
    return "" if _receipt(turn).owing or drafts_of(turn, MailKind.REMIND) else "都报来了。"


def _is_near(turn: Turn) -> bool:
    """Whether it is time to remind who has not reported; without a deadline it always is."""
    office = turn.folders.office
    due = office.deadline
    return due is None or turn.today >= due.date() - timedelta(days=office.remind_days or load("round")["remind_days"])


def _too_early(turn: Turn) -> str:
    return "" if _is_near(turn) else "离截止还早，先不催。"


def _receipt(turn: Turn) -> Receipt:
    return receipt_at(turn.folders.receipt, occasion(turn.as_of, office=turn.folders.office))


def _return(turn: Turn) -> Effect:
    if not files_in(turn.folders.copies):
        return Effect()
    return draft_mails(turn, MailKind.RETURN, issued=turn.folders.issued)


def _nothing_to_return(turn: Turn) -> str:
    """Where no table that came holds an error, and no draft is left from when one did."""
    if drafts_of(turn, MailKind.RETURN):
        return ""
    if files_in(turn.folders.copies):
        if not turn.folders.office.contacts:
            return ""
        found = prepared_mails(turn, MailKind.RETURN, turn.folders.issued)
        if found.mails or found.withheld:
            return ""
    return "没有要退回的。"


# --- 汇总 ---------------------------------------------------------------------------------------------


def _roll_up(turn: Turn) -> Effect:
    folders = turn.folders
    gone = _no_longer_there(turn, Step.ROLLUP, folders.rollup)
    report = roll_up(
        [folders.copies],
        level=folders.level,
        name=folders.office.name,
        out=folders.rollup,
        tasks=folders.inspection.tasks,
        issued=folders.issued,
        today=turn.today,
        previous=folders.last,
        inspection=folders.asked,
        closing=folders.ledger if folders.ledger.is_file() else None,
        office=folders.office,
    )
    totals, reported = report.totals, sum(unit.reported for unit in report.units)
    said = (
        f"{reported} 个单位并成一张表：{totals.tasks} 项任务，已完成 {totals.completed}，"
        f"未定 {totals.undecided}，逾期 {totals.overdue}。"
    )
    missing = [f"没有报的单位：{'、'.join(report.missing)}。"] if report.missing else []
    missing += contradictions(_receipt(turn))
    office = _with_material(folders, folders.copies, folders.ledger, folders.petitions)
    paper = print_version(folders.rollup, occasion(report.as_of, office=office), pdf=False)
    said += f"打印稿在旁边：“{Path(paper.workbook).name}”。"
    return _with_all(
        turn,
        Effect([said, *missing, *gone, *without_rollup(folders)], [folders.rollup], 0, [*report.kept, *paper.kept]),
    )


def _with_all(turn: Turn, effect: Effect) -> Effect:
    """The one view of all inspections, where there are several and all have reported."""
    folders, rounds = turn.folders, rounds_of(turn.folders.office)
    if len(rounds) > 1 and all(files_in(one.copies) for one in rounds):
        whole = roll_up(
            [one.copies for one in rounds],
            level=folders.level,
            name=folders.office.name,
            out=folders.rollup_of_all,
            tasks=[path for one in rounds for path in (one.issued, one.inspection.tasks) if path is not None],
            today=turn.today,
            office=folders.office,
        )
        effect.said.append(f"{len(rounds)} 轮督察一共 {whole.totals.tasks} 项任务，在“{folders.rollup_of_all.name}”。")
        effect.kept += whole.kept
    return effect


def _some_are_missing(turn: Turn) -> str:
    folders = turn.folders
    if not files_in(folders.copies):
        return f"还没有收到可以汇总的表。收到的附件存进“{folders.inbox}”，再做一次“本月”。"
    due = folders.office.deadline
    if turn.go_on or due is None or turn.today > due.date():
        return ""
    receipt = _receipt(turn)
    owing = [one.unit for one in receipt.owing]
    entry = read_log(folders).get(Step.RETURN)
    returned = entry.note if entry and (entry.undone or drafts_of(turn, MailKind.RETURN)) else ""
    if not owing and not returned:
        return ""
    who = f"还有 {len(owing)} 个单位没有报：{'、'.join(owing)}。" if owing else ""
    until = f"没到截止（{due:%m月%d日}）；新来的存进“{folders.inbox}”再做一次“本月”；"
    return f"{who}{''.join(contradictions(receipt))}{returned}{until}不等了，命令加 --go-on，按钮选“是”。"


# --- 销号 ---------------------------------------------------------------------------------------------


def _close(turn: Turn) -> Effect:
    """What is newly completed goes into the ledger, which is then checked."""
    folders = turn.folders
    office = _with_material(folders, folders.petitions)
    made = start(folders.rollup, folders.inspection.tasks, out=folders.ledger, as_of=turn.as_of, office=office)
    petitions = folders.petitions if folders.petitions.is_file() else None
    report = check(
        [folders.ledger], progress=folders.rollup, petitions=petitions, as_of=turn.as_of, office=folders.office
    )
    errors, warnings = (report.counts[severity] for severity in (Severity.ERROR, Severity.WARNING))
    said = f"销号台账 {made.cases} 件，这次新加 {len(made.added)} 件；校验：错误 {errors}，警告 {warnings}。"
    return Effect([said, *made.left], [folders.ledger], 0, [*made.kept, *report.kept])


# --- 接批 ---------------------------------------------------------------------------------------------


def _add_petitions(turn: Turn) -> Effect:
    """The month's lists go into the ledger of petitions, which is then counted and held against the roll-up."""
    folders = turn.folders
    office = _with_material(folders, folders.petition_lists, folders.ledger, folders.rollup)
    folders.petition_lists.mkdir(parents=True, exist_ok=True)
    effect = Effect(written=[folders.petitions, folders.petition_statistics])
    if files_in(folders.petition_lists):
        made = add_petitions(folders.petitions, [folders.petition_lists], write=True, as_of=turn.as_of, office=office)
        effect.said += [f"信访件台账：{made.sentence}。", *made.unread, *(one.sentence for one in made.doubles)]
        effect.said += [one.sentence for one in made.strays]
        effect.said += [one.told("没有改") for one in made.conflicts]
        effect.said += [f"有 {made.nameless} 行没有受理编号，也没有批次和序号，没有并进去。"] if made.nameless else []
        if made.order:
            effect.said.append("几张表说法不一的没有写：核对后点“接批”或加 --newer，以后一张为准。")
        # Of a petition that a list has twice, rows that differ are a conflict; those that agree are told, and no more.
        effect.undone += len({one.code for one in made.conflicts}) + made.nameless + len(made.unread) + len(made.strays)
        effect.kept += made.kept
    area = office.name if folders.level is not Level.COUNTY else None
    counted = petition_statistics(
        folders.petitions, out=folders.petition_statistics, name=area, as_of=turn.as_of, office=office
    )
    beside = compare_petitions(folders.petitions, [folders.rollup], as_of=turn.as_of, office=office)
    wrong = f"；进展里有 {len(beside.findings)} 处和台账不一样" if beside.findings else ""
    effect.said.append(f"信访件共 {counted.total} 件，已统计{wrong}。")
    effect.kept += counted.kept
    return effect


# --- 报告 ---------------------------------------------------------------------------------------------

_PAPERS = ("报告", "通报", "一页纸", "附件")


def _papers(turn: Turn) -> Effect:
    """Drafts of the papers. What keeps them from being written keeps nothing else of the round from going on."""
    folders, effect, drafts = turn.folders, Effect(), list[str]()
    counted = None
    if folders.petitions.is_file():
        counted = petition_numbers(folders.petitions, as_of=turn.as_of, office=folders.office)
    for kind in _PAPERS:
        try:
            out = folders.papers / f"{kind}.docx"
            made = write_paper(
                folders.rollup, kind=kind, out=out, info=_info(folders), petitions=counted, office=folders.office
            )
        except UserError as error:
            return Effect([f"没有写出{kind}：{error}"], undone=1, kept=effect.kept)
        effect.kept += made.kept
        drafts += [kind] if made.draft else []
    effect.said.append(f"{'、'.join(_PAPERS)}写在“{folders.papers}”。")
    effect.said += [f"{'、'.join(drafts)}还是草稿，【】里和没有定下来的请补上。"] if drafts else []
    return effect


def _info(folders: RoundFolders) -> Path | None:
    """What the office says of its papers: for this round, else for all."""
    return info_in(folders.base, folders.office.folder)


def _with_material(folders: RoundFolders, *material: Path) -> Office:
    """The office, for a command that writes beside what the step is made from and is not given all of it."""
    files = (path for one in material for path in ([one] if one.is_file() else files_in(one)))
    return replace(folders.office, material=tuple(files))


# --- the list -----------------------------------------------------------------------------------------

STEPS: tuple[MonthStep, ...] = (
    MonthStep(
        step=Step.ISSUE,
        do=issue_missing,
        made_from=lambda turn: [
            turn.folders.issue_list.is_file(),
            *handed_out_in(turn),
            *lists_of(turn),
            turn.folders.last,
            turn.folders.inspection.title,
            *_settled(turn, "unit_rows", "to"),
        ],
        mails=True,
    ),
    MonthStep(
        step=Step.COLLECT,
        do=_collect,
        made_from=lambda turn: [
            turn.folders.inbox,
            turn.folders.receipt.is_file(),
            *handed_out_in(turn),
            *_settled(turn, "deadline", "unit_rows", "rules"),
            *_day_settled(turn),
        ],
        waits=_nothing_came,
    ),
    MonthStep(
        step=Step.REMIND,
        do=_remind,
        made_from=lambda turn: [turn.folders.receipt, *handed_out_in(turn)],
        rests=_too_early,
        idle=_all_are_there,
        mails=True,
    ),
    MonthStep(
        step=Step.RETURN,
        do=_return,
        made_from=lambda turn: [
            turn.folders.copies,
            *handed_out_in(turn),
            *_settled(turn, "rules"),
            *_day_settled(turn),
        ],
        idle=_nothing_to_return,
        mails=True,
    ),
    MonthStep(
        step=Step.ROLLUP,
        do=_roll_up,
        made_from=lambda turn: [
            turn.folders.copies,
            turn.folders.issued,
            turn.folders.rollup,
            turn.folders.last,
            *lists_of(turn),
            str(_receipt(turn)),
            *_settled(turn, "deadline", "unit_rows", "rules", "orange", "yellow"),
            *_day_settled(turn),
        ],
        waits=_some_are_missing,
    ),
    MonthStep(
        step=Step.CLOSING,
        do=_close,
        made_from=lambda turn: [turn.folders.rollup],
        belongs=lambda folders: folders.ledger.is_file(),
    ),
    MonthStep(
        step=Step.PETITIONS,
        do=_add_petitions,
        made_from=lambda turn: [turn.folders.petition_lists, turn.folders.petitions, turn.folders.rollup],
        settles=True,
        belongs=lambda folders: folders.petitions.is_file(),
    ),
    MonthStep(
        step=Step.PAPERS,
        do=_papers,
        made_from=lambda turn: [turn.folders.rollup, *filter(None, [_info(turn.folders)])],
        belongs=lambda folders: _info(folders) is not None,
    ),
    MonthStep(
        step=Step.REPORT,
        do=lambda turn: draft_mails(turn, MailKind.REPORT),
        made_from=lambda turn: [turn.folders.rollup, *turn.folders.enclosures],
        mails=True,
    ),
    MonthStep(
        step=Step.DISTRIBUTE,
        do=lambda turn: draft_mails(turn, MailKind.DISTRIBUTE),
        made_from=lambda turn: [turn.folders.rollup],
        mails=True,
    ),
)
"""The round. The next step is the first that is not done, or is done of other material than there is now."""
