"""What the commands of the round read, for faults to be tried on: each a folder's files by name."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import xl_tools
from tests.books.documents import docx
from tests.conftest import ROOT
from tests.round.round_kit import addresses, task_table
from tests.trust.bases import HEADINGS, ROWS, table
from xl_tools.app.issue import issue

AS_OF = date(2022, 12, 20)


@cache
def inbox() -> dict[str, bytes]:
    return {"来件/遂昌县.xlsx": table(), "来件/松阳县.xlsx": table({"A2": "松阳县", "A3": "松阳县"})}


@cache
def merged() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in inbox().items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(data)
        xl_tools.roll_up([folder / "来件"], level="city", name="丽水市", out=folder / "汇总.xlsx", as_of=AS_OF)
        return {"汇总.xlsx": (folder / "汇总.xlsx").read_bytes()}


@cache
def near_deadline() -> dict[str, bytes]:
    """The roll-up of a county of the sample, some of whose tasks call for a letter."""
    with tempfile.TemporaryDirectory() as name:
        county, out = ROOT / "workbooks/样本市/青田县.xlsx", Path(name) / "样本汇总.xlsx"
        xl_tools.roll_up([county], level="city", name="丽水市", out=out, as_of=AS_OF)
        return {out.name: out.read_bytes()}


@cache
def document() -> dict[str, bytes]:
    lines = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row) + "</w:tr>"
        for row in (HEADINGS, *ROWS)
    )
    with tempfile.TemporaryDirectory() as name:
        return {"进展.docx": docx(Path(name) / "进展.docx", f"<w:tbl>{lines}</w:tbl>").read_bytes()}


@cache
def issued() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issue(task_table(folder / "任务.xlsx", "丽水市"), out=folder / "下发", period="2022-12", as_of=AS_OF)
        people = [["遂昌县", "张三", "a@county.example", ""], ["松阳县", "李四", "b@county.example", ""]]
        kept = {f"下发/{path.name}": path.read_bytes() for path in sorted((folder / "下发").glob("*.xlsx"))[:9]}
        return kept | {"通讯录.xlsx": addresses(folder / "通讯录.xlsx", people).read_bytes()}
