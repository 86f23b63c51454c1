"""V913, V914, V917: what is published has no blank of its template, says which task it is about, and names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xl_tools.core.expressions import expression
from xl_tools.core.records import Place
from xl_tools.core.text import shortened
from xl_tools.data import load
from xl_tools.parse.closing.cell_values import serial_of
from xl_tools.parse.table.inspections import inspection_in
from xl_tools.rules.registry import ERROR, WARNING, Found, also_finds, finds

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected

_LONGEST = 24
_READ = {
    "cases": ("title", "problem", "goal", "note"),
    "measures": ("text", "answer"),
    "events": ("by_unit", "paper", "note"),
    "notices": ("title", "text", "publisher"),
    "matters": ("reason", "demand", "conclusion"),
}


@finds(
    "V913",
    ERROR,
    "“{piece!q}”{what}。",
    when="留着模板的空没有填，或者年月日连在一起",
    advice="请填上，或者删去；日期写成 2025年9月1日 这样。",
    source="domain.md#closing-steps",
    scope="book",
)
def blank_is_left(inspected: Inspected) -> Iterator[Found]:
    texts = load("closing")["texts"]
    looked_for = [(expression(texts["blank"]), "像没有填的空"), (expression(texts["run_together"]), "的年月日连在一起")]
    for what, row, name, text in read_texts(inspected):
        for pattern, said in looked_for:
            match = pattern.search(text)
            if match:
                yield Found(inspected.place(what, row, name), piece=match[0], what=said)
                break


def read_texts(inspected: Inspected) -> Iterator[tuple[str, int, str, str]]:
    """Every text that people wrote and that others read: its sheet, row and column, and what stands there."""
    for what, names in _READ.items():
        for record in getattr(inspected.ledger, what):
            for name in names:
                yield what, record.row, name, getattr(record, name)


@finds(
    "V914",
    ERROR,
    "{where}是{said}，台账是{own}。",
    when="公示的标题、正文里的序号、批次和台账不一样",
    advice="请核对是不是贴错了任务，改成一致。",
    source="domain.md#closing-steps",
    scope="book",
)
def notice_is_of_another_task(inspected: Inspected) -> Iterator[Found]:
    texts = load("closing")["texts"]
    serials, attached = expression(texts["serial"]), expression(texts["attached"])
    for notice in inspected.ledger.notices:
        for name, where in (("title", "标题"), ("text", "正文")):
            text = getattr(notice, name)
            place = inspected.place("notices", notice.row, name)
            said = [serial_of(match[1]) for match in serials.finditer(text)]
            if said and notice.key.serial.isdigit() and notice.key.serial not in said:
                yield Found(place, where=where, said=f"第{said[0]}项", own=f"第{notice.key.serial}项")
                continue
            beside = [serial_of(match[1]) for line in attached.findall(text) for match in serials.finditer(line)]
            if beside and notice.key.serial.isdigit() and notice.key.serial not in beside:
                yield Found(place, where="附件", said=f"第{beside[0]}项", own=f"第{notice.key.serial}项")
                continue
            named, own = inspection_in(text), inspection_in(notice.key.inspection, alone=True)
            if named and own and not _may_be_one(named, own):
                yield Found(place, where=where, said=f"“{shortened(text, _LONGEST)}”", own=f"“{notice.key.inspection}”")


def _may_be_one(one: str, other: str) -> bool:
    from xl_tools.closing.reported import is_same

    return is_same(one, other)


@finds(
    "V917",
    WARNING,
    "公示文字里有“{piece!q}”，请确认可以公开。",
    when="公示文字里有手机号、身份证号、车牌号、举报人姓名，或者通讯录里的人名",
    advice="不能公开的请删去；联系电话写办公电话。",
    source="domain.md#closing-steps",
    scope="book",
)
def public_text_names_somebody(inspected: Inspected) -> Iterator[Found]:
    for notice in inspected.ledger.notices:
        for name in ("title", "text"):
            text = getattr(notice, name)
            piece = _of_somebody(text) or _name_in(text, inspected.names)
            if piece:
                yield Found(inspected.place("notices", notice.row, name), piece=piece)


@also_finds("V917")
def notice_names_somebody(texts: Iterable[str], path: str) -> Iterator[Found]:
    """What of the texts of a ledger stands in a notice that is made of them."""
    for piece in filter(None, map(_of_somebody, texts)):
        yield Found(Place(path), piece=piece)


def _of_somebody(text: str) -> str:
    """A number that is a person's, or the name of who complained; "" where there is none."""
    from xl_tools.parse.private import names_in, numbers_in

    numbers = (number for _, number in numbers_in(text, _NOT_OF_AN_OFFICE))
    return next(numbers, "") or next(names_in(text, complainants=True), "")


_NOT_OF_AN_OFFICE = frozenset(("手机号码", "身份证号码", "车牌号", "微信号", "QQ号", "银行卡号"))
"""An office gives its telephone."""


def _name_in(text: str, names: frozenset[str] | None) -> str | None:
    return next((name for name in sorted(names or ()) if len(name) > 1 and name in text), None)
