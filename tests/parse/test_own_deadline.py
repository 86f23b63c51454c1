"""A task that was handed to all counties sets a day for each: in the table of one its own counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from xl_tools.app.roll_up import roll_up
from xl_tools.core import regions
from xl_tools.core.records import Level
from xl_tools.parse.table.own_deadline import own_deadline
from xl_tools.write.form_books import FormRow, write_progress_form

QINGTIAN = regions.find("青田县")
EARLY = date(2024, 12, 31)
EACH = "青田县：2024年12月底前；莲都区：2025年12月底前"


@pytest.mark.parametrize(
    "text",
    [
        EACH,
        "莲都区2025年12月底前，青田县2024年12月底前",
        "莲都区：2025年12月底前\n青田县：2024年12月底前",
        "2024年12月底前（青田县）、2025年12月底前（莲都区、缙云县）",
        "1.青田县：2024年12月底前；2.莲都区：2025年12月底前",
    ],
)
def test_its_own_day_counts(text: str) -> None:
    reading = own_deadline(text, None, QINGTIAN)
    assert (reading.due, reading.fault, reading.text) == (EARLY, None, text)


def test_an_own_task_without_a_day_has_none_of_another() -> None:
    reading = own_deadline("青田县：立行立改；莲都区：2025年12月底前", None, QINGTIAN)
    assert (reading.due, reading.fault) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "莲都区2025年12月底前，缙云县2024年12月底前",
        "青田：2024年12月底前；莲都：2025年12月底前",
        "青田县、莲都区：2024年12月底前；其他县（市、区）：2025年12月底前",
        "青田县2024年底，其余2025年底",
        "除青田县2024年12月底前外，其余县2025年12月底前",
        "青田县：2024年12月底前（莲都区：2025年12月底前）",
    ],
)
def test_where_it_is_not_sure_which_day_is_its_own_there_is_none(text: str) -> None:
    reading = own_deadline(text, None, QINGTIAN)
    assert (reading.due, reading.fault) == (None, "unread")


@pytest.mark.parametrize(
    "text",
    [
        "2024年6月底前完成青田县至莲都区段管网，2025年12月底前全部完成",
        "2024年6月底前完成方案，2025年12月底前（含验收）全部完成",
        "2024年底前完成（青田县污水处理厂），2025年底前其余点位完成",
        "青田县2024年6月底前完成主体工程，2025年12月底前完成验收",
        "第一阶段2024年6月底前，第二阶段2025年12月底前",
        "鹤城街道：2024年6月底前；温溪镇：2025年12月底前",
    ],
)
def test_days_that_are_nobody_elses_are_read_as_ever(text: str) -> None:
    reading = own_deadline(text, None, QINGTIAN)
    assert (reading.due, reading.fault) == (date(2025, 12, 31), None)


def test_who_is_late_by_its_own_day_is_late_in_the_roll_up(tmp_path: Path) -> None:
    for county in ("青田县", "莲都区"):
        row = FormRow(county, "1", "第1项：乱堆点位整治不到位", "清运。", EACH, "正在清运。", "☑达到序时进度")
        write_progress_form(
            tmp_path / f"{county}.xlsx",
            title=f"{county}整改进展情况表",
            level=Level.COUNTY,
            rows=[row],
            lock=False,
            instructions=False,
        )
    out = tmp_path / "市.xlsx"
    for _ in range(2):  # the second reads what the first wrote
        report = roll_up([tmp_path], level="city", name="丽水市", out=out, as_of=date(2025, 6, 1), jobs=1)
        page = openpyxl.load_workbook(out)["明细"]
        dues = {row[2].value: row[5].value.date() for row in page.iter_rows(min_row=2) if row[5].value}
        assert dues == {"青田县": EARLY, "莲都区": date(2025, 12, 31)}
        assert not [found for found in report.findings if found.code in ("X704", "D401", "D404")]
