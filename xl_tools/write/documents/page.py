"""The public version as a page of the web, for everybody who reads it: with a mouse, a keyboard or a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from xl_tools import data
from xl_tools.core.template_gaps import GapsOnly


def page_of(name: str, values: Mapping[str, Any]) -> bytes:
    """The page of this name, filled in. What comes from outside is text there, never markup."""
    source = (files(data) / "documents" / f"{name}.html").read_text("utf-8")
    return GapsOnly(autoescape=True).from_string(source).render(dict(values)).encode()
