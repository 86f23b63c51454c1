"""C: what the public is told, and what comes after a petition is dealt with: looking again, accepting, closing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Place, ProgressSheet
from xl_tools.data import load
from xl_tools.forms.headings import title
from xl_tools.rules.context import Context
from xl_tools.rules.registry import ERROR, WARNING, Found, Hit, also_finds, rule

if TYPE_CHECKING:
    import re

    from xl_tools.petitions.records import Petition

RECHECK, SETTLED, CLOSED = Field("recheck"), Field("settled"), Field("closed")
ACCEPTED, NOTICED = Field("accepted"), Field("noticed")
_EXPLAINING = (RECHECK, Field("latest"), Field("handling"), Field("remark"))


@rule(
    "C920",
    ERROR,
    "公开内容里有{kind}“{masked}”，请隐去。",
    when="要公开的内容里有电话、身份证号、车牌号、举报人姓名（“举报人”一列里的也算），或者公开的表里有不该公开的列",
    advice="请删去；公开一览表只留序号、受理编号、交办问题、行政区域、污染类型、核实情况、是否属实、整改情况、责任人处理、办结情况十列。",
    source="domain.md#petitions",
)
def public_text_names_people(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    columns = [name for name in _public() if name in sheet.columns]
    private = [name for name in _private() if name in sheet.columns] if ledger.public else []
    told: set[Field] = set()
    for petition in ledger.petitions:
        for name in columns:
            found = _private_of(petition, name)
            if found:
                yield Hit(petition.row, name, kind=found[0], masked=masked(found[1]))
        for name in private:
            text = petition.text(name).strip()
            if text and name not in told:
                told.add(name)
                yield Hit(petition.row, name, kind=f"“{title(sheet.form, name)}”一列", masked=masked(text))


@also_finds("C920")
def published_text_names_people(petitions: Iterable[Petition], sheet: str) -> Iterator[Found]:
    """What of the columns that would be published names people."""
    for petition in petitions:
        for name in _public():
            found = _private_of(petition, name)
            if found:
                yield Found(Place(None, sheet, petition.row, None, name), kind=found[0], masked=masked(found[1]))


def private_in(text: str) -> tuple[str, str] | None:
    """What of a text may not be published: (kind, words); None where there is nothing."""
    if len(text) <= 5:
        return None
    from xl_tools.parse.private import names_in, numbers_in

    named = ((kind, match[0]) for kind, pattern in _patterns() if (match := pattern.search(text)))
    behind = ((COMPLAINANT_NAME, name) for name in names_in(text, complainants=True))
    return next(numbers_in(text), None) or next(named, None) or next(behind, None)


COMPLAINANT_NAME = "举报人姓名"


def _private_of(petition: Petition, name: Field) -> tuple[str, str] | None:
    """What of one of a petition's texts may not be published, what other columns say of the complainant among it."""
    text = petition.text(name)
    return private_in(text) or next(((kind, said) for kind, said in _complainant(petition) if said in text), None)


def _complainant(petition: Petition) -> Iterator[tuple[str, str]]:
    """How a petition names the complainant, and the local numbers of its telephones, each with its kind."""
    if name := petition.text(Field("complainant")).strip():
        from xl_tools.parse.private import people_in

        yield from ((COMPLAINANT_NAME, one) for one in people_in(name))
    for field in _PHONES:
        local = petition.text(field).strip()[-_SHORTEST_PHONE:]
        if len(local) == _SHORTEST_PHONE and local.isdecimal():
            yield "电话号码", local


_PHONES = (Field("complainant_phone"), Field("phone"), Field("grid_phone"))
_SHORTEST_PHONE = 7
"""Digits of a local number: what stands before it is the code of its place."""


def masked(text: str) -> str:
    """A text of which enough is left to be found."""
    return text[:3] + "*" * max(len(text) - 5, 1) + text[-2:] if len(text) > 5 else text[:1] + "*" * (len(text) - 1)


def _words() -> dict[str, Any]:
    section: dict[str, Any] = load("petitions")["private"]
    return section


@cache
def _public() -> tuple[Field, ...]:
    return tuple(Field(name) for name in _words()["public"] if name not in ("code", "serial"))


@cache
def _private() -> tuple[Field, ...]:
    return tuple(map(Field, _words()["columns"]))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["kind"], expression(entry["pattern"])) for entry in _words()["in_text"])


@rule(
    "C921",
    ERROR,
    "{problem}。",
    when="回头看写了反弹，状态仍是已办结或已销号；比上一次退回了（已办结变成未办结）而没有说明",
    advice="反弹的，请把办结情况改回来，重新办理；退回的，请写明原因。",
    source="domain.md#petitions",
    columns=(SETTLED,),
    partly=("earlier",),
)
def relapse_is_passed_over(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    from xl_tools.petitions.words import pattern

    for petition in context.ledger(sheet).petitions:
        text = petition.text(RECHECK)
        relapse = pattern("relapse").search(text) if text else None
        if relapse and not pattern("no_relapse").search(text) and (petition.is_done or petition.is_closed):
            state = "已销号" if petition.is_closed else "已办结"
            yield Hit(petition.row, SETTLED, problem=f"回头看写了“{relapse[0]}”，状态仍是{state}")
        elif before := _fell_back(petition, context):
            now = petition.settled.label if petition.settled else "没有填"
            yield Hit(
                petition.row,
                SETTLED,
                problem=f"上次是{before}，这次{'是' + now if petition.settled else now}，没有说明",
            )


def _fell_back(petition: Petition, context: Context) -> str:
    """The state from which a petition fell back without a word of why; "" where it did not."""
    from xl_tools.petitions.words import pattern

    if not petition.code or any(pattern("explained").search(petition.text(name)) for name in _EXPLAINING):
        return ""
    order = {"done": 3, "phase": 2, "open": 1, None: 0}
    for earlier in context.earlier:
        for one in earlier.by_code.get(petition.code, ()):
            if one.part == petition.part and one.is_closed and not petition.is_closed:
                return "已销号"
            if one.part == petition.part and one.settled and order[one.settled] > order[petition.settled]:
                return one.settled.label
    return ""


@rule(
    "C928",
    WARNING,
    "已销号，{problem}。",
    when="销号了，而前面的步骤（验收、公示）没有日期、先后不对，公示天数不够，或者还是阶段性办结",
    advice="请补上前面步骤的日期；没有做的，先补做再销号。",
    source="domain.md#petitions",
    columns=(CLOSED,),
)
def closed_without_the_step_before(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    for petition in ledger.petitions:
        if petition.is_closed:
            problem = _not_ready(petition, sheet, ledger.conventions.notice_days)
            if problem:
                yield Hit(petition.row, CLOSED, problem=problem)


def _not_ready(petition: Petition, sheet: ProgressSheet, days: int) -> str:
    from xl_tools.petitions.words import says_nothing

    if petition.is_phase:
        return "办结情况还是阶段性办结"
    if petition.settled == "open":
        return "办结情况还是未办结"
    for name, what in ((ACCEPTED, "验收"), (NOTICED, "公示")):
        if name in sheet.columns and says_nothing(petition.text(name)):
            return f"没有{what}的日期"
    if petition.closed and petition.noticed:
        shown = (petition.closed - petition.noticed).days
        if shown < days:
            return f"公示只有{max(shown, 0)}天，应满{days}天"
    if petition.accepted and petition.closed and petition.accepted > petition.closed:
        return "验收日期在销号日期之后"
    return ""
