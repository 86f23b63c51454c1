"""Sheets of hundreds of thousands of rows whose cells stand in them as they are.

XlsxWriter spends five microseconds a cell. Here the rows below the heading are given as finished XML, made by one
format string a row (``QuickSheet.set_body``); everything else of the sheet stays XlsxWriter's.
"""

from __future__ import annotations

from xl_tools.write.quick_sheet import QuickSheet


class PlainSheet(QuickSheet):
    """A worksheet whose formulas hold no function younger than Excel 2010, so that none needs its new name looked up
    (thirty patterns a formula)."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")
