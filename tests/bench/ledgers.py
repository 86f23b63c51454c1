"""Clean ledgers of closing steps, and known faults (V) each planted at a random place of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.closing.made import AS_OF, ledger
from tests.drawn import progress
from tests.petitions.ledgers import ledger as petition_book
from xl_tools.app.examine import read_tables
from xl_tools.closing.inspected import Inspected
from xl_tools.core.form import Field
from xl_tools.core.working_days import national
from xl_tools.parse.closing.headings import sheets
from xl_tools.petitions.records import Conventions
from xl_tools.petitions.state import read_ledger as petition_tables
from xl_tools.petitions.tasks import OpenPetitions
from xl_tools.rules.closing.judge import check
from xl_tools.sample.petitions import petitions

Row = dict[str, Any]
UNITS = ("莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县")
TOP = 2
"""Rows above the first record."""
_PLACES = ("东溪", "西河", "南塘", "北岭", "中圩", "上湾")
_WORKS = (
    *("清退采砂船{n}艘", "拆除棚舍{n}间", "清运弃料{n}吨", "修复管网{n}米", "补种苗木{n}株", "关停小作坊{n}家"),
    *(
        "更换滤袋{n}条",
        "硬化堆场{n}平方米",
        "安装隔油池{n}个",
        "回填矿坑{n}立方米",
        "迁出养殖户{n}户",
        "疏浚沟渠{n}公里",
    ),
)


@dataclass
class Made:
    """A ledger by sheet, and what stands beside it."""

    rows: dict[str, list[Row]]
    progress: str
    files: dict[str, str]
    names: frozenset[str] = frozenset({"李小明", "王大力"})
    petitions: list[dict[Field, object]] = field(default_factory=list)

    def of(self, what: str, at: int) -> list[Row]:
        """The rows of a case's."""
        key = {name: self.rows["cases"][at][name] for name in ("serial", "unit")}
        return [row for row in self.rows[what] if all(row[name] == value for name, value in key.items())]

    def place(self, what: str, row: Row) -> tuple[str, int]:
        """The sheet and the row (from 1) where a record will stand."""
        at = next(at for at, one in enumerate(self.rows[what]) if one is row)
        return sheets()[what].name, at + TOP + 1


def clean(random: Random) -> Made:
    """A ledger of four cases, each as far as being closed, without a fault."""
    made = Made({what: [] for what in ("cases", "events", "notices", "measures", "evidence", "matters")}, "", {})
    lines = ["| 县（市、区）名称 | 整改任务名称 | 备注 |"]
    works = random.sample(_WORKS, len(_WORKS))
    for at, unit in enumerate(random.sample(UNITS, 4)):
        serial = random.randrange(1, 60)
        _add_case(made, {"serial": str(serial), "unit": unit}, random, works[3 * at : 3 * at + 3])
        lines.append(f"| {unit} | 第{serial}项：河道问题 | ☑已完成，已销号 |")
    made.progress = "\n".join(lines)
    made.petitions = list(petitions(8, seed=random.randrange(99)))
    for at, row in enumerate(made.petitions):
        case = made.rows["cases"][at % 4]
        row |= {Field("tasks"): case["serial"], Field("region"): case["unit"], Field("settled"): "已办结"}
    return made


def _add_case(made: Made, key: Row, random: Random, works: Sequence[str]) -> None:
    done = date(2024, 10, 8) + timedelta(random.randrange(12))
    start = date(2024, 11, 25) + timedelta(random.randrange(4))
    end = national().end_of(start, 10).day
    place = random.choice(_PLACES)
    made.rows["cases"].append(
        key
        | {
            "works": "工程",
            "acceptor": "市水利局",
            "goal": "河道问题整改完成，氨氮低于1.5mg/L",
            "title": f"{place}河道问题",
        }
    )
    steps = (
        ("整改完成", done, "通过", ""),
        ("申请", done + timedelta(3), "通过", f"{key['unit']}水利局"),
        ("县级验收", done + timedelta(9), "通过", "市水利局"),
        ("公示", start, "—", ""),
        ("销号", end + timedelta(1), "—", "市整改办"),
    )
    made.rows["events"] += [
        key | {"step": step, "day": day, "result": result, "by_unit": by} for step, day, result, by in steps
    ]
    for number, work in enumerate(works, 1):
        amount, due = random.randrange(3, 90), done + timedelta(20)
        said = f"{work.format(n=amount)}，{place}段于{done.month}月{number}日做完，佐证第{number}号。"
        measure = {"number": number, "text": work.format(n=amount), "due": due, "answer": said}
        made.rows["measures"].append(key | measure | {"done": done - timedelta(number)})
    folder = f"{key['serial']}{key['unit']}"
    proofs = (
        ("整改前照片", "前.jpg", done - timedelta(200), {}),
        ("整改后照片", "后.jpg", done, {}),
        (
            "监测报告",
            "监测.pdf",
            done + timedelta(4),
            {"item": "氨氮", "value": 1.2, "limit": 1.5, "measured_in": "mg/L"},
        ),
    )
    for kind, name, day, more in proofs:
        file = f"{folder}/{name}"
        made.files[file] = f"{random.getrandbits(64):016x}"
        own = {"kind": kind, "file": file, "day": day, "digest": made.files[file]}
        made.rows["evidence"].append(key | own | more)
    told = "".join(row["answer"] for row in made.rows["measures"][-3:])
    text = f"第{key['serial']}项：{told}公示10个工作日。电话0578-2123456，邮箱z@lishui.cn。"
    made.rows["notices"].append(
        key
        | {"number": f"G{len(made.rows['notices'])}", "title": f"第{key['serial']}项整改任务公示", "text": text}
        | {"start": start, "end": end, "says": 10, "says_unit": "工作日"}
    )


def found(made: Made) -> set[tuple[str | None, int | None, str]]:
    """What the rules find: sheet, row, code."""
    read = replace(ledger(made.rows), calendar=national())
    (own,) = petition_tables(read_tables(petition_book(made.petitions)), Conventions())
    looked_at = Inspected(
        read,
        AS_OF,
        progress=[progress(made.progress)],
        plan=[progress(made.progress)],
        files=made.files,
        names=made.names,
        petitions=OpenPetitions(own),
    )
    findings, lacks, broken = check(looked_at)
    assert (lacks, broken) == ([], [])
    return {(one.sheet, one.row, one.code) for one in findings}


Planter = Callable[[Made, int, Random], tuple[str, int]]
FAULTS: dict[str, Planter] = {}
"""By code: what spoils a case of a ledger, and gives the sheet and the row where the fault must be found."""


def _fault(code: str) -> Callable[[Planter], Planter]:
    def enter(function: Planter) -> Planter:
        FAULTS[code] = function
        return function

    return enter


def planted(code: str, random: Random) -> tuple[Made, tuple[str, int, str]]:
    """A ledger with one fault, and where it must be found."""
    made = clean(random)
    sheet, row = FAULTS[code](made, random.randrange(len(made.rows["cases"])), random)
    return made, (sheet, row, code)


def _spoil(made: Made, what: str, row: Row, **values: Any) -> tuple[str, int]:
    row |= values
    return made.place(what, row)


def _event(made: Made, at: int, step: str) -> Row:
    return next(row for row in made.of("events", at) if row["step"] == step)


def _case(made: Made, at: int) -> tuple[str, int]:
    return made.place("cases", made.rows["cases"][at])


@_fault("V901")
def _short(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    return _spoil(made, "notices", notice, end=notice["end"] - timedelta(random.randrange(1, 5)))


@_fault("V902")
def _unknown_year(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    return _spoil(made, "notices", notice, start=date(2026, 12, 20 + random.randrange(8)), end=date(2027, 1, 29))


@_fault("V903")
def _out_of_order(made: Made, at: int, random: Random) -> tuple[str, int]:
    asked, accepted = _event(made, at, "申请"), _event(made, at, "县级验收")
    day = random.choice((asked["day"] - timedelta(1), AS_OF + timedelta(1)))
    if day > AS_OF:
        accepted = made.rows["cases"][at] | {"step": "报备", "result": "—"}
        made.rows["events"].append(accepted)
    else:
        next(row for row in made.of("evidence", at) if row["kind"] == "监测报告")["day"] = day
    return _spoil(made, "events", accepted, day=day)


@_fault("V904")
def _left_out(made: Made, at: int, random: Random) -> tuple[str, int]:
    made.rows["events"].remove(_event(made, at, random.choice(("申请", "县级验收", "公示"))))
    return made.place("events", _event(made, at, "销号"))


@_fault("V905")
def _disagrees(made: Made, at: int, random: Random) -> tuple[str, int]:
    unit = made.rows["cases"][at]["unit"]
    lines = made.progress.splitlines()
    said = random.choice(("☑达到序时进度", "☑已完成，已报备"))
    made.progress = "\n".join(line.replace("☑已完成，已销号", said) if f" {unit} " in line else line for line in lines)
    return _case(made, at)


@_fault("V906")
def _stays(made: Made, at: int, _: Random) -> tuple[str, int]:
    for step in ("公示", "销号"):
        made.rows["events"].remove(_event(made, at, step))
    made.rows["notices"].remove(made.of("notices", at)[0])
    unit = made.rows["cases"][at]["unit"]
    lines = made.progress.splitlines()
    made.progress = "\n".join(line.replace("，已销号", "") if f" {unit} " in line else line for line in lines)
    return _case(made, at)


@_fault("V907")
def _no_answer(made: Made, at: int, random: Random) -> tuple[str, int]:
    first, second, _ = made.of("measures", at)
    return _spoil(made, "measures", second, answer=random.choice(("", " ", first["answer"])))


@_fault("V908")
def _late(made: Made, at: int, random: Random) -> tuple[str, int]:
    measure = random.choice(made.of("measures", at))
    return _spoil(made, "measures", measure, due=measure["done"] - timedelta(random.randrange(1, 99)))


@_fault("V909")
def _weaker(made: Made, at: int, random: Random) -> tuple[str, int]:
    measure = random.choice(made.of("measures", at))
    said = random.choice(
        ("9月开工，主体工程已完工，投资80万元。", "3台设备10月起试运行。", "2座池基本建成，10月通电。")
    )
    return _spoil(made, "measures", measure, text="完成处理站建设", answer=said)


@_fault("V910")
def _not_proved(made: Made, at: int, random: Random) -> tuple[str, int]:
    (report,) = [row for row in made.of("evidence", at) if row["kind"] == "监测报告"]
    done = _event(made, at, "整改完成")["day"]
    return random.choice(
        (
            lambda: _spoil(made, "evidence", report, value=1.51),
            lambda: _spoil(made, "evidence", report, value=1.6, limit=None),
            lambda: _spoil(made, "evidence", report, day=done - timedelta(1)),
            lambda: (made.rows["evidence"].remove(report), _case(made, at))[1],
        )
    )()


@_fault("V911")
def _thin(made: Made, at: int, random: Random) -> tuple[str, int]:
    before, after, _ = made.of("evidence", at)
    return random.choice(
        (
            lambda: _spoil(made, "evidence", after, day=before["day"] - timedelta(1)),
            lambda: (made.files.update({after["file"]: ""}), made.place("evidence", after))[1],
            lambda: (made.files.update({after["file"]: "0" * 16}), made.place("evidence", after))[1],
            lambda: (made.rows["evidence"].remove(before), _case(made, at))[1],
        )
    )()


@_fault("V912")
def _alike(made: Made, at: int, _: Random) -> tuple[str, int]:
    other = (at + 1) % len(made.rows["cases"])
    first, second = sorted((at, other))
    said = "河道采砂作业于10月6日全部停止，12艘船只已经清退，弃料3吨清运完毕，界桩已经设好。"
    _spoil(made, "measures", made.of("measures", first)[0], answer=said)
    return _spoil(made, "measures", made.of("measures", second)[0], answer=f"{said}又")


@_fault("V913")
def _blank(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    piece = random.choice(
        ("向〔市直单位〕反映", "【联系人】", "自202591日起", "见20252792025280", "XX公司", "2025年13月")
    )
    return _spoil(made, "notices", notice, text=f"{notice['text']}{piece}。")


@_fault("V914")
def _other_task(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    other = int(notice["serial"]) + 1
    spoiled = ({"title": f"第{other}项整改任务公示"}, {"text": f"{notice['text']}\n附件：第{other}项公示表"})
    return _spoil(made, "notices", notice, **random.choice(spoiled))


@_fault("V915")
def _open_matter(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    if random.random() < 0.5:
        notice["objections"] = 1
    else:
        key = {name: notice[name] for name in ("serial", "unit")}
        made.rows["matters"].append(key | {"sort": "异议", "day": notice["start"]})
    return _case(made, at)


@_fault("V916")
def _own_acceptance(made: Made, at: int, random: Random) -> tuple[str, int]:
    case = made.rows["cases"][at]
    if random.random() < 0.5:
        return _spoil(made, "cases", case, acceptor=case["unit"])
    return _spoil(made, "events", _event(made, at, "县级验收"), by_unit=f"{case['unit']}水利局")


@_fault("V917")
def _names_somebody(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    piece = random.choice(("手机13812345678", "联系人李小明", "身份证330102198001011234"))
    return _spoil(made, "notices", notice, text=f"{notice['text']}{piece}。")


@_fault("V918")
def _cannot_be_counted(made: Made, at: int, random: Random) -> tuple[str, int]:
    key = {name: made.rows["cases"][at][name] for name in ("serial", "unit")}
    wrong: tuple[Row, ...] = (
        {"step": "评估", "day": AS_OF},
        {"step": "退回", "day": AS_OF},
        {"step": "报备", "day": "月底"},
        {"step": "报备", "day": AS_OF, "serial": "99"},
    )
    made.rows["events"].append(key | random.choice(wrong))
    return made.place("events", made.rows["events"][-1])


@_fault("V919")
def _says_nothing(made: Made, at: int, random: Random) -> tuple[str, int]:
    said = random.choice(("经核查，已完成整改。", "不定期召开任务推进会议，压实责任。", "高度重视，持续加强监管。"))
    return _spoil(made, "measures", random.choice(made.of("measures", at)), answer=said)


@_fault("V920")
def _no_measure(made: Made, at: int, random: Random) -> tuple[str, int]:
    said = random.choice(("不属实", "已完成整改。", "经核实，反映问题不属实", "无", "同上"))
    return _spoil(made, "measures", random.choice(made.of("measures", at)), text=said)


@_fault("V921")
def _lacks_something(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    serial = notice["serial"]
    spoiled: tuple[Row, ...] = (
        {"says": None, "text": f"第{serial}项公示，邮箱z@lishui.cn。"},
        {"text": f"第{serial}项公示10个工作日。"},
        {"text": f"第{serial}项公示10个工作日，电话0578-2123456。"},
        {"text": f"第{serial}项公示10个工作日，联系电话：，电子邮箱：。"},
    )
    return _spoil(made, "notices", notice, **random.choice(spoiled))


@_fault("V922")
def _twice(made: Made, at: int, random: Random) -> tuple[str, int]:
    measure = random.choice(made.of("measures", at))
    said = random.choice((f"2024年年内{measure['answer']}", f"{measure['answer']}。", f"完成完成{measure['answer']}"))
    return _spoil(made, "measures", measure, answer=said)


@_fault("V923")
def _open_petition(made: Made, at: int, random: Random) -> tuple[str, int]:
    spoiled = made.petitions[at + 4 * random.randrange(2)]
    spoiled[Field("settled")] = random.choice(("未办结", "阶段性办结", "正在办理"))
    return _case(made, at)


@_fault("V924")
def _not_entered(made: Made, at: int, random: Random) -> tuple[str, int]:
    (notice,) = made.of("notices", at)
    if random.random() < 0.4:
        published = _event(made, at, "公示")
        made.rows["notices"].remove(notice)
        return made.place("events", published)
    turned = {"end": notice["start"] - timedelta(random.randrange(1, 9))}
    return _spoil(made, "notices", notice, **random.choice(({"end": None}, {"start": None}, turned)))
