"""A paper looks itself through (R01 to R12): its sums, its lists, its blanks, what may not go out."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

from xl_tools.core.expressions import expression
from xl_tools.core.records import Finding, Severity
from xl_tools.data import load
from xl_tools.parse.figures.claims import read_figures
from xl_tools.rollup.as_it_stands import AsItStands
from xl_tools.rollup.paper_numbers import PaperNumbers
from xl_tools.write.documents.fill import Texts
from xl_tools.write.documents.values import Given, cn_date, differing_ticks

_BLANK = expression(r"【[^】\n]{1,40}】")
_MOBILE = expression(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CITIZEN = expression(r"(?<!\d)\d{17}[\dXx](?!\d)")
_SHOWN = 5


def checks(
    kind: Mapping[str, Any], stands: AsItStands, numbers: PaperNumbers, given: Given, texts: Texts
) -> list[Finding]:
    """Everything that is found, by code."""
    found = [*_sums(stands, numbers, given), *_blanks(texts), *_fonts()]
    if kind.get("table"):
        return sorted(found, key=lambda one: one.code)
    found += _claims(texts)
    if kind.get("public"):
        found += _not_for_the_public(stands, texts)
    else:
        found += [*_named(kind, numbers, texts), *_day(stands, texts), *_length(kind, texts)]
    return sorted(found, key=lambda one: one.code)


def _found(code: str, **what: object) -> Finding:
    check = load("documents")["checks"][code]
    return Finding(
        code=code,
        severity=Severity(check["severity"]),
        message=str(check["message"]).format(**what),
        advice=str(check["advice"]).format(),
    )


def _sums(stands: AsItStands, numbers: PaperNumbers, given: Given) -> Iterator[Finding]:
    n = numbers.n
    if not n.adds_up:
        yield _found("R01", what=f"任务{n.total}项")
    counted = {"合计": n.total, "已完成": n.done, "未定": n.undecided}
    for word, own in counted.items():
        told = stands.counted.get(word, own)
        if told != own:
            yield _found("R01", what=f"“汇总统计”的“{word}”是{told}，“任务统计”里数出来是{own}")
    ticks = list(differing_ticks(stands))
    if ticks:
        yield _found("R01", what="；".join(ticks[:_SHOWN]))
    if sum(one.n.total for one in numbers.kinds) != n.total:
        yield _found("R02", what=f"任务{n.total}项，各类别合计{sum(one.n.total for one in numbers.kinds)}项")
    if petitions := [int(given.get(f"petitions_{name}", ("0",))[0]) for name in ("total", "done", "staged", "open")]:
        total, *parts = petitions
        if sum(parts) != total:
            yield _found("R01", what=f"信访件交办{total}件，办结、阶段性办结、未办结合计{sum(parts)}件")


def _claims(texts: Texts) -> Iterator[Finding]:
    """Sums and shares that the text itself states."""
    wrong = [claim.expression for line in texts.running for claim in read_figures(line) if not claim.holds]
    if wrong:
        yield _found("R04", what="、".join(wrong[:_SHOWN]))


def _named(kind: Mapping[str, Any], numbers: PaperNumbers, texts: Texts) -> Iterator[Finding]:
    """Tasks that a full paper must name one by one; who is not settled must be named in any."""
    whole = texts.whole
    lists = numbers.lists
    if kind.get("names"):
        gone = [task.label for task in (*lists.overdue, *lists.behind, *lists.idle) if task.label not in whole]
        if gone:
            yield _found("R03", what="、".join(gone))
    open_ = [task.label for task in lists.undecided if task.label not in whole]
    open_ += [unit for unit in lists.unreported if unit not in whole]
    if open_:
        yield _found("R05", what="、".join(open_))


def _blanks(texts: Texts) -> Iterator[Finding]:
    blanks = list(dict.fromkeys(_BLANK.findall(texts.whole)))
    if blanks:
        yield _found("R06", count=len(blanks), what="、".join(blanks))


def _day(stands: AsItStands, texts: Texts) -> Iterator[Finding]:
    if cn_date(stands.as_of) not in texts.whole:
        yield _found("R07", what=cn_date(stands.as_of))


def _not_for_the_public(stands: AsItStands, texts: Texts) -> Iterator[Finding]:
    """A list of warnings, no clearance."""
    whole = texts.whole
    for what, pattern in (("手机号码", _MOBILE), ("身份证号码", _CITIZEN)):
        if numbers := list(dict.fromkeys(pattern.findall(whole))):
            yield _found("R10", what=f"有{what}{'、'.join(numbers[:_SHOWN])}")
    people = {name for row in stands.merged.rows for text in row.extras.values() for name in _people(text)}
    if named := sorted(name for name in people if name in whole):
        yield _found("R10", what=f"有联系人一类的名字{'、'.join(named[:_SHOWN])}")


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
        yield _found("R11", count=count, limit=lists["page_lines"])


def _fonts() -> Iterator[Finding]:
    """Where the machine can list its fonts."""
    lister = shutil.which("fc-list")
    if lister is None:
        return
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False).stdout
    there = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    if gone := [name for name in load("documents")["fonts"].values() if name not in there]:
        yield _found("R12", what="、".join(gone))
