"""Work spread over processes or a cluster: in chunks, in order, with only so much under way that memory stays flat.

A worker that dies takes one item with it, never the run: the items of its chunk are done again one by one, and the
one at which a worker dies again is given up (``LostItem``).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Generic, TypeVar

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError, not_installed

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 16
"""Items in one piece of work: one alone costs more to send than to do."""
_WINDOW = 2
"""Chunks under way for each worker."""


@dataclass(frozen=True, slots=True)
class LostItem(Generic[T]):
    """An item whose worker died, twice."""

    item: T


@dataclass(frozen=True)
class Crew:
    """Where the work is done. ``hire`` opens an executor; it is called again after one broke."""

    hire: Callable[[], AbstractContextManager[Executor]]
    workers: int


def processes(jobs: int) -> Crew:
    """Processes on this machine."""

    def hire() -> AbstractContextManager[Executor]:
        return _Pool(max_workers=jobs, initializer=_deaf_to_stop)

    return Crew(hire, jobs)


def cluster(address: str) -> Crew:
    """The workers of a running Dask scheduler. Raises UserError when Dask is not there or the scheduler is silent."""
    try:
        import distributed
    except ImportError:
        raise not_installed("用 --cluster 要有 Dask", "cluster") from None
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout="5s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UserError(
            f"连不上 Dask 调度器“{address}”（{type(error).__name__}），请核对地址，确认它在运行。"
        ) from None
    return Crew(client.get_executor, max(1, sum(client.nthreads().values())))


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forks() -> bool:
    """Whether a new process starts as a copy of this one, at once, and not from nothing."""
    return multiprocessing.get_start_method() == "fork"


def in_chunks(
    work: Callable[[Sequence[T]], list[R]], items: Sequence[T], crew: Crew, chunk: int = CHUNK
) -> Iterator[R | LostItem[T]]:
    """What ``work`` makes of the items, in their order. ``work`` gives one result for each item it is given; it and
    the items travel to the workers, so they must be such as can."""
    waiting = deque(items[start : start + chunk] for start in range(0, len(items), chunk))
    while waiting:
        suspect = yield from _until_broken(work, waiting, crew)
        for item in suspect:
            yield from _alone(work, item, crew)


def _until_broken(work: Callable[[Sequence[T]], list[R]], waiting: deque[Sequence[T]], crew: Crew) -> Any:
    """Results of the chunks waiting; ends when all are done, or gives back the chunk at which the crew broke. Those
    behind it wait again."""
    under_way: deque[tuple[Sequence[T], Future[list[R]]]] = deque()
    with crew.hire() as executor:
        try:
            while waiting or under_way:
                while waiting and len(under_way) < crew.workers * _WINDOW:
                    chunk = waiting.popleft()
                    under_way.append((chunk, executor.submit(work, chunk)))
                chunk, future = under_way.popleft()
                results = future.result()
                yield from results
        except Exception:
            # Whatever it was, it was not about the content of a file: ``work`` deals with that itself.
            waiting.extendleft(left for left, _ in reversed(under_way))
            return chunk
        finally:
            for _, future in under_way:
                future.cancel()
    return ()


def _alone(work: Callable[[Sequence[T]], list[R]], item: T, crew: Crew) -> Iterator[R | LostItem[T]]:
    with crew.hire() as executor:
        try:
            results = executor.submit(work, [item]).result()
        except Exception:
            yield LostItem(item)
            return
    yield from results


class _Pool(ProcessPoolExecutor):
    """Leaves at once when the work is stopped: what is not begun is not begun."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        with _stop_held_back():  # the processes are made here, and each can be stopped until it is deaf to it
            return super().submit(fn, *args, **kwargs)

    def __exit__(self, kind: Any, *_: Any) -> None:
        self.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _stop_held_back() -> Iterator[None]:
    """Ctrl-C comes when this is over; a process made meanwhile never gets it. Windows cannot hold it back."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _deaf_to_stop() -> None:
    """Ctrl-C reaches every process; the first one decides, and the workers then end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
