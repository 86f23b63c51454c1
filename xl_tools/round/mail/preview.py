"""邮件预览: who gets what, with which files, before anything is sent."""

from __future__ import annotations

from xl_tools.core.grid import Book
from xl_tools.round.mail.mails import MAIL_OUTCOMES, MailReport
from xl_tools.write.round_lists import List, list_book

SHEET = "邮件预览"
_HEADINGS = ("序号", "单位", "处理", "收件人", "抄送", "主题", "附件", "大小（KB）", "草稿文件", "说明")
_WIDTHS = (6, 13, 9, 20, 16, 30, 30, 8, 22, 26)


def preview_bytes(report: MailReport, earlier: Book | None) -> bytes:
    """One row a mail, those that were not made included; ``earlier`` is the list as it stands."""
    made = sum(line.outcome != "withheld" for line in report.letters)
    sheet = List(
        SHEET,
        f"{report.kind.label}：邮件预览",
        f"生成 {made} 封，没有生成 {len(report.letters) - made} 封。没有发送任何邮件。",
        _HEADINGS,
        _WIDTHS,
        [
            (
                place,
                line.unit,
                MAIL_OUTCOMES[line.outcome],
                "；".join(line.to),
                "；".join(line.cc),
                line.subject,
                "；".join(file.name for file in line.attachments),
                round(line.size / 1024) or None,
                line.file.replace("\\", "/").rpartition("/")[2] if line.file else None,
                line.note,
            )
            for place, line in enumerate(report.letters, 1)
        ],
        frozenset({1, 3, 4, 5, 6, 8, 9}),
        told_by=("单位",),
    )
    return list_book(sheet.title, [sheet], earlier)
