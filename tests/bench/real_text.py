"""County files whose texts are as dense in figures, dates, signs and letters as those of real tables.

The sentences are made up (``sentences.txt``); how often what stands in them is measured on real tables (``DENSITY``).
Task and plan are the same in all counties, as in life, progress is each county's own. Counties and rivers are real.

    python -m tests.bench.real_text FOLDER [COUNTIES] [ROWS]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from xl_tools.core import regions
from xl_tools.core.records import Level
from xl_tools.parse.figures.quantities import find_quantities
from xl_tools.sample.many import every_county
from xl_tools.write.form_books import FormRow, write_progress_form

DENSITY = {
    r"\d": 44.0,
    r"\d+": 20.6,
    "[%％]": 1.3,
    r"\d{4}年|\d{1,2}月": 6.5,
    "[（(]": 3.3,
    "，": 24.5,
    "。": 17.7,
    "、": 18.1,
    "：": 3.0,
    '[“"]': 7.5,
    "[A-Za-z]": 13.9,
    "《": 1.5,
    "[一二三四五六七八九十百千万亿]": 12.7,
    (QUANTITIES := "quantities"): 6.0,
}
"""How often real texts have what an expression finds, and what ``find_quantities`` finds, for 1,000 characters."""
LINES = 1.9
"""Line ends for 1,000 characters: they come of the items of a text."""
_OF_THE_FORM = {"：": 1.4}
"""What of it 第1项：, 整改目标： and 整改措施： bring."""
TASK, PLAN, PROGRESS = 290, 970, 880
"""Characters of a text, on average."""
STATUS = "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动"
_POOL, _CHOICE = 1500, 12
_TOWNS = [
    "城关镇",
    "东山镇",
    "西溪镇",
    "南山乡",
    "石门镇",
    "龙潭乡",
    "双桥镇",
    "新塘镇",
    "高坪乡",
    "河口镇",
    "云岭乡",
    "金沙镇",
]
_RIVERS = ["滹沱河", "滏阳河", "沙河", "洨河", "汪洋沟", "潴龙河", "唐河", "拒马河", "青龙河", "洋河"]
_FIRMS = ["恒通化工", "顺达建材", "华兴纸业", "金源矿业", "宏业铸造", "永盛食品"]


@cache
def sentences() -> tuple[str, ...]:
    """Sentences that together are as dense as real texts: of some at random the one that brings them nearest."""
    source = Random(20)
    shapes = (Path(__file__).parent / "sentences.txt").read_text("utf-8").splitlines()
    pool: list[str] = []
    had = Counter[str]()
    for _ in range(_POOL):
        tried = [_sentence(shapes, source) for _ in range(_CHOICE)]
        best = min(tried, key=lambda one: _distance(had + counted(one)))
        had += counted(best)
        pool.append(best)
    return tuple(pool)


def counted(said: str) -> Counter[str]:
    """How many characters a text has, how many quantities, and how often what each expression finds."""
    found = Counter({what: len(re.findall(what, said)) for what in DENSITY if what != QUANTITIES})
    return found + Counter({QUANTITIES: len(find_quantities(said)), "": len(said)})


def _distance(found: Counter[str]) -> float:
    wanted = {what: often - _OF_THE_FORM.get(what, 0) for what, often in DENSITY.items()}
    return sum((found[what] * 1000 / found[""] / often - 1) ** 2 for what, often in wanted.items())


def _sentence(shapes: list[str], source: Random) -> str:
    """A shape filled in, or two with a semicolon between them."""
    used = source.sample(shapes, source.choice((1, 2)))
    return "；".join(_filled(shape, source).removesuffix("。") for shape in used) + "。"


def _filled(shape: str, source: Random) -> str:
    made = {
        "d": lambda: source.randint(2, 9),
        "n": lambda: source.randint(10, 99),
        "N": lambda: source.randint(100, 999),
        "f": lambda: f"{source.randint(1, 40)}.{source.randint(1, 9)}",
        "p": lambda: source.choice((source.randint(3, 99), f"{source.randint(80, 98)}.{source.randint(1, 9)}")),
        "y": lambda: source.randint(2021, 2024),
        "m": lambda: source.randint(1, 12),
        "D": lambda: f"{source.randint(2021, 2024)}年{source.randint(1, 12)}月",
        "t": lambda: source.choice(_TOWNS),
        "r": lambda: source.choice(_RIVERS),
        "c": lambda: source.choice(_FIRMS) + "有限公司",
    }
    return re.sub(r"\{(\w)\}", lambda match: str(made[match[1]]()), shape)


def text(length: int, source: Random) -> str:
    """Sentences as they come, cut at the length."""
    said = ""
    while len(said) < length:
        said += source.choice(sentences())
    return said[:length]


@cache
def issued(rows: int) -> tuple[tuple[str, str], ...]:
    """Task and plan of each row, the same for every county."""
    source = Random(7)
    return tuple(
        (
            f"第{number}项：{text(TASK - 5, source)}",
            f"整改目标：{text(200, source)}\n整改措施：\n1.{text(375, source)}\n2.{text(376, source)}",
        )
        for number in range(1, rows + 1)
    )


def write_counties(folder: Path, *, counties: int, rows: int, by_province: bool = False) -> list[Path]:
    """Write a workbook for each of so many counties, 河北省 first; ``by_province`` into a subfolder for each province.
    The same arguments give the same files."""
    paths = []
    for above, place in islice(every_county(), counties):
        inside = folder / regions.ancestors(place)[-1].name if by_province else folder
        inside.mkdir(parents=True, exist_ok=True)
        path = inside / f"{above.name}{place.name}.xlsx"
        title = f"{above.name}{place.name}生态环境保护督察反馈问题整改进展情况表（2022年11月）"
        made = _rows(place.name, rows, Random(place.code))
        write_progress_form(path, title=title, level=Level.COUNTY, rows=made, lock=False, instructions=False)
        paths.append(path)
    return paths


def _rows(county: str, rows: int, source: Random) -> list[FormRow]:
    return [
        FormRow(
            region=county,
            serial=str(number),
            task=task,
            plan=plan,
            deadline="2023年12月底前",
            progress=f"1.{text(440, source)}\n2.{text(435, source)}",
            status=STATUS,
        )
        for number, (task, plan) in enumerate(issued(rows), 1)
    ]


if __name__ == "__main__":
    write_counties(Path(sys.argv[1]), counties=int((sys.argv[2:] or ["88"])[0]), rows=int((sys.argv[3:] or ["20"])[0]))
