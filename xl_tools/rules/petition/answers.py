"""C: what the unit reported: verdict, inquiry, handling and state say the same, and are there in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xl_tools.core.records import Field, Place, ProgressSheet
from xl_tools.rules.context import Context
from xl_tools.rules.dates import last_day_named
from xl_tools.rules.registry import ERROR, WARNING, Found, Hit, also_finds, rule
from xl_tools.rules.table.contradictions import under_way
from xl_tools.rules.templates import excerpt
from xl_tools.rules.word_lists import is_blank, sentence_around

if TYPE_CHECKING:
    from xl_tools.petitions.records import Petition

INQUIRY, VERDICT, HANDLING, SETTLED = Field("inquiry"), Field("verdict"), Field("handling"), Field("settled")
NEXT_DUE, LEADER, LATEST = Field("next_due"), Field("leader"), Field("latest")
_MEASURES = (Field("ordered"), Field("punished"), Field("blamed"))


@rule(
    "C910",
    ERROR,
    "{problem}。",
    when="过了反馈期限还没有填是否属实，或者填的不是四种结论之一",
    advice="请填“属实”“基本属实”“部分属实”或“不属实”。",
    source="domain.md#petitions",
    columns=(VERDICT,),
)
def verdict_is_missing(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    for petition in ledger.petitions:
        if petition.verdict:
            continue
        due = ledger.conventions.due(petition)
        if VERDICT in petition.odd:
            yield Hit(petition.row, VERDICT, problem=_no_verdict(petition))
        elif due and due < context.as_of and petition.is_reported:
            said = f"{due.month}月{due.day}日"
            yield Hit(petition.row, VERDICT, problem=f"已过反馈期限（{said}），没有填是否属实")


def _no_verdict(petition: Petition) -> str:
    return f"是否属实写的是“{petition.text(VERDICT).strip()[:20]}”，不是四种结论之一"


@also_finds("C910")
def counted_without_a_verdict(petitions: Iterable[Petition], sheet: str) -> Iterator[Found]:
    """What is counted as not looked into since its verdict is not understood."""
    for petition in petitions:
        if VERDICT in petition.odd:
            yield Found(Place(None, sheet, petition.row, None, VERDICT), problem=_no_verdict(petition))


@rule(
    "C911",
    WARNING,
    "写的是“{verdict}”，{evidence}。",
    when="是否属实和这一行的其他内容不符：不属实却有处罚、写属实而核查说不属实、部分属实而没有说哪一部分",
    advice="请核对结论；结论不错的，把调查核实情况写明白。",
    source="domain.md#petitions",
    columns=(VERDICT,),
)
def verdict_does_not_fit_the_row(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for petition in context.ledger(sheet).petitions:
        evidence = _evidence(petition) if petition.verdict else ""
        if petition.verdict and evidence:
            yield Hit(petition.row, VERDICT, verdict=petition.verdict.label, evidence=evidence)


def _evidence(petition: Petition) -> str:
    from xl_tools.petitions.words import count_titles, pattern

    inquiry = petition.text(INQUIRY)
    if petition.verdict == "false":
        found = [
            f"{title}{petition.counts[name]}{unit}"
            for name, title, unit in count_titles()
            if name in _MEASURES and petition.counts.get(name, 0) > 0
        ]
        return f"却有{'、'.join(found)}" if found else ""
    if petition.verdict == "true" and pattern("not_true").search(inquiry) and "部分" not in inquiry:
        return "调查核实情况里却说不属实"
    if petition.verdict == "partly" and inquiry.strip() and not pattern("denied").search(inquiry):
        return "没有说清哪一部分不属实"
    return ""


@rule(
    "C912",
    WARNING,
    "写的是已办结，整改情况里说“{quote}”。",
    when="写了已办结，文字却说正在做、还没做或者打算以后做",
    advice="还没有做完的，请改为“阶段性办结”或“未办结”；做完了的，请把这句话改写明白。",
    source="domain.md#petitions",
    columns=(SETTLED, HANDLING),
)
def done_but_under_way(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for petition in context.ledger(sheet).petitions:
        if petition.is_done:
            for name in (HANDLING, LATEST):
                text = petition.text(name)
                place = under_way(text, context.as_of) if text else None
                if place:
                    left, right = sentence_around(text, *place)
                    quote = excerpt(text[left:right], place[0] - left, place[1] - left)
                    yield Hit(petition.row, name, quote=quote.rstrip("。"))
                    break


@rule(
    "C913",
    ERROR,
    "写的是{settled}，但没有写处理和整改情况。",
    when="写了已办结或阶段性办结，处理和整改情况是空的",
    advice="请写明怎么处理的、整改到什么程度。",
    source="domain.md#petitions",
    columns=(SETTLED, HANDLING),
)
def settled_without_a_word(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    from xl_tools.petitions.words import says_nothing

    for petition in context.ledger(sheet).petitions:
        if petition.settled and petition.is_settled:
            texts = (petition.text(HANDLING), petition.text(LATEST))
            nothing = says_nothing if petition.verdict not in (None, "false") else is_blank
            if all(map(nothing, texts)):  # where nothing was true, 无 says what there is to say
                yield Hit(petition.row, HANDLING, settled=petition.settled.label)


@rule(
    "C914",
    WARNING,
    "{problem}。",
    when="阶段性办结没有写剩余部分的完成时限，或者时限已过",
    advice="请写明剩余部分什么时候完成；时限已过的，做完了改为“已办结”，没有做完的说明情况、重新定时限。",
    source="domain.md#petitions",
    columns=(SETTLED,),
)
def rest_has_no_day(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for petition in context.ledger(sheet).petitions:
        if not petition.is_phase or petition.is_closed:
            continue
        texts = (petition.text(LATEST), petition.text(HANDLING))
        due = petition.next_due or max((day for text in texts if (day := last_day_named(text))), default=None)
        name = NEXT_DUE if NEXT_DUE in sheet.columns else HANDLING
        if due is None:
            yield Hit(petition.row, name, problem="阶段性办结没有写剩余部分的完成时限")
        elif due < context.as_of:
            said = f"{due.year}年{due.month}月{due.day}日"
            yield Hit(petition.row, name, problem=f"阶段性办结，剩余部分的时限{said}已过")


@rule(
    "C915",
    ERROR,
    "{problem}。",
    when="到了反馈期限还没有反馈，或者还没有办结（当天是警告，过后是错误）；写的看不出办结没有（警告，统计时算未办结）",
    advice="请催办；已经办结的，补填办结情况：已办结、阶段性办结或者未办结。",
    source="domain.md#petitions",
    columns=(SETTLED,),
)
def not_reported_in_time(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    for petition in ledger.petitions:
        due = ledger.conventions.due(petition)
        if SETTLED in petition.odd:
            yield Hit(petition.row, SETTLED, problem=_no_state(petition)).of(WARNING)
            continue
        if due is None or due > context.as_of or petition.is_settled:
            continue
        days = (context.as_of - due).days
        batch = f"第{petition.batch}批" if petition.batch else "这一件"
        late = f"已超{days}天" if days else "今天到期"
        problem = f"{batch}应在{due.year}年{due.month}月{due.day}日前反馈，{late}"
        hit = Hit(petition.row, SETTLED, problem=problem)
        yield hit if days else hit.of(WARNING)


def _no_state(petition: Petition) -> str:
    return f"办结情况写的是“{petition.text(SETTLED).strip()[:20]}”，看不出办结没有，统计时算未办结"


@also_finds("C915")
def counted_as_open(petitions: Iterable[Petition], sheet: str) -> Iterator[Found]:
    """What is counted as open since its state is not understood."""
    for petition in petitions:
        if SETTLED in petition.odd:
            yield Found(Place(None, sheet, petition.row, None, SETTLED), WARNING, problem=_no_state(petition))


@rule(
    "C916",
    WARNING,
    "重点件{problem}。",
    when="重点件没有包案领导，或者同一批的其他件都办结了它还没有",
    advice="请补上包案领导；没有办结的，报包案领导督办。",
    source="domain.md#petitions",
    columns=(Field("key"),),
)
def key_petition_is_left_alone(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    from xl_tools.petitions.words import says_nothing

    ledger = context.ledger(sheet)
    for petition in ledger.petitions:
        if not petition.key:
            continue
        others = [one for one in ledger.by_batch.get(petition.batch or 0, ()) if one is not petition]
        if LEADER in sheet.columns and says_nothing(petition.text(LEADER)):
            yield Hit(petition.row, LEADER, problem="没有包案领导")
        elif not petition.is_settled and others and all(one.is_settled for one in others):
            yield Hit(petition.row, Field("key"), problem=f"还没有办结，第{petition.batch}批的其他件都已办结")


@rule(
    "C926",
    WARNING,
    "{problem}。",
    when="过了公开期限没有公开日期；公开以后又改过内容（要有上一次的台账对照）",
    advice="请公开后补上日期；内容改过的，重新公开，填新的日期。",
    source="domain.md#petitions",
    columns=(Field("published"),),
    partly=("earlier",),
)
def not_published(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    published = Field("published")
    for petition in ledger.petitions:
        due = ledger.conventions.publish_due(petition)
        batch = f"第{petition.batch}批" if petition.batch else "这一件"
        if not petition.is_published and due and due < context.as_of:
            yield Hit(petition.row, published, problem=f"{batch}应在{due.month}月{due.day}日前公开，还没有公开日期")
        changed = _changed_since(petition, context)
        if changed:
            yield Hit(petition.row, published, problem=f"公开后改过{'、'.join(changed)}，需重新公开")


def _changed_since(petition: Petition, context: Context) -> list[str]:
    """What the public was told and reads otherwise now, though no new day of publication stands there."""
    if not petition.published or not petition.code:
        return []
    for earlier in context.earlier:
        for one in earlier.by_code.get(petition.code, ()):
            if one.part == petition.part and one.published == petition.published:
                compared = ((VERDICT, "是否属实"), (HANDLING, "处理和整改情况"), (SETTLED, "办结情况"))
                return [title for name, title in compared if one.text(name).strip() != petition.text(name).strip()]
    return []
