"""What an issued workbook remembers: for whom, for which period, in which issue, with which locked text.

It stands in the custom document properties, which Excel and WPS keep on saving and which stay with the file when it
is renamed. It is a hint from outside like everything else: whoever reads it compares it with the table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.period import Period
from xl_tools.core.records import Field, Level, ProgressSheet, Region
from xl_tools.core.text import squeeze

_PERIOD = expression(r"20\d\d-(?:0[1-9]|1[0-2])")
_ZONE = expression(r"\d{6}Z\d{2,3}")
_LONGEST = 200
_LONGEST_MORE = 2000
_KEYS = ("xlt.unit", "xlt.unit_name", "xlt.period", "xlt.issue", "xlt.locked")
_MORE = ("xlt.inspection", "xlt.open")
"""Those that are there only where they say something."""
_LOCKED = (Field.TASK, Field.PLAN, Field.DEADLINE)
_MARKS = {Field.PLAN: "p", Field.DEADLINE: "d"}


@dataclass(frozen=True, slots=True)
class Identity:
    """``code`` and ``name`` of the unit, ``period`` ("2022-12"), ``issue`` (what the issuing office numbers), and
    ``locked``, the digest of the locked texts (``locked_digest``). ``inspection`` is the id of the inspection, "" where
    it is not known; ``open`` marks the cells (``open_mark``) that the unit fills in itself."""

    code: str
    name: str
    period: Period
    issue: str
    locked: str
    inspection: str = ""
    open: str = ""

    @property
    def properties(self) -> dict[str, str]:
        """As document properties; read back by ``of``."""
        always = zip(_KEYS, (self.code, self.name, self.period, self.issue, self.locked), strict=True)
        more = zip(_MORE, (self.inspection, self.open), strict=True)
        return {**dict(always), **{key: value for key, value in more if value}}

    @classmethod
    def of(cls, properties: Mapping[str, str] | None) -> Identity | None:
        """The identity in a workbook's properties; None where there is none, or one that makes no sense."""
        code, name, period, issue, locked = values = [(properties or {}).get(key, "").strip() for key in _KEYS]
        if not code or any(len(value) > _LONGEST for value in values) or not _PERIOD.fullmatch(period):
            return None
        more = ((properties or {}).get(key, "").strip() for key in _MORE)
        inspection, marks = (value if len(value) <= _LONGEST_MORE else "" for value in more)
        return cls(code, name, Period(period), issue, locked, inspection, marks)

    @property
    def region(self) -> Region | None:
        """The unit, when code and name belong together. A zone's code tells the city that it was made under."""
        known = regions.by_code(self.code)
        if known is None and _ZONE.fullmatch(self.code) and self.name and regions.by_code(self.code[:6]):
            return Region(self.code, self.name, self.name, Level.COUNTY, self.code[:6])
        return known if known and known.name == self.name else None


def locked_digest(texts: Iterable[tuple[str, str, str]]) -> str:
    """Digest of the entries' locked texts (task, plan, deadline). Their order does not matter, nor spaces, line
    breaks and the width of signs: sorting a table or saving it in WPS is no change of its wording."""
    rows = sorted(hashlib.sha256("\0".join(map(squeeze, row)).encode(errors="replace")).hexdigest() for row in texts)
    return hashlib.sha256("".join(rows).encode()).hexdigest()


def is_as_issued(identity: Identity, tables: Sequence[ProgressSheet]) -> bool:
    """Whether a workbook still holds the tasks that were issued with it, all of them and no other, unchanged: they are
    then what the unit owes."""
    return len(tables) == 1 and digest_of(tables[0], identity.open) == identity.locked


def digest_of(sheet: ProgressSheet, left_open: str = "") -> str:
    """The digest of a table as it came back, without what was left open for the unit to fill in."""
    marks = frozenset(left_open.split())
    rows = ([row.text(name) for name in _LOCKED] for row in sheet.rows)
    return locked_digest(
        (task, _closed(plan, task, Field.PLAN, marks), _closed(due, task, Field.DEADLINE, marks))
        for task, plan, due in rows
    )


def open_mark(task: str, name: Field) -> str:
    """What marks an open cell: of which task, known by its text, and which column."""
    return hashlib.sha256(squeeze(task).encode(errors="replace")).hexdigest()[:8] + _MARKS[name]


def _closed(text: str, task: str, name: Field, marks: frozenset[str]) -> str:
    return "" if marks and open_mark(task, name) in marks else text
