"""Done and found ("排查83个，已整改83个"), and percentages with their two numbers ("36个项目中有30个，占83.3%")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.data import load
from xl_tools.parse.figures.claim import Claim, share_agrees, share_claim, subset_claim
from xl_tools.parse.figures.quantities import any_of
from xl_tools.parse.figures.sentence import Mention, Role, Sentence, named_within, opens_with, words
from xl_tools.parse.figures.sums import NOT_ADDED


@dataclass(frozen=True, slots=True)
class _Cues:
    part_of: re.Pattern[str]
    of_target: re.Pattern[str]
    rate: re.Pattern[str]
    verbs: dict[str, re.Pattern[str]]
    things: re.Pattern[str]


@cache
def _cues() -> _Cues:
    data = load("figures")["shares"]
    target = any_of(load("figures")["words"]["target"])
    return _Cues(
        part_of=expression(rf"(?:{any_of(data['part_of'])})$"),
        of_target=expression(rf"(?:{any_of(data['fulfils'])})?(?:[一-鿿0-9]{{0,8}})?(?:{target})的?$"),
        rate=expression(
            rf"(?P<rate>{any_of(list(data['rates']))}|[一-鿿]{{1,4}}率)(?:已|也|均|都|约)?(?:达到?|为|是|分别)?(?:了)?[::]?$"
        ),
        things=expression(rf"(?:{any_of(data['things'])})$"),
        verbs={rate: expression(rf"(?<![不未没])(?:{verbs})") for rate, verbs in data["rates"].items()},
    )


# --- done and found --------------------------------------------------------------------------------------


def subsets(sentence: Sentence, before: Sentence | None, used: Sequence[Mention]) -> Iterator[Claim]:
    """Done against found in one sentence, or against the one number of the sentence before it.

    ``used`` are the items that a sum explains already.
    """
    lists = _respective(sentence)
    yield from _listed_subsets(lists)
    explained = [*used, *(item for entry in lists for item in entry)]
    items = [item for item in sentence.items if item.quantity.base[0] not in NOT_ADDED]
    for at, part in enumerate(items):
        if any(part is item for item in explained):
            continue
        within = "其中" in part.lead
        done = part.role is Role.DONE or _ACTED.fullmatch(part.clause)
        if not done and not within and not named_within(items[at - 1] if at else None):
            continue
        if _BESIDE.match(part.lead) and not within and not words().done.search(part.clause):
            continue
        whole = _whole(items[:at], part, within=within)
        if whole is None and at == 0 and before is not None and words().done.search(part.clause):
            whole = _from_before(sentence, before, part)
        if whole is None or sentence.of_change or (not within and _other_place(whole, part)):
            continue
        if part.quantity.base[1] <= whole.quantity.base[1] or _surely_too_many(part, whole, items[:at], within=within):
            yield subset_claim(part.quantity, whole.quantity)


_ACTED = expression(r"(?:均|全部)?(?:整改|整治|治理|办结|处置|清理|修复|关停|拆除|取缔)(?:完成|到位|了)?")
"""整改20个: done, where it answers 发现20个 (in a list of parts it is one of them)."""
_BESIDE = expression(r"[^,;:(和与及、]*+[和与及、][^,;:(]*+$")
"""和 or 、 puts two numbers side by side: neither is a part of the other."""
_DUE = expression(r"应|需")
"""What had to be done: more than that may be done, so it only ever confirms."""


def _whole(earlier: Sequence[Mention], part: Mention, *, within: bool) -> Mention | None:
    """What the part is a part of: the nearest number of its unit that was found, or is said to be the whole."""
    for at in range(len(earlier) - 1, -1, -1):
        item = earlier[at]
        if item.quantity.unit != part.quantity.unit or item.quantity.bound or part.quantity.bound:
            continue
        if ";" in "".join(between.lead for between in [*earlier[at + 1 :], part]):
            return None
        if within:
            if not _in_closed_bracket(earlier[at + 1 :], part):
                return item
            continue
        if named_within(item):
            return item if _same_things(item, part) else None
        if item is earlier[-1] and _matters_alone(item, part):
            return item
        due = item.role is Role.TARGET and _DUE.search(item.clause) and item.quantity.value >= part.quantity.value
        if due or item.role is Role.FOUND or (item.role is Role.PLAIN and words().whole.search(item.lead)):
            return item if _same_things(item, part) else None
    return None


def _in_closed_bracket(between: Sequence[Mention], part: Mention) -> bool:
    """Whether a bracket closes behind an item: 其中 then goes on with what stands before the bracket."""
    said = "".join(item.lead for item in [*between, part])
    return ")" in said and "(" not in said[: said.index(")")]


def _matters_alone(item: Mention, part: Mention) -> bool:
    """ "12个问题，已完成13个": the sentence begins with what it is about, and goes on with what was done."""
    return opens_with(item) and part.role is Role.DONE and _same_things(item, part)


def _from_before(sentence: Sentence, before: Sentence, part: Mention) -> Mention | None:
    """ "共发现问题12个。目前已整改10个。": only where nothing else can be meant."""
    items = [item for item in before.items if item.quantity.unit == part.quantity.unit]
    if sentence.opened or len(items) != 1 or part.quantity.bound or items[0].quantity.bound:
        return None
    return items[0] if items[0].role is Role.FOUND and _same_things(items[0], part) else None


_PREDICATE = expression(r"不|超|无|存|处于|属|达标|合格|重复")
_PLACE = expression(r"(?:^|[目前已])(?P<name>[一-鿿]{1,6}?(?:镇|乡|县|市|区|街道|局|村|园区|公司|厂))")
_ALL = expression(r"[全各我本该两多]")


def _other_place(whole: Mention, part: Mention) -> bool:
    """Another place or office acts in the part ("甲镇排查12个，乙镇已整改15个")."""
    place = _PLACE.match(part.clause)
    return place is not None and not _ALL.match(place["name"]) and place["name"] not in whole.lead


def _same_things(whole: Mention, part: Mention) -> bool:
    """No other noun stands beside the part: 12个问题 and 15个点位 are not to be compared."""
    left, right = whole.quantity.noun, part.quantity.noun
    if not part.tail.startswith(right) and ("其中" in part.lead or not _cues().things.search(right)):
        return True
    if not left or not right or not whole.quantity.counted or _PREDICATE.match(right):
        return True
    if left in right or right in left:
        return True
    if part.role is Role.DONE and words().done.search(right):
        return True
    return any(right[at : at + 2] in left for at in range(len(right) - 1))


_CAME_TO_LIGHT = expression(r"发现|查出|检出|交办|受理|反馈|移交")
"""What is put right is what came to light, not what was looked at ("检查点位45个，发现问题18个，已整改21个")."""


_MORE = expression(r"[^,;]{0,4}[,(](?:含|包括|包含)[^,;]*(?:结转|历年|往年|上年|去年|上期|存量|遗留|自查)")
_MORE_BEFORE = expression(r"连同|加上")
"""What was done takes in more than what was found: 已整改62个（含上年结转6个）."""


def _surely_too_many(part: Mention, whole: Mention, earlier: Sequence[Mention], *, within: bool) -> bool:
    """More done than found: said only when both speak of one time, and the whole is no plan."""
    if whole.role is Role.TARGET or part.role is Role.TARGET:
        return False
    if _MORE.match(part.tail) or any(_MORE_BEFORE.search(item.lead) for item in (*earlier, part)):
        return False
    if not within and words().period.search(part.lead) and not _same_period(part, whole):
        return False
    if within:
        return _same_things(whole, part)
    found = [item for item in earlier if item.role is Role.FOUND and item.quantity.unit == whole.quantity.unit]
    if _CAME_TO_LIGHT.search(whole.clause):
        found = [item for item in found if _CAME_TO_LIGHT.search(item.clause)]
    if len(found) > 1 and part.quantity.value <= sum(item.quantity.value for item in found):
        return False
    return _matters_alone(whole, part) or whole.role is Role.FOUND or words().whole.search(whole.lead) is not None


def _same_period(part: Mention, whole: Mention) -> bool:
    return set(words().period.findall(part.lead)) <= set(words().period.findall(whole.lead))


# --- shares ----------------------------------------------------------------------------------------------


def shares(sentence: Sentence) -> Iterator[Claim]:
    """The percentages of a sentence whose two numbers stand in it."""
    lists = _respective(sentence)
    listed = [item for entry in lists for item in entry]
    yield from _listed_shares(sentence, lists)
    for at, item in enumerate(sentence.items):
        percent = item.quantity
        if percent.unit != "%" or percent.bound or any(item is other for other in listed):
            continue
        claim = _of_named_whole(sentence.items[:at], item) or _of_earlier_whole(sentence.items[:at], item)
        if claim is None and at == 0:
            claim = _of_later_whole(item, sentence.items[1:])
        if claim:
            yield claim


_OF = expression(r'^["一-鿿A-Za-z]{0,14}的$')
_TAKES = expression(r"占|完成|达到?|相当于|为")


def _of_named_whole(earlier: Sequence[Mention], percent: Mention) -> Claim | None:
    """ "完成2082个，占任务数2000个的104.1%": the whole stands right before the percentage."""
    if len(earlier) < 2 or not _OF.match(percent.lead):
        return None
    whole = earlier[-1]
    if not _TAKES.search(whole.clause) or whole.quantity.bound in ("about", "max"):
        return None
    parts = _comparable(earlier[:-1], whole)
    for part in reversed(parts):
        if share_agrees(part.quantity, whole.quantity, percent.quantity):
            return share_claim(part.quantity, whole.quantity, percent.quantity)
    sure = parts and parts[-1] is earlier[-2] and whole.lead.count(",") <= 1 and ";" not in whole.lead
    if sure and not whole.quantity.bound and _same_things(whole, parts[-1]):
        return share_claim(parts[-1].quantity, whole.quantity, percent.quantity)
    return None


def _of_earlier_whole(earlier: Sequence[Mention], percent: Mention) -> Claim | None:
    """ "83个中已完成41个，完成率49.4%": both numbers stand before the percentage."""
    cues = _cues()
    rate = cues.rate.search(percent.clause)
    of_target = cues.of_target.search(percent.clause) is not None
    if not (rate or of_target or cues.part_of.search(percent.clause)):
        return None
    pairs = [(whole, part) for part, whole in _pairs(earlier, of_target=of_target, rate=rate is not None)]
    for whole, part in pairs:
        if share_agrees(part.quantity, whole.quantity, percent.quantity):
            return share_claim(part.quantity, whole.quantity, percent.quantity)
    if not pairs or not _beside(earlier, percent):
        return None
    whole, part = pairs[0]
    if len(pairs) > 1 and not _one_whole(pairs, part):
        return None
    if part is not earlier[-1] and whole is not earlier[-1]:
        return None
    if not _same_things(whole, part) or _is_last_of_a_list(earlier, whole, part):
        return None
    if rate and (part.role is Role.OPEN or not _rate_of(rate["rate"], part)):
        return None
    return share_claim(part.quantity, whole.quantity, percent.quantity)


_OF_ALL = expression(r"(?:总体|整体|问题|任务|整改|综合)*")


def _of_later_whole(percent: Mention, later: Sequence[Mention]) -> Claim | None:
    """ "完成率90%，共50个问题，已完成45个": the sentence begins with the rate of what it then counts."""
    rate = _cues().rate.search(percent.clause)
    if rate is None or len(later) < 2 or any(item.quantity.unit == "%" for item in later):
        return None
    whole, part = later[:2]
    counted = whole.quantity.unit == part.quantity.unit and not (whole.quantity.bound or part.quantity.bound)
    meant = whole.role is Role.FOUND or words().whole.search(whole.lead) is not None or named_within(whole)
    plain = _OF_ALL.fullmatch(percent.clause, 0, rate.start()) and ";" not in whole.lead + part.lead
    if not (counted and meant and plain) or part.role is not Role.DONE or not _rate_of(rate["rate"], part):
        return None
    return share_claim(part.quantity, whole.quantity, percent.quantity) if _same_things(whole, part) else None


def _is_last_of_a_list(earlier: Sequence[Mention], whole: Mention, part: Mention) -> bool:
    """Whether a percentage may be of several parts together ("8个断面中,Ⅱ类3个、Ⅲ类4个、Ⅳ类1个,优良比例87.5%")."""
    at = next(place for place, item in enumerate(earlier) if item is part)
    before = earlier[at - 1]
    return before is not whole and before.quantity.unit == part.quantity.unit and before.role is part.role is Role.PLAIN


def _rate_of(rate: str, part: Mention) -> bool:
    """Is the rate surely the one of what was done? (整改率 of 整改90个; a 达标率 has numbers of its own)"""
    known = [name for name in _cues().verbs if rate.endswith(name)]
    return bool(known) and _cues().verbs[max(known, key=len)].search(part.label) is not None


def _pairs(earlier: Sequence[Mention], *, of_target: bool, rate: bool) -> Iterator[tuple[Mention, Mention]]:
    """Part and whole that may be meant, the likeliest (nearest) first."""
    exact = [item for item in earlier if not item.quantity.bound and item.quantity.base[0] not in NOT_ADDED]
    if len(exact) > 1 and exact[-1].role is Role.TARGET and _ASIDE.search(exact[-1].lead):
        if exact[-1].quantity.base[0] == exact[-2].quantity.base[0]:
            yield exact[-2], exact[-1]
        return
    for at in range(len(exact) - 1, 0, -1):
        part = exact[at]
        came = part.role is Role.FOUND and _CAME_TO_LIGHT.search(part.clause) is not None
        if part.role in (Role.FOUND, Role.TARGET) and not came:
            continue
        for back in range(at - 1, -1, -1):
            whole = exact[back]
            # What came to light is a share of what was looked at, not of other finds.
            if whole.quantity.base[0] != part.quantity.base[0] or (came and _CAME_TO_LIGHT.search(whole.clause)):
                continue
            if of_target:
                meant = whole.role is Role.TARGET
            else:
                meant = (
                    whole.role is Role.FOUND
                    or (rate and whole.role is Role.TARGET)
                    or (whole.role is Role.PLAIN and _is_whole(whole, exact[back + 1]))
                )
            if meant:
                yield part, whole


def _is_whole(item: Mention, following: Mention) -> bool:
    return bool(
        words().whole.search(item.lead)
        or named_within(item)
        or "其中" in following.lead
        or (following.role is Role.DONE and item.role is Role.PLAIN)
    )


_ASIDE = expression(r"\([^()]*$")
"""A target in brackets behind what was done: "完成2082个（任务数2000个）"."""


def _beside(earlier: Sequence[Mention], percent: Mention) -> bool:
    return bool(earlier) and ";" not in percent.lead and percent.lead.count(",") <= 1


def _one_whole(pairs: Sequence[tuple[Mention, Mention]], part: Mention) -> bool:
    return sum(1 for _, other in pairs if other is part) == 1


def _comparable(items: Sequence[Mention], whole: Mention) -> list[Mention]:
    return [
        item
        for item in items
        if item.quantity.base[0] == whole.quantity.base[0] and not item.quantity.bound and item.role is not Role.TARGET
    ]


# --- 分别 --------------------------------------------------------------------------------------------------

_JOINED = expression(r"^[一-鿿A-Za-z\"]{0,10}[、,和与及][一-鿿A-Za-z\"]{0,10}$")


def _respective(sentence: Sentence) -> list[list[Mention]]:
    """The lists that 分别 opens: numbers of one unit, joined by 、 or 和."""
    lists: list[list[Mention]] = []
    items = sentence.items
    at = 0
    while at < len(items):
        entry = [items[at]]
        at += 1
        if "分别" not in entry[0].clause:
            continue
        while at < len(items) and items[at].quantity.unit == entry[0].quantity.unit and _joins(items[at]):
            entry.append(items[at])
            at += 1
        if len(entry) > 1:
            lists.append(entry)
    return lists


def _joins(item: Mention) -> bool:
    return "分别" not in item.lead and _JOINED.match(item.lead) is not None


def respective_shares(sentence: Sentence) -> Iterator[tuple[list[Mention], list[Mention]]]:
    """ "分别完成2082个、2141个，分别完成任务数的104.1%、107.1%": the numbers done, and their percentages."""
    lists = _respective(sentence)
    for values, percents in pairwise(lists):
        if percents[0].quantity.unit == "%" != values[0].quantity.unit and len(values) == len(percents):
            yield values, percents


def _listed_subsets(lists: Sequence[list[Mention]]) -> Iterator[Claim]:
    """ "分别排查40个、50个，分别整改36个、45个"."""
    for found, done in pairwise(lists):
        units = {item.quantity.unit for item in (*found, *done)}
        if len(found) == len(done) and len(units) == 1 and (found[0].role, done[0].role) == (Role.FOUND, Role.DONE):
            pairs = list(zip(done, found, strict=True))
            if not any(item.quantity.bound for pair in pairs for item in pair):
                yield from (subset_claim(part.quantity, whole.quantity) for part, whole in pairs)


def _listed_shares(sentence: Sentence, lists: Sequence[list[Mention]]) -> Iterator[Claim]:
    for values, percents in respective_shares(sentence):
        for whole in _listed_wholes(sentence, lists, values, percents[0]):
            trios = list(zip(values, whole, percents, strict=True))
            if all(not item.quantity.bound for trio in trios for item in trio):
                for value, base, percent in trios:
                    yield share_claim(value.quantity, base.quantity, percent.quantity)
            break


def _listed_wholes(
    sentence: Sentence, lists: Sequence[list[Mention]], values: Sequence[Mention], percent: Mention
) -> Iterator[list[Mention]]:
    """What the listed percentages are of: a list of the same length before the numbers done, or one target."""
    what = values[0].quantity.base[0]
    of_target = _cues().of_target.search(percent.clause.replace("分别", "")) is not None
    for entry in lists:
        if entry[0] is values[0]:
            break
        if len(entry) == len(values) and entry[0].quantity.base[0] == what and entry[0].role is not Role.DONE:
            yield entry
    before = sentence.items[: sentence.items.index(values[0])]
    targets = [item for item in before if item.role is Role.TARGET and item.quantity.base[0] == what]
    if of_target and len(targets) == 1:
        yield targets * len(values)
