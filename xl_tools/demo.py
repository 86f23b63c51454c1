"""The sample run: nine county workbooks checked, marked and rolled up, with a word on where to look."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from xl_tools import app
from xl_tools.app.inputs import output_folder
from xl_tools.console import say
from xl_tools.models import Severity
from xl_tools.sample import write_sample_city

CITY, PROVINCE = "丽水市", "浙江省"


def run(out: Path) -> None:
    """Make the sample city in ``out`` and do a month's work on it. Files of an earlier run are replaced."""
    counties, marked = output_folder(out / "1-县里报来"), out / "2-校验后"
    write_sample_city(counties)
    as_of = date.fromisoformat(json.loads((counties / "manifest.json").read_text("utf-8"))["as_of"])
    say(f"口径日期 {as_of}：九个县报来的进展表在 {counties}")

    report = app.check([counties], as_of=as_of, mark=True, out=marked)
    say()
    say("一、校验并标记", "bold")
    for file in report.files:
        found = [finding.severity for finding in file.findings]
        numbers = "，".join(f"{severity.label} {found.count(severity)}" for severity in Severity)
        say(f"  {Path(file.path).name}：{numbers} → {file.marked}")

    city_book, province_book = out / f"3-{CITY}汇总.xlsx", out / f"4-{PROVINCE}汇总.xlsx"
    city = app.roll_up([counties], level="city", name=CITY, out=city_book, as_of=as_of)
    province = app.roll_up([city_book], level="province", name=PROVINCE, out=province_book, as_of=as_of)
    say()
    say("二、汇总", "bold")
    for rolled in (city, province):
        totals = rolled.totals
        say(
            f"  {rolled.name}：{totals.tasks} 项任务，已完成 {totals.completed}，达到序时 {totals.on_schedule}，"
            f"未达序时 {totals.behind}，未启动 {totals.not_started}，未定 {totals.undecided}，逾期 {totals.overdue}；"
            f"未报 {len(rolled.missing)} 个单位 → {rolled.out}"
        )
    say()
    say("打开“2-校验后”里的工作簿：有颜色和批注的单元格就是问题，最后一张“校验结果”列出全部问题。")
    say("打开两个汇总工作簿：整改进展、汇总统计（公式可重算）、明细、未报单位、校验结果、来源。")
