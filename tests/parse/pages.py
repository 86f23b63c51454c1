"""The tables of a documentation page, so that tests can hold every example in it."""

from __future__ import annotations

from tests.conftest import ROOT


def examples(page: str, heading: str) -> list[list[str]]:
    """The rows of all tables of ``docs/<page>`` whose first heading is ``heading``; "⏎" is a line end."""
    rows: list[list[str]] = []
    inside = False
    for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip(" ").replace("⏎", "\n") for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == heading:
            inside = True
        elif inside and not set(line) <= set("|-"):
            rows.append(cells)
    assert rows, f"no table headed {heading} in {page}"
    return rows
