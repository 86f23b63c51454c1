"""A clean ledger, and faults seen in published notices, each planted in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.closing.made import event

DONE, ASKED = event("整改完成", "2024-11-04"), event("申请", "2024-11-06", by_unit="区水利局")
ACCEPTED = event("县级验收", "2024-11-20", by_unit="市水利局")
SHOWN, CLOSED = event("公示", "2024-12-05", "—"), event("销号", "2024-12-19", "—", by_unit="市整改办")
ALL = [DONE, ASKED, ACCEPTED, SHOWN, CLOSED]
NOTICE = {
    "number": "G1",
    "title": "第7项整改任务公示",
    "text": "第7项：河道采砂点已经清退，岸坡复绿。公示10个工作日。电话0578-2123456，邮箱zgb@example.com。",
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
CONTACT = "公示10个工作日。电话0578-2123456，邮箱zgb@example.com。"
BODY = "第7项。\n重点措施：\n1.清退采砂船。\n2.岸坡复绿。\n目标任务：完成岸坡建设\n整改完成情况："


def notice(text: str, **more: Any) -> dict[str, list[dict[str, Any]]]:
    """A ledger whose notice has this body."""
    return {"notices": [NOTICE | {"text": f"{text}\n公示时间：{CONTACT}"} | more]}


Fault = tuple[str, dict[str, list[dict[str, Any]]]]
SEEN: dict[str, Fault] = {
    "1 days do not fit": ("V901", {"notices": [NOTICE | DAYS | {"end": date(2024, 10, 9)}]}),
    "2 blank of the template": ("V913", notice("第7项，向〔市直牵头验收（监管）单位〕单位反映。")),
    "2 blank of the template, in brackets": ("V913", notice("第7项，向【监管单位】反映。")),
    "3 dates run together": ("V913", notice("第7项，公示期自202591日至2025912日。")),
    "3 numbers run together": ("V913", notice("第7项，见清单20252792025280。")),
    "4 one answer for two measures": (
        "V907 V919",
        {"measures": [one | {"answer": "经核查，已完成整改"} for one in MEASURES]},
    ),
    "4 an answer without item, figure and proof": (
        "V919",
        {"measures": [MEASURES[0] | {"answer": "经核查，已完成整改"}, MEASURES[1]]},
    ),
    "4 one answer for two measures in a notice": ("V907 V919", notice(BODY + "经核查，已完成整改。")),
    "5 answer a year late": ("V908", {"measures": [MEASURES[0] | {"done": date(2024, 11, 10)}]}),
    "6 goal missed": (
        "V909",
        {"measures": [MEASURES[0] | {"text": "完成建设", "answer": "主体工程已完工，投资8万元。"}]},
    ),
    "6 goal missed in a notice": ("V909", notice(BODY + "\n1.清退12艘。\n2.2024年6月开工，主体工程已完工。")),
    "7 title of another task": ("V914", {"notices": [NOTICE | {"title": "序号十公示"}]}),
    "7 attachment of another task": ("V914", notice("第7项公示如下。\n附表：序号一任务公示表格")),
    "8 routine": (
        "V919",
        {"measures": [MEASURES[0] | {"answer": "区政府及各乡镇不定期召开会议，压实责任"}, MEASURES[1]]},
    ),
    "8 routine in a notice": ("V919", notice(BODY + "\n1.不定期召开任务推进会议，压实责任。\n2.复绿3公里。")),
    "8 routine in a notice without a heading behind it": (
        "V919",
        {
            "notices": [
                NOTICE | {"text": f"第7项。\n整改完成情况：\n1.不定期召开会议。\n公示期2024年12月5日起。{CONTACT}"}
            ]
        },
    ),
    "9 no measure": ("V920", {"measures": [MEASURES[0], MEASURES[1] | {"text": "不属实"}]}),
    "9 no measure in a notice": ("V920", notice("第7项。\n重点措施：不属实\n整改完成情况：走访12户，未见异常。")),
    "10 no number of days": (
        "V921",
        {"notices": [NOTICE | {"says": None, "text": "第7项公示，邮箱zgb@example.com。"}]},
    ),
    "10 no e-mail": ("V921", {"notices": [NOTICE | {"text": "第7项公示10个工作日，电话0578-2123456。"}]}),
    "11 doubled characters": ("V922", notice("第7项，2022年年底前清退采砂船12艘。", says=10)),
}
"""Section 7 of what was seen in published notices, by its number."""

FAULTS: dict[str, Fault] = SEEN | {
    "accepted by oneself": ("V916", {"events": [*without(ACCEPTED), ACCEPTED | {"by_unit": "莲都区"}]}),
    "same text in two notices": (
        "V912",
        {
            "cases": [*CLEAN["cases"], {"unit": "青田县"}],
            "notices": [
                NOTICE | {"text": f"第7项{LONG}{CONTACT}"},
                NOTICE | {"text": f"第7项{LONG}{CONTACT}", "unit": "青田县"},
            ],
        },
    ),
    "monitoring older than the work": ("V910", {"evidence": [*EVIDENCE[:2], EVIDENCE[2] | {"day": date(2024, 1, 8)}]}),
    "objection unanswered": ("V915", {"notices": [NOTICE | {"objections": 2}]}),
    "closed without publicity": ("V904", {"events": without(SHOWN)}),
}
