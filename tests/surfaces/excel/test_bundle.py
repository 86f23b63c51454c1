"""The installer for a closed network: what is in the folder, and that it is enough for Windows."""

from __future__ import annotations

import codecs
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.doubles.vba import ADDIN
from xl_tools.core.errors import UserError
from xl_tools.surfaces.excel.addin import bundle as bundling
from xl_tools.surfaces.excel.addin.addin_package import SETTINGS

MACROS = ROOT / "macros"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bundling.Bundle]:
    """A bundle made of the packages on the index; skipped with the reason where none can be reached."""
    out = tmp_path_factory.mktemp("bundle") / "安装包"
    try:
        yield bundling.bundle(out, macros=MACROS, source=ROOT)
    except UserError as error:
        if os.environ.get("XL_TOOLS_REQUIRE_REAL") == "1":
            raise
        pytest.skip(str(error))


@pytest.mark.network
def test_the_bundle_holds_everything_windows_needs(bundle: bundling.Bundle) -> None:
    names = {name.split("-")[0].lower() for name in bundle.wheels}
    assert names >= {"xl_tools", "pywin32", "xlwings", "lxml", "python_calamine", "pydantic_core", "watchdog", "pandas"}
    assert not names & {"pyopenvba", "oletools", "pytest", "uv", "ruff"}
    for name in bundle.wheels:
        assert re.search(r"-(none-any|win_amd64)\.whl$", name) or "-none-win_amd64" in name, name
    bundling.verify(bundle.folder / "wheels")
    assert bundle.megabytes < 80


@pytest.mark.network
def test_a_missing_wheel_is_noticed(bundle: bundling.Bundle, tmp_path: Path) -> None:
    for path in (bundle.folder / "wheels").glob("*.whl"):
        if path.name.split("-")[0] != "pywin32":
            os.link(path, tmp_path / path.name)
    with pytest.raises(UserError, match="缺少 Windows 要用的程序包"):
        bundling.verify(tmp_path)


@pytest.mark.network
def test_sums_add_in_templates_and_texts(bundle: bundling.Bundle) -> None:
    folder = bundle.folder
    lines = dict(line.split("  ", 1)[::-1] for line in (folder / "SHA256SUMS.txt").read_text("utf-8").splitlines())
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert lines.keys() == files - {"SHA256SUMS.txt"}
    assert all(bundling.sha256(folder / name) == sum_ for name, sum_ in lines.items())
    assert (folder / "xl_tools.xlam").read_bytes() == ADDIN.read_bytes()
    assert {"install.cmd", "install.ps1", "uninstall.cmd", "uninstall.ps1", "README.md"} <= files
    assert any(name.startswith("templates/") for name in files)


@pytest.mark.network
def test_the_dll_is_that_of_the_add_in(bundle: bundling.Bundle) -> None:
    """The add-in's code loads a library whose name carries xlwings' version."""
    (wheel,) = (bundle.folder / "wheels").glob("xlwings-*.whl")
    with zipfile.ZipFile(wheel) as package:
        names = {Path(name).name for name in package.namelist()}
    from tests.doubles.vba import module_texts

    wanted = set(re.findall(r'"(xlwings(?:32|64)-[\d.]+\.dll)"', module_texts()["xlwings"]))
    assert wanted
    assert wanted <= names


@pytest.mark.network
def test_bundle_and_wheel_carry_the_list_of_parts(bundle: bundling.Bundle) -> None:
    listed = (bundle.folder / bundling.PARTS).read_bytes()
    (wheel,) = (bundle.folder / "wheels").glob("xl_tools-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(f".dist-info/sboms/{bundling.PARTS}"))
        assert archive.read(name) == listed
    parts = {(part["name"], part["version"]) for part in json.loads(listed)["components"]}
    theirs = [name.split("-") for name in bundle.wheels if not name.startswith("xl_tools-")]
    assert {(re.sub("[_.]", "-", name).lower(), found) for name, found, *_ in theirs} <= parts


@pytest.mark.network
def test_our_own_wheel_carries_its_data(bundle: bundling.Bundle) -> None:
    (wheel,) = (bundle.folder / "wheels").glob("xl_tools-*.whl")
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
    assert "xl_tools/data/addin.toml" in names
    assert "xl_tools/surfaces/excel/ribbon.py" in names
    assert not any(name.startswith(("tests/", "macros/")) for name in names)


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.whl").write_bytes(b"")
    with pytest.raises(UserError, match="不是空的"):
        bundling.bundle(tmp_path, macros=MACROS, source=ROOT)


def test_sums_are_what_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "子").mkdir()
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "子" / "乙.txt").write_bytes(b"b")
    bundling.write_sums(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS.txt"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


# --- the scripts, as far as they can be read here --------------------------------------------------


def test_texts_are_written_as_windows_wants_them(tmp_path: Path) -> None:
    for name in bundling.INSTALLERS:
        bundling._copy_text(MACROS / name, tmp_path / name)
        data = (tmp_path / name).read_bytes()
        assert data.startswith(codecs.BOM_UTF8) == (not name.endswith(".cmd")), name
        assert data.count(b"\n") == data.count(b"\r\n") > 0, name


def test_installer_and_add_in_agree_on_the_places() -> None:
    text = (MACROS / "install.ps1").read_text("utf-8")
    assert SETTINGS["INTERPRETER_WIN"] == r"%LOCALAPPDATA%\xl_tools\venv\Scripts\pythonw.exe"
    for piece in (
        r"$env:LOCALAPPDATA 'xl_tools'",
        r"Microsoft\Excel\XLSTART",
        "--no-index",
        "Unblock-File",
        bundling.SUMS,
    ):
        assert piece in text
    for forbidden in ("Invoke-WebRequest", "http", "RunAs", "HKLM", "Set-ExecutionPolicy"):
        assert forbidden not in text


def test_uninstalling_takes_away_what_installing_put_there() -> None:
    text = (MACROS / "uninstall.ps1").read_text("utf-8")
    assert r"XLSTART\xl_tools.xlam" in text
    assert "$env:LOCALAPPDATA 'xl_tools'" in text


@pytest.mark.parametrize("name", ["install.ps1", "uninstall.ps1"])
def test_brackets_of_the_scripts_close(name: str) -> None:
    text = re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "", (MACROS / name).read_text("utf-8"))
    for opened, closed in ("()", "{}", "[]"):
        assert text.count(opened) == text.count(closed)


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="PowerShell is not on this machine")
@pytest.mark.parametrize("name", ["install.ps1", "uninstall.ps1"])
def test_powershell_reads_the_scripts(name: str) -> None:
    code = f"[scriptblock]::Create((Get-Content -Raw '{MACROS / name}')) | Out-Null"
    assert subprocess.run(["pwsh", "-NoProfile", "-Command", code], check=False).returncode == 0


def test_the_readme_names_the_version_independent_places() -> None:
    text = (MACROS / "README.md").read_text("utf-8")
    for piece in ("install.cmd", "uninstall.cmd", "SHA256SUMS.txt", "xl-tools watch", r"%LOCALAPPDATA%\xl_tools"):
        assert piece in text
