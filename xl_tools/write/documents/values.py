"""The fields of a paper's template: the numbers of the roll-up's workbook, and what the office gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import partial
from typing import Any

from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import cn_date
from xl_tools.core.records import STATUS_LABELS, Field, Level, Status
from xl_tools.data import load
from xl_tools.parse.status.status_cell import read_status
from xl_tools.reports.rollup import Share
from xl_tools.rollup.as_it_stands import AsItStands
from xl_tools.rollup.paper_numbers import (
    Change,
    Named,
    PaperNumbers,
    Petitions,
    UnitNumbers,
    place_of,
    rate,
)
from xl_tools.rollup.policy import ongoing_label, undecided_label
from xl_tools.rollup.stands import TaskStanding
from xl_tools.rollup.task_keys import short_name

Given = Mapping[str, Sequence[str]]
"""What the office gave, by the field of ``data/documents.toml``; one line each, or several."""

_PUBLIC = frozenset({"title", "issuer", "date", "phone", "term"})
"""What a public version takes of it: an allow-list, as for everything else in it."""


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A task as papers list it: ``state`` in words, ``late`` where it is overdue."""

    label: str
    name: str
    title: str
    state: str
    late: bool
    due: str
    days: int
    units: tuple[str, ...]
    why: tuple[str, ...]
    lead: str
    periods: int
    more_periods: bool
    step: str
    note: str
    absent: int


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Undecided tasks with the same reasons: units with theirs, and how many units did not report."""

    tasks: tuple[Named, ...]
    why: tuple[str, ...]
    absent: int


@dataclass(frozen=True, slots=True)
class ShownChange:
    """Against last period, in words; "" and None for what is the same, or not known. ``signs`` are of the partition."""

    day: str
    tasks_words: str
    done_words: str
    overdue_words: str
    due: Share | None
    rate_words: str
    signs: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Units with the same rate, the best or the last."""

    names: tuple[str, ...]
    rate: str


def values(
    kind: Mapping[str, Any],
    stands: AsItStands,
    numbers: PaperNumbers,
    given: Given,
    petitions: Petitions | None = None,
) -> dict[str, Any]:
    """All fields of a kind's template. ``petitions`` come from their ledger, or were typed."""
    as_of = cn_date(stands.as_of)
    named = {"area": stands.area, "as_of": as_of}
    doc = office_words(given, str(kind["title"]).format(**named))
    if kind.get("public"):
        return {**named, "n": _public_numbers(numbers), "tasks": _public_tasks(stands), "doc": _only_public(doc)}
    lists = load("documents")["lists"]
    listed = partial(_listed, given=given)
    slow = [
        *listed(numbers.lists.overdue, _SLOW["overdue"], late=True),
        *listed(numbers.lists.behind, _SLOW["behind"]),
        *listed(numbers.lists.idle, _SLOW["idle"]),
    ]
    known = [{"label": one.label, "units": one.units, "state": _SLOW[one.place]} for one in numbers.lists.known]
    worst = sorted(slow, key=lambda task: (not task.late, -task.days))[: int(lists["worst"])]
    worst = [replace(task, name=short_name(task.title, int(lists["worst_name"]))) for task in worst]
    few = any(unit.few and unit.rank for unit in numbers.units)
    return {
        **named,
        "level": _level(stands),
        "year": stands.as_of.year,
        "n": numbers.n,
        "e": numbers.e,
        "kinds": [kind for kind in numbers.kinds if _tells(kind.name)],
        "due": numbers.due,
        "no_date": numbers.due.none.total - len(numbers.lists.unclear),
        "units": [ShownUnit.of(unit) for unit in numbers.units],
        **_best_and_last(numbers.units),
        "bars": _bars(numbers.units),
        "few": int(lists["few_due"]) if few else 0,
        "soon": int(lists["soon_days"]),
        "lists": {
            "slow": slow,
            "worst": worst,
            "more": len(slow) - len(worst),
            "undecided": listed(numbers.lists.undecided, "待核实"),
            "unsettled": _unsettled(numbers.lists.undecided),
            "known": known,
            "due_soon": listed(numbers.lists.due_soon, "即将到期"),
            "done_new": listed(numbers.lists.done_new, "已完成"),
            "back": listed(numbers.lists.back, "未达序时进度"),
            "undone": listed(numbers.lists.undone, "没有算已完成"),
            "unreported": numbers.lists.unreported,
            "unclear": numbers.lists.unclear,
            "late": tuple(unit.name for unit in numbers.units if unit.late),
        },
        "settled": not (numbers.lists.undecided or numbers.lists.unreported),
        "change": _change(numbers.change, numbers.due.now) if numbers.change else None,
        "close": numbers.close,
        "petitions": petitions,
        "tasks": _table(stands),
        "doc": doc,
    }


_SLOW = {"overdue": "逾期未完成", "behind": "未达序时进度", "idle": "尚未启动"}


def _tells(kind: str) -> bool:
    """Whether a kind is one: 未分类 is not worth a sentence."""
    return kind != str(load("policy")["labels"]["no_kind"])


def office_words(given: Given, title: str) -> dict[str, Any]:
    """Each field of the office's, 【…】 where it is wanted and not given."""
    found: dict[str, Any] = {}
    for entry in load("documents")["info"]:
        said = tuple(given.get(entry["field"], ()))
        blank = () if entry.get("optional") else (f"【{entry['word']}】",)
        lines = said or blank
        found[entry["field"]] = lines if entry.get("many") else "".join(lines[:1])
    return found | {"title": found["title"] or title}


def _only_public(doc: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in doc.items() if name in _PUBLIC}


def _public_numbers(numbers: PaperNumbers) -> dict[str, int]:
    n = numbers.n
    return {"total": n.total, "done": n.done, "ongoing": n.ongoing, "others": n.total - n.done - n.ongoing}


def _public_tasks(stands: AsItStands) -> list[dict[str, Any]]:
    return [
        {
            "serial": task.serial,
            "task": task.texts.get(Field.TASK, ""),
            "plan": task.texts.get(Field.PLAN, ""),
            "deadline": task.texts.get(Field.DEADLINE, ""),
            "state": _public_state(task),
        }
        for task in stands.tasks
    ]


def _public_state(task: TaskStanding) -> str:
    place = place_of(task)
    return {"done": STATUS_LABELS[Status.COMPLETED], "ongoing": ongoing_label()}.get(place, "正在推进")


def _level(stands: AsItStands) -> str:
    """What a place calls itself: 我市, 我县, 我区, 我省."""
    named = next((word for word in _LEVELS if stands.area.endswith(word)), "")
    return named or {Level.PROVINCE: "省", Level.CITY: "市"}.get(stands.level, "县")


_LEVELS = ("地区", "区", "州", "盟", "旗", "县", "市", "省")


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A unit's line in the table of units: its numbers, and ``said`` of its report."""

    name: str
    rank: int | None
    unranked: str
    few: bool
    expected: int
    due: int
    done: int
    rate: str
    overdue: int
    behind: int
    undecided: int
    fresh: int | None
    said: str

    @classmethod
    def of(cls, unit: UnitNumbers) -> ShownUnit:
        reported = "迟报" if unit.late else "已报" if unit.reported else "未报"
        reason = f"，{unit.unranked}" if unit.unranked and unit.unranked != reported else ""
        return cls(
            **{one.name: getattr(unit, one.name) for one in fields(cls) if one.name not in ("said",)},
            said=f"{reported}{reason}",
        )


def _best_and_last(units: Sequence[UnitNumbers]) -> dict[str, Ranked | None]:
    """Those with the highest rate of the ranked units, and those with the lowest; None where there are no two."""
    ranked = [unit for unit in units if unit.rank]
    rates = list(dict.fromkeys(unit.rate for unit in ranked))

    def of(rate: str) -> Ranked:
        return Ranked(tuple(unit.name for unit in ranked if unit.rate == rate), rate)

    return {
        "best": of(rates[0]) if rates else None,
        "lowest": of(rates[-1]) if len(rates) > 1 else None,
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """A unit's rate, drawn in signs that every font has."""

    name: str
    drawn: str
    done: int
    due: int
    rate: str


def _bars(units: Sequence[UnitNumbers]) -> list[Bar]:
    """Of the ranked units, the lowest where there are many; none where there is nothing to compare."""
    lists = load("documents")["lists"]
    ranked = [unit for unit in units if unit.rank][-int(lists["bars"]) :]
    long = int(lists["bar_signs"])
    if len(ranked) < 2:
        return []
    return [Bar(one.name, _drawn(one.done, one.due, long), one.done, one.due, one.rate) for one in ranked]


def _drawn(done: int, due: int, long: int) -> str:
    full = long * done // due
    return "■" * full + "□" * (long - full)


def _listed(tasks: Sequence[Named], state: str, *, given: Given, late: bool = False) -> list[ListedTask]:
    return [
        ListedTask(
            label=task.label,
            name=task.name,
            title=task.title,
            state=state,
            late=late,
            due=cn_date(task.due),
            days=task.days,
            units=task.units,
            why=task.why,
            lead=task.lead,
            periods=task.periods,
            more_periods=task.periods > 1,
            step=task.step,
            note=" ".join(given.get(task.label, ())) or f"【{task.label}的原因、措施和预计完成时间】",
            absent=task.absent,
        )
        for task in tasks
    ]


def _unsettled(tasks: Sequence[Named]) -> list[Unsettled]:
    """In the order of their first tasks."""
    found: dict[tuple[tuple[str, ...], int], list[Named]] = {}
    for task in tasks:
        found.setdefault((task.why, task.absent), []).append(task)
    return [Unsettled(tuple(same), why, absent) for (why, absent), same in found.items()]


def _change(change: Change, due: Share) -> ShownChange:
    return ShownChange(
        day=cn_date(change.day),
        tasks_words=_more(change.tasks) if change.tasks else "",
        done_words=_more(change.done),
        overdue_words=_more(change.overdue),
        due=change.due,
        rate_words=_points(due, change.due),
        signs={part: f"{count:+d}" if count else "0" for part, count in change.parts.items()} if change.parts else None,
    )


def _more(count: int) -> str:
    if not count:
        return "没有变化"
    return f"{'增加' if count > 0 else '减少'}{abs(count)}项"


def _points(now: Share, then: Share | None) -> str:
    """How many percentage points a rate has changed, of the rates as they are printed; "" where one of them is none."""
    if then is None or not (now.total and then.total):
        return ""
    points = Decimal(rate(now.done, now.total).rstrip("%")) - Decimal(rate(then.done, then.total).rstrip("%"))
    if not points:
        return "与上期持平"
    return f"比上期{'提高' if points > 0 else '下降'}{abs(points)}个百分点"


def typed_petitions(given: Given) -> Petitions | None:
    """The four numbers that are typed; None where none of them is given."""
    said = {
        name: int(typed[0])
        for name in ("total", "done", "staged", "open")
        if (typed := given.get(f"petitions_{name}", ()))
    }
    return Petitions(**({"total": 0, "done": 0} | said)) if said else None


def _table(stands: AsItStands) -> list[dict[str, Any]]:
    """The seven columns of the standard form; tick boxes as characters."""
    return [
        {
            "region": task.texts.get(Field.REGION, ""),
            "serial": task.texts.get(Field.SERIAL, str(task.serial)),
            "task": task.texts.get(Field.TASK, ""),
            "plan": task.texts.get(Field.PLAN, ""),
            "deadline": task.texts.get(Field.DEADLINE, ""),
            "progress": task.texts.get(Field.PROGRESS, ""),
            "status": task.texts.get(Field.STATUS, ""),
        }
        for task in stands.tasks
    ]


def differing_ticks(stands: AsItStands) -> Iterator[str]:
    """Tasks whose ticks in 整改进展 say something else than 任务统计."""
    for task in stands.tasks:
        ticked = read_status(task.texts.get(Field.STATUS, "")).status
        if ticked != task.status:
            yield f"{task.label}（整改进展勾的是“{_word(ticked)}”，任务统计是“{_word(task.status)}”）"


def _word(status: Status | None) -> str:
    return STATUS_LABELS[status] if status else undecided_label()
