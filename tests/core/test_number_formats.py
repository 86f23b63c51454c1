"""What a cell shows; the expected texts are what Excel shows, checked with LibreOffice where it shows the same."""

from __future__ import annotations

import subprocess
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from lxml import html

from xl_tools.core.grid import CellValue
from xl_tools.core.number_formats import built_in, is_telling, shown

DAY = date(2022, 12, 1)
SHOWN: list[tuple[CellValue, str, str]] = [
    (DAY, 'yyyy"年"m"月"', "2022年12月"),
    (DAY, "yyyy\\年m\\月;@", "2022年12月"),
    (DAY, '[$-804]yyyy"年"m"月"d"日"', "2022年12月1日"),
    (DAY, 'yyyy"年"', "2022年"),
    (DAY, 'm"月"d"日"', "12月1日"),
    (DAY, "yyyy-mm-dd", "2022-12-01"),
    (DAY, "yy/m/d", "22/12/1"),
    (date(2022, 10, 31), '[DBNum1]yyyy"年"m"月"d"日"', "二〇二二年十月三十一日"),
    (datetime(2022, 12, 1, 6, 5, 9), "yyyy/m/d h:mm", "2022/12/1 6:05"),
    (datetime(2022, 12, 1, 6, 5, 9), "mm:ss", "05:09"),
    (0.125, "0%", "13%"),
    (0.125, "0.0%", "12.5%"),
    (1, "0%", "100%"),
    (-0.5, "0.00%", "-50.00%"),
    (1234567.5, '"¥"#,##0.00', "¥1,234,567.50"),
    (-1234.5, '"¥"#,##0.00;"¥"-#,##0.00', "¥-1,234.50"),
    (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
    (3, '0"项"', "3项"),
    (3, "000", "003"),
    (3, '"第"0"项"', "第3项"),
    (1234567, '#,##0.0,"千元"', "1,234.6千元"),
    (0.5, "0.##", "0.5"),
    (0, '0;-0;"无"', "无"),
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN)
def test_what_a_cell_shows(value: CellValue, code: str, text: str) -> None:
    assert shown(value, code) == text
    assert is_telling(code) or code in ("0.##",)


@pytest.mark.real("soffice")
def test_libreoffice_shows_the_same(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row, (value, code, _) in enumerate(SHOWN):
            style = book.add_format({"num_format": code})
            if isinstance(value, date):
                sheet.write_datetime(row, 0, value, style)
            else:
                sheet.write(row, 0, value, style)
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    subprocess.run(
        [*command, "html", "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120
    )
    cells = html.fromstring((tmp_path / "表.html").read_bytes().decode("utf-8")).iter("td")
    texts = ["".join(cell.itertext()).strip() for cell in cells]
    # An English LibreOffice writes no Chinese numerals.
    differs = [
        (text, expected)
        for text, (_, code, expected) in zip(texts, SHOWN, strict=True)
        if text != expected and "DBNum" not in code
    ]
    assert not differs


@pytest.mark.parametrize(
    ("value", "code"),
    [(DAY, "ggge"), (12.25, "# ?/?"), (1200.0, "0.00E+00"), (5, "[>100]0.0;0"), (True, "0%"), (time(6, 0), "yyyy-m-d")],
)
def test_what_is_not_understood_is_not_known(value: CellValue, code: str) -> None:
    assert shown(value, code) is None


@pytest.mark.parametrize(
    "code", ["General", "G/通用格式", "@", "0", "0.00", "#,##0", "#,##0.00_);[Red]\\(#,##0.00\\)", "0_ "]
)
def test_a_plain_number_shows_its_value(code: str) -> None:
    assert not is_telling(code)


@pytest.mark.parametrize("code", [";;;", "0;;", "yyyy", "0%", "[$€-407]0", "00", '0"吨"', "[h]:mm"])
def test_what_tells_more_is_kept(code: str) -> None:
    assert is_telling(code)


def test_formats_that_are_named_by_number() -> None:
    assert shown(DAY, built_in(57) or "") == "2022年12月"
    assert shown(0.5, built_in(9) or "") == "50%"
    assert built_in(0) is built_in(2) is built_in(49) is built_in(200) is None


def test_the_long_date_of_the_computer() -> None:
    assert shown(DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy") == "2022年12月1日"
