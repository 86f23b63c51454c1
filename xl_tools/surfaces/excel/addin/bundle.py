"""``xl-tools addin bundle``: everything that a Windows machine without a network needs, in one folder.

The wheels are resolved for Windows, not for the machine that makes the bundle: a plain ``pip download --platform``
reads the conditions of packages for its own system and leaves out pywin32 without a word.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from xl_tools.books.excel.opened import ADDIN
from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.core.errors import UserError
from xl_tools.surfaces.excel.addin.xlam import MACROS, check

PLATFORM = "x86_64-pc-windows-msvc"
PYTHON = "3.11"
SUMS = "SHA256SUMS.txt"
WHEELS = "wheels"
REQUIREMENTS = "requirements.txt"
TEMPLATES = "templates"
PARTS = "sbom.cdx.json"
"""The list of parts (CycloneDX); the wheel carries it, too."""
INSTALLERS = ("install.cmd", "install.ps1", "uninstall.cmd", "uninstall.ps1", "README.md")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made: the folder, its wheels, and the size of all of it."""

    folder: Path
    wheels: tuple[str, ...]
    megabytes: float


def bundle(out: Path, *, macros: Path = MACROS, source: Path = Path()) -> Bundle:
    """Make the bundle in the folder ``out``, which must not hold anything yet.

    ``source`` is the project's folder. Needs a package index and the extra ``addin``. Raises UserError when the add-in
    is not in step with its texts, a package cannot be had, or the wheels are not enough for Windows.
    """
    if out.exists() and any(out.iterdir()):
        raise UserError(f"文件夹“{out}”不是空的，请换一个；旧的安装包不要和新的混在一起。")
    if not check(macros):
        raise UserError("加载项和文本不一致，请先运行 xl-tools addin build。没有写出安装包。")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "bundle"
        wheels = made / WHEELS
        wheels.mkdir(parents=True)
        _collect_wheels(source, wheels)
        verify(wheels)
        for name in INSTALLERS:
            _copy_text(macros / name, made / name)
        shutil.copyfile(macros / ADDIN, made / ADDIN)
        shutil.copyfile(_locked(source) / PARTS, made / PARTS)
        templates = made / TEMPLATES
        templates.mkdir()
        for path in sorted((source / "workbooks").glob("*.xlsx")):
            shutil.copyfile(path, templates / path.name)
        write_sums(made)
        shutil.copytree(made, out, dirs_exist_ok=True)
    files = [path for path in out.rglob("*") if path.is_file()]
    return Bundle(
        out,
        tuple(sorted(path.name for path in (out / WHEELS).glob("*.whl"))),
        sum(path.stat().st_size for path in files) / 1e6,
    )


def _collect_wheels(source: Path, wheels: Path) -> None:
    """Our own wheel, and those of everything it needs on Windows; hashes are checked while they are fetched."""
    project = source / "pyproject.toml"
    if not project.is_file():
        raise UserError(f"“{source}”里没有 pyproject.toml，请在项目根目录里运行，或用 --source 指定。")
    wanted = wheels / REQUIREMENTS
    compiling = ("pip", "compile", "--quiet", "--no-header", "--no-annotate", "--generate-hashes")
    same = wheels / "constraints.txt"
    same.write_text(f"xlwings=={xw.__version__}\n", "utf-8")  # the add-in loads the DLL of this version and no other
    # The versions that were locked, audited and listed as parts.
    pinned = ("--constraint", same, "--constraint", _locked(source) / "run.txt")
    _uv(*compiling, *_for_windows(), *pinned, project, "-o", wanted)
    same.unlink()
    fetching = ("-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")
    for_windows = (
        "--only-binary=:all:",
        "--platform",
        "win_amd64",
        "--python-version",
        PYTHON,
        "--implementation",
        "cp",
    )
    where = ("-r", str(wanted), "--dest", str(wheels))
    _run([sys.executable, *fetching, *for_windows, *where], "有程序包下载不下来")
    _uv("build", "--quiet", "--wheel", "--out-dir", wheels, source)
    (wheels / ".gitignore").unlink(missing_ok=True)


def _locked(source: Path) -> Path:
    return source / ".ci" / "lock"


def verify(wheels: Path) -> None:
    """Resolve the package for Windows from these wheels alone. Raises UserError when one is missing."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text(f"xl-tools=={version('xl-tools')}\n", "utf-8")
        compiling = ("pip", "compile", "--quiet", "--no-header", "--no-index", "--only-binary", ":all:")
        offline: tuple[str | Path, ...] = ("--find-links", wheels, wanted, "-o", Path(folder) / "resolved.txt")
        _uv(*compiling, *_for_windows(), *offline, failure="安装包里缺少 Windows 要用的程序包")


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
    return ("--python-platform", PLATFORM, "--python-version", PYTHON)


def _copy_text(source: Path, target: Path) -> None:
    """A text for Windows: CRLF; with a mark of UTF-8, which Windows PowerShell and old Notepad need, save for .cmd."""
    try:
        text = source.read_text("utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"缺少 {source}，安装包没有写出。") from None
    encoding = "ascii" if source.suffix == ".cmd" else "utf-8-sig"
    target.write_text(text, encoding, newline="\r\n")


def _uv(*words: str | Path, failure: str = "程序包定不下来（连得上程序包索引吗？）") -> None:
    try:
        from uv import find_uv_bin
    except ImportError:
        raise UserError("打安装包要用 uv，请先运行 pip install xl-tools[addin]。") from None
    _run([find_uv_bin(), *map(str, words)], failure)


def _run(command: Iterable[str], failure: str) -> None:
    done = subprocess.run(
        list(command), capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise UserError(f"{failure}：{' '.join(said[-3:])[:400] or '没有说明原因'}。没有写出安装包。")
