"""Help pages of the command line in Chinese, and a mistyped command answered with the nearest one.

typer lays the pages out; its own few words are English, and only they are replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from inspect import Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from typer.core import TyperGroup

from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.surfaces.cli.words import Argument, Command, Declared, Group, parameters

_HEADINGS = {"Arguments": "要写的", "Options": "选项", "Commands": "命令"}
_SHOWN = (
    (expression(r"\[OPTIONS\]"), "[选项]"),
    (expression(r"COMMAND \[ARGS\]\.\.\."), "命令 …"),
    (expression(r"\{([^{}]*…)\}\.\.\."), r"\1"),
    (expression(r"(…\])\.\.\."), r"\1"),
    (expression(r" <[^<>]*>"), ""),
    (expression(r"\brequired\]"), "必写]"),
    (expression(r"\[default: ([^\]]{0,200})\]"), r"[不写就是 \1]"),
    (expression(r"\bx>=(\d+)"), r"至少 \1"),
    (expression(r"; (?=必写|至少)"), "；"),
    (expression(r"Show this message and exit\."), "显示这份说明"),
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


def typer_app(group: Group, name: str | None = None) -> typer.Typer:
    """A group of commands as typer knows it; called with none, it shows its page."""
    made = typer.Typer(
        name=name,
        help=group.help,
        cls=_Group,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for word, entry in group.commands.items():
        if isinstance(entry, Group):
            made.add_typer(typer_app(entry), name=word)
        else:
            made.command(word)(_for_typer(entry))
    return made


def _for_typer(command: Command) -> Callable[..., None]:
    """The command with its parameters declared in typer's words."""

    def run(**given: Any) -> None:
        raise typer.Exit(command(**given) or 0)

    hints = get_type_hints(command)
    told = {one.name: Annotated[hints[one.name], _in_typers_words(one)] for one in parameters(command)}
    run.__doc__ = command.__doc__
    run.__annotations__ = told
    run.__signature__ = Signature(  # type: ignore[attr-defined]
        [one.replace(annotation=told[one.name]) for one in signature(command).parameters.values()]
    )
    return run


def _in_typers_words(declared: Declared) -> Any:
    word, parser = declared.word, _path if declared.kind is Path else None
    if isinstance(word, Argument):
        return typer.Argument(help=word.help, metavar=word.metavar, parser=parser)
    return typer.Option(*word.names, help=word.help, metavar=word.metavar, min=word.min, parser=parser)


def _path(text: str) -> Path:
    """A path. An empty one (a variable of a script that holds nothing) would be the current folder."""
    if not text:
        raise UserError("有一处路径是空的；请写明文件或文件夹，当前文件夹写成“.”。")
    return Path(text)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("xl-tools"))
        raise typer.Exit


def answer(group: Group, words: Sequence[str]) -> int:
    """Run what the words say, or show the help asked for; the exit code. Raises UserError for words that are wrong."""
    app = typer_app(group, "xl-tools")

    @app.callback()
    def options(
        version: Annotated[
            bool, typer.Option("--version", help="显示版本", callback=_tell_version, is_eager=True)
        ] = False,
    ) -> None:
        """What goes before a command; the page has its text from the group."""

    try:
        code = app(list(words), standalone_mode=False) or 0
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise UserError(error.format_message()) from None
        said = _usage_problem(error)
        raise UserError(f"{said}。用 xl-tools --help 看全部命令，xl-tools 命令 --help 看用法。") from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == _STOPPED:
        raise KeyboardInterrupt
    return code


_STOPPED = 130
"""What typer makes of Ctrl-C."""


def _usage_problem(error: typer.TyperException) -> str:
    """Typer's complaint about the words of a command, in Chinese."""
    option = getattr(error, "option_name", None) or ""
    parameter = getattr(error, "param", None)
    named = parameter.opts[0] if parameter is not None and parameter.opts else ""
    hint = option or (named if named.startswith("-") else (getattr(parameter, "metavar", None) or "路径").rstrip("…"))
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有“{hint}”这个选项"
        case "MissingParameter":
            return f"缺少必须写的“{hint}”"
        case "BadOptionUsage" | "BadArgumentUsage":
            return f"选项“{hint}”的写法不对，后面要跟一个值"
        case "BadParameter":
            return f"“{hint}”的值不对"
        case _:
            return "命令写得不对"
