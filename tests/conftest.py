"""Shared by all tests: where things are, and what to do when a real program is absent."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xl_tools.core.errors import UserError

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.addin.bundle import Bundle

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def those_there(found: list[Any]) -> list[Any]:
    """Parameters found in the folder beside the project; without it one that is skipped, with the reason."""
    absent = pytest.mark.skip(reason="no folder with real input beside the project")
    return found or [pytest.param(None, marks=absent, id="absent")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Honour ``@pytest.mark.real("soffice")``: skip with the reason, or fail when real runs are required."""
    for marker in item.iter_markers("real"):
        for tool in marker.args:
            if shutil.which(tool) is None:
                reason = f"{tool} is not on this machine"
                if os.environ.get("XL_TOOLS_REQUIRE_REAL") == "1":
                    pytest.fail(reason, pytrace=False)
                pytest.skip(reason)


@pytest.fixture
def shared() -> Path:
    """The folder of source documents and real input; tests that want it are skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip("no folder with the source documents beside the project")
    return SHARED


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The bundle for Windows, made of the packages on the index; skipped with the reason where none can be reached."""
    from xl_tools.surfaces.excel.addin import bundle as bundling

    try:
        return bundling.bundle(tmp_path_factory.mktemp("bundle") / "安装包", macros=ROOT / "macros", source=ROOT)
    except UserError as error:
        if os.environ.get("XL_TOOLS_REQUIRE_REAL") == "1":
            raise
        pytest.skip(str(error))
