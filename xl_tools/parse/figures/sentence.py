"""A sentence with its numbers, and what the words beside each number say about it: found, done, still open, target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from functools import cache, lru_cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import is_chinese
from xl_tools.data import load
from xl_tools.parse.figures.quantities import KEPT, Quantity, Scan, any_of, scan


class Role(StrEnum):
    """What a number counts. PLAIN: the words beside it do not say."""

    FOUND = "found"
    DONE = "done"
    OPEN = "open"
    TARGET = "target"
    PLAIN = "plain"


@dataclass(slots=True)
class Mention:
    """One quantity of a sentence. ``lead`` are the words since the quantity before it (or the sentence's start),
    ``tail`` those up to the next one (or the end); ``clause`` and ``after`` are the parts of them that touch it."""

    quantity: Quantity
    lead: str
    tail: str
    clause: str
    after: str
    role: Role

    @property
    def label(self) -> str:
        return f"{self.clause}|{self.after}"


@dataclass(slots=True)
class Sentence:
    """One sentence: up to 。!? or a line end. ``opened`` is true when a line or the text begins with it."""

    items: list[Mention]
    """Its quantities, but for those that say by how much another one changed (增加3件): they are no amounts."""
    opened: bool
    of_change: bool = False
    """Whether a list goes on behind such a change: it may split the change or the amount before it."""

    @property
    def overlaps(self) -> bool:
        """Whether it says itself that what it counts falls under several names at once."""
        overlapping = words().overlapping
        return any(overlapping.search(item.lead) for item in self.items) or bool(
            overlapping.search(self.items[-1].tail)
        )

    @property
    def readable(self) -> bool:
        """A sentence, and not a whole table pasted into one: of that, nothing is sure."""
        return len(self.items) <= _MOST


_MOST = 60


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The word lists of ``figures.toml`` as patterns."""

    found: re.Pattern[str]
    done: re.Pattern[str]
    open: re.Pattern[str]
    rest: re.Pattern[str]
    stages: re.Pattern[str]
    target: re.Pattern[str]
    target_done: re.Pattern[str]
    planned: re.Pattern[str]
    to_do: re.Pattern[str]
    whole: re.Pattern[str]
    grand: re.Pattern[str]
    period: re.Pattern[str]
    opens: re.Pattern[str]
    exhaustive: re.Pattern[str]
    overlapping: re.Pattern[str]
    change: re.Pattern[str]
    compared: re.Pattern[str]
    matters: re.Pattern[str]
    partial: re.Pattern[str]


@cache
def words() -> NumberWords:
    """The patterns, built on first use."""
    data = {name: any_of(pieces) for name, pieces in load("figures")["words"].items()}
    target = rf"(?:{data['target']})(?:总数|共|均|都|分别|是|为|[::])*$"
    return NumberWords(
        found=expression(data["found"]),
        done=expression(data["done"]),
        open=expression(data["undone"]),
        rest=expression(data["rest"]),
        stages=expression(data["stages"]),
        target=expression(target),
        target_done=expression(rf"(?:完成|实施|落实).{{0,10}}?{target}"),
        planned=expression(data["planned"]),
        to_do=expression(rf"(?:{data['planned']})(?:全面|全部|在?[\d年月底前]*)?(?:完成|整改|整治|治理|办结|销号)"),
        whole=expression(data["whole"]),
        grand=expression(
            rf"^[一-鿿]{{0,5}}?(?P<cue>{data['grand']}|共有?|总共有?|共计有?|(?:[一-鿿]{{0,4}}年)?累计)(?:[一-鿿]{{0,8}})$"
        ),
        period=expression(data["period"]),
        opens=expression(data["opens"]),
        exhaustive=expression(data["exhaustive"]),
        partial=expression(data["partial"]),
        overlapping=expression(data["overlapping"]),
        change=expression(rf"(?:{data['change']})了?(?P<noun>[一-鿿]{{0,8}})$"),
        compared=expression(data["compared"]),
        matters=expression(data["matters"]),
    )


# A line break behind a comma only wraps the line; "。其中" goes on with the sentence before it, past empty lines, too.
# A point before a digit (the group) ends a sentence behind a word or a percentage.
_END = expression(
    r"[。!?\n.](?:(?<=[。!?])(?!\n{0,50}+其中)|(?<=\n)(?<![,、:;]\n)(?!\n{0,50}+其中)"
    r"|(?<=\.)(?:(?<!\d\.)(?!\d)(?!\n{0,50}+其中)|(?<=\D\.)(?=(\d))|(?<=\d\.)(?!\d)))"
)
_CLAUSE = expression(r"[,、;:()\n]")


@lru_cache(maxsize=KEPT)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences that hold at least one quantity, in order; spans in the flat text of ``scan``."""
    return tuple(_sentences(scan(text)))


def _sentences(scanned: Scan) -> Iterator[Sentence]:
    flat, pending = scanned.flat, list(scanned.quantities)
    start, at = 0, 0
    for end in [*_ends(flat), len(flat)]:
        mine = []
        while at < len(pending) and pending[at].span[0] < end:
            mine.append(pending[at])
            at += 1
        if mine:
            opened = start == 0 or flat[start - 1] == "\n"
            yield _sentence(flat, mine, start, end, opened=opened)
        start = end + 1


def _ends(flat: str) -> Iterator[int]:
    for match in _END.finditer(flat):
        place = match.start()
        if not match[1] or flat[place - 1] == "%" or is_chinese(flat[place - 1]):
            yield place


def _sentence(flat: str, quantities: list[Quantity], start: int, end: int, *, opened: bool) -> Sentence:
    items: list[Mention] = []
    changed, parted, of_change = False, False, False
    for item in _items(flat, quantities, start, end):
        changed = _is_change(item, behind=changed)
        if changed:
            parted = parted or ";" in item.lead
            of_change = of_change or words().opens.match(item.tail.lstrip("(,:)")) is not None
            continue
        items.append(replace(item, lead=f";{item.lead}") if parted else item)
        parted = False
    return Sentence(items, opened, of_change)


def _is_change(item: Mention, *, behind: bool) -> bool:
    """ "较上期增加3件", "分别减少2件、1件": by how much something changed, and not how much there is."""
    if behind and _AND.fullmatch(item.lead):
        return True
    cue = words().change.search(item.clause)
    return cue is not None and (not cue["noun"] or words().compared.search(item.lead) is not None)


_AND = expression(r"[一-鿿]{0,6}?[、和与及][一-鿿]{0,6}")


def _items(flat: str, quantities: list[Quantity], start: int, end: int) -> list[Mention]:
    bounds = [start, *(quantity.span[1] for quantity in quantities)]
    nexts = [*(quantity.span[0] for quantity in quantities[1:]), end]
    items = []
    for quantity, since, until in zip(quantities, bounds, nexts, strict=False):
        lead, tail = flat[since : quantity.span[0]], flat[quantity.span[1] : until]
        clause = _CLAUSE.split(lead)[-1]
        after = _CLAUSE.split(tail)[0] if until == end or _CLAUSE.search(tail) else ""
        items.append(Mention(quantity, lead, tail, clause, after, _role(clause, after)))
    return items


def _role(clause: str, after: str) -> Role:
    role = _role_of(clause)
    return role if role is not Role.PLAIN else _role_of(after, behind=True)


def _role_of(text: str, *, behind: bool = False) -> Role:
    """Later words win: 已排查 is found, 排查后已整改 is done; 未完成 is open whatever else stands there."""
    if not text:
        return Role.PLAIN
    cues = words()
    if not behind and cues.target.search(text):
        return Role.DONE if cues.target_done.search(text) else Role.TARGET
    if cues.open.search(text):
        return Role.OPEN
    if not behind and cues.to_do.search(text):
        return Role.TARGET
    found, done = _last(cues.found, text), _last(cues.done, text)
    if found < 0 and done < 0:
        return Role.TARGET if not behind and cues.planned.search(text) else Role.PLAIN
    if behind:
        return Role.DONE if done >= 0 and not cues.planned.search(text) else Role.PLAIN
    return Role.FOUND if found > done or (found >= 0 and not _acts_behind(text, found)) else Role.DONE


_WITHIN = expression(r'^["一-鿿A-Za-z]{0,16}(?:\([^()]{0,12}\))?(?:中|里)(?!心|央|学|小|型|水|医)')


def named_within(item: Mention | None) -> bool:
    """ "36个项目中，有30个": what follows is a part."""
    return item is not None and _WITHIN.match(item.tail) is not None


def opens_with(item: Mention) -> bool:
    """Whether the sentence begins with this number of what it is about: "12个问题，已完成13个"."""
    return not item.lead.strip("0123456789.、()") and words().matters.match(item.tail) is not None


_ACTS = expression(r"整改|整治|治理|办结|销号|处理|处置|修复|改造|关停|取缔|到位|验收")


def _acts_behind(text: str, found: int) -> bool:
    """已完成排查 is found (nothing was done about it yet); 排查并已整改 is done."""
    return _ACTS.search(text, found) is not None


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
