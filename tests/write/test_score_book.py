"""The score workbook: its formulas give what Python gives, it is read back, texts stay texts."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.scoring.made import case, entry, item, lishui, random_case, report, roster, second, target, vetoed
from tests.scoring.recalculated import differences, formula_cells, recalculate, values, without_values
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Book
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import AssessmentBook
from xl_tools.rules.assessment import judge
from xl_tools.sample.assessment_year import write_score_template
from xl_tools.scoring.case import Case, build
from xl_tools.scoring.given import choose
from xl_tools.write.score import score_book, score_layout
from xl_tools.write.score.score_book import score_bytes

SHEETS = ["任务书", "过程", "评价", "附加分", "得分汇总", "扣分明细", "单位得分", "考核办法", "问题清单"]
NOT_EVERYWHERE = (
    "LET(",
    "LAMBDA(",
    "XLOOKUP(",
    "FILTER(",
    "SORT(",
    "UNIQUE(",
    "_xlfn",
    "IFS(MAX",
    "TEXTJOIN(",
    "MAXIFS(",
)


def small(**changes: object) -> Case:
    rules = lishui().model_copy(update={"roster": roster("甲局", "乙局", others=["丙局"])})
    items = [
        item("甲局", 50, target(10, 5), target(3, 3)),
        item("甲局", 30, target("7.5", 6), text="=1+1"),
        item("乙局", 80, target(4, 4)),
        item("丙局", 80, target(4, 3)),
    ]
    made = case(rules, items, [entry("甲局", "协同配合", 3)], [entry("乙局", "支持政策或举措", 1)])
    return replace(made, **changes) if changes else made  # type: ignore[arg-type]


def opened(data: bytes, folder: Path) -> Book:
    path = folder / "表.xlsx"
    path.write_bytes(data)
    return read_book(path)


def reread(data: bytes, folder: Path) -> AssessmentBook:
    found = read_assessment(opened(data, folder))
    assert found is not None
    return found


@pytest.mark.real("soffice")
def test_libreoffice_computes_what_python_computes(tmp_path: Path) -> None:
    """Twenty workbooks of any input, of three assessments; every stored result is taken out before."""
    kinds = (second(), lishui(), second(), vetoed())
    books = {f"n{seed}": score_bytes(random_case(seed, kinds[seed % 4], offices=5)) for seed in range(20)}
    computed = recalculate(books, tmp_path)
    assert {name: differences(books[name], computed[name]) for name in books} == {name: [] for name in books}
    assert all(len(formula_cells(data)) > 500 for data in books.values())


@pytest.mark.real("soffice")
def test_a_changed_actual_moves_score_rank_grade_and_list(tmp_path: Path) -> None:
    """As a clerk does it: another number typed into the finished workbook, no Python."""
    path = tmp_path / "score.xlsx"
    path.write_bytes(score_bytes(small()))
    book = openpyxl.load_workbook(path)
    sheet = book["任务书"]
    assert (sheet["L4"].value, sheet["G4"].value) == (5, "新建设施")
    sheet["L4"] = 10
    sheet["L6"] = 7.5
    changed = BytesIO()
    book.save(changed)
    after = values(recalculate({"score": changed.getvalue()}, tmp_path)["score"])
    before = values(score_bytes(small()))
    # 甲: 50 x (0.5 + 1)/2 + 30 x 6/7.5 = 61.5, then 80. Two lines less in the list, and the first place.
    assert (before["单位得分", "E4"], after["单位得分", "E4"]) == (61.5, 80)
    assert [after["得分汇总", cell] for cell in ("A4", "B4", "A5", "B5")] == [1, "甲局", 2, "乙局"]
    assert [before["得分汇总", cell] for cell in ("A4", "B4")] == [1, "乙局"]
    lines = [
        sum(isinstance(one.get(("扣分明细", f"A{row}"), ""), float) for row in range(4, 90)) for one in (before, after)
    ]
    assert lines[0] - lines[1] == 2


@pytest.mark.real("soffice")
def test_a_large_list_of_losses_is_written_as_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = score_bytes(small())
    monkeypatch.setattr(score_book, "LIVE_LINES", 0)
    listed = score_bytes(small())
    assert differences(listed, recalculate({"n": listed}, tmp_path)["n"]) == []
    for column in "ABCDE":
        mine, other = values(live), values(listed)
        assert [mine.get(("扣分明细", f"{column}{row}"), "") for row in range(4, 12)] == [
            other.get(("扣分明细", f"{column}{row}"), "") for row in range(4, 12)
        ]


def test_a_wrong_stored_value_would_be_noticed() -> None:
    data = score_bytes(small())
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(buffer, "w") as copy:
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, part.replace(b"<v>61.5</v>", b"<v>61.4</v>") if "sheet7" in name else part)
    assert differences(buffer.getvalue(), data) == ["单位得分!E4: 61.4 is stored, 61.5 computed"]


def test_the_lost_points_of_the_list_are_what_the_total_lacks() -> None:
    """For key offices: 100 and the bonus, less the lines, is the total."""
    for seed in range(1, 9, 2):
        for office in report(random_case(seed, lishui())).offices:
            if office.kind == "key" and office.total is not None:
                lost = sum(line.points for line in office.lost)
                assert abs(100 + office.bonus - lost - office.total) < 1e-3


def test_the_sheets_and_their_formulas_are_for_every_excel() -> None:
    data = score_bytes(small())
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = re.findall(r'<sheet name="([^"]+)"', package.read("xl/workbook.xml").decode())
        text = "".join(package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/"))
    assert names == SHEETS
    assert not [word for word in NOT_EVERYWHERE if word in text]
    assert "<f></f>" not in text
    longest = max(len(formula) for formula in re.findall(r"<f[^>]*>([^<]*)</f>", text))
    assert longest < 8000


def test_the_same_case_gives_the_same_bytes_and_reads_back_the_same(tmp_path: Path) -> None:
    for seed in (1, 2, 3):
        rules = {1: lishui(), 2: second(), 3: vetoed()}[seed]
        first = random_case(seed, rules)
        data = score_bytes(first)
        assert data == score_bytes(random_case(seed, rules))
        again = reread(data, tmp_path)
        second_case = build(lambda _, again=again: again, first.inputs.assessment)  # type: ignore[misc]
        assert [one.total for one in second_case.scored.standings] == [one.total for one in first.scored.standings]
        assert [one.grade for one in second_case.scored.standings] == [one.grade for one in first.scored.standings]


def test_texts_from_outside_stay_texts(tmp_path: Path) -> None:
    nasty = ['=HYPERLINK("http://x")', "<r>&amp;</r>", "a\x0bb_x0041_", "+1", " 两端 ", "https://x.cn"]
    rules = lishui().model_copy(update={"roster": roster("甲局")})
    items = [item("甲局", 10, target(1, 1, name=text), text=text, row=4 + at) for at, text in enumerate(nasty)]
    data = score_bytes(case(rules, items, [replace(entry("甲局", "协同配合", 4), note="=1+1", source="@x")]))
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        assert b"hyperlink" not in package.read("xl/worksheets/sheet1.xml")
    book = openpyxl.load_workbook(BytesIO(data))
    cells = [book["任务书"][f"E{row}"] for row in range(4, 10)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [one.text for one in reread(data, tmp_path).items] == [text.strip() for text in nasty]
    assert (book["过程"]["H4"].data_type, book["过程"]["I4"].data_type) == ("s", "s")


def test_grades_and_directions_have_drop_downs_and_formulas_are_locked() -> None:
    book = openpyxl.load_workbook(BytesIO(score_bytes(small())))
    lists = [rule.formula1 for rule in book["评价"].data_validations.dataValidation]
    assert lists[0] == '"优秀,良好,合格,不合格"'
    assert '"不低于,不高于,等于,人工评定"' in [rule.formula1 for rule in book["任务书"].data_validations.dataValidation]
    sheet = book["任务书"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert [sheet[f"{column}4"].protection.locked for column in "HJLQ"] == [False] * 4
    assert [sheet[f"{column}4"].protection.locked for column in "FMNOP"] == [True] * 5


def test_headings_are_those_the_reader_knows() -> None:
    for what in ("items", "process", "bonus", "rules"):
        assert len(score_layout.headings(what)) == len(score_layout.columns(what))


def test_the_template_is_in_step_with_the_program(tmp_path: Path) -> None:
    write_score_template(tmp_path / "new.xlsx")
    kept = ROOT / "workbooks" / "考核评分表.xlsx"
    assert kept.read_bytes() == (tmp_path / "new.xlsx").read_bytes(), "write it anew: make generate"


def test_the_template_scores_full_when_all_targets_are_met(tmp_path: Path) -> None:
    write_score_template(tmp_path / "new.xlsx")
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    for row in book["任务书"].iter_rows(min_row=4):
        row[11].value = row[7].value
    book.save(tmp_path / "filled.xlsx")
    found = read_assessment(read_book(tmp_path / "filled.xlsx"))
    assert found
    result = report(build(lambda _: found))
    assert (len(result.offices), {office.work for office in result.offices}) == (26, {80})
    assert not [one for one in result.findings if one.severity == "error" and one.code != "A811"]


def test_the_workbook_carries_its_rules_and_stays_the_same(tmp_path: Path) -> None:
    """Rules that came from a file hold the second and third time without it; so does a workbook of unknown rules."""
    rules = second(roster=roster("甲局（筹）", "乙局"))
    items = [item("甲局(筹)", 70, target(10, 5)), item("乙局", 70, target(10, 10))]
    for given in (rules, None):
        book = case(given or lishui(), items).book
        first = build(lambda _, book=book: book, given)  # type: ignore[misc]
        data, before = score_bytes(first), report(first)
        for _ in range(2):
            again = build(lambda _, data=data: reread(data, tmp_path))  # type: ignore[misc]
            assert [replace(one, lost=()) for one in report(again).offices] == [
                replace(one, lost=()) for one in before.offices
            ]
            assert (again.inputs.assessment.id, again.assumed) == (first.inputs.assessment.id, given is None)
            assert score_bytes(again) == data
            data = score_bytes(again)


def test_a_number_by_its_place_does_not_reach_another_assessment(tmp_path: Path) -> None:
    """As workbooks of an earlier version hold them: process.0.points of one is another indicator in the other."""
    found = reread(score_bytes(small()), tmp_path)
    former = replace(found, overrides={"id": ("lishui-2024", "B9"), "process.0.points": ("3", "B5")})
    other = second()
    assert choose(former, other).rules == other
    assert choose(former).rules.process[0].points == 3


def test_what_was_found_stands_in_the_workbook(tmp_path: Path) -> None:
    made = small()
    found = judge.run(made)
    (tmp_path / "表.xlsx").write_bytes(score_bytes(made, found))
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx")["问题清单"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert sorted(row[2] for row in rows) == sorted(one.code for one in found)
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), key=["错误", "警告", "提示"].index)


def test_a_copy_without_stored_values_is_not_blamed(tmp_path: Path) -> None:
    found = reread(without_values(score_bytes(small())), tmp_path)
    assert found.unreadable == ()
