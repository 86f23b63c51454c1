"""Templates of the office's own: texts with gaps, and no programs. They run in Jinja2's sandbox, reach nothing but
their values, and end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xl_tools.core.expressions import expression

_NODES = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Const, nodes.Getattr),
    *(nodes.Getitem, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Test),
    *(nodes.Filter, nodes.Keyword, nodes.Tuple, nodes.List),
)
_FILTERS = ("join", "length", "count", "default", "d", "first", "last", "trim", "upper", "lower")
_REPEATS = 2
"""What a template may be made of: gaps, choices, and going through what it is given, twice within each other at most.
So it ends, and is as long as what it is given; arithmetic, calls and texts that grow are no part of it."""


_FAULTS = tuple(
    (expression(pattern), said)
    for pattern, said in (
        (r"Unexpected end of template.{0,300} is '(\w+)'", "有 {{% {0} %}} 没有写结尾 {{% end{0} %}}"),
        (r"unknown tag 'end(\w+)'", "{{% end{0} %}} 前面没有和它成对的 {{% {0} %}}"),
        (r"unknown tag '([^']+)'", "不认识 {{% {0} %}}"),
        (r"Missing end of comment", "{{# 没有写结尾 #}}"),
        (r"expected 'end of print statement'|unexpected '\}'", "{{{{ 没有写结尾 }}}}，或者少写了一个括号"),
        (r"expected token '[^']*', got 'end of ", "话没有写完"),
        (r"Expected an expression, got 'end of|expected name or number", "该写名称的地方空着"),
        (r"unexpected char (.{1,10}?) at ", "不认识符号 {0}，标点、括号要用半角"),
        (r"got '([^']+)'", "“{0}”写在这里不对"),
        (r"No (?:test|filter) named '([^']+)'", "不认识“{0}”"),
        (r"'([^' ]+)' is undefined|has no attribute '([^']+)'|has no element (.+)", "没有“{0}”"),
    )
)
"""What Jinja2 says of a template, and what to tell people."""


def fault_in_words(error: TemplateError) -> str:
    """What is wrong with a template, in Chinese."""
    message = str(error.message or "")
    for pattern, said in _FAULTS:
        if match := pattern.search(message):
            return said.format(*filter(None, match.groups()), "")
    return "没有这个内容" if isinstance(error, UndefinedError) else "括号、引号或者词的次序不对"


class NotATemplate(Exception):
    """What of a template is none, in Chinese, to stand behind its name."""


class GapsOnly(ImmutableSandboxedEnvironment):
    """The sandbox. ``filters`` are what a template may use beside our few of Jinja2's. A template that is more than
    gaps raises NotATemplate; a name without a value raises jinja2's UndefinedError."""

    def __init__(self, filters: Mapping[str, Callable[..., Any]] | None = None, **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, **options)
        self.filters.update(filters or {})
        self._allowed = frozenset((*_FILTERS, *(filters or ())))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        self._only_gaps(template)
        return template

    def _only_gaps(self, part: nodes.Node, within: int = 0) -> None:
        where = f"第 {part.lineno} 行"
        if not isinstance(part, _NODES) or (isinstance(part, nodes.Filter) and part.name not in self._allowed):
            allowed = "、".join(sorted(self._allowed))
            raise NotATemplate(f"{where}的写法不能用，只能用 {{{{ 名称 }}}}、if、for 和 {allowed}")
        if isinstance(part, nodes.For):
            within += 1
            if within > _REPEATS or not isinstance(part.iter, (nodes.Name, nodes.Getattr)):
                raise NotATemplate(f"{where}的 for 只能逐个列出给定的内容，套在里面的最多 {_REPEATS} 层")
        if isinstance(part, (nodes.Tuple, nodes.List)) and not all(
            isinstance(item, nodes.Const) for item in part.items
        ):
            raise NotATemplate(f"{where}的写法不能用，括号里只能列固定的词")
        for inner in part.iter_child_nodes():
            self._only_gaps(inner, within)
