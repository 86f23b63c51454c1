"""What a bureau may want to change: words, thresholds, aliases, policies. Data, read once, never code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``data/<name>.toml``. Shared by all callers: read it, never change it."""
    with (files(__name__) / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)
