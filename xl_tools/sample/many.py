"""Units' files in any number, of realistic length: clean ones for measuring speed, and a province over months."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from xl_tools.core import regions
from xl_tools.core.records import Level, Status
from xl_tools.sample.prose import sentence
from xl_tools.sample.sentences import boxes, chinese, load, numbered, plan_text
from xl_tools.write.form_books import FormRow, write_progress_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xl_tools.core.records import Region

_FIRST_PROVINCE = "130000"
_MEASURES = (3, 6)
_LENGTH = (300, 3000)
"""Characters of a progress cell; most are nearer the lower end."""
_MEASURE = (60, 320)
"""Characters of a measure; a plan then has 300 to 1,500."""
_PROBLEM = (120, 360)
"""Characters of a task's text."""


def generate_counties(folder: Path, *, counties: int, tasks: int, seed: int, by_province: bool = False) -> list[Path]:
    """Write ``counties`` progress workbooks of ``tasks`` rows each into ``folder``; returns their paths in order.
    ``by_province`` puts them into a subfolder for each province.

    The counties are real ones, 河北省 first (it has more than 99, so that a benchmark stays inside one province) and
    then the others by code; the file's name is city and county. Their tables have no error and no warning on any day
    before 2030. The same arguments give the same files. Raises ValueError when there are not so many counties, or
    more tasks than serials are written for (99).
    """
    places = list(every_county())[:counties]
    if len(places) < counties:
        raise ValueError(f"there are {len(places)} counties, not {counties}")
    issued = _issued(tasks, seed)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for above, place in places:
        random = Random(f"{seed} {place.code}")
        rows = [task.row(place.name, task.status(random), random) for task in issued]
        title = load("words")["title"].format(region=f"{above.name}{place.name}", month="2022年11月")
        inside = folder / _province_of(place).name if by_province else folder
        inside.mkdir(exist_ok=True)
        path = inside / f"{above.name}{place.name}.xlsx"
        write_progress_form(path, title=title, level=Level.COUNTY, rows=rows, lock=False, instructions=False)
        paths.append(path)
    return paths


def generate_units(folder: Path, units: Sequence[Region], *, tasks: int, seed: int, month: int) -> None:
    """Write a workbook for each unit as it stands in a month of 2022: deadlines past, near and far, every status, and
    from month to month some progress, some texts that did not change, a few tasks that fell back."""
    issued = _issued(tasks, seed, mixed=True)
    folder.mkdir(parents=True, exist_ok=True)
    for unit in units:
        rows = []
        for task in issued:
            standing = Random(f"{seed} {unit.code} {task.number}")
            status = standing.choices(_STEPS, (1, 2, 12, 20) if task.open else (0, 0, 1, 150))[0]
            written = 0
            for later in range(1, month + 1):
                status = _a_month_later(status, task.open, standing)
                if standing.random() < 0.75:
                    written = later
            rows.append(task.row(unit.name, status, Random(f"{seed} {unit.code} {task.number} {written}")))
        title = load("words")["title"].format(region=unit.name, month=f"2022年{month}月")
        path = folder / f"{unit.name}.xlsx"
        write_progress_form(path, title=title, level=Level.COUNTY, rows=rows, lock=False, instructions=False)


def county_rows(unit: str, *, tasks: int, seed: int) -> list[tuple[FormRow, Status]]:
    """The rows of one unit as ``generate_counties`` writes them, without a workbook, each with its status."""
    random = Random(f"{seed} {unit}")
    statuses = [(task, task.status(random)) for task in _issued(tasks, seed)]
    return [(task.row(unit, status, random), status) for task, status in statuses]


def issued_tasks(tasks: int, seed: int) -> list[str]:
    """The texts of the tasks that ``generate_units`` hands out."""
    return [task.problem for task in _issued(tasks, seed, mixed=True)]


def _issued(tasks: int, seed: int, *, mixed: bool = False) -> list[_Task]:
    if not 1 <= tasks <= 99:
        raise ValueError(f"1 to 99 tasks, not {tasks}")
    return [_Task(number, seed, mixed=mixed) for number in range(1, tasks + 1)]


_STEPS = (Status.NOT_STARTED, Status.BEHIND, Status.ON_SCHEDULE, Status.COMPLETED)


def _a_month_later(status: Status, is_open: bool, random: Random) -> Status:
    step = random.choices((-1, 0, 1), (1, 120, 8) if is_open else (0, 1, 1))[0]
    return _STEPS[max(0, min(len(_STEPS) - 1, _STEPS.index(status) + step))]


def every_county() -> Iterator[tuple[Region, Region]]:
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


def _province_of(place: Region) -> Region:
    above = regions.parent(place)
    return _province_of(above) if above else place


class _Task:
    """A task as issued to every county, and the counties' answers to it."""

    def __init__(self, number: int, seed: int, *, mixed: bool = False) -> None:
        words = load("words")
        random = Random(f"{seed} task {number}")
        self.number = number
        self.topic: dict[str, Any] = words["topic"][(number - 1) % len(words["topic"])]
        self.pairs = self.topic["pairs"] + random.sample(words["generic"]["pairs"], random.randint(*_MEASURES) - 2)
        slots = _slots(random, self.topic["what"])
        problem = f"第{chinese(number)}项：{self.topic['problem'].format(**slots)}"
        self.problem = _filled(problem, random.randint(*_PROBLEM), "fault", random)
        measures = [_filled(measure, random.randint(*_MEASURE), "ought", random) for measure, _ in self.pairs]
        self.plan = plan_text(self.topic["goal"], numbered(measures))
        self.open = random.random() < 0.4
        dues = "due_mixed" if mixed else "due_open" if self.open else "due_done"
        self.deadline = random.choice(words[dues])

    def status(self, random: Random) -> Status:
        """Completed, or one of three for a task whose deadline is far away."""
        if not self.open:
            return Status.COMPLETED
        return random.choices((Status.COMPLETED, Status.ON_SCHEDULE, Status.BEHIND), (5, 4, 1))[0]

    def row(self, region: str, status: Status, random: Random) -> FormRow:
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
        if status is Status.NOT_STARTED:
            return str(random.choice(words["idle_notes"]))
        answers = [answer.format(**_slots(random, self.topic["what"])) for _, answer in self.pairs]
        length = sum(map(len, answers))
        wanted = int(_LENGTH[0] + (_LENGTH[1] - _LENGTH[0]) * random.betavariate(1.2, 5))
        while length < wanted:
            more = sentence("done", random)
            answers[random.randrange(len(answers))] += more
            length += len(more)
        answers[-1] += random.choice(words[notes[status]])
        return numbered(answers)


def _filled(text: str, length: int, kind: str, random: Random) -> str:
    """A text with sentences of a kind behind it, until it is so long."""
    while len(text) < length:
        text += sentence(kind, random)
    return text


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
