"""``python -m tests.fuzz [--seconds 600] [--seed 0] [target…]``: fuzz each target for so long, tell the executions.

A finding is told with its seed (``--only`` runs that one again) and ends the run of its target.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from types import FrameType

from tests.fuzz.targets import TARGETS

HANG = 20
"""Seconds after which one execution is a finding."""


class Hang(BaseException):
    """One execution took too long."""


def _hang(_: int, __: FrameType | None) -> None:
    raise Hang


def fuzz(name: str, seconds: float, seed: int) -> tuple[int, int | None, float]:
    """Executions, the seed of the finding (None for none), and the seconds of the slowest execution."""
    until, count, slowest = time.monotonic() + seconds, 0, 0.0
    while time.monotonic() < until:
        begun = time.monotonic()
        if not execute(name, seed + count):
            return count + 1, seed + count, slowest
        count += 1
        slowest = max(slowest, time.monotonic() - begun)
    return count, None, slowest


def execute(name: str, seed: int) -> bool:
    """One execution; false when it found something, which is printed."""
    alarm = hasattr(signal, "SIGALRM")
    if alarm:
        signal.signal(signal.SIGALRM, _hang)
        signal.alarm(HANG)
    try:
        TARGETS[name](random.Random(f"{name}:{seed}"))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        print(f"{name}: seed {seed}", file=sys.stderr)
        traceback.print_exc()
        return False
    finally:
        if alarm:
            signal.alarm(0)
    return True


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.fuzz")
    words.add_argument("targets", nargs="*", default=list(TARGETS))
    words.add_argument("--seconds", type=float, default=600)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--only", action="store_true", help="run the one seed and stop")
    given = words.parse_args()
    failed = False
    for name in given.targets:
        if given.only:
            failed |= not execute(name, given.seed)
            continue
        count, found, slowest = fuzz(name, given.seconds, given.seed)
        outcome = "no finding" if found is None else f"FINDING at seed {found}"
        print(f"{name}: {count} executions in {given.seconds:g} s, slowest {slowest:.2f} s, {outcome}", flush=True)
        failed |= found is not None
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
