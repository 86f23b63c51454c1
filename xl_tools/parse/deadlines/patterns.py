"""How a deadline text is cleaned, and the patterns of its tokens (``kinds`` says what each kind is).

The word lists stand in ``data/deadlines.toml``. Where two patterns match at one place the earlier one here wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from heapq import heappop, heappush
from typing import TypeAlias

from xl_tools.core.expressions import expression
from xl_tools.core.text import CHINESE_DIGITS, fold
from xl_tools.data import load
from xl_tools.parse.deadlines.kinds import TokenKind

_TIME = expression(
    r"(?<=[0-9日号])(?: ++T?|T|(?<=[日号])) *+(?:上午|下午|晚上?|中午)?(?:[01]?[0-9]|2[0-4])"
    r"(?: *: *[0-5][0-9](?: *: *[0-5][0-9](?:\.[0-9]+)?)?| *[时点](?:[0-5]?[0-9]分|整|半)?)"
)
_BROKEN_LINE = expression(r"(?<=[0-9年月日号底季第])\n(?=[年月日号底末前季旬])|(?<=[年月第])\n(?=[0-9])")
_ASIDE = expression(r"[(\[](?:(?:星期|周)[一二三四五六日天]|含当?[日天]?|下同)[)\]]")
_AT_WORK = expression(r"(?:下班|收工)(?=[之以]?前)")
_OPTIONAL = expression(r"[(\[]([前底末])[)\]]")
_ITEM_NUMBER = expression(r"(?<![0-9.])[0-9]{1,2}\.(?=20[0-9]{2}(?:年|[-./][0-9]))")
_NOISE = expression(
    r"《[^《》]*》|<[^<>]{2,60}>|[〔\[(【][0-9]{4}[〕\])】]第?[0-9]+号"
    r"|(?<![A-Za-z])(?![Qq][1-4](?![0-9]))[A-Za-z]++(?:/[A-Za-z]*+)?[0-9]+(?:\.[0-9]+)?(?:-[0-9]{2,4})?(?![0-9年月])"
)


# Typed by hand: the letter O for 0, l for 1, the full stop of the Chinese keyboard in 2021。12。31, 2021年12底前.
_SLIPS = (
    (expression(r"(?<=[0-9])[OoО](?=[0-9])"), "0"),
    (expression(r"(?<![A-Za-z])[lI](?=[0-9][月日])"), "1"),
    (expression(r"(?<=[0-9])。(?=[0-9])"), "."),
    (expression(r"(?<=年)(1[0-2]|0?[1-9])(?=底)"), r"\1月"),
)


def clean(text: str) -> str:
    """Folded, without spaces and quotation marks; times of day go, titles, document and standard numbers become ※."""
    text = _TIME.sub("", fold(text)).replace(" ", "")
    text = _BROKEN_LINE.sub("", text).replace('"', "").replace("'", "")
    for slip, meant in _SLIPS:
        text = slip.sub(meant, text)
    text = _OPTIONAL.sub(r"\1", _ITEM_NUMBER.sub("、", _AT_WORK.sub("", _ASIDE.sub("", text))))
    return _NOISE.sub("※", text)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


_CN = f"[{CHINESE_DIGITS}十拾廿卅]"
_NUM = f"(?:[0-9]{{1,2}}|{_CN}{{1,3}})"
_ANY = f"(?:[0-9]{{1,3}}|{_CN}{{1,3}}|[两数几]|(?<![上下前后])半)"
_AHEAD = rf"(?=(?:(?:至|到|[-~、,和及])第?(?:[0-9]{{1,4}}|{_CN}{{1,3}})){{1,12}}(?:年|个?季|月|日|号))"
_NOT_IN_NUMBER = r"(?<![0-9A-Za-z.])"

_YEAR = "|".join(
    (
        r"(?<![0-9A-Za-z])[0-9]{3,5}年度?",
        rf"{_NOT_IN_NUMBER}[1-4][0-9]年度?(?={_NUM}月|年?[底末]|[上下]半年|第?{_NUM}个?季)",
        rf"{_NOT_IN_NUMBER}20[0-9]{{2}}(?=年?[底末]|[上下]半年|{_CN}{{1,2}}月|第?{_NUM}个?季|Q[1-4]|全年)",
        rf"[一壹二贰][{CHINESE_DIGITS}Oo0]{{3}}年度?",
        r"[今本当明去上后来次]年度?|翌年|同年",
    )
)
_DATE = "|".join(
    (
        r"(?<![0-9.])20[0-9]{2}(?P<sep>[-./])[0-9]{1,2}(?P=sep)(?:[0-9]{1,2}(?![0-9])|[0-9]{1,2}(?=20[0-9]{2}[-./年]))[日号]?",
        r"(?<![0-9.])20[0-9]{2}年[0-9]{1,2}[./][0-9]{1,2}(?![0-9月季])[日号]?",
        r"(?<![0-9.])20[0-9]{6}(?![0-9.])",
    )
)
_TERM = (
    rf"(?<![0-9.第近年月]){_ANY}(?:[-~至到]{_ANY})?(?:个(?:半|多)?(?:工作日|自然日|月|季度|年头|星期|小时)"
    r"|工作日|自然日|星期|小时|天|周(?![一二三四五六日岁边])"
    r"|[日年月号](?=以内|之内|内)|年(?![0-9一二三四五六七八九十上下第底末中终内度前月]))(?:时间)?(?:以内|之内|内)?"
)
_END = r"年{1,3}[底末终](?!端)|月份?[底末]|季度?[底末]|[本当]?年度?内|月内|全年|[底末](?![泥数图部线层物端梢])"
_RECURRING = r"每个?(?:半年|年度?|季度?|月份?|周|星期|日|天|旬|两年|三年)|逐[月季]|年年(?![底末终])|按[季月周]|定期"
_VAGUE_SIGNS = r"初(?![步期级中审验设])|(?<![Xx×*_○△?])[Xx×*_○△?]++[年月日]|(?<![前半今明去本当0-9])年(?=[0-9]{1,2}月)"


PLAIN_WORD, FIRST_MONTHS = "PLAIN_WORD", "FIRST_MONTHS"
"""Groups of words that are no kind of token by themselves."""

_Find: TypeAlias = Callable[[str, int], tuple[int, int]]
"""Where a word of the group begins and ends in a text, from a place on; -1 where none does."""


@cache
def word_kinds() -> dict[str, TokenKind]:
    """The kind of each plain word of the data file; a word in two lists keeps the first."""
    data = load("deadlines")
    words, modes = data["words"], data["modes"]
    lists = {
        TokenKind.PHASED: modes["phased"],
        TokenKind.CARRIED_ON: modes["carried_on"],
        TokenKind.VAGUE: words["vague"],
        TokenKind.MENTION: words["mention"],
        TokenKind.DONE: words["done"],
        TokenKind.BEGIN: words["begin"],
        TokenKind.NAMED_BY_YEAR: words["named_by_year"],
        TokenKind.ALREADY: words["already"],
        TokenKind.LEAD: words["lead"],
        TokenKind.ONGOING_ALONE: modes["ongoing_alone"],
    }
    kinds: dict[str, TokenKind] = {}
    for kind, members in lists.items():
        for word in members:
            kinds.setdefault(word, kind)
    return kinds


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text in order, each with its group and its span: where several begin at one place, that of the
    first group. A group is searched by itself and compiled when a text needs it: one pattern of all takes longer to
    compile than a table's deadlines to read."""
    ahead: list[tuple[int, int, int, str, _Find]] = []

    def look(order: int, group: str, find: _Find, place: int) -> None:
        begin, end = find(text, place)
        if begin >= 0:
            heappush(ahead, (begin, order, -end, group, find))

    for order, group, find in _finders():
        look(order, group, find, 0)
    read = 0
    while ahead:
        begin, order, end, group, find = heappop(ahead)
        if begin >= read:
            read = -end
            yield group, begin, read
        look(order, group, find, read)


@cache
def _finders() -> list[tuple[int, str, _Find]]:
    """What finds the words of a group, with the group's place; of the plain words each is searched by itself, and of
    two that begin at one place the longer one counts."""
    finders: list[tuple[int, str, _Find]] = []
    for order, (group, pattern) in enumerate(_groups().items()):
        if group == PLAIN_WORD:
            finders += [(order, group, partial(_find_word, word)) for word in word_kinds()]
        else:
            finders.append((order, group, partial(_find_match, expression(pattern))))
    return finders


def _find_word(word: str, text: str, place: int) -> tuple[int, int]:
    begin = text.find(word, place)
    return begin, begin + len(word)


def _find_match(pattern: re.Pattern[str], text: str, place: int) -> tuple[int, int]:
    match = pattern.search(text, place)
    return match.span() if match else (-1, -1)


def _groups() -> dict[str, str]:
    """The pattern of each kind of token, and two more groups: a plain word, whose kind ``word_kinds`` tells, and
    前N个月, which is a month only behind a year."""
    data = load("deadlines")
    words, modes = data["words"], data["modes"]
    measures = any_of(data["other"]["measures"])
    denied = "".join(f"(?<!{re.escape(word)})" for word in modes["denied_by"])
    return {
        "EXTENDED": rf"{any_of(words['extended'])}(?:时间|期限|时限|完成)?(?:至|到|为)",
        "ORIGINAL": rf"{any_of(words['original'])}(?=.)",
        "MOVED_BY": rf"{any_of(words['moved_by'])}(?=[0-9一二三四五六两半]+个?[月年季周天日])",
        "TERM": _TERM,
        "RECURRING": _RECURRING,
        "DATE": _DATE,
        "YEAR_MONTH": rf"(?<![0-9.])20[0-9]{{2}}[-./](?:1[0-2]|0?[1-9])(?![0-9]|\.[0-9]|{measures})月?份?",
        "YEAR": _YEAR,
        "PLAN": rf"{any_of(data['plans'])}(?!规划(?!期)|以来|中期|初)(?:规划)?(?:时期|末期)?",
        "OPEN": rf"{_NOT_IN_NUMBER}第?(?:[0-9]{{1,4}}|{_CN}{{1,3}}){_AHEAD}",
        "QUARTER": rf"前?第?(?:[0-9]{{1,2}}|{_CN}{{1,2}}|两)个?季度?|[Qq][1-4](?![0-9])|[1-4][Qq]|[本当下上]个?季度",
        "HALF": r"[上前]半年|[下后]半年|年中(?=之?前|以前|[,;。、)\]]|$)",
        FIRST_MONTHS: rf"前{_NUM}个月",
        "HOLIDAY": rf"{any_of(data['holidays'])}(?=[之以]?前)",
        "MONTH": rf"(?:{_NOT_IN_NUMBER}[0-9]{{1,2}}|{_CN}{{1,3}})月份?(?!个|度)|元月份?|[本下]个?月(?!报)",
        "THIRD": r"上中旬|中下旬|[上中下]旬",
        "DAY": rf"(?<![0-9.]){_NUM}[日号](?![处均产])|[0-9]{{1,2}}(?=之?前|以前|$)",
        "END": _END,
        "IMMEDIATE": rf"{denied}{any_of(modes['immediate'])}(?!至|到)",
        "ONGOING": rf"{any_of(modes['ongoing'])}(?!以来)",
        "EVENT": rf"{any_of(words['event'])}(?=[之以]?后|之日起|起|[0-9一二三两半]+个)",
        "VAGUE": _VAGUE_SIGNS,
        PLAIN_WORD: "",
        "BEFORE": r"[之以]?前(?![期端提往后列置沿述款景进]|[0-9一二三四两几]+个?(?:季|月|批|期))",
        "WITHIN": r"以内|之内|期内|期间|内|为?止(?!血)",
        "AFTER": r"之日起|[之以]?后(?![续期方备勤])|以来|起(?![草来诉步])",
        "TO": r"直?至|一?直?到|[-~]{1,4}|(?<=[年月日])一(?=[0-9]{1,4}[年月日.])",
        "QUANTITY": rf"[0-9]+(?:\.[0-9]+(?![0-9年]))?(?:{measures})?",
        "STOP": r"[;。!?|\n]",
        "PAUSE": r"[,、:()\[\]{}.·/\\+*#•●◆■…]|并且|并|和|及|与|同时|且|其中",
    }
