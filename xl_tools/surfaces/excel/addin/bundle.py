"""``xl-tools addin bundle``: everything that a Windows machine without Python or a network needs, in one folder.

The packages are resolved for Windows, not for the machine that makes the bundle (a plain ``pip download --platform``
reads the conditions of packages for its own system and leaves out pywin32 without a word), and laid beside a CPython
for Windows. For offices that is the embeddable zip of python.org, known by its hash and its signatures; without it the
index's repackaging is taken, and the bundle calls itself 测试.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

from xl_tools.books.excel.opened import ADDIN
from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.books.file.output import Output
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError, not_installed
from xl_tools.surfaces.excel.addin.xlam import MACROS, check

PLATFORM = "x86_64-pc-windows-msvc"
PYTHON = "3.11"
SUMS = "SHA256SUMS.txt"
TEMPLATES = "templates"
PARTS = "sbom.cdx.json"
"""The list of parts (CycloneDX); the wheel carries it, too."""
TEXTS = ("install.cmd", "uninstall.cmd", "xl-tools.cmd", "README.md")
INSTALLER = "install.py"
OFFICIAL = "3.11.9"
"""The last Python 3.11 of which python.org gives programs for Windows."""
OFFICIAL_SHA256 = "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b"
"""Of ``python-3.11.9-embed-amd64.zip``, as in the list of parts (SPDX) that python.org publishes beside it."""
TRIAL = "测试"
_TRIAL_NOTE = f"""**这是{TRIAL}用的安装包：里面的 Python 不是从 python.org 直接取的。不要发给单位。**

"""
_LICENCES = Path(__file__).parent / "licences"
_SITE = "Lib/site-packages"
_PATHS = "python311.zip\n.\nLib\\site-packages\nimport site\n"
"""Where the Python of the bundle looks for modules (``python311._pth``), and nowhere else."""
_REPACKAGED = "QPT_SDK/QEnvPython/python311"
_SIGNED = ("python*.exe", "python3*.dll", "*.pyd")
_SIGNER = "O=Python Software Foundation"
_ROOTS = "/etc/ssl/certs/ca-certificates.crt"


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made: the folder, its packages with their versions, and the size of all of it."""

    folder: Path
    packages: tuple[str, ...]
    megabytes: float


def bundle(out: Path, *, macros: Path = MACROS, source: Path = Path(), python: Path | None = None) -> Bundle:
    """Make the bundle in the folder ``out``, which must not hold anything yet.

    ``source`` is the project's folder; ``python`` the embeddable zip of python.org (``OFFICIAL``); without it 测试 is
    put behind the name. Needs a package index and the extra ``addin``; for the zip osslsigncode, too. Raises UserError
    when the add-in is not in step with its texts, a package cannot be had, or the zip is another one.
    """
    if python is None and TRIAL not in out.name:
        out = out.with_name(f"{out.name}（{TRIAL}）")
    if out.exists() and any(out.iterdir()):
        raise UserError(f"文件夹“{out}”不是空的，请换一个；旧的安装包不要和新的混在一起。")
    if not check(macros):
        raise UserError("加载项和文本不一致，请先运行 xl-tools addin build。没有写出安装包。")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "bundle"
        home = made / "python"
        if python is None:
            _repackaged_python(source, home)
        else:
            unpack_python(python, home)
        (home / "python311._pth").write_text(_PATHS, "ascii", newline="\r\n")
        _lay_packages(source, home)
        for name in TEXTS:
            _copy_text(macros / name, made / name, _TRIAL_NOTE if name.endswith(".md") and python is None else "")
        shutil.copyfile(macros / INSTALLER, made / INSTALLER)
        shutil.copyfile(macros / ADDIN, made / ADDIN)
        shutil.copyfile(_locked(source) / PARTS, made / PARTS)
        templates = made / TEMPLATES
        templates.mkdir()
        for path in sorted((source / "workbooks").glob("*.xlsx")):
            shutil.copyfile(path, templates / path.name)
        write_sums(made)
        Output().lay(out, made)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Bundle(out, tuple(packages_in(out / "python" / _SITE)), size / 1e6)


def unpack_python(python: Path, home: Path, wanted: str = OFFICIAL_SHA256) -> None:
    """The embeddable zip, which must be the one of the pinned hash, its programs signed by Python's makers."""
    if not python.is_file() or sha256(python) != wanted:
        raise UserError(
            f"“{python}”不是 python.org 的 python-{OFFICIAL}-embed-amd64.zip（SHA-256 应为 {wanted}）。没有写出安装包。"
        )
    with ZipFile(python) as package:
        package.extractall(home)
    check_signatures(home)


def check_signatures(home: Path) -> None:
    """Whether the programs and libraries of a Python for Windows bear their makers' signature, unbroken."""
    tool = shutil.which("osslsigncode")
    if tool is None:
        raise UserError("核对 Python 的签名要用 osslsigncode，请先安装。没有写出安装包。")
    helped = subprocess.run([tool, "verify", "--help"], capture_output=True, text=True, check=False)
    # Newer ones ask the network for withdrawn certificates, older ones cannot.
    offline = ["-ignore-crl"] if "-ignore-crl" in helped.stdout + helped.stderr else []
    signed = sorted(path for pattern in _SIGNED for path in home.glob(pattern))
    for path in signed:
        command = [tool, "verify", *offline, "-CAfile", _ROOTS, "-TSA-CAfile", _ROOTS, "-in", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode or _SIGNER not in done.stdout:
            raise UserError(f"{path.name} 的签名不是 Python 软件基金会的，或已损坏。没有写出安装包。")
    if not signed:
        raise UserError(f"“{home}”里没有 Windows 版的 Python。没有写出安装包。")


def _repackaged_python(source: Path, home: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = ("-r", _locked(source) / "windows-python.txt", "--target", folder)
        _uv("pip", "install", "--quiet", "--no-deps", "--require-hashes", *_for_windows(), *wanted)
        shutil.copytree(Path(folder) / _REPACKAGED, home)
    for name in ("Lib", "Scripts"):
        shutil.rmtree(home / name, ignore_errors=True)


def _lay_packages(source: Path, home: Path) -> None:
    """Our package and everything it needs on Windows, laid out; hashes are checked while they are fetched."""
    project = source / "pyproject.toml"
    if not project.is_file():
        raise UserError(f"“{source}”里没有 pyproject.toml，请在项目根目录里运行，或用 --source 指定。")
    site = home / _SITE
    with tempfile.TemporaryDirectory() as folder:
        wanted, same, wheels = Path(folder) / "wanted.txt", Path(folder) / "same.txt", Path(folder) / "wheels"
        same.write_text(f"xlwings=={xw.__version__}\n", "utf-8")  # the add-in loads the DLL of this version, no other
        # The versions that were locked, audited and listed as parts.
        pinned = ("--constraint", same, "--constraint", _locked(source) / "run.txt")
        compiling = ("pip", "compile", "--quiet", "--no-header", "--no-annotate", "--generate-hashes")
        _uv(*compiling, *_for_windows(), *pinned, project, "-o", wanted)
        installing = ("pip", "install", "--quiet", *_for_windows(), "--target", str(site))
        _uv(*installing, "--require-hashes", "-r", wanted)
        _uv("build", "--quiet", "--wheel", "--out-dir", wheels, source)
        _uv(*installing, "--no-deps", *wheels.glob("*.whl"))
        verify(site, wanted.read_text("utf-8"))
    for text in _LICENCES.glob("*.txt"):  # of packages whose wheels have none
        for info in site.glob(f"{text.stem}-*.dist-info"):
            shutil.copyfile(text, info / "LICENSE.txt")
    for tests in [path for path in site.rglob("tests") if path.is_dir()]:
        shutil.rmtree(tests)  # a quarter of the bundle
    types = site / "win32com" / "gen_py"
    types.mkdir()
    (types / "__init__.py").touch()  # pywin32 keeps Excel's types here, and not in %TEMP%, which may be emptied or shut
    for path in site.glob("xlwings*.dll"):
        path.replace(home / path.name)  # the add-in looks for it beside python.exe


def packages_in(site: Path) -> list[str]:
    """The packages laid out in a folder, as ``name==version``."""
    names = (path.name.removesuffix(".dist-info").rsplit("-", 1) for path in site.glob("*.dist-info"))
    return sorted(f"{re.sub('[-_.]+', '-', name).lower()}=={found}" for name, found in names)


def verify(site: Path, wanted: str) -> None:
    """Whether every package that Windows needs is there (``wanted``: as resolved for it), and xlwings' library."""
    there = packages_in(site)
    needed = re.findall(r"^([\w.-]+==[^\s;\\]+)", wanted, re.MULTILINE)
    lacking = [name for name in (*needed, f"xl-tools=={version('xl-tools')}") if name not in there]
    lacking += [] if list(site.glob(f"xlwings64-{xw.__version__}.dll")) else ["xlwings64.dll"]
    if lacking:
        raise UserError(f"安装包里缺少 Windows 要用的程序包：{'、'.join(lacking)}。没有写出安装包。")


def _locked(source: Path) -> Path:
    return source / ".ci" / "lock"


def write_sums(folder: Path) -> None:
    """Write the SHA-256 of every file of the folder beside them, as ``sha256sum -c`` reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / SUMS).write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _for_windows() -> tuple[str, ...]:
    return ("--only-binary", ":all:", "--python-platform", PLATFORM, "--python-version", PYTHON)


def _copy_text(source: Path, target: Path, before: str = "") -> None:
    """A text for Windows: CRLF; with a mark of UTF-8, which old Notepad needs, save for .cmd. ``before`` goes first."""
    try:
        text = before + source.read_text("utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"缺少 {source}，安装包没有写出。") from None
    encoding = "ascii" if source.suffix == ".cmd" else "utf-8-sig"
    target.write_text(text, encoding, newline="\r\n")


def _uv(*words: str | Path, failure: str = "程序包定不下来（连得上程序包索引吗？）") -> None:
    try:
        from uv import find_uv_bin
    except ImportError:
        raise not_installed("打安装包要用 uv", "addin") from None
    _run([find_uv_bin(), *map(str, words)], failure)


def _run(command: Iterable[str], failure: str) -> None:
    done = subprocess.run(
        list(command), capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise UserError(f"{failure}：{' '.join(said[-3:])[:400] or '没有说明原因'}。没有写出安装包。")
