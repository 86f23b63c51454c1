"""Every command that writes, with all that it reads and what it writes; the table of them in docs/trust.md.

``python -m tests.trust.outputs`` writes the table anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl

from tests.conftest import ROOT
from tests.trust import inputs
from tests.trust.bases import table
from xl_tools.books.file.disk import is_backup
from xl_tools.books.file.output import INDEX
from xl_tools.data import load
from xl_tools.round.mail.mails import MailKind
from xl_tools.surfaces.folder import SUMMARY
from xl_tools.write.documents.template import template_bytes

AS_OF = ("--as-of", "2022-12-20")


@dataclass(frozen=True)
class Writer:
    """A command: its words, with ``{role}`` for what it reads. ``reads`` gives each role its file; a folder's role
    names the file in it that is tried. ``edited`` says what becomes of results that were edited, when nothing else
    changed: left, refused, kept beside, made anew, or nothing where nothing is written. ``changed`` is the input that
    is then changed; "" where there is none to. ``out`` is the folder of the results, ``where`` the one in which the
    command is run. ``itself`` are results that may be the input: what is carried from there, with its role.
    ``called_after`` are roles after whose file the results are called, so that they cannot be called alike."""

    words: str
    reads: Mapping[str, str]
    edited: str = "left"
    changed: str = ""
    out: str = "出"
    where: str = ""
    itself: Mapping[str, str] = field(default_factory=dict)
    called_after: str = ""


_DATED = {"check", "rollup", "issue", "collect", "mail"}
"""The commands that hold deadlines against a day."""
_ROLES = {
    "previous": "上期.xlsx",
    "issued": "原表.xlsx",
    "units": "单位清单.xlsx",
    "settings": "规则.toml",
}
_CHECKED = {"input": "甲/遂昌县.xlsx", "other": "乙/松阳县.xlsx", **_ROLES}
_MAIL = "--addresses {addresses} --units {units} --settings {settings} --templates 模板"
_MAILED = {"addresses": "通讯录.xlsx", "units": "单位清单.xlsx", "settings": "规则.toml", "template": "模板/下发.txt"}

WRITERS = {
    "check --mark": Writer(
        "check {input} {other} --mark --out 出 --previous {previous} --issued {issued} --units {units} "
        "--settings {settings}",
        _CHECKED,
        changed="甲/遂昌县.xlsx",
    ),
    "clear": Writer(
        "clear {input} {other} --out 出",
        {"input": "甲/遂昌县.xlsx", "other": "乙/松阳县.xlsx"},
        changed="甲/遂昌县.xlsx",
    ),
    "rollup": Writer(
        "rollup {input} {other} --level city --name 丽水市 --out 出/汇总.xlsx --tasks {tasks} --previous {previous} "
        "--units {units} --settings {settings}",
        {"input": "甲/遂昌县.xlsx", "other": "乙/松阳县.xlsx", "tasks": "任务.xlsx"}
        | {role: _ROLES[role] for role in ("previous", "units", "settings")},
        changed="甲/遂昌县.xlsx",
    ),
    "split": Writer("split {input} --out 出", {"input": "汇总.xlsx"}),
    "import": Writer("import {input} --out 出", {"input": "进展.docx"}),
    "issue": Writer(
        "issue {input} --out 出 --name 丽水市 --period 2022-12 --units {units} --previous {previous}",
        {"input": "任务.xlsx", "units": "单位清单.xlsx", "previous": "上期.xlsx"},
        edited="refused",
    ),
    "issue --replace": Writer(
        "issue {input} --out 出 --name 丽水市 --period 2022-12 --replace",
        {"input": "任务.xlsx"},
        edited="anew",
    ),
    "collect": Writer(
        "collect 来件 --out 出 --period 2022-12 --name 丽水市 --issued 下发 --previous {previous} --units {units} "
        "--settings {settings}",
        {
            "input": "来件/遂昌县.xlsx",
            "issued": "下发/松阳县2022年12月整改进展情况表.xlsx",
            "previous": "上期.xlsx",
            "units": "单位清单.xlsx",
            "settings": "规则.toml",
        },
        changed="来件/遂昌县.xlsx",
    ),
    "score": Writer(
        "score {input} --out 出/得分.xlsx --evaluations 评价",
        {"input": "考核评分表.xlsx", "evaluations": "评价/县级评价表.xlsx"},
    ),
    "mail draft 下发": Writer(
        f"mail draft 下发 --files 下发 --out 出 {_MAIL}",
        {"input": "下发/松阳县2022年12月整改进展情况表.xlsx", **_MAILED},
        changed="下发/松阳县2022年12月整改进展情况表.xlsx",
    ),
    "mail draft 催报": Writer(
        f"mail draft 催报 --files {{input}} --files 下发 --out 出 {_MAIL}",
        {
            "input": "收报/收报情况2022-12.xlsx",
            "issued": "下发/遂昌县2022年12月整改进展情况表.xlsx",
            **_MAILED,
            "template": "模板/催报.txt",
        },
        changed="下发/遂昌县2022年12月整改进展情况表.xlsx",
    ),
    "mail draft 退回修改": Writer(
        f"mail draft 退回修改 --files 收报/2022-12 --issued 下发 --previous {{previous}} --out 出 {_MAIL}",
        {
            "input": "收报/2022-12/松阳县2022年12月整改进展情况表.xlsx",
            "issued": "下发/松阳县2022年12月整改进展情况表.xlsx",
            "previous": "上期.xlsx",
            **_MAILED,
            "template": "模板/退回修改.txt",
        },
        changed="收报/2022-12/松阳县2022年12月整改进展情况表.xlsx",
    ),
    "mail draft 报送": Writer(
        f"mail draft 报送 --files {{input}} --period 2022-12 --out 出 {_MAIL}",
        {"input": "汇总.xlsx", **_MAILED, "addresses": "省通讯录.xlsx", "template": "模板/报送.txt"},
        changed="汇总.xlsx",
    ),
    "mail send 下发": Writer(
        f"mail send 下发 --files 下发 --log 发送/发送记录.xlsx --yes {_MAIL}",
        {"input": "下发/松阳县2022年12月整改进展情况表.xlsx", **_MAILED},
        edited="kept",
        out="发送",
        changed="下发/松阳县2022年12月整改进展情况表.xlsx",
    ),
    "mail draft 分发": Writer(
        f"mail draft 分发 --files {{input}} --period 2022-12 --out 出 {_MAIL}",
        {"input": "汇总.xlsx"} | {role: _MAILED[role] for role in ("addresses", "units", "settings")},
    ),
    "report": Writer(
        "report {input} --kind 通报 --out 出/通报.docx --template {template} --info {info}",
        {"input": "汇总.xlsx", "template": "通报模板.docx", "info": "文稿信息.txt"},
        changed="文稿信息.txt",
    ),
    "letter": Writer(
        "letter {input} --kind 提醒 --out 出 --info {info} --register 出/函件登记.xlsx",
        {"input": "样本汇总.xlsx", "info": "文稿信息.txt"},
        changed="文稿信息.txt",
    ),
    "print": Writer("print {input} --out 出", {"input": "汇总.xlsx"}, called_after="input"),
    "init": Writer(
        "init {input} --out 出 --name 丽水市 --units {units} --addresses {addresses}",
        {"input": "任务.xlsx", "units": "单位清单.xlsx", "addresses": "通讯录.xlsx"},
        edited="refused",
        itself={"出/任务.xlsx": "input"},
    ),
    "closing start": Writer(
        "closing start {input} {tasks} --out 出/销号台账.xlsx",
        {"input": "样本汇总.xlsx", "tasks": "任务.xlsx"},
        edited="kept",
    ),
    "closing check": Writer(
        "closing check {input} --progress {progress} --plan {tasks} --settings {settings} --out 出",
        {"input": "销号台账.xlsx", "progress": "汇总.xlsx", "tasks": "任务.xlsx", "settings": "规则.toml"},
    ),
    "closing issue": Writer("closing issue {input} --out 出", {"input": "销号台账.xlsx"}),
    "closing collect": Writer(
        "closing collect 台账/销号台账.xlsx {input}",
        {"input": "收来/莲都区.xlsx"},
        edited="kept",
        out="台账",
    ),
    "closing notice": Writer(
        "closing notice {input} --kind 公示 --cases 7 --start 2024-12-05 --template {template} --info {info} --out 出",
        {"input": "销号台账.xlsx", "template": "公示模板.docx", "info": "文稿信息.txt"},
    ),
    "petitions add": Writer(
        "petitions add 台账/信访件台账.xlsx {input} --write",
        {"input": "第二批.xlsx"},
        edited="kept",
        out="台账",
    ),
    "petitions stats": Writer(
        "petitions stats {input} --name 丽水市 --units {units} --out 出/统计.xlsx",
        {"input": "信访/青田县信访件台账.xlsx", "units": "单位清单.xlsx"},
    ),
    "petitions rollup": Writer(
        "petitions rollup {input} {other} --name 丽水市 --units {units} --out 出/信访件.xlsx",
        {
            "input": "信访/青田县信访件台账.xlsx",
            "other": "信访/缙云县信访件台账.xlsx",
            "units": "单位清单.xlsx",
        },
    ),
    "petitions publish": Writer(
        "petitions publish {input} --batch 1 --out 出", {"input": "信访/青田县信访件台账.xlsx"}
    ),
    "petitions compare": Writer(
        "petitions compare {input} {progress}",
        {"input": "信访/青田县信访件台账.xlsx", "progress": "汇总.xlsx"},
        edited="nothing",
    ),
    "closing days": Writer(
        "closing days 2024-09-29 --count 10 --calendar {input}", {"input": "销号台账.xlsx"}, edited="nothing"
    ),
    "addin build": Writer("addin build --macros 宏", {"input": "宏/XltSheet.bas"}, out="宏"),
    "demo": Writer("demo --out 出", {}, edited="kept"),
    "watch": Writer("watch 甲", {"input": "甲/遂昌县.xlsx"}, out="甲/已校验", changed="甲/遂昌县.xlsx"),
    "schemas": Writer("schemas --out 出", {}),
}

MONTH = {
    f"month {step}": Writer(
        "month --go-on --as-of 2022-12-26",
        {"workspace": "工作台.xlsx", "tasks": "任务清单.xlsx", **more},
        edited="kept",
        out=out,
        where=f"月/{step}",
    )
    for step, out, more in (
        ("下发", "2022-12/下发", {}),
        ("收报", "2022-12/收报", {"input": "2022-12/来件/云和县2022年12月整改进展情况表.xlsx"}),
        ("汇总", "2022-12", {"input": "2022-12/收报/2022-12/云和县2022年12月整改进展情况表.xlsx"}),
        ("销号", "", {"input": "2022-12/丽水市汇总2022-12.xlsx"}),
        ("接批", "", {"input": "2022-12/信访件/第二批.xlsx", "ledger": "销号台账.xlsx"}),
        ("报告", "2022-12/报告", {"input": "2022-12/丽水市汇总2022-12.xlsx", "info": "文稿信息.txt"}),
    )
}
"""The steps of a month that write other files than mails, each in the workspace that stands before it."""

_CHANGED = "; kept beside where the new one is another, with the work that can be carried in the new one"

LABELS = {
    "input": "its input",
    "other": "a second input, from another folder",
    "previous": "`--previous`",
    "issued": "`--issued`",
    "units": "`--units`",
    "settings": "`--settings`",
    "tasks": "`--tasks`",
    "evaluations": "`--evaluations`",
    "addresses": "`--addresses`",
    "template": "its template",
    "info": "`--info`",
    "progress": "`--progress`",
    "workspace": "工作台.xlsx",
    "ledger": "a ledger of the workspace",
}


@cache
def _materials() -> dict[str, bytes]:
    """A city of two counties, and everything else that a command may read."""
    county, other = table(), table({"A2": "松阳县", "A3": "松阳县"})
    units = BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append(["单位", "所属市"])
    book.worksheets[0].append(["经济开发区", "丽水市"])
    book.save(units)
    templates = ROOT / "workbooks"
    made = {
        "甲/遂昌县.xlsx": county,
        "乙/松阳县.xlsx": other,
        "上期.xlsx": county,
        "原表.xlsx": county,
        "任务.xlsx": county,
        "单位清单.xlsx": units.getvalue(),
        "规则.toml": b'off = ["M211"]\n',
        "通报模板.docx": template_bytes("circular"),
        "公示模板.docx": template_bytes(
            next(one["template"] for one in load("closing")["papers"] if one["kind"] == "公示")
        ),
        "文稿信息.txt": "发文机关：丽水市督察整改办\n".encode(),
        **{f"模板/{kind.label}.txt": (ROOT / f"xl_tools/data/mail/{kind}.txt").read_bytes() for kind in MailKind},
        **{f"宏/{path.name}": path.read_bytes() for path in (ROOT / "macros").iterdir() if path.suffix != ".xlam"},
        "考核评分表.xlsx": (templates / "考核评分表.xlsx").read_bytes(),
        "评价/县级评价表.xlsx": (templates / "县级评价表.xlsx").read_bytes(),
    }
    made |= (
        inputs.inbox()
        | inputs.merged()
        | inputs.near_deadline()
        | inputs.document()
        | inputs.issued()
        | inputs.collected()
    )
    return made | inputs.closing() | inputs.petitions()


def lay_out(folder: Path) -> None:
    """Put the materials into an empty folder."""
    _lay(folder, _materials())


def lay_out_months(folder: Path) -> None:
    """Put the workspace before each step of its month into an empty folder."""
    _lay(folder, inputs.months())


def _lay(folder: Path, made: Mapping[str, bytes]) -> None:
    for name, data in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def words(writer: Writer, roles: Mapping[str, str] | None = None) -> list[str]:
    """The words of a command, with some roles at other places."""
    said = [word.format_map({**writer.reads, **(roles or {})}) for word in writer.words.split()]
    return [*said, *AS_OF] if said[0] in _DATED else said


def _is_aside(name: str) -> bool:
    return name in (INDEX, SUMMARY) or (name.startswith(".") and name.endswith(".lock"))


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its place, but the indexes, the record of what was watched, to which each look adds, and locks."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_aside(path.name))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def written(before: Mapping[str, bytes], folder: Path) -> list[str]:
    """What a run wrote, but copies of what stood there."""
    now = {name: data for name, data in files(folder).items() if not is_backup(Path(name))}
    return [name for name, data in now.items() if before.get(name) != data]


def table_of_outputs() -> str:
    """The table for the page."""
    lines = [
        "| command | is refused when its result would stand on | a result edited by hand, and the run made again |",
        "|---|---|---|",
    ]
    for name, writer in (WRITERS | MONTH).items():
        reads = "; ".join(LABELS[role] for role in writer.reads) or "nothing is read"
        left = f"left as it is, and said{_CHANGED if writer.changed else ''}"
        carried = "carried into the new one, or kept beside it, and said"
        edited = {
            "left": left,
            "refused": "refused",
            "anew": "kept beside, and said",
            "kept": carried,
            "nothing": "nothing is written",
        }[writer.edited]
        lines.append(f"| {name} | {reads} | {edited} |")
    return "\n".join(lines) + "\n"


PAGE = ROOT / "docs" / "trust.md"
BEGIN, END = "<!-- outputs -->\n", "<!-- /outputs -->\n"


def main() -> None:
    text = PAGE.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    PAGE.write_text(head + BEGIN + table_of_outputs() + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
