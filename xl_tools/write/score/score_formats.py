"""What all sheets of the score workbook are written with: formats made once, titles, page set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from pathlib import PurePath
from typing import Any, Protocol

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.case import Case
from xl_tools.scoring.scheme import Assessment, Kind
from xl_tools.write.formats import FONT
from xl_tools.write.score.score_layout import HEADER_ROW, TASKS, Block, columns

INPUT = "#FFF9DB"
POINTS = "0.00##"
"""Shows 89.995 as it is, and 90 as 90.00."""


@dataclass
class Score:
    """A score workbook while it is written: what is scored, and where the sheets' rows stand."""

    workbook: Workbook
    case: Case
    kit: ScoreKit
    blocks: dict[str, Block] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    """The cell of each number of the rules, by its path."""

    @property
    def rules(self) -> Assessment:
        return self.case.inputs.assessment

    @property
    def title(self) -> str:
        """What the workbook is called. Where its rules are only assumed it keeps its own name: by theirs it would fall
        under them the next time."""
        if not self.case.assumed:
            return self.rules.title
        return next(iter(self.case.book.above), PurePath(self.case.book.path).stem).removesuffix(TASKS)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        words = self.rules.kind_words
        return {one.office.name: words[one.office.kind] for one in self.case.scored.standings}

    def kind_word(self, name: str) -> str:
        """The word for an office's kind; "" for an office that is not assessed."""
        return self._kinds.get(name, "")

    @property
    def averaged(self) -> str | None:
        """The word for the offices that get the average, whose process and evaluation do not count; None if none do."""
        return self.rules.kind_words[Kind.OTHER] if self.rules.others.treatment == "average" else None


class ScoreKit:
    """The formats of the workbook."""

    def __init__(self, workbook: Workbook) -> None:
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        cell = base | {"border": 1, "border_color": "#BFBFBF"}
        centre = cell | {"align": "center"}
        inside = {"locked": False, "bg_color": INPUT}

        def add(look: dict[str, Any]) -> Format:
            return workbook.add_format(look)

        self.workbook = workbook
        self.title = add({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        self.note = add(base | {"font_color": "#595959", "text_wrap": True})
        self.head = add(centre | {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True})
        self.head_input = add(centre | {"bold": True, "bg_color": "#FFE699", "text_wrap": True})
        self.text = add(cell)
        self.faint = add(cell | {"font_color": "#A6A6A6"})
        self.faint_centre = add(centre | {"font_color": "#A6A6A6"})
        self.wrapped = add(cell | {"text_wrap": True})
        self.centre = add(centre)
        self.bold = add(centre | {"bold": True})
        self.points = add(centre | {"num_format": POINTS})
        self.quiet = add(centre | {"num_format": f"{POINTS};-{POINTS};"})
        self.strong = add(centre | {"num_format": POINTS, "bold": True})
        self.percent = add(centre | {"num_format": "0.0%"})
        self.number = add(centre | {"num_format": "0"})
        self.link = add(centre | {"font_color": "#0563C1", "underline": 1})
        self.in_text = add(cell | inside | {"text_wrap": True})
        self.in_name = add(cell | inside | {"text_wrap": True, "num_format": "@"})
        self.in_centre = add(centre | inside)
        self.in_number = add(centre | inside | {"num_format": "General"})
        self.edit_text = add(cell | {"locked": False, "text_wrap": True})
        self.edit_centre = add(centre | {"locked": False})
        self.hand = add(centre | {"locked": False, "font_color": "#C55A11", "bold": True})
        self.bare = add(base)
        self.open = add(base | {"locked": False, "text_wrap": True})
        self.open_fill = add({"bg_color": INPUT, "border": 1, "border_color": "#BFBFBF"})
        self.bare_centre = add(base | {"align": "center"})
        self.bare_wrapped = add(base | {"text_wrap": True})
        self.bare_points = add(base | {"align": "center", "num_format": POINTS})
        self.bare_link = add(base | {"align": "center", "font_color": "#0563C1", "underline": 1})
        self.number_bare = add(base | {"align": "center", "num_format": "0"})
        self.red = add({"font_color": "#C00000"})
        self.green_fill = add({"bg_color": "#D9F0D3"})
        self.yellow_fill = add({"bg_color": "#FFF3CC"})
        self.red_fill = add({"bg_color": "#FAD4D4"})
        self.lined = add({"border": 1, "border_color": "#BFBFBF"})


class Dressed(Protocol):
    """A workbook being written, with its formats."""

    @property
    def kit(self) -> ScoreKit: ...


def begin(
    sheet: Worksheet,
    score: Dressed,
    title: str,
    note: str,
    heads: Sequence[tuple[str, float, bool]],
    *,
    freeze: int = 1,
) -> None:
    """Title, note and headings (text, width, whether a person fills the column), and the page: A3 landscape, as wide
    as the page, headings on every page. ``freeze`` columns stay in sight."""
    kit = score.kit
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, kit.title)
    sheet.set_row(0, 30)
    sheet.merge_range(1, 0, 1, max(1, len(heads) - 1), "", kit.note)
    sheet.write_string(1, 0, note, kit.note)
    sheet.set_row(1, 30)
    sheet.set_row(HEADER_ROW - 1, 30)
    for place, (text, width, fills) in enumerate(heads):
        sheet.set_column(place, place, width)
        sheet.write_string(HEADER_ROW - 1, place, text, kit.head_input if fills else kit.head)
    sheet.freeze_panes(HEADER_ROW, freeze)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")


def protect(sheet: Worksheet) -> None:
    """Formulas are locked, without a password; rows may be inserted, columns and rows sized."""
    options = {"insert_rows": True, "format_columns": True, "format_rows": True, "autofilter": True}
    sheet.protect("", options)


def choices(
    sheet: Worksheet, first: int, last: int, column: int, words: Sequence[str], what: str, *, to: int | None = None
) -> None:
    """A drop-down over the columns ``column`` to ``to`` (rows from 1, columns from 0). A list too long to stand in the
    rule itself is left out."""
    if not words or sum(map(len, words)) + len(words) > 250:
        return
    options = {
        "validate": "list",
        "source": list(words),
        "error_title": what,
        "error_message": "请从下拉列表里选一个。",
    }
    sheet.data_validation(first - 1, column, last - 1, column if to is None else to, options)


def place(what: str, name: str) -> int:
    """The column of a field, from 0."""
    return list(columns(what)).index(name)
