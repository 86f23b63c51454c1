"""From tables as they are read to petitions: each cell's meaning, and what title and workbook add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.parse.table.roles import day_in, stage_done
from xl_tools.petitions.records import COUNTS, REPORTED, Batch, Channel, Conventions, Ledger, Petition
from xl_tools.petitions.words import (
    amount_of,
    batch_in_title,
    batch_of,
    batches_in,
    channel_of,
    code_of,
    count_of,
    day_of_hand_over,
    is_known,
    money,
    pattern,
    regions_in,
    says_nothing,
    says_yes,
    settled_of,
    shares_in,
    types_in,
    unit_in,
    verdict_of,
)

CODE, BATCH, HANDED, CHANNEL = Field("code"), Field("batch"), Field("handed"), Field("channel")
SHARE, TYPES, KEY, COMPLAINT = Field("share"), Field("types"), Field("key"), Field("complaint")
INQUIRY, VERDICT, HANDLING, LATEST = Field("inquiry"), Field("verdict"), Field("handling"), Field("latest")
SETTLED, DONE_ON, NEXT_DUE = Field("settled"), Field("done_on"), Field("next_due")
ACCOUNTED, FINE, FINE_YUAN = Field("accounted"), Field("fine"), Field("fine_yuan")
REPEAT, REPEAT_OF, AGAIN, RECHECK = Field("repeat"), Field("repeat_of"), Field("again"), Field("recheck")
ACCEPTED, NOTICED, CLOSED, PUBLISHED = Field("accepted"), Field("noticed"), Field("closed"), Field("published")
TASKS = Field("tasks")
SECTION = "小标题"
"""Columns of the form, by what they hold."""


def is_petitions(sheet: ProgressSheet) -> bool:
    """Whether the rows of a table are petitions."""
    return sheet.form.subject is COMPLAINT


def is_batches(sheet: ProgressSheet) -> bool:
    return sheet.form.subject is BATCH


def ledger_of(sheet: ProgressSheet, conventions: Conventions, others: Iterable[ProgressSheet] = ()) -> Ledger:
    """A table's petitions; ``others`` are the tables beside it, the lines of batches among them."""
    heading = sheet.title
    lines = (heading, *(line for line in sheet.above if line != heading))
    batch = next((number for line in lines if (number := batch_in_title(line))), None)
    # The day over a table that answers may be that of the answer.
    answers = any(name in sheet.columns for name in REPORTED)
    day = day_in(heading) if batch or not answers else day_of_hand_over(heading)
    day = day or (next((day for line in lines if (day := day_of_hand_over(line))), None) if batch else None)
    reader = _Reader(sheet, conventions, batch, day)
    batches = [batch for other in others if is_batches(other) for batch in batches_of(other)]
    return Ledger(
        sheet=sheet,
        petitions=tuple(map(reader.petition, sheet.rows)),
        conventions=conventions,
        batches=tuple(batches),
        public=bool(pattern("public").search(heading)),
    )


class _Reader:
    def __init__(self, sheet: ProgressSheet, conventions: Conventions, batch: int | None, day: date | None) -> None:
        self.sheet = sheet
        self.conventions = conventions
        self.batch = batch
        self.day = day

    def petition(self, row: ProgressRow) -> Petition:
        text = row.text
        code, part = code_of(text(CODE))
        regions, shares = regions_in(text(Field.REGION))
        types, unknown = types_in(text(TYPES), self.conventions.types)
        batch_text, handed_text = text(BATCH), text(HANDED)
        row, section = self._apart(row)
        batch, day = batch_in_title(section), day_in(section)
        return Petition(
            row=row.row,
            source=row,
            code=code,
            part=part,
            batch=batch_of(batch_text) if batch_text else batch or self.batch,
            handed=day_in(handed_text) if handed_text else day or (None if batch else self.day),
            channel=channel_of(text(CHANNEL)),
            key=says_yes(text(KEY)) or text(CODE)[:1] in ("★", "☆"),
            regions=regions,
            shares=shares_in(text(SHARE)) or shares,
            types=types,
            unknown_types=unknown,
            verdict=verdict_of(text(VERDICT)),
            settled=settled_of(text(SETTLED)),
            done_on=day_in(text(DONE_ON)),
            next_due=day_in(text(NEXT_DUE)),
            counts={name: count for name in COUNTS if (count := self._count(row, name)) is not None},
            fine=self._fine(row),
            repeat=says_yes(text(REPEAT)),
            again=batches_in(text(AGAIN)),
            accepted=day_in(text(ACCEPTED)),
            noticed=day_in(text(NOTICED)),
            closed=day_in(text(CLOSED)),
            is_closed=bool(day_in(text(CLOSED)) or stage_done(text(CLOSED))),
            published=day_in(text(PUBLISHED)),
            is_published=bool(day_in(text(PUBLISHED)) or stage_done(text(PUBLISHED))),
            odd=frozenset(self._odd(row)),
        )

    def _apart(self, row: ProgressRow) -> tuple[ProgressRow, str]:
        """A row without the line over it and its neighbours (第三批, 水污染类), and that line. One that names no batch
        is carried like a column of the unit's own."""
        section = "" if Field.KIND in self.sheet.columns else row.text(Field.KIND)
        if not section:
            return row, ""
        texts = {name: text for name, text in row.texts.items() if name is not Field.KIND}
        more = {} if batch_in_title(section) else {SECTION: section}
        return replace(row, texts=texts, extras={**row.extras, **more}), section

    def _count(self, row: ProgressRow, name: Field) -> int | None:
        return count_of(row.text(name)) if name in self.sheet.columns else None

    def _fine(self, row: ProgressRow) -> Decimal | None:
        """In 元, whatever the column is in."""
        name = FINE_YUAN if FINE_YUAN in self.sheet.columns else FINE
        text = money(row.text(name))
        amount = amount_of(text) if name in self.sheet.columns else None
        unit = unit_in(text) or ("元" if name is FINE_YUAN else self.conventions.fine_unit)
        return None if amount is None else amount * (10_000 if unit == "万元" else 1)

    def _odd(self, row: ProgressRow) -> Iterable[Field]:
        for name, kind in ((VERDICT, "verdict"), (SETTLED, "settled"), (CHANNEL, "channel")):
            text = row.text(name)
            if text.strip() and not is_known(kind, text):
                yield name
        for name in COUNTS:
            if name in self.sheet.columns and count_of(row.text(name)) is None:
                yield name
        for name in (FINE, FINE_YUAN):
            amount = amount_of(money(row.text(name))) if name in self.sheet.columns else Decimal(0)
            if amount is None or amount < 0:
                yield name


def batches_of(sheet: ProgressSheet) -> Sequence[Batch]:
    """The lines of a sheet of batches."""
    found = []
    for row in sheet.rows:
        numbers = {
            Channel(name): count
            for name in ("calls", "letters", "others")
            if Field(name) in sheet.columns and (count := count_of(row.text(Field(name)))) is not None
        }
        total = row.text(Field("total"))
        found.append(
            Batch(
                number=batch_of(row.text(BATCH)),
                row=row.row,
                sheet=sheet.sheet,
                handed=day_in(row.text(HANDED)),
                total=count_of(total) if not says_nothing(total) or total.strip() == "0" else None,
                by_channel=numbers,
                key=count_of(row.text(KEY)) if KEY in sheet.columns else None,
            )
        )
    return found
