"""A paper looks itself through (R01 to R12): its sums, its lists, its blanks, what may not go out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from xl_tools.app.paper_fonts import missing_fonts
from xl_tools.core.dates import cn_date, days_that_are_none
from xl_tools.core.expressions import expression
from xl_tools.core.records import STATUS_LABELS, Finding, Severity
from xl_tools.data import load
from xl_tools.parse.figures.claims import impossible_percentages, read_figures
from xl_tools.parse.private import names_in, numbers_in
from xl_tools.rollup.as_it_stands import AsItStands
from xl_tools.rollup.layout import CLOSED, DUE_DONE, DUE_EARLY, DUE_LATER, DUE_NONE, DUE_NOW, DUE_YEAR
from xl_tools.rollup.paper_numbers import PaperNumbers, Petitions
from xl_tools.rollup.policy import undecided_label
from xl_tools.write.documents.fill import Texts
from xl_tools.write.documents.values import Given, differing_ticks

_BLANK = expression(r"【[^】\n]{1,40}】")
_SHOWN = 5


def checks(
    kind: Mapping[str, Any],
    stands: AsItStands,
    numbers: PaperNumbers,
    texts: Texts,
    petitions: Petitions | None = None,
    given: Given | None = None,
) -> list[Finding]:
    """Everything that is found, by code. ``given`` is what the office gave: its own telephone may be told."""
    found = [*_sums(stands, numbers, petitions), *_blanks(texts), *_strangers(stands, given or {}), *_fonts()]
    if kind.get("table"):
        return sorted(found, key=lambda one: one.code)
    found += [*_claims(texts), *_days(texts)]
    if kind.get("public"):
        found += _not_for_the_public(stands, texts, given or {})
    else:
        found += [*_named(kind, numbers, texts), *_day(stands, texts), *_base(numbers), *_length(kind, texts)]
    return sorted(found, key=lambda one: one.code)


def found_in_paper(code: str, **what: object) -> Finding:
    """A finding of this code, its words filled in."""
    check = load("documents")["checks"][code]
    return Finding(
        code=code,
        severity=Severity(check["severity"]),
        message=str(check["message"]).format(**what),
        advice=str(check["advice"]).format(),
    )


def _sums(stands: AsItStands, numbers: PaperNumbers, petitions: Petitions | None) -> Iterator[Finding]:
    n = numbers.n
    if stands.unreadable:
        yield found_in_paper("R01", what=first_of(stands.unreadable))
    if stands.stale:
        yield found_in_paper("R14", what=first_of(stands.stale))
    if stands.gone:
        yield found_in_paper("R15", what=first_of(stands.gone))
    if not n.adds_up:
        yield found_in_paper("R01", what=f"任务{n.total}项")
    due = numbers.due
    counted = {"合计": n.total, "逾期任务": sum(task.overdue for task in stands.tasks)}
    counted |= {label: sum(task.status is status for task in stands.tasks) for status, label in STATUS_LABELS.items()}
    counted[undecided_label()] = n.undecided
    counted |= {DUE_NOW: due.now.total, DUE_DONE: due.now.done, DUE_YEAR: due.year.total, DUE_LATER: due.later.total}
    counted |= {DUE_NONE: due.none.total, DUE_EARLY: due.early}
    counted |= {CLOSED: numbers.close.closed} if numbers.close and not numbers.close.early else {}
    for word, own in counted.items():
        told = stands.counted.get(word, own)
        if told != own:
            yield found_in_paper("R01", what=f"“汇总统计”的“{word}”是{told}，“任务统计”里数出来是{own}")
    if (told := stands.counted.get(_OWED, numbers.e.total)) != numbers.e.total:
        yield found_in_paper("R01", what=f"“汇总统计”的“{_OWED}”是{told}，“明细”里数出来是{numbers.e.total}")
    ticks = list(differing_ticks(stands))
    if ticks:
        yield found_in_paper("R01", what="；".join(ticks[:_SHOWN]))
    if sum(one.n.total for one in numbers.kinds) != n.total:
        yield found_in_paper("R02", what=f"任务{n.total}项，各类别合计{sum(one.n.total for one in numbers.kinds)}项")
    if petitions is not None and not petitions.adds_up:
        yield found_in_paper("R01", what=_PETITIONS.format(**asdict(petitions)))
    if numbers.close is not None and numbers.close.early:
        yield found_in_paper("R01", what=f"{'、'.join(numbers.close.early)}按台账已销号，按进展表没有完成")


def first_of(cells: Sequence[str]) -> str:
    """The first of what is wrong with a workbook, and how much there is."""
    return "；".join(cells[:_SHOWN]) + (f"；等{len(cells)}处" if len(cells) > _SHOWN else "")


_OWED = "应报条目"
_PETITIONS = "信访件交办{total}件，办结{done}件、阶段性办结{staged}件、未办结{open}件，加起来不是{total}件"


def _claims(texts: Texts) -> Iterator[Finding]:
    """Sums and shares that the text itself states, and rates that cannot be."""
    wrong = [claim.expression for line in texts.running for claim in read_figures(line) if not claim.holds]
    wrong += [rate.raw for line in texts.running for rate in impossible_percentages(line)]
    if wrong:
        yield found_in_paper("R04", what="、".join(wrong[:_SHOWN]))


def _days(texts: Texts) -> Iterator[Finding]:
    wrong = [day for line in texts.running for day in days_that_are_none(line)]
    if wrong:
        yield found_in_paper("R16", what="、".join(dict.fromkeys(wrong)))


def _strangers(stands: AsItStands, given: Given) -> Iterator[Finding]:
    """What the office gave of tasks that there are not."""
    labels = {task.label for task in stands.tasks}
    fields = {str(entry["field"]) for entry in load("documents")["info"]}
    if gone := [word for word in given if word not in labels and word not in fields]:
        yield found_in_paper("R17", what="、".join(gone))


def _named(kind: Mapping[str, Any], numbers: PaperNumbers, texts: Texts) -> Iterator[Finding]:
    """Tasks that a full paper must name one by one; who is not settled must be named in any."""
    whole = texts.whole
    lists = numbers.lists
    if kind.get("names"):
        gone = [task.label for task in (*lists.overdue, *lists.behind, *lists.idle) if task.label not in whole]
        if gone:
            yield found_in_paper("R03", what="、".join(gone))
    open_ = [task.label for task in lists.undecided if task.label not in whole]
    open_ += [f"{task.label}（时限读不出来）" for task in lists.unclear if task.label not in whole]
    # A unit's name alone may stand in a table or in a task: that it did not report must be said of it.
    said = [line for line in whole.splitlines() if "报" in line]
    open_ += [unit for unit in lists.unreported if not any(unit in line for line in said)]
    if open_:
        yield found_in_paper("R05", what="、".join(open_))


def _blanks(texts: Texts) -> Iterator[Finding]:
    blanks = list(dict.fromkeys(_BLANK.findall(texts.whole)))
    if blanks:
        yield found_in_paper("R06", count=len(blanks), what="、".join(blanks))


def _day(stands: AsItStands, texts: Texts) -> Iterator[Finding]:
    if cn_date(stands.as_of) not in texts.whole:
        yield found_in_paper("R07", what=cn_date(stands.as_of))


def _base(numbers: PaperNumbers) -> Iterator[Finding]:
    """Numbers of two periods that are not of the same base."""
    change = numbers.change
    if change is None:
        return
    if change.tasks:
        yield found_in_paper("R08", what=f"任务总数上期{numbers.n.total - change.tasks}项，本期{numbers.n.total}项")
    if change.due is None:
        yield found_in_paper("R08", what="“与上期对比”里的任务和上期的总数对不上，完成率没有和上期相比")


def _not_for_the_public(stands: AsItStands, texts: Texts, given: Given) -> Iterator[Finding]:
    """A list of warnings, no clearance."""
    whole = texts.whole
    lines = [line for name in ("phone", "mail") for line in given.get(name, ())]
    own = {_same(number) for line in lines for _, number in numbers_in(line, _OF_AN_OFFICE)}
    found: dict[str, list[str]] = {}
    for kind, number in dict.fromkeys(numbers_in(whole)):
        if _same(number) not in own:
            found.setdefault(kind, []).append(number)
    for kind, numbers in found.items():
        yield found_in_paper("R10", what=f"有{kind}{'、'.join(numbers[:_SHOWN])}")
    people = {name for row in stands.merged.rows for text in row.extras.values() for name in _people(text)}
    if named := sorted({*names_in(whole), *(name for name in people if name in whole)}):
        yield found_in_paper("R10", what=f"有联系人一类的名字{'、'.join(named[:_SHOWN])}")


_OF_AN_OFFICE = ("电话号码", "电子邮箱")


def _same(number: str) -> str:
    """One spelling of a telephone number or an address."""
    return number if "@" in number else "".join(filter(str.isdecimal, number))


def _people(text: str) -> Iterator[str]:
    """The lines of a cell beside the form that name somebody and no unit."""
    for line in text.splitlines():
        if 1 < len(line.strip()) <= 8 and not line.strip().endswith(("：", ":")):
            yield line.strip()


def _length(kind: Mapping[str, Any], texts: Texts) -> Iterator[Finding]:
    """Lines of a page that a leader reads at a glance, by its characters; a table's rows count as lines."""
    if not kind.get("one_page"):
        return
    lists = load("documents")["lists"]
    count = sum(max(1, math.ceil((len(line) + 2) / lists["page_characters"])) for line in texts.running)
    count += math.ceil(len(texts.in_tables) / 6)
    if count > lists["page_lines"]:
        yield found_in_paper("R11", what=f"约 {count} 行，一页只有 {lists['page_lines']} 行")


_SHEET = expression(rb"/Type\s*/Page\b")


def with_pages(kind: Mapping[str, Any], findings: list[Finding], paper: bytes) -> list[Finding]:
    """The findings, with the pages of what was printed in place of the estimate."""
    if not kind.get("one_page"):
        return findings
    pages = len(_SHEET.findall(paper))
    known = [found for found in findings if found.code != "R11"]
    counted = [found_in_paper("R11", what=f"印出来有 {pages} 页")] if pages > 1 else []
    return sorted([*known, *counted], key=lambda one: one.code)


def _fonts() -> Iterator[Finding]:
    """Where the machine can list its fonts."""
    if gone := missing_fonts():
        yield found_in_paper("R12", what="、".join(gone))
