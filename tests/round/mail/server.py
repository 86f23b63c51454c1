"""A mail server on loopback with TLS and login, which can refuse, dawdle or hang up at a given mail."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from xl_tools.round.mail.smtp import Account

USER, PASSWORD, SENDER = "office@city.example", "right-password-42", "office@city.example"


@dataclass
class Post:
    """What came in, and what is to go wrong.

    ``refuse`` are receivers that are not known; ``break_at``, ``hang_up_after``, ``slow_at`` and ``fail_at`` number the
    mails from 1, counted as they reach that step: the connection is cut at RCPT; after the text, without an answer;
    the answer comes late; the text is refused.
    """

    mails: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    break_at: int = 0
    hang_up_after: int = 0
    keeps_it: bool = True
    slow_at: int = 0
    seconds: float = 0.0
    fail_at: int = 0
    logins: int = 0
    _rcpts: int = 0
    _datas: int = 0

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greetings.append(hostname)
        return responses

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not envelope.rcpt_tos:
            self._rcpts += 1
        if self._rcpts == self.break_at:
            self.break_at = 0
            server.transport.abort()
            return "421 gone"
        if address in self.refuse:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        self._datas += 1
        if self._datas == self.fail_at:
            return "554 5.7.1 refused by policy"
        mail = (tuple(envelope.rcpt_tos), bytes(envelope.content or b""))
        if self._datas == self.hang_up_after:
            if self.keeps_it:
                self.mails.append(mail)
            server.transport.abort()
            return "421 gone"
        if self._datas == self.slow_at:
            await asyncio.sleep(self.seconds)
        self.mails.append(mail)
        return "250 OK"


@dataclass(frozen=True)
class Running:
    post: Post
    account: Account


@contextmanager
def running(
    post: Post, folder: Path, *, security: str = "starttls", timeout: float = 5, **options: Any
) -> Iterator[Running]:
    """The server, and an account on it whose certificate authority is a file in ``folder``."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)

    def log_in(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        post.logins += 1
        known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=known, handled=known)

    settings: dict[str, Any] = {"authenticator": log_in, "auth_required": True, "data_size_limit": None} | options
    if security == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    elif security == "ssl":
        settings |= {"ssl_context": context, "auth_require_tls": False, "auth_required": False}
    else:
        settings = {"data_size_limit": None}
    port = _free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        account = Account(
            host="127.0.0.1",
            user=USER,
            sender=SENDER,
            security="ssl" if security == "ssl" else "starttls",
            port=port,
            name="丽水市督察整改办",
            ca_file=ca_file,
            timeout=timeout,
        )
        yield Running(post, account)
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
