"""Sending over SMTP, always encrypted, each mail at most once.

A mail whose last byte has gone out without an answer is ``uncertain``: it may have arrived. It is never sent again
on its own. Everything before that point is a sure failure and may be tried again.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.data import load
from xl_tools.round.mail.address_book import is_address

Security = Literal["starttls", "ssl"]
_PORTS: dict[str, int] = {"starttls": 587, "ssl": 465}
_KEYRING = "xl-tools"


class NotSent(Exception):
    """The mail was not taken; the text says why, for the log."""


class Broken(NotSent):
    """The connection is gone, and the mail was surely not taken: it may be tried once more."""


class Uncertain(Exception):
    """The mail was out when the connection broke."""


@dataclass(frozen=True)
class Account:
    """Where and as whom to send. ``ca_file`` holds the certificate of an office's own server."""

    host: str
    user: str
    sender: str
    security: Security = "starttls"
    port: int | None = None
    name: str = ""
    ca_file: Path | None = None
    timeout: float = 60


def account(
    host: str,
    user: str,
    *,
    sender: str | None = None,
    port: int | None = None,
    security: str = "starttls",
    ca_file: str | Path | None = None,
    name: str = "",
) -> Account:
    """Where and as whom to send; without ``sender`` the user's name is the address. Raises UserError for what is not
    encrypted, or no address."""
    if security not in ("starttls", "ssl"):
        raise UserError(f"security（--security）只能是 starttls 或 ssl，不能是“{security}”；不加密不发送。")
    address = sender or user
    if not is_address(address):
        raise UserError(f"发件邮箱“{address}”不是邮箱地址；请用 sender（--from）写明。")
    return Account(
        host=host,
        user=user,
        sender=address,
        security="ssl" if security == "ssl" else "starttls",
        port=port,
        name=name,
        ca_file=None if ca_file is None else Path(ca_file),
        timeout=load("round")["mail"]["seconds"],
    )


class Mailer:
    """One connection to the server, opened when it is needed and again when it broke."""

    def __init__(self, account: Account, password: str) -> None:
        self._account = account
        self._password = password
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(polite=kind is None)

    def send(self, data: bytes, sender: str, receivers: tuple[str, ...]) -> None:
        """Send one message. Raises NotSent (refused: nobody got it), Broken or Uncertain."""
        server = self._ready()
        most = server.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < len(data):
            raise NotSent(f"邮件 {len(data) / 2**20:.1f} MB，超过服务器的上限 {int(most) / 2**20:.1f} MB")
        try:
            self._envelope(server, sender, receivers)
            code, answer = server.docmd("DATA")
            if code != 354:
                self._give_up(server, code, answer, "服务器不收正文")
            server.send(smtplib._quote_periods(_crlf(data)) + b".\r\n")  # type: ignore[attr-defined]
        except (smtplib.SMTPException, OSError) as error:
            self._close(polite=False)
            raise Broken(f"连接断开（{_reason(error)}）") from None
        try:
            code, answer = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._close(polite=False)
            raise Uncertain(f"已经发出，但没有等到服务器的回答（{_reason(error)}）") from None
        if code != 250:
            self._give_up(server, code, answer, "服务器不收这封邮件")

    def _envelope(self, server: smtplib.SMTP, sender: str, receivers: tuple[str, ...]) -> None:
        """Sender and receivers; when one of them is refused nobody gets the mail."""
        code, answer = server.mail(sender)
        if code != 250:
            self._give_up(server, code, answer, f"服务器不收发件人 {sender}")
        for receiver in receivers:
            code, answer = server.rcpt(receiver)
            if code not in (250, 251):
                self._give_up(server, code, answer, f"服务器不收收件人 {receiver}")

    def _give_up(self, server: smtplib.SMTP, code: int, answer: bytes, what: str) -> None:
        if code in (421, -1):
            self._close(polite=False)
            raise Broken(f"{what}（{code} {_text(answer)}）")
        try:
            server.rset()
        except (smtplib.SMTPException, OSError):
            self._close(polite=False)
        raise NotSent(f"{what}（{code} {_text(answer)}）")

    def _ready(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._connect()
            except UserError as error:
                raise NotSent(str(error)) from None
        assert self._server is not None
        return self._server

    def _connect(self) -> None:
        account = self._account
        if not (account.user + self._password).isascii():
            raise UserError("用户名或密码里有中文或全角字符，登录不了；请切换输入法后重新输入。")
        port = account.port or _PORTS[account.security]
        try:
            context = ssl.create_default_context(cafile=str(account.ca_file) if account.ca_file else None)
        except (OSError, ssl.SSLError):
            raise UserError(f"证书文件“{account.ca_file}”读不出来，请核对。") from None
        where = f"{account.host}:{port}"
        # The greeting carries no name of this machine.
        me, wait = "[127.0.0.1]", account.timeout
        try:
            if account.security == "ssl":
                server: smtplib.SMTP = smtplib.SMTP_SSL(account.host, port, me, timeout=wait, context=context)
            else:
                server = smtplib.SMTP(account.host, port, me, timeout=wait)
        except ssl.SSLCertVerificationError as error:
            raise UserError(_untrusted(where, error)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise UserError(f"连不上邮件服务器 {where}（{_reason(error)}），请核对地址、端口和加密方式。") from None
        self._server = server
        try:
            if account.security == "starttls":
                server.starttls(context=context)
            server.login(account.user, self._password)
        except ssl.SSLCertVerificationError as error:
            self._close(polite=False)
            raise UserError(_untrusted(where, error)) from None
        except smtplib.SMTPAuthenticationError as error:
            self._close(polite=True)
            raise UserError(
                f"邮件服务器 {where} 不接受用户名或密码（{error.smtp_code} {_text(error.smtp_error)}）；"
                "有的邮箱要用“授权码”代替密码，请核对。"
            ) from None
        except smtplib.SMTPNotSupportedError:
            self._close(polite=True)
            raise UserError(f"邮件服务器 {where} 不支持加密或登录，没有发送；请向邮箱管理员询问正确的端口。") from None
        except (smtplib.SMTPException, OSError) as error:
            self._close(polite=False)
            raise UserError(f"和邮件服务器 {where} 连接后出错（{_reason(error)}），请稍后再试。") from None

    def _close(self, *, polite: bool) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            if polite:
                server.quit()
        except (smtplib.SMTPException, OSError):
            pass
        finally:
            server.close()


def stored_password(account: Account) -> str | None:
    """The password from the system's keyring; None where there is none, or no keyring."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_KEYRING, f"{account.user}@{account.host}")
    except KeyringError:
        return None


def store_password(account: Account, password: str) -> None:
    """Put the password into the system's keyring. Raises UserError where there is none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_KEYRING, f"{account.user}@{account.host}", password)
    except KeyringError:
        raise UserError("这台机器上没有可用的密码保管库，密码没有保存；发送时会询问密码。") from None


def _crlf(data: bytes) -> bytes:
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:160]


def _reason(error: Exception) -> str:
    """What went wrong with a connection, in a few words."""
    text = str(error)
    if isinstance(error, TimeoutError) or "timed out" in text:
        return "等待超时"
    if isinstance(error, socket.gaierror):
        return "找不到这台服务器"
    if isinstance(error, ConnectionRefusedError):
        return "对方拒绝连接"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError):
        return "对方断开了连接"
    return "加密没有谈成" if isinstance(error, ssl.SSLError) else "网络出错"


_CERTIFICATES = {
    9: "还没有到启用的日期",
    10: "已经过期",
    18: "是服务器自己签发的",
    19: "签发它的机构这台机器不认识",
    20: "签发它的机构这台机器不认识",
    21: "签发它的机构这台机器不认识",
    62: "不是发给这个地址的",
    64: "不是发给这个地址的",
}
"""What OpenSSL finds wrong with a certificate, by its numbers."""


def _untrusted(where: str, error: ssl.SSLCertVerificationError) -> str:
    why = _CERTIFICATES.get(error.verify_code, f"错误 {error.verify_code}")
    return (
        f"邮件服务器 {where} 的证书不可信（{why}），没有发送；单位自建的服务器请向管理员索取证书，用 --ca-file 指定。"
    )
