"""A thought of a status text as its reading stands: the words, what colours the next one, and looking around."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.parse.status.clause_facts import ClauseFacts, StatusToken

BETWEEN = frozenset(("filler", "all", "past", "place", "on_time", "count", "span"))
"""Kinds of words that may stand between two that belong together."""


class ClauseView:
    """What is known of a thought while its words are read from left to right."""

    def __init__(self, tokens: Sequence[StatusToken], facts: ClauseFacts) -> None:
        self.tokens, self.facts = tokens, facts
        self.has = frozenset(kind for token in tokens for kind in token.kinds)
        self.caused = any("cause" in token.kinds for token in tokens[:2])
        self.negation: StatusToken | None = None
        self.unreal: StatusToken | None = None
        self.on_time: StatusToken | None = None
        self.partly: StatusToken | None = None
        self.past = self.under_way = self.dated = False
        self.passed_at: int | None = None
        self.confirmed = False
        """A step named now is done: it is listed behind a completion or behind a step that is done."""
        self.completes = False
        """A step in it is what says that the task is completed."""
        self.begun = False
        """A step named now has only been begun ("启动验收")."""
        self.scheduled = False

    # --- looking around -------------------------------------------------------------------------

    def _after(self, index: int, skip: frozenset[str] = BETWEEN) -> int | None:
        return next((i for i in range(index + 1, len(self.tokens)) if not self.tokens[i].kinds & skip), None)

    def _before(self, index: int, skip: frozenset[str] = BETWEEN) -> int | None:
        return next((i for i in range(index - 1, -1, -1) if not self.tokens[i].kinds & skip), None)

    def _next(self, index: int) -> int | None:
        return index + 1 if index + 1 < len(self.tokens) else None

    def _is(self, index: int | None, *kinds: str) -> bool:
        return index is not None and not self.tokens[index].kinds.isdisjoint(kinds)

    def _strange(self, index: int) -> bool:
        """Whether a stranger stands in the part of the thought (between 并, 、) around a word."""
        low, high = index, self._part_end(index)
        while low and "and" not in self.tokens[low - 1].kinds:
            low -= 1
        return any(self._stranger(token) for token in self.tokens[low:high])

    def _of_a_part(self, end: int) -> bool:
        """Whether the thought up to ``end`` speaks of something smaller than the task; a project is smaller."""
        return any(self._stranger(token, project=True) for token in self.tokens[:end])

    def _part_end(self, index: int) -> int:
        ends = (i for i in range(index, len(self.tokens)) if "and" in self.tokens[i].kinds)
        return next(ends, len(self.tokens))

    def _stranger(self, token: StatusToken, *, project: bool = False) -> bool:
        if "count" in token.kinds:  # "10项全部完成" is the whole task; "21个已完成20个" is not
            return "all" not in self.has or sum("count" in other.kinds for other in self.tokens) > 1
        return "other" in token.kinds or (project and "part_of_task" in token.kinds)

    def _of_a_year(self, index: int) -> bool:
        """ "2022年任务已完成": what a year asked for is not all."""
        task = self._before(index)
        year = task - 1 if task and self.tokens[task].text.endswith(("任务", "目标")) else None
        return self._is(year, "date") and self.tokens[year or 0].text.rstrip("度").endswith("年")

    @property
    def _coloured(self) -> bool:
        return self.unreal is not None or self.partly is not None

    def _negated(self) -> bool:
        """Whether the word at hand is negated; the negation is then used up."""
        negated, self.negation = self.negation is not None, None
        return negated

    def _tells_a_part(self) -> bool:
        shares = [token.text for token in self.tokens if "percent" in token.kinds and token.text.endswith("%")]
        return any(float(share[:-1]) != 100 for share in shares)

    def _comes_behind(self, index: int) -> bool:
        """Whether the step is to come once another is done: "验收合格后予以销号", "通过验收后将公示"."""
        before = self.tokens[:index]
        first = next((at for at, token in enumerate(before) if "stage" in token.kinds), index)
        behind = next((at for at, token in enumerate(before) if at > first and token.text == "后"), index)
        to_come = any("unreal" in token.kinds or token.text == "予以" for token in before[behind:])
        return to_come and not self.past
