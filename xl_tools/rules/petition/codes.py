"""C: the code of a petition, its batch and its channel fit each other, and nothing is there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.rules.context import Context
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, rule

if TYPE_CHECKING:
    from xl_tools.petitions.records import Conventions, Ledger, Petition

CODE, CHANNEL, COMPLAINT, BATCH = Field("code"), Field("channel"), Field("complaint"), Field("batch")
REPEAT_OF = Field("repeat_of")
_DAY = expression(r"20\d{6}")


@rule(
    "C901",
    ERROR,
    "第{line}行没有受理编号。",
    when="受理编号没有填，而这一轮督察的信访件有编号",
    advice="请按交办单补上受理编号。",
    source="domain.md#petitions",
    columns=(CODE,),
)
def code_is_missing(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    if ledger.by_code or ledger.conventions.pattern:
        for petition in ledger.petitions:
            if not petition.code:
                yield Hit(petition.row, CODE, line=petition.row)


@rule(
    "C902",
    WARNING,
    "受理编号“{number}”不像{inspection}的编号（应如“{example}”）。",
    when="受理编号和这一轮督察的编号样式不一样",
    advice="请对照交办单改正；编号样式不对的，改“口径”表里的“编号样式”。",
    source="domain.md#petitions",
    needs=("described",),
    columns=(CODE,),
)
def code_has_another_shape(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    settings = ledger.conventions
    if not settings.pattern:
        return
    shape = expression(settings.pattern)
    odd = [petition for petition in ledger.petitions if petition.code and not shape.fullmatch(petition.code)]
    example = settings.example or next((code for code in ledger.by_code if shape.fullmatch(code)), settings.pattern)
    for petition in odd:
        inspection = settings.inspection or "这一轮督察"
        yield Hit(petition.row, CODE, number=petition.code, inspection=inspection, example=example)


@rule(
    "C903",
    ERROR,
    "受理编号“{number}”出现{count}次（第{rows}行）；拆分件请在编号后加“-1”“-2”。",
    when="一批里同一个受理编号出现两次，又不是拆分件",
    advice="请对照交办单改正编号；一件分给几个单位的，在编号后加“-1”“-2”。",
    source="domain.md#petitions",
    columns=(CODE,),
)
def code_stands_twice(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for code, own in context.ledger(sheet).by_code.items():
        first: dict[tuple[str, int | None], Petition] = {}
        for petition in own:
            earlier = first.setdefault((petition.part, petition.batch), petition)
            if earlier is not petition and not _are_parts(earlier, petition):
                same = [one for one in own if (one.part, one.batch) == (petition.part, petition.batch)]
                rows = "、".join(str(one.row) for one in same)
                yield Hit(petition.row, CODE, number=code + petition.part, count=len(same), rows=rows)


def _are_parts(one: Petition, other: Petition) -> bool:
    """The same complaint to two units: parts of one, though nothing behind the code says it."""
    return one.text(COMPLAINT) == other.text(COMPLAINT) and one.regions != other.regions


@rule(
    "C904",
    ERROR,
    "“{number}”在第{first}批和第{second}批都有，{difference}。",
    when="同一个受理编号在两批里都有（内容一致或者注明重复的，只提示）",
    advice="请对照两批交办单核对：是同一件的只留一行，注明重复；编号抄错的，改正编号。",
    source="domain.md#petitions",
    columns=(CODE,),
)
def code_stands_in_two_batches(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for code, own in context.ledger(sheet).by_code.items():
        known: dict[str, Petition] = {}
        for petition in own:
            earlier = known.setdefault(petition.part, petition)
            if petition.batch is None or earlier.batch is None or petition.batch == earlier.batch:
                continue
            names = _differing(earlier, petition)
            difference = f"{'、'.join(names)}不一致" if names else "内容一致"
            hit = Hit(
                petition.row, CODE, number=code, first=earlier.batch, second=petition.batch, difference=difference
            )
            yield hit if names and not petition.repeat else hit.of(HINT)


def _differing(one: Petition, other: Petition) -> list[str]:
    compared = ((COMPLAINT, "交办问题"), (Field.REGION, "行政区域"))
    return [title for name, title in compared if one.text(name).strip() != other.text(name).strip()]


@rule(
    "C905",
    WARNING,
    "编号里的日期是{day}，第{batch}批其他件是{usual}。",
    when="编号里的日期和它所在的批次不符",
    advice="请核对编号和批次，抄错的改正。",
    source="domain.md#petitions",
    needs=("described",),
    columns=(CODE,),
)
def day_of_code_is_of_another_batch(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    for batch, own in ledger.by_batch.items():
        days = {petition.row: day for petition in own if (day := _day_of(petition.code))}
        counted = Counter(days.values())
        usual, often = counted.most_common(1)[0] if counted else (None, 0)
        for petition in own:
            day = days.get(petition.row)
            others = counted.total() - 1
            sure = often >= 2 and often * 2 > others
            if usual and sure and day and day != usual and not _is_of_two_batches(ledger, petition):
                yield Hit(petition.row, CODE, day=day, batch=batch, usual=usual)


def _is_of_two_batches(ledger: Ledger, petition: Petition) -> bool:
    own = ledger.by_code[petition.code]
    return len({number for one in own for number in (one.batch, *one.again)}) > 1


def _day_of(code: str) -> date | None:
    """The day in a code; None where no eight digits are one."""
    for match in _DAY.finditer(code):
        try:
            return date(int(match[0][:4]), int(match[0][4:6]), int(match[0][6:]))
        except ValueError:
            continue
    return None


@rule(
    "C906",
    WARNING,
    "{problem}。",
    when="举报方式没有填，或者和编号的字头不符",
    advice="请对照交办单改正举报方式或者编号。",
    source="domain.md#petitions",
    needs=("described",),
    columns=(CODE, CHANNEL),
)
def channel_does_not_fit_the_code(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    for petition in ledger.petitions:
        text = petition.text(CHANNEL).strip()
        letter, meant = _by_code(petition, ledger.conventions)
        if not text:
            yield Hit(petition.row, CHANNEL, problem="举报方式没有填")
        elif meant and petition.channel and petition.channel.value != meant:
            yield Hit(petition.row, CHANNEL, problem=f"编号以“{letter}”开头，举报方式写的是“{text}”")


def _by_code(petition: Petition, settings: Conventions) -> tuple[str, str | None]:
    for letter, channel in ((settings.calls, "calls"), (settings.letters, "letters")):
        if letter and petition.code.startswith(letter):
            return letter, channel
    return "", None


@rule(
    "C907",
    HINT,
    "{problem}。",
    when="同一地方两件反映的问题九成以上相同，或者注明重复而找不到关联的那一件",
    advice="请核对是不是重复件：是的，在“是否重复”填“是”，写上关联件编号；不是的，可以不改。",
    source="domain.md#petitions",
    columns=(COMPLAINT,),
)
def complaint_is_much_like_another(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    from xl_tools.petitions.alike import alike

    ledger = context.ledger(sheet)
    petitions = {petition.row: petition for petition in ledger.petitions}
    for row, other in alike(ledger.petitions):
        one, before = petitions[row], petitions[other]
        if not one.repeat and (not one.code or one.code != before.code):
            name = before.code or f"第{before.row}行"
            yield Hit(row, COMPLAINT, problem=f"与“{name}”反映的问题相近，可能是重复件")
    for petition in ledger.petitions:
        named = petition.text(REPEAT_OF).strip()
        if named and _is_lost(named, ledger, context):
            yield Hit(petition.row, REPEAT_OF, problem=f"注明与“{named}”重复，台账里没有这个编号")


def _is_lost(named: str, ledger: Ledger, context: Context) -> bool:
    from xl_tools.petitions.words import code_of, says_nothing

    known = (other.by_code for other in (ledger, *context.earlier))
    return not says_nothing(named) and not any(code_of(named)[0] in codes for codes in known)
