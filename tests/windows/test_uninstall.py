"""Taking the program off again; the last of these tests, since it ends the installation that they share."""

from __future__ import annotations

import re
import shlex
import time

import pytest

from tests.windows.conftest import Windows
from tests.windows.test_installer import REMOVAL, TRUSTED, addin_of

pytestmark = [pytest.mark.real("wine", "localedef"), pytest.mark.network]


def test_the_programs_list_of_windows_takes_the_program_and_leaves_the_data(installed: Windows) -> None:
    """As from 应用和功能: by the Python that is taken away."""
    wine = installed.wine
    said = wine.run("reg", "query", REMOVAL, "/v", "UninstallString").out
    command = re.search(r"REG_SZ\s+(.*)", said)
    assert command
    installed.data.mkdir(parents=True, exist_ok=True)
    kept = installed.data / "规则设置.xlsx"
    kept.write_bytes(b"rules")
    done = installed.as_user(*shlex.split(command[1].replace("\\", "\\\\")))
    assert done.code == 0, done
    assert done.out.startswith(r"卸载完成。设置和记录还在 C:\users\张三\AppData\Roaming\xl_tools")
    assert kept.read_bytes() == b"rules"
    assert not addin_of(installed).exists()
    assert any(wine.documents.glob("督察整改/*.xlsx"))
    for key in (TRUSTED, REMOVAL):
        assert wine.run("reg", "query", key).code != 0
    deadline = time.monotonic() + 20
    while installed.app.parent.exists() and time.monotonic() < deadline:
        time.sleep(0.5)
    assert not installed.app.parent.exists()
