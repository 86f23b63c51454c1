"""P and N: the cases that one example does not show."""

from __future__ import annotations

import pytest

from tests.drawn import AS_OF, fired, progress, sheets, task_list
from xl_tools.core.records import ProgressSheet
from xl_tools.core.text import unusual
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run
from xl_tools.rules.table.copied import copied_as
from xl_tools.rules.table.progress_text import debris, references
from xl_tools.rules.word_lists import words

MEASURES = "整改目标：\\n1.水清。\\n2.岸绿。\\n整改措施：\\n1.关停采砂点。\\n2.修复滩地。\\n3.建立巡查机制。"


def answered(answer: str, plan: str = MEASURES, status: str = "达到序时进度", code: str = "P501") -> list[str]:
    return fired(
        progress(f"""
        | 整改任务 | 整改目标和措施 | 进展情况 | 状态 |
        | 第一项：河道采砂 | {plan} | {answer} | {status} |"""),
        code,
    )


def message(sheet: ProgressSheet, code: str, context: Context | None = None) -> str:
    (found,) = [found for found in run([sheet], context or Context(as_of=AS_OF)).findings if found.code == code]
    return found.message


# --- P501, P502 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "1.关停3个。\\n2.修复5亩。\\n3.每周巡查。",
        "1.关停3个。2.修复5亩。3.每周巡查。",
        "（一）关停3个。\\n（二）修复5亩。\\n（三）每周巡查。",
        "一、进展情况\\n采砂点全部关停，滩地修复5亩。\\n二、存在问题\\n巡查人手少。",
        "一、进展情况\\n1.关停3个。\\n2.修复5亩。\\n3.每周巡查。\\n二、存在问题\\n1.人手少。",
        "采砂点全部关停，滩地修复5亩，每周巡查一次。",
        "采砂点关停3个，船只离岸。\\n2.修复5亩。\\n3.每周巡查。",
        "1.关停3个。\\n2-3.修复5亩，每周巡查。",
        "1.关停3个。\\n2、3.修复5亩，每周巡查。",
        "1.关停3个。\\n其余措施按计划推进。",
        "1.关停3个。\\n2.修复5亩。3.10人组成巡查队。",
        "1.关停3个。\\n2.10亩滩地修复。\\n3.每周巡查。",
    ],
)
def test_every_measure_is_answered_somehow(answer: str) -> None:
    assert answered(answer) == []


@pytest.mark.parametrize(
    "answer",
    [
        "1.关停3个。\\n2.修复5亩。",
        "1.关停3个。\\n3.每周巡查。",
        "2.修复5亩。\\n3.每周巡查。",
        "（一）关停3个。\\n（二）修复5亩。",
    ],
)
def test_a_measure_is_left_out(answer: str) -> None:
    assert answered(answer) == ["C2"]
    assert answered(answer, status="尚未启动") == []


def test_the_measure_is_quoted_by_its_number() -> None:
    sheet = progress(
        f"| 整改任务 | 整改目标和措施 | 进展情况 |\n| 第一项：甲 | {MEASURES} | 1.关停3个。\\n2.修复5亩。 |"
    )
    assert "第3条“建立巡查机制”，" in message(sheet, "P501")


@pytest.mark.parametrize(
    "plan",
    [
        "整改目标：\\n1.水清。\\n2.岸绿。\\n3.鱼归。\\n4.无人采砂。",
        "整改措施：\\n1.关停采砂点。\\n3.建立巡查机制。\\n4.普法。",
        "松阳县\\n1.关停。\\n2.修复。\\n3.巡查。\\n龙泉市\\n1.关停。\\n2.修复。",
        "关停采砂点，修复滩地。",
    ],
)
def test_measures_that_are_no_sure_list_are_not_compared(plan: str) -> None:
    assert answered("1.关停3个。\\n2.修复5亩。", plan) == answered("1.甲。\\n2.乙。\\n3.丙。", plan, code="P502") == []


@pytest.mark.parametrize(
    ("more", "cells"),
    [
        ("4.开展普法宣传2场。", ["C2"]),
        ("4.下一步工作：加密巡查。", []),
        ("4.存在问题：人手少。", []),
        ("存在问题：\\n1.人手少。", []),
    ],
)
def test_answers_beyond_the_measures(more: str, cells: list[str]) -> None:
    assert answered(f"1.关停3个。\\n2.修复5亩。\\n3.每周巡查。\\n{more}", code="P502") == cells


def test_each_unit_answers_its_own_measures() -> None:
    plan = "松阳县\\n1.关停。\\n2.修复。\\n龙泉市\\n1.关停。"
    drawn = f"""
        | 地市   | 整改任务 | 整改目标和措施 | 进展情况 |
        | 丽水市 | 第一项：甲 | {plan} | 松阳县：\\n1.关停3个。\\n龙泉市：\\n1.关停2个。 |"""
    assert fired(progress(drawn), "P501") == ["D2"]
    assert "松阳县第2条" in message(progress(drawn), "P501")


# --- P503, P505, P507, P508 ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("4.详见第7项", [7]),
        ("详见清单第七项。", [7]),
        ("同第十二项。", [12]),
        ("参照第３项、第5项办理。", [3, 5]),
        ("见第3至5项", [3, 5]),
        ("详见附件第9项。", []),
        ("详见方案第三项措施。", []),
        ("完成第7项目标。", []),
        ("第三项任务已完成，见台账。", []),
    ],
)
def test_references(text: str, numbers: list[int]) -> None:
    assert [number for number, _ in references(text)] == numbers


def test_a_reference_may_name_the_provinces_number_or_a_point_of_its_own() -> None:
    sheet = progress("""
        | 序号 | 整改任务 | 进展情况 |
        | 一 | 第十六项：甲 | 1.详见第18项。\\n2.建档，同第1项。 |
        | 二 | 第十八项：乙 | 1.走访村庄3个。\\n2.清理9处。\\n3.同第2项。 |
        | 三 | 第二十项：丙 | 1.详见第16、19项。 |""")
    assert fired(sheet, "P503") == ["C4"]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("已完成", ["B2"]),
        ("按要求已全部完成整改，并通过市级验收，已销号公示。", ["B2"]),
        ("关停采砂点3个。", []),
        ("详见第1项。", []),
        ("拆除码头2座，通过验收。", []),
    ],
)
def test_a_text_that_shows_nothing(text: str, cells: list[str]) -> None:
    drawn = f"| 整改任务 | 进展情况 | 备注 |\n| 第一项：甲 | {text} | 已完成 |"
    assert fired(progress(drawn), "P505") == cells
    assert fired(progress(drawn.replace("已完成 |", "达到序时进度 |")), "P505") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲[bookmark: _GoBack]乙", "“[bookmark: _GoBack]”"),
        ("甲_x000D_乙", "“_x000D_”"),
        ("甲&nbsp;乙", "“&nbsp;”"),
        ("见错误！未找到引用源。", "“错误！未找到引用源”"),
        ("甲\u200b乙\u200b", "看不见或显示不出的字符2个，在“甲□乙□”的□处"),
        ("甲\ue010乙", "看不见或显示不出的字符1个，在“甲□乙”的□处"),
        ("锟斤拷", "“锟斤拷”"),
        ("甲\u3000乙\xa0丙\r\n丁\t戊", ""),
        ("甲\u2060乙", ""),
        ("未完成<300平方米>的复绿，A&B公司", ""),
    ],
)
def test_debris(text: str, said: str) -> None:
    assert debris(text) == said


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("松杨县：", ["D2"]),
        ("义乌市：", ["D2"]),
        ("云和县：", ["D2"]),
        ("龙泉市：", []),
        ("开发区：", []),
        ("全市：", []),
    ],
)
def test_blocks_of_strangers(heading: str, cells: list[str]) -> None:
    plan = "松阳县\\n1.关停3个。\\n龙泉市\\n1.关停2个。"
    drawn = f"""
        | 地市   | 整改任务 | 整改目标和措施 | 进展情况 |
        | 丽水市 | 第一项：甲 | {plan} | 松阳县：\\n1.关停3个。\\n{heading}\\n1.关停2个。 |"""
    assert fired(progress(drawn), "P508") == cells


# --- P504, P506 ---------------------------------------------------------------------------------------

LONG = "1.走访村庄3个，摸清采砂点底数。\n2.关停采砂点5个，船只全部离岸。\n3.每周巡查一次，台账齐全。"


@pytest.mark.parametrize(
    ("now", "how"),
    [
        (LONG, "一字不差"),
        (LONG.replace("\n", " \n").replace("5", "５"), "一字不差"),
        (f"截至2022年12月，{LONG}", "几乎一样，只改了日期"),
        (LONG.replace("每周巡查", "持续每周巡查"), "几乎一样，只多了“持续”"),
        (LONG.replace("船只全部", "船只"), "几乎一样，只少了“全部”"),
        (LONG.replace("每周巡查", "坚持每日巡查"), "几乎一样，只把“每周”改成了“坚持每日”"),
        (LONG.replace("5个", "6个"), ""),
        (LONG.replace("每周巡查", "已完成验收，每周巡查"), ""),
        (LONG + "第三方评估结论良好。", ""),
        (LONG.replace("离岸", "未离岸"), ""),
        ("暂无进展。", ""),
    ],
)
def test_how_a_text_is_the_earlier_one(now: str, how: str) -> None:
    assert copied_as(now, LONG) == how


def test_short_texts_are_bound_to_be_the_same() -> None:
    assert copied_as("暂无进展。", "暂无进展。") == ""


@pytest.mark.parametrize(
    ("then", "now", "text", "cells"),
    [
        ("达到序时进度", "达到序时进度", "关停采砂点5个，船只全部离岸，每周巡查一次。", ["C2"]),
        ("达到序时进度", "已完成", "关停采砂点5个，船只全部离岸，每周巡查一次。", []),
        ("已完成", "已完成", "关停采砂点5个，船只全部离岸，通过验收。", ["C2"]),
        ("已完成", "已完成", "关停采砂点5个，船只全部离岸，完成销号。", []),
    ],
)
def test_copied_texts_by_status(then: str, now: str, text: str, cells: list[str]) -> None:
    drawn = "| 整改任务 | 状态 | 进展情况 |\n| 第一项：甲 | {status} | {text} |"
    context = Context(as_of=AS_OF, previous=sheets(drawn.format(status=then, text=text)))
    assert fired(progress(drawn.format(status=now, text=text)), "P504", context) == cells


def test_one_unit_of_a_city_copied_its_text() -> None:
    drawn = """
        | 地市   | 整改任务 | 进展情况 | 状态 |
        | 丽水市 | 第一项：甲 | 松阳县：\\n1.关停采砂点3个，设备拆走。\\n龙泉市：\\n1.{text} | 达到序时进度 |"""
    before = sheets(drawn.format(text="关停采砂点2个，场地清空。"))
    sheet = progress(drawn.format(text="关停采砂点8个，滩地复绿。"))
    context = Context(as_of=AS_OF, previous=before)
    assert fired(sheet, "P504", context) == ["C2"]
    assert "松阳县的进展和上期一字不差" in message(sheet, "P504", context)


def test_two_units_of_a_city_with_one_text() -> None:
    text = "1.排查乱堆点，逐处清理，场地恢复原状。"
    sheet = progress(f"| 地市 | 整改任务 | 进展情况 |\n| 丽水市 | 第一项：甲 | 松阳县：\\n{text}\\n龙泉市：\\n{text} |")
    assert "龙泉市的进展和松阳县的一样" in message(sheet, "P506")


# --- N ------------------------------------------------------------------------------------------------


def test_what_was_handed_out_is_not_the_units_fault() -> None:
    drawn = "| 整改任务 | 进展情况 |\n| 第一项：覆盖率仅为9334% | 走访村庄3个。 |"
    assert fired(progress(drawn), "N604") == ["A2"]
    assert fired(progress(drawn), "N604", Context(as_of=AS_OF, issued=sheets(drawn))) == []


def test_a_lost_point_is_told_once() -> None:
    sheet = progress("| 整改任务 | 进展情况 |\n| 第一项：甲 | 复检合格率达到93\ue01034%。 |")
    assert fired(sheet, "N604") == ["B2"]
    assert fired(sheet, "P507") == []


def test_a_list_is_read_in_its_own_columns() -> None:
    sheet = task_list("""
        | 反馈问题 | 整改目标 | 整改措施 |
        | 第一项：共12个，其中甲7个、乙3个、丙1个 | 清零 | 1.治理12座，其中复绿7座、转型3座、关闭1座。 |""")
    assert fired(sheet, "N601") == ["C2"]


def test_the_message_shows_the_sum() -> None:
    sheet = progress("| 整改任务 | 进展情况 |\n| 第一项：甲 | 矿山12座，其中复绿7座、转型3座、关闭1座。 |")
    told = message(sheet, "N601")
    assert "7+3+1≠12" in told
    assert "加起来是11" in told


def test_a_share_of_the_plans_target() -> None:
    sheet = progress("""
        | 整改任务 | 整改目标和措施 | 进展情况 |
        | 第一项：甲 | 整改措施：\\n1.推广配方肥4万吨。 | 1.推广配方肥4.22万吨，完成任务数的102.9%。 |""")
    assert "按整改目标、措施里的数算是105.5%" in message(sheet, "N603")


@pytest.mark.parametrize(
    ("then", "now", "cells"),
    [
        ("累计修复管网43公里。", "累计修复管网36公里。", ["B2"]),
        ("累计修复管网43公里。", "累计修复管网43公里。", []),
        ("累计修复管网43公里。", "今年累计修复管网36公里。", []),
        ("累计修复管网43公里。", "累计检测管网36公里。", []),
    ],
)
def test_cumulative_figures(then: str, now: str, cells: list[str]) -> None:
    drawn = "| 整改任务 | 进展情况 |\n| 第一项：甲 | {text} |"
    context = Context(as_of=AS_OF, previous=sheets(drawn.format(text=then)))
    assert fired(progress(drawn.format(text=now)), "N607", context) == cells


def test_what_debris_begins_with_is_unusual() -> None:
    """The quick look at a text's unusual characters passes over none of these."""
    for sign in words("debris", "signs"):
        assert unusual(sign).startswith(sign[0])
    for char in "\x07\u200b\ue012\ufffd\u202e\ud800":
        assert unusual(f"整改{char}完成") == char
