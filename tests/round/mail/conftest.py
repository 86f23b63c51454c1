"""A city's round as the mails need it: what was issued, who is written to, what was merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.robot import fill, ticked
from tests.round.mail.server import Post, Running, running
from tests.round.round_kit import addresses, task_table
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.core.records import Status
from xl_tools.reports.round import IssueReport

AS_OF = date(2022, 12, 20)
COUNTIES = ("莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市")
PEOPLE = [[unit, "张三", f"u{place}@county.example", "联系人"] for place, unit in enumerate(COUNTIES)]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post, tmp_path: Path) -> Iterator[Running]:
    with running(post, tmp_path) as up:
        yield up


@pytest.fixture
def issued(tmp_path: Path) -> IssueReport:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    return issue(tasks, out=tmp_path / "下发", period="2022-12", as_of=AS_OF)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return addresses(tmp_path / "通讯录.xlsx", [*PEOPLE, ["浙江省", "李四", "p@prov.example", "联系人"]])


@pytest.fixture
def merged(tmp_path: Path, issued: IssueReport) -> Path:
    """A city's roll-up of filled-in workbooks; 莲都区 is behind with task 1, task 2 does not concern 青田县."""
    for book in issued.units:
        answers: dict[int, tuple[str, str]] = {}
        if book.unit == "莲都区":
            answers = {1: ("1.莲都区招标受阻。\n2.下一步加快。", ticked(Status.BEHIND))}
        if book.unit == "青田县":
            answers = {2: ("我县无此项整改任务。", "")}
        fill(Path(book.path), tmp_path / "来" / f"{book.unit}.xlsx", answers)
    path = tmp_path / "丽水市汇总.xlsx"
    roll_up([tmp_path / "来"], level="city", name="丽水市", out=path, as_of=AS_OF)
    return path
