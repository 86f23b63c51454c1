"""Statistics of petitions: equal in Python, in LibreOffice and by a count of another hand; rolled up, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from tests.petitions.ledgers import Rows, ledger
from tests.scoring.recalculated import formula_cells, recalculate, values
from xl_tools.app.check import check
from xl_tools.app.examine import read_tables
from xl_tools.app.petition_statistics import roll_up_petitions
from xl_tools.core.form import Field
from xl_tools.petitions.conventions import conventions_of
from xl_tools.petitions.counting import batch_count, count, lines_of, number_of, petition_count
from xl_tools.petitions.lists import listed
from xl_tools.petitions.records import Conventions, Ledger, Settled
from xl_tools.petitions.state import read_ledger, state_of
from xl_tools.sample.petitions import AS_OF, petitions
from xl_tools.write.petitions.ledger_book import ledger_bytes
from xl_tools.write.petitions.statistics_book import Statistics, statistics_bytes


def mixed(number: int = 60, seed: int = 5) -> Rows:
    """Rows in which places, types, states and verdicts are mixed."""
    rows = list(petitions(number, seed=seed))
    random = Random(seed)
    for row in rows:
        if random.random() < 0.15:
            row[Field("region")] = "莲都区（0.7）、青田县（0.3）"
        if random.random() < 0.2:
            row[Field("settled")] = "未办结"
        if random.random() < 0.2:
            row[Field("repeat")] = "是"
        row[Field("fine")] = random.choice((0, 0, 2, 3.5))
        row[Field("talked")] = random.choice((0, 0, 1, 4))
    return rows


def read(rows: Rows, *, counted: Mapping[int, int] | None = None, **conventions: str) -> Ledger:
    book = ledger(rows, counted=counted)
    sheets = read_tables(book)
    (found,) = read_ledger(sheets, replace(conventions_of(book), **conventions))  # type: ignore[arg-type]
    return found


def statistics(found: Ledger, **more: tuple[str, ...]) -> bytes:
    return statistics_bytes(Statistics(found, lines_of(found.petitions, found.conventions), AS_OF, "样本市", **more))


def by_hand(rows: Rows, where: str) -> Counter[str]:
    """The numbers of a place, counted straight from the rows: each place of a petition counts it whole."""
    found: Counter[str] = Counter()
    for row in rows:
        said = {str(name): str(value) for name, value in row.items()}
        if where not in said["region"]:
            continue
        found["总计"] += 1
        found[said["channel"]] += 1
        found[said["settled"]] += 1
        found[said["verdict"]] += 1
        found.update(said["types"].split("、"))
    return found


def test_a_count_of_another_hand_gives_the_same() -> None:
    rows = mixed()
    found = read(rows, count_by="whole")
    lines = lines_of(found.petitions, found.conventions)
    for place in ("莲都区", "青田县", "龙泉市"):
        own, hand = count(lines, place, found.conventions), by_hand(rows, place)
        said = {"总计": own.total, **own.channels, **own.settled, **own.verdicts, **own.types}
        assert {name: number for name, number in said.items() if number} == dict(hand)
    assert petition_count(lines) == 60


@pytest.mark.parametrize(
    ("convention", "places"),
    [("whole", {"莲都区": 2, "青田县": 1}), ("share", {"莲都区": Decimal("1.7"), "青田县": Decimal("0.3")})],
)
def test_a_petition_of_two_places_by_convention(convention: str, places: dict[str, Decimal]) -> None:
    rows = list(petitions(2))
    rows[0][Field("region")], rows[1][Field("region")] = "莲都区（0.7）、青田县（0.3）", "莲都区"
    found = read(rows, count_by=convention)
    lines = lines_of(found.petitions, found.conventions)
    assert {place: count(lines, place, found.conventions).total for place in places} == places
    assert petition_count(lines) == 2


def test_a_class_of_its_own_main_types_and_repeats_by_convention() -> None:
    rows = list(petitions(3))
    rows[0][Field("region")] = "莲都区、青田县"
    rows[0][Field("types")], rows[1][Field("types")], rows[2][Field("types")] = "水、噪声", "水", "大气"
    rows[2][Field("repeat")] = "是"
    found = read(rows, count_by="own_class", types_by="main", repeats="left_out")
    lines = lines_of(found.petitions, found.conventions)
    assert lines[0].place == "几地合办件"
    assert (petition_count(lines), count(lines, "", found.conventions).types) == (2, {"水": 2})
    assert count(lines_of(found.petitions, Conventions()), "", Conventions()).types == {"水": 3, "噪声": 2, "大气": 1}


def test_the_rate_and_the_batches_by_convention() -> None:
    rows = list(petitions(4, batch_size=2))
    for row, settled in zip(rows, ("已办结", "阶段性办结", "未办结", "未办结"), strict=True):
        row[Field("settled")] = settled
    rows[2][Field("batch")] = rows[3][Field("batch")] = 5
    found = read(rows)
    lines = lines_of(found.petitions, found.conventions)
    assert count(lines, "", found.conventions).done_rate == Decimal("0.5")
    assert count(lines, "", replace(found.conventions, done_rate="done")).done_rate == Decimal("0.25")
    assert batch_count(found) == 2
    assert batch_count(replace(found, conventions=replace(found.conventions, batches_by="number"))) == 5
    empty = read(rows, counted={1: 2, 5: 2, 6: 0})
    assert batch_count(empty) == 2
    assert batch_count(replace(empty, conventions=replace(empty.conventions, batches_by="number"))) == 5


def test_a_petition_is_answered_by_its_state_or_its_verdict() -> None:
    rows = list(petitions(3))
    rows[0][Field("verdict")] = rows[1][Field("settled")] = rows[2][Field("verdict")] = rows[2][Field("settled")] = ""
    found = read(rows)
    assert [line.is_reported for line in lines_of(found.petitions, found.conventions)] == [True, True, False]


def test_the_parts_of_a_petition_are_one() -> None:
    one, two, three = read(list(petitions(3))).petitions
    assert number_of([replace(one, part="a"), replace(one, part="b"), two, three]) == 3
    assert number_of([replace(one, part="a"), two]) == 2


def test_what_is_done_for_now_is_due_again_on_its_day() -> None:
    found = read(list(petitions(1)))
    own = replace(found.petitions[0], settled=Settled.PHASE, next_due=AS_OF)
    found = replace(found, petitions=(own,))
    assert listed(found, AS_OF)["阶段性办结到期"] == [own]
    assert listed(found, AS_OF - timedelta(days=1))["阶段性办结到期"] == []


@pytest.mark.real("soffice")
def test_formulas_give_what_is_stored(tmp_path: Path) -> None:
    made = {
        "份额": statistics(read(mixed())),
        "整件": statistics(
            read(mixed(seed=9), count_by="whole", types_by="main", share_of="petitions", done_rate="done")
        ),
    }
    for name, data in recalculate(made, tmp_path).items():
        stored, computed, formulas = values(made[name]), values(data), formula_cells(made[name])
        assert len(formulas) > 300
        wrong = {cell: (stored.get(cell), computed.get(cell)) for cell in formulas if not same(stored, computed, cell)}
        assert wrong == {}


Cells = dict[tuple[str, str], str | float]


def same(stored: Cells, computed: Cells, cell: tuple[str, str]) -> bool:
    one, other = stored.get(cell, 0), computed.get(cell, 0)
    return one == pytest.approx(other) if isinstance(one, float) and isinstance(other, float) else one == other


def test_every_table_says_how_was_counted_and_stands_the_check(tmp_path: Path) -> None:
    path = tmp_path / "统计.xlsx"
    path.write_bytes(statistics(read(mixed(), count_by="whole")))
    book = load_workbook(path)
    for name in ("各地统计", "类型统计", "办理统计", "批次统计"):
        texts = [str(row[0]) for row in book[name].iter_rows(values_only=True)]
        assert any("一件涉及几个地方：整件；一件涉及几个类型：多类各计" in text for text in texts)
    report = check([path], as_of=AS_OF).files[0]
    assert {sheet.form for sheet in report.sheets} == {"petition_statistics", "petition_batches"}
    assert [one for one in report.findings if one.code[0] == "C"] == []


def county(folder: Path, name: str, rows: Rows) -> None:
    book = ledger(rows)
    state = state_of(book, read_tables(book))
    assert state is not None
    (folder / f"{name}信访件.xlsx").write_bytes(ledger_bytes(state))


def test_counties_are_rolled_up_and_who_did_not_report_is_no_zero(tmp_path: Path) -> None:
    rows = list(petitions(18))
    places = {name: [row for row in rows if row[Field("region")] == name] for name in ("莲都区", "青田县", "缙云县")}
    places["莲都区"][0][Field("fine")] = 1.5
    shared = dict(places["莲都区"][0]) | {Field("region"): "青田县", Field("settled"): "未办结", Field("talked"): 2}
    shared[Field("fine")] = 2
    places["青田县"].append(shared)
    for name, own in places.items():
        county(tmp_path, name, own)
    made = roll_up_petitions(tmp_path, name="丽水市", out=tmp_path / "out" / "市.xlsx", as_of=AS_OF)
    assert made.total == 6
    assert set(made.missing) == {"遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市"}
    book = load_workbook(tmp_path / "out" / "市统计.xlsx")
    shown = {row[0]: row[1] for row in book["各地统计"].iter_rows(min_row=4, values_only=True)}
    assert shown["龙泉市"] == "未报"
    whole = load_workbook(tmp_path / "out" / "市.xlsx")["信访件台账"]
    headings = [cell.value for cell in whole[2]]
    rows_of_all = [dict(zip(headings, row, strict=True)) for row in whole.iter_rows(min_row=3, values_only=True)]
    (joint,) = [row for row in rows_of_all if "、" in row["行政区域"]]
    assert (joint["办结情况"], joint["约谈"]) == ("未办结", 2)
    assert {float(value) for heading, value in joint.items() if "罚款" in heading and value} == {3.5}
    assert sorted(joint["行政区域"].split("、")) == ["莲都区", "青田县"]


def test_cities_are_rolled_up_to_a_province_and_who_did_not_report_is_no_zero(tmp_path: Path) -> None:
    """Two cities, one of which lacks a county; a petition that both handled; nine cities that sent nothing."""
    lishui = list(petitions(12, counties=("莲都区", "青田县")))
    hangzhou = list(petitions(8, seed=3, counties=("上城区", "桐庐县")))
    for at, row in enumerate(hangzhou):
        row[Field("code")] = f"X3ZJ2024052{at}0009"
    hangzhou.append(dict(lishui[0]) | {Field("region"): "桐庐县", Field("settled"): "未办结", Field("talked"): 3})
    for city, own in (("丽水市", lishui), ("杭州市", hangzhou)):
        sent = tmp_path / f"{city}各县"
        sent.mkdir()
        for name in dict.fromkeys(str(row[Field("region")]) for row in own):
            county(sent, name, [row for row in own if row[Field("region")] == name])
        made = roll_up_petitions(sent, name=city, out=tmp_path / "市" / f"{city}信访件.xlsx", as_of=AS_OF)
        assert made.total == len(own)
        assert "龙泉市" in made.missing or city != "丽水市"
    books = [tmp_path / "市" / f"{city}信访件.xlsx" for city in ("丽水市", "杭州市")]
    made = roll_up_petitions(books, name="浙江省", out=tmp_path / "省" / "省.xlsx", as_of=AS_OF)
    assert made.total == 20
    assert len(made.missing) == 9
    assert "宁波市" in made.missing
    whole = load_workbook(tmp_path / "省" / "省.xlsx")
    told = {row[0]: row[1:3] for row in whole["报送情况"].iter_rows(min_row=2, values_only=True)}
    assert (told["丽水市"], told["杭州市"], told["宁波市"]) == (("已报", 12), ("已报", 9), ("未报", None))
    headings = [cell.value for cell in whole["信访件台账"][2]]
    rows = [
        dict(zip(headings, row, strict=True))
        for row in whole["信访件台账"].iter_rows(min_row=3, values_only=True)
        if any(row)
    ]
    (joint,) = [row for row in rows if row["受理编号"] == lishui[0][Field("code")]]
    assert (joint["办结情况"], joint["约谈"]) == ("未办结", 3)
    assert set(joint["行政区域"].split("、")) == {str(lishui[0][Field("region")]), "桐庐县"}
    counted = load_workbook(tmp_path / "省" / "省统计.xlsx", data_only=True)["各地统计"]
    shown = {row[0]: row[1] for row in counted.iter_rows(values_only=True)}
    assert (shown["丽水市"], shown["杭州市"], shown["宁波市"]) == (11.5, 8.5, "未报")  # one is shared
    assert shown["合计"] == 20
    assert not {"莲都区", "桐庐县", "上城区"} & shown.keys()  # they lie in a city


def test_places_in_one_unit_are_counted_there_once() -> None:
    rows = list(petitions(1))
    rows[0][Field("region")] = "莲都区（0.7）、青田县（0.3）"
    found = read(rows, count_by="share")
    city = {"莲都区": "丽水市", "青田县": "丽水市"}
    for convention, weights in (("share", [1]), ("whole", [1]), ("own_class", [1])):
        own = replace(found.conventions, count_by=convention)
        lines = lines_of(found.petitions, own, lambda place: city[place])
        assert [(line.place, line.weight) for line in lines] == [("丽水市", weight) for weight in weights]
