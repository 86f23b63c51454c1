"""Merged workbooks taken apart again, on files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import xl_tools
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, ProgressRow, Status
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rollup.texts import LOCKED, part_text
from xl_tools.sample import generate_counties, write_sample_city
from xl_tools.write.form_books import FormRow, write_progress_form

AS_OF = date(2022, 12, 20)


def said(rows: Sequence[ProgressRow]) -> list[dict[str, object]]:
    """What must come back of each row, in the order of the sheet."""
    return [
        {name: part_text(row, name) for name in (*LOCKED, Field.PROGRESS)}
        | {"ticks": row.status.ticks, "due": row.deadline.due, "modes": row.deadline.modes}
        for row in rows
    ]


def tables(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Each unit's rows. Of a task that stands twice in a sheet (S107) the first is merged."""
    found = {}
    for path in sorted(folder.glob("*.xlsx")):
        for sheet in read_sheets(read_book(path), as_of=AS_OF):
            once = {row.province_serial: row for row in reversed(sheet.rows)}
            found[sheet.region.name if sheet.region else path.stem] = said(
                [row for row in sheet.rows if once[row.province_serial] is row]
            )
    return found


def test_the_sample_city_with_all_its_faults_comes_back(tmp_path: Path) -> None:
    counties, merged, parts = tmp_path / "in", tmp_path / "市.xlsx", tmp_path / "out"
    write_sample_city(counties)
    xl_tools.roll_up([counties], level="city", name="丽水市", out=merged, as_of=AS_OF)
    report = xl_tools.split(merged, parts)
    assert report.exit_code == 0
    assert {unit.name: unit.rows for unit in report.units} == {
        name: len(rows) for name, rows in tables(counties).items()
    }
    assert tables(parts) == tables(counties)


def test_long_texts_come_back_across_the_overflow_sheet(tmp_path: Path) -> None:
    counties, merged, parts = tmp_path / "in", tmp_path / "省.xlsx", tmp_path / "out"
    generate_counties(counties, counties=40, tasks=3, seed=4)
    xl_tools.roll_up([counties], level="province", name="河北省", out=merged, as_of=AS_OF)
    assert "超长续文" in openpyxl.load_workbook(merged, read_only=True).sheetnames
    xl_tools.split(merged, parts)
    before, after = tables(counties), tables(parts)
    assert sorted(map(str, after.values())) == sorted(map(str, before.values()))


def county(folder: Path, name: str, **texts: str) -> None:
    row = FormRow(
        region=name, serial="1", task="第3项：露天堆放", plan="整改目标：清零。", deadline="2023年12月底前", **texts
    )
    folder.mkdir(exist_ok=True)
    write_progress_form(folder / f"{name}.xlsx", title=name, level="county", rows=[row], lock=False, instructions=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["=1+1", "<r>甲</r>", "云和县：\n照抄的标题", " 前后有空格 ", "二\r\n行", "_x000D_", "a\tb"]
)
def test_a_text_of_any_look_comes_back(tmp_path: Path, text: str) -> None:
    county(tmp_path / "in", "莲都区", progress=text, status="☑已完成")
    county(tmp_path / "in", "云和县", progress="1.清运。", status="□已完成\n☑达到序时进度，长期坚持")
    xl_tools.roll_up([tmp_path / "in"], level="city", name="丽水市", out=tmp_path / "市.xlsx", as_of=AS_OF)
    xl_tools.split(tmp_path / "市.xlsx", tmp_path / "out")
    assert tables(tmp_path / "out") == tables(tmp_path / "in")
    (row,) = tables(tmp_path / "out")["云和县"]
    assert row["ticks"] == (Status.ON_SCHEDULE,)


def test_an_edited_cell_that_is_no_longer_sure_is_named(tmp_path: Path) -> None:
    county(tmp_path / "in", "莲都区", progress="1.清运。", status="☑已完成")
    county(tmp_path / "in", "云和县", progress="2.清运。", status="☑已完成")
    merged = tmp_path / "市.xlsx"
    xl_tools.roll_up([tmp_path / "in"], level="city", name="丽水市", out=merged, as_of=AS_OF)
    book = openpyxl.load_workbook(merged)
    book["整改进展"]["F4"] = "两地都已清运。"
    book.save(merged)
    report = xl_tools.split(merged, tmp_path / "out")
    assert (report.broken, report.exit_code) == (("F4",), 1)
    assert [row["progress"] for rows in tables(tmp_path / "out").values() for row in rows] == ["", ""]


def test_any_other_workbook_is_refused_in_a_sentence(tmp_path: Path) -> None:
    county(tmp_path / "in", "莲都区", progress="1.清运。", status="☑已完成")
    with pytest.raises(UserError, match="不是 xl-tools rollup 写出的"):
        xl_tools.split(tmp_path / "in" / "莲都区.xlsx", tmp_path / "out")
    assert not (tmp_path / "out").exists()
