"""Papers from a roll-up's workbook as it stands: 报告, 通报, 简报, 一页纸, 附件, and the public version."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from xl_tools.app.examine import read_tables
from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.app.office import OURS, Office
from xl_tools.app.report_checks import checks, found_in_paper, with_pages
from xl_tools.app.report_info import read_info
from xl_tools.app.report_reread import typed_over
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.libreoffice import as_pdf
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Severity
from xl_tools.data import load
from xl_tools.reports.document import DocumentReport
from xl_tools.rollup.as_it_stands import AsItStands, as_it_stands
from xl_tools.rollup.paper_numbers import Petitions, count
from xl_tools.write.documents.fill import fill, texts_of
from xl_tools.write.documents.page import page_of
from xl_tools.write.documents.template import template_bytes
from xl_tools.write.documents.values import typed_petitions, values

_PAGE = ".html"
_PUBLIC_OF = ("报告", "附件", "公开")
"""What there is a public version of."""


def report(
    path: StrPath,
    *,
    kind: str,
    out: StrPath,
    template: StrPath | None = None,
    info: StrPath | None = None,
    public: bool = False,
    final: bool = False,
    pdf: bool = False,
    petitions: Petitions | None = None,
    already: Book | None = None,
    office: Office = OURS,
) -> DocumentReport:
    """Write a paper (.docx; the public version as .html, too) from the workbook of a roll-up, whose numbers are taken
    as they stand there now.

    ``kind`` is 报告, 通报, 简报, 一页纸, 附件 or 公开; with ``public`` the public version of a 报告 or 附件, which is
    公开. ``template`` is the office's own Word template instead of ours, ``info`` what only the office knows (标题,
    发文字号 …). ``petitions`` are the counts of their ledger; without, 信访 may be typed in
    ``info``, With ``final`` nothing is written while something is left to fill in, to settle or
    does not add up. ``pdf`` writes the same as PDF beside it, where LibreOffice is. ``already`` is the
    workbook where it has been read (it is open in Excel); ``office`` is what the office has settled.

    Raises UserError when the workbook is no roll-up's, a template has a field that there is not, or ``final`` refuses.
    """
    source, asked = Path(path), _kind(kind, public=public)
    target = _target(Path(out), page=bool(asked.get("public")) and template is None)
    given = read_info(Path(info) if info is not None else None)
    output = Output.beside(source, template, info, office.reads)
    output.admit([target, *([target.with_suffix(".pdf")] if pdf else [])])
    stands = read_stands(source, already)
    numbers = count(stands)
    words, called = _template(asked, template)
    letters = petitions or typed_petitions(given)
    fields = values(asked, stands, numbers, given, letters)
    document = fill(words, fields, called)
    findings = checks(asked, stands, numbers, texts_of(document), letters, given)
    wrong = [found for found in findings if found.severity is Severity.ERROR]
    if final and wrong:
        said = "".join(f"{place}. {found.message}" for place, found in enumerate(wrong, 1))
        raise UserError(f"还不能定稿，没有写出文件：{said}去掉 --final 可以先写成草稿。")
    output_folder(target.parent)
    if target.suffix.lower() == _PAGE:
        output.write(target, page_of(asked["template"], fields))
    else:
        output.write(target, document)
    paper = as_pdf(document, target.name) if pdf else None
    if paper is not None:
        output.write(target.with_suffix(".pdf"), paper)
        findings = with_pages(asked, findings, paper)
    elif pdf:
        findings = [*findings, found_in_paper("R13")]
    return DocumentReport(
        source=str(source),
        kind=asked["name"],
        out=str(target),
        draft=bool(wrong),
        pdf=str(target.with_suffix(".pdf")) if paper is not None else None,
        findings=tuple(findings),
        kept=tuple(output.kept),
    )


def look_through(
    path: StrPath,
    document: StrPath,
    *,
    kind: str,
    template: StrPath | None = None,
    info: StrPath | None = None,
    public: bool = False,
) -> DocumentReport:
    """A paper that people worked in since it was written, looked through against the workbook as it stands: its own
    checks, and numbers that are others there (R09). Nothing is written. Raises UserError for a file that is no
    document."""
    source, file = Path(path), Path(document)
    asked = _kind(kind, public=public)
    given = read_info(Path(info) if info is not None else None)
    stands = read_stands(source)
    numbers = count(stands)
    petitions = typed_petitions(given)
    words, called = _template(asked, template)
    made = texts_of(fill(words, values(asked, stands, numbers, given, petitions), called))
    try:
        written = texts_of(read_input(file))
    except (BadZipFile, KeyError, ValueError):
        raise UserError(f"“{file.name}”不是 Word 文档（.docx），或者损坏了；请用 Word 或 WPS 另存为 .docx。") from None
    findings = [*checks(asked, stands, numbers, written, petitions, given)]
    if over := list(typed_over(written, made)):
        findings.append(found_in_paper("R09", what="；".join(over)))
    findings.sort(key=lambda one: one.code)
    wrong = any(found.severity is Severity.ERROR for found in findings)
    return DocumentReport(source=str(source), kind=asked["name"], out=str(file), draft=wrong, findings=tuple(findings))


def blank_template(kind: str, out: StrPath, *, public: bool = False) -> list[KeptCopy]:
    """Write our template of a kind, for the office to change; gives what was kept of a file that stood there."""
    target = _target(Path(out))
    output = Output()
    output_folder(target.parent)
    output.write(target, template_bytes(_kind(kind, public=public)["template"]))
    return output.kept


def _kind(word: str, *, public: bool) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = load("documents")["kinds"]
    named = {kind["name"]: kind for kind in kinds}
    if word not in named:
        raise UserError(f"--kind 只能是 {'、'.join(named)}，不能是“{word}”。")
    if not public:
        return named[word]
    if word not in _PUBLIC_OF:
        raise UserError(f"{word}没有公开版；--public 只用于{'、'.join(_PUBLIC_OF)}。")
    return named["公开"]


def _target(path: Path, *, page: bool = False) -> Path:
    """``page``: a page of the web may be written as well."""
    if path.suffix.lower() not in (".docx", *([_PAGE] if page else [])):
        more = "（公开版也可以是 .html）" if page else ""
        raise UserError(f"文档的文件名要以 .docx 结尾{more}，不能是“{path.name}”。")
    if path.is_dir():
        raise UserError(f"“{path}”是文件夹；请写文档的文件名。")
    return path


def read_stands(source: Path, already: Book | None = None) -> AsItStands:
    """A roll-up's workbook as it stands. Raises UserError when it is none."""
    book = already or read_book(source)
    found = as_it_stands(book, read_tables(book))
    if found is None:
        raise UserError(
            f"“{source.name}”不是 xl-tools rollup 写出的汇总工作簿，或者里面的“汇总统计”“任务统计”被删了、"
            "公式没有算出数，或者一项任务也没有；请选汇总工作簿，用 Excel 或 WPS 打开保存一次再试。"
        )
    return found


def _template(kind: dict[str, Any], template: StrPath | None) -> tuple[bytes, str]:
    if template is None:
        return template_bytes(kind["template"]), f"自带的{kind['name']}"
    path = Path(template)
    return read_input(path), path.name
