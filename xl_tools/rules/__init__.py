"""The rules. Importing the package enters all of them; ``registry`` declares and finds them, ``engine`` runs them."""

from xl_tools.rules.assessment import goals, grades, ranges, roster, rule_table, unusable
from xl_tools.rules.book import reading
from xl_tools.rules.round import across_units, hand_work, last_period, lengths, own_table, senders
from xl_tools.rules.table import (
    answers,
    contradictions,
    copied,
    deadline,
    issued,
    layout,
    missing,
    numbers,
    progress_text,
    structure,
    ticked,
)

__all__ = [
    "across_units",
    "answers",
    "contradictions",
    "copied",
    "deadline",
    "goals",
    "grades",
    "hand_work",
    "issued",
    "last_period",
    "layout",
    "lengths",
    "missing",
    "numbers",
    "own_table",
    "progress_text",
    "ranges",
    "reading",
    "roster",
    "rule_table",
    "senders",
    "structure",
    "ticked",
    "unusable",
]
