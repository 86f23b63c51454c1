"""Roll-ups that people altered: ``python -m tests.round.mail.altered [--rounds 500] [--seed 0]``.

In a round a city's roll-up is altered as people do it (labels changed, blocks deleted and put elsewhere, words added,
rows copied, swapped, taken out), some of them are saved through LibreOffice, and then taken apart and distributed. Each
county's texts hold a word of its own, and all that is added while altering holds the editor's or another county's.
A mail or part with a word of another's, or of the editor's, is a finding; so is a county that lost its words where
nothing but the merged table was touched. Every second one is made again first, over the altered one. In some rounds
the counties' tables are returned, compared with the roll-up.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.round.round_kit import addresses, holds
from xl_tools.app.mail import prepare
from xl_tools.app.roll_up import roll_up
from xl_tools.app.split import split
from xl_tools.core.errors import UserError
from xl_tools.core.records import Level
from xl_tools.rollup.layout import WITH_OWN_WORDS
from xl_tools.round.mail.mails import MailKind
from xl_tools.write.form_books import FormRow, write_progress_form

AS_OF = date(2022, 12, 20)
UNITS = ("莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市")
MARKS = {
    unit: f"暗号{place:02d}{word}" for place, (unit, word) in enumerate(zip(UNITS, "鹤鹿鹰雁鸥鸬鹭鹏鹂", strict=True))
}
EDITOR = "编者补笔"
_SHARED = "整改目标：清零。整改措施：1.排查。2.整治。"
_AGAIN = 2
"""Every second altered roll-up is made again, so that what was typed into it is carried, before it goes out."""
_RETURNED = 8
"""Of so many rounds one returns the tables, too: checking nine files takes as long as all the rest."""


@dataclass
class Base:
    """A roll-up as it was written, and the counties' folder."""

    merged: Path
    counties: Path
    people: Path


def base(folder: Path, seed: int) -> Base:
    """Nine counties with some of five tasks: plans of their own or the same, a task twice, a long text."""
    dice = random.Random(f"base {seed}")
    counties = folder / f"各县{seed}"
    counties.mkdir(parents=True)
    for unit in UNITS:
        rows = []
        for number in sorted(dice.sample(range(1, 6), dice.randint(2, 5))):
            again = 2 if dice.random() < 0.1 else 1
            rows += [_row(unit, number, dice) for _ in range(again)]
        rows = [FormRow(row.region, str(n), row.task, row.plan, row.deadline, row.progress, row.status)
                for n, row in enumerate(rows, 1)]  # fmt: skip
        title = f"{unit}督察反馈问题整改进展情况表"
        path = counties / f"{unit}.xlsx"
        write_progress_form(path, title=title, level=Level.COUNTY, rows=rows, lock=False, instructions=False)
    merged = folder / f"丽水市{seed}.xlsx"
    roll_up([counties], level="city", name="丽水市", out=merged, as_of=AS_OF, jobs=1)
    people = addresses(
        folder / "通讯录.xlsx", [[unit, "某", f"u{n}@county.example", "联系人"] for n, unit in enumerate(UNITS)]
    )
    return Base(merged, counties, people)


def _row(unit: str, number: int, dice: random.Random) -> FormRow:
    mark = MARKS[unit]
    plan = _SHARED if dice.random() < 0.5 else f"{_SHARED}3.{mark}另办。"
    progress = "\n".join(f"{n}.{mark}第{dice.randint(1, 99)}处已整治。" for n in range(1, dice.randint(2, 5)))
    if dice.random() < 0.03:
        progress += f"\n{mark}详情。" * 2500
    if dice.random() < 0.1:
        progress = f"{unit}：\n{progress}"
    deadline = "2023年12月底前" if dice.random() < 0.7 else f"2023年{dice.randint(1, 12)}月底前"
    status = dice.choice(("☑已完成", "□已完成\n☑达到序时进度", "☑未达序时进度", ""))
    return FormRow(unit, "", f"第{number}项：河岸堆场{number}", plan, deadline, progress, status)


# --- what people do -----------------------------------------------------------------------------------


def _labels(unit: str) -> list[str]:
    short = unit.removesuffix("区").removesuffix("县").removesuffix("市")
    return [f"{short}：", f"【{unit}】", f"{unit}:", f"{unit}", "", f"一、{unit}：", f"{unit}（2处）：", f"{unit} ："]


def _blocks(page: Worksheet, dice: random.Random) -> tuple[int, int, list[str]]:
    """A cell of the merged table and its lines."""
    row, column = dice.randint(4, max(4, page.max_row)), dice.choice((3, 4, 5, 6, 6, 6, 6))
    return row, column, str(page.cell(row, column).value or "").split("\n")


def change_label(page: Worksheet, dice: random.Random) -> None:
    row, column, lines = _blocks(page, dice)
    found = [n for n, line in enumerate(lines) if line.removesuffix("：") in UNITS]
    for place in dice.sample(found, min(len(found), dice.choice((1, 1, 2, 9)))):
        lines[place] = dice.choice(_labels(lines[place].removesuffix("：")))
    page.cell(row, column).value = "\n".join(lines)


def move_lines(page: Worksheet, dice: random.Random) -> None:
    row, column, lines = _blocks(page, dice)
    cut = dice.randrange(len(lines))
    page.cell(row, column).value = "\n".join([*lines[cut:], *lines[:cut]])


def delete_lines(page: Worksheet, dice: random.Random) -> None:
    row, column, lines = _blocks(page, dice)
    cut = dice.randrange(len(lines))
    page.cell(row, column).value = "\n".join([*lines[:cut], *lines[cut + dice.randint(1, 4) :]])


def add_words(page: Worksheet, dice: random.Random) -> None:
    row, column, lines = _blocks(page, dice)
    lines.insert(
        dice.choice((len(lines), len(lines), dice.randrange(len(lines)))),
        f"{EDITOR}{dice.choice(list(MARKS.values()))}。",
    )
    page.cell(row, column).value = "\n".join(lines)


def add_office(page: Worksheet, dice: random.Random) -> None:
    """A paragraph of an office of the city, under a label like those of the units, in a cell where these stand."""
    row, column, lines = _blocks(page, dice)
    if not any(line.removesuffix("：") in UNITS for line in lines):
        return  # what all were given alike is the city's own text
    label = dice.choice(("市水利局：", "市治水办：", "水利局:", "丽水市：", "市级：", "市住建局："))
    place = dice.choice((len(lines), dice.randint(1, len(lines))))
    lines[place:place] = [label, f"{EDITOR}。"]
    page.cell(row, column).value = "\n".join(lines)


def move_row(page: Worksheet, dice: random.Random) -> None:
    """A row taken out, or an empty or a copied one put in."""
    row = dice.randint(4, max(4, page.max_row))
    copied = [cell.value for cell in page[dice.randint(4, max(4, page.max_row))]]
    match dice.randrange(3):
        case 0:
            page.delete_rows(row)
        case 1:
            page.insert_rows(row)
        case _:
            _insert(page, row, copied)


def _insert(page: Worksheet, row: int, values: list[object]) -> None:
    page.insert_rows(row)
    for column, value in enumerate(values, 1):
        page.cell(row, column).value = value


IN_THE_FORM: tuple[Callable[[Worksheet, random.Random], None], ...] = (
    change_label, change_label, move_lines, delete_lines, add_words, add_words, move_row,
)  # fmt: skip


def edit_row(page: Worksheet, dice: random.Random) -> None:
    """A cell of one unit's row overwritten, added to, emptied, or exchanged with that of another row."""
    row, other = dice.randint(2, page.max_row), dice.randint(2, page.max_row)
    column = dice.randint(1, page.max_column)
    cell, beside = page.cell(row, column), page.cell(other, column)
    match dice.randrange(5):
        case 0:
            cell.value = f"{cell.value or ''}{EDITOR}"
        case 1:
            cell.value, beside.value = beside.value, cell.value
        case 2:
            cell.value = beside.value
        case 3:
            cell.value = None
        case _:
            cell.value = f"{cell.value or ''}\n{dice.choice(list(MARKS.values()))}"


def give_row(page: Worksheet, dice: random.Random) -> None:
    """A row that is said to be another unit's."""
    row = dice.randint(2, page.max_row)
    values = [cell.value for cell in page[row]]
    values[2] = dice.choice(UNITS)
    if dice.random() < 0.5:
        _insert(page, dice.randint(2, page.max_row), values)
    else:
        page.cell(row, 3).value = values[2]


def shuffle_rows(page: Worksheet, dice: random.Random) -> None:
    rows = [[cell.value for cell in line] for line in page.iter_rows(min_row=2)]
    dice.shuffle(rows)
    for number, values in enumerate(rows, 2):
        for column, value in enumerate(values, 1):
            page.cell(number, column).value = value


def exchange_texts(page: Worksheet, dice: random.Random) -> None:
    """All the texts of a row under another's unit and digest."""
    row, other = dice.randint(2, page.max_row), dice.randint(2, page.max_row)
    for column in range(6, 11):
        page.cell(row, column).value = page.cell(other, column).value


IN_THE_ROWS: tuple[Callable[[Worksheet, random.Random], None], ...] = (
    edit_row, edit_row, edit_row, give_row, give_row, shuffle_rows, exchange_texts,
    lambda page, dice: page.delete_rows(dice.randint(2, page.max_row), dice.choice((1, 1, 5))),
)  # fmt: skip


def elsewhere(book: Workbook, dice: random.Random) -> None:
    """A unit's name changed in 明细 or 来源, or rows of them deleted."""
    page = book[dice.choice(("明细", "来源"))]
    row = dice.randint(2, page.max_row)
    if dice.random() < 0.6:
        page.cell(row, 3).value = dice.choice(UNITS)
    else:
        page.delete_rows(row, dice.choice((1, 9)))


@dataclass
class Altered:
    """One altered roll-up. ``rows`` tells whether the units' rows were touched, ``before`` whether it is as roll-ups
    were before there was such a sheet."""

    seed: int
    base: Base
    path: Path
    rows: bool = False
    before: bool = False
    done: list[str] = field(default_factory=list)


def alter(made: Base, seed: int, folder: Path) -> Altered:
    dice = random.Random(f"altered {seed}")
    book = openpyxl.load_workbook(made.merged)
    one = Altered(seed, made, folder / f"{seed}.xlsx")
    one.before = dice.random() < 0.15
    if one.before:
        del book["各单位进展"]
        del book.custom_doc_props[WITH_OWN_WORDS]
        change_label(book["整改进展"], dice)
    for _ in range(dice.choice((1, 1, 2, 3, 4))):
        if one.before:
            # What is told by labels alone: one taken away, written otherwise, or an office's put among them.
            work = dice.choice((change_label, add_office))
            work(book["整改进展"], dice)
            one.done.append(work.__name__)
        elif dice.random() < 0.5:
            work = dice.choice(IN_THE_FORM)
            work(book["整改进展"], dice)
            one.done.append(work.__name__)
        elif dice.random() < 0.15:
            elsewhere(book, dice)
            one.done.append("elsewhere")
        else:
            work = dice.choice(IN_THE_ROWS)
            work(book["各单位进展"], dice)
            one.done.append(work.__name__)
            one.rows |= work is not shuffle_rows
    book.save(one.path)
    return one


# --- what comes of it ---------------------------------------------------------------------------------


def judge(one: Altered, path: Path, folder: Path, seen: Counter[str]) -> Iterator[str]:
    """What is wrong, in words."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        report = split(path, folder)
        parts = {unit.name: Path(unit.path).read_bytes() for unit in report.units}
        seen["left out of parts"] += len(report.left_out)
    except UserError:
        parts = {}
        seen["not taken apart"] += 1
    for unit, data in parts.items():
        yield from _words(f"part of {unit}", unit, data, "")
    try:
        distributed = prepare(MailKind.DISTRIBUTE, [path], addresses=one.base.people, period="2022-12", as_of=AS_OF)
    except UserError:
        seen["not distributed"] += 1
        return
    for mail, _ in distributed.mails:
        (file,) = mail.attachments
        yield from _words(f"mail to {mail.unit}", mail.unit, file.data, mail.subject + mail.body)
    seen["parts"] += len(parts)
    seen["mails"] += len(distributed.mails)
    seen["mails with something left out"] += len(distributed.notes)
    if not one.rows and not one.before:
        lost = {unit for unit in UNITS if not _holds(parts.get(unit), MARKS[unit])}
        yield from (f"{unit} lost its words" for unit in lost)
    if one.seed % _RETURNED == 0:
        returned = prepare(
            MailKind.RETURN, [one.base.counties], addresses=one.base.people, issued=path, as_of=AS_OF, warnings=True
        )
        seen["mails returned"] += len(returned.mails)
        for mail, _ in returned.mails:
            for file in mail.attachments:
                yield from _words(f"return to {mail.unit}", mail.unit, file.data, mail.subject + mail.body)


def _holds(data: bytes | None, word: str) -> bool:
    return data is not None and bool(holds(data, word))


def _words(what: str, unit: str, data: bytes, said: str) -> Iterator[str]:
    for other, mark in (*MARKS.items(), ("the editor", EDITOR)):
        if other != unit and (mark in said or holds(data, mark)):
            yield f"{what} holds the word of {other}"


def through_libreoffice(paths: list[Path], folder: Path) -> list[Path]:
    """The workbooks opened and saved by LibreOffice, in one run of it."""
    out, profile = folder / "另存", folder / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=60 + 20 * len(paths),
    )
    return [out / path.name for path in paths]


def run(folder: Path, rounds: int, seed: int, *, saved: int = 0, bases: int = 6) -> tuple[Counter[str], list[str]]:
    """So many rounds, ``saved`` of them through LibreOffice: what was seen, and what is wrong."""
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    made = [base(folder, number) for number in range(seed, seed + min(bases, rounds))]
    altered = [alter(made[n % len(made)], seed + n, folder) for n in range(rounds)]
    paths = [one.path for one in altered]
    if saved:
        paths[:saved] = through_libreoffice(paths[:saved], folder)
        seen["saved through LibreOffice"] = saved
    for one, path in zip(altered, paths, strict=True):
        seen["rounds"] += 1
        if one.seed % _AGAIN == 0:
            again = roll_up([one.base.counties], level="city", name="丽水市", out=path, as_of=AS_OF, jobs=1)
            seen["made again"] += 1
            seen["texts carried"] += sum(len(task.by_hand) for task in again.tasks)
            one.rows = one.before = False  # the counties' rows are as they report them again
        seen.update(one.done)
        wrong += [f"seed {one.seed} ({'、'.join(one.done)}): {what}" for what in judge(one, path, folder / "拆", seen)]
    return seen, wrong


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.round.mail.altered")
    words.add_argument("--rounds", type=int, default=500)
    words.add_argument("--seed", type=int, default=0)
    given = words.parse_args()
    saved = given.rounds // 6 if shutil.which("soffice") else 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        seen, wrong = run(Path(folder), given.rounds, given.seed, saved=saved)
    for what, count in sorted(seen.items()):
        print(f"{what}: {count}")
    print(*wrong, f"{len(wrong)} findings in {time.monotonic() - begun:.0f} s", sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
