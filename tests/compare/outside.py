"""What is under comparison, seen from outside. This is the one place that names anything within the package.

Used are the names that ``xl_tools`` exports, the command of ``[project.scripts]`` and the module ``xl_tools.ribbon``.
When a module moves, this file is what is edited, and nothing else here.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import xl_tools
from tests.conftest import ROOT, SHARED

__all__ = ["PACKAGE", "ROOT", "SHARED", "command_line", "ribbon", "sample_workbooks", "xl_tools"]

PACKAGE = Path(xl_tools.__file__).parent
WORKBOOKS = ROOT / "workbooks"


@cache
def command_line() -> Callable[[], None]:
    """What the command ``xl-tools`` runs, by the project's own declaration (not that of an older installation)."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]["xl-tools"]
    module, _, name = declared.partition(":")
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


def ribbon() -> Any:
    """The module whose functions the add-in's buttons call."""
    return import_module("xl_tools.ribbon")


def sample_workbooks(folder: Path) -> None:
    """Write what ``make generate`` puts into ``workbooks``."""
    with redirect_stdout(io.StringIO()):
        import_module("xl_tools.sample.__main__").main([str(folder)])
