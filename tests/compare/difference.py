"""What differs between two snapshots: by input, kind and place, and whether it is a difference that was named."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.compare import snapshot

_ABSENT = "(absent)"
_SAID = re.compile(r"(?:错误|警告|提示)(?: \| C=|[ 　])([A-Z]\d{3})")
"""The code of a finding in a note, and in a line of the sheet of results."""
_CELL = re.compile(r"\b[A-Z]{1,3}\d+\b")
_SHOWN = 90
_LONGEST = 4000
"""Lists longer than this are compared place by place, not aligned."""


@dataclass(frozen=True)
class Difference:
    """One place where two snapshots differ. ``code`` is that of the finding it is in or about, "" elsewhere."""

    input: str
    kind: str
    path: str
    code: str
    before: str
    after: str

    @property
    def group(self) -> tuple[str, str]:
        return self.path, self.code


@dataclass(frozen=True)
class Expected:
    """A difference that was named beforehand: patterns for input, kind, and code or path."""

    input: str
    kind: str
    what: str

    def covers(self, one: Difference) -> bool:
        if not (fnmatchcase(one.input, self.input) and fnmatchcase(one.kind, self.kind)):
            return False
        if self.what == one.path:  # as printed: its [] are no pattern
            return True
        return fnmatchcase(one.code, self.what) or fnmatchcase(one.path, self.what)


def read_expected(path: Path) -> list[Expected]:
    """One difference a line: input, kind, and code or path, parted by tabs, each a pattern; # begins a remark."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split("\t")
        if len(words) != 3:
            raise ValueError(f"line {number} of {path.name}: three columns are wanted (input, kind, code or path)")
        found.append(Expected(*words))
    return found


def compare(before: Iterable[snapshot.Record], after: Iterable[snapshot.Record]) -> Iterator[Difference]:
    """Every difference, input by input."""
    old, new = ({record["input"]: record for record in records} for records in (before, after))
    for name in sorted(old | new):
        if name not in old or name not in new:
            yield Difference(name, "(input)", "", "", *(("there", _ABSENT) if name in old else (_ABSENT, "there")))
            continue
        first, second = old[name], new[name]
        if first["made_of"] != second["made_of"]:
            yield Difference(name, "(input)", "made_of", "", first["made_of"], second["made_of"])
        for kind in sorted(first["kinds"] | second["kinds"]):
            one, other = (record["kinds"].get(kind, _ABSENT) for record in (first, second))
            for path, code, was, now in _walk(one, other, "", ""):
                yield Difference(name, kind, path, code, _short(was), _short(now))


def _walk(one: Any, other: Any, path: str, code: str) -> Iterator[tuple[str, str, Any, Any]]:
    if one == other and type(one) is type(other):
        return
    if isinstance(one, dict) and isinstance(other, dict):
        code = str(one.get("code") or other.get("code") or code)
        for key in sorted(one | other):
            below = f"{path}.{key}" if path else key
            if key not in one or key not in other:
                yield below, _code(one.get(key, other.get(key)), code), one.get(key, _ABSENT), other.get(key, _ABSENT)
            else:
                yield from _walk(one[key], other[key], below, code)
    elif isinstance(one, list) and isinstance(other, list):
        yield from _lists(one, other, f"{path}[]", code)
    else:
        yield path, _code(one, _code(other, code)), one, other


def _lists(one: list[Any], other: list[Any], path: str, code: str) -> Iterator[tuple[str, str, Any, Any]]:
    """Entries aligned, so that one that is added does not make all that follow it differ."""
    first, second = ([json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in held] for held in (one, other))
    if max(len(first), len(second)) > _LONGEST:
        blocks = [(0, len(first), 0, len(second))]
    else:
        matched = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
        blocks = [(low, high, start, end) for tag, low, high, start, end in matched if tag != "equal"]
    for low, high, start, end in blocks:
        both = min(high - low, end - start)
        for place in range(both):
            yield from _walk(one[low + place], other[start + place], path, code)
        for entry in one[low + both : high]:
            yield path, _code(entry, code), entry, _ABSENT
        for entry in other[start + both : end]:
            yield path, _code(entry, code), _ABSENT, entry


def _code(entry: Any, code: str) -> str:
    if isinstance(entry, str) and (said := _SAID.search(entry)):
        return said[1]
    return str(entry.get("code") or code) if isinstance(entry, dict) else code


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "\\n")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def told(found: list[Difference], expected: list[Expected], most: int = 400) -> tuple[list[str], bool]:
    """The lines to print, and whether all is as it was, but for what was named."""
    named = [one for one in found if any(line.covers(one) for line in expected)]
    covered = set(named)
    rest = [one for one in found if one not in covered]
    idle = [line for line in expected if not any(line.covers(one) for one in found)]
    lines = _grouped(rest, most)
    if named:
        lines += ["", f"named beforehand: {len(named)}"]
        counts = Counter((one.kind, one.code or one.path) for one in named)
        lines += [f"  {number:6} {kind}: {what}" for (kind, what), number in sorted(counts.items())]
    lines += [f"named but not seen: {line.input} {line.kind} {line.what}" for line in idle]
    lines.append(f"{len(rest)} differences that nobody named in {len({one.input for one in rest})} inputs")
    return lines, not rest and not idle


def _grouped(found: list[Difference], most: int) -> list[str]:
    """By input and kind, each place once with the number of its differences and the first of them."""
    lines: list[str] = []
    place: tuple[str, str] = ("", "")
    groups: dict[tuple[str, str, str, str], list[Difference]] = {}
    for one in found:
        groups.setdefault((one.input, one.kind, *one.group), []).append(one)
    for (name, kind, path, code), held in list(groups.items())[:most]:
        if (name, kind) != place:
            place = (name, kind)
            lines.append(f"{name}  {kind}")
        what = f"{path} [{code}]" if code else path
        lines.append(f"  {len(held):4} {what or '(whole)'}: {held[0].before} -> {held[0].after}")
    if len(groups) > most:
        lines.append(f"… and {len(groups) - most} groups more")
    if found:
        lines += ["", "over all inputs:"]
        totals = Counter((one.kind, _CELL.sub("<cell>", one.path), one.code) for one in found)
        lines += [f"  {count:6} {kind} {path} {code}".rstrip() for (kind, path, code), count in totals.most_common(40)]
    return lines
