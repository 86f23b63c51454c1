"""What works on this machine, and what to do about what does not."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from xl_tools.app.doctor_windows import LookedAt
from xl_tools.app.office import Office
from xl_tools.app.paper_fonts import missing_fonts
from xl_tools.core.errors import UserError

PACKAGES = ("jinja2", "keyring", "lxml", "openpyxl", "pandas", "pydantic", "python-calamine", "xlsxwriter", "xlwings")


def examine(settled: Callable[[], Office]) -> list[LookedAt]:
    """Look at the machine, and at what the office has ``settled`` otherwise than we do: a mistake there is one more
    thing to put right. Nothing is changed."""
    return [*_python(), *_packages(), *_programs(), *_excel(), *_settled(settled)]


def _settled(settled: Callable[[], Office]) -> Iterator[LookedAt]:
    try:
        found = settled().settled
    except UserError as error:
        yield LookedAt(
            name="自己的设置", works=False, needed=True, detail=str(error), advice="请改正这个文件，或者把它移走。"
        )
        return
    for one in found:
        yield LookedAt(name=f"自己的设置 {one.what}", works=True, needed=False, detail=f"{one.value}（{one.where}）")


def _python() -> Iterator[LookedAt]:
    yield LookedAt(
        name="Python",
        works=sys.version_info >= (3, 11),
        needed=True,
        detail=f"{platform.python_version()}，{platform.system()} {platform.machine()}",
        advice="需要 3.11 或更新的版本，请安装后重新建立运行环境。",
    )


def _packages() -> Iterator[LookedAt]:
    for name in PACKAGES:
        try:
            found = version(name)
        except PackageNotFoundError:
            found = ""
        yield LookedAt(
            name=f"程序包 {name}",
            works=bool(found),
            needed=True,
            detail=found or "没有安装",
            advice="请在本工具的文件夹里重新安装（pip install .）。",
        )


def _programs() -> Iterator[LookedAt]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    yield LookedAt(
        name="LibreOffice",
        works=office is not None,
        needed=False,
        detail=office or "没有安装",
        advice="只在转换旧 Word 文件和重算公式时用到；不装也能校验和汇总。",
    )
    if platform.system() == "Linux":
        yield _chinese_font()
    if (gone := missing_fonts()) is not None:
        yield LookedAt(
            name="公文字体",
            works=not gone,
            needed=False,
            detail=f"没有{'、'.join(gone)}" if gone else "齐全",
            advice="写报告、函件时用。没有的，在这里打印、转 PDF 会换成别的字体；文档里的字体名不变，换台机器就对。",
        )


def _chinese_font() -> LookedAt:
    lister = shutil.which("fc-list")
    fonts = (
        subprocess.run([lister, ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
        if lister
        else ""
    )
    first = next(iter(fonts.splitlines()), "")
    return LookedAt(
        name="中文字体",
        works=bool(first),
        needed=False,
        detail=first or "没有找到",
        advice="把表转成图片或 PDF 时要用；可安装 fonts-noto-cjk。",
    )


def _excel() -> Iterator[LookedAt]:
    if platform.system() == "Windows":
        from xl_tools.app.doctor_windows import appdata, examine_windows
        from xl_tools.core.windows_registry import read_registry

        yield from examine_windows(read_registry, appdata())
        return
    yield LookedAt(
        name="Excel",
        works=False,
        needed=False,
        detail=f"{platform.system()} 上没有 Excel，按文件方式工作",
        advice="功能区按钮要在装有 Excel 的 Windows 上用；命令行和 xl-tools watch 在哪里都能用。",
    )
