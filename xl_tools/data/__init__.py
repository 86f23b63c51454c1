"""What a bureau may want to change: words, thresholds, aliases, policies. Data, read once, never code."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folders() -> Sequence[Traversable]:
    """Where tables are looked for, in this order."""
    return (Path(__file__).parent,)


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` of the first folder that has it; KeyError when none does. Shared by all callers:
    read it, never change it."""
    for folder in folders():
        file = folder.joinpath(f"{name}.toml")
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
    raise KeyError(name)


def names(kind: str) -> list[str]:
    """The names of all tables of one kind ("forms"), as ``load`` takes them."""
    found = {
        file.name.removesuffix(".toml")
        for folder in folders()
        if (inside := folder.joinpath(kind)).is_dir()
        for file in inside.iterdir()
        if file.name.endswith(".toml")
    }
    return [f"{kind}/{name}" for name in sorted(found)]
