"""Collecting: whose file is it, which copy counts, what is named and left, and that originals stay as they are."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.robot import answer, fill, ticked
from tests.round.round_kit import sheet, task_table
from xl_tools.app.check import check
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.core.errors import UserError
from xl_tools.core.records import Level, Severity, Status
from xl_tools.reports.round import CollectReport, IssuedBook, ReceivedFile, UnitReceipt
from xl_tools.write.form_books import FormRow, write_progress_form

AS_OF = date(2022, 12, 20)
OLD, NEW = datetime(2022, 12, 18, 9), datetime(2022, 12, 19, 9)


class Round:
    """A city's issued workbooks, and an inbox."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inbox, self.out = folder, folder / "来件", folder / "收报"
        self.inbox.mkdir()
        tasks = task_table(folder / "任务.xlsx", "丽水市")
        report = issue(tasks, out=folder / "下发", period="2022-12", as_of=AS_OF)
        self.books = {book.unit: book for book in report.units}

    def book(self, unit: str) -> IssuedBook:
        return self.books[unit]

    def answer(self, unit: str, name: str, *, words: str = "", saved: datetime = OLD, **options: object) -> Path:
        """A filled workbook in the inbox; ``words`` make its first answer another one."""
        first = {1: (answer(unit, 1, "甲") + words, ticked(Status.COMPLETED))} if words else {}
        return fill(Path(self.book(unit).path), self.inbox / name, first, saved=saved, **options)  # type: ignore[arg-type]

    def collect(self, **options: object) -> CollectReport:
        settings: dict[str, object] = {"issued": self.folder / "下发", "as_of": AS_OF} | options
        return collect(self.inbox, out=self.out, **settings)  # type: ignore[arg-type]


@pytest.fixture
def city(tmp_path: Path) -> Round:
    return Round(tmp_path)


def by_source(report: CollectReport) -> dict[str, ReceivedFile]:
    return {file.source: file for file in report.files}


def of(report: CollectReport, unit: str) -> UnitReceipt:
    return next(entry for entry in report.units if entry.unit == unit)


def own_table(path: Path, region: str, title: str, *, serial: str = "1") -> Path:
    """A table made without our workbook."""
    rows = [
        FormRow(
            region,
            serial,
            "第1项：河岸堆场。",
            "整改目标：\n清。\n整改措施：\n1.清理。",
            "2023年底前",
            "1.清理完毕。",
            "",
        )
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_progress_form(path, title=title, level=Level.COUNTY, rows=rows, lock=False, instructions=False)
    return path


# --- whose it is -----------------------------------------------------------------------------------


def test_what_was_issued_is_known_whatever_the_file_is_called(city: Round) -> None:
    city.answer("松阳县", "新建 Microsoft Excel 工作表 (2).xlsx")
    report = city.collect()
    file = by_source(report)["新建 Microsoft Excel 工作表 (2).xlsx"]
    assert (file.outcome, file.unit, file.period, file.by) == ("accepted", "松阳县", "2022-12", "identity")
    assert Path(file.copied or "").name == "松阳县2022年12月整改进展情况表.xlsx"
    entry = of(report, "松阳县")
    assert (entry.state, entry.errors, entry.warnings) == ("received", 0, 0)
    assert [unit.state for unit in report.units].count("missing") == 8


def test_a_table_of_their_own_is_known_by_its_content_and_then_by_its_name(city: Round) -> None:
    own_table(city.inbox / "a.xlsx", "龙泉市", "整改进展情况表（2022年12月）")
    own_table(city.inbox / "云和县" / "表.xlsx", "", "整改进展情况表（2022年12月）")
    own_table(city.inbox / "庆元12月.xlsx", "", "整改进展情况表")
    files = by_source(city.collect())
    assert [(file.outcome, file.unit, file.by) for file in files.values()] == [
        ("accepted", "龙泉市", "content"),
        ("accepted", "云和县", "name"),
        ("accepted", "庆元县", "name"),
    ]
    assert (files["庆元12月.xlsx"].period, files["庆元12月.xlsx"].note) == ("2022-12", "")


def test_a_short_name_inside_another_places_name_is_not_taken_for_it(city: Round) -> None:
    own_table(city.inbox / "龙泉驿区.xlsx", "", "整改进展情况表（2022年12月）")
    assert by_source(city.collect())["龙泉驿区.xlsx"].outcome == "unknown"


def test_a_name_that_contradicts_the_table_is_said(city: Round) -> None:
    city.answer("松阳县", "遂昌县.xlsx")
    file = by_source(city.collect())["遂昌县.xlsx"]
    assert (file.outcome, file.unit) == ("accepted", "松阳县")
    assert "文件名（或文件夹名）写的是遂昌县，表是松阳县的" in file.note


def test_a_workbook_issued_to_one_and_filled_in_by_another_waits_for_a_person(city: Round) -> None:
    city.answer("松阳县", "表.xlsx", cells={f"A{row}": "青田县" for row in range(4, 8)})
    report = city.collect()
    assert by_source(report)["表.xlsx"].outcome == "doubtful"
    assert of(report, "松阳县").state == "doubtful"
    assert of(report, "松阳县").note == "这份表是下发给松阳县的，表里填的却是青田县。"
    assert of(report, "青田县").state == "missing"
    assert not list((city.out).rglob("*县*.xlsx"))
    assert report.exit_code == 1


def test_another_period_is_kept_apart(city: Round) -> None:
    own_table(city.inbox / "a.xlsx", "龙泉市", "整改进展情况表（2022年11月）")
    report = city.collect()
    file = by_source(report)["a.xlsx"]
    assert (file.outcome, file.period) == ("other_period", "2022-11")
    assert Path(file.copied or "").parent.name == "2022-11"
    assert of(report, "龙泉市").state == "missing"
    assert of(report, "龙泉市").note == "“a.xlsx”是2022年11月的表，不是2022年12月的。"


def test_workbooks_of_nobody_and_of_strangers_are_named(city: Round) -> None:
    own_table(city.inbox / "谁的.xlsx", "某某管委会", "整改进展情况表")
    own_table(city.inbox / "外地.xlsx", "桐庐县", "整改进展情况表")
    sheet(city.inbox / "工资表.xlsx", [["姓名", "工资"], ["张三", 1]])
    (city.inbox / "说明.docx.pdf").write_bytes(b"%PDF-")
    report = city.collect()
    outcomes = {source: file.outcome for source, file in by_source(report).items()}
    assert outcomes == {
        "外地.xlsx": "stranger",
        "工资表.xlsx": "unknown",
        "说明.docx.pdf": "ignored",
        "谁的.xlsx": "unknown",
    }
    assert "不在这次应报的单位之内" in by_source(report)["外地.xlsx"].note
    assert "不知道是谁报的" in by_source(report)["谁的.xlsx"].note
    assert {notice.file for notice in report.notices} == {"外地.xlsx", "工资表.xlsx", "谁的.xlsx"}


def test_tables_of_several_units_in_one_file_wait_for_a_person(city: Round) -> None:
    book = openpyxl.load_workbook(own_table(city.inbox / "a.xlsx", "龙泉市", "表（2022年12月）"))
    second = book.copy_worksheet(book.worksheets[0])
    second["A4"] = "庆元县"
    book.save(city.inbox / "a.xlsx")
    report = city.collect()
    for told in (of(report, "龙泉市"), of(report, "庆元县")):
        assert (told.state, told.note) == ("doubtful", "一个文件里有几个单位的表：龙泉市、庆元县。")


def test_the_rows_of_several_units_in_one_table_wait_for_a_person(city: Round) -> None:
    rows = [
        FormRow(unit, str(number), f"第{number}项：河岸堆场。", "整改目标：清。", "2023年底前", "1.清理完毕。", "")
        for unit in ("松阳县", "云和县")
        for number in (1, 2)
    ]
    path = city.inbox / "两个县.xlsx"
    title = "整改进展情况表（2022年12月）"
    write_progress_form(path, title=title, level=Level.COUNTY, rows=rows, lock=False, instructions=False)
    report = city.collect()
    assert by_source(report)["两个县.xlsx"].outcome == "doubtful"
    assert "一个文件里有几个单位的表：松阳县、云和县。" in by_source(report)["两个县.xlsx"].note


def test_changed_locked_text_is_noted(city: Round) -> None:
    city.answer("松阳县", "a.xlsx", cells={"E5": "2024年12月底前"})
    report = city.collect()
    assert of(report, "松阳县").note == "下发的任务或锁定的文字有改动。"
    assert of(report, "松阳县").errors == 1


# --- copies ----------------------------------------------------------------------------------------


def test_the_last_saved_copy_counts_and_the_same_copy_counts_once(city: Round) -> None:
    city.answer("松阳县", "1.xlsx", words="这是改过的。", saved=NEW)
    city.answer("松阳县", "2.xlsx", saved=OLD)
    shutil.copy(city.inbox / "1.xlsx", city.inbox / "3.xlsx")
    report = city.collect()
    outcomes = {source: file.outcome for source, file in by_source(report).items()}
    assert outcomes == {"1.xlsx": "accepted", "2.xlsx": "older", "3.xlsx": "duplicate"}
    assert by_source(report)["3.xlsx"].note == "和“1.xlsx”是同一个文件。"
    entry = of(report, "松阳县")
    assert entry.files == 3
    assert entry.note == "报了 2 份内容不同的，按最后保存的一份收。"


def test_copies_that_cannot_be_told_apart_wait_for_a_person(city: Round) -> None:
    for name, words in (("1.xlsx", "甲说。"), ("2.xlsx", "乙说。")):
        path = city.answer("松阳县", name, words=words, saved=NEW)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    report = city.collect()
    assert {file.outcome for file in report.files} == {"doubtful"}
    assert of(report, "松阳县").state == "doubtful"
    assert of(report, "松阳县").note.count("分不出哪一份新") == 1


def test_on_time_is_when_the_file_came(city: Round) -> None:
    for unit, name, day in (("松阳县", "a.xlsx", 24), ("龙泉市", "b.xlsx", 26)):
        moment = datetime(2022, 12, day, 9).timestamp()
        os.utime(city.answer(unit, name), (moment, moment))
    report = city.collect(deadline=datetime(2022, 12, 25, 23, 59))
    assert of(report, "松阳县").on_time is True
    assert of(report, "龙泉市").on_time is False
    assert of(report, "庆元县").on_time is None


def test_a_copy_that_somebody_worked_on_is_left_until_something_new_comes(city: Round) -> None:
    city.answer("松阳县", "a.xlsx")
    copy = Path(of(city.collect(), "松阳县").copied or "")
    copy.write_bytes(b"changed by hand")
    (kept,) = city.collect().kept
    assert copy.read_bytes() == Path(kept.backup).read_bytes() == b"changed by hand"
    city.answer("松阳县", "a.xlsx", words="又查了一遍。")
    (kept,) = city.collect().kept
    assert copy.read_bytes() == (city.inbox / "a.xlsx").read_bytes()
    assert (Path(kept.backup).read_bytes(), f"{copy.stem}.备份1（" in kept.backup) == (b"changed by hand", True)


def test_originals_and_their_times_stay_as_they_are(city: Round) -> None:
    city.answer("松阳县", "a.xlsx")
    with zipfile.ZipFile(city.inbox / "b.zip", "w") as archive:
        archive.write(city.inbox / "a.xlsx", "a.xlsx")
    before = {
        path: (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns) for path in city.inbox.iterdir()
    }
    city.collect()
    after = {
        path: (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns) for path in city.inbox.iterdir()
    }
    assert before == after


def test_results_inside_the_inbox_are_not_taken_for_mail(city: Round) -> None:
    city.answer("松阳县", "a.xlsx")
    city.out = city.inbox / "结果"
    city.collect()
    assert [file.source for file in city.collect().files] == ["a.xlsx"]


# --- archives --------------------------------------------------------------------------------------


def test_archives_are_opened_with_their_chinese_names_and_folders(city: Round) -> None:
    path = city.answer("松阳县", "a.xlsx")
    data = path.read_bytes()
    path.unlink()
    gbk = zipfile.ZipInfo("x")
    with zipfile.ZipFile(city.inbox / "来.zip", "w") as archive:
        gbk.filename = "松阳县/进展表.xlsx".encode("gbk").decode("cp437")
        gbk.flag_bits = 0
        archive.writestr(gbk, data)
    raw = (city.inbox / "来.zip").read_bytes()
    utf8 = "松阳县/进展表.xlsx".encode("gbk").decode("cp437").encode()
    (city.inbox / "来.zip").write_bytes(as_windows_packs(raw, utf8, "松阳县/进展表.xlsx".encode("gbk")))
    (file,) = city.collect().files
    assert (file.source, file.outcome, file.unit) == ("来.zip › 松阳县/进展表.xlsx", "accepted", "松阳县")


def as_windows_packs(archive: bytes, written: bytes, raw: bytes) -> bytes:
    """An archive of one entry whose name is GBK without a word about it, as Windows in China packs."""
    import io

    source = zipfile.ZipFile(io.BytesIO(archive))
    data = source.read(source.infolist()[0])
    stand_in = b"n" * (len(raw) - 5) + b".xlsx"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr(stand_in.decode(), data)
    assert written not in packed.getvalue()
    return packed.getvalue().replace(stand_in, raw)


def test_archives_in_archives_and_what_is_no_archive_are_named(city: Round) -> None:
    path = city.answer("松阳县", "a.xlsx")
    inner = city.folder / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(path, "表.xlsx")
    path.unlink()
    with zipfile.ZipFile(city.inbox / "outer.zip", "w") as archive:
        archive.write(inner, "松阳/inner.zip")
        archive.writestr("松阳/图.rar", b"Rar!")
    (city.inbox / "坏.zip").write_bytes(b"PK\x03\x04nonsense")
    (city.inbox / "龙泉.7z").write_bytes(b"7z")
    files = by_source(city.collect())
    assert files["outer.zip › 松阳/inner.zip › 表.xlsx"].outcome == "accepted"
    assert "是 .rar 压缩包，读不了" in files["outer.zip › 松阳/图.rar"].note
    assert "是 .7z 压缩包，读不了" in files["龙泉.7z"].note
    assert "压缩包已损坏" in files["坏.zip"].note


def test_dangerous_archives_are_named_and_harm_nothing(city: Round) -> None:
    with zipfile.ZipFile(city.inbox / "恶.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../逃.xlsx", b"x")
        archive.writestr("/abs.xlsx", b"x")
        archive.writestr("C:/win.xlsx", b"x")
        link = zipfile.ZipInfo("链接.xlsx")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/hostname")
        archive.writestr("炸弹.xlsx", b"\0" * (80 << 20))
    secret = zipfile.ZipInfo("密.xlsx")
    with zipfile.ZipFile(city.inbox / "密.zip", "w") as archive:
        archive.writestr(secret, b"x")
    encrypted = (city.inbox / "密.zip").read_bytes()
    encrypted = encrypted.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )
    (city.inbox / "密.zip").write_bytes(encrypted)
    before = sorted(city.folder.rglob("*"))
    files = by_source(city.collect())
    assert {file.outcome for file in files.values()} == {"unreadable"}
    notes = {source.rpartition("› ")[2]: file.note for source, file in files.items()}
    for name in ("../../../逃.xlsx", "/abs.xlsx", "C:/win.xlsx"):
        assert "不安全，没有取出" in notes[name]
    assert "链接" in notes["链接.xlsx"]
    assert "解压后太大" in notes["炸弹.xlsx"]
    assert "设有密码" in notes["密.xlsx"]
    made = {path.relative_to(city.folder) for path in set(city.folder.rglob("*")) - set(before)}
    assert {path.parts[0] for path in made} == {"收报"}


# --- the receipt, and who is expected --------------------------------------------------------------


def test_the_receipt_lists_every_unit_with_totals_that_calculate(city: Round) -> None:
    city.answer("松阳县", "a.xlsx")
    city.answer("龙泉市", "b.xlsx", words="")
    report = city.collect(deadline=datetime(2099, 1, 1))
    book = openpyxl.load_workbook(report.receipt)
    page = book["收报情况"]
    assert page["A1"].value == "2022年12月进展情况表收报情况"
    formulas = [page.cell(3, column).value for column in (2, 4, 6, 8, 10)]
    assert formulas[1] == '=COUNTIF($C$5:$C$13,"已收")'
    values = openpyxl.load_workbook(report.receipt, data_only=True)["收报情况"]
    assert [values.cell(3, column).value for column in (2, 4, 6, 8, 10)] == [9, 2, 0, 7, 2]
    states = {page.cell(row, 2).value: page.cell(row, 3).value for row in range(5, 14)}
    assert [unit for unit, state in states.items() if state == "已收"] == ["松阳县", "龙泉市"]
    assert [cell.value for cell in book["来件"]["B"]][3:] == ["a.xlsx", "b.xlsx"]


def test_the_counts_go_by_the_bureaus_settings_and_the_receipt_says_so(city: Round) -> None:
    city.answer("莲都区", "a.xlsx", cells={"E4": "2024年12月底前"})
    first = of(city.collect(), "莲都区")
    assert first.errors

    checked = check([first.copied or ""], as_of=AS_OF, baseline=city.folder / "下发")
    found = {one.code for one in checked.files[0].findings if one.severity is Severity.ERROR}
    given = city.folder / "口径.toml"
    given.write_text(f"off = {sorted(found)}\n", "utf-8")
    report = city.collect(settings=given)
    assert of(report, "莲都区").errors == 0
    assert report.settings is not None
    assert report.settings.off == tuple(sorted(found))
    note = openpyxl.load_workbook(report.receipt)["收报情况"]["A2"].value
    assert f"规则设置 口径.toml：停用 {'，停用 '.join(sorted(found))}。" in note

    given.write_text('off = ["T3O6"]\n', "utf-8")
    with pytest.raises(UserError, match="T3O6"):
        city.collect(settings=given)


def test_without_the_issued_folder_the_city_is_told_or_seen(city: Round) -> None:
    city.answer("松阳县", "a.xlsx")
    assert len(city.collect(issued=None).units) == 9
    assert len(city.collect(issued=None, name="丽水市").units) == 9
    with pytest.raises(UserError, match="是否指“丽水市”"):
        city.collect(issued=None, name="丽水事")


def test_an_inbox_of_nothing_is_told(city: Round) -> None:
    with pytest.raises(UserError, match="请用 --name 写明"):
        city.collect(issued=None)
    assert {unit.state for unit in city.collect().units} == {"missing"}
    city.out = city.inbox
    with pytest.raises(UserError, match="结果不能放进来件的文件夹"):
        city.collect()
    city.inbox = city.folder / "没有"
    with pytest.raises(UserError, match="不是文件夹，或者找不到"):
        city.collect()
