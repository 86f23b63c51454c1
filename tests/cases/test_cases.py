"""Habits of real tables, each as a folder of invented workbooks with what is right for it.

``expected.json`` of a folder: ``about`` says which habit it is; ``runs`` are commands, done one after the other in a
copy of the folder. Each has its ``words``, and of these what is to hold: ``exit``; ``found`` and ``not_found``,
findings by code, with the cell where it matters ("S105 A9"); ``said`` and ``unsaid``, words anywhere in the output;
``values``, what stands at a place of the JSON ("units.0.rows"; a list item may be named by its name, unit, label or
province_serial: "units.莲都区.rows"; "#" is how many there are).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from xl_tools.surfaces.cli.entry import main

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/expected.json"))
NAMES = ("name", "unit", "label", "province_serial", "code", "path", "sheet")


def at(document: Any, place: str) -> Any:
    """What stands at a place of a JSON document."""
    for step in place.split("."):
        if step == "#":
            document = len(document)
        elif isinstance(document, dict):
            document = document[step]
        elif step.isdecimal() and int(step) < len(document) and not any(_is_named(item, step) for item in document):
            document = document[int(step)]
        else:
            document = next(item for item in document if _is_named(item, step))
    return document


def _is_named(item: Any, name: str) -> bool:
    return isinstance(item, dict) and any(str(item.get(key)) == name for key in NAMES)


def findings(document: Any) -> set[str]:
    """Every finding of a report, by code and by code and cell."""
    found: set[str] = set()
    if isinstance(document, dict):
        if "severity" in document and document.get("code"):
            found |= {document["code"], f"{document['code']} {document.get('cell')}"}
        document = list(document.values())
    if isinstance(document, list):
        found = found.union(*map(findings, document))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_is_right_for_a_case(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / case.name
    shutil.copytree(case, work)
    monkeypatch.chdir(work)
    for one in json.loads((case / "expected.json").read_text("utf-8"))["runs"]:
        monkeypatch.setattr("sys.argv", ["xl-tools", *one["words"], "--json"])
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsys.readouterr()
        said = out + err
        document = json.loads(out) if out.strip() else {}
        code = stopped.value.code or 0
        assert code == one.get("exit", code), said
        there = findings(document)
        assert set(one.get("found", ())) <= there, said
        assert not set(one.get("not_found", ())) & there, said
        assert [words for words in one.get("said", ()) if words not in said] == [], said
        assert [words for words in one.get("unsaid", ()) if words in said] == [], said
        for place, value in one.get("values", {}).items():
            assert at(document, place) == value, place
