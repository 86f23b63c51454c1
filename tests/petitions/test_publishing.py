"""What the public is told: ten columns, live counts, and nobody's name."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.petitions.ledgers import Rows, ledger
from xl_tools.app.check import check
from xl_tools.app.examine import read_tables
from xl_tools.app.petition_publishing import publish_petitions
from xl_tools.app.petition_statistics import petition_statistics
from xl_tools.core.errors import UserError
from xl_tools.core.form import Field
from xl_tools.petitions.bulletin import in_chinese
from xl_tools.petitions.state import state_of
from xl_tools.sample.petitions import AS_OF, petitions
from xl_tools.write.petitions.ledger_book import ledger_bytes

PHONE = "13987654321"


def written(path: Path, rows: Rows) -> Path:
    book = ledger(rows)
    state = state_of(book, read_tables(book))
    assert state is not None
    path.write_bytes(ledger_bytes(state))
    return path


@pytest.fixture
def rows() -> Rows:
    return list(petitions(20, batch_size=5))


def test_the_list_has_ten_columns_and_the_private_ones_are_out(rows: Rows, tmp_path: Path) -> None:
    for row in rows:
        row[Field("phone")] = PHONE
        row[Field("complainant")] = "周明远"
    path = written(tmp_path / "台账.xlsx", rows)
    made = publish_petitions(path, batch=2, out=tmp_path / "公开", name="丽水市", issuer="协调联络组", as_of=AS_OF)
    assert [Path(one).name for one in made.written] == [
        "公开一览表（第二批）.xlsx",
        "公开一览表（第二批）.docx",
        "公开稿（第二批）.docx",
    ]
    sheet = load_workbook(made.written[0]).active
    headings = [cell.value for cell in sheet[3] if cell.value]
    assert len(headings) == 10
    assert sheet.print_title_rows == "$3:$3"
    for one in made.written:
        assert PHONE.encode() not in Path(one).read_bytes()
    texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "周明远" not in texts
    table = Document(made.written[1]).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == headings
    assert len(table.rows) == 6
    assert check([made.written[0]], as_of=AS_OF).files[0].sheets[0].form == "petition"


def test_every_number_of_the_bulletin_is_counted(rows: Rows, tmp_path: Path) -> None:
    path = written(tmp_path / "台账.xlsx", rows)
    made = publish_petitions(path, batch=4, out=tmp_path, name="丽水市", issuer="联络组", as_of=AS_OF)
    text = "\n".join(one.text for one in Document(made.written[2]).paragraphs)
    own = rows[15:]
    channels = Counter(row[Field("channel")] for row in own)
    said = "、".join(f"{name}{channels[name]}件" for name in ("来电", "来信") if channels[name])
    assert f"移交第四批群众信访举报件5件（{said}）" in text
    assert "累计4批20件" in text
    settled = Counter(row[Field("settled")] for row in own)
    said = "、".join(f"{name}{settled[name]}件" for name in ("已办结", "阶段性办结") if settled[name])
    assert f"第四批5件{said}" in text
    assert "0件" not in text.replace("20件", "").replace("10件", "")


@pytest.mark.parametrize(("leads", "said"), [(("分局", "乡政府"), True), (("分局", ""), False), (("", ""), False)])
def test_only_what_all_have_a_unit_for_was_handed_over(
    rows: Rows, leads: tuple[str, str], said: bool, tmp_path: Path
) -> None:
    rows = rows[:2]
    for row, lead in zip(rows, leads, strict=True):
        row[Field.LEAD] = lead
    made = publish_petitions(written(tmp_path / "台账.xlsx", rows), batch=1, out=tmp_path, as_of=AS_OF)
    text = "\n".join(one.text for one in Document(made.written[2]).paragraphs)
    assert ("均已转交有关单位办理" in text) is said


def test_what_came_behind_a_batch_is_not_counted_with_it(rows: Rows, tmp_path: Path) -> None:
    path = written(tmp_path / "台账.xlsx", rows)
    made = publish_petitions(path, batch=2, out=tmp_path, name="丽水市", as_of=AS_OF)
    day = date.fromisoformat(str(rows[5][Field("handed")]))
    assert f"截至{day.year}年{day.month}月{day.day}日，累计2批10件" in "".join(made.notes)


@pytest.mark.parametrize("words", [f"已清理，回访{PHONE}满意。", "已清理，举报人李红梅女士满意。"])
def test_a_telephone_number_or_a_complainant_keeps_it_from_being_written(
    rows: Rows, tmp_path: Path, words: str
) -> None:
    rows[6][Field("handling")] = words
    path = written(tmp_path / "台账.xlsx", rows)
    made = publish_petitions(path, batch=2, out=tmp_path / "公开", as_of=AS_OF)
    assert (made.written, made.exit_code) == ((), 1)
    assert [(one.code, one.row, one.field) for one in made.findings] == [("C920", 9, "handling")]
    assert not (tmp_path / "公开").exists()
    assert publish_petitions(path, batch=1, out=tmp_path / "公开", as_of=AS_OF).written


def test_the_complainant_of_its_own_column_keeps_it_from_being_written(rows: Rows, tmp_path: Path) -> None:
    rows[0][Field("complainant")] = ""
    rows[6][Field("complainant")], rows[6][Field("complaint")] = "周明远", "周明远家门口堆放垃圾。"
    rows[7][Field("complainant")], rows[7][Field("complaint")] = "匿名", "匿名举报村口堆放垃圾。"
    made = publish_petitions(written(tmp_path / "台账.xlsx", rows), batch=2, out=tmp_path / "公开", as_of=AS_OF)
    assert [(one.code, one.row, one.field) for one in made.findings] == [("C920", 9, "complaint")]
    assert not (tmp_path / "公开").exists()


def test_what_is_not_understood_is_told_with_what_is_counted(rows: Rows, tmp_path: Path) -> None:
    rows[5] |= {Field("settled"): "快办好了", Field("ordered"): "两家", Field("verdict"): "差不多"}
    path = written(tmp_path / "台账.xlsx", rows)
    told = [("C910", 8, "verdict"), ("C915", 8, "settled"), ("C917", 8, "ordered")]
    made = publish_petitions(path, batch=2, out=tmp_path / "公开", as_of=AS_OF)
    assert [(one.code, one.row, one.field) for one in made.findings] == told
    assert made.written
    counted = petition_statistics(path, out=tmp_path / "统计.xlsx", as_of=AS_OF)
    assert [(one.code, one.row, one.field) for one in counted.findings] == told
    assert not publish_petitions(path, batch=1, out=tmp_path / "公开", as_of=AS_OF).findings


def test_the_bulletin_counts_places_as_the_statistics_do(rows: Rows, tmp_path: Path) -> None:
    rows = rows[:5]
    for row, place in zip(rows, ("莲都", "莲都区", "莲都区碧湖镇", "莲都区开发区", "青田"), strict=True):
        row[Field.REGION] = place
    path = written(tmp_path / "台账.xlsx", rows)
    publish = publish_petitions(path, batch=1, out=tmp_path / "公开", name="丽水市", as_of=AS_OF)
    assert "其中莲都区3件、莲都区开发区1件、青田县1件。" in "".join(publish.notes)
    petition_statistics(path, out=tmp_path / "统计.xlsx", name="丽水市", as_of=AS_OF)
    places = load_workbook(tmp_path / "统计.xlsx", data_only=True)["各地统计"]
    counted = {row[0]: row[1] for row in places.iter_rows(min_row=4, values_only=True)}
    assert [counted[name] for name in ("莲都区", "莲都区开发区", "青田县")] == [3, 1, 1]


def test_a_batch_that_is_not_there(rows: Rows, tmp_path: Path) -> None:
    path = written(tmp_path / "台账.xlsx", rows)
    with pytest.raises(UserError, match="没有第9批"):
        publish_petitions(path, batch=9, out=tmp_path, as_of=AS_OF)


def test_numbers_in_words() -> None:
    assert [in_chinese(number) for number in (1, 10, 11, 20, 33, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "三十三",
        "九十九",
    ]
