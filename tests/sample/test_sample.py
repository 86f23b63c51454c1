"""The sample city and the large made-up county files."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from xl_tools.books.file.reader import read_book
from xl_tools.core.records import Status
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules import engine
from xl_tools.rules.context import Context
from xl_tools.sample import generate_counties, write_sample_city
from xl_tools.sample.__main__ import main
from xl_tools.sample.plan import as_of, planted
from xl_tools.sample.sentences import SampleRow, chinese, counties, load

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "workbooks" / "样本市"
NAMES = ["莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市"]
CLEAN = {"缙云县", "云和县"}
HINTS = {"M211", "D405", "T302", "T304", "T306", "T307", "T313"}
CODES = [
    *("S103", "S106", "S107", "S108", "S110", "M202", "M203", "M204", "M205", "M209", "M211"),
    *("T301", "T302", "T303", "T304", "T305", "T306", "T307", "T308", "T309", "T310", "T311", "T312", "T313"),
    *("D401", "D402", "D403", "D405", "D406"),
]
CLOSED = re.compile("验收|公示|销号")
UNDER_WAY = re.compile("正在|计划|拟|将|预计|下一步|尚未|仍|存在问题|抓紧|力争")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder)
    return folder


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def manifest(folder: Path) -> dict[str, list[dict[str, str | None]]]:
    return json.loads((folder / "manifest.json").read_text("utf-8"))["files"]


def table(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_path(str(path))
    sheets = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    return next(rows for rows in sheets if any("整改任务" in str(cell) for row in rows for cell in row))


def clean_rows() -> list[tuple[str, SampleRow]]:
    return [(county.name, row) for county in counties() for row in county.rows]


def done_rows() -> list[SampleRow]:
    return [row for _, row in clean_rows() if row.status is Status.COMPLETED and row.applies]


# --- what is written ------------------------------------------------------------------------------


def test_the_city_in_the_repository_is_the_one_made_now(city: Path):
    assert sorted(path.name for path in KEPT.iterdir()) == sorted(path.name for path in city.iterdir())
    assert (KEPT / "manifest.json").read_bytes() == (city / "manifest.json").read_bytes()
    for name in NAMES:
        # Deflated bytes depend on the machine's zlib; what they hold does not.
        assert parts(KEPT / f"{name}.xlsx") == parts(city / f"{name}.xlsx"), name


def test_writing_twice_gives_the_same_bytes(city: Path, tmp_path: Path):
    write_sample_city(tmp_path)
    for path in city.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_command_writes_template_and_city(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path)]) == 0
    assert (tmp_path / "整改进展情况表模板.xlsx").is_file()
    assert len(list((tmp_path / "样本市").glob("*.xlsx"))) == 9
    assert main([]) == 2
    assert "用法" in capsys.readouterr().err


def test_nine_counties_of_eleven_tasks(city: Path):
    assert sorted(path.stem for path in city.glob("*.xlsx")) == sorted(NAMES)
    for name in NAMES:
        serials = [row.task for row in next(c for c in counties() if c.name == name).rows]
        assert serials == [1, 3, 8, 12, 16, 18, 39, 40, 41, 43, 44]
        text = "\n".join(str(cell) for row in table(city / f"{name}.xlsx") for cell in row)
        assert "2022年11月" in text
        assert all(f"第{number}项" in text for number in ("一", "十六", "四十四"))


def test_habits_differ(city: Path):
    header_rows = {name: _header_row(table(city / f"{name}.xlsx")) for name in NAMES}
    assert len(set(header_rows.values())) >= 4
    # Calamine drops the empty edge: 缙云县 starts in column B.
    book = CalamineWorkbook.from_path(str(city / "缙云县.xlsx"))
    assert book.get_sheet_by_index(0).start[1] == 1
    glyphs = {glyph for county in counties() for glyph in county.habit.ticked}
    assert glyphs == {"☑", "✔", "√", "■"}


def _header_row(rows: list[list[object]]) -> int:
    return next(number for number, row in enumerate(rows, 1) if any(str(cell).endswith("时限") for cell in row))


# --- the manifest ---------------------------------------------------------------------------------


def test_every_planted_fault_is_in_the_manifest(city: Path):
    found = Counter(item["code"] for findings in manifest(city).values() for item in findings)
    wanted = Counter(code.partition("@")[0] for fault in load("plan")["fault"] for code in fault["expect"])
    assert not wanted - found
    assert set(found) - set(wanted) == {"M211", "D405"}
    for code in CODES:
        assert found[code], code


def test_findings_are_sorted_and_unique(city: Path):
    for name, findings in manifest(city).items():
        keys = [(item["code"], item["cell"] or "") for item in findings]
        assert keys == sorted(set(keys)), name


def test_the_clean_counties_have_hints_only(city: Path):
    for name, findings in manifest(city).items():
        serious = {item["code"] for item in findings} - HINTS
        assert bool(serious) != (name.removesuffix(".xlsx") in CLEAN), name


def test_manifest_cells_hold_what_was_planted(city: Path):
    def cell(county: str, name: str) -> object:
        column, row = ord(name[0]) - 65, int(name[1:])
        book = CalamineWorkbook.from_path(str(city / f"{county}.xlsx"))
        return book.get_sheet_by_index(book.sheet_names.index("11月进展") if county == "龙泉市" else 0).to_python(
            skip_empty_area=False
        )[row - 1][column]

    def only(county: str, code: str) -> str:
        (name,) = (item["cell"] for item in manifest(city)[f"{county}.xlsx"] if item["code"] == code)
        assert name
        return name

    assert cell("莲都区", only("莲都区", "D401")) == "按上级部署执行"
    assert cell("青田县", only("青田县", "T305")) == "基本完成"
    assert cell("青田县", only("青田县", "M204")) == ""
    assert cell("青田县", only("青田县", "S108")) == 12
    assert cell("遂昌县", only("遂昌县", "D403")) == "12月底前"
    assert cell("遂昌县", only("遂昌县", "M202")) == ""
    assert cell("松阳县", only("松阳县", "T306")) == "☑已完成\n□达到序时进度\n□未达序时进度"
    assert str(cell("松阳县", only("松阳县", "S107"))).startswith("第四十一项")
    assert cell("庆元县", only("庆元县", "S103")) == "联系人"
    assert cell("庆元县", only("庆元县", "S106")) == "景宁"
    assert cell("庆元县", only("庆元县", "M209")) == "同上"
    assert str(cell("龙泉市", only("龙泉市", "T308"))).startswith("☑已完成")


def test_broken_cells_are_really_broken(city: Path):
    sheet = parts(city / "景宁畲族自治县.xlsx")["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r'<c r="F4"[^>]* t="e"><f>#REF!</f><v>#REF!</v></c>', sheet)
    assert re.search(r'<c r="F9" s="\d+"><f>[^<]+</f><v></v></c>', sheet)


# --- the clean base -------------------------------------------------------------------------------


def test_every_measure_is_answered_and_every_answer_answers_a_measure():
    for name, row in clean_rows():
        if row.applies:
            measures = re.findall(r"^(\d+)\.", row.texts["measures"], re.M)
            assert re.findall(r"^(\d+)\.", row.texts["progress"], re.M) == measures, (name, row.task)


def test_completed_rows_are_closed_and_nothing_is_under_way():
    assert len(done_rows()) > 70
    for row in done_rows():
        assert CLOSED.search(row.texts["progress"]), row.texts["progress"]
        assert not UNDER_WAY.search(row.texts["progress"]), row.texts["progress"]


def test_no_open_row_is_past_its_deadline_and_who_is_behind_says_why():
    for name, row in clean_rows():
        if row.applies and row.status is not Status.COMPLETED:
            assert row.due is None or row.due.isoformat() > "2022-12-20", (name, row.task)
        if row.status is Status.BEHIND:
            assert "原因" in row.texts["progress"]
            assert "下一步" in row.texts["progress"]


def test_no_two_progress_texts_are_the_same_or_share_most_lines():
    texts = [(name, row.task, row.texts["progress"]) for name, row in clean_rows() if row.applies]
    assert len({text for _, _, text in texts}) == len(texts)
    for (_, task, one), (_, other, two) in combinations(texts, 2):
        if task == other:
            shared = set(_skeleton(one)) & set(_skeleton(two))
            assert len(shared) <= 1, (one, two)


def _skeleton(text: str) -> list[str]:
    return [re.sub(r"[\d.]+", "0", line) for line in text.split("\n")]


def test_cells_are_as_long_as_real_ones():
    for name, row in clean_rows():
        if row.applies:
            assert 80 <= len(row.texts["task"]) <= 600, (name, row.task)
            assert 80 <= len(row.texts["plan"]) <= 600, (name, row.task)
            assert 80 <= len(row.texts["progress"]) <= 600, (name, row.task)


def test_figures_agree():
    for place in load("counties")["county"]:
        slots = place["slots"]
        assert slots["both"] == slots["prov"] + slots["city"]
        assert slots["real"] <= slots["spots"]
        assert slots["fix"] <= slots["mines"]
        assert slots["bad"] <= slots["plots"]
        assert slots["soil_share"] == round(slots["soil"] / slots["soil_goal"] * 100, 1)
    for _, row in clean_rows():
        for part, whole, share in re.findall(r"(\d+)万元，占[^\d]*([\d.]+)万元的(\d+)%", row.texts["progress"]):
            assert round(float(part) / float(whole) * 100) == int(share)


def test_who_does_not_have_a_task_says_so():
    for name, row in clean_rows():
        owners = {8: {"松阳县", "龙泉市"}, 16: {"莲都区"}}.get(row.task, {name})
        assert row.applies == (name in owners)
        assert ("无此项整改任务" in row.texts["progress"]) != row.applies


def test_planting_leaves_the_clean_rows_alone():
    before = [county.rows for county in counties()]
    for county in counties():
        planted(county)
    assert [county.rows for county in counties()] == before


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (43, "四十三"), (99, "九十九")]
)
def test_chinese_numerals(number: int, text: str):
    assert chinese(number) == text


# --- county files in any number -------------------------------------------------------------------


def test_generated_counties_are_real_places_with_long_texts(tmp_path: Path):
    paths = generate_counties(tmp_path, counties=4, tasks=20, seed=7)
    assert len({path.name for path in paths}) == 4
    assert paths[0].name == "石家庄市长安区.xlsx"
    rows = table(paths[0])
    assert len(rows) == 3 + 20
    lengths = [len(str(row[5])) for row in rows[3:]]
    assert min(lengths) >= 300
    assert max(lengths) <= 3300
    assert len({row[5] for row in rows[3:]}) == 20
    assert not any("{" in str(cell) for row in rows for cell in row)


def test_generated_rows_are_clean(tmp_path: Path):
    for path in generate_counties(tmp_path, counties=6, tasks=40, seed=3):
        for _, _, task, plan, _, progress, status in table(path)[3:]:
            measures = re.findall(r"^(\d+)\.", str(plan), re.M)
            assert re.findall(r"^(\d+)\.", str(progress), re.M) == measures, task
            if str(status).startswith("☑已完成"):
                assert CLOSED.search(str(progress))
                assert not UNDER_WAY.search(str(progress)), progress
            if "☑未达" in str(status):
                assert "原因" in str(progress)
                assert "下一步" in str(progress)


def test_every_county_of_the_country_can_be_had_once():
    from xl_tools.sample.many import every_county

    names = [f"{above.name}{place.name}" for above, place in every_county()]
    assert len(names) == len(set(names))
    assert len(names) > 2800


def test_seed_decides(tmp_path: Path):
    first, again, other = (
        generate_counties(tmp_path / folder, counties=1, tasks=3, seed=seed)[0].read_bytes()
        for folder, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == again != other


def test_more_than_there_are_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="counties"):
        generate_counties(tmp_path, counties=99_999, tasks=1, seed=1)
    with pytest.raises(ValueError, match="tasks"):
        generate_counties(tmp_path, counties=1, tasks=100, seed=1)
    assert not list(tmp_path.iterdir())


# --- against the rules ----------------------------------------------------------------------------


def found_in(path: Path, as_of: date) -> list[tuple[str, str | None]]:
    result = engine.run(read_sheets(read_book(path), as_of=as_of), Context(as_of=as_of))
    assert not result.crashes
    return sorted(((found.code, found.cell) for found in result.findings), key=lambda pair: (pair[0], pair[1] or ""))


def test_the_rules_find_what_the_manifest_lists_and_nothing_else(city: Path):
    for name, listed in manifest(city).items():
        assert found_in(city / name, as_of()) == [(item["code"], item["cell"]) for item in listed], name


@pytest.mark.parametrize("day", [date(2022, 12, 20), date(2029, 11, 1)])
def test_the_rules_find_nothing_in_generated_counties(tmp_path: Path, day: date):
    for path in generate_counties(tmp_path, counties=12, tasks=60, seed=5):
        assert found_in(path, day) == [], path.name
