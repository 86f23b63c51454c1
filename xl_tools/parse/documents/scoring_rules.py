"""The indicators of an assessment with their points and rules, out of lines that were cells below each other."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze

_POINTS = expression(r"\d{1,3}")
_SECTION = expression(r"[一二三四五六七八九十]{1,2}、[^。；]{2,12}")
_SECTION_POINTS = expression(r"[(（]\d{1,3}分[)）]")
_NAME = 20
"""Characters; what is longer is no name of an indicator."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One indicator: ``section`` it belongs to ("二、工作推进（12分）"), its points, what is looked at and how."""

    section: str
    name: str
    points: str
    text: str


def scoring_rules(lines: Sequence[str]) -> list[RuleLine]:
    """The indicators that lines hold; [] where they hold none. A heading that ends with 评分细则 opens them, the next
    annex closes them."""
    texts = [line.strip() for line in lines if line.strip()]
    start = next(
        (at for at, text in enumerate(texts) if text == "评分细则" and "分值" in texts[max(0, at - 4) : at]), -1
    )
    if start < 0:
        return []
    end = next((at for at in range(start, len(texts)) if squeeze(texts[at]).startswith(("附件", "说明:"))), len(texts))
    return _rules(texts[start + 1 : end])


def explanation(lines: Sequence[str]) -> str:
    """The explanation under the table of indicators (说明：…), up to the next annex; "" where there is none."""
    texts = [line.strip() for line in lines if line.strip()]
    start = next((at for at, text in enumerate(texts) if squeeze(text).startswith("说明:")), len(texts))
    end = next((at for at in range(start, len(texts)) if squeeze(texts[at]).startswith("附件")), len(texts))
    return "\n".join(texts[start:end])


def _rules(texts: Sequence[str]) -> list[RuleLine]:
    found: list[RuleLine] = []
    section = ""
    held: list[str] = []
    for text in texts:
        if _SECTION.fullmatch(text):
            section = text
        elif _SECTION_POINTS.fullmatch(text) and section:
            section += text
        elif _POINTS.fullmatch(text) and held and len(held[-1]) <= _NAME:
            name = held.pop()
            _close(found, held)
            found.append(RuleLine(name if name.startswith("附加") else section, name, text, ""))
            held = []
        else:
            held.append(text)
    _close(found, held)
    return found


def _close(found: list[RuleLine], held: Sequence[str]) -> None:
    """What was held back belongs to the indicator before."""
    if found and held:
        last = found[-1]
        found[-1] = RuleLine(last.section, last.name, last.points, "\n".join(held))
