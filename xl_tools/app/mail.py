"""The round's letters: drafts that a person looks through and sends, or sending them with a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.inputs import StrPath, output_folder, unit_list
from xl_tools.app.letter_contents import Content, Material, contents
from xl_tools.books.file.disk import write_atomic
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import distinct, safe_name
from xl_tools.core.records import Severity
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.reports.round import Notice
from xl_tools.round.mail.address_book import AddressBook, key_of, read_addresses
from xl_tools.round.mail.letter_templates import Templates
from xl_tools.round.mail.letters import FileLine, Kind, Letter, LetterLine, MailReport
from xl_tools.round.mail.messages import message_bytes, message_of, split

if TYPE_CHECKING:
    from xl_tools.round.mail.send_log import SendLog
    from xl_tools.round.mail.smtp import Account, Mailer


@dataclass
class Prepared:
    """The letters of a run, each with its size in bytes, and those that were not made."""

    kind: Kind
    letters: list[tuple[Letter, int]] = field(default_factory=list)
    withheld: list[LetterLine] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """What to know about a unit's letter, by unit."""
    notices: list[Notice] = field(default_factory=list)

    def line(self, letter: Letter, size: int, **said: object) -> LetterLine:
        files = tuple(FileLine(name=file.name, size=len(file.data)) for file in letter.attachments)
        base = LetterLine(
            unit=letter.unit,
            outcome="draft",
            to=letter.to,
            cc=letter.cc,
            subject=letter.subject,
            attachments=files,
            size=size,
            note=self.notes.get(letter.unit, ""),
        )
        return base.model_copy(update=said)


def prepare(
    kind: Kind | str,
    files: Sequence[StrPath],
    *,
    addresses: StrPath,
    units: StrPath | None = None,
    period: str | None = None,
    deadline: datetime | None = None,
    previous: StrPath | None = None,
    baseline: StrPath | None = None,
    warnings: bool = False,
    settings: StrPath | None = None,
    templates: StrPath | None = None,
    signed: str = "",
    limit_mb: float | None = None,
    split_large: bool = False,
    as_of: date | None = None,
) -> Prepared:
    """The letters of a kind, with words, receivers and attachments, but neither drafted nor sent.

    ``files`` are what the kind needs: the issued folder; 收报情况 (and the issued folder, to send the blank table
    along); the collected folder; the merged workbook and pictures; the merged workbook. ``addresses`` is the workbook
    of the address sheet; ``settings`` the bureau's choice of rules; ``signed`` stands under each letter. A message
    over ``limit_mb`` is withheld, or divided with ``split_large``. Whatever keeps one unit's letter from being made is
    said and does not stop the others.
    """
    which = Kind.read(kind)
    listed = unit_list(units)
    book = _address_book(Path(addresses), listed)
    words = Templates(Path(templates) if templates else None)
    day = as_of or date.today()
    material = Material(files, day, listed, units, period, deadline, previous, baseline, warnings, settings)
    limit = int((limit_mb or load("round")["mail"]["limit_mb"]) * 2**20)
    prepared = Prepared(which)
    for content in contents(which, material):
        letter = _letter(which, content, book, listed, words, signed)
        if isinstance(letter, str):
            prepared.withheld.append(LetterLine(unit=content.name, outcome="withheld", note=letter))
            continue
        if content.note:
            prepared.notes[letter.unit] = content.note
        _add(prepared, letter, limit, split_large)
    used = {line.unit for line in prepared.withheld} | {letter.unit for letter, _ in prepared.letters}
    prepared.notices += [
        Notice(severity=Severity.WARNING, message=text, unit=unit)
        for unit, text in _loose_faults(book, listed, used)
    ]  # fmt: skip
    return prepared


def unknown_units(addresses: StrPath) -> list[str]:
    """The units of an address book that are in no region data (development zones): a unit list tells whose they are.

    Raises UserError when it cannot be read or is no address book."""
    names = dict.fromkeys(
        person.unit
        for own in _address_book(Path(addresses), regions.NONE).people.values()
        for person in own
        if person.role != "off"
    )
    return [name for name in names if regions.find(name) is None]


def draft(prepared: Prepared, out: StrPath, *, outlook: bool = False) -> MailReport:
    """Write each letter as a draft (``.eml``, which Outlook opens for editing) and the preview table 邮件预览.

    With ``outlook`` the drafts are made in classic Outlook instead (Windows only). Raises UserError when ``out``
    cannot be written or there is no Outlook.
    """
    folder = output_folder(Path(out))
    lines: list[LetterLine] = []
    if outlook:
        from xl_tools.round.mail.outlook import make_drafts

        make_drafts(letter for letter, _ in prepared.letters)
        lines = [prepared.line(letter, size) for letter, size in prepared.letters]
    else:
        names = distinct(
            safe_name(f"{prepared.kind.label} {letter.unit} {letter.part.replace('/', '-')}")
            for letter, _ in prepared.letters
        )
        for name, (letter, size) in zip(names, prepared.letters, strict=True):
            path = folder / f"{name}.eml"
            write_atomic(path, message_bytes(letter))
            lines.append(prepared.line(letter, size, file=str(path)))
    written = {Path(line.file).name for line in lines if line.file}
    old = sorted(
        path.name for path in folder.glob(f"{prepared.kind.label} *.eml") if not outlook and path.name not in written
    )
    notices = list(prepared.notices)
    if old:
        some = "、".join(old[:5]) + (f"等 {len(old)} 封" if len(old) > 5 else "")
        notices.append(
            Notice(severity=Severity.WARNING, message=f"文件夹里还有以前的草稿，不是这次写的：{some}；请不要误发。")
        )
    report = MailReport(
        kind=prepared.kind,
        letters=(*lines, *prepared.withheld),
        preview=str(folder / f"邮件预览 {prepared.kind.label}.xlsx"),
        notices=tuple(notices),
    )
    return _with_preview(report)


def send(
    prepared: Prepared,
    account: Account,
    password: str | Callable[[], str],
    *,
    log: StrPath,
    resend_uncertain: bool = False,
    now: Callable[[], datetime] = datetime.now,
    told: Callable[[LetterLine], None] | None = None,
) -> MailReport:
    """Send the letters, each at most once, and write 发送记录 as it goes.

    A letter that the record knows as sent is passed over; one that may have arrived (the connection broke at the end)
    is passed over as well and named, unless ``resend_uncertain``. A letter that is refused does not stop the others.
    ``password`` may be a question, asked only when there is a letter to send.
    ``told`` hears of each letter as it is done. Raises UserError, with nothing sent, when another run is sending with
    this record, the server cannot be reached, refuses the password or knows no encryption, and at once when the record
    cannot be written.
    """
    from xl_tools.round.mail.send_log import SendLog
    from xl_tools.round.mail.smtp import Mailer

    path = Path(log)
    output_folder(path.parent)
    lines: list[LetterLine] = []
    with SendLog.held(path) as record:
        if not _waiting(prepared, record, resend_uncertain):
            lines = [prepared.line(letter, size, **_past(record, letter)) for letter, size in prepared.letters]
            return _sent(prepared, lines, path)
        with Mailer(account, password if isinstance(password, str) else password()) as mailer:
            for letter, size in prepared.letters:
                record.read_again()
                if _is_due(record.result(letter), resend_uncertain):
                    line = prepared.line(letter, size, **_send_one(mailer, letter, account, record, size, now))
                else:
                    line = prepared.line(letter, size, **_past(record, letter))
                lines.append(line)
                if told:
                    told(line)
    return _sent(prepared, lines, path)


def waiting(prepared: Prepared, log: StrPath, *, resend_uncertain: bool = False) -> list[tuple[Letter, int]]:
    """The letters that ``send`` would send now, by the record ``log``, each with its size in bytes."""
    from xl_tools.round.mail.send_log import SendLog

    return _waiting(prepared, SendLog.open(Path(log)), resend_uncertain)


def _waiting(prepared: Prepared, record: SendLog, resend_uncertain: bool) -> list[tuple[Letter, int]]:
    return [entry for entry in prepared.letters if _is_due(record.result(entry[0]), resend_uncertain)]


def _sent(prepared: Prepared, lines: Sequence[LetterLine], log: Path) -> MailReport:
    letters = (*lines, *prepared.withheld)
    return MailReport(kind=prepared.kind, letters=letters, log=str(log), notices=tuple(prepared.notices))


def _is_due(result: str | None, resend_uncertain: bool) -> bool:
    from xl_tools.round.mail.send_log import SENT, UNCERTAIN

    return result != SENT and (result != UNCERTAIN or resend_uncertain)


def _past(record: SendLog, letter: Letter) -> dict[str, object]:
    """What is said of a letter that an earlier run dealt with."""
    from xl_tools.round.mail.send_log import SENT

    if record.result(letter) == SENT:
        return {"outcome": "already_sent", "note": "以前已经发送，这次没有再发。"}
    return {
        "outcome": "uncertain",
        "note": "上次发送时连接中断，不知道是否送到；请在发件箱或向收件人核实，没有送到的加 --resend-uncertain 再发。",
    }


def _send_one(
    mailer: Mailer, letter: Letter, account: Account, record: SendLog, size: int, now: Callable[[], datetime]
) -> dict[str, object]:
    """Send a letter; a connection that broke before the letter was out is tried once more."""
    from xl_tools.round.mail.send_log import FAILED, SENDING, SENT, UNCERTAIN
    from xl_tools.round.mail.smtp import Broken, NotSent, Uncertain

    data = message_of(letter, sender=account.sender, name=account.name, date=now().astimezone()).as_bytes()
    receivers = (*letter.to, *letter.cc)
    record.write(letter, SENDING, size, "", now())
    try:
        try:
            mailer.send(data, account.sender, receivers)
        except Broken:
            mailer.send(data, account.sender, receivers)
    except NotSent as error:
        record.write(letter, FAILED, size, f"{error}。", now())
        return {"outcome": "failed", "note": f"{error}。"}
    except Uncertain as error:
        record.write(letter, UNCERTAIN, size, f"{error}。", now())
        return {"outcome": "uncertain", "note": f"{error}。"}
    record.write(letter, SENT, size, "", now())
    return {"outcome": "sent"}


# --- letters -----------------------------------------------------------------------------------------


def _address_book(path: Path, listed: regions.UnitList) -> AddressBook:
    book = read_addresses((grid.rows for grid in read_book(path).grids), units=listed)
    if not book.found:
        raise UserError(f"“{path.name}”里没有找到通讯录；表头要有“单位”和“邮箱”两列（另可有姓名、角色）。")
    return book


def _letter(
    kind: Kind, content: Content, book: AddressBook, listed: regions.UnitList, words: Templates, signed: str
) -> Letter | str:
    """The letter; or why there is none."""
    if content.problem:
        return content.problem
    keys = (key_of(content.unit, listed), key_of(content.name, listed), squeeze(content.name))
    key = next((key for key in keys if key in book.people), keys[0])
    fault = book.fault_of(key)
    if key in book.shared:
        return book.shared[key]
    to = book.to(key)
    if not to:
        return f"通讯录里没有{content.name}可用的收件地址，没有生成。{fault}"
    values = {
        **content.values,
        "unit": content.name,
        "sender": signed,
        "attachments": [attachment.name for attachment in content.attachments],
    }
    subject, body = words.render(kind, values)
    return Letter(kind, content.name, content.period, to, book.cc(key), subject, body, content.attachments)


def _add(prepared: Prepared, letter: Letter, limit: int, split_large: bool) -> None:
    """The letter, or its parts, or why it is withheld."""
    size = len(message_bytes(letter))
    if size <= limit:
        prepared.letters.append((letter, size))
        return
    pieces = split(letter, limit)
    sizes = [len(message_bytes(piece)) for piece in pieces]
    if max(sizes) <= limit and split_large:
        prepared.letters += zip(pieces, sizes, strict=True)
        return
    said = f"邮件共 {size / 2**20:.1f} MB，超过 {limit / 2**20:g} MB 的上限，没有生成；"
    if max(sizes) <= limit:
        said += f"可以加 --split 分成 {len(pieces)} 封，或压缩图片后再试。"
    else:
        big = max(letter.attachments, key=lambda file: len(file.data), default=None)
        said += f"其中“{big.name}”一个就放不下，请压缩或另行传送。" if big else "请缩短正文。"
    prepared.withheld.append(prepared.line(letter, size, outcome="withheld", note=said))


def _loose_faults(book: AddressBook, listed: regions.UnitList, used: set[str]) -> list[tuple[str, str]]:
    """Faults of the address sheet that no withheld letter has told."""
    told = {key_of(unit, listed) for unit in used}
    return [(key, text) for key, text in book.faults if key not in told or book.to(key)]


def _with_preview(report: MailReport) -> MailReport:
    from xl_tools.round.mail.preview import preview_bytes  # XlsxWriter is paid for only here

    if report.preview:
        write_atomic(Path(report.preview), preview_bytes(report))
    return report
