"""Tick boxes in a cell's text: which option stands beside which box, and what the box says.

A box may be a Unicode sign, a symbol font's code point or the letter it decayed to, brackets with or without a
mark, or a yes/no behind a colon. It may stand before its option or behind it; the form has it before.
What looks like what is data (``data/ticks.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Status
from xl_tools.core.text import fold
from xl_tools.data import load
from xl_tools.parse.status.status_words import simplify


class Box(Enum):
    """What one box says. The values are the signs that boxes of every make are turned into."""

    TICKED = "☑"
    EMPTY = "□"
    CROSS = "✗"
    """A cross: "no" beside a tick, otherwise not sure."""
    LETTER_X = "☒"
    """A Latin x in brackets: a tick, but "no" beside a tick of another make."""
    NONE = ""
    """No box at all."""
    UNSURE = "⍰"
    """A sign that is not known, or a box that more than one option could own."""


_SIGNS = "☑□✗☒⍰"
_SEPARATORS = " \t、,;/|。.:-_·~"


@dataclass(frozen=True, slots=True)
class Boxed:
    """A piece of a status cell's text with the box that belongs to it."""

    label: str
    box: Box


@cache
def _signs() -> dict[int, str]:
    glyphs = load("ticks")["glyphs"]
    unread = {code: Box.UNSURE.value for code in range(0xF020, 0xF100) if chr(code) not in glyphs["bullets"]}
    return unread | {
        ord(char): sign.value
        for sign, chars in ((Box.TICKED, glyphs["ticked"]), (Box.EMPTY, glyphs["empty"]), (Box.CROSS, glyphs["cross"]))
        for char in chars
    }


@cache
def option_names() -> dict[str, Status]:
    """The names of the four options as people write them, without spaces."""
    return {name: Status(status) for status, names in load("ticks")["options"].items() for name in names}


@cache
def _patterns() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...], re.Pattern[str]]:
    """A bracket or answer that is a box; letters that are boxes beside an option; one option's name."""
    glyphs = load("ticks")["glyphs"]
    names = sorted(option_names(), key=len, reverse=True)
    name = "|".join(names)
    digit = f"[{glyphs['yes_digit']}{glyphs['no_digit']}]"
    ends = "|".join(f"(?<={end})" for end in sorted({word[-2:] for word in names}))
    inner = f"[{_SIGNS}]+|" + "|".join(re.escape(word) for word in (*glyphs["yes"], *glyphs["no"], *glyphs["x"]))
    bracket = expression(
        rf"(?P<open>[\[(【〔{{「<《])[ _]*+(?:(?P<in>{inner})[ _]*+)?[\])】〕}}」>》]"
        rf"|(?:{ends}) ?(?:[:=] ?(?P<answer>{inner}|{digit})|\((?P<digit>{digit})\))"
        rf"(?=[ \n、,;/|。]|$|{name})|(?<!_)_{{2,}}+(?= ?(?:{name}))",
        re.IGNORECASE,
    )
    letters = tuple(
        (
            expression(
                rf"(?:(?:^|(?<=[\s、,;/|:。.)])|{ends})(?P<before>[{chars}])(?= ?(?:{name}))"
                rf"|(?:{ends})(?P<after>[{chars}])(?=[ \n、,;/|。]|$))",
                re.MULTILINE,
            ),
            sign.value,
        )
        for sign, chars in ((Box.TICKED, glyphs["ticked_letters"]), (Box.EMPTY, glyphs["empty_letters"]))
    )
    return bracket, letters, expression(name)


@cache
def _spaced_name() -> re.Pattern[str]:
    """An option's name with spaces in it ("已 完 成")."""
    return expression("|".join(" ?".join(word) for word in sorted(option_names(), key=len, reverse=True)))


@cache
def _may_be_box() -> re.Pattern[str]:
    """Any character, in any width, without which a text holds no box: most cells of words are told apart by it."""
    glyphs = load("ticks")["glyphs"]
    chars = "".join(map(chr, _signs())) + glyphs["ticked_letters"] + glyphs["empty_letters"] + "[(【〔{「<《:=_⍰"
    # What folding may turn into one of these; the full-width comma, semicolon and the like are left out.
    wide = (
        "\u00aa\u00ba\u2070-\u209f\u2460-\u24ff\u2776-\u2793\u2a74-\u2a76\u3200-\u33ff\ufe10-\ufe6f"
        "\uff02-\uff04\uff06-\uff0b\uff0d-\uff0f\uff1a\uff1c-\uff1e\uff20-\uffef"
    )
    return expression(f"[{re.escape(chars)}{wide}\U0001d400-\U0001f2ff]")


# "二○二二年": the circle is a zero there.
_ZERO = expression(r"(?<=[一二三四五六七八九○〇])[○〇](?=[一二三四五六七八九○〇年])")


_UNDERLINED = expression(rf"(?:(?<!_)_++)?([{_SIGNS}])_*+")


def _mark(text: str) -> str:
    """Folded text with every box as one of the four signs."""
    # Before folding, which drops or splits some of the signs, and after it, which unites widths.
    text = simplify(fold(_ZERO.sub("零", text).translate(_signs())).translate(_signs()))
    if " " in text:
        text = _spaced_name().sub(lambda match: match[0].replace(" ", ""), text)
    bracket, letters, _ = _patterns()
    glyphs = load("ticks")["glyphs"]

    def sign(match: re.Match[str]) -> str:
        content = (match["in"] or match["answer"] or match["digit"] or "").casefold()
        if content in glyphs["x"]:
            return Box.LETTER_X.value
        if content in glyphs["yes"] or content == glyphs["yes_digit"]:
            return Box.TICKED.value
        if content[:1] in _SIGNS and content:
            return next((char for char in _SIGNS if char != Box.EMPTY.value and char in content), Box.EMPTY.value)
        return Box.EMPTY.value

    text = bracket.sub(sign, _UNDERLINED.sub(r"\1", text) if "_" in text else text)
    if any(char in text for char in glyphs["ticked_letters"] + glyphs["empty_letters"]):
        # Twice: a letter behind one option may be what makes room for the next.
        for pattern, value in letters * 2:
            text = pattern.sub(value, text)
    return text


def read_boxes(text: str) -> list[Boxed] | None:
    """The labelled boxes of a cell's text in order; None when there is no box in it.

    Labels are folded. A label with ``Box.NONE`` is an option or a note that stands there without a box.
    """
    if not _may_be_box().search(text):
        return None
    marked = _mark(text)
    if not any(sign in marked for sign in _SIGNS):
        return None
    lines = [line for line in (_headless(line) for line in marked.split("\n")) if line.strip(_SEPARATORS)]
    if any(not line.strip(_SEPARATORS + _SIGNS) for line in lines):  # a box alone on its line
        lines = [" ".join(lines)]
    behind = sum(_place(line) > 0 for line in lines) > sum(_place(line) < 0 for line in lines)
    return [boxed for line in lines for boxed in _pair(line, behind)]


def read_mark(text: str) -> Box | None:
    """What a lone mark says ("√", "[ ]", "是", "1"); None for a text that is more than a mark."""
    signs = "".join(_mark(text).split())
    if signs and all(sign in _SIGNS for sign in signs):
        return _together(signs)
    glyphs, word = load("ticks")["glyphs"], signs.casefold()
    if word in glyphs["yes"] or word == glyphs["yes_digit"] or (signs and signs in glyphs["ticked_letters"]):
        return Box.TICKED
    if word in glyphs["no"] or word == glyphs["no_digit"]:
        return Box.EMPTY
    return Box.LETTER_X if word in glyphs["x"] else None


_HEAD = expression(rf"^[^{_SIGNS}:]{{1,12}}:(?=\s*[{_SIGNS}])")
_NUMBER = r"(?:\(?[0-9A-Da-d一二三四]\)|[0-9A-Da-d一二三四][.、:])"
_LEADING_NUMBER = expression(rf"^{_NUMBER}\s*")
_TRAILING_NUMBER = expression(rf"(?:^|(?<=[\s、,;/|。{_SIGNS}])){_NUMBER}$")


def _headless(line: str) -> str:
    """Without the cell's own heading ("整改状态：☑已完成")."""
    head = _HEAD.match(line)
    if head and not _patterns()[2].fullmatch(head[0].rstrip(": ")):
        return line[head.end() :]
    return line


@lru_cache(maxsize=4096)
def _place(line: str) -> int:
    """Where the boxes of a line stand: -1 before their options, 1 behind, 0 not said."""
    line = _LEADING_NUMBER.sub("", line.strip(_SEPARATORS)).strip(_SEPARATORS)
    if not any(sign in line for sign in _SIGNS) or line[0] in _SIGNS:
        return -1 if line and line[0] in _SIGNS else 0
    if line[-1] in _SIGNS:
        return 1
    behind, before = len(_AT_END.findall(line)), len(_AT_START.findall(line))
    return (behind > before) - (behind < before)


_AT_END = expression(rf"[^\s、,;/|。][{_SIGNS}](?=[\s、,;/|。])")
_AT_START = expression(rf"[\s、,;/|。][{_SIGNS}](?=[^\s、,;/|。])")
_PIECES = expression(rf"([{_SIGNS}]+)")


@lru_cache(maxsize=4096)
def _pair(line: str, behind: bool) -> tuple[Boxed, ...]:
    """The options of one line, each with its box."""
    place = _place(line)
    behind = place > 0 if place else behind
    pieces = _PIECES.split(line)
    texts = [[*_names(text)] for text in pieces[::2]]
    boxes = [""] * len(texts)
    run = ""
    for index, signs in enumerate(pieces[1::2]):
        run += signs
        if not texts[index + 1] and index + 2 < len(texts):
            continue  # only space until the next box
        around = pieces[index * 2][-1:].isspace(), pieces[index * 2 + 2][:1].isspace()
        left, right = _nearest(texts, index), index + 1 if texts[index + 1] else None
        if left is None or right is None:
            owner = right if left is None else left
            if owner is not None:
                boxes[owner] += run
        else:
            to_left, to_right = _shared(run, run != signs, around, behind)
            boxes[left] += to_left
            boxes[right] += to_right
        run = ""
    return tuple(
        Boxed(label, _together(found) if index == (len(labels) - 1 if behind else 0) else Box.NONE)
        for labels, found in zip(texts, boxes, strict=True)
        for index, label in enumerate(labels)
    )


def _shared(run: str, is_apart: bool, around: tuple[bool, bool], behind: bool) -> tuple[str, str]:
    """The boxes between two options, parted between them.

    One belongs to the side where the line's boxes stand. Two that are set apart are one each ("□已完成√ □达到…");
    two together belong to the option that they touch. Two that touch both could be either's.
    """
    if len(run) == 1:
        return (run, "") if behind else ("", run)
    if len(run) == 2 and (is_apart or run[0] == run[1]):
        return run[0], run[1]
    if around[0]:
        return "", run
    return (run, "") if around[1] else (Box.UNSURE.value, Box.UNSURE.value)


def _nearest(texts: list[list[str]], index: int) -> int | None:
    """The nearest piece at or before ``index`` that holds an option."""
    return next((place for place in range(index, -1, -1) if texts[place]), None)


def _together(signs: str) -> Box:
    """What the signs beside one option say: "□√" is a box that was ticked by hand."""
    if not signs:
        return Box.NONE
    if Box.UNSURE.value in signs:
        return Box.UNSURE
    if Box.TICKED.value in signs:
        return Box.TICKED
    return Box.LETTER_X if Box.LETTER_X.value in signs else Box.CROSS if Box.CROSS.value in signs else Box.EMPTY


def _names(text: str) -> Iterator[str]:
    """The labels in the text between two boxes: several when it is nothing but options, else one."""
    text = _TRAILING_NUMBER.sub("", text.strip())
    text = _LEADING_NUMBER.sub("", text.strip(_SEPARATORS)).strip(_SEPARATORS)
    if not text:
        return
    name = _patterns()[2]
    labels, at = [], 0
    while match := name.match(text, at):
        labels.append(match[0])
        at = match.end()
        while at < len(text) and text[at] in _SEPARATORS:
            at += 1
    if labels and at == len(text) and len({option_names()[label] for label in labels}) == len(labels):
        yield from labels
    else:
        yield text
