"""The JSON Schemas of ``schemas/``, made from the models and the heading data so that they cannot drift."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from xl_tools.app.import_ import ImportReport
from xl_tools.app.inputs import output_folder
from xl_tools.app.next_period import Opened
from xl_tools.app.start import Started
from xl_tools.books.file.output import Output
from xl_tools.books.json_book import Workbook
from xl_tools.core.form import Column
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding, Form
from xl_tools.data import load
from xl_tools.forms.definitions import forms, read_by
from xl_tools.parse.assessment.labels import task_book
from xl_tools.parse.closing.headings import ledger_form
from xl_tools.reports.border import model_of
from xl_tools.reports.check import CheckReport
from xl_tools.reports.closing import DaysReport, IssuedLedgersReport, LedgerReport, PapersReport, ReturnedLedgersReport
from xl_tools.reports.document import DocumentReport, LetterReport
from xl_tools.reports.month import MonthReport
from xl_tools.reports.petitions import AddReport, PetitionFileReport
from xl_tools.reports.plan import PlanReport
from xl_tools.reports.rollup import Rollup
from xl_tools.reports.round import CollectReport, IssueReport
from xl_tools.reports.score import ScoreSheet
from xl_tools.round.mail.mails import MailReport
from xl_tools.scoring.scheme import Assessment

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, dict[str, Any]]:
    """Every schema by file name."""
    records: dict[str, type] = {
        "finding": Finding,
        "check-report": CheckReport,
        "rollup": Rollup,
        "score": ScoreSheet,
        "issue-report": IssueReport,
        "collect-report": CollectReport,
        "mail-report": MailReport,
        "plan": PlanReport,
        "petitions-added": AddReport,
        "petition-files": PetitionFileReport,
        "month-report": MonthReport,
        "init-report": Started,
        "next-report": Opened,
        "import-report": ImportReport,
        "document-report": DocumentReport,
        "letter-report": LetterReport,
        "closing-days": DaysReport,
        "closing-ledger": LedgerReport,
        "closing-papers": PapersReport,
        "closing-issued": IssuedLedgersReport,
        "closing-returned": ReturnedLedgersReport,
    }
    made = {
        form.schema: _table(form)
        for form in sorted(forms().values(), key=lambda form: not form.standard)
        if form.schema
    }
    made["address-book"] = _addresses()
    made |= {
        name: {"$schema": DIALECT} | model_of(record).model_json_schema(mode="serialization")
        for name, record in records.items()
    }
    made["check-report"]["$defs"]["SheetReport"]["properties"]["form"] |= {
        "description": "; ".join(f"{form.name}: {form.title}" for form in _reported()),
        "enum": [form.name for form in _reported()],
    }
    made["workbook"] = {"$schema": DIALECT} | Workbook.model_json_schema(mode="validation")
    made["assessment"] = {"$schema": DIALECT} | Assessment.model_json_schema(mode="validation")
    return {f"{name}.schema.json": document for name, document in made.items()}


def _reported() -> list[Form]:
    """The forms that a check reports on."""
    return [*read_by("table"), task_book(), ledger_form()]


def _addresses() -> dict[str, Any]:
    """Schema of one row of the address sheet."""
    words = load("round")["addresses"]
    roles = [*words["to"], *words["cc"], *words["off"]]
    said = {
        "unit": "单位名称，如 莲都区、浙江省",
        "name": "姓名，可以不写",
        "address": "邮箱；一格里写几个的，用分号隔开",
        "role": f"{'、'.join(roles)}；不写就是{words['to'][0]}；几个单位共用一个邮箱的，注明“{words['shared']}”",
    }
    properties = {
        name: {"type": "string", "title": words[name][0], "description": text, "x-headings": words[name]}
        for name, text in said.items()
    }
    return {
        "$schema": DIALECT,
        "title": "通讯录的一行",
        "type": "object",
        "properties": properties,
        "required": ["unit", "address"],
    }


def _table(form: Form) -> dict[str, Any]:
    """Schema of one row. ``x-headings`` lists the headings that name a column, the standard one first."""
    parted = [name for name in form.required if name in form.parts]
    either = [{"anyOf": [{"required": [str(one)]} for one in (name, *form.parts[name])]} for name in parted]
    return {
        "$schema": DIALECT,
        "title": f"{form.title}的一行",
        "type": "object",
        "properties": {str(name): _property(form.columns[name]) for name in form.listed},
        "required": [str(name) for name in form.required if name not in parted],
    } | (either[0] if len(either) == 1 else {"allOf": either} if either else {})


def _property(column: Column) -> dict[str, Any]:
    types = list(column.types)
    described = {"description": column.about} if column.about else {}
    said = {"title": column.title, "x-headings": list(column.headings)}
    return {"type": types if len(types) > 1 else types[0]} | described | said


def write(folder: Path) -> tuple[list[Path], list[KeptCopy]]:
    """Write every schema into ``folder``; the files written, and what was kept of edited ones."""
    output_folder(folder)
    output, paths = Output(), []
    for name, document in documents().items():
        path = folder / name
        output.write(path, _text(document).encode())
        paths.append(path)
    return paths, output.kept


def drift(folder: Path) -> list[str]:
    """Names of the schemas in ``folder`` that are missing, stale or unknown."""
    made = {name: _text(document) for name, document in documents().items()}
    there = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.schema.json"))}
    return [name for name in sorted({*made, *there}) if made.get(name) != there.get(name)]


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
