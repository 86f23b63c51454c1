"""The rules. Importing the package enters all of them; ``registry`` declares and finds them, ``engine`` runs them."""

from xl_tools.rules.assessment import declared
from xl_tools.rules.table import (
    across,
    answers,
    contradictions,
    copied,
    deadline,
    issued,
    missing,
    numbers,
    progress_text,
    structure,
    ticked,
)

__all__ = [
    "across",
    "answers",
    "contradictions",
    "copied",
    "deadline",
    "declared",
    "issued",
    "missing",
    "numbers",
    "progress_text",
    "structure",
    "ticked",
]
