"""The commands ``xl-tools addin``: build the Excel add-in, check it, bundle it for machines without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from xl_tools.surfaces.cli.options import tell_kept
from xl_tools.surfaces.cli.words import Group, Option

addin = Group("Excel 加载项：制作、核对、打成离线安装包。")
Macros = Annotated[Path, Option("--macros", help="宏的源文件所在文件夹", metavar="文件夹")]


@addin.command("build")
def addin_build(macros: Macros = Path("macros")) -> None:
    """由 macros 里的文本制作 xl_tools.xlam。"""
    from xl_tools.surfaces.excel.addin import build

    made = build(macros)
    print(made.path)
    tell_kept(made.kept)


@addin.command("check")
def addin_check(macros: Macros = Path("macros")) -> int:
    """核对 xl_tools.xlam 和文本是否一致，不一致时返回 1。"""
    from xl_tools.surfaces.excel.addin import check as in_step

    same = in_step(macros)
    print("一致。" if same else "不一致，请运行 xl-tools addin build 重新制作。")
    return int(not same)


@addin.command("bundle")
def addin_bundle(
    out: Annotated[Path, Option("--out", help="安装包放进这个文件夹", metavar="文件夹")],
    macros: Macros = Path("macros"),
    source: Annotated[Path, Option("--source", help="项目所在文件夹", metavar="文件夹")] = Path(),
    python: Annotated[
        Path | None,
        Option("--python", help="python.org 的 python-3.11.9-embed-amd64.zip；不给就打成测试包", metavar="ZIP"),
    ] = None,
) -> None:
    """打成 Windows 离线安装包：Python、程序包、加载项、安装程序、校验和。要连得上程序包索引。"""
    from xl_tools.surfaces.excel.addin.bundle import bundle

    made = bundle(out, macros=macros, source=source, python=python)
    size = f"{len(made.packages)} 个程序包，共 {made.megabytes:.1f} MB"
    print(f"{made.folder}：{size}。把整个文件夹拷到目标机器，运行 install.cmd。")
