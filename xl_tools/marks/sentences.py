"""Sentences about findings and marks that several surfaces say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from xl_tools.core.records import Severity


def counted(counts: Mapping[Severity, int]) -> str:
    """ "错误 1，警告 0，提示 2"."""
    return "，".join(f"{severity.label} {counts[severity]}" for severity in Severity)


def unmarked(skipped: Iterable[tuple[str, str]]) -> list[str]:
    """Why cells were left without a mark: a line a reason, with the number of cells."""
    return [f"{reason}（{number} 处）。" for reason, number in Counter(reason for _, reason in skipped).items()]


def by_settings(summary: str) -> list[str]:
    """The line that tells by which rule settings was checked; none where they change nothing."""
    return [f"按规则设置：{summary}。"] if summary else []
