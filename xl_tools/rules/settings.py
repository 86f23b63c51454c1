"""What a bureau may change about the rules: switch one off, or take it more or less seriously."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import model_validator

from xl_tools.models import Record, Severity
from xl_tools.rules.declaration import rules


class RuleSettings(Record):
    """``off``: codes that are not reported. ``severity``: codes with another severity than the catalogue's.

    A code that does not exist is refused: a misspelt one would leave a rule on that was meant to be off.
    """

    off: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = {}

    @model_validator(mode="after")
    def _known(self) -> Self:
        unknown = sorted({*self.off, *self.severity} - set(rules()))
        if unknown:
            raise ValueError(f"没有这些规则：{'、'.join(unknown)}")
        return self

    def severity_of(self, code: str) -> Severity | None:
        """The bureau's own severity of a code; None where it keeps the catalogue's."""
        return self.severity.get(code)
