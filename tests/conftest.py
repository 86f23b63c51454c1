"""Shared by all tests: where things are, and what to do when a real program is absent."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import twins
from xl_tools.core.errors import UserError

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.addin.bundle import Bundle

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # how long a machine takes says nothing of the code
hypothesis.settings.load_profile("busy")


def those_there(found: list[Any]) -> list[Any]:
    """Parameters found in the folder beside the project; without it one that is left out."""
    return found or [pytest.param(None, marks=pytest.mark.beside, id="absent")]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what looks at the published documents where these are not beside the project.

    The project proves itself without them: ``tests/twins`` has tables of the same shape, and each rule its own cases.
    """
    if SHARED.is_dir():
        return
    left_out = [
        one for one in items if one.get_closest_marker("beside") or "shared" in getattr(one, "fixturenames", ())
    ]
    items[:] = [one for one in items if one not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)


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
    """The folder of source documents and real input; tests that want it are left out where it is not."""
    return SHARED


_PUBLISHED = SHARED / "cases" / "lishui-progress-2022.xlsx"


@pytest.fixture(scope="session", params=["twin", *(["published"] if _PUBLISHED.is_file() else [])])
def city_table(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city's progress table as it was published, and its twin in our own words."""
    if request.param == "published":
        return _PUBLISHED
    return twins.city_table(tmp_path_factory.mktemp("twin") / _PUBLISHED.name)


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
