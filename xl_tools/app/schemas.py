"""The JSON Schemas of ``schemas/``, made from the models and the heading data so that they cannot drift."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xl_tools.app.inputs import output_folder
from xl_tools.core.records import STATUS_LABELS, Field, Finding, Form
from xl_tools.data import load
from xl_tools.reports.border import model_of
from xl_tools.reports.check import CheckReport
from xl_tools.reports.plan import PlanReport
from xl_tools.reports.rollup import Rollup
from xl_tools.reports.round import CollectReport, IssueReport
from xl_tools.reports.score import ScoreSheet
from xl_tools.round.mail.mails import MailReport
from xl_tools.scoring.scheme import Assessment

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT: dict[str, Any] = {"type": "string"}
_TYPES: dict[Field, dict[str, Any]] = {
    Field.SERIAL: {"type": ["integer", "string"], "description": "数字或中文数字（一、十一）"},
    Field.PROVINCE_SERIAL: {"type": ["integer", "string"], "description": "省清单中的序号"},
    Field.KIND: {"type": "string", "description": "个性（点名本地）或共性（全省面上）"},
    Field.DEADLINE: {"type": "string", "description": "如 2021年12月底前；立行立改，长期坚持"},
    Field.STATUS: {
        "type": "string",
        "description": f"四个选项一行一个，只勾一个：{'、'.join(STATUS_LABELS.values())}",
    },
    Field.UNITS: {"type": "string", "description": "多个单位时注明（牵头）"},
}
_REPORTED = (Field.REGION, Field.PREVIOUS, Field.PROGRESS, Field.PROBLEMS, Field.STATUS, Field.REMARK)
_LIST_FIELDS = tuple(name for name in Field if name not in _REPORTED)
_PROGRESS_FIELDS = (
    Field.REGION,
    Field.SERIAL,
    Field.PROVINCE_SERIAL,
    Field.KIND,
    Field.TASK,
    Field.PLAN,
    Field.GOAL,
    Field.MEASURES,
    Field.DEADLINE,
    Field.PREVIOUS,
    Field.PROGRESS,
    Field.PROBLEMS,
    Field.STATUS,
    Field.REMARK,
)


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
    }
    made = {
        "progress-table": _table(Form.PROGRESS, "整改进展情况表的一行", _PROGRESS_FIELDS),
        "task-list": _table(Form.LIST, "整改任务清单（责任清单）的一行", _LIST_FIELDS),
    }
    made["address-book"] = _addresses()
    made |= {
        name: {"$schema": DIALECT} | model_of(record).model_json_schema(mode="serialization")
        for name, record in records.items()
    }
    made["assessment"] = {"$schema": DIALECT} | Assessment.model_json_schema(mode="validation")
    return {f"{name}.schema.json": document for name, document in made.items()}


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


def _table(form: Form, title: str, fields: Iterable[Field]) -> dict[str, Any]:
    """Schema of one row. ``x-headings`` lists the headings that name a column, the standard one first."""
    headings = load("headings")
    required = load("tables")["required"][form.value]
    properties = {}
    for name in fields:
        entry = headings[name.value]
        aliases = [*entry.get("aliases", ()), *entry.get("city", ()), *entry.get("weak", ())]
        properties[name.value] = _TYPES.get(name, _TEXT) | {
            "title": entry["title"],
            "x-headings": list(dict.fromkeys([entry["title"], *aliases])),
        }
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": properties,
        "required": [name for name in required if name != Field.PLAN],
        "anyOf": [{"required": [Field.PLAN]}, {"required": [Field.GOAL]}, {"required": [Field.MEASURES]}],
    }


def write(folder: Path) -> list[Path]:
    """Write every schema into ``folder``; the files written."""
    output_folder(folder)
    paths = []
    for name, document in documents().items():
        path = folder / name
        path.write_text(_text(document), encoding="utf-8")
        paths.append(path)
    return paths


def drift(folder: Path) -> list[str]:
    """Names of the schemas in ``folder`` that are missing, stale or unknown."""
    made = {name: _text(document) for name, document in documents().items()}
    there = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.schema.json"))}
    return [name for name in sorted({*made, *there}) if made.get(name) != there.get(name)]


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
