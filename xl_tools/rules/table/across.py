"""X: across periods, units and levels.

Against last period any check looks; what only the roll-up sees (X703 on) is declared here and found there, with
``registry.finding``.
"""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.core.records import Field, Form, ProgressRow, ProgressSheet, Status
from xl_tools.core.text import squeeze
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, declare, rule
from xl_tools.rules.word_lists import is_blank


@rule(
    "X701",
    WARNING,
    "状态比上期退步了：上期“{before}”，本期“{now}”。",
    when="状态比上期退步",
    advice="请核对是不是勾错；确有反弹的，请在进展里写明原因。",
    source="规则目录",
    needs=("previous",),
    forms=(Form.PROGRESS,),
    columns=(Field.STATUS,),
)
def status_fell_back(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row, then in _since(sheet, context):
        now, before = row.status.status, then.status.status
        if now and before and _ORDER.index(now) > _ORDER.index(before):
            yield Hit(row.row, Field.STATUS, before=before.label, now=now.label)


@rule(
    "X702",
    ERROR,
    "完成时限和上期不一样：上期“{before!q}”，本期“{now!q}”。",
    when="完成时限和上期不一样",
    advice="请改回原来的时限；经批准调整的，请上级按新时限重新下发，用下发的表对照。",
    source="规则目录",
    needs=("previous",),
    forms=(Form.PROGRESS,),
    columns=(Field.DEADLINE,),
)
def deadline_changed(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    issued = context.baseline_for(sheet)
    given = partners(sheet, issued) if issued else {}
    for row, then in _since(sheet, context):
        if not _changed(row, then):
            continue
        original = given.get(row.row)
        if original is None or _changed(row, original):  # back to what was issued: put right
            yield Hit(row.row, Field.DEADLINE, before=then.text(Field.DEADLINE), now=row.text(Field.DEADLINE))


_ORDER = tuple(Status)
"""The form's order is from best to worst."""


def _since(sheet: ProgressSheet, context: Context) -> Iterator[tuple[ProgressRow, ProgressRow]]:
    """Each entry with the same task's of last period."""
    before = context.previous_for(sheet)
    if before is None:
        return
    earlier = partners(sheet, before)
    yield from ((row, earlier[row.row]) for row in sheet.rows if row.row in earlier and row.applies)


def _changed(row: ProgressRow, other: ProgressRow) -> bool:
    """Whether two deadlines differ, and not only in the way they are written."""
    here, there = row.text(Field.DEADLINE), other.text(Field.DEADLINE)
    if here == there or is_blank(here) or is_blank(there) or squeeze(here) == squeeze(there):
        return False
    one, two = row.deadline, other.deadline
    if (one.due is None and not one.modes) or (two.due is None and not two.modes):
        return one.fault is None or two.fault is None  # texts that both cannot be read are said to be so
    return (one.due, one.modes) != (two.due, two.modes)


declare(
    "X703",
    ERROR,
    "{task}：汇总表的“{column}”和{unit}报的不一致：汇总表是“{here!q}”，{unit}是“{there!q}”。",
    when="市级表里的内容和县级表不一致",
    advice="请以县级最新报送的为准，重新汇总。",
    source="规则目录",
    scope="round",
)
declare(
    "X704",
    ERROR,
    "{task}：各单位的完成时限不一致：{values}。",
    when="同一任务各单位写的时限不一致",
    advice="对照整改方案核对，请写错的单位改正后重新汇总。汇总表的文字按单位并列，预警和统计暂按最晚的{due}计。",
    source="规则目录",
    scope="round",
)
declare(
    "X705",
    WARNING,
    "{task}：汇总表勾的是“{here}”，按各单位报的应是“{there}”（{units}）。",
    when="市级表的勾选和各县报的对不上",
    advice="请核对各单位的状态，改正后重新汇总。",
    source="规则目录",
    scope="round",
)
declare(
    "X706",
    WARNING,
    "{unit}没有上报。",
    when="有单位没有上报",
    advice="请催报；收到后放进同一文件夹，重新汇总。在此之前，该单位各项任务都算未报。",
    source="规则目录",
    scope="round",
)
declare(
    "X707",
    ERROR,
    "{unit}报了不止一份，内容不一致：{places}。",
    when="同一单位报了几份，内容不一致",
    advice="请问清哪一份是对的，只留这一份，重新汇总。在此之前，文字暂用先列出的一份，状态算未定。",
    source="规则目录",
    scope="round",
)
declare(
    "X708",
    WARNING,
    "{task}的“{column}”合并后有{length}字，一个单元格最多放{limit}字，放不下的部分接在“{rest}”表第{line}行起。",
    when="合并后的单元格超过32,767字（不删减，接在另一张表里）",
    advice="文字没有删减。要在一格里看全，请有关单位压缩文字后重新汇总。",
    source="规则目录",
    scope="round",
)
declare(
    "X709",
    WARNING,
    "{tasks}的状态未定：{units}。",
    when="有单位未报、矛盾或读不出，汇总后的状态定不下来",
    advice="请有关单位补报或改正勾选后重新汇总；与某单位无关的任务，请该单位在表中写明“无此项整改任务”。",
    source="domain.md 3",
    scope="round",
)
declare(
    "X710",
    ERROR,
    "{file}的“{table}”表没有并入：{reason}。",
    when="有表没有并入汇总",
    advice="文件放错了就移出文件夹；没有放错就改正表中的地区名称，重新汇总。",
    source="domain.md 1",
    scope="round",
)
declare(
    "X711",
    WARNING,
    "{task}：{units}的表里没有写省里的任务编号，按任务名称并入。",
    when="有单位没有写省里的任务编号",
    advice="请核对并得对不对，并在任务名称前补上“第…项：”，重新汇总。",
    source="domain.md 2",
    scope="round",
)
declare(
    "X712",
    WARNING,
    "{task}：{units}写的任务名称与其他单位不同。",
    when="同一编号的任务，名称写得不一样",
    advice="可能改动了原文，也可能编号写错、并错了任务：请核对。汇总表中按单位并列。",
    source="domain.md 2",
    scope="round",
)
declare(
    "X713",
    WARNING,
    "{file}的“{table}”表读不出是哪个单位报的，暂按“{unit}”并入。",
    when="读不出表是哪个单位报的",
    advice="请在表的地区一栏写上规范的单位名称，重新汇总。",
    source="domain.md 2",
    scope="round",
)
declare(
    "X714",
    WARNING,
    "{units}已上报，但表里没有{tasks}。",
    when="单位报了表，但少了任务",
    advice="确有此项任务的请补报；与该单位无关的，请写明“无此项整改任务”，或汇总时附上任务清单。",
    source="domain.md 3",
    scope="round",
)
declare(
    "X715",
    HINT,
    "{tasks}的进展文字多，一行的高度放不下，屏幕上和打印出来只看得到前面一部分。",
    when="汇总后一格的文字多得显示不全",
    advice="文字都在单元格里，没有删减，点中单元格可在编辑栏看全。要打印全文，请压缩文字，或复制到Word中打印。",
    source="domain.md 8",
    scope="round",
)
