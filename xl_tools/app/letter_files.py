"""The files of a kind of letters: one a unit in a folder, and the register in which they are entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.books.file.disk import is_there
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import cn_date
from xl_tools.core.file_names import safe_name
from xl_tools.core.grid import Book
from xl_tools.core.working_days import national
from xl_tools.reports.document import Letter, LetterReport
from xl_tools.write.documents.fill import fill
from xl_tools.write.documents.register import Entered, entered_in, register_bytes
from xl_tools.write.documents.template import template_bytes


@dataclass(frozen=True, slots=True)
class ToUnit:
    """What a unit's letter is about, as the register names it, and the fields of the template."""

    about: tuple[str, ...]
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LetterFiles:
    """``asked`` is the kind in ``data/documents.toml``; ``known`` the register as it stands, with what people added."""

    asked: Mapping[str, Any]
    source: Path
    folder: Path
    output: Output
    register: Path | None
    known: Book | None
    entered: tuple[Entered, ...]

    @classmethod
    def at(
        cls, asked: Mapping[str, Any], source: Path, out: StrPath, register: StrPath | None, info: StrPath | None
    ) -> Self:
        """Raises UserError where the register is a file that the run reads."""
        output = Output.beside(source, info)
        kept = Path(register) if register is not None else None
        output.admit([kept] if kept else [])
        known = read_book(kept) if kept is not None and is_there(kept) else None
        return cls(asked, source, Path(out), output, kept, known, tuple(entered_in(known)) if known else ())

    def reply_by(self, sent: date) -> date:
        """The last working day by which a letter of that day is to be answered."""
        return national().end_of(sent + timedelta(days=1), int(self.asked["days"])).day

    def write(self, letters: Mapping[str, ToUnit], *, reply_by: date, day: date) -> LetterReport:
        """Write the letter of each unit, then the register: one for the numbers of the same ``day`` is entered once.

        Raises UserError, before anything is written, where one of the files cannot be.
        """
        name = str(self.asked["letter"])
        targets = {unit: self.folder / f"{safe_name(f'{name}（{unit}）')}.docx" for unit in letters}
        self.output.admit(targets.values())
        if self.register is not None:
            output_folder(self.register.parent)
            self.output.make_ready([self.register])
        output_folder(self.folder)
        template = template_bytes(self.asked["template"])
        for unit, letter in letters.items():
            self.output.write(targets[unit], fill(template, letter.fields, f"自带的{name}"))
        if self.register is not None:
            there = {one.same for one in self.entered}
            made = (self._entered(unit, one, targets[unit], reply_by, day) for unit, one in letters.items())
            new = [one for one in made if one.same not in there]
            self.output.write(self.register, register_bytes([*self.entered, *new], self.known))
        return LetterReport(
            source=str(self.source),
            kind=name,
            letters=tuple(
                Letter(unit=unit, tasks=one.about, reply_by=reply_by, path=str(targets[unit]))
                for unit, one in letters.items()
            ),
            register_file=str(self.register) if self.register is not None else None,
            kept=tuple(self.output.kept),
        )

    def _entered(self, unit: str, letter: ToUnit, path: Path, reply_by: date, day: date) -> Entered:
        about = letter.about[: self.asked.get("most_named")]
        return Entered(
            kind=str(self.asked["letter"]),
            number="",
            sent="",
            unit=unit,
            tasks=about,
            day=cn_date(day),
            reply_by=cn_date(reply_by),
            file=path.name,
        )
