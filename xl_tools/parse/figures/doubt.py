"""Where it is worth reading the figures of a text: a quick look that leaves out what surely holds.

Reading all claims of a long text takes most of a millisecond, and most texts make none, or only ones that hold. A
check of thousands of sheets asks here first. What is left out has no claim that does not hold (``tests/parse/
test_figures_doubt.py`` compares with the full reading); what is not left out may still be right. So one sentence
with two numbers of one unit is looked at, and hardly any other: in a sum, a share, and in what was done of what was
found there are always two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.text import unusual
from xl_tools.core.word_search import Words, matches
from xl_tools.data import load
from xl_tools.parse.figures.quantities import any_of
from xl_tools.parse.figures.sentence import words

_HAN = "二两三四五六七八九十百千万廿卅〇零贰叁肆伍陆柒捌玖拾佰仟"
_VALUES = {"两": 2.0} | {char: float(value) for value, char in enumerate("一二三四五六七八九十", start=1)}
_PERCENT = "%％﹪"
_ENDS = "。！!？?\n"
_END = expression(f"[{_ENDS}]")
_SENTENCE_END = expression(rf"[{_ENDS}](?!\s{{0,50}}+其中)")
# These expressions run over every text of a check: possessive, and with the digits spelled out, they take a third.
_DIGIT = rf"0-9０-９{_HAN}"
_POINTS = ".．,，﹒﹐"
_NUMBER = rf"[{_DIGIT}][{_DIGIT}{_POINTS}]*+[余多几亿\s]*+"
_STARTS_ANEW = expression(
    r"。[^。\n0-9已均完整治办]{0,12}+(?:[完整治办](?!成|改|理|结)[^。\n0-9已均完整治办]{0,12}+)*+"
    rf"(?:已|均|完成|整改|治理|办结)[^。\n0-9]{{0,26}}[{_DIGIT}]"
)
# A line break behind one of these only wraps the line.
_WRAPPED = expression("([,，﹐、:：;；])\\s*\n")
_WRAPS = frozenset(",，﹐、:：;； \u3000\xa0\t\r")
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad"
# Without one of these a list of numbers makes no sum, a percentage is no share.
_LIST = expression(
    r"其中|分[为别]|包[括含]|[:：(（]|一批|剩|其余|余下|未|还有|正在|属实|办结|序时|[合共总小]计|总共|合共|中|里"
)
_SHARE = expression(
    rf"(?:占|率|比|总[数量]|任务|目标|计划|指标|的)[^,，、;；()（）\n0-9０-９]{{0,8}}[0-9０-９][0-9０-９.．\s]*[{_PERCENT}]|百分之"
)
_TARGETS = Words(("任务", "目标", "计划", "指标"))
_TARGET = expression(
    rf"(?:{'|'.join(_TARGETS)})[数量值]?(?:总数|共|均|都|分别|是|为|的|完成|[:：\s])*(?![0-9０-９]{{4}}\s*年)[{_DIGIT}]"
)
# A letter or sign where a digit may be meant; two signs in a number; a nought behind a Chinese numeral. (Expressions
# that begin with one set of characters are faster than one of three kinds.)
_LETTERS = frozenset("OoＯ○〇lI|XxＸｘ×_＿")
_NOUGHTS, _PAIRS = frozenset("OoＯ○〇"), ("XxＸｘ", "_＿")
_SIGNS = expression(r"[.．,，﹒﹐](?<=[0-9０-９\s].)\s*+[0-9０-９]*+\s*+[.．,，﹒﹐]")
_NOUGHT = expression(r"[十百千]\s*[0０]")
# 百分之 with a number that is plainly 100 or less; 百分之百 stands in every plan ("六个百分之百").
_IN_HUNDRED = "百分之"
_NO_MORE = expression(
    r"百分之(?:百|[一二三四五六七八九十]{1,3}|[0-9]{1,2})(?![\d一二两三四五六七八九十百千万亿廿卅〇零○点.．,，\s\ue000-\uf8ff])"
)
# What stands before a percent sign and is 100 or less. (A range in a set takes long to compile: the symbol-font
# characters, of which one may be a point, are looked at apart.)
_PLAIN_RATE = expression(
    rf"(?<![0-9０-９{_POINTS}])(?:[0-9０-９]{{1,2}}(?:[.．﹒][0-9０-９]{{1,8}})?|100(?:\.0{{1,8}})?)$"
)


@lru_cache(maxsize=1024)
def doubtful_parts(text: str) -> tuple[str, ...]:
    """The parts of a text that must be read in full for claims that may not hold (N601 to N603, N605). Several rules
    ask: it is kept."""
    flat = _one_line_each(text)
    parts = [*_paired(flat), *_anew(flat)]
    if next(matches(_TARGET, _TARGETS, flat), None):
        parts += target_parts(flat)
    return tuple(dict.fromkeys(parts)) if parts else ()


@lru_cache(maxsize=2048)
def may_be_odd(text: str) -> bool:
    """Whether a percentage may be impossible (N604) or a number unreadable (N606). Locked texts come again with every
    county: it is kept."""
    return may_be_impossible(text) or may_be_unreadable(text)


def target_parts(text: str) -> list[str]:
    """The sentences that may name a target of the plan, or count a percentage from it."""
    return [part for part in _SENTENCE_END.split(_one_line_each(text)) if _TARGET.search(part)]


def may_have_fallen(now: str, before: str) -> bool:
    """Whether a cumulative figure of a text may be smaller than in the text of the period before (N607)."""
    then = _cumulative(before)
    here = _cumulative(now) if then else {}
    return any(
        sign in then and (min(values) < max(then[sign]) or min(*values, *then[sign]) < 0)
        for sign, values in here.items()
    )


def _cumulative(text: str) -> dict[str, list[float]]:
    """The numbers by unit in the clauses that count up from the beginning."""
    found: dict[str, list[float]] = {}
    for match in matches(*_cumulative_clause(), text):
        for digits, sign in _numbers().findall(match[0]):
            value = float(digits) if digits.isdecimal() else _VALUES.get(digits, -1.0)
            found.setdefault(_kinds().get(sign, sign), []).append(value)
    return found


@cache
def _cumulative_clause() -> tuple[re.Pattern[str], Words]:
    """A clause that counts up from the beginning, and the words it begins with."""
    cues = Words(load("figures")["totals"]["cumulative"])
    return expression(rf"(?:{any_of(list(cues))})[^,，、;；:：()（）\n。]*"), cues


def may_be_unreadable(text: str) -> bool:
    """Whether a number of the text may be unreadable (N606)."""
    odd = unusual(text)
    text = _seen(text, odd, instead=" ")
    if any(_is_strange(text, place) for char in _LETTERS.intersection(odd) for place in _places(text, char)):
        return True
    if _SIGNS.search(text):
        return True
    return ("十" in text or "百" in text or "千" in text) and _NOUGHT.search(text) is not None


def _places(text: str, char: str) -> Iterator[int]:
    """Where a character stands in a text."""
    place = text.find(char)
    while place >= 0:
        yield place
        place = text.find(char, place + 1)


def _is_strange(text: str, place: int) -> bool:
    """Whether a letter or sign may stand for a digit; in a name (A2O, SO2, NOx) none does."""
    char = text[place]
    before, after = text[max(0, place - 40) : place].rstrip(), text[place + 1 : place + 40].lstrip()
    for pair in _PAIRS:
        if char in pair:
            return not after or after[0] in pair
    if char == "×" or not before or not after:
        return True
    if char in _NOUGHTS and (before[-1] in "十百千" or (after[0].isdigit() and not _is_letter(text[place - 1]))):
        return True
    # What a number before it begins behind; all that is seen of a long one is its digits.
    behind = before.rstrip("0123456789０１２３４５６７８９")
    return behind != before and not _is_letter(behind[-1:])


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _seen(text: str, odd: str, instead: str = "") -> str:
    """The text without signs that nobody sees; ``odd`` are its unusual ones."""
    for char in _UNSEEN if odd else ():
        if char in odd:
            text = text.replace(char, instead)
    return text


def _one_line_each(text: str) -> str:
    """The text with no sentence broken into lines."""
    text = _seen(text, unusual(text))
    place = text.find("\n", 1)
    while place > 0:
        if text[place - 1] in _WRAPS:
            return _WRAPPED.sub(r"\1", text)
        place = text.find("\n", place + 1)
    return text


def may_be_impossible(text: str) -> bool:
    """Whether a percentage of the text may be impossible (N604): more than 100 before the sign, or what is no plain
    number."""
    if "百" in text and _IN_HUNDRED in text and text.count(_IN_HUNDRED) > len(_NO_MORE.findall(text)):
        return True
    odd = unusual(text)
    text = _seen(text, odd)
    for sign in _PERCENT:
        for place in _places(text, sign) if sign in odd else ():
            before = "。" + "".join(text[max(0, place - 20) : place].split())
            rate = _PLAIN_RATE.search(before)
            if not rate or "\ue000" <= before[rate.start() - 1] <= "\uf8ff":
                return True
    return False


# --- two numbers of one unit ------------------------------------------------------------------------


def _paired(text: str) -> Iterator[str]:
    """The sentences with two numbers of one unit that may not fit."""
    # 其中 goes on with the sentence before it; the text keeps its length.
    flat = re.sub(rf"[{_ENDS}](?=\s{{0,50}}+其中)", "，", text) if "其中" in text else text
    place = 0
    while match := _pair().search(flat, place):
        start = _begin(flat, match.start())
        end = _END.search(flat, match.end())
        place = end.start() if end else len(flat)
        if _may_not_fit(flat[start:place]):
            yield text[start:place]


def _begin(text: str, place: int) -> int:
    """Where the sentence begins that holds the character before ``place``."""
    start = 0
    for mark in _ENDS:
        start = max(text.rfind(mark, start, place) + 1, start)
    return start


def _may_not_fit(part: str) -> bool:
    kinds: dict[str, list[float]] = {}
    share = False
    for digits, sign in _numbers().findall(part):
        if sign in _PERCENT:
            share = True
        else:
            value = float(digits) if digits.isdecimal() else _VALUES.get(digits, -1.0)
            kinds.setdefault(_kinds()[sign], []).append(value)
    if share and _SHARE.search(part):
        return True
    for values in kinds.values():
        if len(values) > 2 and not _adds_up(values) and (_LIST.search(part) or _closed().search(part)):
            return True
        if _grows(values) and _may_be_part(part):
            return True
    return False


def _adds_up(values: Sequence[float]) -> bool:
    """A total and its parts, one way or the other. -1 may be any number."""
    total = sum(values)
    return min(values) >= 0 and (values[0] * 2 == total or values[-1] * 2 == total)


def _grows(values: Sequence[float]) -> bool:
    """Whether a number may be greater than an earlier one: more done than found. -1 may be any number."""
    least = values[0]
    for value in values[1:]:
        if value > least or value < 0 or least < 0:
            return True
        least = value
    return False


def _anew(text: str) -> Iterator[str]:
    """Sentences that go on with what the one before them found: "共发现12个。目前已整改15个。" """
    for match in _STARTS_ANEW.finditer(text):
        end = _SENTENCE_END.search(text, match.end())
        start = _begin(text, match.start())
        part = text[start : end.start() if end else len(text)]
        if words().found.search(part, 0, match.start() - start) and _may_grow(part):
            yield part


def _may_grow(part: str) -> bool:
    kinds: dict[str, list[float]] = {}
    for digits, sign in _numbers().findall(part):
        value = float(digits) if digits.isdecimal() else _VALUES.get(digits, -1.0)
        kinds.setdefault(sign, []).append(value)
    return any(_grows(values) for values in kinds.values())


# --- the grammar ------------------------------------------------------------------------------------


@cache
def _kinds() -> dict[str, str]:
    """The first character of each unit, with what its numbers may be added to."""
    data = load("figures")
    kinds = {unit[0]: unit[0] for unit in data["counted"]["units"]}
    for measured in data["measured"]:
        if measured["what"] not in ("percent", "points", "permille", "times"):
            kinds |= dict.fromkeys((unit[0] for unit in measured["units"]), "measure")
    return kinds | dict.fromkeys("克米瓦", "measure")


@cache
def _units() -> str:
    return re.escape("".join(_kinds()))


@cache
def _pair() -> re.Pattern[str]:
    """Two numbers of one unit, with any others between them, in one sentence: from the first's unit on, since there
    are fewer units than digits."""
    between = rf"[^{_DIGIT}{_ENDS}]*+"
    no_digit = rf"(?!(?<=[{_DIGIT}])[{_DIGIT}])"  # 千 is the unit of 克 at the end of a number alone
    behind_a_number = rf"(?<=[{_DIGIT}余多几亿\s].)"
    return expression(rf"([{_units()}]){behind_a_number}{no_digit}{between}(?:{_NUMBER}(?!\1){between})*+{_NUMBER}\1")


@cache
def _numbers() -> re.Pattern[str]:
    """A number and the first character of its unit."""
    digits = f"[{_DIGIT}{_POINTS}]"
    return expression(rf"(?<!{digits})[{_POINTS}]*+([{_DIGIT}]{digits}*+)[余多几亿\s]*+([{_units()}{_PERCENT}])")


@cache
def _closed() -> re.Pattern[str]:
    """A name of a closed list but its first: what adds up has two of them, and the first (完成) is everywhere."""
    return expression("|".join(f"(?:{name})" for entry in load("figures")["closed"] for name in entry["parts"][1:]))


_ACTED = expression(rf"(?:整改|整治|治理|办结|处置|清理|修复|关停|拆除|取缔)(?:完成|到位|了)?[余多约\s]*[{_DIGIT}]")


def _may_be_part(part: str) -> bool:
    """Something found, or a whole, and something done or a part of it. (One expression for all would take ten times
    as long as those that begin with plain words.)"""
    if "其中" in part or "中" in part or "里" in part:
        return True
    cues = words()
    return bool(
        (cues.done.search(part) or _ACTED.search(part))
        and (cues.found.search(part) or cues.whole.search(part) or cues.matters.search(part))
    )
