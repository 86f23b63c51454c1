"""Responsible units: "县发改局（牵头）、县科经局，各镇（场）党委政府" to names with roles.

Brackets that belong to a name ("各镇（场）党委政府", "各县（市、区）人民政府") do not split it, nor does 和 in one
("县自然资源和规划局", "党工委和管委会"). Source: the task list of document 002, the plans of 001 and 004.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import fold

Role = Literal["lead", "cooperating", "collective"]


@dataclass(frozen=True, slots=True)
class UnitName:
    """One unit of a list.

    ``name`` has full-width brackets and no spaces. ``role``: ``lead`` is named as such (牵头, 主办, or 责任单位 where
    the others only cooperate), or stands alone; ``collective`` names no unit but a group ("各乡镇", "有关部门");
    everyone else is ``cooperating``. ``raw`` is the piece of text it comes from, folded, with its mark.
    """

    name: str
    role: Role
    raw: str


@lru_cache(maxsize=4096)
def read_units(text: str) -> tuple[UnitName, ...]:
    """The units of a cell in order, each once; () where it names none. Never raises."""
    folded = fold(text)
    first_leads = _FIRST_LEADS.search(folded) is not None
    reader = _Reader()
    said = _FIRST_LEADS.sub("", folded)
    for piece, separator in _pieces(_LIST_NUMBER.sub(r"\1", _NUMBER_BETWEEN.sub("\n", said))):
        *before, last = _behind_marks(piece)
        for part in before:
            reader.take(part, "、")
        reader.take(last, separator)
    units = _with_shared_ending(reader.units())
    if first_leads and units:
        units[0] = replace(units[0], role="lead")
    if len(units) == 1 and units[0].role == "cooperating" and not reader.helps(0):
        units = [replace(units[0], role="lead")]
    leads = {unit.name for unit in units if unit.role == "lead"}
    once: dict[str, UnitName] = {}
    for unit in units:
        once.setdefault(unit.name, replace(unit, role="lead") if unit.name in leads else unit)
    return tuple(once.values())


# "（第一个为牵头单位，下同）"
_FIRST_LEADS = expression(
    r"[(,。;]?(?:注:)?(?:排名|排|列)?在?(?:第一|首)[个位名家]?(?:单位)?的?[为是]牵头(?:单位|部门)?[^()]*\)?"
)
_LIST_NUMBER = expression(
    r"(^|[\n;,、。 ])\s{0,50}+(?:\d{1,2}[.、)]|\(\d{1,2}\)|[一二三四五六七八九十]{1,2} ?[、.])\s*(?!\d)"
)
_NUMBER_BETWEEN = expression(r"(?<=[一-鿿])\(\d{1,2}\)(?=[一-鿿]{2})")
_SEPARATORS = "、,;/|\n。"
_ENDS = (
    *"局委办厅部处科室院队站社会所厂联",
    *(
        "中心",
        "公司",
        "政府",
        "银行",
        "集团",
        "学校",
        "医院",
        "街道",
        "专班",
        "基地",
        "电视台",
        "风景区",
        "开发区",
        "园区",
        "新区",
    ),
)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text between separators outside brackets, each with the separator that follows it."""
    depth, start = 0, 0
    balanced = text.count("(") == text.count(")")
    for index, char in enumerate(text):
        if char in "()" and balanced:
            depth = max(0, depth + (1 if char == "(" else -1))
        elif char in _SEPARATORS and not depth:
            yield from _spaced(text[start:index], char)
            start = index + 1
    yield from _spaced(text[start:], "\n")


def _spaced(text: str, separator: str) -> Iterator[tuple[str, str]]:
    """Spaces part units only behind what can end a name: "县发改局 县科经局", "缙云县 遂昌县", not "县 发改局"."""
    held = ""
    for part in text.split():
        ends = held and (_ends_a_name(held) or _MARK.search(held) or (_is_region(held) and _begins_a_region(part)))
        if len(part) > 1 and ends and not part.startswith("("):
            yield held, " "
            held = ""
        held += part
    if held:
        yield held, separator


def _is_region(name: str) -> bool:
    return len(name) > 2 and any(region.name == name for region in regions.candidates(name))


def _begins_a_region(text: str) -> bool:
    return any(_is_region(text[: end.end()]) for end in _REGION_END.finditer(text[:_LONGEST_REGION]))


_REGION_END = expression("[县市区旗]")
_LONGEST_REGION = 12


def _behind_marks(piece: str) -> list[str]:
    """ "市发改委（主）市财政局（配合）": with no more than a mark between them they are two."""
    for mark in _MARK.finditer(piece):
        rest = piece[mark.end() :]
        if rest and may_be_office(piece[: mark.start()]) and may_be_office(_MARK.sub("", rest)):
            return [piece[: mark.end()], *_behind_marks(rest)]
    return [piece]


def may_be_office(name: str) -> bool:
    """Whether a name may be that of an office, or of a group of them: 市生态环境局, 各有关部门."""
    return (
        _ends_a_name(name) or _is_collective(name) or name in _BARE or name.endswith(("党委", "分局", "支队", "党工委"))
    )


def _ends_a_name(text: str) -> bool:
    return text.endswith(_ENDS)


# --- roles --------------------------------------------------------------------------------------

_LABEL = expression(
    r"^(?:[省市县区乡镇][级直])?(?:(?P<lead>(?:总?牵头|主办|主责|主要责任|第一责任)(?:责任)?(?:单位|部门)?)"
    r"|(?P<cooperating>(?:配合|协办|参与|协助|协同|参加|会办|第[二三]责任)(?:责任)?(?:单位|部门)?)"
    r"|(?P<other>(?:督导|督办|监督|指导|验收|包保|属地|行业|行业主管|行业监管|监管)(?:责任|管理)?(?:单位|部门)?)(?=:)"
    r"|(?P<person>(?:责任|分管|包保|挂钩|牵头|主管|联系|督办|督导|包案|包抓|主要)(?:人|领导)|联络员)(?=:)"
    r"|(?P<level>[省市县区乡镇][级直])(?=:)"
    r"|(?P<responsible>(?:整改|落实|实施|具体|直接|主体|共同|属地)?(?:责任|承办|实施|整改|落实)(?:单位|部门|主体)))"
    r"(?:[:为是]|(?<=单位)|(?<=部门)|(?<=主体)|(?=\())"
)
_MARK = expression(
    r"\((?:(?P<all>(?:双|共同|联合|分别|并列|均)(?:为)?牵头(?:单位|部门)?)"
    r"|(?P<lead>主|(?:总|主要)?(?:牵头|主办|主责|负总责|牵头负责|牵头抓总)(?:责任)?(?:单位|部门)?)"
    r"|(?P<cooperating>[协配]|(?:配合|协办|协助|参与)(?:单位|部门)?)"
    r"|(?P<note>(?:督导|督办|监督|监管|指导|验收|属地|行业|行业主管|第[一二三]责任)(?:责任)?(?:单位|部门)?|责任(?:单位|部门|主体)|排名不分先后|按职责分工(?:负责)?|下同|[^()]*负责[^()]*))\)"
)
_CLOSING = expression(
    r"(?:(?P<lead>(?:共同|联合|分别|总|双)?(?:牵头)(?:负责|落实|组织|实施|抓总|整改|推进|办理)?(?:落实)?|主办|负总责)"
    r"|(?P<cooperating>(?:积极|协同|协助|共同|予以|做好)?(?:配合|协助|参与|协办|协同)(?:落实|实施|推进|工作|整改)?)"
    r"|(?P<responsible>(?:具体|共同|分别|分头|分工|抓好|各自)?(?:负责|落实|实施|承办|督导|督办|督促|指导|监督|组织)(?:落实|实施|整改|推进|落实整改|指导)?))$"
)
_BY_DUTY = expression(r"(?:按照?|依据|根据)(?:各自)?(?:工作)?职[责能](?:分工)?")
_AND_OTHERS = expression(
    r"等(?:\d+个|各|有关|相关|市直|县直|市级|县级|责任)*(?:部门|单位|部门和单位|部门单位|乡镇|镇街|乡镇街道|街道)?$"
)
_NOBODY = expression(r"[-/\\~.…·]*|无|暂无|同上|略|空|(?:见|详见)附件.*|.*(?:负责同志|负责人|主要领导|分管领导|责任人)")


class _Reader:
    """Takes the pieces one by one. Words behind a run of units ("甲、乙牵头") colour the run."""

    def __init__(self) -> None:
        self.found: list[tuple[UnitName, str]] = []
        """Units so far, each with the label that it stands under."""
        self.label = ""
        self.run = 0
        """Where the run of units begins that a word behind it would colour."""

    def take(self, piece: str, separator: str) -> None:
        match = _LABEL.match(piece)
        if match:
            self.label, self.run = match.lastgroup or "", len(self.found)
            piece = piece[match.end() :]
        if self.label == "person":  # 责任人：张某、李某；
            self.label = "" if separator in ";\n。" else self.label
            return
        marks = {kind for mark in _MARK.finditer(piece) if (kind := mark.lastgroup)}
        body = _MARK.sub("", piece).removeprefix("由")
        body, closing = _without_closing(body)
        before, _, after = body.partition("会同")
        for index, part in enumerate((before, after)):
            for name in _split_and(_AND_OTHERS.sub("", part)):
                self._add(_office_of_a_person(name), piece)
            if index == 0 and after:
                self._lead(self.run)
                self.label, self.run = "cooperating", len(self.found)
        if "lead" in marks and self.found:
            self._lead(len(self.found) - 1)
        if "all" in marks or closing == "lead":
            self._lead(self.run)
        if closing:
            self.label = ""
            for place in range(self.run, len(self.found)):  # "甲、乙负责，丙配合"
                self.found[place] = (self.found[place][0], closing)
        if closing or separator in ",;\n。":
            self.run = len(self.found)
        if separator in ";\n。" and self.label == "lead":
            self.label = ""

    def _add(self, name: str, raw: str) -> None:
        previous = self.found[-1][0] if self.found else None
        if previous and _belongs(name, previous.name):
            joined = replace(previous, name=f"{previous.name}、{name}", raw=f"{previous.raw}、{raw}")
            self.found[-1] = (joined, self.found[-1][1])
        elif not _NOBODY.fullmatch(name):
            role: Role = "lead" if self.label == "lead" else "collective" if _is_collective(name) else "cooperating"
            self.found.append((UnitName(name.replace("(", "（").replace(")", "）"), role, raw), self.label))

    def _lead(self, start: int) -> None:
        for index in range(start, len(self.found)):
            unit, label = self.found[index]
            self.found[index] = (replace(unit, role="lead"), label)

    def helps(self, index: int) -> bool:
        """Whether a unit is said to cooperate or supervise: then it does not lead, even alone."""
        return self.found[index][1] in ("cooperating", "other")

    def units(self) -> list[UnitName]:
        """The units; who is "responsible" leads where others cooperate or supervise and nobody is named lead."""
        labels = {label for _, label in self.found}
        beside = "responsible" in labels and not labels.isdisjoint(("cooperating", "other"))
        promoted = beside and all(unit.role != "lead" for unit, _ in self.found)
        return [
            replace(unit, role="lead") if promoted and label == "responsible" and unit.role != "collective" else unit
            for unit, label in self.found
        ]


def _without_closing(text: str) -> tuple[str, str]:
    """A piece without the words that say what its units do, and their role."""
    text = _trimmed(text)
    match = _CLOSING.search(text)
    if match is None:
        return text, ""
    body = _trimmed(text[: match.start()])
    if match.lastgroup == "responsible" and not _ends_a_name(_AND_OTHERS.sub("", body)) and not _is_collective(body):
        return text, ""
    return body, match.lastgroup or ""


def _trimmed(text: str) -> str:
    return _BY_DUTY.sub("", text).strip("-:.· \"'")


# --- names that something else stands in ---------------------------------------------------------

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温"
)
_PERSON = expression(rf"[{SURNAMES}][一-鿿]{{1,2}}\((?P<office>[一-鿿]{{3,20}})\)")
_TITLE = expression(
    r"(?:党组|党委)?(?:分管|常务)?副?(?:书记|局长|主任|[县市区镇乡厅部处科院队站所组]长|主席|总?经理|董事长|调研员|(?:主要)?负责人)$"
)
_NAMED_BEHIND = expression(
    rf"(?P<office>[一-鿿]{{2,20}}?[局委办厅部院会府])(?:党组|党委|分管|常务|副){{0,2}}(?:局长|主任|书记|厅长|部长|院长|[县市区镇乡]长)[{SURNAMES}][一-鿿]{{1,2}}"
)
"""An official named behind the office: 县水利局局长王某."""
_PLACE = expression(r"[一-鿿]{1,5}[县市区旗]")
_PLACE_RULED = expression(r"[一-鿿]{1,5}?[县市区旗](?P<ending>(?:党委|党工委|人民政府|政府|委、|管委会).*)")


def _office_of_a_person(name: str) -> str:
    """The office of "王某（市水利局局长）" and "市水利局局长王某"; anything else as it is."""
    if named := _NAMED_BEHIND.fullmatch(name):
        return named["office"]
    match = _PERSON.fullmatch(name)
    office = _TITLE.sub("", match["office"]) if match else ""
    return office if len(office) > 1 and _ends_a_name(office) else name


def _with_shared_ending(units: list[UnitName]) -> list[UnitName]:
    """ "甲县、乙县党委、人民政府": what stands behind the last place holds for those before it."""
    ending = ""
    for index in range(len(units) - 1, -1, -1):
        name = units[index].name
        if ending and _PLACE.fullmatch(name):
            units[index] = replace(units[index], name=name + ending)
        else:
            ruled = _PLACE_RULED.fullmatch(name)
            ending = ruled["ending"] if ruled else ""
    return units


# --- names --------------------------------------------------------------------------------------

_COLLECTIVE = expression(
    r"^(?:各|有关|相关|其他|其它|所有|全[省市县区]各|[省市县区](?:直|级)(?:各|有关|相关)|市县|省市县|沿线|涉及)"
    r"|(?:各有关|有关|相关|各责任|各成员|成员|各级)(?:部门|单位)|(?:部门|各单位|各乡镇|各镇|各街道|责任单位|成员单位|部门单位|乡镇街道)$|各(?:县|市|区|乡|镇|街道|园区)"
)
_BARE = frozenset(("政府", "人民政府", "管委会", "党委", "办事处", "党工委", "管理委员会", "街道办事处"))
_OWN_PREFIX = expression(
    r"(?:各|市|县|区|省|州|国网|中国|有关|相关|其他|全|[一-鿿]{2,4}?(?:县|市|区|镇|乡|街道|集团|公司|开发区|高新区))"
)
_AND = expression(r"以及|及其|和|与|及")


def _is_collective(name: str) -> bool:
    return _COLLECTIVE.search(name) is not None


def _belongs(name: str, previous: str) -> bool:
    """ "各县（市、区）党委、政府" and "莲都区委、区政府" are one; "县委、县政府" are two."""
    if name in _BARE:
        return previous.endswith(("党委", "党工委", "委", "政府", "党委会"))
    return len(previous) > 2 and name[1:] in ("政府", "人民政府") and previous.endswith(f"{name[:1]}委")


def _split_and(text: str) -> Iterator[str]:
    """Parts at 和, 与, 及 where both sides are surely units of their own."""
    start = 0
    for match in _AND.finditer(text):
        left, right = text[start : match.start()], text[match.end() :]
        if match[0] == "及其" or text[: match.start()].count("(") != text[: match.start()].count(")"):
            continue
        if (_ends_a_name(left) or _is_collective(left)) and _OWN_PREFIX.match(right) and right not in _BARE:
            yield left
            start = match.end()
    if text[start:]:
        yield text[start:]
