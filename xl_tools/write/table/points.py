"""The formula of each kind of rule: ``scoring.table.kinds`` in Excel's words (Excel 2010)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.table.columns import WHOLE
from xl_tools.scoring.table.scheme import Kind, Way
from xl_tools.write.score.score_layout import quoted

LEAST = quoted(Way.LEAST.value)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row that its formula is made of, and the ranges of its table ("" without one)."""

    points: str
    target: str
    value: str
    other: str
    way: str
    zero: str
    full: str
    each: str
    deduct: str
    add: str
    whole: str
    limit: str
    place: str
    starts: str = ""
    values: str = ""

    @property
    def step(self) -> str:
        return f"IF(N({self.each})>0,{self.each},1)"


def share(c: Cells) -> str:
    t, x, w = f"N({c.target})", c.value, c.points
    least = f"IF({x}>={t},{w},IF({t}>0,{w}*MAX(0,{x}/{t}),0))"
    most = f"IF({x}<={t},{w},IF({x}>0,{w}*MAX(0,{t}/{x}),0))"
    return f"IF({c.way}={LEAST},{least},{most})"


def all_or_nothing(c: Cells) -> str:
    t, x = f"N({c.target})", c.value
    return f"IF(IF({c.way}={LEAST},{x}>={t},{x}<={t}),{c.points},0)"


def gap(c: Cells) -> str:
    beyond = f"IF({c.way}={LEAST},1,-1)*({c.value}-N({c.target}))"
    return f"{c.points}-{_steps(c, f'-{beyond}')}*N({c.deduct})+{_steps(c, beyond)}*N({c.add})"


def _steps(c: Cells, amount: str) -> str:
    steps = f"MAX(0,{amount})/{c.step}"
    return f"IF({c.whole}={quoted(WHOLE)},INT({steps}+1E-9),{steps})"


def linear(c: Cells) -> str:
    zero, full = f"N({c.zero})", f"N({c.full})"
    part = f"MAX(0,MIN(1,({c.value}-{zero})/({full}-{zero})))"
    return f"IF({full}={zero},IF({c.value}>={full},{c.points},0),{c.points}*{part})"


def tiers(c: Cells) -> str:
    return _looked_up(c, c.value, "0")


def times(c: Cells) -> str:
    return f"{c.points}-INT(MAX(0,{c.value})/{c.step}+1E-9)*N({c.deduct})"


def given(c: Cells) -> str:
    return c.value


def percent(c: Cells) -> str:
    return f"{c.points}*{c.value}/100"


def rank(c: Cells) -> str:
    return _looked_up(c, c.place, "0") if c.starts else f"{c.points}-({c.place}-1)*N({c.deduct})"


def year(c: Cells) -> str:
    better = f"IF({c.way}={LEAST},{c.value}>{c.other},{c.value}<{c.other})"
    return f"IF(ISNUMBER({c.other}),IF({better},{c.points},0),0)"


def factor(c: Cells) -> str:
    return f"({share(c)})*IF(ISNUMBER({c.other}),{_looked_up(c, c.other, '1')},1)"


def corrected(c: Cells) -> str:
    moved = f"N({c.other})*N({c.add})"
    kept = f'IF({c.limit}="",{moved},MAX(-N({c.limit}),MIN(N({c.limit}),{moved})))'
    return share(replace(c, value=f"({c.value}+{kept})"))


def _looked_up(c: Cells, value: str, otherwise: str) -> str:
    """The value of the last row that is reached; numbers below the first reach none."""
    if not c.starts:
        return otherwise
    return f"IFERROR(LOOKUP({value},{c.starts},{c.values}),{otherwise})"


FORMULAS: Mapping[Kind, Callable[[Cells], str]] = {
    Kind.SHARE: share,
    Kind.ALL: all_or_nothing,
    Kind.GAP: gap,
    Kind.LINEAR: linear,
    Kind.TIERS: tiers,
    Kind.TIMES: times,
    Kind.GIVEN: given,
    Kind.GRADE: given,
    Kind.PERCENT: percent,
    Kind.RANK: rank,
    Kind.YEAR: year,
    Kind.FACTOR: factor,
    Kind.CORRECTED: corrected,
}
