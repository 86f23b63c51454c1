"""A rule stands in one place: its code is written once, above the function that finds it, and somebody asks for it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT
from xl_tools.rules.registry import get, rules

RULES = ROOT / "xl_tools" / "rules"
CODE = re.compile(r"[A-Z]\d{3}")


class Entered(NamedTuple):
    """A function that a decorator has entered."""

    code: str
    how: str
    module: Path
    function: str


def entered() -> Iterator[Entered]:
    for module in sorted(RULES.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            for call in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args:
                    first = call.args[0]
                    if isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
                        assert isinstance(node, ast.FunctionDef)
                        yield Entered(str(first.value), call.func.id, module, node.name)


ENTERED = list(entered())
DECLARED = {one.code: one for one in ENTERED if one.how in ("rule", "finds")}


def test_each_code_is_declared_once_above_the_function_that_finds_it() -> None:
    counts = Counter(one.code for one in ENTERED if one.how in ("rule", "finds"))
    assert set(counts.values()) == {1}
    assert set(counts) == set(rules())


def test_another_look_of_a_rule_stands_beside_the_rule() -> None:
    others = [one for one in ENTERED if one.how == "also_finds"]
    assert others
    assert [one for one in others if one.module != DECLARED[one.code].module] == []


def test_nobody_else_makes_findings_of_a_code() -> None:
    """``registry.finding`` is for the registry and the engine; a code in another file only chooses among findings."""
    made = re.compile(r"\bfinding\(\s*[\"'][A-Z]\d{3}")
    assert [path for path in sorted((ROOT / "xl_tools").rglob("*.py")) if made.search(path.read_text("utf-8"))] == []
    callers = [path for path in (ROOT / "xl_tools").rglob("*.py") if "registry.finding(" in path.read_text("utf-8")]
    assert callers == []


def test_every_function_that_finds_is_asked() -> None:
    """What the engine does not run for each table, somebody calls, be it what gathers the findings of its own file."""
    texts = {path: path.read_text("utf-8") for path in (ROOT / "xl_tools").rglob("*.py")}
    called = [one for one in ENTERED if one.how != "rule"]
    unasked = [
        one.function
        for one in called
        if not any(len(re.findall(rf"\b{one.function}\b", text)) > (path == one.module) for path, text in texts.items())
    ]
    assert unasked == []
    assert all(get(one.code).check for one in ENTERED if one.how == "rule")
