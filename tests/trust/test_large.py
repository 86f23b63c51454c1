"""The largest table that is read keeps within the bound on memory, whatever is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.trust import large
from tests.trust.process import MEMORY_MB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")

RUN = """
import sys
from xl_tools.surfaces.cli.entry import main
try:
    main()
finally:
    status = open("/proc/self/status", encoding="ascii").read()
    print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""


def test_fifty_thousand_entries_as_json_and_as_marks(tmp_path: Path) -> None:
    """Both at once take at least what each alone and the plain check take."""
    source = tmp_path / "大.xlsx"
    source.write_bytes(large.table())
    words = ["check", source.name, "--as-of", "2022-12-20", "--json", "--mark", "--out", "出"]
    with (tmp_path / "report.json").open("wb") as report:
        done = subprocess.run(
            [sys.executable, "-c", RUN, *words],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdout=report,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1, done.stderr.decode()
    (checked,) = json.loads((tmp_path / "report.json").read_bytes())["files"]
    assert len(checked["sheets"][0]["rows"]) == large.ROWS
    assert len(checked["findings"]) > large.ROWS // 2
    assert Path(tmp_path, checked["marked"]).stat().st_size > source.stat().st_size
    assert int(done.stderr) >> 10 < MEMORY_MB - 64
