"""The tables of ``xl_tools.data`` in the form that loads at once: ``python -m tests.core.tables`` writes the file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any
from zlib import crc32

from xl_tools import data

FOLDER = Path(data.__file__).parent
MADE = FOLDER / "tables.json"


def tables() -> dict[str, dict[str, Any]]:
    """Each table that ``load`` may be asked for by its name, with its file's checksum."""
    made = {}
    for path in sorted([*FOLDER.glob("*.toml"), *(FOLDER / "forms").glob("*.toml")]):
        content = path.read_bytes()
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        made[name] = {"checksum": crc32(content), "table": tomllib.loads(content.decode("utf-8"))}
    return made


def written() -> str:
    """The text of the file; TypeError for a table with what JSON does not have, such as dates."""
    lines = (json.dumps({name: made}, ensure_ascii=False)[1:-1] for name, made in tables().items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    MADE.write_text(written(), "utf-8")


if __name__ == "__main__":
    main()
