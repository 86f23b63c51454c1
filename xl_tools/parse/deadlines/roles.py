"""Which of the dates in a text are deadlines.

A date is one when 底, 前, 内 or a range marks it, when it stands at the end of a clause, or when what is done by
then follows it. A date of something else (when an opinion came, when a project began) is not; one that might be is
unsure, and the reading says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from enum import Enum, auto

from xl_tools.core.dataclass import dataclass
from xl_tools.core.text import CHINESE_NUMERALS
from xl_tools.parse.deadlines.grammar import Known, Span, after_span, find_span
from xl_tools.parse.deadlines.kinds import CLAUSE_END, TokenKind, letters, pattern
from xl_tools.parse.deadlines.tokens import NEXT_YEAR, Token

_FILLERS = pattern("[LEAD DONE IMMEDIATE ONGOING ONGOING_ALONE CARRIED_ON PHASED RECURRING TO AFTER]*")
_PUT_OFF = pattern("EXTENDED [LEAD TO]* [DATE YEAR_MONTH YEAR PLAN HALF QUARTER MONTH THIRD DAY END HOLIDAY OPEN]")
_RECURS = pattern("RECURRING [MONTH THIRD DAY QUARTER HALF END BEFORE WITHIN OPEN TO PAUSE]*$")
_CUT_OFF = frozenset("年0123456789" + CHINESE_NUMERALS)
_NEAR = 6
"""Characters between a bare year and what is done in it; farther off the year may name something else."""
_YEARED = pattern("[YEAR DATE YEAR_MONTH PLAN]")
_GOES_ON = pattern("[ONGOING ONGOING_ALONE]")
_NEXT_DATE = pattern("[DATE YEAR_MONTH YEAR PLAN HALF QUARTER]")
_BEGINS = pattern("LEAD? BEGIN | TO ONGOING_ALONE")
_MONTHS_FOLLOW = pattern("[^YEAR DATE YEAR_MONTH]*? MONTH")
_NEXT_CLAUSE = pattern("PAUSE ([^STOP PAUSE]*)")
_TERM_AFTER = pattern("AFTER [LEAD TO DONE]* PAUSE? TERM")
_EVENT_AFTER = pattern("[EVENT MENTION] AFTER")


_STAGE = pattern("YEAR [OTHER DONE LEAD]{0,3} QUANTITY OTHER?")
_PAUSE_AFTER = letters("PAUSE AFTER")


class DateRole(Enum):
    """What a date does in its text. HEADING: a year over the months that follow ("2021年：3月底前…")."""

    DUE = auto()
    START = auto()
    RECURRING = auto()
    RELATIVE = auto()
    HEADING = auto()
    UNSURE = auto()
    OTHER = auto()


@dataclass(slots=True)
class Dates:
    """The dates of a text by their part in it, each list in the order of the text."""

    dues: list[Span] = field(default_factory=list)
    starts: list[Span] = field(default_factory=list)
    unsure: list[Span] = field(default_factory=list)
    recurring: bool = False
    relative: bool = False


def sort_dates(tokens: Sequence[Token], kinds: str, known: Known) -> Dates:
    """All dates of the text, each with its part."""
    dates = Dates()
    index = 0
    while index < len(tokens):
        if kinds[index] == TokenKind.EXTENDED and _PUT_OFF.match(kinds, index):
            dates.dues, dates.unsure = [], []  # put off: what stood before no longer holds
        span = find_span(tokens, kinds, index, known)
        if span is None:
            index += 1
            continue
        role = _role(tokens, kinds, span)
        if role is DateRole.DUE and dates.dues and not span.marked and _GOES_ON.match(kinds, span.end):
            role = DateRole.START  # "…2021年底完成，2022年持续巩固": what follows the work, not its deadline
        if role is not DateRole.RECURRING and _is_vague(tokens, kinds, span):
            role = DateRole.UNSURE
        if role in (DateRole.DUE, DateRole.START, DateRole.HEADING):
            known = after_span(span, tokens, known)
        dates.recurring |= role is DateRole.RECURRING
        dates.relative |= role is DateRole.RELATIVE
        lists = {DateRole.DUE: dates.dues, DateRole.START: dates.starts, DateRole.UNSURE: dates.unsure}
        if role in lists:
            lists[role].append(span)
        index = max(span.end, index + 1)
    if dates.dues:  # "2021年底前完成前期工作，2022年底前开工建设": to have begun is the last that is asked
        latest = max(span.due or date.min for span in dates.dues)
        asked = [span for span in dates.starts if span.marked and (span.due or date.min) > latest]
        dates.dues += asked
        dates.starts = [span for span in dates.starts if span not in asked]
    return dates


def _is_vague(tokens: Sequence[Token], kinds: str, span: Span) -> bool:
    """Some time in or about the date ("2021年初", "12月左右"), or a year that is blank or cut off ("XX年12月")."""
    if kinds[span.end : span.end + 1] in (TokenKind.VAGUE, TokenKind.THIRD, TokenKind.DAY):
        return True
    before = tokens[span.begin - 1] if span.begin else Token(TokenKind.STOP, "")
    if before.kind is TokenKind.VAGUE:
        return True
    blank = before.kind in (TokenKind.OTHER, TokenKind.QUANTITY) and before.text[-1] in _CUT_OFF
    return blank and not _YEARED.match(kinds, span.begin)


def _role(tokens: Sequence[Token], kinds: str, span: Span) -> DateRole:
    begin, end = span.begin, span.end
    opened = max(kinds.rfind(TokenKind.STOP, 0, begin), kinds.rfind(TokenKind.PAUSE, 0, begin)) + 1
    closing = CLAUSE_END.search(kinds, end)
    closed = closing.start() if closing else len(kinds)
    before, after = kinds[opened:begin], kinds[end:closed]
    if not _YEARED.search(kinds, begin, end) and _RECURS.search(kinds, 0, begin):
        return DateRole.RECURRING
    if before.endswith(TokenKind.ORIGINAL) or _is_told(tokens, kinds, begin, closed):
        return DateRole.OTHER
    if tokens[begin].value == NEXT_YEAR and span.due is None:  # "次年3月底前": next to a year that nobody names
        return DateRole.RELATIVE
    if after.startswith(TokenKind.ONGOING) and tokens[end].text == "至今":
        return DateRole.START
    if after.startswith(TokenKind.AFTER) or (not span.marked and kinds.startswith(_PAUSE_AFTER, end)):
        return DateRole.RELATIVE if TokenKind.TERM in after else DateRole.START
    if span.impossible:
        return DateRole.DUE
    if span.unsure:
        return DateRole.UNSURE
    by_then = begin > 0 and tokens[begin - 1].text.startswith(("截", "至"))
    by_now = "目前" in "".join(token.text for token in tokens[:begin])
    if (by_then or by_now) and after.startswith(TokenKind.ALREADY):  # "截至2022年8月已完成", "目前，2021年底已完成"
        return DateRole.OTHER
    if span.marked:
        told = after.startswith(TokenKind.ALREADY) and TokenKind.DONE not in after
        names = "的" in [token.text for token in tokens[end : min(end + 2, closed)]]  # "…前立项的项目"
        if told or names:
            return DateRole.OTHER
        return DateRole.START if _BEGINS.match(after) else DateRole.DUE
    if span.whole_year and _is_stage(tokens, kinds, begin):
        return DateRole.DUE
    role = _unmarked_role(kinds, span, before, after, closed)
    if role is DateRole.DUE and span.whole_year and TokenKind.DONE in after:
        between = "".join(token.text for token in tokens[end : end + after.index(TokenKind.DONE)])
        return DateRole.DUE if len(between) <= _NEAR else DateRole.UNSURE
    return role


def _is_told(tokens: Sequence[Token], kinds: str, begin: int, closed: int) -> bool:
    """ "截至2019年底，整改任务已基本完成": how far things are by then."""
    if not begin or not tokens[begin - 1].text.startswith("截") or kinds[closed : closed + 1] != TokenKind.PAUSE:
        return False
    following = _NEXT_CLAUSE.match(kinds, closed)
    says = following[1] if following and tokens[closed].text == "," else ""
    return any(kind in says for kind in (TokenKind.OTHER, TokenKind.ALREADY, TokenKind.QUANTITY))


def _is_stage(tokens: Sequence[Token], kinds: str, begin: int) -> bool:
    """One of several years with a goal each: "2018年达60%以上，2019年75%以上"."""
    stages = [match for match in _STAGE.finditer(kinds) if _is_goal(tokens[match.start() : match.end()])]
    return len(stages) > 1 and any(match.start() == begin for match in stages)


def _is_goal(tokens: Sequence[Token]) -> bool:
    last = tokens[-1]
    quantity = next(token for token in tokens if token.kind is TokenKind.QUANTITY)
    return quantity.text.endswith("%") or (last.kind is TokenKind.OTHER and last.text.startswith(("以上", "以下")))


def _unmarked_role(kinds: str, span: Span, before: str, after: str, closed: int) -> DateRole:
    """The part of a date that nothing marks: "2021年12月完成", "2021年3月5日督察组反馈"."""
    next_date = _NEXT_DATE.search(after)
    after = after[: next_date.start()] if next_date else after
    if TokenKind.MENTION in after or after.startswith(TokenKind.NAMED_BY_YEAR):
        return DateRole.OTHER
    if _BEGINS.match(after):
        return DateRole.START
    if TokenKind.DONE in after or (after and _FILLERS.fullmatch(after)):
        return DateRole.DUE
    if after:
        return DateRole.OTHER if TokenKind.MENTION in before else DateRole.UNSURE
    if TokenKind.MENTION in before:
        return DateRole.OTHER
    if span.whole_year and _MONTHS_FOLLOW.match(kinds, closed):
        return DateRole.HEADING
    next_clause = _NEXT_CLAUSE.match(kinds, closed)
    told = next_clause and TokenKind.MENTION in next_clause[1] and TokenKind.DONE not in next_clause[1]
    return DateRole.OTHER if told else DateRole.DUE


def has_term_after(kinds: str) -> bool:
    """A term counted from an event: "反馈后1个月内"."""
    return _TERM_AFTER.search(kinds) is not None


def has_only_term(tokens: Sequence[Token], kinds: str) -> bool:
    """A term ("3-5年内"; without 内 only where a clause says nothing else), or the event alone ("待省方案出台后")."""
    if _EVENT_AFTER.search(kinds) or any(
        token.kind is TokenKind.TERM and token.text.endswith("内") for token in tokens
    ):
        return True
    return any(
        TokenKind.TERM in clause and _FILLERS.fullmatch(clause.replace(TokenKind.TERM, "", 1))
        for clause in CLAUSE_END.split(kinds)
    )
