"""The fonts that official papers want, and which of them this machine has not."""

from __future__ import annotations

import shutil
import subprocess

from xl_tools.data import load


def missing_fonts() -> list[str] | None:
    """Names, in the order of the settings; None where the machine has no program that lists its fonts."""
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False).stdout
    there = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    return [name for name in load("documents")["fonts"].values() if name not in there]
