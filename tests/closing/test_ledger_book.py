"""The ledger's workbook: its formulas give in LibreOffice what is stored, which is what the records say."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.closing.made import AS_OF, CASE, PROCEDURE, book
from tests.scoring.recalculated import formula_cells, recalculate, values
from xl_tools.books.file.reader import read_book
from xl_tools.closing.standing import standings
from xl_tools.core.grid import Book, Grid, Visibility
from xl_tools.core.working_days import national
from xl_tools.parse.closing.headings import RECORDS, sheets
from xl_tools.parse.closing.ledger import ledger_of, read_rows
from xl_tools.write.closing.ledger_book import ledger_bytes

SHEETS = [
    "销号台账",
    "整改措施与完成情况",
    "环节记录",
    "佐证材料",
    "公示",
    "退回与异议",
    "长期坚持与复查",
    "统计",
    "工作日历",
    "设置",
]
OTHER = {
    "inspection": "省督一轮",
    "step1": "整改完成",
    "step2": "公示",
    "step3": "市级验收",
    "step4": "销号",
    "days": 7,
    "days_unit": "日历日",
    "long_term": "不销号",
    "self_acceptance": "否",
}

ASKING = {
    "inspection": "市督一轮",
    **{f"step{at}": step for at, step in enumerate(("整改完成", "申请销号", "县级验收", "验收公示", "备案销号"), 1)},
    "days": 5,
    "days_unit": "工作日",
    "long_term": "分阶段",
    "self_acceptance": "否",
}
"""Steps whose names hold those of others."""


def written(tmp_path: Path, made: Book, as_of: date = AS_OF) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(ledger_bytes(read_rows(made), as_of))
    return path


def happened(seed: int) -> dict[str, list[dict[str, Any]]]:
    """A ledger of two inspections in which anything may have happened, in any order."""
    chance = random.Random(seed)
    start = date(2024, 9, 20)
    cases = [
        {"inspection": inspection, "serial": serial, "unit": unit, "ongoing": chance.choice(["是", "否", ""])}
        for inspection in ("央督二轮", "省督一轮", "市督一轮", "没有写的")
        for serial in (1, 2, 3)
        for unit in ("莲都区", "青田县")
    ]
    names = ["整改完成", "申请", "县级验收", "市级验收", "公示", "销号", "报备", "退回", "撤销", "复查"]
    names += [str(ASKING[f"step{at}"]) for at in (2, 4, 5)]

    def day() -> date:
        return start + timedelta(chance.randrange(100))

    def of_case() -> dict[str, Any]:
        return {name: chance.choice(cases)[name] for name in ("inspection", "serial", "unit")}

    events = [
        of_case()
        | {
            "day": day(),
            "step": chance.choice(names),
            "result": chance.choice(["通过"] * 4 + ["", "—", "不通过", "整改后通过"]),
            "back_to": chance.choice(["", "整改中", "申请", "整改完成", "公示"]),
        }
        for _ in range(220)
    ]
    notices = [
        of_case()
        | {
            "start": (begun := day()),
            "end": begun + timedelta(chance.randrange(25)),
            "says_unit": chance.choice(["", "工作日", "日历日"]),
        }
        for _ in range(25)
    ]
    reviews = [of_case() | {"planned": day(), "done": chance.choice([None, AS_OF])} for _ in range(20)]
    evidence = [of_case() | {"file": f"{at}.pdf"} for at in range(15)]
    return {
        "cases": cases,
        "events": events,
        "notices": notices,
        "reviews": reviews,
        "evidence": evidence,
        "settings": [PROCEDURE, OTHER, ASKING],
    }


@pytest.mark.real("soffice")
def test_formulas_give_what_is_stored(tmp_path: Path) -> None:
    """Each value that is stored comes out again where LibreOffice has nothing but the formulas."""
    made = {f"台账{seed}": ledger_bytes(read_rows(book(happened(seed))), AS_OF) for seed in (1, 2)}
    said: set[str | float] = set()
    for name, data in recalculate(made, tmp_path).items():
        stored, computed, formulas = values(made[name]), values(data), formula_cells(made[name])
        assert len(formulas) > 2000
        wrong = {
            cell: (stored.get(cell, ""), computed.get(cell, ""))
            for cell in sorted(formulas)
            if stored.get(cell, "") != pytest.approx(computed.get(cell, ""))
        }
        assert dict(list(wrong.items())[:10]) == {}
        said |= {value for (sheet, _), value in computed.items() if sheet == "销号台账"}
    assert said > {"整改中", "已销号", "长期坚持", "县级验收"}


def test_the_sheets_and_what_they_say(tmp_path: Path) -> None:
    path = written(tmp_path, book({"cases": [{}], "events": [{"day": date(2024, 9, 1), "step": "整改完成"}]}))
    found = read_book(path)
    assert [grid.name for grid in found.grids] == SHEETS
    register = found.grids[0]
    row = dict(zip(register.rows[2], register.rows[3], strict=True))
    assert (row["当前环节"], row["归类"], row["停留天数"]) == ("整改完成", "未申请", 110)
    statistics = found.grids[7]
    line = dict(zip(statistics.rows[3], statistics.rows[4], strict=False))
    assert (line["任务"], line["已完成"], line["未申请"], line["核对"]) == (1, 1, 1, "平")
    said = [row[0] for row in statistics.rows if row and isinstance(row[0], str)]
    assert "已完成整改1项，其中完成销号0项，未申请1项。" in said


def test_nothing_is_computed_from_the_clock(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(written(tmp_path, book(happened(2)))) as package:
        parts = b"".join(package.read(name) for name in package.namelist() if "worksheets/" in name)
    assert b"TODAY(" not in parts
    assert b"NOW(" not in parts


def test_what_was_written_reads_as_it_was(tmp_path: Path) -> None:
    made = book(happened(3))
    before, after = ledger_of(read_rows(made)), ledger_of(read_rows(read_book(written(tmp_path, made))))
    for what in RECORDS:
        if what != "settings":
            ours, theirs = (
                [
                    tuple(
                        getattr(one, name)
                        for name in one.__dataclass_fields__
                        if name not in ("row", "state", "category")
                    )
                    for one in getattr(side, what)
                ]
                for side in (before, after)
            )
            assert ours == theirs, what
    assert standings(before, AS_OF)[0].category == standings(after, AS_OF)[0].category
    assert after.calendar == national()
    assert after.as_of == AS_OF


def test_texts_that_cannot_be_used_and_columns_of_the_office_s_own_stay(tmp_path: Path) -> None:
    made = book({"events": [{"day": "九月初", "step": "申请", "note": "=1+1"}]})
    grid = next(one for one in made.grids if one.name == "环节记录")
    rows = [*grid.rows]
    rows[1] = [*rows[1], "承办人"]
    rows[2] = [*rows[2], "张三"]
    grids = tuple(one if one.name != "环节记录" else type(one)(one.name, rows) for one in made.grids)
    path = written(tmp_path, Book("台账.xlsx", grids))
    (row,) = read_rows(read_book(path)).rows["events"]
    assert (row.cells["day"], row.cells["note"], row.more) == ("九月初", "=1+1", {"承办人": "张三"})
    again = written(tmp_path, read_book(path))
    assert read_rows(read_book(again)).rows["events"] == (row,)


def test_sheets_that_people_add_are_carried(tmp_path: Path) -> None:
    made = book({})
    own = Grid("走访记录", [["日期", "记录"], [date(2024, 9, 1), "=1+1"], [None, 12.5]], visibility=Visibility.HIDDEN)
    reasons = Grid("校验结果", [["校验结果"], ["说明"], ["已经核过"]])
    path = written(tmp_path, Book("台账.xlsx", (*made.grids, own, reasons)))
    for _ in range(2):
        found = {grid.name: grid for grid in read_book(path).grids}
        assert [*found] == [*SHEETS, "走访记录", "校验结果"]
        assert [list(row) for row in found["走访记录"].rows] == [
            ["日期", "记录"],
            [date(2024, 9, 1), "=1+1"],
            ["", 12.5],
        ]
        assert not found["走访记录"].visible
        assert "已经核过" in str(found["校验结果"].rows)
        path = written(tmp_path, read_book(path))


def test_the_same_gives_the_same_bytes() -> None:
    rows = read_rows(book(happened(4)))
    assert ledger_bytes(rows, AS_OF) == ledger_bytes(rows, AS_OF)


def test_a_sheet_has_no_column_twice() -> None:
    for what in RECORDS:
        titles = [column.title for column in sheets()[what].columns]
        assert len(titles) == len(set(titles)), what
    assert CASE["unit"]


def test_a_row_below_the_formulas_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, book({"events": [{"day": date(2024, 9, 1), "step": "整改完成"}]}))
    stored = read_book(path)
    assert ledger_of(read_rows(stored)).unusable == ()
    events = next(grid for grid in stored.grids if grid.name == "环节记录")
    low = [*events.rows, [date(2024, 9, 2), "央督二轮", 7.0, "莲都区", "", "申请"]]
    grids = tuple(Grid(grid.name, low if grid is events else grid.rows) for grid in stored.grids)
    (one,) = ledger_of(read_rows(Book("台账.xlsx", grids))).unusable
    assert (one.sheet, one.row) == ("环节记录", len(low))
    assert "公式没有到这一行" in one.why
