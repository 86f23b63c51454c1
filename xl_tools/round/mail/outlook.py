"""Drafts in classic Outlook on Windows, through its COM interface.

This part needs Windows with classic Outlook and runs nowhere else; everything that decides anything has been done
before it is called.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xl_tools.core.errors import UserError
from xl_tools.round.mail.mails import Mail

_MAIL_ITEM = 0
_BY_VALUE = 1


def is_there() -> bool:
    """Whether classic Outlook is installed."""
    if sys.platform != "win32":
        return False
    from xl_tools.core.windows_registry import read_registry

    return bool(read_registry("HKCR", r"Outlook.Application\CLSID"))


def make_drafts(mails: Iterable[Mail]) -> int:
    """Put the mails into Outlook's drafts; how many. Raises UserError where there is no classic Outlook."""
    outlook = _outlook()
    made = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, mail in enumerate(mails, 1):
            _draft(outlook, mail, Path(folder) / str(number))
            made += 1
    return made


def _draft(outlook: Any, mail: Mail, folder: Path) -> None:
    item = outlook.CreateItem(_MAIL_ITEM)
    item.To = "; ".join(mail.to)
    item.CC = "; ".join(mail.cc)
    item.Subject = mail.subject
    item.Body = mail.body.replace("\n", "\r\n")
    folder.mkdir()
    for attachment in mail.attachments:
        path = folder / attachment.name
        path.write_bytes(attachment.data)
        item.Attachments.Add(str(path), _BY_VALUE)
    item.Save()


def _outlook() -> Any:
    if sys.platform != "win32":
        raise UserError("这台机器不是 Windows，不能直接在 Outlook 里生成草稿；请改用 .eml 草稿（不写 --outlook）。")
    try:
        import win32com.client

        return win32com.client.Dispatch("Outlook.Application")
    except Exception:
        # Whatever COM says here means the same to the clerk: no classic Outlook that can be driven.
        raise UserError("没有找到经典版 Outlook（新版 Outlook 不行）；请改用 .eml 草稿（不写 --outlook）。") from None
