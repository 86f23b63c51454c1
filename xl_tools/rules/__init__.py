"""The rules. Importing the package enters all of them; ``registry`` declares and finds them, ``engine`` runs them."""

from xl_tools.rules.assessment import declared
from xl_tools.rules.book import reading
from xl_tools.rules.round import last_period, lengths, own_table, tasks, units
from xl_tools.rules.table import (
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
    "answers",
    "contradictions",
    "copied",
    "deadline",
    "declared",
    "issued",
    "last_period",
    "lengths",
    "missing",
    "numbers",
    "own_table",
    "progress_text",
    "reading",
    "structure",
    "tasks",
    "ticked",
    "units",
]
