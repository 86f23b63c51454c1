"""Serials: the number in a serial cell, and the province's number of a task (domain.md#standard-form).

A serial column holds 十一, 11, "11.", （十一）, ⑪ or 拾壹. A task's text begins with the province's number
("第十六项：…", document 000) or carries it as a mark ("（省序号：58号）", document 002).
"""

from __future__ import annotations

import re
from functools import lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.records import SerialReading
from xl_tools.core.text import CHINESE_NUMERALS, chinese_number, fold, is_chinese

_NUM = rf"[0-9{CHINESE_NUMERALS}]+"
_ROMAN = {0x2160 + step: str(step + 1) for step in range(12)} | {0x2170 + step: str(step + 1) for step in range(12)}
_WHOLE = expression(
    rf"(?:序号|编号|第|no|n[o0]?\.|№|#)?[.:]?(?:\(({_NUM})\)|\[({_NUM})\]|【({_NUM})】|〔({_NUM})〕|({_NUM}))(?:[号项条个#])?[.、,:;。)]*",
    re.IGNORECASE,
)
_ITEM = expression("第.*[项条]")
_DECIMAL_ZERO = expression(r"(?<=\d)\.0+$")
# "（省序号：58号）", "省级方案第58项": the province's own list is named, then one number.
_MARK = expression(
    rf"省(?:级|里|委|定|督察)?(?:整改)?(?:方案|任务|清单|整改清单|反馈|问题清单|台账)*+(?:序号|编号|第)"
    rf"(?:为|是)?[:.]?(?:第)?\(?({_NUM})(?![0-9.%{CHINESE_NUMERALS}])\)?(?P<more>(?:号|项)?(?:[、,和及与~-]|至|到)(?:第)?{_NUM})?"
)
_BRACKETS = expression(r"[(【\[〔][^()【】\[\]〔〕省]*+省[^()【】\[\]〔〕]*+[)】\]〕]")
# "第十六项：…" leads a task; "第7项措施已…" and "第1、3项" speak of something else. What follows as "then" is looked at
# apart, and only where this does not do in the expression: the range of all Chinese characters takes long to compile.
_LEAD, _EXACT_LEAD = (
    expression(
        rf"(?:整改|反馈|督察反馈)?(?:任务|问题|意见)?第({_NUM})(?:项(?!目)|条|个问题|号问题)(?:任务|整改任务|问题|反馈问题|反馈意见)?"
        rf"(?:[:、,.;。\s(-]|$|(?!至|到|和|与|及|的|中|措施|工作|要求|规定|目标|已|未|正|之|、?第|所|内容|提)(?=(?P<then>{then})))"
        rf"(?!第?{_NUM}(?:项|条))"
    )
    for then in (".", r"[一-鿿《\"]")
)


def read_serial(value: str | float | None) -> SerialReading:
    """How a serial cell or a task's text is read. Never raises.

    ``number`` is the serial that the text is, as a whole; ``province_serial`` the province's number that it
    begins with or is marked with. Either is None where the text does not give exactly one: "1.2", "11-13", "详见第7项".
    """
    if value is None:
        return SerialReading(text="")
    if isinstance(value, bool):
        return SerialReading(text=str(value).upper())
    if isinstance(value, str):
        return _read(value)
    whole = int(value) if value == value and abs(value) < 1e8 and value == int(value) else None
    text = str(value if whole is None else whole)
    return SerialReading(text=text, number=whole if whole and whole > 0 else None)


@lru_cache(maxsize=16_384)
def _read(text: str) -> SerialReading:
    folded = fold(text.translate(_ROMAN))
    close = "".join(folded.split())
    marks = {None if match["more"] else chinese_number(match[1]) for match in _MARK.finditer(close)}
    if marks:  # two different marks are no mark
        province = marks.pop() if len(marks) == 1 else None
        close = _MARK.sub("", _BRACKETS.sub("", close))
    else:
        lead = _lead(folded) or _lead(close)
        province = chinese_number(lead[1]) if lead else None
    return SerialReading(text=text, number=_whole(close), province_serial=province or None)


def _lead(text: str) -> re.Match[str] | None:
    match = _LEAD.match(text)
    if match and match["then"] and not (is_chinese(match["then"]) or match["then"] in '《"'):
        return _EXACT_LEAD.match(text)
    return match


def _whole(text: str) -> int | None:
    """The number that a text is, without its signs; None for a text that holds more, or no number."""
    match = _WHOLE.fullmatch(_DECIMAL_ZERO.sub("", text))
    if not match or _ITEM.match(text):
        return None
    numeral = next(group for group in match.groups() if group)
    return chinese_number(numeral) or None
