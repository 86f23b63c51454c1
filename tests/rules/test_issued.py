"""The sheet against what was issued: the county's own sheet, or the list of the city above it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.drawn import AS_OF, fired, progress, task_list
from xl_tools.core.records import ProgressSheet
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

ISSUED = """
    | 整改任务 | 整改目标和措施 | 完成时限 |
    | 第三项：河道采砂 | 整改目标：全面禁采。\\n整改措施：\\n1.关停采砂点3个。 | 2023年6月底前 |
    | 第八项：管网破损 | 整改目标：雨污分流。\\n整改措施：\\n1.修复管网4公里。 | 立行立改，长期坚持 |"""

CITY_LIST = """
    丽水市督察整改责任清单
    | 反馈问题 | 责任单位 | 整改目标 | 整改措施 | 整改时限 |
    | 第三项：河道采砂 | 莲都区政府 | 全面禁采 | 1.关停采砂点。 | 莲都区\\n2023年6月底前\\n青田县\\n2023年12月底前 |
    | 第九项：船舶污染 | 青田县政府（牵头） | 应收尽收 | 1.建设接收点2处。 | 2023年12月底前 |"""


def against(text: str, issued: ProgressSheet, code: str) -> list[str]:
    return fired(progress(text), code, Context(as_of=AS_OF, issued=[issued]))


@pytest.mark.parametrize(
    ("deadline", "locked", "later"),
    [
        ("2023年6月底前", [], []),
        ("2023年6月30日前", [], []),
        ("2023.6.30", [], []),
        ("2023年5月底前", ["C2"], []),
        ("2023年7月底前", [], ["C2"]),
        ("立行立改", ["C2"], []),
        ("", [], []),
    ],
)
def test_a_changed_deadline(deadline: str, locked: list[str], later: list[str]) -> None:
    drawn = f"""
        | 整改任务 | 整改目标和措施 | 完成时限 |
        | 第三项：河道采砂 | 整改目标：全面禁采。\\n整改措施：\\n1.关停采砂点3个。 | {deadline} |
        | 第八项：管网破损 | 整改目标：雨污分流。\\n整改措施：\\n1.修复管网4公里。 | 立行立改，长期坚持 |"""
    assert against(drawn, progress(ISSUED), "S112") == locked
    assert against(drawn, progress(ISSUED), "D404") == later


@pytest.mark.parametrize("deadline", ["尽快", "2023年13月底前", "6月底前", "县住建局", "待定", "验收后一个月内"])
def test_a_changed_deadline_is_told_once(deadline: str) -> None:
    sheet = progress(f"| 整改任务 | 完成时限 |\n| 第三项：河道采砂 | {deadline} |")
    result = run([sheet], Context(as_of=AS_OF, issued=[progress(ISSUED)]))
    assert [found.code for found in result.findings if found.cell == "B2"] == ["S112"]


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (
            "整改目标：全面禁采。\\n整改措施：\\n1.叫停采砂点3个。",
            "原文“措施:1.关停采砂点3”，现在是“措施:1.叫停采砂点3”",
        ),
        ("整改目标：全面禁采。\\n整改措施：\\n1.关停采砂点8个。", "原文“关停采砂点3个。”，现在是“关停采砂点8个。”"),
        ("整改目标：全面禁采。\\n整改措施：\\n1.关停点3个。", "少了“采砂”（原文是“:1.关停采砂点3个。”）"),
        ("整改目标：全面禁采。\\n整改措施：\\n1.关停主要采砂点3个。", "多了“主要”（在“:1.关停主要采砂点3个”处）"),
    ],
)
def test_the_differing_words_are_shown(plan: str, told: str) -> None:
    sheet = progress(f"| 整改任务 | 整改目标和措施 |\n| 第三项：河道采砂 | {plan} |")
    result = run([sheet], Context(as_of=AS_OF, issued=[progress(ISSUED)]), only=["S112"])
    (found,) = [found for found in result.findings if found.cell == "B2"]
    assert told in found.message


def test_from_a_city_list_only_what_names_the_county_is_issued_to_it() -> None:
    issued = task_list(CITY_LIST)
    assert issued.region is not None
    assert issued.region.name == "丽水市"
    assert against("| 整改任务 |\n| 第五项：秸秆焚烧 |", issued, "S113") == ["-"]
    assert against("| 整改任务 |\n| 第三项：河道采砂 |", issued, "S113") == []
    assert against("| 整改任务 |\n| 第五项：秸秆焚烧 |", issued, "S114") == ["A2"]


@pytest.mark.parametrize(("deadline", "cells"), [("2023年6月底前", []), ("2023年12月底前", ["B2"])])
def test_a_city_list_dates_each_unit_by_its_block(deadline: str, cells: list[str]) -> None:
    issued = task_list(CITY_LIST)
    assert against(f"| 整改任务 | 完成时限 |\n| 第三项：河道采砂 | {deadline} |", issued, "D404") == cells


@pytest.mark.parametrize(
    "dates", ["莲都区：2022年12月底前；青田县：2023年12月底前", "莲都区\\n2022年12月底前\\n青田县\\n2023年12月底前"]
)
def test_a_county_may_hold_the_citys_words_with_the_dates_of_all(dates: str) -> None:
    drawn = f"| 整改任务 | 完成时限 |\n| 第三项：河道采砂 | {dates} |"
    city = progress(f"| 地市 | 整改任务 | 完成时限 |\n| 丽水市 | 第三项：河道采砂 | {dates} |")
    assert [block.unit for block in city.rows[0].deadline.blocks] == ["莲都区", "青田县"]
    assert against(drawn, city, "D404") == []
    assert against("| 整改任务 | 完成时限 |\n| 第三项：河道采砂 | 2023年3月底前 |", city, "D404") == ["B2"]
    assert against("| 整改任务 | 完成时限 |\n| 第三项：河道采砂 | 2022年12月底前 |", city, "D404") == []


NUMBERED_LIST = """
    丽水市督察整改责任清单
    | 省序号 | 反馈问题 | 责任单位 | 整改目标 | 整改措施 | 整改时限 |
    | 3 | 河道采砂 | 莲都区（牵头） | 全面禁采。 | 1.关停采砂点3个。\\n2.巡查。 | 2023年12月底前 |"""


@pytest.mark.parametrize(
    ("task", "plan", "cells"),
    [
        ("第三项：河道采砂", "整改目标：\\n全面禁采。\\n整改措施：\\n1.关停采砂点3个。\\n2.巡查。", []),
        ("第三项：河道采砂", "整改目标：全面禁采。\\n整改措施：\\n1.关停采砂点8个。\\n2.巡查。", ["B2"]),
        ("第三项：河道清淤", "整改目标：全面禁采。\\n整改措施：\\n1.关停采砂点3个。\\n2.巡查。", ["A2"]),
    ],
)
def test_a_list_has_number_goal_and_measures_in_columns_of_their_own(task: str, plan: str, cells: list[str]) -> None:
    drawn = f"| 整改任务 | 整改目标和措施 |\n| {task} | {plan} |"
    assert against(drawn, task_list(NUMBERED_LIST), "S112") == cells


def test_a_number_is_shown_whole() -> None:
    sheet = progress("| 整改任务 | 完成时限 |\n| 第三项：河道采砂 | 2023年5月底前 |")
    result = run([sheet], Context(as_of=AS_OF, issued=[progress(ISSUED)]), only=["S112"])
    assert [found.message for found in result.findings if found.cell == "B2"] == [
        "“完成时限”和下发的原文不一样：原文“2023年6月底前”，现在是“2023年5月底前”。"
    ]


def test_a_task_without_a_number_is_known_by_its_name() -> None:
    assert against("| 整改任务 |\n| 河道采砂。 |\n| 管网破损 |", progress(ISSUED), "S114") == []


def test_the_right_sheet_is_taken_from_many() -> None:
    mine, other, older = (
        progress(f"{unit}2022年{month}月整改进展表\n| 县区 | 整改任务 |\n| {unit} | {task} |")
        for unit, month, task in [
            ("莲都区", 11, "第一项：甲"),
            ("青田县", 11, "第二项：乙"),
            ("莲都区", 9, "第三项：丙"),
        ]
    )
    now = progress("莲都区2022年12月整改进展表\n| 县区 | 整改任务 |\n| 莲都区 | 第一项：甲 |")
    context = Context(as_of=date(2022, 12, 20), previous=[other, older, mine], issued=[other])
    assert context.previous_for(now) is mine
    assert context.issued_for(now) is None
    lacking = {entry.rule: entry.reason for entry in run([now], context).not_run}
    assert lacking["S112"] == "下发的原表或清单里没有“莲都区”的"


def test_numbers_that_were_issued_are_in_order_whatever_the_file_remembers() -> None:
    """A county's tasks are some of a list's; a Word document that comes back remembers no issue."""
    rows = ["| 三 | 第三项：河道采砂 |", "| 八 | 第八项：管网破损 |", "| 十二 | 第十二项：秸秆焚烧 |"]
    given = progress("\n".join(["| 序号 | 整改任务 |", *rows]))
    back = "\n".join(["| 序号 | 整改任务 |", rows[0], rows[2]])
    assert fired(progress(back), "S108", Context(as_of=AS_OF)) == ["A3"]
    assert against(back, given, "S108") == []
    assert against(back.replace("| 十二 |", "| 九 |"), given, "S108") == ["A3"]


def test_an_issued_task_that_is_struck_out_is_told_with_one_voice() -> None:
    head = "| 整改任务 | 完成时限 | 进展情况 |\n| 第三项：河道采砂 | 2023年6月底前 | 1.关停采砂点3个。 |\n"
    given = progress(f"{head}| 第八项：管网破损 | 立行立改 | 1.修复2公里。 |", fill=False)
    back = progress(f"{head}| ~~第八项：管网破损~~ | ~~立行立改~~ | ~~1.修复2公里。~~ |", fill=False)
    result = run([back], Context(as_of=AS_OF, issued=[given]), only=["S113", "S142"])
    told = {found.code: found for found in result.findings}
    assert (told["S113"].cell, told["S142"].cell) == ("A3", "A3")
    assert "表里第3行整行划掉了" in told["S113"].message
    assert "去掉删除线" in (told["S113"].advice or "")
    assert "下发给本单位的不能删" in (told["S142"].advice or "")


TWO_UNITS = """
    丽水市督察整改进展情况表
    | 县（市、区） | 整改任务 | 整改目标和措施 |
    | 莲都区 | 第三项：河道采砂 | 整改措施：1.关停采砂点3个。 |
    | 莲都区 | 第八项：管网破损 | 整改措施：1.修复管网4公里。 |
    | 青田县 | 第三项：河道采砂 | 整改措施：1.关停采砂点3个。 |"""


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("", "", []),
        ("    | 莲都区 | 第八项：管网破损 | 整改措施：1.修复管网4公里。 |\n", "", ["S113 莲都区"]),
        ("| 青田县 | 第三项：河道采砂 |", "| 青田县 | 第九项：船舶污染 |", ["S113 青田县", "S114"]),
        (
            "青田县 | 第三项：河道采砂 | 整改措施：1.关停",
            "青田县 | 第三项：河道采砂 | 整改措施：1.取缔",
            ["S112"],
        ),
    ],
)
def test_several_units_in_one_table_are_held_each_against_its_own(was: str, now: str, told: list[str]) -> None:
    """The same task stands under several units, in what was issued and in what came back."""
    drawn = TWO_UNITS.replace(was, now) if was else TWO_UNITS
    result = run([progress(drawn)], Context(as_of=AS_OF, issued=[progress(TWO_UNITS)]))
    found = [one for one in result.findings if one.code in ("S112", "S113", "S114")]
    units = [next((f" {unit}" for unit in ("莲都区", "青田县") if f"（{unit}的）" in one.message), "") for one in found]
    assert sorted(f"{one.code}{unit}" for one, unit in zip(found, units, strict=True)) == told


def test_one_units_own_table_against_several_units_in_one() -> None:
    """What was issued is one table of two units, or a table each; what came back is the other."""
    own = TWO_UNITS.replace("丽水市", "莲都区").rpartition("\n")[0]
    assert against(own, progress(TWO_UNITS), "S113") == against(own, progress(TWO_UNITS), "S114") == []
    assert fired(progress(TWO_UNITS), "S114", Context(as_of=AS_OF, issued=[progress(own)])) == []


@pytest.mark.parametrize("number", ["3.", "3、", "（三）", "三、", ""])
def test_a_task_that_was_given_another_number_is_changed_and_not_missing(number: str) -> None:
    drawn = ISSUED.replace("第三项：", number)
    assert against(drawn, progress(ISSUED), "S112") == ["A2"]
    assert against(drawn, progress(ISSUED), "S113") == against(drawn, progress(ISSUED), "S114") == []


def test_what_a_unit_reports_on_two_sheets_is_not_missing_from_either() -> None:
    """个性 and 共性 problems on sheets of their own; what is on neither is told once."""
    first, second, third = ISSUED.strip("\n").splitlines()
    tables = [progress(f"{first}\n{second}"), progress(f"{first}\n{third}")]
    more = progress(f"{ISSUED}\n    | 第九项：船舶污染 | 整改措施：1.建接收点。 | 2023年6月底前 |")
    for issued, told in ((progress(ISSUED), 0), (more, 1)):
        result = run(tables, Context(as_of=AS_OF, issued=[issued], tables=tables))
        assert [found.code for found in result.findings].count("S113") == told


def test_last_months_sheet_stands_in_for_no_task_of_this_month() -> None:
    first, second, third = ISSUED.strip("\n").splitlines()
    tables = [progress(f"{first}\n{second}\n{third}"), progress(f"{first}\n{second}")]
    result = run(tables, Context(as_of=AS_OF, issued=[progress(ISSUED)], tables=tables))
    assert [found.code for found in result.findings].count("S113") == 1
