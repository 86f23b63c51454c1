"""Where ``xl-tools`` begins and ends. Ctrl+C is one sentence from the first moment on: loading the commands takes a
while, and people stop what they started by mistake at once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from xl_tools.core.errors import UserError, disk_reason


def main() -> NoReturn:
    """Entry point of ``xl-tools``: every failure is one Chinese sentence, never a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # in the background Ctrl+C may be turned off
        signal.signal(signal.SIGINT, _stop)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    with failures_in_chinese():
        from xl_tools.surfaces.cli import commands

        sys.exit(commands.run_command(sys.argv[1:]))


class _Stopped(KeyboardInterrupt):
    """Ctrl+C. For KeyboardInterrupt itself Python gives the status of a kill, though it is caught, where it came while
    a text was executed: so methods of records are made, and classes."""


def _stop(_: int, __: object) -> NoReturn:
    raise _Stopped


@contextmanager
def failures_in_chinese() -> Iterator[None]:
    """What a command could not do, as a sentence and exit code 2."""
    try:
        yield
    except UserError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("已停止，没有写出不完整的文件。")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _log_fault()
        _fail(
            f"读写磁盘出了问题（{disk_reason(error)}），没有做完；请检查磁盘是否已满、文件夹是否还在并且可写，再试一次。原文件未改动。"
        )
    except Exception as error:
        _log_fault()
        _fail(f"程序出错（{type(error).__name__}），原文件未改动；请把命令和文件发给维护人员。")


def _log_fault() -> None:
    import logging  # paid for only when something went wrong

    logging.getLogger("xl_tools").debug("fault", exc_info=True)


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(2)
