"""The tables that load at once say what their files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core import tables
from xl_tools import data


def test_the_file_is_the_one_that_the_tables_give() -> None:
    """After a change: ``python -m tests.core.tables``."""
    assert tables.MADE.read_text("utf-8") == tables.written()


def test_what_is_loaded_at_once_is_what_the_file_says() -> None:
    for name, made in tables.tables().items():
        assert data.load(name) == made["table"], name


def test_a_file_that_was_changed_is_read_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "limits.toml").write_text("own = 7\n", "utf-8")
    monkeypatch.setattr(data, "folders", lambda: (tmp_path, tables.FOLDER))
    assert data.load.__wrapped__("limits") == {"own": 7}
    assert data.load.__wrapped__("round") == tables.tables()["round"]["table"]


def test_the_settings_of_a_workspace_say_what_holds_without_them() -> None:
    """The days are told to clerks in words (工作台.xlsx); they stand in other tables."""
    held = data.load("policy")["lights"] | {"remind_days": data.load("round")["remind_days"]}
    said = {item["key"]: item["how"] for item in data.load("workspace")["item"]}
    for key in ("orange", "yellow", "remind_days"):
        assert f"不写就是 {held[key]}。" in said[key], key
