"""The rules. Importing the package enters all of them; ``registry`` declares and finds them, ``engine`` runs them."""

from xl_tools.rules.assessment import goals, grades, ranges, roster, rule_table, unusable
from xl_tools.rules.book import reading
from xl_tools.rules.closing import answers as closing_answers
from xl_tools.rules.closing import entered, progress, proof, publicity, steps, texts, wording
from xl_tools.rules.petition import answers as petition_answers
from xl_tools.rules.petition import beside, codes, compared, places, statistics
from xl_tools.rules.petition import closing as petition_closing
from xl_tools.rules.petition import numbers as petition_numbers
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
    "beside",
    "closing_answers",
    "codes",
    "compared",
    "contradictions",
    "copied",
    "deadline",
    "entered",
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
    "petition_answers",
    "petition_closing",
    "petition_numbers",
    "places",
    "progress",
    "progress_text",
    "proof",
    "publicity",
    "ranges",
    "reading",
    "roster",
    "rule_table",
    "senders",
    "statistics",
    "steps",
    "structure",
    "texts",
    "ticked",
    "unusable",
    "wording",
]
