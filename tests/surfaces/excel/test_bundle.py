"""The installer for a closed network: what is in the folder, and that it is enough for Windows."""

from __future__ import annotations

import codecs
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.doubles.vba import ADDIN
from xl_tools.books.file.output import Output
from xl_tools.core.errors import UserError
from xl_tools.surfaces.excel.addin import bundle as bundling
from xl_tools.surfaces.excel.addin.addin_package import SETTINGS

MACROS = ROOT / "macros"


@pytest.mark.network
def test_the_bundle_holds_everything_windows_needs(bundle: bundling.Bundle) -> None:
    names = {entry.partition("==")[0] for entry in bundle.packages}
    assert names >= {"xl-tools", "pywin32", "xlwings", "lxml", "python-calamine", "pydantic-core", "watchdog", "pandas"}
    assert not names & {"pyopenvba", "oletools", "pytest", "uv", "ruff"}
    site = bundle.folder / "python" / "Lib" / "site-packages"
    assert not list(site.rglob("*.so"))
    assert {"python.exe", "python311.dll", "python311.zip", "python311._pth"} <= files_in(bundle.folder / "python")
    assert bundle.megabytes < 160
    assert not list(site.rglob("tests"))
    assert (site / "win32com" / "gen_py" / "__init__.py").is_file()


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


@pytest.mark.network
def test_a_bundle_with_the_python_of_the_index_calls_itself_a_trial(bundle: bundling.Bundle) -> None:
    assert bundle.folder.name == "安装包（测试）"
    assert (bundle.folder / "README.md").read_text("utf-8-sig").startswith("**这是测试用的安装包")


def made_folder(folder: Path) -> Path:
    (folder / "python" / "Lib").mkdir(parents=True)
    (folder / "python" / "Lib" / "a.py").write_bytes(b"1\r\n")
    (folder / "install.cmd").write_bytes(b"@rem\r\n")
    return folder


def test_the_folder_goes_out_whole_or_not_at_all(tmp_path: Path) -> None:
    made, out = made_folder(tmp_path / "made"), tmp_path / "给" / "安装包"
    Output().lay(out, made)
    there = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert there == {"python/Lib/a.py": b"1\r\n", "install.cmd": b"@rem\r\n"}
    assert files_in(out.parent) == set()
    with pytest.raises(UserError, match="不是空的"):
        Output().lay(out, made)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe stands for a file that cannot be copied")
def test_nothing_is_left_of_a_folder_that_cannot_be_laid(tmp_path: Path) -> None:
    made, out = made_folder(tmp_path / "made"), tmp_path / "给" / "安装包"
    out.mkdir(parents=True)
    os.mkfifo(made / "pipe")
    with pytest.raises(UserError, match="没有写出文件"):
        Output().lay(out, made)
    assert list(out.parent.iterdir()) == [out]
    assert list(out.iterdir()) == []


def test_a_missing_package_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "xl_tools-0.dist-info").mkdir()
    with pytest.raises(UserError, match="缺少 Windows 要用的程序包：pywin32==311、xl-tools=="):
        bundling.verify(tmp_path, "pywin32==311 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n")


def test_another_python_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    python = tmp_path / "python.zip"
    with zipfile.ZipFile(python, "w") as package:
        package.writestr("python311.zip", b"")
    with pytest.raises(UserError, match=r"不是 python\.org 的 python-3\.11\.9-embed-amd64\.zip"):
        bundling.bundle(tmp_path / "out", macros=MACROS, source=ROOT, python=python)
    assert not (tmp_path / "out").exists()


@pytest.mark.network
@pytest.mark.real("osslsigncode")
def test_a_python_of_the_pinned_hash_must_bear_its_makers_signature(bundle: bundling.Bundle, tmp_path: Path) -> None:
    """The index's repackaging holds python.org's own programs, so its files stand in for the zip."""
    python = tmp_path / "python.zip"
    names = ("python.exe", "python311.dll", "_ssl.pyd", "python311.zip")
    with zipfile.ZipFile(python, "w") as package:
        for name in names:
            package.write(bundle.folder / "python" / name, name)
    bundling.unpack_python(python, tmp_path / "whole", bundling.sha256(python))
    assert {path.name for path in (tmp_path / "whole").iterdir()} == set(names)

    broken = bytearray((bundle.folder / "python" / "_ssl.pyd").read_bytes())
    broken[len(broken) // 2] ^= 1
    (tmp_path / "whole" / "_ssl.pyd").write_bytes(broken)
    with pytest.raises(UserError, match=r"_ssl\.pyd 的签名"):
        bundling.check_signatures(tmp_path / "whole")
    with pytest.raises(UserError, match="没有 Windows 版的 Python"):
        bundling.check_signatures(tmp_path)


@pytest.mark.network
@pytest.mark.real("osslsigncode")
def test_the_bundle_of_python_orgs_zip_is_the_one_for_offices(
    bundle: bundling.Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way of ``--python ZIP``, with a zip of the official one's shape: flat, the standard library zipped, its
    own ``._pth``. Only the hash is that of the stand-in."""
    zipped, home = tmp_path / "python-3.11.9-embed-amd64.zip", bundle.folder / "python"
    ours = {"python311._pth", *(path.name for path in home.glob("xlwings*.dll"))}
    official = {name: (home / name).read_bytes() for name in files_in(home) - ours}
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in official.items():
            package.writestr(name, data)
        package.writestr("python311._pth", "python311.zip\n.\n\n# Uncomment to run site.main() automatically\n")
    monkeypatch.setattr(bundling.unpack_python, "__defaults__", (bundling.sha256(zipped),))
    made = bundling.bundle(tmp_path / "xl-tools", macros=MACROS, source=ROOT, python=zipped)
    assert made.folder == tmp_path / "xl-tools"
    assert "测试" not in (made.folder / "README.md").read_text("utf-8-sig")
    assert {name: (made.folder / "python" / name).read_bytes() for name in official} == official
    assert (made.folder / "python/python311._pth").read_bytes() == (home / "python311._pth").read_bytes()
    assert made.packages == bundle.packages
    listed = (made.folder / "SHA256SUMS.txt").read_text("utf-8")
    assert re.search(r"^[0-9a-f]{64} [ *]python/python\.exe$", listed, re.MULTILINE)


@pytest.mark.network
def test_sums_add_in_templates_and_texts(bundle: bundling.Bundle) -> None:
    folder = bundle.folder
    lines = dict(line.split("  ", 1)[::-1] for line in (folder / "SHA256SUMS.txt").read_text("utf-8").splitlines())
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert lines.keys() == files - {"SHA256SUMS.txt"}
    assert all(bundling.sha256(folder / name) == sum_ for name, sum_ in lines.items())
    assert (folder / "xl_tools.xlam").read_bytes() == ADDIN.read_bytes()
    assert {"install.cmd", "install.py", "uninstall.cmd", "xl-tools.cmd", "README.md", "python/python.exe"} <= files
    assert any(name.startswith("templates/") for name in files)


@pytest.mark.network
def test_the_dll_is_that_of_the_add_in(bundle: bundling.Bundle) -> None:
    """The add-in's code loads a library whose name carries xlwings' version."""
    names = files_in(bundle.folder / "python")
    from tests.doubles.vba import module_texts

    wanted = set(re.findall(r'"(xlwings(?:32|64)-[\d.]+\.dll)"', module_texts()["xlwings"]))
    assert {name for name in wanted if "64" in name} <= names


@pytest.mark.network
def test_bundle_and_package_carry_the_list_of_parts(bundle: bundling.Bundle) -> None:
    listed = (bundle.folder / bundling.PARTS).read_bytes()
    site = bundle.folder / "python" / "Lib" / "site-packages"
    (carried,) = site.glob(f"xl_tools-*.dist-info/sboms/{bundling.PARTS}")
    assert carried.read_bytes() == listed
    parts = {f"{part['name']}=={part['version']}" for part in json.loads(listed)["components"]}
    assert {entry for entry in bundle.packages if not entry.startswith("xl-tools==")} <= parts


@pytest.mark.network
def test_the_licence_texts_are_there(bundle: bundling.Bundle) -> None:
    python = bundle.folder / "python"
    assert (python / "LICENSE.txt").is_file()
    for info in (python / "Lib" / "site-packages").glob("*.dist-info"):
        texts = [path for path in info.rglob("*") if re.search("licen|copying|notice", path.name, re.IGNORECASE)]
        assert texts or info.name.startswith("xl_tools-"), info.name


@pytest.mark.network
def test_our_own_package_carries_its_data(bundle: bundling.Bundle) -> None:
    site = bundle.folder / "python" / "Lib" / "site-packages"
    assert (site / "xl_tools" / "data" / "addin.toml").is_file()
    assert not {"tests", "macros"} & {path.name for path in site.iterdir()}


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "测试"
    out.mkdir()
    (out / "old.whl").write_bytes(b"")
    with pytest.raises(UserError, match="不是空的"):
        bundling.bundle(out, macros=MACROS, source=ROOT)


def test_sums_are_what_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "子").mkdir()
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "子" / "乙.txt").write_bytes(b"b")
    bundling.write_sums(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS.txt"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


# --- the scripts, as far as they can be read here --------------------------------------------------


def test_texts_are_written_as_windows_wants_them(tmp_path: Path) -> None:
    for name in bundling.TEXTS:
        bundling._copy_text(MACROS / name, tmp_path / name)
        data = (tmp_path / name).read_bytes()
        assert data.startswith(codecs.BOM_UTF8) == (not name.endswith(".cmd")), name
        assert data.count(b"\n") == data.count(b"\r\n") > 0, name


def test_installer_and_add_in_agree_on_the_places() -> None:
    text = (MACROS / "install.py").read_text("utf-8")
    assert SETTINGS["INTERPRETER_WIN"] == r"%LOCALAPPDATA%\xl_tools\app\python\python.exe"
    for piece in ('Path(os.environ["LOCALAPPDATA"]) / "xl_tools"', 'LOCAL / "app"', '"XLSTART"', bundling.SUMS):
        assert piece in text
    for forbidden in ("urllib", "http", "runas", "HKEY_LOCAL_MACHINE"):
        assert forbidden not in text


def test_the_readme_names_the_version_independent_places() -> None:
    text = (MACROS / "README.md").read_text("utf-8")
    for piece in (
        "install.cmd",
        "uninstall.cmd",
        "SHA256SUMS.txt",
        "xl-tools watch",
        r"%LOCALAPPDATA%\xl_tools\app",
        r"%APPDATA%\xl_tools",
    ):
        assert piece in text
