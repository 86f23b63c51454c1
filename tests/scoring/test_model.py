"""The rules as data: what is refused, what a cell may change."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.scoring.made import lishui, second
from xl_tools.app.schemas import documents
from xl_tools.core.errors import UserError
from xl_tools.scoring.parameters import parameters, with_overrides
from xl_tools.scoring.scheme import Kind, parse

LEAST = 'id = "x"\ntitle = "某考核"\ngrades = [{ name = "好", at_least = 60 }, { name = "差", at_least = 0 }]\n'
VETO = LEAST + "[work]\npoints = 80\n[[veto]]\nname = '否'\n"


def test_the_facts_of_2024() -> None:
    rules = lishui()
    assert rules.work.points + rules.process_points + rules.evaluation_points == 100
    assert (rules.work.points, rules.process_points, rules.evaluation_points, rules.bonus.cap) == (80, 12, 8, 5)
    assert [(grade.name, grade.at_least) for grade in rules.grades] == [
        ("优秀", 90),
        ("良好", 80),
        ("合格", 70),
        ("不合格", 0),
    ]
    kinds = [office.kind for office in rules.roster]
    assert (kinds.count(Kind.KEY), kinds.count(Kind.OTHER)) == (13, 13)
    assert rules.progress is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id =", "TOML"),
        ('id = "x"', "title"),
        (LEAST + "[work]\npoints = -1", "work.points"),
        (LEAST.replace("60", "-1") + "[work]\npoints = 80", "从高到低"),
        (LEAST + "[work]\npoints = 80\n[veto]\nname = '否'\ndenies = '一等'\nbecomes = '好'", "一等"),
        (VETO + "denies = '差'\nbecomes = '好'", "要比被否的"),
        (VETO + "denies = '好'\nbecomes = '好'", "要比被否的"),
        (LEAST + "[work]\npoints = 80\n[progress]\nindicator = '推进'\noverdue = 1\nbehind = 1", "推进"),
        ("roster = [{ name = '甲' }, { name = '甲' }]\n" + LEAST + "[work]\npoints = 80", "重复"),
        (LEAST + "[work]\npoints = 80\npionts = 8", "work.pionts：不认识这一项"),
        (LEAST + "[work]\npoints = '八十'", "work.points：要写数字"),
        (LEAST + "[work]\npoints = [80]", "work.points：要写数字"),
        (LEAST + "[work]\nname = 8\npoints = 80", "work.name：要写文字"),
        (LEAST + "[work]\npoints = 80\nmonths = 13", "work.months：不能大于 12"),
        (LEAST + "[work]\npoints = 80\nmonths = 1.5", "work.months：要写整数"),
        (LEAST + "[work]\npoints = 80\nrest = 'some'", "work.rest：只能写 'ignore' 或 'by_hand'"),
        (LEAST + "[work]\nname = '目标'", "work.points：缺这一项"),
        ("work = 3\n" + LEAST, "work：要写成一节"),
        ("roster = 3\n" + LEAST + "[work]\npoints = 80", "roster：要写成列表"),
        ("roster = [{ name = '甲' }, { name = 2 }]\n" + LEAST + "[work]\npoints = 80", "roster.第 2 条.name：要写文字"),
    ],
)
def test_wrong_rules_are_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(text, "办法.toml")
    assert said in str(caught.value)
    assert not re.search("[Ii]nput|should|[Vv]alue|[Ee]rror", str(caught.value))


@pytest.mark.parametrize("rules", [lishui(), second()], ids=["lishui", "second"])
def test_every_number_in_a_cell_can_be_changed(rules: object) -> None:
    assert isinstance(rules, type(lishui()))
    for entry in parameters(rules):
        text = {True: "否", False: "是"}.get(entry.value) if isinstance(entry.value, bool) else "3"
        if entry.key.startswith("grades."):
            text = f"{(entry.value or 0) + 1}"
        changed, bad = with_overrides(rules, {entry.key: str(text)})
        assert not bad
        assert changed != rules or str(entry.value) == text, entry.key
        assert dict.fromkeys(one.key for one in parameters(changed)) == dict.fromkeys(
            one.key for one in parameters(rules)
        )


def test_a_text_instead_of_a_number_keeps_the_rule() -> None:
    changed, bad = with_overrides(lishui(), {"bonus.cap": "五", "grades.0.at_least": "60", "id": "lishui-2024"})
    assert bad == ["bonus.cap", "grades.0.at_least"]  # 60 would stand below 良好's 80
    assert changed == lishui()
    raised, _ = with_overrides(lishui(), {"bonus.cap": "6.5"})
    assert raised.bonus.cap == Decimal("6.5")


def test_grade_lines_may_pass_each_other() -> None:
    moved = {"grades.良好.at_least": "70", "grades.合格.at_least": "60", "bonus.cap": "六"}
    changed, bad = with_overrides(lishui(), moved)
    assert bad == ["bonus.cap"]
    assert [int(grade.at_least) for grade in changed.grades] == [90, 70, 60, 0]


def test_lines_that_make_no_sense_do_not_take_others_with_them() -> None:
    changed, bad = with_overrides(lishui(), {"grades.优秀.at_least": "60", "bonus.cap": "6"})
    assert (bad, changed.bonus.cap, changed.grades) == (["grades.优秀.at_least"], 6, lishui().grades)


def test_the_schema_is_made_from_the_model() -> None:
    schema = documents()["assessment.schema.json"]
    assert {"work", "process", "evaluation", "bonus", "grades", "promotion", "veto", "others"} <= set(
        schema["properties"]
    )
    assert "score.schema.json" in documents()
