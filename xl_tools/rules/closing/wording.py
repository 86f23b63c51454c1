"""V919 to V922: what is written says something, a measure is one, a notice tells what it must, and no word stands
twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xl_tools.core.expressions import expression
from xl_tools.core.text import shortened
from xl_tools.data import load
from xl_tools.parse.closing.notice_text import sections
from xl_tools.rules.closing.texts import read_texts
from xl_tools.rules.points import points
from xl_tools.rules.registry import HINT, WARNING, Found, finds
from xl_tools.rules.table.progress_text import says_little
from xl_tools.rules.templates import quoted

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected
    from xl_tools.core.records import Place

_LONGEST = 40


@finds(
    "V919",
    WARNING,
    "{which}的完成情况“{text!q}”没有写做了什么、什么时候、多少。",
    when="完成情况只有套话或者例行的话：没有事项、日期、数量、文件",
    advice="请写明做了哪些事、什么时候、多少、有什么佐证；“不定期召开会议”之类的，写开了几次、定了什么。",
    source="domain.md#closing-steps",
    scope="book",
)
def answer_says_nothing(inspected: Inspected) -> Iterator[Found]:
    for one in inspected.standings:
        if not one.completed:
            continue
        for measure in inspected.measures(one.case.key):
            if _says_nothing(measure.answer):
                place = inspected.place("measures", measure.row, "answer")
                yield Found(place, which=f"措施{measure.number}", text=shortened(measure.answer, _LONGEST))
    for notice in inspected.ledger.notices:
        answer = sections(notice.text).get("answer", "")
        for number, text in (points(answer).lines or ({0: answer} if answer else {})).items():
            if _says_nothing(text):
                which = f"公示正文第{number}条" if number else "公示正文"
                yield Found(inspected.place("notices", notice.row, "text"), which=which, text=shortened(text, _LONGEST))


def _says_nothing(answer: str) -> bool:
    """Whether an answer shows nothing that was done: set phrases alone, or what is routine without a number, a day or
    a paper."""
    texts = load("closing")["texts"]
    if not answer.strip() or expression(texts["shown"]).search(answer):
        return False
    return says_little(answer) or bool(expression(texts["routine"]).search(answer))


@finds(
    "V920",
    WARNING,
    "{which}写的是“{text!q}”，不是措施。",
    when="措施一格写的是结论（不属实、已完成、无），不是要做的事",
    advice="请写方案里要做的事；问题不属实的，写怎样核实、依据什么，不要当作措施。",
    source="domain.md#closing-steps",
    scope="book",
)
def measure_is_none(inspected: Inspected) -> Iterator[Found]:
    for measure in inspected.ledger.measures:
        if _is_none(measure.text):
            place = inspected.place("measures", measure.row, "text")
            yield Found(place, which=f"措施{measure.number}", text=measure.text)
    for notice in inspected.ledger.notices:
        told = sections(notice.text).get("measures", "")
        for number, text in (points(told).lines or ({0: told} if told else {})).items():
            if _is_none(text):
                which = f"公示正文第{number}条措施" if number else "公示正文的措施"
                yield Found(inspected.place("notices", notice.row, "text"), which=which, text=text)


def _is_none(text: str) -> bool:
    said = "".join(text.split())
    return bool(said and expression(load("closing")["texts"]["no_measure"]).fullmatch(said))


@finds(
    "V921",
    WARNING,
    "{what}。",
    when="公示没有写天数，或者没有写有异议向哪里反映（电话、邮箱；只有电话的是提示）",
    advice="请在公示里写明“共几个工作日”、联系电话和电子邮箱；已经登出的，请核对原文后填进台账。",
    source="domain.md#closing-steps",
    scope="book",
)
def notice_lacks_something(inspected: Inspected) -> Iterator[Found]:
    texts = load("closing")["texts"]
    days, telephone, mail = (expression(texts[name]) for name in ("says_days", "telephone", "mail"))
    for notice in inspected.ledger.notices:
        place = inspected.place("notices", notice.row, "says")
        if (notice.start or notice.text) and notice.says is None and not days.search(notice.text):
            yield Found(place, what="公示没有写明公示几天")
        if notice.text and not mail.search(notice.text):
            by_phone = bool(telephone.search(notice.text))
            yield _without_mail(inspected.place("notices", notice.row, "text"), by_phone=by_phone)


def _without_mail(place: Place, *, by_phone: bool) -> Found:
    if by_phone:
        return Found(place, HINT, what="公示正文只有电话，没有电子邮箱")
    return Found(place, what="公示正文没有写有异议向哪里反映（电话、电子邮箱）")


@finds(
    "V922",
    WARNING,
    "“{piece}”写了两遍。",
    when="字词写了两遍（2022年年、的的、完成完成）",
    advice="请删去多写的。",
    source="domain.md#closing-steps",
    scope="book",
)
def word_stands_twice(inspected: Inspected) -> Iterator[Found]:
    doubled = expression(load("closing")["texts"]["doubled"])
    for what, row, name, text in read_texts(inspected):
        match = doubled.search(text)
        if match:
            # Quoted as it stands: what is there twice may be the sign that ends it.
            piece = quoted(text[max(0, match.start() - 4) : match.end()])
            yield Found(inspected.place(what, row, name), piece=piece)
