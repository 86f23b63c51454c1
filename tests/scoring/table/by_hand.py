"""The five packaged tables computed once more, in plain arithmetic and without anything of the program: what is filled
in, and what must come of it (total and grade by unit)."""

from __future__ import annotations

Values = dict[str, dict[str, tuple[object, ...]]]
"""By unit and rule: the periods, and last year's value or the condition behind a None where there is one."""


def pledge() -> tuple[Values, dict[str, dict[str, int]], dict[str, tuple[float, str]]]:
    """目标责任书."""
    values: Values = {
        "甲区": {"Q1": (82,), "Q2": (38.4,), "Q3": (100,), "T1": (12,), "T2": (0,), "T3": (14,)},
        "乙区": {"Q1": (77.5,), "Q2": (41.3,), "Q3": (90,), "T1": (9,), "T2": (3,), "T3": (15,)},
        "丙县": {"Q1": (80,), "Q2": (40,), "Q3": (100,), "T1": (15,), "T2": (1,), "T3": (13,)},
    }
    first = min(22, 20 + 2 * 1) + min(21, 20 + (40 - 38.4) / 0.5 * 0.5) + 20 + 15 + 10 + 14
    second = (20 - 2 * 2) + (20 - 1.3 / 0.5 * 1) + 0 + 15 * 9 / 12 + (10 - 3 * 2) + 15
    third = 20 + 20 + 20 + 15 + (10 - 2) + 13
    registered = {"甲区": {"上级表彰": 5, "通报批评": 1}, "丙县": {"重大环境事件": 1}}
    return values, registered, {
        "甲区": (first + 2 - 2, "优秀"),
        "乙区": (second, "合格"),  # its score says so, and the section that missed its standard would not allow more
        "丙县": (third, "不合格"),  # 96 points, denied by the event
    }  # fmt: skip


def island() -> tuple[Values, dict[str, dict[str, int]], dict[str, tuple[float, str]]]:
    """舟山."""
    values: Values = {
        "甲区": {"S1": (100,), "S2": (50, None, 1), "W1": (95,), "W2": ("好",), "M1": (92,)},
        "乙区": {"S1": (85,), "S2": (40, None, 0), "W1": (77.5,), "W2": ("较好",), "M1": (80,)},
        "丙县": {"S1": (55,), "S2": (60, None, 0), "W1": (100,), "W2": ("好",), "M1": (88,)},
        "丁县": {"S1": (100,), "S2": (50, None, 1), "W1": (90,), "W2": ("一般",), "M1": (75,)},
    }
    totals = {
        "甲区": 30 + 20 * 1 + 20 + 10 + 20 * 0.92,
        "乙区": 20 + 20 * 40 / 50 * 0.8 + 20 * (77.5 - 60) / 35 + 8 + 20 * 0.8,
        "丙县": 0 + 20 * 0.8 + 20 + 10 + 20 * 0.88,
        "丁县": 30 + 20 + 20 * 30 / 35 + 5 + 20 * 0.75,
    }
    registered = {"乙区": {"督察反馈问题": 7}, "丁县": {"数据造假": 1}}
    return values, registered, {
        "甲区": (totals["甲区"], "优胜"),
        "乙区": (totals["乙区"] - 5, "一般"),
        "丙县": (totals["丙县"], "一般"),  # water below 30
        "丁县": (totals["丁县"] * 0.5, "一般"),
    }  # fmt: skip


def rivers() -> tuple[Values, dict[str, dict[str, int]], dict[str, tuple[float, str]]]:
    """河长制."""
    values: Values = {
        "甲县": {"H1": (100, 100, 100, 100), "H2": (1,), "H3": (95,), "H4": ("否",), "H5": (30, 40, 50)},
        "乙县": {"H1": (90, 80, 100, 70), "H2": (4,), "H3": (81,), "H4": (12,), "H5": (90,)},
        "丙县": {"H1": (60,), "H2": (11,), "H3": (45,), "H4": (6,), "H5": (10, 20)},
        "丁县": {"H1": (100,), "H2": (0,), "H3": (90,), "H4": (11,), "H5": (130,)},
    }
    # cruised: 120, 90, 30, 130 kilometres; second, third, fourth, first
    totals = {
        "甲县": 30 + 10 + (40 + (8 - 2)) / (40 + 8) * 60,
        "乙县": 30 * 0.85 + (10 - 2) + 40 * 81 / 90 + 12 + (8 - 4),
        "丙县": 30 * 0.6 + 6 + 40 * 45 / 90 + 6 + (8 - 6),
        "丁县": 30 + 10 + 40 + 11 + 8,
    }
    registered = {"甲县": {"经验推广": 2, "表彰": 2}, "乙县": {"媒体曝光": 2, "全国示范": 1}}
    return values, registered, {
        "甲县": (totals["甲县"] + 3, "优秀"),
        "乙县": (totals["乙县"] - 2, "良好"),  # 83.5: promoted, but third of all
        "丙县": (totals["丙县"], "不合格"),
        "丁县": (totals["丁县"], "优秀"),
    }  # fmt: skip


def air() -> tuple[Values, dict[str, dict[str, int]], dict[str, tuple[float, str]]]:
    """大气十条."""
    values: Values = {
        "甲市": {"K1": (24,), "R1": (40,), "R2": (3,)},
        "乙市": {"K1": (-2,), "R1": (40,), "R2": (0,)},
        "丙市": {"K2": (80, None, 86), "K3": (12,), "R1": (10,), "R2": (0,)},
        "丁市": {"K2": (90, None, 86), "K3": (5,), "R1": (40,), "R2": (0,)},
    }
    return values, {"丙市": {"应急不力": 1}}, {
        "甲市": (min(24 / 25 * 100, 60 + (40 - 3 * 5)), "良好"),
        "乙市": (0, "不合格"),  # risen instead of fallen
        "丙市": (40 + 60, "合格"),
        "丁市": (0 + 60 * 5 / 10, "不合格"),
    }  # fmt: skip


def inspection() -> tuple[Values, dict[str, dict[str, int]], dict[str, tuple[float, str]]]:
    """督察整改 by county."""
    values: Values = {
        "甲县": {"D1": (96, 98, 97, 99), "D2": (3, 3, 3, 3), "D3": (0,), "D4": (100,)},
        "乙县": {"D1": (90, 80, 85, 81), "D2": (3, 2, 3, 2), "D3": (1, 0, 2), "D4": (80,)},
        "丙县": {"D1": (99,), "D2": (12,), "D3": (0,), "D4": (98,)},
    }
    totals = {
        "甲县": 0.6 * 97.5 + 0.2 * 100 + 0.2 * 100,
        "乙县": 0.6 * 84 + 0.2 * (60 * 10 / 12 + 40 - 30) + 0.2 * 60,
        "丙县": 0.6 * 99 + 0.2 * 100 + 0.2 * 96,
    }
    registered = {"乙县": {"黄牌": 6, "红牌": 1}, "甲县": {"反弹": 1}, "丙县": {"虚假整改": 1}}
    return values, registered, {
        "甲县": (totals["甲县"], "良好"),
        "乙县": (totals["乙县"] - 4 - 2, "合格"),
        "丙县": (totals["丙县"], "不合格"),
    }  # fmt: skip


SCHEMES = {"mubiao-2018": pledge, "zhou-shan": island, "he-zhang": rivers, "da-qi": air, "du-cha": inspection}
