"""The command line with its output thrown away, so that a bench prints only figures."""

from __future__ import annotations

import os
import sys

from xl_tools.surfaces.cli.entry import main

if __name__ == "__main__":
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    main()
