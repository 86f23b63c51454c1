"""The commands ``petitions``: the ledger of what people complained of to an inspection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.surfaces.cli.options import AsJson, AsOf, read_date, settled, show
from xl_tools.surfaces.cli.words import Argument, Group, Option

if TYPE_CHECKING:
    from xl_tools.reports.petitions import AddReport

petitions = Group("信访件：接批、统计、公开。")

LedgerPath = Annotated[Path, Argument(help="信访件台账；还没有的，从第一批建起", metavar="台账")]


@petitions.command("add")
def petitions_add(
    ledger: LedgerPath,
    lists: Annotated[list[Path], Argument(help="交办单、各县报回的表，或装着它们的文件夹", metavar="表…")],
    write: Annotated[bool, Option("--write", help="写进台账；不写这一项只报数，不改文件")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """接批：把交办单、各县报回的表按受理编号并进台账；先报数，加 --write 才写。"""
    from xl_tools.app.petitions import add_petitions

    made = add_petitions(ledger, lists, write=write, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_added(made, write))
    return made.exit_code


def _show_added(made: AddReport, write: bool) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"{made.sentence}。台账共 {made.total:,} 件。", "bold")
    if made.batches:
        say(f"新登记的批次：{'、'.join(f'第{number}批' for number in made.batches)}。")
    for one in made.conflicts:
        say(
            f"  {one.code} 的“{one.field}”：台账是“{one.ledger[:30]}”，{one.file} 是“{one.list[:30]}”，没有改。",
            "yellow",
        )
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
