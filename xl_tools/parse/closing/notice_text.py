"""The body of a public notice: what stands under its headings for goal, measures and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from xl_tools.core.expressions import expression
from xl_tools.data import load

_NUMBER = expression(r"^\s*[（(]?[一二三四五六七八九十]{1,2}[）)]?[、.．]?\s*")
_BEHIND = "：:】 　"


@lru_cache(maxsize=256)
def sections(text: str) -> Mapping[str, str]:
    """The texts under the headings ("goal", "measures", "answer"), as far as lines begin with one: 重点措施：…, or
    二、重点措施 and the text below it."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        said = _NUMBER.sub("", line).lstrip("【").strip()
        heading = next((word for word in _headings() if _begins(said, word)), "")
        if heading:
            name, line = _headings()[heading], said[len(heading) :].lstrip(_BEHIND)
        if name and name not in ("others", "ends"):
            found.setdefault(name, []).append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _begins(line: str, heading: str) -> bool:
    if not line.startswith(heading):
        return False
    return _headings()[heading] == "ends" or len(line) == len(heading) or line[len(heading)] in _BEHIND


@cache
def _headings() -> Mapping[str, str]:
    """The name of a section by its heading, the longest headings first."""
    words = {word: name for name, own in load("closing")["notice"].items() for word in own}
    return dict(sorted(words.items(), key=lambda entry: -len(entry[0])))
