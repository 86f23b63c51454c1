"""No expression of the program takes for ever, whatever the text; nor does a cell."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from tests.conftest import ROOT
from tests.fuzz.patterns import MOST_GROWTH, Found, fault, grown
from xl_tools.app.examine import Occasion, examine
from xl_tools.core.grid import Book, Grid
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.figures.claims import read_figures
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a search is stopped by a signal")

AS_OF = date(2022, 12, 20)


def test_every_expression_stands() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.patterns"], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("bad", [r"(a+)+b", r"(?:甲|甲乙|乙)*丙", r"\s+$", r"\d+%", r"x\s*:?\s*$", "<.*?>"])
def test_what_takes_for_ever_is_found(bad: str) -> None:
    assert fault(Found(re.compile(bad), "here", anchored=False))


@pytest.mark.parametrize("good", [r"\d{1,3}%", r"(?<!\s)\s++$", "甲乙?丙", r"x\s*+(?::\s*+)?$"])
def test_what_does_not_is_left_alone(good: str) -> None:
    assert fault(Found(re.compile(good), "here", anchored=False)) == ""


UNITS = (
    *"\n \u3000十一1底前至-（[☑□未不，。；：第_a×%和省",
    *("十百千", "1.", "1、", "9、10月", "2025年", "（）", "[ ", "☑已完成", "已完成", "完成5个", "共5个，其中3个", "5%"),
    *(
        "第1项",
        "莲都区",
        "莲都区：",
        "\n1.",
        "1.\n",
        "整改措施",
        "整改目标：\n",
        "其中",
        "_x000D_",
        "（省",
        "持续推进",
        "延期至",
    ),
)


def checked(field: int) -> Callable[[str], object]:
    heading = ["县（市、区）名称", "序号", "整改任务", "整改目标和措施", "整改时限", "整改进展", "完成情况"]
    filled = ["莲都区", "1", "第1项：渗漏", "整改目标：修复。", "2025年底前", "已排查。", "☑已完成"]

    def check(text: str) -> object:
        row = [text if place == field else value for place, value in enumerate(filled)]
        book = Book("表.xlsx", (Grid("整改进展", [["附件"], ["莲都区整改进展情况表"], heading, row]),))
        return examine(book, Occasion(AS_OF))

    return check


READERS: dict[str, Callable[[str], object]] = {
    "deadline": lambda text: read_deadline(text, as_of=AS_OF),
    "status": read_status,
    "serial": read_serial,
    "figures": lambda text: list(read_figures(text)),
    "task": checked(2),
    "plan": checked(3),
    "due": checked(4),
    "progress": checked(5),
    "state": checked(6),
}


def _seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


@pytest.mark.parametrize("reader", READERS)
def test_a_cell_takes_twice_as_long_when_it_is_twice_as_long(reader: str) -> None:
    """Each sign or phrase over and over; the cell's end is another each time, so that nothing is remembered."""
    read, slow = READERS[reader], {}
    read("暖身")
    for unit in UNITS:
        ends = (f"甲{number}" for number in count())
        short, long = grown(lambda length: _seconds(read, unit * (length // len(unit)) + next(ends)), 0.5)  # noqa: B023
        if long > max(0.5, MOST_GROWTH * short):
            slow[unit] = (round(short, 2), round(long, 2))
    assert slow == {}
