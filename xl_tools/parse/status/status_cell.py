"""A status cell's text to the status it gives (domain.md#status).

Tick boxes are read by ``ticks``, words by ``status_words``; here stands what they mean together. What several
ticks mean is policy and lies in ``data/ticks.toml``; whatever is listed nowhere contradicts itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import combinations
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import STATUS_LABELS, Mode, Stage, Status, StatusReading, TickOption
from xl_tools.core.text import fold, squeeze
from xl_tools.data import load
from xl_tools.parse.status.status_words import Saying, answers_a_question, read_words
from xl_tools.parse.status.ticks import Box, Boxed, option_names, read_boxes, read_mark

Verdict = Literal["one", "both_done", "conflict", "none", "unknown", "empty"]
Value = str | bool | float | None


def read_status(value: Value) -> StatusReading:
    """How a status cell is read. Never raises.

    ``value`` is the cell's value. True, False or a bare number in the one status cell decide nothing, since
    they do not say which option is meant; where the options are columns, use ``read_status_columns``.
    """
    return _read_text(_shown(value))


def _shown(value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(int(value)) if math.isfinite(value) and value == int(value) else str(value)


@lru_cache(maxsize=16_384)
def _read_text(text: str) -> StatusReading:
    boxes = None if answers_a_question(text) else read_boxes(text)
    if boxes is not None:
        return _read_options(text, boxes)
    if not fold(text):
        return StatusReading(text=text)
    return _read_saying(text)


def _read_saying(text: str) -> StatusReading:
    """A cell without boxes: what its words say."""
    saying = read_words(text)
    status, verdict = _meaning(saying.statuses)
    if verdict == "none":
        verdict = "unknown"
    return StatusReading(
        text=text,
        ticks=saying.statuses,
        status=status,
        stage=saying.stage,
        also=_also([saying]),
        verdict=verdict,
        unknown=(fold(text),) if verdict == "unknown" else (),
    )


def _also(sayings: Iterable[Saying]) -> tuple[Mode, ...]:
    return (Mode.ONGOING,) if any(saying.ongoing for saying in sayings) else ()


@cache
def _combinations() -> dict[frozenset[Status], tuple[Status, Verdict]]:
    return {
        frozenset(map(Status, entry["ticked"])): (Status(entry["status"]), entry["verdict"])
        for entry in load("ticks")["combinations"]
    }


def _meaning(ticks: Iterable[Status]) -> tuple[Status | None, Verdict]:
    """What several ticks mean together, by the policy."""
    ticked = frozenset(ticks)
    if len(ticked) < 2:
        return next(iter(ticked), None), "one" if ticked else "none"
    return _combinations().get(ticked, (None, "conflict"))


# --- options with boxes -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Option:
    """An option of a cell: ``ticked`` is None where its box does not say."""

    label: str
    status: Status | None
    ticked: bool | None
    lost: bool
    saying: Saying


def _read_options(text: str, boxes: Sequence[Boxed]) -> StatusReading:
    """A cell with boxes. What stands there without a box is an option that lost it, or a note."""
    listed: list[Boxed] = []
    notes: list[Saying] = []
    for boxed in boxes:
        if boxed.box is not Box.NONE or squeeze(boxed.label) in option_names():
            listed.append(boxed)
        else:
            notes.append(read_words(boxed.label))
    return _decide(text, _options(listed), notes)


def _options(boxes: Sequence[Boxed]) -> list[_Option]:
    sayings = [_label(boxed.label) for boxed in boxes]
    statuses = [saying.statuses[0] if len(saying.statuses) == 1 else None for saying in sayings]
    states = _states([boxed.box for boxed in boxes], listed=set(statuses) >= set(Status))
    return [
        _Option(
            label=boxed.label,
            status=status,
            ticked=states[boxed.box],
            lost=boxed.box is Box.NONE and states[Box.NONE] is True,
            saying=saying,
        )
        for boxed, status, saying in zip(boxes, statuses, sayings, strict=True)
    ]


def _states(boxes: Sequence[Box], *, listed: bool = False) -> dict[Box, bool | None]:
    """Whether each kind of box is ticked in the company of the others; None where it is not sure.

    An option without a box: a symbol font loses its ticked box and keeps the empty one, so beside empty boxes it
    is ticked. Beside a tick that is still there it is not sure; its empty box may have been deleted. Where there
    is no empty box at all and all four options are ``listed``, one was ticked by hand in a list without boxes.
    """
    ticked = Box.TICKED in boxes
    by_hand = ticked and listed and Box.EMPTY not in boxes
    return {
        Box.TICKED: True,
        Box.EMPTY: False,
        Box.LETTER_X: not ticked,
        Box.CROSS: False if ticked else None,
        Box.UNSURE: None,
        Box.NONE: False if by_hand else None if ticked or Box.LETTER_X in boxes else True,
    }


@lru_cache(maxsize=4096)
def _label(label: str) -> Saying:
    """What an option's label says: a name of one of the four options ("达到", "未达"), else its words."""
    status = option_names().get(squeeze(label))
    return Saying((status,)) if status else read_words(label)


def _decide(text: str, options: Sequence[_Option], notes: Sequence[Saying]) -> StatusReading:
    ticks = _ordered(option.status for option in options if option.ticked)
    status, verdict = _meaning(ticks)
    if not _is_settled(options, status) or _is_denied(status, notes):
        status, verdict = None, "unknown"
    said = [option.saying for option in options if option.ticked] + list(notes)
    unknown = [option.label for option in options if option.status is None or option.ticked is None]
    return StatusReading(
        text=text,
        ticks=ticks,
        status=status,
        stage=max((saying.stage for saying in said if saying.stage), key=list(Stage).index, default=None),
        also=_also(said),
        verdict=verdict,
        options=tuple(_as_read(option.label, option.status, bool(option.ticked), option.lost) for option in options),
        unknown=tuple(unknown) or ((fold(text),) if verdict == "unknown" else ()),
    )


@lru_cache(maxsize=4096)
def _as_read(label: str, status: Status | None, ticked: bool, lost: bool) -> TickOption:
    """One record for all cells where the option stands like this: there are four in every entry."""
    return TickOption(label=label, status=status, ticked=ticked, lost=lost)


def _ordered(statuses: Iterable[Status | None]) -> tuple[Status, ...]:
    found = set(statuses)
    return tuple(status for status in Status if status in found)


def _is_settled(options: Sequence[_Option], status: Status | None) -> bool:
    """Whether the cell means the same however its unsure boxes are read."""
    if any(option.ticked and option.status is None for option in options):
        return False
    sure = {(option.status, option.ticked) for option in options if option.status and option.ticked is not None}
    if len(sure) != len({named for named, _ in sure}) or not any(option.status for option in options):
        return False  # one option twice, ticked and not; or none of the four at all
    unsure = {option.status for option in options if option.ticked is None}
    if not unsure:
        return True
    ticked = {named for named, is_ticked in sure if is_ticked and named}
    named = {option for option in unsure if option}
    return named == unsure and all(
        _meaning(ticked.union(more))[0] is status is not None
        for count in range(len(named) + 1)
        for more in combinations(named, count)
    )


def _is_denied(status: Status | None, notes: Iterable[Saying]) -> bool:
    """Whether a note in the cell says another status than its ticks."""
    return status is not None and any(
        (saying.statuses and _meaning(saying.statuses)[0] is not status)
        or (saying.unfinished and status is Status.COMPLETED)
        for saying in notes
    )


# --- four columns, and writing ------------------------------------------------------------------


def read_status_columns(cells: Sequence[tuple[Status, Value]]) -> StatusReading:
    """How a row is read whose four options stand in four columns.

    ``cells`` holds each option with what stands in its column: True, 1, "√", "☑", "是", "完成" or the option's
    own words are a tick; False, 0, "□", "×", "否", "/", "—" and nothing are none. Anything else is not sure. ``text``
    of the reading names the columns that are not empty.
    """
    shown = [(status, _shown(value)) for status, value in cells]
    filled = [(status, text) for status, text in shown if fold(text) or read_mark(text)]
    text = "\n".join(f"{status.label}：{text}" for status, text in filled)
    if not filled:
        return StatusReading(text="")
    states = _states(boxes := [_column_box(status, text) for status, text in filled])
    options = [
        _Option(status.label, status, states[box], lost=False, saying=read_words(text))
        for (status, text), box in zip(filled, boxes, strict=True)
    ]
    return _decide(text, options, ())


def _column_box(status: Status, text: str) -> Box:
    """What stands in an option's own column, as a box."""
    if fold(text) in load("ticks")["glyphs"]["none"]:
        return Box.EMPTY
    box = read_mark(text)
    if box is None:
        box = Box.TICKED if status in _label(fold(text)).statuses else Box.UNSURE
    return box


def render_status(status: Status | None) -> str:
    """The text of a standard status cell: the four options, a line each, the status ticked; none for None."""
    return "\n".join(
        f"{Box.TICKED.value if option is status else Box.EMPTY.value}{label}" for option, label in STATUS_LABELS.items()
    )
