"""The files that a ledger names as evidence: what they hold, told by a digest.

Only what lies in the ledger's own folder or below it is looked at, whatever a cell says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from xl_tools.parse.closing.entries import ClosingLedger

_PIECE = 1 << 20


def digests(path: str, ledger: ClosingLedger) -> Mapping[str, str] | None:
    """By the text of the cell, the SHA-256 of the file, "" for one that is not there. None where none of them is there:
    the ledger has been moved without them."""
    folder = Path(path).parent
    named = {proof.file for proof in ledger.evidence if proof.file}
    found = {name: _digest(folder, name) for name in sorted(named)}
    return found if any(found.values()) else None


def _digest(folder: Path, name: str) -> str:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name:
        return ""
    try:
        place = (folder / parts).resolve()
        if not place.is_relative_to(folder.resolve()) or not place.is_file():
            return ""
        digest = hashlib.sha256()
        with place.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()
