"""Sheets drawn as text, read by the real parser.

A line with "|" is a row of the table, the first one its heading; any other line is text in column A (a title
above the table, a note below it). In a cell, a written \\n is a line break, "^" joins the cell to the one above it,
"#REF!" and the like are error values, "=" is a formula without a stored value; "~~" stands around words that are
struck out. A row that begins with "~" is hidden. Columns of the standard form that are not drawn are added on the
right and filled in faultlessly, so a drawing shows what matters and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from tests.scoring.made import lishui, roster
from xl_tools.app.examine import Occasion, examine
from xl_tools.closing.inspected import Inspected
from xl_tools.core import regions
from xl_tools.core.grid import Book, CellValue, Grid, Range
from xl_tools.core.records import Field, Finding, Level, ProgressSheet
from xl_tools.core.working_days import national
from xl_tools.forms.definitions import get as get_form
from xl_tools.forms.headings import title, vocabularies
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.closing.ledger import read_ledger
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.petitions.records import Conventions, Ledger
from xl_tools.petitions.state import read_ledger as petition_tables
from xl_tools.petitions.tasks import OpenPetitions
from xl_tools.rollup.merge import merge
from xl_tools.rules.assessment import judge, rule_table
from xl_tools.rules.catalogue import PARTED, Case
from xl_tools.rules.closing.judge import check as check_ledger
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run
from xl_tools.rules.registry import get
from xl_tools.scoring.case import build, case_of
from xl_tools.scoring.table.engine import score
from xl_tools.scoring.table.rows import is_table, read_table

AS_OF = date(2022, 12, 20)

_TOPICS = (
    "河道采砂点越界",
    "污水管网破损渗漏",
    "餐饮油烟扰民",
    "矿山边坡未复绿",
    "畜禽粪污乱堆",
    "垃圾中转站渗滤液外排",
    "工业固废露天存放",
    "饮用水源地围网缺口",
    "油气回收不达标",
    "建筑工地扬尘",
)
_SERIALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_STRUCK = "~~"
_ERROR = re.compile(r"#[A-Z0-9/]+[!?A]?")


def draw(text: str, form: str = "progress", *, fill: bool = True, name: str = "进展表") -> Grid:
    """A drawing as the cells of a sheet."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    top = list(takewhile(lambda line: "|" not in line, lines))
    drawn = [line for line in lines if "|" in line]
    below = lines[len(top) + len(drawn) :]
    rows = [_cells(line) for line in drawn]
    if fill and rows:
        _fill_in(rows, form)
    first = len(top) + 1
    struck, parts = _struck(rows, first)
    return Grid(
        name=name,
        rows=[*([line] for line in top), *_values(rows), *([line] for line in below)],
        merged=list(_merged(rows, first)),
        hidden_rows=frozenset(first + place for place, line in enumerate(drawn) if line.startswith("~")),
        faults={
            (first + place, column): cell
            for place, row in enumerate(rows)
            for column, cell in enumerate(row, start=1)
            if cell == "=" or _ERROR.fullmatch(cell)
        },
        hidden_columns=frozenset(),
        struck=struck,
        struck_parts=parts,
        controls=(),
    )


def _struck(
    rows: Sequence[Sequence[str]], first: int
) -> tuple[frozenset[tuple[int, int]], dict[tuple[int, int], tuple[tuple[int, int], ...]]]:
    """The cells that are struck out as a whole, and the stretches of those that are in part."""
    whole: set[tuple[int, int]] = set()
    parts: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
    for place, row in enumerate(rows):
        for column, cell in enumerate(row, start=1):
            pieces = cell.split(_STRUCK)
            if len(pieces) == 3 and not pieces[0] and not pieces[2]:
                whole.add((first + place, column))
            elif len(pieces) > 1:
                ends = [sum(map(len, pieces[: n + 1])) for n in range(len(pieces))]
                parts[first + place, column] = tuple((ends[n - 1], ends[n]) for n in range(1, len(pieces), 2))
    return frozenset(whole), parts


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("~").removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\n", "\n") for cell in inner.split("|")]


def _values(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [
        ["" if cell in ("^", "=") or _ERROR.fullmatch(cell) else cell.replace(_STRUCK, "") for cell in row]
        for row in rows
    ]


def _merged(rows: Sequence[Sequence[str]], first: int) -> list[Range]:
    found: list[Range] = []
    for column in range(len(rows[0]) if rows else 0):
        for place in range(1, len(rows)):
            if rows[place][column] != "^":
                continue
            begin = place - 1
            while rows[begin][column] == "^":
                begin -= 1
            end = place
            while end + 1 < len(rows) and rows[end + 1][column] == "^":
                end += 1
            block = Range(first + begin, column + 1, first + end, column + 1)
            if block not in found:
                found.append(block)
    return found


def _fill_in(rows: list[list[str]], form: str) -> None:
    """The standard columns that are not drawn, without a fault."""
    kind = get_form(form)
    headings = [words.read(cell) for cell in rows[0] for words in vocabularies() if kind in words.forms]
    there = {heading.field for heading in headings if heading}
    parts = there & {Field.GOAL, Field.MEASURES}
    added = [field for field in kind.required if field not in there and not (parts and field is Field.PLAN)]
    rows[0] += [title(kind, field) for field in added]
    for place, row in enumerate(rows[1:]):
        row += [_clean(field, place) for field in added]


def _clean(field: Field, place: int) -> str:
    topic = _TOPICS[place % len(_TOPICS)]
    measures = "1.摸清底数，建立清单。\n2.按清单逐个处置，验收一个销号一个。"
    texts = {
        Field.REGION: "莲都区",
        Field.SERIAL: _SERIALS[place] if place < len(_SERIALS) else str(place + 1),
        Field.TASK: f"第{21 + place}项：{topic}，群众多次反映，有关部门没有及时处置。",
        Field.PLAN: f"整改目标：\n{topic}问题得到根治。\n整改措施：\n{measures}",
        Field.DEADLINE: "2023年12月底前",
        Field.PROGRESS: f"1.摸排{topic}点位{place + 3}个，清单已建立。\n2.点位逐个处置，{place + 1}个通过验收。",
        Field.STATUS: "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动",
        Field.GOAL: f"{topic}问题得到根治。",
        Field.MEASURES: measures,
        Field.UNITS: "县住建局（牵头）、县水利局",
    }
    return texts[field]


def sheets(text: str, form: str = "progress", *, fill: bool = True, path: str = "表.xlsx") -> list[ProgressSheet]:
    return read_sheets(Book(path, (draw(text, form, fill=fill),)), as_of=AS_OF)


def progress(text: str, *, fill: bool = True, path: str = "表.xlsx") -> ProgressSheet:
    """The progress table of a drawing."""
    (sheet,) = sheets(text, fill=fill, path=path)
    return sheet


def task_list(text: str, *, fill: bool = True, path: str = "清单.xlsx") -> ProgressSheet:
    """The task list of a drawing."""
    (sheet,) = sheets(text, "list", fill=fill, path=path)
    return sheet


def fired(sheet: ProgressSheet, code: str, context: Context | None = None) -> list[str]:
    """The cells where a rule fires, "-" for the sheet as a whole; all other rules run too."""
    result = run([sheet], context or Context(as_of=AS_OF))
    assert not result.crashes, result.crashes
    return [found.cell or "-" for found in result.findings if found.code == code]


def fired_in_case(case: Case) -> list[str]:
    """The cells where the case's rule fires; of a ledger of closing steps with their sheets."""
    of_ledger = case.form == "closing"
    return [f"{one.sheet}!{one.cell or '-'}" if of_ledger else one.cell or "-" for one in found_in_case(case)]


def found_in_case(case: Case) -> list[Finding]:
    """What the case's rule finds in its drawing."""
    return [one for one in _all_found(case) if one.code == case.code]


def _all_found(case: Case) -> Sequence[Finding]:
    if get(case.code).scope == "round":
        return _merged_together(case)
    if case.form == "assessment":
        return _scored(case)
    if case.form == "closing":
        return _of_ledger(case)
    if case.petitions:
        return _beside_petitions(case)
    grids = [draw(case.table, case.form, fill=case.fill)]
    grids += [draw(case.next, case.form, fill=False, name="续表")] if case.next else []
    grids += [draw(case.conventions, case.form, fill=False, name="口径")] if case.conventions else []
    book = Book("表.xlsx", tuple(grids))
    tables = read_sheets(book, as_of=AS_OF)
    context = Context(
        as_of=date.fromisoformat(case.as_of),
        previous=sheets(case.previous, case.form, fill=case.fill) if case.previous else (),
        issued=sheets(case.issued, case.form, fill=case.fill) if case.issued else (),
        period=case.period or None,
        issued_to=regions.find(case.issued_to) if case.issued_to else None,
        book=book,
        tables=tables,
    )
    result = run(tables, context)
    assert not result.crashes, result.crashes
    return result.findings


def _named_sheets(case: Case) -> Book:
    """A workbook of several drawn sheets. The line over a sheet is its name, too."""
    parts = (part.strip() for part in case.table.split(PARTED))
    grids = (draw(part, case.form, fill=False, name=part.splitlines()[0].strip("| ")) for part in parts)
    return Book("表.xlsx", tuple(grids))


def _of_ledger(case: Case) -> Sequence[Finding]:
    """What the rules of a ledger of closing steps find."""
    ledger = read_ledger(_named_sheets(case))
    assert ledger is not None
    looked_at = Inspected(
        replace(ledger, calendar=national()),
        date.fromisoformat(case.as_of),
        progress=[progress(case.progress)] if case.progress else None,
        plan=[progress(case.issued)] if case.issued else None,
        files=dict(name.split("=") for name in case.files) if case.files else None,  # type: ignore[misc]
        names=frozenset(case.names) if case.names else None,
        petitions=OpenPetitions(_petitions(case.petitions)) if case.petitions else None,
    )
    found, _, broken = check_ledger(looked_at)
    assert broken == []
    return found


def _petitions(drawing: str) -> Ledger:
    """The ledger of petitions of a drawing."""
    (own,) = petition_tables(sheets(drawing, "petition", fill=False), Conventions())
    return own


def _beside_petitions(case: Case) -> Sequence[Finding]:
    """What is found in a table of tasks with a ledger of petitions beside it."""
    book = Book("表.xlsx", (draw(case.table, case.form, fill=case.fill),))
    asked = Occasion(as_of=date.fromisoformat(case.as_of), petitions=_petitions(case.petitions))
    return examine(book, asked).findings


def _scored(case: Case) -> Sequence[Finding]:
    """What the scoring of a workbook finds. Numbers are drawn as text, and stand there as numbers."""
    drawn = _named_sheets(case)
    grids = [replace(grid, rows=[[*map(_number, row)] for row in grid.rows]) for grid in drawn.grids]
    book = replace(drawn, grids=tuple(grids))
    if is_table(book):
        filled, faults = read_table(book)
        return rule_table.judge(filled, score(filled), faults)
    if not case.offices:
        return judge.run(case_of(book))
    found = read_assessment(book)
    assert found is not None
    given = lishui().model_copy(update={"roster": roster(*case.offices)})
    return judge.run(build(lambda _: found, given))


def _number(cell: CellValue) -> CellValue:
    return float(cell) if isinstance(cell, str) and re.fullmatch(r"-?\d+(?:\.\d+)?", cell) else cell


def _merged_together(case: Case) -> Sequence[Finding]:
    """What the roll-up of 丽水市 finds."""
    tables = [progress(part, path=f"{place}.xlsx") for place, part in enumerate(case.table.split(PARTED))]
    sent = [table.region.name for table in tables if table.region]
    own = [progress(case.own, path="市表.xlsx")] if case.own else []
    city = regions.find("丽水市")
    units = [regions.find(name) for name in case.units or dict.fromkeys(sent)]
    assert city is not None
    merged = merge(
        [*tables, *own],
        level=Level.CITY,
        region=city,
        expected=[unit for unit in units if unit],
        as_of=date.fromisoformat(case.as_of),
    )
    return merged.findings
