"""问题清单: what was found when the scores were computed, where it stands and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from xlsxwriter.worksheet import Worksheet

from xl_tools.core.records import Finding, Severity
from xl_tools.write.score.score_formats import Dressed, begin
from xl_tools.write.score.score_layout import FINDINGS, FIRST

_HEADS = (("序号", 7), ("级别", 8), ("代码", 9), ("文件", 26), ("工作表", 16), ("格", 9), ("问题", 66), ("怎么改", 50))
_NOTE = "算分时发现的问题。“文件、工作表、格”是读进来的那份表里的位置；改好以后重新计算，本表随之更新。"
_NOTHING = "没有发现问题。"


def write_findings(sheet: Worksheet, score: Dressed, findings: Sequence[Finding], name: str) -> None:
    """A row a finding, errors first; ``name`` is that of the workbook that was read."""
    kit = score.kit
    begin(sheet, score, FINDINGS, _NOTE, [(text, width, False) for text, width in _HEADS])
    if not findings:
        sheet.write_string(FIRST - 1, 6, _NOTHING, kit.wrapped)
    graded = sorted(findings, key=lambda one: list(Severity).index(one.severity))
    for row, one in enumerate(graded, FIRST - 1):
        file = PurePath(one.path).name if one.path else name
        sheet.write_number(row, 0, row - FIRST + 2, kit.number)
        texts = (one.severity.label, one.code, file, one.sheet or "", one.cell or "", one.message, one.advice)
        for column, text in enumerate(texts, 1):
            sheet.write_string(row, column, text, kit.wrapped if column in (3, 6, 7) else kit.centre)
    words = {Severity.ERROR: kit.red_fill, Severity.WARNING: kit.yellow_fill}
    for severity, look in words.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{severity.label}"', "format": look}
        sheet.conditional_format(FIRST - 1, 1, FIRST + max(len(findings), 1) - 2, 1, rule)
