"""The add-in as a file: in step with its texts, the same on every build, readable by others, safe."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from pyopenvba import ExcelFile

from tests.conftest import ROOT
from tests.doubles.vba import ADDIN, module_texts
from tests.surfaces.excel.customui import faults
from xl_tools.app.doctor_windows import addin_version
from xl_tools.core.errors import UserError
from xl_tools.surfaces.excel.addin import project
from xl_tools.surfaces.excel.addin import xlam as building
from xl_tools.surfaces.excel.addin.addin_package import SETTINGS, heading_patterns, settings
from xl_tools.surfaces.excel.addin.wrappers import wrappers
from xl_tools.surfaces.excel.functions import FUNCTIONS

MACROS = ROOT / "macros"


def test_the_built_add_in_is_in_step_with_its_texts() -> None:
    assert building.check(MACROS), "run `xl-tools addin build`"


def test_a_rebuild_gives_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    here = tmp_path / "别处"
    here.mkdir()
    for path in MACROS.iterdir():
        if path.suffix in (".bas", ".cls", ".xml"):
            # As Git on Windows checks it out.
            (here / path.name).write_text(
                path.read_text("utf-8"), "utf-8", newline="\r\n" if path.suffix != ".xml" else "\n"
            )
    assert building.build(here).path.read_bytes() == ADDIN.read_bytes()


def test_a_change_of_a_text_is_noticed(tmp_path: Path) -> None:
    for path in MACROS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert building.check(tmp_path)
    text = (tmp_path / "XltValue.bas").read_text("utf-8")
    (tmp_path / "XltValue.bas").write_text(text + "' changed\n", "utf-8")
    assert not building.check(tmp_path)


def test_chinese_in_a_macro_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ribbon.xml").write_text("<customUI/>", "utf-8")
    (tmp_path / "A.bas").write_text("' 校验", "utf-8")
    with pytest.raises(UserError, match="宏 A 里有非 ASCII 字符"):
        building.built(tmp_path)


def test_another_xlwings_is_refused() -> None:
    with pytest.raises(UserError, match="加载项代码和预期不同"):
        project.made_safe('PROJECT_NAME As String = "myaddin"')


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_olevba_reads_every_module() -> None:
    from oletools.olevba import VBA_Parser

    parser = VBA_Parser(str(ADDIN))
    code = {name.removesuffix(".bas").removesuffix(".cls"): text for _, _, name, text in parser.extract_macros()}
    expected = {"ThisWorkbook", "Sheet2", "Dictionary", "xlwings", "XltRibbon", "XltSheet", "XltWindows"}
    expected |= {"XltValue", "XltFunctions"}
    assert code.keys() == expected
    assert all(text.isascii() for text in code.values())
    ours = module_texts()
    for name in ("XltRibbon", "XltSheet", "XltValue", "XltFunctions"):
        assert code[name].replace("\r\n", "\n").strip() == ours[name].replace("\r\n", "\n").strip()
    assert "Workbook_Open" in code["ThisWorkbook"]


def test_the_project_is_sound() -> None:
    with ExcelFile(ADDIN) as file:
        assert file.validate() == []


def test_the_package_is_whole() -> None:
    with zipfile.ZipFile(ADDIN) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert names[0] == "[Content_Types].xml"
        assert len(names) == len(set(names))
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
        rels = etree.fromstring(package.read("_rels/.rels"))
        ribbons = {
            rel.get("Type").split("/")[-4]: rel.get("Target") for rel in rels if "ui/extensib" in rel.get("Type")
        }
        assert ribbons == {"2006": "customUI/customUI.xml", "2007": "customUI/customUI14.xml"}
        for name in ribbons.values():
            assert faults(package.read(name)) == []
        assert b"Users" not in package.read("xl/workbook.xml")
        assert "xl_tools.conf" in package.read("xl/workbook.xml").decode()


@pytest.mark.real("soffice")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    profile, kind = f"-env:UserInstallation=file://{tmp_path}/profile", "--infilter=Calc MS Excel 2007 VBA XML"
    done = subprocess.run(
        ["soffice", profile, "--headless", kind, "--convert-to", "csv", "--outdir", str(tmp_path), str(ADDIN)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    text = (tmp_path / "xl_tools.csv").read_text("utf-8", errors="replace") if done.returncode == 0 else done.stderr
    assert "ADD_WORKBOOK_TO_PYTHONPATH" in text


# --- safety --------------------------------------------------------------------------------------


def test_no_workbook_that_came_by_mail_has_a_say() -> None:
    code = module_texts()["xlwings"]
    assert "SheetExists(ActiveWorkbook, PROJECT_NAME" not in code
    assert '= ".py"' not in code
    assert "prepare_sys_path(" not in "\n".join(line for line in code.splitlines() if not line.strip().startswith("'"))
    assert code.count(" -I -c ") == 2
    assert code.count("import xl_tools.ribbon") == 2
    assert 'ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & GetConfig' not in code


def test_every_setting_that_xlwings_asks_for_stands_in_the_add_in() -> None:
    """A key that the add-in's sheet lacks would be looked up in a file of the user's folder."""
    import re

    asked = set(re.findall(r'GetConfig\("([^"]+)"', module_texts()["xlwings"]))
    mac = {key for key in asked if key.endswith("_MAC")}
    assert asked - mac - settings().keys() <= {"TEMP DIR"}
    assert SETTINGS["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"
    assert SETTINGS["USE UDF SERVER"] is True


def test_the_version_can_be_read_from_outside(tmp_path: Path) -> None:
    from importlib.metadata import version

    assert addin_version(ADDIN) == version("xl-tools")
    (tmp_path / "other.xlam").write_bytes(b"not a package")
    assert addin_version(tmp_path / "other.xlam") == ""


# --- what is generated ---------------------------------------------------------------------------


def test_every_worksheet_function_has_its_wrapper() -> None:
    text = wrappers()
    for function in FUNCTIONS:
        assert f"Function {function.__name__}(" in text
        assert f'XltCell(XLPy.CallUDF("xl_tools.surfaces.excel.functions", "{function.__name__}"' in text
    assert "Err.Description" not in text
    assert text == wrappers()


def test_generating_leaves_no_stand_in_behind() -> None:
    import sys

    wrappers()
    assert not {"pythoncom", "pywintypes", "win32com", "xlwings.udfs"} & sys.modules.keys()


def test_heading_patterns_are_short_enough_for_a_cell() -> None:
    assert len(";".join(heading_patterns())) < 32_767
    assert all(len(pattern) < 255 for pattern in heading_patterns())


def test_away_from_the_texts_it_says_so_instead_of_a_difference(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"没有 ribbon\.xml，请在项目根目录里运行"):
        building.check(tmp_path)
