"""The JSON of a report, written in pieces, is that of the whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import xl_tools
from tests.conftest import ROOT
from xl_tools.core.records import Severity
from xl_tools.reports.check import CheckReport, FileReport
from xl_tools.rules.registry import finding

AS_OF = date(2022, 12, 20)
WORKBOOKS = sorted((ROOT / "workbooks").rglob("*.xlsx"))


@pytest.mark.parametrize("paths", [WORKBOOKS, WORKBOOKS[:1], ["没有.xlsx"]], ids=["all", "one", "none there"])
def test_pieces_of_real_reports(paths: list[Path]) -> None:
    report = xl_tools.check(paths, as_of=AS_OF)
    assert "".join(report.json_pieces()) == report.model_dump_json(indent=2)


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000])
def test_pieces_of_any_number_of_findings(count: int) -> None:
    found = tuple(finding("S119", lock=f'"第{number}\n行"') for number in range(count))
    file = FileReport(path="表.xlsx", outcome="checked", findings=found)
    report = CheckReport(as_of=AS_OF, files=(file, file), counts=dict.fromkeys(Severity, count))
    assert "".join(report.json_pieces()) == report.model_dump_json(indent=2)
