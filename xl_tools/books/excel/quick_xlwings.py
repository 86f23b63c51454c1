"""xlwings without the libraries it only uses when they are there.

xlwings imports pandas, numpy and more where they are installed: a second of start-up that a click on a button would
pay for nothing, since no button hands it a data frame. Whoever wants xlwings in this package imports it from here, and
the add-in's command line imports this module before anything else.
"""

from __future__ import annotations

import sys
from importlib import import_module

UNUSED = ("pandas", "polars", "numpy", "matplotlib", "PIL", "plotly", "jinja2", "cryptography")


def _without_unused() -> None:
    """Import xlwings while the others cannot be found; they can be imported again afterwards."""
    absent = [name for name in UNUSED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: "not found" for the import system
    try:
        import_module("xlwings")
    finally:
        for name in absent:
            del sys.modules[name]


if "xlwings" not in sys.modules:
    _without_unused()

import xlwings as xw  # noqa: E402

__all__ = ["xw"]
