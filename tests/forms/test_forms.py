"""Kinds of table are data: the definitions hold together, and a new one needs no code."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ROOT
from xl_tools import data
from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Field
from xl_tools.forms import definitions
from xl_tools.forms.headings import vocabularies
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules.acceptance import key_of
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.registry import get, rules
from xl_tools.rules.table.issued import issued_task_is_missing

ADDED = Path(__file__).parent / "added"
HEADINGS = ["排口编号", "入河排口", "责任单位", "完成时限", "水样结果"]
ENTRIES = [
    ["1", "老码头北侧雨水口", "县住建局", "2023年6月30日前", "氨氮 0.8"],
    ["3", "食品厂东墙外暗管", "", "2023年2月30日前", "未采"],
    ["4", "菜场后沟", "县水利局", "", "总磷 0.1"],
    ["5", "旧桥下排口", "县水利局", "6月30日前", ""],
]
PROGRESS = [
    ["县（市、区）名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况", "备注", "监测结果"],
    ["莲都区", "1", "第三项：排污口未封堵", "封堵排污口", "2023年6月30日前", "1.已勘查。", "☑达到序时进度", "合格"],
]


@pytest.fixture
def with_outlets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The forms, and one more that lies in a folder of its own."""
    monkeypatch.setattr(data, "folders", lambda: (ADDED, files("xl_tools.data")))
    definitions.forms.cache_clear()
    yield
    definitions.forms.cache_clear()


def workbook(path: Path, *tables: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    for place, rows in enumerate(tables):
        sheet = book.active if place == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def check(path: Path) -> dict[str, Any]:
    """``check --json`` in a process that looks for its tables in the added folder too."""
    start = (
        "from importlib.resources import files; from pathlib import Path; from xl_tools import data;"
        f"data.folders = lambda: (Path({str(ADDED)!r}), files('xl_tools.data'));"
        "from xl_tools.surfaces.cli.entry import main; main()"
    )
    words = [sys.executable, "-c", start, "check", str(path), "--as-of", "2022-12-20", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


# --- a form that no code knows ----------------------------------------------------------------------


def test_a_form_that_is_only_data_is_found_read_and_checked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "台账.xlsx", [["某县入河排口整治台账"], HEADINGS, *ENTRIES])
    report = check(path)
    (file,) = report["files"]
    (sheet,) = file["sheets"]
    assert sheet["form"] == "outlets"
    assert sheet["header_row"] == 2
    assert sheet["columns"] == {"number": "A", "outlet": "B", "units": "C", "deadline": "D", "sample": "E"}
    assert [row["row"] for row in sheet["rows"]] == [3, 4, 5, 6]
    assert [row["due"] for row in sheet["rows"]] == [
        "2023-06-30",
        None,
        None,
        "2022-06-30",
    ]  # no year: that of the check
    # Its own rules and no others: the serial jumps and a unit is missing, which its definition does not ask for, and
    # D403 (no year) is among those it leaves out.
    assert [(found["code"], found["cell"], found["field"]) for found in file["findings"]] == [
        ("D402", "D4", "deadline"),
        ("M203", "D5", "deadline"),
    ]
    assert not report["faults"]


def test_a_required_column_of_its_own_is_missed_by_its_own_name(tmp_path: Path) -> None:
    rows = [[text for place, text in enumerate(row) if place != 4] for row in [HEADINGS, *ENTRIES]]
    rows = [[*row, "采样人" if place == 0 else "甲"] for place, row in enumerate(rows)]
    (file,) = check(workbook(tmp_path / "台账.xlsx", rows))["files"]
    found = {finding["code"]: finding for finding in file["findings"]}
    assert found["S102"]["field"] == "sample"
    assert "“水样结果”" in found["S102"]["message"]
    assert "“采样人”" in found["S103"]["message"]


@pytest.mark.usefixtures("with_outlets")
def test_it_leaves_the_other_forms_alone() -> None:
    book = Book("县.xlsx", (Grid("进展", PROGRESS), Grid("台账", [HEADINGS, *ENTRIES])))
    first, second = read_sheets(book, as_of=date(2022, 12, 20))
    assert (first.form.name, second.form.name) == ("progress", "outlets")
    assert [column.heading for column in first.unknown_columns] == ["监测结果"]  # a word of the other form only
    assert first.rows[0].text(Field.PROGRESS) == "1.已勘查。"
    assert second.rows[0].text(Field("outlet")) == "老码头北侧雨水口"


@pytest.mark.usefixtures("with_outlets")
def test_a_table_of_tasks_is_not_held_against_one_of_another_subject() -> None:
    tables = (Grid("进展", PROGRESS), Grid("台账", [["莲都区入河排口整治台账"], HEADINGS, *ENTRIES]))
    tasks, outlets = read_sheets(Book("县.xlsx", tables))
    assert tasks.region is not None
    assert tasks.region == outlets.region
    assert tasks.form.of_tasks
    assert not outlets.form.of_tasks
    context = Context(as_of=date(2022, 12, 20), previous=(outlets,), issued=(outlets, tasks))
    assert context.previous_for(tasks) is None
    assert context.previous_for(outlets) is outlets
    assert context.issued_for(tasks) is tasks


@pytest.mark.usefixtures("with_outlets")
def test_rows_of_another_subject_are_told_apart_by_it() -> None:
    """Against what was issued, last period, and where a reason was given: there is no task that could name them."""
    here, issued = ([HEADINGS, *rows] for rows in (ENTRIES, [*ENTRIES, ["5", "新桥涵洞", "县水利局", "2023年底", ""]]))
    (sheet,), (before,) = (read_sheets(Book("台账.xlsx", (Grid("台账", rows),))) for rows in (here, issued))
    assert {row: other.row for row, other in partners(sheet, before).items()} == {row: row for row in range(2, 6)}
    context = Context(as_of=date(2022, 12, 20), issued=(before,))
    (missing,) = issued_task_is_missing(sheet, context)
    assert missing.values == {"task": "第5项：新桥涵洞", "struck": ""}
    first, second = sheet.rows[:2]
    same = replace(second, texts={**second.texts, Field.DEADLINE: first.text(Field.DEADLINE)})
    keys = {key_of(row, Field.DEADLINE, "", sheet.form.subject) for row in (first, same)}
    assert len(keys) == 2


def test_without_its_definition_the_table_is_none() -> None:
    assert read_sheets(Book("台账.xlsx", (Grid("台账", [HEADINGS, *ENTRIES]),))) == []


# --- what any definition must hold to ----------------------------------------------------------------


def test_rules_that_forms_name_exist() -> None:
    codes = rules().keys()
    for form in definitions.forms().values():
        assert all(any(code.startswith(name) for code in codes) for name in form.rules), form.name
        assert form.without <= codes, form.name


def test_every_rule_of_tables_concerns_some_form() -> None:
    for code, rule in rules().items():
        able = [form for form in definitions.forms().values() if form.runs(code)]
        assert rule.scope != "sheet" or any(set(get(code).columns) <= form.columns.keys() for form in able), code


def test_one_form_is_the_standard() -> None:
    assert [form.name for form in definitions.forms().values() if form.standard] == [definitions.standard().name]


def test_no_code_names_a_form() -> None:
    """A form's name stands in no code, save for the readers that read one form only."""
    name = f"[\"'](?:{'|'.join(definitions.forms())})[\"']"
    named = re.compile(rf"\bForm\.[A-Z]{{2}}|\bform\S* (?:==|!=|is|in) .*{name}|\bget\({name}")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "xl_tools").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if named.search(line)
    ]
    assert not found


def test_forms_of_one_vocabulary_are_told_apart_by_their_columns() -> None:
    words = vocabularies()[0]
    told = {
        ("task", "progress"): "progress",
        ("task", "status", "deadline"): "progress",
        ("task", "units", "deadline"): "list",
        ("goal", "measures"): "list",
        ("region", "serial", "deadline"): None,
    }
    for columns, name in told.items():
        form = words.form_of([Field(column) for column in columns])
        assert (form.name if form else None) == name


def test_a_form_is_the_same_object_behind_another_process() -> None:
    form = definitions.get("progress")
    assert pickle.loads(pickle.dumps(form)) is form
    assert pickle.loads(pickle.dumps(Field.TASK)) is Field.TASK is Field("task")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('title = "表"\ncolumns = ["task"]\nrequird = ["task"]', "requird"),
        ('title = "表"\ncolumns = ["task"]\nrequired = ["units"]', "units"),
        ('title = "表"\ncolumns = ["task", "nowhere"]', "nowhere"),
        ('title = "表"\ncolumns = ["task"]\n[recognise]\nall_of = ["task"]', "all_of"),
        ('title = "表"\n[column.well]\ntitle = "井"\nalias = ["水井"]', "alias"),
        ('title = "表"\nsubject = "well"\nreports = true\n[column.well]\ntitle = "井"', "well"),
    ],
)
def test_a_definition_that_cannot_be_meant_so_is_refused(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forms").mkdir()
    name = f"odd_{told}"
    (tmp_path / "forms" / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(data, "folders", lambda: (tmp_path, files("xl_tools.data")))
    definitions.forms.cache_clear()
    try:
        with pytest.raises(ValueError, match=rf"forms/{name}\.toml: .*{told}"):
            definitions.forms()
    finally:
        definitions.forms.cache_clear()
