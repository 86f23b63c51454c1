"""``make bench-rules``: are the rules right, and quick? Known faults planted in clean tables, one at a time and several
together; what is found goes to ``docs/rules-proof.md``.

    python -m tests.bench.rules [--sheets 200] [--each 40] [--write]
"""

from __future__ import annotations

import argparse
import gc
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.bench import ledgers, petitions
from tests.bench.faults import ALONE, ALONG, BASELINE, FAULTS, PERIOD, PREVIOUS, WITH_TICKS
from tests.bench.tables import AS_OF, Table, clean_tables, without_words
from tests.bench.tables import PERIOD as MONTH
from xl_tools.core.records import Finding, ProgressSheet, Severity
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run
from xl_tools.rules.registry import get, rules

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rules-proof.md"

ELSEWHERE = {
    "S117": "读文件时",
    "S118": "读文件时",
    "S119": "读文件时",
    "S140": "读文件时",
    "S150": "读文件时",
    "S144": "tests/cases/08-*（跨两张工作表）",
}
ELSEWHERE |= dict.fromkeys(("C922", "C924", "C929"), "要有第二份表（tests/petitions）")
"""Codes that are not planted in a table; their own tests prove them."""


@dataclass
class Score:
    """What became of the faults of one code."""

    planted: int = 0
    found: int = 0
    others: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


@dataclass
class Proof:
    """``clean`` counts findings on the clean tables by severity; ``alone`` and ``together`` are scores by code,
    ``ledgers`` those of petitions and of closing."""

    sheets: int
    clean: Counter[Severity]
    alone: dict[str, Score]
    together: dict[str, Score]
    ledgers: dict[str, Score]

    @property
    def perfect(self) -> bool:
        scores = [*self.alone.values(), *self.together.values(), *self.ledgers.values()]
        return (
            not self.clean[Severity.ERROR]
            and not self.clean[Severity.WARNING]
            and all(score.planted == score.found and not score.others for score in scores)
        )


def prove(sheets: int = 200, each: int = 40, seed: int = 4) -> Proof:
    """Check clean tables with everything at hand; then plant every code ``each`` times alone, and several at once."""
    tables = clean_tables(sheets, seed)
    clean: Counter[Severity] = Counter()
    for table in tables:
        found = _check(table, table.before(), table, MONTH)
        clean.update(finding.severity for finding in found)
    random = Random(seed)
    ordered = sorted(FAULTS, key=lambda code: ("SMTDPNX".index(code[0]), code))
    alone = {code: Score() for code in ordered}
    for code, score in alone.items():
        for _ in range(each):
            _plant(random.choice(tables), [code], random, {code: score})
    together = {code: Score() for code in ordered if code not in ALONE}
    needing = BASELINE | PREVIOUS
    for group in ([code for code in together if code not in needing], [code for code in together if code in PREVIOUS]):
        for _ in range(each * len(group) // 4):
            _plant(random.choice(tables), random.sample(group, min(4, len(group))), random, together)
    for code in BASELINE - ALONE:
        del together[code]
    return Proof(sheets, clean, alone, together, _ledgers(each))


def _ledgers(each: int) -> dict[str, Score]:
    """Faults of ledgers, one at a time at a random place of a made one."""
    scores = {}
    for code in sorted([*petitions.PLANTED, *ledgers.FAULTS]):
        score = scores[code] = Score()
        for number in range(each):
            random = Random(f"{code} {number}")
            if code in ledgers.FAULTS:
                made, place = ledgers.planted(code, random)
                found = ledgers.found(made)
            else:
                book, place = petitions.planted_anywhere(code, random)
                found = petitions.found(book)
            score.planted += 1
            score.found += place in found
            if place not in found:
                score.missed.append(str(place))
            score.others.update(other for _, _, other in found - {place})
    return scores


def _plant(table: Table, codes: Sequence[str], random: Random, scores: dict[str, Score]) -> None:
    """Plant the codes, each in rows of its own, check, and keep the score."""
    table = without_words(table.copied()) if WITH_TICKS & set(codes) else table.copied()
    rows = random.sample(range(1, len(table.rows), 2), len(codes))
    planters = [FAULTS[code](table, random, row) for code, row in zip(codes, rows, strict=True)]
    for planter in planters:
        next(planter)
    issued, before = table.copied(), table.before()
    for row in before.rows:
        row["progress"] = row.get("then") or row["progress"]
    expected = {code: next(planter) for code, planter in zip(codes, planters, strict=True)}
    needed = set(codes)
    found = _check(
        table,
        before if needed & PREVIOUS else None,
        issued if needed & BASELINE else None,
        MONTH if needed & PERIOD else None,
    )
    fired: dict[str, set[str]] = {}
    for finding in found:
        fired.setdefault(finding.code, set()).add(finding.cell or "-")
    for code, places in expected.items():
        score = scores[code]
        score.planted += 1
        if fired.pop(code, set()) == places:
            score.found += 1
        else:
            score.missed.append(f"{table.unit} {sorted(places)}")
    for code, places in fired.items():
        for planted in codes:
            if code in ALONG.get(planted, ()):
                continue
            scores[planted].others[f"{code} {' '.join(sorted(places))}" if len(codes) == 1 else code] += 1


def _check(table: Table, before: Table | None, issued: Table | None, period: str | None) -> Sequence[Finding]:
    context = Context(
        as_of=AS_OF,
        previous=before.sheets() if before else (),
        issued=issued.sheets() if issued else (),
        period=period,
    )
    result = run(table.sheets(), context)
    assert not result.crashes, result.crashes
    return result.findings


# --- speed --------------------------------------------------------------------------------------------

SIMILAR = frozenset({"P504"})
"""Rules that compare long texts character by character."""


@dataclass(frozen=True)
class Speed:
    """Milliseconds a sheet, of the quickest round: all rules on the sheet alone; with a previous period, all but the
    similarity ones, and these alone."""

    rows: int
    characters: int
    rules: float
    with_previous: float
    similarity: float


def measure(sheets: int = 2900, distinct: int = 145) -> Speed:
    """Check so many sheets in memory. Texts come from ``distinct`` counties; what is kept of them is forgotten between
    two rounds, so that each sheet is read as if for the first time."""
    tables = clean_tables(distinct, seed=9, tasks=20, rows=20)
    parsed = [table.sheets()[0] for table in tables]
    before = [table.before_nearly().sheets()[0] for table in tables]
    rounds = max(1, sheets // distinct)
    context = Context(as_of=AS_OF, previous=before)
    plain = _timed(parsed, Context(as_of=AS_OF), None, rounds)
    compared = _timed(parsed, context, frozenset(rules()) - SIMILAR, rounds)
    similar = _timed(parsed, context, SIMILAR, rounds)
    texts = [row.texts for sheet in parsed for row in sheet.rows]
    characters = sum(len(text) for entry in texts for text in entry.values()) // len(texts)
    return Speed(len(texts) // len(parsed), characters, plain, compared, similar)


def _timed(sheets: Sequence[ProgressSheet], context: Context, only: Collection[str] | None, rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        _forget()
        started = time.process_time()
        for sheet in sheets:
            run([sheet], context, only=only)
        spent.append(time.process_time() - started)
    return min(spent) / len(sheets) * 1000


def _forget() -> None:
    from xl_tools.core.text import unusual
    from xl_tools.parse.figures.claims import impossible_percentages, read_figures, unreadable_numbers
    from xl_tools.parse.figures.doubt import doubtful_parts, may_be_odd
    from xl_tools.rules.table import answers, contradictions, missing, progress_text

    for kept in (
        doubtful_parts,
        may_be_odd,
        read_figures,
        impossible_percentages,
        unreadable_numbers,
        unusual,
        contradictions._problem_told,
        missing._says_nothing,
        answers._measures,
        progress_text.debris,
        missing._instruction,
    ):
        kept.cache_clear()


# --- the page -----------------------------------------------------------------------------------------


def page(proof: Proof, each: int) -> str:
    """``docs/rules-proof.md``."""
    lines = [
        "# 规则的证明",
        "",
        f"由 `make bench-rules` 生成：{proof.sheets} 张没有毛病的县级表（自编文字，七种排版和勾选习惯），",
        f"再把已知的毛病种到随机的位置，每种单独种 {each} 次，又几种一起种。",
        "“找到”指在应该的单元格上报出；“别的”指没有种而报出的。",
        "种毛病的和写规则的是同一只手，所以另有一批由别人照真实表格的写法写成的行（`tests/corpus`）：",
        f"{row_count('clean_rows.txt')} 行没有毛病，不许报错误和警告；{row_count('faulty_rows.txt')} 行各有一处毛病，"
        "只许在那一格报出。由测试逐行核对。",
        "",
        f"没有毛病的表上：错误 {proof.clean[Severity.ERROR]}，警告 {proof.clean[Severity.WARNING]}，"
        f"提示 {proof.clean[Severity.HINT]}（各项对照材料齐备，全部规则都运行）。",
        "",
        "| 代码 | 级别 | 何时出现 | 单独种下 | 找到 | 别的 | 一起种下 | 找到 | 别的 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for code, score in proof.alone.items():
        entry, more = get(code), proof.together.get(code)
        joint = f"{more.planted} | {more.found} | {_others(more)}" if more else "— | — | —"
        lines.append(
            f"| {code} | {entry.severity.label} | {entry.when} | {score.planted} | {score.found} | {_others(score)} "
            f"| {joint} |"
        )
    lines += [
        "",
        f"信访件台账和销号台账另做：自编的台账，每次把一处毛病种到随机的一行，每种 {each} 次。",
        "没有种的台账上什么也不报，由测试核对。",
        "",
        "| 代码 | 级别 | 何时出现 | 种下 | 找到 | 别的 |",
        "|---|---|---|---|---|---|",
    ]
    for code, score in proof.ledgers.items():
        entry = get(code)
        lines.append(
            f"| {code} | {entry.severity.label} | {entry.when} | {score.planted} | {score.found} | {_others(score)} |"
        )
    lines += ["", "下面的代码不出在一张县级进展表里，由 [规则目录](rules.md) 的例子和各自的测试证明：", ""]
    for code in rules():
        if code not in FAULTS and code not in proof.ledgers:
            where = ELSEWHERE.get(code) or ("考核工作簿" if code[0] == "A" else "汇总时")
            lines.append(f"- {code}（{get(code).when}）：{where}")
    return "\n".join(lines) + "\n"


def row_count(name: str) -> int:
    """Rows of a table in ``tests/corpus``."""
    lines = (ROOT / "tests" / "corpus" / name).read_text("utf-8").splitlines()
    return sum(line.startswith("|") for line in lines) - 1


def _others(score: Score) -> str:
    return "、".join(f"{code}×{count}" for code, count in score.others.most_common(3)) or "0"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=200)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    gc.set_threshold(100_000, 20, 100)  # as the command does
    proof = prove(given.sheets, given.each)
    for name, scores in (("alone", proof.alone), ("together", proof.together), ("ledgers", proof.ledgers)):
        for code, score in scores.items():
            if score.planted != score.found or score.others:
                print(name, code, f"{score.found}/{score.planted}", _others(score), *score.missed[:2])
    scored = (*proof.alone.values(), *proof.together.values(), *proof.ledgers.values())
    print(
        f"{proof.sheets} clean sheets: {dict(proof.clean) or 'nothing found'}; "
        f"{sum(score.planted for score in scored)} faults of {len(FAULTS) + len(proof.ledgers)} codes"
    )
    speed = measure()
    print(
        f"sheets of {speed.rows} rows, {speed.characters} characters a row: {1000 / speed.rules:.0f} sheets a second "
        f"({speed.rules:.2f} ms) with all rules; with a previous period {speed.with_previous:.2f} ms, "
        f"and {speed.similarity:.2f} ms more for similarity"
    )
    if given.write:
        PAGE.write_text(page(proof, given.each), "utf-8")
    if not proof.perfect:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
