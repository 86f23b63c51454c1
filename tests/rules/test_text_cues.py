"""What prose may and may not say beside a tick (T308, T309, T310, D410)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.drawn import AS_OF, fired, progress
from xl_tools.rules.dates import days_named
from xl_tools.rules.points import numbered
from xl_tools.rules.table.contradictions import reported_progress, under_way

UNDER_WAY = [
    "二期主体完工，正在进行清水调试，累计完成投资3352万元。",
    "园区专管正在施工。",
    "监测系统已进入采购阶段，投资约180万元。",
    "监测系统已进行招标阶段。",
    "第二处挡墙工程计划于2023年3月开工，绿化随后实施。",
    "三期计划明年一季度进场。",
    "三期工程计划在2022年12月底前完成。",
    "二期拟于近期启动招标。",
    "下一步拟采取生态袋护坡。",
    "预计年底完成设备安装。",
    "设备将于2023年2月到货。",
    "泵站即将建成。",
    "力争2023年6月底前全面完工。",
    "老城区尚有2处排口未完成改造。",
    "三期修复尚未开工。",
    "下一步，加快二期管网建设，打通断头管。",
    "下步抓紧完成剩余点位的改造。",
    "堆场整治完成80%。",
    "清淤完成约九成。",
    "整改完成率达85%。",
    "堆场整治完成，市级验收未通过，要求补充整改。",
    "11月未通过市级验收。",
    "因汛期影响，申请延期至2023年9月。",
]

NOT_UNDER_WAY = [
    "",
    "按照三年行动计划，全面完成管网修复。",
    "《治理工作计划（2021—2025年）》印发实施，按计划开展巡查。",
    "列入年度计划2023年度项目库。",
    "拟定整改方案并组织专家论证，草拟管护办法。",
    "拟建项目环评审批从严把关。",
    "利用模型模拟扩散过程，比拟结果上墙。",
    "督察时正在建设的2个项目，现已全部完工。",
    "此前正在施工的挡墙停工复核后通过验收。",
    "一期工程2021年3月正在施工，已于2021年10月完工。",
    "对正在运行的设施逐台检查。",
    "目前设施正在运行，出水达标。",
    "正在开展日常巡查，巩固整改成效。",
    "下一步，将持续加强日常监管，巩固整改成果。",
    "下一步，继续做好长效管护。",
    "第二处计划2021年12月底前完成，已按时通过验收。",
    "青田县的2个废弃矿山于2022年12月底前完成。",
    "确保2021年底前完成治理。",
    "整改已完成，尚未验收。",
    "对照要求，将问题纳入清单，将责任落实到人。",
    "处于达标阶段。",
    "对尚未整改的问题挂牌督办，全部整改到位。",
    "整治完成率100%。",
    "堆场整治完成80%，2022年11月全部完成。",
    "治理完成率95%，达到目标。",
    "整治完成后成效明显。",
    "首次验收未通过，返工后11月通过市级验收。",
    "首次验收未通过，11月复验合格。",
    "对未通过验收的3家企业予以关停。",
    "2022年8月申请延期至2022年11月底，11月验收。",
    "未申请延期。",
]


@pytest.mark.parametrize("text", UNDER_WAY)
def test_work_that_goes_on_is_seen(text: str) -> None:
    place = under_way(f"1.摸清底数，建立清单。\n2.{text}", AS_OF)
    assert place is not None


@pytest.mark.parametrize("text", NOT_UNDER_WAY)
def test_what_only_looks_so_is_left_alone(text: str) -> None:
    assert under_way(f"1.摸清底数，建立清单。\n2.{text}", AS_OF) is None


def test_a_plan_is_open_until_its_day_has_passed() -> None:
    text = "三期计划于2022年6月底前完成。"
    assert under_way(text, date(2022, 6, 29)) is not None
    assert under_way(text, date(2022, 6, 30)) is None


@pytest.mark.parametrize(
    ("progress_text", "problem", "cells"),
    [
        ("存在问题：渗滤液收集池尚未加盖。", "", ["C2"]),
        ("（二）存在的问题和困难\n1.资金缺口280万元。", "", ["C2"]),
        ("排口改造通过验收，但仍存在雨天溢流的情况。", "", ["C2"]),
        ("通过验收。", "村民对补偿标准有异议", ["C2"]),
        ("通过验收。", "无", []),
        ("通过验收。", "暂无。", []),
        ("通过验收。\n存在问题：无", "", []),
        ("通过验收。\n存在问题：暂未发现。\n下一步工作：加强巡查。", "", []),
        ("存在问题：1处排口标牌缺失，已整改到位，通过验收。", "", []),
        ("对基层存在的问题困难进行专题指导，通过验收。", "", []),
        ("下发督办函，指出存在的问题和短板，通过验收。", "", []),
        ("督察时仍存在直排，现已接入管网，通过验收。", "", []),
    ],
)
def test_open_problems(progress_text: str, problem: str, cells: list[str]) -> None:
    text = progress_text.replace("\n", "\\n")
    sheet = progress(f"""
        | 整改任务 | 进展情况 | 备注 | 存在问题 |
        | 第一项：管网破损 | {text} | 已完成 | {problem} |""")
    assert fired(sheet, "T309") == cells


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("已完成取土化验120个，其余待安排。", "已完成取土化验120个"),
        ("成立专班，累计完成投资30万元。", "累计完成投资30万元"),
        ("施工队进场，正在施工。", "正在施工"),
        ("等待省级导则，资金已列入明年预算。", None),
        ("尚未启动。", None),
        ("省里已印发方案，本县未启动。", None),
        ("需完成前期手续12项后方可启动。", None),
    ],
)
def test_progress_reported_of_a_task_not_started(text: str, said: str | None) -> None:
    assert reported_progress(text) == said


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2021年12月底前完工，2022年上半年验收", [date(2021, 12, 31), date(2022, 6, 30)]),
        ("2024年2月", [date(2024, 2, 29)]),
        ("２０２１年６月３日", [date(2021, 6, 3)]),
        ("2021年第三季度", [date(2021, 9, 30)]),
        ("2022年第一季度开工，2022年1季度报告", [date(2022, 3, 31), date(2022, 3, 31)]),
        ("2022年第2季度，2022年3季度", [date(2022, 6, 30), date(2022, 9, 30)]),
        ("2021年13月，2021年2月30日", []),
        ("2022年底", [date(2022, 12, 31)]),
        ("12月底", []),
    ],
)
def test_days_named_in_prose(text: str, days: list[date]) -> None:
    assert [day for _, _, day in days_named(text)] == days


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1.甲\n2.乙\n（1）丙", {1: "甲", 2: "乙\n（1）丙"}),
        ("整改目标：丁\n整改措施：\n（一）甲\n1.子\n（二）乙", {1: "甲\n1.子", 2: "乙"}),
        ("一、甲\n二、乙", {1: "甲", 2: "乙"}),
        ("松阳县\n1.甲\n龙泉市\n1.乙", {1: "甲\n龙泉市\n乙"}),
        ("1.65公里截污沟", {}),
        ("1.甲\n2.10家关停", {1: "甲", 2: "10家关停"}),
        ("1.2021年底前完成\n2．２０２２年验收", {1: "2021年底前完成", 2: "２０２２年验收"}),
        ("完成，没有编号", {}),
        ("", {}),
    ],
)
def test_numbered_points(text: str, points: dict[int, str]) -> None:
    assert numbered(text) == points


@pytest.mark.parametrize(
    ("measure", "answer", "cells"),
    [
        ("1.2022年6月底前修复一期管网。", "1.一期修复进度七成。", ["E2"]),
        ("1.2022年6月底前修复一期管网。", "1.一期修复完成。", []),
        ("1.2022年6月底前修复一期管网。", "1.一期未完成修复，完成清淤3公里。", ["E2"]),
        ("1.2022年6月底前启动，2023年6月底前完成。", "1.一期修复进度七成。", []),
        ("1.2022年6月以来排查出排口12处，逐个整治。", "1.整治进度七成。", []),
        ("1.2022年6月底前修复一期管网。\\n2.巡查。", "2.巡查12次。", []),
        ("1.2022年6月底前修复一期管网。", "一期修复进度七成。", ["E2"]),
    ],
)
def test_a_measure_past_its_own_date(measure: str, answer: str, cells: list[str]) -> None:
    sheet = progress(f"""
        | 整改任务 | 整改目标和措施 | 完成时限 | 进展情况 | 备注 |
        | 第一项：管网破损 | 整改措施：\\n{measure} | 2023年12月底前 | {answer} | 达到序时进度 |""")
    assert fired(sheet, "D410") == cells
