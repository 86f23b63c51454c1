"""A Word template, ours or the office's own, filled in by docxtpl in the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from jinja2 import TemplateError, UndefinedError

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.template_gaps import GapsOnly, NotATemplate, fault_in_words
from xl_tools.core.text import some_of, squeeze
from xl_tools.data import load
from xl_tools.rollup.paper_numbers import MoreThanAll, rate
from xl_tools.write.documents.package import without_moment

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAME = expression(r"'([^' ]+)' is undefined|has no attribute '([^']+)'")
_TAG = expression(r"<[^<>]*+>")


def fill(template: bytes, values: Mapping[str, Any], called: str) -> bytes:
    """The document, the same bytes each time. ``called`` names the template for people.

    Raises UserError, naming the field, for one that there is not, and for a file that is no template.
    """
    from docxtpl import DocxTemplate

    environment = GapsOnly(_FILTERS, finalize=_paragraphs)
    try:
        document = DocxTemplate(BytesIO(template))
        document.init_docx()
    except (BadZipFile, KeyError, ValueError, OSError):
        raise UserError(f"模板“{called}”不是 Word 文档（.docx），或者损坏了；请用 Word 或 WPS 另存为 .docx。") from None
    try:
        document.render(dict(values), environment, autoescape=True)
        properties = document.docx.core_properties
        properties.author = properties.last_modified_by = properties.comments = properties.title = ""
        buffer = BytesIO()
        document.save(buffer)
    except NotATemplate as error:
        raise UserError(f"模板“{called}”{error}；请对照自带的模板（--blank 写出来看）改正。") from None
    except UndefinedError as error:
        raise UserError(
            f"模板“{called}”用了没有的字段“{_field(error)}”；有哪些字段见自带的模板（--blank 写出来看），请改正。"
        ) from None
    except TemplateError as error:
        where = _context(error)
        raise UserError(f"模板“{called}”写得不对（{fault_in_words(error)}）{where}；请改正。") from None
    except MoreThanAll as error:
        raise UserError(f"模板“{called}”里有一个比率超过了100%（{error}）；请核对汇总工作簿里的数。") from None
    except (TypeError, ValueError, AttributeError, LookupError):
        raise UserError(
            f"模板“{called}”里有一处算不出来，比较的、“|”前面的字段不合要求；请对照自带的模板（--blank 写出来看）改正。"
        ) from None
    return without_moment(buffer.getvalue())


@dataclass(frozen=True, slots=True)
class Texts:
    """The paragraphs of a document: those of its running text, and those in its tables."""

    running: tuple[str, ...]
    in_tables: tuple[str, ...]

    @property
    def whole(self) -> str:
        return "\n".join((*self.running, *self.in_tables))


def texts_of(document: bytes) -> Texts:
    """What stands in a document that ``fill`` gave."""
    from docx import Document

    body = Document(BytesIO(document)).element.body
    running = [_text(paragraph) for paragraph in body.iterchildren(f"{_W}p")]
    tables = [_text(paragraph) for table in body.iterchildren(f"{_W}tbl") for paragraph in table.iter(f"{_W}p")]
    return Texts(tuple(running), tuple(tables))


def _text(paragraph: Any) -> str:
    shown = {f"{_W}br": "\n", f"{_W}tab": "\t"}
    return "".join(shown.get(part.tag, part.text or "") for part in paragraph.iter(f"{_W}t", *shown))


def _paragraphs(value: Any) -> Any:
    """Each line of a text is a paragraph of its own, for which docxtpl's sign is \\a: LibreOffice lays out a cell of
    many paragraphs in a tenth of the time of one paragraph with as many breaks."""
    return value.replace("\n", "\a") if isinstance(value, str) else value


def _field(error: UndefinedError) -> str:
    found = _NAME.search(str(error.message))
    return (found[1] or found[2]) if found else fault_in_words(error)


def _context(error: TemplateError) -> str:
    """What stands around the fault, as docxtpl tells it."""
    lines = [" ".join(line.split()) for line in getattr(error, "docx_context", ())]
    text = " ".join(_TAG.sub("", line) for line in lines).strip()
    return f"，在“{text[:60]}”附近" if text else ""


def _names(names: Sequence[str]) -> str:
    """A、B、C, of many the first ones and how many there are."""
    most = int(load("documents")["lists"]["names"])
    return some_of(names, most, "个单位")


def _labels(tasks: Sequence[Any]) -> str:
    return "、".join(task.label for task in tasks)


def _rate(share: Any) -> str:
    return rate(share.done, share.total)


def _beside(name: str, label: str) -> str:
    """A task's name in brackets behind its label; nothing where the label is the name, for want of a number."""
    return "" if squeeze(name.removesuffix("…")) in squeeze(label) else f"（{name}）"


_FILTERS: Mapping[str, Callable[..., Any]] = {"names": _names, "labels": _labels, "rate": _rate, "beside": _beside}
