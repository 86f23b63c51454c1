"""Produced files as they are kept: a package part by part, a mail by its headers and parts, the rest whole."""

from __future__ import annotations

import hashlib
import io
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.compare.noise import MAIL_HEADERS, Noise

PACKAGES = {".xlsx", ".xlsm", ".docx", ".xlam"}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def parts(data: bytes, noise: Noise) -> dict[str, str]:
    """Each part of a package with its digest, inflated; a part that stands twice is told by its place."""
    kept: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for place, entry in enumerate(package.infolist()):
            name = entry.filename if entry.filename not in kept else f"{entry.filename}#{place}"
            kept[name] = digest(noise.part(package.read(entry)))
        kept["(order)"] = digest("\n".join(package.namelist()).encode())
    return kept


def mail(data: bytes, noise: Noise) -> dict[str, Any]:
    """A mail: its headers, its body, its attachments by part."""
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    headers = {
        name: noise.text(str(value).split("boundary=")[0])
        for name, value in message.items()
        if name.lower() not in MAIL_HEADERS
    }
    body = message.get_body(("plain", "html"))
    attached = {}
    for place, attachment in enumerate(message.iter_attachments()):
        name = attachment.get_filename() or str(place)
        content = attachment.get_content()
        attached[name] = content_of(name, content if isinstance(content, bytes) else str(content).encode(), noise)
    lines = noise.text(body.get_content()).splitlines() if body else []
    return {"headers": headers, "body": lines, "attached": attached}


def content_of(name: str, data: bytes, noise: Noise) -> Any:
    """A file's content as it is kept."""
    suffix = Path(name).suffix.lower()
    if suffix == ".eml":
        return mail(data, noise)
    if suffix in PACKAGES:
        try:
            return parts(data, noise)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
            return {"(not a package)": f"{type(error).__name__} {digest(data)}"}
    if suffix in (".json", ".toml", ".txt", ".md"):
        return noise.text(data.decode("utf-8", "backslashreplace")).splitlines()
    return digest(noise.part(data))


def folder(place: Path, noise: Noise, leave: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Every file below a folder, by its path there; those in ``leave`` are the inputs."""
    found = {}
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place).as_posix()
        if path.is_file() and name not in leave:
            found[noise.text(name)] = content_of(path.name, path.read_bytes(), noise)
    return found
