"""The rules of an assessment out of its own annex of indicators (评分细则): points, what is given and deducted, grades.

What the words do not say for sure is left at its plain reading and said, with its place in the annex.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Region
from xl_tools.core.text import fold, number_text, shortened
from xl_tools.parse.assessment.entries import Item
from xl_tools.parse.documents.scoring_rules import RuleLine
from xl_tools.scoring.parameters import RULES_KEY, WHOLE_KEY, parameters
from xl_tools.scoring.scheme import Assessment, Kind

ID = "imported"
"""Of the rules that come from a document."""
_NAME = 30
"""Characters of the name of a deduction or a bonus."""
_SECTION = expression(r"^[一二三四五六七八九十]{1,2}、(?P<name>[^(]{2,12})(?:\((?P<points>\d{1,3})分\))?$")
_LIST_NUMBER = expression(r"^(?:\d{1,2}[.、)]|\(\d{1,2}\)|[①-⑨])")
_OFF = expression(r"的?[,，]?(?:予以|相应|每[项次个])?扣[减除]?(?P<points>\d{1,3}(?:\.\d{1,3})?)分")
_OFF_AS_ABOVE = expression(r"(?:按|依)(?P<who>[省市县国][级家]?)[^。;,]{0,6}扣分|被(?P<other>[省市县国][级家]?)扣分")
_GRADE_WORTH = expression(r"(?:评价?为|为)?(?P<grade>[一-鿿]{2,4}?)(?:等次)?的?得(?P<points>\d{1,3}(?:\.\d{1,3})?)分")
_MORE = expression(r"[,，]?可?加(?P<points>\d{1,3}(?:\.\d{1,3})?)分")
_EACH = expression(r"^(?:每|各)(?:一)?[项个次件]?(?:再)?$")
_BORDER = expression(
    r"(?P<points>\d{1,3})分(?:\(含\))?以上(?:的)?[,，]?(?:可)?(?:评定?为|评|为|定为)?(?P<grade>[一-鿿]{2,4}?)(?=[,，。;、]|$|等次)"
)
_BELOW = expression(
    r"(?P<points>\d{1,3})分(?:\(不含\))?以下(?:的)?[,，]?(?:可)?(?:评定?为|评|为|定为)?(?P<grade>[一-鿿]{2,4}?)(?=[,，。;、]|$|等次)"
)
_UP = expression(
    r"达到(?P<source>[一-鿿]{2,4})(?:等级|等次)[^。;]{0,40}?(?:可以?)?晋级为(?P<target>[一-鿿]{2,4})(?=[,，。;]|$)"
)
_YEAR = expression(r"(?:获得?|取得)(?P<what>[一-鿿]{0,4}考优秀|[一-鿿]{2,6}优秀)")
_EXCELLENT = expression(r"(?P<name>[一-鿿]{2,8})的[,，](?:可|可以)(?:适当)?考虑[^。;]{0,20}?(?P<grade>[一-鿿]{2})名额")


@dataclass
class Found:
    """The rules, None where the annex does not give them; and what a person has to look at."""

    rules: Assessment | None = None
    notes: list[str] = field(default_factory=list)


def from_indicators(lines: Sequence[RuleLine], said: str, items: Sequence[Item], *, title: str, area: str) -> Found:
    """``said`` is the explanation under the table of indicators (说明), ``items`` the task book beside it, ``area`` the
    place whose counties give grades. Without a line for the tasks, or without grades, there are no rules."""
    found = Found()
    reader = _Reader(area, title, found.notes)
    for line in lines:
        reader.take(line)
    grades = list(_grades(fold(said)))
    if reader.work is None or not grades:
        missing = "工作任务的分值" if reader.work is None else "等次线"
        found.notes.append(f"评分细则里没有读出{missing}，计分按本工具自带的办法，请用 --rules 指定")
        return found
    document = reader.document() | {"id": ID, "title": title, "source": f"{title}（从原文读出，请核对）"}
    document |= {"grades": grades, "roster": list(_roster(items))}
    document |= dict(_explained(fold(said), [str(grade["name"]) for grade in grades], found.notes))
    try:
        found.rules = Assessment.model_validate(document)
    except ValidationError:
        found.notes.append("评分细则的各项合不成一个办法，计分按本工具自带的办法，请用 --rules 指定")
    return found


def rule_rows(rules: Assessment) -> Iterator[list[str]]:
    """The rows of the sheet 考核办法, as ``score`` reads them: 项目, 数值, 说明, 键."""
    for entry in parameters(rules):
        value = entry.value
        shown = ("是" if value else "否") if isinstance(value, bool) else "" if value is None else number_text(value)
        yield [entry.label, shown, entry.note, entry.key]
    yield ["考核办法编号", rules.id, "", RULES_KEY]
    yield ["办法全文", rules.model_dump_json(exclude_defaults=True), "再次计算时用。请不要改。", WHOLE_KEY]


class _Reader:
    """Takes the indicators one by one."""

    def __init__(self, area: str, title: str, notes: list[str]) -> None:
        self.area, self.title, self.notes = area, title, notes
        self.work: dict[str, Any] | None = None
        self.process: list[dict[str, Any]] = []
        self.evaluation: list[dict[str, Any]] = []
        self.worth: dict[str, Decimal] = {}
        self.bonus: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.points: dict[str, Decimal] = {}
        self.told: dict[str, Decimal] = {}

    def take(self, line: RuleLine) -> None:
        section = _SECTION.match(fold(line.section))
        name = section["name"] if section else line.section
        if section and section["points"]:
            self.told[name] = Decimal(section["points"])
        text, points = fold(line.text), Decimal(line.points)
        if line.name.startswith("附加"):
            self.bonus = {"cap": points, "kinds": list(self._more(line, text))}
            return
        self.points[name] = self.points.get(name, Decimal(0)) + points
        worth = _worth(text)
        if self.work is None and ("任务" in line.name or "目标" in name):
            self.work = {"name": name, "points": points}
        elif worth:
            self.names["evaluation_name"] = name
            self.evaluation.append({"name": line.name, "points": points, "by": self._counties(line, text)})
            if any(self.worth.get(grade, value) != value for grade, value in worth.items()):
                self.notes.append(f"评分细则“{line.name}”一个等次得的分和别的指标不一样，按先写的算，请对照原文")
            self.worth = worth | self.worth
        else:
            self.names["process_name"] = name
            self.process.append({"name": line.name, "points": points} | self._process(line, text))

    def document(self) -> dict[str, Any]:
        for name, told in self.told.items():
            if self.points.get(name, told) != told:
                self.notes.append(f"评分细则“{name}”写的是 {told} 分，各指标合计 {self.points[name]} 分，请对照原文")
        grade_points = [{"name": grade, "points": points} for grade, points in self.worth.items()]
        return {
            "work": self.work,
            "process": self.process,
            "evaluation": self.evaluation,
            "grade_points": grade_points,
            "bonus": self.bonus,
            **self.names,
        }

    def _counties(self, line: RuleLine, text: str) -> list[str]:
        """Who gives grades: the counties of the place, where each of them does."""
        if not text.startswith("各"):
            return []
        place = regions.find(self.area) if self.area else _named_in(self.title)
        names = [child.name for child in regions.children(place)] if place else []
        if place and names:
            self.notes.append(f"评分细则“{line.name}”由各地评价，按{place.name}的{len(names)}个县（市、区），请核对")
        else:
            self.notes.append(f"评分细则“{line.name}”由各地评价，看不出有哪些，按一个等次算，请用 --rules 指定办法")
        return names

    def _process(self, line: RuleLine, text: str) -> dict[str, Any]:
        """Points that are given, or lost for named reasons."""
        if "扣" not in text:
            if "赋分" not in text:
                self.notes.append(f"评分细则“{line.name}”没有写怎样扣分、赋分，按直接赋分，请对照原文")
            return {"mode": "given"}
        reasons: dict[str, Decimal] = {}
        for sentence in _sentences(text):
            off, above = _OFF.search(sentence), _OFF_AS_ABOVE.search(sentence)
            if off:
                reasons[_short(sentence[: off.start()])] = Decimal(off["points"])
            elif above:
                who = (above["who"] or above["other"]).rstrip("级家")
                reasons[f"{who}级扣分（{line.name}）"] = Decimal(1)
            elif "扣" in sentence:
                self.notes.append(f"评分细则“{line.name}”的“{sentence[:40]}”看不出一次扣几分，在“过程”表里直接填扣几分")
                reasons[_short(sentence)] = Decimal(1)
        listed = [{"name": name, "points": points} for name, points in reasons.items() if name]
        return {"mode": "deduct", "deductions": listed}

    def _more(self, line: RuleLine, text: str) -> Iterator[dict[str, Any]]:
        """What earns points: named where the points stand, or in the sentence before ("每项加2分")."""
        before, any_ = "", False
        for sentence in _sentences(text):
            more = _MORE.search(sentence)
            if more:
                own = sentence[: more.start()]
                what = before if _EACH.match(own) else own
                any_ = True
                yield {"name": _short(what) or line.name, "points": Decimal(more["points"])}
            before = sentence
        if not any_:
            self.notes.append(f"评分细则“{line.name}”没有写一项加几分，请在“考核办法”里补上")


def _sentences(text: str) -> Iterator[str]:
    for piece in text.replace("。", "\n").replace(";", "\n").splitlines():
        if sentence := _LIST_NUMBER.sub("", piece.strip()).strip(" ,，:："):
            yield sentence


def _named_in(title: str) -> Region | None:
    """The one city whose name stands in a title, with or without 市; None for none and for several."""
    pieces = {title[at : at + size] for size in (2, 3) for at in range(len(title) - size + 1)}
    found = {place.code: place for piece in pieces if (place := regions.find(f"{piece}市")) and regions.children(place)}
    return next(iter(found.values())) if len(found) == 1 else None


_ASIDE = expression(r"\([^()]{0,200}\)")


def _short(text: str) -> str:
    """A name of a few words, without what stands in brackets."""
    return shortened(_ASIDE.sub("", text).strip(" ,，:：的"), _NAME)


def _worth(text: str) -> dict[str, Decimal]:
    """What a grade counts: 评价为优秀的得4分."""
    return {one["grade"]: Decimal(one["points"]) for one in _GRADE_WORTH.finditer(text)}


def _grades(said: str) -> Iterator[Mapping[str, object]]:
    """The grades from the best on; the last one begins at 0."""
    borders = {one["grade"]: Decimal(one["points"]) for one in _BORDER.finditer(said)}
    last = _BELOW.search(said)
    if not borders or last is None:
        return
    for name, points in sorted(borders.items(), key=lambda one: -one[1]):
        yield {"name": name, "at_least": points}
    yield {"name": last["grade"], "at_least": Decimal(0)}


def _roster(items: Sequence[Item]) -> Iterator[Mapping[str, object]]:
    kinds: dict[str, Kind] = {}
    for item in items:
        kinds.setdefault(item.office, Kind.OTHER if item.kind.startswith(("非", "其他", "一般")) else Kind.KEY)
    for name, kind in kinds.items():
        if name:
            yield {"name": name, "kind": kind}


def _explained(said: str, grades: Sequence[str], notes: list[str]) -> Iterator[tuple[str, object]]:
    """What the explanation says beside the borders: promotion, vetoes, offices that are treated otherwise."""
    up = _UP.search(said)
    if up and {up["source"], up["target"]} <= {*grades}:
        year = _YEAR.search(said)
        yield (
            "promotion",
            {
                "source": up["source"],
                "target": up["target"],
                "all_goals": "工作目标" in said,
                "needs_year": year is not None,
                "year_name": year["what"] if year else "本年条件",
            },
        )
        notes.append("说明里的晋级条件请对照“考核办法”：本年的条件按“否”，年底改成“是”")
    elif "晋级" in said:
        notes.append("说明里的晋级没有读出来，请用 --rules 指定办法")
    if "否优" in said and len(grades) > 1:
        yield "veto", {"name": "否优事项", "denies": grades[0], "becomes": grades[1]}
        notes.append(f"说明里的否优事项按不能评{grades[0]}、改评{grades[1]}，哪些事项算，请对照原文登记")
    if "不定档" in said and "平均分" in said:
        excellent = _EXCELLENT.search(said)
        sure = excellent is not None and excellent["grade"] in grades
        yield (
            "others",
            {
                "treatment": "average",
                "excellent": {"name": excellent["name"], "grade": excellent["grade"]} if sure and excellent else None,
            },
        )
        notes.append("说明没有写不定档的单位加减多少分，按“平均分＋附加分－工作目标失分”")
