"""The commands ``petitions``: the ledger of what people complained of to an inspection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.surfaces.cli.options import AsJson, AsOf, read_date, settled, show
from xl_tools.surfaces.cli.words import Argument, Group, Option

if TYPE_CHECKING:
    from xl_tools.reports.petitions import AddReport, ConflictReport, PetitionFileReport

petitions = Group("信访件：接批、统计、公开。")

LedgerPath = Annotated[Path, Argument(help="信访件台账；还没有的，从第一批建起", metavar="台账")]


@petitions.command("add")
def petitions_add(
    ledger: LedgerPath,
    lists: Annotated[list[Path], Argument(help="交办单、各县报回的表，或装着它们的文件夹", metavar="表…")],
    write: Annotated[bool, Option("--write", help="写进台账；不写这一项只报数，不改文件")] = False,
    newer: Annotated[
        bool, Option("--newer", help="几张表说法不一的，以后一张为准（看表里的日期，没有的看先后）")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """接批：把交办单、各县报回的表按受理编号并进台账；先报数，加 --write 才写。"""
    from xl_tools.app.petitions import add_petitions

    made = add_petitions(ledger, lists, write=write, newer=newer, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_added(made, write, newer))
    return made.exit_code


def _show_added(made: AddReport, write: bool, newer: bool) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"{made.sentence}。台账共 {made.total:,} 件。", "bold")
    if made.batches:
        say(f"新登记的批次：{'、'.join(f'第{number}批' for number in made.batches)}。")
    _show_cells(made.conflicts, "没有改")
    if made.order and not newer:
        say(f"几张表说法不一的没有写；核对后加 --newer，以后一张为准，先后是：{'、'.join(made.order)}。", "yellow")
    for double in made.doubles[:_SHOWN]:
        say(double.sentence, "yellow")
    if len(made.doubles) > _SHOWN:
        say(f"  另有 {len(made.doubles) - _SHOWN} 行是同一张表里重复的。", "yellow")
    for stray in made.strays[:_SHOWN]:
        say(stray.sentence, "yellow")
    if len(made.strays) > _SHOWN:
        say(f"  另有 {len(made.strays) - _SHOWN} 件台账里没有。", "yellow")
    if made.replaced:
        say("下面这些原值没有记录是哪张表写的，可能是人填的，请核对（原值在“变更记录”里）：", "yellow")
        _show_cells(made.replaced, "改成了后面的" if made.written else "要改成后面的")
    if made.nameless:
        say(f"有 {made.nameless} 行没有受理编号，也没有批次和序号，没有并进去。", "yellow")
    for sentence in made.unread:
        say(sentence, "bold red")
    if made.written and made.made:
        say(f"已写进台账：{made.written}")
    elif made.written:
        say(f"台账是本单位自己做的，没有改动；要加的写在：{made.written}")
    elif write:
        say("没有要改的，文件未动。")
    else:
        say("只是试算，没有写文件；核对后加 --write 再运行一次。")


_SHOWN = 20
"""Cells that the screen holds."""


def _show_cells(cells: Sequence[ConflictReport], done: str) -> None:
    from xl_tools.surfaces.cli.console import say

    for one in cells[:_SHOWN]:
        say(f"  {one.told(done)}", "yellow")
    if len(cells) > _SHOWN:
        say(f"  另有 {len(cells) - _SHOWN} 处。", "yellow")


Out = Annotated[Path, Option("--out", help="写成这个工作簿", metavar="文件")]
Name = Annotated[str | None, Option("--name", help="市、省或县的名称，如 丽水市：它的每个单位都有一行", metavar="名称")]
Units = Annotated[Path | None, Option("--units", help="单位清单（开发区等不在行政区划里的单位）", metavar="文件")]


@petitions.command("stats")
def petitions_stats(
    ledger: LedgerPath, out: Out, name: Name = None, units: Units = None, as_of: AsOf = None, as_json: AsJson = False
) -> int:
    """统计：各地转办、污染类型、办理情况、批次和要盯的清单，都是公式。"""
    from xl_tools.app.petition_statistics import petition_statistics

    made = petition_statistics(ledger, out=out, name=name, units=units, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_files(made))
    return made.exit_code


@petitions.command("rollup")
def petitions_rollup(
    paths: Annotated[list[Path], Argument(help="各单位的信访件台账，或装着它们的文件夹", metavar="台账…")],
    out: Out,
    name: Annotated[str, Option("--name", help="市或省的名称，如 丽水市", metavar="名称")],
    units: Units = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """汇总：各县的信访件台账并成市的，各市的并成省的；没有报的单位写“未报”。"""
    from xl_tools.app.petition_statistics import roll_up_petitions

    made = roll_up_petitions(paths, name=name, out=out, units=units, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_files(made))
    return made.exit_code


def _show_files(made: PetitionFileReport) -> None:
    from xl_tools.surfaces.cli.console import STYLES, say

    say(f"信访件 {made.total:,} 件。", "bold")
    if made.missing:
        say(f"未报：{'、'.join(made.missing)}。", "yellow")
    for note in made.notes:
        say(note, "yellow")
    for found in made.findings:
        place = found.cell or (f"第{found.row}行" if found.row else "全表")
        say(f"  {found.severity.label} {found.code} [{place}] {found.message}", STYLES[found.severity])
    for path in made.written:
        say(f"写出：{path}")


@petitions.command("publish")
def petitions_publish(
    ledger: LedgerPath,
    out: Annotated[Path, Option("--out", help="写进这个文件夹", metavar="文件夹")],
    batch: Annotated[int, Option("--batch", help="第几批", min=1, metavar="数")],
    name: Annotated[str, Option("--name", help="移交给哪里，如 丽水市", metavar="名称")] = "",
    signed: Annotated[str, Option("--signed", help="填报单位，如 某市协调联络组", metavar="单位")] = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """公开：一批的公开一览表（表格和 Word）和公开稿；有电话、举报人的不写。"""
    from xl_tools.app.petition_publishing import publish_petitions

    made = publish_petitions(
        ledger, batch=batch, out=out, name=name, issuer=signed, as_of=read_date(as_of), office=settled()
    )
    show(made, as_json, lambda: _show_files(made))
    return made.exit_code


@petitions.command("compare")
def petitions_compare(
    ledger: LedgerPath,
    paths: Annotated[list[Path], Argument(help="进展表、报告（.docx、.txt），或装着它们的文件夹", metavar="文件…")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """对照：进展表、报告里写的信访件数和台账一样不一样；任务完成了，对应的信访件办结没有。"""
    from xl_tools.app.petition_compare import compare_petitions

    made = compare_petitions(ledger, paths, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_compared(made))
    return made.exit_code


def _show_compared(made: PetitionFileReport) -> None:
    from xl_tools.surfaces.cli.console import STYLES, say

    say(f"台账共 {made.total:,} 件；不一致 {len(made.findings)} 处。", "bold")
    for found in made.findings:
        place = found.cell or (f"第{found.row}段" if found.row else "全表")
        name = Path(found.path or "").name
        say(
            f"  {found.severity.label} {found.code} [{name} {place}] {found.message} → {found.advice}",
            STYLES[found.severity],
        )
    for note in made.notes:
        say(note, "yellow")
