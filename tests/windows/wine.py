"""A Windows of its own under Wine, made anew for a run of the tests, and programs run in it.

It is a Chinese one: code page 936. The limits: no PowerShell, no SmartScreen or Defender, no Office.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.windows.mended import forwarding, mend_complex

LIMIT = 900
"""Seconds for one program."""
LOCALE = "zh_CN.UTF-8"
"""Wine takes its code page from it; made beside the drive, since few systems of tests have it."""


@dataclass(frozen=True)
class Done:
    """What a program left: its exit code and what it said."""

    code: int
    out: str
    err: str


class Wine:
    """A prefix with drive C:."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        self.drive = prefix / "drive_c"
        self._env = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")} | {
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            "WINEARCH": "win64",
            # Neither .NET nor a browser is asked for; a crash ends at once; the mended libraries come first.
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=;winedbg.exe=;ucrtbase,bcryptprimitives=n,b",
            "LC_ALL": LOCALE,
            "LOCPATH": str(prefix),
            "PYTHONPATH": "",
        }
        subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", str(prefix / LOCALE)], check=True, timeout=LIMIT)
        subprocess.run(["wine", "wineboot", "-i"], env=self._env, capture_output=True, check=True, timeout=LIMIT)
        # Windows without a screen.
        self.run("reg", "add", r"HKCU\Software\Wine\Drivers", "/v", "Graphics", "/d", "null", "/f")
        self.wait()
        self._mend()

    def _mend(self) -> None:
        said = subprocess.run(["wine", "--version"], capture_output=True, text=True, check=True).stdout
        match = re.search(r"wine-(\d+)", said)
        system = self.drive / "windows" / "system32"
        if match and int(match[1]) < 9:
            code = forwarding("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036")
            (system / "bcryptprimitives.dll").write_bytes(code)
        if match and int(match[1]) < 10:
            mend_complex(system / "ucrtbase.dll")

    @property
    def documents(self) -> Path:
        """The folder 文档 of the one user whom Wine knows."""
        return self.drive / "users" / os.environ.get("USER", "root") / "Documents"

    @contextmanager
    def running(self, *command: str | Path) -> Iterator[None]:
        """A program that runs for as long as it is wanted; it says a line when it is ready."""
        pipe = subprocess.PIPE
        with subprocess.Popen(
            ["wine", *_words(command)], env=self._env, stdin=pipe, stdout=pipe, stderr=pipe
        ) as running:
            try:
                assert running.stdout
                assert running.stdout.readline(), running.stderr and running.stderr.read()
                yield
            finally:
                running.kill()

    def run(self, *command: str | Path, cwd: Path | None = None) -> Done:
        """Run a program to its end. Paths are Windows', or of this system where they are Path."""
        done = subprocess.run(
            ["wine", *_words(command)],
            env=self._env,
            cwd=cwd or self.drive,
            # All three streams are pipes: Python for Windows does not start on others under Wine.
            input=b"",
            capture_output=True,
            timeout=LIMIT,
            check=False,
        )
        return Done(done.returncode, _text(done.stdout), _text(done.stderr))

    def wait(self) -> None:
        """Until everything in it has ended, and the registry is written."""
        subprocess.run(["wineserver", "-w"], env=self._env, check=True, timeout=LIMIT)

    def close(self) -> None:
        """End everything in it."""
        subprocess.run(["wineserver", "-k"], env=self._env, check=False, timeout=LIMIT)
        self.wait()


def _text(said: bytes) -> str:
    """Ours speak UTF-8, Windows' own programs the code page."""
    try:
        text = said.decode("utf-8")
    except UnicodeDecodeError:
        text = said.decode("gb18030", "replace")
    return text.replace("\r\n", "\n")


def _words(command: Sequence[str | Path]) -> list[str]:
    return [windows_path(word) if isinstance(word, Path) else word for word in command]


def windows_path(path: Path) -> str:
    """How a program in it names a file of this system."""
    parts = path.parts
    if "drive_c" in parts:
        return "\\".join(("C:", *parts[parts.index("drive_c") + 1 :]))
    return "Z:" + str(path).replace("/", "\\")
