"""Days and times as people write them on an option."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from xl_tools.core.dates import days_that_are_none, read_day, read_moment
from xl_tools.core.errors import UserError

TODAY = date(2022, 12, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2022-12-20",
        "2022/12/20",
        "2022.12.20",
        "2022.12.20.",
        "2022年12月20日",
        "2022 年 12 月 20 日",
        "２０２２－１２－２０",
        "20221220",
        "12月20日",
        "12.20",
        "12-20",
    ],
)
def test_a_day_in_any_writing(text: str) -> None:
    assert read_day(text.removesuffix("."), TODAY) == date(2022, 12, 20)


@pytest.mark.parametrize(("text", "day"), [("1月5日", date(2023, 1, 5)), ("12月30日", date(2022, 12, 30))])
def test_a_day_without_a_year_is_the_nearest(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "2022", "2022-12", "2月30日", "2022-13-01", "2023年2月29日", "明天", "20-12-2022"]
)
def test_what_is_no_day_gets_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="请写成 2022-12-20"):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-12-25", datetime(2022, 12, 25, 23, 59)),
        ("2022年12月25日", datetime(2022, 12, 25, 23, 59)),
        ("12月25日", datetime(2022, 12, 25, 23, 59)),
        ("2022-12-25T18:00", datetime(2022, 12, 25, 18)),
        ("2022-12-25 18:00", datetime(2022, 12, 25, 18)),
        ("2022-12-25 18:00:00", datetime(2022, 12, 25, 18)),
        ("2022年12月25日18时", datetime(2022, 12, 25, 18)),
        ("2022年12月25日 18时30分", datetime(2022, 12, 25, 18, 30)),
        ("12月25日18：30", datetime(2022, 12, 25, 18, 30)),
    ],
)
def test_a_time_or_the_last_minute_of_a_day(text: str, moment: datetime) -> None:
    assert read_moment(text, TODAY) == moment


def test_a_time_with_its_zone_is_brought_to_local_time() -> None:
    assert read_moment("2022-12-25T10:00+00:00", TODAY) == datetime.fromisoformat(
        "2022-12-25T10:00+00:00"
    ).astimezone().replace(tzinfo=None)


@pytest.mark.parametrize("text", ["", "18:00", "2022-12-25 25:00", "2022-12-25 18:60", "下周五"])
def test_what_is_no_time_gets_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="请写成 2022-12-25"):
        read_moment(text, TODAY)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2022年13月40日前完成", ["2022年13月40日"]),
        ("应于2月30日、2023年2月29日、4月31号完成", ["2月30日", "2023年2月29日", "4月31号"]),
        ("2022-13-01，2022/02/30，２０２２．２．３０", ["2022-13-01", "2022/02/30", "2022.2.30"]),
        ("2022年13月底前", ["2022年13月"]),
        ("2022年2月28日、2月29日、12个月、3月底前、2022-12-20、2022年12月", []),
        ("丽督整改办〔2022〕13号，第40日报，1.13.40，共2022.13吨", []),
    ],
)
def test_days_that_there_are_not(text: str, wrong: list[str]) -> None:
    assert list(days_that_are_none(text)) == wrong
