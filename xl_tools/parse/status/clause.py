"""One thought of a status text: its words from left to right, each coloured by those before it.

未/尚未, 拟/力争, 基本/部分, 正在 and 已 colour the next word that could name a status. A word that is not known
(a stranger) makes the thought speak of something smaller than the task: "完成招标" completes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xl_tools.core.records import Stage, Status
from xl_tools.parse.status.clause_facts import ClauseFacts, StatusToken
from xl_tools.parse.status.clause_view import BETWEEN, ClauseView


def token_of(text: str, kinds: frozenset[str]) -> StatusToken:
    """A token that is read by the first of its kinds that says something by itself."""
    return StatusToken(text, kinds, next((kind for kind in _HANDLERS if kind in kinds), ""))


def read_clause(tokens: Sequence[StatusToken], facts: ClauseFacts) -> None:
    """Add what one thought says to the facts."""
    _Clause(tokens, facts).read()


_WORKS = tuple("个家处座户台辆条口件")
_NEGATIONS = frozenset(("negation", "not_yet"))
_PLAN = ("计划", "节点", "进度")
_CORES = frozenset(
    ("stage", "own", "done", "pace", "on_schedule", "behind", "start", "ongoing", "continues", "overdue")
)


class _Clause(ClauseView):
    def read(self) -> None:
        for index, token in enumerate(self.tokens):
            if token.lead:
                _HANDLERS[token.lead](self, index)
        self._end()

    # --- words that colour ----------------------------------------------------------------------

    def _on_negation(self, index: int) -> None:
        self.negation = self.tokens[index]

    def _on_past(self, _: int) -> None:
        self.past, self.negation = True, None
        if self.unreal and self.unreal.kinds & {"soon", "date"}:
            self.unreal = None

    def _on_unreal(self, index: int) -> None:
        token = self.tokens[index]
        if "reach" in token.kinds and self._is(self._after(index, BETWEEN | {"date"}), "pace"):
            return
        if "pending" in token.kinds and self._is(index - 1 if index else None, "stage"):
            return
        self.facts.reported |= "reported" in token.kinds
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

    def _on_own(self, index: int) -> None:
        """ "有待复核", "待核实", "未经核实": what is said to be done is not believed yet."""
        waits = self._is(self._before(index), "unsettled")
        needed = any("unreal" in token.kinds and "需" in token.text for token in self.tokens[:index])
        if waits or ("unverified" in self.tokens[index].kinds and (self.negation or needed)):
            self.facts.doubt = True

    def _on_not_due(self, _: int) -> None:
        self.facts.not_due = True

    def _on_setback(self, index: int) -> None:
        if not self._negated() and not self.caused:
            self.facts.not_done = True
            self.facts.not_in_place |= "not_in_place" in self.tokens[index].kinds

    def _on_ongoing(self, _: int) -> None:
        if not self._negated():
            self.facts.ongoing = True

    # --- words that name a status ---------------------------------------------------------------

    def _on_done(self, index: int) -> None:
        if self._is(self._before(index, BETWEEN | _NEGATIONS), "stage", "own"):  # "验收尚未完成"
            self.negation = None
            return
        if self._is(self._next(index), "pending"):  # "完成时限"
            return
        if self._is(self._after(index, BETWEEN | {"date"}), "pace"):  # "完成序时进度"
            return
        if self._is(self._after(index, BETWEEN | {"whole"}), "stage", "own"):  # "完成验收"
            self.passed_at = index
            return
        reached = self._after(index)
        if self._is(reached, "reach") and self._after(reached or 0) is None:  # "完成和达到": which of the two?
            self.facts.doubt = True
            return
        if self.negation is not None:
            if self._will_be_late(index) if "unable" in self.negation.kinds else self._is_late(index):
                self.facts.statuses.add(Status.BEHIND)
            self.facts.unfinished = self.facts.not_done = True
            self.negation = None
        elif self._coloured or self.under_way or self._less_than_all(index) or self._of_a_year(index):
            self.facts.not_done = True
        elif self.dated and not self.past:  # "2022年6月完成": a fact or the plan
            return
        elif not (self._of_a_part(self._part_end(index)) or self._by_plan(index)):
            self.facts.statuses.add(Status.COMPLETED)
            self.confirmed = True
        else:
            self._count_works(index)

    def _is_late(self, index: int) -> bool:
        late = self.on_time is not None or "overdue" in self.has
        return late and not self._coloured and not self._strange(index)

    def _will_be_late(self, index: int) -> bool:
        """ "年底前不能全部完成": with its day named, and nothing but the plan in front."""
        dated = self.dated or "soon" in self.has
        before = self._before(index, BETWEEN | {"date", "soon"})
        said = before is not None and self.tokens[before] is self.negation  # not "不能立即整改的2021年底前完成"
        return dated and said and self.partly is None and not self._strange(index)

    def _count_works(self, index: int) -> None:
        """ "完成整改688个", "已整改25家": works put right, and nothing else is said in the thought."""
        counted = [token for token in self.tokens if "count" in token.kinds]
        known = not any("other" in token.kinds or "part_of_task" in token.kinds for token in self.tokens)
        named = "whole" in self.has or self.tokens[index].text.startswith(("整改", "整治", "治理"))
        if known and named and len(counted) == 1 and counted[0].text.endswith(_WORKS) and counted[0] is self.tokens[-1]:
            self.facts.put_right.append(float(counted[0].text[:-1]))

    def _on_whole(self, index: int) -> None:
        """ "已整改" is completed; not so with anything that shows what of it ("已整改方案", "已整改8家")."""
        before, after = self._before(index, BETWEEN - {"past"}), self._next(index)
        if not self._is(before, "past") or not self.tokens[index].text.startswith(("整改", "整治")):
            return
        if self._is(after, "done", "start", "advance", "under_way", "other", "whole", "rate"):
            return
        if self._coloured or self.under_way or self._less_than_all(index):
            return
        if self._of_a_part(self._part_end(index)):
            self._count_works(index)
        else:
            self.facts.statuses.add(Status.COMPLETED)
            self.confirmed = True

    def _less_than_all(self, index: int = 0) -> bool:
        """ "完成80%", "完成过半", "完成部分整改", "完成今年任务"."""
        following = self._after(index, BETWEEN | {"whole"})
        if following is not None and self._is(following, "date"):
            following = self._next(following)
            if self._is(following, "whole"):
                return True
        if self._is(following, "partly"):
            return True
        return self._tells_a_part()

    def _by_plan(self, index: int) -> bool:
        """ "按计划完成" without 已 may be the plan; "按序时进度完成" may be the schedule."""
        if self.scheduled:
            return not (self.past and ("whole" in self.has or self.tokens[index].text.startswith("整改")))
        return self.on_time is not None and not self.past and any(word in self.on_time.text for word in _PLAN)

    def _on_pace(self, index: int) -> None:
        before, after = self._before(index, BETWEEN | {"date"}), self._after(index, BETWEEN | _NEGATIONS)
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
        ahead = self._is(index - 1 if index else None, "compared") and self._is(after, "reach")  # "比序时进度快"
        less = not ahead and self._less_than_all(index)
        partly = self.partly is not None and "overall" not in self.partly.kinds
        if self.unreal or partly or less or (self._strange(index) and not self.caused):
            return
        if not negated and self._is(self._after(index), "done"):  # "按序时进度完成": which of the two is meant?
            return
        if not negated:
            self.facts.statuses.add(Status.ON_SCHEDULE)
        elif not reach.startswith("超"):
            self.facts.statuses.add(Status.BEHIND)

    def _on_on_schedule(self, index: int) -> None:
        negated, self.scheduled = self._negated(), True
        coloured = self.unreal is not None or (self.partly is not None and "overall" not in self.partly.kinds)
        done = self._is(self._after(index, BETWEEN | {"whole"}), "done")
        if coloured or self._strange(index) or (not negated and done):
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
        if self._is(self._after(index, BETWEEN | {"whole"}), "stage", "own"):
            self.begun = True
            return
        if self.scheduled:
            return
        if self.negation is not None:
            since = self.tokens.index(self.negation)
            early = self.unreal is None and self.partly is not None and "early" in self.partly.kinds
            wholly = any("all" in token.kinds for token in self.tokens[since:index])  # "尚未全面启动" has begun
            self.negation = None
            coloured = self._coloured and not early
            if not (wholly or self.on_time or coloured) and (self.caused or not self._strange(index)):
                self.facts.statuses.add(Status.NOT_STARTED)
        elif not self._coloured and not self._strange(index):
            self.facts.running = True

    def _on_preparing(self, index: int) -> None:
        if not self._negated() and not self._coloured and not self._strange(index):
            self.facts.statuses.add(Status.NOT_STARTED)

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
        after = self._after(index, BETWEEN | _NEGATIONS)
        if self._is(after, "and") and self._is(self._next(after or 0), "passed"):  # "已开展现场验收并通过"
            after = self._next(after or 0)
        passed_after = self._is(after, "passed", "done")
        if self._denied(index, after if passed_after else None) or self._still_open(index, passed_after):
            return
        confirmed = self.past or self.confirmed or passed_after or self.passed_at is not None
        plain = self.has <= {"filler", "all", "stage", Stage.CLOSED}
        if not confirmed and not (plain and token.text.endswith(Stage.CLOSED)):
            return
        if not self.confirmed and self._of_a_part(index if self.passed_at is None else self.passed_at):
            return  # a part of the task was accepted
        self.facts.stages.add(next(stage for stage in Stage if stage.value in token.kinds))
        self.confirmed = True
        if "weak" not in token.kinds and (self.past or not self.dated):
            self.completes |= Status.COMPLETED not in self.facts.statuses
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
        if not self._is(self._after(index, BETWEEN | {"and"}), "stage"):  # "尚未验收、公示、销号"
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
        if self._tells_a_part():
            self.facts.not_done = True
            return True
        if self._comes_behind(index):
            self.facts.stages.clear()
            if self.completes:
                self.facts.statuses.discard(Status.COMPLETED)
            return True
        return self.partly is not None or ((self.begun or self.under_way) and not passed_after)

    # --- the end of the thought -----------------------------------------------------------------

    def _end(self) -> None:
        self.facts.matters_counted |= {"count", "matters"} <= self.has
        self.facts.part_told |= self._tells_a_part()
        if self.under_way and not (self.scheduled or self.has & {"stage", "own", "ongoing", "continues"}):
            self._goes_on(len(self.tokens) - 1)
        if "rate" in self.has and "percent" in self.has and "done" not in self.has:
            self._read_rate()
        if "overdue" in self.has and not self.has & {"done", "stage"}:
            self._read_overdue()
        elif "whole" in self.has and self.negation is not None:
            self.facts.unfinished = self.facts.not_done = True
            since = self.tokens.index(self.negation)
            plain = "未" in self.negation.text and not self._coloured and not self._strange(since)
            self.facts.untouched |= plain and self._is(self._after(since), "whole")
        if self.negation is not None and self.passed_at is not None and not self.has & {"stage", "own", "done"}:
            self.facts.not_done = True  # "已验收，未通过": the step in front was refused
            self.facts.stages.clear()
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
    "not_due": _Clause._on_not_due,
    "preparing": _Clause._on_preparing,
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
    "own": _Clause._on_own,
    "place": _Clause._on_place,
}
