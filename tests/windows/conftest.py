"""A Windows under Wine with the bundle on it, and the program installed there: each made once a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.doubles.desk import make_desk as make_desk
from tests.windows.wine import Done, Wine
from xl_tools.surfaces.excel.addin.bundle import Bundle

FOLDER = "U 盘/安装包 '12月'（测试）"
"""Where the bundle lies: Chinese characters, spaces, quotes."""
HOME = "users/张三"


@dataclass(frozen=True)
class Windows:
    """A Windows with the bundle on it."""

    wine: Wine
    bundle: Path

    @property
    def home(self) -> Path:
        """The user's folder."""
        return self.wine.drive / HOME

    @property
    def app(self) -> Path:
        """The installed program."""
        return self.home / "AppData" / "Local" / "xl_tools" / "app"

    @property
    def data(self) -> Path:
        """What the office keeps."""
        return self.home / "AppData" / "Roaming" / "xl_tools"

    @property
    def python(self) -> Path:
        """The bundle's interpreter."""
        return self.bundle / "python" / "python.exe"

    def as_user(self, *command: str | Path) -> Done:
        """Run a program with the folders of the user 张三."""
        return self.wine.run(self.python, "-I", "-X", "utf8", Path(__file__).with_name("as_user.py"), *command)

    def install(self, *options: str) -> Done:
        """Double-click on install.cmd."""
        return self.as_user("cmd", "/c", self.bundle / "install.cmd", *options)


@pytest.fixture(scope="session")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A Windows of its own."""
    made = Wine(tmp_path_factory.mktemp("wine"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def windows(wine: Wine, bundle: Bundle) -> Windows:
    """The bundle lies on its drive, nothing is installed."""
    for folder in ("AppData/Roaming", "AppData/Local", "Documents"):
        (wine.drive / HOME / folder).mkdir(parents=True)
    return Windows(wine, shutil.copytree(bundle.folder, wine.drive / FOLDER))


@pytest.fixture(scope="session")
def installed(windows: Windows) -> Windows:
    """The program is installed."""
    if not windows.app.exists():
        done = windows.install()
        assert done.code == 0, done
    return windows
