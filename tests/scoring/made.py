"""Assessment workbooks made for tests, in records: every direction, odd inputs, all sheets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from xl_tools.parse.assessment.entries import (
    NOT_REVIEWED,
    AssessmentBook,
    Direction,
    Entry,
    Evaluations,
    Item,
    Review,
    Sheet,
    Target,
)
from xl_tools.reports.score import ScoreSheet
from xl_tools.rules.assessment import judge
from xl_tools.scoring import scheme
from xl_tools.scoring.case import Case, build
from xl_tools.scoring.scheme import Assessment, Kind, Office, Veto

ITEMS = Sheet("任务书", 3, {"office": "B", "kind": "C", "text": "E", "weight": "F", "quantity": "H", "actual": "L"})
PROCESS = Sheet("过程", 3, {"office": "A", "subject": "C", "reason": "D", "amount": "E"})
BONUS = Sheet("附加分", 3, {"office": "A", "subject": "C", "amount": "D"})


def lishui() -> Assessment:
    (found,) = [rules for rules in scheme.instances() if rules.id == "lishui-2024"]
    return found


def second(**changes: object) -> Assessment:
    rules = scheme.read(Path(__file__).with_name("second.toml"))
    return rules.model_copy(update=changes)


def vetoed() -> Assessment:
    """The rules of 2024 with three vetoes."""
    more = (("否优事项", "优秀", "良好"), ("较大事故", "良好", "合格"), ("弄虚作假", "合格", "不合格"))
    vetoes = tuple(Veto(name=name, denies=denies, becomes=becomes) for name, denies, becomes in more)
    return lishui().model_copy(update={"veto": vetoes})


def roster(*names: str, others: Sequence[str] = ()) -> tuple[Office, ...]:
    return (*(Office(name=name) for name in names), *(Office(name=name, kind=Kind.OTHER) for name in others))


def report(case: Case) -> ScoreSheet:
    """What ``score`` says of a case."""
    return ScoreSheet.of(case, judge.run(case))


def target(quantity: object, actual: object, direction: Direction = Direction.AT_LEAST, **more: object) -> Target:
    """A target; numbers as text, None for none."""
    values = {"name": "新建设施", "unit": "个", "row": 4} | more
    return Target(quantity=_number(quantity), actual=_number(actual), direction=direction, **values)  # type: ignore[arg-type]


def item(office: str, weight: object, *targets: Target, row: int = 4, text: str = "") -> Item:
    return Item(office, "", "重点工作", text or f"{office}第{row}行的任务", _number(weight), row, targets)


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def entry(office: str, subject: str, amount: object, reason: str = "", row: int = 4) -> Entry:
    return Entry(office, subject, reason, _number(amount), "", "", row)


def matrix(words: dict[str, dict[str, str]]) -> Evaluations:
    """Grades by office and heading."""
    headings = list(dict.fromkeys(heading for row in words.values() for heading in row))
    letters = {heading: "CDEFGHIJKLMNOP"[place] for place, heading in enumerate(headings)}
    rows = {office: 4 + place for place, office in enumerate(words)}
    said = {
        office: {heading: (word, f"{letters[heading]}{rows[office]}") for heading, word in row.items()}
        for office, row in words.items()
    }
    return Evaluations(Sheet("评价", 3, {"office": "A"} | letters), said, rows)


def case(
    rules: Assessment,
    items: Sequence[Item],
    process: Sequence[Entry] = (),
    bonus: Sequence[Entry] = (),
    words: dict[str, dict[str, str]] | None = None,
) -> Case:
    """A workbook of these records, scored."""
    book = AssessmentBook(
        path="表.xlsx",
        items_sheet=ITEMS,
        items=tuple(items),
        process_sheet=PROCESS,
        process=tuple(process),
        bonus_sheet=BONUS,
        bonus=tuple(bonus),
        evaluations=(matrix(words),) if words else (),
    )
    return build(lambda _: book, rules)


def random_case(seed: int, rules: Assessment, offices: int = 8) -> Case:
    """A workbook of any kind of input that a sheet may hold, right and wrong."""
    dice = random.Random(seed)
    names = [f"第{number}局" for number in range(1, offices + 1)]
    half = offices * 2 // 3
    rules = rules.model_copy(update={"roster": roster(*names[:half], others=names[half:])})
    if rules.promotion:
        rules = rules.model_copy(
            update={"promotion": rules.promotion.model_copy(update={"year_holds": dice.random() < 0.7})}
        )
    items = [one for name in names for one in _items(dice, name, rules)]
    kinds = [part.name for part in rules.process]
    reasons = [kind.name for part in rules.process for kind in part.deductions]
    given = [part for part in rules.process if part.mode == "given"]
    process = [
        entry(name, part.name, dice.choice((part.points, part.points, "2.5", "3.25", None, 9, -1)))
        for name in names
        for part in given
        if dice.random() < 0.9
    ]
    process += [
        entry(
            dice.choice([*names, "外单位"]),
            dice.choice(kinds),
            dice.choice((1, 2, "0.5", None, -2, 7)),
            dice.choice([*reasons, "其他"]),
        )
        for _ in range(dice.randint(0, 12))
    ]
    subjects = [kind.name for kind in rules.bonus.kinds] + [
        part.name for part in (*rules.vetoes, rules.others.excellent) if part
    ]
    bonus = [
        entry(dice.choice([*names, "外单位"]), dice.choice([*subjects, "没有的事项"]), dice.choice((1, 2, 4, None, -1)))
        for _ in range(dice.randint(0, 10))
    ]
    grades = [grade.name for grade in rules.grade_points]
    units = [unit for part in rules.evaluation for unit in part.by or (part.name,)]
    words = {
        name: {unit: dice.choice([*grades, *grades, *grades[:1] * 6, "", "很好"]) for unit in units} for name in names
    }
    return case(rules, items, process, bonus, words if dice.random() < 0.9 else None)


def _items(dice: random.Random, office: str, rules: Assessment) -> list[Item]:
    """Items that add up to the goal's points; now and then not."""
    count = dice.randint(2, 6)
    cuts = sorted(dice.sample(range(1, int(rules.work.points)), count - 1))
    weights = [right - left for left, right in zip([0, *cuts], [*cuts, int(rules.work.points)], strict=True)]
    if dice.random() < 0.04:
        weights[0] += 1
    good = dice.random() < 0.6
    return [
        item(office, weight, *(_target(dice, good) for _ in range(dice.randint(1, 4))), row=4 + place)
        for place, weight in enumerate(weights)
    ]


def _target(dice: random.Random, good: bool) -> Target:
    direction = dice.choice([*Direction, Direction.AT_LEAST, Direction.AT_LEAST])
    quantity = None if direction is Direction.HAND else dice.choice((3, 10, "7.5", "0.12", 750, 95, 0))
    if direction is Direction.HAND:
        actual: object = 100 if good else dice.choice((0, 50, "87.5", 100, 120))
    elif good and dice.random() < 0.95:
        actual = quantity
    else:
        actual = dice.choice((None, 0, -5, quantity, round(float(quantity or 0) * dice.uniform(0, 1.6), 3)))
    unit = dice.choice(("个", "%", "万亩"))
    share = dice.choice((1, 1, 1, 2, "0.5", 0))
    review = NOT_REVIEWED if good or dice.random() < 0.8 else _review(dice)
    return target(quantity, actual, direction, unit=unit, share=_number(share), review=review)


def _review(dice: random.Random) -> Review:
    stages = {name: _number(dice.choice((None, 0, "2.5", 7, 90, -1))) for name in ("own", "first", "again", "final")}
    return Review(**stages, appeal=dice.choice(("", "另有台账")), why=dice.choice(("", "会议议定")))
