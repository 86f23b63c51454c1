"""The JSON of a report: what its model gives is what is printed, in pieces."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

import xl_tools
from tests.conftest import ROOT
from xl_tools.app.check import check
from xl_tools.core.json_text import json_pieces, plain
from xl_tools.core.records import Severity
from xl_tools.reports.border import as_model, as_record
from xl_tools.reports.check import CheckReport, FileReport
from xl_tools.rules.registry import finding

AS_OF = date(2022, 12, 20)
WORKBOOKS = sorted((ROOT / "workbooks").rglob("*.xlsx"))


def test_the_model_of_a_report_is_its_record_seen_from_outside() -> None:
    report = check(WORKBOOKS, as_of=AS_OF)
    model = as_model(report)
    assert isinstance(model, BaseModel)
    assert type(model) is xl_tools.CheckReport
    assert model.model_dump(mode="json") == plain(report)
    assert as_record(model) == report
    assert pickle.loads(pickle.dumps(model)) == model
    assert (model.exit_code, model.nothing_read) == (report.exit_code, report.nothing_read)
    with pytest.raises(ValueError, match="frozen"):
        model.as_of = date(2023, 1, 1)


@pytest.mark.parametrize("paths", [WORKBOOKS, WORKBOOKS[:1], ["没有.xlsx"]], ids=["all", "one", "none there"])
def test_pieces_of_real_reports(paths: list[Path]) -> None:
    report = check(paths, as_of=AS_OF)
    assert "".join(json_pieces(report)) == as_model(report).model_dump_json(indent=2)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_pieces_of_any_number_of_findings(count: int) -> None:
    found = tuple(finding("S119", lock=f'"第{number}\n行"') for number in range(count))
    file = FileReport(path="表.xlsx", outcome="checked", findings=found)
    report = CheckReport(as_of=AS_OF, files=(file, file), counts=dict.fromkeys(Severity, count))
    assert "".join(json_pieces(report)) == as_model(report).model_dump_json(indent=2)


def test_a_readings_model_and_json_agree() -> None:
    from xl_tools.parse.phrases import reader

    text = "松阳县 2021年12月底前\n龙泉市 2023年6月底前"
    assert xl_tools.read_deadline(text).model_dump(mode="json") == reader("deadline", None)(text)
    text = "☑已完成，长期坚持\n□达到序时进度"
    assert xl_tools.read_status(text).model_dump(mode="json") == reader("status", None)(text)
