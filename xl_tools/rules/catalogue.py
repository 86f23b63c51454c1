"""The catalogue of rules for people and programs: ``xl-tools rules`` and ``docs/rules.md``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Severity
from xl_tools.rules.registry import CLASSES, Need, Rule, Scope, rules

_GAP = expression(r"\{[^{}]*\}")

_NEEDS: Mapping[Need, str] = {
    "previous": "上期表（--previous）",
    "issued": "下发的原表或整改方案清单（--issued）",
    "period": "要收的期数",
    "own_period": "表自己写明的期数",
    "merged": "看得出合并单元格的格式（如 .xlsx）",
    "hidden_rows": "看得出隐藏行的格式（如 .xlsx）",
    "faults": "看得出错误值的格式（如 .xlsx）",
    "controls": "看得出控件的格式（如 .xlsx）",
    "struck": "看得出删除线的格式（如 .xlsx）",
    "described": "工作簿里的“口径”表",
    "batches": "“批次”表或交办单（--issued）",
    "earlier": "上一次的台账（--previous）",
    "hand_over": "交办单（--issued）",
}


_IN_JSON: Mapping[Need, str] = {"issued": "baseline"}
"""Needs that go by an older name in ``rules --json``, which programs read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """One rule as the catalogue shows it. ``message`` and ``advice`` are templates with named gaps."""

    code: str
    severity: Severity
    group: str
    when: str
    message: str
    advice: str
    source: str
    scope: Scope
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A table and the cells ``at`` which a rule fires on it; none where it keeps quiet. ``boundary`` marks the last
    case of a kind: on the day, a day after. ``says`` are words of the message, where a rule says one thing or another.

    Tables are drawn as text: a line is a row, cells stand between "|"; see ``docs/rules.md``. ``at`` holds cell
    names, "-" for the sheet or the workbook as a whole. ``issued`` and ``previous`` are drawn sheets to compare
    with. ``form`` is the name of their form; ``fill`` adds the standard columns that are not drawn.

    Of a ledger of closing steps all sheets are drawn, parted by a line ``PARTED``, each under its name; ``at`` names
    the sheet, too ("公示!E3"). ``progress`` is the progress table beside it, ``files`` are its evidence files, each
    with what it holds now ("7/前.jpg=aa"), ``names`` those of the address book, ``petitions`` the ledger of petitions.

    A rule of the roll-up has a drawing for each table that units of 丽水市 sent in, parted by a line ``PARTED``;
    ``next`` is the next sheet of the workbook, ``conventions`` its sheet 口径. ``own`` is the city's own
    table, and ``units`` are those that ought to report (else those that did). ``offices`` are those that an assessment
    is of, where they are not those of its rules.
    """

    code: str
    name: str
    table: str
    at: tuple[str, ...]
    says: str = ""
    boundary: bool = False
    form: str = "progress"
    fill: bool = True
    as_of: str = "2022-12-20"
    issued: str = ""
    previous: str = ""
    period: str = ""
    issued_to: str = ""
    own: str = ""
    next: str = ""
    conventions: str = ""
    units: tuple[str, ...] = ()
    progress: str = ""
    files: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    petitions: str = ""
    offices: tuple[str, ...] = ()


PARTED = "----"


def catalogue() -> tuple[RuleInfo, ...]:
    """All rules in the order of their codes."""
    return tuple(_info(entry) for entry in rules().values())


def _info(entry: Rule) -> RuleInfo:
    return RuleInfo(
        code=entry.code,
        severity=entry.severity,
        group=CLASSES[entry.code[0]],
        when=entry.when,
        message=entry.message,
        advice=entry.advice,
        source=entry.source,
        scope=entry.scope,
        needs=tuple(_IN_JSON.get(need, need) for need in entry.needs),
    )


@cache
def cases() -> Mapping[str, tuple[Case, ...]]:
    """The cases by code (``cases/*.toml``). What stands above a code's cases holds for all of them."""
    found: dict[str, tuple[Case, ...]] = {}
    for file in files("xl_tools.rules").joinpath("cases").iterdir():
        if file.name.endswith(".toml"):
            for code, entry in tomllib.loads(file.read_text("utf-8")).items():
                shared = {name: value for name, value in entry.items() if name != "cases"}
                found[code] = tuple(_case(code, shared | own) for own in entry["cases"])
    return dict(sorted(found.items()))


def _case(code: str, entry: Mapping[str, Any]) -> Case:
    lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return Case(code, **{**entry, **lists})


# --- docs/rules.md --------------------------------------------------------------------------------

_HEAD = """# 校验规则

本页由程序生成（`xl-tools rules --markdown`），不要手改。

**错误**：上报前必须改正。**警告**：改正，或者在“校验结果”表的“说明”一栏写明理由。**提示**：供参考。
缺少对照材料（上期表、下发的原表）而没有检查的规则，报告里写明“未检查”，不算通过。

“说明”跟着规则、任务和内容走：再次校验时读回，报告里写“已说明”，不计数；下一期用 `--previous` 带上标记过的上期表，
理由也带过来；内容一变，警告重新出现，旧的理由前面注明“内容已变”，要重新写。错误不能用说明代替改正。

单位可以停用规则、调整级别：在 Excel 里点“规则开关”打开的工作簿里改，按钮和命令都按它查；
工作台里另有“规则设置”一张表；命令也可以用 `--settings` 另给一份（谁先谁后见[工作台](round.md#工作台和本月)）：
列标题为代码、启用（是/否）、级别（错误/警告/提示）的“规则设置”表，
或者一个 TOML 文件（`off = ["T306"]`，`[severity]` 下面写 `M209 = "提示"`）。
用了哪份设置，报告里写明；被检查的表自己带的设置不算数。

例子里没有画出来的列都填得正常；`⏎` 是单元格里的换行，`↑` 是和上一行合并的单元格，`=` 是没有存下结果的公式，
`~~` 之间是划掉的字。没有注明检查日期的，都按2022年12月20日检查。
"""


def markdown() -> str:
    """The text of ``docs/rules.md``."""
    parts = [_HEAD]
    for letter, name in CLASSES.items():
        entries = [entry for entry in rules().values() if entry.code[0] == letter]
        if entries:
            parts.append(f"## {letter} {name}\n")
            parts.append(_table(entries))
            parts += [_section(cases()[entry.code], entry) for entry in entries if entry.code in cases()]
    return "\n".join(parts).rstrip() + "\n"


def _table(entries: list[Rule]) -> str:
    lines = ["| 代码 | 级别 | 何时出现 | 需要 | 依据 |", "|---|---|---|---|---|"]
    for entry in entries:
        needs = "、".join(_NEEDS[need] for need in (*entry.needs, *entry.partly)) or (
            "汇总时" if entry.scope == "round" else ""
        )
        lines.append(f"| {entry.code} | {entry.severity.label} | {entry.when} | {needs} | {_link(entry.source)} |")
    return "\n".join(lines) + "\n"


def _link(source: str) -> str:
    """A source as a link to its section: the page and its anchor, "domain.md#deadlines"."""
    return f"[{source.partition('#')[2]}]({source})"


def _section(own: Sequence[Case], entry: Rule) -> str:
    lines = [f"### {entry.code} {entry.when}\n", f"{entry.severity.label}：{_shown(entry.message)}", ""]
    lines += [f"怎么办：{_shown(entry.advice)}", ""]
    shared = own[0]
    given = list(_given(shared))
    if given:
        lines += [f"对照：{'；'.join(given)}", ""]
    for title, drawing in (
        ("下发的原表", shared.issued),
        ("上期表", shared.previous),
        ("市级自己的表", shared.own),
        ("口径", shared.conventions),
    ):
        if drawing:
            lines += [f"{title}：", "", *_drawn(drawing), ""]
    for case in own:
        said = f"出现（{_places(case)}）" if case.at else "不出现"
        said += f"，写的是“{case.says}”" if case.says else ""
        if case.as_of != shared.as_of:
            said += f"，检查日期 {case.as_of}"
        lines += [f"{case.name}，{said}：", "", *_tables(case.table), ""]
        if case.next:
            lines += ["下一张工作表：", "", *_drawn(case.next), ""]
        lines += _beside(case, shared)
    return "\n".join(lines)


def _beside(case: Case, shared: Case) -> Iterator[str]:
    """What this case alone is held against."""
    for title, drawing in (
        ("下发的原表", "" if shared.issued else case.issued),
        ("进展表", case.progress),
        ("信访件台账", case.petitions),
    ):
        if drawing:
            yield from (f"{title}：", "", *_drawn(drawing), "")
    if case.files:
        yield f"旁边的文件（等号后面是内容的校验值，空着是没有这个文件）：{'、'.join(case.files)}\n"
    if case.names:
        yield f"通讯录里的人：{'、'.join(case.names)}\n"


def _given(case: Case) -> Iterator[str]:
    if case.as_of != "2022-12-20":
        yield f"检查日期 {case.as_of}"
    if case.period:
        yield f"要收的期数 {case.period}"
    if case.issued_to:
        yield f"下发给{case.issued_to}"
    if case.units:
        yield f"应报{'、'.join(case.units)}"
    if case.offices:
        yield f"参评单位只有{'、'.join(case.offices)}"


def _places(case: Case) -> str:
    return "、".join("全表" if place == "-" else place for place in case.at)


def _shown(template: str) -> str:
    return _GAP.sub("…", template)


def _tables(drawing: str) -> Iterator[str]:
    """One table, or one for each unit."""
    parts = drawing.split(PARTED)
    named = not any(part.lstrip().startswith(("|", "~")) for part in parts)
    for place, part in enumerate(parts, start=1):
        if len(parts) > 1 and not named:
            yield f"第{place}张表：\n"
        yield from _drawn(part)
        if place < len(parts):
            yield ""


def _drawn(drawing: str) -> Iterator[str]:
    """A drawn table in Markdown: the first row with cells is its heading."""
    headed = titled = False
    for line in drawing.strip().splitlines():
        line = line.strip()
        if not line.lstrip("~").startswith("|"):
            yield f"{line}  " if not headed else f"\n{line}"
            titled = True
            continue
        hidden = line.startswith("~")
        inner = line.lstrip("~").removeprefix("|").removesuffix("|")
        cells = [cell.strip().replace("\\n", "⏎") for cell in inner.split("|")]
        cells = ["↑" if cell == "^" else cell for cell in cells]
        if hidden:
            cells[-1] += "（此行隐藏）"
        if not headed and titled:
            yield ""
        yield "| " + " | ".join(cells) + " |"
        if not headed:
            yield "|" + "---|" * len(cells)
        headed = True
