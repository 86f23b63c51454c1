"""The annex of indicators of an assessment becomes the rules that its workbook is scored by."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import SHARED
from xl_tools.app.import_ import import_files
from xl_tools.app.score import assessment_of, score
from xl_tools.books.file.reader import read_book
from xl_tools.scoring.given import choose
from xl_tools.scoring.scheme import Assessment, instances

HEAD = """2023年度衢州市级单位绿色建设考核任务书
附件1
考核评价项目
考核评价指标
分值
考核评价内容
评分细则
"""
RULES = """一、工作目标
（70分）
年度任务完成情况
70
按任务书考核。
没有做完的，照任务量扣减。
二、工作推进
（20分）
配合会商
8
参加会商和检查。
按参加情况赋分。
督促指导
12
督促各县做好条线工作。
1.没有及时部署的，每次扣2分；
2.被省级通报扣分的，按省级扣分值予以扣分。
三、工作评价
（10分）
县级评价
6
各县按三个等次评。
评价为优秀的得6分，评价为合格的得3分，评价为不合格的得0分。
办公室评价
4
由办公室打分。
评价为优秀的得6分，评价为合格的得3分，评价为不合格的得0分。
附加分
3
经验做法在全省推广的。
每项加1.5分。
说明：考核得分85分以上评为优秀，60分以上评为合格，60分以下为不合格。
"""
TASKS = """附件2
序号
重点单位
重点工作
目标任务
分值
1
市水利局
河湖治理
整治河道12公里。
40
新建水闸2座。
30
"""


def imported(folder: Path, text: str) -> tuple[Path, list[str]]:
    (folder / "考核.txt").write_text(text, "utf-8")
    (file,) = import_files([folder / "考核.txt"], out=folder / "out").files
    assert file.written
    return Path(file.written), [note.text for note in file.notes]


def rules_of(path: Path) -> Assessment:
    chosen = choose(assessment_of(read_book(path), False))
    assert not chosen.assumed
    assert chosen.refused == ()
    return chosen.rules


def test_points_reasons_grades_and_borders_are_read(tmp_path: Path) -> None:
    path, said = imported(tmp_path, HEAD + RULES + TASKS)
    rules = rules_of(path)
    assert (rules.work.points, rules.process_points, rules.evaluation_points) == (70, 20, 10)
    assert [(part.name, part.mode, part.points) for part in rules.process] == [
        ("配合会商", "given", 8),
        ("督促指导", "deduct", 12),
    ]
    assert [(one.name, one.points) for one in rules.process[1].deductions] == [
        ("没有及时部署", 2),
        ("省级扣分（督促指导）", 1),
    ]
    assert [(part.name, part.points, len(part.by)) for part in rules.evaluation] == [
        ("县级评价", 6, 6),
        ("办公室评价", 4, 0),
    ]
    assert {one.name: one.points for one in rules.grade_points} == {"优秀": 6, "合格": 3, "不合格": 0}
    assert (rules.bonus.cap, [(one.name, one.points) for one in rules.bonus.kinds]) == (
        3,
        [("经验做法在全省推广", Decimal("1.5"))],
    )
    assert [(one.name, one.at_least) for one in rules.grades] == [("优秀", 85), ("合格", 60), ("不合格", 0)]
    assert any("按衢州市的6个县（市、区），请核对" in text for text in said)


def test_the_workbook_is_scored_by_its_own_rules(tmp_path: Path) -> None:
    """70 for the works, half of 40 missing; 12 left of the process, nothing else: 62 of 100, 合格 from 60 on."""
    path, _ = imported(tmp_path, HEAD + RULES + TASKS)
    score(path, out=tmp_path / "得分.xlsx")
    book = openpyxl.load_workbook(tmp_path / "得分.xlsx")
    sheet = book["任务书"]
    columns = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    done = iter((6, 2))
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, columns["目标任务"]).value in ("整治河道12公里。", "新建水闸2座。"):
            sheet.cell(row, columns["实际完成"]).value = next(done)
    book.save(tmp_path / "填好.xlsx")
    (office,) = score(tmp_path / "填好.xlsx").offices
    assert (office.total, office.grade) == (62, "合格")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("（20分）", "（25分）", "“工作推进”写的是 25 分，各指标合计 20 分"),
        ("按参加情况赋分。", "看参加情况。", "“配合会商”没有写怎样扣分、赋分"),
        ("每次扣2分", "酌情扣分", "“督促指导”的“没有及时部署的，酌情扣分”看不出一次扣几分"),
        ("每项加1.5分。", "酌情加分。", "“附加分”没有写一项加几分"),
        ("衢州市级", "市级", "由各地评价，看不出有哪些"),
        ("60分以下为不合格", "其余另定", "没有读出等次线，计分按本工具自带的办法"),
        (
            "由办公室打分。\n评价为优秀的得6分",
            "由办公室打分。\n评价为优秀的得4分",
            "“办公室评价”一个等次得的分和别的指标不一样",
        ),
    ],
)
def test_what_is_not_sure_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = HEAD + RULES + TASKS
    assert old in text
    path, notes = imported(tmp_path, text.replace(old, new))
    assert [note for note in notes if said in note.replace(",", "，")]
    assert score(path).offices


@pytest.mark.beside
@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the published documents are not beside the project")
def test_the_published_rules_are_those_that_were_typed_from_it(tmp_path: Path) -> None:
    """The packaged rules of that year were entered by hand from the same document."""
    (source,) = (SHARED / "seeds").glob("004*.txt")
    path, said = imported(tmp_path, source.read_text("utf-8"))
    rules = rules_of(path)
    typed = next(one for one in instances() if one.id == "lishui-2024")

    def shape(one: Assessment) -> list[object]:
        process = [(part.name, part.points, part.mode, [d.points for d in part.deductions]) for part in one.process]
        excellent = one.others.excellent
        assert excellent is not None
        assert one.promotion is not None
        return [
            (one.work.name, one.work.points, one.process_name, one.evaluation_name),
            process,
            [(part.name, part.points, set(part.by)) for part in one.evaluation],
            {worth.name: worth.points for worth in one.grade_points},
            (one.bonus.cap, [kind.points for kind in one.bonus.kinds]),
            [(grade.name, grade.at_least) for grade in one.grades],
            (one.promotion.source, one.promotion.target, one.promotion.all_goals, one.promotion.needs_year),
            [(veto.denies, veto.becomes) for veto in one.vetoes],
            (one.others.treatment, one.others.plus_bonus, one.others.minus_work, excellent.name, excellent.grade),
            {office.name: office.kind for office in one.roster},
        ]

    assert shape(rules) == shape(typed)
    assert len(said) <= 4


@pytest.mark.parametrize("title", ["2023年度市级单位绿色建设考核任务书（衢州）", "衢州2023年度考核任务书"])
def test_the_city_is_told_wherever_it_stands_in_the_title(tmp_path: Path, title: str) -> None:
    _, said = imported(tmp_path, title + HEAD[HEAD.index("\n") :] + RULES + TASKS)
    assert any("按衢州市的6个县（市、区），请核对" in text for text in said)
