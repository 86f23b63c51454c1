from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from xl_tools.app.schemas import documents, drift, write


def test_the_committed_schemas_are_in_step() -> None:
    assert drift(ROOT / "schemas") == []


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
