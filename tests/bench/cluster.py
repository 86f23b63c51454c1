"""A Dask scheduler with two workers on this machine; says its address, and ends when its input does."""

from __future__ import annotations

import sys
from typing import Any

if __name__ == "__main__":
    import distributed

    local: Any = distributed.LocalCluster
    with local(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        print(running.scheduler_address, flush=True)
        sys.stdin.read()
