"""The sample run: nine county workbooks checked, marked and rolled up, with a word on where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from xl_tools.app.check import check
from xl_tools.app.closing_check import check as check_ledger
from xl_tools.app.closing_days import days
from xl_tools.app.closing_ledger import start as start_ledger
from xl_tools.app.closing_papers import papers as closing_papers
from xl_tools.app.collect import collect
from xl_tools.app.inputs import output_folder
from xl_tools.app.issue import issue
from xl_tools.app.mail import draft, prepare
from xl_tools.app.petition_publishing import publish_petitions
from xl_tools.app.petition_statistics import petition_statistics
from xl_tools.app.petitions import add_petitions
from xl_tools.app.report import report
from xl_tools.app.roll_up import roll_up
from xl_tools.app.score import score
from xl_tools.books.file.output import Output
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Severity
from xl_tools.reports.round import IssuedBook
from xl_tools.sample import write_sample_city
from xl_tools.sample.assessment_year import write_filled_scores
from xl_tools.sample.city import CITY, write_task_list
from xl_tools.sample.petition_lists import write_petition_lists
from xl_tools.sample.petitions import AS_OF as PETITIONS_AS_OF
from xl_tools.sample.plan import as_of as planned_day
from xl_tools.surfaces.cli.console import say
from xl_tools.surfaces.cli.options import tell_kept

PROVINCE = "浙江省"


def run(out: Path) -> None:
    """Make the sample city in ``out`` and do a month's work on it. Files of an earlier run are replaced; those that
    somebody worked in are kept beside."""
    counties, marked = output_folder(out / "1-县里报来"), out / "2-校验后"
    output = Output()
    write_sample_city(counties, output.write)
    as_of = planned_day()
    say(f"口径日期 {as_of}：九个县报来的进展表在 {counties}")

    checked = check([counties], as_of=as_of, mark=True, out=marked)
    say()
    say("一、校验并标记", "bold")
    for file in checked.files:
        found = [finding.severity for finding in file.findings]
        numbers = "，".join(f"{severity.label} {found.count(severity)}" for severity in Severity)
        say(f"  {Path(file.path).name}：{numbers} → {file.marked}")

    city_book, province_book = out / f"3-{CITY}汇总.xlsx", out / f"4-{PROVINCE}汇总.xlsx"
    tasks = out / "任务清单.xlsx"
    write_task_list(tasks, output.write)
    city = roll_up([counties], level="city", name=CITY, out=city_book, tasks=tasks, as_of=as_of)
    province = roll_up([city_book], level="province", name=PROVINCE, out=province_book, as_of=as_of)
    say()
    say("二、汇总", "bold")
    for rolled in (city, province):
        totals = rolled.totals
        say(
            f"  {rolled.name}：{totals.tasks} 项任务，已完成 {totals.completed}，达到序时 {totals.on_schedule}，"
            f"未达序时 {totals.behind}，未启动 {totals.not_started}，未定 {totals.undecided}，逾期 {totals.overdue}；"
            f"未报 {len(rolled.missing)} 个单位 → {rolled.out}"
        )
    kept = [*output.kept, *checked.kept, *city.kept, *province.kept]
    kept += _papers(output_folder(out / "9-报告"), city_book)
    kept += _closing(output_folder(out / "10-销号"), city_book, tasks, as_of)
    kept += _round(out, counties, city_book, as_of)
    kept += _scores(output_folder(out / "8-考核"))
    kept += _petitions(output_folder(out / "11-信访件"))
    say()
    say("打开“2-校验后”里的工作簿：有颜色和批注的单元格就是问题，最后一张“校验结果”列出全部问题。")
    say("打开两个汇总工作簿：整改进展、汇总统计和任务统计（公式可重算）、明细、未报单位、校验结果、来源。")
    say("打开“8-考核”里的考核得分：得分、等次、扣分明细都是公式，改一个“实际完成”，得分就跟着变。")
    say("打开“6-收报”里的收报情况表；“7-邮件草稿”里的 .eml 用 Outlook 等邮件程序打开就是草稿，没有发送任何邮件。")
    tell_kept(kept)


def _round(out: Path, counties: Path, city_book: Path, as_of: date) -> list[KeptCopy]:
    """The round around it: who has reported, what goes back, the next month's workbooks, each county's own part."""
    issued, collected, drafts = out / "5-下期下发", out / "6-收报", out / "7-邮件草稿"
    say()
    say("三、下发、收报、邮件", "bold")
    period = f"{as_of.year}-{as_of.month:02d}"
    handed = issue(city_book, out=issued, period=period, previous=city_book, as_of=as_of, replace=True)
    say(f"  下发 {len(handed.units)} 个单位 {period} 的工作簿（任务已锁定，附上期进展）→ {issued}")
    receipt = collect(counties, out=collected, name=CITY, as_of=as_of)
    received = sum(unit.state == "received" for unit in receipt.units)
    say(f"  收报 {receipt.period}：应收 {len(receipt.units)}，已收 {received} → {receipt.receipt}")
    output = Output()
    people = _addresses(output_folder(drafts) / "通讯录.xlsx", handed.units, output)
    kept = [*handed.kept, *receipt.kept, *output.kept]
    for kind, files in (("下发", [issued]), ("退回修改", [Path(receipt.folder)]), ("分发", [city_book])):
        prepared = prepare(
            kind,
            files,
            addresses=people,
            period=None if kind == "下发" else receipt.period,
            signed=f"{CITY}督察整改办",
            as_of=as_of,
        )
        drafted = draft(prepared, drafts)
        kept += drafted.kept
        say(f"  {kind}：{len(prepared.mails)} 封草稿 → {drafted.preview}")
    return kept


def _papers(folder: Path, city_book: Path) -> list[KeptCopy]:
    """What goes to leaders and to the counties, as drafts; a sentence where the extra is not installed."""
    say()
    say("报告、通报、一页纸、附件", "bold")
    kept: list[KeptCopy] = []
    output = Output()
    try:
        for kind, to in (("报告", PROVINCE), ("通报", "各县（市、区）"), ("一页纸", ""), ("附件", "")):
            info = folder / f"文稿信息（{kind}）.txt" if to else None
            if info is not None:
                output.write(info, f"发文机关：{CITY}督察整改办\n主送：{to}督察整改办\n".encode())
            made = report(city_book, kind=kind, out=folder / f"{kind}.docx", info=info)
            kept += made.kept
            say(f"  {kind}{'（草稿，【】里请填写）' if made.draft else ''} → {made.out}")
    except UserError as error:
        say(f"  {error}")
    return [*kept, *output.kept]


def _closing(folder: Path, city_book: Path, tasks: Path, as_of: date) -> list[KeptCopy]:
    """The ledger of what is completed, checked against the roll-up, and the forms to fill in."""
    say()
    say("验收、公示、销号、报备", "bold")
    ledger = folder / "销号台账.xlsx"
    made = start_ledger(city_book, tasks, out=ledger, as_of=as_of)
    say(f"  销号台账：已完成的 {made.cases} 件，日期、佐证待填 → {made.out}")
    report = check_ledger([ledger], progress=city_book, plan=tasks, as_of=as_of, out=folder / "校验后")
    numbers = "，".join(f"{severity.label} {report.counts[severity]}" for severity in Severity)
    say(f"  校验：{numbers} → {folder / '校验后'}")
    kept = [*made.kept, *report.kept]
    period = days(date(2024, 9, 29), count=10)
    say(
        f"  {period.start} 起公示 10 个工作日，到 {period.end}：{'；'.join(period.off)}放假，{'；'.join(period.on)}上班"
    )
    try:
        papers = closing_papers(ledger, kind="公示", out=folder / "文稿", cases=made.added[:1], as_of=as_of)
        kept += papers.kept
        say(f"  公示（【】里请填写）→ {papers.papers[0].path}")
    except UserError as error:
        say(f"  {error}")
    return kept


def _petitions(folder: Path) -> list[KeptCopy]:
    """The petitions of an inspection: lists and returns added to a ledger, checked, counted, a batch published."""
    say()
    say("信访件：接批、统计、公开", "bold")
    output = Output()
    lists, returns = write_petition_lists(folder, output.write)
    ledger = folder / "信访件台账.xlsx"
    begun = add_petitions(ledger, lists, write=True, as_of=PETITIONS_AS_OF)
    made = add_petitions(ledger, returns, write=True, as_of=PETITIONS_AS_OF)
    say(f"  交办单 {len(lists)} 批：{begun.sentence}")
    say(f"  各县报回 {len(returns)} 份：{made.sentence} → {ledger}")
    checked = check([ledger], as_of=PETITIONS_AS_OF)
    numbers = "，".join(f"{severity.label} {count}" for severity, count in checked.counts.items())
    counted = petition_statistics(ledger, out=folder / "信访件统计.xlsx", name=CITY, as_of=PETITIONS_AS_OF)
    say(f"  校验：{numbers}；统计 → {counted.written[0]}")
    kept = [*output.kept, *begun.kept, *made.kept, *counted.kept]
    try:
        told = publish_petitions(ledger, batch=1, out=folder / "公开", name=CITY, as_of=PETITIONS_AS_OF)
        say(f"  第一批的公开一览表和公开稿 → {folder / '公开'}")
        kept += told.kept
    except UserError as error:
        say(f"  {error}")
    return kept


def _scores(folder: Path) -> list[KeptCopy]:
    """The year's end: a score workbook as it was filled in, and what comes of it."""
    output = Output()
    write_filled_scores(folder / "考核评分表.xlsx", output.write)
    sheet = score(folder / "考核评分表.xlsx", out=folder / "考核得分.xlsx")
    grades = Counter(office.grade for office in sheet.offices if office.grade)
    told = "，".join(f"{grade} {count}" for grade, count in grades.items())
    lost = sum(len(office.lost) for office in sheet.offices)
    say()
    say("四、考核", "bold")
    say(f"  {len(sheet.offices)} 个单位：{told}；失分 {lost} 处，逐处可查 → {sheet.out}")
    return [*output.kept, *sheet.kept]


def _addresses(path: Path, units: Iterable[IssuedBook], output: Output) -> Path:
    """An address sheet with invented people; addresses under .example reach nobody."""
    from xl_tools.write.round_lists import List, list_book

    rows = [(unit.unit, f"{unit.unit}联络员", f"u{unit.code}@county.example", "联系人") for unit in units]
    note = "样本，地址都是编的。"
    people = List(
        "通讯录", "通讯录", note, ("单位", "姓名", "邮箱", "角色"), (24, 24, 36, 12), rows, frozenset({0, 1, 2})
    )
    output.write(path, list_book("通讯录", [people]))
    return path
