"""The rules. Importing the package enters all of them in the catalogue; ``registry`` is the way in."""

from xl_tools.rules import (
    across,
    answers,
    assessment,
    baseline,
    contradictions,
    copied,
    deadlines,
    figures,
    missing,
    progress,
    structure,
    ticks,
)

__all__ = [
    "across",
    "answers",
    "assessment",
    "baseline",
    "contradictions",
    "copied",
    "deadlines",
    "figures",
    "missing",
    "progress",
    "structure",
    "ticks",
]
