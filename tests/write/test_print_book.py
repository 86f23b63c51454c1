"""The print version holds every text in full, whatever its length, in one type size."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.round.round_kit import task_table
from xl_tools.app.examine import Occasion
from xl_tools.app.inputs import workbooks
from xl_tools.app.print_version import print_version
from xl_tools.core.errors import UserError
from xl_tools.core.records import Level
from xl_tools.write.form_books import FormRow
from xl_tools.write.print_book import parts_of, print_book, widths_for

LONG = "".join(f"{number}.某处河岸已按方案整治到位，移交长效管护。\n" for number in range(1, 1400))


def entry(**texts: str) -> FormRow:
    return FormRow(**{"region": "某市", "serial": "1", "task": "第1项：河岸堆场", "deadline": "长期坚持"} | texts)


@pytest.mark.parametrize("text", ["", "短。", LONG, "无标点" * 11_000, "\n\n末行", "a" * 500])
def test_no_sign_is_lost_and_each_line_is_a_row(text: str) -> None:
    row = entry(progress=text, plan="目标。\n措施。")
    parts = list(parts_of(row, widths_for([row])))
    for name, whole in (("progress", text), ("plan", "目标。\n措施。"), ("task", "第1项：河岸堆场")):
        assert "".join(part.texts[name] for part in parts).replace("\n", "") == whole.replace("\n", "")
    assert not any("\n" in text for part in parts for text in part.texts.values())
    assert [part.first for part in parts] == [True] + [False] * (len(parts) - 1)
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]


def test_texts_of_any_signs() -> None:
    dice = random.Random(17)
    for _ in range(200):
        text = "".join(dice.choice("整改，。\n a1（）㎡😀") for _ in range(dice.randint(0, 900)))
        row = entry(progress=text)
        said = "".join(part.texts["progress"] for part in parts_of(row, widths_for([row])))
        assert said.replace("\n", "") == text.replace("\n", "")


def test_one_size_and_the_heading_on_every_page() -> None:
    page = openpyxl.load_workbook(BytesIO(print_book("某市表", Level.CITY, [entry(progress=LONG)]))).worksheets[0]
    sizes = {cell.font.sz for row in page.iter_rows(min_row=4) for cell in row if cell.value}
    assert sizes == {10}
    assert page.print_title_rows == "$3:$3"
    assert {page.row_dimensions[row].height for row in range(4, page.max_row + 1)} == {13.5}


def test_the_longer_texts_have_the_wider_columns() -> None:
    long = LONG[:3000].replace("\n", "")
    plans, done = widths_for([entry(plan=long)]), widths_for([entry(progress=long)])
    assert plans["plan"] > 2 * plans["progress"]
    assert done["progress"] > 2 * done["plan"]
    assert sum(plans.values()) == sum(done.values()) == sum(widths_for([]).values())


def test_it_is_no_input_of_a_folder(tmp_path: Path) -> None:
    table = task_table(tmp_path / "市表.xlsx", "丽水市")
    printed = print_version(table, Occasion(as_of=date(2022, 12, 20)))
    assert Path(printed.workbook).name == "市表（打印稿）.xlsx"
    assert workbooks([tmp_path]) == [table]
    empty = tmp_path / "空.xlsx"
    openpyxl.Workbook().save(empty)
    with pytest.raises(UserError, match="没有找到"):
        print_version(empty, Occasion(as_of=date(2022, 12, 20)))


@pytest.mark.real("soffice")
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext reads the PDF")
def test_on_paper_nothing_is_cut(tmp_path: Path) -> None:
    book = tmp_path / "表.xlsx"
    book.write_bytes(print_book("某市表", Level.CITY, [entry(progress=LONG)]))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    shown = subprocess.run(["pdftotext", "-layout", str(tmp_path / "表.pdf"), "-"], capture_output=True, check=True)
    text = shown.stdout.decode()
    assert [number for number in range(1, 1400) if f"{number}.某处" not in text] == []


@pytest.mark.parametrize(
    "due",
    [
        "2023年12月31日前",
        "2022年12月底前完成排查，2023年6月30日前完成整治，2023年12月31日前完成销号",
        "立行立改，2023年12月底前取得阶段性成效，长期坚持",
        "2023-12-31",
    ],
)
def test_a_day_is_not_cut(due: str) -> None:
    row = entry(deadline=due, progress="1.建成管网12.75公里，完成率98.5%，投入1234.56万元。" * 40)
    parts = list(parts_of(row, widths_for([row])))
    for name in ("deadline", "progress"):
        whole = getattr(row, name)
        lines = [part.texts[name] for part in parts if part.texts[name]]
        assert "".join(lines) == whole
        days = re.compile(r"\d+年\d+月(?:\d+日|底)前|\d{4}-\d\d-\d\d|\d+\.\d+[%]?")
        assert [day for line in lines for day in days.findall(line)] == days.findall(whole)
