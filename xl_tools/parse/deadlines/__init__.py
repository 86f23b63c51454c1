"""Deadline texts to dates (domain: 4. Deadlines). The grammar, with examples: ``docs/readings/deadlines.md``."""

from xl_tools.parse.deadlines.deadline_cell import read_deadline

__all__ = ["read_deadline"]
