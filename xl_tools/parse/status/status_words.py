"""What words say about a status: "已整改完成尚未销号" is completed and not closed (domain.md#status).

The text is cut into thoughts (clauses) and each thought into known words and strangers. A word that names
a status counts only when everything that could turn it is understood: a negation, a plan ("力争完成"), a
part ("部分完成"), a stranger beside it ("完成招标"). Whatever is not sure decides nothing. The word lists are
data (``data/ticks.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Stage, Status
from xl_tools.core.text import fold, squeeze
from xl_tools.data import load
from xl_tools.parse.status.clause import read_clause, token_of
from xl_tools.parse.status.clause_facts import ClauseFacts, StatusToken

_COUNTED = "项个件家处座户台辆条口"
_LONGEST = 4000
"""Characters; a longer cell is a report, and its words are looked at in pairs."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a text says in words. ``statuses`` stand in the form's order and are empty where it decides nothing."""

    statuses: tuple[Status, ...] = ()
    stage: Stage | None = None
    ongoing: bool = False
    unfinished: bool = False
    """Whether it says that the task is not completed, which alone is none of the four."""


def read_words(text: str) -> Saying:
    """What a text without tick boxes says. Empty ``statuses`` when it decides nothing, or is too long for a status."""
    if len(text) > _LONGEST:
        return Saying()
    facts = ClauseFacts()
    line = _numbered(_plain(text), facts)
    tokens = list(_tokens(line))
    for clause in _clauses(tokens):
        read_clause(clause[: _absent_from(clause)], facts)
    numbers = [float(token.text.rstrip(_COUNTED)) for token in tokens if "count" in token.kinds]
    return _saying(facts, numbers, alternatives=any("or" in token.kinds for token in tokens))


# --- spelling -----------------------------------------------------------------------------------


@cache
def _spelling() -> tuple[dict[int, int], tuple[tuple[re.Pattern[str], str], ...], re.Pattern[str], re.Pattern[str]]:
    data, words = load("ticks")["spelling"], load("ticks")["words"]
    slips = tuple(
        (expression((f"(?<![{behind}])" if behind else "") + f"{wrong}(?=[{before}])"), str(right))
        for wrong, right, before, behind in data["slips"]
    )
    inline = "|".join(map(re.escape, words["partly"] + words["negation"] + words["not_yet"] + words["past"]))
    heading = "|".join(map(re.escape, sorted(data["headings"], key=len, reverse=True)))
    return (
        str.maketrans(data["traditional"], data["simplified"]),
        slips,
        expression(rf"\(({inline})\)"),
        expression(rf"^(?:{heading}):"),
    )


def simplify(text: str) -> str:
    """Traditional forms and look-alike slips ("己完成", "末启动") as the words they stand for."""
    traditional, slips, _, _ = _spelling()
    text = text.translate(traditional)
    for pattern, right in slips:
        text = pattern.sub(right, text)
    return text


_NUMBERED = expression(
    r"(?:^|(?<=[\n;,。、]))"
    r"(?:\([0-9一二三四五六七八九十]{1,3}\)|[0-9一二三四五六七八九十]{1,2}(?:[.、)](?!\d)|是(?=已|未|尚|正|完)))"
)
_ANSWER = expression(r"(?:是否|完成与否)[^:,。;\n]{0,8}[:?]?\(?(是|否)\)?。?")


def _plain(text: str) -> str:
    """One spelling: no spaces or quotation marks, brackets around a mere adverb opened, no heading in front."""
    _, _, inline, heading = _spelling()
    text = "\n".join("".join(line.split()) for line in fold(text).split("\n"))
    text = simplify(text.replace('"', "").replace("'", "").replace("*", ""))
    answer = _answer(text)
    if answer:
        return "已完成" if answer == "是" else "未完成"
    return heading.sub("", inline.sub(r"\1", text)).strip()


def _answer(text: str) -> str | None:
    """The 是 or 否 behind a question that stands in the cell itself ("是否完成：是")."""
    answer = _ANSWER.fullmatch(text)
    asked = answer and any(text.startswith(question) for question in load("ticks")["spelling"]["questions"])
    return answer[1] if answer and asked else None


def answers_a_question(text: str) -> bool:
    """Whether a cell holds a question with its answer, which is then no box beside an option."""
    return "否" in text and _answer(squeeze(text)) is not None


def _numbered(text: str, facts: ClauseFacts) -> str:
    """Without the numbers of a list ("1.已完成 2.…"), which are counted: each item then speaks for itself."""
    text, count = _NUMBERED.subn("\n", text)
    facts.speakers += count
    return text


# --- words --------------------------------------------------------------------------------------


@cache
def _lexicon() -> tuple[dict[str, StatusToken], re.Pattern[str]]:
    kinds: dict[str, set[str]] = {}
    steps = {stage.value for stage in Stage}
    for kind, words in [*load("ticks")["words"].items(), *load("ticks")["stages"].items()]:
        for word in words:
            kinds.setdefault(word, set()).update(("stage", kind) if kind in steps else (kind,))
    words = "|".join(re.escape(word) for word in sorted(kinds, key=len, reverse=True))
    date = (
        r"(?:(?:20)?\d\d年度?|[今去前]年|上个?月|本月)?(?:\d{1,2}月份?)?(?:\d{1,2}[日号])?(?:年?底|初|末|上旬|中旬|下旬|上半年|第?[一二三四]季度)?(?:之?前)?"
        r"|20\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:日?前)?"
    )
    pattern = expression(
        rf"(?P<span>(?:\d+|[一二两三四五六七八九十半]{{1,9}})(?:个半?多?月|天|周|个工作日))|(?P<points>\d+(?:\.\d+)?个?百分点)|(?P<percent>\d+(?:\.\d+)?%|百分之百|百分百)|(?P<date>(?=[0-9今去前上本]){_nonempty(date)})"
        rf"|(?P<word>{words})|(?P<place>[一-鿿]{{2,3}}?(?:县|市|州|(?<![园库景矿片城小社灌厂山河护发新湖海湿地])区))"
        rf"|(?P<count>\d+(?:\.\d+)?[{_COUNTED}]?)|(?P<other>.)",
        re.DOTALL,
    )
    return {word: token_of(word, frozenset(found)) for word, found in kinds.items()}, pattern


def _nonempty(pattern: str) -> str:
    """A date of optional parts must have one that is a date: a year, a month, a day or its season."""
    return rf"(?=(?:20)?\d\d年|\d{{1,2}}月|\d{{1,2}}[日号]|20\d\d[-/.]\d|[今去前]年|上个?月|本月)(?:{pattern})"


_NOT_WORDS = ("points", "percent", "date", "place", "count", "span", "other")
_BARE = {kind: token_of("", frozenset((kind,))) for kind in _NOT_WORDS}


def _tokens(text: str) -> Iterator[StatusToken]:
    lexicon, pattern = _lexicon()
    for match in pattern.finditer(text):
        kind = match.lastgroup or "other"
        yield lexicon[match[0]] if kind == "word" else replace(_BARE[kind], text=match[0])


def _clauses(tokens: Iterable[StatusToken]) -> Iterator[list[StatusToken]]:
    """The thoughts of a text. A "但" stays at the head of its own."""
    clause: list[StatusToken] = []
    for token in tokens:
        if "break" in token.kinds:
            if clause:
                yield clause
            clause = [token] if "but" in token.kinds else []
        else:
            clause.append(token)
    if clause:
        yield clause


def _absent_from(tokens: Sequence[StatusToken]) -> int | None:
    """Where a thought begins to name what there is not ("不存在推进缓慢问题", "没有逾期未完成的情况")."""
    named = bool(tokens) and tokens[-1].text in _SORTS
    for index, token in enumerate(tokens):
        late = any(other.kinds & _LATE for other in tokens[index + 1 :])
        if "absent" in token.kinds or (named and late and "none" in token.kinds):
            return index
    return None


_SORTS = ("情况", "问题", "现象", "事项", "任务")
_LATE = frozenset(("negation", "not_yet", "behind", "overdue"))


# --- the whole text -----------------------------------------------------------------------------


def _implied(facts: ClauseFacts, numbers: Sequence[float]) -> set[Status]:
    """What the thoughts say only together."""
    if facts.overdue and facts.unfinished:  # "已过完成时限，仍未完成"
        return {Status.BEHIND}
    if facts.not_due and (facts.unfinished or facts.running):  # "时限未到，正常推进"
        return {Status.ON_SCHEDULE}
    if facts.reported and facts.not_in_place:  # "虽上报完成，实际未到位"
        return {Status.BEHIND}
    if facts.untouched and not (facts.running or facts.busy or facts.not_due):
        return {Status.BEHIND}
    if len(facts.put_right) == 1 and not (facts.not_done or facts.matters_counted or facts.speakers or facts.part_told):
        others = list(numbers)
        others.remove(facts.put_right[0])
        if not others or max(others) == facts.put_right[0]:
            return {Status.COMPLETED}  # "共排查83个，已完成整改83个"; with another total, or a rest, nothing is sure
    return set()


def _saying(facts: ClauseFacts, numbers: Sequence[float], *, alternatives: bool) -> Saying:
    """What the thoughts of a text say together; no status where one takes back what another says."""
    found = facts.statuses
    if not found:
        found = _implied(facts, numbers)
    sure = not (
        facts.doubt
        or (Status.COMPLETED in found and (facts.not_done or facts.running or facts.busy))
        or (Status.NOT_STARTED in found and facts.running)
        or (facts.partly_behind and not found.isdisjoint((Status.COMPLETED, Status.ON_SCHEDULE)))
        or (len(found) > 1 and (alternatives or facts.speakers > 1))
        or len(found) > 2  # all the options in words and no box among them: an empty form that lost its boxes
    )
    statuses = tuple(status for status in Status if status in found) if sure else ()
    stage = None if facts.doubt else max(facts.stages, key=list(Stage).index, default=None)
    return Saying(statuses, stage, facts.ongoing, facts.unfinished)
