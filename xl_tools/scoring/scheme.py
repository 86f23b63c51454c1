"""The rules of an assessment as data: points, directions, caps, floors, deductions, grades, promotion, veto.

An instance is a TOML file (``data/assessments/*.toml``); nothing of any year stands in code. ``docs/scoring.md`` says
which sentence of the source each default reads.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError, WithJsonSchema, model_validator

from xl_tools.books.file.text_file import read_text
from xl_tools.core import regions
from xl_tools.core.errors import UserError, toml_reason
from xl_tools.core.text import squeeze

Points = Annotated[Decimal, PlainSerializer(float, when_used="json"), WithJsonSchema({"type": "number"})]
"""A number of points: exact in Python, a plain number in JSON."""


class Section(BaseModel):
    """A section of the file: frozen, and a misspelt key is an error, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Kind(StrEnum):
    """Key offices are graded; the others may be treated otherwise."""

    KEY = "key"
    OTHER = "other"


Positive = Annotated[Points, Field(ge=0)]


class Work(Section):
    """The goals of the year: items whose weights add up to ``points``.

    ``at_most`` says what passing a limit costs: ``overshoot`` the share by which it is passed (limit 10, actual 12:
    20 % lost), ``ratio`` limit ÷ actual, ``all`` everything. ``rest`` says what becomes of sentences without a number
    beside sentences with one: ``ignore`` or a target of their own ``by_hand``. ``months`` < 12 with ``partial =
    "pro_rata"`` lowers quantities that grow over the year (not shares) to months ÷ 12. ``task_scores`` are words that
    all stand in tasks whose completion is told by the office's task score of the roll-up, where it has one; () for no
    task.
    """

    name: str = "工作目标"
    points: Positive
    at_most: Literal["overshoot", "ratio", "all"] = "overshoot"
    rest: Literal["ignore", "by_hand"] = "ignore"
    months: Annotated[int, Field(ge=1, le=12)] = 12
    partial: Literal["full", "pro_rata"] = "full"
    task_scores: tuple[str, ...] = ()

    @property
    def factor(self) -> Decimal:
        """What a quantity is multiplied by."""
        return Decimal(self.months) / 12 if self.partial == "pro_rata" else Decimal(1)


class Deduction(Section):
    """A reason for losing points. ``points`` for each time; 1 where the points themselves are entered."""

    name: str
    points: Positive = Decimal(1)


class Indicator(Section):
    """Part of the process score. ``given``: points are awarded; ``deduct``: full, less deductions, never below
    ``floor``."""

    name: str
    points: Positive
    mode: Literal["given", "deduct"]
    floor: Positive = Decimal(0)
    deductions: tuple[Deduction, ...] = ()


class Evaluation(Section):
    """Part of the evaluation score, up to ``points``: the mean of the grades that several units give, or one grade.

    ``by`` lists the units (one column each); empty means that one office gives the grade.
    """

    name: str
    points: Positive
    by: tuple[str, ...] = ()

    def unit_named(self, heading: str) -> str | None:
        """Which of its units a heading or a title names; None for none."""
        if unit := next((unit for unit in self.by if squeeze(unit) == squeeze(heading)), None):
            return unit
        region = regions.find(heading)
        return region.name if region and region.name in self.by else None


class GradePoints(Section):
    """What a grade word counts in an evaluation."""

    name: str
    points: Positive


class Grade(Section):
    """A grade of the total: from ``at_least`` on, the border included."""

    name: str
    at_least: Points


class BonusKind(Section):
    """Something that earns ``points`` each time."""

    name: str
    points: Positive


class Bonus(Section):
    cap: Positive = Decimal(0)
    kinds: tuple[BonusKind, ...] = ()


class Promotion(Section):
    """A key office of grade ``source`` goes up to ``target`` when all goals are met (``all_goals``), nothing vetoes it
    and, where ``needs_year``, the year's condition holds. ``year_holds`` is that condition, filled in each year."""

    source: str
    target: str
    all_goals: bool = True
    needs_year: bool = True
    year_name: str = "全市省考优秀"
    year_holds: bool = False


class Veto(Section):
    """A matter, registered with the bonus, that denies a grade and all better ones: ``denies`` becomes ``becomes``, by
    score or by promotion."""

    name: str
    denies: str
    becomes: str


class Excellent(Section):
    """A non-key office may be given ``grade`` when ``name`` is registered for it; ``quota`` limits how many, None
    where the source names no number."""

    name: str
    grade: str
    quota: Annotated[int, Field(ge=0)] | None = None


class Others(Section):
    """Non-key offices. ``graded``: like key ones. ``average``: the mean of the key offices' totals, plus the bonus
    (``plus_bonus``), minus lost work points (``minus_work``), without a grade."""

    treatment: Literal["graded", "average"] = "graded"
    plus_bonus: bool = True
    minus_work: bool = True
    no_grade: str = "不定档"
    excellent: Excellent | None = None


class Progress(Section):
    """Tasks of a roll-up that cost an office points. Without this section nothing of it counts.

    ``indicator`` is the process indicator that loses them. ``overdue`` and ``behind`` are points for a task; the first
    ``free`` tasks of an office cost nothing; together at most ``at_most``. ``offices`` lists the province serials of
    the tasks each office answers for; an office that is a unit of the roll-up answers for its own column.
    """

    indicator: str
    overdue: Positive
    behind: Positive
    free: Annotated[int, Field(ge=0)] = 0
    at_most: Positive | None = None
    offices: dict[str, tuple[int, ...]] = Field(default_factory=dict)


class Office(Section):
    name: str
    kind: Kind = Kind.KEY


class Assessment(Section):
    """One year's rules. ``match`` are words that must all stand over the table (or in the file's name) for it to fall
    under these rules. ``roster`` empty means: whoever stands in the table. ``decimals`` are kept in totals; grades are
    told by them, so 89.995 stays below 90."""

    id: str
    title: str
    source: str = ""
    match: tuple[str, ...] = ()
    kind_words: dict[Kind, str] = Field(default_factory=lambda: {Kind.KEY: "重点单位", Kind.OTHER: "非重点单位"})
    work: Work
    process_name: str = "工作推进"
    process: tuple[Indicator, ...] = ()
    evaluation_name: str = "工作评价"
    evaluation: tuple[Evaluation, ...] = ()
    grade_points: tuple[GradePoints, ...] = ()
    bonus: Bonus = Bonus()
    grades: Annotated[tuple[Grade, ...], Field(min_length=1)]
    promotion: Promotion | None = None
    veto: Veto | tuple[Veto, ...] | None = None
    others: Others = Others()
    progress: Progress | None = None
    roster: tuple[Office, ...] = ()
    decimals: Annotated[int, Field(ge=2, le=6)] = 4

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        borders = [grade.at_least for grade in self.grades]
        if borders != sorted(borders, reverse=True) or len(set(borders)) < len(borders):
            raise ValueError("等次要从高到低排列，分数线不能相同")
        names = {grade.name for grade in self.grades}
        named = [*self._named_grades()]
        if unknown := [name for name in named if name not in names]:
            raise ValueError(f"没有这些等次：{'、'.join(unknown)}")
        order = [grade.name for grade in self.grades]
        if wrong := [one.name for one in self.vetoes if order.index(one.becomes) <= order.index(one.denies)]:
            raise ValueError(f"否决以后的等次（becomes）要比被否的（denies）低：{'、'.join(wrong)}")
        if self.progress and self.progress.indicator not in {part.name for part in self.process}:
            raise ValueError(f"没有“{self.progress.indicator}”这项考核指标")
        offices = [squeeze(office.name) for office in self.roster]
        if len(set(offices)) < len(offices):
            raise ValueError("单位名单里有重复的单位")
        return self

    def _named_grades(self) -> Iterator[str]:
        if self.promotion:
            yield from (self.promotion.source, self.promotion.target)
        for veto in self.vetoes:
            yield from (veto.denies, veto.becomes)
        if self.others.excellent:
            yield self.others.excellent.grade

    @property
    def process_points(self) -> Decimal:
        return sum((part.points for part in self.process), Decimal(0))

    @property
    def evaluation_points(self) -> Decimal:
        return sum((part.points for part in self.evaluation), Decimal(0))

    def kind_of(self, word: str) -> Kind | None:
        """The kind that the column 类别 names; None for another word."""
        return next((kind for kind, text in self.kind_words.items() if squeeze(text) == squeeze(word)), None)

    def kind_word(self, kind: Kind | None) -> str:
        """A kind in words; that of key offices where none is known."""
        return self.kind_words[kind or Kind.KEY]

    @property
    def registered(self) -> set[str]:
        """What is registered in 附加分 without earning points."""
        return {part.name for part in (*self.vetoes, self.others.excellent) if part}

    @property
    def vetoes(self) -> tuple[Veto, ...]:
        """Every veto: a section, or several."""
        return self.veto if isinstance(self.veto, tuple) else (self.veto,) if self.veto else ()

    def denied(self, grade: str, matters: Container[str]) -> str:
        """The grade that is left where these matters are registered: the lowest that any of them leaves."""
        names = [one.name for one in self.grades]
        at = names.index(grade)
        left = (
            names.index(veto.becomes) for veto in self.vetoes if veto.name in matters and at <= names.index(veto.denies)
        )
        return names[max([at, *left])]

    def grade(self, total: Decimal) -> str:
        """The grade of a total; the lowest below all borders."""
        return next((grade.name for grade in self.grades if total >= grade.at_least), self.grades[-1].name)


def parse(text: str, name: str) -> Assessment:
    """An assessment from TOML. Raises UserError that names ``name`` and what is wrong."""
    try:
        return Assessment.model_validate(tomllib.loads(text, parse_float=Decimal))
    except ValidationError as error:
        said = "；".join(
            f"{_place(fault['loc']) or '全文'}：{_reason(fault['type'], fault.get('ctx', {}))}"
            for fault in error.errors()[:3]
        )
        raise UserError(f"考核办法“{name}”有不对的地方（{said}），请改正后再试。") from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists in lists without end
        raise UserError(f"考核办法“{name}”不是正确的 TOML 文件（{toml_reason(error)}），请检查。") from None


_REASONS = (
    ("missing", "缺这一项"),
    ("extra_forbidden", "不认识这一项"),
    ("greater_than_equal", "不能小于 {ge}"),
    ("less_than_equal", "不能大于 {le}"),
    ("too_short", "至少要有 {min_length} 条"),
    ("int_from_float", "要写整数"),
    ("int", "要写整数"),
    ("decimal", "要写数字"),
    ("finite_number", "要写数字"),
    ("bool", "只能写 true 或 false"),
    ("string", "要写文字，两头加引号"),
    ("enum", "只能写 {expected}"),
    ("literal", "只能写 {expected}"),
    ("tuple", "要写成列表，如 [ … ]"),
    ("list", "要写成列表，如 [ … ]"),
    ("value_error", "{error}"),
    ("model", "要写成一节，如 [名称]"),
    ("dict", "要写成一节，如 [名称]"),
)
"""What Pydantic calls a fault begins with one of these; what it says of it is English."""


def _place(names: Sequence[str | int]) -> str:
    """Where in the file, as it is written there; of a list, which of its entries."""
    return ".".join(name if isinstance(name, str) else f"第 {name + 1} 条" for name in names)


def _reason(kind: str, facts: Mapping[str, object]) -> str:
    words = next((words for start, words in _REASONS if kind.startswith(start)), "写得不对")
    said = {name: str(fact).replace(" or ", " 或 ") for name, fact in facts.items()}
    return words.format_map(said)


def read(path: Path) -> Assessment:
    """An assessment from a TOML file. Raises UserError."""
    return parse(read_text(path, "考核办法"), path.name)


@cache
def instances() -> tuple[Assessment, ...]:
    """The assessments that come with the program, by file name; the last is the newest."""
    folder = files("xl_tools.data").joinpath("assessments")
    named = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(parse(entry.read_text("utf-8"), name) for name, entry in named)
