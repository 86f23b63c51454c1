"""The rules. Importing the package enters all of them in the catalogue; ``registry`` is the way in."""

from xl_tools.rules import (
    across,
    baseline,
    contradictions,
    deadlines,
    missing,
    structure,
    ticks,
)

__all__ = ["across", "baseline", "contradictions", "deadlines", "missing", "structure", "ticks"]
