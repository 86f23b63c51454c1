"""A smaller table that stands beside a table, behind an empty column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xl_tools.core.form import Field


def set_apart(fields: Mapping[int, Field | None], sample: Callable[[int], Sequence[str]]) -> frozenset[int]:
    """The headed columns of what is no part of the table: all that they name, the table has itself (状态, 项数 beside
    备注). ``fields`` are the headed columns with what each says; ``sample`` gives the texts of a column."""
    groups: list[list[int]] = []
    for column in sorted(fields):
        between = range(groups[-1][-1] + 1, column) if groups else ()
        if groups and all(sample(empty) for empty in between):
            groups[-1].append(column)
        else:
            groups.append([column])
    said = [{name for column in group if (name := fields[column])} for group in groups]
    most = max(said, key=len, default=set())
    apart = (group for group, names in zip(groups, said, strict=True) if names and names < most)
    return frozenset(column for group in apart for column in group)
