"""What the roll-up tells the clerk: one template for each code, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from xl_tools.models import Field, Finding, Severity
from xl_tools.rollup.layout import FORM_SHEET, form_cell, form_row


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of 整改进展: the task's serial and the column."""

    serial: int
    field: Field


@dataclass(frozen=True, slots=True)
class Message:
    """Severity and texts of a code; the braces are filled by name, and a missing value is a fault."""

    severity: Severity
    text: str
    advice: str


MESSAGES: dict[str, Message] = {
    "X704": Message(
        Severity.ERROR,
        "{task}：各单位的完成时限不一致：{values}。",
        "对照整改方案核对，请写错的单位改正后重新汇总。汇总表的文字按单位并列，预警和统计暂按最晚的{due}计。",
    ),
    "X706": Message(
        Severity.WARNING,
        "{unit}没有上报。",
        "请催报；收到后放进同一文件夹，重新汇总。在此之前，该单位各项任务都算未报。",
    ),
    "X707": Message(
        Severity.ERROR,
        "{unit}报了不止一份，内容不一致：{places}。",
        "请问清哪一份是对的，只留这一份，重新汇总。在此之前，文字暂用先列出的一份，状态算未定。",
    ),
    "X708": Message(
        Severity.WARNING,
        "{task}的“{column}”合并后有{length}字，一个单元格最多放{limit}字，放不下的部分接在“{rest}”表第{row}行起。",
        "文字没有删减。要在一格里看全，请有关单位压缩文字后重新汇总。",
    ),
    "X709": Message(
        Severity.WARNING,
        "{tasks}的状态未定：{units}。",
        "请有关单位补报或改正勾选后重新汇总；与某单位无关的任务，请该单位在表中写明“无此项整改任务”。",
    ),
    "X710": Message(
        Severity.ERROR,
        "{file}的“{table}”表没有并入：{reason}。",
        "文件放错了就移出文件夹；没有放错就改正表中的地区名称，重新汇总。",
    ),
    "X711": Message(
        Severity.WARNING,
        "{task}：{units}的表里没有写省里的任务编号，按任务名称并入。",
        "请核对并得对不对，并在任务名称前补上“第…项：”，重新汇总。",
    ),
    "X712": Message(
        Severity.WARNING,
        "{task}：{units}写的任务名称与其他单位不同。",
        "可能改动了原文，也可能编号写错、并错了任务：请核对。汇总表中按单位并列。",
    ),
    "X713": Message(
        Severity.WARNING,
        "{file}的“{table}”表读不出是哪个单位报的，暂按“{unit}”并入。",
        "请在表的地区一栏写上规范的单位名称，重新汇总。",
    ),
    "X714": Message(
        Severity.WARNING,
        "{units}已上报，但表里没有{tasks}。",
        "确有此项任务的请补报；与该单位无关的，请写明“无此项整改任务”，或汇总时附上任务清单。",
    ),
    "X715": Message(
        Severity.HINT,
        "{tasks}的进展文字多，一行的高度放不下，屏幕上和打印出来只看得到前面一部分。",
        "文字都在单元格里，没有删减，点中单元格可在编辑栏看全。要打印全文，请压缩文字，或复制到Word中打印。",
    ),
}


def finding(
    code: str, at: Place | None = None, *, path: str | None = None, sheet: str | None = None, **values: object
) -> Finding:
    """A finding of this code: ``at`` a cell of the workbook that the roll-up writes, or about a unit's file.

    Raises KeyError when the template needs a value that is not given.
    """
    message = MESSAGES[code]
    return Finding(
        code=code,
        severity=message.severity,
        sheet=FORM_SHEET if at else sheet,
        row=form_row(at.serial) if at else None,
        cell=form_cell(at.serial, at.field) if at else None,
        field=at.field.value if at else None,
        message=message.text.format(**values),
        advice=message.advice.format(**values),
        path=path,
    )
