"""Totals with their parts: "21家企业，试点示范9家、整治提升8家、兼并重组4家".

That parts add up is reported when the sentence opens a list of parts or the words show a split; that they do
not only when the list claims to be the whole: otherwise it may name just some of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xl_tools.core.expressions import expression
from xl_tools.data import load
from xl_tools.parse.figures.claim import Claim, sum_claim
from xl_tools.parse.figures.closed import closed_list
from xl_tools.parse.figures.sentence import Mention, Role, Sentence, named_within, opens_with, words

NOT_ADDED = frozenset({"percent", "points", "permille", "times", "concentration", "concentration-air", ""})
"""Dimensions whose numbers are never parts of a total."""

# A list that says 其中 may leave parts out; far below its total it is not called wrong.
_NEARLY = Decimal("0.75")
_CLOSE = Decimal("0.1")
_AND_MORE = expression(r"[一-鿿A-Za-z]{0,12}等")
_COLON = expression(r"[:(]\D{0,20}$")
_ASIDE = expression(r"\((?:含|包含|包括)[^)]*$")
"""A part of a part: "关闭11家(含吊销2家),搬迁4家"."""


Found = tuple[Claim | None, tuple[Mention, ...]]
"""A sum and its parts; no claim where a list of parts is open to several readings."""


def sums(sentence: Sentence) -> Iterator[Found]:
    """The sums of a sentence, each with its parts, and the lists of parts that are not sure."""
    lists: dict[str, list[Mention]] = {}
    for item in sentence.items:
        what = item.quantity.base[0]
        if what not in NOT_ADDED:
            lists.setdefault(what, []).append(item)
    for items in lists.values():
        if len(items) > 2:
            for claim, parts in (*_total_first(sentence, items), *_total_last(items)):
                wrong = claim is not None and not claim.holds
                yield (None if wrong and (sentence.overlaps or sentence.of_change) else claim), parts


def _total_first(sentence: Sentence, items: Sequence[Mention]) -> Iterator[Found]:
    at = 0
    while at < len(items) - 2:
        total, parts = items[at], _run(items[at + 1 :])
        gap = _between(sentence, total, parts[0]) if parts else ""
        if len(parts) < 2 or not _exact([total, *parts]):
            at += 1
            continue
        opened = _opened(gap, parts) or _leaves_rest(total, parts) or _listed_within(total, parts)
        longer = _run(items[at + 1 :], across=True) if opened and not _adds_up(parts, total) else parts
        if len(longer) > len(parts) and _exact(longer) and _sum(longer) <= total.quantity.base[1]:
            if not _adds_up(longer, total):  # where the list ends is not sure
                yield None, tuple(longer)
                at += len(longer) + 1
                continue
            parts = longer
        if _adds_up(parts, total) and (opened or _shows_split(total, parts)):
            yield _claim(parts, total)
            at += len(parts)
        elif (closed := closed_list(total, parts)) and (closed != "apart" or _more_than(total, parts)):
            sure = closed == "whole" or _more_than(total, parts)
            yield _claim(parts, total) if sure else (None, tuple(parts))
            at += len(parts)
        elif opened:
            yield from _opened_list(items[:at], total, parts, gap)
            at += len(parts)
        at += 1


def _opened_list(earlier: Sequence[Mention], total: Mention, parts: Sequence[Mention], gap: str) -> Iterator[Found]:
    """The parts do not give the number beside them: perhaps an earlier one; else it is wrong, when that is sure."""
    others = [item for item in earlier if item.quantity.bound == "" and item.quantity.unit == total.quantity.unit]
    for other in others:
        if _adds_up(parts, other):
            yield _claim(parts, other)
            return
    share = _sum(parts) / total.quantity.base[1] if total.quantity.value else Decimal(0)
    clear = not others or abs(share - 1) <= _CLOSE
    wrong = clear and _claims_whole(parts, gap) and (total.role is not Role.TARGET or _leaves_rest(total, parts))
    if wrong and (share >= _NEARLY or _exhaustive(parts, gap)):
        yield _claim(parts, total)
    elif {part.role for part in parts} != {Role.DONE}:
        yield None, tuple(parts)


def _total_last(items: Sequence[Mention]) -> Iterator[Found]:
    """ "县级4个、市级3个，合计7个"."""
    start = 0
    for at, total in enumerate(items):
        cue = words().grand.match(total.clause)
        if not cue or at - start < 2 or not re.search(r"[,、;:(]", total.lead):
            if cue or words().opens.search(total.lead):
                start = at
            continue
        parts = items[start:at]
        start = at
        if not _exact([*parts, total]):
            continue
        for first in range(len(parts) - 1):
            if _adds_up(parts[first:], total):
                yield _claim(parts[first:], total)
                break
        else:
            grand = cue["cue"] in load("figures")["words"]["grand"]
            near = _NEARLY <= _sum(parts) / total.quantity.base[1] <= 1 / _NEARLY if total.quantity.value else False
            plain = grand and _one_kind(parts) and not words().partial.search("".join(p.lead for p in parts))
            closed = total.clause.endswith(cue["cue"]) and closed_list(total, parts) == "whole"
            if near and (plain or closed):
                yield _claim(parts, total)


def _run(items: Sequence[Mention], *, across: bool = False) -> list[Mention]:
    """The parts that follow a total: up to a new total, a list within the list, or what was then done. ``across`` goes
    on behind ";" as well, for lists that mix it with ","."""
    run: list[Mention] = []
    for item in items:
        if _ASIDE.match(item.lead):
            continue
        if run:
            first = run[0].role
            if ")" in item.lead and _opens_bracket(run[0]):
                break
            if _starts_anew(item) or (not across and ";" in item.lead and (len(run) < 2 or ";" not in run[1].lead)):
                break
            if first is Role.PLAIN and item.role in (Role.DONE, Role.OPEN) and not _same_shape(run[-1], item):
                break
        elif words().grand.match(item.clause) or _begins_otherwise(item):
            break
        run.append(item)
    return run


def _opens_bracket(item: Mention) -> bool:
    """Whether a part stands in a bracket of its own: what comes behind it is in no list with it."""
    return item.lead.rfind("(") > item.lead.rfind(")")


def _begins_otherwise(item: Mention) -> bool:
    """What was found or aimed at is no part, unless 其中 says so ("其中发现问题企业32家")."""
    return item.role in (Role.FOUND, Role.TARGET) and not words().opens.search(item.lead)


def _starts_anew(item: Mention) -> bool:
    cues = words()
    return bool(
        cues.opens.search(item.lead) or cues.grand.match(item.clause) or re.search(r"共|总数|总计|累计", item.clause)
    )


def _same_shape(left: Mention, right: Mention) -> bool:
    """Two parts said in one form ("整治提升一批", "整改完成一批") are parts of one list."""
    return left.clause[-2:] == right.clause[-2:] == "一批"


def _opened(gap: str, parts: Sequence[Mention]) -> bool:
    return bool(words().opens.search(gap) or _COLON.search(gap) or all("一批" in part.label for part in parts))


def _listed_within(total: Mention, parts: Sequence[Mention]) -> bool:
    """ "21家企业中，9家示范、8家提升、4家重组": one list, or done and still open."""
    return named_within(total) and (all("、" in part.lead for part in parts[1:]) or _done_and_open(parts))


def _leaves_rest(total: Mention, parts: Sequence[Mention]) -> bool:
    """ "共排查20个，已完成15个，剩余5个": done and the rest make the whole, with or without 其中."""
    return (
        (total.role in (Role.FOUND, Role.TARGET) or words().whole.search(total.lead) is not None or opens_with(total))
        and _done_and_open(parts)
        and any(words().rest.search(part.label) for part in parts)
    )


def _shows_split(total: Mention, parts: Sequence[Mention]) -> bool:
    """Without 其中: done and still open; or a number that is said to be the whole and a list of one kind."""
    roles = [part.role for part in parts]
    if Role.OPEN in roles and Role.DONE in roles:
        return True
    if total.role is Role.TARGET:
        return False
    whole = total.role is Role.FOUND or words().whole.search(total.lead) is not None
    return whole and (Role.DONE in roles or all(part.label.strip("|") for part in parts))


def _claims_whole(parts: Sequence[Mention], gap: str) -> bool:
    """Does the list claim to name all parts, each once?"""
    cues = words()
    labels = [part.label for part in parts]
    if cues.partial.search(gap) or any(cues.partial.search(part.lead) for part in parts):
        return False
    if _AND_MORE.match(parts[-1].tail) or _AND_MORE.search(parts[-1].after):
        return False
    if any(cues.stages.search(label) for label in labels):
        return False
    return _one_kind(parts) or _done_and_open(parts)


def _one_kind(parts: Sequence[Mention]) -> bool:
    """All said of things of one sort: not some done and others found."""
    return {part.role for part in parts} in ({Role.PLAIN}, {Role.FOUND})


def _done_and_open(parts: Sequence[Mention]) -> bool:
    roles = [part.role for part in parts]
    return roles.count(Role.DONE) + roles.count(Role.FOUND) == 1 and roles.count(Role.OPEN) == len(roles) - 1


def _exhaustive(parts: Sequence[Mention], gap: str) -> bool:
    cues = words()
    return bool(
        cues.exhaustive.search(gap)
        or (_COLON.search(gap) and not cues.opens.search(gap))
        or all("一批" in part.label for part in parts)
        or (_done_and_open(parts) and any(cues.rest.search(part.label) for part in parts))
    )


def _exact(items: Sequence[Mention]) -> bool:
    return all(item.quantity.bound == "" for item in items)


def _sum(parts: Sequence[Mention]) -> Decimal:
    return sum((part.quantity.base[1] for part in parts), Decimal(0))


def _more_than(total: Mention, parts: Sequence[Mention]) -> bool:
    """Whether parts that have nothing in common are more than the whole. One that is the whole takes in the others."""
    whole = total.quantity.base[1]
    return _sum(parts) > whole and all(part.quantity.base[1] < whole for part in parts)


def _adds_up(parts: Sequence[Mention], total: Mention) -> bool:
    return _sum(parts) == total.quantity.base[1]


def _between(sentence: Sentence, total: Mention, part: Mention) -> str:
    """All words between two items, other quantities with them."""
    items = sentence.items
    first, last = items.index(total), items.index(part)
    return "".join(item.lead for item in items[first + 1 : last + 1])


def _claim(parts: Sequence[Mention], total: Mention) -> Found:
    return sum_claim([part.quantity for part in parts], total.quantity), tuple(parts)
