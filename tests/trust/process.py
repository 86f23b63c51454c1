"""The process that runs commands on files (``runner.py``), as tests use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from xl_tools.data import load

MEMORY_MB = 512


class Runner:
    """The process that runs commands on files (``runner.py``)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.runner"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, folder: Path, runs: list[list[str]], fault: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the commands in ``folder``, outside of which nothing may be written. ``fault`` as in ``faults.py``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        # Address space is more than memory in use: libraries are mapped and not all used.
        order = {
            "folder": str(folder),
            "runs": runs,
            "allowed": [str(folder)],
            "memory_mb": 3 * MEMORY_MB,
            "fault": fault,
        }
        self._process.stdin.write(json.dumps(order | {"seconds": load("limits")["time"]["seconds"] + 5}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()
