"""The fields of a paper's template: the numbers of the roll-up's workbook, and what the office gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xl_tools.core.records import STATUS_LABELS, Field, Level, Status
from xl_tools.data import load
from xl_tools.parse.status.status_cell import read_status
from xl_tools.rollup.as_it_stands import AsItStands, TaskStanding
from xl_tools.rollup.paper_numbers import Change, Named, PaperNumbers, place_of
from xl_tools.rollup.policy import ongoing_label, undecided_label

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


@dataclass(frozen=True, slots=True)
class ShownChange:
    """Against last period, in words."""

    day: str
    done_words: str
    done_sign: str
    overdue_words: str


def cn_date(day: date | None) -> str:
    """2022年3月5日, without zeros in front; "" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def values(kind: Mapping[str, Any], stands: AsItStands, numbers: PaperNumbers, given: Given) -> dict[str, Any]:
    """All fields of a kind's template."""
    as_of = cn_date(stands.as_of)
    named = {"area": stands.area, "as_of": as_of}
    doc = office_words(given, str(kind["title"]).format(**named))
    if kind.get("public"):
        return {**named, "n": _public_numbers(numbers), "tasks": _public_tasks(stands), "doc": _only_public(doc)}
    lists = load("documents")["lists"]
    slow = [
        *_listed(numbers.lists.overdue, "逾期未完成", late=True),
        *_listed(numbers.lists.behind, "未达序时进度"),
        *_listed(numbers.lists.idle, "尚未启动"),
    ]
    worst = sorted(slow, key=lambda task: (not task.late, -task.days))[: int(lists["worst"])]
    few = any(unit.few and unit.rank for unit in numbers.units)
    return {
        **named,
        "level": "省" if stands.level is Level.PROVINCE else "市",
        "year": stands.as_of.year,
        "n": numbers.n,
        "e": numbers.e,
        "kinds": [kind for kind in numbers.kinds if _tells(kind.name)],
        "due": numbers.due,
        "units": numbers.units,
        "few": int(lists["few_due"]) if few else 0,
        "soon": int(lists["soon_days"]),
        "lists": {
            "slow": slow,
            "worst": worst,
            "more": len(slow) - len(worst),
            "undecided": _listed(numbers.lists.undecided, "待核实"),
            "due_soon": _listed(numbers.lists.due_soon, "即将到期"),
            "done_new": _listed(numbers.lists.done_new, "已完成"),
            "back": _listed(numbers.lists.back, "未达序时进度"),
            "unreported": numbers.lists.unreported,
            "late": tuple(unit.name for unit in numbers.units if unit.late),
        },
        "settled": not (numbers.lists.undecided or numbers.lists.unreported),
        "change": _change(numbers.change) if numbers.change else None,
        "petitions": _petitions(given),
        "tasks": _table(stands),
        "doc": doc,
    }


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


def _listed(tasks: Sequence[Named], state: str, *, late: bool = False) -> list[ListedTask]:
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
        )
        for task in tasks
    ]


def _change(change: Change) -> ShownChange:
    return ShownChange(cn_date(change.day), _more(change.done), f"{change.done:+d}", _more(change.overdue))


def _more(count: int) -> str:
    if not count:
        return "没有变化"
    return f"{'增加' if count > 0 else '减少'}{abs(count)}项"


def _petitions(given: Given) -> dict[str, int] | None:
    """The four numbers that are typed; None where the total is not given."""
    if not given.get("petitions_total"):
        return None
    return {
        name: int(next(iter(given.get(f"petitions_{name}", ())), "0")) for name in ("total", "done", "staged", "open")
    }


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
