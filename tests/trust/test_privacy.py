"""What leaves the program besides its results: no cell contents in error reports, no temporary file left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from tests.trust.bases import table
from xl_tools.books.file.output import INDEX
from xl_tools.core.records import Fault
from xl_tools.surfaces.cli.entry import failures_in_chinese

SECRET = "张三举报的内容"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    private = folder / "tmp"
    private.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "xl_tools", *words],
        cwd=folder,
        env=os.environ | {"TMPDIR": str(private), "TEMP": str(private), "TMP": str(private)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_fault_tells_where_and_not_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert {field.name for field in fields(Fault)} <= {"path", "rule", "sheet", "row", "cell"}
    with pytest.raises(SystemExit), failures_in_chinese():
        raise ValueError(SECRET)
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    assert "ValueError" in said.err


@pytest.mark.parametrize(
    "content", [table({"G2": SECRET})[:-300], table({"G2": SECRET}, before="<"), b"PK" + SECRET.encode()]
)
def test_a_refusal_does_not_quote_the_file(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "县表.xlsx").write_bytes(content)
    done = run(tmp_path, "check", "县表.xlsx")
    assert done.returncode == 2
    assert SECRET not in done.stdout + done.stderr


def test_standard_error_carries_no_cell_contents(tmp_path: Path) -> None:
    (tmp_path / "县表.xlsx").write_bytes(table({"G2": SECRET, "H2": SECRET, "F2": SECRET}))
    done = run(tmp_path, "check", "县表.xlsx", "--json", "--mark", "--out", "出")
    assert SECRET not in done.stderr
    assert json.loads(done.stdout)["files"][0]["outcome"] == "checked"


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    (tmp_path / "遂昌县.xlsx").write_bytes(table())
    assert run(tmp_path, "check", "遂昌县.xlsx", "--mark", "--out", "出").returncode == 1
    out = ["--level", "city", "--name", "丽水市", "--out", "出/市.xlsx"]
    assert run(tmp_path, "rollup", "遂昌县.xlsx", *out).returncode == 1
    assert list((tmp_path / "tmp").iterdir()) == []
    assert sorted(path.name for path in (tmp_path / "出").iterdir() if path.name != INDEX) == ["市.xlsx", "遂昌县.xlsx"]
