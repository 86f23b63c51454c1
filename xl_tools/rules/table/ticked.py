"""T: what the tick boxes say, alone and together with deadline and text."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.core.addresses import split_cell
from xl_tools.core.records import STATUS_LABELS, Field, ProgressRow, ProgressSheet, Status
from xl_tools.core.word_search import has_any
from xl_tools.rules.context import Context
from xl_tools.rules.dates import sure_due
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, rule
from xl_tools.rules.word_lists import bare, is_blank, pattern, words

_STATUS = (Field.STATUS,)
_BOTH = (Field.STATUS, Field.PROGRESS)


@rule(
    "T301",
    ERROR,
    "四个选项都没有勾选。",
    when="有选项，一个也没有勾",
    advice="请勾选其中一项。",
    source="domain.md#boxes",
    columns=_STATUS,
)
def nothing_is_ticked(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.verdict == "none":
            yield Hit(row.row, Field.STATUS)


@rule(
    "T302",
    HINT,
    "“已完成”和“达到序时进度”都勾了，按已完成算。",
    when="“已完成”和“达到序时进度”都勾了（按已完成算）",
    advice="表格只要求勾一项，请只留“已完成”。",
    source="domain.md#combinations",
    columns=_STATUS,
)
def completed_and_on_schedule(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.verdict == "both_done":
            yield Hit(row.row, Field.STATUS)


@rule(
    "T303",
    ERROR,
    "勾选自相矛盾：{ticked}都勾了，看不出是哪一种状态。",
    when="勾选互相矛盾",
    advice="请按实际情况只保留一项。",
    source="domain.md#combinations",
    columns=_STATUS,
)
def ticks_contradict(sheet: ProgressSheet) -> Iterator[Hit]:
    """More than one status is ticked and no policy reads them as one."""
    for row in sheet.rows:
        if row.status.verdict == "conflict":
            yield Hit(row.row, Field.STATUS, ticked=[f"“{STATUS_LABELS[status]}”" for status in row.status.ticks])


@rule(
    "T304",
    HINT,
    "{options}前面的方框不见了（从 Word 复制时会丢掉打了勾的方框），按已勾选算。",
    when="打了勾的方框丢了，只剩文字（按已勾选算）",
    advice="请核对读得对不对，并补上☑，以免别人看成没有勾。",
    source="domain.md#boxes",
    columns=_STATUS,
)
def glyph_is_lost(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        lost = [f"“{option.label}”" for option in row.status.options if option.lost]
        if lost:
            yield Hit(row.row, Field.STATUS, options=lost)


@rule(
    "T305",
    WARNING,
    "状态写的是“{text!q}”，看不出是四个选项里的哪一种。",
    when="写的不是四个选项，或者说法定不下来（基本完成、正在推进）",
    advice="请改成“已完成”“达到序时进度”“未达序时进度”“尚未启动”中的一项；“基本完成”不算已完成。",
    source="domain.md#boxes",
    columns=_STATUS,
)
def wording_is_not_known(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.verdict == "unknown" or row.status.unknown:
            yield Hit(row.row, Field.STATUS, text="、".join(row.status.unknown) or row.status.text)


@rule(
    "T306",
    HINT,
    "四个选项里少了{options}。",
    when="四个选项不全",
    advice="请补全四个选项，再勾选其中一项。",
    source="domain.md#boxes",
    columns=_STATUS,
)
def option_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    """Only where the cell is a group of options: a status said in one word needs no others."""
    for row in sheet.rows:
        there = {option.status for option in row.status.options if option.status}
        if 1 < len(there) < len(Status):
            yield Hit(row.row, Field.STATUS, options=[f"“{STATUS_LABELS[one]}”" for one in Status if one not in there])


@rule(
    "T307",
    HINT,
    "已完成的任务，有{both}项同时勾了“达到序时进度”，有{alone}项只勾“已完成”，前后不一。",
    when="同一张表里，已完成的任务有的勾一项、有的勾两项（一张表只提示一次）",
    advice="请统一成只勾“已完成”。",
    source="domain.md#combinations",
    columns=_STATUS,
)
def habits_are_mixed(sheet: ProgressSheet) -> Iterator[Hit]:
    both = sum(row.status.verdict == "both_done" for row in sheet.rows)
    alone = sum(_only_completed(row) for row in sheet.rows) if both else 0
    if alone:
        yield Hit(both=both, alone=alone)


def _only_completed(row: ProgressRow) -> bool:
    return row.status.ticks == (Status.COMPLETED,) and any(
        option.status is Status.ON_SCHEDULE for option in row.status.options
    )


@rule(
    "T311",
    ERROR,
    "完成时限{due}已过（按{as_of}算），勾的还是“{label}”。",
    when="时限已过，还勾着达到序时进度或尚未启动",
    advice="已经完成的改勾“已完成”；没有完成的改勾“未达序时进度”，并写明原因和下一步安排。",
    source="domain.md#status-and-the-rest-of-the-row",
    columns=_STATUS,
)
def due_has_passed(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row in sheet.rows:
        status = row.status.status
        if status is Status.ON_SCHEDULE or status is Status.NOT_STARTED:
            due = sure_due(row)
            if due and due < context.as_of:
                yield Hit(row.row, Field.STATUS, due=due, as_of=context.as_of, label=status.label)


@rule(
    "T312",
    WARNING,
    "勾的是“未达序时进度”，但进展里没有写原因，也没有写下一步安排。",
    when="未达序时进度，没有写原因和下一步安排",
    advice="请写明滞后的原因、下一步怎么做、什么时候完成。",
    source="domain.md#status-and-the-rest-of-the-row",
    columns=_BOTH,
)
def behind_without_reason(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.status is Status.BEHIND:
            text = row.text(Field.PROGRESS)
            if not has_any(text, words("explained", "words")) and _says_none(row.text(Field.PROBLEMS)):
                yield Hit(row.row, Field.PROGRESS)


def _says_none(problems: str) -> bool:
    """无 in a column for problems explains nothing."""
    return is_blank(problems) or pattern("open_problem", "none").search(bare(problems)) is not None


@rule(
    "T313",
    HINT,
    "勾的是“已完成”，但进展里没有提到验收、公示或销号。",
    when="已完成，却没有提到验收、公示、销号",
    advice="请补写验收、公示、销号到了哪一步；还没有验收的，写明打算什么时候验收。",
    source="domain.md#closing-steps",
    columns=_BOTH,
)
def completed_without_closing(sheet: ProgressSheet) -> Iterator[Hit]:
    closing = words("closing", "words")
    for row in sheet.rows:
        reading = row.status
        if (
            reading.status is Status.COMPLETED
            and reading.stage is None
            and not has_any(row.text(Field.PROGRESS), closing)
            and not has_any(row.text(Field.REMARK), closing)
        ):
            yield Hit(row.row, Field.PROGRESS)


@rule(
    "T314",
    WARNING,
    "这里的勾选框（控件）{why}，读不出勾了没有。",
    when="勾选框控件的状态读不出来，或者控件不在状态栏里",
    advice="请在状态栏里改用☑和□，或者直接写“已完成”等字样。",
    source="domain.md#boxes",
    needs=("controls",),
)
def control_is_unreadable(sheet: ProgressSheet) -> Iterator[Hit]:
    for cell, why in sheet.unread_controls.items():
        row = split_cell(cell)[0]
        yield Hit(row, Field.STATUS if cell == sheet.cell(row, Field.STATUS) else None, cell, why=why)


@rule(
    "T315",
    WARNING,
    "完成比例是 {percent}%，备注却是“{status}”。",
    when="完成比例一类的列和勾选的状态对不上（不到100%却已完成，100%却未达序时进度或尚未启动）",
    advice="请核对，改正不对的一个；比例算的不是整改进度（如资金支付），请在标题里写明。",
    source="domain.md#status-and-the-rest-of-the-row",
    columns=_STATUS,
)
def percentage_contradicts(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        done, status = row.percent, row.status.status
        if done is None or status is None:
            continue
        if (done < 100 and status is Status.COMPLETED) or (done == 100 and status in _NOT_DONE):
            yield Hit(row.row, Field.STATUS, percent=f"{done:g}", status=STATUS_LABELS[status])


_NOT_DONE = (Status.BEHIND, Status.NOT_STARTED)
