"""Plain words are read without typer, and read as typer reads them; what is not plain is left to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pytest

from xl_tools.surfaces.cli.commands import app
from xl_tools.surfaces.cli.help_pages import answer
from xl_tools.surfaces.cli.words import Argument, Group, Option, values

PLAIN = [
    ["甲.xlsx"],
    ["甲.xlsx", "乙", "--json"],
    ["--json", "甲.xlsx", "--out", "出", "乙.xlsx"],
    ["甲.xlsx", "--times", "3", "--share", "0.5", "--also", "一", "--also", "二"],
    ["甲.xlsx", "--out", "先", "-o", "后"],
]
NOT_PLAIN = [
    [],
    ["--json"],
    ["甲.xlsx", "--help"],
    ["甲.xlsx", "--out=出"],
    ["甲.xlsx", "--ou", "出"],
    ["甲.xlsx", "--out"],
    ["甲.xlsx", "--out", "--json"],
    ["甲.xlsx", "--times", "0"],
    ["甲.xlsx", "--times", "三"],
    ["甲.xlsx", "--", "-乙"],
    ["甲.xlsx", ""],
]


def trial(got: list[dict[str, Any]]) -> Group:
    """A group whose command keeps what it is called with."""
    group = Group("试")

    @group.command("run")
    def run(
        paths: Annotated[list[Path], Argument(help="文件", metavar="路径…")],
        out: Annotated[Path | None, Option("--out", "-o", help="出")] = None,
        also: Annotated[list[str] | None, Option("--also", help="也")] = None,
        times: Annotated[int, Option("--times", help="次", min=1)] = 1,
        share: Annotated[float | None, Option("--share", help="份")] = None,
        as_json: Annotated[bool, Option("--json", help="数据")] = False,
    ) -> int:
        got.append(dict(locals()))
        return 1

    @group.command("other")
    def other() -> None:
        raise AssertionError

    return group


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_plain_words_are_read_as_typer_reads_them(words: list[str]) -> None:
    got: list[dict[str, Any]] = []
    group = trial(got)
    assert answer(group, ["run", *words]) == 1
    (as_typer,) = got
    found = group.find(["run", *words])
    assert found
    given = values(*found)
    assert given
    as_typer.pop("got")
    assert dict(given) == as_typer


@pytest.mark.parametrize("words", NOT_PLAIN, ids=" ".join)
def test_other_words_are_left_to_typer(words: Sequence[str]) -> None:
    found = trial([]).find(["run", *words])
    assert found
    assert values(*found) is None


def test_commands_of_groups_are_found() -> None:
    found = app.find(["mail", "password", "--host", "甲"])
    assert found
    assert found[1] == ["--host", "甲"]
    assert app.find(["mail"]) is None
    assert app.find(["mail", "--help"]) is None
    assert app.find(["--version"]) is None
    assert app.find([]) is None
