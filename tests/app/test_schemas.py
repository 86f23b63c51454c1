from __future__ import annotations

import json
import re
from pathlib import Path

from tests.conftest import ROOT
from xl_tools.app.schemas import documents, drift, write


def test_the_committed_schemas_are_in_step() -> None:
    assert drift(ROOT / "schemas") == []


def test_every_document_that_bears_a_name_has_its_schema() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "xl_tools").rglob("*.py"))
    named = set(re.findall(r'schema_: Literal\["(xl-tools/[^"]+)"\]', code))
    assert len(named) > 10
    assert named <= set(re.findall(r'"const": "(xl-tools/[^"]+)"', json.dumps(documents())))


def test_drift_is_seen(tmp_path: Path) -> None:
    write(tmp_path)
    assert drift(tmp_path) == []
    (tmp_path / "finding.schema.json").write_text("{}", encoding="utf-8")
    (tmp_path / "rollup.schema.json").unlink()
    (tmp_path / "old.schema.json").write_text("{}", encoding="utf-8")
    assert drift(tmp_path) == ["finding.schema.json", "old.schema.json", "rollup.schema.json"]


def test_the_table_schema_carries_headings_aliases_and_types() -> None:
    table = documents()["progress-table.schema.json"]
    deadline = table["properties"]["deadline"]
    assert deadline["type"] == "string"
    assert deadline["x-headings"][:2] == ["完成时限", "整改时限"]
    assert set(table["required"]) == {"region", "serial", "task", "deadline", "progress", "status"}
