"""Deadline texts to dates (domain.md#deadlines). The grammar, with examples: ``docs/readings/deadlines.md``."""

from xl_tools.parse.deadlines.deadline_cell import read_deadline

__all__ = ["read_deadline"]
