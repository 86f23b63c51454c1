"""What a plan, a report or a list says of itself: its title, the inspection, the place, the day, the counts in it.

Only counts that a text names by their own words are taken ("个性问题整改任务4项", "交办的42件信访件"); a number that
might count something else is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import fold, squeeze
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.figures.claims import read_figures
from xl_tools.parse.table.inspections import inspection_in

RecordKind = Literal["list", "assessment", "plan", "report", "progress"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCount:
    """One count that a document names: ``label`` says of what ("个性", "面上·已完成"), ``text`` where it stands."""

    label: str
    value: int
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentClaim:
    """A relation between numbers that a document states, or that it has to another table; ``text`` is its sentence."""

    kind: Literal["sum", "share", "subset", "restated"]
    holds: bool
    expression: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """What a document says of itself. ``title``, ``inspection`` (an id: central-2) and ``area`` are "" where it says
    nothing, ``as_of`` is None then: the day that the text names, else the day it was published."""

    kind: RecordKind
    title: str
    inspection: str
    area: str
    as_of: date | None
    counts: tuple[DocumentCount, ...] = ()
    claims: tuple[DocumentClaim, ...] = ()


_TITLE = expression(
    r"(?:关于)?[^。；;]{2,60}(?:整改|督察|考核)[^。；;]{0,40}(?:方案|报告|清单|台账|情况表?|通报|通知|计划|任务书|总结)(?:[（(][^（）()]{1,20}[)）])?"
)
_HEAD_LINES = 60
_PLAN, _REPORT = ("方案", "计划"), ("报告", "情况", "通报", "总结")
_AREA = expression(
    r"(?:关于)?(?:印发)?[《<]?(?:20\d\d年度?)?(?P<area>[一-鿿]{1,9}?(?:省|自治区|自治州|州|盟|市|县|区|旗))"
)
_AS_OF = expression(r"截[至止]到?(?P<day>20\d\d年\d{1,2}月(?:\d{1,2}日|底|末)?)")
_PUBLISHED = expression(
    r"(?:日期|时间)[:：]\s*+(?P<year>20\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})"
    r"|^\s*+(?P<y>20\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日\s*+$"
)


def title_in(lines: Sequence[str]) -> str:
    """The document's title: the first of its lines that is one; "" where none is."""
    near = [" ".join(line.split()) for line in lines if line.strip()][:_HEAD_LINES]
    return next((line for line in near if _TITLE.fullmatch(line)), "")


def kind_of(title: str) -> RecordKind | None:
    """Whether a title is one of a plan or of a report; None where it is neither."""
    bare = title.split("（")[0].split("(")[0]
    return "plan" if bare.endswith(_PLAN) else "report" if bare.endswith(_REPORT) else None


def record_of(lines: Sequence[str], kind: RecordKind) -> DocumentRecord:
    """What the lines of a document say of it."""
    title = title_in(lines)
    counts = tuple(_unique(lines))
    claims = list(_claims(lines))
    told = {claim.expression for claim in claims}
    claims += [claim for claim in _added_up(counts, planned=kind != "report") if claim.expression not in told]
    return DocumentRecord(
        kind=kind,
        title=title,
        inspection=inspection_in(title),
        area=_area(title),
        as_of=_as_of(lines),
        counts=counts,
        claims=tuple(claims),
    )


def _area(title: str) -> str:
    match = _AREA.match(squeeze(title))
    place = regions.find(match["area"]) if match else None
    return place.name if place else ""


def _as_of(lines: Sequence[str]) -> date | None:
    for line in lines:
        if match := _AS_OF.search(squeeze(line)):
            return read_deadline(match["day"]).due
    for line in lines:
        if match := _PUBLISHED.search(fold(line)):
            found = match.groupdict()
            try:
                return date(*(int(found[long] or found[long[0]]) for long in ("year", "month", "day")))
            except ValueError:
                continue
    return None


# --- counts ---------------------------------------------------------------------------------------

KINDS = ("个性", "共性", "面上", "具体")
_KINDS = "|".join(KINDS)
_SENTENCE = expression(r"[^。；;！!？?]+")
_COUNTED = expression(
    rf"(?P<n>\d{{1,6}})(?P<unit>[个项件])(?P<kind>{_KINDS})(?:问题|任务|整改任务)"
    rf"|(?P<kind2>{_KINDS})(?:问题)?(?:整改)?(?:任务)?(?:共?涉及)?(?:我[省市县区州])?共?有?(?P<n2>\d{{1,6}})(?P<unit2>[个项件])"
    r"|(?P<n3>\d{1,6})(?P<unit3>件)(?P<kind3>信访|来信来电|举报)"
    r"|(?P<kind4>信访|举报)件?(?:共|有|问题)?(?P<n4>\d{1,6})(?P<unit4>件)"
    r"|(?P<n5>\d{1,4})(?P<unit5>[项个])(?P<kind5>整改任务|反馈问题)"
)
_ALL_DONE = expression(r"(?:均|全部|都|已全部)(?:已)?(?:经)?(?:完成|整改完成|办结|销号)")
_DONE = expression(r"(?:已|其中)?(?:完成整改|整改完成|完成|办结)(?P<n>\d{1,6})(?P<unit>[个项件])")
_ONGOING = expression(r"长期坚持(?:的)?(?:有)?(?P<n>\d{1,6})(?P<unit>[个项件])")
_LABELS = {"来信来电": "信访件", "信访": "信访件", "举报": "信访件", "反馈问题": "整改任务"}


def _unique(lines: Sequence[str]) -> Iterator[DocumentCount]:
    """Each count once: what comes again with the same number says nothing new."""
    seen: set[tuple[str, int]] = set()
    for line in lines:
        for sentence in _SENTENCE.findall(squeeze(line)):
            for count in _counts(sentence):
                if (count.label, count.value) not in seen:
                    seen.add((count.label, count.value))
                    yield count


def _counts(sentence: str) -> Iterator[DocumentCount]:
    found = list(_COUNTED.finditer(sentence))
    for at, match in enumerate(found):
        number, unit, name = (
            next(value for key, value in match.groupdict().items() if value and key.startswith(part))
            for part in ("n", "unit", "kind")
        )
        label = _LABELS.get(name, name)
        yield DocumentCount(label=label, value=int(number), unit=unit, text=sentence)
        rest = sentence[match.end() : found[at + 1].start() if at + 1 < len(found) else len(sentence)]
        done, ongoing = _DONE.search(rest), _ONGOING.search(rest)
        if done or _ALL_DONE.search(rest):
            value = int(done["n"]) if done else int(number)
            yield DocumentCount(label=f"{label}·已完成", value=value, unit=unit, text=sentence)
        if ongoing:
            yield DocumentCount(label=f"{label}·长期坚持", value=int(ongoing["n"]), unit=unit, text=sentence)


def _claims(lines: Sequence[str]) -> Iterator[DocumentClaim]:
    """The claims of the text, each line read as a cell is; the sentence is the piece that holds the numbers."""
    for line in lines:
        for claim in read_figures(line):
            first = min((start for start, _ in claim.spans), default=0)
            yield DocumentClaim(
                kind=claim.kind, holds=claim.holds, expression=claim.expression, text=_sentence_at(line, first)
            )


def _sentence_at(line: str, place: int) -> str:
    return next((match[0].strip() for match in _SENTENCE.finditer(line) if match.end() > place), line.strip())


def _added_up(counts: Sequence[DocumentCount], *, planned: bool) -> Iterator[DocumentClaim]:
    """Kinds make up the tasks, done and ongoing the kind: said only where each is named once. In a report some tasks
    may be of no kind, and of a kind some late or on schedule: there parts are wrong only where they are more."""
    values = {count.label: count for count in counts}
    once = {label for label in values if sum(count.label == label for count in counts) == 1}
    splits = [(kind, [f"{kind}·已完成", f"{kind}·长期坚持"], False) for kind in KINDS]
    for whole, names, exact in [*splits, ("整改任务", [kind for kind in KINDS if kind in once], planned)]:
        parts = [values[name] for name in names if name in once]
        if len(parts) < 2 or len(parts) < len(names) or whole not in once:
            continue
        if exact or sum(part.value for part in parts) >= values[whole].value:
            yield added(parts, values[whole].value)


def added(parts: Sequence[DocumentCount], total: int) -> DocumentClaim:
    """Parts and their total as a claim."""
    holds = sum(part.value for part in parts) == total
    left = "+".join(str(part.value) for part in parts)
    text = "；".join(dict.fromkeys(part.text for part in parts))
    return DocumentClaim(kind="sum", holds=holds, expression=f"{left}{'=' if holds else '≠'}{total}", text=text)
