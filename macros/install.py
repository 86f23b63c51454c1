"""Installs xl-tools for the current user, without administrator rights or a network; ``--remove`` takes it off.

Run by the Python that the bundle carries (``install.cmd``), so that nothing has to be there before. The program lies
in ``%LOCALAPPDATA%\\xl_tools\\app``, what the office keeps (log, rules, answers) in ``%APPDATA%\\xl_tools``: removing
takes the first alone.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import winreg
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCAL, ROAMING = Path(os.environ["LOCALAPPDATA"]) / "xl_tools", Path(os.environ["APPDATA"])
APP, NEW, OLD = LOCAL / "app", LOCAL / "app.new", LOCAL / "app.old"
OURS = {"app", "app.new", "app.old", "venv"}
"""Folders of the program, of this version and of those before; whatever else lies there is the office's."""
DATA = ROAMING / "xl_tools"
START = ROAMING / "Microsoft" / "Excel" / "XLSTART"
ADDIN, SUMS = "xl_tools.xlam", "SHA256SUMS.txt"
TRUSTED = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations\xl_tools"
REMOVAL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\xl_tools"
MY_DOCUMENTS = 5  # CSIDL_PERSONAL; it may have been moved elsewhere
NO_WINDOW = 0x08000000


def documents() -> Path:
    """Where the templates go."""
    buffer = ctypes.create_unicode_buffer(260)
    if ctypes.windll.shell32.SHGetFolderPathW(None, MY_DOCUMENTS, None, 0, buffer):
        sys.exit("找不到“文档”文件夹，没有安装。")
    return Path(buffer.value) / "督察整改"


def checked() -> list[str]:
    """The files of the bundle. Ends where it was not copied whole."""
    if not (HERE / SUMS).is_file():
        sys.exit(f"安装包不完整，缺少 {SUMS}。请重新拷贝整个文件夹。")
    names = []
    for line in (HERE / SUMS).read_text("utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        path = HERE / name
        if not path.is_file():
            sys.exit(f"安装包不完整，缺少 {name}。请重新拷贝整个文件夹。")
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != wanted:
                sys.exit(f"{name} 和校验和不符，可能拷贝坏了或被改过。请重新拷贝整个文件夹。")
        names.append(name)
    return names


def write(key: str, values: dict[str, str | int]) -> None:
    """Put values into a key of the user's registry."""
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
        for name, value in values.items():
            kind = winreg.REG_DWORD if isinstance(value, int) else winreg.REG_SZ
            winreg.SetValueEx(opened, name, 0, kind, value)


def move_data() -> None:
    """What earlier versions kept beside the program goes to the data; what stands there already stays."""
    for path in [path for path in LOCAL.glob("*") if path.name not in OURS]:
        DATA.mkdir(parents=True, exist_ok=True)
        if not (DATA / path.name).exists():
            shutil.move(path, DATA / path.name)


def copy_program(names: list[str]) -> None:
    """The new one is whole before the old one goes."""
    for folder in (NEW, OLD):
        shutil.rmtree(folder, ignore_errors=True)
    for name in ["install.py", "xl-tools.cmd", *(name for name in names if name.startswith("python/"))]:
        (NEW / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / name, NEW / name)  # contents only: the mark "from another computer" stays behind
    if APP.exists():
        try:
            APP.rename(OLD)
        except OSError:
            sys.exit("旧的程序正在使用，请关闭 Excel 和 xl-tools 后再试。没有安装。")
    NEW.rename(APP)
    for folder in (OLD, LOCAL / "venv"):
        shutil.rmtree(folder, ignore_errors=True)


def self_check() -> str:
    """What the program finds about this machine, in one line."""
    command = [APP / "python" / "python.exe", "-I", "-X", "utf8", "-m", "xl_tools", "doctor", "--json"]
    try:
        found = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    except (OSError, ValueError):
        return f"自检没有运行起来，工具不能用；请让信息中心看安全软件是否拦截了 {APP}。"
    wrong = [one for one in found if not one["works"] and one["name"] != "LibreOffice"]
    if not wrong:
        return f"装好了，自检正常。打开 Excel，应有“督察整改”选项卡；模板在 {documents()}。"
    said = "".join(f"【{one['name']}】{one['detail']}。{one['advice']}" for one in wrong)
    return f"文件已装好，模板在 {documents()}。自检发现：{said}"


def install() -> None:
    """From the bundle to the ribbon."""
    print("1/4 核对安装包…", flush=True)
    names = checked()
    print("2/4 拷贝程序…", flush=True)
    move_data()
    copy_program(names)
    print("3/4 安装加载项和模板…", flush=True)
    START.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / ADDIN, START / ADDIN)
    write(TRUSTED, {"Path": f"{START}\\", "AllowSubFolders": 0, "Description": "督察整改"})
    command = f'"{APP}\\python\\python.exe" -I -X utf8 "{APP}\\install.py" --remove'
    write(REMOVAL, {"DisplayName": "督察整改工具", "UninstallString": command, "NoModify": 1, "NoRepair": 1})
    shutil.copytree(HERE / "templates", documents(), dirs_exist_ok=True)
    print("4/4 自检…", flush=True)
    print(self_check())


def remove() -> None:
    """Everything that installing put there, save the templates; the office's data stay."""
    (START / ADDIN).unlink(missing_ok=True)
    for key in (TRUSTED, REMOVAL):
        with suppress(FileNotFoundError):
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
    move_data()
    for name in OURS:
        shutil.rmtree(LOCAL / name, ignore_errors=True)
    if APP.exists():  # the Python that runs this lies there: it goes when it has ended
        later = f'cmd /C "ping -n 3 127.0.0.1 >nul & rmdir /S /Q "{LOCAL}""'
        subprocess.Popen(later, creationflags=NO_WINDOW, cwd=ROAMING)
    else:
        with suppress(OSError):
            LOCAL.rmdir()
    print(f"卸载完成。设置和记录还在 {DATA}，“文档\\督察整改”里的模板和您的工作簿没有动。")


if __name__ == "__main__":
    if ctypes.windll.user32.FindWindowW("XLMAIN", None):  # WPS gives its windows the same name
        sys.exit("请先关闭所有 Excel（和 WPS 表格）窗口，再运行本程序。什么都没有改。")
    try:
        remove() if "--remove" in sys.argv else install()
    except OSError as error:
        why = {13: "没有权限，或正被别的程序占用", 28: "磁盘已满"}.get(error.errno or 0, f"系统错误 {error.errno}")
        sys.exit(f"没有做完：{error.filename or ''}（{why}）。请检查磁盘空间和安全软件，再运行一次。")
