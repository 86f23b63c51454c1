"""Help pages of the command line in Chinese, and a mistyped command answered with the nearest one.

typer lays the pages out; its own few words are English, and only they are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperGroup

from xl_tools.core.errors import UserError

_HEADINGS = {"Arguments": "要写的", "Options": "选项", "Commands": "命令"}
_SHOWN = (
    (re.compile(r"\[OPTIONS\]"), "[选项]"),
    (re.compile(r"COMMAND \[ARGS\]\.\.\."), "命令 …"),
    (re.compile(r"\{([^{}]*…)\}\.\.\."), r"\1"),
    (re.compile(r"(…\])\.\.\."), r"\1"),
    (re.compile(r" <[^<>]*>"), ""),
    (re.compile(r"\[required\]"), "[必写]"),
    (re.compile(r"\[default: ([^\]]*)\]"), r"[不写就是 \1]"),
    (re.compile(r"\[x>=(\d+)\]"), r"[至少 \1]"),
    (re.compile(r"Show this message and exit\."), "显示这份说明"),
)


_Plain: Any = typer.Context.formatter_class


class _Page(_Plain):  # type: ignore[misc]
    """A help page with typer's own words in Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _in_chinese(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **settings: Any) -> None:
        super().write_dl([(_in_chinese(first), _in_chinese(second)) for first, second in rows], *args, **settings)


def _in_chinese(text: str) -> str:
    for pattern, shown in _SHOWN:
        text = pattern.sub(shown, text)
    return text


class _Context(typer.Context):
    formatter_class = _Page


class _Group(TyperGroup):
    context_class = _Context

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.context_class = _Context
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"，是否指 {near[0]}" if near else ""
            raise UserError(f"没有“{args[0]}”这条命令{hint}？用 {ctx.command_path} --help 看有哪些。")
        return super().resolve_command(ctx, args)


def group(help: str, name: str | None = None) -> typer.Typer:
    """A group of commands; called with none, it shows its page."""
    return typer.Typer(
        name=name,
        help=help,
        cls=_Group,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
