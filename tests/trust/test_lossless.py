"""The lossless promise on the collection that needs no other program; ``make lossless`` has all of it."""

from __future__ import annotations

from tests.trust.collection import collection, notes
from tests.trust.lossless import examine, table


def test_nothing_is_lost_in_the_collection() -> None:
    lines = [examine(name, data) for name, data in collection(large=False, office=False)]
    assert len(lines) > 40
    assert all(line.kept + len(line.changed) == line.parts for line in lines)
    assert "nothing lost" in table(lines)


def test_thousands_of_notes_keep_their_boxes() -> None:
    assert examine("notes", notes(5_000)).changed
