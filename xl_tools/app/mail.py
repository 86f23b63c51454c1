"""The round's mails: drafts that a person looks through and sends, or sending them with a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.app.inputs import Paths, StrPath, each, output_folder, standing_book
from xl_tools.app.mail_contents import Content, Material, contents
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.books.file.disk import is_backup
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import Day, Moment, as_moment
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import distinct, safe_name
from xl_tools.core.period import Month
from xl_tools.core.records import Region, Severity
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.reports.round import Notice
from xl_tools.round.mail.address_book import AddressBook, key_of, read_addresses
from xl_tools.round.mail.mail_templates import Templates
from xl_tools.round.mail.mails import FileLine, Mail, MailKind, MailLine, MailReport
from xl_tools.round.mail.messages import message_bytes, message_of, split, was_edited, with_edits

if TYPE_CHECKING:
    from xl_tools.round.mail.send_log import SendLog
    from xl_tools.round.mail.smtp import Account, Mailer


_EDITED = "收件人、主题、正文用您改过的草稿里的，附件是新的；正文里的数请再核对。"


@dataclass
class Prepared:
    """The mails of a run, each with its size in bytes, and those that were not made."""

    kind: MailKind
    mails: list[tuple[Mail, int]] = field(default_factory=list)
    withheld: list[MailLine] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """What to know about a unit's mail, by unit."""
    notices: list[Notice] = field(default_factory=list)
    output: Output = field(default_factory=Output)
    """The way out for what is written of the mails; it knows what they were made from."""

    def line(self, mail: Mail, size: int, **said: Any) -> MailLine:
        files = tuple(FileLine(name=file.name, size=len(file.data)) for file in (*mail.attachments, *mail.added))
        base = MailLine(
            unit=mail.unit,
            outcome="draft",
            to=mail.to,
            cc=mail.cc,
            subject=mail.subject,
            attachments=files,
            size=size,
            note=self.notes.get(mail.unit, ""),
        )
        return replace(base, **said)


def prepare(
    kind: MailKind | str,
    files: Paths,
    *,
    addresses: StrPath | None = None,
    units: StrPath | None = None,
    period: Month | None = None,
    deadline: Moment | None = None,
    previous: StrPath | None = None,
    issued: StrPath | None = None,
    warnings: bool = False,
    settings: StrPath | None = None,
    templates: StrPath | None = None,
    signed: str = "",
    limit_mb: float | None = None,
    split_large: bool = False,
    as_of: Day | None = None,
    today: date | None = None,
    inspection: str = "",
    office: Office = OURS,
) -> Prepared:
    """The mails of a kind, with words, receivers and attachments, but neither drafted nor sent.

    ``files`` are what the kind needs: the issued folder; 收报情况 (and the issued folder, to send the blank table
    along); the collected folder; the merged workbook and pictures; the merged workbook. ``addresses`` is the workbook
    of the address sheet; ``settings`` the bureau's choice of rules; ``signed`` stands under each mail; ``today`` is
    the day of the work (without it ``as_of``), ``inspection`` what the mails call theirs, ``office`` what the office
    has settled. A message over ``limit_mb`` is withheld, or divided with ``split_large``. What hinders one is said.
    """
    which = MailKind.read(kind, "kind ")
    if limit_mb is not None and limit_mb <= 0:
        raise UserError(f"limit_mb（--limit-mb）要大于 0，不能是“{limit_mb}”。")
    due = office.deadline if deadline is None else as_moment(deadline, "deadline")
    given = occasion(as_of, units=units, period=period, settings=settings, office=office)
    people = [*office.contacts, *([Path(addresses)] if addresses is not None else [])]
    book = _address_book(people, given.units)
    words = Templates(Path(templates) if templates else None)
    # Who is late is told by the day of the work, not by the one that an office has settled to count by.
    work_day = today or (date.today() if as_of is None else given.as_of)
    material = Material(each(files), given, due, previous, issued, warnings, work_day, inspection)
    limit = int((limit_mb or load("round")["mail"]["limit_mb"]) * 2**20)
    prepared = Prepared(
        which, output=Output.beside(each(files), people, units, previous, issued, settings, templates, office.reads)
    )
    asked = list(contents(which, material))
    book = book.among(content.unit for content in asked if isinstance(content.unit, Region))
    for content in asked:
        mail = _mail(which, content, book, given.units, words, signed or office.signed)
        if isinstance(mail, str):
            prepared.withheld.append(MailLine(unit=content.name, outcome="withheld", note=mail))
            continue
        if content.note:
            prepared.notes[mail.unit] = content.note
        _add(prepared, mail, limit, split_large)
    used = {line.unit for line in prepared.withheld} | {mail.unit for mail, _ in prepared.mails}
    prepared.notices += [
        Notice(severity=Severity.WARNING, message=text, unit=unit)
        for unit, text in _loose_faults(book, given.units, used)
    ]  # fmt: skip
    return prepared


def unknown_units(addresses: StrPath) -> list[str]:
    """The units of an address book that are in no region data (development zones): a unit list tells whose they are.

    Raises UserError when it cannot be read or is no address book."""
    names = dict.fromkeys(
        person.unit
        for own in _address_book([Path(addresses)], regions.NONE).people.values()
        for person in own
        if person.role != "off"
    )
    return [name for name in names if regions.find(name) is None]


def draft(prepared: Prepared, out: StrPath, *, outlook: bool = False, alone: bool = False) -> MailReport:
    """Write each mail as a draft (``.eml``, which Outlook opens for editing) and the preview table 邮件预览.

    With ``alone`` the folder holds the drafts of one round: those of this kind that are not wanted any more are taken
    away (edited ones are kept as backups, and said); without it they are only named.
    With ``outlook`` the drafts are made in classic Outlook instead (Windows only). Raises UserError when ``out``
    cannot be written or there is no Outlook.
    """
    folder, names = Path(out), _draft_names(prepared)
    preview = folder / f"邮件预览 {prepared.kind.label}.xlsx"
    prepared.output.admit([preview, *(folder / name for name in names if not outlook)])
    output_folder(folder)
    lines: list[MailLine] = []
    if outlook:
        from xl_tools.round.mail.outlook import make_drafts

        make_drafts(mail for mail, _ in prepared.mails)
        lines = [prepared.line(mail, size) for mail, size in prepared.mails]
    else:
        for name, (mail, size) in zip(names, prepared.mails, strict=True):
            path = folder / name
            made = message_bytes(mail)
            if (edited := _edited(prepared.output, path, mail, made)) is not None:
                mail, made, size = edited, message_bytes(edited), len(message_bytes(edited))
                prepared.notes[mail.unit] = prepared.notes.get(mail.unit, "") + _EDITED
            prepared.output.write(path, made)
            lines.append(prepared.line(mail, size, file=str(path)))
    written = {Path(line.file).name for line in lines if line.file}
    old = sorted(
        path
        for path in folder.glob(f"{prepared.kind.label} *.eml")
        if not outlook and path.name not in written and not is_backup(path)
    )
    notices = [*prepared.notices, *_old_drafts(old, prepared.output, alone)]
    letters = (*lines, *prepared.withheld)
    report = MailReport(kind=prepared.kind, letters=letters, preview=str(preview), notices=tuple(notices))
    return _with_preview(report, prepared.output)


def _old_drafts(paths: Sequence[Path], output: Output, alone: bool) -> Iterator[Notice]:
    """What is said of drafts that a run before this one wrote."""
    if not paths:
        return
    some = "、".join(path.name for path in paths[:5]) + (f"等 {len(paths)} 封" if len(paths) > 5 else "")
    if not alone:
        said = f"文件夹里还有以前的草稿，不是这次写的：{some}；请不要误发。"
        yield Notice(severity=Severity.WARNING, message=said)
        return
    for path in paths:
        output.retire(path)
    yield Notice(severity=Severity.HINT, message=f"以前写的草稿已经不用发，拿走了：{some}。")


def _edited(output: Output, path: Path, mail: Mail, made: bytes) -> Mail | None:
    """The mail as somebody edited it in its draft, where it is made anew with other content; None where nobody did."""
    draft = output.standing(path)
    if draft is None or not (was_edited(draft) or output.is_edited(path, made)):
        return None
    return with_edits(mail, draft)


def _draft_names(prepared: Prepared) -> list[str]:
    stems = distinct(
        safe_name(f"{prepared.kind.label} {mail.unit} {mail.part.replace('/', '-')}") for mail, _ in prepared.mails
    )
    return [f"{stem}.eml" for stem in stems]


def send(
    prepared: Prepared,
    account: Account,
    password: str | Callable[[], str],
    *,
    log: StrPath,
    resend_uncertain: bool = False,
    now: Callable[[], datetime] = datetime.now,
    told: Callable[[MailLine], None] | None = None,
) -> MailReport:
    """Send the mails, each at most once, and write 发送记录 as it goes.

    A mail that the record knows as sent is passed over; one that may have arrived (the connection broke at the end)
    is passed over as well and named, unless ``resend_uncertain``. A mail that is refused does not stop the others.
    ``password`` may be a question, asked only when there is a mail to send.
    ``told`` hears of each mail as it is done. Raises UserError, with nothing sent, when another run is sending with
    this record, the server cannot be reached, refuses the password or knows no encryption, and at once when the record
    cannot be written.
    """
    from xl_tools.round.mail.send_log import SendLog
    from xl_tools.round.mail.smtp import Mailer

    path = Path(log)
    prepared.output.admit([path])
    output_folder(path.parent)
    lines: list[MailLine] = []
    with SendLog.held(path, prepared.output) as record:
        if not _waiting(prepared, record, resend_uncertain):
            lines = [prepared.line(mail, size, **_past(record, mail)) for mail, size in prepared.mails]
            return _sent(prepared, lines, path)
        with Mailer(account, password if isinstance(password, str) else password()) as mailer:
            for mail, size in prepared.mails:
                record.read_again()
                if _is_due(record.result(mail), resend_uncertain):
                    line = prepared.line(mail, size, **_send_one(mailer, mail, account, record, size, now))
                else:
                    line = prepared.line(mail, size, **_past(record, mail))
                lines.append(line)
                if told:
                    told(line)
    return _sent(prepared, lines, path)


def waiting(prepared: Prepared, log: StrPath, *, resend_uncertain: bool = False) -> list[tuple[Mail, int]]:
    """The mails that ``send`` would send now, by the record ``log``, each with its size in bytes."""
    from xl_tools.round.mail.send_log import SendLog

    return _waiting(prepared, SendLog.open(Path(log)), resend_uncertain)


def _waiting(prepared: Prepared, record: SendLog, resend_uncertain: bool) -> list[tuple[Mail, int]]:
    """The mails that are due; of one that goes to a unit a second time, changed, that is said in its note."""
    due = [entry for entry in prepared.mails if _is_due(record.result(entry[0]), resend_uncertain)]
    keys = {mail.key for mail, _ in prepared.mails}
    for mail, _ in due:
        note = prepared.notes.get(mail.unit, "")
        if (when := record.sent_before(mail, keys)) and when not in note:
            said = f"{when} 给它发过这一期的“{mail.kind.label}”，和这封不同（改过，或打开另存过）；这封是再发。"
            prepared.notes[mail.unit] = note + said
    return due


def _sent(prepared: Prepared, lines: Sequence[MailLine], log: Path) -> MailReport:
    mails = (*lines, *prepared.withheld)
    notices, kept = tuple(prepared.notices), tuple(prepared.output.kept)
    return MailReport(kind=prepared.kind, letters=mails, log=str(log), notices=notices, kept=kept)


def _is_due(result: str | None, resend_uncertain: bool) -> bool:
    from xl_tools.round.mail.send_log import SENT, UNCERTAIN

    return result != SENT and (result != UNCERTAIN or resend_uncertain)


def _past(record: SendLog, mail: Mail) -> dict[str, object]:
    """What is said of a mail that an earlier run dealt with."""
    from xl_tools.round.mail.send_log import SENT

    if record.result(mail) == SENT:
        return {"outcome": "already_sent", "note": "以前已经发送，这次没有再发。"}
    if record.was_deleted(mail):
        gone = (
            "发送记录里它的那一行（或者那一行的指纹）被删掉了，以前发过，或者可能发过，这次没有再发；"
            "确实要再发的加 --resend-uncertain。"
        )
        return {"outcome": "uncertain", "note": gone}
    return {
        "outcome": "uncertain",
        "note": "上次发送时连接中断，不知道是否送到；请在发件箱或向收件人核实，没有送到的加 --resend-uncertain 再发。",
    }


def _send_one(
    mailer: Mailer, mail: Mail, account: Account, record: SendLog, size: int, now: Callable[[], datetime]
) -> dict[str, object]:
    """Send a mail; a connection that broke before the mail was out is tried once more."""
    from xl_tools.round.mail.send_log import FAILED, SENDING, SENT, UNCERTAIN
    from xl_tools.round.mail.smtp import Broken, NotSent, Uncertain

    data = message_of(mail, sender=account.sender, name=account.name, date=now().astimezone()).as_bytes()
    receivers = (*mail.to, *mail.cc)
    record.write(mail, SENDING, size, "", now())
    try:
        try:
            mailer.send(data, account.sender, receivers)
        except Broken:
            mailer.send(data, account.sender, receivers)
    except NotSent as error:
        record.write(mail, FAILED, size, f"{error}。", now())
        return {"outcome": "failed", "note": f"{error}。"}
    except Uncertain as error:
        record.write(mail, UNCERTAIN, size, f"{error}。", now())
        return {"outcome": "uncertain", "note": f"{error}。"}
    record.write(mail, SENT, size, "", now())
    return {"outcome": "sent"}


# --- mails -----------------------------------------------------------------------------------------


def _address_book(paths: Sequence[Path], units: regions.UnitList) -> AddressBook:
    """The people of all address books. Raises UserError when there is none, or none of them is one."""
    if not paths:
        raise UserError("没有通讯录，不知道发给谁；请给出通讯录工作簿（命令行用 --addresses），或填在工作台里。")
    book = read_addresses((grid for path in paths for grid in read_book(path).grids), units=units)
    if not book.found:
        hidden = "".join(text for _, text in book.faults)
        names = "、".join(f"“{path.name}”" for path in paths)
        raise UserError(f"{names}里没有找到通讯录；表头要有“单位”和“邮箱”两列（另可有姓名、角色）。{hidden}")
    return book


def _mail(
    kind: MailKind, content: Content, book: AddressBook, units: regions.UnitList, words: Templates, signed: str
) -> Mail | str:
    """The mail; or why there is none."""
    if content.problem:
        return content.problem
    office = (key_of(content.office, units), squeeze(content.office)) if content.office else ()
    keys = (*office, key_of(content.unit, units), key_of(content.name, units), squeeze(content.name))
    key = next((key for key in keys if key in book.people), keys[0])
    fault = book.fault_of(key)
    if key in book.shared:
        return book.shared[key]
    to = book.to(key)
    if not to:
        return f"通讯录里没有{content.name}可用的收件地址，没有生成。{fault}"
    values = {
        **content.values,
        "unit": content.office or content.name,
        "sender": signed,
        "attachments": [attachment.name for attachment in content.attachments],
    }
    subject, body = words.render(kind, values)
    return Mail(kind, content.name, content.period, to, book.cc(key), subject, body, content.attachments)


def _add(prepared: Prepared, mail: Mail, limit: int, split_large: bool) -> None:
    """The mail, or its parts, or why it is withheld."""
    size = len(message_bytes(mail))
    if size <= limit:
        prepared.mails.append((mail, size))
        return
    pieces = split(mail, limit)
    sizes = [len(message_bytes(piece)) for piece in pieces]
    if max(sizes) <= limit and split_large:
        prepared.mails += zip(pieces, sizes, strict=True)
        return
    said = f"邮件共 {size / 2**20:.1f} MB，超过 {limit / 2**20:g} MB 的上限，没有生成；"
    if max(sizes) <= limit:
        said += f"可以加 --split 分成 {len(pieces)} 封，或压缩图片后再试。"
    else:
        big = max(mail.attachments, key=lambda file: len(file.data), default=None)
        said += f"其中“{big.name}”一个就放不下，请压缩或另行传送。" if big else "请缩短正文。"
    prepared.withheld.append(prepared.line(mail, size, outcome="withheld", note=said))


def _loose_faults(book: AddressBook, units: regions.UnitList, used: set[str]) -> list[tuple[str, str]]:
    """Faults of the address sheet that no withheld mail has told."""
    told = {key_of(unit, units) for unit in used}
    return [(key, text) for key, text in book.faults if key not in told or book.to(key)]


def _with_preview(report: MailReport, output: Output) -> MailReport:
    from xl_tools.round.mail.preview import preview_bytes  # XlsxWriter is paid for only here

    if report.preview:
        output.write(Path(report.preview), preview_bytes(report, standing_book(Path(report.preview))))
    return replace(report, kept=tuple(output.kept))
