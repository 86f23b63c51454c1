"""评价: a column for each unit that grades, one for each office that does; grade words from a drop-down."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.scheme import Evaluation
from xl_tools.write.score.score_formats import Score, begin, choices, protect
from xl_tools.write.score.score_layout import EVALUATION, LEAST_LOST, quoted

_NOTE = "各单位的评价等次从下拉列表里选；空着的不计入平均。"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where an evaluation stands: its grade columns, then points, losses and their number (from 1)."""

    part: Evaluation
    place: int
    first: int
    last: int

    @property
    def points(self) -> str:
        return column_letters(self.last + 1)

    @property
    def lost(self) -> str:
        return column_letters(self.last + 2)

    @property
    def count(self) -> str:
        return column_letters(self.last + 3)


def evaluation_columns(score: Score) -> list[Columns]:
    """The columns of every evaluation, from C on."""
    found, at = [], 3
    for place, part in enumerate(score.rules.evaluation):
        last = at + max(len(part.by), 1) - 1
        found.append(Columns(part, place, at, last))
        at = last + 4
    return found


def total_column(score: Score) -> str:
    """The column of all evaluations together."""
    parts = evaluation_columns(score)
    return column_letters(parts[-1].last + 4 if parts else 3)


def write_evaluation(sheet: Worksheet, score: Score) -> None:
    """The sheet, a row an office, in the order of the roster."""
    kit, block, parts = score.kit, score.blocks[EVALUATION], evaluation_columns(score)
    heads: list[tuple[str, float, bool]] = [("单位", 18, False), ("类别", 11, False)]
    for columns in parts:
        heads += [(unit, 9.5, True) for unit in columns.part.by or (columns.part.name,)]
        heads += [
            (f"{columns.part.name}得分", 9.5, False),
            (f"{columns.part.name}失分", 9.5, False),
            ("失分序号", 6, False),
        ]
    heads.append((f"{score.rules.evaluation_name}得分", 9.5, False))
    begin(sheet, score, f"{score.rules.evaluation_name}（{EVALUATION}）", _NOTE, heads)
    words = [worth.name for worth in score.rules.grade_points]
    counts = dict.fromkeys((columns.place for columns in parts), 0)
    for row, standing in enumerate(score.case.scored.standings, block.first):
        name = standing.office.name
        sheet.write_string(row - 1, 0, name, kit.text)
        sheet.write_string(row - 1, 1, score.kind_word(name), kit.centre)
        for columns in parts:
            points, _ = score.case.scored.evaluated[columns.part.name][name]
            lost = columns.part.points - points
            counts[columns.place] += float(lost) > float(LEAST_LOST) and score.kind_word(name) != score.averaged
            _write_part(sheet, score, columns, row, name, points, counts[columns.place])
        total = "+".join(f"{columns.points}{row}" for columns in parts) or "0"
        at = parts[-1].last + 3 if parts else 2
        sheet.write_formula(row - 1, at, f"={total}", kit.strong, float(standing.evaluation))
    for columns in parts:
        choices(sheet, block.first, block.last, columns.first - 1, words, "评价等次", to=columns.last - 1)
        sheet.set_column(columns.last + 2, columns.last + 2, 6, None, {"hidden": True})
    protect(sheet)


def _write_part(
    sheet: Worksheet, score: Score, columns: Columns, row: int, office: str, points: Decimal, count: int
) -> None:
    kit, said = score.kit, score.case.inputs.grades.get(columns.part.name, {}).get(office, {})
    for at, unit in enumerate(columns.part.by or (columns.part.name,), columns.first):
        sheet.write_string(row - 1, at - 1, said.get(unit, ""), kit.in_centre)
    full = score.cells[f"evaluation.{columns.place}.points"]
    sheet.write_formula(
        row - 1, columns.last, f"={_points_formula(score, columns, row, full)}", kit.points, float(points)
    )
    lost = float(columns.part.points - points)
    sheet.write_formula(row - 1, columns.last + 1, f"={full}-{columns.points}{row}", kit.points, lost)
    counted = f"{columns.lost}{row}>{LEAST_LOST}"
    if score.averaged:
        counted = f"AND({counted},B{row}<>{quoted(score.averaged)})"
    formula = f"=N({columns.count}{row - 1})+IF({counted},1,0)"
    sheet.write_formula(row - 1, columns.last + 2, formula, kit.bare, count)


def _points_formula(score: Score, columns: Columns, row: int, full: str) -> str:
    """The mean of the grades given, no more than the evaluation's points; 0 where none is."""
    reach = f"{column_letters(columns.first)}{row}:{column_letters(columns.last)}{row}"
    counts = [f"COUNTIF({reach},{quoted(worth.name)})" for worth in score.rules.grade_points]
    given = "+".join(counts)
    points = "+".join(f"{count}*{score.cells[f'grade_points.{at}.points']}" for at, count in enumerate(counts))
    return f"IF({given}=0,0,MIN({full},({points})/({given})))" if counts else "0"
