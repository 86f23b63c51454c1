"""Other words that stand around a unit: whom to call there, the branch of an office."""

from __future__ import annotations

from functools import lru_cache

from xl_tools.core import regions
from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze

_CONTACT = expression(
    r"^(?P<unit>[^(\[（【]{2,20})[(\[（【](?P<who>[^()（）\[\]【】]{2,60})[)\]）】]$"
    r"|^(?P<name>[^\s\d]{2,12})[\s:：,，]{1,6}(?P<reach>(?:联系人|填报人|经办人)?[:：]?[^\s\d]{0,6}[\s:：,，]{0,6}[\d\s转-]{7,24})$"
)
_REACHES = expression(r"\d[\d\s-]{6,}|联系人|填报人|经办人|电话|手机")


def unit_and_contact(text: str) -> tuple[str, str]:
    """The unit that a cell of units names, and whom to call there, where both stand in it: 青田县（张某 0578-6821234）.
    Other words in brackets belong to the name."""
    if not (_REACHES.search(text) and (match := _CONTACT.search(text.strip()))):
        return _without_number(text), ""
    unit, contact = match["unit"] or match["name"], match["who"] or match["reach"]
    return (unit.strip(), contact.strip()) if _REACHES.search(contact) else (text, "")


_NUMBERED = expression(
    r"(?:\d{1,2}[.、]|\(\d{1,2}\)|[一二三四五六七八九十]{1,3}[、.])?(?P<name>[^\d().、*★☆▲△※]{2,20})(?:\(共?\d{1,3}[项个件条]\)|[*★☆▲△※]+)?"
)


@lru_cache(maxsize=1024)
def _without_number(text: str) -> str:
    """A name that is known only without the number in front of it, the count or sign behind it, or as the place of a
    branch: 1.青田县, 青田县（2项）, 丽水市生态环境局青田分局."""
    match = _NUMBERED.fullmatch(squeeze(text)) if 2 < len(text) <= _LONGEST and not regions.candidates(text) else None
    name = place_of_branch(match["name"]) if match else ""
    return name if name and regions.candidates(name) else text


_LONGEST = 30


_BRANCH = expression(r"(?P<above>^|:|[省市州盟])[市州]?生态环境局(?P<unit>[^局:,;、()]{2,14})分局")


def place_of_branch(text: str) -> str:
    """A line in which the branch of an office is the unit where it is: 大理州生态环境局剑川分局, 大理州剑川."""
    return _BRANCH.sub(lambda match: match["above"] + _in_full(match["unit"]), text) if "分局" in text else text


def _in_full(name: str) -> str:
    unit = regions.find(name)
    return unit.name if unit else name
