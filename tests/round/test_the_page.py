"""The whole round as docs/round.md tells it: its commands run as they stand there, for two cities, and 本月 alone."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT, SHARED
from tests.robot import fill
from tests.round import second_city as city
from tests.round.round_kit import task_table
from xl_tools.books.file.reader import read_book

BLOCKS = re.findall(r"```bash\n(.*?)```", (ROOT / "docs" / "round.md").read_text("utf-8"), re.DOTALL)
BEGIN, BARE, FULL = (block.strip().split("\n") for block in BLOCKS)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
AMISS = {"X709", "X711", "X714"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which ``xl-tools`` is this one."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "xl-tools"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xl_tools "$@"\n', "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def shell(line: str, folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    """A line of the page as a person types it. It may find faults (1), it must be done (not 2)."""
    own = {"PATH": path, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder / ".user")}
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=os.environ | own,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), (line, done.stderr)
    return done


def totals(book: Path) -> dict[str, str]:
    """The totals that a roll-up shows, by their words."""
    rows = next(grid.rows for grid in read_book(book).grids if grid.name == "汇总统计")
    found = {}
    for row in rows:
        texts = [value for value in row if value not in (None, "")]
        if len(texts) >= 2 and isinstance(texts[0], str):
            found.setdefault(texts[0], str(texts[1]).removesuffix(".0"))
    return found


def findings(book: Path) -> set[str]:
    grid = next((grid for grid in read_book(book).grids if grid.name == "校验结果"), None)
    return {str(value) for row in grid.rows for value in row if value} if grid else set()


def drafts(folder: Path, kind: str) -> set[str]:
    return {one.stem.split()[1] for one in folder.rglob(f"{kind} *.eml")}


def by_page(lines: list[str], folder: Path, path: str, issued: Path, inbox: Path) -> None:
    """Run the lines; between handing out and collecting the counties send theirs."""
    for line in lines:
        if line.startswith("xl-tools collect"):
            inbox.mkdir(parents=True, exist_ok=True)
            city.report(issued, inbox)
        shell(line, folder, path)


def test_the_commands_of_the_page_with_all_their_files(tmp_path: Path, path: str) -> None:
    city.lay(tmp_path)
    (tmp_path / "进度图.png").write_bytes(PNG)
    lines = [line.replace("丽水市", city.CITY) for line in FULL]
    by_page(lines, tmp_path, path, tmp_path / "下发", tmp_path / "来件")
    book = tmp_path / f"{city.CITY}汇总.xlsx"
    assert findings(book).isdisjoint(AMISS)
    assert drafts(tmp_path, "下发") == drafts(tmp_path, "分发") == set(city.COUNTIES)
    assert drafts(tmp_path, "催报") == set()
    assert drafts(tmp_path, "报送") == {"浙江省"}
    again = f"--issued 下发 --level city --name {city.CITY} --out 再.xlsx --as-of {city.AS_OF} --json"
    done = shell(f"xl-tools rollup 收报/2022-12 {again}", tmp_path, path)
    report = json.loads(done.stdout)
    assert {name: report["totals"][name] for name in city.TOTALS} == city.TOTALS
    assert report["missing"] == []


def workspace(folder: Path, path: str) -> Path:
    """The workspace of the page's first block, filled in as a clerk fills it in."""
    city.lay(folder)
    shell(BEGIN[0].replace("丽水市", city.CITY), folder, path)
    place = folder / "督察"
    book = openpyxl.load_workbook(place / "工作台.xlsx")
    book["工作台"]["B8"] = "2098-12-25"  # a day to come, whenever this runs: the office may still wait
    book["工作台"]["B9"] = city.AS_OF
    for row in book["通讯录"].iter_rows(min_row=4):
        if row[0].value:
            row[2].value = f"u{row[0].row}@county.example"
    book.save(place / "工作台.xlsx")
    return place


def test_the_commands_of_the_page_without_options_in_a_workspace(tmp_path: Path, path: str) -> None:
    place = workspace(tmp_path, path)
    base = place / "2022-12" / "央督二轮"
    by_page(BARE, place, path, base / "下发", place / "2022-12" / "来件")
    assert findings(base / f"{city.CITY}汇总2022-12.xlsx").isdisjoint(AMISS)
    assert drafts(base / "草稿", "下发") == drafts(base / "草稿", "分发") == set(city.COUNTIES)


def test_the_month_alone(tmp_path: Path, path: str) -> None:
    """One command again and again; an option only for who does not want to wait."""
    assert BEGIN[1:] == ["cd 督察", "xl-tools month"]
    place = workspace(tmp_path, path)
    base, inbox = place / "2022-12" / "央督二轮", place / "2022-12" / "来件"

    def month() -> str:
        return shell("\n".join([f"cd {tmp_path}", *BEGIN[1:]]), place, path).stdout

    assert "这次做了央督二轮的下发" in month()
    assert "来件还没有" in month()
    city.report(base / "下发", inbox, city.COUNTIES[1:])
    assert "应收 6 个单位，已收 5，未收 1" in month()
    while "等着汇总" not in (said := month()):
        assert not (base / f"{city.CITY}汇总2022-12.xlsx").exists(), said
    assert "柯城区" in said
    city.report(base / "下发", inbox, city.COUNTIES[:1])
    assert "这次做了央督二轮的收报" in month()
    # One county's table has a fault: it is returned, and there is still time to wait for it.
    assert "这次做了央督二轮的退回" in month()
    assert "等着汇总" in month()
    assert "这次做了央督二轮的汇总" in shell("xl-tools month --go-on", place, path).stdout
    assert "这次做了央督二轮的报送" in month()
    assert "这次做了央督二轮的分发" in month()
    report = json.loads(shell("xl-tools month --look --json", place, path).stdout)
    assert {step["state"] for one in report["rounds"] for step in one["steps"]} <= {"done", "not_needed"}
    assert report["did"] is None
    assert drafts(base, "报送") == {"浙江省"}
    assert drafts(base, "分发") == set(city.COUNTIES)
    assert findings(base / f"{city.CITY}汇总2022-12.xlsx").isdisjoint(AMISS)
    assert "现在是2023年1月" in shell("xl-tools month --next", place, path).stdout


TABLES = [path for path in [SHARED / "cases" / "lishui-progress-2022.xlsx"] if path.is_file()]
"""The real table, where it is; its twin in own words is tried everywhere."""


@pytest.mark.parametrize("table", [None, *TABLES], ids=["twin", *("real" for _ in TABLES)])
def test_a_city_s_own_table_by_the_commands_of_the_page(table: Path | None, tmp_path: Path, path: str) -> None:
    if table:
        (tmp_path / "任务清单.xlsx").write_bytes(table.read_bytes())
    else:
        task_table(tmp_path / "任务清单.xlsx", "丽水市")
    (tmp_path / "进度图.png").write_bytes(PNG)
    counties = ["莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市"]
    people = [("单位", "姓名", "邮箱", "角色"), *city.people([*counties, "浙江省"])]
    city.sheet(tmp_path / "通讯录.xlsx", people)
    for line in FULL:
        if line.startswith("xl-tools collect"):
            for one in (tmp_path / "下发").glob("*整改进展情况表.xlsx"):
                fill(one, tmp_path / "来件" / one.name, {})
        shell(line, tmp_path, path)
    said = findings(tmp_path / "丽水市汇总.xlsx")
    assert said.isdisjoint(AMISS)
    assert drafts(tmp_path, "分发") == set(counties)
