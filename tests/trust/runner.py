"""A process that runs commands on hostile files, each file in a child with bounds, and tells what it cost.

Reads one JSON object a line: ``{"folder", "runs": [[words…]…], "memory_mb", "seconds", "allowed": [folders]}``; writes
one a line: for each run its exit code and what it printed, and for the child its peak memory, its time and what it
tried that no file may make it try (network, other programs, writing elsewhere).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from tests.trust import faults

NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request")
PROGRAMS = ("os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn")
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "shutil.move")


def watch(allowed: list[str], seen: list[str]) -> None:
    """Note what the process does beyond reading: Python reports it to an audit hook."""
    roots = tuple(os.path.realpath(folder) + os.sep for folder in allowed)

    def inside(path: Any) -> bool:
        if isinstance(path, int) or path is None:
            return True
        return (os.path.realpath(os.fsdecode(path)) + os.sep).startswith(roots)

    def hook(event: str, values: tuple[Any, ...]) -> None:
        if (
            event in NETWORK
            or event in PROGRAMS
            or (event == "subprocess.Popen" and "xl_tools.books.file.apart" not in str(values[1]))
        ):
            seen.append(f"{event} {values!r:.200}")
        elif event == "open" and values[2] is not None and values[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            if not inside(values[0]) and values[0] != os.devnull:
                seen.append(f"write {values[0]}")
        elif event in CHANGES and not all(inside(value) for value in values if isinstance(value, str | bytes)):
            seen.append(f"{event} {values!r:.200}")

    sys.addaudithook(hook)


def run(words: list[str]) -> dict[str, Any]:
    """One command as the command line runs it."""
    from xl_tools.surfaces.cli.entry import main

    out, err = io.StringIO(), io.StringIO()
    for stream in (out, err):
        stream.reconfigure = lambda **_: None  # type: ignore[attr-defined]
    sys.argv = ["xl-tools", *words]
    code: Any = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as stop:
            code = stop.code
    return {"words": words, "code": code or 0, "out": out.getvalue(), "err": err.getvalue()}


def answer_in_child(order: dict[str, Any], writing: int) -> None:
    """What the child does: bound itself, run the commands, send what came of them."""
    megabytes = order["memory_mb"] << 20
    resource.setrlimit(resource.RLIMIT_AS, (megabytes, megabytes))
    signal.setitimer(signal.ITIMER_PROF, order["seconds"] * len(order["runs"]))
    seen: list[str] = []
    os.chdir(order["folder"])
    watch(order["allowed"], seen)
    faults.install(order.get("fault"))
    told: list[dict[str, Any]] = []
    for words in order["runs"]:
        at = time.process_time()
        told.append(run(words) | {"seconds": time.process_time() - at})
    points = faults.points()
    with os.fdopen(writing, "w") as stream:
        json.dump({"runs": told, "seen": seen, "points": points}, stream)


def serve(order: dict[str, Any]) -> dict[str, Any]:
    """Fork, bound the child, run the commands, and tell."""
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer_in_child(order, writing)
        except BaseException:
            traceback.print_exc()
            os._exit(70)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        text = stream.read()
    _, status, usage = os.wait4(child, 0)
    answer: dict[str, Any] = json.loads(text) if text else {"runs": [], "seen": []}
    return answer | {
        "status": os.waitstatus_to_exitcode(status),
        "peak_mb": usage.ru_maxrss >> 10,
        "total_seconds": time.monotonic() - begun,
    }


def main() -> None:
    warm_up()
    for line in sys.stdin:
        print(json.dumps(serve(json.loads(line))), flush=True)


def warm_up() -> None:
    """Run each command once: a child starts with what they import and load."""
    from tests.trust.bases import table

    start = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        Path("遂昌县.xlsx").write_bytes(table())
        run(["check", "遂昌县.xlsx", "--mark", "--out", "标记"])
        run(["clear", "标记", "--out", "清除"])
        run(["rollup", "遂昌县.xlsx", "--level", "city", "--name", "丽水市", "--out", "市.xlsx"])
        run(["issue", "遂昌县.xlsx", "--out", "下发", "--name", "丽水市", "--period", "2022-12"])
        run(["score", str(start / "workbooks" / "考核评分表.xlsx"), "--out", "得分.xlsx"])
        os.chdir(start)


if __name__ == "__main__":
    main()
