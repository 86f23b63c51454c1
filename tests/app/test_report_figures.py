"""No paper of ours states a sum or a share that is false, whatever its numbers are: ``import`` reads papers back."""

from __future__ import annotations

import random
from dataclasses import fields, replace

import pytest

from tests.app.test_report_change import DONE, ON, month
from tests.app.test_report_checks import DAY
from xl_tools.app.report import read_stands
from xl_tools.data import load
from xl_tools.parse.figures.claims import read_figures
from xl_tools.reports.rollup import DueSplit, Share
from xl_tools.rollup.as_it_stands import AsItStands
from xl_tools.rollup.paper_numbers import Change, Closed, Kind, PaperNumbers, Partition, Petitions, count
from xl_tools.write.documents.fill import fill, texts_of
from xl_tools.write.documents.template import template_bytes
from xl_tools.write.documents.values import values

PARTS = ("undecided", "done", "overdue", "behind", "idle", "ongoing", "on")


@pytest.fixture(scope="module")
def stands(tmp_path_factory: pytest.TempPathFactory) -> AsItStands:
    folder = tmp_path_factory.mktemp("city")
    return read_stands(month(folder, DAY, (1, DONE, "2022年6月底前", "清运完毕。"), (2, ON, "2023年6月底前", "清运。")))


def partition(chance: random.Random, total: int) -> Partition:
    some = chance.sample(PARTS, chance.randint(2, len(PARTS)))
    drawn = [chance.choice(some) for _ in range(total)]
    counts = {part: drawn.count(part) for part in PARTS}
    return Partition(total=total, undecided_overdue=chance.randint(0, counts["undecided"]), **counts)


def share(chance: random.Random, total: int) -> Share:
    return Share(total, chance.randint(0, total))


def drawn(chance: random.Random, stands: AsItStands) -> PaperNumbers:
    """Numbers that agree with each other."""
    kinds = [Kind(name, partition(chance, chance.randint(1, 12))) for name in ("个性", "共性")]
    sums = {name: sum(getattr(kind.n, name) for kind in kinds) for name in (*PARTS, "total", "undecided_overdue")}
    n = Partition(**sums)
    now = chance.randint(0, n.total)
    year = chance.randint(0, n.total - now)
    later = chance.randint(0, n.total - now - year)
    none = n.total - now - year - later
    due = DueSplit(
        now=Share(now, min(now, n.done)),
        year=share(chance, year),
        later=share(chance, later),
        none=share(chance, none),
    )
    then = chance.randint(1, n.total)
    closed = chance.randint(0, n.done)
    change = Change(
        day=DAY,
        tasks=n.total - then,
        done=chance.randint(-3, 3),
        overdue=chance.randint(-3, 3),
        due=share(chance, chance.randint(0, then)),
        parts=None,
    )
    return replace(
        count(stands),
        n=n,
        kinds=tuple(kinds) if chance.random() < 0.5 else (),
        due=due,
        change=change if chance.random() < 0.7 else None,
        e=share(chance, n.total * 9),
        close=Closed(closed, n.done - closed, ()) if chance.random() < 0.5 else None,
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_paper_states_what_is_false(stands: AsItStands, seed: int) -> None:
    chance = random.Random(seed)
    numbers = drawn(chance, stands)
    done, staged, open_ = (chance.randint(0, 30) for _ in range(3))
    petitions = Petitions(done + staged + open_, done, staged, open_)
    read = 0
    for kind in load("documents")["kinds"]:
        if kind.get("table"):
            continue
        document = fill(template_bytes(kind["template"]), values(kind, stands, numbers, {}, petitions), kind["name"])
        for line in texts_of(document).running:
            claims = read_figures(line)
            read += len(claims)
            assert [(claim.expression, line) for claim in claims if not claim.holds] == []
    assert read


def test_a_great_many_tasks_that_are_all_done_are() -> None:
    nothing = dict.fromkeys((one.name for one in fields(Partition)), 0)
    assert Partition(**nothing | {"total": int("300"), "done": int("300")}).all_done
