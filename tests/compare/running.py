"""Calls as they are kept: what came back, a refusal by its words, a breakdown as such; the command line in-process."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.compare.noise import MOMENT, Noise
from tests.compare.outside import command_line, xl_tools


def outcome(noise: Noise, work: Callable[[], Any]) -> dict[str, Any]:
    """What a call came to. Lines of code are no part of it: they move."""
    try:
        return {"value": noise.document(work())}
    except xl_tools.UserError as error:
        return {"refused": type(error).__name__, "text": noise.text(str(error))}
    except Exception as error:
        return {"traceback": type(error).__name__, "text": noise.text(str(error))}


def dumped(report: Any) -> Any:
    """A report as JSON knows it."""
    return report.model_dump(mode="json")


class _Words(io.TextIOWrapper):
    """A stream of the command line, kept."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace", newline="")

    def said(self) -> str:
        self.flush()
        kept = self.buffer
        assert isinstance(kept, io.BytesIO)
        return kept.getvalue().decode("utf-8", "backslashreplace")


def command(noise: Noise, arguments: Sequence[str], stdin: str = "") -> dict[str, Any]:
    """Run ``xl-tools`` with these words in this process: status, what it printed (JSON as such), what it complained."""
    out, err = _Words(), _Words()
    before = sys.argv, sys.stdin, gc.get_threshold()
    sys.argv, sys.stdin = ["xl-tools", *arguments], io.StringIO(stdin)
    status: Any = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            command_line()()
    except SystemExit as stop:
        status = stop.code
    except Exception as error:
        return {"traceback": type(error).__name__, "text": noise.text(str(error))}
    finally:
        sys.argv, sys.stdin = before[:2]
        gc.set_threshold(*before[2])
    return {"status": status, "out": _printed(noise, out.said()), "err": noise.text(err.said()).splitlines()}


def _printed(noise: Noise, text: str) -> Any:
    if text[:1] in ("{", "["):
        lines = text.splitlines()
        with contextlib.suppress(ValueError):
            return noise.document(json.loads(text))
        with contextlib.suppress(ValueError):
            return noise.document([json.loads(line) for line in lines])
    return noise.text(text).splitlines()


@contextlib.contextmanager
def desk() -> Iterator[tuple[Path, Noise]]:
    """A temporary folder to work in, the current one while it lasts: reports then hold relative paths. The user's own
    settings and log lie in it, too."""
    here = Path.cwd()
    kept = {name: os.environ.get(name) for name in _ENVIRONMENT}
    with tempfile.TemporaryDirectory(prefix="compare-") as name:
        folder = Path(name).resolve()
        os.environ.update({key: value.format(folder) for key, value in _ENVIRONMENT.items()})
        os.chdir(folder)
        try:
            yield folder, Noise(folder)
        finally:
            os.chdir(here)
            for key, value in kept.items():
                os.environ.pop(key, None) if value is None else os.environ.update({key: value})


_ENVIRONMENT = {"XDG_STATE_HOME": "{}/.state", "COLUMNS": "120", "TERM": "dumb", "NO_COLOR": "1"}


def lay(source: Path | bytes, target: Path) -> Path:
    """Put an input in place, as if last changed at the one moment that all inputs have."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(source, bytes):
        target.write_bytes(source)
    else:
        shutil.copyfile(source, target)
    os.utime(target, (MOMENT, MOMENT))
    return target


def settle(folder: Path) -> None:
    """Every file of a folder as if last changed at the one moment: what was made now may be an input next."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (MOMENT, MOMENT))
