"""单位得分: each office's points, total and grade, computed in the order of the roster; 得分汇总: the same, ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.engine import OfficePoints
from xl_tools.scoring.parameters import NO, YES
from xl_tools.scoring.scheme import Kind
from xl_tools.write.formats import NONE
from xl_tools.write.score.evaluation import total_column
from xl_tools.write.score.score_formats import Score, begin, protect
from xl_tools.write.score.score_layout import (
    BONUS,
    EVALUATION,
    FIRST,
    HEADER_ROW,
    OFFICES,
    PROCESS,
    TASKS,
    TOTALS,
    columns,
    quoted,
)

WRONG_WEIGHTS = "分值有误"
OVER_QUOTA = "名额超出"
_NOTE = "本表全部是公式，不用填。"


def write_offices(sheet: Worksheet, score: Score) -> None:
    """The sheet 单位得分. The mean of the key offices stands over the totals."""
    rules, kit, block = score.rules, score.kit, score.blocks[OFFICES]
    names = [rules.work.name, rules.process_name, rules.evaluation_name]
    texts = ["序号", "单位", "类别", "分值合计", *names, "附加分", "合计", "总分", "目标全完成", "否优"]
    texts += ["按分评定", "晋级", "等次", "名次", "排序", "排序分"]
    widths = (6, 18, 11, 10, 10, 10, 10, 9, 10, 10, 10, 8, 10, 8, 10, 8, 8, 9)
    begin(sheet, score, OFFICES, _NOTE, [(t, w, False) for t, w in zip(texts, widths, strict=True)], freeze=3)
    average = score.case.scored.average
    sheet.write_string(0, 8, "重点单位平均", kit.bare)
    sheet.write_formula(0, 9, f"={_average_formula(score)}", kit.strong, NONE if average is None else float(average))
    order = {one.office.name: at for at, one in enumerate(ranked(score.case.scored.standings), 1)}
    for row, standing in enumerate(score.case.scored.standings, block.first):
        sheet.write_number(row - 1, 0, row - block.first + 1, kit.number)
        sheet.write_string(row - 1, 1, standing.office.name, kit.text)
        sheet.write_string(row - 1, 2, rules.kind_words[standing.office.kind], kit.centre)
        for at, (formula, value) in enumerate(_formulas(score, row, standing, order[standing.office.name]), 3):
            look = kit.strong if at == 9 else kit.points if at < 10 or at == 17 else kit.centre
            sheet.write_formula(row - 1, at, f"={formula}", look, value)
    protect(sheet)


def ranked(standings: Sequence[OfficePoints]) -> list[OfficePoints]:
    """Key offices first, each kind by total; equal ones in the order of the roster, those without a total last."""
    return sorted(
        standings, key=lambda one: (one.office.kind is not Kind.KEY, -(one.total if one.total is not None else -1))
    )


def _average_formula(score: Score) -> str:
    """``engine._average``: no mean unless every key office's total is known."""
    block, key = score.blocks[OFFICES], quoted(score.rules.kind_words[Kind.KEY])
    kinds, sums = (f"{letter}{block.first}:{letter}{block.last}" for letter in "CI")
    count = f"COUNTIF({kinds},{key})"
    told = f"SUMPRODUCT(({kinds}={key})*ISNUMBER({sums}))"
    return f"IF({count}=0,{quoted(NONE)},IF({told}<{count},{quoted(NONE)},SUMIF({kinds},{key},{sums})/{count}))"


def _formulas(score: Score, row: int, standing: OfficePoints, place: int) -> list[tuple[str, str | float]]:
    """Columns D to R of a row: formula and value."""
    rules, cells = score.rules, score.cells
    items = score.blocks[TASKS]
    office = f"$B{row}"
    tasks = columns("items")
    whose = items.column(tasks["office"])
    weights, earned = items.column(tasks["weight"]), items.column(tasks["given"])
    full, digits = cells["work.points"], rules.decimals
    sums = f'SUMIFS({weights},{whose},{office},{weights},">0")'
    process = score.blocks[PROCESS]
    gone = f"SUMIFS({process.column('G')},{process.column('A')},{office})"
    start = "+".join(cells[f"process.{at}.points"] for at in range(len(rules.process))) or "0"
    evaluation = score.blocks[EVALUATION]
    graded = f"SUMIFS({evaluation.column(total_column(score))},{evaluation.column('A')},{office})"
    bonus = score.blocks[BONUS]
    extra = f"MIN({cells['bonus.cap']},SUMIFS({bonus.column('E')},{bonus.column('A')},{office}))"
    work = f"SUMIFS({earned},{whose},{office})"
    excellent = rules.others.excellent
    outstanding = _registered(score, row, excellent.name) if excellent else "FALSE"
    vetoes = [_registered(score, row, veto.name) for veto in rules.vetoes]
    veto = f"OR({','.join(vetoes)})" if vetoes else "FALSE"
    return [
        (sums, float(standing.weights)),
        (
            f"IF(ABS(D{row}-{full})>0.005,{quoted(WRONG_WEIGHTS)},ROUND({work},{digits}))",
            WRONG_WEIGHTS if standing.work is None else float(standing.work),
        ),
        (f"ROUND({start}-{gone},{digits})", float(standing.process)),
        (f"ROUND({graded},{digits})", float(standing.evaluation)),
        (extra, float(standing.bonus)),
        (f"IF(ISNUMBER(E{row}),ROUND(E{row}+F{row}+G{row}+H{row},{digits}),{quoted(NONE)})", _or_none(standing.base)),
        (_total_formula(score, row), _or_none(standing.total)),
        (
            f"IF(ISNUMBER(E{row}),IF(E{row}>={full},{quoted(YES)},{quoted(NO)}),{quoted(NO)})",
            YES if standing.met else NO,
        ),
        (f"IF({veto},{quoted('有')},{quoted('无')})", "有" if standing.vetoes else "无"),
        (_by_score_formula(score, row), standing.by_score or NONE),
        (_promoted_formula(score, row), YES if standing.promoted else NO),
        (_grade_formula(score, row, outstanding), shown_grade(score, standing)),
        (
            f'IF(ISNUMBER(J{row}),COUNTIFS({_all(score, "C")},C{row},{_all(score, "J")},">"&J{row})+1,{quoted(NONE)})',
            NONE if standing.rank is None else standing.rank,
        ),
        (_order_formula(score, row), place),
        (f"IF(ISNUMBER(J{row}),J{row},-1)", -1.0 if standing.total is None else float(standing.total)),
    ]


def _or_none(value: object) -> str | float:
    return NONE if value is None else float(str(value))


def _all(score: Score, letter: str) -> str:
    block = score.blocks[OFFICES]
    return f"{letter}${block.first}:{letter}${block.last}"


def _registered(score: Score, row: int, name: str) -> str:
    """Whether a matter is registered for the row's office."""
    block = score.blocks[BONUS]
    return f"COUNTIFS({block.column('A')},$B{row},{block.column('C')},{quoted(name)})>0"


def _averaged(score: Score, row: int) -> str:
    """Whether the row's office gets the average."""
    return f"C{row}={quoted(score.averaged)}" if score.averaged else "FALSE"


def _total_formula(score: Score, row: int) -> str:
    others, mean = score.rules.others, f"$J${HEADER_ROW - 2}"
    plus = f"+H{row}" if others.plus_bonus else ""
    minus = f"-({score.cells['work.points']}-E{row})" if others.minus_work else ""
    other = f"MAX(0,ROUND({mean}{plus}{minus},{score.rules.decimals}))"
    told = f"IF(AND(ISNUMBER({mean}),ISNUMBER(E{row})),{other},{quoted(NONE)})"
    return f"IF({_averaged(score, row)},{told},I{row})"


def _by_score_formula(score: Score, row: int) -> str:
    """``Assessment.grade``."""
    formula = quoted(score.rules.grades[-1].name)
    for at, grade in reversed(list(enumerate(score.rules.grades[:-1]))):
        formula = f"IF(J{row}>={score.cells[f'grades.{at}.at_least']},{quoted(grade.name)},{formula})"
    return f"IF({_averaged(score, row)},{quoted(NONE)},IF(ISNUMBER(J{row}),{formula},{quoted(NONE)}))"


def _promoted_formula(score: Score, row: int) -> str:
    way = score.rules.promotion
    if way is None:
        return quoted(NO)
    key = quoted(score.rules.kind_words[Kind.KEY])
    tests = [f"C{row}={key}", f"M{row}={quoted(way.source)}", f"L{row}={quoted('无')}"]
    tests += [f"K{row}={quoted(YES)}"] * way.all_goals
    tests += [f"{score.cells['promotion.year_holds']}={quoted(YES)}"] * way.needs_year
    return f"IF(AND({','.join(tests)}),{quoted(YES)},{quoted(NO)})"


def _grade_formula(score: Score, row: int, outstanding: str) -> str:
    rules = score.rules
    earned = f"IF(N{row}={quoted(YES)},{quoted(rules.promotion.target)},M{row})" if rules.promotion else f"M{row}"
    graded = _denied_formula(score, row, earned)
    other = _chosen(score, row, outstanding)
    return f"IF(NOT(ISNUMBER(J{row})),{quoted(NONE)},IF({_averaged(score, row)},{other},{graded}))"


def _denied_formula(score: Score, row: int, grade: str) -> str:
    """``Assessment.denied``."""
    rules = score.rules
    if not rules.vetoes:
        return grade
    names = [one.name for one in rules.grades]
    at = f"MATCH({grade},{{{','.join(map(quoted, names))}}},0)"
    left = [
        f"IF(AND({_registered(score, row, veto.name)},{at}<={names.index(veto.denies) + 1}),"
        f"{names.index(veto.becomes) + 1},0)"
        for veto in rules.vetoes
    ]
    return f"CHOOSE(MAX({','.join([at, *left])}),{','.join(map(quoted, names))})"


def _chosen(score: Score, row: int, outstanding: str) -> str:
    """The grade of an office that is not graded: none, unless it stands out and there is room."""
    others, block = score.rules.others, score.blocks[BONUS]
    if others.excellent is None:
        return quoted(others.no_grade)
    quota = score.cells["others.excellent.quota"]
    name, kind = quoted(others.excellent.name), quoted(score.averaged or "")
    count = (
        f"SUMPRODUCT(({_all(score, 'C')}={kind})*"
        f"(COUNTIFS({block.column('A')},{_all(score, 'B')},{block.column('C')},{name})>0))"
    )
    won = _denied_formula(score, row, quoted(others.excellent.grade))
    room = f"IF(ISNUMBER({quota}),IF({count}>{quota},{quoted(OVER_QUOTA)},{won}),{won})"
    return f"IF({outstanding},{room},{quoted(others.no_grade)})"


def shown_grade(score: Score, standing: OfficePoints) -> str:
    """The grade as the workbook shows it: a word also where there is none."""
    if standing.total is None:
        return NONE
    if score.averaged and standing.office.kind is Kind.OTHER and standing.grade is None:
        over = score.case.scored.quota_passed and standing.outstanding
        return OVER_QUOTA if over else score.rules.others.no_grade
    return standing.grade or NONE


def _order_formula(score: Score, row: int) -> str:
    """The office's place in the ranked list: key offices first, equal totals in the order of the roster."""
    kinds, totals, key = _all(score, "C"), _all(score, "R"), quoted(score.rules.kind_words[Kind.KEY])
    before = f"COUNTIFS(C${HEADER_ROW}:C{row - 1},C{row},R${HEADER_ROW}:R{row - 1},R{row})"
    better = f'COUNTIFS({kinds},C{row},{totals},">"&R{row})'
    return f"IF(C{row}={key},0,COUNTIF({kinds},{key}))+{better}+{before}+1"


# --- 得分汇总 ---------------------------------------------------------------------------------------


def write_totals(sheet: Worksheet, score: Score) -> None:
    """The ranked list: its order moves with the scores."""
    rules, kit, block = score.rules, score.kit, score.blocks[TOTALS]
    names = [rules.work.name, rules.process_name, rules.evaluation_name]
    heads = [("名次", 8, False), ("单位", 22, False), ("类别", 13, False), *((name, 12, False) for name in names)]
    heads += [("附加分", 10, False), ("总分", 12, False), ("等次", 12, False), ("晋级", 9, False), ("行", 6, False)]
    note = f"{_note(score)} 名次在重点单位、非重点单位中分别排列，随得分自动变化；扣分的去处见“扣分明细”。"
    begin(sheet, score, f"{score.title}{TOTALS}", note, heads, freeze=2)
    source = score.blocks[OFFICES]
    letters = ("P", "B", "C", "E", "F", "G", "H", "J", "O", "N")
    looks = (
        kit.bold,
        kit.text,
        kit.centre,
        kit.points,
        kit.points,
        kit.points,
        kit.points,
        kit.strong,
        kit.bold,
        kit.centre,
    )
    places = {one.office.name: at for at, one in enumerate(score.case.scored.standings, 1)}
    for row, standing in enumerate(ranked(score.case.scored.standings), FIRST):
        shown = _shown(score, standing)
        for at, (letter, look) in enumerate(zip(letters, looks, strict=True)):
            sheet.write_formula(row - 1, at, f"=INDEX({source.column(letter)},$K{row})", look, shown[letter])
        position = f"=MATCH(ROW()-{HEADER_ROW},{source.column('Q')},0)"
        sheet.write_formula(row - 1, 10, position, kit.bare, places[standing.office.name])
    _colours(sheet, score, block.last)
    _counts(sheet, score, block.last + 2)
    sheet.set_column(10, 10, 6, None, {"hidden": True})
    protect(sheet)


def _note(score: Score) -> str:
    borders = "，".join(f"{grade.name}≥{grade.at_least:f}" for grade in score.rules.grades[:-1])
    return f"等次：{borders}，其余{score.rules.grades[-1].name}。"


def _shown(score: Score, standing: OfficePoints) -> dict[str, str | float]:
    """What a ranked row shows, by the column of 单位得分."""
    return {
        "P": NONE if standing.rank is None else standing.rank,
        "B": standing.office.name,
        "C": score.rules.kind_words[standing.office.kind],
        "E": WRONG_WEIGHTS if standing.work is None else float(standing.work),
        "F": float(standing.process),
        "G": float(standing.evaluation),
        "H": float(standing.bonus),
        "J": _or_none(standing.total),
        "O": shown_grade(score, standing),
        "N": YES if standing.promoted else NO,
    }


def _colours(sheet: Worksheet, score: Score, last: int) -> None:
    """The best grade green, the lowest red, what cannot be told yellow."""
    kit, grades = score.kit, score.rules.grades
    words = {grades[0].name: kit.green_fill, grades[-1].name: kit.red_fill, NONE: kit.yellow_fill}
    words |= {WRONG_WEIGHTS: kit.yellow_fill, OVER_QUOTA: kit.yellow_fill}
    for word, look in words.items():
        rule = {"type": "cell", "criteria": "==", "value": quoted(word), "format": look}
        sheet.conditional_format(FIRST - 1, 3, last - 1, 8, rule)


def _counts(sheet: Worksheet, score: Score, row: int) -> None:
    """How many offices of each grade."""
    kit, said = score.kit, Counter(shown_grade(score, one) for one in score.case.scored.standings)
    reach = f"I${FIRST}:I${score.blocks[TOTALS].last}"
    sheet.write_string(row - 1, 1, "等次合计", kit.head)
    sheet.write_string(row - 1, 2, "单位数", kit.head)
    words = [grade.name for grade in score.rules.grades]
    words += [score.rules.others.no_grade] if score.averaged else []
    for at, word in enumerate(words, row):
        sheet.write_string(at, 1, word, kit.text)
        sheet.write_formula(at, 2, f"=COUNTIF({reach},{quoted(word)})", kit.number, said[word])
