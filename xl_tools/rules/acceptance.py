"""Warnings that a clerk has accepted with a reason: bound to rule, task and value, and no longer.

The reason stands in the column 说明 of the sheet 校验结果, beside a finding's key. The key comes again with the same
rule, the same task and the same text in the cell, in the next check and in the next period; with another text, or
in another task, the finding is a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Protocol

from xl_tools.core.records import Field, Finding, ProgressRow, Severity
from xl_tools.core.text import squeeze
from xl_tools.rules.word_lists import comparable_task


class Explained(Protocol):
    """What a clerk wrote beside a finding, as read from a workbook. ``key`` is None where none was stored."""

    @property
    def code(self) -> str: ...
    @property
    def sheet(self) -> str | None: ...
    @property
    def cell(self) -> str | None: ...
    @property
    def message(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def key(self) -> str | None: ...
    @property
    def stale(self) -> bool: ...


def key_of(row: ProgressRow | None, field: Field | None, message: str, subject: Field = Field.TASK) -> str:
    """The key of a finding: task and value in twelve characters. Without an entry, its words are the value.
    ``subject`` is the column that names the task (``Form.subject``).

    A tick is judged by what the progress text says, so that text is part of its value.
    """
    if row is None or field is None:
        values = [message]
    else:
        names = [field, Field.PROGRESS, Field.PROBLEMS] if field is Field.STATUS else [field]
        task = str(row.province_serial or comparable_task(row.text(subject)))
        values = [task, field, *(squeeze(row.text(name)) for name in names)]
    said = "\x1f".join(values).encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=6).hexdigest()


def accept(
    findings: Sequence[Finding], explanations: Iterable[Explained], earlier: Iterable[Explained] = ()
) -> tuple[Finding, ...]:
    """The findings, those with a reason accepted. Errors cannot be accepted away.

    ``explanations`` are those of the workbook itself, ``earlier`` those of last period's: there only the key counts,
    since tasks may have moved to other cells.
    """
    own = [said for said in explanations if said.text and not said.stale]
    keyed: dict[tuple[str, str | None], str] = {
        (said.code, said.key): said.text
        for said in (*(said for said in earlier if said.text and not said.stale), *own)
        if said.key
    }
    plain = {(said.code, said.sheet, said.cell, said.message): said.text for said in own if not said.key}
    if not keyed and not plain:
        return tuple(findings)
    return tuple(_accepted(finding, keyed, plain) for finding in findings)


def _accepted(
    finding: Finding,
    keyed: dict[tuple[str, str | None], str],
    plain: dict[tuple[str, str | None, str | None, str], str],
) -> Finding:
    if finding.severity is Severity.ERROR or finding.accepted is not None:
        return finding
    reason = keyed.get((finding.code, finding.key)) if finding.key else None
    reason = reason or plain.get((finding.code, finding.sheet, finding.cell, finding.message))
    return replace(finding, accepted=reason) if reason else finding
