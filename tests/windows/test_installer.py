"""The installer as a user runs it: install.cmd of the bundle, on a Windows without Python."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.windows.conftest import Windows
from xl_tools.app.doctor_windows import addin_version
from xl_tools.rules.settings import RuleSettings
from xl_tools.write.settings_book import settings_book

pytestmark = [pytest.mark.real("wine", "localedef"), pytest.mark.network]
TRUSTED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations\xl_tools"
REMOVAL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\xl_tools"


def addin_of(windows: Windows) -> Path:
    return windows.home / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "xl_tools.xlam"


def test_with_excel_open_nothing_is_done(windows: Windows) -> None:
    before = windows.app.exists()
    with windows.wine.running(windows.python, "-I", "-X", "utf8", Path(__file__).with_name("excel_window.py")):
        done = windows.install()
    assert done.code == 1
    assert done.out.strip() == "请先关闭所有 Excel（和 WPS 表格）窗口，再运行本程序。什么都没有改。"
    assert windows.app.exists() == before


def test_a_damaged_bundle_is_refused(windows: Windows) -> None:
    before = windows.app.exists()
    template = windows.bundle / "templates" / "整改进展情况表模板.xlsx"
    whole = template.read_bytes()
    template.write_bytes(whole + b"x")
    try:
        done = windows.install()
    finally:
        template.write_bytes(whole)
    assert done.code == 1
    assert done.out.splitlines()[-1].startswith("templates/整改进展情况表模板.xlsx 和校验和不符")
    assert windows.app.exists() == before


def test_it_installs_over_an_older_version_and_the_data_move(windows: Windows) -> None:
    """0.1 kept program and data in one folder."""
    old = windows.app.parent
    (old / "venv" / "Scripts").mkdir(parents=True)
    rules = settings_book(RuleSettings())
    (old / "规则设置.xlsx").write_bytes(rules)
    (old / "answers.json").write_bytes(b"old")
    windows.data.mkdir(parents=True, exist_ok=True)
    (windows.data / "answers.json").write_bytes(b"new")
    done = windows.install()
    assert done.code == 0, done
    said = done.out.strip().splitlines()
    assert said[:4] == ["1/4 核对安装包…", "2/4 拷贝程序…", "3/4 安装加载项和模板…", "4/4 自检…"]
    assert said[-1].startswith(r"文件已装好，模板在 C:\users")
    assert "自检发现：【Excel】没有安装。功能区按钮要用 Microsoft Excel" in said[-1]
    assert "【加载项】" not in said[-1]
    assert {path.name for path in old.iterdir()} == {"app", "answers.json"}  # one that is there already stays
    assert {path.name: path.read_bytes() for path in windows.data.iterdir()} == {
        "规则设置.xlsx": rules,
        "answers.json": b"new",
    }
    (old / "answers.json").unlink()
    assert addin_of(windows).read_bytes() == (ROOT / "macros" / "xl_tools.xlam").read_bytes()
    templates = {path.name for path in (ROOT / "workbooks").glob("*.xlsx")}
    assert templates == {path.name for path in windows.wine.documents.glob("督察整改/*.xlsx")}
    trusted = windows.wine.run("reg", "query", TRUSTED).out
    assert r"C:\users\张三\AppData\Roaming\Microsoft\Excel\XLSTART" + "\\" in trusted
    assert "督察整改工具" in windows.wine.run("reg", "query", REMOVAL).out


def test_the_command_line_is_there(installed: Windows) -> None:
    done = installed.as_user("cmd", "/c", installed.app / "xl-tools.cmd", "--version")
    assert done.out.strip() == addin_version(addin_of(installed))


# --- what the self-check finds ---------------------------------------------------------------------


@contextmanager
def registry(windows: Windows, entries: Mapping[str, tuple[str, str]]) -> Iterator[None]:
    """Values in the registry: by ``key|name`` the kind and the value."""
    try:
        for place, (kind, value) in entries.items():
            key, _, name = place.partition("|")
            named = ("/v", name) if name else ("/ve",)
            windows.wine.run("reg", "add", key, *named, "/t", kind, "/d", value, "/f")
        yield
    finally:
        for place in entries:
            key, _, name = place.partition("|")
            windows.wine.run("reg", "delete", key, *(("/v", name) if name else ("/ve",)), "/f")


SERVER = r"HKLM\Software\Classes\Excel.Application\CLSID|"
PROGRAM = r"HKLM\Software\Classes\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32|"
EXCEL = {
    SERVER: ("REG_SZ", "{00024500-0000-0000-C000-000000000046}"),
    PROGRAM: ("REG_SZ", r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE /automation"),
}
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
DISABLED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"


def found_by_doctor(windows: Windows) -> dict[str, str]:
    """What the installed program finds wrong, by name."""
    done = windows.as_user("cmd", "/c", windows.app / "xl-tools.cmd", "doctor", "--json")
    wrong = [one for one in json.loads(done.out) if not one["works"] and one["name"] != "LibreOffice"]
    assert all(one["advice"] for one in wrong)
    return {one["name"]: one["detail"] for one in wrong}


def test_a_machine_in_order_and_one_with_wps(installed: Windows) -> None:
    with registry(installed, EXCEL):
        assert found_by_doctor(installed) == {}
    wps = r"C:\Users\x\AppData\Local\Kingsoft\WPS Office\12.1\office6\et.exe /automation"
    with registry(installed, EXCEL | {PROGRAM: ("REG_SZ", wps)}):
        assert found_by_doctor(installed) == {"Excel": "由 WPS 代替"}


def test_policies_and_a_disabled_item(installed: Windows) -> None:
    path = r"C:\users\张三\AppData\Roaming\Microsoft\Excel\XLSTART\xl_tools.xlam"
    item = (b"\x01\0\0\0\x02\0\0\0" + path.encode("utf-16-le") + b"\0\0").hex()
    entries = {
        rf"{POLICY}|VBAWarnings": ("REG_DWORD", "4"),
        rf"{POLICY}|RequireAddinSig": ("REG_DWORD", "1"),
        rf"{POLICY}|DisableAllAddins": ("REG_DWORD", "1"),
        rf"{POLICY}\Trusted Locations|AllLocationsDisabled": ("REG_DWORD", "1"),
        rf"{DISABLED}|4F3A2B": ("REG_BINARY", item),
    }
    with registry(installed, EXCEL | entries):
        assert found_by_doctor(installed).keys() == {
            "宏策略",
            "加载项签名",
            "加载项停用",
            "受信任位置",
            "被 Excel 停用",
        }


def test_another_versions_add_in(installed: Windows) -> None:
    ours = addin_of(installed).read_bytes()
    version = addin_version(addin_of(installed)).encode()
    addin_of(installed).write_bytes(ours.replace(version, b"9" * len(version)))
    try:
        with registry(installed, EXCEL):
            assert found_by_doctor(installed).keys() == {"加载项"}
    finally:
        addin_of(installed).write_bytes(ours)
