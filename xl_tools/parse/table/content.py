"""What cells say: something that only an entry says, or a label, a sum, a signature, an example, a head of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.form import Field
from xl_tools.core.text import CHINESE_NUMERALS, squeeze
from xl_tools.data import load
from xl_tools.forms.headings import option_heading
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status
from xl_tools.parse.table.tables import Table

LONGEST_LABEL = 60
"""A longer text is neither a heading nor a label."""
_SURE = 16
"""A text of so many characters in a column of long texts needs no closer look."""
_AMOUNT = expression(r"[\d.,%+\-/~]*(?:项|个|件|条|家|处|%|次)?")
_PLANS = (Field.PLAN, Field.GOAL, Field.MEASURES)
_TEXTS = (Field.PROGRESS, Field.PROBLEMS)


def content(here: Mapping[Field, str], table: Table) -> int:
    """In how many ways a row says what only an entry says: a task, a plan, a deadline, progress, a status."""
    subject = table.form.subject
    said = (
        subject in here and says_something(here[subject]),
        any(name in here and says_something(here[name]) for name in _PLANS if name is not subject),
        any(name in here and says_something(here[name]) for name in _TEXTS if name is not subject),
        Field.DEADLINE in here and subject is not Field.DEADLINE and _is_deadline(here[Field.DEADLINE]),
        Field.STATUS in here and not without_tick(here[Field.STATUS]),
    )
    return sum(said)


def may_go_on(here: Mapping[Field, str], table: Table) -> bool:
    """Whether a row of a sheet without headings says in a table's columns what only an entry of it says there."""
    if table.form.flat:
        return content(here, table) > 0 and len(here) >= LEAST_SAID
    return content(here, table) >= LEAST_SAID


def rests_at_the_top(rows: Iterable[tuple[int, Iterable[int]]], table: Table) -> int:
    """How many rows at the top of a sheet hold only what an entry of the sheet before may go on with."""
    rests = {*_PLANS, *_TEXTS}
    others = (
        place for place, (_, filled) in enumerate(rows) if any(table.fields.get(at) not in rests for at in filled)
    )
    return next(others, 0)


LEAST_SAID = 3


def says_something(text: str) -> bool:
    """Whether a text is more than an amount, a label to be signed, or a sum."""
    if len(text) > LONGEST_LABEL:
        return True
    said = squeeze(text)
    if len(said) < 3 or _AMOUNT.fullmatch(said) or is_sum(said) or is_footnote(said):
        return False
    return (len(said) > _SURE and ":" not in said) or not is_signature((text,), alone=True)


@lru_cache(maxsize=4096)
def _is_deadline(text: str) -> bool:
    if len(text) > LONGEST_LABEL:
        return True
    reading = read_deadline(text)
    return reading.due is not None or bool(reading.modes) or reading.fault in ("impossible", "no_year")


@lru_cache(maxsize=4096)
def without_tick(text: str) -> bool:
    """Whether a status cell holds only empty boxes, or nothing that says a status."""
    return read_status(text).verdict in ("none", "unknown", "empty")


def is_footnote(text: str) -> bool:
    """Whether a line stands under a table and explains it, or names who filled it in."""
    start = squeeze(text[:LONGEST_LABEL])
    if not start.startswith(_first_words()):
        return False
    words = load("tables")["rows"]["footnotes"]
    return any(start == word or start.startswith((f"{word}:", f"{word}一", f"{word}1")) for word in words)


@cache
def _first_words() -> tuple[str, ...]:
    return tuple(load("tables")["rows"]["footnotes"])


def is_signature(texts: Iterable[str], alone: bool) -> bool:
    """Whether a row is to be signed, stamped or dated: it begins like that, and no text is as long as an entry's."""
    texts = list(texts)
    if any(len(text) > LONGEST_LABEL for text in texts):
        return False
    return _signature(alone).fullmatch(squeeze(texts[0])) is not None


@cache
def _signature(alone: bool) -> re.Pattern[str]:
    rows = load("tables")["rows"]
    return expression(f"{rows['signature']}|{rows['sign_off']}" if alone else rows["signature"])


def is_sum(text: str) -> bool:
    """Whether a cell says that its row adds up others: 合计, 莲都区小计, 合计13项."""
    if len(text) > LONGEST_LABEL or ("计" not in text and "汇" not in text):
        return False
    start = squeeze(text)
    return start in load("tables")["rows"]["sums"] or _sum().fullmatch(start) is not None


def is_title_again(text: str) -> bool:
    """Whether a line above a repeated heading is the table's title again, and no group of tasks."""
    return not is_section_number(text) and _title().fullmatch(squeeze(text)) is not None


@cache
def _title() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["title"])


@cache
def _sum() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["sum"])


def is_item_of(serial: str, parent: str) -> bool:
    """Whether a serial is an item of the entry above: 1.1 of 1, 2-3 of 2."""
    if len(serial) < 3 or not parent:
        return False
    match = _ITEM.fullmatch(squeeze(serial))
    return bool(match and int(match[1]) == read_serial(parent).number)


_ITEM = expression(r"(\d{1,3})[.\-·](\d{1,2})")


def is_listed_item(serial: str, before: str) -> bool:
    """Whether a serial in brackets counts on below an entry with a plain one: (1) below 1, (2) below (1)."""
    number = _listed(serial)
    return bool(number and before.strip() and number == (_listed(before) or 0) + 1)


def _listed(serial: str) -> int | None:
    match = _LISTED.fullmatch(squeeze(serial)) if len(serial) <= _LONGEST_SERIAL else None
    return read_serial(match[1] or match[2]).number if match else None


_LISTED = expression(rf"\((\d{{1,2}}|[{CHINESE_NUMERALS}]{{1,3}})\)|(\d{{1,2}})\)")
_LONGEST_SERIAL = 8


BEGINNING = 120
_ODD = frozenset("例XxＸｘ×*＊某○〇NＮ几")


@lru_cache(maxsize=4096)
def shows_how(text: str, *, task: bool) -> bool:
    """Whether a unit, a serial or a task is that of an example."""
    if _ODD.isdisjoint(text):
        return False
    said = squeeze(text)
    if len(text) <= LONGEST_LABEL and _whole_example().fullmatch(said):
        return True
    if not task:
        return len(text) <= LONGEST_LABEL and _example().search(said) is not None
    return _example().search(said) is not None or _no_task().match(said) is not None


def are_contact_headings(texts: Mapping[int, str]) -> bool:
    rows = load("tables")["rows"]
    said = [squeeze(text) for text in texts.values()]
    return sum(text in rows["contact"] for text in said) >= 2 and any(text in rows["contact_sure"] for text in said)


def are_statistics_headings(texts: Iterable[str]) -> bool:
    """Whether cells name statuses side by side, as over a table of how many tasks have each."""
    return len({status for text in texts if (status := option_heading(text))}) >= _SIDE_BY_SIDE


_SIDE_BY_SIDE = 3


@lru_cache(maxsize=4096)
def named_and_closed(text: str) -> tuple[str, str] | None:
    """A task's name and the bracket behind it that says it is closed: 某问题（已销号，不再填报）. None for any other
    text; a line that groups tasks is no task."""
    said = text.strip()
    match = (_closed().fullmatch(said) or _closed_number().fullmatch(said)) if len(text) <= 2 * LONGEST_LABEL else None
    return (match["name"].strip(), match["how"].strip()) if match and not is_section_number(match["name"]) else None


@cache
def _closed() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["closed"])


@cache
def _closed_number() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["closed_number"])


def is_section_number(text: str) -> bool:
    """Whether a line begins as a section does: 一、 （二） 第三部分."""
    return _section().match(text.strip()) is not None


@cache
def _section() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["section"])


def are_sentences(text: str) -> bool:
    """Whether a line says more than a name does: a stop or a line break parts it."""
    return _STOPS.search(text.strip()) is not None


_STOPS = expression(r"[。；;\r\n](?=.)", re.DOTALL)


@cache
def _whole_example() -> re.Pattern[str]:
    rows = load("tables")["rows"]
    return expression("|".join([*map(re.escape, rows["examples"]), rows["nobody"]]), re.IGNORECASE)


@cache
def _example() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["example"])


@cache
def _no_task() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["no_task"], re.IGNORECASE)
