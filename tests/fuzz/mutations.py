"""Random changes of real files and texts. Everything follows from the seed, so a finding can be made again."""

from __future__ import annotations

import csv
import random
from functools import cache
from pathlib import Path

from tests.books.odd import CASES
from tests.books.packages import THREE, pack, unpack
from tests.books.test_marks_mutated import mutated
from tests.conftest import ROOT, SHARED
from tests.trust.bases import HEADINGS, ROWS, table
from xl_tools.books.file.marked_file import mark_bytes

CORPUS = ROOT / "tests" / "corpus"
ODD = (
    "\u202e\u2066\u200b\ufeff\x00\x07\x1b\ud800\udfff\ufffe",
    "_x000D_",
    "☑□√×■✔\uf052\uf0a3\u2611",
    "０１２３９．，：；（）",
    "一二三四五六七八九十百千万亿零〇",
    "年月日底前后季度上下旬",
    "=+-@'\"<>&",
    "\r\n\t\v\f\u2028\u2029\xa0",
    "%％‰/÷×~—…·",
    "𠮷😀🈶👨‍👩‍👧",
)


@cache
def packages() -> list[bytes]:
    """Drawn workbooks, the templates and sample city, and the shared ones where they are; marked ones too."""
    found = [pack(case) for case in CASES.values()] + [table()]
    folders = [ROOT / "workbooks", SHARED / "fixtures" / "lossless"]
    found += [
        path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*.xls[xm]"))
        if path.stat().st_size < 300_000
    ]
    return found + [mark_bytes(data, THREE)[0] for data in found[: len(CASES)]]


@cache
def texts() -> list[str]:
    """Cells of the test corpora: real ways of writing."""
    lines: list[str] = []
    for path in sorted(CORPUS.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            lines += [cell.replace("\\n", "\n") for row in rows for cell in row[:1] if cell]
    return lines + [cell for row in ROWS for cell in row]


def package(dice: random.Random) -> bytes:
    """A workbook with parts cut, swapped or scrambled, or with bits of the archive flipped."""
    data = dice.choice(packages())
    for _ in range(dice.randrange(1, 4)):
        if dice.random() < 0.3:
            return flipped(data, dice)
        data = swapped(data, dice) if dice.random() < 0.3 else mutated(data, dice)
    return data


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randrange(1, 9)):
        # The directory at the end and the headers are where it hurts most.
        at = (
            dice.randrange(len(changed))
            if dice.random() < 0.5
            else len(changed) - 1 - dice.randrange(min(900, len(changed)))
        )
        changed[at] ^= 1 << dice.randrange(8)
    if dice.random() < 0.2:
        del changed[dice.randrange(len(changed)) :]
    return bytes(changed)


def swapped(data: bytes, dice: random.Random) -> bytes:
    """Two parts change names: rels that point at the wrong kind, a sheet that is a drawing."""
    parts = unpack(data)
    kind = ".rels" if dice.random() < 0.5 else ".xml"
    names = [name for name in parts if name.endswith(kind)]
    if len(names) > 1:
        one, two = dice.sample(names, 2)
        parts[one], parts[two] = parts[two], parts[one]
    return pack(parts)


def text(dice: random.Random) -> str:
    """A cell's text: real pieces put together, with odd characters in between."""
    pieces = [dice.choice(texts()) for _ in range(dice.choice((1, 1, 2, 3)))]
    joined = dice.choice(("", "\n", "；", " ", "，")).join(pieces)
    for _ in range(dice.randrange(6)):
        at = dice.randrange(len(joined) + 1)
        match dice.randrange(4):
            case 0:
                joined = joined[:at] + dice.choice(dice.choice(ODD)) + joined[at:]
            case 1:
                joined = joined[:at] + joined[at + dice.randrange(1, 5) :]
            case 2:
                joined = joined[:at] + joined[max(0, at - 8) : at] * dice.choice((1, 1, 2, 40)) + joined[at:]
            case 3:
                joined = joined[:at] + dice.choice("0123456789.,年月日") * dice.randrange(1, 30) + joined[at:]
    return joined[:4000]


def rows(dice: random.Random) -> list[list[str | float | bool | None]]:
    """A sheet: headings somewhere, in some order, some missing, and entries under them."""
    headings = list(HEADINGS)
    if dice.random() < 0.5:
        dice.shuffle(headings)
    headings = headings[: dice.randrange(2, len(headings) + 1)]
    if dice.random() < 0.2:
        headings[dice.randrange(len(headings))] = text(dice)[:30]
    sheet: list[list[str | float | bool | None]] = [[text(dice)] for _ in range(dice.randrange(4))]
    sheet.append([*([None] * dice.randrange(3)), *headings])
    for _ in range(dice.randrange(6)):
        sheet.append([value(dice) for _ in range(dice.randrange(len(headings) + 3))])
    return sheet


def value(dice: random.Random) -> str | float | bool | None:
    match dice.randrange(10):
        case 0:
            return None
        case 1:
            return dice.choice((0.0, -1.0, 16.0, 44926.0, 1e308, float("inf"), float("nan"), 2.5))
        case 2:
            return dice.choice((True, False))
        case _:
            return text(dice)


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
