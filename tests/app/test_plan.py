"""A check as a plan, and the plan as JSON: what ``check --plan`` prints, and that painting it is marking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.doubles.desk import SHEET, spoil, write_table
from xl_tools.app.plan import plan
from xl_tools.core.errors import UserError
from xl_tools.core.form import Form
from xl_tools.core.json_text import json_pieces, plain
from xl_tools.marks import plan as actions
from xl_tools.reports.border import model_of
from xl_tools.reports.plan import PlanReport
from xl_tools.rules import engine
from xl_tools.rules.registry import Hit, Rule

DAY = date(2022, 12, 20)


def planned(path: Path, **how: Any) -> dict[str, Any]:
    made, _ = plan([path], as_of=DAY, **how)
    document: dict[str, Any] = json.loads("".join(json_pieces(made)))
    return document


def done(document: dict[str, Any], what: str) -> list[dict[str, Any]]:
    return [action for action in document["actions"] if action["do"] == what]


def test_the_plan_of_a_spoilt_table(tmp_path: Path) -> None:
    path = write_table(tmp_path / "县表.xlsx", spoil)
    before = path.read_bytes()
    document = planned(path)
    assert (document["schema"], document["path"]) == ("xl-tools/plan/1", str(path))
    assert [action["do"] for action in document["actions"]] == [
        *["say", "say", "unlock", "clear_ours", "fill", "note", "note", "note", "results", "lock", "say"]
    ]
    assert [action["text"] for action in done(document, "say")] == [
        "校验完成：错误 3，警告 0，提示 0。",
        "口径日期 2022-12-20（不是今天）。",
        "点“下一处问题”逐条查看，全部问题见“校验结果”表。",
    ]
    (fill,) = done(document, "fill")
    assert (sorted(fill["cells"]), fill["formula"]) == (["E6", "F7", "G5"], '=N("XLT:error")=0')
    assert [note["cell"] for note in done(document, "note")] == ["G5", "E6", "F7"]
    assert all(note["text"] == "".join(run["text"] for run in note["runs"]) for note in done(document, "note"))
    (results,) = done(document, "results")
    assert [link["cell"] for link in results["links"]] == [row[4] for row in results["rows"][6:]]
    assert len(results["keys"]) == 3
    assert path.read_bytes() == before


def test_a_rule_that_broke_down_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Hit]:
        raise RuntimeError

    whole = engine._runnable

    def runnable(codes: frozenset[str], form: Form) -> tuple[Rule, ...]:
        return tuple(replace(one, check=broken) if one.code == "T301" else one for one in whole(codes, form))

    monkeypatch.setattr(engine, "_runnable", runnable)
    said = [action["text"] for action in done(planned(write_table(tmp_path / "a.xlsx")), "say")]
    assert "规则 T301 出错，没有查完，请告诉维护人员。" in said


def test_the_json_reads_back_as_the_same_plan(tmp_path: Path) -> None:
    document = planned(write_table(tmp_path / "a.xlsx", spoil))
    assert model_of(PlanReport).model_validate(document).model_dump(mode="json") == document


def test_rules_that_lacked_something_are_named(tmp_path: Path) -> None:
    document = planned(write_table(tmp_path / "a.xlsx", spoil))
    assert {"rule": "X701", "reason": "没有上期表"} in document["not_run"]


def test_actions_that_no_check_has_are_json_too() -> None:
    some = (
        actions.Select(SHEET, "G5"),
        actions.Open("汇总.xlsx"),
        actions.Ask("folder", "选文件夹", "answered"),
        actions.Say("第 1 处", "status"),
    )
    assert plain(PlanReport.of("a.xlsx", actions.MarkPlan(some)))["actions"] == [
        {"do": "select", "sheet": SHEET, "cell": "G5"},
        {"do": "open", "path": "汇总.xlsx"},
        {"do": "ask", "kind": "folder", "prompt": "选文件夹", "next": "answered", "proposal": ""},
        {"do": "say", "text": "第 1 处", "tone": "status"},
    ]


def test_a_reason_in_the_file_is_in_the_plan(tmp_path: Path) -> None:
    import xl_tools

    path = write_table(tmp_path / "县表.xlsx", spoil)
    xl_tools.check([path], as_of=DAY, mark=True, out=tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "县表.xlsx")
    book["校验结果"]["H8"] = "正在核对"
    book.save(tmp_path / "out" / "县表.xlsx")
    (results,) = done(planned(tmp_path / "out" / "县表.xlsx"), "results")
    assert [row[7] for row in results["rows"][6:]] == ["", "正在核对", ""]


def test_without_a_table_it_only_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "签到表"
    book.save(tmp_path / "签到.xlsx")
    (say,) = planned(tmp_path / "签到.xlsx")["actions"]
    assert say["tone"] == "wrong"
    assert say["text"].startswith("“签到.xlsx”里没有找到整改进展表或任务清单")
    assert say["text"].endswith("工作簿未改动。")


def test_one_workbook_at_a_time(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_table(tmp_path / name)
    with pytest.raises(UserError, match="--plan 一次只给一个工作簿的标记方案，这里有 2 个"):
        plan([tmp_path])


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(UserError, match=r"坏\.xlsx"):
        plan([tmp_path / "坏.xlsx"])
