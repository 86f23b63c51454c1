"""A clean ledger, what is changed in it for each rule, and faults seen in published notices."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.closing.made import PROCEDURE, event

DONE, ASKED = event("整改完成", "2024-11-04"), event("申请", "2024-11-06", by_unit="区水利局")
ACCEPTED = event("县级验收", "2024-11-20", by_unit="市水利局")
SHOWN, CLOSED = event("公示", "2024-12-05", "—"), event("销号", "2024-12-19", "—", by_unit="市整改办")
ALL = [DONE, ASKED, ACCEPTED, SHOWN, CLOSED]
NOTICE = {
    "number": "G1",
    "title": "第7项整改任务公示",
    "text": "第7项：河道采砂点已经清退，岸坡复绿。",
    "start": date(2024, 12, 5),
    "end": date(2024, 12, 18),
    "says": 10,
    "says_unit": "工作日",
}
MEASURES = [
    {
        "number": 1,
        "text": "清退采砂船",
        "due": date(2024, 6, 30),
        "done": date(2024, 6, 20),
        "answer": "清退采砂船12艘。",
    },
    {"number": 2, "text": "岸坡复绿", "due": date(2024, 10, 31), "done": date(2024, 10, 28), "answer": "复绿3公里。"},
]
EVIDENCE = [
    {"kind": "整改前照片", "file": "7/前.jpg", "day": date(2023, 5, 1)},
    {"kind": "整改后照片", "file": "7/后.jpg", "day": date(2024, 11, 1)},
    {
        "kind": "监测报告",
        "file": "7/监测.pdf",
        "day": date(2024, 11, 8),
        "item": "氨氮",
        "value": 0.8,
        "limit": 1.0,
        "measured_in": "mg/L",
    },
]
CLEAN: dict[str, list[dict[str, Any]]] = {
    "cases": [{"works": "工程", "acceptor": "市水利局", "goal": "采砂船全部清退，氨氮低于1.0mg/L，整改完成"}],
    "events": ALL,
    "notices": [NOTICE],
    "measures": MEASURES,
    "evidence": EVIDENCE,
}


def without(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in ALL if one not in rows]


LONG = "经现场核查，采砂作业已全面停止，弃料已清运完毕，河道行洪断面已恢复到原有宽度，并设置了界桩。"


DAYS = {"start": date(2024, 9, 29), "text": ""}
CASES: list[tuple[str, str, dict[str, list[dict[str, Any]]], bool]] = [
    ("V901", "国庆节算漏", {"notices": [NOTICE | DAYS | {"end": date(2024, 10, 9)}]}, True),
    ("V901", "差一天", {"notices": [NOTICE | DAYS | {"end": date(2024, 10, 15)}]}, True),
    ("V901", "正好十天", {"notices": [NOTICE | DAYS | {"end": date(2024, 10, 16)}]}, False),
    ("V901", "写明的少于规定的", {"notices": [NOTICE | {"end": date(2024, 12, 11), "says": 5}]}, True),
    ("V901", "没有写明天数，按规定够", {"notices": [NOTICE | {"says": None, "says_unit": ""}]}, False),
    (
        "V901",
        "写明十个日历日，规定是工作日",
        {"notices": [NOTICE | {"end": date(2024, 12, 14), "says_unit": "日历日"}]},
        True,
    ),
    (
        "V902",
        "跨进没有公布的年度",
        {"notices": [NOTICE | {"start": date(2026, 12, 28), "end": date(2027, 1, 8)}]},
        True,
    ),
    (
        "V902",
        "止于已公布年度的最后一天",
        {"notices": [NOTICE | {"start": date(2026, 12, 14), "end": date(2026, 12, 31)}]},
        False,
    ),
    ("V903", "验收早于申请", {"events": [DONE, ASKED, event("县级验收", "2024-11-05"), SHOWN, CLOSED]}, True),
    ("V903", "同一天", {"events": [DONE, ASKED, event("县级验收", "2024-11-06"), SHOWN, CLOSED]}, False),
    ("V903", "在统计日期以后", {"events": [*ALL, event("报备", "2024-12-21", "—")]}, True),
    ("V903", "就在统计日期", {"events": [*ALL, event("报备", "2024-12-20", "—")]}, False),
    ("V904", "没有公示就销号", {"events": without(SHOWN)}, True),
    ("V904", "可免的环节", {"events": without(SHOWN), "settings": [PROCEDURE | {"optional": "公示、报备"}]}, False),
    ("V904", "验收没有通过", {"events": [*without(ACCEPTED), ACCEPTED | {"result": "不通过"}]}, True),
    ("V906", "停了三十一天", {"events": [DONE, event("申请", "2024-11-19")]}, True),
    ("V906", "停了三十天", {"events": [DONE, event("申请", "2024-11-20")]}, False),
    ("V906", "完成六十一天没有申请", {"events": [event("整改完成", "2024-10-20")]}, True),
    ("V906", "完成六十天没有申请", {"events": [event("整改完成", "2024-10-21")]}, False),
    ("V907", "一条没有回答", {"measures": [MEASURES[0], MEASURES[1] | {"answer": ""}]}, True),
    ("V907", "一句话回答两条", {"measures": [one | {"answer": "经核查，已完成整改。"} for one in MEASURES]}, True),
    ("V907", "还没有完成的不查", {"measures": [MEASURES[1] | {"answer": ""}], "events": []}, False),
    ("V908", "晚一天没有说明", {"measures": [MEASURES[0] | {"done": date(2024, 7, 1)}]}, True),
    ("V908", "当天", {"measures": [MEASURES[0] | {"done": date(2024, 6, 30)}]}, False),
    (
        "V908",
        "说明了原因",
        {"measures": [MEASURES[0] | {"done": date(2024, 7, 9), "answer": "因汛期延期，清退12艘。"}]},
        False,
    ),
    ("V908", "晚于验收", {"measures": [MEASURES[0] | {"due": None, "done": date(2024, 11, 21)}]}, True),
    ("V908", "验收当天", {"measures": [MEASURES[0] | {"due": None, "done": date(2024, 11, 20)}]}, False),
    ("V909", "主体已完工", {"measures": [MEASURES[0] | {"text": "完成厂房建设", "answer": "主体工程已完工。"}]}, True),
    (
        "V909",
        "目标就是主体完工",
        {"measures": [MEASURES[0] | {"text": "主体工程完工", "answer": "主体工程已完工。"}]},
        False,
    ),
    ("V909", "已完工", {"measures": [MEASURES[0] | {"text": "完成厂房建设", "answer": "厂房已竣工投用。"}]}, False),
    ("V910", "有限值没有监测报告", {"evidence": EVIDENCE[:2]}, True),
    ("V910", "没有限值", {"evidence": EVIDENCE[:2], "cases": [{"works": "工程", "goal": "采砂船全部清退"}]}, False),
    ("V910", "完工前一天采样", {"evidence": [*EVIDENCE[:2], EVIDENCE[2] | {"day": date(2024, 11, 3)}]}, True),
    ("V910", "完工当天采样", {"evidence": [*EVIDENCE[:2], EVIDENCE[2] | {"day": date(2024, 11, 4)}]}, False),
    ("V910", "超过限值", {"evidence": [*EVIDENCE[:2], EVIDENCE[2] | {"value": 1.01}]}, True),
    ("V910", "正好是限值", {"evidence": [*EVIDENCE[:2], EVIDENCE[2] | {"value": 1.0}]}, False),
    ("V911", "没有整改后照片", {"evidence": [EVIDENCE[0], EVIDENCE[2]]}, True),
    ("V911", "非工程不要照片", {"evidence": EVIDENCE[2:], "cases": [{"works": "非工程"}]}, False),
    ("V913", "留着空", {"notices": [NOTICE | {"text": "向〔市直牵头单位〕单位反映第7项。"}]}, True),
    ("V913", "文号里的年份", {"notices": [NOTICE | {"text": "依据市环督〔2024〕3号，公示第7项。"}]}, False),
    ("V913", "年月日连在一起", {"notices": [NOTICE | {"text": "第7项自202591日至2025912日公示。"}]}, True),
    ("V913", "正常的日期", {"notices": [NOTICE | {"text": "第7项自2025年9月1日公示。"}]}, False),
    ("V914", "标题是另一项", {"notices": [NOTICE | {"title": "关于序号十的公示"}]}, True),
    ("V914", "中文数字是同一项", {"notices": [NOTICE | {"title": "关于序号七的公示"}]}, False),
    ("V914", "标题是另一轮", {"notices": [NOTICE | {"title": "第一轮中央生态环境保护督察第7项公示"}]}, True),
    ("V915", "异议没有结论", {"matters": [{"sort": "异议", "day": date(2024, 12, 10)}]}, True),
    ("V915", "异议有结论", {"matters": [{"sort": "异议", "conclusion": "不成立"}]}, False),
    ("V915", "还没有销号", {"matters": [{"sort": "异议"}], "events": without(CLOSED)}, False),
    ("V915", "公示写有异议没有处理", {"notices": [NOTICE | {"objections": 1}]}, True),
    ("V915", "公示异议处理了", {"notices": [NOTICE | {"objections": 1, "handled": date(2024, 12, 12)}]}, False),
    ("V916", "自己验收", {"events": [*without(ACCEPTED), ACCEPTED | {"by_unit": "区水利局"}]}, True),
    (
        "V916",
        "可以自验",
        {
            "events": [*without(ACCEPTED), ACCEPTED | {"by_unit": "区水利局"}],
            "settings": [PROCEDURE | {"self_acceptance": "是"}],
        },
        False,
    ),
    ("V916", "不销号的销了", {"cases": [{"ongoing": "是"}], "settings": [PROCEDURE | {"long_term": "不销号"}]}, True),
    ("V916", "分阶段还有没做的", {"cases": [{"ongoing": "是"}], "measures": [MEASURES[0] | {"done": None}]}, True),
    ("V916", "分阶段都做了", {"cases": [{"ongoing": "是"}]}, False),
    ("V917", "手机号", {"notices": [NOTICE | {"text": "第7项，联系人电话13812345678。"}]}, True),
    ("V917", "办公电话", {"notices": [NOTICE | {"text": "第7项，联系电话0578-2123456。"}]}, False),
    ("V917", "十二位数字不是手机号", {"notices": [NOTICE | {"text": "第7项，编号138123456789。"}]}, False),
    ("V918", "退回没有写到哪里", {"events": [*ALL, event("退回", "2024-12-20", "")]}, True),
    ("V918", "退回写了", {"events": [*ALL, event("退回", "2024-12-20", "", back_to="申请")]}, False),
    ("V918", "环节不在设置里", {"events": [*ALL, event("评估", "2024-12-20")]}, True),
    ("V918", "对不上哪一件", {"events": [*ALL, event("报备", "2024-12-20", serial="8")]}, True),
    ("V918", "登记了两行", {"cases": [*CLEAN["cases"], *CLEAN["cases"]]}, True),
    ("V918", "日期读不出", {"events": [*ALL, event("报备", "2024-12-20") | {"day": "月底"}]}, True),
]


FAULTS: dict[str, tuple[str, dict[str, list[dict[str, Any]]]]] = {
    "days do not fit": ("V901", {"notices": [NOTICE | DAYS | {"end": date(2024, 10, 9)}]}),
    "blank of the template": ("V913", {"notices": [NOTICE | {"text": "第7项，向【监管单位】反映。"}]}),
    "dates run together": ("V913", {"notices": [NOTICE | {"text": "第7项，公示期自202591日起。"}]}),
    "one answer for two measures": ("V907", {"measures": [one | {"answer": "经核查，已完成整改"} for one in MEASURES]}),
    "answer a year late": ("V908", {"measures": [MEASURES[0] | {"done": date(2024, 11, 10)}]}),
    "goal missed": ("V909", {"measures": [MEASURES[0] | {"text": "完成建设", "answer": "主体工程已完工"}]}),
    "title of another task": ("V914", {"notices": [NOTICE | {"title": "序号十公示"}]}),
    "accepted by oneself": ("V916", {"events": [*without(ACCEPTED), ACCEPTED | {"by_unit": "莲都区"}]}),
    "same text in two notices": (
        "V912",
        {
            "cases": [*CLEAN["cases"], {"unit": "青田县"}],
            "notices": [NOTICE | {"text": "第7项" + LONG}, NOTICE | {"text": "第7项" + LONG, "unit": "青田县"}],
        },
    ),
    "monitoring older than the work": ("V910", {"evidence": [*EVIDENCE[:2], EVIDENCE[2] | {"day": date(2024, 1, 8)}]}),
    "objection unanswered": ("V915", {"notices": [NOTICE | {"objections": 2}]}),
    "closed without publicity": ("V904", {"events": without(SHOWN)}),
}
