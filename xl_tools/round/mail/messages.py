"""Mails as messages: RFC 5322 with attachments whose Chinese names arrive in old and new mail programs.

Nothing from a sheet can add a header: subjects are one line, addresses have been looked at, and the email package
refuses line ends in a header besides.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import format_datetime, getaddresses
from hashlib import sha256

from xl_tools.core.errors import UserError
from xl_tools.round.mail.address_book import is_address
from xl_tools.round.mail.mails import Attachment, Mail

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
}
_ROUND = "X-Draft-Of"
"""Header of a draft: the kind of mail, the period, and what its attachments are known by."""
_BY_HAND = "by-hand"
_WORD_BYTES = 39
"""Bytes of UTF-8 in one encoded word: 13 Chinese characters, 52 in base64, 64 with what stands around."""


class _NamePolicy(EmailPolicy):
    """RFC 5322 with CRLF. The file name in Content-Type is written in encoded words (RFC 2047): no standard
    allows it there, but programs that do not know RFC 2231 (the name in Content-Disposition) look for it."""

    def _named(self, name: str, value: object) -> str | None:
        file = getattr(value, "params", {}).get("name") if name.lower() == "content-type" else None
        if not file:
            return None
        kind = getattr(value, "content_type", "application/octet-stream")
        return f'{name}: {kind};\r\n name="{encoded_words(file)}"\r\n'

    def fold(self, name: str, value: str) -> str:
        return self._named(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        named = self._named(name, value)
        return named.encode("ascii") if named else super().fold_binary(name, value)


POLICY = _NamePolicy(linesep="\r\n", raise_on_defect=False)


def encoded_words(text: str) -> str:
    """A text as encoded words of RFC 2047, one a line; plain ASCII as it is."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    pieces, piece = [], b""
    for char in text:
        raw = char.encode("utf-8", "replace")
        if len(piece) + len(raw) > _WORD_BYTES:
            pieces.append(piece)
            piece = b""
        piece += raw
    return "\r\n ".join(f"=?UTF-8?B?{b64encode(part).decode()}?=" for part in [*pieces, piece])


def message_of(mail: Mail, *, sender: str | None = None, name: str = "", date: datetime | None = None) -> EmailMessage:
    """A mail as a message. Without ``sender`` it is a draft: Outlook opens it for editing (X-Unsent), and the mail
    program puts in who sends it and when. A message to be sent gets its date and an id made of its content."""
    message = EmailMessage(policy=POLICY)
    if sender is None:
        message["X-Unsent"] = "1"
        message[_ROUND] = " ".join(_round(mail))
    else:
        message["From"] = Address(name, addr_spec=_sure(sender)) if name else _sure(sender)
        message["Date"] = format_datetime(date or datetime.now().astimezone())
        message["Message-ID"] = f"<{mail.key[:32]}@{sender.rpartition('@')[2]}>"
    message["To"] = ", ".join(map(_sure, mail.to))
    if mail.cc:
        message["Cc"] = ", ".join(map(_sure, mail.cc))
    message["Subject"] = mail.subject
    message.set_content(mail.body, charset="utf-8", cte="base64")
    for attachment in (*mail.attachments, *mail.added):
        ending = attachment.name.rpartition(".")[2].lower()
        main, _, sub = _TYPES.get(ending, "application/octet-stream").partition("/")
        message.add_attachment(attachment.data, main, sub, filename=attachment.name, params={"name": attachment.name})
    if mail.attachments or mail.added:
        message.set_boundary(f"=_{mail.key[:32]}")  # never in base64; the same mail gives the same bytes
    return message


def was_edited(draft: bytes) -> bool:
    """Whether a draft holds somebody's words, carried from one that he edited."""
    return _BY_HAND in str(message_from_bytes(draft, policy=policy.default).get(_ROUND, "")).split()


def with_edits(mail: Mail, draft: bytes) -> Mail | None:
    """The mail with receivers, subject and text as somebody edited them in its draft, and what he attached besides.
    None where it is no draft of the same mail of the same period, or holds no plain text."""
    said = message_from_bytes(draft, policy=policy.default)
    marks, own = str(said.get(_ROUND, "")).split(), _round(mail)
    body = said.get_body(("plain",))
    if marks[:2] != own[:2] or body is None:
        return None
    files = [(part.get_filename() or "", part.get_content()) for part in said.iter_attachments()]
    ours = {*marks, *own}
    added = [Attachment(name, data) for name, data in files if isinstance(data, bytes) and _mark(name) not in ours]
    to, cc = _addresses(said, "To"), _addresses(said, "Cc")
    if not to or not all(map(is_address, (*to, *cc))):
        return None
    return replace(
        mail,
        to=to,
        cc=cc,
        subject=" ".join(str(said.get("Subject", "")).split()),
        body=str(body.get_content()).replace("\r\n", "\n"),
        by_hand=True,
        added=tuple(added),
    )


def _addresses(message: Message, name: str) -> tuple[str, ...]:
    return tuple(address for _, address in getaddresses([str(value) for value in message.get_all(name, [])]) if address)


def _round(mail: Mail) -> list[str]:
    """Which mail of which period a draft is, and which of its attachments are ours."""
    own = [_mark(attachment.name) for attachment in mail.attachments]
    return [mail.kind.value, str(mail.period), *own, *([_BY_HAND] if mail.by_hand else [])]


def _mark(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]


def _sure(address: str) -> str:
    if not is_address(address):
        raise UserError(f"“{address!r}”不是邮箱地址，没有发送。")
    return address


def message_bytes(mail: Mail) -> bytes:
    """The draft of a mail, as it stands in an ``.eml`` file. Its size is that of the message sent, near enough."""
    return message_of(mail).as_bytes()


def split(mail: Mail, limit: int) -> list[Mail]:
    """The mail as several, none of them over ``limit`` bytes, each saying which of how many it is. Attachments stay
    whole; one that is too big alone stays in a mail that is over the limit."""
    groups: list[list[Attachment]] = [[]]
    room = limit - len(message_bytes(replace(mail, attachments=())))
    used = 0
    for attachment in mail.attachments:
        size = encoded_size(attachment)
        if groups[-1] and used + size > room:
            groups.append([])
            used = 0
        groups[-1].append(attachment)
        used += size
    if len(groups) == 1:
        return [mail]
    parts = [f"{place}/{len(groups)}" for place in range(1, len(groups) + 1)]
    return [
        replace(mail, subject=f"{mail.subject}（{part}）", attachments=tuple(group), part=part)
        for part, group in zip(parts, groups, strict=True)
    ]


def encoded_size(attachment: Attachment) -> int:
    """Bytes that an attachment takes in a message: base64 in lines, and its headers."""
    return len(attachment.data) * 4 // 3 * 78 // 76 + 1000
