"""What a task is called in full: the first sentence of its text, without the number in front."""

from __future__ import annotations

from xl_tools.core.expressions import expression

_NUMBERED = expression(r"(?<!\s)\s*+第[一二三四五六七八九十百零〇\d]++项\s*+(?:[：:、，]\s*+)?")
_SENTENCE = expression(r"[。；\n]")


def title_of(text: str, name: str) -> str:
    """The title of the task with this text; ``name``, its short form, where there is none."""
    return _SENTENCE.split(_NUMBERED.sub("", text, count=1).strip())[0] or name
