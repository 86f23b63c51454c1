"""Work in other processes: in order, and no worker's death costs more than its item."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from xl_tools.app.executors import LostItem, cluster, forks, in_chunks, processes
from xl_tools.core.errors import UserError


def doubled(items: Sequence[int]) -> list[int]:
    """Dies at 13, as a process does whose memory is taken away."""
    if 13 in items:
        os._exit(7)
    return [2 * item for item in items]


def refusing(items: Sequence[int]) -> list[int]:
    if 5 in items:
        raise MemoryError
    return list(items)


def test_results_come_in_order() -> None:
    assert list(in_chunks(doubled, range(40, 60), processes(2), chunk=3)) == [2 * item for item in range(40, 60)]


def test_a_dead_worker_costs_one_item() -> None:
    found = list(in_chunks(doubled, list(range(30)), processes(2), chunk=4))
    assert found == [LostItem(13) if item == 13 else 2 * item for item in range(30)]


STOPPED_AT_BIRTH = """
import os, signal
from xl_tools.app.executors import in_chunks, processes
signal.signal(signal.SIGINT, signal.default_int_handler)
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))
print(list(in_chunks(sorted, range(40), processes(2), chunk=4)) == list(range(40)))
"""


@pytest.mark.skipif(not forks(), reason="processes start as copies of this one only here")
def test_a_process_is_deaf_to_the_stop_from_its_first_moment() -> None:
    """Ctrl-C reaches all processes: one that has just begun would die with a traceback, and its work be lost."""
    done = subprocess.run([sys.executable, "-c", STOPPED_AT_BIRTH], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_a_failing_item_costs_itself() -> None:
    assert list(in_chunks(refusing, list(range(8)), processes(2), chunk=3)) == [0, 1, 2, 3, 4, LostItem(5), 6, 7]


def test_nothing_to_do() -> None:
    assert list(in_chunks(doubled, [], processes(2))) == []


@contextmanager
def scheduler() -> Iterator[str]:
    """A Dask scheduler with two workers, on this machine."""
    distributed: Any = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        yield str(running.scheduler_address)


def test_a_cluster_gives_the_same() -> None:
    with scheduler() as address:
        assert list(in_chunks(refusing, list(range(8)), cluster(address), chunk=3)) == [
            0,
            1,
            2,
            3,
            4,
            LostItem(5),
            6,
            7,
        ]


def test_a_scheduler_that_is_not_there_is_said_in_a_sentence() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(UserError, match="连不上 Dask 调度器"):
        cluster("tcp://127.0.0.1:9")
