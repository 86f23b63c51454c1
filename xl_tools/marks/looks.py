"""What a mark looks like and how it is known again, on every surface alike.

A flagged cell is coloured by a conditional format whose formula is always true and carries our signature, which Excel,
WPS and LibreOffice keep when they save.
"""

from __future__ import annotations

from xl_tools.core.records import Severity

FILLS = {Severity.ERROR: "#FFC7CE", Severity.WARNING: "#FFE699", Severity.HINT: "#DDEBF7"}
"""The colour laid over a cell, as ``#RRGGBB``."""
LINES = {Severity.ERROR: "#C00000", Severity.WARNING: "#C55A11", Severity.HINT: "#2E75B6"}
"""The colour of borders and of the words in a note, as ``#RRGGBB``."""

WORD = "XLT:"
SIGNATURE = f'N("{WORD}'


def formula(severity: Severity) -> str:
    """Always true: N() of a text is 0."""
    return f'{SIGNATURE}{severity.value}")=0'
