"""The commands of the month's round: ``issue``, ``collect``, ``rollup``, ``mail draft`` and ``mail send``. In a
workspace each knows its files by itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.core.dates import read_moment
from xl_tools.core.errors import UserError
from xl_tools.surfaces.cli.options import AsJson, AsOf, Hidden, Inspection, Settings, given_or, read_date, settled, show
from xl_tools.surfaces.cli.words import Argument, Command, Group, Option

if TYPE_CHECKING:
    from xl_tools.app.office import Office
    from xl_tools.app.round_folders import RoundFolders
    from xl_tools.round.mail.smtp import Account

mail = Group("邮件：下发、催报、退回修改、报送、分发；默认只生成草稿。")

Units = Annotated[Path | None, Option("--units", help="单位清单，或单位和任务的分配表", metavar="文件")]
Name = Annotated[str | None, Option("--name", help="市或省的名称，表里没有写时用", metavar="名称")]
PeriodOption = Annotated[str | None, Option("--period", help="期次，如 2022-12", metavar="年-月")]
Previous = Annotated[Path | None, Option("--previous", help="上期的表或文件夹", metavar="路径")]
Deadline = Annotated[
    str | None, Option("--deadline", help="报送截止，如 2022-12-25 或 2022-12-25T18:00", metavar="时间")
]

KindWord = Annotated[str, Argument(help="下发、催报、退回修改、报送 或 分发", metavar="种类")]
FILES = Option("--files", help="要用的文件或文件夹，可以写多次（见 docs/round.md）", metavar="路径")
Files = Annotated[list[Path] | None, FILES]
ADDRESSES = Option("--addresses", help="通讯录工作簿：单位、姓名、邮箱、角色", metavar="文件")
Addresses = Annotated[Path | None, ADDRESSES]
Round = Annotated[str | None, Option("--inspection", help="工作台里有几轮督察的，写明哪一轮", metavar="轮次")]
Issued = Annotated[
    Path | None, Option("--issued", "--baseline", help="下发的原表或任务清单（退回修改时对照）", metavar="路径")
]
Warnings = Annotated[bool, Option("--warnings", help="只有警告的也退回修改")]
Words = Annotated[Path | None, Option("--templates", help="自己的邮件模板文件夹", metavar="文件夹")]
Signed = Annotated[str, Option("--signed", help="落款，如 丽水市督察整改办", metavar="单位")]
Limit = Annotated[float | None, Option("--limit-mb", help="一封邮件的上限（MB），不写就是 20", min=0, metavar="数")]
Split = Annotated[bool, Option("--split", help="超过上限的分成几封")]


def issue(
    tasks: Annotated[Path | None, Argument(help="任务清单，或上期的汇总表", metavar="文件")] = None,
    out: Annotated[Path | None, Option("--out", help="各单位的工作簿放进这个文件夹", metavar="文件夹")] = None,
    units: Units = None,
    name: Name = None,
    to: Annotated[
        str | None, Option("--to", help="省里直接下发到县时写 county（县）；只发给牵头单位的写 牵头", metavar="层级")
    ] = None,
    period: PeriodOption = None,
    number: Annotated[int, Option("--number", min=1, help="本期第几次下发", metavar="数")] = 1,
    previous: Previous = None,
    inspection: Inspection = None,
    as_of: AsOf = None,
    replace: Annotated[bool, Option("--replace", help="替换同名工作簿，原来的留备份")] = False,
    missing: Annotated[bool, Option("--only-missing", help="只补给这一期还没有下发过的单位，别的不动")] = False,
    as_json: AsJson = False,
) -> int:
    """下发：每个单位一个工作簿，任务填好并锁定，进展和状态待填。"""
    from xl_tools.app.issue import issue as run
    from xl_tools.round.issuing.leads import WORD as LEADS
    from xl_tools.surfaces.cli.round_console import show_issue

    office = settled()
    here = round_here(office, inspection if office.folder else None, tasks, out)
    report = run(
        given_or(tasks, here.inspection.tasks if here else None, "任务清单"),
        out=given_or(out, here.issued_to(to) if here else None, "下发到哪个文件夹（--out）"),
        units=units or (here.inspection.assigned if here else None),
        name=name,
        to=to,
        period=period,
        number=number,
        previous=previous or (here.last if here and to != LEADS else None),
        as_of=read_date(as_of),
        replace=replace,
        missing_only=missing,
        inspection=here.inspection.title if here else inspection or "",
        office=office,
    )
    show(report, as_json, lambda: show_issue(report))
    return report.exit_code


def collect(
    folder: Annotated[Path | None, Argument(help="装着来件的文件夹，可以有子文件夹和 zip", metavar="文件夹")] = None,
    out: Annotated[Path | None, Option("--out", help="结果放进这个文件夹", metavar="文件夹")] = None,
    period: PeriodOption = None,
    issued: Annotated[Path | None, Option("--issued", help="下发的文件夹", metavar="文件夹")] = None,
    name: Name = None,
    units: Units = None,
    deadline: Deadline = None,
    previous: Previous = None,
    settings: Settings = None,
    inspection: Inspection = None,
    as_of: AsOf = None,
    hidden: Hidden = False,
    as_json: AsJson = False,
) -> int:
    """收报：认出每个文件是哪个单位、哪一期的，写出收报情况表。原文件不动。"""
    from xl_tools.app.collect import collect as run
    from xl_tools.surfaces.cli.round_console import show_collect

    office = settled()
    here = round_here(office, inspection if office.folder else None, folder, out)
    report = run(
        given_or(folder, here.inbox if here else None, "装着来件的文件夹"),
        out=given_or(out, here.collected if here else None, "结果放进哪个文件夹（--out）"),
        period=period,
        issued=issued or (here.issued if here else None),
        name=name,
        units=units,
        deadline=_moment(deadline),
        previous=previous,
        settings=settings,
        as_of=read_date(as_of),
        hidden=hidden,
        inspection=(here.asked if here else inspection) or "",
        office=office,
    )
    show(report, as_json, lambda: show_collect(report))
    return report.exit_code


def rollup(
    paths: Annotated[list[Path] | None, Argument(help="工作簿，或装着工作簿的文件夹", metavar="路径…")] = None,
    level: Annotated[
        str | None, Option("--level", help="汇总到 city（市）、province（省）还是 county（县）", metavar="层级")
    ] = None,
    name: Annotated[str | None, Option("--name", help="市、省或县的名称，如 丽水市", metavar="名称")] = None,
    out: Annotated[Path | None, Option("--out", help="汇总工作簿", metavar="文件")] = None,
    issued: Annotated[
        Path | None, Option("--issued", help="下发的文件夹，或任务清单：谁该报哪些任务，报来的和它对照", metavar="路径")
    ] = None,
    tasks: Annotated[Path | None, Option("--tasks", help="任务清单：任务的类别、牵头单位", metavar="文件")] = None,
    as_of: AsOf = None,
    previous: Annotated[
        Path | None, Option("--previous", help="上期的汇总工作簿，或装着上期各单位表的文件夹", metavar="路径")
    ] = None,
    period: Annotated[str | None, Option("--period", help="收的是哪一期，如 2022-11", metavar="月份")] = None,
    report_by: Annotated[str | None, Option("--report-by", help="报送截止日期，算谁按时", metavar="日期")] = None,
    newest: Annotated[bool, Option("--newest", help="同一单位报了几份的，取最新的一份")] = False,
    hidden: Hidden = False,
    picture: Annotated[
        Path | None, Option("--picture", help="统计图另存成图片，放进这个文件夹", metavar="文件夹")
    ] = None,
    units: Units = None,
    settings: Settings = None,
    jobs: Annotated[
        int | None, Option("--jobs", help="用几个进程读文件；不写就看文件多少", min=1, metavar="个数")
    ] = None,
    cluster: Annotated[
        str | None, Option("--cluster", help="Dask 调度器地址，如 tcp://主机:8786", metavar="地址")
    ] = None,
    inspection: Inspection = None,
    closing: Annotated[
        Path | None, Option("--closing", help="销号台账：汇总表加上销号环节、已销号、销号率", metavar="文件")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """汇总：县表并成市表，市表并成省表，每个数都能查到出处。"""
    from dataclasses import replace as with_more

    from xl_tools.app.roll_up import roll_up
    from xl_tools.surfaces.cli.console import counting, show_rollup

    office = settled()
    here = round_here(office, inspection if office.folder else None, paths, out)
    with counting("读取和校验") as progress:
        report = roll_up(
            given_or(paths, [here.copies] if here else None, "要汇总的工作簿或文件夹"),
            level=given_or(level, office.level, "汇总到哪一级（--level）"),
            name=given_or(name, office.name, "市或省的名称（--name）"),
            out=given_or(out, here.rollup if here else None, "汇总工作簿的文件名（--out）"),
            tasks=tasks or (here.inspection.tasks if here else None),
            issued=issued or (here.issued if here else None),
            as_of=read_date(as_of),
            previous=previous or (here.last if here else None),
            period=period,
            report_by=read_date(report_by),
            newest=newest,
            hidden=hidden,
            inspection=here.asked if here else inspection,
            closing=closing or (here.ledger if here and here.ledger.is_file() else None),
            pictures=picture,
            units=units,
            settings=settings,
            jobs=jobs,
            cluster=cluster,
            progress=progress,
            office=office,
        )
    if here and out is None:  # as the month does it: what goes up may take it along
        from xl_tools.app.occasions import occasion
        from xl_tools.app.print_version import print_version

        paper = print_version(here.rollup, occasion(report.as_of, office=office), pdf=False)
        report = with_more(report, kept=(*report.kept, *paper.kept))
    show(report, as_json, lambda: show_rollup(report))
    return report.exit_code


@mail.command("draft")
def draft(
    kind: KindWord,
    files: Files = None,
    addresses: Addresses = None,
    out: Annotated[Path | None, Option("--out", help="草稿放进这个文件夹", metavar="文件夹")] = None,
    outlook: Annotated[bool, Option("--outlook", help="直接在经典版 Outlook 里生成草稿（Windows）")] = False,
    units: Units = None,
    period: PeriodOption = None,
    deadline: Deadline = None,
    previous: Previous = None,
    issued: Issued = None,
    warnings: Warnings = False,
    settings: Settings = None,
    templates: Words = None,
    signed: Signed = "",
    limit_mb: Limit = None,
    split: Split = False,
    inspection: Round = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """生成草稿（.eml）和预览表，不发送。"""
    from xl_tools.app.mail import draft as run
    from xl_tools.app.mail import prepare
    from xl_tools.round.mail.mails import MailKind
    from xl_tools.surfaces.cli.round_console import show_mail

    office = settled()
    here = round_here(office, inspection, files, out)
    which = MailKind.read(kind)
    prepared = prepare(
        which,
        given_or(files, here.mail_files(which) if here else None, "要用的文件（--files）"),
        addresses=addresses,
        units=units,
        period=period,
        deadline=_moment(deadline),
        previous=previous,
        issued=issued or (here.issued if here else None),
        warnings=warnings,
        settings=settings,
        templates=templates,
        signed=signed,
        limit_mb=limit_mb,
        split_large=split,
        as_of=read_date(as_of),
        inspection=here.called if here else "",
        office=office,
    )
    folder = given_or(out, here.drafts(which) if here else None, "草稿放进哪个文件夹（--out）")
    report = run(prepared, folder, outlook=outlook, alone=out is None)
    show(report, as_json, lambda: show_mail(report))
    return report.exit_code


@mail.command("send")
def send(
    kind: KindWord,
    files: Annotated[list[Path], FILES],
    addresses: Annotated[Path, ADDRESSES],
    log: Annotated[Path, Option("--log", help="发送记录工作簿", metavar="文件")],
    host: Annotated[str, Option("--host", help="发件服务器，如 smtp.example.cn", metavar="地址")],
    user: Annotated[str, Option("--user", help="登录用户名，一般就是发件邮箱", metavar="用户")],
    sender: Annotated[str | None, Option("--from", help="发件邮箱；不写就是用户名", metavar="邮箱")] = None,
    port: Annotated[int | None, Option("--port", help="端口；不写就用 587 或 465", metavar="数")] = None,
    security: Annotated[str, Option("--security", help="starttls 或 ssl", metavar="方式")] = "starttls",
    ca_file: Annotated[Path | None, Option("--ca-file", help="自建服务器的证书", metavar="文件")] = None,
    yes: Annotated[bool, Option("--yes", help="不再询问，直接发送（给脚本用）")] = False,
    resend_uncertain: Annotated[bool, Option("--resend-uncertain", help="上次中断、不知道是否送到的也再发")] = False,
    units: Units = None,
    period: PeriodOption = None,
    deadline: Deadline = None,
    previous: Previous = None,
    issued: Issued = None,
    warnings: Warnings = False,
    settings: Settings = None,
    templates: Words = None,
    signed: Signed = "",
    limit_mb: Limit = None,
    split: Split = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """通过邮件服务器发送（加密），发过的不会再发。密码取自系统密码保管库，没有就询问。"""
    from xl_tools.app.mail import prepare, waiting
    from xl_tools.app.mail import send as run
    from xl_tools.round.mail.smtp import account
    from xl_tools.surfaces.cli.round_console import ask_to_send, show_line, show_mail

    office = settled()
    via = account(
        host, user, sender=sender, port=port, security=security, ca_file=ca_file, name=signed or office.signed
    )
    prepared = prepare(
        kind,
        files,
        addresses=addresses,
        units=units,
        period=period,
        deadline=_moment(deadline),
        previous=previous,
        issued=issued,
        warnings=warnings,
        settings=settings,
        templates=templates,
        signed=signed,
        limit_mb=limit_mb,
        split_large=split,
        as_of=read_date(as_of),
        office=office,
    )
    if not yes and (due := waiting(prepared, log, resend_uncertain=resend_uncertain)):
        ask_to_send(prepared, due, via, log)
    report = run(
        prepared,
        via,
        lambda: _password(via),
        log=log,
        resend_uncertain=resend_uncertain,
        told=None if as_json else show_line,
    )
    show(report, as_json, lambda: show_mail(report, sent=True))
    return report.exit_code


@mail.command("password")
def password(
    host: Annotated[str, Option("--host", help="发件服务器", metavar="地址")],
    user: Annotated[str, Option("--user", help="登录用户名", metavar="用户")],
) -> None:
    """把邮箱密码（或授权码）存进系统的密码保管库，以后发送不再询问。"""
    from xl_tools.round.mail.smtp import account, store_password

    via = account(host, user)
    store_password(via, _ask_password(via))
    print(f"{user} 在 {host} 的密码已存进系统的密码保管库。")


COMMANDS: Mapping[str, Command | Group] = {"rollup": rollup, "issue": issue, "collect": collect, "mail": mail}


def round_here(office: Office, inspection: str | None, *given: object) -> RoundFolders | None:
    """The workspace's round, for what is not given; None where all is, or where there is no workspace."""
    from xl_tools.app.round_folders import round_of

    return None if all(given) or (office.folder is None and inspection is None) else round_of(office, inspection)


def _password(account: Account) -> str:
    from xl_tools.round.mail.smtp import stored_password

    return stored_password(account) or _ask_password(account)


def _ask_password(account: Account) -> str:
    """Asked at the keyboard, and nowhere else: not from a file, an argument or the environment."""
    import getpass

    if not sys.stdin.isatty():
        raise UserError(f"密码保管库里没有 {account.user} 的密码，这里又不能询问；请先运行 xl-tools mail password。")
    return getpass.getpass(f"{account.user} 的密码（或授权码）：")


def _moment(text: str | None) -> datetime | None:
    return None if text is None else read_moment(text, date.today())
