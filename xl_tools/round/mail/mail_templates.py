"""The words of the mails: Jinja2 templates, ours (``data/mail``) or a folder of the office's own.

The first line is the subject, behind "主题："; the rest is the text. Values are put in as they are and never read
as template; a template runs in Jinja2's sandbox, cannot reach anything but its values, and is a text with gaps and no
program: it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, UndefinedError

from xl_tools import data
from xl_tools.books.file.disk import is_there
from xl_tools.books.file.text_file import read_text
from xl_tools.core.errors import UserError
from xl_tools.core.template_gaps import GapsOnly, NotATemplate, fault_in_words
from xl_tools.round.mail.mails import MailKind

_SUBJECT = "主题："
_LONGEST_SUBJECT = 150
_LONGEST = 200_000


class Templates:
    """The templates of a run. ``folder`` holds the office's own under the names of the mails (``催报.txt`` or
    ``remind.txt``); those it has not are ours."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise UserError(f"找不到邮件模板的文件夹“{folder}”。")
        self._folder = folder
        self._environment = GapsOnly(autoescape=False, trim_blocks=True, lstrip_blocks=True)

    def render(self, kind: MailKind, values: Mapping[str, Any]) -> tuple[str, str]:
        """Subject and text. Raises UserError for a template that cannot be used, saying why."""
        name, source = self._source(kind)
        try:
            text = _bounded(self._environment.from_string(source).generate({"inspection": "", **values}))
        except NotATemplate as error:
            raise UserError(f"邮件模板“{name}”{error}；请对照自带的模板改正。") from None
        except UndefinedError as error:
            raise UserError(
                f"邮件模板“{name}”用了没有的内容（{fault_in_words(error)}）；请对照自带的模板改正。"
            ) from None
        except TemplateError as error:
            line = f"第 {number} 行" if (number := getattr(error, "lineno", None)) else ""
            raise UserError(f"邮件模板“{name}”{line}写得不对（{fault_in_words(error)}）；请改正。") from None
        except Exception:
            # A template is a program of the office's: whatever it does wrong is said, not ours to crash on.
            raise UserError(f"邮件模板“{name}”里有一处算不出来，用的内容不合它的要求；请对照自带的模板改正。") from None
        head, _, body = text.partition("\n")
        if not head.startswith(_SUBJECT):
            raise UserError(f"邮件模板“{name}”的第一行要以“{_SUBJECT}”开头。")
        return one_line(head.removeprefix(_SUBJECT))[:_LONGEST_SUBJECT], body.strip() + "\n"

    def _source(self, kind: MailKind) -> tuple[str, str]:
        for name in (f"{kind.label}.txt", f"{kind.value}.txt"):
            path = self._folder / name if self._folder else None
            if path and is_there(path):
                return name, read_text(path, "邮件模板")
        name = f"{kind.value}.txt"
        return name, (files(data) / "mail" / name).read_text("utf-8")


def _bounded(pieces: Iterable[str]) -> str:
    text, length = [], 0
    for piece in pieces:
        length += len(piece)
        if length > _LONGEST:
            raise NotATemplate(f"写出来超过 {_LONGEST} 字，没有写完")
        text.append(piece)
    return "".join(text)


def one_line(text: str) -> str:
    """A text that may stand in a header: no line breaks, no controls, no marks that turn the writing direction."""
    shown = (char if char.isprintable() or char == " " else " " for char in text)
    return " ".join("".join(shown).split())
