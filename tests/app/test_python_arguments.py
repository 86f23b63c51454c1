"""What a parameter of the Python interface does not take is refused at once, in one sentence that names it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import numpy
import pandas
import pytest

import xl_tools

RECORDS = (None, 0, 1.5, True, b"x", "x", (), {}, object(), pandas.NaT)
NO_TEXT = (5, 1.5, True, b"x", [None], {}, date(2022, 12, 20), pandas.NaT, numpy.int64(5), object())
NO_DAY = (
    0, 44915, 1.5, True, b"2022-12-20", "", "2022-13-01", "2022-02-30", "2022/12/20", "20 December", "2022-12",
    time(3), [], ["2022-12-20"], {}, pandas.NaT, numpy.datetime64("2022-12-20"), numpy.int64(20221220), object(),
)  # fmt: skip
NO_MONTH = (
    0, 202212, 1.5, True, b"2022-12", "", "2022-13", "2022-00", "2022", "12", "December", "2022-12-20T08:00",
    time(3), [], ["2022-12"], {}, pandas.NaT, numpy.datetime64("2022-12"), numpy.int64(202212), object(),
)  # fmt: skip
NO_PATH = (0, 5, 1.5, True, b"a.xlsx", "", "  ", "a\0b", [], ["a.xlsx"], {}, date(2022, 12, 20), pandas.NaT, object())
NO_PATHS = (0, 5, 1.5, True, b"a.xlsx", "", [], [None], ["a.xlsx", ""], [b"a"], {"a": 1}, pandas.NaT, object())
NO_FLAG = (None, "", "no", 2, -1, 1.5, [], [True], b"1", pandas.NaT, numpy.int64(7), object())
NO_NUMBER = ("1", "", 1.5, True, b"1", [], float("nan"), pandas.NaT, numpy.float64(1), object())

WRONG = {
    "StrPath": NO_PATH,
    "Paths": NO_PATHS,
    "Day": NO_DAY,
    "Moment": NO_DAY,
    "Month": NO_MONTH,
    "bool": NO_FLAG,
    "int": NO_NUMBER,
    "str": NO_TEXT,
    "Collection": (5, b"S", [], [5], [None], {}, object()),
    "Sequence": (5, b"7", [5], [None], {}, object()),
    "Iterable": (None, 5, b"x", "x", [5], ["D405"], object()),
    "Office": RECORDS[1:],
    "Book": RECORDS[1:],
    "Mapping": (0, 5, "x", [1], object()),
    "Progress": (0, 5, "x", [], object()),
}
"""What no parameter of an annotation takes, by the first word of the annotation."""

FITS = {"StrPath": "a.xlsx", "Paths": "a.xlsx", "Day": "2022-12-20", "str": "x", "int": 1, "Iterable": ()}
NOT_PLAIN = {"text", "value"}
"""Parameters that take whatever stands in a cell."""


def word(parameter: inspect.Parameter) -> str:
    """The word of an annotation by which it is told: what takes a path or a text besides takes both."""
    return str(parameter.annotation).split(" | ")[0].partition("[")[0].rpartition(".")[2]


def parameters() -> Iterator[tuple[str, str]]:
    for function in filter(str.islower, xl_tools.__all__):
        for name in inspect.signature(getattr(xl_tools, function)).parameters:
            yield function, name


def others(function: str, name: str) -> dict[str, object]:
    """Something that fits for each further parameter that must be given."""
    signature = inspect.signature(getattr(xl_tools, function))
    needed = {one.name: one for one in signature.parameters.values() if one.default is inspect.Parameter.empty}
    enumerated = {"Level": "city", "MailKind": "下发"}
    return {one: enumerated.get(word(needed[one])) or FITS[word(needed[one])] for one in needed if one != name}


@pytest.mark.parametrize(("function", "name"), list(parameters()))
def test_what_a_parameter_does_not_take_is_refused_with_its_name(function: str, name: str) -> None:
    parameter = inspect.signature(getattr(xl_tools, function)).parameters[name]
    kinds = str(parameter.annotation).split(" | ")
    wrong = list(WRONG.get(word(parameter), NO_TEXT))
    if name in NOT_PLAIN:
        wrong = [b"x", [None], {}, object(), time(3)] if "None" in kinds else list(NO_TEXT)
    elif word(parameter) == "float":
        wrong = ["1", b"1", [], object(), float("nan")]
    elif word(parameter) == "date":
        wrong = [0, "2022-12-20", b"x", pandas.NaT, object()]
    elif "None" not in kinds and word(parameter) != "bool":
        wrong.append(None)
    assert len(wrong) >= 5
    for value in wrong:
        with pytest.raises(xl_tools.UserError) as refused:
            getattr(xl_tools, function)(**others(function, name), **{name: value})
        told = str(refused.value)
        assert name in told, (value, told)
        assert len(told.splitlines()) == 1, told
        assert told.count("。") == 1, told


EAST = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "day",
    [date(2022, 12, 20), datetime(2022, 12, 20, 23, 30, tzinfo=EAST), pandas.Timestamp("2022-12-20"), "2022-12-20"],
    ids=["date", "datetime in a zone", "pandas", "ISO"],
)
def test_a_day_may_be_given_as_any_of_these(day: date | str) -> None:
    assert xl_tools.closing_days(day, count=1).start == date(2022, 12, 20)


@pytest.mark.parametrize("gap", [None, float("nan"), pandas.NaT, pandas.NA], ids=str)
def test_a_gap_in_a_column_of_pandas_is_an_empty_cell(gap: float | None) -> None:
    assert xl_tools.read_deadline(gap) == xl_tools.read_deadline(None)
    assert xl_tools.read_status(gap) == xl_tools.read_status(None)
    assert xl_tools.read_serial(gap) == xl_tools.read_serial(None)


def test_numbers_and_flags_may_be_those_of_numpy() -> None:
    assert xl_tools.closing_days("2022-12-20", count=numpy.int64(10)) == xl_tools.closing_days("2022-12-20", count=10)
    assert xl_tools.check("a.xlsx", hidden=numpy.bool_(True)).files[0].outcome == "unreadable"


@pytest.mark.parametrize("function", [xl_tools.workspace, xl_tools.month, xl_tools.next_month])
def test_a_workspace_that_is_not_there_is_not_taken_for_one_without_settings(
    function: Callable[[str], object], tmp_path: Path
) -> None:
    missing = str(tmp_path / "督查")
    with pytest.raises(xl_tools.UserError, match=f"^folder“{missing}”找不到，请写工作台所在的文件夹。$"):
        function(missing)
