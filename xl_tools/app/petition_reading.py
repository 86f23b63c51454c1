"""The petitions of a workbook, as they were read."""

from __future__ import annotations

from pathlib import Path

from xl_tools.app.inputs import StrPath
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.petition_statistics import whole_ledger
from xl_tools.core.dates import Day
from xl_tools.reports.check import PetitionRowReport


def read_petitions(path: StrPath, *, as_of: Day | None = None, office: Office = OURS) -> tuple[PetitionRowReport, ...]:
    """Each petition of a ledger, a public list or a hand-over list, in the order of its rows; ``due`` is the day by
    which it must be reported back. Raises UserError where the workbook holds none."""
    own = whole_ledger(Path(path), occasion(as_of, office=office).as_of, office)
    return tuple(PetitionRowReport.of_petition(one, own.conventions.due(one)) for one in own.petitions)
