"""Which column of a table holds what: each heading read, then settled among its neighbours and by its cells.

Several columns may name one field: months side by side, an old one hidden or marked 原, one heading over two columns.
The newest, the visible, the adjusted one is read; the others are named. What no field claims is carried along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from dataclasses import replace as changed
from functools import lru_cache

from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.form import Field
from xl_tools.core.grid import Range
from xl_tools.core.how_read import PassedOver, ReadAs, Why
from xl_tools.core.records import Level, Status
from xl_tools.core.text import squeeze
from xl_tools.forms.headings import Heading, Vocabulary, is_title, option_heading
from xl_tools.parse.table.heading_meaning import (
    asks_whether,
    begins_with_status,
    by_neighbours,
    holds_answers,
    holds_percentages,
    holds_prose,
    holds_short_prose,
    holds_statuses,
    holds_ticks,
    status_called,
)
from xl_tools.parse.table.months import in_time, month_of, months_alone, without_month
from xl_tools.parse.table.roles import role_of
from xl_tools.parse.table.set_apart import set_apart

Sample = Callable[[int], list[str]]
"""The first texts below the heading of a column."""
Group = Callable[[int], str]
"""What stands over a column and some others, above the heading."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """The texts of a heading column from top to bottom. ``block`` is the merged range in which the lowest stands,
    ``struck`` tells whether that is struck out."""

    column: int
    parts: tuple[str, ...]
    hidden: bool
    block: Range | None
    struck: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class Claim:
    """A column that says which field it holds, and what tells it from others that say the same. ``month`` grows with
    time; ``age`` is 1 for a column marked as the old one (原…), -1 for one marked as changed (调整后…); ``above`` where
    another names the units within its regions."""

    at: Stacked
    heading: Heading
    exact: bool
    month: float | None
    age: int
    above: bool = False

    @property
    def column(self) -> int:
        return self.at.column

    @property
    def field(self) -> Field:
        return self.heading.field


@dataclass
class Settled:
    """What the columns of a heading hold; the names are those of ``Table``."""

    columns: dict[Field, int] = field(default_factory=dict)
    options: dict[Status, int] = field(default_factory=dict)
    more_options: dict[int, Status] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    duplicates: dict[int, Field] = field(default_factory=dict)
    further: dict[Field, tuple[int, ...]] = field(default_factory=dict)
    passed_over: dict[int, PassedOver] = field(default_factory=dict)
    read_as: dict[int, ReadAs] = field(default_factory=dict)
    beside: dict[int, str] = field(default_factory=dict)
    before: dict[Field, int] = field(default_factory=dict)
    roles: dict[int, Field] = field(default_factory=dict)
    level: Level | None = None
    asks: bool = False
    begins: bool = False

    @property
    def headings(self) -> int:
        """How many headings tell that it is a heading. Fewer options than all four are words that stand in entries,
        too: they tell nothing."""
        if len(self.options) == len(Status):
            return len(self.columns) + len(self.options)
        return len(self.columns.keys() - ({Field.STATUS} if self.options else set()))


def settle(stacked: Sequence[Stacked], words: Vocabulary, sample: Sample, group: Group) -> Settled:
    """The columns of a heading, settled."""
    found = Settled()
    fields = {at.column: claim.field if (claim := _claim(at, words)) else None for at in stacked}
    apart = set_apart(fields, sample)
    found.beside |= {at.column: at.text for at in stacked if at.column in apart}
    stacked = [at for at in stacked if at.column not in apart]
    claims: list[Claim] = []
    named: dict[Status, Stacked] = {}
    again: list[tuple[Stacked, Status]] = []
    for at in stacked:
        status = option_heading(at.parts[-1])
        claim = None if status else _claim(at, words)
        status = status or (None if claim else status_called(at.parts[-1]))
        if status and status not in named:
            named[status] = at
        elif status:
            again.append((at, status))
        elif claim:
            claims.append(claim)
        else:
            found.unknown[at.column] = at.text
    found.level = next((claim.heading.level for claim in claims if claim.heading.level), None)
    _take_options(found, named, claims, sample)
    for at, status in again:
        if found.options and holds_ticks([sample(at.column)], sure=False):
            found.more_options[at.column] = status
        else:
            found.unknown[at.column] = at.text
    claims = _by_meaning(found, [*claims, *_months_alone(found, stacked, claims, sample, group)], sample)
    for claim in _choose(found, claims, sample):
        if claim.field in (Field.STATUS, Field.REMARK) and Field.REMARK not in found.columns:
            found.columns[Field.REMARK] = claim.column
        elif found.columns.get(Field.REMARK) != claim.column:
            found.unknown[claim.column] = claim.at.text
    if found.options:
        found.columns.setdefault(Field.STATUS, min(found.options.values()))
    found.read_as = {column: how for column, how in found.read_as.items() if column not in found.passed_over}
    _part_what_stands_beside(found, stacked)
    _give_roles(found, sample)
    return found


# --- one heading --------------------------------------------------------------------------------

_OLD = expression(r"^(?:原定|原|调整前|变更前|修改前)的?|[(（](?:原|原定|调整前|变更前|作废|旧)[)）]$")
_NEW = expression(r"^(?:调整后|变更后|修改后|修订后|现行|延期后)的?|[(（](?:调整后|变更后|新|现|延期后)[)）]$")
_LEFT = expression(r"[(（]\s*[)）]|^(?:截至|截止|至)|^的|(?<=^)[:：]")
_PROGRESS_WORDS = frozenset(("进展", "进展情况", "整改进展", "进度情况", "工作进展", "情况", "工作情况", "推进情况"))


def _claim(at: Stacked, words: Vocabulary) -> Claim | None:
    said = _said(at.parts, words)
    return Claim(at, *said) if said else None


@lru_cache(maxsize=1024)
def _said(parts: tuple[str, ...], words: Vocabulary) -> tuple[Heading, bool, float | None, int] | None:
    """What the texts of a heading say: the nearest to the entries counts first, then all together, then the upper."""
    whole = "".join(parts)
    heading = words.read(parts[-1]) or words.read(whole) or words.read(parts[0])
    text = squeeze(whole)
    age = 1 if _OLD.search(text) else -1 if _NEW.search(text) else 0
    month = month_of(text)
    bare = text
    if heading is None and (age or month is not None):
        bare = _LEFT.sub("", without_month(_NEW.sub("", _OLD.sub("", text))))
        heading = words.read(bare) or (
            words.read("进展情况") if month is not None and bare in _PROGRESS_WORDS else None
        )
        if age > 0 and heading:
            heading = changed(heading, weak=True)  # alone, an old column says nothing that is still true
    if heading is None:
        return None
    return heading, is_title(words.forms, heading.field, parts[-1]), month, age


# --- several columns of one field ---------------------------------------------------------------


def _choose(found: Settled, claims: Sequence[Claim], sample: Sample) -> list[Claim]:
    """Give each field its column, and name the columns that lose. Weak claims that no field needs are given back."""
    rest: list[Claim] = []
    for name in dict.fromkeys(claim.field for claim in claims):
        own = [claim for claim in claims if claim.field is name]
        strong = [claim for claim in own if not claim.heading.weak]
        if name is Field.STATUS and strong and all(claim.at.hidden or claim.at.struck for claim in strong):
            # What nobody sees, or has been taken back, gives way to 备注 with the statuses that people see.
            strong += [claim for claim in own if claim.heading.weak and holds_answers(sample(claim.column))]
        if strong:
            rest += [claim for claim in own if claim.heading.weak and not claim.age]
            own = strong + [claim for claim in own if claim.heading.weak and claim.age]
        _settle_field(found, name, own, sample)
    return rest


def _settle_field(found: Settled, name: Field, own: Sequence[Claim], sample: Sample) -> None:
    own = _in_time(own)
    if len(own) > 1 and len({claim.month for claim in own}) > 1:
        empty = {claim.column for claim in own if claim.month is not None and not sample(claim.column)}
        own = [changed(claim, month=-(10**6)) if claim.column in empty else claim for claim in own]
    if name is Field.REGION:
        own = _lowest(own, sample)
    first = min(own, key=_rank)
    found.level = first.heading.level or found.level
    if first.age > 0 and len(own) == 1:
        found.unknown[first.column] = first.at.text
        return
    found.columns[name] = first.column
    for claim in own:
        if claim is not first:
            why = _why_not(claim, first)
            if claim.at.block and claim.at.block == first.at.block:  # one heading stands over both
                found.further[name] = (*found.further.get(name, ()), claim.column)
            elif why:
                found.passed_over[claim.column] = PassedOver(claim.at.text, name, column_letters(first.column), why)
            else:
                found.duplicates[claim.column] = name
    replaced = [claim for claim in own if claim.age > first.age and claim.month == first.month]
    if first.age < 0 and replaced:
        found.before[name] = min(replaced, key=_rank).column
    live = [claim for claim in own if claim.month is not None and not claim.at.struck]
    older = [claim for claim in live if first.month is not None and (claim.month or 0) < first.month]
    if name is Field.PROGRESS and older:
        found.columns.setdefault(Field.PREVIOUS, max(older, key=lambda claim: claim.month or 0).column)


def _lowest(own: Sequence[Claim], sample: Sample) -> Sequence[Claim]:
    """地市 beside 县区 is what the counties lie in: it comes last, where anything stands in theirs."""
    counties = any(claim.heading.level is not Level.CITY and sample(claim.column) for claim in own)
    return [changed(claim, above=counties and claim.heading.level is Level.CITY) for claim in own]


def _in_time(own: Sequence[Claim]) -> list[Claim]:
    if len(own) < 2:
        return list(own)
    months = in_time({claim.column: claim.month for claim in own if claim.month is not None})
    return [changed(claim, month=months[claim.column]) if claim.column in months else claim for claim in own]


def _rank(claim: Claim) -> tuple[bool, bool, bool, int, float, bool, int]:
    month = -claim.month if claim.month is not None else 0
    return claim.at.struck, claim.at.hidden, claim.above, claim.age, month, not claim.exact, claim.column


def _why_not(claim: Claim, first: Claim) -> Why | None:
    """Why another column is read instead; None where nothing tells."""
    if claim.at.struck and not first.at.struck:
        return "struck"
    if claim.at.hidden and not first.at.hidden:
        return "hidden"
    if claim.above > first.above:
        return "above"
    if claim.age > first.age:
        return "replaced"
    if first.month is not None and claim.month != first.month:
        return "older"
    return None


# --- options in columns of their own ------------------------------------------------------------


def _take_options(found: Settled, named: Mapping[Status, Stacked], claims: list[Claim], sample: Sample) -> None:
    """Columns headed 已完成, 滞后 … hold ticks. They may be any of the four; their cells must look like it."""
    cells = {status: sample(at.column) for status, at in named.items()}
    whole = len(named) == len(Status)
    taken = any(claim.field is Field.STATUS and not claim.heading.weak for claim in claims)
    if named and holds_ticks(cells.values(), sure=not whole) and (whole or len(named) > 1 or not taken):
        found.options = {status: at.column for status, at in named.items()}
        columns = set(found.options.values())
        # 备注 beside columns of ticks is a remark.
        for place, claim in enumerate(claims):
            if claim.field is Field.STATUS and claim.heading.weak and claim.column not in columns:
                claims[place] = changed(claim, heading=Heading(Field.REMARK, weak=True))
        return
    found.unknown.update({at.column: at.text for at in named.values()})


# --- months and nothing else ------------------------------------------------------------------------


def _months_alone(
    found: Settled, stacked: Sequence[Stacked], claims: Sequence[Claim], sample: Sample, group: Group
) -> list[Claim]:
    """Columns headed 9月, 10月, 11月 hold what was done then, or how it stood, where no other column does."""
    months = months_alone(found.unknown)
    if not months or any(map(group, months)):
        return []  # 工作计划 over them says what they are
    texts = [text for column in months for text in sample(column)]
    there = {claim.field for claim in claims if not claim.heading.weak}
    if Field.PROGRESS not in there and holds_prose(texts):
        name = Field.PROGRESS
    elif Field.STATUS not in there and not found.options and holds_statuses(texts):
        name = Field.STATUS
    else:
        return []
    own = [Claim(at, Heading(name), False, months[at.column], 0) for at in stacked if at.column in months]
    for claim in own:
        found.read_as[claim.column] = ReadAs(found.unknown.pop(claim.column), name, "cells")
    return own


# --- what neighbours and cells say --------------------------------------------------------------


def _by_meaning(found: Settled, claims: Sequence[Claim], sample: Sample) -> list[Claim]:
    """The claims after a look at their neighbours and, where a heading may mean two things, at the cells."""
    texts = {claim.column: squeeze(claim.at.parts[-1]) for claim in claims}
    fields = {claim.column: claim.field for claim in claims}
    spoken = {
        claim.column for claim in claims if claim.month is not None or claim.age or claim.at.hidden or claim.at.struck
    }
    result = []
    moved = by_neighbours(texts, fields, {claim.column for claim in claims if claim.exact}, spoken)
    for claim in claims:
        new, why = moved.get(claim.column, claim.field), "neighbours"
        if new is Field.STATUS or new is Field.PROGRESS:
            by_cells = _by_cells(found, claim, claims, sample)
            new, why = (by_cells, "cells") if by_cells is not claim.field else (new, why)
        if new is None:
            found.unknown[claim.column] = claim.at.text
        elif new is claim.field:
            result.append(claim)
        else:
            result.append(changed(claim, heading=Heading(new)))
            found.read_as[claim.column] = ReadAs(claim.at.text, new, "cells" if why == "cells" else "neighbours")
    return result


def _by_cells(found: Settled, claim: Claim, claims: Sequence[Claim], sample: Sample) -> Field | None:
    """What a column of statuses or progress holds by its cells; None where it is neither."""
    others = {other.field for other in claims if other is not claim and not other.heading.weak}
    name = claim.field
    text = squeeze(claim.at.parts[-1])
    if name is Field.STATUS and not claim.heading.weak:
        if asks_whether(text):
            found.asks = True
            return name
        cells = sample(claim.column)
        if holds_percentages(cells):
            return None
        if holds_prose(cells):
            if Field.PROGRESS in others:
                return None
            found.begins = begins_with_status(cells) and not _has_status(found, claim, claims)
            return Field.PROGRESS
        if Field.PROGRESS not in others and holds_short_prose(cells):
            return Field.PROGRESS
    if name is Field.PROGRESS and not claim.exact and Field.PROGRESS in others:
        is_status = not _has_status(found, claim, claims) and holds_statuses(sample(claim.column))
        return Field.STATUS if is_status else name
    return name


def _has_status(found: Settled, claim: Claim, claims: Sequence[Claim]) -> bool:
    return bool(found.options) or any(other is not claim and other.field is Field.STATUS for other in claims)


# --- columns that are carried along and mean something ------------------------------------------


def _give_roles(found: Settled, sample: Sample) -> None:
    """验收日期, 完成率, 实际完成时间 …: one column a role, the first."""
    for column, heading in sorted(found.unknown.items()):
        role = role_of(heading, sample(column)) if heading else None
        if role and role not in found.roles.values():
            found.roles[column] = role
            found.read_as[column] = ReadAs(heading, role, "definition")


# --- what stands beside the table ----------------------------------------------------------------


def _part_what_stands_beside(found: Settled, stacked: Sequence[Stacked]) -> None:
    """Headings that nobody knows, parted from the table by an empty column, are of something else: a legend, a list of
    people."""
    known = {*found.columns.values(), *found.options.values(), *found.more_options}
    known |= {*found.duplicates, *found.passed_over}
    known |= {column for columns in found.further.values() for column in columns}
    if not known:
        return
    headed = {at.column for at in stacked}
    for step, end in ((1, max(known)), (-1, min(known))):
        column = end + step
        while column in headed:
            column += step
        apart = {other for other in found.unknown if (other - column) * step > 0}
        found.beside |= {other: found.unknown.pop(other) for other in sorted(apart)}
