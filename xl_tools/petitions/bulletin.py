"""The sentences of a bulletin of petitions: every number is counted as they are made; what is nought is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from xl_tools.core.form import Field
from xl_tools.petitions.counting import (
    PlaceCount,
    UnitOf,
    batch_count,
    count,
    lines_of,
    number_of,
    petition_count,
    places_in,
)
from xl_tools.petitions.records import Conventions, Ledger, Petition, Settled, Verdict
from xl_tools.petitions.words import count_titles

_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number below a hundred in words: 二十一."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def sentences(ledger: Ledger, batch: int, as_of: date, area: str, unit_of: UnitOf = str) -> Iterator[str]:
    """What a bulletin says of a batch, and of all that came until its day: handed over, all together, results,
    verdicts, closing. ``unit_of`` is the unit under which a place is counted."""
    own = ledger.by_batch.get(batch, ())
    until = tuple(_known_until(one, batch) for one in ledger.petitions if one.batch is None or one.batch <= batch)
    group = f"{ledger.conventions.inspection}督察组" if ledger.conventions.inspection else "督察组"
    yield _handed_over(ledger, own, batch, f"{group}向{area}", unit_of)
    batches = tuple(one for one in ledger.batches if one.number is None or one.number <= batch)
    yield _until_now(replace(ledger, petitions=until, batches=batches), ledger.handed_on(batch) or as_of, unit_of)
    here = _of_batch(ledger, own)
    yield f"第{in_chinese(batch)}批{number_of(own)}件{_results(here)}。"
    yield f"第{in_chinese(batch)}批中，{_verdicts(here)}。"
    if any(one.is_closed for one in ledger.petitions):
        yield _closing(ledger)


def _known_until(petition: Petition, batch: int) -> Petition:
    """A petition as far as it was handed over by a batch."""
    return replace(petition, again=tuple(number for number in petition.again if number <= batch))


def _of_batch(ledger: Ledger, petitions: Sequence[Petition]) -> PlaceCount:
    """The numbers of what was handed over in a batch: repeats are among them, however the office counts them."""
    return _counted(replace(ledger.conventions, repeats="counted"), petitions)


def _counted(conventions: Conventions, petitions: Sequence[Petition]) -> PlaceCount:
    settings = replace(conventions, count_by="own_class")  # each petition once, wherever it is
    return count(lines_of(petitions, settings), "", settings)


def _listed(numbers: Mapping[str, object], unit: str = "件") -> str:
    return "、".join(f"{name}{_said(number)}{unit}" for name, number in numbers.items() if number)


def _said(number: object) -> str:
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


def _handed_over(ledger: Ledger, own: Sequence[Petition], batch: int, begun: str, unit_of: UnitOf) -> str:
    found = _of_batch(ledger, own)
    day = ledger.handed_on(batch)
    begun = f"{day_in_words(day)}，{begun}" if day else begun
    channels = _listed(found.channels)
    text = f"{begun}移交第{in_chinese(batch)}批群众信访举报件{number_of(own)}件"
    text += f"（{channels}）" if channels else ""
    among = [f"重点关注{_said(found.key)}件"] if found.key else []
    again = number_of(one for one in own if one.repeat or batch in one.again)
    among += [f"重复举报{again}件"] if again else []
    text += f"，其中{'、'.join(among)}。" if among else "。"
    types = sum(found.types.values(), Decimal(0))
    if found.types:
        several = "，部分举报件涉及多个类型" if types > found.total else ""
        text += f"涉及{_listed(found.types)}{several}。"
    lines = lines_of(own, replace(ledger.conventions, repeats="counted"), unit_of)
    by_place = {place: count(lines, place, ledger.conventions).total for place in places_in(lines)}
    text += f"其中{_listed(by_place)}。" if by_place else ""
    if own and all(one.regions and one.text(Field.LEAD).strip() for one in own):
        text += "均已转交有关单位办理。"
    return text


def _until_now(ledger: Ledger, as_of: date, unit_of: UnitOf) -> str:
    """Each petition once; how often one was handed over again, or is left out as a repeat, stands beside it, so that
    the batches add up to both."""
    lines = lines_of(ledger.petitions, ledger.conventions, unit_of)
    found = _counted(ledger.conventions, ledger.petitions)
    by_place = {place: count(lines, place, ledger.conventions).total for place in places_in(lines)}
    channels = _listed(found.channels)
    text = f"截至{day_in_words(as_of)}，累计{batch_count(ledger)}批{petition_count(lines)}件"
    text += f"（{channels}）" if channels else ""
    text += f"，其中{_listed(by_place)}" if by_place else ""
    left_out = number_of(ledger.petitions) - petition_count(lines)
    again = left_out + sum(len(one.again) for one in ledger.petitions)
    return text + (f"；另有重复举报{again}件。" if again else "。")


def _results(found: PlaceCount) -> str:
    states = {one.label: found.settled[one.label] for one in Settled}
    said = [_listed(states)]
    said += [f"{title}{found.counts[name]}{unit}" for name, title, unit in count_titles() if found.counts[name]]
    if found.fine:
        said.append(f"罚款{_said(found.fine / 10_000)}万元")
    return "，".join(part for part in said if part)


def _verdicts(found: PlaceCount) -> str:
    said = _listed(found.verdicts) or "还没有核查结论"
    wrong = found.verdicts[Verdict.FALSE.label]
    return said + (f"，不属实率{wrong * 100 / found.total:.1f}%" if wrong and found.total else "")


def _closing(ledger: Ledger) -> str:
    closed = [one for one in ledger.petitions if one.is_closed]
    waiting = [one for one in ledger.petitions if one.is_done and not one.is_closed]
    phase = [one for one in ledger.petitions if one.is_phase and not one.is_closed]
    states = {"已验收销号": number_of(closed), "已办结待验收": number_of(waiting), "阶段性办结": number_of(phase)}
    return f"{ledger.conventions.inspection or '督察'}交办{number_of(ledger.petitions)}件，{_listed(states)}。"
