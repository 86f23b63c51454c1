"""The way in: the rules, how they are run, and their catalogue."""

from __future__ import annotations

from xl_tools.rules.catalogue import RuleInfo, catalogue, markdown
from xl_tools.rules.context import Context
from xl_tools.rules.declaration import Hit, Rule, declare, finding, get, rule, rules
from xl_tools.rules.engine import Crash, RunResult, run, select
from xl_tools.rules.settings import RuleSettings

__all__ = [
    "Context",
    "Crash",
    "Hit",
    "Rule",
    "RuleInfo",
    "RuleSettings",
    "RunResult",
    "catalogue",
    "declare",
    "finding",
    "get",
    "markdown",
    "rule",
    "rules",
    "run",
    "select",
]
