"""What the doctor concludes from a Windows registry; the registry itself is given."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

from tests.doubles.vba import ADDIN
from xl_tools.app.doctor_windows import LookedAt, examine_windows

EXCEL = {
    ("HKCR", r"Excel.Application\CLSID", ""): "{00024500}",
    ("HKCR", r"CLSID\{00024500}\LocalServer32", ""): r'"C:\Program Files\Microsoft Office\EXCEL.EXE" /automation',
}
SECURITY = r"Software\{}Microsoft\Office\16.0\Excel\Security"
ASR = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
CHILD = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"


def look(
    registry: dict[tuple[str, str, str], object], appdata: Path, program: str = r"C:\users\张三"
) -> dict[str, LookedAt]:
    def read(hive: str, key: str) -> dict[str, object]:
        return {name.lower(): value for (*place, name), value in registry.items() if place == [hive, key]}

    return {found.name: found for found in examine_windows(read, appdata, program, "gbk")}


@pytest.fixture
def appdata(tmp_path: Path) -> Path:
    place = tmp_path / "Microsoft" / "Excel" / "XLSTART"
    place.mkdir(parents=True)
    copyfile(ADDIN, place / "xl_tools.xlam")
    return tmp_path


def test_a_machine_in_order(appdata: Path) -> None:
    found = look(EXCEL, appdata)
    assert all(result.works for result in found.values())
    add_ins = {"加载项", "宏策略", "加载项签名", "加载项停用", "受信任位置", "被 Excel 停用"}
    assert found.keys() == {"Excel", "程序位置", "Defender 规则"} | add_ins


def test_wps_standing_in_for_excel(appdata: Path) -> None:
    server = r"C:\Users\x\AppData\Local\Kingsoft\WPS Office\office6\et.exe /automation"
    found = look(EXCEL | {("HKCR", r"CLSID\{00024500}\LocalServer32", ""): server}, appdata)["Excel"]
    assert not found.works
    assert found.detail == "由 WPS 代替"
    assert "xl-tools watch" in found.advice


def test_no_excel(appdata: Path) -> None:
    found = look({}, appdata)["Excel"]
    assert (found.works, found.detail) == (False, "没有安装")


def test_the_add_in_missing_or_of_another_version(appdata: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import xl_tools.app.doctor_windows as doctor

    monkeypatch.setattr(doctor, "version", lambda _: "9.9")
    other = look(EXCEL, appdata)["加载项"]
    assert not other.works
    assert "程序包是 9.9" in other.detail
    (appdata / "Microsoft" / "Excel" / "XLSTART" / "xl_tools.xlam").unlink()
    gone = look(EXCEL, appdata)["加载项"]
    assert not gone.works
    assert gone.detail.startswith("不在 ")


def test_an_add_in_with_the_mark_of_the_web(appdata: Path) -> None:
    """Windows keeps the mark in a stream of the file, which opens like a file of this name."""
    place = appdata / "Microsoft" / "Excel" / "XLSTART" / "xl_tools.xlam"
    Path(f"{place}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    found = look(EXCEL, appdata)["加载项"]
    assert not found.works
    assert "来自其他计算机" in found.detail


@pytest.mark.parametrize(
    ("key", "value", "works", "said"),
    [
        ("", 4, False, "本机设置不允许"),
        ("", 2, True, "本机设置允许"),
        ("Policies\\", 3, False, "单位策略不允许"),
        ("Policies\\", 1, True, "单位策略允许"),
    ],
)
def test_macro_policy(appdata: Path, key: str, value: int, works: bool, said: str) -> None:
    found = look(EXCEL | {("HKCU", SECURITY.format(key), "VBAWarnings"): value}, appdata)["宏策略"]
    assert found.works == works
    assert found.detail.startswith(said)


@pytest.mark.parametrize(("value", "works"), [("1", False), (1, False), ("6", False), ("0", True), ("2", True)])
def test_defenders_rule(appdata: Path, value: object, works: bool) -> None:
    found = look(EXCEL | {("HKLM", ASR, CHILD): value}, appdata)["Defender 规则"]
    assert found.works == works
    assert works or "xl-tools watch" in found.advice


@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("", "RequireAddinSig", "加载项签名"),
        ("", "DisableAllAddins", "加载项停用"),
        ("\\Trusted Locations", "AllLocationsDisabled", "受信任位置"),
    ],
)
@pytest.mark.parametrize("policy", ["Policies\\", ""])
def test_settings_that_keep_add_ins_out(appdata: Path, key: str, value: str, name: str, policy: str) -> None:
    found = look(EXCEL | {("HKCU", SECURITY.format(policy) + key, value): 1}, appdata)
    assert [one.name for one in found.values() if not one.works] == [name]
    assert found[name].detail.startswith("单位策略" if policy else "本机设置")
    assert ("信息中心" in found[name].advice) == bool(policy)
    assert look(EXCEL | {("HKCU", SECURITY.format(policy) + key, value): 0}, appdata)[name].works


def test_vba_switched_off(appdata: Path) -> None:
    key = r"Software\Policies\Microsoft\Office\16.0\Common"
    found = look(EXCEL | {("HKLM", key, "VBAOff"): 1}, appdata)["宏策略"]
    assert (found.works, found.detail) == (False, "单位策略不允许任何宏")


def test_an_add_in_that_excel_put_aside(appdata: Path) -> None:
    """Excel notes the path behind three numbers."""
    key = r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
    path = r"C:\Users\x\AppData\Roaming\Microsoft\Excel\XLSTART\XL_TOOLS.XLAM"
    item = bytes(12) + path.encode("utf-16-le")
    assert not look(EXCEL | {("HKCU", key, "4F3A2B"): item}, appdata)["被 Excel 停用"].works
    assert look(EXCEL | {("HKCU", key, "4F3A2B"): item.replace(b"X", b"Y")}, appdata)["被 Excel 停用"].works


def test_a_user_whose_name_windows_cannot_write(appdata: Path) -> None:
    """xlwings' library asks Windows for files by names in its code page."""
    found = look(EXCEL, appdata, program="C:\\users\\𠮷田")
    assert [one.name for one in found.values() if not one.works] == ["程序位置"]
    assert "生僻字" in found["程序位置"].detail
