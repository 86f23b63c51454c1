"""What the commands of the round read, for faults to be tried on: each a folder's files by name."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl

import xl_tools
from tests.books.documents import docx
from tests.conftest import ROOT
from tests.robot import fill, ticked
from tests.round.round_kit import addresses, task_table
from tests.trust.bases import HEADINGS, ROWS, table
from xl_tools.app.closing_round import issue_ledgers
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.month import month
from xl_tools.app.petitions import add_petitions
from xl_tools.app.start import start
from xl_tools.app.workspace import read_workspace
from xl_tools.parse.closing.ledger import read_rows
from xl_tools.reports.month import Step
from xl_tools.write.closing.ledger_book import ledger_bytes

AS_OF, LATE = date(2022, 12, 20), date(2022, 12, 26)


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


@cache
def collected() -> dict[str, bytes]:
    """What was collected of a round: who has not reported is reminded, one workbook goes back; whom the city writes
    to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issue(task_table(folder / "任务.xlsx", "丽水市"), out=folder / "下发", period="2022-12", as_of=AS_OF)
        source = folder / "下发" / "松阳县2022年12月整改进展情况表.xlsx"
        (folder / "来件").mkdir()
        fill(source, folder / "来件" / source.name, {1: ("", ticked(None))})
        collect(folder / "来件", out=folder / "收报", issued=folder / "下发", as_of=AS_OF)
        made = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted((folder / "收报").rglob("*.xlsx"))
        }
        people = addresses(folder / "通讯录.xlsx", [["浙江省", "王五", "p@prov.example", ""]])
        return made | {"省通讯录.xlsx": people.read_bytes()}


@cache
def closing() -> dict[str, bytes]:
    """A ledger of closing steps, and the share of it that a county sends back."""
    from tests.closing.made import book
    from tests.closing.rule_cases import DONE, EVIDENCE, MEASURES

    rows = {
        "cases": [{"title": "河道采砂"}, {"unit": "青田县", "title": "管网破损"}],
        "measures": [MEASURES[0] | {"answer": ""}, MEASURES[0] | {"unit": "青田县"}],
        "events": [DONE, DONE | {"unit": "青田县"}],
        "evidence": EVIDENCE[:1],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = folder / "销号台账.xlsx"
        whole.write_bytes(ledger_bytes(read_rows(book(rows)), AS_OF))
        (share, *_) = issue_ledgers(whole, out=folder, as_of=AS_OF).units
        made = {"销号台账.xlsx": whole.read_bytes(), "收来/莲都区.xlsx": Path(share.path).read_bytes()}
        return made | {"台账/销号台账.xlsx": made["销号台账.xlsx"]}


@cache
def petitions() -> dict[str, bytes]:
    """Ledgers of petitions of two counties, a list that is to be added, and the ledger to which."""
    from tests.petitions.test_adding import HEAD, ONE, THREE, TWO, book

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = {}
        for target, rows in {
            "信访/青田县信访件台账.xlsx": (ONE, THREE),
            "信访/缙云县信访件台账.xlsx": (TWO,),
            "台账/信访件台账.xlsx": (ONE,),
        }.items():
            listed = book(folder / "交办单.xlsx", HEAD, *rows)
            add_petitions(folder / "台账.xlsx", listed, write=True, as_of=AS_OF)
            made[target] = (folder / "台账.xlsx").read_bytes()
            (folder / "台账.xlsx").unlink()
        made["第二批.xlsx"] = book(folder / "第二批.xlsx", HEAD, TWO, THREE).read_bytes()
        return made


@cache
def months() -> dict[str, bytes]:
    """A workspace before each step of its month: with both ledgers, and with what the office says of its papers."""
    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "督察"
        tasks = task_table(Path(name) / "任务清单.xlsx", "丽水市", tasks=2)
        start(tasks, out=folder, period="2022-12", deadline="每月25日", signed="丽水市督察整改办")
        book = openpyxl.load_workbook(folder / "工作台.xlsx")
        for row in book["通讯录"].iter_rows(min_row=4):
            if row[0].value:
                row[2].value = f"u{row[0].row}@county.example"
        book.save(folder / "工作台.xlsx")
        for ledger in ("销号台账.xlsx", "信访件台账.xlsx"):
            (folder / ledger).write_bytes((closing() | petitions())[f"台账/{ledger}"])
        (folder / "文稿信息.txt").write_text("发文机关：丽水市督察整改办\n", "utf-8")
        (folder / "2022-12" / "信访件").mkdir(parents=True)
        (folder / "2022-12" / "信访件" / "第二批.xlsx").write_bytes(petitions()["第二批.xlsx"])
        for _ in range(12):
            before = {
                path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
            }
            done = month(read_workspace(folder), today=LATE, go_on=True)
            if done.did is None:
                break
            made |= {f"月/{done.did.value}/{place}": data for place, data in before.items()}
            if done.did is Step.ISSUE:
                for path in sorted((folder / "2022-12/下发").glob("*整改进展情况表.xlsx"))[:2]:
                    fill(path, folder / "2022-12/来件" / path.name, {})
    return made
