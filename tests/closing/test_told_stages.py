"""Steps of closing in progress texts: read where the task as a whole is spoken of, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.drawn import progress as drawn_progress
from xl_tools.closing.reported import reported
from xl_tools.core.records import Stage
from xl_tools.parse.closing.told_stages import told_stages


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("1.清退采砂船12艘。\n2.本项整改经市级验收通过。", {Stage.ACCEPTED: None}),
        ("岸坡复绿；本任务已按程序完成销号。", {Stage.CLOSED: None}),
        ("整改结果已公示，未收到异议。", {Stage.PUBLISHED: None}),
        (
            "整改任务于2024年11月20日通过县级验收，2024年12月19日完成销号。",
            {Stage.ACCEPTED: date(2024, 11, 20), Stage.CLOSED: date(2024, 12, 19)},
        ),
        ("整改工作于2024年11月通过市级验收。", {Stage.ACCEPTED: None}),
        ("本项整改于2024年2月30日通过市级验收。", {Stage.ACCEPTED: None}),
    ],
)
def test_a_step_of_the_task_is_read(text: str, stages: dict[Stage, date | None]) -> None:
    assert told_stages(text) == stages


@pytest.mark.parametrize(
    "text",
    [
        "截污沟提升改造项目已完成验收并投入使用。",
        "第一处矿山市级验收合格；第二处矿山挡墙工程计划于明年3月开工。",
        "检查结果予以公示。",
        "本项目已通过验收。",
        "本项整改任务主体工程已通过竣工验收。",
        "本项部分点位已通过验收。",
        "整改任务共3项，已销号2项。",
        "整改工作方案已公示。",
        "整改情况报告已报备。",
        "整改工作已完成，尚未验收。",
        "整改任务拟于2024年12月20日申请销号。",
        "该项任务上月已销号。12月回头看发现反弹。",
        "整改任务验收通过后又被退回。",
        "本项已具备验收条件。",
        "本项整改任务已销号90%。",
        "整改任务已销号率80%。",
        "整改任务通过验收后将予公示、销号。",
        "整改任务经验收合格后予以销号。",
        "本项任务已验收销号，2022年11月被撤销销号。",
        "本项整改任务已通过县级验收。市级核查未通过，正在补充整改。",
        "本项整改任务已通过验收。后因群众举报，重新开展整改。",
        "整改任务已通过环保验收。",
    ],
)
def test_a_step_of_something_else_or_one_to_come_is_not(text: str) -> None:
    assert told_stages(text) == {}


@pytest.mark.parametrize(("status", "stage"), [("☑已完成", Stage.CLOSED), ("☑达到序时进度", None)])
def test_a_text_is_believed_of_a_completed_task_alone(status: str, stage: Stage | None) -> None:
    sheet = drawn_progress(f"""
        2024年12月莲都区整改进展情况表
        | 县（市、区）名称 | 整改任务名称 | 目前进展情况 | 备注 |
        | 莲都区 | 第7项：河道采砂 | 本项已按程序完成销号。 | {status} |""")
    (entry,) = reported([sheet])
    assert entry.stage is stage
