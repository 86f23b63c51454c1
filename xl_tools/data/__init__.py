"""What a bureau may want to change: words, thresholds, aliases, policies. Data, read once, never code.

``tables.json`` holds all of them as they were read when it was made (``python -m tests.core.tables``), each with the
checksum of its file: JSON loads twenty times as fast as TOML. A file that has been changed since is read itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

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
            return _parsed(name, file.read_bytes())
    raise KeyError(name)


def _parsed(name: str, content: bytes) -> dict[str, Any]:
    made = _made_before().get(name)
    if made and made["checksum"] == crc32(content):
        return made["table"]  # type: ignore[no-any-return]
    import tomllib

    return tomllib.loads(content.decode("utf-8"))


@cache
def _made_before() -> dict[str, dict[str, Any]]:
    return json.loads((Path(__file__).parent / "tables.json").read_bytes())  # type: ignore[no-any-return]


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
