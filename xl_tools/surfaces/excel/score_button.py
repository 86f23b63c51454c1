"""The scoring buttons: the assessment in front with the units' evaluation sheets if wanted, then the new workbook
opened; or the tasks of the progress table in front, in a sheet beside it; the units' own sheets, out and back; the
letters of results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.examine import Occasion, examine
from xl_tools.app.report_info import info_in
from xl_tools.app.score import score as compute
from xl_tools.app.score_forms import issue_forms
from xl_tools.app.score_letters import score_letters
from xl_tools.app.score_table import ScoredRow, score_table
from xl_tools.books.excel import open_book, scores_sheet
from xl_tools.core.carried_rows import CODE, REMARK
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import safe_name
from xl_tools.core.records import Severity
from xl_tools.marks.plan import Open, Say
from xl_tools.parse.assessment.labels import is_assessment
from xl_tools.rollup.task_points import PARTS, PROPOSED, rounded
from xl_tools.scoring.table.rows import is_table

if TYPE_CHECKING:
    from xl_tools.core.grid import Book
    from xl_tools.reports.score import ScoreSheet
    from xl_tools.surfaces.excel.desk import Desk, Steps

OUT_FOLDER, LETTERS_FOLDER, LETTERS_REGISTER = "计分结果", "考核结果告知书", "告知书登记.xlsx"
_SHOWN = 5
"""Offices named in the message, the best first."""


def score(desk: Desk) -> Steps[None]:
    """Compute the assessment of the workbook in front, as it stands on the screen; write the scores, open them. Where
    it is none, but the sheet in front is a progress table, score its tasks."""
    with open_book.at_work(desk.app, "正在读取…") as progress:
        book = open_book.read_book(desk.book, progress=progress)
    if is_table(book) or is_assessment(book):
        yield from _assessment(desk, book)
    else:
        yield from _tasks(desk, book)


def _assessment(desk: Desk, book: Book) -> Steps[None]:
    together = not is_table(book) and (
        yield from desk.yes(
            "计算当前工作簿的得分。各单位的评价表也要算进去吗？\n选“是”就选装着评价表的文件夹，选“否”只算当前工作簿。"
        )
    )
    evaluations = (yield from desk.pick_folder("选装着各单位评价表的文件夹")) if together else None
    yield from _computed(desk, book, evaluations=evaluations)


def _computed(desk: Desk, book: Book, *, evaluations: Path | None = None, returned: Path | None = None) -> Steps[None]:
    """Write the scores beside the workbook, and open them."""
    with open_book.at_work(desk.app, "正在计算得分…"):
        path = Path(book.path)
        folder = path.parent if path.is_absolute() else Path.home() / "Documents"
        out = folder / OUT_FOLDER / f"{safe_name(path.stem)}得分 {desk.today:%Y-%m-%d}.xlsx"
        sheet = compute(path, out=out, evaluations=evaluations, returned=returned, already=book)
        unopened = yield Open(str(out))
    yield Say(_summary(sheet) + unopened)


def forms(desk: Desk) -> Steps[None]:
    """The sheets that the units of the assessment in front fill in: handed out, or taken back and scored."""
    with open_book.at_work(desk.app, "正在读取…") as progress:
        book = open_book.read_book(desk.book, progress=progress)
    if not (is_table(book) or is_assessment(book)):
        raise UserError("当前工作簿里没有考核任务书，也没有计分规则；请打开考核工作簿再点。")
    if (yield from desk.yes("给每个单位下发填报表吗？\n选“是”下发；选“否”就收回各单位填好的，并算出得分。")):
        folder = yield from desk.pick_folder("各单位的填报表放进哪个文件夹")
        with open_book.at_work(desk.app, "正在写各单位的填报表…"):
            files = issue_forms(Path(book.path), folder, already=book)
        yield Say(f"已给 {len(files)} 个单位各写了一份填报表，放在 {folder}。收回以后再点一次“填报表”，选“否”。")
        return
    returned = yield from desk.pick_folder("选装着各单位填好的填报表的文件夹")
    yield from _computed(desk, book, returned=returned)


def result_letters(desk: Desk) -> Steps[None]:
    """A letter to each unit of the assessment in front: its result, what it lost, how it may object."""
    with open_book.at_work(desk.app, "正在写告知书…") as progress:
        book = open_book.read_book(desk.book, progress=progress)
        if not (is_table(book) or is_assessment(book)):
            raise UserError("当前工作簿里没有考核任务书，也没有计分规则；请打开算好的得分工作簿再点。")
        path = Path(book.path)
        folder = path.parent if path.is_absolute() else Path.home() / "Documents"
        made = score_letters(
            path,
            out=folder / LETTERS_FOLDER,
            register=folder / LETTERS_FOLDER / LETTERS_REGISTER,
            info=info_in(folder, desk.office.folder),
            today=desk.today,
            already=book,
        )
    kept = [copy.sentence for copy in made.kept]
    where = f"写在 {folder / LETTERS_FOLDER}，“{LETTERS_REGISTER}”里登记了"
    said = f"{len(made.letters)} 份{made.kind}{where}；【】里的请填写。"
    yield Say("\n".join([said, *kept]))


def _tasks(desk: Desk, book: Book) -> Steps[None]:
    """The sheet 任务得分 beside the progress table in front; no cell of the table is changed."""
    facts = desk.book.facts
    front = tuple(grid for grid in book.grids if grid.name in (facts.front, facts.results))
    with open_book.at_work(desk.app, "正在计算得分…"):
        occasion = Occasion(as_of=desk.day, office=desk.office, assessments=False)
        rows = list(score_table(examine(replace(book, grids=front), occasion), desk.day))
        if not rows:
            raise UserError(
                "当前工作簿里没有找到任务书，当前这张表也不是整改进展情况表；请打开考核任务书，或者点到进展表再试。"
            )
        before = scores_sheet.earlier(desk.book)
        onto = scores_sheet.to_go_on_with(before, [(row.cell, row.task) for row in rows])
        points = next((one.points for one in reversed(before) if one.points), None)
        name = scores_sheet.write(desk.book, _head(rows, desk, points), list(_task_lines(rows, onto)), onto)
    counted = [row.points.score for row in rows if row.points.score is not None]
    mean = f"平均 {rounded(sum(counted, Decimal(0)) / len(counted))} 分。" if counted else ""
    told = f"{len(rows)} 项任务已计分，{mean}逐项见“{name}”表，原表没有改动。各部分的分值是建议值，可以在该表里改。"
    left = "" if onto or not before else f"“{before[-1].title}”表列的不是这些任务，或有人动过排列，留着没有动。"
    yield Say(told + left + desk.book.not_saved)


def _head(rows: list[ScoredRow], desk: Desk, points: tuple[str, ...] | None) -> list[scores_sheet.Line]:
    """The lines above the list; ``points`` are the points of the parts that people have set."""
    proposed = [float(PROPOSED.number(name)) for name in PARTS]
    scores = f"I{scores_sheet.FIRST}:I{scores_sheet.FIRST + len(rows) - 1}"
    mean = f'=IF(COUNT({scores})=0,"—",ROUND(AVERAGE({scores}),2))'
    return [
        (f"{scores_sheet.MARK}　按 {desk.day:%Y-%m-%d} 判断是否逾期",),
        (scores_sheet.POINTS, "", "", "", *(points or proposed), "=SUM(E2:H2)"),
        ("平均得分", *[""] * 7, mean),
        scores_sheet.HEADINGS,
    ]


def _task_lines(rows: list[ScoredRow], onto: scores_sheet.Earlier | None) -> Iterator[scores_sheet.Line]:
    """The list. The points of the parts stand in cells; what depends on them is a formula, but where people typed."""
    for row, one in enumerate(rows, scores_sheet.FIRST):
        target = f"#'{one.sheet.replace(chr(39), chr(39) * 2)}'!{one.cell}".replace('"', '""')
        due = f"{one.due:%Y-%m-%d}" if one.due else ""
        if one.points.score is None:
            said = formulas = ["—"] * len(scores_sheet.COMPUTED)
        else:
            shares = [part / PROPOSED.number(name) for part, name in zip(one.points.parts, PARTS, strict=True)]
            said = [*(f"{share:.10f}" for share in shares), f"{one.points.score}"]
            formulas = [
                *(f"={letter}$2*{share:.10f}" for letter, share in zip("EFGH", shares, strict=True)),
                f"=IF(I$2>0,ROUND(100*SUM(E{row}:H{row})/I$2,2),0)",
            ]
        computed = dict(zip(scores_sheet.COMPUTED, zip(said, formulas, strict=True), strict=True))
        written = {"状态": one.state, "截止日期": due, **{heading: text for heading, (text, _) in computed.items()}}
        written["说明"] = one.points.why
        cells = scores_sheet.typed_cells(onto, f"{one.cell} {one.task}", written)
        for heading, (text, formula) in computed.items():
            cells[heading] = formula if cells[heading] == text else _number_or_text(cells[heading])
        texts = (_entered(cells[heading]) for heading in ("状态", "截止日期"))
        remark = cells[REMARK] if cells[REMARK].startswith("=") else _entered(cells[REMARK])
        yield (
            f'=HYPERLINK("{target}","{one.cell}")', _entered(one.task), *texts,
            *(cells[heading] for heading in computed), _entered(cells["说明"]), remark, _entered(cells[CODE]),
        )  # fmt: skip


def _number_or_text(typed: str) -> str:
    """What people typed in place of points: a number stays one."""
    try:
        float(typed)
    except ValueError:
        return _entered(typed)
    return typed


def _entered(text: str) -> str:
    """A text that Excel takes as text, whatever it looks like."""
    return f"'{text}" if text else ""


def _summary(sheet: ScoreSheet) -> str:
    ranked = sorted((office for office in sheet.offices if office.rank), key=lambda office: office.rank or 0)
    unsettled = sum(office.total is None for office in sheet.offices)
    errors = sum(finding.severity is Severity.ERROR for finding in sheet.findings)
    lines = [f"{len(sheet.offices)} 个单位已计分。" + (f"其中 {unsettled} 个总分算不出来。" if unsettled else "")]
    lines += [
        f"{office.rank}. {office.name} {office.total:f} {office.grade or ''}".rstrip() for office in ranked[:_SHOWN]
    ]
    lines += [found.message for found in sheet.findings if found.code == "A831"]
    lines += [f"有 {errors} 处错误，见新工作簿里的问题清单。"] if errors else []
    lines += [copy.sentence for copy in sheet.kept]
    return "\n".join([*lines, f"评分工作簿：{sheet.out}"])
