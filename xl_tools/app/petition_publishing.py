"""What the public is told of a batch: the list of its petitions, and the bulletin."""

from __future__ import annotations

from pathlib import Path

from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.petition_statistics import CountedUnder, not_understood, whole_ledger
from xl_tools.books.file.output import Output
from xl_tools.core import regions
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.petitions.bulletin import day_in_words, in_chinese, sentences
from xl_tools.reports.petitions import PetitionFileReport
from xl_tools.rules.petition.closing import published_text_names_people
from xl_tools.rules.petition.compared import batch_is_not_whole


def publish_petitions(
    ledger: StrPath,
    *,
    batch: int,
    out: StrPath,
    name: str = "",
    issuer: str = "",
    as_of: Day | None = None,
    office: Office = OURS,
) -> PetitionFileReport:
    """Write 公开一览表 (.xlsx, .docx) and 公开稿 (.docx) of a batch into a folder. ``name`` is the place that the
    petitions were handed to, ``issuer`` who publishes.

    Columns are let through by a list, and texts are searched: where one of them holds a telephone number, an identity
    number or the name of a complainant, nothing is written and the findings say where. A batch that the ledger does
    not hold whole is a finding, too. Raises UserError when there is no such batch.
    """
    day = occasion(as_of, office=office).as_of
    file, folder = Path(ledger), Path(out)
    own = whole_ledger(file, day, office)
    petitions = own.by_batch.get(batch, ())
    if not petitions:
        raise UserError(f"台账里没有第{batch}批的信访件，没有写出文件。")
    findings = tuple(published_text_names_people(petitions, own.sheet.sheet))
    if findings:
        return PetitionFileReport(written=(), total=len(petitions), findings=findings)
    findings = (*batch_is_not_whole(own, batch), *not_understood(petitions, own.sheet))
    from xl_tools.write.documents.fill import fill
    from xl_tools.write.documents.template import template_bytes
    from xl_tools.write.petitions.public_list import public_list_bytes, public_rows

    number = f"第{in_chinese(batch)}批"
    handed = own.handed_on(batch)
    told = f"（{number}{' ' + day_in_words(handed) if handed else ''}）"
    title = f"群众信访举报转办和边督边改公开情况一览表{told}"
    place = regions.find(name, units=office.units) if name else None
    unit_of = CountedUnder(place, office.units) if place else str
    area = name or (own.sheet.region.name if own.sheet.region else "我市")
    listing = {"title": title, "issuer": issuer, "petitions": public_rows(petitions)}
    told_all = {
        "title": f"{number}群众信访举报件转办和办理情况",
        "sentences": list(sentences(own, batch, day, area, unit_of)),
        "issuer": issuer,
        "date": day_in_words(day),
    }
    made = {
        folder / f"公开一览表（{number}）.xlsx": public_list_bytes(petitions, title, issuer),
        folder / f"公开一览表（{number}）.docx": fill(template_bytes("petition_list"), listing, "公开一览表"),
        folder / f"公开稿（{number}）.docx": fill(template_bytes("petition_bulletin"), told_all, "公开稿"),
    }
    output = Output.beside(file, office.reads)
    output.admit(made)
    output_folder(folder)
    for path, data in made.items():
        output.write(path, data)
    return PetitionFileReport(
        written=tuple(map(str, made)),
        total=len(petitions),
        findings=findings,
        notes=tuple(told_all["sentences"]),
        kept=tuple(output.kept),
    )
