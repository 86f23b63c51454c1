"""A short run of altered roll-ups (the long one: ``python -m tests.round.mail.altered``); tables that are returned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.drawn import AS_OF, progress
from tests.round.mail import altered
from tests.round.mail.altered import EDITOR, MARKS, UNITS
from tests.round.round_kit import holds
from xl_tools.app.issue import issue
from xl_tools.app.mail import prepare
from xl_tools.core.errors import UserError
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run


def test_no_county_gets_another_s_words(tmp_path: Path) -> None:
    seen, wrong = altered.run(tmp_path, 6, seed=1001, bases=2)
    assert wrong == []
    assert seen["mails"]
    assert seen["parts"]


@pytest.mark.real("soffice")
def test_nor_after_libreoffice_saved_the_roll_up(tmp_path: Path) -> None:
    seen, wrong = altered.run(tmp_path, 4, seed=1101, saved=4, bases=1)
    assert wrong == []
    assert seen["mails"]
    assert seen["made again"] == 2


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> altered.Base:
    return altered.base(tmp_path_factory.mktemp("市"), 7)


@pytest.mark.real("soffice")
def test_saving_in_libreoffice_changes_no_row(made: altered.Base, tmp_path: Path) -> None:
    (saved,) = altered.through_libreoffice([made.merged], tmp_path)
    distributed = prepare("分发", [saved], addresses=made.people, as_of=altered.AS_OF)
    assert ({mail.unit for mail, _ in distributed.mails}, distributed.notes) == (set(UNITS), {})


def sent(made: altered.Base, folder: Path, edit: Callable[[Workbook], None]) -> tuple[dict[str, bytes], dict[str, str]]:
    """What each unit is sent of an edited roll-up, and what is said about it."""
    book = openpyxl.load_workbook(made.merged)
    edit(book)
    book.save(folder / "市.xlsx")
    prepared = prepare("分发", [folder / "市.xlsx"], addresses=made.people, as_of=altered.AS_OF)
    return {mail.unit: mail.attachments[0].data for mail, _ in prepared.mails}, prepared.notes


@pytest.mark.parametrize(
    "label", ["青田：", "【青田县】", "青田县:", "青田县", "青田县（1处）：", "一、青田县：", "青田 ：", ""]
)
def test_a_label_changed_in_the_merged_table_moves_nothing(made: altered.Base, tmp_path: Path, label: str) -> None:
    def edit(book: Workbook) -> None:
        for row in book["整改进展"].iter_rows(min_row=4):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("青田县：", label)
            row[5].value = f"{row[5].value}\n{EDITOR}"

    mails, notes = sent(made, tmp_path, edit)
    for unit, data in mails.items():
        assert [other for other in UNITS if holds(data, MARKS[other])] == [unit]
        assert not holds(data, EDITOR)
    assert (set(mails), notes) == (set(UNITS), {})


@pytest.mark.parametrize("gone", [["各单位进展"], ["各单位进展", "来源"], ["各单位进展", "明细", "来源"]], ids=len)
def test_without_the_own_words_nothing_is_handed_out(made: altered.Base, tmp_path: Path, gone: list[str]) -> None:
    def edit(book: Workbook) -> None:
        for name in gone:
            del book[name]
        for row in book["整改进展"].iter_rows(min_row=4):
            row[5].value = str(row[5].value).replace("青田县：", "") + EDITOR

    if "明细" in gone:
        with pytest.raises(UserError, match="都不见了"):
            sent(made, tmp_path, edit)
    else:
        assert sent(made, tmp_path, edit)[0] == {}


@pytest.mark.real("soffice")
def test_libreoffice_keeps_that_there_were_own_words(made: altered.Base, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made.merged)
    del book["各单位进展"]
    book.save(tmp_path / "市.xlsx")
    (saved,) = altered.through_libreoffice([tmp_path / "市.xlsx"], tmp_path / "存")
    assert prepare("分发", [saved], addresses=made.people, as_of=altered.AS_OF).mails == []


def test_a_row_that_was_edited_is_left_out_and_the_sender_is_told(made: altered.Base, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        page = book["各单位进展"]
        row = next(row for row in page.iter_rows(min_row=2) if row[2].value == "青田县")
        row[8].value = f"{row[8].value}{EDITOR}"

    mails, notes = sent(made, tmp_path, edit)
    assert not any(holds(data, EDITOR) for data in mails.values())
    assert list(notes) == ["青田县"]
    assert "项在汇总工作簿里改动过，不能确定是本单位自己写的，没有放进去。" in notes["青田县"]


@pytest.mark.parametrize("label", ["青田：", "【青田县】", ""])
def test_nor_does_it_hand_another_s_plan_out_again(made: altered.Base, tmp_path: Path, label: str) -> None:
    """What people changed inside a block is the round's issue; whose block it is must stay sure."""
    book = openpyxl.load_workbook(made.merged)
    plans = [row[3] for row in book["整改进展"].iter_rows(min_row=4) if "青田县：\n" in str(row[3].value)]
    assert plans
    for cell in plans:
        cell.value = str(cell.value).replace("青田县：", label).replace("排查", EDITOR)
    book.save(tmp_path / "市.xlsx")
    report = issue(tmp_path / "市.xlsx", out=tmp_path / "下发", period="2023-01", as_of=altered.AS_OF)
    said = [
        notice.message
        for notice in report.notices
        if "分不清哪段是哪个单位的，按各单位原来的文字下发" in notice.message
    ]
    assert len(said) == len(plans)
    for one in report.units:
        data = Path(one.path).read_bytes()
        assert {other for other in UNITS if holds(data, MARKS[other])} <= {one.unit}


def test_a_unit_that_is_left_out_makes_no_other_s_plan_unsure(made: altered.Base, tmp_path: Path) -> None:
    """Its block stands in the merged cell still, and its own words are not known: that tells whose each block is."""
    book = openpyxl.load_workbook(made.merged)
    for row in book["各单位进展"].iter_rows(min_row=2):
        if row[2].value == "青田县":
            row[8].value = f"{row[8].value}{EDITOR}"
    book.save(tmp_path / "市.xlsx")
    report = issue(tmp_path / "市.xlsx", out=tmp_path / "下发", period="2023-01", as_of=altered.AS_OF)
    assert not [notice.message for notice in report.notices if "分不清哪段是哪个单位的" in notice.message]


CITY = """
    丽水市督察整改进展情况表
    | 地市名称 | 序号 | 整改任务 | 整改目标和措施 | 完成时限 |
    | 丽水市 | 1 | 第三项：河道采砂 | {plan} | 2023年底前 |"""
COUNTY = """
    {unit}督察整改进展情况表
    | 县（市、区）名称 | 序号 | 整改任务 | 整改目标和措施 | 完成时限 |
    | {unit} | 1 | 第三项：河道采砂 | {plan} | 2023年底前 |"""


@pytest.mark.parametrize(
    ("unit", "plan", "told"),
    [
        ("莲都区", "1.关停甲处。", []),
        ("青田县", "1.关停乙处。", []),
        ("青田县", "1.关停丙处。", ["乙处", "丙处"]),
        ("云和县", "1.关停丁处。", []),
    ],
)
def test_against_a_city_s_table_a_county_is_held_to_its_own_block(unit: str, plan: str, told: list[str]) -> None:
    city = progress(CITY.format(plan="莲都区：\\n1.关停甲处。\\n青田县：\\n1.关停乙处。"))
    result = run([progress(COUNTY.format(unit=unit, plan=plan))], Context(as_of=AS_OF, issued=[city]), only=["S112"])
    said = "".join(found.message for found in result.findings)
    assert "甲处" not in said
    assert [word for word in ("乙处", "丙处", "丁处") if word in said] == told


def test_a_city_s_cell_that_does_not_come_apart_is_held_against_nobody() -> None:
    city = progress(CITY.format(plan="另有要求。\\n莲都区：1.关停甲处。\\n青田县：1.关停乙处。"))
    county = progress(COUNTY.format(unit="青田县", plan="1.关停丙处。"))
    assert run([county], Context(as_of=AS_OF, issued=[city]), only=["S112"]).findings == ()
