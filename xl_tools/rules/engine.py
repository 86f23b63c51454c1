"""Running the rules over a workbook's tables: which run, which could not, who keeps silent, in what order.

A rule that crashes is a fault of the tool, not of the clerk's table: it is reported as such, and every other
rule still runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from xl_tools.core.addresses import split_cell
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, Finding, Form, NotRun, ProgressRow, ProgressSheet, Severity
from xl_tools.data import load
from xl_tools.rules.acceptance import key_of
from xl_tools.rules.book.reading import no_table_is_found
from xl_tools.rules.context import Context
from xl_tools.rules.registry import CLASSES, Hit, Need, Rule, finding, rules
from xl_tools.rules.settings import RuleSettings


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed on a sheet. ``row`` is the entry it failed on and ``cell`` the one it looks at there, None
    where it was not one entry alone."""

    code: str
    sheet: str
    row: int | None
    cell: str | None
    error: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """Findings by sheet, row, column and severity; rules that lacked something; faults of the tool."""

    findings: tuple[Finding, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    crashes: tuple[Crash, ...] = ()


def run(
    sheets: Sequence[ProgressSheet],
    context: Context,
    only: Collection[str] | None = None,
    settings: RuleSettings | None = None,
) -> RunResult:
    """Check the tables of one workbook; no table at all is a finding too (S101).

    ``only`` takes codes and class letters ("T", "D401"); UserError names one that does not exist.
    """
    settings = settings or _as_in_the_catalogue()
    wanted = select(only) - settings.off if settings.off else select(only)
    if not sheets:
        found = no_table_is_found(sheets) if "S101" in wanted else ()
        return RunResult(settings.applied(found))
    codes = _with_silencers(wanted)
    findings: list[Finding] = []
    not_run: dict[tuple[str, str], NotRun] = {}
    crashes: list[Crash] = []
    for sheet in sheets:
        result = _run_sheet(sheet, context, _runnable(codes, sheet.form), settings)
        findings += [found for found in result.findings if found.code in wanted]
        not_run |= {(lack.rule, lack.reason): lack for lack in result.not_run if lack.rule in wanted}
        crashes += result.crashes
    return RunResult(tuple(findings), tuple(not_run.values()), tuple(crashes))


def select(only: Collection[str] | None) -> frozenset[str]:
    """The codes meant by codes, class letters and class names (勾选), one or many; all for None. UserError for anything
    else."""
    return _all() if only is None else _selected(frozenset((only,) if isinstance(only, str) else only))


@cache
def _as_in_the_catalogue() -> RuleSettings:
    return RuleSettings()


@lru_cache(maxsize=1024)
def _not_run(code: str, reason: str) -> NotRun:
    return NotRun(rule=code, reason=reason)


@cache
def _all() -> frozenset[str]:
    return frozenset(rules())


@lru_cache(maxsize=64)
def _selected(only: frozenset[str]) -> frozenset[str]:
    known = rules()
    chosen: set[str] = set()
    for name in sorted(text.strip().upper() for text in only):
        letter = next((letter for letter, title in CLASSES.items() if name in (letter, title)), None)
        codes = {code for code in known if code == name or code[0] == letter}
        if not codes:
            from difflib import get_close_matches  # not needed where every name is known

            near = get_close_matches(name, known, n=1)
            hint = f"，是否指 {near[0]}" if near else ""
            raise UserError(f"only（--only）里的“{name}”不是规则的代码{hint}；规则一览见 xl-tools rules。")
        chosen |= codes
    return frozenset(chosen)


@lru_cache(maxsize=64)
def _runnable(codes: frozenset[str], form: Form) -> tuple[Rule, ...]:
    of_tables = (entry for code, entry in rules().items() if entry.scope == "sheet" and code in codes)
    return tuple(entry for entry in of_tables if form.runs(entry.code))


def _run_sheet(sheet: ProgressSheet, context: Context, entries: Iterable[Rule], settings: RuleSettings) -> RunResult:
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    crashes: list[Crash] = []
    rows = {row.row: row for row in sheet.rows}
    for entry in entries:
        if not entry.concerns(sheet):
            continue
        compares = not _COMPARED.isdisjoint((*entry.needs, *entry.partly))
        for part in context.of_each_unit(sheet) if compares else (sheet,):
            lack = _lack(entry.needs, part, context) if entry.needs else None
            if lack or entry.check is None:
                not_run.append(_not_run(entry.code, lack or "本版本还不检查这一项"))
                continue
            if entry.partly and (lack := _lack(entry.partly, part, context)):
                not_run.append(_not_run(entry.code, f"{lack}，只查了不用对照的部分"))
            try:
                for hit in entry.check(part, context):
                    findings.append(_finding(entry, sheet, hit, settings, rows))
            except Exception as error:
                crashes.append(_crash(entry, part, context, error))
    if findings:
        findings = sorted(_without_silenced(findings), key=_place)
    return RunResult(tuple(findings), tuple(not_run), tuple(crashes))


def _finding(
    entry: Rule, sheet: ProgressSheet, hit: Hit, settings: RuleSettings, rows: Mapping[int, ProgressRow]
) -> Finding:
    cell = hit.cell or (sheet.cell(hit.row, hit.field) if hit.row and hit.field else None)
    made = finding(
        entry.code,
        sheet=sheet.sheet,
        row=hit.row,
        cell=cell,
        field=hit.field,
        severity=settings.severity_of(entry.code) or hit.severity,
        **hit.values,
    )
    return replace(made, key=key_of(rows.get(hit.row or 0), hit.field, made.message, sheet.form.subject))


def _crash(entry: Rule, sheet: ProgressSheet, context: Context, error: Exception) -> Crash:
    row = _crashing_row(entry, sheet, context)
    column = next((name for name in reversed(entry.columns) if name in sheet.columns), Field.TASK)
    return Crash(entry.code, sheet.sheet, row, sheet.cell(row, column) if row else None, repr(error))


def _crashing_row(entry: Rule, sheet: ProgressSheet, context: Context) -> int | None:
    """The entry on which a rule fails even when it stands alone in its table."""
    assert entry.check is not None
    for row in sheet.rows:
        try:
            for hit in entry.check(replace(sheet, rows=(row,)), context):
                _finding(entry, sheet, hit, RuleSettings(), {row.row: row})
        except Exception:
            return row.row
    return None


_COMPARED: frozenset[Need] = frozenset(("previous", "issued"))
"""What is each unit's own: a table of several units is compared with it unit by unit."""


# --- what a rule needs ----------------------------------------------------------------------------


def _lack(needs: Iterable[Need], sheet: ProgressSheet, context: Context) -> str | None:
    """Why a rule cannot run, in Chinese; None when it can."""
    return next((reason for need in needs if (reason := _LACKS[need](sheet, context))), None)


def _no_previous(sheet: ProgressSheet, context: Context) -> str | None:
    if not context.previous:
        return "没有上期表"
    return None if context.previous_for(sheet) else f"上期表里没有{_unit(sheet)}的"


def _no_issued(sheet: ProgressSheet, context: Context) -> str | None:
    if not context.issued:
        return "没有下发的原表或整改方案清单可对照"
    return None if context.issued_for(sheet) else f"下发的原表或清单里没有{_unit(sheet)}的"


def _unit(sheet: ProgressSheet) -> str:
    return f"“{sheet.region.name if sheet.region else sheet.region_text or sheet.sheet}”"


def _no_period(_: ProgressSheet, context: Context) -> str | None:
    return None if context.period else "没有说明要收哪一期的表"


def _no_own_period(sheet: ProgressSheet, _: Context) -> str | None:
    return None if sheet.period else f"“{sheet.sheet}”表的标题和文件名都没有写是哪一期"


def _not_seen(fact: str, what: str) -> Callable[[ProgressSheet, Context], str | None]:
    """The reason where the sheet's source did not look at one of its facts."""

    def reason(sheet: ProgressSheet, _: Context) -> str | None:
        return f"这种格式看不出{what}，请另存为 .xlsx 再校验" if fact in sheet.not_asked else None

    return reason


def _not_described(_: ProgressSheet, context: Context) -> str | None:
    return (
        None
        if context.conventions.described
        else "工作簿里没有“口径”表，不知道这一轮督察的编号样式、类型分类和计数口径"
    )


def _no_batches(sheet: ProgressSheet, context: Context) -> str | None:
    if sheet.form.subject == "batch":
        return None if context.ledgers else "工作簿里没有信访件台账"
    return None if context.ledger(sheet).batches or context.handed_over else "没有“批次”表，也没有交办单可对照"


def _no_earlier(_: ProgressSheet, context: Context) -> str | None:
    return None if context.earlier else "没有上一次的台账可对照"


def _no_hand_over(_: ProgressSheet, context: Context) -> str | None:
    return None if context.handed_over else "没有交办单可对照"


_LACKS: Mapping[Need, Callable[[ProgressSheet, Context], str | None]] = {
    "previous": _no_previous,
    "issued": _no_issued,
    "period": _no_period,
    "own_period": _no_own_period,
    "merged": _not_seen("merged", "哪些单元格合并了"),
    "hidden_rows": _not_seen("hidden_rows", "哪些行隐藏了"),
    "faults": _not_seen("faults", "错误值和没有结果的公式"),
    "controls": _not_seen("controls", "勾选框（控件）"),
    "struck": _not_seen("struck", "哪些字划掉了"),
    "described": _not_described,
    "batches": _no_batches,
    "earlier": _no_earlier,
    "hand_over": _no_hand_over,
}


# --- precedence -----------------------------------------------------------------------------------


class _Silence(NamedTuple):
    """Findings of ``by``, in the column of ``field`` where there is one, make findings of ``codes`` (codes or their
    beginnings) say nothing new."""

    by: frozenset[str]
    codes: tuple[str, ...]
    whole_row: bool
    field: str | None


@cache
def _silences() -> tuple[_Silence, ...]:
    return tuple(
        _Silence(frozenset(entry["by"]), tuple(entry["codes"]), entry["where"] == "row", entry.get("field"))
        for entry in load("rules")["silences"]
    )


@cache
def _with_silencers(wanted: frozenset[str]) -> frozenset[str]:
    """The codes to run so that the wanted ones come out as in a full check: those that silence them too."""
    return wanted | {
        code
        for silence in _silences()
        for code in silence.by
        if any(other.startswith(silence.codes) for other in wanted)
    }


def _without_silenced(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Two rules never say the same thing about the same cell: the one with more to say stays."""
    rows: set[tuple[str, int | None, str | None]] = set()
    cells: set[tuple[str, str | None]] = set()
    for found in findings:
        rows |= {(found.code, found.row, None), (found.code, found.row, found.field)}
        cells.add((found.code, found.cell))
    for found in findings:
        if not any(_hushed(found, silence, rows, cells) for silence in _silences()):
            yield found


def _hushed(
    found: Finding,
    silence: _Silence,
    rows: Collection[tuple[str, int | None, str | None]],
    cells: Collection[tuple[str, str | None]],
) -> bool:
    if not found.code.startswith(silence.codes) or found.code in silence.by:
        return False
    if silence.whole_row:
        return found.row is not None and any((code, found.row, silence.field) in rows for code in silence.by)
    return found.cell is not None and any((code, found.cell) in cells for code in silence.by)


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def _place(found: Finding) -> tuple[int, int, int, str]:
    """Reading order: what concerns the whole sheet first, then by row and column; the gravest first in a cell."""
    row, column = split_cell(found.cell) if found.cell else (found.row or 0, 0)
    return row, column, _ORDER[found.severity], found.code
