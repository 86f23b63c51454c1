"""County files in any number, clean and of realistic length: for measuring speed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from xl_tools.models import Level, Status
from xl_tools.parse import regions
from xl_tools.sample.texts import boxes, chinese, load, numbered, plan_text
from xl_tools.write.forms import FormRow, write_progress_form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xl_tools.models import Region

_FIRST_PROVINCE = "130000"
_MEASURES = (3, 6)
_LENGTH = (300, 3000)
"""Characters of a progress cell; most are nearer the lower end."""


def generate_counties(folder: Path, *, counties: int, tasks: int, seed: int) -> list[Path]:
    """Write ``counties`` progress workbooks of ``tasks`` rows each into ``folder``; returns their paths in order.

    The counties are real ones, 河北省 first (it has more than 99, so that a benchmark stays inside one province) and
    then the others by code; the file's name is city and county. Their tables have no error and no warning on any day
    before 2030. The same arguments give the same files. Raises ValueError when there are not so many counties, or
    more tasks than serials are written for (99).
    """
    if not 1 <= tasks <= 99:
        raise ValueError(f"1 to 99 tasks, not {tasks}")
    places = list(_counties())[:counties]
    if len(places) < counties:
        raise ValueError(f"there are {len(places)} counties, not {counties}")
    folder.mkdir(parents=True, exist_ok=True)
    issued = [_Task(number, seed) for number in range(1, tasks + 1)]
    paths = []
    for above, place in places:
        random = Random(f"{seed} {place.code}")
        rows = [task.row(place.name, random) for task in issued]
        title = load("words")["title"].format(region=f"{above.name}{place.name}")
        path = folder / f"{above.name}{place.name}.xlsx"
        write_progress_form(path, title=title, level=Level.COUNTY, rows=rows, lock=False, instructions=False)
        paths.append(path)
    return paths


def _counties() -> Iterator[tuple[Region, Region]]:
    """Every county with the region above it."""
    codes = [f"{number}0000" for number in range(11, 83)]
    start = codes.index(_FIRST_PROVINCE)
    for code in codes[start:] + codes[:start]:
        province = regions.by_code(code)
        for inner in regions.children(province) if province else ():
            if province and inner.level is Level.COUNTY:
                yield province, inner
            else:
                yield from ((inner, county) for county in regions.children(inner))


class _Task:
    """A task as issued to every county, and the counties' answers to it."""

    def __init__(self, number: int, seed: int) -> None:
        words = load("words")
        random = Random(f"{seed} task {number}")
        self.number = number
        self.topic: dict[str, Any] = words["topic"][(number - 1) % len(words["topic"])]
        self.pairs = self.topic["pairs"] + random.sample(words["generic"]["pairs"], random.randint(*_MEASURES) - 2)
        slots = _slots(random, self.topic["what"])
        history = "".join(random.sample(words["histories"], random.randint(2, 4)))
        self.problem = f"第{chinese(number)}项：{self.topic['problem'].format(**slots)}{history}"
        detail = iter(random.sample(words["elaborations"], len(self.pairs)))
        measures = numbered([measure + next(detail) for measure, _ in self.pairs])
        self.plan = plan_text(self.topic["goal"], measures)
        self.open = random.random() < 0.4
        self.deadline = random.choice(words["due_open" if self.open else "due_done"])

    def row(self, region: str, random: Random) -> FormRow:
        status = Status.COMPLETED
        if self.open:
            status = random.choices((Status.COMPLETED, Status.ON_SCHEDULE, Status.BEHIND), (5, 4, 1))[0]
        return FormRow(
            region=region,
            serial=chinese(self.number),
            task=self.problem,
            plan=self.plan,
            deadline=self.deadline,
            progress=self._progress(status, random),
            status=boxes(status, "☑", "\n"),
        )

    def _progress(self, status: Status, random: Random) -> str:
        words = load("words")
        notes = {Status.COMPLETED: "closings", Status.ON_SCHEDULE: "open_notes", Status.BEHIND: "behind_notes"}
        answers = [answer.format(**_slots(random, self.topic["what"])) for _, answer in self.pairs]
        length = sum(map(len, answers))
        wanted = int(_LENGTH[0] + (_LENGTH[1] - _LENGTH[0]) * random.betavariate(1.2, 5))
        tails: list[str] = []
        while length < wanted:
            tails = tails or random.sample(words["tails"], len(words["tails"]))
            tail = tails.pop().format(**_slots(random, self.topic["what"]))
            answers[random.randrange(len(answers))] += tail
            length += len(tail)
        answers[-1] += random.choice(words[notes[status]])
        return numbered(answers)


def _slots(random: Random, what: str) -> dict[str, Any]:
    """Figures that agree with each other: k ≤ m ≤ n, and the sum of n and m."""
    k, m, n = sorted((random.randint(2, 9), random.randint(10, 40), random.randint(41, 300)))
    towns: list[str] = load("words")["towns"]
    return {
        "what": what,
        "town": random.choice(towns),
        "n": n,
        "m": m,
        "k": k,
        "sum": n + m,
        "rate": random.randint(91, 99),
    }
