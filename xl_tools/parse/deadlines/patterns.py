"""How a deadline text is cleaned, and the patterns of its tokens.

==  ===========================================  ==  ==============================================
Y   year: 2021年, 二〇二一年, 21年(12月), 今年   B   前, 之前, 以前
F   whole date: 2021-12-31, 20211231             N   内, 以内, 期间, 止
G   year and month: 2021.12                      A   后, 起, 以来: from here on
P   five-year plan: 十四五                       T   至, 到, -, ~
H   half-year    Q  quarter    M  month          U   term: 3个月内, 15个工作日, 3-5年
X   上旬, 中旬, 下旬           D  day            R   每年, 每季度, 按月
O   number that takes the unit of the next date  i o k K p   words of the modes (k: 持续推进 and the like;
L   holiday with a fixed day, before 前              K: 长期 and the like, which count only alone)
E   底, 末, 年底, 月底, 年内                     V   a time that cannot be told: 汛期, 年初, XX年
l d b r n  words: lead, done, begin, mention,    a   已, 累计
    named by a year                              x y z  延期至; 延期(半年); 原定
q   quantity or number                           s c   ends a sentence; ends a clause
e   event: 反馈, 出台                            w   anything else
==  ===========================================  ==  ==============================================

The word lists stand in ``data/deadlines.toml``. Where two patterns match at one place the earlier one here wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from xl_tools.core.text import CHINESE_DIGITS, fold
from xl_tools.data import load

_TIME = re.compile(
    r"(?<=[0-9日号])(?: +T?|T|(?<=[日号])) *(?:上午|下午|晚上?|中午)?(?:[01]?[0-9]|2[0-4])"
    r"(?: *: *[0-5][0-9](?: *: *[0-5][0-9](?:\.[0-9]+)?)?| *[时点](?:[0-5]?[0-9]分|整|半)?)"
)
_BROKEN_LINE = re.compile(r"(?<=[0-9年月日号底季第])\n(?=[年月日号底末前季旬])|(?<=[年月第])\n(?=[0-9])")
_ASIDE = re.compile(r"[(\[](?:(?:星期|周)[一二三四五六日天]|含当?[日天]?|下同)[)\]]")
_AT_WORK = re.compile(r"(?:下班|收工)(?=[之以]?前)")
_OPTIONAL = re.compile(r"[(\[]([前底末])[)\]]")
_ITEM_NUMBER = re.compile(r"(?<![0-9.])[0-9]{1,2}\.(?=20[0-9]{2}(?:年|[-./][0-9]))")
_NOISE = re.compile(
    r"《[^《》]*》|<[^<>]{2,60}>|[〔\[(【][0-9]{4}[〕\])】]第?[0-9]+号"
    r"|(?![Qq][1-4](?![0-9]))[A-Za-z]++(?:/[A-Za-z]*+)?[0-9]+(?:\.[0-9]+)?(?:-[0-9]{2,4})?(?![0-9年月])"
)


# Typed by hand: the letter O for 0, l for 1, the full stop of the Chinese keyboard in 2021。12。31, 2021年12底前.
_SLIPS = (
    (re.compile(r"(?<=[0-9])[OoО](?=[0-9])"), "0"),
    (re.compile(r"(?<![A-Za-z])[lI](?=[0-9][月日])"), "1"),
    (re.compile(r"(?<=[0-9])。(?=[0-9])"), "."),
    (re.compile(r"(?<=年)(1[0-2]|0?[1-9])(?=底)"), r"\1月"),
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
    """A pattern for any of the words, the longest first. The look ahead at the first character is for speed."""
    longest_first = sorted(words, key=len, reverse=True)
    first = "".join(sorted({re.escape(word[0]) for word in longest_first}))
    return f"(?=[{first}])(?:{'|'.join(map(re.escape, longest_first))})"


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
_VAGUE_SIGNS = r"初(?![步期级中审验设])|[Xx×*_○△?]+[年月日]|(?<![前半今明去本当0-9])年(?=[0-9]{1,2}月)"


@cache
def word_kinds() -> dict[str, str]:
    """The letter of each plain word of the data file; a word in two lists keeps the first."""
    data = load("deadlines")
    words, modes = data["words"], data["modes"]
    lists = {
        "p": modes["phased"],
        "k": modes["carried_on"],
        "V": words["vague"],
        "r": words["mention"],
        "d": words["done"],
        "b": words["begin"],
        "n": words["named_by_year"],
        "a": words["already"],
        "l": words["lead"],
        "K": modes["ongoing_alone"],
    }
    kinds: dict[str, str] = {}
    for kind, members in lists.items():
        for word in members:
            kinds.setdefault(word, kind)
    return kinds


@cache
def scanner() -> re.Pattern[str]:
    """One pattern with a named group for each kind of token; W is a plain word, whose kind ``word_kinds`` tells."""
    data = load("deadlines")
    words, modes = data["words"], data["modes"]
    measures = any_of(data["other"]["measures"])
    denied = "".join(f"(?<!{re.escape(word)})" for word in modes["denied_by"])
    patterns = {
        "x": rf"{any_of(words['extended'])}(?:时间|期限|时限|完成)?(?:至|到|为)",
        "z": rf"{any_of(words['original'])}(?=.)",
        "y": rf"{any_of(words['moved_by'])}(?=[0-9一二三四五六两半]+个?[月年季周天日])",
        "U": _TERM,
        "R": r"每个?(?:半年|年度?|季度?|月份?|周|星期|日|天|旬|两年|三年)|逐[月季]|年年(?![底末终])|按[季月周]|定期",
        "F": _DATE,
        "G": rf"(?<![0-9.])20[0-9]{{2}}[-./](?:1[0-2]|0?[1-9])(?![0-9]|\.[0-9]|{measures})月?份?",
        "Y": _YEAR,
        "P": rf"{any_of(data['plans'])}(?!规划(?!期)|以来|中期|初)(?:规划)?(?:时期|末期)?",
        "O": rf"{_NOT_IN_NUMBER}第?(?:[0-9]{{1,4}}|{_CN}{{1,3}}){_AHEAD}",
        "Q": rf"前?第?(?:[0-9]{{1,2}}|{_CN}{{1,2}}|两)个?季度?|[Qq][1-4](?![0-9])|[1-4][Qq]|[本当下上]个?季度",
        "H": r"[上前]半年|[下后]半年|年中(?=之?前|以前|[,;。、)\]]|$)",
        "C": rf"前{_NUM}个月",
        "L": rf"{any_of(data['holidays'])}(?=[之以]?前)",
        "M": rf"(?:{_NOT_IN_NUMBER}[0-9]{{1,2}}|{_CN}{{1,3}})月份?(?!个|度)|元月份?|[本下]个?月(?!报)",
        "X": r"上中旬|中下旬|[上中下]旬",
        "D": rf"(?<![0-9.]){_NUM}[日号](?![处均产])|[0-9]{{1,2}}(?=之?前|以前|$)",
        "E": _END,
        "i": rf"{denied}{any_of(modes['immediate'])}(?!至|到)",
        "o": rf"{any_of(modes['ongoing'])}(?!以来)",
        "e": rf"{any_of(words['event'])}(?=[之以]?后|之日起|起|[0-9一二三两半]+个)",
        "V": _VAGUE_SIGNS,
        "W": any_of(word_kinds()),
        "B": r"[之以]?前(?![期端提往后列置沿述款景进]|[0-9一二三四两几]+个?(?:季|月|批|期))",
        "N": r"以内|之内|期内|期间|内|为?止(?!血)",
        "A": r"之日起|[之以]?后(?![续期方备勤])|以来|起(?![草来诉步])",
        "T": r"直?至|一?直?到|[-~]{1,4}|(?<=[年月日])一(?=[0-9]{1,4}[年月日.])",
        "q": rf"[0-9]+(?:\.[0-9]+(?![0-9年]))?(?:{measures})?",
        "s": r"[;。!?|\n]",
        "c": r"[,、:()\[\]{}.·/\\+*#•●◆■…]|并且|并|和|及|与|同时|且|其中",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items()))
