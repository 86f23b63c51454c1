"""Files with parts cut, doubled or scrambled: a sentence or a lossless mark, never a traceback."""

from __future__ import annotations

import random
import re
from contextlib import suppress

import pytest
from lxml import etree

from tests.books.odd import CASES
from tests.books.packages import THREE, canonical, pack, unpack
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes, read_explanations
from xl_tools.core.errors import UserError

POOL = [pack(case) for case in CASES.values()]
POOL += [mark_bytes(data, THREE)[0] for data in POOL]
VALUES = [b"", b"-1", b"99999999999", b"A", b"1e5", "²".encode(), b"../../x"]


def mutated(data: bytes, dice: random.Random) -> bytes:
    parts = unpack(data)
    name = dice.choice([name for name in parts if parts[name]])
    content = bytearray(parts[name])
    at, end = sorted(dice.randrange(len(content)) for _ in range(2))
    match dice.randrange(6):
        case 0:
            content[at] = dice.randrange(256)
        case 1:
            del content[at : min(end, at + 80)]
        case 2:
            content[end:end] = content[at : at + 200]
        case 3:
            if values := list(re.finditer(rb'(?<==")[^"]*', bytes(content))):
                chosen = dice.choice(values)
                content[chosen.start() : chosen.end()] = dice.choice(VALUES)
        case 4:
            content = bytearray(dice.choice(list(parts.values())))
        case 5:
            del parts[name]
            return pack(parts)
    return pack(parts | {name: bytes(content)})


@pytest.mark.parametrize("seed", range(8))
def test_no_mutation_ends_in_a_traceback_and_what_is_marked_is_cleared(seed: int) -> None:
    dice = random.Random(seed)
    marked = 0
    for _ in range(40):
        data = mutated(dice.choice(POOL), dice)
        with suppress(UserError):
            read_explanations(data)
        try:
            changed = mark_bytes(data, THREE)[0]
            before, after = unpack(clear_bytes(data)[0]), unpack(clear_bytes(changed)[0])
        except UserError:
            continue
        marked += 1
        assert after.keys() == before.keys()
        for name, content in before.items():
            if content != after[name]:
                with suppress(etree.C14NError):
                    assert canonical(after[name]) == canonical(content), name
    assert marked
