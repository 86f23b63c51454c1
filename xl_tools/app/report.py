"""Papers from a roll-up's workbook as it stands: 报告, 通报, 简报, 一页纸, 附件, and the public version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xl_tools.app.examine import read_tables
from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.app.report_checks import checks, found_in_paper
from xl_tools.app.report_info import read_info
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.libreoffice import as_pdf
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Severity
from xl_tools.data import load
from xl_tools.reports.document import DocumentReport
from xl_tools.rollup.as_it_stands import AsItStands, as_it_stands
from xl_tools.rollup.paper_numbers import Closing, Petitions, count
from xl_tools.write.documents.fill import fill, texts_of
from xl_tools.write.documents.template import template_bytes
from xl_tools.write.documents.values import typed_petitions, values

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
    closing: Closing | None = None,
    petitions: Petitions | None = None,
) -> DocumentReport:
    """Write a paper (.docx) from the workbook of a roll-up, whose numbers are taken as they stand there now.

    ``kind`` is 报告, 通报, 简报, 一页纸, 附件 or 公开; with ``public`` the public version of a 报告 or 附件, which is
    公开. ``template`` is the office's own Word template instead of ours, ``info`` what only the office knows (标题,
    发文字号 …). ``closing`` and ``petitions`` are the counts of their ledgers; without, 信访 may be typed in
    ``info``, and 销号 is left out. With ``final`` nothing is written while something is left to fill in, to settle or
    does not add up. ``pdf`` writes the same as PDF beside it, where LibreOffice is.

    Raises UserError when the workbook is no roll-up's, a template has a field that there is not, or ``final`` refuses.
    """
    source, target = Path(path), _target(Path(out))
    asked = _kind(kind, public=public)
    given = read_info(Path(info) if info is not None else None)
    output = Output.beside(source, template, info)
    output.admit([target, *([target.with_suffix(".pdf")] if pdf else [])])
    stands = read_stands(source)
    numbers = count(stands)
    words, called = _template(asked, template)
    petitions = petitions or typed_petitions(given)
    document = fill(words, values(asked, stands, numbers, given, closing, petitions), called)
    findings = checks(asked, stands, numbers, texts_of(document), closing, petitions)
    wrong = [found for found in findings if found.severity is Severity.ERROR]
    if final and wrong:
        said = "".join(f"{place}. {found.message}" for place, found in enumerate(wrong, 1))
        raise UserError(f"还不能定稿，没有写出文件：{said}去掉 --final 可以先写成草稿。")
    output_folder(target.parent)
    output.write(target, document)
    paper = as_pdf(document, target.name) if pdf else None
    if paper is not None:
        output.write(target.with_suffix(".pdf"), paper)
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


def _target(path: Path) -> Path:
    if path.suffix.lower() != ".docx":
        raise UserError(f"文档的文件名要以 .docx 结尾，不能是“{path.name}”。")
    if path.is_dir():
        raise UserError(f"“{path}”是文件夹；请写文档的文件名。")
    return path


def read_stands(source: Path) -> AsItStands:
    """A roll-up's workbook as it stands. Raises UserError when it is none."""
    book = read_book(source)
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
