"""The command line: parse the words, call ``app``, show the result. No decision about data is made here.

Results go to standard output, in Chinese or with ``--json`` as one JSON document; everything else goes to
standard error. Exit codes: 0 done; 1 done but for findings of severity error or files that failed; 2 not done.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from xl_tools.core.errors import UserError
from xl_tools.surfaces.cli import report_commands, round_commands, workspace_commands
from xl_tools.surfaces.cli.addin_commands import addin
from xl_tools.surfaces.cli.closing_commands import closing
from xl_tools.surfaces.cli.options import (
    AsJson,
    AsOf,
    Hidden,
    Inspection,
    Settings,
    given_or,
    print_json,
    read_codes,
    read_date,
    settled,
    show,
    tell_kept,
)
from xl_tools.surfaces.cli.petition_commands import petitions
from xl_tools.surfaces.cli.words import Argument, Group, Option, values

app = Group("督察整改工具：校验进展表、汇总到市到省。每条命令加 --help 看用法。")

Paths = Annotated[list[Path], Argument(help="工作簿，或装着工作簿的文件夹", metavar="路径…")]
Units = Annotated[Path | None, Option("--units", help="单位清单（开发区等不在行政区划里的单位）", metavar="文件")]
OutFolder = Annotated[Path | None, Option("--out", help="结果放进这个文件夹", metavar="文件夹")]
InPlace = Annotated[bool, Option("--in-place", help="改原文件，先在旁边留备份")]


@app.command("check")
def check(
    paths: Annotated[
        list[Path] | None,
        Argument(help="工作簿，或装着工作簿的文件夹；在工作台里不写，就是这一期收到的", metavar="路径…"),
    ] = None,
    out: OutFolder = None,
    mark: Annotated[bool, Option("--mark", help="写出标记了问题的副本")] = False,
    in_place: InPlace = False,
    as_of: AsOf = None,
    previous: Annotated[Path | None, Option("--previous", help="上期的表，用来对比", metavar="路径")] = None,
    issued: Annotated[
        Path | None, Option("--issued", "--baseline", help="下发的原表或任务清单", metavar="路径")
    ] = None,
    period: Annotated[str | None, Option("--period", help="要收的期次，如 2022-12", metavar="年-月")] = None,
    only: Annotated[str | None, Option("--only", help="只查这些，如 T,D401,完成时限", metavar="代码")] = None,
    settings: Settings = None,
    units: Units = None,
    hidden: Hidden = False,
    inspection: Inspection = None,
    petitions: Annotated[
        Path | None, Option("--petitions", help="信访件台账：表里写的信访件数和它对一遍", metavar="台账")
    ] = None,
    plan: Annotated[
        bool, Option("--plan", help="不写文件，输出一个工作簿的标记方案（JSON），供别的程序照着标")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """校验进展表：缺项、勾选矛盾、时限、文字和数字问题。"""
    from xl_tools.app import check as checking
    from xl_tools.surfaces.cli.console import show_check

    office = settled()
    if not paths and (here := round_commands.round_here(office, inspection if office.folder else None, paths)):
        paths, inspection = [here.copies], here.asked
        issued = issued or here.issued
        previous = previous or (here.before.rollup if here.before else None)
    paths = given_or(paths, None, "要校验的工作簿或文件夹")
    how: dict[str, Any] = {
        "as_of": read_date(as_of),
        "previous": previous,
        "issued": issued,
        "only": read_codes(only),
        "settings": settings,
        "units": units,
        "period": period,
        "hidden": hidden,
        "inspection": inspection,
        "petitions": petitions,
        "office": office,
    }
    marking = mark or out is not None or in_place
    if plan:
        if marking:
            raise UserError("--plan 只输出标记方案，不写文件，不能和 --mark、--out、--in-place 一起用。")
        return _show_plan(paths, how)
    report = checking.check(paths, **how, mark=marking, out=out, in_place=in_place)
    if report.nothing_read:
        for file in report.files:
            print(file.reason, file=sys.stderr)
    if as_json:
        print_json(report)
    elif not report.nothing_read:
        show_check(report)
        tell_kept(report.kept)
    return report.exit_code


def _show_plan(paths: list[Path], how: dict[str, Any]) -> int:
    from xl_tools.app.plan import plan

    made, report = plan(paths, **how)
    print_json(made)
    return report.exit_code


@app.command("clear")
def clear(paths: Paths, out: OutFolder = None, in_place: InPlace = False) -> int:
    """清除标记：取掉校验留下的标记，文件恢复原样。"""
    from xl_tools.app.mark import clear_all
    from xl_tools.surfaces.cli.console import show_cleared

    done = clear_all(paths, out=out, in_place=in_place)
    show_cleared(done.files)
    tell_kept(done.kept)
    if all(file.reason for file in done.files):
        return 2
    return int(any(file.reason for file in done.files))


@app.command("import")
def import_documents(
    paths: Annotated[list[Path], Argument(help="Word 文档或文本文件，或装着文档的文件夹", metavar="文件…")],
    out: Annotated[Path, Option("--out", help="工作簿放进这个文件夹", metavar="文件夹")],
    against: Annotated[
        Path | None, Option("--against", help="方案、报告里的数字与这个汇总工作簿核对", metavar="汇总表")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """导入 Word：把文档里的进展表、任务清单、考核任务书转成工作簿，方案、报告里的数字列出来核对。"""
    from xl_tools.app.import_ import import_files
    from xl_tools.surfaces.cli.console import show_import

    report = import_files(paths, out=out, against=against)
    if report.exit_code == 2:
        for file in report.files:
            print(file.reason, file=sys.stderr)
    if as_json or report.exit_code != 2:
        show(report, as_json, lambda: show_import(report))
    return report.exit_code


@app.command("split")
def split(
    path: Annotated[Path, Argument(help="汇总工作簿", metavar="文件")],
    out: Annotated[Path, Option("--out", help="各单位的工作簿放进这个文件夹", metavar="文件夹")],
    as_json: AsJson = False,
) -> int:
    """拆分：汇总工作簿还原成各单位自己的表。"""
    from xl_tools.app import split as splitting
    from xl_tools.surfaces.cli.console import show_split

    report = splitting.split(path, out)
    show(report, as_json, lambda: show_split(report))
    return report.exit_code


@app.command("score")
def score(
    workbook: Annotated[Path | None, Argument(help="考核任务书，或填好的评分工作簿", metavar="工作簿")] = None,
    out: Annotated[Path | None, Option("--out", help="写出带公式的评分工作簿", metavar="文件")] = None,
    new: Annotated[
        str | None, Option("--new", help="写一份空的评分工作簿：自带的办法，如 lishui-2024、he-zhang", metavar="办法")
    ] = None,
    rules: Annotated[Path | None, Option("--rules", help="考核办法（TOML），表里看不出时用", metavar="文件")] = None,
    evaluations: Annotated[
        Path | None, Option("--evaluations", help="各县评价表所在的文件夹", metavar="文件夹")
    ] = None,
    progress: Annotated[
        Path | None, Option("--progress", help="汇总结果（rollup --json 的输出），任务得分、逾期进考核", metavar="文件")
    ] = None,
    issue: Annotated[
        Path | None, Option("--issue", help="给每个单位写一份填报表，只有自己的几行", metavar="文件夹")
    ] = None,
    returned: Annotated[
        Path | None, Option("--returned", help="各单位填好的填报表所在的文件夹", metavar="文件夹")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """考核计分：任务书到得分、等次，每一分扣在哪里都能查到。"""
    from xl_tools.app import score as scoring
    from xl_tools.app.score_forms import issue_forms
    from xl_tools.app.score_rule_table import new_score_book
    from xl_tools.surfaces.cli.console import say, show_score

    if (workbook is None) == (new is None):
        raise UserError("请给出要计分的工作簿；要新建的用 --new 写明办法，二者选一。")
    if new is not None:
        if out is None:
            raise UserError("请用 --out 写明新工作簿的文件名。")
        tell_kept(new_score_book(new, out))
        say(f"已写入：{out}。填好以后：xl-tools score {out}")
        return 0
    assert workbook is not None
    if issue is not None:
        files = issue_forms(workbook, issue)
        say(f"已写出 {len(files)} 份填报表：{issue}。")
        say(f"收回以后：xl-tools score {workbook} --returned 文件夹 --out 得分.xlsx")
        return 0
    report = scoring.score(
        workbook, out=out, rules=rules, evaluations=evaluations, progress=progress, returned=returned
    )
    show(report, as_json, lambda: show_score(report))
    return report.exit_code


@app.command("read")
def read(
    texts: Annotated[list[str] | None, Argument(help="要读的词句", metavar="词句…")] = None,
    what: Annotated[str, Option("--as", help="deadline、status、serial 或 figures", metavar="种类")] = "deadline",
    stdin: Annotated[bool, Option("--stdin", help="从标准输入读，一行一个，空行就是空单元格")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """看一句话会被怎样理解：时限、状态、序号、数字。"""
    import json

    from xl_tools.parse.phrases import reader
    from xl_tools.surfaces.cli.console import show_reading

    read_one = reader(what, read_date(as_of))
    if stdin == bool(texts):
        raise UserError("请给出要读的词句，或者用 --stdin 从标准输入读，二者选一。")
    lines = (line.rstrip("\r\n") for line in sys.stdin) if stdin else iter(texts or ())
    for line in lines:
        reading = read_one(line)
        if as_json:
            print(json.dumps(reading, ensure_ascii=False))
        else:
            show_reading(reading)


@app.command("rules")
def rules(
    as_json: AsJson = False,
    markdown: Annotated[bool, Option("--markdown", help="输出 Markdown 文档")] = False,
) -> None:
    """校验规则目录。"""
    from xl_tools.rules import catalogue as rule_catalogue
    from xl_tools.surfaces.cli.console import show_rules

    if markdown:
        print(rule_catalogue.markdown(), end="")
        return
    catalogue = rule_catalogue.catalogue()
    show(catalogue, as_json, lambda: show_rules(catalogue))


@app.command("schemas")
def schemas(
    check_only: Annotated[bool, Option("--check", help="只核对，不写；不一致时返回 1")] = False,
    out: Annotated[Path, Option("--out", help="写到这个文件夹", metavar="文件夹")] = Path("schemas"),
) -> int:
    """生成 JSON Schema（数据格式说明）。"""
    from xl_tools.app.schemas import drift, write

    if not check_only:
        paths, kept = write(out)
        for path in paths:
            print(path)
        tell_kept(kept)
        return 0
    stale = drift(out)
    for name in stale:
        print(f"不一致：{name}")
    print("共有不一致，请运行 xl-tools schemas 重新生成。" if stale else "全部一致。")
    return int(bool(stale))


@app.command("watch")
def watch(
    folder: Annotated[Path, Argument(help="监看的文件夹", metavar="文件夹")],
    as_of: AsOf = None,
    settings: Settings = None,
) -> None:
    """监看文件夹：存进来的工作簿自动校验，标记过的副本放进“已校验”。按 Ctrl+C 停止。"""
    # Asked to end by the system: as by Ctrl+C. Before anything that takes time.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with suppress(KeyboardInterrupt, SystemExit):
        from xl_tools.surfaces.cli.console import say
        from xl_tools.surfaces.folder import OUT, Watcher

        watcher = Watcher(folder, say, read_date(as_of), settings, office=settled())
        say(f"正在监看“{folder}”，结果放进“{folder / OUT}”。按 Ctrl+C 停止。")
        watcher.run()
    print("已停止监看。")


app.commands["addin"] = addin
app.commands["closing"] = closing
app.commands["petitions"] = petitions


@app.command("doctor")
def doctor(as_json: AsJson = False) -> int:
    """自检：这台机器上哪些功能可用，不可用的怎么办。"""
    from xl_tools.app.doctor import examine
    from xl_tools.surfaces.cli.console import show_doctor

    results = examine(settled)
    show(results, as_json, lambda: show_doctor(results))
    return 2 if any(result.needed and not result.works for result in results) else 0


@app.command("demo")
def demo(
    out: Annotated[Path, Option("--out", help="放到这个文件夹", metavar="文件夹")] = Path("out/demo"),
) -> None:
    """样本演示：九个县的样表，校验、标记、汇总到市和省。"""
    from xl_tools.surfaces.cli.demo import run

    run(out)


app.commands.update(round_commands.COMMANDS)
app.commands.update(workspace_commands.COMMANDS)
app.commands.update(report_commands.COMMANDS)


def run_command(words: Sequence[str]) -> int:
    """Do what the words of a command line say; gives its exit code. Raises UserError for what cannot be done."""
    found = app.find(words)
    given = values(*found) if found else None
    if found and given is not None:
        command, _ = found
        return command(**given) or 0
    from xl_tools.surfaces.cli.help_pages import answer  # typer is paid for only here

    return answer(app, words)
