"""Every page of the command line is in Chinese, and a mistyped command is answered with the nearest."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer

from tests.surfaces.cli.test_cli import run
from xl_tools.surfaces.cli.commands import app
from xl_tools.surfaces.cli.help_pages import typer_app

# Words that are the same in Chinese: names of commands, options, formats and programs stand beside the Chinese.
ENGLISH_PROSE = re.compile(r"[A-Za-z]+ (?:this|and|the|or|of|is|to) |Usage|Options|Arguments|Commands|required|default")


def pages(group: typer.core.TyperGroup, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from pages(command, *path, name)
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(pages(typer.main.get_command(typer_app(app)))), ids=" ".join)
def test_every_page_is_in_chinese(path: tuple[str, ...]) -> None:
    done = run(*path, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"用法：{' '.join(['python -m xl_tools', *path])} ")
    assert "选项" in done.stdout
    assert not ENGLISH_PROSE.search(done.stdout), done.stdout


@pytest.mark.parametrize("path", [(), ("mail",), ("addin",)], ids=" ".join)
def test_a_group_without_a_command_shows_its_page(path: tuple[str, ...]) -> None:
    done = run(*path)
    assert done.returncode == 2
    assert done.stderr.startswith("用法：")
    assert "命令" in done.stderr


@pytest.mark.parametrize(
    ("path", "meant"), [(("chek",), "是否指 check"), (("mail", "snd"), "是否指 send"), (("zzz",), "没有“zzz”这条命令")]
)
def test_a_mistyped_command(path: tuple[str, ...], meant: str) -> None:
    done = run(*path)
    assert done.returncode == 2
    assert not done.stdout
    assert meant in done.stderr


def test_the_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version").stdout)
