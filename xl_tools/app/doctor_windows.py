"""What the buttons in Excel need of a Windows machine: Excel, the add-in in its place, and nobody who forbids it.

Everything is read from the registry and the user's folders; nothing is changed. ``Registry`` is how values are read, so
that the conclusions can be tried on any system.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from xl_tools.core.dataclass import dataclass
from xl_tools.core.windows_registry import Registry

ADDIN = "xl_tools.xlam"
_SECURITY = r"Microsoft\Office\16.0\Excel\Security"
_COMMON = r"Microsoft\Office\16.0\Common"
_DISABLED = r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
_ASR = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_ASR_LOCAL = r"SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_CHILD_PROCESSES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Microsoft's rule "Block all Office applications from creating child processes"."""

_WATCH = "在此之前可以用 xl-tools watch 文件夹：存进文件夹的工作簿自动校验，不用按钮。"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """One thing looked at. ``needed`` means that the main job does not run without it."""

    name: str
    works: bool
    needed: bool
    detail: str
    advice: str = ""


def examine_windows(
    read: Registry, appdata: Path, program: str = sys.prefix, code_page: str = "mbcs"
) -> Iterator[LookedAt]:
    """The state of Excel and the add-in. ``appdata`` is the user's roaming folder (``%APPDATA%``), ``program`` where
    Python lies, ``code_page`` Python's name for that of Windows."""
    server = _server(read)
    wps = "\\kingsoft\\" in server.lower() or "\\wps" in server.lower() or server.lower().endswith("et.exe")
    yield LookedAt(
        name="Excel",
        works=bool(server) and not wps,
        needed=False,
        detail="由 WPS 代替" if wps else (server or "没有安装"),
        advice="功能区按钮只能在 Microsoft Excel 里用，WPS 不支持；请用命令行或 xl-tools watch 处理文件。"
        if wps
        else "功能区按钮要用 Microsoft Excel；没有的话命令行和 xl-tools watch 照样能用。",
    )
    yield _addin(appdata / "Microsoft" / "Excel" / "XLSTART" / ADDIN)
    yield _place(program, code_page)
    yield _macros(read)
    yield from _add_ins_of_others(read)
    yield _disabled(read)
    yield _defender(read)


def _server(read: Registry) -> str:
    """The program that answers for Excel.Application; "" for none."""
    class_id = read("HKCR", r"Excel.Application\CLSID").get("")
    if not isinstance(class_id, str):
        return ""
    for key in (rf"CLSID\{class_id}\LocalServer32", rf"WOW6432Node\CLSID\{class_id}\LocalServer32"):
        found = read("HKCR", key).get("")
        if isinstance(found, str):
            return found.partition(" /")[0].strip('" ')
    return ""


def _addin(path: Path) -> LookedAt:
    detail, works = f"不在 {path.parent}", False
    if path.is_file():
        found, ours = addin_version(path), version("xl-tools")
        works = found == ours
        detail = f"{path}，版本 {found or '读不出'}" + ("" if works else f"，程序包是 {ours}")
        if works and _came_from_outside(path):
            works, detail = False, f"{path} 带着“来自其他计算机”的标记，Excel 会拦下它的宏"
    return LookedAt(
        name="加载项",
        works=works,
        needed=False,
        detail=detail,
        advice="请关闭 Excel，重新运行安装程序（install.cmd）。",
    )


def _place(program: str, code_page: str) -> LookedAt:
    """Whether Excel can name the program: xlwings' library takes its path in the code page of Windows."""
    try:
        named = bool(program.encode(code_page))
    except UnicodeEncodeError:
        named = False
    return LookedAt(
        name="程序位置",
        works=named,
        needed=False,
        detail=program if named else f"{program} 里有生僻字，Excel 启动不了它",
        advice=f"请用名字里没有生僻字的 Windows 用户安装。{_WATCH}",
    )


def addin_version(path: Path) -> str:
    """The version that a built add-in bears in its settings sheet; "" where it cannot be read."""
    import re

    try:
        with ZipFile(path) as package:
            text = package.read("xl/worksheets/sheet1.xml").decode("utf-8")
    except (OSError, KeyError, BadZipFile, UnicodeDecodeError):
        return ""
    match = re.search(r">XLT_VERSION</t></is></c><c[^>]*><is><t[^>]*>([^<]*)<", text)
    return match[1] if match else ""


def _came_from_outside(path: Path) -> bool:
    """Whether Windows noted that the file was downloaded (the stream Zone.Identifier)."""
    try:
        return "ZoneId=3" in Path(f"{path}:Zone.Identifier").read_text("utf-8")
    except OSError:
        return False


def _setting(read: Registry, key: str, name: str) -> tuple[int | None, bool]:
    """A setting of Office, and whether the office's policy sets it, which comes before the user's own."""
    for root in ("Policies\\", ""):
        for hive in ("HKCU", "HKLM"):
            said = read(hive, rf"Software\{root}{key}").get(name.lower())
            if isinstance(said, int):
                return said, bool(root)
    return None, False


def _macros(read: Registry) -> LookedAt:
    said, by_policy = _setting(read, _SECURITY, "VBAWarnings")
    off, off_by_policy = _setting(read, _COMMON, "VBAOff")
    forbids = "不允许任何宏" if off else "不允许没有签名的宏" if said in (3, 4) else ""
    by_policy = off_by_policy if off else by_policy
    return LookedAt(
        name="宏策略",
        works=not forbids,
        needed=False,
        detail=("单位策略" if by_policy else "本机设置") + (forbids or "允许加载项的宏"),
        advice=f"请单位信息中心把加载项所在文件夹设为受信任位置，或给加载项签名。{_WATCH}"
        if by_policy
        else "请在 Excel 的“文件→选项→信任中心→宏设置”里选“禁用所有宏，并发出通知”，或把 XLSTART 设为受信任位置。",
    )


def _add_ins_of_others(read: Registry) -> Iterator[LookedAt]:
    """Three settings that keep an add-in without a signature out, each found in the same place of the trust centre."""
    for name, key, setting, forbids, allows, where in (
        ("加载项签名", _SECURITY, "RequireAddinSig", "只许有签名的加载项", "加载项不要签名", "加载项"),
        ("加载项停用", _SECURITY, "DisableAllAddins", "停用所有加载项", "加载项没有全部停用", "加载项"),
        (
            "受信任位置",
            rf"{_SECURITY}\Trusted Locations",
            "AllLocationsDisabled",
            "停用所有受信任位置",
            "受信任位置有效",
            "受信任位置",
        ),
    ):
        said, by_policy = _setting(read, key, setting)
        yield LookedAt(
            name=name,
            works=not said,
            needed=False,
            detail=("单位策略" if by_policy else "本机设置") + forbids if said else allows,
            advice=f"请单位信息中心放行 {ADDIN}，或给它签名。{_WATCH}"
            if by_policy
            else f"请在 Excel 的“文件→选项→信任中心→{where}”里取消这一项，再打开 Excel。",
        )


def _disabled(read: Registry) -> LookedAt:
    """Whether Excel itself has put the add-in aside, as it does after a crash."""
    name = ADDIN.encode("utf-16-le")
    items = [value for value in read("HKCU", _DISABLED).values() if isinstance(value, bytes)]
    aside = any(name in item.lower() for item in items)
    return LookedAt(
        name="被 Excel 停用",
        works=not aside,
        needed=False,
        detail=f"{ADDIN} 在 Excel 的“禁用项目”里" if aside else "不在 Excel 的“禁用项目”里",
        advice="请在 Excel 的“文件→选项→加载项”最下面选“禁用项目→转到”，启用它，再打开 Excel。",
    )


def _defender(read: Registry) -> LookedAt:
    states = [read("HKLM", key).get(_CHILD_PROCESSES) for key in (_ASR, _ASR_LOCAL)]
    blocks = any(str(state) in ("1", "6") for state in states if state is not None)
    return LookedAt(
        name="Defender 规则",
        works=not blocks,
        needed=False,
        detail="不让 Office 启动其他程序（攻击面减少规则）" if blocks else "没有拦截 Office 启动其他程序的规则",
        advice=f"请单位信息中心给 %LOCALAPPDATA%\\xl_tools 加例外。{_WATCH}",
    )


def appdata() -> Path:
    """The user's roaming folder."""
    return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
