"""A deadline that could not be read is not known: no paper counts it among those that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_report_change import DONE, ON, month
from tests.app.test_report_checks import DAY, codes, template
from xl_tools.app.report import read_stands, report
from xl_tools.app.roll_up import roll_up
from xl_tools.core.errors import UserError
from xl_tools.write.documents.fill import texts_of

LINES = (
    (1, DONE, "2022年6月底前", "清运完毕。"),
    (2, ON, "长期坚持", "巡查。"),
    (3, ON, "按计划推进", "清运一半。"),
    (4, ON, "12月底前", "清运一半。"),
    (5, ON, "验收后3个月内", "清运一半。"),
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return month(tmp_path_factory.mktemp("city"), DAY, *LINES)


@pytest.fixture(scope="module")
def province(city: Path) -> Path:
    out = city.with_name("浙江省汇总.xlsx")
    roll_up([city], level="province", name="浙江省", out=out, as_of=DAY)
    return out


@pytest.mark.parametrize("level", ["city", "province"])
def test_a_deadline_that_cannot_be_read_is_named_and_not_counted_as_none(
    request: pytest.FixtureRequest, tmp_path: Path, level: str
) -> None:
    book: Path = request.getfixturevalue(level)
    stands = read_stands(book)
    assert [task.unclear for task in stands.tasks if not task.due] == [False, True, True, False]
    for kind in ("报告", "通报", "简报", "一页纸"):
        report(book, kind=kind, out=tmp_path / "a.docx")
        text = texts_of((tmp_path / "a.docx").read_bytes()).whole
        assert "时限没有读出来、没有算进" in text
        assert "第3项、第4项。" in text
        if kind == "报告":
            assert "没有具体时限的任务2项。时限没有读出来、没有算进去的任务：第3项、第4项。" in text


def test_a_template_that_does_not_name_it_is_not_final(city: Path, tmp_path: Path) -> None:
    own = template(tmp_path, "截至{{ as_of }}共{{ n.total }}项，没有时限{{ no_date }}项。")
    made = report(city, kind="简报", out=tmp_path / "a.docx", template=own)
    assert "第3项（时限读不出来）、第4项（时限读不出来）" in codes(made)["R05"]
    with pytest.raises(UserError, match="还不能定稿"):
        report(city, kind="简报", out=tmp_path / "b.docx", template=own, final=True)


def test_units_with_deadlines_of_their_own_without_a_date_are_clear(tmp_path: Path) -> None:
    book = month(
        tmp_path,
        DAY,
        (1, ON, "莲都区：长期坚持\n青田县：立行立改", "巡查。"),
        (2, ON, "莲都区：长期坚持\n青田县：看情况", "巡查。"),
    )
    assert [task.unclear for task in read_stands(book).tasks] == [False, True]
