from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.core.addresses import cell_name, column_letters, column_number, split_cell


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_both_ways(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters) == number


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_names_both_ways(row: int, column: int) -> None:
    assert split_cell(cell_name(row, column)) == (row, column)


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "$A$1", "a1", "A1:B2", "AAAA1", "甲1"])
def test_what_is_no_cell_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cell name"):
        split_cell(text)
