"""The record of what was sent, a workbook that staff can read: 发送记录.

Each mail is written down before it goes out and again when the server has answered, so that whatever breaks, the
next run knows what must not go out twice. One run at a time holds the record; it is read again before each writing, so
that what somebody wrote into it meanwhile stays. A hidden sheet beside it remembers each mail by its digest: one whose
line somebody deleted counts as uncertain, and does not go out again in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import field
from datetime import datetime
from pathlib import Path

from xl_tools.books.file.disk import lock_beside
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sole_run import sole_run
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.round.mail.mails import Mail

SHEET = "发送记录"
HEADINGS = ("时间", "类型", "期次", "单位", "收件人", "抄送", "主题", "附件", "大小（KB）", "结果", "说明", "指纹")
_WIDTHS = (19, 10, 9, 16, 24, 18, 30, 30, 8, 10, 30, 12)
_HEADER_ROW = 3
REMEMBERED = "以前的记录"
_REMEMBERED_HEADINGS = ("指纹", "时间", "类型", "期次", "单位", "结果")
_PLACES = tuple(map(HEADINGS.index, _REMEMBERED_HEADINGS))

SENT, SENDING, FAILED, UNCERTAIN = "已发送", "正在发送", "没有发出", "不确定"
_RESULT = HEADINGS.index("结果")
_SURE_IT_WENT = (FAILED, SENDING, UNCERTAIN, SENT)
"""The results, the surer a mail went out the later. Where two say different things of a mail, the surer holds."""


@dataclass
class SendLog:
    """``lines`` by the mail's key (where it is gone, by the whole line), in the order in which they were tried;
    ``remembered`` are those of the hidden sheet, whatever became of their lines."""

    path: Path
    output: Output = field(default_factory=Output)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    remembered: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, output: Output | None = None) -> SendLog:
        """The record so far, to look at; empty where there is none. Raises UserError for a workbook that is no record
        of ours, and for a record that was here and is gone: to send without knowing what was sent is worse than not to
        send."""
        log = cls(path, output or Output())
        if not path.exists() and log.output.was_confirmed(path):
            raise UserError(
                f"以前的发送记录“{path.name}”不见了，没有它就不知道哪些邮件发过，没有发送。请把它放回原处（改过名的，"
                "用 --log 指明现在的名字）；确实要从头记的，用 --log 换一个没有用过的文件名。"
            )
        log.read_again()
        return log

    @classmethod
    @contextmanager
    def held(cls, path: Path, output: Output) -> Iterator[SendLog]:
        """The record, to write in; ``output`` is the way out of the run. No other run has it until this one ends.

        Raises UserError when another has it, or a program in which somebody looks at it: what that one saves later
        would take away what is written now.
        """
        if lock := lock_beside(path.resolve()):
            raise UserError(
                f"发送记录“{path.name}”正在 Excel 或 WPS 中打开（旁边有 {lock.name}），没有发送；请关闭后再试。"
                "如果确实没有打开，请删去这个锁文件。"
            )
        taken = f"另一次发送正在用发送记录“{path.name}”（在另一个窗口或另一台电脑上），这次没有发送；请等它结束后再试。"
        with sole_run(path, taken=taken):
            yield cls.open(path, output)

    def read_again(self) -> None:
        """Take over what stands in the record by now. A line that is gone from it stays known here."""
        if not self.path.exists():
            return
        book = read_book(self.path)
        for line in _remembered(book):
            known = self.remembered.get(line[-1])
            if known is None or _sure(line) >= _sure(known):
                self.remembered[line[-1]] = line
        for line in _lines(book, self.path):
            # A line that lost its digest stays: what went to the unit then is still told by ``sent_before``.
            key = line[-1] or "\n".join(line)
            known = self.lines.get(key)
            if known is None or _sure(line) >= _sure(known):
                self.lines[key] = line

    def result(self, mail: Mail) -> str | None:
        """SENT, FAILED or UNCERTAIN, None for a mail that the record does not know. One that was on its way when the
        program stopped is not certain, nor is one beside which a person wrote words of their own."""
        line = self.lines.get(mail.key)
        if line is None:
            return UNCERTAIN if self.was_deleted(mail) else None
        return line[_RESULT] if line[_RESULT] in (SENT, FAILED) else UNCERTAIN

    def was_deleted(self, mail: Mail) -> bool:
        """Whether the mail may have gone out and somebody took its line out of the record."""
        before = self.remembered.get(mail.key)
        return mail.key not in self.lines and before is not None and before[_RESULT] != FAILED

    def sent_before(self, mail: Mail, among: Collection[str]) -> str:
        """When a mail of the same kind and period went to the unit, that was another than this; "" when none did.
        ``among`` are the keys of the mails that belong together with it."""
        own = (mail.kind.label, mail.period or "", mail.unit)
        known = {**self.remembered, **self.lines}
        times = (line[0] for key, line in known.items() if key not in among and line[1:4] == own and _went(line))
        return max(times, default="")

    def write(self, mail: Mail, result: str, size: int, note: str, now: datetime) -> None:
        """Write the mail down and bring it to disk. Raises UserError when that cannot be done."""
        self.read_again()
        self.lines[mail.key] = (
            f"{now:%Y-%m-%d %H:%M:%S}",
            mail.kind.label,
            mail.period or "",
            mail.unit,
            "；".join(mail.to),
            "；".join(mail.cc),
            mail.subject,
            "；".join(attachment.name for attachment in mail.attachments),
            f"{size / 1024:.0f}",
            result,
            note,
            mail.key,
        )
        from xl_tools.write.round_lists import List, list_book  # XlsxWriter is paid for only here

        self.remembered |= {key: line for key, line in self.lines.items() if line[-1]}
        sent = sum(line[_RESULT] == SENT for line in self.lines.values())
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
        remembered = List(
            REMEMBERED,
            REMEMBERED,
            "供程序核对：上一张表里删掉的行，按这里的算“不确定”，不会自动再发。",
            _REMEMBERED_HEADINGS,
            (12, 19, 10, 9, 16, 10),
            [tuple(line[place] for place in _PLACES) for line in self.remembered.values()],
            frozenset(),
            unseen=True,
        )
        self.output.write(self.path, list_book(SHEET, [sheet, remembered]), anew=True)
        self.output.confirm(self.path)


def _went(line: tuple[str, ...]) -> bool:
    return line[_RESULT] == SENT


def _sure(line: tuple[str, ...]) -> int:
    """How sure it is that the mail went out; what a person wrote instead of a result counts as uncertain."""
    result = line[_RESULT]
    return _SURE_IT_WENT.index(result if result in _SURE_IT_WENT else UNCERTAIN)


def _remembered(book: Book) -> Iterator[tuple[str, ...]]:
    """The lines of the hidden sheet, as those of the record, with gaps; none in a record from before there was one."""
    rows = next((grid.rows for grid in book.grids if grid.name == REMEMBERED), ())
    for row in rows[_HEADER_ROW:]:
        texts = ["" if value is None else str(value) for value in [*row, *[None] * len(_PLACES)][: len(_PLACES)]]
        line = dict(zip(_PLACES, texts, strict=True))
        if texts[0]:
            yield tuple(line.get(place, "") for place in range(len(HEADINGS)))


def _lines(book: Book, path: Path) -> Iterator[tuple[str, ...]]:
    sheet = next((grid for grid in book.grids if grid.name == SHEET), None)
    if sheet and sheet.left_out:
        raise UserError(f"“{path.name}”太大（{sheet.left_out}），读不全；请用 --log 换一个文件。没有发送。")
    rows = sheet.rows if sheet else ()
    heading = [str(value or "") for value in rows[_HEADER_ROW - 1]] if len(rows) >= _HEADER_ROW else []
    if heading[: len(HEADINGS)] != list(HEADINGS):
        raise UserError(
            f"“{path.name}”不是发送记录，或者表头改动过，不知道哪些邮件发过；请用 --log 换一个文件。没有发送。"
        )
    for row in rows[_HEADER_ROW:]:
        texts = ["" if value is None else str(value) for value in [*row, *[None] * len(HEADINGS)][: len(HEADINGS)]]
        if texts[-1] or texts[_RESULT]:
            yield tuple(texts)
