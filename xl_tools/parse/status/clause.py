"""One thought of a status text: its words from left to right, each coloured by those before it.

未/尚未, 拟/力争, 基本/部分, 正在 and 已 colour the next word that could name a status. A word that is not known
(a stranger) makes the thought speak of something smaller than the task: "完成招标" completes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xl_tools.core.records import Stage, Status
from xl_tools.parse.status.clause_facts import ClauseFacts, StatusToken


def token_of(text: str, kinds: frozenset[str]) -> StatusToken:
    """A token that is read by the first of its kinds that says something by itself."""
    return StatusToken(text, kinds, next((kind for kind in _HANDLERS if kind in kinds), ""))


def read_clause(tokens: Sequence[StatusToken], facts: ClauseFacts) -> None:
    """Add what one thought says to the facts."""
    _Clause(tokens, facts).read()


_BETWEEN = frozenset(("filler", "all", "past", "place", "on_time", "count", "span"))
_NEGATIONS = frozenset(("negation", "not_yet"))
_PLAN = ("计划", "节点", "进度")
_CORES = frozenset(
    ("stage", "own", "done", "pace", "on_schedule", "behind", "start", "ongoing", "continues", "overdue")
)


class _Clause:
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
        self.begun = False
        """A step named now has only been begun ("启动验收")."""
        self.scheduled = False

    def read(self) -> None:
        for index, token in enumerate(self.tokens):
            if token.lead:
                _HANDLERS[token.lead](self, index)
        self._end()

    # --- looking around -------------------------------------------------------------------------

    def _after(self, index: int, skip: frozenset[str] = _BETWEEN) -> int | None:
        return next((i for i in range(index + 1, len(self.tokens)) if not self.tokens[i].kinds & skip), None)

    def _before(self, index: int, skip: frozenset[str] = _BETWEEN) -> int | None:
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

    @property
    def _coloured(self) -> bool:
        return self.unreal is not None or self.partly is not None

    def _negated(self) -> bool:
        """Whether the word at hand is negated; the negation is then used up."""
        negated, self.negation = self.negation is not None, None
        return negated

    # --- words that colour ----------------------------------------------------------------------

    def _on_negation(self, index: int) -> None:
        self.negation = self.tokens[index]

    def _on_past(self, _: int) -> None:
        self.past, self.negation = True, None
        if self.unreal and self.unreal.kinds & {"soon", "date"}:
            self.unreal = None

    def _on_unreal(self, index: int) -> None:
        token = self.tokens[index]
        if "reach" in token.kinds and self._is(self._after(index, _BETWEEN | {"date"}), "pace"):
            return
        if "pending" in token.kinds and self._is(index - 1 if index else None, "stage"):
            return
        if self.passed_at is None:
            self.unreal = token

    def _on_partly(self, index: int) -> None:
        self.partly = self.tokens[index]

    def _on_date(self, index: int) -> None:
        self.dated = True
        if self.tokens[index].text.endswith("前") and not self.past:
            self.unreal = self.tokens[index]

    def _on_on_time(self, index: int) -> None:
        self.on_time = self.tokens[index]

    def _on_passed(self, index: int) -> None:
        self.passed_at = index

    def _on_under_way(self, _: int) -> None:
        self.under_way = True

    def _on_place(self, _: int) -> None:
        self.facts.speakers += 1

    def _on_doubt(self, _: int) -> None:
        self.facts.doubt = True

    def _on_setback(self, _: int) -> None:
        if not self._negated() and not self.caused:
            self.facts.not_done = True

    def _on_ongoing(self, _: int) -> None:
        if not self._negated():
            self.facts.ongoing = True

    # --- words that name a status ---------------------------------------------------------------

    def _on_done(self, index: int) -> None:
        if self._is(self._before(index, _BETWEEN | _NEGATIONS), "stage", "own"):  # "验收尚未完成"
            self.negation = None
            return
        if self._is(self._next(index), "pending"):  # "完成时限"
            return
        if self._is(self._after(index, _BETWEEN | {"date"}), "pace"):  # "完成序时进度"
            return
        if self._is(self._after(index, _BETWEEN | {"whole"}), "stage", "own"):  # "完成验收"
            self.passed_at = index
            return
        if self.negation is not None:
            late = (self.on_time or "overdue" in self.has) and "unable" not in self.negation.kinds
            if late and not self._coloured and not self._strange(index):
                self.facts.statuses.add(Status.BEHIND)
            self.facts.unfinished = self.facts.not_done = True
            self.negation = None
        elif self._coloured or self.under_way or self._less_than_all(index):
            self.facts.not_done = True
        elif self.dated and not self.past:  # "2022年6月完成": a fact or the plan
            return
        elif not (self._of_a_part(self._part_end(index)) or self._by_plan()):
            self.facts.statuses.add(Status.COMPLETED)
            self.confirmed = True

    def _on_whole(self, index: int) -> None:
        """ "已整改" is completed; not so with anything that shows what of it ("已整改方案", "已整改8家")."""
        before, after = self._before(index, _BETWEEN - {"past"}), self._next(index)
        if not self._is(before, "past") or not self.tokens[index].text.startswith(("整改", "整治")):
            return
        if self._is(after, "done", "start", "advance", "under_way", "other", "count", "whole", "rate"):
            return
        doubtful = self._coloured or self.under_way or self._less_than_all(index)
        if not doubtful and not self._of_a_part(self._part_end(index)):
            self.facts.statuses.add(Status.COMPLETED)
            self.confirmed = True

    def _less_than_all(self, index: int = 0) -> bool:
        """ "完成80%", "完成过半", "完成部分整改", "完成今年任务"."""
        following = self._after(index, _BETWEEN | {"whole"})
        if following is not None and self._is(following, "date"):
            following = self._next(following)
            if self._is(following, "whole"):
                return True
        if self._is(following, "partly"):
            return True
        shares = [token.text for token in self.tokens if "percent" in token.kinds and token.text.endswith("%")]
        return any(float(share[:-1]) != 100 for share in shares)

    def _by_plan(self) -> bool:
        """ "按计划完成" without 已 may be the plan; "按序时进度完成" may be the schedule."""
        if self.scheduled:
            return not (self.past and "whole" in self.has)
        return self.on_time is not None and not self.past and any(word in self.on_time.text for word in _PLAN)

    def _on_pace(self, index: int) -> None:
        before, after = self._before(index, _BETWEEN | {"date"}), self._after(index, _BETWEEN | _NEGATIONS)
        if self._is(before, "lag") or self._is(after, "lag", "behind"):
            return  # said there
        leads = self._is(before, "reach", "done")
        if not leads and not self._is(after, "reach"):
            return
        if not leads and after is not None:
            between = self.tokens[index + 1 : after]
            self.negation = next((token for token in between if token.kinds & _NEGATIONS), self.negation)
        negated, self.scheduled = self._negated(), True
        reach = self.tokens[before if leads and before is not None else index].text
        if self._coloured or self._less_than_all(index) or (self._strange(index) and not self.caused):
            return
        if not negated and self._is(self._after(index), "done"):  # "按序时进度完成": which of the two is meant?
            return
        if not negated:
            self.facts.statuses.add(Status.ON_SCHEDULE)
        elif not reach.startswith("超"):
            self.facts.statuses.add(Status.BEHIND)

    def _on_on_schedule(self, index: int) -> None:
        negated, self.scheduled = self._negated(), True
        if self._coloured or self._strange(index) or (not negated and self._is(self._after(index), "done")):
            return
        self.facts.statuses.add(Status.BEHIND if negated else Status.ON_SCHEDULE)

    def _on_behind(self, index: int) -> None:
        if self._negated() or self.unreal:
            return
        if self.partly and "overall" not in self.partly.kinds:
            self.facts.partly_behind = True
        elif self.caused or not self._strange(index):
            self.facts.statuses.add(Status.BEHIND)

    def _on_lag(self, index: int) -> None:
        if "pace" in self.has:
            self._on_behind(index)

    def _on_start(self, index: int) -> None:
        if self.passed_at is not None and "stage" in self.has:  # "通过专家组织的验收"
            return
        if self._is(self._after(index, _BETWEEN | {"whole"}), "stage", "own"):
            self.begun = True
            return
        if self.scheduled:
            return
        if self.negation is not None:
            since = self.tokens.index(self.negation)
            wholly = any("all" in token.kinds for token in self.tokens[since:index])  # "尚未全面启动" has begun
            self.negation = None
            if not (wholly or self.on_time or self._coloured) and (self.caused or not self._strange(index)):
                self.facts.statuses.add(Status.NOT_STARTED)
        elif not self._coloured and not self._strange(index):
            self.facts.running = True

    def _on_advance(self, index: int) -> None:
        negated = self._negated()
        if self.scheduled or "ongoing" in self.has:
            return
        if self.on_time and not self._coloured and not self._strange(index):
            self.facts.statuses.add(Status.BEHIND if negated else Status.ON_SCHEDULE)
        elif not negated and not self._is(self._after(index), "stage", "lag", "behind"):
            self._goes_on(index)

    def _goes_on(self, index: int) -> None:
        if self._strange(index):
            self.facts.busy = True
        else:
            self.facts.running = True

    # --- closing steps --------------------------------------------------------------------------

    def _on_stage(self, index: int) -> None:
        token = self.tokens[index]
        after = self._after(index, _BETWEEN | _NEGATIONS)
        if self._is(after, "and") and self._is(self._next(after or 0), "passed"):  # "已开展现场验收并通过"
            after = self._next(after or 0)
        passed_after = self._is(after, "passed", "done")
        if self._denied(index, after if passed_after else None) or self._still_open(index, passed_after):
            return
        confirmed = self.past or self.confirmed or passed_after or self.passed_at is not None
        if not confirmed and not (token.text == Stage.CLOSED and self.has <= {"filler", "all", "stage", Stage.CLOSED}):
            return
        if not self.confirmed and self._of_a_part(index if self.passed_at is None else self.passed_at):
            return  # a part of the task was accepted
        self.facts.stages.add(next(stage for stage in Stage if stage.value in token.kinds))
        self.confirmed = True
        if "weak" not in token.kinds and (self.past or not self.dated):
            self.facts.statuses.add(Status.COMPLETED)

    def _denied(self, index: int, passed: int | None) -> bool:
        """Whether the step is said not to be done; refused ("未通过验收", not "尚未通过") also undoes completion."""
        negation, refusable = self.negation, self.passed_at is not None
        if negation is None and passed is not None:
            between = self.tokens[index + 1 : passed]
            negation = next((token for token in between if token.kinds & _NEGATIONS), None)
            refusable = "done" not in self.tokens[passed].kinds
        if negation is None:
            return self._is(self._next(index), "setback")
        if refusable and "not_yet" not in negation.kinds and not self._is(self.passed_at, "done"):
            self.facts.not_done = True
        if not self._is(self._after(index, _BETWEEN | {"and"}), "stage"):  # "尚未验收、公示、销号"
            self.negation = None
        return True

    def _still_open(self, index: int, passed_after: bool) -> bool:
        following = self._next(index)
        if self._is(following, "own"):  # "销号审核"
            return True
        if self._is(following, "pending") and following is not None:
            last = self.tokens[following]
            if last.text not in ("期", "期间", "期内") or not self._is(self._after(following), "passed"):
                return True
        if self.unreal and not (
            "filing" in self.unreal.kinds and Stage.FILED.value in self.tokens[index].kinds and self.past
        ):
            return True
        return self.partly is not None or ((self.begun or self.under_way) and not passed_after)

    # --- the end of the thought -----------------------------------------------------------------

    def _end(self) -> None:
        if self.under_way and not (self.scheduled or self.has & {"stage", "own", "ongoing", "continues"}):
            self._goes_on(len(self.tokens) - 1)
        if "rate" in self.has and "percent" in self.has and "done" not in self.has:
            self._read_rate()
        if "overdue" in self.has and not self.has & {"done", "stage"}:
            self._read_overdue()
        elif "whole" in self.has and self.negation is not None:
            self.facts.unfinished = self.facts.not_done = True  # "未整改"
        if "but" in self.has and not self.has & _CORES:
            self.facts.not_done = True  # "已完成，但…" and then something that is not understood

    def _read_rate(self) -> None:
        """ "整改完成率100%"."""
        if self._less_than_all() or self._coloured or self.negation:
            self.facts.not_done = True
        elif not self._of_a_part(len(self.tokens)):
            self.facts.statuses.add(Status.COMPLETED)

    def _read_overdue(self) -> None:
        """ "逾期", "逾期未整改": past its time and not done. "到期" alone is not."""
        word = next(token.text for token in self.tokens if "overdue" in token.kinds)
        self.facts.overdue = self.negation is None and not self._coloured
        unfinished = self.negation is not None and "whole" in self.has
        simply = self.negation is None and "whole" not in self.has and word not in ("到期", "超时")
        if (unfinished or simply) and not self._coloured and not self._strange(0):
            self.facts.statuses.add(Status.BEHIND)


_HANDLERS: dict[str, Callable[[_Clause, int], None]] = {
    "doubt": _Clause._on_doubt,
    "stage": _Clause._on_stage,
    "setback": _Clause._on_setback,
    "done": _Clause._on_done,
    "pace": _Clause._on_pace,
    "whole": _Clause._on_whole,
    "on_schedule": _Clause._on_on_schedule,
    "behind": _Clause._on_behind,
    "lag": _Clause._on_lag,
    "start": _Clause._on_start,
    "advance": _Clause._on_advance,
    "ongoing": _Clause._on_ongoing,
    "under_way": _Clause._on_under_way,
    "not_yet": _Clause._on_negation,
    "negation": _Clause._on_negation,
    "past": _Clause._on_past,
    "unreal": _Clause._on_unreal,
    "soon": _Clause._on_unreal,
    "partly": _Clause._on_partly,
    "date": _Clause._on_date,
    "on_time": _Clause._on_on_time,
    "passed": _Clause._on_passed,
    "place": _Clause._on_place,
}
