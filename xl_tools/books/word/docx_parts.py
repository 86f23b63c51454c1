"""A Word file as a package of parts: the main document and what belongs to it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from xl_tools.books.file.guard import Archive, limit, read_input
from xl_tools.books.file.xml_tree import xml_tree
from xl_tools.core.errors import UserError

Element: TypeAlias = Any
"""An element of lxml, which has no types."""


def local(element: Element) -> str:
    """An element's name without its namespace (transitional and strict files differ in it); "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def get(element: Element | None, name: str, default: str = "") -> str:
    """An attribute by its local name."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return str(value)
    return default


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def is_on(element: Element | None) -> bool:
    """Whether a switch element is there and not switched off (``<w:vanish w:val="0"/>``)."""
    return element is not None and get(element, "val", "1").lower() not in ("0", "false", "off")


def whole(text: str, usual: int = 0) -> int:
    """A small whole number as files write it; ``usual`` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else usual


class WordPackage:
    """The parts of one .docx. Raises UserError with a sentence when the file cannot be read as one."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._archive = Archive(data, name)
        self.main = next((target for kind, target, _ in self.relations("") if kind == "officeDocument"), "")
        if not self._archive.has(self.main):
            raise UserError(f"“{name}”不是 Word 文档，请用 Word 或 WPS 另存为 .docx 后再试。")

    @classmethod
    def open(cls, path: Path) -> WordPackage:
        return cls(read_input(path), path.name)

    def _damaged(self) -> UserError:
        return UserError(f"“{self._name}”已损坏或没有传完整，读不出内容；请用 Word 或 WPS 打开并另存后再试。")

    def read(self, part: str) -> bytes | None:
        """A part's content; None where there is none. Raises UserError when it is damaged or far too large."""
        return self._archive.read(part) if self._archive.has(part) else None

    def root(self, part: str) -> Element | None:
        if not self._archive.has(part):
            return None
        root = xml_tree(self._archive.xml(part, most=limit("xml", "tree_mb")))
        if root is None:
            raise self._damaged()
        return root

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(kind, target part, id) of a part's relationships; "" asks for the package's own."""
        folder, name = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in root if root is not None else ():
            if get(relation, "TargetMode") == "External":
                continue
            target = get(relation, "Target")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield get(relation, "Type").rsplit("/", 1)[-1], full, get(relation, "Id")

    def related(self, kind: str) -> Element | None:
        """The root of the part of that kind that the main document points at."""
        target = next((target for found, target, _ in self.relations(self.main) if found == kind), None)
        return self.root(target) if target else None
