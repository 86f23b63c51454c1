"""Mails inside the program, and the report that ``mail --json`` prints."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.core.period import Period
from xl_tools.reports.round import Notice


class MailKind(StrEnum):
    """The mails of a round. The values name the templates."""

    ISSUE = "issue"
    REMIND = "remind"
    RETURN = "return"
    REPORT = "report"
    DISTRIBUTE = "distribute"

    @property
    def label(self) -> str:
        return MAIL_LABELS[self]

    @classmethod
    def read(cls, word: str, name: str = "") -> MailKind:
        """A kind by its label or its value. Raises UserError for anything else; ``name`` is what it calls the kind."""
        for kind in cls:
            if word.strip() in (kind.value, kind.label):
                return kind
        raise UserError(f"{name}没有“{word}”这种邮件；可用的是：{'、'.join(MAIL_LABELS.values())}。")


MAIL_LABELS = {
    MailKind.ISSUE: "下发",
    MailKind.REMIND: "催报",
    MailKind.RETURN: "退回修改",
    MailKind.REPORT: "报送",
    MailKind.DISTRIBUTE: "分发",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the receiver gets it. ``name`` is safe for headers and for Windows."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one unit. ``period`` is None where the mail is for none; ``date`` is not part of it, so that the
    same mail is the same tomorrow."""

    kind: MailKind
    unit: str
    period: Period | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    part: str = ""
    """Which of how many, where a mail was divided: "1/2"."""
    by_hand: bool = False
    """Whether its words are somebody's, who edited its draft."""
    added: tuple[Attachment, ...] = ()
    """What he attached to the draft besides."""

    @property
    def key(self) -> str:
        """Digest of everything that the receiver would see: by it a mail is known to have been sent."""
        parts = [self.kind.value, self.unit, self.period or "", *sorted(self.to), "cc", *sorted(self.cc)]
        parts += [self.subject, self.body, self.part]
        for attachment in (*self.attachments, *self.added):
            parts += [attachment.name, hashlib.sha256(attachment.data).hexdigest()]
        return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()


Outcome = Literal["draft", "sent", "already_sent", "failed", "uncertain", "withheld"]
"""already_sent: an earlier run sent it, nothing was done; uncertain: the connection broke when the mail was
already out, it may or may not have arrived; withheld: not made, for the reason in ``note``."""

MAIL_OUTCOMES: dict[str, str] = {
    "draft": "草稿",
    "sent": "已发送",
    "already_sent": "以前已发送",
    "failed": "没有发出",
    "uncertain": "不确定",
    "withheld": "没有生成",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """An attachment in the report: its name and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """What became of one mail. ``size`` is that of the whole message in bytes; ``file`` the draft's path."""

    unit: str
    outcome: Outcome
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    attachments: tuple[FileLine, ...] = ()
    size: int = 0
    file: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReport:
    """The result of one ``mail draft`` or ``mail send``. In the JSON its mails are called ``letters``."""

    schema_: Literal["xl-tools/mail/1"] = "xl-tools/mail/1"
    kind: MailKind
    letters: tuple[MailLine, ...]
    preview: str | None = None
    log: str | None = None
    notices: tuple[Notice, ...] = ()
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 when a mail was not made or not sent, or it is not known whether it was."""
        return int(any(line.outcome in ("failed", "uncertain", "withheld") for line in self.letters))
