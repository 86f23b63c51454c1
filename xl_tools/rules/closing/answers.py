"""V907, V908, V909, V912: every measure has an answer of its own, as far as its goal, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field
from xl_tools.data import load
from xl_tools.parse.closing.headings import means
from xl_tools.parse.closing.notice_text import sections
from xl_tools.rules.points import points
from xl_tools.rules.registry import ERROR, WARNING, Found, also_finds, finds

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected
    from xl_tools.parse.closing.entries import Measure

_NO_TEXT = expression(r"[\W_]+")


@finds(
    "V907",
    ERROR,
    "{which}{what}。",
    when="有的措施没有完成情况，或者几条措施用同一句话回答",
    advice="请逐条写完成情况：做了什么、什么时候、多少，有什么佐证。",
    source="domain.md#closing-steps",
    scope="book",
)
def measure_has_no_answer(inspected: Inspected) -> Iterator[Found]:
    for one in inspected.standings:
        if not one.completed:
            continue
        by_answer: dict[str, list[Measure]] = {}
        for measure in inspected.measures(one.case.key):
            answer = _NO_TEXT.sub("", measure.answer)
            if answer:
                by_answer.setdefault(answer, []).append(measure)
            else:
                place = inspected.place("measures", measure.row, "answer")
                yield Found(place, which=f"措施{measure.number}", what="没有对应的完成情况")
        for same in by_answer.values():
            if len(same) > 1:
                which = "措施" + "、".join(measure.number for measure in same)
                place = inspected.place("measures", same[1].row, "answer")
                yield Found(place, which=which, what=f"用同一句话“{same[0].answer[:20]}”回答")


@also_finds("V907")
def plan_has_more_measures(inspected: Inspected) -> Iterator[Found]:
    """The plan numbers more measures than the ledger has."""
    from xl_tools.closing.inspected import called
    from xl_tools.closing.reported import of_case

    for one in inspected.standings if inspected.plan is not None else ():
        entry = of_case(one.case.key, inspected.planned, inspected.units)
        text = entry.text(Field.MEASURES) or entry.text(Field.PLAN) if entry else ""
        planned, have = len(points(text).lines), len(inspected.measures(one.case.key))
        if one.completed and have < planned:
            place = inspected.place("cases", one.case.row, "inspection")
            yield Found(place, which=called(one.case.key), what=f"方案有{planned}条措施，台账只有{have}条")


@also_finds("V907")
def notice_has_fewer_answers(inspected: Inspected) -> Iterator[Found]:
    """The body of a notice numbers more measures than it answers."""
    for notice in inspected.ledger.notices:
        told = sections(notice.text)
        measures, answer = points(told.get("measures", "")).lines, told.get("answer", "")
        answered = len(points(answer).lines) or int(bool(answer))
        if len(measures) > 1 and answered < len(measures):
            said = f"有{len(measures)}条措施，完成情况只有{answered}条"
            yield Found(inspected.place("notices", notice.row, "text"), which="公示正文", what=said)


@finds(
    "V908",
    WARNING,
    "措施{number}{what}。",
    when="措施完成得比要求晚没有说明，或者比验收还晚",
    advice="请核对日期；确实晚了的，在完成情况里写明原因和谁同意的。",
    source="domain.md#closing-steps",
    scope="book",
)
def answer_is_late(inspected: Inspected) -> Iterator[Found]:
    explained = expression(load("closing")["texts"]["explained"])
    for one in inspected.standings:
        accepted = [day for step, day in one.passed.items() if means(step, "acceptance")]
        for measure in inspected.measures(one.case.key):
            place = inspected.place("measures", measure.row, "done")
            if measure.done and measure.due and measure.done > measure.due and not explained.search(measure.answer):
                what = f"要求{measure.due}前，完成情况写的是{measure.done}，没有说明原因"
                yield Found(place, number=measure.number, what=what)
            elif measure.done and accepted and measure.done > min(accepted):
                what = f"完成日期{measure.done}晚于验收日期{min(accepted)}"
                yield Found(place, number=measure.number, what=what)


@finds(
    "V909",
    WARNING,
    "目标是“{goal!q}”，完成情况只到“{word}”。",
    when="完成情况没有到整改目标那一步",
    advice="还没有到的，不要申请销号；已经到了的，请把完成情况写明白。",
    source="domain.md#closing-steps",
    scope="book",
)
def answer_is_weaker_than_the_goal(inspected: Inspected) -> Iterator[Found]:
    texts = load("closing")["texts"]
    weak, goal = expression(texts["weak"]), expression(texts["goal"])
    for one in inspected.standings:
        if not one.completed:
            continue
        for measure in inspected.measures(one.case.key):
            said = next((text for text in (measure.text, one.case.goal) if goal.search(text)), "")
            found = weak.search(measure.answer)
            if said and found and not weak.search(said):
                yield Found(inspected.place("measures", measure.row, "answer"), goal=said, word=found[0])


@also_finds("V909")
def notice_is_weaker_than_the_goal(inspected: Inspected) -> Iterator[Found]:
    """The body of a notice tells less than its goal, or that of the ledger."""
    texts = load("closing")["texts"]
    weak, goal = expression(texts["weak"]), expression(texts["goal"])
    goals = {case.key: case.goal for case in inspected.ledger.cases}
    for notice in inspected.ledger.notices:
        told = sections(notice.text)
        said = told.get("goal") or goals.get(notice.key, "")
        found = weak.search(told.get("answer", ""))
        if found and goal.search(said) and not weak.search(said):
            yield Found(inspected.place("notices", notice.row, "text"), goal=said, word=found[0])


@finds(
    "V912",
    WARNING,
    "与{case}的{what}相同。",
    when="两件的完成情况、两份公示的正文几乎一样",
    advice="请按各自的实际情况写；确实一样的（同一个工程），写明理由。",
    source="domain.md#closing-steps",
    scope="book",
)
def same_text_twice(inspected: Inspected) -> Iterator[Found]:
    from xl_tools.closing.inspected import called

    answers = [(one.key, one.row, _beyond(one.answer, one.text)) for one in inspected.ledger.measures]
    bodies = [(one.key, one.row, _told(one.text)) for one in inspected.ledger.notices]
    for what, name, told in (("measures", "answer", answers), ("notices", "text", bodies)):
        seen: set[int] = set()
        for (other, _, before), (key, row, text) in combinations(told, 2):
            if key != other and row not in seen and _alike(before, text):
                seen.add(row)
                said = "完成情况" if what == "measures" else "公示正文"
                yield Found(inspected.place(what, row, name), case=called(other), what=said)


def _told(body: str) -> str:
    """What a notice tells of its case, without signs: what was done, else the body without the sentences that every
    notice of an office has."""
    usual = expression(load("closing")["texts"]["usual"])
    said = sections(body).get("answer") or body
    sentences = expression(r"[。；;\n]").split(said)
    return _NO_TEXT.sub("", "".join(sentence for sentence in sentences if not usual.search(sentence)))


def _beyond(answer: str, plan: str) -> str:
    """An answer without the clauses that it takes over from the plan, and without signs."""
    planned = _NO_TEXT.sub("", plan)
    clauses = (_NO_TEXT.sub("", clause) for clause in expression(r"[，,。；;\n]").split(answer))
    return "".join(clause for clause in clauses if clause not in planned)


def _alike(one: str, other: str) -> bool:
    settings = load("closing")["alike"]
    least, ratio = settings["least"], settings["ratio"]
    shorter, longer = sorted((len(one), len(other)))
    if shorter < least or 2 * shorter < ratio * (shorter + longer):
        return False
    from rapidfuzz.distance import Indel  # paid for only where there is something to compare

    return bool(Indel.normalized_similarity(one, other, score_cutoff=ratio) >= ratio)
