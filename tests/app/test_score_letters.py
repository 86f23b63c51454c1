"""The letters that tell units their results: the numbers of the workbook, and no word of another unit."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import openxml_audit
import pytest

from xl_tools.app.letters import letters
from xl_tools.app.score import score
from xl_tools.app.score_rule_table import new_score_book
from xl_tools.core.errors import UserError
from xl_tools.core.text import number_text
from xl_tools.reports.score import ScoreSheet
from xl_tools.sample.assessment_year import write_filled_scores
from xl_tools.write.documents.fill import texts_of

DAY = date(2024, 12, 30)


def fill_in(path: Path, said: dict[str, object]) -> None:
    """Into the first row of 填报."""
    book = openpyxl.load_workbook(path)
    heads = {cell.value: cell.column for cell in book["填报"][3]}
    for heading, value in said.items():
        book["填报"].cell(4, heads[heading]).value = value
    book.save(path)


@pytest.fixture(params=["rules", "task book"])
def scored(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, ScoreSheet]:
    path = tmp_path / "考核.xlsx"
    if request.param == "task book":
        write_filled_scores(path, lambda target, data: target.write_bytes(data))
    else:
        new_score_book("he-zhang", path)
        fill_in(path, {"第1期": 80})
    return path, score(path)


def test_each_unit_is_told_its_own_result(scored: tuple[Path, ScoreSheet], tmp_path: Path) -> None:
    path, sheet = scored
    made = letters(path, kind="考核结果", out=tmp_path / "函", register=tmp_path / "登记.xlsx", today=DAY)
    assert [one.unit for one in made.letters] == [office.name for office in sheet.offices]
    names = {office.name for office in sheet.offices}
    for office, letter in zip(sheet.offices, made.letters, strict=True):
        data = Path(letter.path).read_bytes()
        text = texts_of(data).whole
        assert f"{office.name}：" in text
        assert office.total is None or f"总分{number_text(round(office.total, 2))}分" in text
        assert office.rank is None or f"排第{office.rank}名" in text
        for lost in office.lost:
            assert lost.item in text
            assert f"失{number_text(round(lost.points, 2))}分" in text
        assert [other for other in names - {office.name} if other in text] == []
        assert openxml_audit.OpenXmlValidator().validate(Path(letter.path)).errors == []
        assert letter.reply_by == date(2025, 1, 7)  # the first of January is a day off
    again = letters(path, kind="考核结果告知书", out=tmp_path / "函", register=tmp_path / "登记.xlsx", today=DAY)
    rows = list(openpyxl.load_workbook(tmp_path / "登记.xlsx").worksheets[0].iter_rows(min_row=4, values_only=True))
    assert len([row for row in rows if row[3] in names]) == len(names)
    assert again.kept == ()


def test_a_loss_too_small_to_show_is_not_told_as_none(tmp_path: Path) -> None:
    path = tmp_path / "考核.xlsx"
    new_score_book("du-cha", path)
    fill_in(path, {"第1期": 99.999})
    made = letters(path, kind="考核结果", out=tmp_path / "函", today=DAY)
    text = texts_of(Path(made.letters[0].path).read_bytes()).whole
    assert "失不到0.01分" in text
    assert "失0分" not in text


def test_the_parts_that_a_letter_names_add_up_to_the_total(tmp_path: Path) -> None:
    """Of the offices that are given the others' mean, too; what rounding leaves is told."""
    path = tmp_path / "考核.xlsx"
    write_filled_scores(path, lambda target, data: target.write_bytes(data))
    made = letters(path, kind="考核结果", out=tmp_path / "函", today=DAY)
    averaged = 0
    for letter in made.letters:
        text = texts_of(Path(letter.path).read_bytes()).whole
        head = text.partition("二、失分")[0]
        (total,) = re.findall(r"总分(-?[\d.]+)分，", head.replace("。", "，")[:400]) or ["0"]
        parts = [Decimal(points) for points in re.findall(r"：(-?[\d.]+)分", head)]
        left = re.search(r"相加与总分差([\d.]+)分", head)
        assert abs(Decimal(total) - sum(parts)) == Decimal(left[1] if left else 0)
        assert len(parts) >= 1
        averaged += "重点单位平均分：" in head
    assert averaged == sum(office.kind.value == "other" for office in score(path).offices) > 0


def test_groups_within_groups_are_told_in_theirs_and_not_beside_them(tmp_path: Path) -> None:
    """The smaller of two groups counts: the sum of all four would be another number than the total."""
    path = tmp_path / "考核.xlsx"
    new_score_book("du-cha", path)
    book = openpyxl.load_workbook(path)
    groups = {row[0].value: row for row in book["分组"].iter_rows(min_row=4) if row[0].value}
    groups["报送"][1].value = groups["销号"][1].value = "两项"
    for column, value in enumerate(("两项", "总分", "取小", 1), 1):
        book["分组"].cell(8, column).value = value
    groups["总分"][2].value = "求和"
    for row in book["填报"].iter_rows(min_row=4, max_row=7):
        row[7].value = {"D1": 50, "D2": 12, "D3": 1, "D4": 60}[row[1].value]
    book.save(path)
    made = letters(path, kind="考核结果", out=tmp_path / "函", today=DAY)
    head = texts_of(Path(made.letters[0].path).read_bytes()).whole.partition("二、失分")[0]
    assert "总分70分" in head
    assert "整改进度：50分" in head
    assert "两项（其中报送90分、销号20分）：20分" in head
    assert "相加" not in head


def test_gates_that_changed_nothing_are_not_told(tmp_path: Path) -> None:
    path = tmp_path / "考核.xlsx"
    new_score_book("he-zhang", path)
    book = openpyxl.load_workbook(path)
    gates, grades = book["否决和晋级"], book["等次"]
    lowest = [row[0].value for row in grades.iter_rows(min_row=4) if row[0].value][-1]
    row = next(row for row in range(4, 60) if gates.cell(row, 1).value is None)
    for column, value in enumerate(("总评封顶", "本年情况", None, 1, "等次封顶", lowest), 1):
        gates.cell(row, column).value = value
    book.save(path)
    for office in score(path).offices:
        assert office.grade == lowest
    made = letters(path, kind="考核结果", out=tmp_path / "函", today=DAY)
    assert [one for one in made.letters if "总评封顶" in texts_of(Path(one.path).read_bytes()).whole] == []


def test_evidence_stage_reason_and_the_way_to_object_are_told(tmp_path: Path) -> None:
    path = tmp_path / "考核.xlsx"
    new_score_book("he-zhang", path)
    fill_in(path, {"第1期": 80, "佐证": "巡河记录第3册", "复核": 20, "理由": "抽查三处没有记录"})
    book = openpyxl.load_workbook(path)
    (said,) = [row[1] for row in book["设置"].iter_rows() if row[0].value == "申诉办法"]
    said.value = "有异议的，向县河长办提出"
    book.save(path)
    made = letters(path, kind="考核结果", out=tmp_path / "函", today=DAY)
    text = texts_of(Path(made.letters[0].path).read_bytes()).whole
    assert "你单位提供的佐证：巡河记录第3册，按复核，理由：抽查三处没有记录。" in text
    assert "有异议的，向县河长办提出。请于2025年1月7日前书面提出。" in text


def test_what_people_added_to_the_register_stays(scored: tuple[Path, ScoreSheet], tmp_path: Path) -> None:
    path, _ = scored
    register = tmp_path / "登记.xlsx"
    letters(path, kind="考核结果", out=tmp_path / "函", register=register, today=DAY)
    book = openpyxl.load_workbook(register)
    page = book.worksheets[0]
    head = next(cell.row for row in page.iter_rows() for cell in row if cell.value == "文号")
    page.cell(head, page.max_column + 1).value = "经办人"
    page.cell(head + 1, page.max_column).value = "小陈"
    book.save(register)
    letters(path, kind="考核结果", out=tmp_path / "函", register=register, today=date(2025, 1, 6))
    texts = [cell.value for row in openpyxl.load_workbook(register).worksheets[0].iter_rows() for cell in row]
    assert {"经办人", "小陈"} <= set(texts)


def test_a_register_that_the_run_reads_is_refused_before_anything_is_written(
    scored: tuple[Path, ScoreSheet], tmp_path: Path
) -> None:
    path, _ = scored
    before = path.read_bytes()
    with pytest.raises(UserError):
        letters(path, kind="考核结果", out=tmp_path / "函", register=path, today=DAY)
    assert path.read_bytes() == before
    assert not (tmp_path / "函").exists()
