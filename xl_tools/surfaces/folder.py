"""``xl-tools watch DIR``: each workbook saved into a folder is checked; a marked copy and a line of summary appear in
``已校验/``. For machines whose policy forbids Excel to start Python, and for WPS.

A file that is still being copied is waited for: it is read when its size and time have stood still and it can be
opened. One that looks cut off is given longer, since a slow copy may pause.
"""

from __future__ import annotations

import stat
import threading
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import date, datetime
from pathlib import Path

from xl_tools.app.check import check
from xl_tools.app.inputs import WORKBOOKS, output_folder
from xl_tools.app.office import OURS, Office
from xl_tools.app.rule_settings import rule_settings
from xl_tools.books.file.disk import is_backup, is_there
from xl_tools.books.file.output import Output
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError, disk_reason
from xl_tools.core.file_names import kept_name, shown
from xl_tools.marks.sentences import counted
from xl_tools.reports.check import CheckReport

OUT = "已校验"
SUMMARY = "校验记录.txt"

_LOOK_AGAIN = 10.0
"""Seconds after which the folder is looked at without being woken: a network drive tells nothing."""

_PATIENCE = 20
"""How many times longer a file that looks cut off must stand still before it is called damaged."""

_AGAIN, _AGAIN_AT_MOST = 5, 600.0
"""How many times longer a file waits to be tried again whose copy could not be written, doubled each time; and the most
seconds that it waits."""

_Stamp = tuple[int, int]
"""Size and time of a file."""


@dataclass
class Watcher:
    """Checks the workbooks of a folder as they come. ``tell`` is given each line of summary.

    ``quiet`` is how many seconds a file must stand still before it is read. What lies there at the start is checked
    too, unless its marked copy is newer. ``settings`` is the bureau's choice of rules,
    ``office`` what it has settled otherwise. Raises UserError when there is
    no such folder, or for a slip in the settings.
    """

    folder: Path
    tell: Callable[[str], None]
    as_of: date | None = None
    settings: Path | None = None
    quiet: float = 1.0
    office: Office = OURS
    _stop: threading.Event = field(default_factory=threading.Event)
    _woken: threading.Event = field(default_factory=threading.Event)
    _seen: dict[Path, tuple[_Stamp, float]] = field(default_factory=dict)
    _done: dict[Path, _Stamp] = field(default_factory=dict)
    _tries: dict[Path, int] = field(default_factory=dict)
    _said: set[tuple[Path, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise UserError(f"没有文件夹“{self.folder}”，请核对路径。")
        rule_settings(self.settings)

    def run(self) -> None:
        """Watch until ``stop`` is called. Raises UserError when the folder cannot be watched."""
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer

        class Waker(FileSystemEventHandler):
            """Tells the watcher that something happened in the folder."""

            def on_any_event(_, event: FileSystemEvent) -> None:
                del event
                self._woken.set()

        observer = Observer()
        try:
            observer.schedule(Waker(), str(self.folder), recursive=False)
            observer.start()
        except OSError as error:
            raise UserError(
                f"不能监看文件夹“{self.folder}”（{disk_reason(error)}），请换一个本机上的文件夹。"
            ) from None
        try:
            self._skip_already_checked()
            while not self._stop.is_set():
                waiting = self.look()
                # A file that is still growing is looked at again soon; else until something happens.
                self._woken.wait(self.quiet / 2 if waiting else _LOOK_AGAIN)
                self._woken.clear()
        finally:
            observer.stop()
            observer.join()

    def stop(self) -> None:
        self._stop.set()
        self._woken.set()

    def look(self) -> bool:
        """Check every file that has stood still; returns whether one must be waited for."""
        waiting = False
        for path in self._workbooks():
            if self._stop.is_set():
                return False
            stamp = _stamp(path)
            if stamp is None or self._done.get(path) == stamp:
                if is_there(path) and not path.is_file():
                    self._say_once(path, "不是普通文件（是文件夹、管道、设备一类），没有打开。")
                continue
            now = time.monotonic()
            known, since = self._seen.get(path, (None, now))
            if known != stamp:
                self._seen[path] = (stamp, now)
                waiting = True
            elif now - since < self.quiet * (1 if _whole(path) else _PATIENCE):
                waiting = True
            elif not _readable(path):
                waiting = True
                self._say_once(path, "打不开，没有校验；请确认没有被别的程序占用、有权限读取，能打开了就会校验。")
            elif self._check(path):
                self._done[path] = stamp
                del self._seen[path]
                self._tries.pop(path, None)
            else:
                tries = self._tries[path] = self._tries.get(path, 0) + 1
                self._seen[path] = (stamp, now + min(self.quiet * _AGAIN * 2**tries, _AGAIN_AT_MOST))
        return waiting

    def _say_once(self, path: Path, what: str) -> None:
        if (path, what) not in self._said:
            self._said.add((path, what))
            self._say(f"{shown(path.name)}：{what}")

    def _workbooks(self) -> Iterable[Path]:
        try:
            entries = sorted(self.folder.iterdir())
        except OSError:
            return []
        return [
            path
            for path in entries
            if path.suffix.lower() in WORKBOOKS and not path.name.startswith((".", "~$")) and not is_backup(path)
        ]

    def _skip_already_checked(self) -> None:
        for path in self._workbooks():
            stamp, copy = _stamp(path), _stamp(self.folder / OUT / kept_name(path.name))
            if stamp and copy and copy[1] >= stamp[1]:
                self._done[path] = stamp

    def _check(self, path: Path) -> bool:
        """Check a file and say what came of it; false where the marked copy could not be written, which is tried
        again, and said once."""
        try:
            report = check(
                [path], as_of=self.as_of, settings=self.settings, office=self.office, mark=True, out=self.folder / OUT
            )
        except UserError as error:
            self._say_once(path, f"{error}会再试。")
            return False
        (file,) = report.files
        if file.outcome != "unreadable" and not file.marked:
            self._say_once(path, f"{file.reason}会再试。")
            return False
        self._say("".join((_summary(path, report), *(f"；{copy.sentence}" for copy in report.kept))))
        return True

    def _say(self, line: str) -> None:
        line = f"{datetime.now():%Y-%m-%d %H:%M} {line}"
        self.tell(line)
        try:
            output_folder(self.folder / OUT)
            Output().append(self.folder / OUT / SUMMARY, line)
        except UserError as error:
            self.tell(str(error))


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if status.st_size and stat.S_ISREG(status.st_mode) else None


def _readable(path: Path) -> bool:
    """Whether the file can be opened: Windows refuses while another program still writes it."""
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except OSError:
        return False
    return True


def _whole(path: Path) -> bool:
    """False for a package (.xlsx …) whose end is missing."""
    try:
        with path.open("rb") as stream:
            return stream.read(2) != b"PK" or zipfile.is_zipfile(stream)
    except OSError:
        return False


def _summary(path: Path, report: CheckReport) -> str:
    (file,) = report.files
    if file.reason:
        return f"{shown(path.name)}：{file.reason}"
    return f"{path.name}：{counted(report.counts)}" if file.findings else f"{path.name}：没有发现问题"
