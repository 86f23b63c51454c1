"""What several rows of one entry say together: its status and its deadline."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.core.records import DeadlineReading, Mode, Status, StatusReading
from xl_tools.parse.status.status_cell import read_status


def status_of(readings: Sequence[StatusReading]) -> StatusReading:
    """A task is completed when each of its measures is; behind when one is. One that says nothing sure leaves the
    whole unsure; rows without a word about it do not count."""
    said = [reading for reading in readings if reading.verdict != "empty"]
    if len(said) < 2:
        return said[0] if said else readings[0]
    options = [option.status for reading in said for option in reading.options]
    if all(reading.options for reading in said) and len(set(options)) == len(options):
        return read_status("\n".join(reading.text for reading in said))  # one group of boxes, an option a row
    unsure = next((reading for reading in said if reading.status is None), None)
    if unsure is not None:
        return unsure
    statuses = {reading.status for reading in said}
    if len(statuses) == 1:
        return said[0]
    status = Status.BEHIND if Status.BEHIND in statuses else Status.ON_SCHEDULE
    return StatusReading(
        text="\n".join(reading.text for reading in said),
        ticks=(status,),
        status=status,
        also=tuple(dict.fromkeys(mode for reading in said for mode in reading.also)),
        verdict="one",
    )


def deadline_of(readings: Sequence[DeadlineReading]) -> DeadlineReading:
    """A task is due when the last of its measures is. One that cannot be read leaves the whole unread."""
    unread = next((reading for reading in readings if reading.fault), None)
    if unread is not None or len(readings) < 2:
        return unread or readings[0]
    dues = sorted({reading.due for reading in readings if reading.due})
    modes = {mode for reading in readings for mode in reading.modes}
    return DeadlineReading(
        text="\n".join(dict.fromkeys(reading.text for reading in readings)),
        due=dues[-1] if dues else None,
        modes=tuple(mode for mode in Mode if mode in modes),
        phases=tuple(dues) if len(dues) > 1 else (),
    )
