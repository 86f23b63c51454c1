"""What stands in the results sheet 校验结果, for a file and for a workbook open in Excel alike: its rows, and what a
clerk wrote in them, read back.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import islice, pairwise

from xl_tools.core.addresses import cell_at
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Finding, Severity
from xl_tools.core.text import carried, cell_digest

HEADINGS = ("序号", "级别", "代码", "工作表", "单元格", "问题", "怎么改", "说明")
WIDTHS = (7, 8, 9, 16, 10, 56, 40, 30)
KEY = "校验键"
"""Heading of the hidden ninth column: the finding's key, so that a reason stays with task and value."""
CODE = "校验码"
"""Heading of the hidden tenth column: a digest of each of our cells of the row, by which is told what people typed over
them."""
MEANING = {
    Severity.ERROR: "上报前必须改正，写说明不能代替",
    Severity.WARNING: "请改正，或在“说明”一列写明理由",
    Severity.HINT: "供参考",
}
GUIDE = "点“单元格”一列的蓝字可跳到该格。“说明”一列由填表人填写，再次校验时保留。清除标记时本表随之删除。"
HEADER_ROW = 6
MAX_TEXT = 32_767
"""Characters (UTF-16 units) that a cell holds."""
WHOLE_FILE = "整个文件"
STALE = "【内容已变，请重新说明】"
"""Stands before a reason that was given for another value: it is kept for the clerk to read, and accepts nothing."""
UNCHECKED = "这一条这次没有查，说明先留着；再查时仍然有效。"
"""Stands for the advice beside a reason that is kept though its rule was not run. Such a row is no finding."""
NOTHING_FOUND = "没有发现问题。"
CLEARED = "标记已清除。"
BESIDE = "写在“说明”一列以外的话，原样移到这里（抄走后可以删去）："
"""Stands over the words that people typed into the sheet outside 说明: they are not ours to lose."""


Row = tuple[str | int, ...]
"""The values of a row, from the first column on."""

Listed = Sequence[tuple[Finding, str]]
"""Findings, each with the text of 说明, "" where there is none."""


def rows(listed: Listed, title: str, beside: Sequence[str] = (), *, cleared: bool = False) -> Iterator[Row]:
    """The sheet from its first row on: title, counts, guide, headings, a row a finding; below a blank one what people
    wrote ``beside``. Where the marks were ``cleared``, it stays for these words alone."""
    counts = Counter(finding.severity for finding, _ in listed if finding.accepted is None)
    yield (f"校验结果　{title}".strip(),)
    for severity in Severity:
        yield severity.label, counts[severity], MEANING[severity]
    yield (GUIDE,)
    yield HEADINGS
    for number, (finding, said) in enumerate(listed, 1):
        yield (*_own_cells(number, finding), said)
    if not listed:
        yield (CLEARED if cleared else NOTHING_FOUND,)
    if beside:
        yield from ((), (BESIDE,), *((line,) for line in beside))


def _own_cells(number: int, finding: Finding) -> Row:
    """The cells of a finding's row that are ours."""
    return (
        number,
        finding.severity.label,
        finding.code,
        finding.sheet if finding.sheet is not None else WHOLE_FILE,
        finding.cell or "",
        finding.message,
        finding.advice,
    )


def behind(listed: Listed, title: str) -> Iterator[tuple[str, str]]:
    """The two hidden columns behind the others, from the sheet's first row to the last of a finding: key and code."""
    for row in islice(rows(listed, title), HEADER_ROW - 1):
        yield "", _code(row)
    yield KEY, CODE
    for number, (finding, _) in enumerate(listed, 1):
        yield finding.key or "", _code(_own_cells(number, finding))


def _code(row: Row) -> str:
    return " ".join(cell_digest(fit(str(value))) for value in row)


def keys(listed: Listed) -> tuple[str | None, ...]:
    """The findings' keys, a row each; () where none has one: findings made elsewhere have no keys."""
    found = tuple(finding.key or None for finding, _ in listed)
    return found if any(found) else ()


def fit(text: str) -> str:
    """The text, cut to what a cell holds and then saying so."""
    text = carried(text)
    if len(text) <= MAX_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_TEXT:
        return text
    remark = f"……（原文共 {len(text)} 字，超过一格所能容纳，此处截断）"
    return units[: 2 * (MAX_TEXT - len(remark))].decode("utf-16-le", "ignore") + remark


def linked(finding: Finding) -> bool:
    if finding.advice == UNCHECKED:  # its sheet may be gone
        return False
    return finding.sheet is not None and finding.cell is not None and cell_at(finding.cell) is not None


# --- reading it back ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a clerk wrote in the column 说明 beside a finding. ``sheet``, ``cell`` and ``key`` as in ``Finding``;
    ``severity`` is the finding's."""

    code: str
    sheet: str | None
    cell: str | None
    message: str
    text: str
    key: str | None = None
    severity: Severity = field(default=Severity.HINT, compare=False)

    @property
    def stale(self) -> bool:
        """Given for a value that has changed since."""
        return self.text.startswith(STALE)


def explanations_in(rows: Iterable[Mapping[int, str]]) -> list[Explanation]:
    """What the clerk wrote, from the rows of a results sheet: each maps column numbers to the texts there."""
    return [
        Explanation(
            line["代码"],
            _place(line),
            line["单元格"] or None,
            line["问题"],
            line["说明"],
            line[KEY] or None,
            _severity(line),
        )
        for line in _lines(rows)
        if line["说明"]
    ]


def findings_in(rows: Iterable[Mapping[int, str]]) -> list[tuple[Finding, str]]:
    """The findings that a results sheet lists, each with what the clerk wrote beside it."""
    found = []
    for line in _lines(rows):
        severity, said = _severity(line), line["说明"]
        accepts = severity is not Severity.ERROR and not said.startswith(STALE)
        holds = said and (accepts or line["怎么改"] == UNCHECKED)
        finding = Finding(
            code=line["代码"],
            severity=severity,
            sheet=_place(line),
            cell=line["单元格"] if cell_at(line["单元格"]) else None,
            message=line["问题"],
            advice=line["怎么改"],
            accepted=said if holds else None,
            key=line[KEY] or None,
        )
        found.append((finding, said))
    return found


def beside_in(rows: Iterable[Mapping[int, str]]) -> list[str]:
    """What people wrote into a results sheet beside the column 说明, a line each: in columns of their own, in rows
    below, above the headings, over our own cells. Rows that were moved below before are the same lines again."""
    found: list[str] = []
    above: list[Mapping[int, str]] = []
    headings: dict[int, str] = {}
    for row in rows:
        said = {column: text.strip() for column, text in row.items() if text.strip()}
        if headings:
            found += _beside_in_row(said, headings)
        elif is_heading(said.values()):
            ours = _columns(said)
            headings = said | {column: name for name, column in ours.items()}
            code = ours.get(CODE, 0)
            found += (text for line in above for column, text in line.items() if _is_typed(line, column, code))
            found += (said[column] for name, column in ours.items() if said.get(column, name) != name)
        else:
            above.append(said)
    return found


def _beside_in_row(said: Mapping[int, str], headings: Mapping[int, str]) -> Iterator[str]:
    """What people wrote into a row below the headings."""
    own = {column for column, name in headings.items() if name in (*HEADINGS, KEY, CODE)}
    line = {headings[column]: text for column, text in said.items() if column in own}
    if not line.get("代码"):
        if not set(said.values()) <= _OURS:
            yield " ".join(said.values())
        return
    place = " ".join(filter(None, (line["代码"], line.get("工作表"), line.get("单元格"))))
    then = dict(zip(HEADINGS, line.get(CODE, "").split(), strict=False))
    typed = {name for name in then if line.get(name) and cell_digest(line[name]) != then[name]}
    for column, text in said.items():
        heading = headings.get(column, "")
        if column not in own:
            yield f"{place}：{f'{heading}：' if heading else ''}{text}"
        elif heading in typed:
            yield f"{place}：{heading}改写为：{text}"
        elif heading == "说明" and typed & _TELL_APART:
            yield f"{place}：{heading}：{text}"


_TELL_APART = {"代码", "工作表", "单元格", "问题"}
"""By which a reason finds its finding again; typed over, it may not."""
_ABOVE = 3
"""Columns that hold something of ours above the headings."""
_OURS = {NOTHING_FOUND, CLEARED, BESIDE}


def _is_typed(line: Mapping[int, str], column: int, code: int) -> bool:
    """Whether people typed a cell above the headings; ``code`` is the column of the codes, 0 where there is none."""
    if column > _ABOVE:
        return column != code
    codes = line.get(code, "").split()
    return bool(codes) and (column > len(codes) or cell_digest(line[column]) != codes[column - 1])


def explanations_of(lines: Iterable[tuple[Finding, str]]) -> list[Explanation]:
    """What the clerk wrote beside findings."""
    return [
        Explanation(one.code, one.sheet, one.cell, one.message, said, one.key, one.severity)
        for one, said in lines
        if said
    ]


def _lines(rows: Iterable[Mapping[int, str]]) -> Iterator[dict[str, str]]:
    """The rows under the headings that bear a code, as heading to text; "" where there is no such column."""
    columns: dict[str, int] = {}
    for row in rows:
        if columns:
            line = {name: row.get(columns.get(name, 0), "") for name in (*HEADINGS, KEY)}
            line |= {name: line[name].strip() for name in ("代码", "单元格", "说明", KEY)}
            if line["代码"]:
                yield line
        else:
            said = {column: text.strip() for column, text in row.items()}
            if is_heading(said.values()):
                columns = _columns(said)


def _columns(row: Mapping[int, str]) -> dict[str, int]:
    """The columns of our headings. One that was typed over stands behind the one before it."""
    found = {text: column for column, text in row.items() if text in (*HEADINGS, KEY, CODE)}
    if CODE in found:
        for before, name in pairwise(HEADINGS):
            behind = found.get(before, -1) + 1
            if name not in found and behind and behind not in found.values():
                found[name] = behind
    return found


def is_heading(texts: Collection[str]) -> bool:
    """Whether the texts of a row are the headings of a results sheet, or were before people typed over them."""
    return {"代码", "说明"} <= set(texts) or {KEY, CODE} <= set(texts)


def _place(line: Mapping[str, str]) -> str | None:
    return None if line["工作表"] in ("", WHOLE_FILE) else line["工作表"]


def _severity(line: Mapping[str, str]) -> Severity:
    return next((severity for severity in Severity if severity.label == line["级别"].strip()), Severity.HINT)


def carried_over(
    findings: Sequence[Finding], explanations: Sequence[Explanation], ran: Collection[str] | None = None
) -> list[tuple[Finding, str]]:
    """What the results sheet lists: each finding with the text of 说明, then the reasons that are only kept.

    The text is the finding's own reason, else what the clerk wrote for the same code and key, else for the same code
    and cell (where several share these, for the same message before any other). A reason that was given for another
    value is marked as such. ``ran`` are the codes that were looked for (None: all): a reason beside another code is
    kept, as an entry whose advice is ``UNCHECKED``, and counts again when its rule is run.
    """
    left = dict(enumerate(explanations))
    said: list[str | None] = [finding.accepted for finding in findings]
    for same in (_same_key, _same_message, _same_cell) if left else ():
        waiting: dict[tuple[str | None, ...], deque[int]] = defaultdict(deque)
        for place, explanation in left.items():
            waiting[same(explanation, explanation.key)].append(place)
        for index, finding in enumerate(findings):
            choice = waiting.get(same(finding, finding.key)) if said[index] is None else None
            if choice and (same is not _same_key or finding.key):
                taken = left.pop(choice.popleft())
                said[index] = taken.text if _holds(taken, finding) else STALE + taken.text.removeprefix(STALE)
    kept = [explanation for explanation in left.values() if ran is not None and explanation.code not in ran]
    listed = [(finding, text or "") for finding, text in zip(findings, said, strict=True)]
    return listed + [(_unchecked(explanation), explanation.text) for explanation in kept]


def _unchecked(said: Explanation) -> Finding:
    return Finding(
        code=said.code,
        severity=said.severity,
        sheet=said.sheet,
        cell=said.cell,
        message=said.message,
        advice=UNCHECKED,
        accepted=said.text,
        key=said.key,
    )


def _same_key(one: Finding | Explanation, key: str | None) -> tuple[str | None, ...]:
    return one.code, key


def _same_message(one: Finding | Explanation, _: str | None) -> tuple[str | None, ...]:
    return one.code, one.sheet, one.cell, fit(one.message)


def _same_cell(one: Finding | Explanation, _: str | None) -> tuple[str | None, ...]:
    return one.code, one.sheet, one.cell


def _holds(said: Explanation, finding: Finding) -> bool:
    """Whether a reason was given for this value, as far as can be told."""
    return not said.key or not finding.key or said.key == finding.key
