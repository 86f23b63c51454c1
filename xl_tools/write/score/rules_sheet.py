"""考核办法: the numbers of the rules in cells that every formula refers to, so that a changed cap moves the scores."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.parameters import NO, RULES_KEY, WHOLE_KEY, YES, parameters
from xl_tools.write.score.score_formats import Score, begin, choices, protect
from xl_tools.write.score.score_layout import FIRST, RULES, headings

_NOTE = "改动“数值”栏，各表的得分和等次跟着变；再用 xl-tools score 计算时也以这里为准。没有特别规定的，不要改。"
_WHOLE_NOTE = "单位名单、指标、等次等都在左边这一格里，再次计算不需要别的文件。请不要改。"
_PIECE = 30_000
"""Characters; a cell takes 32,767."""


def write_rules(sheet: Worksheet, score: Score) -> None:
    """A line a number, with the key by which it is found again."""
    kit, rules = score.kit, score.rules
    heads = [
        (text, width, fills)
        for text, width, fills in zip(headings("rules"), (26, 12, 62, 30), (False, True, False, False), strict=True)
    ]
    begin(sheet, score, f"{RULES}：{score.title}", _NOTE, heads)
    row = FIRST - 1
    refused = {label: text for _, label, text in score.case.refused}
    for entry in parameters(rules):
        sheet.write_string(row, 0, entry.label, kit.text)
        if isinstance(entry.value, bool):
            sheet.write_string(row, 1, YES if entry.value else NO, kit.in_centre)
            choices(sheet, row + 1, row + 1, 1, (YES, NO), entry.label)
        elif entry.value is None:
            sheet.write_blank(row, 1, None, kit.in_number)
        else:
            sheet.write_number(row, 1, float(entry.value), kit.in_number)
        said = f"（原来填的“{refused[entry.label]}”不能用，没有采用）" if entry.label in refused else ""
        sheet.write_string(row, 2, entry.note + said, kit.wrapped)
        sheet.write_string(row, 3, entry.key, kit.faint)
        row += 1
    about = [
        ("考核办法编号", "" if score.case.assumed else rules.id, "", RULES_KEY),
        ("依据", "", rules.source, "source"),
    ]
    about += [
        ("办法全文", piece, _WHOLE_NOTE, f"{WHOLE_KEY}+{number}" if number else WHOLE_KEY)
        for number, piece in enumerate(_pieces(rules.model_dump_json(exclude_defaults=True)))
    ]
    for label, value, note, key in about:
        for column, (text, look) in enumerate(((label, kit.wrapped), (value, kit.text), (note, kit.wrapped))):
            sheet.write_string(row, column, text, look)
        sheet.write_string(row, 3, key, kit.faint)
        row += 1
    sheet.set_column(3, 3, 30, None, {"hidden": True})
    protect(sheet)


def _pieces(text: str) -> list[str]:
    """The text in parts that a cell takes."""
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def rule_cells(score: Score) -> dict[str, str]:
    """The cell of each number, by its path, as a formula of another sheet names it."""
    return {entry.path: f"'{RULES}'!$B${FIRST + place}" for place, entry in enumerate(parameters(score.rules))}
