"""The button 生成邮件: which mails, from which files, to whom; drafts and their preview. Nothing is ever sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.mail import draft as write_drafts
from xl_tools.app.mail import prepare, unknown_units
from xl_tools.books.excel import open_book
from xl_tools.core import user_folder
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import read_moment
from xl_tools.marks.plan import Open, Say
from xl_tools.round.mail import outlook
from xl_tools.round.mail.mails import MAIL_LABELS, MailKind, MailReport

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.desk import Desk, Steps

_NONE = "无"
_SHOWN = 5
"""Mails that were not made, and remarks, that the message holds."""


@dataclass(frozen=True)
class _Wanted:
    """What the mails are made from."""

    kind: MailKind
    files: Sequence[Path]
    issued: Path | None = None


def draft(desk: Desk) -> Steps[None]:
    """Write the drafts of a round's mails and open the preview."""
    wanted = yield from _wanted(desk, (yield from _kind(desk)))
    office = desk.office
    addresses = None if office.contacts else (yield from _addresses(desk))
    deadline = (
        (yield from _deadline(desk)) if wanted.kind in (MailKind.ISSUE, MailKind.REMIND, MailKind.RETURN) else None
    )
    signed = yield from _signed(desk)
    into_outlook = outlook.is_there() and (
        yield from desk.yes("草稿直接放进 Outlook 的草稿箱吗？\n选“否”就写成 .eml 文件。")
    )
    out = yield from desk.pick_folder("邮件预览放进哪个文件夹" if into_outlook else "草稿放进哪个文件夹")
    units = (yield from _units(desk, addresses)) if addresses and wanted.kind is not MailKind.REPORT else None
    with open_book.at_work(desk.app, f"正在生成{wanted.kind.label}邮件…"):
        prepared = prepare(
            wanted.kind,
            wanted.files,
            addresses=addresses,
            units=units,
            deadline=deadline,
            issued=wanted.issued,
            office=office,
            signed=signed,
            split_large=True,
            as_of=desk.day,
            today=desk.today,
        )
        report = write_drafts(prepared, out, outlook=into_outlook)
        unopened = (yield Open(report.preview)) if report.preview else ""
    place = "Outlook 的草稿箱里" if into_outlook else f"{out} 里，用 Outlook 打开，看过再发"
    lines = _summary(report, place) + (desk.by_office if wanted.kind is MailKind.RETURN else [])
    yield Say("\n".join(lines) + unopened)


def _kind(desk: Desk) -> Steps[MailKind]:
    kinds = list(MailKind)
    listed = "\n".join(f"{number} {MAIL_LABELS[kind]}" for number, kind in enumerate(kinds, 1))
    answer = yield from desk.ask(f"生成哪种邮件？请写数字。只生成草稿，不发送。\n{listed}", "1")
    if answer.isdecimal() and 1 <= int(answer) <= len(kinds):
        return kinds[int(answer) - 1]
    return MailKind.read(answer)


def _wanted(desk: Desk, kind: MailKind) -> Steps[_Wanted]:
    if kind is MailKind.ISSUE:
        return _Wanted(kind, [(yield from desk.pick_folder("选下发的文件夹（每个单位一个工作簿）"))])
    if kind is MailKind.REMIND:
        files = [(yield from desk.pick_file("选收报情况表"))]
        if (yield from desk.yes("催报时附上空表吗？\n选“是”就选下发的文件夹。")):
            files.append((yield from desk.pick_folder("选下发的文件夹")))
        return _Wanted(kind, files)
    if kind is MailKind.RETURN:
        collected = yield from desk.pick_folder("选收报的文件夹（各单位报来的工作簿）")
        against = yield from desk.yes("和下发的原表对照吗？\n选“是”就选下发的文件夹。")
        return _Wanted(kind, [collected], (yield from desk.pick_folder("选下发的文件夹")) if against else None)
    if kind is MailKind.REPORT:
        return _Wanted(kind, (yield from desk.pick_files("选汇总工作簿，要附的图片等一起选（按住 Ctrl）")))
    return _Wanted(kind, [(yield from desk.pick_file("选汇总工作簿"))])


def _addresses(desk: Desk) -> Steps[Path]:
    return (yield from _as_last_time(desk, "addresses", "通讯录", "选通讯录（列标题：单位、姓名、邮箱、角色）"))


def _units(desk: Desk, addresses: Path) -> Steps[Path | None]:
    """The unit list, asked for where the address book names a unit that is in no region data."""
    unknown = unknown_units(addresses)
    some = "、".join(unknown[:_SHOWN]) + (f"等 {len(unknown)} 个" if len(unknown) > _SHOWN else "")
    question = f"通讯录里的{some}不在行政区划里。有单位清单吗？\n选“否”就不用单位清单，对不上的单位会列出来。"
    if unknown and (yield from desk.yes(question)):
        return (yield from _as_last_time(desk, "units", "单位清单", "选单位清单"))
    return None


def _as_last_time(desk: Desk, key: str, what: str, title: str) -> Steps[Path]:
    """The workbook of last time, or another one, which is remembered."""
    last = Path(user_folder.answer(key))
    if last.is_file() and (yield from desk.yes(f"{what}用上次的“{last.name}”吗？\n{last}\n选“否”就另选一个。")):
        return last
    path = yield from desk.pick_file(title)
    user_folder.keep_answer(key, str(path))
    return path


def _deadline(desk: Desk) -> Steps[datetime | None]:
    due = desk.office.deadline
    proposal = f"{due:%Y-%m-%d %H:%M}" if due else _NONE
    answer = yield from desk.ask("报送截止是哪一天？写成 2022-12-25 或 2022-12-25 18:00 这样；没有就写“无”。", proposal)
    return None if answer == _NONE else read_moment(answer, desk.today)


def _signed(desk: Desk) -> Steps[str]:
    answer = yield from desk.ask(
        "邮件落款写什么？如 丽水市督察整改办；不要落款就写“无”。",
        desk.office.signed or user_folder.answer("signed") or _NONE,
    )
    user_folder.keep_answer("signed", answer)
    return "" if answer == _NONE else answer


def _summary(report: MailReport, place: str) -> list[str]:
    made = sum(line.outcome == "draft" for line in report.letters)
    withheld = [line for line in report.letters if line.outcome == "withheld"]
    lines = [
        f"{made} 封{report.kind.label}邮件的草稿在{place}。没有发送任何邮件。"
        if made
        else f"没有生成{report.kind.label}邮件。"
    ]
    lines += [f"没有生成 {len(withheld)} 封："] if withheld else []
    lines += [f"{line.unit}：{line.note}" for line in withheld[:_SHOWN]]
    lines += [notice.message for notice in report.notices[:_SHOWN]]
    lines += [copy.sentence for copy in report.kept[:_SHOWN]]
    hidden = max(0, len(withheld) - _SHOWN) + max(0, len(report.notices) - _SHOWN)
    lines += [f"另有 {hidden} 条，见邮件预览。"] if hidden else []
    return lines
