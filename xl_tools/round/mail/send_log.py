"""The record of what was sent, a workbook that staff can read: 发送记录.

Each letter is written down before it goes out and again when the server has answered, so that whatever breaks, the
next run knows what must not go out twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from xl_tools.books.file.disk import write_atomic
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.round.mail.letters import Letter

SHEET = "发送记录"
HEADINGS = ("时间", "类型", "期次", "单位", "收件人", "抄送", "主题", "附件", "大小（KB）", "结果", "说明", "指纹")
_WIDTHS = (19, 10, 9, 16, 24, 18, 30, 30, 8, 10, 30, 12)
_HEADER_ROW = 3

SENT, SENDING, FAILED, UNCERTAIN = "已发送", "正在发送", "没有发出", "不确定"


@dataclass
class SendLog:
    """``lines`` by the letter's key, in the order in which they were first tried."""

    path: Path
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> SendLog:
        """The record so far; empty where there is none. Raises UserError for a workbook that is no record of ours: to
        send without knowing what was sent is worse than not to send."""
        log = cls(path)
        if path.exists():
            for line in _lines(path):
                log.lines[line[-1]] = line
        return log

    def result(self, letter: Letter) -> str | None:
        """What became of a letter; a letter that was on its way when the program stopped is not certain."""
        line = self.lines.get(letter.key)
        said = line[HEADINGS.index("结果")] if line else None
        return UNCERTAIN if said == SENDING else said

    def write(self, letter: Letter, result: str, size: int, note: str, now: datetime) -> None:
        """Write the letter down and bring it to disk. Raises UserError when that cannot be done."""
        self.lines[letter.key] = (
            f"{now:%Y-%m-%d %H:%M:%S}",
            letter.kind.label,
            letter.period,
            letter.unit,
            "；".join(letter.to),
            "；".join(letter.cc),
            letter.subject,
            "；".join(attachment.name for attachment in letter.attachments),
            f"{size / 1024:.0f}",
            result,
            note,
            letter.key,
        )
        from xl_tools.write.round_lists import List, list_book  # XlsxWriter is paid for only here

        sent = sum(line[HEADINGS.index("结果")] == SENT for line in self.lines.values())
        sheet = List(
            SHEET,
            SHEET,
            f"共 {len(self.lines)} 封，已发送 {sent} 封。再次发送时按“指纹”认出发过的邮件，请不要改动。",
            HEADINGS,
            _WIDTHS,
            list(self.lines.values()),
            frozenset({3, 4, 5, 6, 7, 10}),
            frozenset({HEADINGS.index("指纹")}),
        )
        write_atomic(self.path, list_book(SHEET, [sheet]))


def _lines(path: Path) -> Iterator[tuple[str, ...]]:
    grids = {grid.name: grid.rows for grid in read_book(path).grids}
    rows = grids.get(SHEET, ())
    heading = [str(value or "") for value in rows[_HEADER_ROW - 1]] if len(rows) >= _HEADER_ROW else []
    if heading[: len(HEADINGS)] != list(HEADINGS):
        raise UserError(
            f"“{path.name}”不是发送记录，或者表头改动过，不知道哪些邮件发过；请用 --log 换一个文件。没有发送。"
        )
    for row in rows[_HEADER_ROW:]:
        texts = ["" if value is None else str(value) for value in row[: len(HEADINGS)]]
        if len(texts) == len(HEADINGS) and texts[-1]:
            yield tuple(texts)
