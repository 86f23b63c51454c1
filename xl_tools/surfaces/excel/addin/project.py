"""The VBA project of the add-in: xlwings' own module, made safe, and our modules beside it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError, not_installed

NAME = "xl_tools"
XLWINGS_MODULE = "xlwings"
_SAMPLE_MODULE = "RibbonMyAddin"
_CONFIG_MODULE = "Sheet2"
_DOCUMENT = "ThisWorkbook"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A text of xlwings' module that we replace, how often it stands there, and why."""

    old: str
    new: str
    times: int
    why: str


CHANGES = (
    Replacement(
        'PROJECT_NAME As String = "myaddin"',
        f'PROJECT_NAME As String = "{NAME}"',
        1,
        "the settings are those of this add-in: its sheet xl_tools.conf, the user's .xl_tools folder",
    ),
    Replacement(
        'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then',
        "If False Then ' a workbook that came by mail has no say in which program runs",
        1,
        "a sheet of that name in a received workbook could name its own interpreter",
    ),
    Replacement(
        'If source = "" Or source = "directory" Then',
        'If source = "directory" Then',
        1,
        "the same for a settings file beside a received workbook",
    ),
    Replacement(
        'If Right$(sht.Name, 3) = ".py" Then',
        "If False Then ' code in workbooks is not run",
        2,
        "a sheet whose name ends in .py would be taken for code and stop every button",
    ),
    Replacement(
        'AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName',
        'AddExcelDir & ";" & ";"',
        1,
        "the server needs no path of a workbook; paths outside the code page and with quotes broke its start",
    ),
    Replacement(
        'tail = " -B -c ""import sys, os;" & LicenseKeyEnvString & "import xlwings.utils;xlwings.utils.prepare_sys_path'
        '(\\""" & PYTHONPATH & "\\"");import xlwings; xlwings.serve(\'$(CLSID)\')"""',
        'tail = " -I -c ""import sys, os;" & LicenseKeyEnvString & "import xl_tools.ribbon;import xlwings;'
        'xlwings.serve(\'$(CLSID)\')"""',
        1,
        "-I: Python looks for modules in its own folders only, not in Excel's current folder, which is often the one a "
        "received workbook lies in; no -B: what Python has compiled it keeps, in the program's folder; xl_tools.ribbon "
        "imports xlwings without pandas, for which a click need not pay",
    ),
    Replacement(
        '" -B -c ""import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH & "\\""); " & PythonCommand',
        '" -I -c ""import xl_tools.ribbon; " & PythonCommand',
        1,
        "the same where the server is switched off",
    ),
    Replacement(
        '" /K " & ',
        '" /C " & ',
        2,
        "a Python that does not start ends its shell, and xlwings sees it at once; under /K it waits two minutes",
    ),
    Replacement(
        'ShowError "", Err.Description\n            RunPython = -1',
        "RunPython = -1",
        1,
        "a button that fails says so in Chinese (XltRibbon), not with a traceback",
    ),
)


def made_safe(module: str) -> str:
    """xlwings' module with our changes. Raises UserError when it is not the one the changes were written for."""
    module = module.replace("\r\n", "\n")
    for change in CHANGES:
        if module.count(change.old) != change.times:
            raise UserError(
                f"xlwings {version('xlwings')} 的加载项代码和预期不同（{change.old[:40]}…），不能照旧修改；"
                "请核对 xl_tools/surfaces/excel/addin/project.py 里的 CHANGES。没有写出文件。"
            )
        module = module.replace(change.old, change.new)
    return _crlf(module)


def modules(macros: Path, wrappers: str) -> dict[str, str]:
    """Our modules by name, as VBA wants them: ASCII, CRLF, the version filled in."""
    found = {path.stem: path.read_text("utf-8") for path in sorted(macros.glob("*.bas"))}
    found |= {path.stem: path.read_text("utf-8") for path in sorted(macros.glob("*.cls"))}
    if not found:
        raise UserError(f"文件夹“{macros}”里没有宏的源文件（*.bas），请在项目根目录里运行，或用 --macros 指定。")
    found["XltFunctions"] = wrappers
    for name, text in found.items():
        if not text.isascii():
            raise UserError(f"宏 {name} 里有非 ASCII 字符，VBA 会把它们变成问号；中文请写进 ribbon.xml 或 Python。")
    return {name: _crlf(text.replace("@VERSION@", version("xl-tools"))) for name, text in found.items()}


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def write_project(path: Path, ours: Mapping[str, str]) -> None:
    """Put our modules into a copy of xlwings' add-in at ``path``, in place of its sample."""
    try:
        from pyopenvba import ExcelFile
    except ImportError:
        raise not_installed("制作加载项要用 pyOpenVBA", "addin") from None

    with ExcelFile(path) as file:
        project = file.vba_project()
        project.delete_module(_SAMPLE_MODULE)
        file.set_module(XLWINGS_MODULE, made_safe(file.get_module(XLWINGS_MODULE)))
        for name, text in ours.items():
            if name == _DOCUMENT:
                file.set_module(name, file.get_module(name) + text)
            else:
                project.add_module(name, text)
        file.save()
