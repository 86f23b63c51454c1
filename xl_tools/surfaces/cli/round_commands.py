"""The commands of the month's round: ``issue``, ``collect``, ``mail draft`` and ``mail send``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.core.dates import read_moment
from xl_tools.core.errors import UserError
from xl_tools.surfaces.cli.options import AsJson, AsOf, Settings, read_date, show
from xl_tools.surfaces.cli.words import Argument, Command, Group, Option

if TYPE_CHECKING:
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
Files = Annotated[
    list[Path],
    Option("--files", help="要用的文件或文件夹，可以写多次（见 docs/round.md）", metavar="路径"),
]
Addresses = Annotated[Path, Option("--addresses", help="通讯录工作簿：单位、姓名、邮箱、角色", metavar="文件")]
Issued = Annotated[
    Path | None, Option("--issued", "--baseline", help="下发的原表或任务清单（退回修改时对照）", metavar="路径")
]
Warnings = Annotated[bool, Option("--warnings", help="只有警告的也退回修改")]
Words = Annotated[Path | None, Option("--templates", help="自己的邮件模板文件夹", metavar="文件夹")]
Signed = Annotated[str, Option("--signed", help="落款，如 丽水市督察整改办", metavar="单位")]
Limit = Annotated[float | None, Option("--limit-mb", help="一封邮件的上限（MB），不写就是 20", metavar="数")]
Split = Annotated[bool, Option("--split", help="超过上限的分成几封")]


def issue(
    tasks: Annotated[Path, Argument(help="任务清单，或上期的汇总表", metavar="文件")],
    out: Annotated[Path, Option("--out", help="各单位的工作簿放进这个文件夹", metavar="文件夹")],
    units: Units = None,
    name: Name = None,
    to: Annotated[str | None, Option("--to", help="省里直接下发到县时写 county（县）", metavar="层级")] = None,
    period: PeriodOption = None,
    number: Annotated[int, Option("--number", min=1, help="本期第几次下发", metavar="数")] = 1,
    previous: Previous = None,
    as_of: AsOf = None,
    replace: Annotated[bool, Option("--replace", help="替换同名工作簿，原来的留备份")] = False,
    as_json: AsJson = False,
) -> int:
    """下发：每个单位一个工作簿，任务填好并锁定，进展和状态待填。"""
    from xl_tools.app.issue import issue as run
    from xl_tools.surfaces.cli.round_console import show_issue

    report = run(
        tasks,
        out=out,
        units=units,
        name=name,
        to=to,
        period=period,
        number=number,
        previous=previous,
        as_of=read_date(as_of),
        replace=replace,
    )
    show(report, as_json, lambda: show_issue(report))
    return report.exit_code


def collect(
    folder: Annotated[Path, Argument(help="装着来件的文件夹，可以有子文件夹和 zip", metavar="文件夹")],
    out: Annotated[Path, Option("--out", help="结果放进这个文件夹", metavar="文件夹")],
    period: PeriodOption = None,
    issued: Annotated[Path | None, Option("--issued", help="下发的文件夹", metavar="文件夹")] = None,
    name: Name = None,
    units: Units = None,
    deadline: Deadline = None,
    previous: Previous = None,
    settings: Settings = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """收报：认出每个文件是哪个单位、哪一期的，写出收报情况表。原文件不动。"""
    from xl_tools.app.collect import collect as run
    from xl_tools.surfaces.cli.round_console import show_collect

    report = run(
        folder,
        out=out,
        period=period,
        issued=issued,
        name=name,
        units=units,
        deadline=_moment(deadline),
        previous=previous,
        settings=settings,
        as_of=read_date(as_of),
    )
    show(report, as_json, lambda: show_collect(report))
    return report.exit_code


@mail.command("draft")
def draft(
    kind: KindWord,
    files: Files,
    addresses: Addresses,
    out: Annotated[Path, Option("--out", help="草稿放进这个文件夹", metavar="文件夹")],
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
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """生成草稿（.eml）和预览表，不发送。"""
    from xl_tools.app.mail import draft as run
    from xl_tools.app.mail import prepare
    from xl_tools.surfaces.cli.round_console import show_mail

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
    )
    report = run(prepared, out, outlook=outlook)
    show(report, as_json, lambda: show_mail(report))
    return report.exit_code


@mail.command("send")
def send(
    kind: KindWord,
    files: Files,
    addresses: Addresses,
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
    from xl_tools.surfaces.cli.round_console import ask_to_send, show_line, show_mail

    account = _account(host, user, sender, port, security, ca_file, signed)
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
    )
    if not yes and (due := waiting(prepared, log, resend_uncertain=resend_uncertain)):
        ask_to_send(prepared, due, account, log)
    report = run(
        prepared,
        account,
        lambda: _password(account),
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
    from xl_tools.round.mail.smtp import store_password

    account = _account(host, user, user, None, "starttls", None, "")
    store_password(account, _ask_password(account))
    print(f"{user} 在 {host} 的密码已存进系统的密码保管库。")


COMMANDS: Mapping[str, Command | Group] = {"issue": issue, "collect": collect, "mail": mail}


def _account(
    host: str, user: str, sender: str | None, port: int | None, security: str, ca_file: Path | None, name: str
) -> Account:
    from xl_tools.data import load
    from xl_tools.round.mail.address_book import is_address
    from xl_tools.round.mail.smtp import Account

    if security not in ("starttls", "ssl"):
        raise UserError(f"--security 只能是 starttls 或 ssl，不能是“{security}”；不加密不发送。")
    address = sender or user
    if not is_address(address):
        raise UserError(f"发件邮箱“{address}”不是邮箱地址；请用 --from 写明。")
    return Account(
        host=host,
        user=user,
        sender=address,
        security="ssl" if security == "ssl" else "starttls",
        port=port,
        name=name,
        ca_file=ca_file,
        timeout=load("round")["mail"]["seconds"],
    )


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
