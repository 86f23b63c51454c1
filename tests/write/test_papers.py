"""The numbers of papers by themselves: each task in one part, what is due, the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openxml_audit
import pytest

from xl_tools.core.records import Field, Level, ProgressSheet, Status
from xl_tools.data import load
from xl_tools.forms.definitions import standard
from xl_tools.rollup.as_it_stands import AsItStands
from xl_tools.rollup.paper_numbers import count, partition, rate
from xl_tools.rollup.stands import TaskStanding
from xl_tools.rollup.totals import due_split
from xl_tools.write.documents.fill import fill, texts_of
from xl_tools.write.documents.template import template_bytes
from xl_tools.write.documents.values import values

AS_OF = date(2022, 12, 20)


def task(
    serial: int, status: Status | None, *, kind: str = "共性", due: date | None = None, **more: object
) -> TaskStanding:
    told: dict[str, object] = {"ongoing": False, "overdue": False} | more
    return TaskStanding(
        serial=serial,
        label=f"第{serial}项",
        name="露天堆放",
        title="露天堆放",
        kind=kind,
        status=status,
        due=due,
        texts={},
        entries=(),
        **told,  # type: ignore[arg-type]
    )


def standing(tasks: Sequence[TaskStanding]) -> AsItStands:
    form = standard()
    sheet = ProgressSheet("", "整改进展", form, Level.CITY, None, "杭州市", None, "", 3, {}, ())
    return AsItStands("杭州市", Level.CITY, AS_OF, tuple(tasks), (), {}, {}, None, None, sheet)


def test_the_pattern_of_a_city_whose_own_problems_are_all_done() -> None:
    """4 of its own, all done; 10 of all places, 6 done and 4 kept up for good."""
    tasks = [task(serial, Status.COMPLETED, kind="个性") for serial in range(1, 5)]
    tasks += [task(serial, Status.COMPLETED) for serial in range(5, 11)]
    tasks += [task(serial, Status.ON_SCHEDULE, ongoing=True) for serial in range(11, 15)]
    stands = standing(tasks)
    kind = load("documents")["kinds"][0]
    text = texts_of(fill(template_bytes("report"), values(kind, stands, count(stands), {}), "报告")).whole
    assert "我市14项整改任务已完成10项，长期坚持4项。" in text
    assert "其中个性问题4项，已全部完成；共性问题10项，已完成6项，长期坚持4项。" in text
    assert "没有逾期、未达序时进度和尚未启动的任务。" in text


def test_each_task_falls_into_one_part_only() -> None:
    tasks = [
        task(1, None, overdue=True),
        task(2, Status.COMPLETED, overdue=False, ongoing=True),
        task(3, Status.BEHIND, overdue=True),
        task(4, Status.ON_SCHEDULE, overdue=True),
        task(5, Status.BEHIND),
        task(6, Status.NOT_STARTED),
        task(7, Status.ON_SCHEDULE, ongoing=True),
        task(8, Status.ON_SCHEDULE, ongoing=True, due=AS_OF),
    ]
    n = partition(tasks)
    assert (n.undecided, n.done, n.overdue, n.behind, n.idle, n.ongoing, n.on) == (1, 1, 2, 1, 1, 1, 1)
    assert n.adds_up
    assert n.undecided_overdue == 1
    assert not partition([]).all_done


def test_what_is_due_within_a_month_and_not_done_is_due_soon() -> None:
    days = (date(2022, 12, 19), AS_OF, date(2023, 1, 1), date(2023, 1, 19), date(2023, 1, 20), None)
    tasks = [task(serial, Status.ON_SCHEDULE, due=day) for serial, day in enumerate(days, 1)]
    tasks.append(task(7, Status.COMPLETED, due=AS_OF))
    assert [one.label for one in count(standing(tasks)).lists.due_soon] == ["第2项", "第3项", "第4项"]


def test_what_is_due_is_told_on_the_day_and_a_day_after() -> None:
    days = [AS_OF, date(2022, 12, 21), date(2022, 12, 31), date(2023, 1, 1), None]
    split = due_split([(day, Status.COMPLETED) for day in days], AS_OF)
    assert (split.now.total, split.year.total, split.later.total, split.none.total) == (1, 2, 1, 1)
    assert split.early == 3


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [(0, 0, "—"), (0, 7, "0.0%"), (6, 13, "46.2%"), (1999, 2000, "99.9%"), (9999, 10000, "99.9%"), (7, 7, "100%")],
)
def test_a_rate_is_a_hundred_only_where_all_is_done(done: int, total: int, said: str) -> None:
    assert rate(done, total) == said


def test_a_rate_above_a_hundred_is_none() -> None:
    with pytest.raises(ValueError, match="8/7"):
        rate(8, 7)


def test_signs_of_markup_and_long_texts_come_whole(tmp_path: Path) -> None:
    long = "清运、监测&公示<5毫克>；" * 2500 + "{{ 完 }}"
    texts = {Field.TASK: "A&B<1>", Field.PROGRESS: long, Field.SERIAL: "1"}
    whole = standing([replace(task(1, Status.BEHIND), texts=texts, title="A&B<1>")])
    kinds = {kind["name"]: kind for kind in load("documents")["kinds"]}
    table = fill(template_bytes("attachment"), values(kinds["附件"], whole, count(whole), {}), "附件")
    assert long in texts_of(table).in_tables
    prose = fill(template_bytes("report"), values(kinds["报告"], whole, count(whole), {}), "报告")
    assert "第1项（A&B<1>）：未达序时进度" in texts_of(prose).whole
    (tmp_path / "长.docx").write_bytes(table)
    assert openxml_audit.OpenXmlValidator().validate(tmp_path / "长.docx").errors == []


def test_each_line_of_a_text_is_a_paragraph() -> None:
    texts = {Field.TASK: "甲", Field.PROGRESS: "莲都区：\n1.清运。\n2.监测。", Field.SERIAL: "1"}
    whole = standing([replace(task(1, Status.BEHIND), texts=texts)])
    kind = next(kind for kind in load("documents")["kinds"] if kind["name"] == "附件")
    document = fill(template_bytes("attachment"), values(kind, whole, count(whole), {}), "附件")
    told = texts_of(document).in_tables
    assert told[told.index("莲都区：") :][:3] == ("莲都区：", "1.清运。", "2.监测。")
