"""What a paper says against last period, and that it says nothing where there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.app.test_roll_up import Line, table
from xl_tools.app.report import read_stands, report
from xl_tools.app.roll_up import roll_up
from xl_tools.core.records import Status
from xl_tools.write.documents.fill import texts_of

COUNTIES = ("莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市")
ON, DONE, BEHIND = Status.ON_SCHEDULE, Status.COMPLETED, Status.BEHIND


def month(folder: Path, day: date, *lines: Line, previous: Path | None = None, absent: str = "") -> Path:
    """A roll-up of the city in which all counties but the absent one say the same."""
    for county in COUNTIES:
        if county != absent:
            table(folder, county, *lines)
    out = folder / "汇总" / "丽水市汇总.xlsx"
    roll_up([folder], level="city", name="丽水市", out=out, as_of=day, previous=previous)
    return out


def prose(book: Path, kind: str = "报告") -> str:
    out = book.with_suffix(".docx")
    report(book, kind=kind, out=out)
    return texts_of(out.read_bytes()).whole


def test_what_is_newly_done_and_what_fell_back_are_named(tmp_path: Path) -> None:
    limit, text = "2023年12月底前", "清运完毕。"
    november = month(
        tmp_path / "11", date(2022, 11, 20), (1, ON, limit, text), (2, DONE, limit, text), (3, ON, limit, text)
    )
    december = month(
        tmp_path / "12",
        date(2022, 12, 20),
        (1, DONE, limit, text),
        (2, BEHIND, limit, text),
        (3, DONE, limit, text),
        previous=november,
    )
    assert "上期" not in prose(november)
    said = prose(december)
    assert "与上期（2022年11月20日）相比，以任务计，已完成的增加1项，时限已过没有完成的（含待核实）没有变化。" in said
    assert "本期新完成：第1项、第3项。" in said
    assert "由达到序时进度、已完成转为未达序时进度或尚未启动：第2项。" in said
    assert "另有2项未到期的任务提前完成" not in said
    assert "还没有到期应完成的任务。已有2项任务提前完成。" in said


def test_the_circular_counts_what_each_unit_newly_completed(tmp_path: Path) -> None:
    limit, text = "2023年12月底前", "清运完毕。"
    november = month(tmp_path / "11", date(2022, 11, 20), (1, DONE, limit, text), (2, ON, limit, text))
    lines = ((1, DONE, limit, text), (2, DONE, limit, text), (3, ON, limit, text))
    december = month(tmp_path / "12", date(2022, 12, 20), *lines, previous=november)
    stands = read_stands(december)
    assert stands.newly_done == {("第2项", county) for county in COUNTIES}


def test_what_is_not_completed_any_more_is_named_so_that_the_numbers_add_up(tmp_path: Path) -> None:
    """One more in the end: two are newly done, of the two that were, one is on schedule again."""
    limit, text = "2023年12月底前", "清运完毕。"
    states = {1: (ON, DONE), 2: (DONE, ON), 3: (ON, DONE), 4: (DONE, DONE)}
    november = month(
        tmp_path / "11", date(2022, 11, 20), *((task, then, limit, text) for task, (then, _) in states.items())
    )
    december = month(
        tmp_path / "12",
        date(2022, 12, 20),
        *((task, now, limit, text) for task, (_, now) in states.items()),
        previous=november,
    )
    for kind in ("报告", "简报"):
        said = prose(december, kind)
        assert "已完成的增加1项" in said
        assert "本期新完成：第1项、第3项。上期已完成、本期待核实或达到序时进度：第2项。" in said


def test_what_was_completed_of_a_unit_that_is_silent_now_is_named(tmp_path: Path) -> None:
    limit, text = "2023年12月底前", "清运完毕。"
    november = month(tmp_path / "11", date(2022, 11, 20), (1, DONE, limit, text))
    december = month(tmp_path / "12", date(2022, 12, 20), (1, DONE, limit, text), previous=november, absent="云和县")
    said = prose(december)
    assert "已完成的减少1项" in said
    assert "上期已完成、本期待核实或达到序时进度：第1项。" in said


def test_who_did_not_report_is_named_and_not_ranked(tmp_path: Path) -> None:
    book = month(tmp_path / "12", date(2022, 12, 20), (1, DONE, "2022年6月底前", "清运完毕。"), absent="云和县")
    said = prose(book, "通报")
    assert "没有上报：云和县。" in said
    assert "\n云和县\n" in said
    assert "\n未报\n" in said
    assert "待核实1项" in said
    assert "本期没有上报的单位：云和县。" in prose(book)


def test_a_unit_that_did_not_report_then_made_its_task_undecided(tmp_path: Path) -> None:
    """All others were done in November; with the last one's report the task is done: newly."""
    limit, text = "2022年6月底前", "清运完毕。"
    november = month(tmp_path / "11", date(2022, 11, 20), (1, DONE, limit, text), absent="云和县")
    december = month(tmp_path / "12", date(2022, 12, 20), (1, DONE, limit, text), previous=november)
    said = prose(december)
    assert "已完成的增加1项，时限已过没有完成的（含待核实）减少1项。本期新完成：第1项。" in said
    assert "上期到期应完成1项，已完成0项，完成率0.0%，本期比上期提高100.0个百分点。" in said


def test_rates_of_two_periods_differ_in_points_as_they_are_printed(tmp_path: Path) -> None:
    """1 of 3 is 33.3%, 2 of 3 are 66.7%: 33.4 points more, as a reader takes it from the page."""
    limit, text = "2022年6月底前", "清运完毕。"
    november = month(
        tmp_path / "11", date(2022, 11, 20), (1, DONE, limit, text), (2, BEHIND, limit, text), (3, BEHIND, limit, text)
    )
    lines = ((1, DONE, limit, text), (2, DONE, limit, text), (3, BEHIND, limit, text))
    december = month(tmp_path / "12", date(2022, 12, 20), *lines, previous=november)
    assert "上期到期应完成3项，已完成1项，完成率33.3%，本期比上期提高33.4个百分点。" in prose(december)
    cells = prose(december, "一页纸")
    assert "本期\n3\n2\n1\n0\n0\n0\n比上期\n0\n+1\n-1\n0\n0\n0" in cells


def test_more_tasks_than_last_period_are_said_to_be_another_base(tmp_path: Path) -> None:
    limit, text = "2022年6月底前", "清运完毕。"
    november = month(tmp_path / "11", date(2022, 11, 20), (1, DONE, limit, text))
    lines = ((1, DONE, limit, text), (2, DONE, limit, text))
    december = month(tmp_path / "12", date(2022, 12, 20), *lines, previous=november)
    made = report(december, kind="报告", out=tmp_path / "a.docx")
    assert ["任务总数上期1项，本期2项" in found.message for found in made.findings if found.code == "R08"] == [True]
    assert "以任务计，任务总数增加1项；已完成的增加1项" in prose(december)


def test_units_that_did_not_report_are_named_once_and_counted_with_the_tasks(tmp_path: Path) -> None:
    """Six of nine are silent: their names stand in one sentence, not again with each of the tasks."""
    limit, text = "2022年6月底前", "清运完毕。"
    lines = ((1, DONE, limit, text), (2, DONE, limit, text), (3, BEHIND, limit, text))
    for county in COUNTIES[:3]:
        table(tmp_path, county, *lines)
    out = tmp_path / "汇总" / "丽水市汇总.xlsx"
    roll_up([tmp_path], level="city", name="丽水市", out=out, as_of=date(2022, 12, 20))
    for kind in ("报告", "通报", "简报"):
        said = prose(out, kind)
        assert "第1项、第2项，6个单位没有上报。" in said
        assert "龙泉市（" not in said
        sentences = [line for line in said.splitlines() if "龙泉市" in line and len(line) > len("龙泉市")]
        assert [line for line in sentences if "没有上报" not in line] == []
        assert len(sentences) == 1


@pytest.mark.parametrize("kind", ["报告", "通报", "简报", "一页纸"])
def test_what_is_sure_of_a_task_that_is_not_is_told(tmp_path: Path, kind: str) -> None:
    """One county is late, another is silent: the task is undecided, and still the one is late."""
    limit, text = "2022年6月底前", "清运完毕。"
    for county in COUNTIES:
        if county not in ("龙泉市", "松阳县", "云和县"):
            table(tmp_path, county, (1, DONE, limit, text))
    table(tmp_path, "松阳县", (1, ON, limit, text))
    table(tmp_path, "龙泉市", (1, Status.NOT_STARTED, limit, text))
    out = tmp_path / "汇总" / "丽水市汇总.xlsx"
    roll_up([tmp_path], level="city", name="丽水市", out=out, as_of=date(2022, 5, 20))
    early = prose(out, kind)
    assert "待核实的任务里，已经报来的：第1项，龙泉市尚未启动。" in early
    roll_up([tmp_path], level="city", name="丽水市", out=out, as_of=date(2022, 12, 20))
    said = prose(out, kind)
    assert "待核实的任务里，已经报来的：第1项，松阳县、龙泉市逾期未完成。" in said
    assert ("除待核实的任务以外，没有逾期、未达序时进度和尚未启动的任务。" in said) is (kind in ("报告", "通报"))
