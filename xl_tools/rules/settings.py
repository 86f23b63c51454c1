"""What a bureau may change about the rules: switch one off, or take it more or less seriously.

It stands in a TOML file::

    off = ["T306", "P502"]
    [severity]
    M209 = "提示"

or in the sheet 规则设置 of a workbook, a rule a row under the headings 代码, 启用 (是/否) and 级别 (错误/警告/提示).
Beside it the office may say of its round: ``inspection = "央督二轮"`` is the one that tasks are of where nothing tells
it, ``hidden = true`` counts tables on hidden sheets; in a workbook they stand in the sheet 口径, under 项目 and 内容.
The workbook that is checked has no say in it: whoever fills it in must not switch off its checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Self

from xl_tools.core.addresses import cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError, toml_reason
from xl_tools.core.records import Finding, Severity
from xl_tools.core.text import squeeze
from xl_tools.rules.registry import rules

SHEET = "规则设置"
CODE, USED, SEVERITY = "代码", "启用", "级别"
"""Headings of the sheet."""
ROUND_SHEET, ITEM, SAID = "口径", "项目", "内容"
"""The sheet beside it, and its headings."""
INSPECTION, HIDDEN = "督察轮次", "隐藏的工作表也算"
"""Its items."""
_YES = frozenset(("", "是", "启用", "开", "on", "true", "1", "√", "☑"))
_NO = frozenset(("否", "停用", "不启用", "关", "off", "false", "0", "×", "☐"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """``off``: codes that are not reported. ``severity``: codes with another severity than the catalogue's.
    ``inspection``: what tasks are of where nothing tells it, in the office's words. ``hidden``: tables on hidden sheets
    count like others.

    A code that does not exist is refused: a misspelt one would leave a rule on that was meant to be off.
    """

    off: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    inspection: str = ""
    hidden: bool = False

    def __post_init__(self) -> None:
        unknown = sorted({*self.off, *self.severity} - set(rules()))
        if unknown:
            raise ValueError(f"没有这些规则：{'、'.join(unknown)}")

    def severity_of(self, code: str) -> Severity | None:
        """The bureau's own severity of a code; None where it keeps the catalogue's."""
        return self.severity.get(code)

    @property
    def summary(self) -> str:
        """What is changed, in words: "关闭 3 条，改级别 1 条"; "" where nothing is."""
        counts = (("关闭", len(self.off)), ("改级别", len(self.severity.keys() - self.off)))
        return "，".join(f"{word} {count} 条" for word, count in counts if count)

    def applied(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings as they are reported: those of rules that are off left out, the others as serious as is set."""
        return tuple(
            replace(found, severity=self.severity.get(found.code, found.severity))
            for found in findings
            if found.code not in self.off
        )

    @classmethod
    def of_toml(cls, text: str, name: str) -> Self:
        """The settings of a TOML text. Raises UserError, one sentence that names the file ``name``."""
        import tomllib

        try:
            data = tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists in lists without end
            raise _refused(
                name, f'不是正确的 TOML 文件（{toml_reason(error)}），请照样子写，如 off = ["T306"]'
            ) from None
        strange = sorted(data.keys() - {"off", "severity", "inspection", "hidden"})
        if strange:
            raise _refused(name, f"不认识“{strange[0]}”这一项，只能写 off、severity、inspection 和 hidden")
        off, severity = data.get("off", []), data.get("severity", {})
        inspection, hidden = data.get("inspection", ""), data.get("hidden", False)
        if not isinstance(inspection, str) or len(inspection) > _LONGEST:
            raise _refused(name, 'inspection 要写成哪一轮督察，如 inspection = "央督二轮"')
        if not isinstance(hidden, bool):
            raise _refused(name, "hidden 只能写 true（隐藏的工作表里的表也算）或 false")
        if not isinstance(off, list):
            raise _refused(name, 'off 要写成代码的列表，如 off = ["T306"]')
        if not isinstance(severity, dict):
            raise _refused(name, '级别要写在 [severity] 下面，如 M209 = "提示"')
        return cls(
            off=frozenset(_code(code, name, "off 里的") for code in off),
            severity={
                _code(code, name, "severity 里的"): _severity(word, name, code) for code, word in severity.items()
            },
            inspection=inspection.strip(),
            hidden=hidden,
        )

    @classmethod
    def of_table(cls, rows: Sequence[Sequence[object]], name: str) -> Self:
        """The settings of the sheet 规则设置. Raises UserError, one sentence that names the row."""
        top, columns = _heading(rows, name)
        off: set[str] = set()
        seen: dict[str, int] = {}
        severity: dict[str, Severity] = {}
        for number, row in enumerate(rows[top:], start=top + 1):
            values = {
                heading: squeeze(str(row[column])) if column < len(row) and row[column] is not None else ""
                for heading, column in columns.items()
            }
            if not any(values.values()):
                continue
            at = {heading: f"（{cell_name(number, column + 1)} 格）" for heading, column in columns.items()}
            code = _code(values[CODE], name, f"第 {number} 行的", at[CODE])
            if code in seen:
                raise _refused(name, f"{code} 写了两次（第 {seen[code]} 行和第 {number} 行），请只留一行")
            seen[code] = number
            used = values.get(USED, "").lower()
            if used not in _YES | _NO:
                raise _refused(name, f"第 {number} 行的“启用”写的是“{used}”{at[USED]}，请写“是”或“否”")
            if used in _NO:
                off.add(code)
            if values.get(SEVERITY):
                severity[code] = _severity(values[SEVERITY], name, code, at[SEVERITY])
        return cls(off=frozenset(off), severity=severity)

    def of_round(self, rows: Sequence[Sequence[object]], name: str) -> Self:
        """These with what the sheet 口径 says. Raises UserError, one sentence that names the row."""
        said: dict[str, str] = {}
        for number, row in enumerate(rows, start=1):
            item, value = ([squeeze(str(cell)) if cell is not None else "" for cell in row] + ["", ""])[:2]
            if item in (INSPECTION, HIDDEN):
                said[item] = value
            elif item and value and item != ITEM:
                raise _refused(name, f"“{ROUND_SHEET}”第 {number} 行的“{item}”不认识，只能写{INSPECTION}、{HIDDEN}")
        hidden = said.get(HIDDEN, "").lower()
        if hidden and hidden not in _YES | _NO:
            raise _refused(name, f"“{ROUND_SHEET}”里的“{HIDDEN}”写的是“{hidden}”，请写“是”或“否”")
        return replace(self, inspection=said.get(INSPECTION, "")[:_LONGEST], hidden=bool(hidden) and hidden in _YES)


_LONGEST = 60
"""A longer text is no name of an inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsReport:
    """The bureau's own choice of rules, and the file it stands in."""

    path: str
    off: tuple[str, ...]
    severity: dict[str, Severity]

    @classmethod
    def of(cls, path: Path, settings: RuleSettings) -> SettingsReport:
        return cls(path=str(path), off=tuple(sorted(settings.off)), severity=dict(sorted(settings.severity.items())))

    @property
    def choice(self) -> RuleSettings:
        """The settings themselves, without their file."""
        return RuleSettings(off=frozenset(self.off), severity=self.severity)

    def sentence(self, most: int | None = None) -> str:
        """The file and what it changes, one sentence; of more than ``most`` changes only the numbers."""
        changed = [f"停用 {code}" for code in self.off]
        changed += [f"{code} 改为{severity.label}" for code, severity in self.severity.items()]
        said = "，".join(changed) or "没有改动"
        if most is not None and len(changed) > most:
            said = self.choice.summary
        return f"规则设置 {Path(self.path).name}：{said}。"


def _heading(rows: Sequence[Sequence[object]], name: str) -> tuple[int, dict[str, int]]:
    """The number of the heading row, and the columns by heading."""
    for number, row in enumerate(rows[:20], start=1):
        found = {squeeze(str(value)): column for column, value in enumerate(row) if value is not None}
        columns = {heading: found[heading] for heading in (CODE, USED, SEVERITY) if heading in found}
        if CODE in columns and len(columns) > 1:
            return number, columns
    raise _refused(name, f"“{SHEET}”表里没有找到列标题，要有“代码”，还要有“启用”或“级别”")


def _code(value: object, name: str, where: str, at: str = "") -> str:
    code = squeeze(str(value)).upper()
    if code in rules():
        return code
    from difflib import get_close_matches  # not needed where every code is known

    near = get_close_matches(code, rules(), n=1)
    hint = f"，是否指 {near[0]}" if near else ""
    raise _refused(name, f"{where}“{value}”不是规则的代码{at}{hint}；规则一览见 xl-tools rules")


def _severity(value: Any, name: str, code: str, at: str = "") -> Severity:
    words = {severity.label: severity for severity in Severity} | {severity.value: severity for severity in Severity}
    word = squeeze(str(value)).lower()
    if word not in words:
        raise _refused(name, f"{code} 的级别写的是“{value}”{at}，只能是错误、警告或提示")
    return words[word]


def _refused(name: str, why: str) -> UserError:
    return UserError(f"规则设置“{name}”有问题：{why}。改正之前什么也不做。")
