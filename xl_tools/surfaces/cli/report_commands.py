"""The command of the papers: ``report`` writes one from a roll-up's workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.surfaces.cli.options import AsJson, given_or, settled, show, tell_kept
from xl_tools.surfaces.cli.words import Argument, Command, Group, Option

if TYPE_CHECKING:
    from xl_tools.reports.document import DocumentReport, LetterReport

_SHOWN = 8
"""Names that a line lists."""


def report(
    rollup: Annotated[
        Path | None, Argument(help="汇总工作簿；在工作台里不写就是本期的汇总", metavar="汇总工作簿")
    ] = None,
    kind: Annotated[str, Option("--kind", help="报告、通报、简报、一页纸、附件 或 公开", metavar="文种")] = "报告",
    out: Annotated[
        Path | None, Option("--out", help="写成这个 Word 文档；公开版也可以写成 .html", metavar="文件")
    ] = None,
    template: Annotated[Path | None, Option("--template", help="本单位自己的 Word 模板", metavar="文件")] = None,
    info: Annotated[
        Path | None,
        Option("--info", help="文稿信息：有“项目”“内容”两列的表，或 .txt（一行一个“项目：内容”）", metavar="文件"),
    ] = None,
    public: Annotated[bool, Option("--public", help="写公开版（报告、附件）")] = False,
    final: Annotated[bool, Option("--final", help="定稿：有没填的、没定的、对不上的就不写")] = False,
    pdf: Annotated[bool, Option("--pdf", help="同时写出 PDF（要装有 LibreOffice）")] = False,
    check: Annotated[
        Path | None, Option("--check", help="不写文件，核对这份手工改过的文档和汇总工作簿", metavar="文档")
    ] = None,
    blank: Annotated[bool, Option("--blank", help="不填数，只写出自带的模板，供修改")] = False,
    petitions: Annotated[
        Path | None, Option("--petitions", help="信访件台账：报告里信访的数从它来", metavar="文件")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """生成报告：从汇总工作簿写报告、通报、简报、一页纸、附件和公开版（Word）。"""
    from xl_tools.app.report import blank_template, look_through
    from xl_tools.app.report import report as run
    from xl_tools.app.report_info import info_in
    from xl_tools.app.round_folders import round_of

    if blank:
        target = given_or(out, None, "写成哪个文件（--out）")
        kept = blank_template(kind, target, public=public)
        print(f"自带的{kind}模板：{target}")
        tell_kept(kept)
        return 0
    office = settled()
    counted = None
    if petitions is not None:
        from xl_tools.app.petition_compare import petition_numbers

        counted = petition_numbers(petitions, office=office)
    here = round_of(office, None) if rollup is None and office.folder is not None else None
    source = given_or(rollup, here.rollup if here else None, "汇总工作簿")
    info = info or info_in(source.parent, office.folder)
    if check is not None:
        looked = look_through(source, check, kind=kind, template=template, info=info, public=public)
        show(looked, as_json, lambda: _show_looked(looked))
        return looked.exit_code
    made = run(
        source,
        kind=kind,
        out=given_or(out, here.rollup.with_name(f"{kind}.docx") if here else None, "写成哪个文件（--out）"),
        template=template,
        info=info,
        public=public,
        final=final,
        pdf=pdf,
        petitions=counted,
        office=office,
    )
    show(made, as_json, lambda: _show(made))
    return made.exit_code


def _show(made: DocumentReport) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"{made.kind}{'（草稿）' if made.draft else ''}：{made.out}", "bold")
    if made.pdf:
        say(f"PDF：{made.pdf}")
    for found in made.findings:
        say(f"{found.severity.label} {found.code} {found.message}{found.advice}")


def _show_looked(looked: DocumentReport) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"{looked.out}：{'没有问题。' if not looked.findings else f'{len(looked.findings)} 处要看。'}", "bold")
    for found in looked.findings:
        say(f"{found.severity.label} {found.code} {found.message}{found.advice}")


def letter(
    rollup: Annotated[Path, Argument(help="汇总工作簿；考核结果用得分工作簿", metavar="工作簿")],
    kind: Annotated[str, Option("--kind", help="提醒、预警、督办、约谈 或 考核结果", metavar="种类")],
    out: Annotated[Path, Option("--out", help="一个单位一份，放进这个文件夹", metavar="文件夹")],
    register: Annotated[
        Path | None, Option("--register", help="函件登记表：引用以前发过的，记下这次的", metavar="文件")
    ] = None,
    info: Annotated[Path | None, Option("--info", help="文稿信息", metavar="文件")] = None,
    as_json: AsJson = False,
) -> int:
    """起草函件：提醒函、预警函、督办函、约谈通知、考核结果告知书，一个单位一份；发不发由人定。"""
    from xl_tools.app.letters import letters

    made = letters(rollup, kind=kind, out=out, register=register, info=info)
    show(made, as_json, lambda: _show_letters(made))
    return 0


def _show_letters(made: LetterReport) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"{made.kind}：{len(made.letters)} 份草稿" if made.letters else f"没有单位要发{made.kind}。", "bold")
    for one in made.letters:
        say(f"{one.unit}：{_some(one.tasks)}{one.reply_by} 前回复 → {one.path}")


def _some(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 项" if len(names) > _SHOWN else ""
    return f"{'、'.join(names[:_SHOWN])}{more}，" if names else ""


COMMANDS: Mapping[str, Command | Group] = {"report": report, "letter": letter}
