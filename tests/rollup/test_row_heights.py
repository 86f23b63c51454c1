"""How high a row must be, worked out from its texts."""

from __future__ import annotations

import pytest

from xl_tools.rollup.row_heights import height_of


def lines_of(text: str, width: float, size: int) -> int:
    """How many lines a text was given."""
    one, two = height_of([("字", 100)], size), height_of([("字\n字", 100)], size)
    return round((height_of([(text, width)], size) - one) / (two - one)) + 1


@pytest.mark.parametrize("size", [10, 12, 16])
@pytest.mark.parametrize("width", [12, 42, 60])
def test_a_text_has_the_lines_that_it_takes_and_few_more(size: int, width: int) -> None:
    text = "字" * 300
    # A character of Chinese is as wide as the font is high, 4/3 pixels a point; a column's unit has 7 pixels.
    in_a_line = width * 7 // (size * 4 / 3)
    assert 300 / in_a_line <= lines_of(text, width, size) <= 300 / (in_a_line - 1) + 1


def test_a_row_without_text_is_as_high_as_a_line() -> None:
    assert height_of([], 10) == height_of([("", 20)], 10) == height_of([("字", 20)], 10)
