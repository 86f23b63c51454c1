"""What commands share: options that mean the same everywhere, words of dates and codes, how a result is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from xl_tools.app.office import Office
from xl_tools.app.workspace import office_at
from xl_tools.core.dates import read_day
from xl_tools.core.errors import UserError
from xl_tools.core.json_text import json_pieces
from xl_tools.core.kept import KeptCopy
from xl_tools.surfaces.cli.words import Option

AsOf = Annotated[str | None, Option("--as-of", help="口径日期，如 2022-12-20；不写就是今天", metavar="日期")]
Settings = Annotated[
    Path | None, Option("--settings", help="规则设置：TOML 文件，或有“规则设置”表的工作簿", metavar="文件")
]
Hidden = Annotated[bool, Option("--hidden", help="隐藏的工作表里的表也算")]
Inspection = Annotated[
    str | None,
    Option("--inspection", help="只要这一轮督察的，如 央督二轮；看不出哪一轮的也算", metavar="轮次"),
]
AsJson = Annotated[bool, Option("--json", help="只输出一份 JSON，供其他程序读取")]


def settled() -> Office:
    """What the office has settled for work in this folder. Raises UserError for a mistake in the workspace."""
    return office_at(Path.cwd(), date.today())


T = TypeVar("T")


def given_or(given: T | None, settled: T | None, what: str) -> T:
    """What was given with the command, else what is settled. Raises UserError when neither tells."""
    found = given or settled
    if not found:
        raise UserError(f"请写明{what}；在工作台的文件夹里运行就不用写（xl-tools init 可以建工作台）。")
    return found


def show(report: object, as_json: bool, text: Callable[[], None]) -> None:
    if as_json:
        print_json(report)
    else:
        text()
        tell_kept(getattr(report, "kept", ()))


def tell_kept(copies: Iterable[KeptCopy]) -> None:
    """A sentence for each file that was kept before it was made anew."""
    from xl_tools.surfaces.cli.console import say

    for copy in copies:
        say(copy.sentence, "yellow")


def print_json(report: object) -> None:
    """One JSON document on standard output: a record, or several."""
    sys.stdout.writelines(json_pieces(report))
    print()


def read_date(text: str | None) -> date | None:
    return None if text is None else read_day(text, date.today())


def read_codes(text: str | None) -> list[str] | None:
    if text is None:
        return None
    codes = [code.strip().upper() for code in text.replace("，", ",").split(",") if code.strip()]
    if not codes:
        raise UserError("--only 后面没有写代码，请写要查的规则，如 T,D401；全部都查就不要写 --only。")
    return codes
