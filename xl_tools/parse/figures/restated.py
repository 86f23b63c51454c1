"""A target of the plan, named again in the progress ("任务数1800个") or used there ("完成任务数的104.1%")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.data import load
from xl_tools.parse.figures.claim import Claim, located, restated_claim, share_agrees, share_claim
from xl_tools.parse.figures.quantities import Quantity, any_of, scan
from xl_tools.parse.figures.sentence import Mention, Role, Sentence, sentences, words
from xl_tools.parse.figures.shares import respective_shares

_CHINESE = expression(r"[一-鿿]+")
_SURE = 2
"""So many pairs of characters must two texts share to speak surely of one thing."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A number of the plan, with the pairs of characters that name what it is about."""

    quantity: Quantity
    about: frozenset[str]
    yearly: bool
    dated: bool


@cache
def _of_target() -> re.Pattern[str]:
    """A percentage of a target that is not named: "完成任务数的", "完成2022年度任务数的"."""
    data = load("figures")
    target = any_of(data["words"]["target"])
    return expression(rf"(?:完成|占|达到?|实现|相当于)了?(?P<which>[一-鿿0-9]{{0,12}}?)(?:{target})的?(?:完成)?$")


@cache
def _common() -> frozenset[str]:
    return frozenset(load("figures")["plan"]["common"])


_QUALIFIED = expression(r"年|季|月|阶段|期|周")
_YEARLY = expression(r"每年|年度?(?=[一-鿿])|年均|逐年")
_DATED = expression(r"[12]\d{3}年|今年|去年|[上下]半年|季度|月")


def restated(plan: str, progress: str) -> tuple[Claim, ...]:
    """The targets of a plan that its progress text names again, or counts its percentages from.

    Spans and parts are those of ``progress``. A target of a single year or stage is not held against the
    plan's whole target; what cannot be matched to one number of the plan gives no claim. Never raises.
    """
    planned = scan(plan)
    if not planned.quantities:
        return ()
    reported = scan(progress)
    if not reported.quantities:
        return ()
    items = [item for sentence in sentences(plan) for item in sentence.items]
    targets = [_target(item) for item in items if item.quantity.bound != "about"]
    claims: list[Claim] = []
    for sentence in filter(lambda sentence: sentence.readable, sentences(progress)):
        claims.extend(_named(sentence, targets))
        claims.extend(_used(sentence, targets))
    return tuple(located(claim, reported, progress) for claim in dict.fromkeys(claims))


def _target(item: Mention) -> _Target:
    words_before = item.lead[-40:]
    return _Target(
        item.quantity,
        _about(item.clause + item.quantity.noun),
        _YEARLY.search(item.clause) is not None,
        _DATED.search(words_before) is not None,
    )


def _about(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without those that any report is full of."""
    pairs = {run[at : at + 2] for run in _CHINESE.findall(text) for at in range(len(run) - 1)}
    return frozenset(pairs - _common())


def _named(sentence: Sentence, targets: Sequence[_Target]) -> Iterator[Claim]:
    """ "任务数1800个": the target itself is named in the progress."""
    for at, item in enumerate(sentence.items):
        if item.role is not Role.TARGET or item.quantity.bound == "about" or not words().target.search(item.clause):
            continue
        about = _subject(item)
        if at and not about:
            about = _about(sentence.items[at - 1].clause + sentence.items[at - 1].quantity.noun)
        matches = _matches(about, targets, item.quantity)
        same = next((match.quantity for match in matches if match.quantity.base == item.quantity.base), None)
        if same is not None:
            yield restated_claim(same, item.quantity)
        elif _QUALIFIED.search(item.clause) is None:
            yield from _differs(about, targets, matches, item.quantity)


def _subject(item: Mention) -> frozenset[str]:
    """What a target is of: its words without 任务数为."""
    return _about(words().target.sub("", item.clause)) | _about(item.quantity.noun)


_PLAN_SAYS = expression(r"方案|责任清单|任务清单|任务书|原定|原计划|整改目标")


def restated_within(sentence: Sentence) -> Iterator[Claim]:
    """ "方案要求完成2000个，任务数为1800个": the plan's target and another one in one sentence."""
    targets = [item for item in sentence.items if item.role is Role.TARGET and item.quantity.bound != "about"]
    for planned, item in pairwise(targets):
        if not _PLAN_SAYS.search(planned.clause) or not words().target.search(item.clause):
            continue
        if _PLAN_SAYS.search(item.clause) or _QUALIFIED.search(item.clause):
            continue
        left = _about(_PLAN_SAYS.sub("", planned.clause) + planned.quantity.noun)
        right = _subject(item)
        if planned.quantity.base[0] == item.quantity.base[0] and (not right or left & right):
            yield restated_claim(planned.quantity, item.quantity)


def _differs(
    about: frozenset[str], targets: Sequence[_Target], matches: Sequence[_Target], quantity: Quantity
) -> Iterator[Claim]:
    if len(matches) == 1 and len(matches[0].about & about) >= _SURE:
        yield restated_claim(matches[0].quantity, quantity)
    elif not matches and quantity.counted:
        others = [target for target in targets if len(target.about & about) > _SURE and target.quantity.counted]
        if len(others) == 1:
            yield restated_claim(others[0].quantity, quantity)


def _used(sentence: Sentence, targets: Sequence[_Target]) -> Iterator[Claim]:
    """ "完成2082个，完成任务数的104.1%": the percentage is of a target that only the plan names."""
    pairs: list[tuple[Mention, Mention, str]] = []
    for values, percents in respective_shares(sentence):
        if cue := _of_target().search(percents[0].clause.replace("分别", "")):
            pairs += [(value, percent, cue["which"]) for value, percent in zip(values, percents, strict=True)]
    listed = [item for _, item, _ in pairs]
    for done, item in zip(sentence.items, sentence.items[1:], strict=False):
        cue = _of_target().search(item.clause)
        if cue and item.quantity.unit == "%" and item.lead.count(",") <= 1 and not any(item is i for i in listed):
            pairs.append((done, item, cue["which"]))
    subject = _about(pairs[0][0].clause + pairs[0][0].quantity.noun) if pairs else frozenset()
    for done, percent, which in pairs:
        if done.quantity.bound or percent.quantity.bound or done.quantity.unit == "%":
            continue
        about = _about(done.clause + done.quantity.noun)
        if any(percent is item for item in listed):
            about |= subject
        yield from _share_of_plan(done, percent, which, _matches(about, targets, done.quantity), about)


def _share_of_plan(
    done: Mention, percent: Mention, which: str, matches: Sequence[_Target], about: frozenset[str]
) -> Iterator[Claim]:
    for match in matches:
        if share_agrees(done.quantity, match.quantity, percent.quantity):
            yield share_claim(done.quantity, match.quantity, percent.quantity, whole_elsewhere=True)
            return
    if len(matches) != 1 or len(matches[0].about & about) < _SURE or _QUALIFIED.search(which):
        return
    if matches[0].dated != bool(_DATED.search(done.lead)) and not matches[0].yearly:
        return
    yield share_claim(done.quantity, matches[0].quantity, percent.quantity, whole_elsewhere=True)


def _matches(about: frozenset[str], targets: Sequence[_Target], quantity: Quantity) -> list[_Target]:
    what = quantity.base[0]
    same = [target for target in targets if target.quantity.base[0] == what and target.about & about]
    if what == "percent":
        return [target for target in same if len(target.about & about) >= _SURE]
    best = max((len(target.about & about) for target in same), default=0)
    return [target for target in same if len(target.about & about) * 2 > best]
