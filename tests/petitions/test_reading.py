"""Tables of petitions are read as what they are: ledgers, public lists, hand-over lists, batches, statistics."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.petitions.ledgers import grid, ledger
from xl_tools.app.examine import Occasion, examine
from xl_tools.core.form import Field
from xl_tools.core.grid import Book, Range
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.petitions.doubts import same
from xl_tools.petitions.reading import ledger_of
from xl_tools.petitions.records import Channel, Conventions, Ledger, Settled, Verdict
from xl_tools.petitions.words import (
    batch_of,
    code_of,
    count_of,
    fine_said,
    number_said,
    regions_in,
    shares_in,
    types_in,
    unit_in,
)
from xl_tools.sample.petitions import AS_OF, petitions

PUBLIC = (
    ("中央生态环境保护督察群众信访举报转办和边督边改公开情况一览表（第三批 2025年6月2日）",),
    ("", "", "", "", "", "", "", "", "", "填报单位：某市协调联络组"),
    (
        "序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型",
        "调查核实情况", "是否属实", "处理和整改情况", "责任人被处理情况", "办结情况",
    ),
    (
        1, "D3ZJ202505310004", "煤场没有遮盖，刮风时满街是灰", "青田县", "大气",
        "经查属实", "属实", "已加盖防尘网", "无", "已办结",
    ),
    (
        2, "X3ZJ202505310011", "河边有黑水，半夜机器响", "缙云县", "水、噪声",
        "黑水一事存在，机器一事不存在", "部分属实", "管网修复，2025年9月底前完成", "约谈1人", "阶段性办结",
    ),
    (3, "D3ZJ202505310012", "屋后堆了废渣", "青田县", "土壤", "正在调查", "", "正在办理", "无", "正在办理"),
)  # fmt: skip


def read(*grids: object, path: str = "表.xlsx") -> list[Ledger]:
    sheets = read_sheets(Book(path, tuple(grids)), as_of=date(2025, 6, 5))  # type: ignore[arg-type]
    return [ledger_of(sheet, Conventions()) for sheet in sheets if sheet.form.name == "petition"]


def test_a_public_list_has_batch_and_day_from_its_title() -> None:
    (found,) = read(grid("Sheet1", PUBLIC))
    first, second, third = found.petitions
    assert found.public
    assert (first.batch, first.handed, first.code, first.part) == (3, date(2025, 6, 2), "D3ZJ202505310004", "")
    assert (first.verdict, first.settled) == (Verdict.TRUE, Settled.DONE)
    assert (second.types, second.verdict, second.settled) == (("水", "噪声"), Verdict.PARTLY, Settled.PHASE)
    assert (third.verdict, third.settled, third.is_reported) == (None, Settled.OPEN, True)


@pytest.mark.parametrize(
    "headings",
    [
        "序号 信访编号 反映问题 属地 污染类别 核查情况 核查结论 办理情况 问责情况 办理状态",
        "编号 交办编号 举报内容 县（市、区） 主要污染类型 调查情况 属实情况 查处整改情况 责任追究情况 是否办结",
        "序号 受理号 信访内容 区县（市直） 信访大类问题 核实情况 是否属实 处理及整改情况 追责问责情况 办结状态",
        "序号 转办编号 反映的问题 州市 生态环境问题类型 核查情况 是否属实 整改情况 问责情况 办结情况",
    ],
)
def test_the_same_under_other_headings(headings: str) -> None:
    (own,) = read(grid("Sheet1", PUBLIC))
    (other,) = read(grid("一览", (("第三批信访件办理情况（2025年6月2日）",), headings.split(), *PUBLIC[3:])))
    said = [(one.code, one.regions, one.types, one.verdict, one.settled, one.batch) for one in own.petitions]
    assert [(one.code, one.regions, one.types, one.verdict, one.settled, one.batch) for one in other.petitions] == said


def test_columns_in_any_order_read_the_same() -> None:
    turned = [tuple(reversed(row)) for row in PUBLIC[2:]]
    (own,) = read(grid("Sheet1", PUBLIC))
    (other,) = read(grid("Sheet1", (PUBLIC[0], *turned)))
    assert [one.source.texts for one in other.petitions] == [one.source.texts for one in own.petitions]


def test_a_petition_merged_over_the_rows_of_two_counties_is_read_for_each() -> None:
    rows = (
        ("受理编号", "批次", "交办问题基本情况", "行政区域", "是否属实"),
        ("D3ZJ202505310004", 1, "两县交界处的砂场洗砂", "青田县", "属实"),
        ("", "", "", "缙云县", "不属实"),
    )
    sheet = grid("台账", rows)
    merged = tuple(Range(2, column, 3, column) for column in (1, 2, 3))
    (found,) = read(type(sheet)(**{**{name: getattr(sheet, name) for name in sheet.__slots__}, "merged": merged}))
    assert [(one.code, one.batch, one.regions) for one in found.petitions] == [
        ("D3ZJ202505310004", 1, ("青田县",)),
        ("D3ZJ202505310004", 1, ("缙云县",)),
    ]
    assert [one.verdict for one in found.petitions] == [Verdict.TRUE, Verdict.FALSE]


def test_a_row_of_sums_and_a_note_are_no_petitions() -> None:
    rows = (*PUBLIC, ("合计", "", 3, "", "", "", "", "", "", ""), ("注：部分信访件涉及多个类型。",))
    (found,) = read(grid("Sheet1", rows))
    assert len(found.petitions) == 3
    assert {left.kind for left in found.sheet.cells.left_out} == {"total", "note"}
    assert found.sheet.cells.unaccounted == 0


def test_a_table_of_tasks_stays_one() -> None:
    headings = (
        "序号",
        "问题描述",
        "整改措施",
        "整改时限",
        "责任单位",
        "责任人",
        "责任领导",
        "整改情况",
        "问责情况",
        "备注",
    )
    row = (1, "河道边有建筑垃圾", "清运", "2025年6月底前", "县住建局", "张某", "李某", "已清运", "无", "已完成")
    (sheet,) = read_sheets(Book("表.xlsx", (grid("Sheet1", (headings, row)),)))
    assert sheet.form.of_tasks


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("D3ZJ202405070001", "D3ZJ202405070001", ""),
        (" ｄ3zj2024 05070001 ", "D3ZJ202405070001", ""),
        ("★X3ZJ202405070001", "X3ZJ202405070001", ""),
        ("D3ZJ202405070001-2", "D3ZJ202405070001", "-2"),
        ("D3ZJ202405070001（2）", "D3ZJ202405070001", "-2"),
        ("12-3", "12-3", ""),
    ],
)
def test_codes(text: str, code: str, part: str) -> None:
    assert code_of(text) == (code, part)


def test_regions_and_their_shares() -> None:
    assert regions_in("云和县") == (("云和县",), ())
    assert regions_in("莲都区、青田县") == (("莲都区", "青田县"), ())
    assert regions_in("莲都区（0.7）、青田县（30%）") == (("莲都区", "青田县"), (Decimal("0.7"), Decimal("0.3")))


def test_words_of_cells() -> None:
    assert [batch_of(text) for text in ("3", "第三批", "第20批次", "二十一", "三批次以上")] == [3, 3, 20, 21, None]
    assert types_in("噪音、水污染和光") == (("噪声", "水"), ("光",))
    assert types_in("噪音", ("水", "噪音")) == types_in("噪声", ("水", "噪音")) == (("噪音",), ())
    assert [unit_in(text) for text in ("3家", "3", "若干", "")] == ["家", "", "", ""]
    assert shares_in("0.7、30%") == (Decimal("0.7"), Decimal("0.3"))
    assert shares_in("0.7、其余") == ()
    assert [count_of(text) for text in ("2", "3家", "无", "", "若干", "2家3万元", "-1", "1.5")] == [
        2, 3, 0, 0, None, None, None, None,
    ]  # fmt: skip
    assert fine_said("罚款3.5万元") == fine_said("罚款35,000元") == Decimal(35000)
    assert fine_said("先罚款1万元，后罚款2万元") is None
    assert number_said(Field("punished"), "对两家企业立案处罚2家") == 2
    assert number_said(Field("punished"), "立案处罚1家，又立案处罚2家") is None


def test_days_of_two_spellings_are_the_same_and_other_days_are_not() -> None:
    assert same(Field("handed"), "2024-05-06", "2024年5月6日")
    assert not same(Field("handed"), "2024-05-06", "2024年5月7日")


def test_the_sample_ledger_is_clean_and_counted() -> None:
    rows = list(petitions(60))
    examined = examine(ledger(rows), Occasion(as_of=AS_OF))
    assert examined.findings == ()
    (report, *_) = examined.reported
    assert report.form == "petition"
    assert report.petitions is not None
    assert sum(report.petitions.settled.values()) == sum(report.petitions.verdict.values()) == 60
    first = report.rows[0]
    assert getattr(first, "code", None) == rows[0][Field("code")]
    assert first.due == date(2024, 5, 15)
    (own,) = examined.ledgers
    assert {one.channel for one in own.petitions} == {Channel.CALLS, Channel.LETTERS}


def test_how_many_a_batch_held_is_compared_where_the_sheet_of_batches_stands_beside() -> None:
    beside = ledger(list(petitions(20)))
    alone = Book("台账.xlsx", beside.grids[:1], {})
    lacking = [
        [entry.reason for entry in examine(book, Occasion(as_of=AS_OF)).not_run if entry.rule == "C927"]
        for book in (beside, alone)
    ]
    assert lacking == [[], ["没有“批次”表，也没有交办单可对照"]]
