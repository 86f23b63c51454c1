"""Known faults of petitions, each planted at a random place of a clean ledger, with the place where it is found."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.petitions.ledgers import Rows, grid, ledger
from xl_tools.app.examine import Occasion, examine
from xl_tools.core.form import Field
from xl_tools.core.grid import Book, Grid
from xl_tools.sample.petitions import AS_OF, petitions

TOP = 2
"""Rows above the first entry."""
PHONE = "13912345678"
Fault = Callable[[Rows, int, Random], None]
FAULTS: dict[str, tuple[Fault, str]] = {}
"""By code: what spoils the row at a place, and the column in which the rule fires."""


def _fault(code: str, at: str) -> Callable[[Fault], Fault]:
    def enter(function: Fault) -> Fault:
        FAULTS[code] = (function, at)
        return function

    return enter


def spoil(rows: Rows, place: int, **values: Any) -> None:
    rows[place] |= {Field(name): value for name, value in values.items()}


def plain(rows: Rows, place: int) -> None:
    """A petition that was true, is dealt with, and has nothing more to it."""
    spoil(
        rows, place, verdict="属实", settled="已办结", inquiry="经查，情况存在。", handling="已清理，复查到位。",
        next_due="", key="否", ordered=1, punished=0,
    )  # fmt: skip


@_fault("C901", "code")
def _no_code(rows: Rows, place: int, _: Random) -> None:
    spoil(rows, place, code="")


@_fault("C902", "code")
def _other_shape(rows: Rows, place: int, _: Random) -> None:
    spoil(rows, place, code=str(rows[place][Field("code")])[:-1])


@_fault("C903", "code")
def _twice(rows: Rows, place: int, _: Random) -> None:
    spoil(rows, place, code=rows[place - 1][Field("code")], channel=rows[place - 1][Field("channel")])
    spoil(rows, place, batch=rows[place - 1][Field("batch")], handed=rows[place - 1][Field("handed")])


@_fault("C904", "code")
def _in_two_batches(rows: Rows, place: int, _: Random) -> None:
    first = rows[place - 12]
    spoil(rows, place, code=first[Field("code")], channel=first[Field("channel")])


@_fault("C905", "code")
def _other_day(rows: Rows, place: int, _: Random) -> None:
    code = str(rows[place][Field("code")])
    spoil(rows, place, code=f"{code[:4]}20240531{code[12:]}")


@_fault("C906", "channel")
def _other_channel(rows: Rows, place: int, _: Random) -> None:
    spoil(rows, place, channel="来信" if rows[place][Field("channel")] == "来电" else "来电")


@_fault("C907", "complaint")
def _like_another(rows: Rows, place: int, _: Random) -> None:
    first = rows[place - 12]
    spoil(rows, place, complaint=f"{first[Field('complaint')]}又", region=first[Field("region")])


@_fault("C908", "region")
def _no_such_place(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, region=random.choice(("丽阳县", "莲都区、青田县", "")))


@_fault("C909", "types")
def _no_such_type(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, types=random.choice(("光污染", "水、光污染", "")))


@_fault("C910", "verdict")
def _no_verdict(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, verdict=random.choice(("", "差不多属实")))


@_fault("C911", "verdict")
def _false_and_punished(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, verdict="不属实", **random.choice(({"ordered": 1}, {"punished": 2})))


@_fault("C912", "handling")
def _under_way(rows: Rows, place: int, _: Random) -> None:
    spoil(rows, place, handling="业主正在安装隔声屏，计划2024年10月底前完成安装。")


@_fault("C913", "handling")
def _not_a_word(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, handling=random.choice(("", "无")))


@_fault("C914", "next_due")
def _no_day_for_the_rest(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, settled="阶段性办结", next_due=random.choice(("", "2024-05-31")))


@_fault("C915", "settled")
def _late(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, settled=random.choice(("未办结", "正在办理", "")))


@_fault("C916", "leader")
def _no_leader(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, key=random.choice(("是", "重点件", "★")), leader=random.choice(("", "无")))


@_fault("C917", "ordered")
def _no_number(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, ordered=random.choice(("若干", "-1", "1家2万元", "0.5")))


@_fault("C918", "fine")
def _fine_alone(rows: Rows, place: int, random: Random) -> None:
    if random.random() < 0.5:
        spoil(rows, place, fine=3)
    else:
        spoil(rows, place, fine=50000, punished=1, handling="立案处罚1家，罚款50000元，已清理。")


@_fault("C919", "punished")
def _other_number(rows: Rows, place: int, _: Random) -> None:
    spoil(rows, place, punished=1, handling="对三家企业立案处罚3家，已清理。")


@_fault("C920", "handling")
def _telephone(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, handling=random.choice((f"已清理，回访{PHONE}满意。", "已清理，举报人李红梅女士满意。")))


@_fault("C921", "settled")
def _relapse(rows: Rows, place: int, _: Random) -> None:
    spoil(rows, place, recheck="6月回头看，已反弹")


@_fault("C926", "published")
def _not_published(rows: Rows, place: int, random: Random) -> None:
    spoil(rows, place, published=random.choice(("", "未公开", "/")))


@_fault("C928", "closed")
def _closed_too_soon(rows: Rows, place: int, random: Random) -> None:
    steps: dict[str, object] = {"accepted": "2024-05-28", "noticed": "2024-05-29", "closed": "2024-06-08"}
    spoil(rows, place, **steps | random.choice(({"accepted": ""}, {"noticed": ""}, {"closed": "2024-06-02"})))


def planted(code: str, rows: Rows, random: Random) -> tuple[Book, tuple[str, int]]:
    """A ledger with one fault, and (sheet, row) where it must be found. The rows are changed."""
    spoils, _ = FAULTS[code]
    places = [place for place in range(13, len(rows)) if _has_neighbours(rows, place)]
    place = random.choice(places)
    plain(rows, place)
    spoils(rows, place, random)
    return ledger(rows), ("信访件台账", place + TOP + 1)


def _has_neighbours(rows: Rows, place: int) -> bool:
    """Whether a row stands within its batch, and the row before it, too."""
    name = Field("batch")
    return rows[place][name] == rows[place - 1][name] and rows[place - 2][name] == rows[place][name]


def with_lost_row(rows: Rows, random: Random) -> tuple[Book, tuple[str, int]]:
    """C927: a petition of a batch is not in the ledger."""
    counts: dict[int, int] = {}
    for row in rows:
        number = int(str(row[Field("batch")]))
        counts[number] = counts.get(number, 0) + 1
    gone = random.randrange(len(rows))
    number = int(str(rows[gone][Field("batch")]))
    return ledger(rows[:gone] + rows[gone + 1 :], counted=counts), ("批次", number + TOP)


def with_wrong_sum(rows: Rows, random: Random, *, types: bool) -> tuple[Book, tuple[str, int]]:
    """C923: a printed sum is not that of its rows; C925: types that nobody explains."""
    counties = sorted({str(row[Field("region")]) for row in rows})
    calls = {name: sum(row[Field("region")] == name for row in rows) for name in counties}
    if types:
        lines = [[name, count, count, 1, count + 1] for name, count in calls.items()]
        head = ["县（市、区）", "件数", "水", "大气", "类型合计"]
    else:
        lines = [[name, count, count, 0] for name, count in calls.items()]
        head = ["县（市、区）", "总计", "来电", "来信"]
    total = ["合计", *(sum(int(str(line[column])) for line in lines) for column in range(1, len(head)))]
    if not types:
        column = random.choice((1, 2, 3))
        total[column] = int(str(total[column])) + 1
    sheet: Grid = grid("统计", [["统计表"], head, *lines, total])
    return ledger(rows, sheet), ("统计", len(lines) + TOP + 1)


def clean(seed: int) -> Rows:
    """The rows of a ledger without a fault."""
    return list(petitions(36, seed=seed, batch_size=6))


def found(book: Book) -> set[tuple[str | None, int | None, str]]:
    """What the rules find: sheet, row, code."""
    examined = examine(book, Occasion(as_of=AS_OF))
    assert not examined.faults
    return {(one.sheet, one.row, one.code) for one in examined.findings}


PLANTED = (*FAULTS, "C923", "C925", "C927")


def planted_anywhere(code: str, random: Random) -> tuple[Book, tuple[str, int, str]]:
    """A made ledger with one fault, and where it must be found."""
    rows = clean(random.randrange(1000))
    if code in FAULTS:
        book, (sheet, row) = planted(code, rows, random)
    elif code == "C927":
        book, (sheet, row) = with_lost_row(rows, random)
    else:
        book, (sheet, row) = with_wrong_sum(rows, random, types=code == "C925")
    return book, (sheet, row, code)
