"""The button 生成报告: the papers that are asked for, of the roll-up in front."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.app.test_report_change import DONE, month
from tests.doubles.desk import Desk
from tests.surfaces.excel.test_ribbon import said
from xl_tools.surfaces.excel import ribbon
from xl_tools.write.documents.fill import texts_of


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return month(tmp_path_factory.mktemp("a"), date(2022, 12, 20), (1, DONE, "2022年6月底前", "清运完毕。"))


def click(desk: Desk, answer: str) -> str:
    desk.addin.typed.append(answer)
    desk.click(ribbon.write_papers)
    return said(desk)


def test_papers_are_written_beside_the_roll_up_of_what_the_office_says(desk: Desk, rolled: Path) -> None:
    desk.open(Path(shutil.copy(rolled, desk.folder)))
    (desk.folder / "文稿信息.txt").write_text("发文机关：丽水市督察整改办\n", "utf-8")
    told = click(desk, "一页纸、通报")
    assert "一页纸写好了。" in told
    assert "通报是草稿：还有" in told
    assert "丽水市督察整改办" in texts_of((desk.folder / "通报.docx").read_bytes()).whole


def test_words_that_are_no_paper_and_books_that_are_no_roll_up_are_said(desk: Desk) -> None:
    desk.lay()
    assert "没有“总结”；可以写的有：报告、通报" in click(desk, "总结")
    assert "不是 xl-tools rollup 写出的汇总工作簿" in click(desk, "报告")
    assert list(desk.folder.glob("*.docx")) == []
